"""When the caller would like to come: words about time become instants to search, or one question."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from holdfast.actions.answer import Answer, Retry, Said, State
from holdfast.actions.conversation import Conversation
from holdfast.actions.offering import choices_of, options_of
from holdfast.actions.replying import (
    Direction,
    direction_in,
    latest_round,
    offer_taken,
    open_round,
    other_times,
    shifted,
)
from holdfast.actions.understand import need, words
from holdfast.core.hold import Offer
from holdfast.core.interval import Interval
from holdfast.core.refusals import Reason
from holdfast.core.working_time import WEEKDAYS, day_interval, utc_of
from holdfast.language import (
    Phrase,
    Question,
    QuestionKind,
    Reading,
    means_same_day,
    names_a_place,
    pick_reading,
    read,
)

SEARCH_DAYS = 14
_INSTANT = timedelta(minutes=5)
_FEW = 3
"""So many days are offered side by side; of more, the earliest times."""
_NOT_UNDERSTOOD = (
    QuestionKind.UNREAD,
    QuestionKind.NOTHING_HEARD,
    QuestionKind.NO_SUCH_DATE,
    QuestionKind.NO_SUCH_TIME,
)


@dataclass(frozen=True, slots=True)
class When:
    """When the caller would like to come, in UTC.

    `exact`: wished starts in the order said; `spans` limits starts; `choices`: the same spans by the few days that were
    named. `offer`: the one of this call's offers that the words took. `near`: of what lies within the spans, the nearer
    to it the better. `instead`: other times than were offered are wished for, in that direction. `no_weekdays` and
    `no_times` were ruled out, on the salon's wall clock: alternatives keep to that as well.
    """

    exact: tuple[datetime, ...] = ()
    spans: tuple[Interval, ...] = ()
    choices: tuple[tuple[Interval, ...], ...] = ()
    offer: Offer | None = None
    near: datetime | None = None
    instead: Direction | None = None
    no_weekdays: frozenset[int] = frozenset()
    no_times: tuple[tuple[time, time], ...] = ()

    @property
    def first_start(self) -> datetime:
        """The time said first, or the beginning of the earliest span."""
        return self.exact[0] if self.exact else min(span.start for span in self.spans)

    def allows(self, local: datetime) -> bool:
        """Whether a start on the salon's wall clock was not ruled out ("nicht am Montag", "nicht vormittags")."""
        return local.weekday() not in self.no_weekdays and not any(a <= local.time() < b for a, b in self.no_times)

    @property
    def is_exact(self) -> bool:
        """Whether one clock time on one day (or several such) was asked for."""
        return bool(self.exact)


def hear_when(conv: Conversation, *, replying: bool = False, than: datetime | None = None) -> When | Answer:
    """When the caller means, or the question to ask. Without any words: as soon as possible.

    `replying`: the words may be about what was offered ("den zweiten", "lieber später"). `than`: what "später" is later
    than where nothing was offered yet.
    """
    said = _said(conv, replying)
    if not said:
        return When(spans=(_soon(conv),))
    local = conv.now.astimezone(conv.tenant.timezone)
    answered = _answer_to_question(conv, said, local)
    reading = answered or _read(conv, said, local)
    if replying and answered is None and (reply := _reply(conv, said, reading, than)) is not None:
        conv.note("understood_time", None, {"said": said[:200]}, reply=True)
        return reply
    conv.note("understood_time", None, {"said": said[:200], "reading": repr(reading)[:400]})
    if isinstance(reading, Question):
        if reading.kind is QuestionKind.WHICH_OPTION and (either := _either(conv, reading.choices)) is not None:
            return either
        conv.asked_back(said[:200] if reading.choices else None)
        return _ask_back(conv, reading)
    return _resolve(conv, reading)


def _said(conv: Conversation, replying: bool) -> str:
    """The words about time. In reply to offers they may stand where the slot is named: slot_id "lieber später"."""
    said = " ".join(part for part in (words(conv, "date"), words(conv, "time")) if part)
    return said or (words(conv, "slot_id") if replying else "")


def _reply(conv: Conversation, said: str, reading: Reading | Question, than: datetime | None) -> When | Answer | None:
    """What the words say to the offers named last; None where they are about something else."""
    offered = open_round(conv)
    place = names_a_place(said, conv.tenant.language)
    if offered and (place or _may_take(reading)) and (taken := offer_taken(conv, said)) is not None:
        return When(exact=(taken.slot.start,), offer=taken)
    starts = [offer.slot.start for offer in offered] or ([than] if than else [])
    starts = starts or [offer.slot.start for offer in latest_round(conv)]
    if starts and (direction := direction_in(said)) is not None:
        return _instead(conv, said, direction, starts, reading)
    if offered and place and not _counts_further(reading, len(offered)):
        return which_offer(conv)
    return None


