"""Second stage of reading: tidy text becomes tokens, each with the sign its word has in the language's table."""

import re
from collections.abc import Iterator

from .habits import Habit
from .likeness import SHORTEST, one_letter_off
from .meanings import CalendarDay, Clock, Half
from .patterns import Pattern
from .signs import Sign, Signs, Token, first_sign
from .vocabulary import HEARD, Words

_PATTERN = Pattern(
    r"""(?P<isodate>\d{4}[-/]\d{1,2}[-/]\d{1,2})(?:t(?=\d))?
      | (?P<slashdate>\d{1,2}[/-]\d{1,2}[/-]\d{4})(?!\d)
      | (?P<ampm>(?<=\d)[ap]\b)
      | (?P<clock>\d{1,2}[:h]\d{2}(?::\d{2})?)(?!\d)
      | (?P<dotted>\d{1,2}\.\d{1,2}(?:\.(?:\d{4}|\d{2})?)?|\d{1,2}\.[ ]\d{1,2}\.(?:[ ]?\d{4})?)(?!\d)
      | (?P<ordinal>\d{1,2}(?:\.(?!\d)|st\b|nd\b|rd\b|th\b|te[nrs]?\b))
      | (?P<decimal>\d{1,3},\d(?!\d))
      | (?P<number>\d{1,9})
      | (?P<word>[^\W\d_]+\.?)
      | (?P<dash>-) | (?P<slash>/) | (?P<at>@) | (?P<colon>:(?=\d)) | (?P<mark>[.,;:!?()\n])""",
    re.VERBOSE,
)
_LONGEST_PHRASE = 5


def tokenize(text: str, table: Words) -> list[Token]:
    """The tokens of tidy `text` in order; words the table does not know stay, as blocks between the others."""
    return list(_with_phrases(_pieces(text), table))


def _pieces(text: str) -> list[tuple[str, str]]:
    """Pairs of kind and text; a dot belongs to its word only where the table may want it ("so.", "sep.")."""
    return [(m.lastgroup or "mark", m.group(m.lastgroup or 0)) for m in _PATTERN.finditer(text)]


def _with_phrases(pieces: list[tuple[str, str]], table: Words) -> Iterator[Token]:
    place = 0
    while place < len(pieces):
        size, signs = _phrase_at(pieces, place, table)
        if size:
            yield from (Token(sign, number) for sign, number in signs)
        elif joined := _one_word_in_two(pieces[place : place + 2], table):
            size = 2
            yield from joined
        else:
            size = 1
            yield from _token(*pieces[place], table)
        place += size


def _phrase_at(pieces: list[tuple[str, str]], place: int, table: Words) -> tuple[int, Signs]:
    for size in range(min(_LONGEST_PHRASE, len(pieces) - place), 1, -1):
        words = tuple(text.rstrip(".") for _, text in pieces[place : place + size])
        if "," in words[1:-1] and len(words) > _SHORT_PHRASE:
            inner = (word for word in words[1:-1] if word != ",")
            words = (words[0], *inner, words[-1])  # "das Nächste, was frei ist"; a comma before it begins anew
        if words in table.phrases:
            return size, table.phrases[words]
        kept = (words[0], *(word for word in words[1:-1] if word not in table.fillers), words[-1])
        if len(kept) < len(words) and kept in table.phrases:
            return size, table.phrases[kept]  # "da bin ich ja weg"
    return 0, ()


_SHORT_PHRASE = 3


_A_DAY = ((Sign.DAYS, 1),)
_A_WEEK = ((Sign.WEEK, 0),)


def _one_word_in_two(pieces: list[tuple[str, str]], table: Words) -> list[Token]:
    """ "Frei Tag", "Mitt woch": a recogniser heard two words where the first is none that speaks of time."""
    if [kind for kind, _ in pieces] != ["word", "word"]:
        return []
    first, second = (text.rstrip(".") for _, text in pieces)
    if first in table.fillers or first in table.numbers or first in table.ordinals or pieces[0][1] != first:
        return []
    if first in table.words and first_sign(table.words[first]) is not Sign.BAD:
        return []  # "Dienst" is one, but not before "Tag"
    joined = first + second
    names_a_day = table.words.get(second) in (_A_DAY, _A_WEEK) and first not in table.unlike
    near = [joined] if joined in table.words or not names_a_day else one_letter_off(joined, table.spelled_out)
    signs = next((table.words[word] for word in near if word in table.words), ())
    return [Token(sign, number) for sign, number in signs] if first_sign(signs) in HEARD else []


def _token(kind: str, text: str, table: Words) -> Iterator[Token]:
    match kind:
        case "word":
            yield from _word(text, table)
        case "number":
            yield Token(Sign.NUMBER, int(text), width=len(text))
        case "decimal":
            whole, tenths = text.split(",")
            yield Token(Sign.NUMBER, int(whole), width=len(whole), minor=6 * int(tenths))
        case "ordinal":
            yield Token(Sign.ORDINAL, int(re.match(r"\d+", text)[0]), width=1 if text.endswith(".") else 2)  # type: ignore[index]
        case "clock":
            yield _clock(text)
        case "dotted":
            yield _dotted(text)
        case "isodate":
            year, month, day = map(int, re.split("[-/]", text))
            yield Token(Sign.DATE, meaning=CalendarDay(day, month, year))
        case "slashdate":
            day, month, year = map(int, re.split("[/-]", text))
            yield Token(Sign.DATE, meaning=CalendarDay(day, month, year))
        case "ampm":
            halves = {"a": Sign.AM, "p": Sign.PM} if Habit.LETTER_HALVES in table.habits else {}
            yield Token(halves.get(text, Sign.WORD), text=text)
        case "colon":
            yield Token(Sign.WORD, text=text)
        case _:
            yield Token({"dash": Sign.DASH, "slash": Sign.SLASH, "at": Sign.AT}.get(kind, Sign.BREAK), text=text)


