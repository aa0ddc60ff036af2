"""Telephone numbers and mail addresses as they are spoken, and numbers that are none."""

import re
from functools import lru_cache

import phonenumbers

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

_PIECES = re.compile(r"\+|\d+|[^\W\d_]+")
_REPEATS = {"doppel": 2, "doppelt": 2, "double": 2, "dreimal": 3, "triple": 3, "zweimal": 2}
_DIGITS = {"oh": "0", "o": "0", "ein": "1", "plus": "+"}
_EMAIL = re.compile(r"[a-z0-9][a-z0-9._+-]*@[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9-]+)*\.[a-z]{2,}")
_SPOKEN_MARKS = {
    "at": "@", "ätt": "@", "aet": "@", "klammeraffe": "@", "affenschwanz": "@", "punkt": ".", "dot": ".", "point": ".",
    "minus": "-", "bindestrich": "-", "strich": "-", "dash": "-", "hyphen": "-", "unterstrich": "_", "underscore": "_",
    "plus": "+",
}  # fmt: skip
_BEFORE_ADDRESS = frozenset(
    fold(
        "ist lautet is adresse address mail email unter an auf meine my die the e ja also yes bitte please its it"
    ).split()
)
_AFTER_ADDRESS = frozenset(fold("bitte danke und oder and or please thanks thank ja yes genau").split())


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

    `region` is the tenant's, such as "DE". A valid number need not be the right one: keep the words beside it.
    """
    if is_hidden_number(text) and not _spoken_digits(text):
        return None
    try:
        number = phonenumbers.parse(_spoken_digits(text), region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _spoken_digits(text: str) -> str:
    """Digits and number words in the order said; whatever else was said is passed over."""
    written = re.sub(r"\(0\)", "", tidy(text[:_LONGEST]))
    digits, repeat = "", 1
    for piece in _PIECES.findall(written):
        if piece in _REPEATS:
            repeat = _REPEATS[piece]
            continue
        spoken = _digits_of(piece)
        digits += spoken * repeat
        repeat = 1
    return digits


def _digits_of(piece: str) -> str:
    if piece == "+" or piece.isdigit():
        return piece
    if piece in _DIGITS:
        return _DIGITS[piece]
    if piece.startswith("doppel") and len(piece) > 6:
        return _digits_of(piece.removeprefix("doppel")) * 2
    value = GERMAN.numbers.get(piece, ENGLISH.numbers.get(piece))
    return str(value) if value is not None and value < 1000 else ""


def read_email(text: str) -> str | None:
    """The mail address in `text`, written or spoken ("... at ... Punkt com"); None where there is none."""
    said = fold(text[:_LONGEST])
    if found := _EMAIL.search(said):
        return found[0]
    marks = {fold(word): mark for word, mark in _SPOKEN_MARKS.items()}
    pieces = [marks.get(word.strip(",;:!?"), word.strip(",;:!?")) for word in said.replace("e-mail", "mail").split()]
    if pieces.count("@") != 1:
        return None
    middle = pieces.index("@")
    local = _backwards_until(pieces[:middle])
    domain = _forwards_until(pieces[middle + 1 :])
    address = "".join([*local, "@", *domain]).strip(".")
    return address if _EMAIL.fullmatch(address) else None


def _backwards_until(pieces: list[str]) -> list[str]:
    for place in range(len(pieces) - 1, -1, -1):
        if pieces[place] in _BEFORE_ADDRESS:
            return pieces[place + 1 :]
    return pieces


def _forwards_until(pieces: list[str]) -> list[str]:
    for place, piece in enumerate(pieces):
        if piece in _AFTER_ADDRESS:
            return pieces[:place]
    return pieces
