"""Fourth stage of reading: claims are set against the calendar, the clock and the opening hours.

What is clear becomes a Reading; what is open becomes a Question that carries every reading it would decide
between. Nothing is guessed: a claim that cannot be expressed or does not fit the others is asked about.
"""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from .clocks import Hours, Opening, hours_on, minutes_meant, wall_time, windows_meant
from .days import Span, calendar_day, days_meant, days_of_weekday, nearest, numbered_weekday
from .grammar import About, Claim, Said
from .grammar_clock import part_of_clock
from .meanings import (
    DAY_TYPES,
    CalendarDay,
    Clock,
    DayOffset,
    DaySpan,
    FromNow,
    Length,
    TimeSpan,
    Weekday,
    Which,
)
from .reading import Daypart, QuestionKind, Reading, daypart_window

Doubt = tuple[QuestionKind, tuple[Reading, ...]]
"""What has to be asked, before it is put into words."""


_ASKED_AT_ONCE = {
    About.NO_TIME: QuestionKind.NO_SUCH_TIME,
    About.GONE: QuestionKind.PAST,
    About.UNCLEAR: QuestionKind.UNREAD,
}


@dataclass(frozen=True, slots=True)
class Frame:
    """What a reading is set against: the moment of speaking, opening hours, the house's habit for "next"."""

    now: datetime
    opening: Opening | None
    ask_next: bool

    @property
    def today(self) -> date:
        """The day on which the words are spoken."""
        return self.now.date()

    @property
    def minute(self) -> int:
        """The minute of today at which the words are spoken."""
        return self.now.hour * 60 + self.now.minute


def resolve(said: Said, frame: Frame) -> Reading | Doubt:
    """The reading of all claims together, or the doubt that stands in its way."""
    if not said.claims:
        return (QuestionKind.UNREAD if said.unread else QuestionKind.NOTHING_HEARD), ()
    abouts = {c.about for c in said.claims}
    for about, kind in _ASKED_AT_ONCE.items():
        if about in abouts:
            return kind, ()
    if pairs := _separate_wishes(said):
        return _which_option([resolve(pair, frame) for pair in pairs])
    days = _days(said, frame)
    if isinstance(days, tuple):
        kind, choices = days
        return kind, tuple(_timed_choice(choice, said, frame) for choice in choices)
    return _joined([_with_times(day, said, frame) for day in days], said, frame)


def _timed_choice(day: Reading, said: Said, frame: Frame) -> Reading:
    """A choice between days keeps the time that was said, unless that is in doubt as well."""
    timed = _with_times(day, said, frame)
    return timed if isinstance(timed, Reading) else day


def _separate_wishes(said: Said) -> list[Said]:
    """ "Montag um zehn oder Dienstag um elf": each side has its own day and time, so they may not be mixed."""
    sides: list[list[Claim]] = [[]]
    for claim in said.claims:
        if claim.instead and claim.about is About.DAY and not claim.denied:
            sides.append([])
        sides[-1].append(claim)
    needed = {About.DAY, About.TIME}
    full = [side for side in sides if needed <= {c.about for c in side if not c.denied}]
    return [Said(tuple(side), unread=False) for side in sides] if len(full) == len(sides) > 1 else []


def _which_option(answers: list[Reading | Doubt]) -> Doubt:
    readings: list[Reading] = []
    for answer in answers:
        readings += [answer] if isinstance(answer, Reading) else answer[1]
    return QuestionKind.WHICH_OPTION, tuple(readings)


def _joined(readings: list[Reading | Doubt], said: Said, frame: Frame) -> Reading | Doubt:
    """Several days with certain times are a question of the week; a doubt about the time comes first."""
    for reading in readings:
        if isinstance(reading, tuple):
            return reading
    clear = tuple(r for r in readings if isinstance(r, Reading))
    future = tuple(r for r in clear if not _is_past(r, frame))
    if not future:
        return QuestionKind.PAST, ()
    if len(future) > 1:
        return QuestionKind.WHICH_WEEK, future
    if said.unread:
        return QuestionKind.UNREAD, () if future[0].is_empty() else future
    return (QuestionKind.UNREAD, ()) if future[0].is_empty() else future[0]


