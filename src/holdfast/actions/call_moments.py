"""What happened in a call, on one clock, as spans that can be drawn: what was said, asked, written, shown and told.

Made of a case and its verdict alone. Every span bears the place it has in the case, so that evidence leads to it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from holdfast.actions.case_record import instant_in

Json = Mapping[str, Any]
SLOW_MS = 4000
"""An answer that takes longer leaves the caller in silence (the answer budget that tenants have unless they say)."""
_READING = frozenset({"GET", "HEAD", "OPTIONS", "PROPFIND", "REPORT"})
_WHOLE = 1000
_NARROWEST = 7


@dataclass(frozen=True, slots=True)
class Span:
    """One thing that happened. `lane`: who spoke, or what it was. `place` is where it stands in the case; `name` what
    it was, as a code; `text` its words. `left` and `width` say where it lies on the clock of the call, in thousandths;
    None where it lies `before` or `after` (`when`). `marks` are codes of what is odd, `evidence` the pieces it is."""

    lane: str
    place: str
    at: datetime | None
    until: datetime | None = None
    name: str = ""
    text: str = ""
    state: str = ""
    took_ms: int | None = None
    marks: tuple[str, ...] = ()
    body: Any = None
    evidence: tuple[str, ...] = ()
    contradicts: tuple[int, ...] = ()
    left: int | None = None
    width: int = 0
    when: str = "during"
    count: int = 1


@dataclass(frozen=True, slots=True)
class Waterfall:
    """All spans in their order. `since` and `until` are the ends of the clock that they are drawn on."""

    since: datetime | None
    until: datetime | None
    spans: tuple[Span, ...]
    places: Mapping[str, str]
    """The span that a piece of evidence stands in, by the number of the piece."""

    @property
    def seconds(self) -> float:
        """How long the clock is."""
        return (self.until - self.since).total_seconds() if self.since and self.until else 0.0


def waterfall(case: Json, verdict: Json, bodies: Json) -> Waterfall:
    """The spans of a case. `bodies` is the same case as far as its bodies may be shown: itself, or redacted."""
    begun = instant_in(case["call"].get("started_at"))
    spans = [
        *_spoken(case, begun),
        *_asked(case, bodies, begun),
        *_wire(case, bodies),
        *_written(case),
        *_told(case, bodies),
        *_looks(case, bodies),
    ]
    since, until = _clock(case, begun, spans)
    ordered = sorted(_placed(spans, begun), key=lambda one: one[:2])
    drawn = [_drawn(span, since, until) for _, _, span in ordered]
    return _with_evidence(drawn, verdict, since, until)


def _items(case: Json, part: str) -> list[Json]:
    value = case.get(part)
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _audio(begun: datetime | None, seconds: Any) -> datetime | None:
    if begun is None or not isinstance(seconds, int | float) or not 0 <= seconds < 90_000:
        return None
    return begun + timedelta(seconds=seconds)


def _spoken(case: Json, begun: datetime | None) -> Iterator[Span]:
    for n, one in enumerate(_items(case, "utterances"), start=1):
        lane = "agent" if one.get("role") == "agent" else "caller"
        at, until = _audio(begun, one.get("start_s")), _audio(begun, one.get("end_s"))
        cut = ("cut",) if one.get("interrupted_at_s") is not None else ()
        yield Span(lane, f"utterance-u{n}", at, until, text=str(one.get("text") or ""), marks=cut)


def _asked(case: Json, bodies: Json, begun: datetime | None) -> Iterator[Span]:
    shown = _items(bodies, "tool_calls")
    for n, one in enumerate(_items(case, "tool_calls")):
        at = instant_in(one.get("received_at")) or _audio(begun, one.get("start_s"))
        until = instant_in(one.get("answered_at")) or _audio(begun, one.get("end_s"))
        took = round((until - at).total_seconds() * 1000) if at and until and until >= at else None
        answer = one.get("answer") if isinstance(one.get("answer"), dict) else {}
        body = {"args": shown[n].get("args"), "answer": shown[n].get("answer")} if n < len(shown) else None
        yield Span(
            "tool",
            f"tool_call-{one.get('id')}",
            at,
            until,
            str(one.get("name") or ""),
            str((answer or {}).get("say") or ""),
            str((answer or {}).get("state") or ""),
            took,
            tuple(_odd(one, took, _is_repeat(case, n))),
            body,
        )


def _is_repeat(case: Json, n: int) -> bool:
    """Whether the same was asked before: by the very bytes, or by the same words again."""
    items = _items(case, "tool_calls")
    one = items[n]
    if one.get("repeats"):
        return True
    same = one.get("fingerprint")
    return same is not None and any(other.get("fingerprint") == same for other in items[:n])


def _odd(one: Json, took: int | None, is_repeat: bool) -> Iterator[str]:
    if is_repeat:
        yield "repeat"
    if one.get("seen_by_platform") is False:
        yield "unseen"
    if took is None:
        yield "unanswered"
    elif took > SLOW_MS:
        yield "slow"


def _wire(case: Json, bodies: Json) -> Iterator[Span]:
    """Everything asked of the calendar; readings that went well, one after the other, are one span."""
    shown = {str(one.get("id")): one for one in _items(bodies, "requests")}
    readings: list[Span] = []
    for one in _items(case, "requests"):
        span = _request(one, shown.get(str(one.get("id")), {}))
        if _is_fine_reading(one):
            if readings and not _is_near(readings[-1], span):
                yield _as_one(readings)
                readings = []
            readings.append(span)
            continue
        if readings:
            yield _as_one(readings)
            readings = []
        yield span
    if readings:
        yield _as_one(readings)


def _is_near(one: Span, other: Span) -> bool:
    last = one.until or one.at
    return last is not None and other.at is not None and other.at - last < timedelta(seconds=5)


def _is_fine_reading(one: Json) -> bool:
    status = one.get("status")
    reads = str(one.get("method")).upper() in _READING
    return reads and not one.get("error") and isinstance(status, int) and status < 400


def _request(one: Json, shown: Json) -> Span:
    at, took, status = instant_in(one.get("at")), one.get("took_ms"), one.get("status")
    until = at + timedelta(milliseconds=took) if at and isinstance(took, int | float) and 0 <= took < 10**7 else None
    went_wrong = bool(one.get("error")) or not isinstance(status, int) or status >= 400
    body = {name: shown.get(name) for name in ("request", "response") if shown.get(name)}
    wire = f"{one.get('method') or ''} {one.get('path') or ''}".strip()
    return Span(
        "calendar",
        f"request-{one.get('id')}",
        at,
        until,
        str(one.get("verb") or ""),
        wire,
        str(status if status is not None else one.get("error") or ""),
        round(took) if isinstance(took, int | float) else None,
        ("failed",) if went_wrong else (),
        body or None,
    )


def _as_one(readings: Sequence[Span]) -> Span:
    first, last = readings[0], readings[-1]
    if len(readings) == 1:
        return first
    ends = [one.until or one.at for one in readings]
    took = sum(one.took_ms or 0 for one in readings)
    body = [{"at": one.text, "status": one.state} for one in readings]
    until = max((end for end in ends if end is not None), default=last.until)
    return replace(first, until=until, text="", took_ms=took, body=body, count=len(readings))


def _written(case: Json) -> Iterator[Span]:
    for one in _items(case, "bookings"):
        about = ", ".join(str(one[key]) for key in ("ref", "service", "customer") if one.get(key))
        created, changed = instant_in(one.get("created_at")), instant_in(one.get("changed_at"))
        place, state = f"booking-{one.get('id')}", str(one.get("state") or "")
        if changed is None or changed == created:
            yield Span("stored", place, created, text=about, name="made", state=state)
            continue
        yield Span("stored", place, created, text=about, name="made")
        yield Span("stored", f"{place}-changed", changed, text=about, name="changed", state=state)
    for n, one in enumerate(_items(case, "tasks"), start=1):
        kind = "callback" if one.get("kind") == "callback" else "person"
        yield Span("task", f"task-{n}", instant_in(one.get("at")), name=kind)


def _told(case: Json, bodies: Json) -> Iterator[Span]:
    shown = _items(bodies, "notices")
    for n, one in enumerate(_items(case, "notices"), start=1):
        body = shown[n - 1].get("payload") if n <= len(shown) else None
        refused = ("refused",) if one.get("accepted") is False else ()
        yield Span("notice", f"notice-n{n}", instant_in(one.get("at")), name=str(one.get("trigger") or ""),
                   text=str(one.get("uid") or ""), marks=refused, body=body or None)  # fmt: skip


def _looks(case: Json, bodies: Json) -> Iterator[Span]:
    shown = _items(bodies, "calendar")
    for n, one in enumerate(_items(case, "calendar"), start=1):
        entries = _items(one, "bookings")
        marks = () if one.get("complete") else ("incomplete",)
        body = shown[n - 1].get("bookings") if n <= len(shown) else None
        yield Span("listed", f"calendar-l{n}", instant_in(one.get("listed_at")), name="listed",
                   marks=marks, body=body or None, count=len(entries))  # fmt: skip


# On the clock


def _clock(case: Json, begun: datetime | None, spans: Sequence[Span]) -> tuple[datetime | None, datetime | None]:
    """From the first word to the last, with every request of the agent and what it set going in the calendar."""
    ended = instant_in(case["call"].get("ended_at"))
    within = [one for one in spans if one.lane in ("agent", "caller", "tool") and one.at is not None]
    starts = [one.at for one in within if one.at] + ([begun] if begun else [])
    if not starts:
        return None, None
    first = min(starts)
    ends = [end for one in within if (end := one.until or one.at)] + ([ended] if ended else [])
    last = max([first, *ends])
    late = [one.until for one in spans if one.lane == "calendar" and one.until and one.at and one.at <= last]
    last = max([last, *(end for end in late if end - last <= last - first)])
    return first, max(last, first + timedelta(seconds=1))


def _placed(spans: Sequence[Span], begun: datetime | None) -> Iterator[tuple[float, int, Span]]:
    """What has no time keeps its place behind what came before it."""
    last = begun
    for n, span in enumerate(spans):
        last = span.at or last
        yield (last.timestamp() if last else 0.0), n, span


def _drawn(span: Span, since: datetime | None, until: datetime | None) -> Span:
    if span.at is None or since is None or until is None:
        return span
    if span.at > until:
        return replace(span, when="after")
    end = span.until or span.at
    if end < since:
        return replace(span, when="before")
    whole = (until - since).total_seconds()
    left = max(0, round((span.at - since).total_seconds() / whole * _WHOLE))
    width = round((min(end, until) - max(span.at, since)).total_seconds() / whole * _WHOLE)
    return replace(span, left=min(left, _WHOLE - _NARROWEST), width=max(width, _NARROWEST))


def _with_evidence(spans: Sequence[Span], verdict: Json, since: datetime | None, until: datetime | None) -> Waterfall:
    """Each span with the numbers of the pieces of evidence that it is, and of the contradictions that show in it."""
    known = {span.place for span in spans}
    pieces = [one for one in verdict.get("evidence") or () if isinstance(one, dict)]
    looks = [span.place for span in spans if span.lane == "listed"]
    places = {}
    for one in pieces:
        place = f"{one.get('source')}-{one.get('ref')}"
        if place not in known and one.get("source") == "calendar" and looks:
            place = looks[-1]  # An entry is shown by the listing that it stands in.
        if place in known:
            places[str(one.get("id"))] = place
    shows: dict[str, list[int]] = {}
    for n, conflict in enumerate(verdict.get("contradictions") or (), start=1):
        for number in conflict.get("evidence") or ():
            shows.setdefault(places.get(str(number), ""), []).append(n)
    found = tuple(
        replace(
            span,
            evidence=tuple(number for number, place in places.items() if place == span.place),
            contradicts=tuple(dict.fromkeys(shows.get(span.place, ()))),
        )
        for span in spans
    )
    return Waterfall(since, until, found, places)
