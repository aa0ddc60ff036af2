"""The page Test call: one types as the caller, a rule-based agent answers through the real tools, and beside it stand
the timeline, the diary and the three witnesses. All of it happens on a sandbox copy of the salon."""

from datetime import date, datetime
from typing import Annotated, Any, cast

from fastapi import Depends, Request
from fastapi.responses import Response

from holdfast.actions.desk import Desk
from holdfast.actions.look_at_diary import MOST_DAYS, look_at_diary
from holdfast.actions.look_up import configuration
from holdfast.actions.sign_in import note_look
from holdfast.app import Application
from holdfast.core.access import Right
from holdfast.core.ids import TenantId
from holdfast.core.service import Kind
from holdfast.entry.web.pages import page_routes
from holdfast.entry.web.picture import marks_of, picture_of
from holdfast.entry.web.screen import Refused, Screen, looks
from holdfast.entry.web.test_call_timeline import rows_of
from holdfast.entry.web.words import LANGUAGES, words_in
from holdfast.testing.practice import Engaged, Mishap, Picture, Sandbox, Sandboxes

routes = page_routes()
Acting = Annotated[Screen, Depends(looks(Right.ACT))]
LONGEST_LINE = 300
_AT_ONCE_SECONDS = 0.3
"""So long a page that goes on by itself waits for an answer; one without scripts waits until it is there."""
_MOST_SECONDS = 8.0


def sandboxes_of(request: Request) -> Sandboxes:
    """The sandboxes of this process."""
    return cast(Sandboxes, request.app.state.sandboxes)


def open_sandboxes(application: Application) -> Sandboxes:
    """The sandboxes beside an application; none is made before somebody rings."""
    return Sandboxes(application.desk)


def _sandbox(screen: Screen, *, only_looks: bool = False) -> Sandbox | None:
    return sandboxes_of(screen.request).of(screen.tenant_id, screen.who.user.id, only_looks=only_looks)


def _must_run(screen: Screen) -> Sandbox:
    box = _sandbox(screen)
    if box is None:
        raise Refused(409, "tc_is_over")
    return box


@routes.get("/salon/{tenant}/test-call")
async def test_call(screen: Acting) -> Response:
    """The whole page: a call that goes on, or the invitation to begin one."""
    tenant = await configuration(screen.application.desk, screen.tenant_id)
    box = _sandbox(screen)
    values = await _values(screen, box) if box else {}
    return screen.page("test_call.html", here="test_call", tenant=tenant, box=box, languages=LANGUAGES, **values)


@routes.post("/salon/{tenant}/test-call")
async def begin(screen: Acting) -> Response:
    """Ring: a fresh sandbox, in which the agent speaks the chosen language."""
    desk = screen.application.desk
    chosen = screen.field("speaks", 2)
    language = chosen if chosen in LANGUAGES else screen.words.language
    engaged = await _engaged(desk, screen.tenant_id)
    await sandboxes_of(screen.request).begin(screen.tenant_id, screen.who.user.id, language, engaged)
    await note_look(desk, screen.who, screen.tenant_id, "began_test_call")
    return screen.go(f"{screen.root}/test-call")


@routes.post("/salon/{tenant}/test-call/say")
async def say(screen: Acting) -> Response:
    """The caller says something."""
    box = _must_run(screen)
    text = screen.field("text", LONGEST_LINE)
    if text:
        await box.answered(_MOST_SECONDS)
        box.hear(text)
        await box.answered(_AT_ONCE_SECONDS if screen.is_fragment else _MOST_SECONDS)
    return _on(screen)


@routes.post("/salon/{tenant}/test-call/mishap")
async def mishap(screen: Acting) -> Response:
    """Let the next entry in the invented calendar go wrong."""
    box = _must_run(screen)
    try:
        box.order(Mishap(screen.field("mishap", 20)))
    except ValueError as error:
        raise Refused(409, "refused_form") from error
    return _on(screen)


