"""The mirror: what others have in a calendar that is not ours, with the moment at which it was fetched (R11).

Kept by person and UTC day. Only what our own claims do not cover is kept: everything else in the calendar is ours and
guarded by them. What a person moved away from its claims is kept with the visit it is part of, so that a caller's own
is never called somebody else's (G8). A day that was never fetched, or that a notice made doubtful after its reading
began, has no moment.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from holdfast.core.availability import Busy, Occupation
from holdfast.core.ids import VisitId, visit_of
from holdfast.core.interval import CellWindow, Interval, span_of_days, utc_days
from holdfast.core.saga import Seen
from holdfast.store.engine import TenantTx, from_ms, to_ms
from holdfast.store.fixed import Fixed
from holdfast.store.tables import mirror_day, mirror_doubt, mirror_entry, segment

_DAY_MS = 24 * 60 * 60 * 1000
_ENTRY, _AWAY, _UNREAD = "entry", "away", "unread"
OUTSIDE_PREFIX = "outside:"
LONGEST_ENTRY = timedelta(days=31)
"""What lasts longer than this in a calendar is cut: a listing of one day could not be read otherwise."""


class StaleMirror(Exception):
    """Raised out of a transaction that would have to decide on what is known no more: fetch it, and decide again."""

    def __init__(self, hosts: tuple[str, ...], span: Interval) -> None:
        """Of whom it is not known, and for which time."""
        super().__init__(f"{len(hosts)} hosts from {span.start.isoformat()}")
        self.hosts = hosts
        self.span = span


def days_of(span: Interval) -> range:
    """The UTC days, counted from 1970, that a span touches."""
    return utc_days(span)


def span_of(days: range) -> Interval:
    """The span of whole UTC days."""
    return span_of_days(days)


_AND_DOUBTS = mirror_day.outerjoin(
    mirror_doubt, sa.and_(mirror_doubt.c.tenant_id == mirror_day.c.tenant_id, mirror_doubt.c.day == mirror_day.c.day)
)
_IS_BELIEVED = sa.or_(mirror_doubt.c.doubted_at.is_(None), mirror_day.c.fetched_at >= mirror_doubt.c.doubted_at)
_FETCHED = Fixed(
    sa.select(sa.func.count(), sa.func.min(mirror_day.c.fetched_at))
    .select_from(_AND_DOUBTS)
    .where(
        mirror_day.c.tenant_id == sa.bindparam("tenant"),
        mirror_day.c.host == sa.bindparam("host"),
        mirror_day.c.day >= sa.bindparam("first"),
        mirror_day.c.day < sa.bindparam("after"),
        _IS_BELIEVED,
    )
)


def fetched_at(tx: TenantTx, hosts: Iterable[str], span: Interval) -> datetime | None:
    """Since when the whole span is known for all hosts: the oldest moment; None where any day was never fetched, or is
    in doubt since its reading began."""
    days = days_of(span)
    oldest: int | None = None
    for host in hosts:
        known, fetched = tuple(tx.run(_FETCHED, host=host, first=days.start, after=days.stop).one())
        if known < len(days):
            return None
        oldest = fetched if oldest is None else min(oldest, fetched)
    return None if oldest is None else from_ms(oldest)


_BUSY = Fixed(
    sa.select(
        mirror_entry.c.host,
        mirror_entry.c.uid,
        mirror_entry.c.kind,
        mirror_entry.c.start_at,
        mirror_entry.c.end_at,
        mirror_entry.c.visit_id,
    )
    .where(
        mirror_entry.c.tenant_id == sa.bindparam("tenant"),
        mirror_entry.c.host == sa.bindparam("host"),
        mirror_entry.c.start_at > sa.bindparam("not_before"),
        mirror_entry.c.start_at < sa.bindparam("until"),
        mirror_entry.c.end_at > sa.bindparam("since"),
    )
    .order_by(mirror_entry.c.start_at, mirror_entry.c.uid)
)


def busy(tx: TenantTx, hosts: Iterable[str], window: CellWindow) -> tuple[Busy, ...]:
    """What is occupied in the window beside our claims, rounded outwards to cells. The owner names the calendar's own
    uid (R2), or the visit that an entry of ours belongs to which stands elsewhere than its claims."""
    span = window.interval
    found: dict[tuple[str, str, int], Busy] = {}
    for host in sorted(set(hosts)):
        rows = tx.run(
            _BUSY,
            host=host,
            not_before=to_ms(span.start - LONGEST_ENTRY),
            since=to_ms(span.start),
            until=to_ms(span.end),
        )
        for row in rows:
            cells = Interval(from_ms(row.start_at), from_ms(row.end_at)).cells()
            found[host, row.uid, row.start_at] = Busy(host, cells, *_whose(row))
    return tuple(found.values())


def _whose(row: Any) -> tuple[Occupation, str]:
    if row.visit_id is not None:
        return Occupation.VISIT, row.visit_id
    return Occupation.AWAY if row.kind == _AWAY else Occupation.OUTSIDE, OUTSIDE_PREFIX + row.uid


_IS_COVERED = sa.exists().where(
    segment.c.tenant_id == mirror_entry.c.tenant_id,
    segment.c.visit_id == mirror_entry.c.visit_id,
    segment.c.host == mirror_entry.c.host,
    segment.c.start_at == mirror_entry.c.start_at,
    segment.c.end_at == mirror_entry.c.end_at,
)
_ELSEWHERE = Fixed(
    sa.select(mirror_entry.c.uid)
    .select_from(
        mirror_entry.join(
            _AND_DOUBTS,
            sa.and_(
                mirror_day.c.tenant_id == mirror_entry.c.tenant_id,
                mirror_day.c.host == mirror_entry.c.host,
                mirror_day.c.day == mirror_entry.c.start_at // _DAY_MS,
            ),
        )
    )
    .where(
        mirror_entry.c.tenant_id == sa.bindparam("tenant"),
        mirror_entry.c.visit_id == sa.bindparam("visit"),
        mirror_day.c.fetched_at > sa.bindparam("since"),
        _IS_BELIEVED,
        ~_IS_COVERED,
    )
    .limit(1)
)


def stands_elsewhere(tx: TenantTx, visit_id: VisitId, since: datetime) -> bool:
    """Whether part of a visit was seen where no segment of it belongs, by a reading that began after `since` and is
    not in doubt: a person moved it in the calendar, and what becomes of it has not been concluded yet."""
    return tx.run(_ELSEWHERE, visit=visit_id, since=to_ms(since)).first() is not None


_FORGET_ENTRIES = Fixed(
    sa.delete(mirror_entry).where(
        mirror_entry.c.tenant_id == sa.bindparam("tenant"),
        mirror_entry.c.host == sa.bindparam("host"),
        mirror_entry.c.start_at < sa.bindparam("until"),
        mirror_entry.c.end_at > sa.bindparam("since"),
    )
)
_FORGET_DAYS = sa.delete(mirror_day).where(
    mirror_day.c.tenant_id == sa.bindparam("tenant"),
    mirror_day.c.day >= sa.bindparam("first"),
    mirror_day.c.day < sa.bindparam("after"),
)
_FORGET_DAYS_OF_HOST = Fixed(_FORGET_DAYS.where(mirror_day.c.host == sa.bindparam("host")))
_FORGET_DAYS_OF_ALL = Fixed(_FORGET_DAYS)
_ADD_ENTRY = Fixed(sa.insert(mirror_entry).inline())
_ADD_DAY = Fixed(sa.insert(mirror_day).inline())


def put(
    tx: TenantTx,
    hosts: Sequence[str],
    days: range,
    entries: Iterable[Seen],
    absences: Mapping[str, Sequence[Interval]],
    at: datetime,
) -> None:
    """Replace what is known of whole UTC days by what a complete listing showed, asked for at `at`. A day that came
    into doubt since then stays in doubt."""
    span = span_of(days)
    uncovered = [(seen, owner) for seen, owner in _uncovered(tx, entries) if seen.interval.overlaps(span)]
    for host in sorted(set(hosts)):
        values = {"host": host, "since": to_ms(span.start), "until": to_ms(span.end)}
        tx.run(_FORGET_ENTRIES, **values)
        tx.run(_FORGET_DAYS_OF_HOST, host=host, first=days.start, after=days.stop)
        rows = [_entry_row(seen, owner) for seen, owner in uncovered if seen.host == host]
        rows += [_away_row(host, away) for away in absences.get(host, ()) if away.overlaps(span)]
        tx.run_many(_ADD_ENTRY, list({(row["uid"], row["start_at"]): row for row in rows}.values()))
        tx.run_many(_ADD_DAY, [{"host": host, "day": day, "fetched_at": to_ms(at)} for day in days])


def put_unread(tx: TenantTx, hosts: Sequence[str], days: range, at: datetime) -> None:
    """Keep of whole UTC days that what these hosts have there could not be read, asked for at `at`: nothing of it may
    be called free."""
    span = span_of(days)
    for host in sorted(set(hosts)):
        tx.run(_FORGET_ENTRIES, host=host, since=to_ms(span.start), until=to_ms(span.end))
        tx.run(_FORGET_DAYS_OF_HOST, host=host, first=days.start, after=days.stop)
        spans = [span_of(range(day, day + 1)) for day in days]
        tx.run_many(_ADD_ENTRY, [{**_away_row(host, one), "uid": _UNREAD} for one in spans])
        tx.run_many(_ADD_DAY, [{"host": host, "day": day, "fetched_at": to_ms(at)} for day in days])


_IS_UNREAD = Fixed(
    sa.select(mirror_entry.c.uid)
    .where(
        mirror_entry.c.tenant_id == sa.bindparam("tenant"),
        mirror_entry.c.host == sa.bindparam("host"),
        mirror_entry.c.uid == _UNREAD,
        mirror_entry.c.start_at < sa.bindparam("until"),
        mirror_entry.c.end_at > sa.bindparam("since"),
    )
    .limit(1)
)


def are_unread(tx: TenantTx, hosts: Iterable[str], span: Interval) -> bool:
    """Whether of each of these hosts something in the span could not be read."""
    values = {"since": to_ms(span.start), "until": to_ms(span.end)}
    return all(tx.run(_IS_UNREAD, host=host, **values).first() is not None for host in hosts)


_KNOWN = {
    "sqlite": Fixed(sqlite.insert(mirror_entry).on_conflict_do_nothing()),
    "postgresql": Fixed(postgresql.insert(mirror_entry).on_conflict_do_nothing()),
}


def add(tx: TenantTx, entries: Iterable[Seen]) -> None:
    """Keep what was seen by the way where no claim of ours is. How old the rest of the day is does not change."""
    tx.run_many(_KNOWN[tx.dialect], [_entry_row(seen, owner) for seen, owner in _uncovered(tx, entries)])


def _entry_row(seen: Seen, owner: VisitId | None) -> dict[str, Any]:
    end = min(seen.interval.end, seen.interval.start + LONGEST_ENTRY)
    return {
        "host": seen.host,
        "uid": str(seen.uid)[:200],
        "start_at": to_ms(seen.interval.start),
        "end_at": to_ms(end),
        "kind": _ENTRY,
        "created_at": to_ms(seen.created_at) if seen.created_at else None,
        "visit_id": owner,
    }


def _away_row(host: str, away: Interval) -> dict[str, Any]:
    span = {"start_at": to_ms(away.start), "end_at": to_ms(away.end)}
    return {"host": host, "uid": _AWAY, **span, "kind": _AWAY, "created_at": None, "visit_id": None}


_SEGMENTS = Fixed(
    sa.select(segment.c.visit_id, segment.c.host, segment.c.start_at, segment.c.end_at).where(
        segment.c.tenant_id == sa.bindparam("tenant"),
        segment.c.visit_id.in_(sa.bindparam("visits", expanding=True)),
    )
)


def _uncovered(tx: TenantTx, entries: Iterable[Seen]) -> list[tuple[Seen, VisitId | None]]:
    """What our claims do not cover: others' entries, and ours that a person moved or that no visit wants, with the
    visit. A reference that no visit bears is somebody else's."""
    standing = [
        (seen, visit_of(seen.reference) if seen.reference else None) for seen in entries if not seen.is_cancelled
    ]
    visits = sorted({visit for _, visit in standing if visit})
    rows = list(tx.run(_SEGMENTS, visits=visits)) if visits else []
    known = {row.visit_id for row in rows}
    covered = {(row.visit_id, row.host, row.start_at, row.end_at) for row in rows}
    return [
        (seen, visit if visit in known else None)
        for seen, visit in standing
        if (visit, seen.host, to_ms(seen.interval.start), to_ms(seen.interval.end)) not in covered
    ]


