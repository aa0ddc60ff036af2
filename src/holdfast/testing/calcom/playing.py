"""The server under its bad luck, still without any input or output: a request becomes waits and an outcome.

`play` is a generator: it yields how many seconds to let pass, and returns what the client gets. Whoever drives it
decides what a second is: the event loop, a pinned clock, or the clock of a simulation.
"""

from collections.abc import Callable, Generator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TypeAlias

from holdfast.testing.calcom.faults import AFTER, BEFORE_CHECK, BEFORE_INSERT, Fault, Faults, Rule, body_of
from holdfast.testing.calcom.foreign import book_foreign
from holdfast.testing.calcom.model import FakeCalcom
from holdfast.testing.calcom.records import Notice
from holdfast.testing.calcom.routes import match
from holdfast.testing.calcom.wire import Json, Refused, Request, Response, instant, read_instant

MOST_LOGGED = 5000
_PAGE = "<!DOCTYPE html><html><head><title>One moment</title></head><body><h1>One moment please</h1></body></html>"
_MESSAGES = {400: "Bad Request", 500: "Internal Server Error", 502: "Bad Gateway", 503: "Service Unavailable"}


class Cut(StrEnum):
    """The client gets no answer at all."""

    REFUSED = "connection refused"
    BROKEN = "connection broken"


Outcome: TypeAlias = Response | Cut
Playing: TypeAlias = Generator[float, None, Outcome]
Clock: TypeAlias = Callable[[], datetime]


@dataclass(frozen=True)
class Logged:
    """One request as it came in, for looking at afterwards; `faults` are those that struck it."""

    at: datetime
    verb: str
    request: Request
    faults: tuple[Fault, ...]

    def shown(self) -> Json:
        """The same for JSON; the body as text."""
        return {
            "at": instant(self.at),
            "verb": self.verb,
            "method": self.request.method,
            "path": self.request.target,
            "version": self.request.lowered.get("cal-api-version"),
            "body": self.request.body.decode("utf-8", "replace"),
            "faults": list(self.faults),
        }


