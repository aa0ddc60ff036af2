"""One clock for a call: audio seconds and the calendar's stamps brought onto our own, and what happened in its order.
Pure.

Audio seconds are tied to our clock by tool calls that both sides saw (invocation against arrival); the calendar's
stamps by entries whose making we asked for. What disagrees by more than its tolerance is a finding, never silently
corrected: both readings stay visible.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from statistics import median

from holdfast.core.case import Case, Entry, Request, ToolCall
from holdfast.core.case_answers import WRITES, aim_of, fields_in
from holdfast.core.case_replies import Act, Reply, act_of, reply_of
from holdfast.core.case_values import instant_of, text_of

AUDIO_TOLERANCE = timedelta(seconds=2)
"""How far audio seconds may be off (case file, reading rule 8)."""
STAMP_TOLERANCE = timedelta(seconds=3)
"""How far our log and the calendar's stamps may differ (case file, reading rule 8)."""
START_TOLERANCE = timedelta(seconds=10)
"""How far the platform's start of the call may lie from its audio second zero: ringing and connecting take time."""
NOTHING = timedelta(0)


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two sources that put the same moment at different times. `offset`: how much later the first one is; `refs` are
    (source, reference) pairs into the case."""

    first: str
    second: str
    offset: timedelta
    refs: tuple[tuple[str, str], ...]
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Clocks:
    """How other clocks read on ours. `zero` is audio second 0; `error_s` how sure that is, in seconds;
    `calendar_ahead` how much later the calendar's clock is than ours; where nothing of the calendar's tells and ours
    is off the platform's, two outside clocks are trusted against our one."""

    zero: datetime | None
    error_s: float
    from_pairs: int
    calendar_ahead: timedelta = NOTHING
    disagreements: tuple[Disagreement, ...] = ()

    def audio(self, second: float | None) -> datetime | None:
        """An audio second on our clock."""
        if self.zero is None or second is None:
            return None
        return self.zero + timedelta(seconds=second)

    def second(self, instant: datetime | None) -> float | None:
        """An instant of our clock as audio second."""
        return None if self.zero is None or instant is None else (instant - self.zero).total_seconds()

    def stamp(self, instant: datetime | None) -> datetime | None:
        """A stamp of the calendar on our clock."""
        return None if instant is None else instant - self.calendar_ahead


def read_clocks(case: Case) -> Clocks:
    """The clock map of a case."""
    pairs = [
        (tool, tool.received_at - timedelta(seconds=tool.start_s))
        for tool in case.tools or ()
        if tool.received_at is not None and tool.start_s is not None
    ]
    found: list[Disagreement] = []
    zero, error = case.call.started_at, AUDIO_TOLERANCE.total_seconds()
    if pairs:
        stamps = [stamp.timestamp() for _, stamp in pairs]
        middle = median(stamps)
        zero = min((stamp for _, stamp in pairs), key=lambda stamp: abs(stamp.timestamp() - middle))
        error = max(abs(stamp - middle) for stamp in stamps)
        found += _drifting(pairs, zero)
        if case.call.started_at is not None and abs(zero - case.call.started_at) > START_TOLERANCE:
            refs = (("tool_call", pairs[0][0].id), ("clock", "call.started_at"))
            found.append(Disagreement("own", "platform", zero - case.call.started_at, refs, pairs[0][0].received_at))
    else:
        away = next(_requests_apart(case, zero), None) or next(_rows_apart(case, zero), None)
        if away is not None:
            found.append(away)
            if abs(away.offset) > START_TOLERANCE and zero is not None:
                zero += away.offset
    if pairs:
        found += list(_rows_apart(case, zero))[:1]
    ahead = _calendar_ahead(case)
    if ahead is not None:
        found.append(ahead)
    shift = NOTHING if ahead is None else ahead.offset
    if ahead is None and not any(_by_responses(case)):
        own = next((one.offset for one in found if one.first == "own" and abs(one.offset) > START_TOLERANCE), None)
        shift = NOTHING if own is None else -own
    return Clocks(zero, round(error, 3), len(pairs), shift, tuple(found))


