"""Which visit is meant, and may this caller know about it? By number, or by reference code and name (design 5.2)."""

from dataclasses import dataclass
from datetime import date, timedelta

from holdfast.actions.answer import Answer, Retry, Said, State
from holdfast.actions.conversation import Conversation
from holdfast.actions.hear_when import When, hear_when
from holdfast.actions.offering import staff_names
from holdfast.actions.understand import hear_services, need, words
from holdfast.core.booking import Goal, Visit, VisitState, future
from holdfast.core.refusals import Reason
from holdfast.language import Choice, Phrase, read_customer_name, read_ref, same_name
from holdfast.store import mirror, visits

WRONG_REFS_ALLOWED = 5


@dataclass(frozen=True, slots=True)
class Sought:
    """What the caller said about the visit: as much as was said."""

    ref: str
    name: str


def sought(conv: Conversation) -> Sought:
    """The code and the name as heard; a spelled name as it is spelled."""
    said = words(conv, "customer_name")
    return Sought(read_ref(words(conv, "ref")), read_customer_name(said) or said)


def find_visit(
    conv: Conversation, *, with_dead: bool = False, by_date: bool = True, repeatable: bool = False
) -> Visit | Answer:
    """The one visit that is meant, or the question, or the refusal. Never tells more than the caller may know, and
    never takes a visit that what was said does not fit.

    `with_dead`: one that this call took back may be meant. `by_date` False: the date in the arguments is where a visit
    should go. `repeatable`: the same call without any words means the one that it took back, no other.
    """
    asked = sought(conv)
    if conv.call.wrong_refs >= WRONG_REFS_ALLOWED:
        return too_many_wrong(conv)
    if asked.ref:
        return _by_ref(conv, asked)
    if not conv.is_signed:
        return need(Phrase.ASK_REF if asked.name else Phrase.ASK_REF_AND_NAME, "ref")
    narrowing = ("service", "date") if by_date else ("service",)
    named = bool(asked.name or words(conv, *narrowing))
    gone = _narrowed(conv, _taken_back(conv), by_date) if with_dead else ()
    if repeatable and gone and not named:
        return gone[-1]
    own = tuple(visit for visit in conv.own_visits if visit.is_alive)
    candidates = _narrowed(conv, own, by_date) or _narrowed(conv, may_see(conv), by_date)
    if candidates:
        return _only(conv, candidates)
    if gone:
        return gone[-1]
    return _nothing_fits(conv, asked)


def _taken_back(conv: Conversation) -> tuple[Visit, ...]:
    """The visits that stand no more since this call, the last one last."""
    since = conv.call.created_at or conv.now
    gone = (visit for visit in conv.visits if not visit.is_alive and visit.changed_at >= since)
    return tuple(sorted(gone, key=lambda visit: visit.changed_at))


def _nothing_fits(conv: Conversation, asked: Sought) -> Answer | Visit:
    """What was said fits no visit: say which there are, if any may be told of; else ask for code and name."""
    ahead = may_see(conv)
    if ahead:
        return _only_asked(conv, ahead)
    if conv.number is None:
        return need(Phrase.ASK_REF if asked.name else Phrase.ASK_REF_AND_NAME, "ref")
    return not_found()


def may_see(conv: Conversation) -> tuple[Visit, ...]:
    """The living future visits this caller may know of without a code: of this signed call, or of the proven number."""
    if not conv.is_signed:
        return ()
    ahead = future(conv.visits, conv.now)
    return ahead if conv.number else tuple(visit for visit in ahead if visit.call == conv.call.id)


def _narrowed(conv: Conversation, candidates: tuple[Visit, ...], by_date: bool) -> tuple[Visit, ...]:
    """What fits everything that was said: name, service and day. What fits nothing is not taken."""
    name = words(conv, "customer_name")
    if name:
        candidates = tuple(visit for visit in candidates if names_customer(name, visit))
    if candidates and words(conv, "service"):
        services = hear_services(conv)
        keys = set() if isinstance(services, Answer) else {service.key for service in services}
        candidates = tuple(v for v in candidates if keys & set(v.plan.services))
    if candidates and by_date and words(conv, "date"):
        when = hear_when(conv)
        days = set() if isinstance(when, Answer) else days_of(conv, when)
        zone = conv.tenant.timezone
        candidates = tuple(v for v in candidates if v.start.astimezone(zone).date() in days)
    return candidates


