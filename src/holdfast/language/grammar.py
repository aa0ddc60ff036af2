"""Third stage of reading: tokens become claims about time, each known to be said, denied or corrected.

The stages of rules run in a fixed order: numbers, written clock times, dates, weekdays, spans of days, single
days, spoken clock times, windows. What is left is read as sentences: a break ends a clause, "nicht" denies the
claims of its clause, a correction lets the later claim of a kind replace the earlier one.
"""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from .grammar_clock import CLOCKS, PLACED_CLOCKS, WINDOWS, WRITTEN_CLOCKS, compact_clock, hour_clock
from .grammar_days import DATES, NUMBERS, SINGLE_DAYS, SPANS, THOUSANDS, WEEKDAYS
from .lexicon import PARTS
from .meanings import Meaning
from .reading import Daypart
from .tokens import Sign, Token, Words


class About(Enum):
    """What a claim is about; a correction replaces claims about the same thing."""

    DAY = auto()
    TIME = auto()
    LENGTH = auto()
    MOMENT = auto()
    ASAP = auto()
    ANY = auto()
    NO_TIME = auto()
    GONE = auto()
    UNCLEAR = auto()


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing said about time. `weekday` was said of the same day; `instead`: after "oder"."""

    about: About
    meaning: Meaning | None = None
    part: Daypart | None = None
    weekday: int | None = None
    denied: bool = False
    instead: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """All claims in the order said, and whether words about time were left that no rule could read."""

    claims: tuple[Claim, ...]
    unread: bool


_STAGES = (NUMBERS, THOUSANDS, WRITTEN_CLOCKS, DATES, WEEKDAYS, SPANS, SINGLE_DAYS, CLOCKS, PLACED_CLOCKS, WINDOWS)
_ABOUT = {
    Sign.DATE: About.DAY,
    Sign.SPAN: About.DAY,
    Sign.CLOCK: About.TIME,
    Sign.WINDOW: About.TIME,
    Sign.PART: About.TIME,
    Sign.LENGTH: About.LENGTH,
    Sign.MOMENT: About.MOMENT,
    Sign.ASAP: About.ASAP,
    Sign.ANY: About.ANY,
    Sign.WRONG_TIME: About.NO_TIME,
    Sign.GONE_TIME: About.GONE,
}
_LOOKS_LIKE_TIME = frozenset(
    {Sign.HOURMARK, Sign.HALF, Sign.QUARTER, Sign.THREE_QUARTER, Sign.MONTH, Sign.MONTHS, Sign.WEEK, Sign.WORKWEEK}
    | {Sign.WEEKEND, Sign.LATER, Sign.EARLIER, Sign.DOTTED, Sign.AFTER_NEXT}
)
_MORNING_AFTER = (Sign.WEEKDAY, Sign.DAY, Sign.ON, Sign.ORDINAL, Sign.THIS)
_BEFORE_HOUR = (Sign.AT, Sign.ON, Sign.UNTIL, Sign.FROM)
_EDGES = frozenset(_ABOUT) | {Sign.BREAK, Sign.OR, Sign.CORRECTION, Sign.EXCEPT}


def parse(tokens: Sequence[Token], words: Words) -> Said:
    """The claims in `tokens`; whatever is not about time is passed over in silence."""
    left = list(_settle_mornings(tokens))
    for stage in _STAGES:
        left = stage.run(left, words)
    left = list(WINDOWS.run(_with_lone_numbers(left), words))
    claims = _corrected(_segments(left))
    return Said(tuple(claims), unread=_looks_unread(left))


def _settle_mornings(tokens: Sequence[Token]) -> Iterator[Token]:
    """ "morgen" is the morning after a day or an article, else tomorrow; "dieser Abend" is today's."""
    signs = [Sign.BREAK, *(t.sign for t in tokens), Sign.BREAK]
    for place, token in enumerate(tokens):
        before, after = signs[place], signs[place + 2]
        if token.sign is Sign.THIS and after in (Sign.MORGEN, Sign.PART):
            yield Token(Sign.DAY, 0)
        elif token.sign is Sign.MORGEN:
            yield Token(Sign.PART, 0) if before in _MORNING_AFTER else Token(Sign.DAY, 1)
        else:
            yield token


