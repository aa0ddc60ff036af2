"""Tools that only tell: status, visits, context, services, hours."""

from dataclasses import replace
from datetime import date, time

from holdfast.actions.answer import Answer, Retry, Said, State, local_iso, voice_of
from holdfast.actions.conversation import Conversation
from holdfast.actions.correcting import answer_of, owed_to
from holdfast.actions.find import days_of, find_visit, may_see, names_customer, sought, visit_choice, was_changed
from holdfast.actions.following_up import follow_up, told
from holdfast.actions.handing_over import hours_of, open_now, transfer_now
from holdfast.actions.hear_when import hear_when
from holdfast.actions.offering import slot_values
from holdfast.actions.understand import hear_services, words
from holdfast.core.booking import Goal, Visit, VisitState, Why
from holdfast.core.service import ByPhone, Service
from holdfast.language import Phrase, Price, spoken_date

_LISTED = 3
_SERVICES_SPOKEN = 8


def booking_status(conv: Conversation) -> Answer:
    """How a visit stands now, in the database and in the calendar: never more than was read back."""
    found = find_visit(conv, with_dead=True)
    if isinstance(found, Answer):
        return found
    return _status(conv, found)


def _status(conv: Conversation, found: Visit) -> Answer:
    state, phrase = _status_of(found)
    if was_changed(conv, found):
        state, phrase = State.PENDING, Phrase.STATUS_IN_QUESTION
        follow_up(conv, found)
    if state is not State.PENDING:
        told(conv, found)
    slot = found.target if found.target is not None and phrase is Phrase.MOVED_PENDING else found.slot
    values = slot_values(conv, slot)
    return Answer(
        state,
        (Said(phrase, {**values, "ref": found.ref}),),
        ref=found.ref,
        at=slot.start,
        service=str(values["service"]),
        staff=str(values["staff"]),
    )


def _status_of(visit: Visit) -> tuple[State, Phrase]:
    if visit.goal is Goal.PRESENT:
        if visit.stands:
            return State.CONFIRMED, Phrase.STATUS_CONFIRMED
        return State.PENDING, Phrase.STATUS_PENDING if visit.target is None else Phrase.MOVED_PENDING
    if visit.state is VisitState.PENDING:
        return State.PENDING, Phrase.CANCEL_PENDING
    if visit.why is Why.REFUSED:
        return State.CANCELLED, Phrase.STATUS_UNDONE
    return State.CANCELLED, Phrase.STATUS_CANCELLED


def find_bookings(conv: Conversation) -> Answer:
    """The caller's future visits, as far as number, or code and name, let them be told."""
    if sought(conv).ref:
        return booking_status(conv)
    name = words(conv, "customer_name")
    visits = [v for v in may_see(conv) if not name or names_customer(name, v)]
    if words(conv, "date"):
        when = hear_when(conv)
        if isinstance(when, Answer):
            return when
        zone, days = conv.tenant.timezone, days_of(conv, when)
        visits = [v for v in visits if v.start.astimezone(zone).date() in days]
    if not visits:
        return _none(conv)
    standing = [v for v in visits if v.stands and not was_changed(conv, v)]
    others = [v for v in visits if v not in standing]
    if not standing:  # Of what was not read back nobody says that it is entered.
        return _status(conv, others[0])
    if len(visits) == 1:
        return _one(conv, standing[0])
    said: list[Said | str] = [
        Said(Phrase.VISITS_FOUND, {"choices": [visit_choice(conv, v) for v in standing[:_LISTED]]})
    ]
    said += _status(conv, others[0]).said if others else ()
    facts: dict[str, str | int | bool | None] = {"count": len(visits)}
    return Answer(State.INFO, tuple(said), Retry.NO, facts=facts)


def _none(conv: Conversation) -> Answer:
    if conv.number is None:
        phrase = Phrase.ASK_REF if words(conv, "customer_name") else Phrase.ASK_REF_AND_NAME
        return Answer(State.NEED_INFO, (Said(phrase),), Retry.ASK, missing="ref")
    return Answer(State.INFO, (Said(Phrase.STATUS_NONE),), Retry.NO, facts={"count": 0})


def _one(conv: Conversation, visit: Visit) -> Answer:
    values = slot_values(conv, visit.slot)
    return Answer(
        State.INFO,
        (Said(Phrase.VISIT_ONE, {**values, "ref": visit.ref}),),
        Retry.NO,
        ref=visit.ref,
        at=visit.start,
        service=str(values["service"]),
        staff=str(values["staff"]),
        facts={"count": 1},
    )


