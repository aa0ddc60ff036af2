"""The built-in calendar's own table: what stands in the diary, apart from what the visits want to stand there."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from holdfast.core.ids import Reference, RemoteUid
from holdfast.core.interval import Interval
from holdfast.core.saga import Entry, Seen
from holdfast.store.engine import TenantTx, from_ms, to_ms
from holdfast.store.fixed import Fixed
from holdfast.store.tables import calendar_entry

LONGEST_ENTRY = timedelta(days=1)

_ADD = Fixed(sa.insert(calendar_entry).inline())
_OVERLAPPING = (
    sa.select(calendar_entry)
    .where(
        calendar_entry.c.tenant_id == sa.bindparam("tenant"),
        calendar_entry.c.host.in_(sa.bindparam("hosts", expanding=True)),
        calendar_entry.c.start_at > sa.bindparam("not_before"),
        calendar_entry.c.start_at < sa.bindparam("until"),
        calendar_entry.c.end_at > sa.bindparam("since"),
        calendar_entry.c.cancelled_at.is_(None),
    )
    .order_by(calendar_entry.c.start_at, calendar_entry.c.uid)
)
_CANCEL = Fixed(
    sa.update(calendar_entry)
    .where(
        calendar_entry.c.tenant_id == sa.bindparam("tenant"),
        calendar_entry.c.uid == sa.bindparam("the_uid"),
        calendar_entry.c.cancelled_at.is_(None),
    )
    .values(cancelled_at=sa.bindparam("at"))
)
_MOVE = Fixed(
    sa.update(calendar_entry)
    .where(
        calendar_entry.c.tenant_id == sa.bindparam("tenant"),
        calendar_entry.c.uid == sa.bindparam("the_uid"),
        calendar_entry.c.cancelled_at.is_(None),
    )
    .values(host=sa.bindparam("h"), start_at=sa.bindparam("s"), end_at=sa.bindparam("e"), title=sa.bindparam("t"))
)


def overlapping(tx: TenantTx, hosts: list[str], span: Interval) -> list[Any]:
    """Every standing entry of these hosts that touches the span, as rows."""
    return list(
        tx.run(
            _OVERLAPPING,
            hosts=hosts,
            not_before=to_ms(span.start - LONGEST_ENTRY),
            since=to_ms(span.start),
            until=to_ms(span.end),
        )
    )


_OF_REFERENCES = (
    sa.select(calendar_entry)
    .where(
        calendar_entry.c.tenant_id == sa.bindparam("tenant"),
        calendar_entry.c.reference.in_(sa.bindparam("references", expanding=True)),
    )
    .order_by(calendar_entry.c.start_at, calendar_entry.c.uid)
)


def of_references(tx: TenantTx, references: list[Reference]) -> list[Any]:
    """Every entry under one of these references, cancelled ones included, as rows."""
    return list(tx.run(_OF_REFERENCES, references=references)) if references else []


def seen(row: Any) -> Seen:
    """A row as any calendar's listing shows an entry."""
    return Seen(
        uid=RemoteUid(row.uid),
        reference=Reference(row.reference),
        host=row.host,
        interval=Interval(from_ms(row.start_at), from_ms(row.end_at)),
        title=row.title,
        created_at=from_ms(row.created_at),
        is_cancelled=row.cancelled_at is not None,
    )


def add(tx: TenantTx, entries: list[tuple[RemoteUid, Entry]], now: datetime) -> None:
    """Put entries into the diary, each under its uid."""
    rows = [
        {
            "uid": uid,
            "reference": entry.reference,
            "host": entry.host,
            "start_at": to_ms(entry.interval.start),
            "end_at": to_ms(entry.interval.end),
            "title": entry.title,
            "attendee": entry.attendee,
            "created_at": to_ms(now),
        }
        for uid, entry in entries
    ]
    tx.run_many(_ADD, rows)


def cancel(tx: TenantTx, uids: list[RemoteUid], now: datetime) -> None:
    """Take entries out; cancelled ones stay as history."""
    tx.run_many(_CANCEL, [{"the_uid": uid, "at": to_ms(now)} for uid in uids])


def move(tx: TenantTx, uid: RemoteUid, entry: Entry) -> bool:
    """Give an entry another time or host. False when it does not stand there any more."""
    done = tx.run(
        _MOVE,
        the_uid=uid,
        h=entry.host,
        s=to_ms(entry.interval.start),
        e=to_ms(entry.interval.end),
        t=entry.title,
    )
    return done.rowcount == 1
