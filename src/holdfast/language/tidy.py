"""First stage of reading: any text at all becomes short, lower-case, printable text."""

import unicodedata

LONGEST = 2_000
"""Nobody says more than this about one appointment; whatever comes after is cut off."""

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "œ": "oe", "ø": "oe"})
_SILENT = str.maketrans("", "", "'’‘`´\u00ad\u200b\u200c\u200d\ufeff")
_DASHES = str.maketrans({"–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-"})


def fold(text: str) -> str:
    """Lower case without umlauts and accents: two spellings of one word fold to one."""
    composed = unicodedata.normalize("NFKC", text).lower().translate(_UMLAUTS)
    if composed.isascii():
        return composed
    return "".join(c for c in unicodedata.normalize("NFD", composed) if not unicodedata.combining(c))


def tidy(text: str) -> str:
    """Cut to `LONGEST`, fold, and turn everything unprintable into blanks; never fails."""
    folded = fold(text[:LONGEST].translate(_SILENT))[:LONGEST].translate(_DASHES)
    return "".join(c if c.isprintable() else " " for c in folded)
