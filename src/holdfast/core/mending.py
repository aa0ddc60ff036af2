"""Mending a call that differs: which act is the least harmful now, what it consists of, and which acts would do harm.
Pure.

A verdict names an act for the moment at which it was concluded. Before anything is done the calendar is read anew, and
the ladder adopt, complete, re-create is stepped to where that reading is: what stands is adopted, never made twice.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from holdfast.core.booking import Goal, Visit, VisitState
from holdfast.core.correction import Told
from holdfast.core.course import Claims
from holdfast.core.ids import RemoteUid
from holdfast.core.saga import Saga, Stage, is_at_rest


class Act(StrEnum):
    """What may be done about a call that differs (case file, `repair.act`)."""

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


RESTORING = (Act.ADOPT, Act.COMPLETE, Act.RECREATE)
"""From the least harmful on: take over what stands, put in what is missing, put all of it in again."""
TAKING = (Act.UNDO, Act.RELEASE)
FOR_A_PERSON = (Act.MOVE_WITH_CONSENT, Act.NOTIFY, Act.CALLBACK, Act.FIX_CONFIGURATION, Act.ASK_PERSON)


class There(StrEnum):
    """How much of a visit stands in the calendar, by a reading of this moment."""

    ALL = "yes"
    PART = "partly"
    NONE = "no"
    UNKNOWN = "unknown"


class Bar(StrEnum):
    """Why an act must not be done now."""

    NO_VISIT = "no_visit"
    SEVERAL_VISITS = "several_visits"
    OVER = "over"
    UNDER_WAY = "under_way"
    CALENDAR_UNREAD = "calendar_unread"
    STANDS_ALREADY = "stands_already"
    NOTHING_STANDS = "nothing_stands"
    PROMISED = "promised"
    MOVED_BY_PERSON = "moved_by_person"
    NEVER = "never"
    """It would take away what a caller was promised, whatever the case."""
    NO_HELP = "no_help"


@dataclass(frozen=True, slots=True)
class Patient:
    """What is known of the visit at the moment of deciding. `visit` None: the call has none, or several."""

    told: Told
    there: There
    visit: Visit | None
    sagas: tuple[Saga, ...] = ()
    several: bool = False

    @property
    def is_promised(self) -> bool:
        """Whether the caller was told that it stands, or that it is being done."""
        return self.told in (Told.BOOKED, Told.MOVED, Told.PENDING)


def fitting(act: Act, one: Patient) -> Act:
    """The act on the ladder that fits what stands there by now; other acts stay what they are. Where nothing was ever
    put on record there is nothing to put in again, and nobody may make up a visit: the caller is called back."""
    if act not in RESTORING:
        return act
    if one.visit is None and not one.several:
        return Act.ASK_PERSON if one.there in (There.ALL, There.PART) else Act.CALLBACK
    return {There.ALL: Act.ADOPT, There.PART: Act.COMPLETE, There.NONE: Act.RECREATE}.get(one.there, act)


def barred(act: Act, one: Patient, now: datetime) -> Bar | None:
    """Why this act must not be done; None where it may."""
    if act in RESTORING:
        return _barred_restoring(one, now)
    if act in TAKING:
        return _barred_taking(act, one)
    return None


def _barred_restoring(one: Patient, now: datetime) -> Bar | None:
    if one.visit is None:
        return Bar.SEVERAL_VISITS if one.several else Bar.NO_VISIT
    if one.visit.start <= now:
        return Bar.OVER
    if one.there is There.UNKNOWN:
        return Bar.CALENDAR_UNREAD
    if any(saga.stage is Stage.ALTERED for saga in one.sagas if saga.goal is Goal.PRESENT):
        return Bar.MOVED_BY_PERSON
    if one.visit.target is not None or not all(map(is_at_rest, _of_the_past(one))):
        return Bar.UNDER_WAY
    return None


def _of_the_past(one: Patient) -> tuple[Saga, ...]:
    return tuple(saga for saga in one.sagas if saga.goal is Goal.ABSENT)


def _barred_taking(act: Act, one: Patient) -> Bar | None:
    if act is Act.RELEASE:
        return None
    if one.visit is None:
        return Bar.SEVERAL_VISITS if one.several else Bar.NO_VISIT
    return Bar.PROMISED if one.is_promised else None


def why_never(act: str, one: Patient) -> Bar:
    """Why an act that a verdict warns of would do harm here."""
    if act == "delete":
        return Bar.NEVER
    if act in TAKING:
        return Bar.PROMISED if one.is_promised or one.there in (There.ALL, There.PART) else Bar.NO_HELP
    if act in (Act.RECREATE, Act.COMPLETE) and one.there in (There.ALL, There.PART):
        return Bar.STANDS_ALREADY
    if act == Act.ADOPT and one.there is There.NONE:
        return Bar.NOTHING_STANDS
    return Bar.NO_HELP


# The record of a visit that is restored


@dataclass(frozen=True, slots=True)
class Restored:
    """A visit that is wanted (again), its sagas, those that are new, and the cells it has to claim for that."""

    visit: Visit
    sagas: tuple[Saga, ...]
    new: tuple[Saga, ...] = ()
    wanted: Claims = ()


def restored(visit: Visit, sagas: Iterable[Saga], fresh: Iterable[Saga], now: datetime, settle: timedelta) -> Restored:
    """The record with every segment looked for, adopted where it stands, and put in where it surely does not.

    A visit that was taken back gets a generation of its own, made of the `fresh` sagas; one that is still wanted keeps
    what stands. Nothing of it counts as refused for certain: the caller was told of it.
    """
    known = tuple(sagas)
    settled = now - visit.changed_at >= settle
    if visit.goal is Goal.PRESENT:
        if not any(_is_lost(saga, visit) for saga in known):
            return Restored(visit, known)  # Record and calendar agree: only the caller does not know.
        looked = tuple(_sought(saga, settled) if _is_lost(saga, visit) else saga for saga in known)
        return Restored(replace(visit, version=visit.version + 1, changed_at=now), looked)
    generation = max(saga.generation for saga in known) + 1
    back = replace(
        visit,
        goal=Goal.PRESENT,
        why=None,
        state=VisitState.PENDING,
        generation=generation,
        version=visit.version + 1,
        changed_at=now,
    )
    return Restored(back, known, tuple(_sought(saga, settled) for saga in fresh), visit.slot.claims)


def _is_lost(saga: Saga, visit: Visit) -> bool:
    wanted = saga.goal is Goal.PRESENT and saga.generation == visit.generation
    return wanted and saga.stage in (Stage.REFUSED, Stage.UNDONE, Stage.SENT)


def _sought(saga: Saga, settled: bool) -> Saga:
    """Sent, for all we know: a look decides. Not seen twice, the settling time apart, it is put in; what happened long
    ago has settled, and one look is enough."""
    return replace(
        saga,
        stage=Stage.SENT,
        attempts=max(saga.attempts, 1),
        uncertain=True,
        unseen=1 if settled else 0,
        due_at=None,
        refusal=None,
        stood=True,
    )


def adopted_by_uid(saga: Saga, uid: RemoteUid | None) -> Saga:
    """A saga whose entry was just seen at its place under this identifier, though nothing of ours is written on it."""
    if uid is None:
        return saga
    return replace(saga, stage=Stage.VERIFIED, uid=uid, uncertain=False, unseen=0, due_at=None, stood=False)


def to_be_taken_out(saga: Saga, uid: RemoteUid, now: datetime) -> Saga:
    """A saga of a visit that nobody wants, whose entry was seen under this identifier: it goes on the usual road."""
    return replace(
        saga, goal=Goal.ABSENT, stage=Stage.VERIFIED, uid=uid, uncertain=False, unseen=0, due_at=now, refusal=None
    )


def gone_for_now(saga: Saga) -> Saga:
    """A saga whose entry a reading of this moment does not show: it is lost, whatever was known of it."""
    return replace(saga, stage=Stage.UNDONE, uncertain=False, unseen=0, due_at=None)


def put_in_at_once(saga: Saga) -> Saga:
    """A saga that is looked for in vain already: its entry is made, and a "no" to that is never certain by itself."""
    if saga.goal is Goal.ABSENT or saga.stage is not Stage.SENT:
        return saga
    return replace(saga, stage=Stage.READY, uid=None, uncertain=False, unseen=0, due_at=None)