def _word(text: str, table: Words) -> Iterator[Token]:
    bare = text.rstrip(".")
    if text in table.words:
        yield from (Token(sign, number) for sign, number in table.words[text])
        return
    if bare not in table.fillers:
        yield from _bare_word(bare, table)
    if text != bare and not (len(bare) <= 4 and (bare in table.words or bare in table.fillers)):
        yield Token(Sign.BREAK, text=".")  # a longer word with a dot ends a sentence, a short one is abbreviated


def _bare_word(word: str, table: Words) -> Iterator[Token]:
    if word in table.words:
        yield from (Token(sign, number) for sign, number in table.words[word])
    elif word in table.numbers:
        yield Token(Sign.NUMBER, table.numbers[word])
    elif word in table.ordinals:
        yield Token(Sign.ORDINAL, table.ordinals[word])
    else:
        yield from _compound(word, table)


def _compound(word: str, table: Words) -> Iterator[Token]:
    """ "Mittwochnachmittag", "halbdrei", "Dezemberwoche" are two words written as one; others nobody knows."""
    for cut in range(4, len(word) - 2):
        first, rest = _known(word[:cut], table), _known(word[cut:], table)
        if first and rest and (first[0].sign, rest[0].sign) in _JOINABLE and _may_be_joined(first[0], rest[0]):
            yield from (*first[:1], *rest)
            return
    yield from _misspelled(word, table) or [Token(Sign.WORD, text=word)]


def _may_be_joined(first: Token, rest: Token) -> bool:
    """ "Siebzehndreißig" is a clock time, "hundertzwanzig" a price."""
    return not first.sign is rest.sign is Sign.NUMBER or (first.number <= 24 and 10 <= rest.number < 60)


def _misspelled(word: str, table: Words) -> list[Token]:
    """ "Samschtag", "dreizig", "Mitwoch": a dialect's spelling of a word of time, or one letter amiss in a long one.

    A number is only told so ("vierzen", "fünfunvierzig") where the letter leaves no choice between two.
    """
    if word in table.unlike:
        return []
    if alike := table.by_sound.get(table.sounds.key(word)) if len(word) >= SHORTEST else None:
        return _known(alike, table)
    if near := next((_known(key, table) for key in one_letter_off(word, table.spelled_out)), []):
        return near
    numbers = [_known(key, table) for key in one_letter_off(word, table.counted_out)]
    return numbers[0] if numbers and all(other == numbers[0] for other in numbers) else []


def _known(word: str, table: Words) -> list[Token]:
    if word in table.numbers:
        return [Token(Sign.NUMBER, table.numbers[word])]
    if word in table.ordinals:
        return [Token(Sign.ORDINAL, table.ordinals[word])]
    return [Token(sign, number) for sign, number in table.words.get(word, ())]


_JOINABLE = frozenset(
    [(Sign.WEEKDAY, part) for part in (Sign.PART, Sign.EARLY, Sign.MORGEN)]
    + [(shade, Sign.PART) for shade in (Sign.EARLY, Sign.LATE)]
    + [(part, Sign.NUMBER) for part in (Sign.HALF, Sign.QUARTER, Sign.THREE_QUARTER)]
    + [(Sign.MONTH, part) for part in (Sign.WEEK, Sign.START, Sign.MIDDLE, Sign.END)]
    + [(Sign.NUMBER, Sign.NUMBER), (Sign.NUMBER, Sign.HOURMARK), (Sign.NUMBER, Sign.HALF)]
)


def _clock(text: str) -> Token:
    hour, minute = map(int, re.split("[:h]", text)[:2])
    if hour > 24 or minute > 59:
        return Token(Sign.WRONG_TIME, text=text)
    return Token(Sign.CLOCK, meaning=Clock(hour % 24, minute, _half_of_written(hour, leading_zero=text[0] == "0")))


def _half_of_written(hour: int, *, leading_zero: bool) -> Half:
    """ "6:30" is written so for the morning; "6 Uhr" leaves it open."""
    return Half.MORNING if hour in (5, 6) and not leading_zero else written_half(hour, leading_zero=leading_zero)


def written_half(hour: int, *, leading_zero: bool = False) -> Half:
    """Written digits follow the 24-hour clock, but "3:15" without a zero may be the afternoon."""
    if hour == 0 or hour >= 12 or leading_zero:
        return Half.KNOWN
    return Half.MORNING if hour >= 7 else Half.OPEN


def _dotted(text: str) -> Token:
    """ "28.11." and "14.30" look alike; which it is, the grammar decides from the words around it."""
    parts = [p.strip() for p in text.split(".")]
    if len(parts) > 2 and parts[2]:
        year = int(parts[2])
        return Token(Sign.DATE, meaning=CalendarDay(int(parts[0]), int(parts[1]), year if year > 99 else 2000 + year))
    return Token(Sign.DOTTED, int(parts[0]), minor=int(parts[1]), width=len(parts[1]), text=text)