_DOUBTFUL = {
    name: Fixed(
        (fresh := dialect.insert(mirror_doubt)).on_conflict_do_update(
            index_elements=[mirror_doubt.c.tenant_id, mirror_doubt.c.day],
            set_={"doubted_at": fresh.excluded.doubted_at},
            where=mirror_doubt.c.doubted_at < fresh.excluded.doubted_at,
        )
    )
    for name, dialect in (("sqlite", sqlite), ("postgresql", postgresql))
}


def forget(tx: TenantTx, span: Interval, at: datetime) -> None:
    """Doubt what is known of the days that a span touches: the next question fetches them anew. A reading that is under
    way since before `at` may not have seen what changed, and does not end the doubt."""
    days = days_of(span)
    tx.run_many(_DOUBTFUL[tx.dialect], [{"day": day, "doubted_at": to_ms(at)} for day in days])
    tx.run(_FORGET_DAYS_OF_ALL, first=days.start, after=days.stop)


_PURGE_ENTRIES = Fixed(
    sa.delete(mirror_entry).where(
        mirror_entry.c.tenant_id == sa.bindparam("tenant"), mirror_entry.c.end_at < sa.bindparam("before")
    )
)
_PURGE_DAYS = tuple(
    Fixed(sa.delete(table).where(table.c.tenant_id == sa.bindparam("tenant"), table.c.day < sa.bindparam("first")))
    for table in (mirror_day, mirror_doubt)
)


def forget_past(tx: TenantTx, before: datetime) -> None:
    """Drop what is over."""
    tx.run(_PURGE_ENTRIES, before=to_ms(before))
    for statement in _PURGE_DAYS:
        tx.run(statement, first=to_ms(before) // _DAY_MS)
