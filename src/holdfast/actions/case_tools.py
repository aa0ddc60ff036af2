"""The tool calls of a case file: every request that came, with its repeats, beside what the platform says it saw."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from holdfast.actions.answer import local_iso
from holdfast.actions.case_record import Record, instant_in
from holdfast.core.case_answers import Aim, aim_named
from holdfast.core.transcript import Invocation
from holdfast.store.timeline import Event


@dataclass
class Served:
    """One request for a tool as we saw it. `answer` None: it was never answered."""

    name: str
    args: Mapping[str, Any]
    received_at: datetime
    key: str
    repeats: str | None = None
    answered_at: datetime | None = None
    answer: dict[str, Any] | None = None
    mirror: Mapping[str, Any] | None = None
    fingerprint: str | None = None
    understood_at: str | None = None
    """The time that its words were taken for, where that was refused."""
    remarks: list[str] = field(default_factory=list)
    platform: Invocation | None = None
    seen: bool | None = None


def served(record: Record) -> list[Served]:
    """Every request of the call in the order in which it came, each with its own answer."""
    found: list[Served] = []
    for event in record.own("tool_called", "answered", "tool_repeated", "refused_by_rule"):
        key = str(event.data.get("key") or "")
        first = next((one for one in reversed(found) if one.key == key and one.repeats is None), None)
        if event.kind == "tool_called":
            found.append(_called(record, event, key))
        elif event.kind == "refused_by_rule":
            _refused(record, event, found)
        elif event.kind == "tool_repeated":
            found.append(_repeated(event, key, first))
        else:
            _answer(record, event, _unanswered(found, key) or first)
    found.sort(key=lambda one: one.received_at)
    _recognise(record, found)
    return found


def _unanswered(found: list[Served], key: str) -> Served | None:
    """The request that an answer belongs to: the earliest of that key which waits for one."""
    return next((one for one in found if one.answer is None and key in ("", one.key)), None)


def _refused(record: Record, event: Event, found: list[Served]) -> None:
    """A rule said no to a time that a request asked for: what it was taken for."""
    at, asked = instant_in(event.data.get("at")), _unanswered(found, "")
    if at is not None and asked is not None and asked.understood_at is None:
        asked.understood_at = local_iso(at, record.tenant.timezone)


def _called(record: Record, event: Event, key: str) -> Served:
    data = event.data
    remarks = data.get("remarks")
    return Served(
        str(data.get("tool") or ""),
        record.arguments.get(key) or event.personal or {},
        instant_in(data.get("received_at")) or event.at,
        key,
        fingerprint=data.get("fingerprint"),
        remarks=[str(one) for one in remarks] if isinstance(remarks, list) else [],
    )


def _repeated(event: Event, key: str, first: Served | None) -> Served:
    """The very same bytes once more: what was answered was what is on record."""
    args = first.args if first else {}
    fingerprint = first.fingerprint if first else None
    received = instant_in(event.data.get("received_at")) or event.at
    again = Served(str(event.data.get("tool") or ""), args, received, key, key, fingerprint=fingerprint)
    if not event.data.get("joined") and first is not None:
        again.answer, again.answered_at = first.answer, event.at
    return again


def _answer(record: Record, event: Event, to: Served | None) -> None:
    if to is None:
        return
    took = event.data.get("took_ms")
    to.answered_at = to.received_at + timedelta(milliseconds=took) if isinstance(took, int) else event.at
    mirror = event.data.get("mirror")
    to.mirror = mirror if isinstance(mirror, dict) else None
    to.answer = _answer_data(record, event)


def _answer_data(record: Record, event: Event) -> dict[str, Any]:
    """What was answered, as far as it is on record: the words, the state and everything a claim rests on."""
    data, zone = event.data, record.tenant.timezone
    told: dict[str, Any] = {"say": (event.personal or {}).get("say")}
    told |= {name: data.get(name) for name in ("state", "reason", "retry", "ref", "service", "staff")}
    at = instant_in(data.get("at"))
    told["at"] = local_iso(at, zone) if at else None
    by_slot = {offer.slot_id: offer for offer in record.offers}
    options = [by_slot[slot] for slot in data.get("options") or () if slot in by_slot]
    if options:
        names = record.tenant.staff_name
        told["options"] = [
            {
                "slot_id": one.slot_id,
                "at": local_iso(one.slot.start, zone),
                "staff": " und ".join(map(names, one.slot.plan.staff)),
            }
            for one in options
        ]
    return {name: value for name, value in told.items() if value is not None}


# Beside what the platform tells


def _recognise(record: Record, found: list[Served]) -> None:
    """Pair each request with the platform's invocation. Of several that are alike, the one whose answer the platform
    shows is the one that it waited for; those before were sent and given up."""
    transcript = record.words.transcript
    told = transcript.invocations if transcript else ()
    if not told:
        return
    free = list(found)
    for n, one in enumerate(told):
        alike = [request for request in free if _is_alike(request, one)]
        later = [other for other in told[n:] if _is_same(one, other)]
        if not alike or _never_came(one, alike, later):
            continue
        chosen = _waited_for(one, alike, len(later))
        chosen.platform, chosen.seen = one, _saw(one, chosen)
        given_up = _given_up(alike, chosen)
        for request in given_up:
            request.platform, request.seen = one, False
        free = [request for request in free if request is not chosen and request not in given_up]
    if record.words.is_whole:
        for request in free:
            request.seen = False


def _waited_for(one: Invocation, alike: list[Served], asked: int) -> Served:
    """Of requests that are alike the last one whose answer the platform shows, as far as the invocations that are still
    to come (`asked` with this one) leave any over."""
    mine = alike[: max(len(alike) - asked + 1, 1)]
    return next((request for request in reversed(mine) if _shows(one, request)), mine[-1])


def _never_came(one: Invocation, alike: list[Served], later: list[Invocation]) -> bool:
    """Whether an invocation never reached us: fewer requests came than were sent, and the platform shows the first
    one's answer only for a later invocation (`later` begins with this one)."""
    if len(later) <= len(alike) or _shows(one, alike[0]):
        return False
    return any(_shows(other, alike[0]) for other in later[1:])


