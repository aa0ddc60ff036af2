"""Spoken lines made plain before rules look at them: small letters, numbers as digits, dialect as the written word.
Pure.

Only what the rules of `core.claims_said` need; whoever wants to understand a wish uses the `language` room.
"""

import re
from functools import lru_cache

_UNITS = ["null", "ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun"]
_TEENS = ["zehn", "elf", "zwölf", "dreizehn", "vierzehn", "fünfzehn", "sechzehn", "siebzehn", "achtzehn", "neunzehn"]
_TENS = {20: "zwanzig", 30: "dreißig", 40: "vierzig", 50: "fünfzig"}
_UNITS_EN = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_TEENS_EN = ["thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
_TENS_EN = {20: "twenty", 30: "thirty", 40: "forty", 50: "fifty"}
_ORDINALS_EN = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15, "sixteenth": 16,
    "seventeenth": 17, "eighteenth": 18, "nineteenth": 19, "twentieth": 20, "thirtieth": 30,
}  # fmt: skip
DIALECT = {
    "net": "nicht", "ned": "nicht", "nit": "nicht", "nich": "nicht", "nix": "nichts", "nimmer": "nicht mehr",
    "is": "ist", "isch": "ist", "iss": "ist", "hob": "hab", "hamma": "haben wir", "ham": "haben", "san": "sind",
    "des": "das", "dat": "das", "wat": "was", "scho": "schon", "grad": "gerade", "grade": "gerade", "zwo": "2",
    "eintrogn": "eingetragen", "gebuacht": "gebucht", "fünfe": "5", "neune": "9", "zehne": "10", "dreie": "3",
    "sechse": "6", "viere": "4", "elfe": "11", "zwölfe": "12", "it's": "it is", "appointment's": "appointment is",
    "booking's": "booking is", "slot's": "slot is", "system's": "system is", "that's": "that is",
    "you're": "you are", "i've": "i have", "we've": "we have", "isn't": "is not", "wasn't": "was not",
    "couldn't": "could not", "can't": "can not", "cannot": "can not", "didn't": "did not", "hasn't": "has not",
    "haven't": "have not", "aren't": "are not", "won't": "will not", "i'm": "i am", "we're": "we are",
    "there's": "there is", "doesn't": "does not", "don't": "do not", "we'll": "we will", "i'll": "i will",
    "he's": "he is", "she's": "she is", "weren't": "were not", "hab's": "hab es", "geht's": "geht es",
    "ich's": "ich es", "ist's": "ist es", "gibt's": "gibt es", "wär's": "wäre es", "wär": "wäre", "hätt": "hätte",
}  # fmt: skip


def _cardinals() -> dict[str, int]:
    named = {word: value for value, word in enumerate([*_UNITS, *_TEENS])} | {"eins": 1}
    for tens, word in _TENS.items():
        named[word] = tens
        named |= {f"{_UNITS[unit]}und{word}": tens + unit for unit in range(1, 10)}
    named |= {word: value for value, word in enumerate([*_UNITS_EN, *_TEENS_EN])}
    for tens, word in _TENS_EN.items():
        named[word] = tens
        named |= {f"{word}-{_UNITS_EN[unit]}": tens + unit for unit in range(1, 10)}
    del named["ein"], named["null"], named["zero"], named["one"]
    return named | {word.replace("ß", "ss"): value for word, value in named.items()}


def _ordinals() -> dict[str, int]:
    named: dict[str, int] = {}
    for word, value in _cardinals().items():
        if value > 31:
            continue
        stem = {1: "erst", 3: "dritt", 7: "siebt", 8: "acht"}.get(value, word + ("t" if value < 20 else "st"))
        named |= {stem + ending: value for ending in ("e", "en", "er", "es", "em")}
    for tens, word in _TENS_EN.items():
        named |= {f"{word}-{name}": tens + value for name, value in _ORDINALS_EN.items() if value < 10}
    return named | _ORDINALS_EN


CARDINALS = _cardinals()
ORDINALS = _ordinals()
del ORDINALS["second"]  # "one second, please"
_SPACE = re.compile(r"\s+")
_WORD = re.compile(r"[a-zäöüß]+(?:[-'][a-zäöüß]+)*")
_TWENTY_FIVE = re.compile(r"\b([2345]0) ([1-9])\b(?!\d|:)")
_ONE_O_CLOCK = re.compile(
    r"\b(?:ein|eins)(?= uhr)|(?<=um )eins\b|(?<=at )one\b|\bone(?= (?:o'clock|pm|p\.m|thirty|fifteen))"
)


PLAIN = {word: str(value) for word, value in CARDINALS.items()}
PLAIN |= {word: f"{value}." for word, value in ORDINALS.items()}
PLAIN |= DIALECT
PLAIN_ENGLISH = {word: said for word, said in PLAIN.items() if word not in ("is", "des", "net", "ham")}


@lru_cache(maxsize=8_192)
def plain(text: str, english: bool = False) -> str:
    """The text in small letters, with digits for number words and written words for spoken ones.

    >>> plain("Am Freitag, den achtundzwanzigsten November, um zehn Uhr is leider nix frei.")
    'am freitag, den 28. november, um 10 uhr ist leider nichts frei.'
    """
    small = _SPACE.sub(" ", text.lower().replace("’", "'").replace("`", "'"))
    known = PLAIN_ENGLISH if english else PLAIN
    numbered = _WORD.sub(lambda match: known.get(match[0], match[0]), _ONE_O_CLOCK.sub("1", small))
    return _TWENTY_FIVE.sub(lambda match: str(int(match[1]) + int(match[2])), numbered) if english else numbered


_MONTH_AFTER = re.compile(r"\s+(?:jan|jän|feb|mär|mar|apr|mai|may|jun|jul|aug|sep|okt|oct|nov|de[zc])")
_STOP = re.compile(r"[.!?;…]+(?=\s|$)|[!?]+|\n+| (?:-|–|—) ")
_ABBREVIATIONS = re.compile(
    r"(?:\b(?:dr|hr|fr|str|nr|bzw|ca|evtl|inkl|st|a\.m|p\.m|mr|mrs|ms)|\b[a-z])$", re.IGNORECASE
)


def sentences(text: str) -> list[str]:
    """The sentences of a line, each with its closing mark; points of dates, times and titles end none."""
    found, begin = [], 0
    for stop in _STOP.finditer(text):
        before = text[begin : stop.start()]
        if stop.group() == "." and (
            (before[-1:].isdigit() and _MONTH_AFTER.match(text.lower(), stop.end())) or _ABBREVIATIONS.search(before)
        ):
            continue
        found.append(text[begin : stop.end()].strip())
        begin = stop.end()
    found.append(text[begin:].strip())
    return [sentence for sentence in found if re.search(r"\w", sentence)]
