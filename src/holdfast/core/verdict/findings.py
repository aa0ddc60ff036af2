"""What a rule hands over when it holds: a cause with the evidence for it and against others. Pure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from holdfast.core.case import Entry, Row
from holdfast.core.case_facts import Facts
from holdfast.core.case_runs import Exchange, Run, Sighting
from holdfast.core.witnesses import Witnesses

Ref = tuple[str, str]
"""A place in the case: source (as in a verdict's evidence) and reference."""


class Code(StrEnum):
    """The closed list of causes (case file, "Causes")."""

    OWN_ECHO = "own_echo"
    LATE_SUCCESS = "late_success"
    REAL_RACE = "real_race"
    STALE_COPY = "stale_copy"
    LOGIC_GAP = "logic_gap"
    EARLIER_TEST = "earlier_test"
    ID_MIXUP = "id_mixup"
    PART_CHAIN = "part_chain"
    CONFIG_EVENT_TYPE = "config_event_type"
    MISSING_CONTACT = "missing_contact"
    NO_SEGMENTS = "no_segments"
    WRONG_SEGMENTS = "wrong_segments"
    PLACEHOLDER_ID = "placeholder_id"
    IDENTITY_HIDDEN = "identity_hidden"
    WRONG_DAY = "wrong_day"
    ZONE_SHIFT = "zone_shift"
    MODEL_REPEAT = "model_repeat"
    PLATFORM_REPEAT = "platform_repeat"
    BARGE_IN_LOST = "barge_in_lost"
    CLAIM_WITHOUT_TOOL = "claim_without_tool"
    CLAIM_AGAINST_TOOL = "claim_against_tool"
    HANDLER_FAULT = "handler_fault"
    SLOW_TOOL = "slow_tool"
    NOTICE_LOST = "notice_lost"
    NOTICE_REFUSED = "notice_refused"
    HUMAN_EDIT = "human_edit"
    CALENDAR_DOWN = "calendar_down"
    FOREIGN_SYSTEM = "foreign_system"
    DUPLICATE_STAFF = "duplicate_staff"
    CLOCK = "clock"
    NOT_OURS = "not_ours"
    UNDETERMINED = "undetermined"
    NONE = "none"


class Certainty(StrEnum):
    """How sure a rule is. PROVEN: the deciding evidence is there and excludes the neighbours."""

    PROVEN = "proven"
    LIKELY = "likely"
    POSSIBLE = "possible"


@dataclass(frozen=True, slots=True)
class Finding:
    """A cause that holds. `at`: when it first did harm, on our clock. `harmful` False: it only helped along, and can
    never name the call."""

    code: Code
    at: datetime | None
    supports: tuple[Ref, ...]
    certainty: Certainty = Certainty.PROVEN
    excludes: tuple[tuple[Code, tuple[Ref, ...]], ...] = ()
    harmful: bool = True


@dataclass(frozen=True, slots=True)
class Question:
    """What every rule is asked about: the facts, and what the witnesses say."""

    facts: Facts
    witnesses: Witnesses


Rule = Callable[[Question], Iterable[Finding]]


def of_run(run: Run) -> Ref:
    """A tool call as evidence."""
    return ("tool_call", run.tool.id)


def of_exchange(exchange: Exchange) -> Ref:
    """A request as evidence."""
    return ("request", exchange.request.id)


def of_entry(entry: Entry) -> Ref:
    """A booking of the calendar as evidence."""
    return ("calendar", entry.key)


def of_sightings(sightings: Iterable[Sighting]) -> tuple[Ref, ...]:
    """Bookings of the calendar as evidence."""
    return tuple(of_entry(one.entry) for one in sightings)


def of_row(row: Row | None) -> tuple[Ref, ...]:
    """A row as evidence, if there is one."""
    return () if row is None else (("booking", row.id),)


def of_claim(facts: Facts) -> tuple[Ref, ...]:
    """The words that the caller goes home with."""
    last = facts.heard.last if facts.heard is not None else None
    return () if last is None else (("utterance", last.line),)