# --- days ---------------------------------------------------------------------------------------------


def _days(said: Said, frame: Frame) -> list[Reading] | Doubt:
    """One reading of the days, or several where "next week" or the like leaves a choice."""
    moments = [c.meaning for c in said.claims if isinstance(c.meaning, FromNow)]
    if moments:
        return [_moment(moments[0], frame)]
    denied = [c for c in said.claims if c.about is About.DAY and c.denied]
    asserted = [c for c in said.claims if c.about is About.DAY and not c.denied]
    excluded = frozenset(w for c in denied if (w := _excludable(c)) is not None)
    if not asserted:
        if any(_excludable(c) is None for c in denied):
            return QuestionKind.UNREAD, ()
        return [Reading(exclude_weekdays=excluded)]
    days = _asserted_days(asserted, frame)
    if isinstance(days, tuple):
        return days
    return [replace(day, exclude_weekdays=excluded) for day in days]


def _moment(moment: FromNow, frame: Frame) -> Reading:
    """So long from now, on the wall clock: the hours that really pass, also in a night of clock change."""
    zone = frame.now.tzinfo
    at = (frame.now.astimezone(UTC) + timedelta(minutes=moment.minutes)).astimezone(zone)
    return Reading(dates=(at.date(),), times=(time(at.hour, at.minute),))


def _excludable(claim: Claim) -> int | None:
    """A denied bare weekday leaves its name; any other denied day cannot be said in a reading."""
    meaning = claim.meaning
    bare = isinstance(meaning, Weekday) and meaning.which is Which.BARE and not meaning.weeks
    return meaning.weekday if bare and isinstance(meaning, Weekday) else None


def _asserted_days(claims: list[Claim], frame: Frame) -> list[Reading] | Doubt:
    if len(claims) == 1:
        return _one_day(claims[0], frame)
    if not any(c.instead for c in claims) and (combined := _combined(claims, frame)) is not None:
        return combined
    answers = [_one_day(claim, frame) for claim in claims]
    for answer in answers:
        if isinstance(answer, tuple):
            return answer
    first_choices = [answer[0] for answer in answers if isinstance(answer, list)]
    if not all(len(r.dates) == 1 for r in first_choices):
        return QuestionKind.WHICH_OPTION, tuple(first_choices)
    options = dict.fromkeys(r.dates[0] for r in first_choices)
    return [Reading(dates=tuple(options))]


def _one_day(claim: Claim, frame: Frame) -> list[Reading] | Doubt:
    meaning = claim.meaning
    if claim.weekday is not None and isinstance(meaning, CalendarDay):
        return _weekday_and_date(claim.weekday, meaning, frame)
    if not isinstance(meaning, (*DAY_TYPES, DaySpan)):
        return QuestionKind.UNREAD, ()
    spans = days_meant(meaning, frame.today, ask_next=frame.ask_next)
    if not spans:
        return QuestionKind.NO_SUCH_DATE, ()
    if any(first and last and first > last for first, last in spans):
        return QuestionKind.UNREAD, ()
    return [_of_span(span) for span in spans]


def _of_span(span: Span) -> Reading:
    first, last = span
    if first is not None and first == last:
        return Reading(dates=(first,))
    return Reading(date_from=first, date_to=last)


def _weekday_and_date(weekday: int, day: CalendarDay, frame: Frame) -> list[Reading] | Doubt:
    """Weekday and date must agree; where they do not, both are named."""
    meant = calendar_day(day, frame.today)
    if day.month is None and meant and meant.weekday() != weekday:
        meant = numbered_weekday(day.day, weekday, frame.today) or meant
    if meant is None:
        return QuestionKind.NO_SUCH_DATE, ()
    if meant.weekday() == weekday:
        return [Reading(dates=(meant,))]
    if meant < frame.today:
        return QuestionKind.PAST, ()
    other = nearest(weekday, meant, frame.today)
    return QuestionKind.WEEKDAY_AGAINST_DATE, (Reading(dates=(meant,)), Reading(dates=(other,)))


