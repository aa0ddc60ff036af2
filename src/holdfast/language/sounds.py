"""How words sound: spellings that an ear, or a recogniser, takes for one another fall together here."""

import re

from cologne_phonetics import encode

from .tidy import fold

_HEARD_AS = "eu>oe sch>s sh>s ph>f pf>f ck>k th>t dt>t ae>e oe>o ue>u ai>ei x>ks d>t b>p g>k c>k v>f y>i j>i z>s"
_SOUNDS = tuple((pair.partition(">")[0], pair.partition(">")[2]) for pair in _HEARD_AS.split())
_FRENCH = re.compile(r"a(?:g|j|y|sch|sh)e?$")
_ENGLISH = re.compile(r"[st](?:ion|chen|schen)s?$")


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


def cologne(word: str) -> str:
    """The Cologne phonetic code of a word: German words that sound alike share it."""
    return "".join(code for _, code in encode(fold(word)))
