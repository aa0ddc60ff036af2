"""What the caller believes, what is true, and what happens if nobody acts: from the three witnesses, in words."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from holdfast.actions.case_record import instant_in
from holdfast.language.report_words import BELIEVES, CALENDAR, OTHERWISE, STORED

Json = Mapping[str, Any]
_HAVE_A_TIME = frozenset({"booked", "moved", "pending", "free", "taken", "cancelled", "failed"})


def belief(case: Json, verdict: Json, zone: ZoneInfo, language: str) -> str:
    """What the caller believes now, with the time it is about where it is known."""
    said = str(verdict["witnesses"]["said"])
    words = BELIEVES.get(said, (said, said))[_n(language)]
    about = _about(case, zone, language) if said in _HAVE_A_TIME else ""
    return f"{words}{about}"


def truth(case: Json, verdict: Json, zone: ZoneInfo, language: str) -> str:
    """What is stored, and what stands in the calendar."""
    told = verdict["witnesses"]
    stored = STORED.get(told["stored"], (told["stored"],) * 2)[_n(language)]
    calendar = CALENDAR.get(told["calendar"], (told["calendar"],) * 2)[_n(language)]
    row = _row(case)
    about = f" ({_named(row, zone, language)})" if row is not None else ""
    if language == "en":
        return f"with us: {stored}{about}; in the calendar: {calendar}."
    return f"bei uns: {stored}{about}; im Kalender: {calendar}."


def otherwise(verdict: Json, language: str) -> str:
    """What happens if nobody acts."""
    return OTHERWISE[_outcome(verdict)][_n(language)]


def _outcome(verdict: Json) -> str:
    told = verdict["witnesses"]
    said, stored, calendar = told["said"], told["stored"], told["calendar"]
    if verdict["agree"] or (verdict.get("cause") == "none" and calendar != "unknown"):
        return "agree"
    if verdict.get("cause") == "none" and said == "nothing" and stored == "none":
        return "agree"
    expects = said in ("booked", "moved")
    if expects and calendar in ("absent", "cancelled"):
        return "comes_in_vain"
    if expects and calendar == "partial":
        return "comes_to_part"
    if expects and (calendar == "moved" or said == "moved"):
        return "comes_at_old_time"
    if said in ("pending", "callback"):
        return "waits"
    stands = calendar in ("present", "partial", "moved")
    if said == "cancelled" and stands:
        return "reserved_for_nobody"
    if stands and said in ("taken", "failed", "nothing", "free"):
        return "empty_chair"
    return "unrecorded" if stands and stored in ("none", "failed", "cancelled") else "unknown"


def _about(case: Json, zone: ZoneInfo, language: str) -> str:
    at = _time_spoken_of(case)
    return f" ({_clock(at, zone, language)})" if at is not None else ""


def _time_spoken_of(case: Json) -> datetime | None:
    """The time that the last answer named, else that of the row."""
    for one in reversed(case.get("tool_calls") or []):
        answer = one.get("answer") if isinstance(one, dict) else None
        at = instant_in(answer.get("at")) if isinstance(answer, dict) else None
        if at is not None:
            return at
    row = _row(case)
    return instant_in(row.get("start")) if row is not None else None


def _row(case: Json) -> Json | None:
    rows = [one for one in case.get("bookings") or () if isinstance(one, dict)]
    return rows[-1] if rows else None


def _named(row: Json, zone: ZoneInfo, language: str) -> str:
    start = instant_in(row.get("start"))
    parts = [str(row["service"])] if row.get("service") else []
    parts += [_clock(start, zone, language)] if start else []
    parts += [str(row["customer"])] if row.get("customer") else []
    return ", ".join(parts)


_WEEKDAYS = (
    ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"),
    ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
)


def _clock(at: datetime, zone: ZoneInfo, language: str) -> str:
    local = at.astimezone(zone)
    day = _WEEKDAYS[_n(language)][local.weekday()]
    return f"{day}, {local:%d.%m.%Y}, {local:%H:%M} Uhr" if language != "en" else f"{day} {local:%Y-%m-%d %H:%M}"


def _n(language: str) -> int:
    return 1 if language == "en" else 0