def _may_take(reading: Reading | Question) -> bool:
    """Whether the words may take an offer: a yes, a name, a clock time without its day. Of a window, of a day, all that
    is free is meant."""
    if isinstance(reading, Question):
        return True
    return not reading.names_a_day() and (bool(reading.times) or not reading.names_a_time())


def _counts_further(reading: Reading | Question, offered: int) -> bool:
    """ "Den fünften" of three offers is a day of the month."""
    return isinstance(reading, Reading) and bool(reading.dates) and reading.dates[0].day > offered


def which_offer(conv: Conversation) -> Answer:
    """Which of the offers is not clear: they are said once more. Without any there is only the question for the day."""
    live = conv.live_offers
    if not live:
        return need(Phrase.ASK_DATE, "date")
    said = Said(Phrase.OFFER_CHOICES, {"choices": choices_of(conv, [offer.slot for offer in live])})
    return Answer(State.NEED_INFO, (said,), Retry.ASK, missing="slot_id", options=options_of(conv, live))


def _instead(
    conv: Conversation, said: str, direction: Direction, starts: Sequence[datetime], reading: Reading | Question
) -> When | Answer:
    """Other times than those named, within the day or the hours that were said besides."""
    if (exact := shifted(conv, said, starts)) is not None:
        return When(exact=(exact,))
    other = other_times(conv, direction, starts)
    limit = _limit(conv, said, starts, reading)
    if other is None:
        return need(Phrase.ASK_DATE, "date") if limit is None else limit
    spans = [other.span]
    if isinstance(limit, When) and limit.spans:
        within = [common for span in limit.spans for common in _common(span, other.span)]
        spans = within or list(limit.spans)
    return When(spans=tuple(spans), near=other.near, instead=direction)


def _limit(
    conv: Conversation, said: str, starts: Sequence[datetime], reading: Reading | Question
) -> When | Answer | None:
    """The day or the hours that were said beside "später": "Freitag lieber später", "am selben Tag"."""
    if means_same_day(said):
        return When(spans=(day_interval(starts[0].astimezone(conv.tenant.timezone).date(), conv.tenant.timezone),))
    if isinstance(reading, Question):
        return _resolve(conv, reading.choices[0]) if len(reading.choices) == 1 else None
    return _resolve(conv, reading) if reading.names_a_day() or reading.names_a_time() else None


def _either(conv: Conversation, choices: Sequence[Reading]) -> When | None:
    """ "Donnerstag nachmittags oder Freitag vormittags": all of it is looked at. None where one of the wishes lies
    within another, or could not be searched by itself: then it is asked which was meant."""
    found = [_resolve(conv, choice) for choice in choices]
    clear = [when for when in found if isinstance(when, When)]
    if len(clear) < len(found) or not clear:
        return None
    if all(when.is_exact for when in clear):
        return When(exact=tuple(dict.fromkeys(start for when in clear for start in when.exact)))
    spans = [span for when in clear for span in (*when.spans, *(Interval(at, at + _INSTANT) for at in when.exact))]
    spans.sort(key=lambda span: span.start)
    apart = all(first.end <= second.start for first, second in pairwise(spans))
    by_choice = tuple(when.spans for when in clear if when.spans) if len(clear) <= _FEW else ()
    return When(spans=tuple(spans), choices=by_choice) if apart else None


def _read(conv: Conversation, said: str, local: datetime) -> Reading | Question:
    tenant = conv.tenant
    return read(
        said,
        local,
        tenant.language,
        opening_for_words(conv),
        next_weekday=tenant.speech.next_weekday.value,
        address=tenant.speech.address,
    )


def _answer_to_question(conv: Conversation, said: str, local: datetime) -> Reading | None:
    """Which of the readings that were asked back about these words choose: "den ersten", "den vierten Dezember"."""
    asked = conv.call.asked
    question = _read(conv, asked, local) if asked else None
    if not isinstance(question, Question) or not question.choices:
        return None
    return pick_reading(said, question.choices, conv.tenant.language, local)


def _ask_back(conv: Conversation, question: Question) -> Answer:
    if question.kind in _NOT_UNDERSTOOD:
        conv.misunderstood()
    about_time = (QuestionKind.HALF_OF_DAY, QuestionKind.NO_SUCH_TIME)
    no_day_missing = question.kind is QuestionKind.UNREAD and bool(words(conv, "date")) and bool(words(conv, "time"))
    field = "time" if question.kind in about_time or no_day_missing else "date"
    if question.kind is QuestionKind.PAST:
        return Answer(State.REFUSED, (question.say,), Retry.ASK, Reason.PAST, missing=field)
    return Answer(State.NEED_INFO, (question.say,), Retry.ASK, missing=field)