def get_context(conv: Conversation) -> Answer:
    """What the agent should know at the start: the date, whether the salon is open, who calls, who can take over. What
    the caller was told wrongly comes first (R3)."""
    owed = owed_to(conv)
    context = _context(conv)
    if owed is None:
        return context
    first = answer_of(conv, owed)
    return replace(first, facts={**context.facts, **first.facts})


def _context(conv: Conversation) -> Answer:
    tenant = conv.tenant
    local = conv.now.astimezone(tenant.timezone)
    known = conv.customers[0].name if len(conv.customers) == 1 else None
    phrase = Phrase.CONTEXT_KNOWN if known else Phrase.CONTEXT_UNKNOWN
    handover = transfer_now(conv)
    ahead = may_see(conv)
    return Answer(
        State.INFO,
        (Said(phrase, {"name": known, "salon": tenant.name}),),
        facts={
            "now": local.isoformat(timespec="minutes"),
            "today": spoken_date(local.date(), voice_of(tenant, conv.now)),
            "salon": tenant.name,
            "open_now": open_now(conv),
            "bookings": tenant.bookings.value,
            "caller": known,
            "next_visit": local_iso(ahead[0].start, tenant.timezone) if ahead else None,
            "transfer_to": handover.phone if handover else None,
            "transfer_name": handover.name if handover else None,
        },
    )


def list_services(conv: Conversation) -> Answer:
    """What can be booked by telephone, by name; of a service that is named, what it costs and how long it takes."""
    if words(conv, "service"):
        heard = hear_services(conv)
        return heard if isinstance(heard, Answer) else _prices(heard)
    services = [s for s in conv.tenant.services if s.phone is not ByPhone.CALLBACK]
    names = [service.name for service in services]
    spoken = Said(Phrase.SERVICES_LIST, {"names": tuple(names[:_SERVICES_SPOKEN])})
    return Answer(State.INFO, (spoken,), Retry.NO, facts={"count": len(names)})


def _prices(services: tuple[Service, ...]) -> Answer:
    """What each costs and how long it takes; where people take different prices, from the lowest on."""
    said = tuple(_price_said(one) for one in services[:_LISTED])
    lowest = _prices_of(services[0])[:1] if len(services) == 1 else []
    return Answer(
        State.INFO,
        said,
        Retry.NO,
        service=" + ".join(one.name for one in services),
        price_cents=lowest[0] if lowest else None,
    )


def _prices_of(one: Service) -> list[int]:
    return sorted({price for person in one.staff if (price := one.price_by(person)) is not None})


def _price_said(one: Service) -> Said:
    prices = _prices_of(one)
    price = Price(prices[0], one.price_from or len(prices) > 1) if prices else None
    return Said(Phrase.SERVICE_PRICE, {"service": one.name, "price": price, "minutes": one.minutes})


def opening_hours(conv: Conversation) -> Answer:
    """When the salon is open today, or on the day asked for."""
    day = conv.now.astimezone(conv.tenant.timezone).date()
    if words(conv, "date"):
        when = hear_when(conv)
        if isinstance(when, Answer):
            return when
        first = when.exact[0] if when.is_exact else when.spans[0].start
        day = first.astimezone(conv.tenant.timezone).date()
    return _hours_on(conv, day)


def _hours_on(conv: Conversation, day: date) -> Answer:
    holidays = conv.holidays((day,))
    spans = hours_of(conv, day)
    if not spans:
        closed: dict[str, object] = {"date": day, "holiday": holidays.get(day)}
        return Answer(State.INFO, (Said(Phrase.CLOSED_ON, closed),), Retry.NO, facts={"open": False})
    today = conv.now.astimezone(conv.tenant.timezone).date()
    phrase = Phrase.OPENING_TODAY if day == today else Phrase.OPENING_ON
    text = ", ".join(f"{_clock(span.start)}-{_clock(span.end)}" for span in spans)
    values: dict[str, object] = {"date": day, "spans": tuple((_time(span.start), _time(span.end)) for span in spans)}
    return Answer(State.INFO, (Said(phrase, values),), Retry.NO, facts={"open": True, "hours": text})


def _time(minute: int) -> time:
    return time(minute // 60 % 24, minute % 60)


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
