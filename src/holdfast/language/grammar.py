"""Third stage of reading: tokens become claims about time, each known to be said, denied or corrected.

The stages of rules run in a fixed order: numbers, written clock times, dates, weekdays, spans of days, single
days, spoken clock times, windows. What is left is read as sentences: a break ends a clause, "nicht" denies the
claims of its clause, a correction lets the later claim of a kind replace the earlier one.
"""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from .grammar_clock import CLOCKS, PLACED_CLOCKS, WRITTEN_CLOCKS, compact_clock, hour_clock
from .grammar_days import DATES, NUMBERS, SINGLE_DAYS, SPANS, THOUSANDS
from .grammar_left import looks_unread
from .grammar_settle import SECOND_BEST, settled
from .grammar_weeks import WEEKDAYS
from .grammar_windows import WINDOWS
from .lexicon import PARTS
from .meanings import CalendarDay, Clock, DayOffset, DaySpan, Meaning, TimeSpan, Weekday
from .reading import Daypart
from .signs import Sign, Token
from .vocabulary import Words


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
    """One thing said about time. `weekday` was said of the same day; `instead`: after "oder"; `second`: after "zur
    Not"; `leaving`: the caller has to be gone by then."""

    about: About
    meaning: Meaning | None = None
    part: Daypart | None = None
    weekday: int | None = None
    denied: bool = False
    instead: bool = False
    second: bool = False
    leaving: bool = False


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
_GIVEN_UP = Sign.INSTEAD_OF
_EDGES = frozenset(_ABOUT) | {Sign.BREAK, Sign.OR, Sign.CORRECTION, Sign.EXCEPT}
_BEFORE_LONE = _EDGES | {Sign.CAN, Sign.ABBREVIATION}
_AFTER_LONE = _EDGES | {Sign.CAN, Sign.NOT, Sign.BAD}


def parse(tokens: Sequence[Token], words: Words) -> Said:
    """The claims in `tokens`; whatever is not about time is passed over in silence."""
    left = settled(tokens)
    for stage in _STAGES:
        left = stage.run(left, words)
    left = list(WINDOWS.run(_with_lone_numbers(left), words))
    claims = _without_leaving(_corrected(_segments(left)))
    return Said(tuple(_bounds_with_their_hours(claims)), unread=looks_unread(left))


def _bounds_with_their_hours(claims: Sequence[Claim]) -> Iterator[Claim]:
    """ "ab Montag um zehn", "spätestens morgen um zwölf": the hour bounds that day, it is not one of every day."""
    bound: DaySpan | None = None
    for claim, following in itertools.zip_longest(claims, claims[1:]):
        meaning = claim.meaning
        if bound is not None and isinstance(meaning, Clock):
            yield replace(claim, meaning=TimeSpan(meaning, None) if bound.first else TimeSpan(None, meaning))
            bound = None
            continue
        bound = _open_day(meaning) if following and isinstance(following.meaning, Clock) else None
        yield replace(claim, meaning=bound.first or bound.last) if bound else claim


def _open_day(meaning: Meaning | None) -> DaySpan | None:
    """A span of days with one open side whose other end is one day."""
    if not isinstance(meaning, DaySpan) or meaning.outside or (meaning.first and meaning.last):
        return None
    return meaning if isinstance(meaning.first or meaning.last, DayOffset | Weekday | CalendarDay) else None


def _with_lone_numbers(tokens: list[Token]) -> list[Token]:
    """A bare number between edges is an hour ("9 oder 10", "vier am Freitag"); else it may count anything."""
    done: list[Token] = []
    for place, token in enumerate(tokens):
        after = tokens[place + 1].sign if place + 1 < len(tokens) else Sign.BREAK
        before = done[-1].sign if done else Sign.BREAK
        on_a_day = after is Sign.ON and [t.sign for t in tokens[place + 2 : place + 3]] == [Sign.DATE]
        lone = before in _BEFORE_LONE and (after in _AFTER_LONE or on_a_day)
        if token.sign is Sign.NUMBER and (lone or before is _GIVEN_UP or _is_moved(tokens, place)):
            made = compact_clock(token) if token.width > 2 else hour_clock(token.number)
            token = made if made is not None and made.sign is Sign.CLOCK else token
        done.append(token)
    return done


def _is_moved(tokens: Sequence[Token], place: int) -> bool:
    """ "Von zehn auf elf": bare numbers on both sides of the joint, unless the second counts something."""
    signs = [t.sign for t in tokens[max(place - 3, 0) : place + 4]]
    here = min(place, 3)
    around = signs[here - 1 : here + 3] if here else []
    if around[:3] == [Sign.OF, Sign.NUMBER, Sign.ONTO]:
        return True
    moved = signs[max(here - 3, 0) : here] in (
        [Sign.OF, Sign.NUMBER, Sign.ONTO], [Sign.OF, Sign.CLOCK, Sign.ONTO],
    )  # fmt: skip
    return moved and signs[here + 1 : here + 2] != [Sign.COUNTED]


