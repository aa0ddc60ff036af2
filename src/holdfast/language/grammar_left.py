"""Third stage of reading, its end: words of time that no rule could read make a question of the sentence."""

import itertools
from collections.abc import Sequence

from .grammar_windows import NAMED_BY
from .signs import Sign, Token

_LOOKS_LIKE_TIME = frozenset(
    {Sign.HOURMARK, Sign.HALF, Sign.QUARTER, Sign.THREE_QUARTER, Sign.MONTH, Sign.MONTHS, Sign.WEEK, Sign.WORKWEEK}
    | {Sign.START, Sign.MIDDLE, Sign.END, Sign.WEEKEND}
    | {Sign.LATER, Sign.EARLIER, Sign.DOTTED, Sign.AFTER_NEXT, Sign.ISOWEEK, Sign.ADVENT, Sign.SEASON}
)
_SIDE_BY_SIDE = frozenset(
    [(before, Sign.NUMBER) for before in (Sign.AT, Sign.ON, Sign.UNTIL, Sign.FROM)]  # "am zwölf"
    + [(Sign.NUMBER, behind) for behind in (Sign.BEFORE, Sign.AFTER)]  # "zwanzig nach"
    + [(count, Sign.DAYS) for count in (Sign.NUMBER, Sign.ONE)]  # "drei Tage"
    + [(Sign.DAYS, Sign.AFTER)]  # "the day after"
)
_BOUNDS = (Sign.UNTIL, Sign.BETWEEN, Sign.FROM)
_AROUND = (Sign.BEFORE, Sign.AFTER)
_WITH_ARTICLE = 2
"""The number of a bound with its article."""
_WHICH_OF_THEM = (Sign.THIS, Sign.NEXT, Sign.COMING)


def looks_unread(tokens: Sequence[Token]) -> bool:
    """Whether among the `tokens` that the rules left are some that speak of time."""
    pairs = list(itertools.pairwise(tokens))
    clear = any(t.sign in (Sign.WINDOW, Sign.CLOCK) for t in tokens)
    return (
        any(t.sign in _LOOKS_LIKE_TIME and not (clear and t.sign is Sign.LATER and t.number) for t in tokens)
        or any(_is_left_over(first, second) for first, second in pairs)
        or _denies_one_of_several(pairs)
        or _is_beside_an_event(tokens)
        or _denies_or_corrects(tokens)
        or _begins_somewhere(tokens)
    )


def _is_left_over(first: Token, second: Token) -> bool:
    if first.sign in _AROUND and first.number == _WITH_ARTICLE and second.sign in (Sign.WORD, Sign.EVENT):
        return True  # "nach der Hochzeit": only the caller knows when that is
    if first.sign is Sign.IN and second.sign is Sign.NUMBER:
        return not first.number and not second.width  # "in vierzehn" of what nobody has heard
    if first.number == NAMED_BY:
        return False
    return (first.sign, second.sign) in _SIDE_BY_SIDE or (first.sign in _BOUNDS and second.sign is not Sign.BREAK)


def _denies_one_of_several(pairs: Sequence[tuple[Token, Token]]) -> bool:
    """ "Nicht diesen": which one, if no day stands behind it?"""
    signs = [(first.sign, second.sign) for first, second in pairs]
    place = next((n for n, (f, s) in enumerate(signs) if f is Sign.NOT and s in _WHICH_OF_THEM), len(signs))
    return place < len(signs) and all(second is not Sign.DATE for _, second in signs[place:])


def _denies_or_corrects(tokens: Sequence[Token]) -> bool:
    """ "Thursday, no Friday": another day instead, or not that one?"""
    behind_a_day = itertools.dropwhile(lambda t: t.sign not in (Sign.DATE, Sign.SPAN), tokens)
    return any(t.sign is Sign.NOT and t.number == _MAY_CORRECT for t in behind_a_day)


_MAY_CORRECT = 1


def _begins_somewhere(tokens: Sequence[Token]) -> bool:
    """ "Mittwoch von vier oder Donnerstag": a bare number behind "von" or "auf" that counts nothing."""
    threes = zip(tokens, tokens[1:], [*tokens[2:], Token(Sign.BREAK)], strict=False)
    return any(
        first.sign in (Sign.OF, Sign.ONTO) and second.sign is Sign.NUMBER and third.sign in _ENDS_A_BOUND
        for first, second, third in threes
    )


_ENDS_A_BOUND = (Sign.BREAK, Sign.OR, Sign.DATE, Sign.SPAN, Sign.ON)


def _is_beside_an_event(tokens: Sequence[Token]) -> bool:
    """Whether a clause names a day together with an event of the caller's own."""
    clause: set[Sign] = set()
    for token in [*tokens, Token(Sign.BREAK)]:
        if token.sign is not Sign.BREAK:
            clause.add(token.sign)
            continue
        if Sign.EVENT in clause and clause & {Sign.DATE, Sign.SPAN}:
            return True
        clause = set()
    return False
