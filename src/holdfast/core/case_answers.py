"""What a tool was called for, and what our answer to it meant. Pure.

The meaning is read from whatever shape the answer has: states and reasons of our own, success flags of older tools, or
the sentence that was handed to the agent.
"""

import json
import re
from collections.abc import Iterator
from datetime import date
from enum import StrEnum

from holdfast.core.case import Json, ToolCall
from holdfast.core.claims_said import claims_in
from holdfast.core.correction import Told


class Aim(StrEnum):
    """What a tool is for."""

    CHECK = "check"
    BOOK = "book"
    MOVE = "move"
    CANCEL = "cancel"
    FIND = "find"
    CALLBACK = "callback"
    CONTEXT = "context"
    OTHER = "other"


class Meaning(StrEnum):
    """What an answer says happened. REFUSED: a no that is neither about the time nor a fault."""

    FREE = "free"
    TAKEN = "taken"
    CONFIRMED = "confirmed"
    PENDING = "pending"
    CANCELLED = "cancelled"
    MOVED = "moved"
    REFUSED = "refused"
    FAILED = "failed"
    FOUND = "found"
    NOT_FOUND = "not_found"
    CALLBACK = "callback"
    INFO = "info"
    NONE = "none"


WRITES = frozenset({Aim.BOOK, Aim.MOVE, Aim.CANCEL})
DONE = {Aim.BOOK: Meaning.CONFIRMED, Aim.MOVE: Meaning.MOVED, Aim.CANCEL: Meaning.CANCELLED}

_AIMS = [
    (Aim.CALLBACK, r"call_?back|rückruf|rueckruf|ruckruf|message|nachricht|handover|transfer"),
    (Aim.CANCEL, r"cancel|absag|storn|delete|lösch|loesch"),
    (Aim.MOVE, r"re_?sched|move|verschieb|umbuch|verleg|change|update_(?:appoint|book|termin)|ändern|aendern"),
    (Aim.CHECK, r"avail|verf(?:ü|ue)g|slot|frei|free|alternativ|^check_(?!customer|call)|pruef|prüf|opening_for|vacan"),
    (Aim.FIND, r"(?:find|get|list|query|search|look_?up|status|fetch|read|show|such|zeig|abfrag)\w*(?:book|appoint|"
               r"termin|visit|buchung)|(?:book|appoint|termin|buchung)\w*(?:status|info|such|abfrag|query|lookup|list)"),
    (Aim.CONTEXT, r"context|customer|kunde|identify|current_time|time|greet|caller"),
    (Aim.BOOK, r"book|buch|appoint|termin|reserv|schedule|create|eintrag|confirm"),
]  # fmt: skip
_MANY_VISITS = re.compile(
    r"(?:^|_)(?:(?:my|meine|ihre|alle|\w*kunden)_?)?(?:termine|appointments|bookings|buchungen|visits|besuche)(?:_|$)"
)
_MAKING = re.compile(
    r"(?:^|_)(?:book|create|make|add|new|start|schedule|reserve|buche?n?|anlegen|lege|erstelle?n?|eintragen|vereinbare?n?|"
    r"neu|cancel\w*|move|change|absage?n?|stornier\w*|verschieb\w*|avail\w*|free|frei\w*|check|slots?)(?:_|$)"
)
"""A tool named after many visits reads them, unless its name also says that it makes or changes some."""
_AIM_ROWS = [(aim, re.compile(pattern)) for aim, pattern in _AIMS]


def aim_of(tool: ToolCall) -> Aim:
    """What the tool was called for, by its name: any language, any suffix."""
    return aim_named(tool.name)


def aim_named(name: str) -> Aim:
    """What a tool of this name is for."""
    name = re.sub(r"[^a-zäöüß0-9]+", "_", name.lower())
    if _MANY_VISITS.search(name) and not _MAKING.search(name):
        return Aim.FIND
    return next((aim for aim, row in _AIM_ROWS if row.search(name)), Aim.OTHER)


