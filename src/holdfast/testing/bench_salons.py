"""Salons to measure with: many of one kind, made from the sample, and the free times that their callers ask for."""

import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from holdfast.actions.apply_tenant import apply_tenant
from holdfast.actions.desk import holidays_of
from holdfast.app import Application
from holdfast.core.availability import Facts, facts_window, find_starts
from holdfast.core.interval import CELL_MINUTES, CellWindow, Interval, instant_of
from holdfast.core.service import Plan, plans_for
from holdfast.core.tenant import Tenant
from holdfast.core.working_time import local_days
from holdfast.sample import sample_tenant_file

RETELL_KEY = "key_of_the_measurement"
ENVIRONMENT = {"RETELL_API_KEY": RETELL_KEY}
THREE_PARTS = "Lockenkur"
_DIALLED = "+493012345678"
# Like the sample's Dauerwelle, with three busy segments.
_SERVICE = f"""
[[service]]
key = "lockenkur"
name = "{THREE_PARTS}"
price_cents = 6500
staff = ["mia", "emma", "felix"]
segments = [
  {{ name = "Haare wickeln", busy = 30 }},
  {{ name = "Einwirkzeit", gap = 15 }},
  {{ name = "Fixierung auftragen", busy = 10 }},
  {{ name = "Einwirkzeit", gap = 10 }},
  {{ name = "Auswaschen", busy = 30 }},
]
"""


@dataclass(frozen=True, slots=True)
class FreeTime:
    """A time that is certainly free in an empty salon, in the words of a caller."""

    date: str
    time: str
    staff: str


def salon_slug(number: int) -> str:
    """The name of one of the salons."""
    return f"salon-{number}"


def dialled_number(number: int) -> str:
    """The number under which it is called."""
    return f"+4930{20_000_000 + number}"


def salon_text(number: int) -> str:
    """The tenant file of one of the salons: the sample with another name and number, and one service more."""
    text = sample_tenant_file().replace('slug = "salon-lindenhof"', f'slug = "{salon_slug(number)}"')
    return text.replace(_DIALLED, dialled_number(number)) + _SERVICE


async def apply_salons(application: Application, count: int) -> Tenant:
    """Put so many salons into the store. Returns one of them; but for name and number all are alike."""
    for number in range(count):
        applied = await apply_tenant(application.desk, salon_text(number), "salon.toml")
        assert not applied.faults, applied.faults
    found = await application.doorkeeper.by_slug(salon_slug(0), afresh=True)
    assert found is not None, "it was applied just now"
    return found.salon.tenant


def free_times(tenant: Tenant, now: datetime, days: int) -> list[FreeTime]:
    """Times of the three-part service that do not stand in each other's way, from a week ahead on, well mixed."""
    service = next(service for service in tenant.services if service.name == THREE_PARTS)
    begin = (now + timedelta(days=7)).replace(microsecond=0)
    asked = Interval(begin, begin + timedelta(days=days))
    plans = plans_for([service])
    window = CellWindow.around(facts_window(plans, asked))
    holidays = holidays_of(tenant, tuple(day.day for day in local_days(window, tenant.timezone)))
    facts = Facts(tenant, window, now, (), holidays)
    found = [
        _in_words(cell, plan, tenant)
        for plan, starts in find_starts(plans, facts, [asked])
        for cell in _apart(facts.window.cells_in(starts), plan)
    ]
    random.Random(0).shuffle(found)
    return found


def _apart(cells: Iterable[int], plan: Plan) -> list[int]:
    chosen: list[int] = []
    for cell in cells:
        if not chosen or cell >= chosen[-1] + plan.minutes // CELL_MINUTES:
            chosen.append(cell)
    return chosen


def _in_words(cell: int, plan: Plan, tenant: Tenant) -> FreeTime:
    local = instant_of(cell).astimezone(tenant.timezone)
    return FreeTime(local.date().isoformat(), f"{local:%H:%M}", tenant.staff_name(plan.staff[0]))
