"""Mail addresses as they are spoken ("jonas Punkt ahrens ät ge em ix Punkt de"), and spoken back."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .patterns import Pattern
from .phones import spoken_digit
from .spelling import find_spelled
from .tables_de import WORDS as GERMAN
from .tables_en import WORDS as ENGLISH
from .tidy import fold

_LONGEST = 300
_EMAIL = Pattern(r"[a-z0-9](?:[a-z0-9_+-]|\.(?!\.))*(?<!\.)@(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,24}")
_MARKS = {
    "at": "@", "ätt": "@", "ät": "@", "ed": "@", "klammeraffe": "@", "affenschwanz": "@", "klammeraffen": "@",
    "punkt": ".", "dot": ".", "point": ".", "period": ".", "minus": "-", "bindestrich": "-", "mittelstrich": "-",
    "strich": "-", "dash": "-", "hyphen": "-", "unterstrich": "_", "underscore": "_", "plus": "+",
}  # fmt: skip
_MARK_WORDS = frozenset(fold(word) for word in _MARKS)
_PHRASES = (
    ("at zeichen", "@"), ("ät zeichen", "@"), ("klammer affe", "@"), ("at sign", "@"), ("unter strich", "_"),
    ("under score", "_"), ("binde strich", "-"), ("plus zeichen", "+"), ("e mail", "mail"), ("e-mail", "mail"),
    ("g mail", "gmail"), ("google mail", "googlemail"), ("hot mail", "hotmail"), ("out look", "outlook"),
    ("i cloud", "icloud"), ("ei cloud", "icloud"), ("free net", "freenet"), ("t online", "t-online"),
    ("tee minus online", "t-online"), ("te minus online", "t-online"), ("tee strich online", "t-online"),
    ("tee online", "t-online"), ("te online", "t-online"), ("ge mail", "gmail"), ("ji mail", "gmail"),
    ("jahu", "yahoo"), ("weh eh beh", "web"), ("w e b", "web"), ("punkt komm", "punkt com"),
    ("punkt kom", "punkt com"), ("dot komm", "dot com"), ("punkt nett", "punkt net"), ("punkt orgel", "punkt org"),
)  # fmt: skip
_KNOWN = {
    "gmx": ("gmx.de", "gmx.net", "gmx.at", "gmx.ch"), "web": ("web.de",), "t-online": ("t-online.de",),
    "gmail": ("gmail.com",), "googlemail": ("googlemail.com",), "hotmail": ("hotmail.com", "hotmail.de"),
    "outlook": ("outlook.com", "outlook.de"), "yahoo": ("yahoo.de", "yahoo.com"), "icloud": ("icloud.com",),
    "freenet": ("freenet.de",), "posteo": ("posteo.de", "posteo.net"), "mailbox": ("mailbox.org",), "aol": ("aol.com",),
    "arcor": ("arcor.de",), "live": ("live.de", "live.com"), "me": ("me.com",), "bluewin": ("bluewin.ch",),
    "aon": ("aon.at",),
}  # fmt: skip
_TOP_LEVELS = "de com net org at ch eu info li lu fr nl uk be it es pl berlin hamburg bayern koeln biz email io"
_ENDINGS = frozenset(_TOP_LEVELS.split())
_BEFORE = frozenset(
    fold(
        "ist lautet is adresse address mail email emailadresse mailadresse unter an auf meine my die the ja also yes "
        "bitte please its it wäre waere und dann klar gerne schreiben sie"
    ).split()
)
_AFTER = frozenset(fold("bitte danke und oder and or please thanks thank ja yes genau das alles klein so").split())
_CASE = frozenset(
    fold(
        "kleines klein großes gross kleingeschrieben kleinbuchstaben zusammen zusammengeschrieben geschrieben wort in "
        "einem alles lowercase äh ähm hm"
    ).split()
)
_REPEATS = {"doppel": 2, "double": 2, "zweimal": 2, "dreimal": 3, "triple": 3}
_NONE = Pattern(
    r"\W*(?:nein|nee|no|keine?|hab(?:e)? (?:ich )?(?:keine|nicht)|ich habe? keine|brauch\w* (?:ich |sie )?nicht"
    r"|nicht nötig|nicht noetig|lieber nicht|möchte ich nicht|moechte ich nicht|none|i dont have one|don't have one"
    r"|no thanks|nein danke|gibts nicht|gibt es nicht|ohne)\b.*",
    re.IGNORECASE,
)
_LITERAL = "="
"""In front of what was spelled: "a t" is no sign."""
_TOKENS = Pattern(r"[a-z]+|\d+|[@._+-]")


@dataclass(frozen=True, slots=True)
class EmailHeard:
    """An address as it was understood. `sure`: written out, or spoken so that nothing had to be filled in; else it is
    to be spoken back and confirmed."""

    address: str
    sure: bool


def declines(text: str) -> bool:
    """Whether the caller has none, or wants to give none: "hab ich nicht", "nein danke"."""
    return len(text) <= 120 and _NONE.fullmatch(text.strip()) is not None


def read_email(text: str) -> str | None:
    """The mail address in `text`, written or spoken ("... at ... Punkt com"); None where there is none."""
    heard = hear_email(text)
    return heard.address if heard is not None else None


def hear_email(text: str) -> EmailHeard | None:
    """The same, with whether it is to be confirmed. Two addresses, or one with a hole in it, are none."""
    said = fold(text[:_LONGEST])
    written = set(_EMAIL.findall(re.sub(r"\s*@\s*|(?<=\w)\s+(\.)\s+(?=\w)", lambda sign: sign[1] or "@", said)))
    if written:
        return EmailHeard(written.pop(), True) if len(written) == 1 else None
    for phrase, plain in _PHRASES:
        said = re.sub(rf"\b{re.escape(fold(phrase))}\b", fold(plain), said)
    pieces = _pieces(_TOKENS.findall(said))
    if pieces.count("@") != 1:
        return None
    middle = pieces.index("@")
    domain, sure = _domain(_up_to(pieces[middle + 1 :]))
    address = f"{_joined(_local(pieces[:middle]))}@{domain}".strip(".")
    return EmailHeard(address, sure) if _EMAIL.fullmatch(address) else None


def _pieces(tokens: list[str]) -> list[str]:
    """Words, signs and digits; what is spelled put together, a mark at the very end read as a letter ("Punkt at")."""
    spelled = _with_spelled(tokens)
    marks = {fold(word): mark for word, mark in _MARKS.items()}
    pieces: list[str] = []
    place = 0
    while place < len(spelled):
        word = spelled[place]
        repeat = _REPEATS.get(word, 1) if place + 1 < len(spelled) else 1
        place += repeat > 1
        word = spelled[place]
        place += 1
        if word in _CASE:
            continue
        if word.startswith(_LITERAL):
            pieces.append(_LITERAL + word[1:] * repeat)  # Until the end: "j a" spelled is no "ja".
            continue
        ends_on_at = word == "at" and pieces[-1:] == ["."] and "@" in pieces
        mark = word if ends_on_at else marks.get(word, word)
        pieces.append((_digits(mark) or mark) * repeat)
    return pieces


def _with_spelled(tokens: list[str]) -> list[str]:
    """ "ahrens A H R E N S" is said once: the letters take the place of the word in front of them."""
    answer: list[str] = []
    place = 0
    for run in find_spelled(tokens, least=2):
        if any(fold(word) in _MARKS and len(word) > 1 for word in tokens[run.start : run.end]):
            continue
        answer += tokens[place : run.start]
        letters = fold(run.letters)
        if answer and answer[-1] == letters and fold(letters) not in _MARK_WORDS:
            answer.pop()
        answer.append(_LITERAL + letters)
        place = run.end
    return [*answer, *tokens[place:]]


def _digits(word: str) -> str:
    if word.isdecimal():
        return word
    value = GERMAN.numbers.get(word, ENGLISH.numbers.get(word))
    return str(value) if value is not None and word not in ("ein", "a") else ""


def _local(pieces: Sequence[str]) -> Sequence[str]:
    for place in range(len(pieces) - 1, -1, -1):
        if pieces[place] in _BEFORE:
            return pieces[place + 1 :]
    return pieces


def _up_to(pieces: list[str]) -> list[str]:
    for place, piece in enumerate(pieces):
        if piece in _AFTER and place:
            return pieces[:place]
    return pieces


def _joined(pieces: Sequence[str]) -> str:
    return "".join(piece.removeprefix(_LITERAL) for piece in pieces)


def _domain(pieces: Sequence[str]) -> tuple[str, bool]:
    """The domain, and whether it was said completely: "at gmx" is filled in, and to be confirmed."""
    said = _joined(pieces).strip(".-_")
    if said in _KNOWN:
        return _KNOWN[said][0], False
    name, dot, ending = said.rpartition(".")
    if not dot:
        glued = next((n for n in _KNOWN for full in _KNOWN[n] if said == full.replace(".", "")), None)
        return (next(full for full in _KNOWN[glued] if full.replace(".", "") == said), True) if glued else (said, False)
    known = name not in _KNOWN or said in _KNOWN[name]
    return said, known and ending in _ENDINGS


def spoken_email(address: str, lang: str = "de") -> str:
    """An address to be read aloud, every sign in a word, digits one by one; heard again it is the same."""
    signs = {"@": "ät", ".": "Punkt", "-": "Minus", "_": "Unterstrich", "+": "Plus"}
    if lang[:2] == "en":
        signs = {"@": "at", ".": "dot", "-": "dash", "_": "underscore", "+": "plus"}
    parts = re.findall(r"[a-z]+|\d|[@._+-]", address.lower())
    return " ".join(signs.get(part) or _spoken_part(part, lang) for part in parts)


def _spoken_part(part: str, lang: str) -> str:
    if part.isdecimal():
        return spoken_digit(part, lang)
    plain = _pieces([part]) == [part] and len(part) > 2 and re.search(r"[aeiouy]", part)
    known = part in _ENDINGS - {"at", "es", "it", "be"} or part in ("web", "online")
    if (plain or known) and part not in _BEFORE | _AFTER:
        return part
    return " ".join(part)