def _combined(claims: list[Claim], frame: Frame) -> list[Reading] | Doubt | None:
    """Several words for one day ("Donnerstag ... diese Woche", "morgen, Mittwoch"); None: they are options."""
    weekdays = [c for c in claims if isinstance(c.meaning, Weekday)]
    others = [c for c in claims if not isinstance(c.meaning, Weekday)]
    dated = [c for c in others if isinstance(c.meaning, CalendarDay)]
    if len(weekdays) == 1 and len(others) == 1 and isinstance(weekdays[0].meaning, Weekday):
        return _weekday_within(weekdays[0].meaning, others[0], frame)
    if len(others) == 2 and not weekdays and 1 <= len(dated) <= 2 and _is_today_word(others):
        return _same_day(claims, frame)
    if len(others) == 2 and len(dated) == 1 and not weekdays:
        return _number_within(dated[0], next(c for c in others if c is not dated[0]), frame)
    return None


def _is_today_word(claims: list[Claim]) -> bool:
    return any(isinstance(c.meaning, DayOffset) for c in claims)


def _weekday_within(weekday: Weekday, other: Claim, frame: Frame) -> list[Reading] | Doubt | None:
    if isinstance(other.meaning, CalendarDay):
        return _weekday_and_date(weekday.weekday, other.meaning, frame)
    answers = _one_day(other, frame)
    if isinstance(answers, tuple):
        return answers
    within = []
    for answer in answers:
        span: Span = (answer.dates[0], answer.dates[0]) if answer.dates else (answer.date_from, answer.date_to)
        within += [days_of_weekday(weekday.weekday, span)]
    if not any(within) and answers[0].dates:
        day = answers[0].dates[0]
        other_day = nearest(weekday.weekday, day, frame.today)
        return QuestionKind.WEEKDAY_AGAINST_DATE, (Reading(dates=(day,)), Reading(dates=(other_day,)))
    if not any(within):
        return (QuestionKind.PAST if frame.today.weekday() > weekday.weekday else QuestionKind.UNREAD), ()
    return [Reading(dates=tuple(days)) for days in within if days]


def _same_day(claims: list[Claim], frame: Frame) -> list[Reading] | Doubt | None:
    answers = [_one_day(c, frame) for c in claims]
    days = [r for answer in answers if isinstance(answer, list) for r in answer]
    if len(days) != len(claims):
        return next(a for a in answers if isinstance(a, tuple))
    if all(r == days[0] for r in days):
        return [days[0]]
    return QuestionKind.WEEKDAY_AGAINST_DATE, tuple(days)


def _number_within(numbered: Claim, frame_claim: Claim, frame: Frame) -> list[Reading] | Doubt | None:
    """ "am zwanzigsten nächsten Monat": the day of that number inside the span."""
    answers = _one_day(frame_claim, frame)
    if isinstance(answers, tuple) or not isinstance(numbered.meaning, CalendarDay):
        return None
    first, last = answers[0].date_from, answers[0].date_to
    if first is None or last is None:
        return None
    day = calendar_day(numbered.meaning, first)
    return [Reading(dates=(day,))] if day and day <= last else (QuestionKind.NO_SUCH_DATE, ())


# --- times --------------------------------------------------------------------------------------------


def _with_times(day: Reading, said: Said, frame: Frame) -> Reading | Doubt:
    """`day` with the clock times, windows and lengths that were said of it."""
    claims = [c for c in said.claims if c.about is About.TIME]
    asserted = [c for c in claims if not c.denied]
    if len(claims) > len(asserted) and not asserted:
        return QuestionKind.UNREAD, () if day.is_empty() else (day,)
    if any(c.denied and isinstance(c.meaning, TimeSpan) for c in claims):
        return QuestionKind.UNREAD, () if day.is_empty() else (day,)
    day = _with_wishes(day, said)
    parts = [c.part for c in asserted if c.part]
    timed = _timed(asserted, parts[0] if parts else None)
    if not timed:
        return _with_parts(day, parts)
    return _placed(day, timed, frame)


def _with_wishes(day: Reading, said: Said) -> Reading:
    lengths = [c.meaning.minutes for c in said.claims if isinstance(c.meaning, Length)]
    abouts = {c.about for c in said.claims if not c.denied}
    alone = not abouts & {About.DAY, About.TIME, About.MOMENT, About.ASAP} and not day.exclude_weekdays
    return replace(
        day,
        minutes=lengths[0] if lengths else None,
        asap=About.ASAP in abouts,
        any=About.ANY in abouts and alone,
    )