@routes.post("/salon/{tenant}/test-call/end")
async def end(screen: Acting) -> Response:
    """Hang up; what was booked can still be looked at."""
    box = _must_run(screen)
    await box.answered(_MOST_SECONDS)
    await box.hang_up()
    return _on(screen)


@routes.get("/salon/{tenant}/test-call/live")
async def live(screen: Acting, seen: str = "", line: int = 0) -> Response:
    """What has changed since a page saw it: nothing, or the lines that are new and everything beside them."""
    box = _sandbox(screen, only_looks=True)
    if box is None or not screen.is_fragment:
        return screen.go(f"{screen.root}/test-call")
    values = await _values(screen, box)
    if values["version"] == seen:
        return Response(status_code=204)
    first = min(max(line, 0), len(values["now"].lines))
    return screen.page("_test_call_news.html", box=box, fresh=values["now"].lines[first:], first=first, **values)


def _on(screen: Screen) -> Response:
    """Back to the page, or the sign to one that is shown already that there is news."""
    if not screen.is_fragment:
        return screen.go(f"{screen.root}/test-call")
    return Response(status_code=204, headers={"HX-Trigger": "holdfast:heard"})


async def _engaged(desk: Desk, tenant_id: TenantId) -> list[Engaged]:
    """When the salon's people have visits in the next days; of whom they are stays behind."""
    tenant = await configuration(desk, tenant_id)
    today = desk.clock.now().astimezone(tenant.timezone).date()
    diary = await look_at_diary(desk, tenant_id, today, MOST_DAYS)
    return [
        Engaged(step.staff, step.interval(mark.visit.start))
        for mark in diary.visits
        if mark.visit.is_alive
        for step in mark.visit.plan.steps
        if step.kind is Kind.BUSY
    ]


async def _values(screen: Screen, box: Sandbox) -> dict[str, Any]:
    """Everything that is shown of a sandbox."""
    now = await box.picture()
    day = _day_shown(box, now) or await _first_open_day(box)
    diary = await look_at_diary(box.desk, box.row.id, day)
    return {
        "now": now,
        "witnesses": now.witnesses,
        "rows": rows_of(now.events, screen.words, box.tenant),
        "picture": picture_of(diary, screen.words, None, by_day=False),
        "diary": diary,
        "day": day,
        "marks_of": marks_of,
        "mishaps": tuple(Mishap),
        "version": _version(screen, box, now),
        "speaks": words_in(box.tenant.language),
    }


def _day_shown(box: Sandbox, now: Picture) -> date | None:
    """The day that the call is about: of what is offered, else of the visit that came last."""
    zone = box.tenant.timezone
    if box.agent.offers:
        return box.agent.offers[0].at.date()
    for seen in reversed(now.events):
        at = seen.event.data.get("start") or seen.event.data.get("at")
        if seen.event.kind in ("answered", "visit_decided", "visit_confirmed") and isinstance(at, str):
            return datetime.fromisoformat(at).astimezone(zone).date()
    return None


async def _first_open_day(box: Sandbox) -> date:
    """The first day from today on that anybody works."""
    today = box.desk.clock.now().astimezone(box.tenant.timezone).date()
    days = (await look_at_diary(box.desk, box.row.id, today, MOST_DAYS)).days
    return next((one.day for one in days if any(person.hours for person in one.people)), today)


def _version(screen: Screen, box: Sandbox, now: Picture) -> str:
    """Changes whenever something that is shown does."""
    last = now.events[-1].event.id if now.events else 0
    states = "".join(f"{one.visit.state.value[:2]}{one.visit.generation}" for one in now.booked)
    mishaps = "".join(sorted(one.value[:2] for one in box.waiting_mishaps))
    parts = (len(now.lines), len(now.events), last, states, mishaps, int(box.is_thinking), int(box.has_ended))
    return "-".join(map(str, parts)) + f"-{len(now.entries)}-{screen.words.language}"
