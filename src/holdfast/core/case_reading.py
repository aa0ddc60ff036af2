"""How a case file becomes a `Case`. Pure, and suspicious of every field.

A part of the wrong shape is unknown and named in `flaws`; what makes judging impossible is refused by name. Nothing
else is raised, whatever the file holds.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from holdfast.core.case import (
    Call,
    Case,
    CaseRefused,
    Entry,
    Line,
    Listing,
    Mirror,
    Notice,
    OtherCall,
    Part,
    Request,
    Row,
    Task,
    ToolCall,
)
from holdfast.core.case_catalog import Reading, read_catalog
from holdfast.core.case_values import (
    NO_LENGTH,
    flag_of,
    instant_of,
    length_of,
    mapping_of,
    number_of,
    seconds_of,
    span_of,
    text_of,
    zone_of,
)

MOST_ITEMS = 5_000
"""More items in one part than any call has: refused by name."""
CHARACTERS_A_SECOND = 14.0
"""How fast an agent speaks, where the end of an interrupted line is not known."""
T = TypeVar("T")


def read_case(raw: Any) -> Case:
    """The case of a file. CaseRefused where it is none: no object, another schema, no call, or beyond all measure."""
    if not isinstance(raw, Mapping):
        raise CaseRefused("case", "is not an object")
    schema = raw.get("schema")
    if schema is not None and (not isinstance(schema, str) or not schema.startswith("holdfast.case/1")):
        raise CaseRefused("schema", "is not holdfast.case/1")
    if not isinstance(raw.get("call"), Mapping):
        raise CaseRefused("call", "is missing or not an object")
    call = _read_call(raw["call"], raw)
    reading = Reading(raw, call.zone)

    def part(name: str, read: Callable[[Mapping[str, Any], int, Reading], T | None]) -> tuple[T, ...] | None:
        return _part(reading, name, read)

    return Case(
        call=call,
        lines=_in_order(part("utterances", _read_line)),
        tools=part("tool_calls", _read_tool),
        requests=part("requests", _read_request),
        rows=part("bookings", _read_row),
        listings=part("calendar", _read_listing),
        mirrors=part("mirror", _read_mirror),
        notices=part("notices", _read_notice),
        tasks=part("tasks", _read_task),
        catalog=read_catalog(mapping_of(raw.get("catalog")), reading),
        other_calls=part("other_calls", _read_other_call),
        flaws=tuple(reading.flaws),
    )


def _part(
    reading: Reading, name: str, read: Callable[[Mapping[str, Any], int, Reading], T | None]
) -> tuple[T, ...] | None:
    """All items of a part; None where it is absent or nothing in it can be read."""
    value = reading.raw.get(name)
    if value is None:
        return None
    if not isinstance(value, list):
        reading.flaws.append(name)
        return None
    if len(value) > MOST_ITEMS:
        raise CaseRefused(name, f"has more than {MOST_ITEMS} items")
    items: list[T] = []
    for n, one in enumerate(value):
        item = read(one, n, reading) if isinstance(one, Mapping) else None
        if item is None:
            reading.flaws.append(f"{name}[{n}]")
        else:
            items.append(item)
    return None if value and not items else tuple(items)


def _read_call(raw: Mapping[str, Any], case: Mapping[str, Any]) -> Call:
    zone, zone_name = zone_of(raw.get("timezone")) or zone_of("Europe/Berlin") or (Call(id="").zone, "UTC")
    rules = mapping_of(mapping_of(case.get("catalog")).get("rules"))
    named = [mapping_of(case.get("tenant")).get("language"), raw.get("language"), rules.get("language")]
    language = next((text_of(word) for word in named if text_of(word)), None) or "de"
    hidden = "from_number" in raw and raw.get("from_number") is None
    return Call(
        id=text_of(raw.get("call_id")) or "",
        platform=text_of(raw.get("platform")),
        from_number="" if hidden else text_of(raw.get("from_number")),
        to_number=text_of(raw.get("to_number")),
        started_at=instant_of(raw.get("started_at"), zone),
        ended_at=instant_of(raw.get("ended_at"), zone),
        zone=zone,
        zone_name=zone_name,
        tool_timeout=length_of(raw.get("tool_timeout_ms"), 0.001),
        test=flag_of(raw.get("test")) or False,
        direction=text_of(raw.get("direction")),
        language="en" if language.lower().startswith("en") else "de",
    )


def _read_line(raw: Mapping[str, Any], n: int, reading: Reading) -> Line | None:
    text, role = raw.get("text"), str(text_of(raw.get("role")) or "").lower()
    if not isinstance(text, str):
        return None
    if len(text) > 20_000:
        raise CaseRefused(f"utterances[{n}].text", "is longer than 20000 characters")
    start, end = seconds_of(raw.get("start_s")), seconds_of(raw.get("end_s"))
    cut = seconds_of(raw.get("interrupted_at_s"))
    role = {"user": "caller", "customer": "caller", "assistant": "agent", "bot": "agent"}.get(role, role)
    if role not in ("agent", "caller"):
        return None
    return Line(f"u{n + 1}", role, text, _heard(text, start, end, cut), start, end, cut)


def _in_order(lines: tuple[Line, ...] | None) -> tuple[Line, ...] | None:
    """Lines in the order in which they were spoken, where every one has its second."""
    if lines is None or any(line.start_s is None for line in lines):
        return lines
    return tuple(sorted(lines, key=lambda line: line.start_s or 0.0))


def _heard(text: str, start: float | None, end: float | None, cut: float | None) -> str:
    """The share of a line up to where it was interrupted, in whole words."""
    if cut is None or start is None:
        return text
    length = end - start if end is not None and end > start else len(text) / CHARACTERS_A_SECOND
    share = (cut - start) / length if length > 0 else 1.0
    if share >= 0.995:
        return text
    kept = text[: max(0, int(len(text) * share))]
    at_a_word = not kept or not text[len(kept)].isalnum() or not kept[-1].isalnum()
    return kept if at_a_word else kept[: kept.rfind(" ") + 1]


def _read_tool(raw: Mapping[str, Any], n: int, reading: Reading) -> ToolCall | None:
    status = number_of(raw.get("http_status"))
    return ToolCall(
        id=text_of(raw.get("id")) or f"t{n + 1}",
        name=text_of(raw.get("name")) or "",
        args=mapping_of(raw.get("args")),
        answer=raw.get("answer"),
        start_s=seconds_of(raw.get("start_s")),
        end_s=seconds_of(raw.get("end_s")),
        received_at=reading.instant(raw.get("received_at")),
        answered_at=reading.instant(raw.get("answered_at")),
        http_status=None if status is None else int(status),
        seen=flag_of(raw.get("seen_by_platform")),
    )


def _read_request(raw: Mapping[str, Any], n: int, reading: Reading) -> Request | None:
    to = text_of(raw.get("to"))
    if to is not None and to.lower() not in ("calendar", "calcom", "caldav", "builtin", "cal.com"):
        return None
    status = number_of(raw.get("status"))
    return Request(
        id=text_of(raw.get("id")) or f"r{n + 1}",
        at=reading.instant(raw.get("at")),
        took=length_of(raw.get("took_ms"), 0.001) or NO_LENGTH,
        method=str(text_of(raw.get("method")) or "").upper(),
        path=text_of(raw.get("path")) or "",
        body=mapping_of(raw.get("request")),
        status=None if status is None else int(status),
        response=raw.get("response"),
        tool_call=text_of(raw.get("tool_call")),
        error=text_of(raw.get("error")),
    )


def _read_row(raw: Mapping[str, Any], n: int, reading: Reading) -> Row | None:
    start, end = reading.instant(raw.get("start")), reading.instant(raw.get("end"))
    parts = raw.get("segments")
    state = text_of(raw.get("state"))
    return Row(
        id=text_of(raw.get("id")) or f"#{n + 1}",
        state={"canceled": "cancelled", "booked": "confirmed"}.get(state.lower(), state.lower()) if state else None,
        span=span_of(start, end),
        start=start,
        created_at=reading.instant(raw.get("created_at")),
        changed_at=reading.instant(raw.get("changed_at")),
        synced_at=reading.instant(raw.get("synced_at")),
        previous_start=reading.instant(raw.get("previous_start")),
        call_id=text_of(raw.get("call_id")),
        service=text_of(raw.get("service")),
        staff=text_of(raw.get("staff")),
        customer=text_of(raw.get("customer")),
        phone=text_of(raw.get("customer_phone")) or text_of(raw.get("phone")),
        remote_id=text_of(raw.get("remote_id")),
        remote_uid=text_of(raw.get("remote_uid")),
        sync=text_of(raw.get("sync")),
        changed_by=text_of(raw.get("changed_by")),
        ref=text_of(raw.get("ref")),
        parts=tuple(_read_parts(parts, reading)) if isinstance(parts, list) else None,
    )


def _read_parts(raw: list[Any], reading: Reading) -> list[Part]:
    parts = []
    for n, one in enumerate(raw[:200]):
        if isinstance(one, Mapping):
            span = span_of(reading.instant(one.get("start")), reading.instant(one.get("end")))
            number = number_of(one.get("n"))
            kind = "gap" if str(one.get("kind")).lower() in ("gap", "pause", "idle") else "busy"
            identifiers = text_of(one.get("remote_id")), text_of(one.get("remote_uid"))
            parts.append(Part(n + 1 if number is None else int(number), kind, span, *identifiers))
    return parts


def _read_listing(raw: Mapping[str, Any], n: int, reading: Reading) -> Listing | None:
    entries = raw.get("bookings")
    read = [e for e in entries if isinstance(e, Mapping)] if isinstance(entries, list) else []
    if len(read) > MOST_ITEMS:
        raise CaseRefused(f"calendar[{n}].bookings", f"has more than {MOST_ITEMS} items")
    whole = isinstance(entries, list) and len(read) == len(entries)
    return Listing(
        ref=f"l{n + 1}",
        listed_at=reading.instant(raw.get("listed_at")),
        span=span_of(reading.instant(raw.get("from")), reading.instant(raw.get("to"))),
        complete=(flag_of(raw.get("complete")) or False) and whole,
        entries=tuple(_read_entry(one, reading) for one in read),
        independent=flag_of(raw.get("independent")) is not False,
    )


def _read_entry(raw: Mapping[str, Any], reading: Reading) -> Entry:
    host, attendee = raw.get("host"), raw.get("attendee")
    person = mapping_of(attendee)
    return Entry(
        id=text_of(raw.get("id")),
        uid=text_of(raw.get("uid")),
        status=str(text_of(raw.get("status")) or "accepted").lower(),
        start=reading.instant(raw.get("start")),
        end=reading.instant(raw.get("end")),
        created_at=reading.instant(raw.get("created_at")),
        updated_at=reading.instant(raw.get("updated_at")),
        host=text_of(host) or text_of(mapping_of(host).get("name")),
        host_account=text_of(raw.get("host_account")) or text_of(mapping_of(host).get("id")),
        event_type=text_of(raw.get("event_type_id")),
        attendee=text_of(attendee) or text_of(person.get("name")),
        email=text_of(person.get("email")),
        phone=text_of(person.get("phone")),
        metadata=mapping_of(raw.get("metadata")),
        moved_to=text_of(raw.get("rescheduled_to_uid")),
    )


def _read_mirror(raw: Mapping[str, Any], n: int, reading: Reading) -> Mirror | None:
    busy = raw.get("busy")
    spans = None
    if isinstance(busy, list):
        read = [
            span_of(reading.instant(one.get("start")), reading.instant(one.get("end")))
            for one in busy[:MOST_ITEMS]
            if isinstance(one, Mapping)
        ]
        spans = tuple(span for span in read if span is not None)
    return Mirror(
        ref=f"m{n + 1}",
        fetched_at=reading.instant(raw.get("fetched_at")),
        span=span_of(reading.instant(raw.get("from")), reading.instant(raw.get("to"))),
        staff=text_of(raw.get("staff")),
        busy=spans,
        used_by=text_of(raw.get("used_by")),
    )


def _read_notice(raw: Mapping[str, Any], n: int, reading: Reading) -> Notice | None:
    payload = mapping_of(raw.get("payload"))
    return Notice(
        ref=f"n{n + 1}",
        at=reading.instant(raw.get("at")),
        trigger=str(text_of(raw.get("trigger")) or "").upper(),
        uid=text_of(raw.get("uid")) or text_of(payload.get("uid")),
        payload=payload,
        accepted=flag_of(raw.get("accepted")),
    )


def _read_task(raw: Mapping[str, Any], n: int, reading: Reading) -> Task | None:
    kind = text_of(raw.get("kind"))
    if kind is None:
        return None
    return Task(f"k{n + 1}", reading.instant(raw.get("at")), kind.lower(), text_of(raw.get("text")) or "")


def _read_other_call(raw: Mapping[str, Any], n: int, reading: Reading) -> OtherCall | None:
    call_id, bookings = text_of(raw.get("call_id")), raw.get("bookings")
    if call_id is None:
        return None
    named = {text_of(one) for one in bookings[:500]} if isinstance(bookings, list) else set()
    return OtherCall(
        id=call_id,
        started_at=reading.instant(raw.get("started_at")),
        ended_at=reading.instant(raw.get("ended_at")),
        from_number=text_of(raw.get("from_number")),
        test=flag_of(raw.get("test")) or False,
        bookings=frozenset(one for one in named if one),
    )
