"""Who is not there: entered from the diary in two clicks, shown, lifted. Every deed is an action's."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any

from fastapi import Depends
from fastapi.responses import Response

from holdfast.actions.change_customers import Who
from holdfast.actions.enter_absence import AbsenceSeen, absence_seen, enter_absence, lift_absence
from holdfast.actions.look_at_diary import Diary, look_at_diary
from holdfast.actions.look_up import configuration
from holdfast.actions.sign_in import note_look
from holdfast.core.absence import AbsenceKind, AbsenceWish
from holdfast.core.access import Right
from holdfast.core.tenant import Tenant
from holdfast.core.working_time import DAY_MINUTES
from holdfast.entry.web.pages import page_routes
from holdfast.entry.web.screen import Screen, looks
from holdfast.entry.web.words import Words

routes = page_routes()
Looking = Annotated[Screen, Depends(looks(Right.LOOK))]
Acting = Annotated[Screen, Depends(looks(Right.ACT))]
_FARTHEST = timedelta(days=3 * 366)
_BLOCK_MINUTES = 60
_STEP = 15


@dataclass(frozen=True, slots=True)
class Block:
    """What can be blocked where somebody clicked: from `at`, to one of `ends`, at first to `chosen`."""

    staff: str
    day: date
    at: str
    ends: tuple[str, ...]
    chosen: str


def block_at(diary: Diary, staff: str, day: date, at: str, until: str) -> Block | None:
    """The free time of a person from a click on, up to the next visit; None where nobody was clicked at. `until` is
    how far it was dragged."""
    start, dragged = _minute_of(at), _minute_of(until)
    if diary.tenant.staff_member(staff) is None or start is None or start % 5:
        return None
    ends = range(start + _STEP - start % _STEP, DAY_MINUTES + 1, _STEP)
    chosen = dragged if dragged is not None and dragged in ends else _free_until(diary, staff, day, start)
    found = sorted({chosen, *ends} if chosen > start else set(ends))
    return Block(staff, day, at, tuple(map(_clock, found)), _clock(chosen)) if found else None


def _free_until(diary: Diary, staff: str, day: date, start: int) -> int:
    """An hour, or less where the person's next visit begins or the hours end."""
    zone = diary.tenant.timezone
    steps = ((mark.visit.start, step) for mark in diary.visits for step in mark.visit.plan.busy_steps)
    begun = (step.interval(at).start.astimezone(zone) for at, step in steps if step.staff == staff)
    next_ones = [at.hour * 60 + at.minute for at in begun if at.date() == day]
    hours = [span.end for one in diary.days[0].people if one.person.key == staff for span in one.hours]
    return min(one for one in (*next_ones, *hours, start + _BLOCK_MINUTES, DAY_MINUTES) if one > start)


def _minute_of(text: str) -> int | None:
    """What a wall clock shows, in minutes after midnight; 24:00 ends a day. None where it is no time."""
    if text == "24:00":
        return DAY_MINUTES
    try:
        told = time.fromisoformat(text) if len(text) == 5 else None
    except ValueError:
        return None
    return None if told is None else told.hour * 60 + told.minute


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


@routes.get("/salon/{tenant}/absences/new")
async def new(screen: Acting, staff: str = "", day: str = "") -> Response:
    """Who is not there, and how long: the usual answers as buttons, the rest as a form."""
    tenant, now = await _salon(screen)
    return screen.page("absence_new.html", here="today", faults=(), **_asked(tenant, now, staff, _day(day, now.date())))


async def _salon(screen: Screen) -> tuple[Tenant, datetime]:
    tenant = await configuration(screen.application.desk, screen.tenant_id)
    return tenant, screen.application.desk.clock.now().astimezone(tenant.timezone)


def _day(text: str, otherwise: date) -> date:
    try:
        wanted = date.fromisoformat(text)
    except ValueError:
        return otherwise
    return wanted if abs(wanted - otherwise) <= _FARTHEST else otherwise


def _asked(tenant: Tenant, now: datetime, staff: str, day: date) -> dict[str, Any]:
    """What the form begins with. An illness begins today at the earliest, and is over by the end of the week or not."""
    first = max(day, now.date())
    lasts = dict.fromkeys((first, first + timedelta(days=1), first + timedelta(days=6 - first.weekday())))
    return {
        "tenant": tenant,
        "person": tenant.staff_member(staff),
        "first": first,
        "lasts": [last for last in lasts if last >= first],
        "today": now.date(),
        "tomorrow": now.date() + timedelta(days=1),
        "kinds": [kind.value for kind in AbsenceKind],
    }


