"""How words sound: spellings that an ear, or a recogniser, takes for one another fall together here."""

from collections.abc import Callable, Iterator, Sequence
from functools import cache

from .patterns import Pattern
from .tidy import fold

_HEARD_AS = "eu>oe sch>s sh>s ph>f pf>f ck>k th>t dt>t ae>e oe>o ue>u ai>ei x>ks d>t b>p g>k c>k v>f y>i j>i z>s"
_SOUNDS = tuple((pair.partition(">")[0], pair.partition(">")[2]) for pair in _HEARD_AS.split())
_FRENCH = Pattern(r"a(?:g|j|y|sch|sh)e?$")
_ENGLISH = Pattern(r"[st](?:ion|chen|schen)s?$")


def sound(compact: str) -> str:
    """A folded spelling without blanks as it may be misheard: hard and soft, long and double letters fall together."""
    compact = _ENGLISH.sub("sen", _FRENCH.sub("asch", compact))
    for written, heard in _SOUNDS:
        compact = compact.replace(written, heard)
    kept: list[str] = []
    for letter in compact:
        if letter == "h" and kept and kept[-1] in "aeiou":
            continue
        if not kept or kept[-1] != letter:
            kept.append(letter)
    return "".join(kept)


def likeness(one: str, other: str) -> float:
    """How alike two spellings are, from 0 to 100."""
    return _rapidfuzz()[0](one, other)


def likenesses(one: str, others: Sequence[str], least: float) -> Iterator[tuple[int, float]]:
    """The places of those `others` that are at least so alike, each with its likeness."""
    ratio, extract = _rapidfuzz()
    return ((place, score) for _, score, place in extract(one, others, scorer=ratio, score_cutoff=least, limit=None))


def cologne(word: str) -> str:
    """The Cologne phonetic code of a word: German words that sound alike share it."""
    return "".join(code for _, code in _encode()(fold(word)))


# Both libraries are loaded when they are first needed, so that importing this room stays cheap.
@cache
def _rapidfuzz() -> tuple[Callable[[str, str], float], Callable[..., list[tuple[str, float, int]]]]:
    from rapidfuzz import fuzz, process

    return fuzz.ratio, process.extract


@cache
def _encode() -> Callable[[str], list[tuple[int, str]]]:
    from cologne_phonetics import encode

    encoded: Callable[[str], list[tuple[int, str]]] = encode
    return encoded
