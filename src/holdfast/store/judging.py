"""Which calls are still to be judged, and when: a row is there as long as something may have changed its verdict."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from holdfast.core.ids import TenantId
from holdfast.store.engine import TenantTx, Tx, from_ms, to_ms
from holdfast.store.fixed import Fixed
from holdfast.store.tables import agent_seen, timeline, to_judge, verdict

SILENT_AFTER = timedelta(minutes=15)
"""After so much silence a call of which no end was told is over."""
QUIET = timedelta(seconds=5)
"""How long after its end, beyond the settling time, a call is left alone: late effects must have shown."""


def quiet_after(settle_seconds: int, now: datetime) -> datetime:
    """When what happened now must have had all its effects."""
    return now + timedelta(seconds=settle_seconds) + QUIET


class Prompt(StrEnum):
    """What has a call judged."""

    BEGUN = "begun"
    """The call began: should nobody ever say that it ended, it is judged all the same."""
    ENDED = "ended"
    NOTICE = "notice"
    RECONCILED = "reconciled"
    CHANGED = "changed"
    ASKED = "asked"


@dataclass(frozen=True, slots=True)
class Due:
    """A call that is due. `since`: when it was asked for first."""

    tenant_id: TenantId
    call: str
    since: datetime
    prompt: Prompt
    tries: int


# Wanted sooner, it is due sooner. That the call began is the weakest of all prompts: any other one replaces it.
_WANT_TEXT = """
INSERT INTO to_judge (tenant_id, call_id, due_at, since, prompt, tries)
VALUES (:tenant, :call, :due, :now, :prompt, 0)
ON CONFLICT (tenant_id, call_id) DO UPDATE SET
  due_at = CASE WHEN to_judge.prompt = 'begun' OR excluded.due_at < to_judge.due_at
           THEN excluded.due_at ELSE to_judge.due_at END,
  since = CASE WHEN to_judge.prompt = 'begun' THEN excluded.since ELSE to_judge.since END,
  prompt = CASE WHEN to_judge.prompt = 'begun' THEN excluded.prompt ELSE to_judge.prompt END
"""
_WANT = Fixed(sa.text(_WANT_TEXT))
_BEGUN = {
    "sqlite": Fixed(sqlite.insert(to_judge).on_conflict_do_nothing().returning(to_judge.c.call_id)),
    "postgresql": Fixed(postgresql.insert(to_judge).on_conflict_do_nothing().returning(to_judge.c.call_id)),
}


def begin(tx: TenantTx, call: str, due: datetime, now: datetime) -> None:
    """A call began: it is to be judged by then at the latest."""
    values = {"call_id": call, "due_at": to_ms(due), "since": to_ms(now), "prompt": Prompt.BEGUN.value, "tries": 0}
    tx.run(_BEGUN[tx.dialect], **values)


def want(tx: TenantTx, calls: Iterable[str], prompt: Prompt, due: datetime, now: datetime) -> None:
    """Have these calls judged (again) at `due`."""
    for call in sorted(set(calls)):
        tx.run(_WANT, call=call, due=to_ms(due), now=to_ms(now), prompt=prompt.value)


_CALLS_OF_VISIT = Fixed(
    sa.select(timeline.c.call_id)
    .where(
        timeline.c.tenant_id == sa.bindparam("tenant"),
        timeline.c.visit_id == sa.bindparam("visit"),
        timeline.c.call_id.is_not(None),
    )
    .distinct()
)
_IS_JUDGED = Fixed(
    sa.select(verdict.c.id)
    .where(verdict.c.tenant_id == sa.bindparam("tenant"), verdict.c.call_id == sa.bindparam("call"))
    .limit(1)
)


def calls_of_visit(tx: TenantTx, visit: str) -> tuple[str, ...]:
    """Every call in which something happened to a visit."""
    return tuple(sorted(row.call_id for row in tx.run(_CALLS_OF_VISIT, visit=visit)))


def want_again(tx: TenantTx, visits: Iterable[str], prompt: Prompt, due: datetime, now: datetime) -> None:
    """Have those calls judged again that these visits come from or were changed by. A call that was not judged yet will
    be anyway."""
    calls = {call for visit in sorted(set(visits)) for call in calls_of_visit(tx, visit)}
    want(tx, (call for call in calls if tx.run(_IS_JUDGED, call=call).first() is not None), prompt, due, now)


_TO_TAKE = Fixed(
    sa.select(to_judge)
    .where(to_judge.c.due_at <= sa.bindparam("now"))
    .order_by(to_judge.c.due_at, to_judge.c.tenant_id, to_judge.c.call_id)
    .limit(sa.bindparam("at_most"))
    .with_for_update(skip_locked=True)
)
_PUT_OFF = Fixed(
    sa.update(to_judge)
    .where(to_judge.c.tenant_id == sa.bindparam("tenant"), to_judge.c.call_id == sa.bindparam("call"))
    .values(due_at=sa.bindparam("due"), tries=to_judge.c.tries + 1)
)
_DONE = Fixed(
    sa.delete(to_judge).where(
        to_judge.c.tenant_id == sa.bindparam("tenant"),
        to_judge.c.call_id == sa.bindparam("call"),
        to_judge.c.due_at == sa.bindparam("due"),
    )
)


def take_due(tx: Tx, now: datetime, until: datetime, limit: int) -> list[Due]:
    """The calls that are due, taken by this process until `until`: who dies with them leaves them to the next."""
    rows = list(tx.run(_TO_TAKE, {"now": to_ms(now), "at_most": limit}))
    for row in rows:
        put_off(tx.of(TenantId(row.tenant_id)), row.call_id, until)
    return [
        Due(TenantId(row.tenant_id), row.call_id, from_ms(row.since), Prompt(row.prompt), row.tries) for row in rows
    ]


def put_off(tx: TenantTx, call: str, due: datetime) -> None:
    """Judge it later."""
    tx.run(_PUT_OFF, call=call, due=to_ms(due))


def done(tx: TenantTx, call: str, taken_until: datetime) -> None:
    """It is judged. What was wanted since it was taken stays due."""
    tx.run(_DONE, call=call, due=to_ms(taken_until))


_SEEN = {
    "sqlite": Fixed(sqlite.insert(agent_seen).on_conflict_do_nothing().returning(agent_seen.c.version)),
    "postgresql": Fixed(postgresql.insert(agent_seen).on_conflict_do_nothing().returning(agent_seen.c.version)),
}
_ANY_VERSION = Fixed(
    sa.select(agent_seen.c.version)
    .where(agent_seen.c.tenant_id == sa.bindparam("tenant"), agent_seen.c.agent_id == sa.bindparam("agent"))
    .limit(1)
)


def is_new_version(tx: TenantTx, agent: str, version: str, call: str, now: datetime) -> bool:
    """Whether this version of an agent that we know calls for the first time; from then on it is known. An agent's
    very first version is no news."""
    is_known = tx.run(_ANY_VERSION, agent=agent).first() is not None
    values = {"agent_id": agent, "version": version, "first_at": to_ms(now), "first_call": call}
    return tx.run(_SEEN[tx.dialect], **values).first() is not None and is_known