_STATES = {
    "held": Meaning.FREE, "free": Meaning.FREE, "available": Meaning.FREE, "frei": Meaning.FREE,
    "confirmed": Meaning.CONFIRMED, "booked": Meaning.CONFIRMED, "created": Meaning.CONFIRMED,
    "gebucht": Meaning.CONFIRMED, "bestätigt": Meaning.CONFIRMED, "bestaetigt": Meaning.CONFIRMED,
    "eingetragen": Meaning.CONFIRMED, "success": Meaning.CONFIRMED, "ok": Meaning.CONFIRMED,
    "erfolg": Meaning.CONFIRMED, "offen": Meaning.PENDING, "ausstehend": Meaning.PENDING,
    "belegt": Meaning.TAKEN, "vergeben": Meaning.TAKEN, "nicht_verfügbar": Meaning.TAKEN,
    "nicht_verfuegbar": Meaning.TAKEN, "fehler": Meaning.FAILED, "abgesagt": Meaning.CANCELLED,
    "pending": Meaning.PENDING, "processing": Meaning.PENDING, "queued": Meaning.PENDING, "accepted": Meaning.CONFIRMED,
    "cancelled": Meaning.CANCELLED, "canceled": Meaning.CANCELLED, "storniert": Meaning.CANCELLED,
    "moved": Meaning.MOVED, "rescheduled": Meaning.MOVED, "verschoben": Meaning.MOVED,
    "taken": Meaning.TAKEN, "unavailable": Meaning.TAKEN, "busy": Meaning.TAKEN, "conflict": Meaning.TAKEN,
    "not_found": Meaning.NOT_FOUND, "failed": Meaning.FAILED, "error": Meaning.FAILED, "timeout": Meaning.FAILED,
}  # fmt: skip
_JUST_FINE = frozenset({"success", "ok", "erfolg"})
"""States that say only that the tool ran: of a question they tell nothing about the time."""
_TIME_REASONS = frozenset(
    [
        "slot_taken",
        "held_by_other",
        "closed",
        "holiday",
        "staff_away",
        "too_short_notice",
        "past",
        "beyond_horizon",
        "does_not_fit",
        "nothing_free",
        "staff_cannot",
        "hold_expired",
        "taken",
        "busy",
        "conflict",
        "not_available",
        "unavailable",
        "slot_unavailable",
        "belegt",
        "vergeben",
        "nicht_verfuegbar",
        "nicht_verfügbar",
    ]
)
_FAULT_REASONS = frozenset(
    ["technical", "error", "calendar_unreachable", "internal", "internal_error", "timeout", "exception"]
)
_INTERNAL = re.compile(
    r"\b[A-Z]\w*[a-z](?:Error|Exception)\b|\bTraceback\b|\bSQLSTATE\b|\bNoneType\b|"
    r"(?i:\b(?:undefined (?:index|array key|variable|method|property)|null ?pointer|segmentation|stack trace|"
    r"internal server error|unhandled|cannot read propert\w+|deadlock)\b)"
)
_FAULT_WORDS = re.compile(
    r"\b(?:time[sd]?[- ]?out|unreachable|not reachable|connection|network|dns|bad gateway|rate limit\w*|"
    r"too many requests|zeitüberschreitung|nicht erreichbar|antwortet nicht|keine verbindung|verbindung\w*|"
    r"fehlgeschlagen)\b",
    re.IGNORECASE,
)
_OUTWARD = re.compile(r"context|call.?id|session|unknown call", re.IGNORECASE)


def texts_in(value: Json, depth: int = 0) -> Iterator[str]:
    """Every text in a JSON value, at most four levels deep and two hundred of them."""
    if isinstance(value, str):
        yield value[:2_000]
    elif depth < 4:
        items = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        for n, one in enumerate(items):
            if n >= 200:
                return
            yield from texts_in(one, depth + 1)


