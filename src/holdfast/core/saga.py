"""What to do next about one segment in a calendar, and what a reply means: pure, the same for every calendar.

Three laws (design 1), each of them a line below:
  1. an attempt is on record before it is made       -> `attempted` is stored, then the step is taken
  2. only a first attempt can be refused for certain -> `after_reply`: a later "no" means *go and look*
  3. looking is part of the ordinary path            -> SENT and UNDOING always lead to `Look`

            create                 seen as wanted
  READY ------------> SENT ------------------------> VERIFIED        goal PRESENT: at rest
    ^                  | not seen, twice, settled        |
    +------------------+                                 | goal ABSENT
  REFUSED <-- certain "no" to a first attempt            v  cancel
                                          UNDONE <---- UNDOING       not seen in a complete listing
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from holdfast.core.booking import Goal
from holdfast.core.ids import EventTypeId, Reference, RemoteNumber, RemoteUid, SagaId, VisitId
from holdfast.core.interval import Interval
from holdfast.core.refusals import Reason

FIRST_PAUSE = timedelta(seconds=1)
LONGEST_PAUSE = timedelta(minutes=5)


class Stage(StrEnum):
    """What is known about the entry in the calendar."""

    READY = "ready"
    SENT = "sent"
    VERIFIED = "verified"
    REFUSED = "refused"
    UNDOING = "undoing"
    UNDONE = "undone"
    """Not there. Where it is wanted all the same, a person took it out."""
    ALTERED = "altered"
    """A person put it elsewhere: it stands, but not as wanted."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What one segment should look like in the calendar. R18: reference, host and exact span make it ours."""

    reference: Reference
    host: str
    interval: Interval
    title: str
    attendee: str = ""
    phone: str | None = None
    email: str | None = None
    service: str = ""
    part: int = 1
    ref: str = ""
    """`part` counts the busy segments of that one service from 1; `ref` is the code that the customer was told."""


@dataclass(frozen=True, slots=True)
class Seen:
    """An entry as a listing of the calendar shows it.

    `reference` None: nothing of ours is written on it. `attendee` is the address as the calendar keeps it; `number`
    is for people to read. `is_cancelled` entries come only from a look-up by identifier and from lists of changes;
    one that was moved in the calendar names the uid it became (`moved_to`).
    """

    uid: RemoteUid
    reference: Reference | None
    host: str
    interval: Interval
    title: str = ""
    attendee: str | None = None
    event_type: EventTypeId | None = None
    number: RemoteNumber | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
    is_cancelled: bool = False
    moved_to: RemoteUid | None = None


@dataclass(frozen=True, slots=True)
class Sought:
    """An entry to be looked up by what identifies it: its uid where known, else whatever else the calendar can search
    by (its attendee, its name)."""

    entry: Entry
    uid: RemoteUid | None = None


@dataclass(frozen=True, slots=True)
class Saga:
    """One busy segment on its way into, within or out of the calendar.

    `uncertain`: an attempt may yet have an effect that no listing has shown; `unseen` counts the complete listings
    since that did not show it. `stood`: it was there, and is put in again or looked at anew; a "no" to that is no
    reason to take back what was promised.
    """

    id: SagaId
    visit: VisitId
    segment: int
    entry: Entry
    goal: Goal
    stage: Stage = Stage.READY
    attempts: int = 0
    uncertain: bool = False
    unseen: int = 0
    uid: RemoteUid | None = None
    replaces: SagaId | None = None
    generation: int = 0
    due_at: datetime | None = None
    refusal: Reason | None = None
    stood: bool = False


@dataclass(frozen=True, slots=True)
class Create:
    """Put the entry into the calendar."""


@dataclass(frozen=True, slots=True)
class Move:
    """Turn the entry of the replaced saga into this one."""


@dataclass(frozen=True, slots=True)
class Cancel:
    """Take the entry out of the calendar."""

    uid: RemoteUid


@dataclass(frozen=True, slots=True)
class Look:
    """List the whole span and see whether the entry is there."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing to do before `until`."""

    until: datetime


@dataclass(frozen=True, slots=True)
class Rest:
    """Nothing left to do."""


