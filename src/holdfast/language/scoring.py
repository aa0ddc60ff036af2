"""The reader and the matcher in the form that the scorers of shared/data expect."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from .reader import read
from .reading import Question, Reading
from .service_labels import ServiceName
from .services import ServiceQuestion, match_services

_BERLIN = ZoneInfo("Europe/Berlin")


def read_for_scoring(text: str, reference_iso: str, lang: str) -> dict[str, object]:
    """`read` in the fields of the time-expressions README; a Question lists its choices as alternatives."""
    reference = datetime.fromisoformat(reference_iso).astimezone(_BERLIN)
    answer = read(text, reference, lang)
    if isinstance(answer, Question):
        return {"ambiguous": True, "alternatives": [_fields(choice) for choice in answer.choices]}
    if answer.otherwise:
        return {"ambiguous": True, "alternatives": [_fields(answer), _fields(answer.otherwise)]}
    if answer.exclude_times:  # The fields have no word for hours ruled out: without them the answer would be another.
        return {"ambiguous": True, "alternatives": []}
    return _fields(answer)


def _fields(reading: Reading) -> dict[str, object]:
    fields: dict[str, object] = {
        "date_from": _day(reading.date_from),
        "date_to": _day(reading.date_to),
        "time_from": _clock(reading.time_from),
        "time_to": _clock(reading.time_to),
        "daypart": reading.daypart.value if reading.daypart and not (reading.time_from or reading.time_to) else None,
        "exclude_weekdays": sorted(reading.exclude_weekdays),
        "minutes": reading.minutes,
        "any": reading.any,
        "asap": reading.asap,
    }
    fields |= _one_or_options("date", [_day(day) for day in reading.dates])
    fields |= _one_or_options("time", [_clock(at) for at in reading.times])
    return {name: value for name, value in fields.items() if value not in (None, [], False)}


def _one_or_options(name: str, values: list[str | None]) -> dict[str, object]:
    if len(values) < 2:
        return dict.fromkeys([name], values[0]) if values else {}
    return {f"{name}_options": values}


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _clock(at: time | None) -> str | None:
    return at.strftime("%H:%M") if at else None


def match_for_scoring(said: str, services: Sequence[Mapping[str, Any]]) -> str | list[str] | None:
    """`match_services` in the form of the service-names scorer: an id, ids to ask between, or None."""
    offered = [ServiceName(s["id"], s["name"], tuple(s.get("aliases", ()))) for s in services]
    answer = match_services(said, offered, "de")
    if isinstance(answer, ServiceQuestion):
        return list(answer.choices)
    if answer is None:
        return None
    return answer.keys[0] if len(answer.keys) == 1 else list(answer.keys)
