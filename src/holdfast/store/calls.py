"""Calls as rows: made by whichever message comes first, completed by the others (R27)."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from holdfast.core.call import Call
from holdfast.core.identity import Trust
from holdfast.core.ids import CallId
from holdfast.store.engine import TenantTx, from_ms, from_ms_or_none, to_ms, to_ms_or_none
from holdfast.store.fixed import Fixed
from holdfast.store.tables import call, verdict

LONGEST_CALL = timedelta(hours=4)
_FACTS = ("number", "raw_number", "dialled", "agent_id", "agent_version", "started_at", "ended_at", "ended_why")


def _touch(insert: Any) -> Any:
    """Insert or complete: what is known already is kept where the newcomer knows nothing. Locks the row."""
    statement = insert(call)
    new = statement.excluded
    merged = {name: sa.func.coalesce(getattr(new, name), getattr(call.c, name)) for name in _FACTS}
    return statement.on_conflict_do_update(
        index_elements=[call.c.tenant_id, call.c.id],
        set_={
            **merged,
            "seen_at": new.seen_at,
            "is_test": sa.or_(call.c.is_test, new.is_test),
            "trust": sa.case((new.trust == Trust.SIGNED.value, new.trust), else_=call.c.trust),
        },
    ).returning(*call.c)


_TOUCH = {"sqlite": Fixed(_touch(sqlite.insert)), "postgresql": Fixed(_touch(postgresql.insert))}
_ONE = Fixed(sa.select(call).where(call.c.tenant_id == sa.bindparam("tenant"), call.c.id == sa.bindparam("id")))
_COUNT = Fixed(
    sa.update(call)
    .where(call.c.tenant_id == sa.bindparam("tenant"), call.c.id == sa.bindparam("call"))
    .values(wrong_refs=sa.bindparam("refs"), misunderstood=sa.bindparam("times"), asked=sa.bindparam("words"))
)


def touch(tx: TenantTx, seen: Call, now: datetime) -> Call:
    """Put this call on record or complete it, and lock it: requests of one call follow one another."""
    values = {
        "id": seen.id,
        "platform": seen.platform,
        "trust": seen.trust.value,
        "number": seen.number,
        "raw_number": seen.raw_number,
        "dialled": seen.dialled,
        "agent_id": seen.agent_id,
        "agent_version": seen.agent_version,
        "started_at": to_ms_or_none(seen.started_at),
        "ended_at": to_ms_or_none(seen.ended_at),
        "ended_why": seen.ended_why,
        "created_at": to_ms(now),
        "seen_at": to_ms(now),
        "is_test": seen.is_test,
        "wrong_refs": 0,
        "misunderstood": 0,
    }
    row = tx.run(_TOUCH[tx.dialect], **values).one()
    return replace(_call(row), is_new=row.created_at == row.seen_at)


def one(tx: TenantTx, call_id: str) -> Call | None:
    """The call of that id."""
    row = tx.run(_ONE, id=call_id).first()
    return _call(row) if row else None


def recount(tx: TenantTx, changed: Call) -> None:
    """Keep how often a code was wrong, how often the caller was not understood, and what was asked back about."""
    row = {"call": changed.id, "refs": changed.wrong_refs, "times": changed.misunderstood, "words": changed.asked}
    tx.run_many(_COUNT, [row])


_OF_NUMBER = Fixed(
    sa.select(call)
    .where(
        call.c.tenant_id == sa.bindparam("tenant"),
        call.c.number == sa.bindparam("number"),
        call.c.created_at >= sa.bindparam("since"),
        call.c.id != sa.bindparam("but"),
    )
    .order_by(call.c.created_at.desc())
    .limit(20)
    .with_for_update()
)


def of_number(tx: TenantTx, number: str, since: datetime, but: CallId) -> tuple[Call, ...]:
    """Other calls from the same number since then, newest first, locked: what they do at this moment comes first."""
    rows = tx.run(_OF_NUMBER, number=number, since=to_ms(since), but=but)
    return tuple(_call(row) for row in rows)


_LOOSE = Fixed(
    sa.select(call).where(
        call.c.tenant_id == sa.bindparam("tenant"),
        call.c.trust == Trust.PROVISIONAL.value,
        call.c.joined_to.is_(None),
        call.c.created_at >= sa.bindparam("since"),
        call.c.created_at <= sa.bindparam("until"),
    )
)
_GOING_ON = Fixed(
    sa.select(sa.func.count()).where(
        call.c.tenant_id == sa.bindparam("tenant"),
        call.c.trust != Trust.PROVISIONAL.value,
        call.c.id != sa.bindparam("but"),
        call.c.created_at <= sa.bindparam("until"),
        call.c.created_at >= sa.bindparam("floor"),
        sa.func.coalesce(call.c.ended_at, call.c.seen_at) >= sa.bindparam("since"),
    )
)
_JOIN = Fixed(
    sa.update(call)
    .where(call.c.tenant_id == sa.bindparam("tenant"), call.c.id == sa.bindparam("loose"))
    .values(joined_to=sa.bindparam("named"))
)


def loose_between(tx: TenantTx, since: datetime, until: datetime) -> tuple[Call, ...]:
    """Provisional calls of that time which nobody has recognised yet."""
    return tuple(_call(row) for row in tx.run(_LOOSE, since=to_ms(since), until=to_ms(until)))


def join(tx: TenantTx, loose: CallId, named: CallId) -> None:
    """A provisional call turned out to be a named one."""
    tx.run(_JOIN, loose=loose, named=named)


def others_between(tx: TenantTx, since: datetime, until: datetime, but: CallId) -> int:
    """How many other named calls were going on at that time."""
    values = {"but": but, "since": to_ms(since), "until": to_ms(until), "floor": to_ms(since - LONGEST_CALL)}
    return int(tx.run(_GOING_ON, **values).scalar_one())


_JOINED_TO = sa.select(call).where(
    call.c.tenant_id == sa.bindparam("tenant"),
    call.c.joined_to == sa.bindparam("named"),
    call.c.created_at >= sa.bindparam("since"),
    call.c.created_at <= sa.bindparam("until"),
)


def joined_to(tx: TenantTx, named: CallId) -> tuple[Call, ...]:
    """The provisional calls that turned out to be this one."""
    found = one(tx, named)
    if found is None or found.created_at is None:
        return ()
    around = {"since": to_ms(found.created_at - LONGEST_CALL), "until": to_ms(found.created_at + LONGEST_CALL)}
    return tuple(_call(row) for row in tx.run(_JOINED_TO, named=named, **around))


def near(tx: TenantTx, number: str, since: datetime, until: datetime, but: CallId, limit: int) -> tuple[Call, ...]:
    """Other calls from the same number that began in that span, newest first."""
    wanted = (
        sa.select(call)
        .where(
            call.c.tenant_id == sa.bindparam("tenant"),
            call.c.number == number,
            call.c.created_at >= to_ms(since),
            call.c.created_at <= to_ms(until),
            call.c.id != but,
        )
        .order_by(call.c.created_at.desc())
        .limit(limit)
    )
    return tuple(_call(row) for row in tx.run(wanted))


def at_time(tx: TenantTx, since: datetime, until: datetime, but: CallId | None, limit: int) -> tuple[Call, ...]:
    """Other calls that went on in that span, oldest first."""
    wanted = sa.select(call).where(
        call.c.tenant_id == sa.bindparam("tenant"),
        call.c.created_at >= to_ms(since - LONGEST_CALL),
        call.c.created_at <= to_ms(until),
        sa.func.coalesce(call.c.ended_at, call.c.seen_at) >= to_ms(since),
        call.c.joined_to.is_(None),
    )
    if but is not None:
        wanted = wanted.where(call.c.id != but)
    return tuple(_call(row) for row in tx.run(wanted.order_by(call.c.created_at, call.c.id).limit(limit)))


def page(tx: TenantTx, before: tuple[int, str] | None, limit: int) -> list[Call]:
    """Calls, newest first; `before` is where the last page ended."""
    wanted = sa.select(call).where(call.c.tenant_id == sa.bindparam("tenant"))
    if before:
        wanted = wanted.where(sa.tuple_(call.c.created_at, call.c.id) < sa.tuple_(*before))
    return [_call(row) for row in tx.run(wanted.order_by(call.c.created_at.desc(), call.c.id.desc()).limit(limit))]


_ENDED_OR_NOT = sa.select(
    sa.func.count().label("begun"),
    sa.func.count().filter(call.c.ended_at.is_(None), call.c.seen_at < sa.bindparam("silent")).label("unended"),
).where(
    call.c.tenant_id == sa.bindparam("tenant"),
    call.c.created_at >= sa.bindparam("since"),
    call.c.trust == Trust.SIGNED.value,
    call.c.platform.like("retell%"),
)


def ended_or_not(tx: TenantTx, since: datetime, silent: datetime) -> tuple[int, int]:
    """How many calls of a platform that tells of its calls began since then, and of how many it never told the end
    although they were last heard of before `silent`."""
    row = tx.run(_ENDED_OR_NOT, since=to_ms(since), silent=to_ms(silent)).one()
    return int(row.begun), int(row.unended)


@dataclass(frozen=True, slots=True)
class Filter:
    """Which calls are asked for: begun in [since, until), from a number, by the verdict in force on them."""

    since: datetime | None = None
    until: datetime | None = None
    number: str | None = None
    agree: bool | None = None
    cause: str | None = None


_newest = verdict.alias("newest")
_IN_FORCE = (
    sa.select(sa.func.max(_newest.c.id))
    .where(_newest.c.tenant_id == call.c.tenant_id, _newest.c.call_id == call.c.id)
    .correlate(call)
    .scalar_subquery()
)


def filtered(tx: TenantTx, wanted: Filter, before: tuple[int, str] | None, limit: int) -> list[Call]:
    """Calls, newest first; `before` is where the last page ended."""
    query = sa.select(call).where(call.c.tenant_id == sa.bindparam("tenant"))
    if before:
        query = query.where(sa.tuple_(call.c.created_at, call.c.id) < sa.tuple_(*before))
    if wanted.since:
        query = query.where(call.c.created_at >= to_ms(wanted.since))
    if wanted.until:
        query = query.where(call.c.created_at < to_ms(wanted.until))
    if wanted.number:
        query = query.where(call.c.number == wanted.number)
    told = [verdict.c.agree == wanted.agree] if wanted.agree is not None else []
    told += [verdict.c.cause == wanted.cause] if wanted.cause is not None else []
    if told:
        query = query.where(sa.exists(sa.select(verdict.c.id).where(verdict.c.id == _IN_FORCE, *told).correlate(call)))
    return read(tx, query.order_by(call.c.created_at.desc(), call.c.id.desc()).limit(limit))


def read(tx: TenantTx, query: Any) -> list[Call]:
    """The calls that a query over this table finds, in its order."""
    return [_call(row) for row in tx.run(query)]


def _call(row: Any) -> Call:
    return Call(
        CallId(row.id),
        row.platform,
        Trust(row.trust),
        row.number,
        row.raw_number,
        row.dialled,
        row.agent_id,
        row.agent_version,
        from_ms_or_none(row.started_at),
        from_ms_or_none(row.ended_at),
        row.ended_why,
        from_ms(row.created_at),
        from_ms(row.seen_at),
        bool(row.is_test),
        row.wrong_refs,
        row.misunderstood,
        CallId(row.joined_to) if row.joined_to else None,
        row.asked,
    )
