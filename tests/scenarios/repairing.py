"""A salon with calls that differ, and verdicts on them: what the scenarios of repairs share."""

from typing import Any

import sqlalchemy as sa

from holdfast.actions.reconcile_check import check
from holdfast.actions.repair_apply import Applied, apply_repair
from holdfast.actions.repair_plan import RepairPlan, plan_repair
from holdfast.core.ids import TenantId
from holdfast.store import verdicts
from holdfast.store.engine import Tx
from holdfast.store.tables import calendar_entry
from tests.scenarios.bad_luck import Salon

STANDS = "Ihr Termin am Freitag, dem siebenundzwanzigsten November, um zehn Uhr steht doch. Möchten Sie ihn behalten?"


def tenant_of(_salon: Salon) -> TenantId:
    """The salon's own id: it is the only one of its house."""
    return TenantId(1)


async def judged(
    salon: Salon, call: str, act: str, said: str, stored: str, calendar: str, cause: str = "own_echo", **more: Any
) -> None:
    """Put a verdict on record as if the call had just been judged."""
    document = {
        "call_id": call,
        "agree": False,
        "witnesses": {"said": said, "stored": stored, "calendar": calendar},
        "cause": cause,
        "causes": [{"code": cause, "supports": [], "excludes": [], "certainty": "proven"}],
        "contradictions": [],
        "repair": {"act": act, "why": "weil", "never": ["recreate"], "tell_caller": None, "steps": []},
        "evidence": [],
        "sentence": "Der Kundin wurde „vergeben“ gesagt, der Termin steht aber.",
        **more,
    }

    def body(tx: Tx) -> None:
        now = salon.door.clock.now()
        verdicts.put(tx.of(tenant_of(salon)), call, now, "ended", "call_ended", False, document)

    await salon.transact(body)


async def plan(salon: Salon, call: str) -> RepairPlan:
    """The plan as it is now."""
    return await plan_repair(salon.application.desk, tenant_of(salon), call)


async def repair(salon: Salon, call: str, token: str | None = None) -> Applied:
    """Look at the plan and agree to it."""
    desk, drives = salon.application.desk, salon.application.drives
    wanted = token or (await plan(salon, call)).token
    return await apply_repair(desk, drives, tenant_of(salon), call, wanted, "lead")


async def takes_out(salon: Salon, *, but: int = 0) -> None:
    """A person takes entries out of the calendar behind our back: all, but for the first few."""

    def body(tx: Tx) -> None:
        now = int(salon.door.clock.now().timestamp() * 1000)
        rows = tx.run(sa.select(calendar_entry.c.uid).order_by(calendar_entry.c.start_at)).fetchall()
        gone = [row.uid for row in rows[but:]]
        tx.run(sa.update(calendar_entry).where(calendar_entry.c.uid.in_(gone)).values(cancelled_at=now))

    await salon.transact(body)
    desk, drives = salon.application.desk, salon.application.drives

    async def passes(seconds: float) -> None:
        salon.door.wait(seconds)

    await check(desk, drives, tenant_of(salon), pause=passes)
    await salon.settle()
