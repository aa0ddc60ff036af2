"""Readers of single values: texts, numbers, choices, keys, telephone numbers."""

import re
from collections.abc import Callable, Iterable
from enum import StrEnum

from holdfast.core.tenant_file.fault import Place, is_visible, shown
from holdfast.core.tenant_file.shape import Reader

LONGEST_NAME = 100
_KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}")
_PHONE = re.compile(r"\+[1-9][0-9]{6,14}")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def as_text(place: Place, value: object) -> str | None:
    """`value` without the spaces around it, if it is a text that can be shown on one line."""
    if not isinstance(value, str):
        place.fault(f"is {shown(value)}, must be a text in quotation marks")
    elif not all(map(is_visible, value)):
        place.fault(f"is {shown(value)}, must be one line without control characters")
    else:
        return value.strip()
    return None


def text(longest: int = LONGEST_NAME) -> Reader:
    """A reader of texts of at least one and at most `longest` characters."""

    def read_text(place: Place, value: object) -> str | None:
        words = as_text(place, value)
        if words is None:
            return None
        if not words or len(words) > longest:
            size = f"has {len(words)} characters" if words else "is empty"
            place.fault(f"{size}, must have between 1 and {longest}")
            return None
        return words

    return read_text


def matching(pattern: str, wants: str) -> Reader:
    """A reader of texts that are written in one particular way."""
    form = re.compile(pattern)

    def read_matching(place: Place, value: object) -> str | None:
        words = as_text(place, value)
        if words is None or form.fullmatch(words):
            return words
        place.fault(f"is {shown(words)}, must be {wants}")
        return None

    return read_matching


def choice(options: type[StrEnum] | Iterable[str]) -> Reader:
    """A reader of texts of which only a few are possible."""
    known = tuple(str(option) for option in options)

    def read_choice(place: Place, value: object) -> str | None:
        if isinstance(value, str) and value in known:
            return value
        place.fault(f"is {shown(value)}, must be one of {', '.join(map(shown, known))}")
        return None

    return read_choice


def flag(place: Place, value: object) -> bool | None:
    """Reads true or false."""
    if isinstance(value, bool):
        return value
    place.fault(f"is {shown(value)}, must be true or false, without quotation marks")
    return None


def number(low: int, high: int, unit: str = "", step: int = 1) -> Reader:
    """A reader of whole numbers from `low` to `high`, in steps."""
    named = f" {unit}" if unit else ""

    def read_number(place: Place, value: object) -> int | None:
        if isinstance(value, bool) or not isinstance(value, int):
            place.fault(f"is {shown(value)}, must be a whole number{f' of {unit}' if unit else ''}")
        elif not low <= value <= high:
            place.fault(f"is {shown(value)}, must be between {low} and {high}{named}")
        elif value % step:
            place.fault(f"is {value}, must be a multiple of {step}{named}")
        else:
            return value
        return None

    return read_number


def minutes(low: int, high: int) -> Reader:
    """A reader of lengths: the salon's time is kept in cells of five minutes."""
    return number(low, high, "minutes", step=5)


def one_of_numbers(*known: int, unit: str) -> Reader:
    """A reader of numbers of which only a few make sense."""

    def read_one(place: Place, value: object) -> int | None:
        if isinstance(value, int) and not isinstance(value, bool) and value in known:
            return value
        place.fault(f"is {shown(value)}, must be one of {', '.join(map(str, known))} {unit}")
        return None

    return read_one


def key(place: Place, value: object) -> str | None:
    """Reads the key by which a service or a member of staff is known for ever."""
    words = as_text(place, value)
    if words is None or _KEY.fullmatch(words):
        return words
    place.fault(
        f"is {shown(words)}, must be 1 to 63 small letters a-z, digits, - or _{_instead(words)}"
        " (it names the thing for ever; what customers hear is the name)"
    )
    return None


def _instead(words: str) -> str:
    plain = re.sub(r"[^a-z0-9_]+", "-", words.lower().translate(_UMLAUTS)).strip("-_")[:63]
    return f', such as "{plain}"' if _KEY.fullmatch(plain) else ""


def phone(place: Place, value: object) -> str | None:
    """Reads a telephone number in its international form."""
    words = as_text(place, value)
    if words is None or _PHONE.fullmatch(words):
        return words
    place.fault(f'is {shown(words)}, must be an international number without spaces, such as "+493012345678"')
    return None


def known_key(what: str, known: tuple[str, ...]) -> Callable[[Place, object], str | None]:
    """A reader of keys that must stand elsewhere in the file, as those of staff in a service."""

    def read_known(place: Place, value: object) -> str | None:
        words = as_text(place, value)
        if words is None or words in known:
            return words
        place.fault(f"{shown(words)} is not the key of any [[{what}]]{place.suggest(words, known)}")
        return None

    return read_known
