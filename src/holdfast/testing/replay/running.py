"""Playing a case again, request by request at its own second, and saying what is answered now."""

import asyncio
import json
import random
from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, TypeVar

from holdfast.actions.desk import Desk, Ids
from holdfast.actions.drive import Drives, drive_due
from holdfast.actions.request import ToolRequest
from holdfast.actions.tools import answer_tool, tool_named
from holdfast.calendars.port import Calendar
from holdfast.core.call import Call
from holdfast.core.identity import Trust
from holdfast.core.ids import CallId, TenantId
from holdfast.core.tenant import Tenant
from holdfast.core.tenant_file import tenant_of
from holdfast.language import is_hidden_number, read_phone
from holdfast.settings import Settings
from holdfast.store import tenants, visits
from holdfast.store.tenants import TenantRow
from holdfast.testing.replay.calendar import (
    RecordedCalendar,
    instant,
    recorded_entries,
    seconds_of_a_reading,
    seconds_of_a_write,
)
from holdfast.testing.replay.outcome import Outcome, alike, codes_of, outcome_now, outcome_then
from holdfast.testing.replay.salon import SLUG, as_recorded, document_of
from holdfast.testing.world.database import Database, Door, DoorStore
from holdfast.testing.world.loop import VirtualLoop, new_loop

T = TypeVar("T")
WRITES = frozenset({"book", "reschedule", "cancel"})
AFTERWARDS_SECONDS = 90.0
"""How long after its last request a call is followed, so that what goes on behind an answer comes to rest."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """One tool call then and now. `text` is today's answer byte for byte, None where it could not be replayed.
    `times` is how often the platform sent it, its time limit being what it was."""

    name: str
    at_s: float
    then: Outcome
    now: Outcome
    say: str | None = None
    text: str | None = None
    times: int = 1
    is_alike: bool | None = None
    """Whether it is the recorded answer byte for byte, but for its codes; None where that is another system's."""

    @property
    def differs(self) -> bool:
        """Whether something else comes of it now."""
        return self.is_alike is False or (self.text is not None and self.then is not self.now)


@dataclass(frozen=True, slots=True)
class Replay:
    """A call as it would go today. `not_replayed`: what could not be, and what was assumed."""

    call: str
    tools: tuple[Replayed, ...]
    not_replayed: tuple[str, ...]
    booked: int
    entries: tuple[str, ...]
    still_happens: bool | None
    verdict: str


@dataclass
class _Stage:
    """What a replay stands on."""

    loop: VirtualLoop
    begins: datetime
    desk: Desk
    drives: Drives
    row: TenantRow
    case: Mapping[str, Any]
    notes: list[str]
    played: list[Replayed] = field(default_factory=list)
    codes: dict[str, str] = field(default_factory=dict)
    """Codes of slots and visits: the recorded ones, and those drawn now, that later requests name."""

    def now(self) -> datetime:
        """The virtual moment."""
        return self.begins + timedelta(microseconds=round(self.loop.now * 1e6))


@dataclass(frozen=True, slots=True)
class _Clock:
    loop: VirtualLoop
    begins: datetime

    def now(self) -> datetime:
        return self.begins + timedelta(microseconds=round(self.loop.now * 1e6))


@dataclass(frozen=True, slots=True)
class _Chance:
    random: random.Random

    def below(self, bound: int) -> int:
        return int(self.random.random() * bound)


def replay(case: Mapping[str, Any], document: Mapping[str, Any] | None = None) -> Replay:
    """Play the tool calls of a case file (schema holdfast.case/1) against today's code, under the stored `document` of
    the salon where there is one, else under the file's own catalogue. Raises ValueError where the file does not say
    which call it is, or when it began, or holds a catalogue that no salon can have."""
    call = case.get("call")
    if not isinstance(call, Mapping) or not isinstance(call.get("call_id"), str):
        raise ValueError("call.call_id is missing")
    begins = instant(call.get("started_at"))
    if begins is None:
        raise ValueError("call.started_at is missing, or no time with an offset")
    notes: list[str] = []
    own = frozenset({str(call["call_id"]), *_own_bookings(case, str(call["call_id"]))})
    loop = new_loop(random.Random(0))
    clock = _Clock(loop, begins.astimezone(UTC))
    database = Database()
    calendar = RecordedCalendar(
        clock.now,
        recorded_entries(case, own, notes),
        seconds_of_a_write(case, own, notes),
        seconds_of_a_reading(case),
    )
    desk = _desk(database, clock, calendar)
    salon = as_recorded(document) if document is not None else _checked(document_of(case, notes))
    row = desk.store.transact_now(lambda tx: tenants.put(tx, SLUG, salon, (), clock.now()))
    stage = _Stage(loop, clock.begins, desk, Drives(desk), row, case, notes)
    try:
        loop.run_until_complete(_play(stage))
        return _told(stage, calendar)
    finally:
        database.close()


