"""What the caller said of service, day and name, beside what was understood: a line each on the page about a call."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from holdfast.actions.case_record import instant_in
from holdfast.language.report_words import PAGE

Json = Mapping[str, Any]

_SERVICE = ("service", "service_name", "dienstleistung", "leistung")
_DAY = ("date", "datum", "preferred_date", "datetime")
_TIME = ("time", "uhrzeit", "preferred_time")
_NAME = ("customer_name", "name", "kunde")
_BESIDE = frozenset({"opening_hours", "list_services", "get_context", "request_callback"})
"""Tools whose day or service is no wish for a visit."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What the caller said of something, and what was understood."""

    what: str
    said: str
    understood: str


def heard_and_understood(case: Json, zone: ZoneInfo, language: str) -> Iterator[Heard]:
    """For service, day and name: the words that came last with a wish, and what they were taken for. Where something
    else than that was booked, that stands beside it."""
    calls = [one for one in case.get("tool_calls") or () if isinstance(one, dict) and one.get("name") not in _BESIDE]
    rows = [one for one in case.get("bookings") or () if isinstance(one, dict)]
    last = rows[-1] if rows else {}
    if service := _last(calls, _SERVICE)[0]:
        understood = _answered(calls, "service") or last.get("service")
        yield Heard(_word("service", language), service, str(understood or "–"))
    words, request = _last(calls, _DAY, _TIME)
    if words and request is not None:
        yield Heard(_word("day", language), words, _understood_day(request, calls, last, zone, language))
    if name := _last(calls, _NAME)[0]:
        yield Heard(_word("name", language), name, str(last.get("customer") or "–"))


def _word(key: str, language: str) -> str:
    return PAGE[key][1 if language == "en" else 0]


def _understood_day(request: Json, calls: Sequence[Json], row: Json, zone: ZoneInfo, language: str) -> str:
    """The time that the words of a request were taken for, and the one that was booked where it is another."""
    start = instant_in(row.get("start"))
    meant = instant_in(request.get("understood_at")) or instant_in(_of_answer(request, "at"))
    meant = meant or instant_in(_answered(calls, "at")) or start
    if meant is None:
        return "–"
    text = day_and_time(meant, zone, language)
    if start is None or start == meant:
        return text
    return f"{text} ({_word('booked', language)} {day_and_time(start, zone, language)})"


def _last(calls: Sequence[Json], *groups: Sequence[str]) -> tuple[str, Json | None]:
    """The words of the last request that has any of these arguments, one of each group; and that request."""
    for one in reversed(calls):
        args = one.get("args")
        given = args if isinstance(args, dict) else {}
        words = [next(filter(None, map(_text, map(given.get, names))), "") for names in groups]
        if any(words):
            return " ".join(filter(None, words)), one
    return "", None


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _answered(calls: Sequence[Json], name: str) -> str | None:
    return next(filter(None, (_of_answer(one, name) for one in reversed(calls))), None)


def _of_answer(one: Json, name: str) -> str | None:
    answer = one.get("answer")
    value = answer.get(name) if isinstance(answer, dict) else None
    return value if isinstance(value, str) and value else None


_WEEKDAYS = (
    ("Mo.", "Di.", "Mi.", "Do.", "Fr.", "Sa.", "So."),
    ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
)


def day_and_time(at: datetime, zone: ZoneInfo, language: str) -> str:
    """A time for people to read."""
    local = at.astimezone(zone)
    day = _WEEKDAYS[1 if language == "en" else 0][local.weekday()]
    return f"{day} {local:%d.%m.%Y %H:%M}" if language != "en" else f"{day} {local:%Y-%m-%d %H:%M}"