Step = Create | Move | Cancel | Look | Wait | Rest


@dataclass(frozen=True, slots=True)
class Created:
    """The calendar says it took the entry. Not yet a proof (G4)."""

    uid: RemoteUid


@dataclass(frozen=True, slots=True)
class NotSent:
    """The request surely never reached the calendar. `retry_after`: the seconds after which our own budget has room
    again, where that alone was missing: then it was no attempt at all."""

    retry_after: float | None = None


@dataclass(frozen=True, slots=True)
class RefusedBy:
    """The calendar said no, for a classified reason."""

    reason: Reason


@dataclass(frozen=True, slots=True)
class Unknown:
    """The request went out and no usable answer came: it may have had its effect, or have it yet."""


Reply = Created | NotSent | RefusedBy | Unknown


@dataclass(frozen=True, slots=True)
class Listing:
    """All standing entries of the hosts in a span. Only a complete one can prove absence. `incomplete_hosts`: where
    nobody else is concerned, whose entries were not shown whole. `unreadable` names what could not be read. `gone`:
    the identifiers that were looked up and shown as cancelled; None where nothing was looked up, or cancelled entries
    are not kept."""

    entries: tuple[Seen, ...]
    complete: bool = True
    incomplete_hosts: frozenset[str] = frozenset()
    unreadable: tuple[str, ...] = ()
    gone: frozenset[RemoteUid] | None = None

    def is_whole_of(self, host: str) -> bool:
        """Whether it shows everything that this host has there."""
        return self.complete or (bool(self.incomplete_hosts) and host not in self.incomplete_hosts)

    def joined(self, other: "Listing") -> "Listing":
        """Both together: what stands in either, complete only if both are. Cancelled entries are left out."""
        known = {seen.uid: seen for seen in (*self.entries, *other.entries) if not seen.is_cancelled}
        blind = [one.incomplete_hosts for one in (self, other) if not one.complete]
        hosts = frozenset[str]().union(*blind) if all(blind) else frozenset[str]()
        named = dict.fromkeys((*self.unreadable, *other.unreadable))
        gone = [one.gone for one in (self, other) if one.gone is not None]
        return Listing(
            tuple(known.values()), not blind, hosts, tuple(named), frozenset().union(*gone) if gone else None
        )

    @classmethod
    def looked_up(cls, entries: tuple[Seen, ...], complete: bool) -> "Listing":
        """What a look-up by identifier showed, of a calendar that keeps what was cancelled."""
        return cls(entries, complete, gone=frozenset(seen.uid for seen in entries if seen.is_cancelled))


def next_step(saga: Saga, now: datetime) -> Step:
    """The one thing to do about this segment at `now`."""
    if saga.due_at is not None and saga.due_at > now and not is_at_rest(saga):
        return Wait(saga.due_at)
    match saga.goal, saga.stage:
        case Goal.PRESENT, Stage.READY:
            return Move() if saga.replaces else Create()
        case Goal.ABSENT, Stage.VERIFIED | Stage.ALTERED:
            assert saga.uid is not None, "what was verified has an identifier"
            return Cancel(saga.uid)
        case (_, Stage.SENT) | (_, Stage.UNDOING):
            return Look()
        case _:
            return Rest()


def is_at_rest(saga: Saga) -> bool:
    """Whether goal and knowledge agree, so that nothing is left to do."""
    if saga.goal is Goal.PRESENT:
        return saga.stage in (Stage.VERIFIED, Stage.REFUSED, Stage.UNDONE, Stage.ALTERED)
    return saga.stage in (Stage.READY, Stage.REFUSED, Stage.UNDONE)


def is_untried(saga: Saga) -> bool:
    """Whether nothing was sent of it yet, so that nothing of it can stand anywhere."""
    return saga.stage is Stage.READY and saga.attempts == 0


def attempted(saga: Saga, step: Create | Move | Cancel) -> Saga:
    """The saga as it must be on record before the step is taken (law 1). Should we crash now, its reply is lost."""
    again = replace(saga, attempts=saga.attempts + 1, uncertain=True, unseen=0, due_at=None)
    if isinstance(step, Cancel):  # What was refused before stays the reason why it goes.
        return replace(again, stage=Stage.UNDOING)
    return replace(again, stage=Stage.SENT, refusal=None)


