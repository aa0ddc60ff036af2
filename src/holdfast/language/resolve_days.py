"""Fourth stage, the days: what all the claims about days say together."""

from dataclasses import replace
from datetime import UTC, time, timedelta

from .days import Span, calendar_day, days_meant, days_of_weekday, nearest, numbered_weekday
from .frame import Doubt, Frame
from .grammar import About, Claim, Said
from .meanings import DAY_TYPES, CalendarDay, DayOffset, DaySpan, FromNow, Weekday, Which
from .reading import QuestionKind, Reading


def days_said(said: Said, frame: Frame) -> list[Reading] | Doubt:
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
