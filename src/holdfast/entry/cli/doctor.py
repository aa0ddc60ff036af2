"""`holdfast doctor`: what an outside calendar lacks so that the catalogue can be booked there, and what to do."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any

import typer
from rich.text import Text

from holdfast.actions.doctor import CalendarFault, Examined, Made, all_rows, examine, make_missing, outage_of
from holdfast.actions.look_up_calls import CallsSummary, summary
from holdfast.app import Application
from holdfast.core.gap import Gap, Severity
from holdfast.core.provisioning import WantedEventType
from holdfast.core.provisioning_gaps import event_type_lines
from holdfast.entry.cli.session import run, tenant_named
from holdfast.entry.cli.terminal import (
    AsJson,
    Code,
    Refusal,
    agreed_to,
    is_at_terminal,
    out,
    print_json,
    print_table,
    say,
)


@dataclass(frozen=True, slots=True)
class _Report:
    """One tenant, as far as its calendar could be read: `examined`, or why not."""

    slug: str
    examined: Examined | None = None
    outage: str | None = None
    made: tuple[Made, ...] = ()
    calls: CallsSummary | None = None

    @property
    def code(self) -> Code:
        """What this tenant alone would end the command with."""
        if self.examined is None:
            return Code.OUTAGE
        silent = self.calls is not None and self.calls.events_never_arrive
        return Code.DIFFERENCES if self.examined.gaps or silent else Code.FINE


def doctor(
    tenant: Annotated[str | None, typer.Option("--tenant", metavar="SLUG", help="Only this tenant.")] = None,
    make: Annotated[bool, typer.Option("--apply", help="Make the event types that are missing, after asking.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask; make them.")] = False,
    as_json: AsJson = False,
) -> None:
    """Check that every service can be booked in the salon's calendar, with everybody who does it.

    Lists each gap with what to do. What BLOCKS is not offered to callers; what WARNS will surprise somebody. Exit 1
    where there are gaps, 3 where a calendar cannot be read. --apply makes missing event types (hidden) in Cal.com and
    prints the lines to paste into the tenant file; it writes into no file.

    Examples:

      holdfast doctor

      holdfast doctor --tenant salon-lindenhof --apply
    """
    if yes and not make:
        raise Refusal("--yes only goes with --apply")

    async def work(application: Application) -> list[_Report]:
        slugs = [tenant] if tenant else [row.slug for row in await all_rows(application.desk)]
        return [await _report(application, slug, make, yes, as_json) for slug in slugs]

    reports = run(work)
    if as_json:
        print_json({"tenants": [_data(report) for report in reports]})
    elif not reports:
        say("there is no tenant yet: holdfast apply FILE")
    raise typer.Exit(max((report.code for report in reports), default=Code.FINE))


async def _report(application: Application, slug: str, make: bool, yes: bool, as_json: bool) -> _Report:
    row = (await tenant_named(application, slug)).row
    calls = await summary(application.desk, row.id)
    try:
        examined = await examine(application.desk, row, subscribe=make)
    except CalendarFault as fault:
        report = _Report(slug, outage=outage_of(fault))
    else:
        report = _Report(slug, examined, calls=calls)
        if not as_json:
            _show(report)
        if make and examined.wanted and (yes or _wanted(examined.wanted, as_json)):
            report = replace(report, made=await make_missing(application.desk, row, examined))
            if not as_json:
                _show_made(report.made)
        return report
    if not as_json:
        say(f"{slug}: the calendar cannot be read: {report.outage}")
    return report


def _wanted(wanted: Sequence[WantedEventType], as_json: bool) -> bool:
    """Show what would be made and ask. Without anybody to ask nothing is made."""
    if as_json or not is_at_terminal():
        raise Refusal(f"{_counted(len(wanted), 'event type')} not made: nobody is at the terminal to agree; add --yes")
    rows = [(one.title, f"{one.minutes} min", one.slug) for one in wanted]
    print_table(("To be made, hidden", "Length", "Short name"), rows, "")
    return agreed_to(f"Make {_counted(len(wanted), 'event type')} in the calendar?")


def _show(report: _Report) -> None:
    examined = report.examined
    assert examined is not None, "an outage is told otherwise"
    gaps = examined.gaps
    blocking = sum(gap.severity is Severity.BLOCKS for gap in gaps)
    found = f"{_counted(len(gaps), 'gap')}, {blocking} of them blocking" if gaps else "everything can be booked"
    out().print(f"{report.slug} ({examined.tenant.calendar.kind}): {found}", markup=False, style="bold")
    for gap in gaps:
        blocks = gap.severity is Severity.BLOCKS
        mark = Text("  BLOCKS  " if blocks else "  WARNS   ", style="red" if blocks else "yellow")
        out().print(mark + Text(gap.problem, style="default"), soft_wrap=True)
        out().print(Text(f"          {gap.remedy}", style="dim"), soft_wrap=True)
    if examined.hours_unseen:
        unseen = _counted(examined.hours_unseen, "event type")
        out().print(f"  Hours: not compared for {unseen}, whose schedule this key cannot see", markup=False)
    for line in (*_about_notices(examined), *_about_calls(report)):
        out().print(f"  {line}", markup=False, soft_wrap=True)


def _about_calls(report: _Report) -> list[str]:
    """Whether the platform tells how its calls end, and what was odd about the calls of the last days."""
    calls = report.calls
    if calls is None or not calls.calls:
        return []
    lines = []
    if calls.events_never_arrive:
        lines.append(
            f"Events: never arrive: of {calls.calls} calls in {calls.days} days the platform did not tell the end of"
            f" {calls.without_events}. Set the agent's webhook to this server's /t/{report.slug}/retell/events"
        )
    if calls.findings:
        told = ", ".join(f"{kind} {times}" for kind, times in calls.findings.items())
        lines.append(f"Findings of {calls.days} days: {told}")
    return lines


def _about_notices(examined: Examined) -> list[str]:
    """How the calendar tells us of what people change in it."""
    notices = examined.notices
    if notices is None:
        return []
    if not notices.has_secret:
        return [
            "Notices: none are believed without a webhook_secret in [calendar]; changes are found by reconciliation."
        ]
    if notices.webhook:
        return [f"Notices: come to {notices.address} (webhook {notices.webhook})"]
    if notices.failure:
        return [f"Notices: the webhook could not be made: {notices.failure}"]
    if notices.is_whole:
        return [
            f"Notices: the running server asks the calendar to send them to {notices.address}; --apply does at once"
        ]
    return [
        f"Notices: enter https://YOUR-ADDRESS{notices.address} as a webhook in the calendar, with your webhook_secret,"
        " or set HOLDFAST_PUBLIC_URL and it is done for you"
    ]


def _show_made(made: tuple[Made, ...]) -> None:
    for one in made:
        if one.failure is not None:
            say(f"not made: {one.wanted.title}: {one.failure}")
    entries = [one.event_type for one in made if one.event_type is not None]
    if entries:
        new = sum(not one.was_there for one in made if one.event_type is not None)
        out().print(f"{new} made, {len(entries) - new} found made already. Paste this into the tenant file:\n")
        out().print(event_type_lines(entries), markup=False, soft_wrap=True)


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def _data(report: _Report) -> dict[str, Any]:
    """One tenant's report as JSON."""
    examined = report.examined
    if examined is None:
        return {"tenant": report.slug, "result": "unreachable", "problem": report.outage}
    return {
        "tenant": report.slug,
        "result": "gaps" if examined.gaps else "fine",
        "calendar": examined.tenant.calendar.kind,
        "inspected_at": examined.at,
        "gaps": [_gap_data(gap) for gap in examined.gaps],
        "missing": examined.wanted,
        "made": [_made_data(one) for one in report.made],
        "hours_unseen": examined.hours_unseen,
        "notices": examined.notices,
        "calls": _calls_data(report.calls),
    }


def _calls_data(calls: CallsSummary | None) -> dict[str, Any] | None:
    if calls is None:
        return None
    return {
        "days": calls.days,
        "calls": calls.calls,
        "without_events": calls.without_events,
        "events_never_arrive": calls.events_never_arrive,
        "findings": calls.findings,
    }


def _gap_data(gap: Gap) -> dict[str, Any]:
    return {
        "kind": gap.kind,
        "severity": gap.severity,
        "service": gap.service,
        "segment": gap.segment,
        "staff": gap.staff,
        "event_type": gap.event_type,
        "problem": gap.problem,
        "remedy": gap.remedy,
    }


def _made_data(made: Made) -> dict[str, Any]:
    return {
        "service": made.wanted.service,
        "segment": made.wanted.segment,
        "staff": made.wanted.staff,
        "id": made.event_type.id if made.event_type else None,
        "was_there": made.was_there,
        "failure": made.failure,
    }
