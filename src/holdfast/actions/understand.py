"""The agent's arguments, taken as what they are: words of a caller, or of a model. Understood, or one question."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz

from holdfast.actions.answer import Answer, Retry, Said, State
from holdfast.actions.conversation import Conversation
from holdfast.actions.replying import services_offered
from holdfast.core.refusals import Reason
from holdfast.core.service import Service
from holdfast.core.tenant import Staff
from holdfast.language import (
    Phrase,
    ServiceName,
    ServiceQuestion,
    ServicesHeard,
    match_services,
    means_anybody,
    means_usual,
    same_name,
)
from holdfast.store import timeline

LONGEST_WORDS = 2000
_EMPTY = {"", "null", "none", "undefined", "n/a", "-", "unbekannt"}
_ANYBODY = {
    "egal",
    "any",
    "anyone",
    "irgendwer",
    "irgendjemand",
    "keine präferenz",
    "beliebig",
    "wer frei ist",
    "no preference",
}
_ALIKE = 84
_WORTH_NAMING = 5


@dataclass(frozen=True, slots=True)
class BadArgument(Exception):
    """An argument that is not words at all; `field` names it."""

    field: str


def words(conv: Conversation, *names: str) -> str:
    """The words of the first of these arguments that says anything; empty when none does. Raises BadArgument."""
    for name in names:
        text = _as_words(conv.args.get(name), name)
        if text.casefold() not in _EMPTY and not (text.startswith("{{") and text.endswith("}}")):
            return text
    return ""


def _as_words(value: object, name: str) -> str:
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, str):
        return " ".join(value[:LONGEST_WORDS].replace("\x00", " ").split())
    if isinstance(value, int | float) and abs(value) < 1e15:
        return str(value)
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return " und ".join(_as_words(item, name) for item in value[:5])
    raise BadArgument(name)


def need(phrase: Phrase, missing: str, /, **values: object) -> Answer:
    """Ask for one thing; `missing` names the argument that would answer."""
    return Answer(State.NEED_INFO, (Said(phrase, values),), Retry.ASK, missing=missing)


def hear_services(conv: Conversation) -> tuple[Service, ...] | Answer:
    """The services meant, in the catalogue's order, or the question to ask. Not named, they are those that this call
    was offered times of just now: "und am Freitag?"."""
    said = words(conv, "service")
    tenant = conv.tenant
    if not said:
        offered = tuple(s for key in services_offered(conv) if (s := tenant.service(key)) is not None)
        return offered or need(Phrase.ASK_SERVICE, "service")
    known = {service.key: service for service in tenant.services}
    heard = match_services(said, [ServiceName(s.key, s.name, s.aliases) for s in tenant.services], tenant.language)
    conv.note("understood_service", None, {"said": said[:200]}, heard=_heard_keys(heard))
    if isinstance(heard, ServicesHeard):
        _regret(conv, heard.unmatched)
        if heard.series:
            conv.remarks.append(Said(Phrase.ONE_BY_ONE))
        return tuple(known[key] for key in heard.keys)
    if isinstance(heard, ServiceQuestion):
        names = tuple(known[key].name for key in heard.choices)
        if not heard.heard and not heard.after:  # Beside what is kept in mind it would be one sentence too many.
            _regret(conv, heard.unmatched)
        besides = " + ".join([*(known[key].name for key in dict.fromkeys(heard.heard)), *heard.after])
        return need(Phrase.ASK_WHICH_SERVICE, "service", names=names, service=besides[:80] or None)
    if means_usual(said):
        return _like_last_time(conv)
    conv.misunderstood()
    return Answer(
        State.REFUSED,
        (Said(Phrase.REFUSED_UNKNOWN_SERVICE, {"at": None}), Said(Phrase.ASK_SERVICE)),
        Retry.ASK,
        Reason.UNKNOWN_SERVICE,
        missing="service",
    )


def _like_last_time(conv: Conversation) -> tuple[Service, ...] | Answer:
    """ "Wie immer": the caller's last visit is offered, not taken for granted; whoever says it again after that
    means it. Whom nobody knows, or several persons at one number, are asked."""
    name = words(conv, "customer_name")
    past = [visit for visit in conv.visits if visit.stands and (not name or same_name(visit.customer.name, name))]
    before = [visit for visit in past if visit.start <= conv.now] or past
    if conv.number is None or not before or len({visit.customer.id for visit in past}) != 1:
        return need(Phrase.ASK_SERVICE, "service")
    keys = before[-1].plan.services
    services = tuple(s for key in keys if (s := conv.tenant.service(key)) is not None)
    if len(services) != len(keys):
        return need(Phrase.ASK_SERVICE, "service")
    if was_asked(conv, "asked_like_last_time"):
        return services
    conv.note("asked_like_last_time")
    display = conv.tenant.services_named(keys)
    said = Said(Phrase.ASK_LIKE_LAST_TIME, {"service": display})
    return Answer(State.NEED_INFO, (said,), Retry.ASK, service=display, missing="service")


def was_asked(conv: Conversation, kind: str) -> bool:
    """Whether this call was asked that before: the second time the caller's words are taken as they are."""
    return any(event.kind == kind for event in timeline.of_call(conv.tx, conv.call.id))


def _regret(conv: Conversation, unmatched: Iterable[str]) -> None:
    """What was wished for besides and is not offered is said, never passed over."""
    people = {person.name.casefold() for person in conv.tenant.staff}
    missing = [part for part in unmatched if len(part) >= _WORTH_NAMING and not people & set(part.casefold().split())]
    if missing:
        conv.remarks.append(Said(Phrase.UNMATCHED_SERVICE, {"service": missing[0][:60]}))


def _heard_keys(heard: ServicesHeard | ServiceQuestion | None) -> list[str]:
    if heard is None:
        return []
    return list(heard.keys if isinstance(heard, ServicesHeard) else heard.choices)


def hear_staff(conv: Conversation) -> Staff | Answer | None:
    """The member of staff who is wished for, None for anybody, or the question to ask."""
    said = words(conv, "staff")
    if not said:
        return _staff_in_passing(conv)
    if said.casefold() in _ANYBODY or means_anybody(said):
        return None
    people = conv.tenant.staff
    exact = [p for p in people if said.casefold() in (p.key.casefold(), p.name.casefold())]
    if len(exact) == 1:
        return exact[0]
    alike = [p for p in people if _sounds_like(said, p.name)]
    if len(alike) == 1:
        return alike[0]
    conv.misunderstood()
    return need(Phrase.ASK_WHICH_STAFF, "staff", names=tuple(person.name for person in people[:5]))


def _staff_in_passing(conv: Conversation) -> Staff | None:
    """The person named beside something else: "Ansatzfärbung bei Emma"."""
    said = " ".join(words(conv, name) for name in ("service", "date", "time")).casefold()
    named = [
        p
        for p in conv.tenant.staff
        if re.search(rf"\b(?:bei|zu|with|by) (?:der |dem )?{re.escape(p.name.casefold())}\b", said)
    ]
    return named[0] if len(named) == 1 else None


def _sounds_like(said: str, name: str) -> bool:
    return fuzz.token_set_ratio(said.casefold(), name.casefold()) >= _ALIKE
