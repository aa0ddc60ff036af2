"""Cancel: take a visit back. "Storniert" is said only once nothing of it stands in the calendar."""

from holdfast.actions.answer import Answer
from holdfast.actions.conversation import Conversation
from holdfast.actions.deciding import Decision, Deed, Driving
from holdfast.actions.drive import advance
from holdfast.actions.find import find_visit
from holdfast.actions.purge import look_again, set_absent
from holdfast.actions.understand import words
from holdfast.core.booking import Why


def cancel(conv: Conversation) -> Decision:
    """Cancel the visit that is meant. One still on its way is cancelled when it has arrived."""
    found = find_visit(conv, with_dead=True, repeatable=True)
    if isinstance(found, Answer):
        return found
    if set_absent(conv.desk, conv.tx, found.id, Why.CALLER, conv.now):
        conv.note("cancel_decided", found.id, {"reason": words(conv, "reason")[:200]})
    else:
        look_again(conv.desk, conv.tx, found.id, conv.now)
    return Driving(Deed.CANCEL, found.id, advance(conv.desk, conv.tx, found.id, None, unless_leased=True))
