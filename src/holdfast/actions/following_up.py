"""What a caller could not be told on the line is put down for a person to tell, and crossed out once heard (R3)."""

from holdfast.actions.conversation import Conversation
from holdfast.actions.correcting import told_of_visit
from holdfast.actions.desk import Desk
from holdfast.core.booking import Visit, Why
from holdfast.core.ids import VisitId
from holdfast.store import messages, tasks, visits
from holdfast.store.engine import TenantTx
from holdfast.store.tasks import TaskKind


def told(conv: Conversation, visit: Visit) -> None:
    """The caller hears now how it ended: nobody has to call back about it any more."""
    tasks.close_of_visit(conv.tx, visit.id, TaskKind.FOLLOW_UP, conv.now)
    told_of_visit(conv, visit)


def follow_up(conv: Conversation, visit: Visit) -> None:
    """Make sure that somebody tells the caller how it ended, if the calendar does not answer while the call lasts."""
    visits.locked(conv.tx, visit.id)  # A repeat that is answered at the same moment would put it down once more.
    if tasks.open_of_visit(conv.tx, visit.id, TaskKind.FOLLOW_UP) is None:
        customer = visit.customer
        personal = {"name": customer.name, "phone": customer.phone or conv.call.number}
        text = f"pending {visit.ref}: tell the customer how it ended"
        tasks.add(conv.tx, TaskKind.FOLLOW_UP, text, conv.now, conv.call.id, visit.id, None, personal)


def owe_the_outcome(desk: Desk, tx: TenantTx, visit_id: VisitId) -> None:
    """Nobody waits for the outcome any more: what the caller could not hear is put down for a person to tell (R3).

    That is a visit that had to be taken back, and any whose request never got an answer. Whoever does hear it, by a
    repeat or by asking, closes the task (`conclude.told`).
    """
    visit = visits.one(tx, visit_id)
    assert visit is not None, "a visit is never deleted"
    if visit.why is not Why.REFUSED and not messages.is_unanswered(tx, visit_id):
        return
    if visit.call is None or visit.is_test or tasks.open_of_visit(tx, visit_id, TaskKind.FOLLOW_UP) is not None:
        return
    text = f"{visit.state.value} {visit.ref}: tell the customer how it ended"
    personal = {"name": visit.customer.name, "phone": visit.customer.phone}
    tasks.add(tx, TaskKind.FOLLOW_UP, text, desk.clock.now(), visit.call, visit_id, None, personal)
