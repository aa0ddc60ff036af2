"""The agent's arguments, taken as what they are: words of a caller, or of a model. Understood, or one question."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from rapidfuzz import fuzz

from holdfast.actions.answer import Answer, Retry, Said, State
from holdfast.actions.conversation import Conversation
from holdfast.core.interval import Interval
from holdfast.core.refusals import Reason
from holdfast.core.service import Service
from holdfast.core.tenant import Staff
from holdfast.core.working_time import WEEKDAYS, day_interval, utc_of
from holdfast.language import (
    Phrase,
    Question,
    QuestionKind,
    Reading,
    ServiceName,
    ServiceQuestion,
    ServicesHeard,
    match_services,
    means_anybody,
    pick_reading,
    read,
)

LONGEST_WORDS = 2000
SEARCH_DAYS = 14
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
_NOT_UNDERSTOOD = (
    QuestionKind.UNREAD,
    QuestionKind.NOTHING_HEARD,
    QuestionKind.NO_SUCH_DATE,
    QuestionKind.NO_SUCH_TIME,
)


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
    """The services meant, in the catalogue's order, or the question to ask."""
    said = words(conv, "service")
    if not said:
        return need(Phrase.ASK_SERVICE, "service")
    tenant = conv.tenant
    known = {service.key: service for service in tenant.services}
    heard = match_services(said, [ServiceName(s.key, s.name, s.aliases) for s in tenant.services], tenant.language)
    conv.note("understood_service", None, {"said": said[:200]}, heard=_heard_keys(heard))
    if isinstance(heard, ServicesHeard):
        _regret(conv, heard.unmatched)
        return tuple(known[key] for key in heard.keys)
    if isinstance(heard, ServiceQuestion):
        names = tuple(known[key].name for key in heard.choices)
        return need(Phrase.ASK_WHICH_SERVICE, "service", names=names)
    conv.misunderstood()
    return Answer(
        State.REFUSED,
        (Said(Phrase.REFUSED_UNKNOWN_SERVICE, {"at": None}), Said(Phrase.ASK_SERVICE)),
        Retry.ASK,
        Reason.UNKNOWN_SERVICE,
        missing="service",
    )


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


@dataclass(frozen=True, slots=True)
class When:
    """When the caller would like to come, in UTC. `exact`: wished starts in the order said; `spans` limits starts."""

    exact: tuple[datetime, ...] = ()
    spans: tuple[Interval, ...] = ()

    @property
    def is_exact(self) -> bool:
        """Whether one clock time on one day (or several such) was asked for."""
        return bool(self.exact)


def hear_when(conv: Conversation) -> When | Answer:
    """When the caller means, or the question to ask. Without any words: as soon as possible."""
    said = " ".join(part for part in (words(conv, "date"), words(conv, "time")) if part)
    if not said:
        return When(spans=(_soon(conv),))
    tenant = conv.tenant
    local = conv.now.astimezone(tenant.timezone)
    reading = _answer_to_question(conv, said, local) or _read(conv, said, local)
    conv.note("understood_time", None, {"said": said[:200], "reading": repr(reading)[:400]})
    if isinstance(reading, Question):
        conv.asked_back(said[:200] if reading.choices else None)
        return _ask_back(conv, reading)
    return _resolve(conv, reading)


def _read(conv: Conversation, said: str, local: datetime) -> Reading | Question:
    tenant = conv.tenant
    return read(
        said,
        local,
        tenant.language,
        opening_for_words(conv),
        next_weekday=tenant.speech.next_weekday.value,
        address=tenant.speech.address,
    )


def _answer_to_question(conv: Conversation, said: str, local: datetime) -> Reading | None:
    """Which of the readings that were asked back about these words choose: "den ersten", "den vierten Dezember"."""
    asked = conv.call.asked
    question = _read(conv, asked, local) if asked else None
    if not isinstance(question, Question) or not question.choices:
        return None
    return pick_reading(said, question.choices, conv.tenant.language, local)


