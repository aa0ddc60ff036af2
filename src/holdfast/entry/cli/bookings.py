"""`holdfast booking`: what is booked, segment by segment."""

from datetime import date, datetime
from typing import Annotated, Any

import typer
from rich.table import Table

from holdfast.actions.look_up import BookingSeen, NotFound, WantedBookings
from holdfast.actions.look_up import booking as look_up_booking
from holdfast.actions.look_up import bookings as look_up_bookings
from holdfast.app import Application
from holdfast.core.ids import TenantId
from holdfast.core.saga import Saga
from holdfast.core.service import Kind, PlanStep
from holdfast.entry.cli.session import Verbs, run, tenant_named
from holdfast.entry.cli.terminal import AsJson, Refusal, TenantOption, out, print_json, print_table

booking = typer.Typer(
    cls=Verbs, no_args_is_help=True, help="Bookings: what is promised, and what stands in the calendar."
)

_PAGE = 200


@booking.command("list")
def list_bookings(
    tenant: TenantOption,
    day: Annotated[
        datetime | None, typer.Option("--day", formats=["%Y-%m-%d"], help="Only this day; else from today on.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List bookings by their start: of one day, or all from today on.

    Examples:

      holdfast booking list --tenant salon-lindenhof

      holdfast booking list --tenant salon-lindenhof --day 2026-11-27 --json
    """

    async def work(application: Application) -> list[BookingSeen]:
        admitted = await tenant_named(application, tenant)
        today = application.desk.clock.now().astimezone(admitted.salon.tenant.timezone).date()
        first, last = (day.date(), day.date()) if day else (today, None)
        return await _all(application, admitted.row.id, first, last)

    found = run(work)
    if as_json:
        print_json([booking_data(seen) for seen in found])
        return
    rows = [
        (seen.visit.ref, _when(seen), _service(seen), _staff(seen), seen.visit.customer.name, _state(seen))
        for seen in found
    ]
    print_table(("Ref", "When", "Service", "With", "For", "State"), rows, "nothing is booked")


async def _all(application: Application, tenant_id: TenantId, first: date, last: date | None) -> list[BookingSeen]:
    found: list[BookingSeen] = []
    after = None
    while True:
        wanted = WantedBookings(_PAGE, after, first, last)
        page = await look_up_bookings(application.desk, tenant_id, wanted)
        found += page.items
        after = page.next
        if after is None:
            return found


@booking.command("show")
def show(
    ref: Annotated[str, typer.Argument(metavar="REF", help="The booking code, as the caller was told.")],
    tenant: TenantOption,
    as_json: AsJson = False,
) -> None:
    """Show one booking with its segments and how far each is in the calendar.

    Example:

      holdfast booking show K7M4A --tenant salon-lindenhof
    """

    async def work(application: Application) -> BookingSeen:
        admitted = await tenant_named(application, tenant)
        try:
            return await look_up_booking(application.desk, admitted.row.id, ref)
        except NotFound as missing:
            raise Refusal(f"{tenant} has no booking {ref}") from missing

    seen = run(work)
    if as_json:
        print_json(booking_data(seen))
        return
    out().print(f"{seen.visit.ref}: {_service(seen)} with {_staff(seen)}, {_when(seen)}, {_state(seen)}", markup=False)
    out().print(f"for {seen.visit.customer.name}", markup=False)
    out().print(segment_table(seen))


def booking_data(seen: BookingSeen) -> dict[str, Any]:
    """A booking as the API shows it (design 5.1), with the stage of each segment."""
    visit, zone = seen.visit, seen.tenant.timezone
    return {
        "ref": visit.ref,
        "state": visit.state,
        "service": _service(seen),
        "staff": _staff(seen),
        "start": visit.interval.start.astimezone(zone),
        "end": visit.interval.end.astimezone(zone),
        "customer": visit.customer.name,
        "is_test": visit.is_test,
        "segments": [_segment_data(step, saga, seen) for step, saga in steps_of(seen)],
    }


def steps_of(seen: BookingSeen) -> list[tuple[PlanStep, Saga | None]]:
    """The steps of the visit with the record of each busy one's way into the calendar; a gap has none."""
    standing = iter(sorted((s for s in seen.sagas if s.generation == seen.visit.generation), key=lambda s: s.segment))
    return [(step, next(standing, None) if step.kind is Kind.BUSY else None) for step in seen.visit.plan.steps]


def _segment_data(step: PlanStep, saga: Saga | None, seen: BookingSeen) -> dict[str, Any]:
    span, zone = step.interval(seen.visit.start), seen.tenant.timezone
    data = {
        "name": step.name,
        "kind": step.kind,
        "start": span.start.astimezone(zone),
        "end": span.end.astimezone(zone),
    }
    return {
        **data,
        "staff": _host(step, seen),
        "calendar": saga.stage if saga else None,
        "uid": saga.uid if saga else None,
    }


def segment_table(seen: BookingSeen) -> Table:
    """The segments of a visit, gaps among them, as a table."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("From", "To", "Min", "Segment", "With", "Calendar"):
        table.add_column(heading, justify="right" if heading == "Min" else "left")
    for step, saga in steps_of(seen):
        span = step.interval(seen.visit.start)
        times = [f"{at.astimezone(seen.tenant.timezone):%H:%M}" for at in (span.start, span.end)]
        standing = saga.stage.value if saga else ("(free for others)" if step.kind is Kind.GAP else "-")
        style = "dim" if step.kind is Kind.GAP else None
        table.add_row(*times, str(step.minutes), step.name, _host(step, seen) or "", standing, style=style)
    return table


def _host(step: PlanStep, seen: BookingSeen) -> str | None:
    return seen.tenant.staff_name(step.staff) if step.kind is Kind.BUSY else None


def _when(seen: BookingSeen) -> str:
    span, zone = seen.visit.interval, seen.tenant.timezone
    return f"{span.start.astimezone(zone):%a %Y-%m-%d %H:%M}-{span.end.astimezone(zone):%H:%M}"


def _service(seen: BookingSeen) -> str:
    return seen.tenant.services_named(seen.visit.plan.services)


def _staff(seen: BookingSeen) -> str:
    return " + ".join(seen.tenant.staff_name(key) for key in seen.visit.plan.staff)


def _state(seen: BookingSeen) -> str:
    return f"{seen.visit.state.value}{', test' if seen.visit.is_test else ''}"
