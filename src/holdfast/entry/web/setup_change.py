"""The set-up, changed: opening hours and rules by forms, the whole file for the rest; the difference first, then saved.
Forms of services and people are `setup_catalogue`.

A form makes a changed tenant file of the one in force. What is asked, shown and stored is the same for both ways.
"""

from collections.abc import Callable, Mapping
from typing import Annotated, Any

from fastapi import Depends
from fastapi.responses import Response

from holdfast.actions.change_by_staff import ChangedMeanwhile
from holdfast.actions.set_up import Proposed, propose_setup, save_setup
from holdfast.core.access import Right
from holdfast.core.tenant_file.editing import with_opening, with_rules
from holdfast.core.tenant_file.salon import RULES
from holdfast.core.working_time import WEEKDAYS
from holdfast.entry.web.pages import page_routes
from holdfast.entry.web.screen import Refused, Screen, looks
from holdfast.entry.web.setup import SettingUp, setup_of, setup_page

routes = page_routes()
LARGEST_FILE_FORM = 1536 * 1024
"""A tenant file grows in a form: every letter with dots takes six signs there."""
SettingUpFile = Annotated[Screen, Depends(looks(Right.SET_UP, LARGEST_FILE_FORM))]
Change = Callable[[dict[str, Any]], dict[str, Any]]


async def _propose(screen: Screen, change: Change | str) -> Proposed:
    return await propose_setup(screen.application.desk, screen.who, screen.tenant_id, change)


async def show_change(screen: Screen, tab: str, change: Change, **values: Any) -> Response:
    """The difference that a form makes, or the form again with its faults."""
    proposed = await _propose(screen, change)
    if proposed.applied.faults:
        faults = proposed.applied.faults
        return setup_page(screen, proposed.setup, tab, 422, faults=faults, entered=screen.form or {}, **values)
    return setup_page(screen, proposed.setup, "change", proposed=proposed, faults=(), back=tab)


@routes.get("/salon/{tenant}/setup/opening")
async def opening(screen: SettingUp) -> Response:
    """The form of the opening hours."""
    return setup_page(screen, await setup_of(screen), "opening", faults=(), entered=None)


@routes.post("/salon/{tenant}/setup/opening")
async def change_opening(screen: SettingUp) -> Response:
    """What other opening hours would change."""
    hours, closures = week_typed(screen), screen.field("closures", 8000)
    return await show_change(screen, "opening", lambda data: with_opening(data, hours, closures))


def week_typed(screen: Screen) -> Mapping[str, str]:
    """The hours of a form by weekday, as they were typed."""
    return {day: screen.field(day).replace("–", "-") for day in WEEKDAYS}


@routes.get("/salon/{tenant}/setup/rules")
async def rules(screen: SettingUp) -> Response:
    """The form of the rules."""
    return setup_page(screen, await setup_of(screen), "rules", faults=(), entered=None)


@routes.post("/salon/{tenant}/setup/rules")
async def change_rules(screen: SettingUp) -> Response:
    """What other rules would change."""
    entered = {name: screen.field(name, 20) for name in RULES if name in (screen.form or {})}
    return await show_change(screen, "rules", lambda data: with_rules(data, entered))


@routes.get("/salon/{tenant}/setup/file")
async def file(screen: SettingUp) -> Response:
    """The whole tenant file as it is in force."""
    setup = await setup_of(screen)
    return setup_page(screen, setup, "file", faults=(), text=setup.text)


@routes.post("/salon/{tenant}/setup/file")
async def change_file(screen: SettingUpFile) -> Response:
    """What another file would change, or its faults."""
    proposed = await _propose(screen, _text(screen))
    if proposed.applied.faults:
        return setup_page(screen, proposed.setup, "file", 422, faults=proposed.applied.faults, text=proposed.text)
    return setup_page(screen, proposed.setup, "change", proposed=proposed, faults=(), back="file")


@routes.post("/salon/{tenant}/setup/save")
async def save(screen: SettingUpFile) -> Response:
    """Put it in force, if nobody changed the set-up since the difference was shown."""
    version = screen.field("version", 10)
    if not version.isdecimal():
        raise Refused(422, "refused_form")
    desk = screen.application.desk
    try:
        saved = await save_setup(desk, screen.who, screen.tenant_id, _text(screen), int(version))
    except ChangedMeanwhile:
        proposed = await _propose(screen, _text(screen))
        faults = proposed.applied.faults
        values = {"proposed": proposed, "faults": faults, "back": "file", "meanwhile": True}
        return setup_page(screen, proposed.setup, "change", 409, **values)
    if saved.applied.faults:
        return setup_page(screen, saved.setup, "file", 422, faults=saved.applied.faults, text=saved.text)
    return screen.go(f"{screen.root}/setup?told=saved")


def _text(screen: Screen) -> str:
    return (screen.form or {}).get("text", "").replace("\r\n", "\n")
