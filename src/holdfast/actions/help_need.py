"""Helping with one thing that needs a person: what to say on the telephone, which times to offer, and taking the one
that suits. Free times come from the very functions that decide; taking one books or moves on the usual road."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from holdfast.actions.book_by_staff import Booked, StaffWish, book_by_staff, move_by_staff
from holdfast.actions.change_by_staff import close_task, see_task
from holdfast.actions.correcting import sentence_of
from holdfast.actions.desk import Desk
from holdfast.actions.drive import Drives
from holdfast.actions.look_at_needs import Need, look_at_need
from holdfast.actions.look_up import ask
from holdfast.actions.look_up_starts import WantedStarts, free_starts
from holdfast.core.alternatives import spread_over_days
from holdfast.core.availability import Slot
from holdfast.core.booking import Goal, Visit
from holdfast.core.ids import TenantId
from holdfast.core.needs import Help
from holdfast.core.tenant import Tenant
from holdfast.store.tasks import Task

SEARCHED_DAYS = 14
"""How many days from the first on are searched for times."""
MOST_TIMES = 8
EARLIER_DAYS = 2
"""How long before the lost time the search begins: what comes soon suits better than what comes late."""


@dataclass(frozen=True, slots=True)
class WantedTimes:
    """Which times are looked for: of which service where none was booked, with whom, from which day on."""

    service: str = ""
    staff: str = ""
    first: date | None = None


@dataclass(frozen=True, slots=True)
class Aid:
    """What helps with one need. `sentence`: what the customer has to be told, where that is known word for word.
    `services` is empty while none was chosen; `slots` are the times to offer, in order."""

    need: Need
    tenant: Tenant
    now: datetime
    sentence: str | None = None
    services: tuple[str, ...] = ()
    staff: str = ""
    first: date | None = None
    slots: tuple[Slot, ...] = ()

    @property
    def moves(self) -> Visit | None:
        """The visit that a time is taken for; None where a new one is booked."""
        visit = self.need.visit
        return visit if visit is not None and visit.goal is Goal.PRESENT and Help.TIMES in self.need.helps else None

    @property
    def offers_times(self) -> bool:
        """Whether times are a help here at all."""
        return Help.TIMES in self.need.helps


async def look_at_help(desk: Desk, tenant_id: TenantId, key: str, wanted: WantedTimes) -> Aid:
    """What helps with a need; whoever looks has seen its task. Raises NotFound."""
    need, all_of_them = await look_at_need(desk, tenant_id, key)
    tenant, now = all_of_them.tenant, all_of_them.now
    sentence = await _sentence(desk, tenant_id, need.task, now) if need.task is not None else None
    if need.task is not None:
        await see_task(desk, tenant_id, need.task.id)
    found = Aid(need, tenant, now, sentence, _services(need, tenant, wanted), _staff(tenant, wanted))
    if Help.TIMES not in need.helps:
        return found
    found = replace(found, first=_first(need, tenant, wanted, now))
    return replace(found, slots=await _times(desk, tenant_id, found)) if found.services else found


async def _sentence(desk: Desk, tenant_id: TenantId, task: Task, now: datetime) -> str | None:
    return await ask(desk, tenant_id, lambda tx, tenant: sentence_of(tx, tenant, task, now))


def _services(need: Need, tenant: Tenant, wanted: WantedTimes) -> tuple[str, ...]:
    """What was booked, as far as the catalogue still has it; else what is chosen now."""
    if need.visit is not None and all(tenant.service(key) for key in need.visit.plan.services):
        return need.visit.plan.services
    return (wanted.service,) if tenant.service(wanted.service) else ()


def _staff(tenant: Tenant, wanted: WantedTimes) -> str:
    return wanted.staff if tenant.staff_member(wanted.staff) else ""


def _first(need: Need, tenant: Tenant, wanted: WantedTimes, now: datetime) -> date:
    today = now.astimezone(tenant.timezone).date()
    if wanted.first is not None:
        return max(wanted.first, today)
    if need.visit is None:
        return today
    return max(need.visit.start.astimezone(tenant.timezone).date() - timedelta(days=EARLIER_DAYS), today)


async def _times(desk: Desk, tenant_id: TenantId, one: Aid) -> tuple[Slot, ...]:
    wanted = WantedStarts(one.services, one.staff or None, one.first, SEARCHED_DAYS)
    found = await free_starts(desk, tenant_id, wanted)
    like = one.need.visit.slot if one.need.visit is not None else None
    own = one.moves
    slots = [slot for slot in found.slots if own is None or slot.start != own.start]
    return spread_over_days(slots, one.tenant.timezone, like, MOST_TIMES)


async def take_time(
    desk: Desk, drives: Drives, tenant_id: TenantId, key: str, wish: StaffWish, by: str
) -> tuple[Booked, Aid]:
    """Take one of the times: the visit moves there, or one is booked for whoever asked, and what was to be told is
    told. What stands in the way is in the answer. Raises NotFound, ChangedMeanwhile."""
    aid = await look_at_help(desk, tenant_id, key, WantedTimes(wish.services[0] if wish.services else ""))
    visit, need = aid.moves, aid.need
    if visit is not None:
        booked = await move_by_staff(desk, drives, tenant_id, visit.ref, replace(wish, services=()), by)
    else:
        booked = await book_by_staff(desk, drives, tenant_id, _for_whom(need, aid, wish), by)
    if booked.seen is not None and need.task is not None:
        await close_task(desk, tenant_id, need.task.id, lambda seen: True)
    return booked, aid


def _for_whom(need: Need, aid: Aid, wish: StaffWish) -> StaffWish:
    if need.visit is not None:
        return replace(wish, services=aid.services, customer=need.visit.customer.id)
    return replace(wish, name=wish.name or need.name or "", phone=need.phone or "")
