"""Who can take over a call now, and when somebody can call back: only what really can be delivered is promised (R3)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Protocol

from holdfast.actions.answer import Answer, Retry, Said, State
from holdfast.actions.conversation import Conversation
from holdfast.actions.understand import need, words
from holdfast.core.interval import CellWindow, Interval, cell_at, instant_of
from holdfast.core.tenant import Handover, Tenant
from holdfast.core.working_time import DaySpan, Hours, LocalDay, local_days, wall_minute
from holdfast.language import Phrase, is_hidden_number, read_customer_name, read_phone
from holdfast.store import tasks
from holdfast.store.tasks import Task, TaskKind

CALLBACK_WITHIN = timedelta(minutes=30)
_SEARCHED_DAYS = 21
MISUNDERSTANDINGS_ALLOWED = 2


class Timed(Protocol):
    """A salon at a moment: all that opening hours are asked of."""

    @property
    def tenant(self) -> Tenant:
        """The salon's configuration."""
        ...

    @property
    def now(self) -> datetime:
        """The moment."""
        ...

    def holidays(self, days: tuple[date, ...]) -> Mapping[date, str]:
        """Public holidays in the years of these days."""
        ...


def hours_of(conv: Timed, day: date) -> Hours:
    """The hours of a day: the salon's own, or, where none are written down, those in which anybody works."""
    tenant = conv.tenant
    hours = tenant.opening.hours_on(day, conv.holidays((day,)))
    if hours is not None:
        return hours
    return tuple(sorted({span for person in tenant.staff for span in person.working_hours.on(day)}))


def open_now(conv: Conversation) -> bool:
    """Whether the salon is open at this moment."""
    return _within(conv, hours_of(conv, _today(conv)))


def _within(conv: Conversation, hours: Hours) -> bool:
    minute = wall_minute(cell_at(conv.now), conv.tenant.timezone)
    return any(span.start <= minute < span.end for span in hours)


def _today(conv: Conversation) -> date:
    return conv.now.astimezone(conv.tenant.timezone).date()


def transfer_now(conv: Conversation) -> Handover | None:
    """The person to whom the call can be put through at this moment: by their own weekly hours, which on holidays,
    closures and special days hold only while the salon is open."""
    usual = _is_ordinary(conv, _today(conv))
    for handover in conv.tenant.handovers:
        at_work = handover.hours is None or _within(conv, handover.hours.on(_today(conv)))
        if at_work and ((usual and handover.hours is not None) or open_now(conv)):
            return handover
    return None


def _is_ordinary(conv: Conversation, day: date) -> bool:
    opening, holidays = conv.tenant.opening, conv.holidays((day,))
    return day not in holidays and opening.special(day) is None and not opening.closed_by_closure(day)


def callback_time(conv: Timed) -> datetime | None:
    """By when somebody calls back: within half an hour of opening hours, today or on the next open day."""
    span = Interval(conv.now, conv.now + timedelta(days=_SEARCHED_DAYS))
    for day in local_days(CellWindow.around(span), conv.tenant.timezone):
        for hours in hours_of(conv, day.day):
            if (at := _first_in(day, hours, conv.now)) is not None:
                return at
    return None


def _first_in(day: LocalDay, hours: DaySpan, now: datetime) -> datetime | None:
    cells = [cell for run in day.span_cells(hours) for cell in run]
    opens, closes = instant_of(cells[0]), instant_of(cells[-1] + 1)
    at = max(opens, now) + CALLBACK_WITHIN
    if at <= closes:
        return instant_of(cell_at(at))
    return closes if max(opens, now) < closes and closes - now > timedelta(minutes=10) else None


def request_callback(conv: Conversation) -> Answer:
    """Note that somebody must call back. It is on record before it is promised; a repeat finds the first one."""
    spoken = words(conv, "phone")
    phone = (None if is_hidden_number(spoken) else read_phone(spoken, conv.tenant.region)) or conv.number
    if phone is None:
        return need(Phrase.CALLBACK_NEEDS_PHONE, "phone")
    name = read_customer_name(words(conv, "customer_name"), [person.name for person in conv.tenant.staff])
    wish = " ".join(part for part in (words(conv, "service"), words(conv, "notes", "reason")) if part)[:300]
    known = tasks.open_of_call(conv.tx, conv.call.id, TaskKind.CALLBACK)
    if known is not None:
        return _more_about(conv, known, name, phone if spoken else None, wish)
    at = callback_time(conv)
    personal = {"name": name, "phone": phone, "wish": wish}
    tasks.add(conv.tx, TaskKind.CALLBACK, "call back", conv.now, conv.call.id, None, at, personal)
    conv.note("callback_noted", None, {"phone": phone})
    return Answer(State.INFO, (Said(Phrase.CALLBACK_NOTED, {"at": at}),), Retry.NO, at=at)


def _more_about(conv: Conversation, known: Task, name: str | None, phone: str | None, wish: str) -> Answer:
    """The call asked for a callback before: what is new now is added, and nothing said earlier gets lost."""
    old = known.personal or {}
    wishes = [part for part in (str(old.get("wish") or ""), wish) if part]
    new = {
        "name": name or old.get("name"),
        "phone": phone or old.get("phone"),
        "wish": " / ".join(dict.fromkeys(wishes))[:600],
    }
    if new == old:
        return Answer(State.INFO, (Said(Phrase.CALLBACK_NOTED, {"at": known.due_at}),), Retry.NO, at=known.due_at)
    tasks.amend(conv.tx, known.id, new)
    conv.note("callback_amended", None, new)
    return Answer(State.INFO, (Said(Phrase.CALLBACK_AMENDED, {"at": known.due_at}),), Retry.NO, at=known.due_at)


def transfer_or_callback(conv: Conversation) -> Answer:
    """The caller wants a person, or was not understood twice: put through where somebody is there, else call back."""
    handover = transfer_now(conv)
    if handover is None:
        return Answer(State.INFO, (Said(Phrase.OFFER_CALLBACK),), Retry.ASK, facts={"offer": "callback"})
    facts: dict[str, str | int | bool | None] = {"offer": "transfer", "transfer_to": handover.phone}
    return Answer(State.INFO, (Said(Phrase.TRANSFER, {"name": handover.name}),), Retry.ASK, facts=facts)


def with_way_out(conv: Conversation, answer: Answer) -> Answer:
    """After two misunderstandings the question comes with a way to a person."""
    if not conv.unclear or conv.call.misunderstood < MISUNDERSTANDINGS_ALLOWED:
        return answer
    out = transfer_or_callback(conv)
    handover = transfer_now(conv)
    more = Said(Phrase.OFFER_TRANSFER, {"name": handover.name}) if handover else Said(Phrase.OFFER_CALLBACK)
    return replace(answer, said=(*answer.said[:1], more), facts=out.facts)  # Two sentences, and one question of them.
