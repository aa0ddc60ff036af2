"""Taking a calendar's notice: kept as it came, and what it touches is due to be looked at now. It changes nothing else.

A notice is never believed: what stands in the calendar is read from the calendar (reconciliation), notices only say
where to look first. So lost, doubled, late or reordered ones do no harm.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from holdfast.actions.admit import Admitted
from holdfast.actions.desk import Desk
from holdfast.core.ids import visit_of
from holdfast.core.notice import Known, Notice, day_span, days_touched, is_echo, read_notice
from holdfast.store import judging, messages, mirror, reconcile_days, segments, timeline
from holdfast.store.engine import TenantTx, Tx
from holdfast.store.judging import Prompt
from holdfast.store.timeline import Event

JUDGED_AFTER = timedelta(seconds=20)
"""How long after a notice the calls that it concerns are judged again."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a notice. `is_new` False: it was here already. `days` are those made due by it."""

    is_new: bool
    is_echo: bool = False
    days: tuple[int, ...] = ()


async def take_notice(desk: Desk, salon: Admitted, body: bytes) -> Taken:
    """Keep a notice whose signature was verified, and make due what it touches, in one transaction. Raises StoreFault;
    then nothing was kept."""
    return await desk.transact(lambda tx: _take(tx, desk, salon, body))


REFUSED = "notice_refused"


async def note_refused(desk: Desk, salon: Admitted) -> None:
    """Put on record that a notice came whose signature is not the calendar's. Nothing in it is believed."""
    now = desk.clock.now()
    data = {"calendar": salon.salon.tenant.calendar.key, "why": "signature"}
    await desk.transact(lambda tx: timeline.note_finding(tx.of(salon.row.id), REFUSED, now, data))


def _take(tx: Tx, desk: Desk, salon: Admitted, body: bytes) -> Taken:
    bound, now = tx.of(salon.row.id), desk.clock.now()
    key = hashlib.sha256(b"notice\n" + body).hexdigest()
    if not messages.keep(bound, "notice", key, body, now, salon.salon.tenant.retention_days, None):
        return Taken(is_new=False)
    notice = read_notice(body)
    if notice is None:
        timeline.note_finding(bound, "notice_unreadable", now, {"key": key, "bytes": len(body)})
        return Taken(is_new=True)
    return _follow(bound, notice, now) if notice.is_known else Taken(is_new=True)


def _follow(tx: TenantTx, notice: Notice, now: datetime) -> Taken:
    """Make due what a readable notice is about, and note it at the visits that we know it by."""
    known = segments.known_by(tx, notice.uids, notice.reference)
    echo = is_echo(notice, known)
    days = () if echo else days_touched(notice, known, now)
    if days:
        reconcile_days.mark_due(tx, days, now)
    for day in days:
        mirror.forget(tx, day_span(day), now)
    timeline.record(tx, _events(notice, known, Taken(True, echo, days), now))
    if not echo:  # Reconciliation looks first, so that what it finds is judged and not what it mends.
        judging.want_again(tx, {visit_of(one.reference) for one in known}, Prompt.NOTICE, now + JUDGED_AFTER, now)
    return Taken(is_new=True, is_echo=echo, days=days)


def _events(notice: Notice, known: tuple[Known, ...], taken: Taken, now: datetime) -> list[Event]:
    """One event for each visit that the notice is about."""
    data = {
        "trigger": notice.trigger,
        "uid": notice.uid,
        "former": notice.former,
        "start": notice.spans[0].start.isoformat() if notice.spans else None,
        "echo": taken.is_echo,
        "days": len(taken.days),
    }
    visits = dict.fromkeys(visit_of(one.reference) for one in known)
    return [Event(now, "calendar_notice", data, visit=visit) for visit in visits]
