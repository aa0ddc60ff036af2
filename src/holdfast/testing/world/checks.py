"""What must hold, after each answer and at the end. Each breach is one sentence that names what it is about."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from holdfast.actions.answer import LIMIT, State
from holdfast.core.ids import Reference, VisitId, reference_of
from holdfast.core.interval import Interval
from holdfast.core.service import staff_resource
from holdfast.store.engine import from_ms
from holdfast.store.plans import plan_of
from holdfast.testing.world.database import Database
from holdfast.testing.world.ledger import Ledger, Standing
from holdfast.testing.world.platform import OneCall, Sent
from holdfast.testing.world.sometimes import Sometimes

BUDGET_SECONDS = 4.0
_WRITES = ("book", "reschedule", "cancel")
_STATES = frozenset(state.value for state in State)
_TAKEN = ("slot_taken", "held_by_other")
_OUTAGES = ("calendar_unreachable", "policy", "technical")


@dataclass(frozen=True, slots=True)
class Breach:
    """Something that must not be. `visit` and `call` say whose timeline tells about it."""

    sentence: str
    second: float
    call: str | None = None
    visit: str | None = None


@dataclass(frozen=True, slots=True)
class _Told:
    """The visit that an answer speaks of, as the database has it."""

    ref: str
    id: str
    goal: str
    state: str
    call: str | None
    phone: str | None
    wanted: tuple[tuple[Reference, str, Interval], ...]


@dataclass
class Checks:
    """Looks at every answer against the database and the calendar as they really are."""

    database: Database
    ledger: Ledger
    sometimes: Sometimes
    breaches: list[Breach] = field(default_factory=list)
    slowest: float = 0.0
    answers: int = 0
    _codes: dict[tuple[str, str], "_Told"] = field(default_factory=dict)
    _by: dict[tuple[str, str], str] = field(default_factory=dict)

    def answer(self, sent: Sent, text: str, second: float, now: datetime) -> None:
        """One answer of a process to one tool call."""
        self.answers += 1
        took = second - sent.second
        self.slowest = max(self.slowest, took if sent.tool in _WRITES else 0.0)
        say = self._say(sent, second)
        if took > BUDGET_SECONDS:
            say(f"{sent.tool} was answered after {took:.2f} s")
        heard = self._shaped(text, say)
        if heard is None or (sent.again and self._is_replay(sent, text)):
            return
        self._count(sent, heard)
        about = self._told(heard["ref"]) if "ref" in heard else None
        if "ref" in heard and about is None:
            say(f"the answer names {heard['ref']}, which is no visit: {text}")
        elif about is not None:
            self._about_visit(sent, heard, about, say, now)
        self._one_intention(sent, heard, about, say)
        if heard["state"] == "refused" and (heard.get("reason") in _TAKEN or "vergeben" in heard["say"]):
            self._taken(sent, heard, say, now)

    def _say(self, sent: Sent, second: float, visit: str | None = None) -> "_Say":
        return _Say(self, sent.call, second, visit)

    def _shaped(self, text: str, say: "_Say") -> Mapping[str, Any] | None:
        """R1: one flat line of JSON below the limit, `say` first, a state of the closed set."""
        try:
            heard = json.loads(text)
        except ValueError:
            say(f"an answer is no JSON: {text}")
            return None
        is_flat = isinstance(heard, dict) and next(iter(heard)) == "say" and heard.get("state") in _STATES
        if not is_flat or len(text) >= LIMIT or "\n" in text or not heard["say"]:
            say(f"an answer has the wrong shape or {len(text)} characters: {text}")
            return None
        if heard["state"] in ("confirmed", "cancelled") and "ref" not in heard:
            say(f"{heard['state']} without a code: {text}")
        if heard["state"] == "pending" and "ref" not in heard and heard.get("reason") != "technical":
            say(f"pending without a code: {text}")
        if heard["state"] == "refused" and "reason" not in heard:
            say(f"refused without a reason: {text}")
        return dict(heard)

    def _is_replay(self, sent: Sent, text: str) -> bool:
        """Byte-identical requests get stored bytes, which say how it stood then."""
        rows = self.database.rows("SELECT answer FROM request WHERE key = ?", _digest(sent.key))
        return bool(rows) and rows[0][0] == text

    def _count(self, sent: Sent, heard: Mapping[str, Any]) -> None:
        state, reason = heard["state"], heard.get("reason")
        if sent.tool == "book" and state == "confirmed":
            self.sometimes.saw("confirmed at once")
        if sent.tool == "book" and state == "refused" and reason == "slot_taken":
            self.sometimes.saw("refused by the calendar")
        if sent.tool == "reschedule" and state == "confirmed":
            self.sometimes.saw("visit moved")
        for saw, is_so in (
            ("pending told", state == "pending"),
            ("already yours", reason == "already_yours"),
            ("hold expired", reason == "hold_expired"),
            ("lost a race for a slot", reason == "held_by_other"),
            ("visit cancelled", state == "cancelled"),
        ):
            if is_so:
                self.sometimes.saw(saw)

    def _told(self, ref: str) -> _Told | None:
        rows = self.database.rows(
            "SELECT v.id, v.goal, v.state, v.call_id, c.phone, v.plan, v.start_at FROM visit v JOIN customer c"
            " ON c.tenant_id = v.tenant_id AND c.id = v.customer_id WHERE v.ref = ?",
            ref,
        )
        if not rows:
            return None
        visit, goal, state, call, phone, plan, start = rows[0]
        steps = plan_of(plan).busy_steps
        wanted = tuple(
            (reference_of(VisitId(visit), n), staff_resource(step.staff), step.interval(from_ms(start)))
            for n, step in enumerate(steps, start=1)
        )
        return _Told(ref, visit, goal, state, call, phone, wanted)

    def _about_visit(self, sent: Sent, heard: Mapping[str, Any], about: _Told, say: "_Say", now: datetime) -> None:
        say = self._say(sent, say.second, about.id)
        since = now - timedelta(seconds=say.second - sent.second)
        if heard["state"] == "confirmed":
            self._must_stand(heard, about, say, since)
        elif heard["state"] == "cancelled":
            for one in self.ledger.of_visit(about.id):
                if one.reference in self.ledger.unawaited:
                    continue  # It came when nobody waited for it any more: to be found, and gone or open in the end.
                if one.created_at < since and not one.by_person:
                    say(f"told cancelled, but {one.reference} stands as {one.uid}: {heard['say']}")
        elif heard["state"] == "pending" and sent.tool in _WRITES and not self._has_task(about.id):
            say(f"told pending, but no task is on record for {heard['ref']}")

    def _has_task(self, visit: str) -> bool:
        """R3: what is promised is on record before it is promised."""
        return bool(self.database.rows("SELECT 1 FROM task WHERE visit_id = ? LIMIT 1", visit))

    def _must_stand(self, heard: Mapping[str, Any], about: _Told, say: "_Say", since: datetime) -> None:
        """G4: told as booked, so each entry stood there, at least until this request began."""
        standing = [one for one in self.ledger.entries.values() if one.stood_within(since)]
        for reference, host, span in about.wanted:
            if reference in self.ledger.touched:
                continue
            if not any((one.reference, one.host, one.interval) == (reference, host, span) for one in standing):
                say(
                    f"told confirmed, but {reference} of {host} at {span.start:%d.%H:%M} does not stand: {heard['say']}"
                )
        if len(about.wanted) == 4:
            self.sometimes.saw("four segments verified")

    def _one_intention(self, sent: Sent, heard: Mapping[str, Any], about: _Told | None, say: "_Say") -> None:
        """G5: the same words in the same call are one intention, as long as its visit lives where it was."""
        if sent.tool != "book":
            return
        same = (sent.call.id, json.dumps(dict(sent.args), sort_keys=True))
        first = self._codes.get(same)
        standing = self._told(first.ref) if first is not None else None
        if first is not None and self._by[same] != sent.process.name:
            self.sometimes.saw("repeat answered by another process")
        if first is not None and standing is not None and standing == replace(first, state=standing.state):
            if heard["state"] == "refused" and heard.get("reason") not in _OUTAGES:
                say(f"booked as {first.ref}, and refused to the repeat: {heard['say']}")
            if about is not None and about.ref != first.ref:
                say(f"one intention led to two visits, {first.ref} and {about.ref}: {dict(sent.args)}")
            return
        if about is not None and about.goal == "present" and heard["state"] in ("confirmed", "pending"):
            self._codes[same], self._by[same] = about, sent.process.name

    def _taken(self, sent: Sent, heard: Mapping[str, Any], say: "_Say", now: datetime) -> None:
        """G8, R2: "taken" is said only of what is known and not the caller's own."""
        rows = self.database.rows("SELECT visit_id FROM request WHERE key = ?", _digest(sent.key))
        visit = rows[0][0] if rows else None
        if visit is not None:
            since = now - timedelta(seconds=say.second - sent.second + 60)
            if not self._somebody_else_stood(visit, since):
                self._say(sent, say.second, visit)(f"told taken, but nobody else stood there: {heard['say']}")
            return
        found = self.database.rows(
            "SELECT data FROM timeline WHERE call_id = ? AND kind = 'refused_by_rule' ORDER BY id DESC LIMIT 1",
            sent.call.id,
        )
        occupant = json.loads(found[0][0]).get("occupant") if found else None
        if occupant is None and sent.tool != "book":
            return
        if occupant == f"call:{sent.call.id}" or self._is_of(occupant, sent.call):
            say(f"told taken about the caller's own {occupant}: {heard['say']}")

    def _somebody_else_stood(self, visit: str, since: datetime) -> bool:
        rows = self.database.rows("SELECT host, start_at, end_at FROM segment WHERE visit_id = ?", visit)
        spans = [(host, Interval(from_ms(start), from_ms(end))) for host, start, end in rows]
        prefix = visit + "/"
        return any(
            one.host == host and one.interval.overlaps(span) and one.stood_within(since)
            for one in self.ledger.entries.values()
            if one.reference is None or not one.reference.startswith(prefix)
            for host, span in spans
        )

    def _is_of(self, occupant: str | None, call: OneCall) -> bool:
        """Whether a visit, or an entry of the calendar, is this caller's own."""
        if occupant is None:
            return False
        entry: Standing | None = next((one for uid, one in self.ledger.entries.items() if uid == occupant), None)
        if entry is not None and entry.reference is not None:
            occupant = entry.reference.partition("/")[0]
        rows = self.database.rows(
            "SELECT v.call_id, c.phone FROM visit v JOIN customer c ON c.tenant_id = v.tenant_id"
            " AND c.id = v.customer_id WHERE v.id = ? AND v.goal = 'present'",
            occupant,
        )
        number = call.person.number
        return any(by == call.id or (number is not None and phone == number) for by, phone in rows)


@dataclass(frozen=True, slots=True)
class _Say:
    """Puts a breach on record."""

    checks: Checks
    call: OneCall
    second: float
    visit: str | None

    def __call__(self, sentence: str) -> None:
        """One sentence."""
        self.checks.breaches.append(Breach(sentence, self.second, self.call.id, self.visit))


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
