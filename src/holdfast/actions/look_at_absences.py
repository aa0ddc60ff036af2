"""Who of the staff is not there, from a day on: a list for programs and the command line. Reads only."""

from collections.abc import Sequence
from datetime import date

from holdfast.actions.absent_visits import Absent, absent_in
from holdfast.actions.desk import Desk
from holdfast.actions.enter_absence import AbsenceSeen
from holdfast.actions.look_up import Listed, Position, ask
from holdfast.core.ids import TenantId
from holdfast.core.tenant import Tenant
from holdfast.store import absences
from holdfast.store.absences import Entered
from holdfast.store.engine import TenantTx


async def absences_from(
    desk: Desk, tenant_id: TenantId, since: date | None, limit: int, after: Position | None = None
) -> Listed[AbsenceSeen]:
    """The absences standing on `since` (None: today) or later, by their first day."""

    def question(tx: TenantTx, tenant: Tenant) -> Listed[AbsenceSeen]:
        first = since or desk.clock.now().astimezone(tenant.timezone).date()
        found = absences.page(tx, first, _place(after), limit + 1)
        calling = {one.absence.ref: one for one in absent_in(tx, tenant)}
        items = tuple(AbsenceSeen(_with_calls(one, calling), tenant) for one in found[:limit])
        return Listed(items, _position(found[:limit]) if len(found) > limit else None)

    return await ask(desk, tenant_id, question)


def _with_calls(one: Entered, calling: dict[str, Absent]) -> Absent:
    return calling.get(one.absence.ref) or Absent(one, ())


def _position(found: Sequence[Entered]) -> Position:
    """Where a page ended: the day as a number, and the code."""
    last = found[-1].absence
    return last.days.first.toordinal(), last.ref


def _place(after: Position | None) -> tuple[str, str] | None:
    if after is None or not 1 <= after[0] <= date.max.toordinal():
        return None
    return date.fromordinal(after[0]).isoformat(), after[1]