def _is_same(one: Invocation, other: Invocation) -> bool:
    return one.name == other.name and one.args == other.args


def _given_up(alike: list[Served], chosen: Served) -> list[Served]:
    return alike[: next(n for n, one in enumerate(alike) if one is chosen)]


def _is_alike(request: Served, one: Invocation) -> bool:
    if request.name != one.name:
        return False
    return one.args is None or _canonical(request.args) == _canonical(one.args)


def _canonical(args: Mapping[str, Any]) -> str:
    return json.dumps(args, sort_keys=True, ensure_ascii=False, default=str)


def _shows(one: Invocation, request: Served) -> bool:
    say = (request.answer or {}).get("say")
    return one.result is not None and isinstance(say, str) and bool(say) and say in _texts(one.result)


def _texts(result: str) -> str:
    """The words of a result, however the platform wrapped them."""
    try:
        value = json.loads(result)
    except (ValueError, RecursionError):
        return result
    return str(value.get("say")) if isinstance(value, dict) and "say" in value else result


def _saw(one: Invocation, request: Served) -> bool | None:
    """Whether our answer reached the agent. None: the transcript does not go that far."""
    if one.result is None:
        return None
    return _shows(one, request)


def tool_calls(record: Record) -> list[dict[str, Any]]:
    """The part of the case file: what came, then what the platform says it called and of which we have no trace."""
    came = served(record)
    shown = [_case(record, n, one) for n, one in enumerate(came, start=1)]
    return shown + [_unseen(n, one) for n, one in enumerate(_not_come(record, came), start=len(came) + 1)]


_OURS = frozenset({Aim.CHECK, Aim.BOOK, Aim.MOVE, Aim.CANCEL, Aim.FIND})


def _not_come(record: Record, came: list[Served]) -> list[Invocation]:
    """The platform's invocations that never reached us, or whose record was lost with the answer."""
    transcript = record.words.transcript
    known = [one.platform for one in came if one.platform is not None]
    told = transcript.invocations if transcript else ()
    missing = [one for one in told if not any(one is other for other in known)]
    return [one for one in missing if one.kind in (None, "custom") and aim_named(one.name) in _OURS]


def _unseen(n: int, one: Invocation) -> dict[str, Any]:
    """What only the platform shows: no moment is ours; the answer is the one that it shows, if it is one of ours."""
    return {
        "id": f"t{n}",
        "name": one.name,
        "args": dict(one.args or {}),
        "start_s": one.after_s,
        "end_s": None,
        "received_at": None,
        "answered_at": None,
        "http_status": None,
        "answer": _shown_answer(one.result),
        "seen_by_platform": None,
    }


def _shown_answer(result: str | None) -> dict[str, Any] | None:
    try:
        value = json.loads(result or "null")
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) and isinstance(value.get("say"), str) else None


def _case(record: Record, n: int, one: Served) -> dict[str, Any]:
    zone = record.tenant.timezone
    start, end = _audio(record, one)
    case: dict[str, Any] = {
        "id": f"t{n}",
        "name": one.name,
        "args": dict(one.args),
        "start_s": start,
        "end_s": end,
        "received_at": one.received_at.astimezone(zone).isoformat(timespec="milliseconds"),
        "answered_at": one.answered_at.astimezone(zone).isoformat(timespec="milliseconds") if one.answered_at else None,
        "http_status": 200 if one.answer is not None else None,
        "answer": one.answer,
        "seen_by_platform": one.seen,
    }
    extra = {"fingerprint": one.fingerprint, "repeats": one.repeats, "remarks": one.remarks or None}
    extra["understood_at"] = one.understood_at
    return case | {name: value for name, value in extra.items() if value is not None}


def _audio(record: Record, one: Served) -> tuple[float | None, float | None]:
    """When it began and ended in the recording. The platform gives no time: ours, kept between the lines around it, so
    that a contradiction shows as a distance and an agreement adds nothing."""
    begun, told = record.call.started_at, one.platform
    if begun is None or told is None or told.after_s is None:
        return None, None
    own = (one.received_at - begun).total_seconds()
    start = max(own, told.after_s) if told.before_s is None else min(max(own, told.after_s), told.before_s)
    if one.answered_at is None or not one.seen:
        return round(start, 3), None
    ended = max((one.answered_at - begun).total_seconds(), start)
    if told.before_s is not None:
        ended = max(min(ended, told.before_s), start)
    return round(start, 3), round(ended, 3)


def mirrors(record: Record) -> Iterator[dict[str, Any]]:
    """What the mirror showed as each answer was decided, a line for each person."""
    for n, one in enumerate(served(record), start=1):
        used = one.mirror
        if not used:
            continue
        for host in used.get("hosts") or ():
            busy = [row for row in used.get("busy") or () if row[0] == host]
            yield {
                "fetched_at": used.get("fetched_at"),
                "from": used.get("from"),
                "to": used.get("to"),
                "staff": str(host).removeprefix("staff:"),
                "busy": [{"start": row[1], "end": row[2], "uid": str(row[3]).removeprefix("outside:")} for row in busy],
                "used_by": f"t{n}",
            }
