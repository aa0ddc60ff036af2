"""The forms of the catalogue: a service with its segments and people, a person with hours and days off; new ones, and
those that go. Each makes a changed tenant file, whose difference is shown before anything is saved."""

from collections.abc import Mapping
from typing import Any

from fastapi.responses import Response

from holdfast.actions.look_up import NotFound
from holdfast.actions.set_up import SetUp
from holdfast.core.service import Service
from holdfast.core.tenant import Staff
from holdfast.core.tenant_file.editing import (
    cents,
    number_typed,
    segments_typed,
    with_hours,
    with_new_person,
    with_new_service,
    with_service,
    without_person,
    without_service,
    words_in_lines,
)
from holdfast.entry.web.charts import length_of, segments_of
from holdfast.entry.web.pages import page_routes
from holdfast.entry.web.screen import Screen
from holdfast.entry.web.setup import SettingUp, setup_of, setup_page
from holdfast.entry.web.setup_change import show_change, week_typed

routes = page_routes()
MOST_ROWS = 30
SPARE_ROWS = 3
"""How many empty rows stand below the segments of a service, for more of them."""


def _service(setup: SetUp, key: str) -> Service:
    found = setup.tenant.service(key)
    if found is None:
        raise NotFound("service")
    return found


def _person(setup: SetUp, key: str) -> Staff:
    found = setup.tenant.staff_member(key)
    if found is None:
        raise NotFound("member of staff")
    return found


def _form_of(screen: Screen, setup: SetUp, one: Service | None) -> dict[str, Any]:
    """What the form of a service is drawn from: as it is, or as it was typed."""
    typed = _rows_typed(screen) if _has_parts(screen) else []
    known = [(part.kind.value, part.name, str(part.minutes)) for part in one.segments] if one else []
    rows = [row for row in typed if row[1].strip() or row[2].strip()] if typed else known
    rows += [("busy", "", "")] * (SPARE_ROWS if one or typed else SPARE_ROWS + 1)
    chosen = _staff_typed(screen, setup, one) if _has_parts(screen) else list(one.staff if one else ())
    drawn = segments_of(one, length_of(one)) if one else ()
    return {"service": one, "rows": rows[:MOST_ROWS], "chosen": chosen, "drawn": drawn}


def _has_parts(screen: Screen) -> bool:
    """Whether the form that was sent has the segments and people in it."""
    return "kind-1" in (screen.form or {})


def _rows_typed(screen: Screen) -> list[tuple[str, str, str]]:
    return [
        (screen.field(f"kind-{n}", 8), screen.field(f"part-{n}", 200), screen.field(f"minutes-{n}", 8))
        for n in range(1, MOST_ROWS + 1)
    ]


def _staff_typed(screen: Screen, setup: SetUp, one: Service | None) -> list[str]:
    """Who does it, in the order that they had: it is the order in which they are asked."""
    known = one.staff if one else ()
    keys = [*known, *(person.key for person in setup.tenant.staff if person.key not in known)]
    return [key for key in keys if screen.field(f"by-{key}", 4) == "yes"]


def _fields(screen: Screen, setup: SetUp, one: Service | None) -> dict[str, Any]:
    """A service as it was typed; what is None is left out of the file, what was not in the form stays as it is."""
    phone = screen.field("phone", 20)
    plain: dict[str, Any] = {
        "name": screen.field("name", 200),
        "aliases": words_in_lines(screen.field("aliases", 8000)),
        "price_cents": cents(screen.field("price", 20)),
        "price_from": screen.field("price_from") == "yes" or None,
        "phone": phone if phone not in ("", "book") else None,
    }
    if not _has_parts(screen):
        return plain
    return {
        **plain,
        "staff": _staff_typed(screen, setup, one),
        "segments": segments_typed(_rows_typed(screen)),
        "buffer_before": number_typed(screen.field("buffer_before", 8)),
        "buffer_after": number_typed(screen.field("buffer_after", 8)),
    }


