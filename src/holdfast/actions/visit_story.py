"""The story of a visit: who booked, moved and cancelled what and when, and every verdict on the calls it came up in."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from holdfast.actions.case_record import instant_in
from holdfast.actions.desk import Desk
from holdfast.actions.find_calls import Standing, standing_of
from holdfast.actions.look_up import booking_in
from holdfast.core.ids import CallId, TenantId
from holdfast.store import call_search, timeline, users, verdicts
from holdfast.store.engine import TenantTx, Tx
from holdfast.store.timeline import Event
from holdfast.store.verdicts import Judgement

MOST_CALLS = 20


@dataclass(frozen=True, slots=True)
class Chapter:
    """One thing that happened to a visit. `what` is a code; `call`, `user`: who wanted it, a person by name; neither:
    it came of itself or of the calendar. `old` and `new`: its time before and after, where that changed."""

    at: datetime
    what: str
    call: CallId | None = None
    user: str | None = None
    old: datetime | None = None
    new: datetime | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """One verdict on a call in which the visit came up."""

    judgement: Judgement
    standing: Standing
    is_in_force: bool


@dataclass(frozen=True, slots=True)
class Story:
    """The chapters, oldest first, and the verdicts, newest first."""

    chapters: tuple[Chapter, ...]
    verdicts: tuple[Judged, ...]


async def story_of(desk: Desk, tenant_id: TenantId, ref: str) -> Story:
    """The story of a booking. Raises NotFound."""

    def body(tx: Tx) -> Story:
        bound = tx.of(tenant_id)
        visit = booking_in(bound, desk.salon(bound).tenant, ref).visit
        events = timeline.of_visit(bound, visit.id)
        chapters = tuple(_chapters(events, _names(tx, events)))
        return Story(chapters, tuple(_judged(bound, call_search.about_visit(bound, visit.id))))

    return await desk.transact(body)


def _names(tx: Tx, events: Sequence[Event]) -> dict[str, str]:
    """Who is meant by "user:7"; whoever acted from outside the screens is named as they are on record."""
    found = {}
    for by in {str(event.data.get("by") or "") for event in events}:
        number = by.removeprefix("user:")
        user = users.one(tx, int(number)) if by.startswith("user:") and number.isdecimal() else None
        found[by] = user.name if user else by
    return found


def _judged(tx: TenantTx, calls: Sequence[CallId]) -> Iterator[Judged]:
    for call in reversed(calls[-MOST_CALLS:]):
        for n, one in enumerate(verdicts.history(tx, call)):
            yield Judged(one, standing_of(one), n == 0)


def _chapters(events: Sequence[Event], names: Mapping[str, str]) -> Iterator[Chapter]:
    stood: datetime | None = None
    for event in sorted(events, key=lambda one: (one.at, one.id)):
        read = _READ.get(event.kind)
        if read is None:
            continue
        by = event.data.get("by")
        call = CallId(event.call) if event.call and not by else None
        found = read(event, Chapter(event.at, event.kind, call, names.get(str(by)) if by else None), stood)
        if found is None:
            continue
        yield found
        stood = found.new or stood


Read = Callable[[Event, Chapter, datetime | None], Chapter | None]


def _plain(event: Event, chapter: Chapter, stood: datetime | None) -> Chapter:
    """Who and when is all there is to it."""
    return chapter


def _begun(event: Event, chapter: Chapter, stood: datetime | None) -> Chapter:
    return _with(chapter, "booked", new=instant_in(event.data.get("start")))


def _moving(event: Event, chapter: Chapter, stood: datetime | None) -> Chapter:
    return _with(chapter, "moving", instant_in(event.data.get("old")), instant_in(event.data.get("start")))


def _cancelling(event: Event, chapter: Chapter, stood: datetime | None) -> Chapter:
    return _with(chapter, "cancelling")


def _stands(event: Event, chapter: Chapter, stood: datetime | None) -> Chapter:
    """Seen in the calendar; by nobody in particular."""
    seen = instant_in(event.data.get("start"))
    return Chapter(chapter.at, "confirmed", new=seen)


def _gone(event: Event, chapter: Chapter, stood: datetime | None) -> Chapter:
    return Chapter(chapter.at, event.kind.removeprefix("visit_"))


def _unwanted(event: Event, chapter: Chapter, stood: datetime | None) -> Chapter:
    return Chapter(chapter.at, "unwanted", detail=str(event.data.get("why") or ""))


def _noticed(event: Event, chapter: Chapter, stood: datetime | None) -> Chapter | None:
    """What the calendar told by itself; an echo of what we wrote tells nothing."""
    if event.data.get("echo"):
        return None
    return Chapter(chapter.at, "notice", new=instant_in(event.data.get("start")), detail=str(event.data.get("trigger")))


def _differed(event: Event, chapter: Chapter, stood: datetime | None) -> Chapter:
    return Chapter(chapter.at, event.kind, detail=str(event.data.get("kind") or ""))


def _followed(event: Event, chapter: Chapter, stood: datetime | None) -> Chapter:
    return Chapter(chapter.at, "reconciled", detail=str(event.data.get("repair") or ""))


def _mended(event: Event, chapter: Chapter, stood: datetime | None) -> Chapter:
    return _with(chapter, event.kind, detail=str(event.data.get("act") or ""))


def _with(
    chapter: Chapter, what: str, old: datetime | None = None, new: datetime | None = None, detail: str | None = None
) -> Chapter:
    return Chapter(chapter.at, what, chapter.call, chapter.user, old, new, detail)


_READ: Mapping[str, Read] = {
    "visit_decided": _begun,
    "booked_by_staff": _begun,
    "move_decided": _moving,
    "moved_by_staff": _moving,
    "cancel_decided": _cancelling,
    "cancel_by_staff": _cancelling,
    "visit_confirmed": _stands,
    "visit_cancelled": _gone,
    "visit_undone": _gone,
    "visit_unwanted": _unwanted,
    "amended": _plain,
    "no_show": _plain,
    "came_after_all": _plain,
    "calendar_notice": _noticed,
    "drift_opened": _differed,
    "drift_closed": _differed,
    "reconciled": _followed,
    "repair_applied": _mended,
    "repair_undone": _mended,
}
STORY: tuple[str, ...] = (
    *("booked", "moving", "cancelling", "confirmed", "cancelled", "undone", "unwanted", "amended", "no_show"),
    *("came_after_all", "notice", "drift_opened", "drift_closed", "reconciled", "repair_applied", "repair_undone"),
)
"""Every code of a chapter: each has its words on the pages."""
