"""`holdfast absence`: who of the staff is not there."""

import re
from datetime import date, datetime
from typing import Annotated, Any

import typer

from holdfast.actions.change_customers import Who
from holdfast.actions.enter_absence import AbsenceSeen, enter_absence, lift_absence
from holdfast.actions.look_at_absences import absences_from
from holdfast.actions.look_up import NotFound
from holdfast.app import Application
from holdfast.core.absence import LONGEST_NOTE, AbsenceFault, AbsenceKind, AbsenceWish
from holdfast.core.tenant import Tenant
from holdfast.entry.cli.session import Verbs, run, tenant_named
from holdfast.entry.cli.terminal import AsJson, Refusal, TenantOption, out, print_json, print_table

absence = typer.Typer(cls=Verbs, no_args_is_help=True, help="Who of the staff is not there.")

KINDS = {AbsenceKind.SICK: "krank", AbsenceKind.HOLIDAY: "Urlaub", AbsenceKind.BLOCKED: "gesperrt"}
_HOURS = re.compile(r"(\d\d?):(\d\d)-(\d\d?):(\d\d)")
_PAGE = 200
_Day = Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="The last day; else the first.")]


@absence.command("add")
def add(
    tenant: TenantOption,
    staff: Annotated[str, typer.Option("--staff", metavar="NAME", help="The member of staff, by key or name.")],
    kind: Annotated[AbsenceKind, typer.Option("--kind", help="Why; stays in the salon.")] = AbsenceKind.SICK,
    first: Annotated[
        datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="The first day; else today.")
    ] = None,
    last: _Day = None,
    hours: Annotated[str | None, typer.Option("--hours", help="A part of one day, such as 12:00-14:00.")] = None,
    note: Annotated[str, typer.Option("--note", help="For the salon alone; callers never hear it.")] = "",
    as_json: AsJson = False,
) -> None:
    """Enter that somebody is not there. From then on nothing with them is offered; whom to call stands in the tasks.

    Examples:

      holdfast absence add --tenant salon-lindenhof --staff mia

      holdfast absence add --tenant salon-lindenhof --staff mia --kind blocked --from 2026-11-27 --hours 12:00-14:00
    """
    since, until = _span(hours)

    async def work(application: Application) -> AbsenceSeen:
        admitted = await tenant_named(application, tenant)
        salon: Tenant = admitted.salon.tenant
        today = application.desk.clock.now().astimezone(salon.timezone).date()
        begins = first.date() if first else today
        wish = AbsenceWish(staff, kind, begins, last.date() if last else begins, since, until, note)
        entered = await enter_absence(application.desk, admitted.row.id, wish, Who())
        if not isinstance(entered, AbsenceSeen):
            raise Refusal("; ".join(_FAULTS[fault] for fault in entered))
        return entered

    _tell(run(work), as_json)


@absence.command("list")
def list_absences(
    tenant: TenantOption,
    since: Annotated[
        datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="From this day on; else from today on.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List who is not there, from today on.

    Example:

      holdfast absence list --tenant salon-lindenhof
    """

    async def work(application: Application) -> list[AbsenceSeen]:
        admitted = await tenant_named(application, tenant)
        return await _all(application, admitted.row.id, since.date() if since else None)

    found = run(work)
    if as_json:
        print_json([absence_data(seen) for seen in found])
        return
    rows = [(*_row(seen), len(seen.absent.to_call) or "-") for seen in found]
    print_table(("Ref", "Who", "Why", "When", "To call"), rows, "nobody is away")


async def _all(application: Application, tenant_id: Any, since: date | None) -> list[AbsenceSeen]:
    found: list[AbsenceSeen] = []
    after = None
    while True:
        page = await absences_from(application.desk, tenant_id, since, _PAGE, after)
        found += page.items
        after = page.next
        if after is None:
            return found


@absence.command("remove")
def remove(
    ref: Annotated[str, typer.Argument(metavar="REF", help="The code of the absence, as `list` shows it.")],
    tenant: TenantOption,
    as_json: AsJson = False,
) -> None:
    """Lift an absence: the time is offered again, and calls still to be made because of it fall away.

    Example:

      holdfast absence remove a_7k2mwx9p --tenant salon-lindenhof
    """

    async def work(application: Application) -> AbsenceSeen:
        admitted = await tenant_named(application, tenant)
        try:
            return await lift_absence(application.desk, admitted.row.id, ref, Who())
        except NotFound as missing:
            raise Refusal(f"{tenant} has no absence {ref}") from missing

    _tell(run(work), as_json)


def _span(hours: str | None) -> tuple[int | None, int | None]:
    if hours is None:
        return None, None
    found = _HOURS.fullmatch(hours.strip())
    if found is None:
        raise Refusal(f"{hours} is no part of a day such as 12:00-14:00")
    begin_hour, begin_minute, end_hour, end_minute = map(int, found.groups())
    return begin_hour * 60 + begin_minute, end_hour * 60 + end_minute


def clock_of(minute: int) -> str:
    """What the wall clock shows so many minutes after midnight."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def absence_data(seen: AbsenceSeen) -> dict[str, Any]:
    """An absence as the API shows it."""
    one = seen.absence
    return {
        "ref": one.ref,
        "staff": one.staff,
        "kind": one.kind,
        "first": one.days.first.isoformat(),
        "last": one.days.last.isoformat(),
        "since": clock_of(one.hours.start) if one.hours else None,
        "until": clock_of(one.hours.end) if one.hours else None,
        "note": one.note,
        "lifted": seen.is_lifted,
        "to_call": [called.visit.ref for called in seen.absent.to_call],
    }


def _row(seen: AbsenceSeen) -> tuple[str, str, str, str]:
    one = seen.absence
    days = f"{one.days.first}" if one.days.first == one.days.last else f"{one.days.first} to {one.days.last}"
    when = f"{days} {clock_of(one.hours.start)}-{clock_of(one.hours.end)}" if one.hours else days
    return one.ref, seen.tenant.staff_name(one.staff), one.kind.value, when


def _tell(seen: AbsenceSeen, as_json: bool) -> None:
    if as_json:
        print_json(absence_data(seen))
        return
    ref, who, kind, when = _row(seen)
    lifted = "lifted, " if seen.is_lifted else ""
    out().print(f"{ref}: {lifted}{who}, {kind}, {when}", markup=False)
    for called in seen.absent.to_call:
        at = called.visit.start.astimezone(seen.tenant.timezone)
        who, phone = called.visit.customer.name, called.phone or "no number known"
        out().print(f"  call {who}, {phone}: {called.visit.ref}, {at:%a %Y-%m-%d %H:%M}", markup=False)


_FAULTS = {
    AbsenceFault.UNKNOWN_STAFF: "there is no such member of staff",
    AbsenceFault.BACKWARDS: "--to is before --from",
    AbsenceFault.TOO_LONG: "an absence lasts a year at most",
    AbsenceFault.OVER: "that time is over already",
    AbsenceFault.TOO_FAR: "an absence is entered three years ahead at most",
    AbsenceFault.HOURS_OF_SEVERAL_DAYS: "--hours go with a single day only",
    AbsenceFault.HOURS_INCOMPLETE: "--hours need a beginning and an end",
    AbsenceFault.HOURS_OFF: "--hours are on five minutes and in their order",
    AbsenceFault.NOTE_TOO_LONG: f"a note has at most {LONGEST_NOTE} characters",
}