@routes.get("/salon/{tenant}/setup/new-service")
async def new_service(screen: SettingUp) -> Response:
    """The form of a service that is not there yet."""
    setup = await setup_of(screen)
    return setup_page(screen, setup, "service", faults=(), entered=None, **_form_of(screen, setup, None))


@routes.post("/salon/{tenant}/setup/new-service")
async def add_service(screen: SettingUp) -> Response:
    """What one more service would change."""
    setup = await setup_of(screen)
    fields = _fields(screen, setup, None)
    form = _form_of(screen, setup, None)
    return await show_change(screen, "service", lambda data: with_new_service(data, fields)[0], **form)


@routes.get("/salon/{tenant}/setup/services/{service}")
async def service(screen: SettingUp, service: str) -> Response:
    """The form of a service: its words and price, its segments, who does it, and what the telephone may do with it."""
    setup = await setup_of(screen)
    form = _form_of(screen, setup, _service(setup, service))
    return setup_page(screen, setup, "service", faults=(), entered=None, **form)


@routes.post("/salon/{tenant}/setup/services/{service}")
async def change_service(screen: SettingUp, service: str) -> Response:
    """What another name, price or length would change."""
    setup = await setup_of(screen)
    form = _form_of(screen, setup, _service(setup, service))
    fields = _unsaid_as_before(setup, service, _fields(screen, setup, form["service"]))
    return await show_change(screen, "service", lambda data: with_service(data, service, fields), **form)


def _unsaid_as_before(setup: SetUp, key: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """What means the same said or left out stays as the file has it."""
    written = next(one for one in setup.data["service"] if one["key"] == key)
    same = {name for name in ("phone", "buffer_before", "buffer_after") if _means_nothing(written.get(name))}
    return {name: value for name, value in fields.items() if not (name in same and value is None)}


def _means_nothing(value: object) -> bool:
    return value in ("book", 0)


@routes.post("/salon/{tenant}/setup/services/{service}/remove")
async def remove_service(screen: SettingUp, service: str) -> Response:
    """What would change without it. Visits of it that are booked stay as they were agreed."""
    setup = await setup_of(screen)
    form = _form_of(screen, setup, _service(setup, service))
    return await show_change(screen, "service", lambda data: without_service(data, service), **form)


@routes.get("/salon/{tenant}/setup/new-person")
async def new_person(screen: SettingUp) -> Response:
    """The form of somebody who is not there yet."""
    return setup_page(screen, await setup_of(screen), "person", faults=(), entered=None, person=None)


@routes.post("/salon/{tenant}/setup/new-person")
async def add_person(screen: SettingUp) -> Response:
    """What one more person would change. Which services they do stands with the services."""
    name, hours, off = screen.field("name", 200), week_typed(screen), screen.field("time_off", 8000)

    def change(data: dict[str, Any]) -> dict[str, Any]:
        changed, key = with_new_person(data, name)
        return with_hours(changed, key, name, hours, off)

    return await show_change(screen, "person", change, person=None)


@routes.get("/salon/{tenant}/setup/staff/{staff}")
async def person(screen: SettingUp, staff: str) -> Response:
    """The form of somebody's name, hours and days off."""
    setup = await setup_of(screen)
    return setup_page(screen, setup, "person", person=_person(setup, staff), faults=(), entered=None)


@routes.post("/salon/{tenant}/setup/staff/{staff}")
async def change_person(screen: SettingUp, staff: str) -> Response:
    """What another name, other hours or days off would change."""
    one = _person(await setup_of(screen), staff)
    name = screen.field("name", 200) if "name" in (screen.form or {}) else one.name
    hours, off = week_typed(screen), screen.field("time_off", 8000)
    return await show_change(screen, "person", lambda data: with_hours(data, staff, name, hours, off), person=one)


@routes.post("/salon/{tenant}/setup/staff/{staff}/remove")
async def remove_person(screen: SettingUp, staff: str) -> Response:
    """What would change without them. Visits with them that are booked stay as they were agreed."""
    one = _person(await setup_of(screen), staff)
    return await show_change(screen, "person", lambda data: without_person(data, staff), person=one)
