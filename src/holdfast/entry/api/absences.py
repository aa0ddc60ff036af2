"""Who of the staff is not there, over the API: listed, entered, lifted, as on the screens."""

from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from holdfast.actions.change_customers import Who
from holdfast.actions.enter_absence import AbsenceSeen, absence_seen, enter_absence, lift_absence
from holdfast.actions.look_at_absences import absences_from
from holdfast.core.absence import LONGEST_NOTE, AbsenceFault, AbsenceKind, AbsenceWish
from holdfast.entry.api.customers import BoundedRoute
from holdfast.entry.api.etags import UNCHANGED, IfNoneMatch, bytes_of, listed, shown
from holdfast.entry.api.keyholder import PREFIX, AskerOf
from holdfast.entry.api.moments import DayText, day
from holdfast.entry.api.paging import PageOf, cursor_of
from holdfast.entry.api.shapes import Moment, Shape
from holdfast.entry.api.shaping import local, local_or_none
from holdfast.entry.bodies import storable_text
from holdfast.entry.problems import Problem, documented

routes = APIRouter(prefix=PREFIX, tags=["api"], route_class=BoundedRoute)
Ref = Annotated[str, Path(max_length=24)]
_DAY = Field(max_length=40, description="A local day.", examples=["2026-11-27"])
_CLOCK = Field(None, pattern=r"^([01][0-9]|2[0-3]):[0-5][05]$|^24:00$", description="On the wall clock, by 5 minutes.")
FAULTS = {
    AbsenceFault.UNKNOWN_STAFF: "there is no such member of staff",
    AbsenceFault.BACKWARDS: "the last day is before the first",
    AbsenceFault.TOO_LONG: "an absence lasts a year at most",
    AbsenceFault.OVER: "that time is over already",
    AbsenceFault.TOO_FAR: "an absence is entered three years ahead at most",
    AbsenceFault.HOURS_OF_SEVERAL_DAYS: "times go with a single day only",
    AbsenceFault.HOURS_INCOMPLETE: "since and until are given together, or neither",
    AbsenceFault.HOURS_OFF: "since comes before until, both on five minutes",
    AbsenceFault.NOTE_TOO_LONG: f"a note has at most {LONGEST_NOTE} characters",
}


class AbsenceWanted(BaseModel):
    """What is to be entered. Without `since` and `until` whole days."""

    model_config = ConfigDict(extra="forbid")

    staff: str = Field(min_length=1, max_length=200, description="A member of staff by key or display name.")
    kind: AbsenceKind = Field(description="Stays in the salon: callers only hear that somebody is not there.")
    first: str = _DAY
    last: str | None = Field(None, max_length=40, description="Included; without it, `first`.")
    since: str | None = _CLOCK
    until: str | None = _CLOCK
    note: str = Field("", max_length=LONGEST_NOTE, description="For the salon alone.")


class AbsenceShown(Shape):
    """One absence. `to_call`: codes of the visits about which nobody has called yet."""

    ref: str
    staff: str
    staff_key: str
    kind: AbsenceKind
    first: str
    last: str
    since: str | None
    until: str | None
    note: str
    entered_at: Moment
    lifted_at: Moment | None
    to_call: list[str]


class AbsencesShown(Shape):
    """A page of absences that stand, by their first day."""

    items: list[AbsenceShown]
    next_cursor: str | None


@routes.get("/absences", response_model=AbsencesShown, responses=documented(400, 401, 422))
async def list_absences(asker: AskerOf, page: PageOf, since: DayText = None) -> Response:
    """The absences that stand on `since` or later; without it, from today on."""
    first = day(since, "since")
    found = await absences_from(asker.desk, asker.tenant_id, first, page.limit, page.position("absences"))
    items = [_shown(seen) for seen in found.items]
    return listed(AbsencesShown(items=items, next_cursor=cursor_of(found.next, "absences")))


@routes.post("/absences", status_code=201, response_model=AbsenceShown, responses=documented(401, 422))
async def enter(asker: AskerOf, wanted: AbsenceWanted) -> Response:
    """Enter an absence. From then on nothing is offered or booked within it, and whoever has a visit then is listed
    under /tasks. The very same once more enters nothing new."""
    first, last = day(wanted.first, "first"), day(wanted.last, "last")
    assert first is not None, "the schema asks for it"
    wish = AbsenceWish(
        storable_text(wanted.staff),
        wanted.kind,
        first,
        last or first,
        _minute(wanted.since),
        _minute(wanted.until),
        storable_text(wanted.note),
    )
    entered = await enter_absence(asker.desk, asker.tenant_id, wish, Who(key=asker.key.id))
    if not isinstance(entered, AbsenceSeen):
        raise Problem(422, "; ".join(FAULTS[fault] for fault in entered))
    return Response(bytes_of(_shown(entered)), 201, {"Cache-Control": "private, no-cache"}, "application/json")


@routes.get("/absences/{ref}", response_model=AbsenceShown, responses=UNCHANGED | documented(401, 404, 422))
async def show(asker: AskerOf, ref: Ref, if_none_match: IfNoneMatch = None) -> Response:
    """One absence, lifted or not."""
    return shown(_shown(await absence_seen(asker.desk, asker.tenant_id, ref)), if_none_match)


@routes.delete("/absences/{ref}", response_model=AbsenceShown, responses=documented(401, 404, 422))
async def lift(asker: AskerOf, ref: Ref) -> Response:
    """Lift an absence: the time is offered again, and what was still to be done because of it is done. Repeating it
    does no harm."""
    return listed(_shown(await lift_absence(asker.desk, asker.tenant_id, ref, Who(key=asker.key.id))))


def _minute(clock: str | None) -> int | None:
    return None if clock is None else int(clock[:2]) * 60 + int(clock[3:])


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _shown(seen: AbsenceSeen) -> AbsenceShown:
    one, zone = seen.absence, seen.tenant.timezone
    return AbsenceShown(
        ref=one.ref,
        staff=seen.tenant.staff_name(one.staff),
        staff_key=one.staff,
        kind=one.kind,
        first=one.days.first.isoformat(),
        last=one.days.last.isoformat(),
        since=_clock(one.hours.start) if one.hours else None,
        until=_clock(one.hours.end) if one.hours else None,
        note=one.note,
        entered_at=local(seen.absent.entered.at, zone),
        lifted_at=local_or_none(seen.absent.entered.lifted_at, zone),
        to_call=[called.visit.ref for called in seen.absent.to_call],
    )
