"""Reference codes as heard: letters, digits, digits in words, and "K wie Konrad"."""

import re

from .patterns import Pattern
from .tidy import tidy

_LONGEST = 200
_DIGITS = {
    "drei": "3", "vier": "4", "fünf": "5", "fuenf": "5", "sechs": "6", "sieben": "7", "acht": "8", "neun": "9",
    "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
    "ka": "K", "ef": "F", "el": "L", "em": "M", "er": "R", "u": "U", "vau": "V", "ix": "X", "iks": "X",
    "ypsilon": "Y", "zett": "Z", "zet": "Z",
}  # fmt: skip
_AS_IN = Pattern(r"\b([a-z]) (?:wie|as in|for|like) \w+", re.IGNORECASE)
_WORDS = Pattern(r"\w+")


def read_ref(text: str) -> str:
    """The code that was heard, in capital letters and digits without anything between; what is no code becomes nothing
    that could be one. Fit for `K7M4F`, `k-7 m4f`, `K, sieben, M, vier, F`, `K wie Konrad sieben ...`.
    """
    short = _AS_IN.sub(r"\1", tidy(text[:_LONGEST]))
    return "".join(_DIGITS.get(word, word.upper()) for word in _WORDS.findall(short))[:16]
