"""A Cal.com API v2 server as a plain value: requests and instants go in, answers come out, nothing else happens.

No clock, no chance, no network: the same requests at the same instants give the same answers, identifiers included.
`answer` does a request in one go. `begin` and `commit` do it in two, and what another request commits in between is
not seen: this is how two overlapping bookings that start at different minutes are both accepted, as measured.
"""

import copy
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import format_datetime

from holdfast.testing.calcom.asking import Ask, Reply, Step
from holdfast.testing.calcom.ledger import Ledger
from holdfast.testing.calcom.records import Key, Notice, User
from holdfast.testing.calcom.routes import Match, match
from holdfast.testing.calcom.throttle import TOO_MANY, Throttle
from holdfast.testing.calcom.wire import Json, Refused, Request, Response, instant, refused

INVALID_KEY = "CustomThrottlerGuard - Invalid API Key"
ANONYMOUS_LIMIT = 120


@dataclass(frozen=True)
class Pending:
    """A request that was begun: what it is about to do, or the answer that it already has."""

    request: Request
    headers: Mapping[str, str]
    step: Step | None = None
    answer: Response | None = None


@dataclass
class FakeCalcom:
    """The server. Can be pickled and copied at any time; instants given must be aware.

    `also_known` names further versions of the bookings family that this server takes for today's, such as a newer
    one; whatever else a version header says means 2024-04-15, silently.
    """

    ledger: Ledger = field(default_factory=Ledger)
    throttle: Throttle = field(default_factory=Throttle)
    also_known: frozenset[str] = frozenset()
    answered: int = 0

    def answer(self, request: Request, now: datetime, as_of: datetime | None = None) -> Response:
        """Look and act in one go. Reads show the calendar as it was at `as_of`, where that is given."""
        return self.commit(self.begin(request, now, as_of), now)

    def begin(self, request: Request, now: datetime, as_of: datetime | None = None) -> Pending:
        """Count the request and look whether it can be done, by what is committed now. Reads are answered at once."""
        found = match(request.method, request.path)
        headers: dict[str, str] = {}
        try:
            if found is None or self._is_missing(found, request):
                raise refused(404, f"Cannot {request.method} {request.target}")
            user = self._admit(request, now, headers)
            outcome = self._begin(found, Ask(self.ledger, request, now, user, found.names, as_of))
        except Refused as error:
            return Pending(request, headers, answer=self._error(request, error, now, headers))
        if isinstance(outcome, Reply):
            return Pending(request, headers, answer=self._response(outcome.status, outcome.body, now, headers))
        return Pending(request, headers, step=outcome)

    def commit(self, pending: Pending, now: datetime) -> Response:
        """Do what was found possible, or say that it was too late. Call it once for each `begin`."""
        if pending.answer is not None:
            return pending.answer
        assert pending.step is not None, "a pending request has a step or an answer"
        try:
            reply = pending.step.commit(self.ledger, now)
        except Refused as error:
            return self._error(pending.request, error, now, pending.headers)
        return self._response(reply.status, reply.body, now, pending.headers)

    def pretend(self, pending: Pending, now: datetime) -> Response:
        """The answer that `commit` would give, without its effect; identifiers in it are never given again."""
        other = copy.deepcopy(self)
        answer = other.commit(pending, now)
        self.ledger.drawn, self.ledger.last_booking = other.ledger.drawn, other.ledger.last_booking
        return answer

    def take_notices(self) -> list[Notice]:
        """What webhooks have to be told since the last time this was called."""
        notices, self.ledger.outbox = self.ledger.outbox, []
        return notices

    def refuse_key(self, request: Request, now: datetime) -> Response:
        """The answer to a key that is not, or no longer, known."""
        return self._error(request, refused(401, INVALID_KEY), now, {})

    def block(self, request: Request, now: datetime) -> Response:
        """The answer to one request too many; whoever asked is blocked for a minute from now on."""
        key = self.ledger.keys.get(request.secret or "")
        headers = self.throttle.block(*_limits(request, key), now)
        return self._error(request, _too_many(), now, headers)

    def error_answer(self, request: Request, status: int, message: str, now: datetime) -> Response:
        """Some other error in the server's shape 1, or 3 where the status is no usual one."""
        known = status in (400, 401, 403, 404, 422)
        error = refused(status, message) if known else _bare(status, message)
        return self._error(request, error, now, {})

    def revoke(self, secret: str, *, revoked: bool = True) -> bool:
        """Make a key invalid (or valid again); whether there is such a key."""
        key = self.ledger.keys.get(secret)
        if key is not None:
            self.ledger.keys[secret] = replace(key, revoked=revoked)
        return key is not None

    def _is_missing(self, found: Match, request: Request) -> bool:
        return found.route.old is None and not self._is_current(found, request)

    def _is_current(self, found: Match, request: Request) -> bool:
        wanted = found.route.version
        said = request.lowered.get("cal-api-version")
        return wanted is None or said == wanted or (wanted == "2024-08-13" and said in self.also_known)

    def _admit(self, request: Request, now: datetime, headers: dict[str, str]) -> User | None:
        """Who asks. Raises Refused for an unknown key and for one request too many; fills the limit's headers."""
        key = self.ledger.keys.get(request.secret or "")
        if request.secret is not None and (key is None or key.revoked):
            raise refused(401, INVALID_KEY)
        too_many, counted = self.throttle.count(*_limits(request, key), now)
        headers.update(counted)
        if too_many:
            raise _too_many()
        return self.ledger.users[key.user] if key else None

    def _begin(self, found: Match, ask: Ask) -> Reply | Step:
        if self._is_current(found, ask.request) or found.route.old is None:
            return found.route.begin(ask)
        return found.route.old(ask)

    def _error(self, request: Request, error: Refused, now: datetime, headers: Mapping[str, str]) -> Response:
        if error.bare:
            return self._response(error.status, error.error, now, headers)
        body = {"status": "error", "timestamp": instant(now), "path": request.target, "error": error.error}
        return self._response(error.status, body, now, headers)

    def _response(self, status: int, body: Json, now: datetime, headers: Mapping[str, str]) -> Response:
        self.answered += 1
        usual = {
            "Content-Type": "application/json; charset=utf-8",
            "Date": format_datetime(now.astimezone(UTC).replace(microsecond=0), usegmt=True),
            "X-Request-Id": f"{self.answered:08x}",
        }
        raw = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
        return Response(status, {**headers, **usual}, raw)


def _limits(request: Request, key: Key | None) -> tuple[str, int, str]:
    if key is None:
        return f"address {request.client}", ANONYMOUS_LIMIT, "Default"
    return f"key {key.secret}", key.limit, key.limit_name


def _too_many() -> Refused:
    return Refused(429, {"code": "ThrottlerException", "message": TOO_MANY, "details": TOO_MANY})


def _bare(status: int, message: str) -> Refused:
    return Refused(status, {"statusCode": status, "message": message}, bare=True)


def add_key(ledger: Ledger, user: User, secret: str, limit: int = ANONYMOUS_LIMIT, name: str = "Default") -> Key:
    """Store a user with a key of its own; `limit` requests in a minute."""
    ledger.users[user.id] = user
    key = ledger.keys[secret] = Key(secret, user.id, limit=limit, limit_name=name)
    return key