def fields_in(value: Json, depth: int = 0) -> Iterator[tuple[str, Json]]:
    """Every field of a JSON value, outer ones first, at most three levels deep."""
    if isinstance(value, dict) and depth < 3:
        items = [(str(name).lower(), one) for name, one in list(value.items())[:200]]
        yield from items
        for _, one in items:
            yield from fields_in(one, depth + 1)
    elif isinstance(value, list) and depth < 3:
        for one in value[:50]:
            yield from fields_in(one, depth + 1)


def as_json(value: Json) -> Json:
    """An answer that came as text is read as JSON where it is some."""
    if isinstance(value, str) and value[:1] in "{[" and len(value) < 50_000:
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            return value
    return value


def spoken_in(answer: Json) -> str:
    """The sentence an answer hands to the agent, or its error."""
    answer = as_json(answer)
    if isinstance(answer, str):
        return answer[:2_000]
    fields = list(fields_in(answer))
    for name in (
        "say",
        "message",
        "text",
        "speak",
        "response",
        "result",
        "nachricht",
        "meldung",
        "hinweis",
        "error",
        "fehler",
        "fehlermeldung",
        "error_message",
        "grund",
        "reason",
        "detail",
        "answer",
    ):
        for field, value in fields:
            if field == name and isinstance(value, str) and value.strip():
                return value[:2_000]
    return ""


def reason_of(answer: Json) -> str | None:
    """The closed reason or error code of an answer."""
    for field, value in fields_in(as_json(answer)):
        if field in ("reason", "error_code", "code") and isinstance(value, str) and len(value) < 60:
            return value.lower()
    return None


def meaning_of(tool: ToolCall, aim: Aim, today: date) -> Meaning:
    """What our answer said happened; NONE where there was none."""
    answer = as_json(tool.answer)
    if tool.http_status is not None and tool.http_status >= 500:
        return Meaning.FAILED
    if answer is None or answer == {} or answer == "":
        return Meaning.NONE
    fields: dict[str, Json] = {}
    for name, value in fields_in(answer):
        fields.setdefault(name, value)
    text = spoken_in(answer)
    by_state = _by_state(fields, aim, today)
    if by_state is not None:
        return by_state
    by_flags = _by_flags(fields, aim, text, today)
    return by_flags if by_flags is not None else _by_words(text, aim, today)


def _by_state(fields: dict[str, Json], aim: Aim, today: date) -> Meaning | None:
    """Our own states, and words that older tools use in the same place."""
    reason = next(
        (str(fields[n]).lower() for n in ("reason", "code", "error_code") if isinstance(fields.get(n), str)), ""
    )
    for name in ("state", "status", "outcome", "result"):
        state = fields.get(name)
        if not isinstance(state, str):
            continue
        state = state.lower().strip()
        if state in ("refused", "rejected", "declined"):
            if reason in _TIME_REASONS:
                return Meaning.TAKEN
            return Meaning.FAILED if reason in _FAULT_REASONS else _refused(reason)
        meaning = _STATES.get(state)
        if meaning is Meaning.FAILED:
            return Meaning.TAKEN if reason in _TIME_REASONS else _failed_or_taken(fields, today)
        if state in _JUST_FINE and aim not in WRITES:
            continue
        if meaning is Meaning.CONFIRMED and aim is Aim.MOVE and reason == "already_yours":
            return Meaning.CONFIRMED  # Another visit of the caller's stands there: nothing was moved.
        if meaning is Meaning.CONFIRMED and aim in (Aim.MOVE, Aim.CANCEL):
            return DONE[aim]
        if meaning is Meaning.CONFIRMED and aim in (Aim.FIND, Aim.CHECK):
            return Meaning.FOUND if aim is Aim.FIND else None
        if meaning is not None:
            return meaning
    return None


def _failed_or_taken(fields: dict[str, Json], today: date) -> Meaning:
    """An error whose words say no more than that somebody has the time is a no about the time."""
    taken = _refusal_in(spoken_in(fields), today) is Meaning.TAKEN
    return Meaning.TAKEN if taken else Meaning.FAILED


