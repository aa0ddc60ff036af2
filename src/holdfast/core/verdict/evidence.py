"""Evidence of a verdict: every place of the case that a cause or contradiction leans on, numbered in order of time.
Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from holdfast.core.case_facts import Facts
from holdfast.core.case_words import Describer
from holdfast.core.verdict.findings import Ref

LATEST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Evidence:
    """One piece: its number in the verdict, when (on our clock), where it stands in the case, and what it says."""

    id: str
    at: datetime | None
    source: str
    text: str
    ref: str


class Book:
    """The evidence of one verdict."""

    def __init__(self, facts: Facts, refs: Iterable[Ref]) -> None:
        self.facts = facts
        self.describer = Describer(facts)
        entries = {one.entry.key: one.entry for one in facts.sightings}
        self._lines = {line.ref: line for line in facts.case.lines or ()}
        self._runs = {run.tool.id: run for run in facts.runs}
        self._requests = {one.request.id: one for one in facts.exchanges}
        self._rows = {row.id: row for row in facts.case.rows or ()}
        self._entries = entries
        self._listings = {listing.ref: listing for listing in facts.listings}
        self._mirrors = {mirror.ref: mirror for mirror in facts.case.mirrors or ()}
        self._notices = {notice.ref: notice for notice in facts.case.notices or ()}
        found = {ref: self._describe(*ref) for ref in dict.fromkeys(refs)}
        known = [(ref, told) for ref, told in found.items() if told is not None]
        known.sort(key=lambda item: item[1][0] or LATEST)
        self.all = tuple(Evidence(f"e{n}", told[0], ref[0], told[1], ref[1]) for n, (ref, told) in enumerate(known, 1))
        self._ids = {(one.source, one.ref): one.id for one in self.all}

    def ids(self, refs: Iterable[Ref]) -> tuple[str, ...]:
        """The numbers of these places, each once."""
        return tuple(dict.fromkeys(self._ids[ref] for ref in refs if ref in self._ids))

    def _describe(self, source: str, ref: str) -> tuple[datetime | None, str] | None:
        """When and what a place says; None where the case has no such place."""
        say, clocks = self.describer, self.facts.clocks
        if source == "utterance" and ref in self._lines:
            return clocks.audio(self._lines[ref].start_s), say.line(self._lines[ref])
        if source == "tool_call" and ref in self._runs:
            return self._runs[ref].begin, say.run(self._runs[ref])
        if source == "request" and ref in self._requests:
            return self._requests[ref].request.at, say.exchange(self._requests[ref])
        if source == "booking" and ref in self._rows:
            return self._rows[ref].created_at, say.row(self._rows[ref])
        if source == "calendar" and ref in self._entries:
            return clocks.stamp(self._entries[ref].created_at), say.entry(self._entries[ref])
        if source == "calendar" and ref in self._listings:
            return self._listings[ref].listed_at, say.listing(self._listings[ref])
        if source == "mirror" and ref in self._mirrors:
            return self._mirrors[ref].fetched_at, say.mirror(self._mirrors[ref])
        if source == "notice" and ref in self._notices:
            return self._notices[ref].at, say.notice(self._notices[ref])
        if source == "catalog":
            return None, say.catalog(ref)
        return (self.facts.call.started_at, say.of_call(ref)) if source == "clock" else None