def _segments(tokens: Sequence[Token]) -> Iterator[list[Claim]]:
    """The claims between one correction and the next."""
    segment: list[Claim] = []
    before: list[Token] = []
    clause: list[Token] = []
    for token in [*tokens, Token(Sign.CORRECTION)]:
        if token.sign not in (Sign.CORRECTION, Sign.ONTO, Sign.BREAK):
            clause.append(token)
            continue
        if any(t.sign is Sign.MEANT for t in clause) and any(t.sign in _ABOUT for t in clause):
            yield segment
            segment = []
        if any(t.sign is Sign.WAS for t in clause) and any(t.sign in _ABOUT for t in clause):
            yield segment or _clause_claims(clause)  # "letztes Mal war ich um zehn, diesmal um elf"
            segment, clause = [], []
        if _denies_what_came_before(clause):
            segment = _denied_afterwards(segment)
        elif side := _other_side_meant(before, clause):
            own = max(len(segment) - len(_clause_claims(before)), 0)
            segment = segment[:own] + _on_the_other_side(side, segment[own:])
        else:
            segment = segment + _clause_claims(clause)
        before, clause = clause, []
        if token.sign is not Sign.BREAK:
            yield segment
            segment = []


def _denies_what_came_before(clause: Sequence[Token]) -> bool:
    """ "Montag? Da kann ich nicht." names nothing itself: its "nicht" is about the clause before."""
    signs = {token.sign for token in clause}
    speaks_of_itself = bool(signs & (_ABOUT.keys() | {Sign.OR, Sign.WORKDAYS, Sign.OTHERWISE}))
    alone = signs == {Sign.NOT}
    return not speaks_of_itself and (alone or Sign.BAD in signs or {Sign.NOT, Sign.CAN} <= signs)


_LATER_TIMES, _EARLIER_TIMES = 1, 2
"""The numbers of "danach" and "davor"."""
_AS_WELL = 1
"""The number of "auch" among the words for "geht"."""


def _other_side_meant(before: Sequence[Token], clause: Sequence[Token]) -> int:
    """ "Bis zwei ist Schule, danach", "um drei ist Schule aus, danach": the hour was the caller's own, the visit is
    on its other side; else 0. "Danach hole ich die Kinder" tells of something else again, "danach geht auch" adds."""
    signs = {token.sign for token in clause}
    told_of_something = any(t.sign in (Sign.WORD, Sign.BAD) for t in before) and all(
        t.sign is not Sign.CAN for t in before
    )
    a_clock = any(t.sign is Sign.CLOCK for t in before)
    bare = Sign.WORD not in signs or (Sign.CAN in signs and not a_clock)
    if not (told_of_something and bare and signs <= {Sign.OTHERWISE, Sign.CAN, Sign.WORD}):
        return 0
    if any(t.sign is Sign.CAN and t.number == _AS_WELL for t in clause):
        return 0
    return next((t.number for t in clause if t.sign is Sign.OTHERWISE), 0)


def _on_the_other_side(side: int, segment: Sequence[Claim]) -> list[Claim]:
    """What was said with its hours turned; the day stays, even where "arbeite ich" seemed to deny it."""
    hours = any(claim.about is About.TIME for claim in segment)
    turned = (_turned_to(side, claim) for claim in segment)
    return [replace(claim, denied=False) if hours and claim.about is About.DAY else claim for claim in turned]


def _turned_to(side: int, claim: Claim) -> Claim:
    """A window with one open side that lies on the wrong `side` of its hour is turned round, an hour becomes one;
    "at work by nine, so before that" is unclear: which side was denied already?"""
    span = claim.meaning
    if claim.denied and isinstance(span, TimeSpan) and (span.end if side == _EARLIER_TIMES else span.start):
        return _NOTHING_DENIED
    if isinstance(span, Clock):
        turned = TimeSpan(span, None) if side == _LATER_TIMES else TimeSpan(None, span)
        return replace(claim, meaning=turned, denied=False)
    if not isinstance(span, TimeSpan) or claim.denied or claim.leaving:
        return claim
    wrong = span.start is None if side == _LATER_TIMES else span.end is None
    return replace(claim, meaning=TimeSpan(span.end, span.start)) if wrong else claim


_NOTHING_DENIED = Claim(About.UNCLEAR, denied=True)


def _denied_afterwards(segment: Sequence[Claim]) -> list[Claim]:
    """What was just said is not wanted; after a correction nothing was, and what is meant is unclear."""
    return [replace(claim, denied=True) for claim in segment] or [_NOTHING_DENIED]


def _clause_claims(clause: Sequence[Token]) -> list[Claim]:
    """The claims of one clause, those that "nicht" or "außer" covers marked as denied."""
    clause = _without_what_is_given_up(clause)
    first_denied, last_denied = _denied_span(clause)
    claims: list[Claim] = []
    instead: Token | None = None
    for place, token in enumerate(clause):
        if token.sign is Sign.OR:
            instead = token
        elif token.sign is Sign.WORKDAYS:
            claims += _only_days_of_the_week(denied=first_denied <= place < last_denied)
        elif token.sign in _ABOUT:
            claims.append(_claim(token, instead, denied=first_denied <= place < last_denied))
            instead = None
    if any(token.sign is Sign.LEAVING for token in clause):
        claims = _of_their_own(claims)
    return [Claim(About.UNCLEAR)] if first_denied > last_denied else claims