def _desk(database: Database, clock: _Clock, calendar: RecordedCalendar) -> Desk:
    def calendar_of(tenant_id: TenantId, tenant: Tenant, *, background: bool = False) -> Calendar:
        del tenant_id, tenant, background
        return calendar

    return Desk(
        store=DoorStore(database, Door()),
        settings=Settings(database_url="sqlite://"),
        calendar_of=calendar_of,
        clock=clock,
        ids=Ids(_Chance(random.Random(1))),
        name="replay",
        calendar_kinds=frozenset({"recorded"}),
        rewriting_kinds=frozenset({"recorded"}),
    )


def _checked(document: dict[str, Any]) -> dict[str, Any]:
    """The document, if a salon can be made of it. Raises ValueError."""
    try:
        tenant_of(document)
    except (LookupError, ValueError, TypeError, AttributeError, AssertionError) as error:
        raise ValueError(f"catalog: no salon can be made of it ({type(error).__name__})") from error
    return document


def _own_bookings(case: Mapping[str, Any], call_id: str) -> list[str]:
    rows = case.get("bookings")
    known = [one for one in rows if isinstance(one, Mapping)] if isinstance(rows, list) else []
    return [str(one.get("id")) for one in known if one.get("call_id") in (call_id, None)]


async def _play(stage: _Stage) -> None:
    for one in _in_order(stage.case):
        await _until(stage, _second_of(one, stage.begins))
        await _tool(stage, one)
    ends = stage.loop.now + AFTERWARDS_SECONDS
    while stage.loop.now < ends:
        await drive_due(stage.desk, stage.drives)
        await asyncio.sleep(1.0)