@routes.post("/salon/{tenant}/absences")
async def enter(screen: Acting) -> Response:
    """Enter it, or say what speaks against it."""
    tenant, now = await _salon(screen)
    wish = _wish(screen, now)
    entered = ("form",) if wish is None else await _entered(screen, wish)
    if isinstance(entered, AbsenceSeen):
        return _told(screen, entered)
    day = _day(screen.field("first", 10), now.date())
    asked = _asked(tenant, now, screen.field("staff", 63), day)
    headers = {"HX-Retarget": "#sheet-body", "HX-Reswap": "innerHTML"}
    return screen.page("absence_new.html", 409, headers, here="today", faults=entered, **asked)


async def _entered(screen: Screen, wish: AbsenceWish) -> AbsenceSeen | tuple[str, ...]:
    desk = screen.application.desk
    found = await enter_absence(desk, screen.tenant_id, wish, Who(user_id=screen.who.user.id))
    return found if isinstance(found, AbsenceSeen) else tuple(fault.value for fault in found)


def _wish(screen: Screen, now: datetime) -> AbsenceWish | None:
    """What the form wants entered; None where it cannot be read. `rest`: from now to the end of today."""
    kind = screen.field("kind", 12)
    staff, first, last = screen.field("staff", 63), screen.field("first", 10), screen.field("last", 10)
    note = screen.field("note", 1000)
    if kind not in list(AbsenceKind):
        return None
    if last == "rest":
        since = (now.hour * 60 + now.minute) // 5 * 5
        return AbsenceWish(staff, AbsenceKind(kind), now.date(), now.date(), since, DAY_MINUTES, note)
    times = screen.field("since", 5), screen.field("until", 5)
    since_minute, until_minute = (_minute_of(text) for text in times)
    try:
        days = date.fromisoformat(first), date.fromisoformat(last or first)
    except ValueError:
        return None
    if any(text and minute is None for text, minute in zip(times, (since_minute, until_minute), strict=True)):
        return None
    return AbsenceWish(staff, AbsenceKind(kind), *days, since_minute, until_minute, note)


def _told(screen: Screen, seen: AbsenceSeen) -> Response:
    if not screen.is_fragment:
        return screen.go(f"{screen.root}/today?day={seen.absence.days.first.isoformat()}")
    now = screen.application.desk.clock.now().astimezone(seen.tenant.timezone)
    span = span_in_words(screen.words, seen, now.date())
    return screen.done("_told_absence.html", {"absence": seen.absence.ref}, seen=seen, span=span)


def span_in_words(words: Words, seen: AbsenceSeen, today: date) -> str:
    """When, in a few words."""
    days, hours = seen.absence.days, seen.absence.hours
    first, last = (
        words("away_span_today") if day == today else words.day(day, "short") for day in (days.first, days.last)
    )
    if hours is not None:
        return f"{first} {_clock(hours.start)}–{_clock(hours.end)}"
    if days.first == days.last:
        return first
    return words("away_span_until", day=last) if days.first <= today else words("away_days", first=first, last=last)


@routes.get("/salon/{tenant}/absences/{ref}")
async def card(screen: Looking, ref: str) -> Response:
    """One absence: what, when, who entered it, who has still to be called. The look is audited."""
    desk = screen.application.desk
    seen = await absence_seen(desk, screen.tenant_id, ref)
    await note_look(desk, screen.who, screen.tenant_id, "looked_at_absence", seen.absence.ref)
    _, now = await _salon(screen)
    return screen.page("absence.html", here="today", seen=seen, tenant=seen.tenant, today=now.date())


@routes.post("/salon/{tenant}/absences/{ref}/lift")
async def lift(screen: Acting, ref: str) -> Response:
    """The person is there after all: also the way to undo."""
    seen = await lift_absence(screen.application.desk, screen.tenant_id, ref, Who(user_id=screen.who.user.id))
    return _told(screen, seen)


async def block_for(screen: Screen, staff: str, day: date, at: str, until: str) -> Block | None:
    """What can be blocked where somebody clicked on the diary."""
    diary = await look_at_diary(screen.application.desk, screen.tenant_id, day)
    return block_at(diary, staff, day, at, until)
