"""The least harmful way to make word, row and calendar agree again, and which acts would do harm. Pure.

adopt > complete > recreate > move with consent > cancel and call back. What a caller was promised is never deleted, and
nothing is made anew where it may stand already. Acting, preview and undo are `actions/repair`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Deed(StrEnum):
    """What a repair does (case file, `repair.act`)."""

    NONE = "none"
    ADOPT = "adopt"
    COMPLETE = "complete"
    RECREATE = "recreate"
    UNDO = "undo"
    RELEASE = "release"
    MOVE_WITH_CONSENT = "move_with_consent"
    NOTIFY = "notify"
    CALLBACK = "callback"
    FIX_CONFIGURATION = "fix_configuration"
    ASK_PERSON = "ask_person"


NEVER_DELETE = "delete"
"""An act that is never right; it stands in every list of what must not be done."""


@dataclass(frozen=True, slots=True)
class Situation:
    """What a repair is chosen from. `cause` and witnesses as in a verdict. `time_free`: a complete listing after the
    last write shows nobody at the wished time; None: not known. `blocked`: somebody else stands there. `spare`:
    bookings of ours beyond the one promised. `leftovers`: test bookings in the way. `by_person`: a person changed the
    calendar. `plan_right`: the calendar's segments are the catalogue's. `ours`: our bookings that were seen. `known`:
    the row knows their identifiers and holds them for synced."""

    cause: str
    said: str
    stored: str
    calendar: str
    agree: bool
    time_free: bool | None = None
    blocked: bool = False
    spare: tuple[str, ...] = ()
    leftovers: tuple[str, ...] = ()
    by_person: bool = False
    plan_right: bool = False
    ours: tuple[str, ...] = ()
    row: str | None = None
    known: bool = True

    @property
    def promised(self) -> bool:
        """Whether the caller believes in a visit, or the row holds one."""
        return self.said in ("booked", "moved", "pending") or self.stored in ("confirmed", "moved", "pending")

    @property
    def told_wrongly(self) -> bool:
        """Whether what the caller heard is not what stands."""
        stands = self.calendar in ("present", "moved") and self.cause not in ("wrong_day", "zone_shift")
        if stands and self.stored != "cancelled":
            return self.said not in ("booked", "moved", "unknown")
        return self.said in ("booked", "moved", "pending")


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do, in order: the act, and what it touches (booking ids or uids)."""

    deed: Deed
    what: str
    targets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """A repair: the main act, the reason by its key, the acts that would do harm, and the steps."""

    deed: Deed
    why: str
    never: tuple[str, ...]
    steps: tuple[Step, ...]

    @property
    def tells_caller(self) -> bool:
        """Whether the caller has to hear something."""
        return any(step.deed in (Deed.NOTIFY, Deed.CALLBACK, Deed.MOVE_WITH_CONSENT) for step in self.steps)


def choose_repair(situation: Situation) -> Choice:
    """The least harmful repair of a situation; it never contains an act that its own `never` forbids."""
    deed, why = _choose(situation)
    never = forbidden(situation)
    if deed.value in never:
        deed, why = Deed.CALLBACK, "unsafe"
    steps = tuple(step for step in _steps(deed, situation) if step.deed.value not in never)
    return Choice(deed, why, never, steps)


def forbidden(situation: Situation) -> tuple[str, ...]:
    """The acts that would do harm here, always with `delete`."""
    never = {NEVER_DELETE}
    stands = situation.calendar in ("present", "partial", "moved") or bool(
        situation.ours and situation.calendar != "cancelled"
    )
    if stands or situation.blocked or situation.by_person or situation.calendar in ("unknown", "cancelled"):
        never.add(Deed.RECREATE.value)
    if situation.time_free is not True:
        never.add(Deed.RECREATE.value)
    if not stands:
        never.add(Deed.ADOPT.value)
    if not situation.spare and situation.stored != "cancelled":
        never.add(Deed.UNDO.value)
        if not situation.leftovers:
            never.add(Deed.RELEASE.value)
    if situation.cause == "identity_hidden":
        never |= {Deed.ADOPT.value, Deed.UNDO.value, Deed.RELEASE.value, Deed.RECREATE.value}
    return tuple(sorted(never))