def after_reply(saga: Saga, reply: Reply, now: datetime) -> Saga:
    """The saga after the calendar answered (or did not) to an attempt."""
    undoing = saga.stage is Stage.UNDOING
    match reply:
        case Created(uid):  # Created, it must still be seen; cancelled, nothing more of it can come.
            return replace(saga, uid=uid, uncertain=not undoing, due_at=None)
        case NotSent(seconds):
            back = Stage.VERIFIED if undoing else Stage.READY
            if seconds is None:
                return replace(saga, stage=back, uncertain=False, due_at=now + pause(saga.attempts))
            wait = timedelta(seconds=max(seconds, 1.0))
            return replace(saga, stage=back, attempts=saga.attempts - 1, uncertain=False, due_at=now + wait)
        case RefusedBy() if undoing:  # Perhaps it is gone already; what stands there decides.
            return replace(saga, uncertain=False, due_at=None)
        case RefusedBy(reason) if saga.attempts == 1:
            return replace(saga, stage=Stage.REFUSED, refusal=reason, uncertain=False, due_at=None)
        case RefusedBy(reason):  # Law 2: a later "no" may be our own echo; what stands there decides.
            return replace(saga, refusal=reason, uncertain=True, unseen=0, due_at=None)
        case Unknown():
            return replace(saga, uncertain=True, unseen=0, due_at=None)


def after_look(saga: Saga, listing: Listing, now: datetime, settle: timedelta, siblings: Iterable[Entry] = ()) -> Saga:
    """The saga after the span was listed. Being seen decides at once; absence only when proven.

    `siblings` are all entries that the visit wants or wanted somewhere: an entry under our reference that none of
    them explains was moved by a person, and stands. It is not created again; wanted gone, it is what has to go.
    """
    if saga.stage is Stage.REFUSED:
        return _after_refusal(saga, listing, now)
    seen = find_entry(saga.entry, listing.entries) or _unmarked(saga, listing.entries)
    if seen is not None:
        foreign = _foreign_overlap(saga, listing.entries)
        return _present(saga, seen, now, None if foreign is None else Reason.SLOT_TAKEN)
    stray = stray_of(saga, listing.entries, siblings)
    if stray is not None and saga.goal is Goal.ABSENT:
        return _present(saga, stray, now)
    if stray is not None:  # Reconciliation follows the person; until then there is no hurry.
        return replace(saga, unseen=0, due_at=now + max(settle, pause(saga.attempts)))
    if not listing.complete:
        return replace(saga, due_at=now + pause(saga.attempts))
    if saga.uncertain or is_unaccounted(saga, listing):  # What is late shows in time: look once more when it settled.
        if saga.unseen == 0:
            return replace(saga, unseen=1, due_at=now + settle)
        if saga.due_at is not None and now < saga.due_at:
            return saga  # Somebody else's look, too early to prove more.
    return _absent(saga, listing, now)


def is_unaccounted(saga: Saga, listing: Listing) -> bool:
    """Whether the calendar keeps cancelled entries and shows ours neither standing nor cancelled, by an identifier that
    it gave itself: then what was read is older than that identifier, and proves nothing yet."""
    return saga.uid is not None and listing.gone is not None and saga.uid not in listing.gone


def _after_refusal(saga: Saga, listing: Listing, now: datetime) -> Saga:
    """A "no" says that the time is not given, not to whom: "taken" needs somebody who has it (R2).

    Ours itself may stand there, where something on the way sent the request twice. Another entry of ours can only be
    one that nobody wants any more, since our claims let nobody else in: our own fault, and never said to be taken.
    """
    seen = find_entry(saga.entry, listing.entries)
    if seen is not None:
        return _present(saga, seen, now)
    there = [one for one in listing.entries if _occupies(one, saga.entry)]
    is_anybodys = any(one.reference is None for one in there) or not (there or listing.complete)
    if saga.refusal is not Reason.SLOT_TAKEN or is_anybodys:
        return saga
    return replace(saga, refusal=Reason.TECHNICAL if there else Reason.STAFF_AWAY)


