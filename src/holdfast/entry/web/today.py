"""The page Today: the line that tells the truth about the day, and the diary by day, week or person.

What is shown is in the address: day, view and person; nothing personal is.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Depends
from fastapi.responses import Response

from holdfast.actions.look_at_diary import Diary, look_at_diary, look_at_truth
from holdfast.actions.look_up import NotFound, configuration
from holdfast.core.access import Right
from holdfast.core.tenant import Tenant
from holdfast.entry.web.pages import page_routes
from holdfast.entry.web.picture import marks_of, picture_of, week_of
from holdfast.entry.web.screen import Screen, looks

routes = page_routes()
Looking = Annotated[Screen, Depends(looks(Right.LOOK))]
VIEWS = ("day", "week", "person")
_FARTHEST = timedelta(days=3 * 366)


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which part of the diary is shown. `person` is the key of a member of staff."""

    day: date
    view: str
    person: str | None
    today: date

    @property
    def first(self) -> date:
        """The first day that is shown."""
        return self.day if self.view == "day" else week_of(self.day)

    @property
    def days(self) -> int:
        """How many days are shown."""
        return 1 if self.view == "day" else 7

    def query(self, **other: object) -> str:
        """The same, or with something else chosen, as the end of an address."""
        told = {"day": self.day.isoformat(), "view": self.view, "person": self.person or "", **other}
        return urlencode({name: value for name, value in told.items() if value})

    def step(self, ahead: int) -> str:
        """One day or week before or after."""
        return self.query(day=(self.day + timedelta(days=ahead * self.days)).isoformat())


def chosen_of(tenant: Tenant, today: date, day: str, view: str, person: str) -> Chosen:
    """What an address asks for; whatever it says that cannot be is passed over."""
    try:
        wanted = date.fromisoformat(day) if day else today
    except ValueError:
        wanted = today
    if abs(wanted - today) > _FARTHEST:
        wanted = today
    shown = view if view in VIEWS else "day"
    key = person if tenant.staff_member(person) else None
    if shown == "person" and key is None and tenant.staff:
        key = tenant.staff[0].key
    return Chosen(wanted, shown, key if shown == "person" else None, today)


async def _chosen(screen: Screen, day: str, view: str, person: str) -> tuple[Chosen, Diary]:
    desk = screen.application.desk
    tenant = await configuration(desk, screen.tenant_id)
    today = desk.clock.now().astimezone(tenant.timezone).date()
    chosen = chosen_of(tenant, today, day, view, person)
    return chosen, await look_at_diary(desk, screen.tenant_id, chosen.first, chosen.days)


def _picture(screen: Screen, chosen: Chosen, diary: Diary) -> dict[str, Any]:
    picture = picture_of(diary, screen.words, chosen.person, by_day=chosen.view != "day")
    return {"picture": picture, "chosen": chosen, "diary": diary, "tenant": diary.tenant, "marks_of": marks_of}


@routes.get("/salon/{tenant}")
async def salon(screen: Looking) -> Response:
    """The start page of a salon is Today."""
    return screen.go(f"{screen.root}/today")


@routes.get("/salon/{tenant}/today")
async def today(screen: Looking, day: str = "", view: str = "", person: str = "") -> Response:
    """The whole page."""
    chosen, diary = await _chosen(screen, day, view, person)
    truth = await look_at_truth(screen.application.desk, screen.tenant_id)
    return screen.page("today.html", here="today", truth=truth, **_picture(screen, chosen, diary))


@routes.get("/salon/{tenant}/today/diary")
async def only_diary(screen: Looking, day: str = "", view: str = "", person: str = "") -> Response:
    """The diary alone, as it stands now."""
    chosen, diary = await _chosen(screen, day, view, person)
    return screen.page("_diary.html", **_picture(screen, chosen, diary))


@routes.get("/salon/{tenant}/today/line")
async def only_line(screen: Looking) -> Response:
    """The line about today alone."""
    return screen.page("_line.html", truth=await look_at_truth(screen.application.desk, screen.tenant_id))


@routes.get("/salon/{tenant}/today/print")
async def to_print(screen: Looking, day: str = "", person: str = "") -> Response:
    """The day as a list on paper, for one person or for each."""
    chosen, diary = await _chosen(screen, day, "day", "")
    if person and diary.tenant.staff_member(person) is None:
        raise NotFound("member of staff")
    return screen.page("print.html", person=person, here="today", **_picture(screen, chosen, diary))
