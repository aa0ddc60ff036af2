"""Words spelled letter by letter: "S wie Siegfried", "Anton Berta Cäsar", "Aachen Berlin Chemnitz", "Doppel-M".

The German alphabets are those of DIN 5009: the personal names used for decades and the cities of 2022; the English one
is that of NATO. Whatever alphabet a caller mixes in is understood.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from .patterns import Pattern
from .tidy import fold

_LONGEST = 60
_NAMES = (
    "Anton Albert Anna Berta Bernhard Cäsar Dora David Daniel Emil Friedrich Fritz Gustav Heinrich Ida Isidor Julius "
    "Jakob Kaufmann Konrad Kaiser Karl Ludwig Leopold Martha Marta Marie Maria Nordpol Nathan Niklaus Otto Paula Peter "
    "Paul Quelle Richard Regina Rosa Samuel Siegfried Sophie Theodor Ulrich Viktor Wilhelm Xanthippe Xaver Zacharias "
    "Zeppelin"
)
_CITIES = (
    "Aachen Berlin Chemnitz Düsseldorf Essen Frankfurt Goslar Hamburg Ingelheim Jena Köln Leipzig München Nürnberg "
    "Offenbach Potsdam Quickborn Rostock Salzwedel Tübingen Unna Völklingen Wuppertal Xanten Zwickau Zürich"
)
_NATO = (
    "alfa alpha bravo charlie delta echo foxtrot golf hotel india juliett juliet kilo lima mike november oscar papa "
    "quebec romeo sierra tango uniform victor whiskey whisky xray yankee zulu"
)
_SPECIAL = {
    "Ärger": "ä", "Ökonom": "ö", "Österreich": "ö", "Ödipus": "ö", "Übermut": "ü", "Übel": "ü", "Schule": "sch",
    "Charlotte": "ch", "Eszett": "ß", "Esszett": "ß", "Ypsilon": "y",
}  # fmt: skip
_LETTERS = {
    "be": "b", "bee": "b", "ce": "c", "cee": "c", "zeh": "c", "de": "d", "dee": "d", "eff": "f", "ef": "f", "ge": "g",
    "geh": "g", "gee": "g", "ha": "h", "hah": "h", "aitch": "h", "jot": "j", "jott": "j", "jay": "j", "ka": "k",
    "kah": "k", "kay": "k", "el": "l", "ell": "l", "em": "m", "emm": "m", "en": "n", "enn": "n", "pe": "p",
    "peh": "p", "pee": "p", "ku": "q", "kuh": "q", "queue": "q", "er": "r", "err": "r", "es": "s", "ess": "s",
    "te": "t", "tee": "t", "vau": "v", "fau": "v", "vee": "v", "we": "w", "weh": "w", "ix": "x", "iks": "x",
    "ex": "x", "ypsilon": "y", "üpsilon": "y", "why": "y", "zett": "z", "zet": "z", "zed": "z", "zee": "z",
    "eszett": "ß", "esszett": "ß", "ah": "a", "eh": "e", "ih": "i", "oh": "o", "uh": "u",
}  # fmt: skip
_REPEATS = {"doppel": 2, "doppelt": 2, "doppeltes": 2, "double": 2, "zweimal": 2, "dreimal": 3, "triple": 3}
_AS_IN = ("wie", "as", "for", "like", "von")
_EITHER_CASE = frozenset(
    fold("groß großes großer klein kleines kleiner capital small ein a großbuchstabe kleinbuchstabe buchstabe").split()
)
_LAST_NAMES = frozenset(
    fold(
        "Otto Richard Konrad Peter Paul Friedrich Wilhelm Heinrich Ludwig Ulrich Karl Daniel Jakob Albert Bernhard "
        "Fritz Julius Leopold David Gustav"
    ).split()
)
"""Given names of the alphabets that are last names as well: "Friedrich Wilhelm Otto" is a name."""
_ALSO_GIVEN = {"charlie", "oscar", "mike", "romeo", "victor", "juliet", "unna", "jena"}
_NOT_GIVEN_NAMES = frozenset(fold(f"{_CITIES} {_NATO} Nordpol Quelle Kaufmann Kaiser").split()) - _ALSO_GIVEN
_UMLAUTS = {"a": "ä", "o": "ö", "u": "ü"}
_TOKENS = Pattern(r"[^\W\d_]+|-")
_COMPOUND = Pattern(r"(doppel|double)(?=[^\W\d_])")


@dataclass(frozen=True, slots=True)
class Spelled:
    """What was spelled, in small letters, and between which words of the text (`start` to `end`, exclusive)."""

    letters: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Unit:
    """One letter (or "sch"), where the next one begins, and how surely it was meant as a letter: 2 surely, 1 a word
    that is no name, 0 a word that is a given name as well."""

    letters: str
    end: int
    surety: int


def _plain(word: str) -> str:
    """Small letters, with umlauts: they matter in spelling, unlike anywhere else in hearing."""
    return word.lower()


def words_in(text: str) -> list[str]:
    """The words of a text as spelling sees them; "x-ray" is one, and so is each hyphen by itself."""
    short = re.sub(r"\bx[- ]ray\b", "xray", text[:2000], flags=re.IGNORECASE)
    return _TOKENS.findall(_COMPOUND.sub(r"\1 ", short.replace("double-u", "w").replace("double u", "w")))


def find_spelled(words: Sequence[str], least: int = 3) -> list[Spelled]:
    """Every run of letters in these words: at least `least` letters each, and of words that are given names as well at
    least three that do not end like a name ("Emil Otto", "Friedrich Wilhelm Otto" are names)."""
    found: list[Spelled] = []
    place = 0
    while place < len(words):
        run = _run(words, place, least)
        if run is not None:
            found.append(run)
        place = run.end if run is not None else place + 1
    return found


def _run(words: Sequence[str], start: int, least: int) -> Spelled | None:
    place, units = start, list[_Unit]()
    while place < len(words) and len(units) < _LONGEST:
        if words[place] == "-" and units:
            place += 1
            continue
        unit = _unit(words, place)
        if unit is None:
            break
        units.append(unit)
        place = unit.end
    if len(units) > 3 and units[0].surety < 2 and all(_is_bare(words, unit) for unit in units[1:]):
        start, units = units[0].end, units[1:]  # "Anna, M A I E R": the first is a name and not spelled.
    letters = "".join(unit.letters for unit in units)
    weakest = [unit.surety for unit in units]
    sure = sum(value == 2 for value in weakest)
    three = len(units) == 3 and (1 in weakest or fold(words[units[-1].end - 1]) not in _LAST_NAMES)
    named = len(units) >= 4 or three or sure * 2 >= len(units)
    if len(letters) < least or not named or (len(units) < 2 and least > 1):
        return None
    return Spelled(letters, start, units[-1].end)


def _is_bare(words: Sequence[str], unit: _Unit) -> bool:
    return len(words[unit.end - 1]) == 1 and len(unit.letters) == 1


def _unit(words: Sequence[str], place: int) -> _Unit | None:
    word = _plain(words[place])
    if word in _EITHER_CASE and len(word) > 1 and place + 1 < len(words):
        inner = _unit(words, place + 1)
        return inner if inner is not None and inner.surety == 2 else None
    if word in _REPEATS:
        inner = _unit(words, _skip(words, place + 1)) if place + 1 < len(words) else None
        return _Unit(inner.letters * _REPEATS[word], inner.end, 2) if inner is not None else None
    if word == "umlaut" and place + 1 < len(words):
        inner = _unit(words, place + 1)
        return _Unit(_UMLAUTS.get(inner.letters, inner.letters), inner.end, 2) if inner is not None else None
    if (
        word in ("scharfes", "scharfer")
        and words[place + 1 : place + 2]
        and _plain(words[place + 1]) in ("s", "es", "ess")
    ):
        return _Unit("ß", place + 2, 2)
    if word in ("es", "ess") and [_plain(w) for w in words[place + 1 : place + 2]] in (["zett"], ["zet"]):
        return _Unit("ß", place + 2, 2)
    letters, surety = _letter(word)
    if not letters:
        return None
    return _after(words, place + 1, letters, surety)


def _skip(words: Sequence[str], place: int) -> int:
    while place < len(words) and (words[place] == "-" or _plain(words[place]) in ("das", "die", "der", "mal", "the")):
        place += 1
    return min(place, len(words) - 1)


def _after(words: Sequence[str], place: int, letters: str, surety: int) -> _Unit:
    """What may follow a letter: "wie Siegfried", "as in Sierra", "Umlaut", "mit Punkten"."""
    following = [_plain(word) for word in words[place : place + 3]]
    if following[:1] and following[0] in _AS_IN and len(letters) == 1:
        size = 3 if following[:2] == ["as", "in"] else 2
        meant = _letter(following[size - 1])[0] if len(following) >= size else ""
        if meant and (meant == letters or fold(meant)[:1] == fold(letters)[:1]):
            return _Unit(meant if len(meant) == 1 and letters in _UMLAUTS else letters, place + size, 2)
        if len(following) >= size and fold(following[size - 1])[:1] == fold(letters)[:1]:
            return _Unit(letters, place + size, 2)
    if following[:1] == ["umlaut"] and letters in _UMLAUTS and not _next_is_letter(words, place + 1):
        return _Unit(_UMLAUTS[letters], place + 1, 2)
    if following[:2] in (["mit", "punkten"], ["mit", "pünktchen"]) and letters in _UMLAUTS:
        return _Unit(_UMLAUTS[letters], place + 2, 2)
    return _Unit(letters, place, surety)


def _next_is_letter(words: Sequence[str], place: int) -> bool:
    return place < len(words) and _plain(words[place]) in (*_UMLAUTS, "aachen", "offenbach", "unna")


@lru_cache(maxsize=4096)
def _letter(word: str) -> tuple[str, int]:
    if len(word) == 1:
        return word, 2
    if word in _LETTERS:
        return _LETTERS[word], 2
    folded = fold(word)
    if folded in _SPECIAL_FOLDED:
        return _SPECIAL_FOLDED[folded], 1
    if folded in _ALPHABET:
        return folded[0], 1 if folded in _NOT_GIVEN_NAMES else 0
    return "", 0


_SPECIAL_FOLDED = {fold(word): letters for word, letters in _SPECIAL.items()}
_ALPHABET = frozenset(fold(f"{_NAMES} {_CITIES} {_NATO}").split())

_ALIKE = (
    ("ei", "ai", "ey", "ay"), ("ie", "i", "y", "ih"), ("dt", "tt", "th", "t", "d"), ("ph", "f", "v", "ff"),
    ("ck", "k", "c", "kk"), ("ss", "ß", "s"), ("ue", "ü"), ("oe", "ö"), ("ae", "ä", "e"), ("tz", "z", "zz", "c"),
    ("mm", "m"), ("nn", "n"), ("ll", "l"), ("rr", "r"), ("pp", "p"), ("bb", "b"), ("gg", "g"), ("ff", "f"),
    ("chs", "x", "ks"), ("eu", "oi", "oy", "äu"), ("ah", "aa", "a"), ("eh", "ee", "e"), ("oh", "oo", "o"),
    ("qu", "kw"), ("j", "y"), ("w", "v"), ("sch", "sh"),
)  # fmt: skip


def rewritten(name: str, letters: str) -> str:
    """ "Meier mit a i": the name with these letters where it has others that sound the same, else unchanged."""
    small = name.lower()
    if not letters or letters in small:
        return name
    for group in _ALIKE:
        if letters not in group:
            continue
        found = [(small.rfind(other), other) for other in group if other != letters and other in small]
        if found:
            place, other = max(
                found, key=lambda pair: (letters.isascii() and len(pair[1]) == len(letters), len(pair[1]), pair[0])
            )
            changed = small[:place] + letters + small[place + len(other) :]
            return changed[:1].upper() + changed[1:] if name[:1].isupper() else changed
    return name
