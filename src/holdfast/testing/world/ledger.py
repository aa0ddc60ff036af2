"""The calendar as it really is: every entry that ever stood in it, ours and other people's.

Modelled after the measured Cal.com: a check, then an insert, and no lock between them; what is equal in start, end and
host cannot be inserted twice; a moved entry gets a new uid and the old one stays, cancelled. Entries never change.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from holdfast.core.ids import Reference, RemoteNumber, RemoteUid
from holdfast.core.interval import Interval
from holdfast.core.saga import Entry, Seen


@dataclass(slots=True)
class Standing:
    """One entry, from when until when it stood."""

    uid: RemoteUid
    number: int
    reference: Reference | None
    host: str
    interval: Interval
    title: str
    attendee: str
    created_at: datetime
    updated_at: datetime
    cancelled_at: datetime | None = None
    moved_to: RemoteUid | None = None
    by_person: bool = False

    @property
    def stands(self) -> bool:
        """Whether it stands now."""
        return self.cancelled_at is None

    def stood(self, at: datetime) -> bool:
        """Whether it stood at that instant."""
        return self.created_at <= at and (self.cancelled_at is None or self.cancelled_at > at)

    def stood_within(self, since: datetime) -> bool:
        """Whether it stood at any moment since then."""
        return self.cancelled_at is None or self.cancelled_at >= since

    def seen(self, at: datetime | None = None) -> Seen:
        """As a listing shows it, if need be as it was at an earlier instant."""
        gone = self.cancelled_at is not None and (at is None or self.cancelled_at <= at)
        return Seen(
            self.uid,
            self.reference,
            self.host,
            self.interval,
            self.title,
            self.attendee,
            number=RemoteNumber(self.number),
            created_at=self.created_at,
            updated_at=self.updated_at,
            is_cancelled=gone,
            moved_to=self.moved_to if gone else None,
        )


class Ledger:
    """All entries of one calendar. `told` hears of everything that changes."""

    def __init__(self, now: Callable[[], datetime], told: Callable[[str, Standing, Standing | None], None]) -> None:
        """An empty calendar."""
        self.now = now
        self.entries: dict[RemoteUid, Standing] = {}
        self.touched: dict[Reference, datetime] = {}
        """References whose entries a person moved, cancelled or lengthened, and when first."""
        self.unawaited: set[Reference] = set()
        """References of which something took effect later than `settle_seconds`, when nobody waited for it any more."""
        self._told = told
        self._by_host: dict[str, list[Standing]] = {}

    def standing(self, hosts: Iterable[str], span: Interval, at: datetime | None = None) -> Iterator[Standing]:
        """What stands (or stood `at` an instant) for these hosts and touches the span."""
        for host in hosts:
            for one in self._by_host.get(host, ()):
                if one.interval.overlaps(span) and (one.stands if at is None else one.stood(at)):
                    yield one

    def everything(self) -> Iterator[Standing]:
        """Everything that stands."""
        return (one for one in self.entries.values() if one.stands)

    def of_visit(self, visit: str) -> list[Standing]:
        """What stands under a visit's references."""
        prefix = visit + "/"
        return [one for one in self.everything() if one.reference is not None and one.reference.startswith(prefix)]

    def is_free(self, host: str, span: Interval, but: RemoteUid | None = None) -> bool:
        """The check: whether nothing else stands there."""
        return all(one.uid == but for one in self.standing([host], span))

    def insert(
        self, entry: Entry, *, foreign: bool = False, by_person: bool = False, moved: Standing | None = None
    ) -> Standing | None:
        """The insert: None where an equal span of the host stands by now, however that came about. `moved`: what it was
        before."""
        if any(one.interval == entry.interval for one in self.standing([entry.host], entry.interval)):
            return None
        now, number = self.now(), len(self.entries) + 1
        reference = None if foreign else entry.reference
        address = entry.email or f"{entry.phone or 'nobody'}@calendar.example"
        uid = RemoteUid(f"u{number:04d}")
        new = Standing(
            uid, number, reference, entry.host, entry.interval, entry.title, address, now, now, by_person=by_person
        )
        self._add(new, moved)
        return new

    def add(self, new: Standing, former: RemoteUid | None = None) -> None:
        """Take over an entry that stands in another book."""
        self._add(new, self.entries.get(former) if former is not None else None)

    def tell(self, what: str, one: Standing) -> None:
        """Say of an entry that it changed."""
        self._told(what, one, None)

    def _add(self, new: Standing, moved: Standing | None) -> None:
        self.entries[new.uid] = new
        self._by_host.setdefault(new.host, []).append(new)
        self._told("created" if moved is None else "moved", new, moved)

    def cancel(self, uid: RemoteUid, *, by_person: bool = False) -> None:
        """Take an entry out; one that is out stays out."""
        one = self.entries[uid]
        if not one.stands:
            return
        one.cancelled_at = one.updated_at = self.now()
        one.by_person = one.by_person or by_person
        self._told("cancelled", one, None)

    def move(self, uid: RemoteUid, to: Entry, *, by_person: bool = False) -> Standing | None:
        """Put an entry elsewhere under a new uid; None where it is gone or an equal one stands there already."""
        old = self.entries[uid]
        if not old.stands:
            return None
        old.cancelled_at = old.updated_at = self.now()  # Its own key does not block it.
        new = self.insert(to, foreign=old.reference is None, by_person=by_person, moved=old)
        if new is None:
            old.cancelled_at = None
            return None
        old.moved_to, old.by_person = new.uid, old.by_person or by_person
        return new

    def touch(self, one: Standing) -> None:
        """A person laid hands on this entry."""
        if one.reference is not None:
            self.touched.setdefault(one.reference, self.now())
