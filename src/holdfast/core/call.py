"""A call as far as it is known: who, to whom, when, and how sure that is."""

from dataclasses import dataclass
from datetime import datetime

from holdfast.core.identity import Trust
from holdfast.core.ids import CallId


@dataclass(frozen=True, slots=True)
class Call:
    """One call as far as it is known by now. `number` is None where hidden (R28)."""

    id: CallId
    platform: str
    trust: Trust
    number: str | None = None
    raw_number: str | None = None
    dialled: str | None = None
    agent_id: str | None = None
    agent_version: str | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    ended_why: str | None = None
    created_at: datetime | None = None
    seen_at: datetime | None = None
    is_test: bool = False
    wrong_refs: int = 0
    misunderstood: int = 0
    joined_to: CallId | None = None
    asked: str | None = None
    is_new: bool = False