def days_of(conv: Conversation, when: When) -> set[date]:
    """The local days that were spoken of."""
    starts = [*when.exact, *(span.start for span in when.spans)]
    return {start.astimezone(conv.tenant.timezone).date() for start in starts}


def names_customer(said: str, visit: Visit) -> bool:
    """Whether a name means the visit's customer; where the number proves the caller, a first name alone does."""
    parts = set(visit.customer.name.casefold().split())
    name = read_customer_name(said) or said.strip()
    return same_name(visit.customer.name, name) or name.casefold() in parts


def _by_ref(conv: Conversation, asked: Sought) -> Visit | Answer:
    visit = visits.by_ref(conv.tx, asked.ref)
    if visit is not None and _authorised(conv, visit, asked.name):
        return visit
    if not asked.name:  # Whether there is such a code is not told before a name is: no guessing of codes.
        return need(Phrase.ASK_VISIT_NAME, "customer_name")
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
    return candidates[0] if len(candidates) == 1 else _only_asked(conv, candidates)


def _only_asked(conv: Conversation, candidates: tuple[Visit, ...]) -> Answer:
    soonest = sorted(candidates, key=lambda visit: visit.start)[:3]
    days = {visit.start.astimezone(conv.tenant.timezone).date() for visit in soonest}
    services = {visit.plan.services for visit in soonest}
    missing = "service" if len(services) == len(soonest) > 1 else "date" if len(days) == len(soonest) else "ref"
    said = Said(Phrase.WHICH_VISIT, {"choices": [visit_choice(conv, visit) for visit in soonest]})
    return Answer(State.NEED_INFO, (said,), Retry.ASK, missing=missing)


def visit_choice(conv: Conversation, visit: Visit) -> Choice:
    """A visit as it is spoken among others."""
    service = conv.tenant.services_named(visit.plan.services)
    return Choice(visit.start, staff_names(conv, visit.plan), service)


def is_in_question(conv: Conversation, visit: Visit) -> bool:
    """Whether a person changed part of it in the calendar, and a person has yet to decide what becomes of the whole."""
    pending = visit.goal is Goal.PRESENT and visit.state is VisitState.PENDING and visit.target is None
    return pending and visits.is_at_rest(conv.tx, visit.id)


def is_elsewhere(conv: Conversation, visit: Visit) -> bool:
    """Whether the calendar showed part of a visit that stands at another time than it was told, no longer ago than is
    believed of others' entries, and nothing was concluded from that yet."""
    if not visit.stands or not conv.tenant.calendar.is_outside:
        return False
    oldest = conv.now - timedelta(seconds=conv.tenant.rules.mirror_max_age_seconds)
    return mirror.stands_elsewhere(conv.tx, visit.id, max(oldest, visit.changed_at))


def was_changed(conv: Conversation, visit: Visit) -> bool:
    """Whether a person changed it in the calendar and what becomes of it is open, as far as that was seen by now."""
    return is_in_question(conv, visit) or is_elsewhere(conv, visit)


def how_it_stands(
    conv: Conversation, visit: Visit, standing: Phrase, entering: Phrase = Phrase.PENDING
) -> tuple[bool, Phrase]:
    """Whether a living visit may be told as fixed, and the sentence that is true of it: `standing` only where it was
    read back and nobody changed it since, `entering` while it is being written."""
    if was_changed(conv, visit):
        return False, Phrase.STATUS_IN_QUESTION
    if visit.stands:
        return True, standing
    return False, entering if visit.target in (None, visit.slot) else Phrase.MOVED_PENDING


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
