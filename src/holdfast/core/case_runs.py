"""Tool calls, requests and sightings of a case with their meaning beside them: the small values the facts are made
of. Pure."""

from dataclasses import dataclass
from datetime import datetime

from holdfast.core.case import Entry, Listing, Request, ToolCall
from holdfast.core.case_answers import DONE, WRITES, Aim, Meaning
from holdfast.core.case_replies import Act, Reply
from holdfast.core.case_values import instant_of


@dataclass(frozen=True, slots=True)
class Run:
    """One tool call with what it was for, what our answer meant, and when it ran on our clock. `late`: our answer came
    after the platform's limit; `lost`: the platform has no trace of it."""

    tool: ToolCall
    aim: Aim
    meaning: Meaning
    begin: datetime | None
    end: datetime | None
    late: bool
    lost: bool

    @property
    def is_write(self) -> bool:
        """Whether it was to change something."""
        return self.aim in WRITES

    @property
    def is_done(self) -> bool:
        """Whether it answered that the deed is done."""
        return self.aim in DONE and self.meaning is DONE[self.aim]


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request to the calendar with what it wanted and what came of it."""

    request: Request
    act: Act
    reply: Reply

    @property
    def start(self) -> datetime | None:
        """The start it asked for."""
        body = self.request.body
        return instant_of(body.get("start") or body.get("DTSTART") or body.get("startTime"))


@dataclass(frozen=True, slots=True)
class Sighting:
    """What was seen last of one booking of the calendar, in which listing."""

    entry: Entry
    listing: Listing
    first_listing: Listing
    first_entry: Entry
