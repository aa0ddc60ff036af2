"""Faults of a tenant file and the doctor's findings in German: what an owner reads where the terminal speaks English.

Each row is an English sentence with its open places and the same in German; what stands in an open place is put into
German too where it is a row of its own. A sentence without a row stays English: better than a wrong one. A test goes
through every sentence in the code.
"""

import re
from functools import lru_cache

from holdfast.entry.web.doctor_rows_de import DOCTOR
from holdfast.entry.web.faults_rows_de import FILE

_OPEN = "{}"
_TAILS = tuple(row for row in FILE if row.startswith(("; ", ", such", " such")))
_PAIR = re.compile(r"\b([\w-]+) (\d+) with ([\w-]+)")
_UNIT = re.compile(r"\b(\d+) (minutes|seconds|days|cents)\b")


@lru_cache(maxsize=1)
def _rows() -> tuple[tuple[re.Pattern[str], str], ...]:
    """The rows, those with more words of their own first: the more exact one wins."""
    both = {**FILE, **DOCTOR}
    ordered = sorted(both, key=lambda row: -len(row.replace(_OPEN, "")))
    return tuple((re.compile("(.*?)".join(map(re.escape, row.split(_OPEN)))), both[row]) for row in ordered)


@lru_cache(maxsize=1024)
def in_german(said: str) -> str:
    """An English sentence of the tenant file or the doctor in German; as it is where no row fits."""
    for row, german in _rows():
        found = row.fullmatch(said)
        if found is not None:
            told = german.format(*map(in_german, found.groups()))
            return _UNIT.sub(lambda one: f"{one[1]} {FILE[one[2]]}", _PAIR.sub(r"\1, Abschnitt \2, bei \3", told))
    return _with_its_tail(said)


def _with_its_tail(said: str) -> str:
    """What is followed by a suggestion, or begins with the thing it is about."""
    for tail in _TAILS:
        found = re.fullmatch(f"(.+?)({'(?:.*?)'.join(map(re.escape, tail.split(_OPEN)))})", said)
        if found is not None and (head := in_german(found[1])) != found[1]:
            return head + in_german(found[2])
    thing, _, rest = said.partition(" ")
    if rest and thing.startswith('"') and (known := in_german(rest)) != rest:
        return f"{thing} {known}"
    return said
