"""What the simulator itself knows of a call: what the agent spoke, what our rows hold, what its calendar holds, and
what befell the call. Nothing of it is asked of the verdict, nor of the rules that make one.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from holdfast.core.ids import VisitId, reference_of
from holdfast.core.interval import Interval
from holdfast.core.service import staff_resource
from holdfast.store.engine import from_ms
from holdfast.store.plans import plan_of
from holdfast.testing.world.database import Database
from holdfast.testing.world.ledger import Ledger, Standing
from holdfast.testing.world.platform import OneCall
from holdfast.testing.world.spoken import CHOSEN

_FAULTS = frozenset({"technical", "calendar_unreachable", "policy"})
_DEEDS = ("visit_decided", "joined", "already_yours", "move_decided", "cancel_decided", "amended", "concluded")
"""What a call does about a visit. What is done behind it, and what sets an earlier call right, is not its own."""
READ_OUT = "read out"
"""Visits were read out: the last of them may be booked or pending, whatever was said before."""
NEVER_MADE = "nicht zustande gekommen"
"""What we say of a visit that never came about: its state is "cancelled", its words are not those of a cancellation."""
CALLS_BACK = "klärt das und meldet sich"
"""What we say where a person has to look first: whatever the state, a call back was promised."""
_WIDER = {
    READ_OUT: frozenset({"booked", "pending", "nothing"}),
    "unsure": frozenset({"pending", "failed"}),
}


_AFTER_AN_EDIT = frozenset({"human_edit", "notice_lost", "notice_refused"})
NO_SUCH_THING = frozenset(
    {
        "wrong_day", "zone_shift", "placeholder_id", "claim_without_tool", "claim_against_tool", "id_mixup", "clock",
        "config_event_type", "missing_contact", "no_segments", "duplicate_staff", "foreign_system", "not_ours",
    }
)  # fmt: skip
"""Causes whose mechanism this world does not have: words are understood as they were meant, the agent speaks every
answer as it is, clocks are a second apart at most, the calendar is set up well, every stranger comes for himself."""
_NOWHERE = ("absent", "unknown")
"""What the calendar shows of no visit at all: nothing, or it was not looked at, since no time was ever named."""


@dataclass(frozen=True, slots=True)
class Concern:
    """A visit that a call made, changed or asked about, as it is at the end: what our row says, what stands."""

    id: str
    ref: str
    stored: str
    calendar: str
    start: datetime
    is_whole: bool
    touched: bool

    @property
    def is_altered(self) -> bool:
        """Whether a person moved or took out some of its entries, and others stand where they stood."""
        return self.touched and not self.is_whole and self.calendar in ("present", "partial")


@dataclass(frozen=True, slots=True)
class Truth:
    """What a verdict may say of the three witnesses, and whether they then agree; one line but for calls about several
    visits, which can be told by either. `was_edited`: a person laid hands on one of its visits. `open`: the three of
    which the world does not know whether they agree, since several visits were read out in one breath."""

    stands: Mapping[tuple[str, str, str], bool]
    was_edited: bool
    open: frozenset[tuple[str, str, str]] = frozenset()

    def causes(self, three: tuple[str, str, str]) -> frozenset[str] | None:
        """The causes that a verdict of these witnesses may name; None where the world does not know for sure."""
        said, stored, shown = three
        if three in self.open:
            return None
        if self.stands.get(three) and said in ("booked", "moved", "cancelled"):
            return _AFTER_AN_EDIT | {"none"} if self.was_edited else frozenset({"none"})
        edited = self.was_edited and len({pair[1:] for pair in self.stands}) == 1
        if edited and said in ("booked", "moved") and stored == "confirmed" and shown in ("cancelled", "moved"):
            return _AFTER_AN_EDIT
        return None


@dataclass
class Knowledge:
    """Everything the world remembers at the end of an episode."""

    database: Database
    ledger: Ledger

    def of(self, call: OneCall) -> Truth:
        """The truth about one call."""
        concerns = [self._concern(call, *row) for row in self._visits(call)]
        said = _said(call) if call.reported or self._is_kept(call) else "unknown"
        words = _WIDER.get(said, frozenset({said}))
        stands: dict[tuple[str, str, str], bool] = {}
        for word in words:
            for one in concerns:
                for shown in (one.calendar, "moved", "partial") if one.is_altered else (one.calendar,):
                    three = (word, one.stored, shown)
                    stands[three] = stands.get(three, False) or _agrees(word, one, call)
        if not concerns:
            stands = {(word, "none", shown): _lost(word) and shown == "absent" for word in words for shown in _NOWHERE}
        several = said == READ_OUT and not call.spoken[-1][1].get("at")
        unsure = frozenset(three for three in stands if several and three[0] == "booked")
        return Truth(stands, any(one.touched for one in concerns), unsure)

    def _is_kept(self, call: OneCall) -> bool:
        """Whether the message of its end is on record: who stored it may have died before saying so."""
        kept = "SELECT 1 FROM raw_message WHERE call_id = ? AND kind = 'call_ended'"
        return bool(self.database.rows(kept, call.id))

    def _visits(self, call: OneCall) -> list[tuple[Any, ...]]:
        return self.database.rows(
            "SELECT id, ref, state, goal, why, plan, start_at, call_id FROM visit WHERE id IN"
            f" (SELECT visit_id FROM timeline WHERE call_id = ? AND kind IN {_DEEDS}) OR ref IN"
            " (SELECT value FROM json_each(?)) ORDER BY created_at, id",
            call.id,
            json.dumps(sorted(call.asked | _codes_told(call))),
        )

    def _concern(
        self, call: OneCall, visit: str, ref: str, state: str, goal: str, why: str, plan: str, start: int, by: str
    ) -> Concern:
        begin = from_ms(start)
        wanted = [
            (reference_of(VisitId(visit), n), staff_resource(step.staff), step.interval(begin))
            for n, step in enumerate(plan_of(plan).busy_steps, start=1)
        ]
        stored = ("failed" if why == "refused" else "cancelled") if state == "undone" else state
        standing = self.ledger.of_visit(visit)
        found = {(one.reference, one.host, one.interval) for one in standing}
        is_whole = len(standing) == len(found) == len(wanted) and all(one in found for one in wanted)
        moved = stored == "confirmed" and self._was_moved(call, visit, begin)
        calendar = _shown(wanted, standing, self._ever(visit))
        if moved and calendar == "present":
            calendar = "moved"
        touched = any(reference in self.ledger.touched for reference, _, _ in wanted)
        return Concern(visit, ref, "moved" if moved else stored, calendar, begin, is_whole, touched)

    def _was_moved(self, call: OneCall, visit: str, start: datetime) -> bool:
        """Whether it was this call that brought the visit to where it stands."""
        rows = self.database.rows(
            "SELECT call_id, data FROM timeline WHERE visit_id = ? AND kind = 'move_decided' ORDER BY id DESC", visit
        )
        for by, data in rows:
            old, new = (datetime.fromisoformat(json.loads(data)[name]) for name in ("old", "start"))
            if old != start:  # Else it was onto its own time, or given up again.
                return by == call.id and new == start
        return False

    def _ever(self, visit: str) -> list[Standing]:
        prefix = visit + "/"
        entries = self.ledger.entries.values()
        return [one for one in entries if one.reference is not None and one.reference.startswith(prefix)]


def _codes_told(call: OneCall) -> set[str]:
    return {str(one["ref"]) for _, one in call.spoken if "ref" in one and not _sets_right(one)}


def _sets_right(heard: Mapping[str, Any]) -> bool:
    """Whether an answer only sets an earlier call right."""
    return heard.get("state") == "info" and "reason" in heard


def _shown(wanted: list[tuple[Any, str, Interval]], standing: list[Standing], ever: list[Standing]) -> str:
    """What the calendar shows of a visit."""
    if not standing:
        return "cancelled" if ever else "absent"
    starts = {one.interval.start for one in standing}
    if not starts & {span.start for _, _, span in wanted}:
        return "moved"
    return "present" if len(standing) >= len(wanted) else "partial"


def _said(call: OneCall) -> str:
    """The last claim that was heard."""
    said = "nothing"
    for tool, heard in call.spoken:
        said = _claim(tool, heard, said)
    return said


def _claim(tool: str, heard: Mapping[str, Any], before: str) -> str:
    if tool == CHOSEN:
        return "free" if before == "taken" else before
    state, reason, words = heard["state"], heard.get("reason"), str(heard.get("say"))
    if CALLS_BACK in words and not heard.get("options"):
        return "callback"
    if state == "cancelled" and NEVER_MADE in words:
        return "failed"
    if tool == "find_bookings" and state == "info":
        return READ_OUT
    if state == "confirmed":
        return "moved" if tool == "reschedule" and reason != "already_yours" else "booked"
    if state in ("pending", "cancelled"):
        return "unsure" if state == "pending" and "ref" not in heard else str(state)
    if state == "held":
        return "free"
    if state != "refused":
        return before
    if reason in _FAULTS or tool == "cancel":
        return "failed"
    return "nothing" if reason == "not_found" else "taken"


def _agrees(said: str, one: Concern, call: OneCall) -> bool:
    """Whether word, row and calendar say the same."""
    if said in ("booked", "moved"):
        same = (one.stored, one.calendar) in (("confirmed", "present"), ("moved", "moved"))
        return same and one.is_whole and _told_start(call) in (None, one.start)
    if said == "cancelled":
        return one.stored == "cancelled" and one.calendar in ("cancelled", "absent")
    if one.stored == "failed":
        return _lost(said) and one.calendar in ("absent", "cancelled")
    return False


def _lost(said: str) -> bool:
    return said in ("taken", "failed", "free", "nothing", "callback")


def _told_start(call: OneCall) -> datetime | None:
    told = (heard for _, heard in reversed(call.spoken) if not _sets_right(heard))
    at = next((heard.get("at") for heard in told if heard.get("at")), None)
    return datetime.fromisoformat(str(at)) if at else None
