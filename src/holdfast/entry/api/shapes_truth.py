"""The shapes of verdicts and of "who has this time?" as /openapi.json tells them."""

from typing import Any

from pydantic import Field

from holdfast.entry.api.shapes import Call, Moment, Shape


class Witnesses(Shape):
    """What each of the three says of the last wish of the call."""

    said: str = Field(description="booked, taken, free, pending, moved, cancelled, callback, failed, nothing, unknown.")
    stored: str = Field(description="confirmed, pending, failed, cancelled, moved, none, unknown.")
    calendar: str = Field(description="present, partial, absent, moved, cancelled, unknown.")


class VerdictInShort(Shape):
    """The verdict in force on a call, without its evidence."""

    agree: bool
    cause: str
    witnesses: Witnesses
    independent: bool = Field(description="False where the calendar is our own database: no witness of its own.")
    judged_at: Moment


class CallJudged(Call):
    """A call with the verdict in force on it; null where it was not judged yet."""

    verdict: VerdictInShort | None


class CallsJudged(Shape):
    """A page of calls, newest first."""

    items: list[CallJudged]
    next_cursor: str | None


class EarlierVerdict(VerdictInShort):
    """A verdict that was in force before, or is."""

    prompt: str = Field(description="What had the call judged: ended, notice, reconciled, changed, begun, asked.")
    confirmed_at: Moment = Field(description="When the same was concluded last.")


class Verdict(Shape):
    """Whether what was said, what is stored and what the calendar shows agree; if not, why, and what to do.

    `causes`, `contradictions`, `repair` and `evidence` are those of a case file (holdfast.case/1). They are empty where
    the evidence is not kept any more.
    """

    call_id: str
    agree: bool
    witnesses: Witnesses
    independent: bool = Field(description="False where the calendar is our own database: no witness of its own.")
    cause: str
    causes: list[dict[str, Any]]
    contradictions: list[dict[str, Any]]
    repair: dict[str, Any]
    evidence: list[dict[str, Any]]
    sentence: str
    basis: str = Field(
        description="Where the words come from: call_analyzed, call_ended, transcript_updated, last_tool_call, none."
    )
    judged_at: Moment
    confirmed_at: Moment = Field(description="When the same was concluded last.")
    prompt: str
    is_final: bool = Field(description="False while the call goes on: then nothing of it is kept.")
    history: list[EarlierVerdict] = Field(description="Every verdict kept on the call, the one in force first.")


class SlotVisit(Shape):
    """A visit of ours that has the time."""

    ref: str
    state: str
    service: str
    start: Moment
    end: Moment
    created_at: Moment
    call_id: str | None


class SlotHold(Shape):
    """A call that was offered the time and holds it."""

    call_id: str
    until: Moment | None


class SlotCopied(Shape):
    """What the copy of the calendar shows there."""

    uid: str
    start: Moment
    end: Moment
    is_absence: bool = Field(description="No entry: the calendar does not give that time away.")


class SlotAbsence(Shape):
    """An absence that the salon entered for the person."""

    ref: str
    kind: str


class SlotListed(Shape):
    """What the calendar itself shows there."""

    uid: str
    number: int | None
    start: Moment
    end: Moment
    created_at: Moment | None
    reference: str | None
    ref: str | None = Field(description="The booking of ours that it is.")
    call_id: str | None = Field(description="The call that it came of.")
    calls_then: list[str] = Field(description="Who was on the line when it was made.")


class SlotCall(Call):
    """A call that has to do with the time."""

    was_offered: bool


class SlotExplained(Shape):
    """Who has a moment of one person's day."""

    staff: str
    staff_key: str
    at: Moment
    free: bool
    differs: bool = Field(description="Whether our record and the calendar disagree about it.")
    visits: list[SlotVisit]
    absences: list[SlotAbsence] = Field(description="Those that the salon entered for the person.")
    holds: list[SlotHold]
    calendar: list[SlotListed]
    listed_at: Moment | None = Field(description="When the calendar showed this; null where it could not be read.")
    independent: bool
    outage: str | None
    copy_of_calendar: list[SlotCopied]
    copied_at: Moment | None = Field(description="How old the copy is that answers are given from.")
    copy_age_seconds: int | None
    calls: list[SlotCall] = Field(description="Calls that were offered it, or went on in the hour it was taken.")