def _occupies(seen: Seen, entry: Entry) -> bool:
    return not seen.is_cancelled and seen.host == entry.host and seen.interval.overlaps(entry.interval)


def _present(saga: Saga, seen: Seen, now: datetime, refusal: Reason | None = None) -> Saga:
    """It stands there. After a cancel that is a cancel that did not take: try again, later each time.

    With a `refusal` somebody else's entry stands there too: ours yields before anybody is told of it (design 1).
    """
    due = now + pause(saga.attempts) if saga.stage is Stage.UNDOING else None
    known = saga.refusal if saga.goal is Goal.ABSENT else refusal
    return replace(saga, stage=Stage.VERIFIED, uid=seen.uid, uncertain=False, unseen=0, due_at=due, refusal=known)


def _foreign_overlap(saga: Saga, entries: Iterable[Seen]) -> Seen | None:
    """Somebody else's entry at the time of ours: some calendars book twice what overlaps without being equal."""
    wanted = saga.entry
    if saga.goal is Goal.ABSENT or saga.stood:
        return None
    return next((seen for seen in entries if is_foreign_at(seen, wanted.host, wanted.interval)), None)


def is_foreign_at(seen: Seen, host: str, span: Interval) -> bool:
    """Whether a standing entry is not ours and takes time of this host in the span."""
    return seen.reference is None and not seen.is_cancelled and seen.host == host and seen.interval.overlaps(span)


def stray_of(saga: Saga, entries: Iterable[Seen], siblings: Iterable[Entry]) -> Seen | None:
    """What stands under our reference at a time that the visit never wanted: a person put it there."""
    explained = {(entry.reference, entry.host, entry.interval) for entry in siblings}
    mine = (seen for seen in entries if seen.reference == saga.entry.reference and not seen.is_cancelled)
    return next((seen for seen in mine if (seen.reference, seen.host, seen.interval) not in explained), None)


def _unmarked(saga: Saga, entries: Iterable[Seen]) -> Seen | None:
    """The entry of ours that bears no reference and was adopted: its identifier alone tells that it is still there."""
    if saga.stage is not Stage.UNDOING or saga.uid is None:
        return None
    same = (seen for seen in entries if (seen.uid, seen.reference, seen.is_cancelled) == (saga.uid, None, False))
    return next(same, None)


def _absent(saga: Saga, listing: Listing, now: datetime) -> Saga:
    if saga.goal is Goal.ABSENT:
        return replace(saga, stage=Stage.UNDONE, due_at=None)
    if saga.refusal is not None:  # Asked again, refused, and by a complete listing not there: now the "no" is certain.
        return _after_refusal(replace(saga, stage=Stage.REFUSED, due_at=None), listing, now)
    return replace(saga, stage=Stage.READY, uid=None, uncertain=False, unseen=0, due_at=now + pause(saga.attempts))


def find_entry(wanted: Entry, entries: Iterable[Seen]) -> Seen | None:
    """The entry that is ours: same reference, same host, same exact span. Time alone never matches (R18)."""
    place = (wanted.reference, wanted.host, wanted.interval)
    there = (seen for seen in entries if (seen.reference, seen.host, seen.interval) == place and not seen.is_cancelled)
    return next(there, None)


def pause(attempts: int) -> timedelta:
    """How long to wait before the next try: doubling, bounded."""
    doublings = max(min(attempts, 20) - 1, 0)
    return min(FIRST_PAUSE * (1 << doublings), LONGEST_PAUSE)


def is_refused(saga: Saga) -> bool:
    """Whether the calendar has certainly no room for this segment: it said so, or somebody else stands there too."""
    return saga.stage is Stage.REFUSED or (saga.stage is Stage.VERIFIED and saga.refusal is not None)


def turned_back(saga: Saga) -> Saga:
    """The same segment, no longer wanted: compensation and cancelling are the same road.

    A look that waits for late effects to settle still waits: absence is proven no sooner because we wish it.
    """
    return replace(saga, goal=Goal.ABSENT)