def _ask_back(conv: Conversation, question: Question) -> Answer:
    if question.kind in _NOT_UNDERSTOOD:
        conv.misunderstood()
    about_time = (QuestionKind.HALF_OF_DAY, QuestionKind.NO_SUCH_TIME)
    no_day_missing = question.kind is QuestionKind.UNREAD and bool(words(conv, "date")) and bool(words(conv, "time"))
    field = "time" if question.kind in about_time or no_day_missing else "date"
    if question.kind is QuestionKind.PAST:
        return Answer(State.REFUSED, (question.say,), Retry.ASK, Reason.PAST, missing=field)
    return Answer(State.NEED_INFO, (question.say,), Retry.ASK, missing=field)


def opening_for_words(conv: Conversation) -> dict[int, tuple[tuple[int, int], ...]]:
    """The salon's hours as the language room wants them: which half of the day is meant depends on them."""
    weekly = conv.tenant.opening.weekly
    hours = [weekly.days] if weekly else [person.working_hours.days for person in conv.tenant.staff]
    return {
        day: tuple(sorted({(span.start, span.end) for days in hours for span in days[day]}))
        for day in range(len(WEEKDAYS))
    }


def _soon(conv: Conversation) -> Interval:
    return Interval(conv.now, conv.now + timedelta(days=SEARCH_DAYS))


def _resolve(conv: Conversation, reading: Reading) -> When | Answer:
    """A reading on the wall clock becomes instants. A time without a day is asked for its day."""
    if not reading.names_a_day() and reading.names_a_time() and not (reading.any or reading.asap):
        day = None if words(conv, "date") else _day_spoken_of(conv)
        if day is None:
            return need(Phrase.ASK_DATE, "date")
        reading = replace(reading, dates=(day,))
    if reading.times and reading.dates:
        return _exact(conv, reading)
    days = _days(conv, reading)
    spans = [span for day in days for span in _span_of(conv, reading, day)]
    beyond = bool(days) and not spans
    if beyond and max(days) < conv.now.astimezone(conv.tenant.timezone).date():
        return Answer(
            State.REFUSED, (Said(Phrase.REFUSED_PAST, {"at": None}), Said(Phrase.ASK_DATE)), Retry.ASK, Reason.PAST
        )
    return When(spans=tuple(spans) or (_soon(conv),))


def _day_spoken_of(conv: Conversation) -> date | None:
    """ "Und um elf?": the day of what was offered last in this call."""
    if not conv.offers:
        return None
    return conv.offers[-1].slot.start.astimezone(conv.tenant.timezone).date()


def _exact(conv: Conversation, reading: Reading) -> When | Answer:
    zone = conv.tenant.timezone
    instants = [utc_of(day, at, zone) for day in reading.dates for at in reading.times]
    if any(instant is None for instant in instants):
        return need(Phrase.ASK_TIME, "time")
    return When(exact=tuple(instant for instant in instants if instant is not None))


def _days(conv: Conversation, reading: Reading) -> list[date]:
    today = conv.now.astimezone(conv.tenant.timezone).date()
    if reading.dates:
        return list(reading.dates)
    first = max(reading.date_from or today, today)
    last = reading.date_to or first + timedelta(days=SEARCH_DAYS)
    last = min(last, first + timedelta(days=31))
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return [day for day in days if day.weekday() not in reading.exclude_weekdays]


def _span_of(conv: Conversation, reading: Reading, day: date) -> Iterable[Interval]:
    """The part of one day in which the visit may begin."""
    zone = conv.tenant.timezone
    whole = day_interval(day, zone)
    since, until = reading.window()
    if reading.times:
        starts = [utc_of(day, at, zone) for at in reading.times]
        return [Interval(at, at + timedelta(minutes=5)) for at in starts if at is not None and at >= conv.now]
    begin = (_instant(day, since, conv) if since else None) or whole.start
    end = (_instant(day, until, conv) if until else None) or whole.end
    begin = max(begin, conv.now)
    return [Interval(begin, end)] if begin < end else []


def _instant(day: date, at: time, conv: Conversation) -> datetime | None:
    return utc_of(day, at, conv.tenant.timezone)
