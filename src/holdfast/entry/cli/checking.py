"""`holdfast check`: compare our record with the calendar now, repair what can be, and name what is left."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from holdfast.actions.doctor import all_rows
from holdfast.actions.look_up import NoSuchTime, NotFound, configuration
from holdfast.actions.reconcile_check import Checked, Drift, check
from holdfast.app import Application
from holdfast.core.ids import TenantId
from holdfast.entry.cli.session import run, tenant_named
from holdfast.entry.cli.terminal import AsJson, Code, Refusal, out, print_json, print_table, say


@dataclass(frozen=True, slots=True)
class _Report:
    """What came of one tenant."""

    slug: str
    zone: ZoneInfo
    found: Checked

    @property
    def outage(self) -> str | None:
        """Why its calendar could not be read to the end."""
        fault = self.found.fault
        if fault is None:
            return None if self.found.is_complete else "the calendar did not show everything"
        return str(fault) or type(fault).__name__

    @property
    def code(self) -> Code:
        """What this tenant alone would end the command with."""
        if self.outage:
            return Code.OUTAGE
        return Code.FINE if self.found.is_fine else Code.DIFFERENCES


def check_calendar(
    tenant: Annotated[str | None, typer.Option("--tenant", metavar="SLUG", help="Only this tenant.")] = None,
    first: Annotated[
        datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="The first day; else yesterday.")
    ] = None,
    last: Annotated[
        datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="The last day; else see above.")
    ] = None,
    ref: Annotated[str | None, typer.Option("--booking", metavar="REF", help="Only the days of this booking.")] = None,
    as_json: AsJson = False,
) -> None:
    """Compare what is booked with what stands in the calendar, now.

    The calendar is listed once from the first day to the last: from yesterday on as far as can be booked, and for a
    month after the last visit, unless --from or --to say otherwise. Every day of it is compared on which something of
    ours stands, or should. With --booking only the days of that booking are read.

    What differs is looked at twice, some seconds apart, before anything follows of it. What a person did in the
    calendar is respected; what got lost is put in again where it still can be; everything else stays open as a drift.
    Exit 1 where differences were found (repaired or open), 3 where a calendar, or an event in it, could not be read.

    Examples:

      holdfast check

      holdfast check --tenant salon-lindenhof --from 2026-11-27 --to 2026-11-27

      holdfast check --tenant salon-lindenhof --booking K7M4A
    """
    days = (first.date() if first else None, last.date() if last else None)

    async def work(application: Application) -> list[_Report]:
        slugs = [tenant] if tenant else [row.slug for row in await all_rows(application.desk)]
        reports = [await _report(application, slug, days, ref, tenant is None) for slug in slugs]
        return [report for report in reports if report is not None]

    reports = run(work)
    if ref is not None and not reports:
        raise Refusal(f"nobody has a booking {ref}")
    if as_json:
        print_json({"tenants": [_data(report) for report in reports]})
    else:
        for report in reports:
            _show(report)
    if not reports:
        say("there is no tenant yet: holdfast apply FILE")
    raise typer.Exit(max((report.code for report in reports), default=Code.FINE))


async def _report(
    application: Application, slug: str, days: tuple[date | None, date | None], ref: str | None, may_miss: bool
) -> _Report | None:
    tenant_id = (await tenant_named(application, slug)).row.id
    zone = (await configuration(application.desk, tenant_id)).timezone
    try:
        found = await _checked(application, tenant_id, days, ref)
    except NotFound as missing:
        if may_miss:
            return None
        raise Refusal(f"{slug} has no booking {ref}") from missing
    except NoSuchTime as error:
        raise Refusal(f"there is no such day: {error}") from error
    return _Report(slug, zone, found)


async def _checked(
    application: Application, tenant_id: TenantId, days: tuple[date | None, date | None], ref: str | None
) -> Checked:
    return await check(application.desk, application.drives, tenant_id, days[0], days[1], ref)


def _show(report: _Report) -> None:
    found = report.found
    if report.outage:
        say(f"{report.slug}: the calendar cannot be read: {report.outage}")
    for name in found.unreadable:
        say(f"{report.slug}: {name}")
    summary = f"{found.days} days, {found.agreed} entries agree, {len(found.repaired)} repaired, {len(found.open)} open"
    out().print(f"{report.slug}: {summary}", markup=False, style="bold")
    rows = [(drift.ref, drift.kind, drift.closed_why, _when(drift, report.zone)) for drift in found.repaired]
    if rows:
        print_table(("Drift", "Difference", "Repaired", "When"), rows, "")
    rows = [(drift.ref, drift.kind, drift.proposal, _when(drift, report.zone)) for drift in found.open]
    if rows:
        print_table(("Drift", "Difference", "Proposed", "When"), rows, "")


def _when(drift: Drift, zone: ZoneInfo) -> str:
    if drift.interval is None:
        return "-"
    start, end = (at.astimezone(zone) for at in (drift.interval.start, drift.interval.end))
    return f"{start:%a %Y-%m-%d %H:%M}-{end:%H:%M} {drift.host or ''}"


def _data(report: _Report) -> dict[str, Any]:
    found = report.found
    return {
        "tenant": report.slug,
        "outage": report.outage,
        "unreadable": found.unreadable,
        "days": found.days,
        "agreed": found.agreed,
        "repaired": [drift_data(drift, report.zone) for drift in found.repaired],
        "closed": [drift_data(drift, report.zone) for drift in found.closed],
        "open": [drift_data(drift, report.zone) for drift in found.open],
    }


def drift_data(drift: Drift, zone: ZoneInfo) -> dict[str, Any]:
    """A drift as the API shows it."""
    span = drift.interval
    return {
        "ref": drift.ref,
        "kind": drift.kind,
        "state": drift.state,
        "proposal": drift.proposal,
        "opened_at": drift.opened_at.astimezone(zone),
        "host": drift.host,
        "start": span.start.astimezone(zone) if span else None,
        "end": span.end.astimezone(zone) if span else None,
        "uid": drift.uid,
        "closed_why": drift.closed_why,
        "detail": drift.detail,
    }
