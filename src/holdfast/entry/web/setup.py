"""The pages of the set-up, read: the salon, services, staff, calendar, telephone assistant. They change nothing."""

import json
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends
from fastapi.responses import Response

from holdfast.actions.agent_prompt import begin_message
from holdfast.actions.doctor import CalendarFault, examine_tenant, outage_of
from holdfast.actions.export_agent import agent_export
from holdfast.actions.set_up import SetUp, look_at_setup
from holdfast.actions.sign_in import note_look
from holdfast.core.access import Right
from holdfast.core.gap import Gap
from holdfast.core.tenant_file.salon import RULES
from holdfast.core.working_time import WEEKDAYS
from holdfast.entry.web.charts import bounds_of, hours_of, hours_text, length_of, segments_of
from holdfast.entry.web.pages import page_routes
from holdfast.entry.web.screen import Screen, looks

routes = page_routes()
SettingUp = Annotated[Screen, Depends(looks(Right.SET_UP))]
TABS = ("salon", "services", "staff", "calendar", "agent", "access", "file")

KNOWN_KEYS = frozenset(
    ("name", "price_cents", "price_from", "aliases", "phone", "staff", "segments", "time_off", "closures", "order")
) | {"working_hours", "buffer_before", "buffer_after", "staff_override"}
"""Keys of the tenant file that have words; others are shown as they are written."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What the doctor found in the calendar just now, or why it could not be read."""

    gaps: tuple[Gap, ...] = ()
    outage: str | None = None


def setup_page(screen: Screen, setup: SetUp, tab: str, status: int = 200, **values: Any) -> Response:
    """A page of the set-up under its tab."""
    drawing: dict[str, Any] = {
        "hours_of": hours_of,
        "hours_text": hours_text,
        "weekdays": WEEKDAYS,
        "rules": tuple(RULES),
    }
    drawing |= {"known_keys": KNOWN_KEYS}
    told = screen.request.query_params.get("told", "")
    shown: dict[str, Any] = {"tenant": setup.tenant, "setup": setup, "tab": tab, "tabs": TABS}
    shown |= {"told": told if told == "saved" else ""}
    return screen.page(f"setup_{tab}.html", status, here="setup", **shown, **drawing, **values)


async def setup_of(screen: Screen) -> SetUp:
    """The set-up in force."""
    return await look_at_setup(screen.application.desk, screen.tenant_id)


@routes.get("/salon/{tenant}/setup")
async def salon(screen: SettingUp) -> Response:
    """The salon itself: names and numbers, opening hours, rules."""
    setup = await setup_of(screen)
    weekly = setup.tenant.opening.weekly
    return setup_page(screen, setup, "salon", bounds=bounds_of([weekly.days] if weekly else []))


@routes.get("/salon/{tenant}/setup/services")
async def services(screen: SettingUp) -> Response:
    """What the salon offers, each drawn as long as it is."""
    setup = await setup_of(screen)
    longest = max((length_of(one) for one in setup.tenant.services), default=1)
    return setup_page(screen, setup, "services", longest=longest, segments_of=segments_of, length_of=length_of)


@routes.get("/salon/{tenant}/setup/staff")
async def staff(screen: SettingUp) -> Response:
    """Who works when, and who is away."""
    setup = await setup_of(screen)
    today = screen.application.desk.clock.now().astimezone(setup.tenant.timezone).date()
    bounds = bounds_of([one.working_hours.days for one in setup.tenant.staff])
    return setup_page(screen, setup, "staff", bounds=bounds, today=today)


@routes.get("/salon/{tenant}/setup/calendar")
async def calendar(screen: SettingUp) -> Response:
    """How the calendar is connected, and what the doctor found last."""
    return setup_page(screen, await setup_of(screen), "calendar", looked=None)


@routes.post("/salon/{tenant}/setup/calendar/check")
async def check_calendar(screen: SettingUp) -> Response:
    """Have the doctor look now."""
    desk = screen.application.desk
    try:
        examined = await examine_tenant(desk, screen.tenant_id)
        looked = Looked(examined.gaps)
    except CalendarFault as fault:
        looked = Looked(outage=outage_of(fault))
    await note_look(desk, screen.who, screen.tenant_id, "calendar_examined")
    return setup_page(screen, await setup_of(screen), "calendar", looked=looked)


@routes.get("/salon/{tenant}/setup/agent")
async def agent(screen: SettingUp) -> Response:
    """What has to stand on the voice platform's side, ready to be copied."""
    setup = await setup_of(screen)
    public = screen.application.desk.settings.public_url
    address = (public or str(screen.request.base_url)).rstrip("/")
    export = agent_export(setup.tenant, address)
    tools = export.retell_llm["general_tools"]
    return setup_page(
        screen,
        setup,
        "agent",
        address=address,
        is_public=public is not None,
        whole=_json(export.as_data()),
        tools=[(tool["name"], tool.get("description", ""), _json(tool)) for tool in tools],
        prompt=export.retell_llm["general_prompt"],
        begin=begin_message(setup.tenant),
        agent=export.agent,
        inbound=export.phone_number["inbound_webhook_url"],
    )


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