def _choose(s: Situation) -> tuple[Deed, str]:
    for choose in (_by_person_concerned, _by_number, _by_difference, _by_cause):
        found = choose(s)
        if found is not None:
            return found
    return (Deed.NONE, "nothing") if s.agree else (Deed.ASK_PERSON, "unclear")


def _by_person_concerned(s: Situation) -> tuple[Deed, str] | None:
    """What only a conversation can mend."""
    if s.cause == "not_ours":
        return Deed.NONE, "not_ours"
    if s.cause == "identity_hidden":
        return Deed.CALLBACK, "two_people"
    if s.cause == "wrong_day" and s.calendar in ("cancelled", "absent") and s.stored == "cancelled":
        return Deed.CALLBACK, "wrong_one"
    if (
        s.cause in ("wrong_day", "zone_shift")
        and s.calendar in ("present", "moved", "partial", "unknown")
        and s.stored != "failed"
    ):
        return (Deed.CALLBACK, "other_time") if s.blocked else (Deed.MOVE_WITH_CONSENT, "other_time")
    return None


def _by_number(s: Situation) -> tuple[Deed, str] | None:
    """Two bookings for one promise; leftovers of tests."""
    if s.spare:
        return Deed.RELEASE, "spare"
    if s.cause == "earlier_test":
        return (Deed.RELEASE, "leftovers") if s.leftovers else (Deed.CALLBACK, "not_a_test")
    return None


def _by_difference(s: Situation) -> tuple[Deed, str] | None:
    """Where row and calendar differ."""
    if s.cause in ("no_segments",):
        return Deed.FIX_CONFIGURATION, "segments"
    if s.cause == "wrong_segments" and s.stored in ("confirmed", "moved"):
        return (Deed.ADOPT, "plan") if s.plan_right else (Deed.FIX_CONFIGURATION, "segments")
    rules: dict[str, Callable[[Situation], tuple[Deed, str] | None]] = {
        "present": _present,
        "moved": _moved,
        "partial": _partial,
        "cancelled": _cancelled,
        "absent": _absent,
    }
    rule = rules.get(s.calendar)
    return None if rule is None else rule(s)


def _present(s: Situation) -> tuple[Deed, str] | None:
    if s.stored == "cancelled":
        return (Deed.COMPLETE, "cancel_open") if s.said in ("cancelled", "unknown") else (Deed.ASK_PERSON, "unclear")
    if s.stored == "moved":
        return Deed.COMPLETE, "move_open"
    if s.blocked:
        return Deed.ASK_PERSON, "two_at_once"
    if s.stored in ("failed", "none", "pending"):
        return Deed.ADOPT, "stands"
    if s.said == "cancelled":
        return Deed.ASK_PERSON, "unclear"
    if s.stored == "confirmed" and not s.known and s.cause != "none":
        return Deed.ADOPT, "stands"
    if s.said in ("taken", "failed", "free", "nothing", "pending", "callback") and s.stored == "confirmed":
        return None if s.cause == "none" else (Deed.NOTIFY, "told_wrongly")
    if s.cause == "human_edit":
        return Deed.ADOPT, "follow"
    return None


def _moved(s: Situation) -> tuple[Deed, str] | None:
    if s.stored == "moved":
        return None if s.said in ("moved", "booked", "unknown") else (Deed.NOTIFY, "told_wrongly")
    if s.stored in ("failed", "none", "cancelled"):
        return Deed.ASK_PERSON, "unclear"
    return Deed.ADOPT, "follow"


def _partial(s: Situation) -> tuple[Deed, str] | None:
    if s.blocked:
        return (Deed.MOVE_WITH_CONSENT, "part_blocked") if s.promised else (Deed.CALLBACK, "part_blocked")
    return Deed.COMPLETE, "part"


