"""Which visit is meant, and may this caller know about it? By number, or by reference code and name (design 5.2)."""

from dataclasses import dataclass

from holdfast.actions.answer import Answer, Retry, Said, State
from holdfast.actions.conversation import Conversation
from holdfast.actions.offering import staff_names
from holdfast.actions.understand import hear_services, hear_when, need, words
from holdfast.core.booking import Visit, future
from holdfast.core.refusals import Reason
from holdfast.language import Choice, Phrase, read_ref, same_name
from holdfast.store import visits

WRONG_REFS_ALLOWED = 5


@dataclass(frozen=True, slots=True)
class Sought:
    """What the caller said about the visit: as much as was said."""

    ref: str
    name: str


def sought(conv: Conversation) -> Sought:
    """The code and the name as heard."""
    return Sought(read_ref(words(conv, "ref")), words(conv, "customer_name"))


def find_visit(conv: Conversation, *, with_dead: bool = False) -> Visit | Answer:
    """The one visit that is meant, or the question, or the refusal. Never tells more than the caller may know."""
    asked = sought(conv)
    if conv.call.wrong_refs >= WRONG_REFS_ALLOWED:
        return too_many_wrong(conv)
    if asked.ref:
        return _by_ref(conv, asked)
    own = tuple(visit for visit in conv.own_visits if visit.is_alive or with_dead) if conv.is_signed else ()
    if own and not (asked.name or words(conv, "service", "date")):
        own = own[-1:] if len(own) == 1 or not any(visit.is_alive for visit in own) else own
        return _only(conv, own)
    candidates = _narrowed(conv, may_see(conv))
    if candidates:
        return _only(conv, candidates)
    if conv.number is None and not own:
        return need(Phrase.ASK_REF_AND_NAME, "ref")
    return not_found()


def may_see(conv: Conversation) -> tuple[Visit, ...]:
    """The living future visits this caller may know of without a code: of this signed call, or of the proven number."""
    if not conv.is_signed:
        return ()
    ahead = future(conv.visits, conv.now)
    return ahead if conv.number else tuple(visit for visit in ahead if visit.call == conv.call.id)


def _narrowed(conv: Conversation, candidates: tuple[Visit, ...]) -> tuple[Visit, ...]:
    """What fits name, service and day as far as they were said. What fits nothing narrows nothing away silently."""
    name = words(conv, "customer_name")
    if name:
        candidates = tuple(visit for visit in candidates if same_name(visit.customer.name, name))
    if words(conv, "service") and len(candidates) > 1:
        services = hear_services(conv)
        if not isinstance(services, Answer):
            keys = {service.key for service in services}
            candidates = tuple(v for v in candidates if keys & set(v.plan.services)) or candidates
    if words(conv, "date") and len(candidates) > 1:
        when = hear_when(conv)
        if not isinstance(when, Answer):
            starts = [*when.exact, *(span.start for span in when.spans)]
            days = {start.astimezone(conv.tenant.timezone).date() for start in starts}
            zone = conv.tenant.timezone
            candidates = tuple(v for v in candidates if v.start.astimezone(zone).date() in days) or candidates
    return candidates


def _by_ref(conv: Conversation, asked: Sought) -> Visit | Answer:
    visit = visits.by_ref(conv.tx, asked.ref)
    if visit is not None and _authorised(conv, visit, asked.name):
        return visit
    if visit is not None and not asked.name:
        return need(Phrase.ASK_REF_AND_NAME, "customer_name")
    conv.wrong_ref()
    conv.note("wrong_reference", None, None, count=conv.call.wrong_refs)
    if conv.call.wrong_refs >= WRONG_REFS_ALLOWED:
        return too_many_wrong(conv)
    return not_found()


def _authorised(conv: Conversation, visit: Visit, name: str) -> bool:
    if conv.is_signed and visit.call == conv.call.id:
        return True
    if conv.number is not None and visit.customer.phone == conv.number:
        return True
    return bool(name) and same_name(visit.customer.name, name)


def _only(conv: Conversation, candidates: tuple[Visit, ...]) -> Visit | Answer:
    if len(candidates) == 1:
        return candidates[0]
    choices = [Choice(visit.start, staff_names(conv, visit.plan)) for visit in candidates[:3]]
    return Answer(State.NEED_INFO, (Said(Phrase.WHICH_VISIT, {"choices": choices}),), Retry.ASK, missing="date")


def not_found() -> Answer:
    """No such visit, or none this caller may know of: the same words, so that nothing is given away."""
    said = (Said(Phrase.REFUSED_NOT_FOUND, {"at": None}), Said(Phrase.ASK_REF_AND_NAME))
    return Answer(State.REFUSED, said, Retry.ASK, Reason.NOT_FOUND)


def too_many_wrong(conv: Conversation) -> Answer:
    """Five wrong codes: no more guessing in this call."""
    conv.note("too_many_wrong_references")
    return Answer(
        State.REFUSED,
        (Said(Phrase.TOO_MANY_WRONG_REFS), Said(Phrase.OFFER_CALLBACK)),
        Retry.NO,
        Reason.NOT_AUTHORISED,
    )