def opening_for_words(conv: Conversation) -> dict[int, tuple[tuple[int, int], ...]]:
    """The salon's hours as the language room wants them: which half of the day is meant depends on them."""
    weekly = conv.tenant.opening.weekly
    hours = [weekly.days] if weekly else [person.working_hours.days for person in conv.tenant.staff]
    return {
        day: tuple(sorted({(span.start, span.end) for days in hours for span in days[day]}))
        for day in range(len(WEEKDAYS))
    }


def _soon(conv: Conversation) -> Interval:
    return Interval(conv.now, conv.now + timedelta(days=SEARCH_DAYS))


def _resolve(conv: Conversation, reading: Reading) -> When | Answer:
    """A reading on the wall clock becomes instants. A clock time without a day is asked for its day; hours without one
    are looked for on the day that was spoken of, else on all the days to come."""
    if not reading.names_a_day() and reading.names_a_time() and not (reading.any or reading.asap):
        is_unread = bool(words(conv, "date")) and bool(words(conv, "time"))  # What names the day was not understood.
        day = None if is_unread else _day_spoken_of(conv)
        if day is None and reading.times:
            return need(Phrase.ASK_DATE, "date")
        reading = replace(reading, dates=(day,)) if day else reading
    if reading.times and reading.dates and not reading.otherwise:
        return _exact(conv, reading)
    days = _days(conv, reading)
    wishes = [(reading, days), *([(reading.otherwise, _days(conv, reading.otherwise))] if reading.otherwise else [])]
    by_day = tuple(
        spans for wish, on in wishes for day in on if (spans := tuple(_spans_of(conv, wish, day)))
    )  # in the order in which they are preferred
    if by_day:
        spans = tuple(span for spans in by_day for span in spans)
        several = len(reading.dates) > 1 or reading.otherwise is not None
        choices = by_day if several and len(by_day) <= _FEW else ()
        return When(spans=spans, choices=choices, no_weekdays=reading.exclude_weekdays, no_times=reading.exclude_times)
    if days and max(days) <= conv.now.astimezone(conv.tenant.timezone).date():
        said = (Said(Phrase.REFUSED_PAST, {"at": None}), Said(Phrase.ASK_DATE))
        return Answer(State.REFUSED, said, Retry.ASK, Reason.PAST)
    return need(Phrase.ASK_DATE, "date")


def _day_spoken_of(conv: Conversation) -> date | None:
    """ "Und um elf?": the day of what was offered last in this call, where it was one day."""
    zone = conv.tenant.timezone
    days = {offer.slot.start.astimezone(zone).date() for offer in latest_round(conv)}
    return days.pop() if len(days) == 1 else None


def _exact(conv: Conversation, reading: Reading) -> When | Answer:
    zone = conv.tenant.timezone
    instants = [utc_of(day, at, zone) for day in reading.dates for at in reading.times]
    if any(instant is None for instant in instants):
        return need(Phrase.ASK_TIME, "time")
    return When(exact=tuple(instant for instant in instants if instant is not None))


def _days(conv: Conversation, reading: Reading) -> list[date]:
    today = conv.now.astimezone(conv.tenant.timezone).date()
    if reading.dates:
        days = list(reading.dates)
    else:
        first = max(reading.date_from or today, today)
        last = reading.date_to or first + timedelta(days=SEARCH_DAYS)
        last = min(last, first + timedelta(days=31))
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return [day for day in days if day.weekday() not in reading.exclude_weekdays]


def _spans_of(conv: Conversation, reading: Reading, day: date) -> list[Interval]:
    """The parts of one day in which the visit may begin."""
    zone = conv.tenant.timezone
    whole = day_interval(day, zone)
    since, until = reading.window()
    if reading.times:
        starts = [utc_of(day, at, zone) for at in reading.times]
        return [Interval(at, at + _INSTANT) for at in starts if at is not None and at >= conv.now]
    begin = (_instant(day, since, conv) if since else None) or whole.start
    end = (_instant(day, until, conv) if until else None) or whole.end
    spans = [Interval(max(begin, conv.now), end)] if max(begin, conv.now) < end else []
    for first, last in reading.exclude_times:
        out = Interval(_instant(day, first, conv) or whole.start, _instant(day, last, conv) or whole.end)
        spans = [rest for span in spans for rest in without(span, out)]
    return spans


def _instant(day: date, at: time, conv: Conversation) -> datetime | None:
    return utc_of(day, at, conv.tenant.timezone)


def _common(one: Interval, other: Interval) -> list[Interval]:
    start, end = max(one.start, other.start), min(one.end, other.end)
    return [Interval(start, end)] if start < end else []


def without(span: Interval, out: Interval) -> list[Interval]:
    """What is left of a span outside another: up to two spans."""
    parts = ((span.start, min(span.end, out.start)), (max(span.start, out.end), span.end))
    return [Interval(start, end) for start, end in parts if start < end]
