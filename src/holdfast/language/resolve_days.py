"""Fourth stage, the days: what all the claims about days say together."""

from dataclasses import replace
from datetime import UTC, time, timedelta

from .days import Span, calendar_day, days_meant, days_of_weekday, nearest, numbered_weekday
from .frame import Doubt, Frame
from .grammar import About, Claim, Said
from .meanings import DAY_TYPES, CalendarDay, DayOffset, DaySpan, FromNow, Part, Week, Weekday, Which
from .reading import QuestionKind, Reading


def days_said(said: Said, frame: Frame) -> list[Reading] | Doubt:
    """One reading of the days, or several where "next week" or the like leaves a choice."""
    moments = [c.meaning for c in said.claims if isinstance(c.meaning, FromNow)]
    if moments:
        reading = _moment(moments[0], frame)
        return [reading] if reading else (QuestionKind.UNREAD, ())
    denied = [c for c in said.claims if c.about is About.DAY and c.denied]
    asserted = [c for c in said.claims if c.about is About.DAY and not c.denied]
    excluded = frozenset(weekday for c in denied for weekday in _excludable(c))
    if not asserted:
        if len(denied) == 1 and (rest := _rest_of_the_days(denied[0], frame)) is not None:
            return [rest]
        if any(not _excludable(c) for c in denied):
            return QuestionKind.UNREAD, ()
        return [Reading(exclude_weekdays=excluded)]
    days = _asserted_days(asserted, frame)
    if isinstance(days, tuple):
        return days
    days = _without_denied_days(days, asserted, denied, frame)
    return [replace(day, exclude_weekdays=excluded) for day in days]


def _without_denied_days(
    days: list[Reading], asserted: list[Claim], denied: list[Claim], frame: Frame
) -> list[Reading]:
    """ "Nicht diesen Samstag, den Samstag drauf" is the one after."""
    spans = [span for c in denied if isinstance(c.meaning, DAY_TYPES) for span in _days_of(c, frame)]
    out = {first for first, last in spans if first is not None and first == last}
    left = [reading for reading in days if not out.intersection(reading.dates)]
    bare = [c.meaning for c in asserted if isinstance(c.meaning, Weekday) and c.meaning.which is Which.BARE]
    if left or not days or len(bare) != 1 or len(days[0].dates) != 1:
        return left or days
    return [replace(days[0], dates=(days[0].dates[0] + timedelta(7),))]


def _days_of(claim: Claim, frame: Frame) -> tuple[Span, ...]:
    if not isinstance(claim.meaning, DAY_TYPES) or _excludable(claim):
        return ()
    return days_meant(claim.meaning, frame.today, ask_next=False)


def _moment(moment: FromNow, frame: Frame) -> Reading | None:
    """So long from now, on the wall clock: the hours that really pass, also in a night of clock change.

    "Within" so long is a window of today; None where it would reach into tomorrow.
    """
    zone = frame.now.tzinfo
    at = (frame.now.astimezone(UTC) + timedelta(minutes=moment.minutes)).astimezone(zone)
    if moment.within:
        until = time(at.hour, at.minute)
        return Reading(dates=(at.date(),), time_to=until) if at.date() == frame.today else None
    return Reading(dates=(at.date(),), times=(time(at.hour, at.minute),))


def _excludable(claim: Claim) -> tuple[int, ...]:
    """A denied bare weekday or weekend leaves its names; any other denied day cannot be said in a reading."""
    match claim.meaning:
        case Weekday(weekday, Which.BARE, 0):
            return (weekday,)
        case Week(0, Part.WEEKEND, bare=True):
            return 5, 6
    return ()


def _rest_of_the_days(claim: Claim, frame: Frame) -> Reading | None:
    """ "Ab Freitag kann ich nicht", "bis zum zehnten bin ich im Urlaub": the days before, the days after."""
    span = claim.meaning
    if not isinstance(span, DaySpan) or span.outside or (span.first and span.last):
        return None
    found = days_meant(span, frame.today, ask_next=frame.ask_next)
    if len(found) != 1:
        return None
    first, last = found[0]
    return _of_span((last + timedelta(1) if last else None, first - timedelta(1) if first else None))


def _asserted_days(claims: list[Claim], frame: Frame) -> list[Reading] | Doubt:
    if len(claims) == 1:
        return _one_day(claims[0], frame)
    if (in_a_week := _weekdays_of_a_week(claims, frame)) is not None:
        return in_a_week
    if not any(c.instead for c in claims) and (combined := _combined(claims, frame)) is not None:
        return combined
    answers = [_one_day(claim, frame) for claim in claims]
    for answer in answers:
        if isinstance(answer, tuple):
            return answer
    first_choices = [answer[0] for answer in answers if isinstance(answer, list)]
    if (inside := _day_inside(first_choices)) and not any(c.instead for c in claims):
        return [inside]
    if (both := _in_both(first_choices)) and not any(c.instead for c in claims):
        return [both]
    if not all(len(r.dates) == 1 for r in first_choices):
        return QuestionKind.WHICH_OPTION, tuple(first_choices)
    options = dict.fromkeys(r.dates[0] for r in first_choices)
    return [Reading(dates=tuple(options))]


def _weekdays_of_a_week(claims: list[Claim], frame: Frame) -> list[Reading] | Doubt | None:
    """ "nächste Woche Dienstag oder Mittwoch": several weekdays in the week that was named before or behind them."""
    framing = [c for c in claims if isinstance(c.meaning, Week) and c.meaning.part is Part.WHOLE and not c.instead]
    weekdays = [c.meaning for c in claims if isinstance(c.meaning, Weekday) and c.meaning.which is Which.BARE]
    if len(framing) != 1 or len(weekdays) < _SEVERAL or len(weekdays) + 1 != len(claims):
        return None
    week = _one_day(framing[0], frame)
    if isinstance(week, tuple):
        return week
    days = [day for w in weekdays for r in week for day in days_of_weekday(w.weekday, (r.date_from, r.date_to))]
    return [Reading(dates=tuple(dict.fromkeys(days)))] if len(days) >= len(weekdays) else (QuestionKind.PAST, ())