def _with_lone_numbers(tokens: list[Token]) -> list[Token]:
    """A bare number between edges is an hour ("9 oder 10"); beside other words it may count anything."""
    done: list[Token] = []
    for place, token in enumerate(tokens):
        after = tokens[place + 1].sign if place + 1 < len(tokens) else Sign.BREAK
        before = done[-1].sign if done else Sign.BREAK
        if token.sign is Sign.NUMBER and before in _EDGES and after in _EDGES:
            made = compact_clock(token) if token.width > 2 else hour_clock(token.number)
            token = made if made is not None and made.sign is Sign.CLOCK else token
        done.append(token)
    return done


def _looks_unread(tokens: Sequence[Token]) -> bool:
    pairs = [(first.sign, second.sign) for first, second in itertools.pairwise(tokens)]
    placed = any(first in _BEFORE_HOUR and second is Sign.NUMBER for first, second in pairs)
    open_minutes = any(first is Sign.NUMBER and second in (Sign.BEFORE, Sign.AFTER) for first, second in pairs)
    return placed or open_minutes or any(t.sign in _LOOKS_LIKE_TIME for t in tokens)


def _segments(tokens: Sequence[Token]) -> Iterator[list[Claim]]:
    """The claims between one correction and the next."""
    segment: list[Claim] = []
    clause: list[Token] = []
    for token in [*tokens, Token(Sign.CORRECTION)]:
        if token.sign in (Sign.CORRECTION, Sign.ONTO, Sign.BREAK):
            segment += _clause_claims(clause)
            clause = []
            if token.sign is not Sign.BREAK:
                yield segment
                segment = []
        else:
            clause.append(token)


def _clause_claims(clause: Sequence[Token]) -> list[Claim]:
    """The claims of one clause, those that "nicht" or "außer" covers marked as denied."""
    first_denied, last_denied = _denied_span(clause)
    claims, instead = [], False
    for place, token in enumerate(clause):
        if token.sign is Sign.OR:
            instead = True
        elif token.sign in _ABOUT:
            claims.append(_claim(token, denied=first_denied <= place < last_denied, instead=instead))
            instead = False
    return [Claim(About.UNCLEAR)] if first_denied > last_denied else claims


def _denied_span(clause: Sequence[Token]) -> tuple[int, int]:
    """Where denial holds: after "nicht am ...", before "... geht nicht", after "außer".

    Between two days with a verb before it ("Freitag geht nicht Samstag"), "nicht" may belong to either:
    then the span is impossible, and the clause is asked about.
    """
    claimed = [place for place, token in enumerate(clause) if token.sign in _ABOUT]
    for place, token in enumerate(clause):
        before, after = any(i < place for i in claimed), any(i > place for i in claimed)
        if token.sign is Sign.EXCEPT:
            return place, len(clause)
        if token.sign is Sign.NOT and before and after and clause[place - 1].sign is Sign.WORD:
            return 1, 0
        if token.sign is Sign.NOT:
            return (place, len(clause)) if after else (0, place)
    return 0, 0


def _claim(token: Token, *, denied: bool, instead: bool) -> Claim:
    part = PARTS[token.number] if token.sign is Sign.PART else None
    weekday = token.number - 1 if token.sign is Sign.DATE and token.number else None
    return Claim(_ABOUT[token.sign], token.meaning, part, weekday, denied, instead)


def _corrected(segments: Iterator[list[Claim]]) -> list[Claim]:
    """Later segments replace what earlier ones said about the same thing, denials stay."""
    said: list[Claim] = []
    for segment in segments:
        renewed = {c.about for c in segment if not c.denied}
        said = [c for c in said if c.denied or c.about not in renewed] + segment
    return said
