"""What the salon lets the telephone agent do at all: the switch for bookings, and how each service may be booked."""

from collections.abc import Sequence

from holdfast.actions.answer import Answer, Retry, Said, State
from holdfast.actions.bookable import plans_bookable
from holdfast.actions.conversation import Conversation
from holdfast.core.booking import VisitState
from holdfast.core.refusals import Reason
from holdfast.core.service import ByPhone, Service, plans_for
from holdfast.core.tenant import Bookings
from holdfast.language import Phrase


def not_by_phone(conv: Conversation, services: Sequence[Service] = ()) -> Answer | None:
    """The refusal where these services cannot be booked in this call, None where they can."""
    if conv.tenant.calendar.kind not in conv.desk.calendar_kinds:
        return calendar_unreachable()
    match conv.tenant.bookings:
        case Bookings.OFF:
            return _refusal(Reason.POLICY, Phrase.BOOKINGS_OFF)
        case Bookings.CALLBACK_ONLY:
            return _refusal(Reason.POLICY, Phrase.CALLBACK_ONLY)
        case Bookings.ON:
            return next((refusal for service in services if (refusal := _service(conv, service))), None)


def calendar_unreachable() -> Answer:
    """Nothing may be told "free" or "booked" of a calendar that nobody here can read (design 5.2)."""
    return _refusal(Reason.CALENDAR_UNREACHABLE, Phrase.REFUSED_CALENDAR_UNREACHABLE)


def _service(conv: Conversation, service: Service) -> Answer | None:
    if service.phone is ByPhone.CALLBACK:
        return _refusal(Reason.NOT_BOOKABLE, Phrase.REFUSED_NOT_BOOKABLE, service.name)
    if not plans_bookable(conv.tx, conv.tenant, plans_for([service])):
        conv.note("not_bookable_there", None, None, service=service.key)
        return _refusal(Reason.NOT_BOOKABLE, Phrase.REFUSED_NOT_BOOKABLE, service.name)
    if service.phone is ByPhone.KNOWN_CUSTOMERS and not _was_here_before(conv):
        return _refusal(Reason.POLICY, Phrase.KNOWN_CUSTOMERS_ONLY, service.name)
    return None


def _was_here_before(conv: Conversation) -> bool:
    """Whether the proven number belongs to somebody with a visit from before this call that was not taken back."""
    others = (visit for visit in conv.visits if visit.call != conv.call.id)
    return conv.number is not None and any(visit.state is VisitState.CONFIRMED for visit in others)


def _refusal(reason: Reason, phrase: Phrase, service: str | None = None) -> Answer:
    said = (Said(phrase, {"service": service, "at": None}), Said(Phrase.OFFER_CALLBACK))
    return Answer(State.REFUSED, said, Retry.ASK, reason, service=service)
