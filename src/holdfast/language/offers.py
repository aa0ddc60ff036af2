"""Which of the offered slots the caller took: by place, by time, by day or by name."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from .grammar import About, Claim, Said, parse
from .meanings import CalendarDay, Clock, DayOffset, Half, TimeSpan, Weekday
from .patterns import Pattern
from .reader import TABLES
from .reading import Daypart, daypart_window
from .signs import Sign
from .tidy import fold, tidy
from .tokens import tokenize
from .vocabulary import Words
from .wishes import wants_earlier, wants_later, wants_other

_WORDS = Pattern(r"[^\W\d_]+|\d+")
_ONE = Pattern(r"\b(first|second|third|last|middle|earlier|later|earliest|latest) (?:ones?|option|slot)\b")
_JOINED = Pattern(r"(?<=[a-z])-(?=[a-z])")
_LAST = frozenset(["letzte", "letzten", "letzter", "letztes", "last"])
_BUT_ONE = frozenset(["vorletzte", "vorletzten", "vorletzter", "vorletztes"])
_MIDDLE = frozenset(["mittlere", "mittleren", "mittlerer", "mittleres", "middle"])
_EARLIEST = Pattern(r"\b(?:frueh(?:e)?ste[nrs]?|(?:the )?earliest)\b")
_LATEST = Pattern(r"\b(?:spaeteste[nrs]?|(?:the )?latest)\b")
_FORMER = Pattern(
    r"\b(?:(?:der|die|das|den) (?:fruehere[nrs]?|erstere[nrs]?)|erstere[nrs]?|(?:the )earlier|the former)\b"
)
_LATTER = Pattern(
    r"\b(?:(?:der|die|das|den) (?:spaetere[nrs]?|letztere[nrs]?)|letztere[nrs]?|(?:the )later|the latter)\b"
)
_YES = Pattern(
    r"\b(?:ja|jawohl|genau|passt|okay|ok|gerne?|super|perfekt|prima|gut|nehme?n?|buchen|buche|einverstanden|in ordnung"
    r"|abgemacht|machen wir|klingt gut|wunderbar|yes|yeah|yep|sure|fine|great|perfect|that works|sounds good"
    r"|take it|book it|please do)\b"
)
_BUT = Pattern(
    r"\b(?:nein|nee|noe|aber|moment|frage|fragen|wissen|sondern|andere[nrs]?|no|but|wait|question|other|another)\b|\?"
)
_LONGEST_YES = 8
_PLACES = {"eins": 1, "zwei": 2, "drei": 3, "one": 1, "two": 2, "three": 3, "1": 1, "2": 2, "3": 3}
_NUMBERED = frozenset(["option", "nummer", "vorschlag", "termin", "moeglichkeit", "number", "suggestion"])
_BEFORE_A_DATE = frozenset(["am", "vom", "zum", "ab", "bis", "on"])
_WITH = Pattern(r"\b(?:bei|zu|with|by) (?:der |dem |the )?(\w+)")
_NOBODY = frozenset(["ihnen", "ihr", "euch", "dir", "mir", "uns", "you", "me", "us"])
_BEFORE_NOON = (Daypart.MORNING, Daypart.FORENOON)


@dataclass(frozen=True, slots=True)
class OfferHeard:
    """One slot as it was offered; `at` is its local wall-clock time."""

    slot_id: str
    at: datetime
    staff: str


def pick_offer(text: str, offers: Sequence[OfferHeard], lang: str = "de", today: date | None = None) -> str | None:
    """The slot that `text` takes, None where it is unclear, denied, or fits none.

    All that was said must fit: "der zweite um elf" is nobody's if the second is at ten. "Der erste" is a place in the
    row, "am ersten" a day of the month; where a bare ordinal fits both and they differ, it takes nothing. `today`, the
    day of the call, is needed for "morgen".
    """
    table = TABLES.get(lang[:2].lower(), TABLES["de"])
    said_text = _JOINED.sub(" ", _ONE.sub(r"\1", tidy(text)))
    words = _WORDS.findall(said_text)
    said = parse(tokenize(tidy(_with_hours(words, said_text, table)), table), table)
    if not offers or any(c.denied for c in said.claims) or _denies(words, table) or _turns_away(text):
        return None
    matches = [set(found) for found in _criteria(words, said_text, said, offers, table, today)]
    if not matches:
        return offers[0].slot_id if len(offers) == 1 and _agrees(said_text, words, said, offers) else None
    common = set.intersection(*matches)
    return common.pop() if len(common) == 1 else None


def names_a_place(text: str, lang: str = "de") -> bool:
    """Whether the words may count offers ("den zweiten"); "am zweiten" and "den zweiten Dezember" are dates."""
    table = TABLES.get(lang[:2].lower(), TABLES["de"])
    said = _ONE.sub(r"\1", tidy(text))
    words = _WORDS.findall(said)
    if _LAST & set(words) or _BUT_ONE & set(words) or _MIDDLE & set(words) or _numbered(words) is not None:
        return True
    ordinal = _ordinal(words, table)
    return _by_order(said) is not None or (ordinal is not None and not ordinal[1] and not _is_dated(words, table))


def _turns_away(text: str) -> bool:
    return wants_other(text) or wants_later(text) or wants_earlier(text)


def _agrees(text: str, words: Sequence[str], said: Said, offers: Sequence[OfferHeard]) -> bool:
    """A plain yes: short, without a "but", without a time or a person of its own."""
    named = {word for name in offers for word in fold(name.staff).split()} | _NOBODY
    others = [word for word in _WITH.findall(text) if word not in named]
    plain = not said.claims and not said.unread and not others and not _BUT.search(text)
    return plain and len(words) <= _LONGEST_YES and bool(_YES.search(text))


def _denies(words: Sequence[str], table: Words) -> bool:
    return any(table.words.get(word, ((Sign.WORD, 0),))[0:1] == ((Sign.NOT, 0),) for word in words)


def _with_hours(words: Sequence[str], text: str, table: Words) -> str:
    """ "der Elfer" is the one at eleven."""
    for word in words:
        stem = re.sub(r"ers?$", "", word)
        if stem != word and 7 <= table.numbers.get(stem, 0) <= 20 and word not in table.ordinals:
            return f"{text.replace(word, ' ')} um {stem}"
    return text


def _criteria(
    words: Sequence[str], text: str, said: Said, offers: Sequence[OfferHeard], table: Words, today: date | None
) -> list[list[str]]:
    """For everything that was named, the slots it fits."""
    found = []
    if staff := _staff_named(words, offers):
        found.append([offer.slot_id for offer in offers if offer.staff in staff])
    for claim in said.claims:
        if claim.about is About.TIME:
            found.append(_at_time(claim, offers))
        elif claim.about is About.DAY and not _is_number_alone(claim):
            found.append([offer.slot_id for offer in offers if _on_day(claim, offer.at, today)])
    place = _place(words, text, offers, table)
    if place is not None:
        found.append([offers[at].slot_id for at in place])
    return found


def _staff_named(words: Sequence[str], offers: Sequence[OfferHeard]) -> set[str]:
    said = set(words)
    return {offer.staff for offer in offers if said & set(fold(offer.staff).split())}


def _at_time(claim: Claim, offers: Sequence[OfferHeard]) -> list[str]:
    """The slots at that time or in that window; of a full hour also the only one that begins within it."""
    if claim.part is not None:
        return [offer.slot_id for offer in offers if _in_part(claim.part, offer.at)]
    clock = claim.meaning
    if isinstance(clock, TimeSpan):
        return [offer.slot_id for offer in offers if _within(clock, offer.at)]
    if not isinstance(clock, Clock):
        return []
    exact = [offer.slot_id for offer in offers if _shows(clock, offer.at) and offer.at.minute == clock.minute]
    within = [offer.slot_id for offer in offers if _shows(clock, offer.at)]
    return exact or (within if clock.minute == 0 and len(within) == 1 else [])


def _shows(clock: Clock, at: datetime) -> bool:
    return at.hour == clock.hour if clock.half is Half.KNOWN else at.hour % 12 == clock.hour % 12


def _in_part(part: Daypart, at: datetime) -> bool:
    first, last = daypart_window(part)
    return at.hour < 12 if part in _BEFORE_NOON else first <= at.time() < last


def _within(span: TimeSpan, at: datetime) -> bool:
    """In a window, whose hours count as those of the half of the day that the offer lies in."""

    def minute(clock: Clock) -> int:
        open_half = clock.half is not Half.KNOWN and at.hour >= 12 and clock.hour < 12
        return (clock.hour + (12 if open_half and clock.hour < 8 else 0)) * 60 + clock.minute

    now = at.hour * 60 + at.minute
    return (span.start is None or minute(span.start) <= now) and (span.end is None or now < minute(span.end))


def _is_number_alone(claim: Claim) -> bool:
    """A bare "der zweite" may count the offers (`_place`)."""
    return isinstance(claim.meaning, CalendarDay) and claim.meaning.month is None


def _on_day(claim: Claim, at: datetime, today: date | None) -> bool:
    match claim.meaning:
        case Weekday(weekday):
            return at.weekday() == weekday
        case CalendarDay(day, month):
            return (at.day, at.month) == (day, month)
        case DayOffset(days) if today is not None:
            return (at.date() - today).days == days
    return False


def _place(words: Sequence[str], text: str, offers: Sequence[OfferHeard], table: Words) -> list[int] | None:
    """The places in the row, counted from 0, that were named: none where there is no such, None where nothing was."""
    said = set(words)
    if _BUT_ONE & said:
        return [len(offers) - 2] if len(offers) > 1 else []
    if (by_order := _by_order(text)) is not None:
        return _in_order(by_order, offers)
    if _LAST & said:
        return [len(offers) - 1]
    if _MIDDLE & said:
        return [len(offers) // 2] if len(offers) % 2 and len(offers) > 1 else []
    number = _numbered(words)
    if number is not None:
        return [number - 1] if number <= len(offers) else []
    ordinal = _ordinal(words, table)
    if ordinal is None or _is_dated(words, table):
        return None
    on_day = [place for place, offer in enumerate(offers) if offer.at.day == ordinal[0]]
    if ordinal[1]:
        return on_day
    return sorted({*on_day, *([ordinal[0] - 1] if ordinal[0] <= len(offers) else [])})


def _by_order(text: str) -> tuple[int, bool] | None:
    """ "Den frühesten" or "den früheren": which end of the row in time, and whether of any number of offers."""
    for pattern, end, of_many in ((_EARLIEST, 0, True), (_LATEST, -1, True), (_FORMER, 0, False), (_LATTER, -1, False)):
        if pattern.search(text):
            return end, of_many
    return None


def _in_order(wanted: tuple[int, bool], offers: Sequence[OfferHeard]) -> list[int]:
    """Of two, the former and the latter are clear; of more, only the first and the last in time."""
    end, of_many = wanted
    in_time = sorted(range(len(offers)), key=lambda place: offers[place].at)
    return [in_time[end]] if of_many or len(offers) == 2 else []


def _numbered(words: Sequence[str]) -> int | None:
    """ "Option zwei"."""
    named = [_PLACES[word] for before, word in pairwise(words) if before in _NUMBERED and word in _PLACES]
    return named[0] if named else None


def _ordinal(words: Sequence[str], table: Words) -> tuple[int, bool] | None:
    """The only ordinal that was said, and whether it names a day of the month ("am ersten")."""
    found = [
        (table.ordinals[word], bool(_BEFORE_A_DATE & {before, earlier if before == "the" else ""}))
        for earlier, before, word in zip(["", "", *words], ["", *words], words, strict=False)
        if word in table.ordinals
    ]
    return found[0] if len(found) == 1 else None


def _is_dated(words: Sequence[str], table: Words) -> bool:
    return any(word in table.words and table.words[word][0][0] is Sign.MONTH for word in words)