def _in_order(case: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    rows = case.get("tool_calls")
    return [one for one in rows if isinstance(one, Mapping)] if isinstance(rows, list) else []


def _second_of(one: Mapping[str, Any], begins: datetime) -> float:
    at, second = instant(one.get("received_at")), one.get("start_s")
    if at is not None:
        return (at - begins).total_seconds()
    if isinstance(second, bool) or not isinstance(second, int | float) or not 0 <= second < 86_400:
        return 0.0
    return float(second)


async def _until(stage: _Stage, second: float) -> None:
    """Time passes until then; what is due meanwhile is done, as by any worker."""
    while stage.loop.now < second:
        await drive_due(stage.desk, stage.drives)
        await asyncio.sleep(min(1.0, second - stage.loop.now))


async def _tool(stage: _Stage, one: Mapping[str, Any]) -> None:
    name = str(one.get("name") or "")
    then, began = outcome_then(one), stage.loop.now
    if tool_named(name) is None:
        stage.notes.append(f"{name} is no tool of ours and was not replayed")
        stage.played.append(Replayed(name, round(began, 2), then, Outcome.UNKNOWN))
        return
    text, times = await _with_the_platforms_limit(stage, one, name)
    answer = json.loads(text)
    recorded = one.get("answer")
    lang = str(stage.case["call"].get("language") or "de")
    if isinstance(recorded, Mapping):
        stage.codes |= codes_of(recorded, answer)
    same = alike(recorded, answer, lang) if isinstance(recorded, Mapping) else None
    stage.played.append(
        Replayed(name, round(began, 2), then, outcome_now(answer), str(answer.get("say")), text, times, same)
    )


async def _with_the_platforms_limit(stage: _Stage, one: Mapping[str, Any], name: str) -> tuple[str, int]:
    """Send it as the platform did: what takes longer than its limit is cut off and sent once more."""
    call = stage.case["call"]
    limit = call.get("tool_timeout_ms")
    seconds = limit / 1000 if isinstance(limit, int) and not isinstance(limit, bool) and limit > 0 else 120.0
    first = asyncio.create_task(_as_task(answer_tool(_request(stage, one, name), stage.desk, stage.drives)))
    done, _ = await asyncio.wait([first], timeout=seconds)
    if done:
        return first.result(), 1
    second = await answer_tool(_request(stage, one, name), stage.desk, stage.drives)
    return second, 2


async def _as_task(work: Coroutine[Any, Any, T]) -> T:
    return await work


def _request(stage: _Stage, one: Mapping[str, Any], name: str) -> ToolRequest:
    call, args = stage.case["call"], one.get("args")
    given = {str(key): _coded(stage, value) for key, value in args.items()} if isinstance(args, Mapping) else {}
    raw = call.get("from_number")
    text = raw if isinstance(raw, str) else None
    number = None if text is None or is_hidden_number(text) else read_phone(text, "DE")
    body = json.dumps([one.get("id"), name, given], ensure_ascii=False, sort_keys=True, default=str).encode()
    seen = Call(
        CallId(call["call_id"]),
        str(call.get("platform") or "retell"),
        Trust.SIGNED,
        number,
        text,
        started_at=stage.begins,
        is_test=False,
    )
    key = sha256(body).hexdigest()
    return ToolRequest(stage.row, name, given, seen, key, key, stage.now())


def _coded(stage: _Stage, value: Any) -> Any:
    return stage.codes.get(value, value) if isinstance(value, str) else value


def _told(stage: _Stage, calendar: RecordedCalendar) -> Replay:
    found = stage.desk.store.transact_now(
        lambda tx: visits.of_call(tx.of(stage.row.id), CallId(stage.case["call"]["call_id"]))
    )
    alive = [visit for visit in found if visit.is_alive]
    still, verdict = _verdict(stage.played, len(alive))
    return Replay(
        stage.case["call"]["call_id"],
        tuple(stage.played),
        tuple(dict.fromkeys(stage.notes)),
        len(alive),
        tuple(calendar.writes),
        still,
        verdict,
    )


def _verdict(played: Sequence[Replayed], booked: int) -> tuple[bool | None, str]:
    """Would it still happen? None where nothing of it could be told. Where nothing was denied then, what can happen is
    that it goes worse today: that the caller is refused, or kept waiting."""
    writes = [one for one in played if tool_named(one.name) in WRITES and one.text is not None]
    offered = [one for one in played if tool_named(one.name) not in WRITES and one.text is not None]
    if not writes:
        return None, "no write of this call could be replayed"
    last = writes[-1]
    if last.then is not Outcome.DENIED:
        return _of_what_went_well(last)
    if last.now in (Outcome.DONE, Outcome.OPEN):
        visits_now = "one visit" if booked == 1 else f"{booked} visits"
        return False, f"no: today nobody is told that it is taken; the call ends with {visits_now}"
    if any(one.then is Outcome.OFFERED and one.now is not Outcome.OFFERED for one in offered):
        return False, "no: today the time is not offered in the first place"
    return True, "yes: somebody else really was quicker, after it was offered"


_BEST_FIRST = (Outcome.DONE, Outcome.OPEN, Outcome.ASKED, Outcome.OFFERED, Outcome.INFORMED, Outcome.DENIED)


def _of_what_went_well(last: Replayed) -> tuple[bool, str]:
    """The same question for a call whose last write was not denied."""
    if last.then is last.now:
        words = "nothing to happen again: no answer of ours was a no, and today it ends the same way"
        return last.is_alike is False, f"{words}, in other words" if last.is_alike is False else words
    if last.then is Outcome.FAILED:
        return False, f"no: today it is answered ({last.now.value})"
    ranks = [_BEST_FIRST.index(one) if one in _BEST_FIRST else len(_BEST_FIRST) for one in (last.then, last.now)]
    if ranks[1] < ranks[0]:
        return False, f"no: today it ends better ({last.then.value} then, {last.now.value} now)"
    return True, f"it ends worse today: {last.then.value} then, {last.now.value} now"
