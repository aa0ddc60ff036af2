"""Showing the call while it happens, and what came of it, to whoever watches: in colour, in a pipe, on 80 columns."""

from rich.console import Console
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from holdfast.actions.look_up import BookingSeen
from holdfast.actions.where import SegmentSeen, Whereabouts
from holdfast.actions.witness import InCalendar
from holdfast.core.saga import Seen
from holdfast.core.service import Kind, PlanStep
from holdfast.entry.cli.demo.agreement import Agreement
from holdfast.entry.cli.demo.story import Who

WIDEST = 100
_TICKS_FROM = 17
_STYLES = {
    Who.CALLER: "bold cyan",
    Who.AGENT: "bold green",
    Who.PLATFORM: "dim",
    Who.HOLDFAST: "magenta",
    Who.CALENDAR: "yellow",
}


class Screen:
    """A terminal on which the story is told."""

    def __init__(self, console: Console) -> None:
        """Tell it there."""
        self._console = console
        self._width = min(console.width, WIDEST)
        self._ticks = 0

    def tick(self) -> None:
        """See `Teller.tick`: a dot, on a line of its own with those before."""
        if self._ticks == 0:
            self._console.print(" " * _TICKS_FROM, end="")
        self._ticks += 1
        self._console.print(Text(".", style="dim"), end="")

    def _end_ticks(self) -> None:
        if self._ticks:
            self._console.print()
        self._ticks = 0

    def heading(self, text: str) -> None:
        """A new chapter."""
        self._end_ticks()
        self._console.print()
        self._console.print(Rule(Text(text, style="bold"), align="left", style="dim"), width=self._width)

    def remark(self, text: str) -> None:
        """A sentence beside the story."""
        self._console.print(Text(text, style="dim"), width=self._width)

    def line(self, at_seconds: float, who: Who, text: str, took_ms: float | None = None, note: str = "") -> None:
        """See `Teller.line`."""
        self._end_ticks()
        row = Table.grid(padding=(0, 1))
        row.add_column(width=6, justify="right", style="dim")
        row.add_column(width=9, style=_STYLES[who])
        row.add_column(ratio=1, overflow="fold")
        row.add_column(width=7, justify="right", style="dim")
        took = "" if took_ms is None else f"{took_ms:.0f} ms"
        row.add_row(_clock(at_seconds), who.value, _words(who, text, note), took)
        row.width = self._width
        self._console.print(row)

    def calendar(self, booked: BookingSeen, found: InCalendar) -> None:
        """The segments of the visit as the calendar shows them, with the gaps between."""
        table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
        for heading in ("From", "To", "Min", "Segment", "With", "Calendar entry"):
            table.add_column(heading, justify="right" if heading == "Min" else "left", overflow="fold")
        entries = iter(found.segments)
        for step in booked.visit.plan.steps:
            _, seen = next(entries) if step.kind is Kind.BUSY else (None, None)
            table.add_row(*_row(booked, step, seen), style="dim" if step.kind is Kind.GAP else None)
        self._console.print(Padding(table, (0, 0, 0, 1)), width=self._width)

    def whereabouts(self, found: Whereabouts) -> None:
        """The segments of a visit with both proofs: the listing of the span, and the look-up by identifier."""
        table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
        for heading in ("From", "To", "Segment", "By window", "By identifier", "uid in Cal.com"):
            table.add_column(heading, overflow="fold")
        for segment in found.segments:
            table.add_row(*_proofs(found.booked, segment))
        self._console.print(Padding(table, (0, 0, 0, 1)), width=self._width)

    def side_by_side(self, ours: Agreement, theirs: Agreement) -> None:
        """What both ways came to, witness by witness."""
        table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
        for heading in ("", "Holdfast", "the usual way"):
            table.add_column(heading, overflow="fold", style="bold" if not heading else None, ratio=3 if heading else 1)
        for witness in ("said", "stored", "calendar"):
            table.add_row(witness, getattr(ours, witness), getattr(theirs, witness))
        self._console.print(Padding(table, (0, 0, 1, 1)), width=self._width)
        for name, one in (("Holdfast", ours), ("the usual way", theirs)):
            told = "said = stored = calendar" if not one.differences else "; ".join(one.differences)
            style = "bold red" if one.differences else "bold green"
            mark = "✗" if one.differences else "✓"
            self._console.print(Text(f" {mark} {name}: {told}", style=style), width=self._width)

    def verdict(self, agreement: Agreement) -> None:
        """The three witnesses, and whether they agree."""
        table = Table.grid(padding=(0, 2))
        table.add_column(style="bold")
        table.add_column(overflow="fold")
        table.add_row("said", agreement.said)
        table.add_row("stored", agreement.stored)
        table.add_row("calendar", agreement.calendar)
        self._console.print(Padding(table, (0, 0, 1, 1)), width=self._width)
        if agreement.differences:
            for difference in agreement.differences:
                self._console.print(Text(f" ✗ {difference}", style="bold red"), width=self._width)
        else:
            self._console.print(Text(" ✓ said = stored = calendar", style="bold green"))

    def plain(self, text: str = "") -> None:
        """One line that is never wrapped: something to copy."""
        self._console.print(Text(text), soft_wrap=True)


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60}:{seconds % 60:04.1f}"


def _words(who: Who, text: str, note: str) -> Text:
    if who in (Who.CALLER, Who.AGENT):
        return Text(f"„{text}“")
    words = Text(text, style="dim" if who is Who.PLATFORM else "")
    return words.append(f"\n→ {note}" if who is Who.HOLDFAST else f": {note}", style="dim")


def _row(booked: BookingSeen, step: PlanStep, seen: Seen | None) -> tuple[str, ...]:
    zone, span = booked.tenant.timezone, step.interval(booked.visit.start)
    times = [f"{at.astimezone(zone):%H:%M}" for at in (span.start, span.end)]
    if step.kind is Kind.GAP:
        return (*times, str(step.minutes), step.name, "", "(free for somebody else)")
    return (*times, str(step.minutes), step.name, booked.tenant.staff_name(step.staff), _entry(seen))


def _proofs(booked: BookingSeen, segment: SegmentSeen) -> tuple[str, ...]:
    zone, span = booked.tenant.timezone, segment.saga.entry.interval
    times = (f"{at.astimezone(zone):%H:%M}" for at in (span.start, span.end))
    step = booked.visit.plan.busy_steps[segment.saga.segment - 1]
    marks = ("✓" if seen else "✗" for seen in (segment.in_window, segment.by_identifier))
    return (*times, step.name, *marks, segment.saga.uid or "")


def _entry(seen: Seen | None) -> str:
    return f"✓ {seen.uid}" if seen else "✗ not there"
