"""Judging a reader: is its answer one of the readings that the wording leaves open, and did it ask where it should?"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from .rows import Fields, Row

Answering = Callable[[str, str, str], Mapping[str, Any] | None]
"""Text, reference and language to the fields of an answer, as `read_for_scoring`."""

_DAY = ("date", "date_from", "date_to", "date_options", "exclude_weekdays")
_CLOCK = ("time", "time_from", "time_to", "time_options")
_SCORED = frozenset({*_DAY, *_CLOCK, "daypart", "minutes", "any", "asap"})
_LISTS = ("exclude_weekdays", "date_options", "time_options")
_ALIKE = {"forenoon": "morning"}
_ASKED_READINGS = 2


@dataclass(frozen=True, slots=True)
class Judged:
    """What an answer was worth. `silent`: wrong without asking; `needless`: asked though the wording is clear."""

    row: Row
    answer: Mapping[str, Any]
    accepted: bool
    asked: bool
    needless: bool
    silent: bool


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares in per cent; `asked` of the rows to be asked about, `needless` of the clear ones, None without."""

    name: str
    rows: int
    accepted: float
    silent: float
    asked: float | None
    needless: float | None


def judge_rows(rows: Iterable[Row], answering: Answering) -> list[Judged]:
    """Every row answered and judged, in order."""
    return [_judged(row, answering(row.text, row.reference, row.lang) or {}) for row in rows]


def figures(name: str, judged: Sequence[Judged]) -> Figures:
    """The shares over these rows, at least one."""
    to_ask = [j.asked for j in judged if j.row.ask]
    clear = [j.needless for j in judged if j.row.is_clear]
    return Figures(
        name,
        len(judged),
        _share([j.accepted for j in judged]),
        _share([j.silent for j in judged]),
        _share(to_ask) if to_ask else None,
        _share(clear) if clear else None,
    )


def by(key: Callable[[Row], str], judged: Sequence[Judged]) -> list[Figures]:
    """The shares of each group of rows, in the order of their names."""
    groups: dict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        groups[key(one.row)].append(one)
    return [figures(name, groups[name]) for name in sorted(groups)]


def _share(hits: Sequence[bool]) -> float:
    return round(100 * sum(hits) / len(hits), 1)


def _judged(row: Row, answer: Mapping[str, Any]) -> Judged:
    alternatives = [_scored(a) for a in answer.get("alternatives", [])]
    options = [fields for fields in (_scored(answer), *alternatives) if fields]
    asks = bool(answer.get("ambiguous"))
    met = {n for n, reading in enumerate(row.readings) if any(_states(option, reading, row) for option in options)}
    first = any(_states(option, reading, row) for option in options[:1] for reading in row.readings)
    nothing_to_read = not row.readings[0]
    if nothing_to_read:
        accepted = asks or not options
    elif asks:
        accepted = (row.is_clear and first) or (bool(met) and not row.is_clear) or (row.ask and not options)
    else:
        accepted = first
    accepted = accepted or ({} in row.readings and not options)
    asked = accepted if nothing_to_read else asks and (len(met) >= _ASKED_READINGS or not options)
    return Judged(row, answer, accepted, asked, asks and row.is_clear, bool(options) and not asks and not accepted)


def _scored(answer: Mapping[str, Any]) -> Fields:
    return {name: value for name, value in answer.items() if name in _SCORED and value not in (None, [], False)}


def _states(answer: Fields, reading: Fields, row: Row) -> bool:
    """Whether `answer` says what `reading` says, and nothing beyond it that nobody said."""
    said = all(_agrees(name, answer.get(name), value, row) for name, value in reading.items())
    return bool(reading) and said and not _beyond(answer, reading, row)


def _agrees(name: str, answered: object, meant: object, row: Row) -> bool:
    if answered is None:
        return False
    if name in _LISTS:
        return isinstance(answered, list) and isinstance(meant, list) and sorted(answered) == sorted(meant)
    if name == "daypart":
        return _ALIKE.get(str(answered), answered) == _ALIKE.get(str(meant), meant)
    if name == "date_from":  # what is over of a span may be left out
        return max(str(answered), row.reference[:10]) == max(str(meant), row.reference[:10])
    return answered == meant


def _beyond(answer: Fields, reading: Fields, row: Row) -> set[str]:
    """What the answer adds, but for what an open wording allows to be filled in."""
    beyond = set(answer) - set(reading)
    if beyond & {"daypart"} and set(reading) & {"time", "time_from", "time_to"}:
        beyond.discard("daypart")
    if not set(reading) & {*_DAY, "minutes"}:
        today = date.fromisoformat(row.reference[:10])
        if answer.get("date") in (today.isoformat(), (today + timedelta(1)).isoformat()):
            beyond.discard("date")
    if set(reading) != {"minutes"}:
        beyond.discard("minutes")
    return beyond - _closed_ends(answer, reading, row)


_EVENING, _MORNING = "18:00", "10:00"


def _closed_ends(answer: Fields, reading: Fields, row: Row) -> set[str]:
    """Open sides that the answer closes at the end of the day, at its beginning, today, or some day later."""
    closed = set()
    if "date_to" in reading and answer.get("date_from", "9999") <= row.reference[:10]:
        closed.add("date_from")
    if "date_from" in reading and "date_to" not in reading:
        closed.add("date_to")
    if "time_from" in reading and answer.get("time_to", "") >= _EVENING:
        closed.add("time_to")
    if "time_to" in reading and answer.get("time_from", "23:59") <= _MORNING:
        closed.add("time_from")
    return closed