def _drifting(pairs: list[tuple[ToolCall, datetime]], zero: datetime) -> Iterator[Disagreement]:
    """Pairs that do not fit the others."""
    for tool, stamp in pairs:
        if abs(stamp - zero) > 2 * AUDIO_TOLERANCE:
            refs = (("tool_call", tool.id),)
            yield Disagreement("own", "platform", stamp - zero, refs, tool.received_at)
            return


def _apart(instant: datetime, begin: datetime, end: datetime, tolerance: timedelta) -> timedelta:
    """How far an instant lies outside a span; nothing within tolerance."""
    if instant < begin - tolerance:
        return instant - begin
    return instant - end if instant > end + tolerance else NOTHING


def _windows(case: Case, zero: datetime) -> Iterator[tuple[str, datetime, datetime]]:
    for tool in case.tools or ():
        if tool.start_s is not None:
            begin = zero + timedelta(seconds=tool.start_s)
            last = tool.end_s if tool.end_s is not None else tool.start_s + 30
            yield tool.id, begin, zero + timedelta(seconds=last)


def _requests_apart(case: Case, zero: datetime | None) -> Iterator[Disagreement]:
    """Requests of ours that a tool call made, yet lie outside of it."""
    if zero is None:
        return
    windows = {tool: (begin, end) for tool, begin, end in _windows(case, zero)}
    found = []
    for request in case.requests or ():
        if request.at is not None and request.tool_call in windows:
            begin, end = windows[request.tool_call]
            refs = (("request", request.id), ("tool_call", str(request.tool_call)))
            offset = _apart(request.at, begin, end, STAMP_TOLERANCE)
            found.append(Disagreement("own", "platform", offset, refs, request.at))
    early = [one for one in found if one.offset < NOTHING]
    all_late = bool(found) and all(
        one.offset > NOTHING for one in found
    )  # A single late one is work behind the answer.
    yield from early or (found if all_late else [])


def _rows_apart(case: Case, zero: datetime | None) -> Iterator[Disagreement]:
    """Rows of this call that were made before the tool call that made them."""
    if zero is None or not case.call.id:
        return
    windows = list(_windows(case, zero))
    for row in case.rows or ():
        if row.call_id != case.call.id or row.created_at is None or not windows:
            continue
        offsets = [
            (_apart(row.created_at, begin, end, STAMP_TOLERANCE), tool)
            for tool, begin, end in windows
            if _may_make_rows(case, tool)
        ]
        if offsets and all(offset for offset, _ in offsets):
            offset, tool = min(offsets, key=lambda one: abs(one[0]))
            if offset < NOTHING:
                refs = (("booking", row.id), ("tool_call", tool))
                yield Disagreement("own", "platform", offset, refs, row.created_at)


def _may_make_rows(case: Case, tool_id: str) -> bool:
    return any(tool.id == tool_id and aim_of(tool) in WRITES for tool in case.tools or ())


