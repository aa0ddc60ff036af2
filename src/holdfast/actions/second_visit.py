"""A caller whom no number recognises, and who may have a visit already: asked before a second one is written."""

from holdfast.actions.answer import Answer, Retry, Said, State
from holdfast.actions.conversation import Conversation
from holdfast.actions.correcting import knows_of
from holdfast.actions.customers import Contact
from holdfast.actions.understand import was_asked
from holdfast.core.booking import Wish
from holdfast.core.identity import Trust
from holdfast.core.working_time import day_interval
from holdfast.language import Phrase, same_name
from holdfast.store import diary


def second_of_a_stranger(conv: Conversation, wish: Wish, contact: Contact | Answer) -> Answer | None:
    """Before anything is written for a caller whom no number recognises: the question whether they want a second visit
    where one of that name, service and day stands, or is being entered, since another call. A name alone joins nothing
    (R5), and neither code nor time are told. Who says yes gets it; who heard of the first one is not asked."""
    named_trust = conv.request.call.trust is not Trust.PROVISIONAL
    if isinstance(contact, Answer) or conv.number is not None or not named_trust:
        return None
    day = wish.start.astimezone(conv.tenant.timezone).date()
    others = (v for v in diary.visits_of(conv.tx, day_interval(day, conv.tenant.timezone)) if v.call != conv.call.id)
    twins = [v for v in others if v.is_alive and v.plan.services == wish.services]
    twins = [v for v in twins if same_name(v.customer.name, contact.name) and not knows_of(conv, v)]
    if not twins or was_asked(conv, "asked_second_visit"):
        return None
    conv.note("asked_second_visit", twins[0].id)
    service = conv.tenant.services_named(wish.services)
    return Answer(State.NEED_INFO, (Said(Phrase.ASK_SECOND_VISIT, {"date": day, "service": service}),), Retry.ASK)
