"""The catalogue of a case file: services, people, event types, hours and rules of the tenant. Pure, suspicious."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta, tzinfo
from typing import Any

from holdfast.core.case import Away, Catalog, EventType, Person, Service
from holdfast.core.case_values import day_of, flag_of, instant_of, mapping_of, number_of, span_of, text_of
from holdfast.core.interval import Interval

MOST = 2_000
CLOSED_RULES = ("closures", "closed", "closed_days", "holidays", "special_closures", "time_off")
AWAY_RULES = ("time_off", "away", "absences", "holidays", "vacation")


@dataclass(slots=True)
class Reading:
    """One file on its way to a case: its zone, and what could not be read."""

    raw: Mapping[str, Any]
    zone: tzinfo
    flaws: list[str] = field(default_factory=list)
    _instants: dict[str, datetime | None] = field(default_factory=dict)

    def instant(self, value: Any) -> datetime | None:
        """An instant in UTC; the same text is read once."""
        if isinstance(value, str):
            if value not in self._instants:
                self._instants[value] = instant_of(value, self.zone)
            return self._instants[value]
        return instant_of(value, self.zone)


def read_catalog(raw: Mapping[str, Any], reading: Reading) -> Catalog:
    """What the tenant itself says of its services, people and rules; what is missing stays unknown."""
    rules = mapping_of(raw.get("rules"))
    numbers = raw.get("phone_numbers", rules.get("phone_numbers"))
    listed = numbers if isinstance(numbers, list) else [numbers]
    closed = [span for name in CLOSED_RULES for span in spans_of_days(_list_of(rules.get(name)), reading)]
    return Catalog(
        services=_items(raw.get("services"), _read_service),
        staff=_items(raw.get("staff"), lambda one: _read_person(one, raw, reading)),
        event_types=_items(raw.get("event_types"), _read_event_type),
        hours=_read_hours(mapping_of(raw.get("working_hours"))),
        rules=rules,
        closed=tuple(closed),
        phone_numbers=frozenset(number for number in map(text_of, listed[:500]) if number),
    )


def _list_of(value: Any) -> Any:
    """A rule for the whole house; one that is kept by person is none."""
    by_person = isinstance(value, dict) and not value.keys() & {"from", "to", "start", "end", "date"}
    return None if by_person else value


def _items(value: Any, read: Any) -> Any:
    """All items that can be read; None where the part is absent or empty: an empty catalogue says nothing."""
    if not isinstance(value, list):
        return None
    items = [read(one) for one in value[:MOST] if isinstance(one, Mapping)]
    return tuple(item for item in items if item is not None) or None


def _read_service(raw: Mapping[str, Any]) -> Service | None:
    name = text_of(raw.get("name")) or text_of(raw.get("key"))
    if name is None:
        return None
    segments = raw.get("segments")
    plan = tuple(_read_plan(segments)) if isinstance(segments, list) else None
    several = plan is not None and sum(kind == "busy" for kind, _ in plan) > 1
    buffer = number_of(raw.get("buffer_minutes")) or 0.0
    return Service(
        key=text_of(raw.get("key")) or name,
        name=name,
        minutes=number_of(raw.get("minutes")) or number_of(raw.get("duration")),
        composite=flag_of(raw.get("composite")) or several,
        plan=plan,
        buffer_before=number_of(raw.get("buffer_before")) or 0.0,
        buffer_after=number_of(raw.get("buffer_after")) or buffer,
    )


def _read_plan(segments: list[Any]) -> Iterator[tuple[str, float]]:
    """Kind and minutes of each segment, in order."""
    for one in segments[:200]:
        part = mapping_of(one)
        for kind in ("busy", "gap"):
            minutes = number_of(part.get(kind))
            if minutes is not None and 0 < minutes < 1440:
                yield kind, minutes
                break
        else:
            minutes = number_of(part.get("minutes")) or number_of(part.get("duration"))
            if minutes is not None and 0 < minutes < 1440:
                yield ("gap" if part.get("kind") == "gap" else "busy"), minutes


def _read_person(raw: Mapping[str, Any], catalog: Mapping[str, Any], reading: Reading) -> Person | None:
    key = text_of(raw.get("key")) or text_of(raw.get("id"))
    if key is None:
        return None
    accounts = raw.get("calendar_accounts")
    named = [text_of(one) for one in accounts[:50]] if isinstance(accounts, list) else []
    places = [
        raw,
        *(
            {name: mapping_of(one.get(name)).get(key) for name in AWAY_RULES}
            for one in (catalog, mapping_of(catalog.get("rules")))
        ),
    ]
    rules = [one for place in places for name in AWAY_RULES for one in _each(place.get(name))]
    away = [span for one in rules if _entered_at(one, reading) is None for span in spans_of_days(one, reading)]
    absences = [
        Away(span, at)
        for one in rules
        if (at := _entered_at(one, reading)) is not None
        for span in spans_of_days(one, reading)
    ]
    accounts_known = tuple(one for one in named if one)
    return Person(key, text_of(raw.get("name")) or key, accounts_known, tuple(away), tuple(absences))


def _each(value: Any) -> list[Any]:
    return value[:500] if isinstance(value, list) else [value]


def _entered_at(one: Any, reading: Reading) -> datetime | None:
    return reading.instant(one.get("entered_at")) if isinstance(one, Mapping) else None


def _read_event_type(raw: Mapping[str, Any]) -> EventType | None:
    identifier = text_of(raw.get("id"))
    segment = number_of(raw.get("segment"))
    if identifier is None:
        return None
    return EventType(
        id=identifier,
        service=text_of(raw.get("service")),
        segment=None if segment is None else int(segment),
        staff=text_of(raw.get("staff")),
        kind=str(text_of(raw.get("kind")) or "single").lower(),
        minutes=number_of(raw.get("length")),
    )


def _read_hours(raw: Mapping[str, Any]) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Hours by person and weekday; of the whole house under ''."""
    hours: dict[str, dict[str, tuple[str, ...]]] = {}
    for who, days in list(raw.items())[:MOST]:
        if isinstance(days, Mapping):
            person = hours.setdefault(str(who), {})
            for day, spans in days.items():
                person[str(day).lower()[:3]] = _hours_of(spans)
        elif str(who).lower()[:3] in WEEKDAYS:
            hours.setdefault("", {})[str(who).lower()[:3]] = _hours_of(days)
    return hours