def _calendar_ahead(case: Case) -> Disagreement | None:
    """How far the calendar's clock is from ours: from entries that our own requests made, else from its responses."""
    offsets: list[tuple[timedelta, Disagreement]] = []
    for request in case.requests or ():
        if request.at is None or request.until is None or act_of(request) is not Act.CREATE:
            continue
        reply = reply_of(request)
        if reply not in (Reply.DONE, Reply.UNKNOWN):
            continue
        for entry in _made_by(request, reply, case):
            if entry.created_at is not None:
                late = request.until if reply is Reply.DONE else request.until + timedelta(minutes=10)
                offset = _apart(entry.created_at, request.at, late, STAMP_TOLERANCE)
                refs = (("calendar", entry.key), ("request", request.id))
                offsets.append((offset, Disagreement("calendar", "own", offset, refs, request.at)))
    if not offsets:
        offsets = list(_by_responses(case))
    if not offsets:
        return None
    middle = sorted(offset for offset, _ in offsets)[len(offsets) // 2]
    return next((one for offset, one in offsets if offset == middle and offset), None)


def _by_responses(case: Case) -> Iterator[tuple[timedelta, Disagreement]]:
    for request in case.requests or ():
        if request.at is None or request.until is None:
            continue
        for name, value in fields_in(request.response):
            stamp = instant_of(value) if name == "timestamp" else None
            if stamp is not None:
                offset = _apart(stamp, request.at, request.until, STAMP_TOLERANCE)
                refs = (("request", request.id),)
                yield offset, Disagreement("calendar", "own", offset, refs, request.at)


def _made_by(request: Request, reply: Reply, case: Case) -> Iterator[Entry]:
    """The entries that a create of ours made, by identifier or by the reference that travelled with it."""
    answered = {str(value) for name, value in fields_in(request.response) if name in ("uid", "id") and text_of(value)}
    named = _references(request)
    for listing in case.listings or ():
        for entry in listing.entries:
            marks = {text_of(value) for value in entry.metadata.values()}
            if reply is Reply.DONE and answered:
                is_its = entry.uid in answered or entry.id in answered
            else:
                is_its = bool(named) and named <= marks and _same_start(request, entry)
            if is_its and entry.moved_to is None:
                yield entry


def _references(request: Request) -> set[str]:
    metadata = request.body.get("metadata")
    values = metadata.values() if isinstance(metadata, dict) else ()
    return {text for text in map(text_of, values) if text}


def _same_start(request: Request, entry: Entry) -> bool:
    start = instant_of(request.body.get("start"))
    return start is not None and start == entry.start


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happened: when on our clock (`error_s` how sure), in which part of the case, and which end of it
    (`begin`, `end`, `created`, `changed`, `seen`)."""

    at: datetime | None
    source: str
    ref: str
    what: str
    error_s: float = 0.0


def moments_of(case: Case, clocks: Clocks) -> tuple[Moment, ...]:
    """Everything that happened, in the order of our clock; what has no time stands last."""
    found = [*_words_and_tools(case, clocks), *_writes_and_readings(case, clocks)]
    far = datetime.max.replace(tzinfo=UTC)
    return tuple(sorted(found, key=lambda moment: moment.at or far))


def _words_and_tools(case: Case, clocks: Clocks) -> Iterator[Moment]:
    for line in case.lines or ():
        yield Moment(clocks.audio(line.start_s), "utterance", line.ref, "begin", clocks.error_s)
    for tool in case.tools or ():
        guessed = 0.0 if tool.received_at is not None else clocks.error_s
        yield Moment(tool.received_at or clocks.audio(tool.start_s), "tool_call", tool.id, "begin", guessed)
        end = tool.answered_at or clocks.audio(tool.end_s)
        if end is not None:
            yield Moment(end, "tool_call", tool.id, "end", 0.0 if tool.answered_at is not None else clocks.error_s)


def _writes_and_readings(case: Case, clocks: Clocks) -> Iterator[Moment]:
    for request in case.requests or ():
        yield Moment(request.at, "request", request.id, "begin")
    for row in case.rows or ():
        yield Moment(row.created_at, "booking", row.id, "created")
        if row.changed_at is not None and row.changed_at != row.created_at:
            yield Moment(row.changed_at, "booking", row.id, "changed")
    for listing in case.listings or ():
        yield Moment(listing.listed_at, "calendar", listing.ref, "seen")
        for entry in listing.entries:
            yield Moment(clocks.stamp(entry.created_at), "calendar", entry.key, "created")
            if entry.updated_at is not None and entry.updated_at != entry.created_at:
                yield Moment(clocks.stamp(entry.updated_at), "calendar", entry.key, "changed")
    for mirror in case.mirrors or ():
        yield Moment(mirror.fetched_at, "mirror", mirror.ref, "seen")
    for notice in case.notices or ():
        yield Moment(notice.at, "notice", notice.ref, "begin")
