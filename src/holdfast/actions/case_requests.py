"""What went between us and the calendar, as a case file tells it: each request with its answer, and each notice."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from holdfast.actions.case_record import Record, instant_in
from holdfast.store.timeline import Event

TIMEOUT = "timeout"
_NEVER_SENT = ("budget", "not sent")


def requests(record: Record, tool_calls: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Every request of the call and about its visits. What never left us is none."""
    zone = record.tenant.timezone
    own = frozenset(record.ids)
    sent = [event for event in record.events if event.kind == "calendar_exchange" and not _stayed(event)]
    for n, event in enumerate(sent, start=1):
        data, personal = dict(event.data), event.personal or {}
        status, error = data.get("status"), data.get("error")
        yield {
            "id": f"r{n}",
            "at": event.at.astimezone(zone).isoformat(timespec="milliseconds"),
            "took_ms": data.get("took_ms"),
            "to": "calendar",
            "verb": data.get("verb"),
            "method": data.get("method"),
            "path": data.get("path"),
            "request": _sent(data, personal),
            "status": status,
            "response": _answered(data, personal),
            "tool_call": _within(event.at, tool_calls) if event.call in own else None,
            "error": TIMEOUT if status is None and str(error).startswith("no answer") else error,
        }


def _stayed(event: Event) -> bool:
    return event.data.get("status") is None and str(event.data.get("error")).startswith(_NEVER_SENT)


_OF_THE_EXCHANGE = frozenset({"verb", "method", "path", "status", "took_ms", "error"})


def _sent(data: dict[str, Any], personal: dict[str, Any]) -> dict[str, Any]:
    """The body as it was sent; once what is personal of it was erased, the identifiers alone."""
    body = personal.get("body")
    if isinstance(body, dict):
        return body
    kept = {name: value for name, value in data.items() if name not in _OF_THE_EXCHANGE and "shown" not in name}
    if reference := kept.pop("reference", None):
        kept["metadata"] = {"holdfast_ref": reference}
    if event_type := kept.pop("event_type", None):
        kept["eventTypeId"] = event_type
    return kept


def _answered(data: dict[str, Any], personal: dict[str, Any]) -> Any:
    answer = personal.get("answer")
    if isinstance(answer, str):
        try:
            return json.loads(answer)
        except (ValueError, RecursionError):
            return answer[:2_000]
    shown = {name.removeprefix("shown_"): value for name, value in data.items() if name.startswith("shown")}
    return {"data": shown} if shown else None


def _within(at: datetime, tool_calls: Sequence[dict[str, Any]]) -> str | None:
    """The tool call during which it was sent: the last one that had come by then."""
    come = [one for one in tool_calls if (begun := instant_in(one["received_at"])) is not None and begun <= at]
    return str(come[-1]["id"]) if come else None


def notices(record: Record) -> Iterator[dict[str, Any]]:
    """What the calendar told by itself about the call's visits, and what was refused: whatever it was about."""
    zone = record.tenant.timezone
    for at in record.refused:
        yield {
            "at": at.astimezone(zone).isoformat(timespec="milliseconds"),
            "trigger": "UNKNOWN",
            "uid": None,
            "payload": {"refused": "signature does not match"},
            "accepted": False,
        }
    for event in record.events:
        if event.kind != "calendar_notice":
            continue
        data = event.data
        payload = {"rescheduleUid": data.get("former"), "start": data.get("start"), "echo": data.get("echo")}
        yield {
            "at": event.at.astimezone(zone).isoformat(timespec="milliseconds"),
            "trigger": data.get("trigger"),
            "uid": data.get("uid"),
            "payload": {name: value for name, value in payload.items() if value is not None},
            "accepted": True,
        }
