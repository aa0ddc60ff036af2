"""What follows of a verdict by itself: the case of a call is opened or closed, and what its caller believes wrongly is
owed to them from that moment on, whoever repairs what and when."""

from datetime import datetime

from holdfast.actions import correcting
from holdfast.actions.case_record import Record
from holdfast.actions.repair_visit import chosen, heard_start
from holdfast.core.correction import Told, Truth, told_wrongly, truth_now, truth_without_visit
from holdfast.store import cases, corrections
from holdfast.store.cases import AGREED
from holdfast.store.corrections import Closed, CorrectionState
from holdfast.store.engine import TenantTx
from holdfast.store.verdicts import Judgement

UNDECIDED = frozenset({"none", "undetermined", "not_ours"})
"""Causes that alone open no case: nothing is known to be wrong."""
_ALIKE = frozenset(
    {
        ("confirmed", "present"),
        ("moved", "moved"),
        ("cancelled", "cancelled"),
        ("cancelled", "absent"),
        ("failed", "absent"),
        ("none", "absent"),
    }
)


def follow_verdict(tx: TenantTx, record: Record, judgement: Judgement, now: datetime) -> None:
    """Open the case of a call that differs, or close it where all agree and nothing is owed. Test calls have none."""
    if record.call.is_test:
        return
    wrongly = told_wrongly(judgement.said, judgement.stored, judgement.calendar) and not _only_asked(record, judgement)
    if judgement.agree or (judgement.cause in UNDECIDED and not wrongly):
        _close_what_agrees(tx, record.call.id, judgement, now)
        return
    call = record.call
    happened = call.ended_at or call.seen_at or call.created_at or now
    cases.open_case(tx, call.id, judgement.cause, wrongly, min(happened, now), now)
    if (judgement.stored, judgement.calendar) in _ALIKE:
        cases.repaired(tx, call.id, now)  # Record and calendar agree: only the caller does not know.
    _believe(tx, record, judgement, now)


def _only_asked(record: Record, judgement: Judgement) -> bool:
    """Whether a call wrote nothing, and nothing was claimed in it: whoever merely asked about a visit that stands, and
    heard no "no", believes nothing untrue. Who booked and hung up before hearing of it is another matter."""
    wrote = any(record.own("visit_decided", "move_decided", "cancel_decided"))
    return judgement.cause in UNDECIDED and judgement.said == "nothing" and not wrote


def _close_what_agrees(tx: TenantTx, call: str, judgement: Judgement, now: datetime) -> None:
    owed = [one for one in corrections.of_call(tx, call) if one.state is not CorrectionState.CLOSED]
    if judgement.agree and not owed:
        cases.close(tx, call, AGREED, now)


def _believe(tx: TenantTx, record: Record, judgement: Judgement, now: datetime) -> None:
    """Owe the caller the truth, where a visit says what it is, or none was ever put on record. What they were told of
    already is not owed again."""
    visit, _, several = chosen(record, None)
    if several or any(_was_told(one.closed_how) for one in corrections.of_call(tx, record.call.id)):
        return
    told, start = Told(judgement.said), heard_start(record)
    truth = truth_now(told, start, visit, False, now) if visit else truth_without_visit(told, start, False, now)
    if isinstance(truth, Truth):
        correcting.believe(tx, record.call, visit, told, start, None, now)


def _was_told(how: Closed | None) -> bool:
    return how in (Closed.HEARD, Closed.HANDED_OVER, Closed.TOLD_BY_PERSON, Closed.WAIVED)
