"""Telephone numbers as they are spoken, spoken back, and numbers that are none."""

import re
from functools import lru_cache

from .patterns import Pattern
from .tables_de import WORDS as GERMAN
from .tables_en import WORDS as ENGLISH
from .tidy import fold, tidy

_LONGEST = 300
_HIDDEN_WORDS = frozenset(
    fold(
        "anonymous anonym unknown unbekannt unavailable restricted private privat withheld blocked hidden "
        "unterdrueckt null none undefined nil n/a"
    ).split()
)
_KEYPAD_SPELLINGS = frozenset({"266696687", "7378742833", "2562533", "8656696", "86282452253"})
"""ANONYMOUS, RESTRICTED, BLOCKED, UNKNOWN, UNAVAILABLE on a telephone's keys, as some carriers send them."""

_PIECES = Pattern(r"\+|\d+|[^\W\d_]+")
_REPEATS = {"doppel": 2, "doppelt": 2, "doppelte": 2, "double": 2, "zweimal": 2, "dreimal": 3, "triple": 3, "treble": 3,
            "viermal": 4}  # fmt: skip
_CORRECTIONS = Pattern(r"\b(?:nein|nee|quatsch|falsch|moment|stopp?|sorry|korrektur|entschuldigung|no wait|wait|no)\b")
_DIGIT_WORDS = {
    "de": ("null", "eins", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun"),
    "en": ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
}
_ZERO = frozenset({"oh", "o"})
_BETWEEN = frozenset({"die", "den", "der", "das", "the", "mal", "times"})
"""What may stand between a repeat and its digit: "dreimal die Sieben"."""


def is_hidden_number(text: str | None) -> bool:
    """Whether a caller number tells nothing about the caller: missing, withheld, or a word in disguise."""
    shown = fold((text or "")[:_LONGEST]).strip()
    shown = re.sub(r"^(?:sips?|tel):", "", shown).partition("@")[0].strip("+ <>\"'")
    if not shown or shown in _HIDDEN_WORDS or re.search(r"[{}$]", shown):
        return True
    digits = re.sub(r"\D", "", shown)
    return not digits or digits in _KEYPAD_SPELLINGS


@lru_cache(maxsize=4096)
def read_phone(text: str, region: str) -> str | None:
    """The number in `text`, in digits or in words, as one E.164 value; None where it is no possible number.

    `region` is the tenant's, such as "DE". A valid number need not be the right one: keep the words beside it. Of a
    number that was corrected the last whole one counts; a corrected digit is none: it is to be said anew.
    """
    said = text[:_LONGEST]
    if is_hidden_number(said) and not _spoken_digits(said):
        return None
    parts = [part for part in _CORRECTIONS.split(tidy(said)) if _spoken_digits(part)]
    return _valid(_spoken_digits(parts[-1]), region) if parts else None


def names_digits(text: str) -> bool:
    """Whether somebody says a number here, be it a possible one or not: at least three digits."""
    return len(_spoken_digits(text[:_LONGEST])) >= 3


def _valid(digits: str, region: str) -> str | None:
    import phonenumbers  # only where it is used: its tables are long to load

    home = phonenumbers.country_code_for_region(region)
    if home:  # "plus neunundvierzig null eins fünf eins": the zero is only said within the country.
        digits = re.sub(rf"^(\+|00)({home})0", r"\1\2", digits)
    try:
        number = phonenumbers.parse(digits, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _spoken_digits(text: str) -> str:
    """Digits and number words in the order said; whatever else was said is passed over."""
    pieces = _PIECES.findall(re.sub(r"\(0\)", "", tidy(text)))[:_LONGEST]
    digits, repeat, place = "", 1, 0
    while place < len(pieces):
        piece = pieces[place]
        if pieces[place + 1 : place + 2] in (["mal"], ["times"]) and (times := _value(piece)) is not None and times < 5:
            repeat, place = times, place + 2
        elif piece in _REPEATS:
            repeat, place = _REPEATS[piece], place + 1
        else:
            spoken, size = _number(pieces, place)
            digits += spoken * repeat
            repeat = repeat if not spoken and piece in _BETWEEN else 1
            place += size
    return digits


def _number(pieces: list[str], place: int) -> tuple[str, int]:
    """The digits of the number that begins here, and how many pieces it takes: "zwei und zwanzig", "twenty two"."""
    piece = pieces[place]
    if piece in ("+", "plus"):
        return "+", 1
    if piece.isdecimal():
        return piece, 1
    if piece.startswith("doppel") and len(piece) > 6:
        return _number([piece.removeprefix("doppel")], 0)[0] * 2, 1
    if piece in _ZERO:
        near = [*pieces[max(place - 1, 0) : place], *pieces[place + 1 : place + 2]]
        return ("0", 1) if any(word in ENGLISH.numbers or word in _ZERO for word in near) else ("", 1)
    value = 1 if piece == "ein" and pieces[place + 1 : place + 2] == ["und"] else _value(piece)
    if value is None or (piece == "ein" and place + 2 >= len(pieces)):
        return "", 1
    following = _value(pieces[place + 1]) if place + 1 < len(pieces) else None
    if "hundert" in piece or piece == "hundred":
        return (str(value + following), 2) if value % 100 == 0 and following and following < 100 else (str(value), 1)
    if piece in ENGLISH.numbers and 20 <= value < 100 and value % 10 == 0 and following and following < 10:
        return str(value + following), 2
    after = _value(pieces[place + 2]) if pieces[place + 1 : place + 2] == ["und"] and place + 2 < len(pieces) else None
    if 0 < value < 10 and after and 20 <= after < 100 and after % 10 == 0:
        return str(value + after), 3
    return str(value), 1


def _value(piece: str) -> int | None:
    if piece.isdecimal():
        return int(piece) if len(piece) < 3 else None
    hundreds, found, rest = piece.partition("hundert")
    if found:
        many = GERMAN.numbers.get(hundreds, 1) if hundreds else 1
        return many * 100 + (GERMAN.numbers.get(rest.removeprefix("und"), 0) if rest else 0)
    value = GERMAN.numbers.get(piece, ENGLISH.numbers.get(piece))
    return value if value is not None and value < 1000 else None


def spoken_phone(number: str, region: str, lang: str = "de") -> str:
    """An E.164 number to be read aloud, digit by digit in small groups, as it is dialled in `region`; heard again it is
    the same."""
    import phonenumbers

    try:
        parsed = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        groups = [number]
    else:
        at_home = phonenumbers.country_code_for_region(region) == parsed.country_code
        shape = phonenumbers.PhoneNumberFormat.NATIONAL if at_home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
        groups = phonenumbers.format_number(parsed, shape).replace("-", " ").split()
    return ", ".join(" ".join(_spoken_signs(part, lang)) for group in groups for part in _short(group) if part)


def _short(group: str) -> list[str]:
    digits = re.sub(r"[^\d+]", "", group)
    return [digits] if len(digits) <= 5 else [digits[n : n + 2] for n in range(0, len(digits), 2)]


def _spoken_signs(group: str, lang: str) -> list[str]:
    return ["plus" if sign == "+" else spoken_digit(sign, lang) for sign in group]


def spoken_digit(digit: str, lang: str = "de") -> str:
    """One digit as a word."""
    return _DIGIT_WORDS["en" if lang[:2] == "en" else "de"][int(digit)]
