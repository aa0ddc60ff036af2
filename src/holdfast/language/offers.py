"""Which of the offered slots the caller took: by place, by time, by day or by name."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from .grammar import About, Claim, Said, parse
from .meanings import CalendarDay, Clock, Half, Weekday
from .reader import TABLES
from .tidy import fold, tidy
from .tokens import Sign, Words, tokenize

_WORDS = re.compile(r"[^\W\d_]+|\d+")
_ONE = re.compile(r"\b(first|second|third|last|middle|earlier|later) ones?\b")
_LAST = frozenset(["letzte", "letzten", "letzter", "letztes", "last"])
_MIDDLE = frozenset(["mittlere", "mittleren", "mittlerer", "mittleres", "middle"])
_YES = frozenset(
    fold("ja genau passt okay ok gerne gern super perfekt gut nehme nehm prima yes sure fine great perfect").split()
)
_PLACES = {"eins": 1, "zwei": 2, "drei": 3, "one": 1, "two": 2, "three": 3, "1": 1, "2": 2, "3": 3}
_NUMBERED = frozenset(["option", "nummer", "vorschlag", "termin", "number", "suggestion"])


@dataclass(frozen=True, slots=True)
class OfferHeard:
    """One slot as it was offered; `at` is its local wall-clock time."""

    slot_id: str
    at: datetime
    staff: str


def pick_offer(text: str, offers: Sequence[OfferHeard], lang: str = "de") -> str | None:
    """The slot that `text` takes, None where it is unclear, denied, or fits none.

    All that was said must fit: "der zweite um elf" is nobody's if the second is at ten.
    """
    table = TABLES.get(lang[:2].lower(), TABLES["de"])
    text = _ONE.sub(r"\1", tidy(text))
    words = _WORDS.findall(text)
    said = parse(tokenize(tidy(_with_hours(words, text, table)), table), table)
    if not offers or any(c.denied for c in said.claims) or _denies(words, table):
        return None
    matches = [set(found) for found in _criteria(words, said, offers, table)]
    if not matches:
        return offers[0].slot_id if len(offers) == 1 and _YES & set(words) else None
    common = set.intersection(*matches)
    return common.pop() if len(common) == 1 else None


def _denies(words: Sequence[str], table: Words) -> bool:
    return any(table.words.get(word, ((Sign.WORD, 0),))[0:1] == ((Sign.NOT, 0),) for word in words)


def _with_hours(words: Sequence[str], text: str, table: Words) -> str:
    """ "der Elfer" is the one at eleven."""
    for word in words:
        stem = word.removesuffix("er")
        if stem != word and 7 <= table.numbers.get(stem, 0) <= 20 and word not in table.ordinals:
            return f"{tidy(text).replace(word, ' ')} um {stem}"
    return text


def _criteria(words: Sequence[str], said: Said, offers: Sequence[OfferHeard], table: Words) -> list[list[str]]:
    """For everything that was named, the slots it fits."""
    found = []
    if staff := {fold(offer.staff) for offer in offers} & set(words):
        found.append([offer.slot_id for offer in offers if fold(offer.staff) in staff])
    for claim in said.claims:
        if claim.about is About.TIME and isinstance(claim.meaning, Clock):
            found.append(_at_time(claim.meaning, offers))
        elif claim.about is About.DAY and _names_day(claim):
            found.append([offer.slot_id for offer in offers if _on_day(claim, offer.at)])
    place = _place(words, offers, table)
    if place is not None:
        found.append([offers[place].slot_id] if place < len(offers) else [])
    return found


def _at_time(clock: Clock, offers: Sequence[OfferHeard]) -> list[str]:
    """The slots at that time; of a full hour also the only one that begins within it."""
    exact = [offer.slot_id for offer in offers if _shows(clock, offer.at) and offer.at.minute == clock.minute]
    within = [offer.slot_id for offer in offers if _shows(clock, offer.at)]
    return exact or (within if clock.minute == 0 and len(within) == 1 else [])


def _shows(clock: Clock, at: datetime) -> bool:
    return at.hour == clock.hour if clock.half is Half.KNOWN else at.hour % 12 == clock.hour % 12


def _names_day(claim: Claim) -> bool:
    """A weekday or a date; a bare "der zweite" counts as a place in the row (`_place`)."""
    meaning = claim.meaning
    return isinstance(meaning, Weekday) or (isinstance(meaning, CalendarDay) and bool(meaning.month))


def _on_day(claim: Claim, at: datetime) -> bool:
    if isinstance(claim.meaning, Weekday):
        return at.weekday() == claim.meaning.weekday
    return isinstance(claim.meaning, CalendarDay) and (at.day, at.month) == (claim.meaning.day, claim.meaning.month)


def _place(words: Sequence[str], offers: Sequence[OfferHeard], table: Words) -> int | None:
    """The place in the row that was named, counted from 0."""
    if _LAST & set(words):
        return len(offers) - 1
    if _MIDDLE & set(words):
        return len(offers) // 2 if len(offers) % 2 else len(offers)
    if any(before in _NUMBERED and word in _PLACES for before, word in pairwise(words)):
        return next(_PLACES[word] - 1 for word in words if word in _PLACES)
    dated = any(word in table.words and table.words[word][0][0] is Sign.MONTH for word in words)
    ordinals = [table.ordinals[word] for word in words if word in table.ordinals]
    return ordinals[0] - 1 if len(ordinals) == 1 and not dated else None