_SEVERAL = 2


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


_NEAR = 62


def _of_span(span: Span) -> Reading:
    first, last = span
    if first is not None and first == last:
        return Reading(dates=(first,))
    return Reading(date_from=first, date_to=last)


def _day_inside(readings: list[Reading]) -> Reading | None:
    """ "nach Ostern, am achten April": one day that lies in every span said beside it."""
    days = [r.dates[0] for r in readings if len(r.dates) == 1]
    spans = [r for r in readings if not r.dates]
    if len(days) != 1 or len(spans) + 1 != len(readings):
        return None
    fits = all((r.date_from or days[0]) <= days[0] <= (r.date_to or days[0]) for r in spans)
    return Reading(dates=(days[0],)) if fits else None


def _in_both(readings: list[Reading]) -> Reading | None:
    """ "Nächste Woche vor Karfreitag": the days of a span on that side of another day."""
    if len(readings) != _SEVERAL or any(r.dates for r in readings):
        return None
    if all(r.date_from and r.date_to for r in readings):
        return None
    first = max((r.date_from for r in readings if r.date_from), default=None)
    last = min((r.date_to for r in readings if r.date_to), default=None)
    return _of_span((first, last)) if first and last and first <= last else None


def _weekday_and_date(weekday: int, day: CalendarDay, frame: Frame) -> list[Reading] | Doubt:
    """Weekday and date must agree; where they do not, both are named."""
    meant = calendar_day(day, frame.today)
    if meant is None:
        return QuestionKind.NO_SUCH_DATE, ()
    if meant.weekday() == weekday:
        return [Reading(dates=(meant,))]
    agreeing = numbered_weekday(day.day, weekday, frame.today) if day.month is None else None
    if agreeing and (agreeing - frame.today).days <= _NEAR:
        return [Reading(dates=(agreeing,))]
    if agreeing:  # so far away that a slip in the number is as likely
        days = (agreeing, meant, nearest(weekday, meant, frame.today))
        return QuestionKind.WEEKDAY_AGAINST_DATE, tuple(Reading(dates=(day,)) for day in days)
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
    if len(others) == 2 and not weekdays and (inside := _span_within(others, frame)) is not None:
        return inside
    if len(others) == 2 and not weekdays and 1 <= len(dated) <= 2 and _is_today_word(others):
        return _same_day(claims, frame)
    if len(others) == 2 and len(dated) == 1 and not weekdays:
        return _number_within(dated[0], next(c for c in others if c is not dated[0]), frame)
    return None


def _span_within(claims: list[Claim], frame: Frame) -> list[Reading] | None:
    """ "nächste Woche Montag bis Mittwoch", "nächste Woche ab Mittwoch": from one weekday to another in that week."""
    weeks = [c.meaning for c in claims if isinstance(c.meaning, Week)]
    spans = [c.meaning for c in claims if isinstance(c.meaning, DaySpan)]
    if len(weeks) != 1 or len(spans) != 1 or weeks[0].part is not Part.WHOLE:
        return None
    first, last = spans[0].first or Weekday(0), spans[0].last or Weekday(6)
    if not isinstance(first, Weekday) or not isinstance(last, Weekday) or spans[0].outside:
        return None
    monday = frame.today - timedelta(frame.today.weekday()) + timedelta(7 * weeks[0].offset)
    span = (monday + timedelta(first.weekday), monday + timedelta(last.weekday))
    return [_of_span((max(span[0], frame.today), span[1]))] if span[0] <= span[1] else None


def _is_today_word(claims: list[Claim]) -> bool:
    return any(isinstance(c.meaning, DayOffset) for c in claims)


def _weekday_within(weekday: Weekday, other: Claim, frame: Frame) -> list[Reading] | Doubt | None:
    if isinstance(other.meaning, CalendarDay):
        return _weekday_and_date(weekday.weekday, other.meaning, frame)
    if isinstance(other.meaning, DaySpan) and isinstance(other.meaning.first, Week) and other.meaning.last is None:
        monday = frame.today - timedelta(frame.today.weekday()) + timedelta(7 * other.meaning.first.offset)
        return [Reading(date_from=max(monday + timedelta(weekday.weekday), frame.today))]
    answers = _one_day(other, frame)
    if isinstance(answers, tuple):
        return answers
    within = []
    for answer in answers:
        span: Span = (answer.dates[0], answer.dates[0]) if answer.dates else _closed_for(weekday, answer, frame)
        within += [days_of_weekday(weekday.weekday, span)]
    if not any(within) and answers[0].dates:
        day = answers[0].dates[0]
        other_day = nearest(weekday.weekday, day, frame.today)
        return QuestionKind.WEEKDAY_AGAINST_DATE, (Reading(dates=(day,)), Reading(dates=(other_day,)))
    if not any(within):
        return (QuestionKind.PAST if frame.today.weekday() > weekday.weekday else QuestionKind.UNREAD), ()
    return [Reading(dates=tuple(days)) for days in within if days]


def _closed_for(weekday: Weekday, answer: Reading, frame: Frame) -> Span:
    """ "Nach Neujahr am Montag" is the first one then, "vor Weihnachten am Montag" any of those until then."""
    since = max(answer.date_from or frame.today, frame.today)
    until = since + timedelta(6) if answer.date_to is None else answer.date_to
    return since, until


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
