"""Third stage of reading, its beginning: words whose sense hangs on their neighbours are settled before any rule."""

from collections.abc import Iterator, Sequence

from .signs import Sign, Token

_MORNING_AFTER = (Sign.WEEKDAY, Sign.DAY, Sign.ON, Sign.ORDINAL, Sign.THIS)


def settled(tokens: Sequence[Token]) -> list[Token]:
    """The tokens with mornings, short weekdays, pairs of hours and joints of spans as what they are here."""
    for settle in (_settle_comparisons, _settle_mornings, _settle_short_weekdays, _settle_hours, _settle_joints):
        tokens = list(settle(tokens))
    return list(tokens)


def _settle_comparisons(tokens: Sequence[Token]) -> Iterator[Token]:
    """ "Lieber nachmittags als vormittags" ranks; any other "als" says nothing."""
    prefers = False
    for token in tokens:
        prefers = token.sign is Sign.CORRECTION or (prefers and token.sign is not Sign.BREAK)
        if token.sign is Sign.THAN:
            token = Token(Sign.OR, SECOND_BEST) if prefers else Token(Sign.WORD)
        yield token


SECOND_BEST = 1
"""The number of an "or" behind which stands what would do as well: "zur Not", "sonst"."""


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


def _settle_hours(tokens: Sequence[Token]) -> Iterator[Token]:
    """ "So acht neun Uhr" are two hours: recognisers write no comma; "acht oder neun Uhr" says "Uhr" of both."""
    signs = [token.sign for token in tokens]
    for place, token in enumerate(tokens):
        yield token
        if token.sign is not Sign.NUMBER:
            continue
        after = tokens[place + 1 : place + 2]
        if signs[place + 1 : place + 4] == [Sign.OR, Sign.NUMBER, Sign.HOURMARK]:
            yield Token(Sign.HOURMARK)
        elif signs[place + 1 : place + 3] == [Sign.NUMBER, Sign.HOURMARK] and _are_two_hours(token, after[0]):
            yield from (Token(Sign.HOURMARK), Token(Sign.OR))
        elif after and _are_two_hours(token, after[0]) and Sign.NUMBER not in signs[max(place - 1, 0) : place]:
            yield from (Token(Sign.OR) for sign in [*signs, Sign.BREAK][place + 2 : place + 3] if sign in _BEHIND_HOURS)


_BEHIND_HOURS = (Sign.BREAK, Sign.ON, Sign.OR, Sign.WEEKDAY, Sign.PART)


def _are_two_hours(first: Token, second: Token) -> bool:
    spoken = second.sign is Sign.NUMBER and not (first.width or second.width)
    return spoken and second.number == first.number + 1 < _FIRST_TEEN and second.number != _AMBIGUOUS


_FIRST_TEEN = 13
_AMBIGUOUS = 10
"""Behind "neun" it may also be the second half of "neunzehn"."""


def _settle_joints(tokens: Sequence[Token]) -> Iterator[Token]:
    """ "zwischen A und B", "from A to B": the next joint ends a span, so that nobody reads "zehn Uhr und zwölf"."""
    opened: Sign | None = None
    joint = Sign.UNTIL
    for token in tokens:
        if token.sign is Sign.MOVING:
            joint = Sign.ONTO
        if token.sign in _OPENERS:
            opened = _OPENERS[token.sign]
        if token.sign is opened:
            token, opened = Token(joint if opened is Sign.TO else Sign.UNTIL), None
        elif token.sign is Sign.BREAK and token.text != ",":
            opened = None
        yield token


_OPENERS = {Sign.BETWEEN: Sign.AND, Sign.OF: Sign.TO, Sign.FROM: Sign.TO}


def _settle_short_weekdays(tokens: Sequence[Token]) -> Iterator[Token]:
    """ "Mo 10 Uhr", "Di-Do": a short weekday between marks, numbers and its like; "so" only beside a dash."""
    signs = [Sign.BREAK, *(t.sign for t in tokens), Sign.BREAK]
    for place, token in enumerate(tokens):
        before, after = signs[place], signs[place + 2]
        among = {before, after} & {Sign.DASH, Sign.SLASH}
        joined = before in _JOINTS and signs[place - 1] in (Sign.WEEKDAY, Sign.ABBREVIATION)
        alone = before in _BEFORE_SHORT and after in _AFTER_SHORT and (token.number != _SUNDAY or joined)
        yield Token(Sign.WEEKDAY, token.number) if token.sign is Sign.ABBREVIATION and (among or alone) else token


_SUNDAY = 6
_JOINTS = (Sign.OR, Sign.AND, Sign.UNTIL)
_BEFORE_SHORT = frozenset(
    {Sign.BREAK, Sign.ON, Sign.UNTIL, Sign.AND, Sign.OR, Sign.OF, Sign.FROM, Sign.NOT, Sign.EXCEPT, Sign.THIS}
    | {Sign.NEXT, Sign.COMING}
)
_AFTER_SHORT = frozenset(
    {Sign.BREAK, Sign.NUMBER, Sign.CLOCK, Sign.DOTTED, Sign.PART, Sign.EARLY, Sign.LATE, Sign.AT, Sign.FROM, Sign.UNTIL}
    | {Sign.AND, Sign.OR, Sign.OF, Sign.BETWEEN, Sign.AFTER, Sign.BEFORE, Sign.HALF, Sign.NOT}
)