def _refused(reason: str) -> Meaning:
    return Meaning.NOT_FOUND if reason == "not_found" else Meaning.REFUSED


_DEED_FLAGS = (
    "booked", "confirmed", "cancelled", "canceled", "moved", "rescheduled",
    "gebucht", "eingetragen", "storniert", "abgesagt", "verschoben",
)  # fmt: skip


def _by_flags(fields: dict[str, Json], aim: Aim, text: str, today: date) -> Meaning | None:
    """Answers with success, available or found flags."""
    for name in (
        "available",
        "is_available",
        "free",
        "verfuegbar",
        "verfügbar",
        "frei",
        "is_free",
        "bookable",
        "buchbar",
    ):
        if isinstance(fields.get(name), bool):
            return Meaning.FREE if fields[name] else Meaning.TAKEN
    if aim is Aim.CHECK and any(fields.get(name) == [] for name in ("slots", "available_slots", "available_times")):
        return Meaning.TAKEN
    found = fields.get("found", fields.get("gefunden"))
    if isinstance(found, bool) and aim in (Aim.FIND, Aim.CONTEXT, Aim.CANCEL, Aim.MOVE):
        if not found:
            return Meaning.NOT_FOUND
        if aim in (Aim.FIND, Aim.CONTEXT):
            return Meaning.FOUND
    for name in _DEED_FLAGS:
        if isinstance(fields.get(name), bool) and aim in WRITES:
            return DONE[aim] if fields[name] else _refusal_in(text, today)
    success = next(
        (
            fields[n]
            for n in ("success", "ok", "erfolg", "successful", "erfolgreich")
            if isinstance(fields.get(n), bool)
        ),
        None,
    )
    if success is None:
        has_error = any(isinstance(fields.get(n), str) and bool(fields[n]) for n in ("error", "fehler"))
        return _refusal_in(text, today) if has_error else None
    if not success:
        return _refusal_in(text, today)
    if aim in WRITES:
        said = _by_words(text, aim, today)
        return said if said in (Meaning.PENDING, Meaning.TAKEN, Meaning.FAILED) else DONE[aim]
    return None


def _refusal_in(text: str, today: date) -> Meaning:
    if _INTERNAL.search(text) or _OUTWARD.search(text):
        return Meaning.FAILED
    kinds = [claim.kind for claim in claims_in(text, today) or claims_in(text, today, True)]
    if Told.TAKEN in kinds:
        return Meaning.TAKEN
    if Told.NOTHING in kinds:
        return Meaning.NOT_FOUND
    return Meaning.FAILED if Told.FAILED in kinds or _FAULT_WORDS.search(text) else Meaning.REFUSED


_BY_CLAIM = {
    Told.FREE: Meaning.FREE, Told.TAKEN: Meaning.TAKEN, Told.BOOKED: Meaning.CONFIRMED, Told.PENDING: Meaning.PENDING,
    Told.MOVED: Meaning.MOVED, Told.CANCELLED: Meaning.CANCELLED, Told.FAILED: Meaning.FAILED,
    Told.NOTHING: Meaning.NOT_FOUND, Told.CALLBACK: Meaning.CALLBACK,
}  # fmt: skip


def _by_words(text: str, aim: Aim, today: date) -> Meaning:
    if _INTERNAL.search(text):
        return Meaning.FAILED
    claims = claims_in(text, today) or claims_in(text, today, True)
    meaning = _BY_CLAIM.get(claims[0].kind, Meaning.INFO) if claims else Meaning.INFO
    if aim is Aim.FIND:
        return meaning if meaning in (Meaning.NOT_FOUND, Meaning.FAILED) else Meaning.FOUND
    return meaning


def is_internal_fault(tool: ToolCall) -> bool:
    """Whether our own code broke: a 5xx, or the words of an exception in the answer."""
    if tool.http_status is not None and tool.http_status >= 500:
        return True
    return any(_INTERNAL.search(text) for text in texts_in(as_json(tool.answer)))
