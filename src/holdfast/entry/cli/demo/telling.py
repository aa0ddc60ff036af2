"""Showing the call while it happens, and what came of it, to whoever watches: in colour, in a pipe, on 80 columns."""

from rich.console import Console
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from holdfast.actions.look_up import BookingSeen
from holdfast.actions.witness import InCalendar
from holdfast.core.saga import Seen
from holdfast.core.service import Kind, PlanStep
from holdfast.entry.cli.demo.agreement import Agreement
from holdfast.entry.cli.demo.conversation import Who

WIDEST = 100
_STYLES = {Who.CALLER: "bold cyan", Who.AGENT: "bold green", Who.PLATFORM: "dim", Who.HOLDFAST: "magenta"}


class Screen:
    """A terminal on which the story is told."""

    def __init__(self, console: Console) -> None:
        """Tell it there."""
        self._console = console
        self._width = min(console.width, WIDEST)

    def heading(self, text: str) -> None:
        """A new chapter."""
        self._console.print()
        self._console.print(Rule(Text(text, style="bold"), align="left", style="dim"), width=self._width)

    def remark(self, text: str) -> None:
        """A sentence beside the story."""
        self._console.print(Text(text, style="dim"), width=self._width)

    def line(self, at_seconds: float, who: Who, text: str, took_ms: float | None = None, note: str = "") -> None:
        """See `Teller.line`."""
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


def _entry(seen: Seen | None) -> str:
    return f"✓ {seen.uid}" if seen else "✗ not there"