def _of_their_own(claims: list[Claim]) -> list[Claim]:
    """ "Um drei muss ich wieder weg": the visit is before that; "vom dritten bis zehnten bin ich weg": not then."""
    if all(claim.about is not About.TIME for claim in claims):
        return [replace(claim, denied=True) for claim in claims]
    return [_ends_before(claim) if claim.about is About.TIME else claim for claim in claims]


def _ends_before(claim: Claim) -> Claim:
    meaning = claim.meaning
    end = (meaning.end or meaning.start) if isinstance(meaning, TimeSpan) else meaning
    return replace(claim, meaning=TimeSpan(None, end), leaving=True) if isinstance(end, Clock) else claim


def _without_leaving(claims: list[Claim]) -> list[Claim]:
    """Beside an hour for the visit itself the one at which the caller must be gone need not be said again."""
    wanted = any(c.about is About.TIME and not (c.denied or c.leaving) for c in claims)
    return [c for c in claims if not (wanted and c.leaving)]


def _without_what_is_given_up(clause: Sequence[Token]) -> Sequence[Token]:
    """ "elf statt zehn Uhr", "statt um zehn um elf": what follows "statt" is not wanted; alone, nothing is clear."""
    place = next((n for n, token in enumerate(clause) if token.sign is Sign.INSTEAD_OF), None)
    if place is None:
        return clause
    if any(token.sign in _ABOUT for token in clause[:place]):
        return clause[:place]
    given_up = next((n for n, t in enumerate(clause[place:], place) if t.sign in _ABOUT), len(clause) - 1)
    return [*clause[:place], *clause[given_up + 1 :]]


def _only_days_of_the_week(*, denied: bool) -> Iterator[Claim]:
    """ "unter der Woche" leaves out Saturday and Sunday; denied, all the others."""
    for weekday in range(5) if denied else (5, 6):
        yield Claim(About.DAY, Weekday(weekday), denied=True)


def _denied_span(clause: Sequence[Token]) -> tuple[int, int]:
    """Where denial holds: after "nicht am ...", before "... geht nicht", before "... schlecht", after "außer".

    Between two days with a verb before it ("Freitag geht nicht Samstag"), "nicht" may belong to either:
    then the span is impossible, and the clause is asked about.
    """
    claimed = [place for place, token in enumerate(clause) if token.sign in _ABOUT or token.sign is Sign.WORKDAYS]
    for place, token in enumerate(clause):
        before, after = any(i < place for i in claimed), any(i > place for i in claimed)
        if token.sign is Sign.NOT and clause[place + 1 : place + 2] and clause[place + 1].sign is Sign.BAD:
            return 0, 0  # "nicht so schlecht"
        if token.sign is Sign.EXCEPT:
            return place, len(clause)
        if token.sign is Sign.LATER and token.number == _TOO and before:
            return 0, place
        if token.sign is Sign.BAD:
            return (0, place) if before else (place, len(clause))
        if token.sign is Sign.NOT and before and after:
            return _denied_between(clause, place)
        if token.sign is Sign.NOT:
            return (place, len(clause)) if after else (0, place)
    return 0, 0


_TOO = 2
"""The number of "zu früh", "too late": what stands before it is not wanted."""


def _denied_between(clause: Sequence[Token], place: int) -> tuple[int, int]:
    """ "Donnerstag nicht geht, dann Freitag" denies the first, "Donnerstag nicht Freitag" the second."""
    if clause[place + 1].sign in (Sign.CAN, Sign.BAD):
        return 0, place
    return (1, 0) if clause[place - 1].sign in (Sign.WORD, Sign.CAN) else (place, len(clause))


def _claim(token: Token, joint: Token | None, *, denied: bool) -> Claim:
    part = PARTS[token.number] if token.sign is Sign.PART else None
    weekday = token.number - 1 if token.sign is Sign.DATE and token.number else None
    second = joint is not None and joint.number == SECOND_BEST
    return Claim(_ABOUT[token.sign], token.meaning, part, weekday, denied, joint is not None, second)


def _corrected(segments: Iterator[list[Claim]]) -> list[Claim]:
    """Later segments replace what earlier ones said about the same thing, denials stay.

    A denial of what nobody had named ("Das geht nicht.") says nothing.
    """
    said: list[Claim] = []
    for segment in segments:
        if segment == [_NOTHING_DENIED] and not said:
            continue
        if segment[:1] == [_NOTHING_DENIED] and any(not c.denied for c in segment[1:]):
            segment = segment[1:]  # "Montag, nein, da hab ich Schule, Dienstag": said of what was given up
        renewed = {c.about for c in segment if not c.denied}
        said = [c for c in said if c.denied or c.about not in renewed] + segment
    return said