@dataclass
class UnluckyCalcom:
    """A model with a fault plan. `latency` seconds pass between the look and the effect of every request.

    Notices to webhooks gather in `outbox`; whoever drives this takes and sends them.
    """

    model: FakeCalcom
    faults: Faults = field(default_factory=Faults)
    latency: float = 0.0
    late: list[tuple[datetime, Request]] = field(default_factory=list)
    held: list[Notice] = field(default_factory=list)
    outbox: list[Notice] = field(default_factory=list)
    log: list[Logged] = field(default_factory=list)

    def play(self, request: Request, clock: Clock) -> Playing:
        """One request from its arrival to what the client gets. Instants are asked of `clock` (aware)."""
        now = clock().astimezone(UTC)
        self.catch_up(now)
        verb = verb_of(request)
        rules = self.faults.fire(request, verb, now)
        self._note(Logged(now, verb, request, tuple(rule.fault for rule in rules)))
        early = self._early(request, rules, now)
        if early is not None:
            yield from _wait(rules, Fault.LOSE_REQUEST)
            return early
        return (yield from self._carry_out(request, rules, clock))

    def catch_up(self, now: datetime) -> None:
        """Let late effects happen whose time has come, in order, each at its own instant."""
        due = sorted((one for one in self.late if one[0] <= now), key=lambda one: one[0])
        self.late = [one for one in self.late if one[0] > now]
        for at, request in due:
            self.model.answer(request, at)
            self.outbox += self.model.take_notices()

    def take_notices(self) -> list[Notice]:
        """What is to be sent to webhooks now."""
        notices, self.outbox = self.outbox, []
        return notices

    def _note(self, logged: Logged) -> None:
        self.log.append(logged)
        del self.log[:-MOST_LOGGED]

    def _early(self, request: Request, rules: list[Rule], now: datetime) -> Outcome | None:
        """What ends the request before anything happens."""
        for rule in rules:
            match rule.fault:
                case Fault.OUTAGE:
                    return _instead(rule.status, now) if rule.status else Cut.REFUSED
                case Fault.LOSE_REQUEST:
                    return Cut.BROKEN
                case Fault.LATE_EFFECT:
                    self.late.append((now + timedelta(seconds=rule.seconds), request))
                    return Cut.BROKEN
                case Fault.REVOKED_KEY:
                    return self.model.refuse_key(request, now)
                case Fault.TOO_MANY:
                    return self.model.block(request, now)
                case Fault.STATUS_INSTEAD:
                    return self._error(request, rule, now)
        return None

    def _carry_out(self, request: Request, rules: list[Rule], clock: Clock) -> Playing:
        off = timedelta(minutes=sum(rule.minutes for rule in rules if rule.fault is Fault.CLOCK_OFF))
        yield from _wait(rules, Fault.DELAY_BEFORE)
        self._foreign(request, rules, BEFORE_CHECK, clock())
        now = clock().astimezone(UTC) + off
        stale = [rule.seconds for rule in rules if rule.fault is Fault.STALE_READS]
        pending = self.model.begin(request, now, now - timedelta(seconds=max(stale)) if stale else None)
        if self.latency:
            yield self.latency
        yield from _wait(rules, Fault.DELAY_BETWEEN)
        self._foreign(request, rules, BEFORE_INSERT, clock())
        now = clock().astimezone(UTC) + off
        pretends = any(rule.fault is Fault.SUCCESS_WITHOUT_EFFECT for rule in rules)
        answer = self.model.pretend(pending, now) if pretends else self.model.commit(pending, now)
        self._post(rules)
        self._foreign(request, rules, AFTER, clock())
        yield from _wait(rules, Fault.DELAY_AFTER)
        yield from _wait(rules, Fault.LOSE_ANSWER)
        return self._spoilt(request, answer, rules, clock().astimezone(UTC) + off)

    def _foreign(self, request: Request, rules: list[Rule], moment: str, now: datetime) -> None:
        for rule in rules:
            if rule.fault is Fault.FOREIGN_BOOKING and rule.when == moment:
                book_over(self.model, request, rule, now.astimezone(UTC))

    def _post(self, rules: list[Rule]) -> None:
        notices = self.model.take_notices()
        struck = {rule.fault for rule in rules}
        if Fault.DROP_NOTICES in struck:
            notices = []
        if Fault.DUPLICATE_NOTICES in struck:
            notices = [*notices, *notices]
        if Fault.REORDER_NOTICES in struck:
            self.held += notices
        elif notices:
            self.outbox += [*notices, *self.held]
            self.held = []

    def _spoilt(self, request: Request, answer: Response, rules: list[Rule], now: datetime) -> Outcome:
        for rule in rules:
            match rule.fault:
                case Fault.LOSE_ANSWER:
                    return Cut.BROKEN
                case Fault.STATUS_AFTER_EFFECT:
                    answer = self._error(request, rule, now)
                case Fault.HTML_INSTEAD_OF_JSON:
                    headers = {**answer.headers, "Content-Type": "text/html; charset=utf-8"}
                    answer = Response(rule.status or 200, headers, _PAGE.encode())
                case Fault.CUT_BODY:
                    answer = replace(answer, body=answer.body[: len(answer.body) // 2])
        return answer

    def _error(self, request: Request, rule: Rule, now: datetime) -> Response:
        status = rule.status or 500
        return self.model.error_answer(request, status, _MESSAGES.get(status, "Error"), now)


def verb_of(request: Request) -> str:
    """The word under which a fault plan knows this request; "other" for what the server does not have."""
    found = match(request.method, request.path)
    return found.route.verb if found else "other"


def _wait(rules: list[Rule], fault: Fault) -> Generator[float, None, None]:
    seconds = sum(rule.seconds for rule in rules if rule.fault is fault)
    if seconds > 0:
        yield seconds


def _instead(status: int, now: datetime) -> Response:
    page = _PAGE.replace("One moment please", _MESSAGES.get(status, "Out of order"))
    return Response(status, {"Content-Type": "text/html; charset=utf-8"}, page.encode())


def book_over(model: FakeCalcom, request: Request, rule: Rule, now: datetime) -> None:
    """Put a foreign booking over what a create or a move wishes, `rule.minutes` later than its start.

    Nothing comes of it where the wish cannot be understood, or where exactly that time is already taken.
    """
    wished = _wished(model, request)
    if wished is None:
        return
    event_type, start, minutes = wished
    with suppress(Refused):
        start += timedelta(minutes=rule.minutes)
        book_foreign(model, event_type, start, now, minutes=rule.length or minutes)


def _wished(model: FakeCalcom, request: Request) -> tuple[int, datetime, int] | None:
    """Event type, start and length of what a request wishes to have."""
    body = body_of(request)
    start, found = read_instant(body.get("start")), match(request.method, request.path)
    moved = model.ledger.bookings.get(found.names.get("uid", "")) if found else None
    number = moved.event_type if moved else body.get("eventTypeId")
    event_type = model.ledger.event_types.get(number) if isinstance(number, int) else None
    if start is None or event_type is None or event_type.is_managed_parent:
        return None
    if moved is not None:
        return event_type.id, start, (moved.end - moved.start) // timedelta(minutes=1)
    asked = body.get("lengthInMinutes")
    return event_type.id, start, asked if isinstance(asked, int) and asked > 0 else event_type.minutes