def _cancelled(s: Situation) -> tuple[Deed, str] | None:
    told = s.said in ("cancelled", "unknown")
    if s.cause == "late_success" and not told and not s.by_person and s.stored in ("confirmed", "cancelled"):
        return Deed.NOTIFY, "told_wrongly"  # It was our own cancellation, and the caller's wish.
    if s.stored in ("confirmed", "moved", "pending"):
        return Deed.CALLBACK, "cancelled_there"
    if s.said in ("booked", "moved"):
        return Deed.CALLBACK, "cancelled_there" if s.by_person else "not_booked"
    return None


def _absent(s: Situation) -> tuple[Deed, str] | None:
    if s.stored in ("confirmed", "moved"):
        if s.by_person:
            return Deed.CALLBACK, "cancelled_there"
        if s.blocked:
            return Deed.CALLBACK, "blocked"
        missing_setup = s.cause in ("config_event_type", "duplicate_staff")
        return (Deed.RECREATE, "never_made") if s.time_free and not missing_setup else (Deed.ASK_PERSON, "unclear")
    return None


def _by_cause(s: Situation) -> tuple[Deed, str] | None:
    """Where nothing stands wrongly, or it is not known: what the cause asks for."""
    if s.cause in ("config_event_type", "duplicate_staff", "foreign_system", "placeholder_id", "id_mixup"):
        return Deed.FIX_CONFIGURATION, "setup"
    if s.cause == "missing_contact":
        return (Deed.RECREATE, "contact") if s.time_free and not s.blocked else (Deed.CALLBACK, "not_booked")
    if s.said == "callback" and s.cause in ("claim_without_tool", "claim_against_tool"):
        return Deed.CALLBACK, "callback_missed"
    if s.cause in ("claim_against_tool", "claim_without_tool"):
        return _by_claim(s)
    if s.cause in ("handler_fault", "own_echo", "late_success", "part_chain"):
        return Deed.CALLBACK, "not_booked"
    if s.cause in ("slow_tool", "barge_in_lost"):
        return Deed.NOTIFY, "told_wrongly"
    if s.cause in ("human_edit", "notice_lost", "notice_refused"):
        return Deed.CALLBACK, "cancelled_there"
    if s.cause == "undetermined":
        return Deed.ASK_PERSON, "unclear"
    if (
        s.cause in ("real_race", "stale_copy", "logic_gap", "calendar_down")
        and not s.agree
        and s.said in ("booked", "moved")
    ):
        return Deed.CALLBACK, "not_booked"
    if s.cause in ("none", "clock", "real_race", "stale_copy", "logic_gap", "calendar_down"):
        return Deed.NONE, "nothing"
    return None


def _by_claim(s: Situation) -> tuple[Deed, str]:
    """The agent said what no tool had answered, or something else: what the caller believes now decides."""
    if s.stored == "pending":
        return Deed.CALLBACK, "still_open"
    if s.said == "booked" and s.calendar == "present" and s.stored == "confirmed":
        return Deed.CALLBACK, "other_time"
    if s.said in ("free", "taken") and s.stored in ("none", "unknown"):
        return Deed.CALLBACK, "wrong_word"
    if s.cause == "claim_without_tool" and s.said == "booked" and s.time_free and not s.blocked:
        return Deed.RECREATE, "promised_only"
    return Deed.CALLBACK, "not_booked"


def _must_be_told(deed: Deed, s: Situation) -> bool:
    """Whether the caller believes something that the repair does not make true."""
    if deed in (Deed.COMPLETE, Deed.RECREATE):
        return s.said not in ("booked", "moved", "cancelled", "unknown")
    return deed is Deed.ADOPT and (s.told_wrongly or s.by_person)


def _steps(deed: Deed, s: Situation) -> list[Step]:
    """The acts in their order; telling the caller comes last, and only where something was told wrongly."""
    targets = {
        Deed.RELEASE: s.spare or s.leftovers,
        Deed.ADOPT: s.ours,
        Deed.COMPLETE: s.ours,
    }.get(deed, (s.row,) if s.row else ())
    if deed is Deed.NONE:
        return []
    steps = [Step(deed, deed.value, tuple(target for target in targets if target))]
    if deed is Deed.RELEASE and s.leftovers:
        steps.append(Step(Deed.CALLBACK, "tell"))
    elif _must_be_told(deed, s):
        steps.append(Step(Deed.NOTIFY, "tell"))
    return steps