def _with_parts(day: Reading, parts: list[Daypart]) -> Reading | Doubt:
    distinct = list(dict.fromkeys(parts))
    if len(distinct) > 1 and set(distinct) != {Daypart.MORNING, Daypart.FORENOON}:
        return QuestionKind.WHICH_OPTION, tuple(replace(day, daypart=part) for part in distinct)
    return replace(day, daypart=distinct[-1] if distinct else None)


def _timed(claims: list[Claim], part: Daypart | None) -> list[Clock | TimeSpan]:
    """The clock times and windows said, their half of the day settled where a day part was said."""
    found: list[Clock | TimeSpan] = []
    for claim in claims:
        if isinstance(claim.meaning, Clock):
            found.append(part_of_clock(claim.meaning, part) if part else claim.meaning)
        elif isinstance(claim.meaning, TimeSpan):
            ends = [part_of_clock(c, part) if c and part else c for c in (claim.meaning.start, claim.meaning.end)]
            found.append(TimeSpan(ends[0], ends[1]))
    return found


def _placed(day: Reading, timed: list[Clock | TimeSpan], frame: Frame) -> Reading | Doubt:
    after = frame.minute if day.dates == (frame.today,) else None
    hours = hours_on(day.dates, frame.opening, after)
    spans = [t for t in timed if isinstance(t, TimeSpan)]
    clocks = [t for t in timed if isinstance(t, Clock)]
    if not spans:
        return _half_doubt(day, _clock_readings(day, clocks, hours))
    if clocks or len(spans) > 2:
        return QuestionKind.UNREAD, ()
    window = spans[0] if len(spans) == 1 else _one_window(spans[0], spans[1])
    if window is None:
        return QuestionKind.UNREAD, ()
    found = windows_meant(window, hours)
    return _half_doubt(day, [_windowed(day, start, end) for start, end in found])


def _windowed(day: Reading, start: int | None, end: int | None) -> Reading:
    return replace(
        day,
        time_from=None if start is None else wall_time(start),
        time_to=None if end is None else wall_time(end),
    )


def _one_window(first: TimeSpan, second: TimeSpan) -> TimeSpan | None:
    """ "nach halb zehn, aber vor elf" is one window."""
    if first.end is None and second.start is None:
        return TimeSpan(first.start, second.end)
    if first.start is None and second.end is None:
        return TimeSpan(second.start, first.end)
    return None


def _clock_readings(day: Reading, clocks: list[Clock], hours: Hours) -> list[Reading]:
    """One reading, or one with the earlier and one with the later half of the day."""
    meant = [minutes_meant(clock, hours) for clock in clocks]
    early = tuple(dict.fromkeys(wall_time(minutes[0]) for minutes in meant))
    late = tuple(dict.fromkeys(wall_time(minutes[-1]) for minutes in meant))
    readings = [replace(day, times=early)]
    return readings if early == late else [*readings, replace(day, times=late)]


def _half_doubt(day: Reading, readings: list[Reading]) -> Reading | Doubt:
    distinct = tuple(dict.fromkeys(readings))
    if not distinct:
        return QuestionKind.UNREAD, () if day.is_empty() else (day,)
    return distinct[0] if len(distinct) == 1 else (QuestionKind.HALF_OF_DAY, distinct)


def _is_past(reading: Reading, frame: Frame) -> bool:
    """Whether all that was named lies before the moment of speaking."""
    last_days = reading.dates or ((reading.date_to,) if reading.date_to else ())
    if not last_days or max(last_days) > frame.today:
        return False
    if max(last_days) < frame.today:
        return True
    return _is_over_today(reading, frame.minute)


def _is_over_today(reading: Reading, now: int) -> bool:
    if reading.times:
        return all(t.hour * 60 + t.minute <= now for t in reading.times)
    end = reading.time_to or (daypart_window(reading.daypart)[1] if reading.daypart else None)
    return end is not None and end.hour * 60 + end.minute <= now
