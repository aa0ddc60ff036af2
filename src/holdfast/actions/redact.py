"""A case file without the people in it: names, numbers, addresses and free text become stand-ins.

The same person or number has the same stand-in throughout one file, so that the file still explains what happened. The
salon's own numbers, its staff and its services stay.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

_NAME_FIELDS = frozenset({"customer", "customer_name", "caller_name", "attendee_name"})
_ALIASED_NAME = "name"
"""What older agents call the customer's name: a name only among a tool's arguments or of an attendee."""
_NUMBER_FIELDS = frozenset(
    {"from_number", "phone", "customer_phone", "phoneNumber", "telefon", "telefonnummer", "phone_number"}
)
_FREE_FIELDS = frozenset({"notes", "reason_text", "grund", "description", "title", "holdfast_title"})
_MAIL = re.compile(r"[^\s@<>\"']+@[^\s@<>\"']+")
_LONG_NUMBER = re.compile(r"\+?\d[\d /().-]{4,}\d")
_DIGIT_WORDS = (
    "null|eins|ein|zwei|zwo|drei|vier|fünf|sechs|sieben|acht|neun|zero|oh|one|two|three|four|five|six|seven|eight|nine"
)
_SPOKEN_NUMBER = re.compile(rf"\b(?:(?:{_DIGIT_WORDS})[\s,.-]+){{4,}}(?:{_DIGIT_WORDS})\b", re.IGNORECASE)
_HIDDEN = frozenset({"anonymous", "unknown", "restricted", "private", "withheld", ""})
_SHORTEST_PART = 3
DEEPEST = 60


_WITHOUT_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_LETTERS = (
    *("Anton", "Berta", "Cäsar", "Dora", "Emil", "Friedrich", "Gustav", "Heinrich", "Ida", "Julius", "Kaufmann"),
    *("Ludwig", "Martha", "Nordpol", "Otto", "Paula", "Quelle", "Richard", "Samuel", "Theodor", "Ulrich", "Viktor"),
    *("Wilhelm", "Xanthippe", "Ypsilon", "Zacharias"),
)
_UNKNOWN = "Muster"


def _stand_in(number: int) -> str:
    """A name that nobody bears and that reads as one, so that an exported call can be played again: no two have a last
    name in common."""
    letters = ""
    while True:
        letters = _LETTERS[number % len(_LETTERS)] + letters.lower()
        number = number // len(_LETTERS) - 1
        if number < 0:
            return f"Muster {letters}"


@dataclass
class _Cover:
    """The stand-ins of one file. `kept` are words that name nobody outside the salon."""

    kept: frozenset[str]
    own_numbers: frozenset[str]
    names: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)
    known: dict[str, str] = field(default_factory=dict)
    pattern: re.Pattern[str] | None = None

    def name(self, text: str) -> str:
        """The stand-in for a name."""
        key = text.strip().lower()
        if not key:
            return text
        if key not in self.names:
            self.names[key] = _stand_in(len(self.names))
        return self.names[key]

    def number(self, text: str) -> str:
        """The stand-in for a telephone number: a number still, that nobody has."""
        digits = re.sub(r"\D", "", text)
        if text.strip().casefold() in _HIDDEN or not digits or digits in self.own_numbers:
            return text
        if digits not in self.numbers:
            self.numbers[digits] = f"+49000000{len(self.numbers) + 1:04d}"
        return self.numbers[digits]

    def learn(self) -> None:
        """Know the names wherever they are spoken, too, however their umlauts are written; longer ones first, and all
        of them at once, so that no stand-in is taken for a name."""
        for name, stand_in in self.names.items():
            parts = [part for part in re.split(r"[\s,.-]+", name) if len(part) >= _SHORTEST_PART]
            for part in (name, *(part for part in parts if part not in self.kept)):
                for form in (part, part.replace("ß", "ss"), part.translate(_WITHOUT_UMLAUTS)):
                    self.known.setdefault(form, stand_in)
        if self.known:
            texts = "|".join(map(re.escape, sorted(self.known, key=len, reverse=True)))
            # The initial of a first name goes, too.
            self.pattern = re.compile(rf"(?<!\w)(?:[^\W\d_]\.\s?)?({texts})(?!\w)", re.IGNORECASE)

    def words(self, text: str) -> str:
        """A text with everything replaced that is known or looks like a number or an address."""
        text = _MAIL.sub("person@example.invalid", text)
        if self.pattern is not None:
            text = self.pattern.sub(lambda match: self.known.get(match[1].lower(), _UNKNOWN), text)
        text = _SPOKEN_NUMBER.sub("[Nummer]", text)
        return _LONG_NUMBER.sub(lambda match: self._long(match.group()), text)

    def _long(self, text: str) -> str:
        digits = re.sub(r"\D", "", text)
        is_date = re.fullmatch(r"\d{4}-\d\d-\d\d|\d\d?\.\d\d?\.\d{2,4}", text.strip()) is not None
        is_telephone = text.lstrip().startswith(("+", "0")) and len(digits) >= 6 and not is_date
        return self.number(text) if is_telephone or digits in self.numbers else text


def redacted(case: dict[str, Any]) -> dict[str, Any]:
    """The case with every person replaced."""
    catalog = case.get("catalog") or {}
    named = [one for part in ("staff", "services") for one in catalog.get(part) or () if isinstance(one, dict)]
    parts = [part for one in named for part in one.get("segments") or () if isinstance(part, dict)]
    told = [str(one.get("name", "")).lower() for one in (*named, *parts)]
    kept = {word for name in told for word in re.split(r"[\s,.+&-]+", name) if word}
    own = {re.sub(r"\D", "", str(number)) for number in catalog.get("phone_numbers") or ()}
    cover = _Cover(frozenset(kept), frozenset(own))
    for field_name, value, path in _texts(case, ()):
        if _is_name(field_name, path) and not _is_title(value):
            cover.name(value)
        elif field_name in _NUMBER_FIELDS:
            cover.number(value)
    cover.learn()
    found = {key: value if key == "catalog" else _replaced(value, key, (), cover) for key, value in case.items()}
    return {**found, "redacted": True}


def _is_title(value: str) -> bool:
    """Whether it is what staff read in the calendar, and no name: a name stands in it."""
    return "·" in value


def _is_name(field_name: str, path: tuple[str, ...]) -> bool:
    if field_name in _NAME_FIELDS:
        return True
    return field_name == _ALIASED_NAME and bool(path) and path[-1] in ("args", "attendee", "attendees")


def _texts(value: Any, path: tuple[str, ...]) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    if len(path) > DEEPEST:
        return
    if isinstance(value, dict):
        for key, inner in value.items():
            if isinstance(inner, str):
                yield key, inner, path
            elif key != "catalog":
                yield from _texts(inner, (*path, key))
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner, path)


_UNTOUCHED = frozenset(
    {
        *("schema", "call_id", "id", "uid", "ref", "slot_id", "remote_uid", "holdfast_ref", "rescheduled_to_uid"),
        *("key", "host", "fingerprint", "repeats", "agent_id", "to_number", "timezone", "path", "rescheduleUid"),
        *("at", "start", "end", "from", "to", "created_at", "updated_at", "changed_at", "listed_at", "fetched_at"),
        *("received_at", "answered_at", "started_at", "ended_at", "synced_at", "previous_start", "afterStart"),
    }
)


def _replaced(value: Any, field_name: str, path: tuple[str, ...], cover: _Cover) -> Any:
    if len(path) > DEEPEST:
        return None
    if isinstance(value, dict):
        return {key: _replaced(inner, key, (*path, field_name), cover) for key, inner in value.items()}
    if isinstance(value, list):
        return [_replaced(inner, field_name, path, cover) for inner in value]
    if not isinstance(value, str):
        return value
    return _text(field_name, path)(value, cover)


def _text(field_name: str, path: tuple[str, ...]) -> Callable[[str, _Cover], str]:
    if _is_name(field_name, path):
        return lambda value, cover: cover.words(value) if _is_title(value) else cover.name(value)
    if field_name in _NUMBER_FIELDS:
        return lambda value, cover: cover.number(value)
    if field_name in _FREE_FIELDS:
        return lambda value, _cover: "[Text]" if value else value
    if field_name in _UNTOUCHED:
        return lambda value, _cover: value
    return lambda value, cover: cover.words(value)