def _hours_of(value: Any) -> tuple[str, ...]:
    listed = value if isinstance(value, list) else [value]
    return tuple(one for one in map(text_of, listed[:20]) if one)


WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def spans_of_days(value: Any, reading: Reading) -> Iterator[Interval]:
    """The spans that a rule about days off names: a day, `day..day` (both included), or an object with from and to."""
    for one in (value if isinstance(value, list) else [value])[:500]:
        first: Any = one
        last: Any = one
        if isinstance(one, Mapping):
            first = one.get("from", one.get("start", one.get("date")))
            last = one.get("to", one.get("end", first))
        elif isinstance(one, str) and ".." in one:
            first, _, last = one.partition("..")
        exact = span_of(_with_time(first, reading), _with_time(last, reading))
        if exact is not None:
            yield exact
            continue
        from_day, to_day = day_of(first), day_of(last)
        if from_day is not None and to_day is not None and from_day <= to_day:
            start = datetime.combine(from_day, time(0), reading.zone)
            end = datetime.combine(to_day + timedelta(days=1), time(0), reading.zone)
            span = span_of(instant_of(start.isoformat()), instant_of(end.isoformat()))
            if span is not None:
                yield span


def _with_time(value: Any, reading: Reading) -> datetime | None:
    return reading.instant(value) if isinstance(value, str) and len(value.strip()) > 10 else None
