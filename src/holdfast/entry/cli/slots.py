"""`holdfast slot explain`: "Wer hat diese Zeit?", from our record and from the calendar."""

from datetime import datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from holdfast.actions.explain_slot import SlotSeen, who_has
from holdfast.actions.look_up import NoSuchTime, NotFound
from holdfast.app import Application
from holdfast.core.absence import Absence
from holdfast.entry.cli.absences import KINDS, clock_of
from holdfast.entry.cli.session import Verbs, run, tenant_named
from holdfast.entry.cli.terminal import AsJson, Code, Refusal, TenantOption, out, print_json, say

slot = typer.Typer(cls=Verbs, no_args_is_help=True, help="Times: who has one, and since when.")


@slot.command("explain")
def explain(
    staff: Annotated[str, typer.Option("--staff", metavar="NAME", help="The member of staff, by key or name.")],
    at: Annotated[str, typer.Option("--at", metavar="TIME", help="Such as 2026-11-27T10:00, on the salon's clock.")],
    tenant: TenantOption,
    as_json: AsJson = False,
) -> None:
    """Say who has a time (in German): own visits, holds, what the calendar shows, and the calls it came of.

    Exit 1 where our record and the calendar disagree about it, 3 where the calendar cannot be read.

    Example:

      holdfast slot explain --tenant salon-lindenhof --staff felix --at 2026-11-27T10:00
    """
    try:
        moment = datetime.fromisoformat(at)
    except ValueError as error:
        raise Refusal(f"{at} is no time such as 2026-11-27T10:00") from error

    async def work(application: Application) -> SlotSeen:
        tenant_id = (await tenant_named(application, tenant)).row.id
        try:
            return await who_has(application.desk, tenant_id, staff, moment)
        except NotFound as missing:
            raise Refusal(f"{tenant} has no member of staff {staff}") from missing
        except NoSuchTime as error:
            raise Refusal(f"there is no such time: {error}") from error

    found = run(work)
    if as_json:
        print_json(_data(found))
    else:
        _show(found)
    raise typer.Exit(_code(found))


def _code(found: SlotSeen) -> Code:
    if found.outage is not None:
        return Code.OUTAGE
    return Code.DIFFERENCES if found.differs else Code.FINE


def _show(found: SlotSeen) -> None:
    zone = found.tenant.timezone
    whose = "frei" if found.is_free else "vergeben" if found.visits or _standing(found) else "gehalten oder gesperrt"
    out().print(f"{found.staff.name}, {_clock(found.at, zone)}: {whose}", markup=False, style="bold")
    for line in _lines(found, zone):
        out().print(f"  {line}", markup=False)
    if found.outage is not None:
        say(f"Der Kalender ist nicht zu lesen ({found.outage}).")
    if found.differs:
        out().print("Bei uns und im Kalender steht nicht dasselbe: holdfast check", style="bold")


def _standing(found: SlotSeen) -> bool:
    return any(not one.seen.is_cancelled for one in found.listed)


def _lines(found: SlotSeen, zone: ZoneInfo) -> list[str]:
    lines = []
    for visit in found.visits:
        what = found.tenant.services_named(visit.plan.services)
        who = f"{visit.ref}: {what} für {visit.customer.name}, {_clock(visit.start, zone)}"
        lines.append(f"Termin {who}, gebucht {_clock(visit.created_at, zone)} im Anruf {visit.call or '–'}")
    lines += [f"Abwesenheit {one.ref}: {KINDS[one.kind]}, {_days(one)}" for one in found.absences]
    lines += [f"Reserviert für Anruf {one.call}, bis {_time(one.until, zone)}" for one in found.holds]
    for one in found.listed:
        seen = one.seen
        made = f", angelegt {_clock(seen.created_at, zone)}" if seen.created_at else ""
        ours = f"unser Termin {one.ref}" if one.ref else "unser Eintrag" if seen.reference else "fremder Eintrag"
        call = f", aus Anruf {one.call}" if one.call else ""
        then = f", am Telefon waren: {', '.join(one.calls_then)}" if one.calls_then and not one.call else ""
        span = f"{seen.interval.start.astimezone(zone):%H:%M}-{seen.interval.end.astimezone(zone):%H:%M}"
        lines.append(f"Im Kalender {span}: {ours} {seen.uid}{made}{call}{then}")
    if found.copied_at is not None:
        age = round((found.now - found.copied_at).total_seconds())
        shown = ", ".join("gesperrt" if one.is_absence else f"Eintrag {one.uid}" for one in found.copied) or "nichts"
        lines.append(f"In der Kopie, nach der Auskunft gegeben wird ({age} s alt): {shown}")
    if not found.independent:
        lines.append("Der eingebaute Kalender ist kein eigener Zeuge: er liegt in derselben Datenbank.")
    for one_call in found.calls:
        offered = " (bekam die Zeit angeboten)" if one_call.id in found.offered_to else ""
        lines.append(f"Anruf {one_call.id}, {_time(one_call.started_at or one_call.created_at, zone)}{offered}")
    return lines


def _days(one: Absence) -> str:
    first, last = one.days.first, one.days.last
    days = f"{first:%d.%m.%Y}" if first == last else f"{first:%d.%m.%Y} bis {last:%d.%m.%Y}"
    hours = one.hours
    return f"{days} {clock_of(hours.start)}-{clock_of(hours.end)}" if hours else days


def _clock(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%d.%m.%Y %H:%M}"


def _time(at: datetime | None, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%d.%m. %H:%M:%S}" if at else "–"


def _data(found: SlotSeen) -> dict[str, Any]:
    zone = found.tenant.timezone
    return {
        "staff": found.staff.key,
        "at": found.at.astimezone(zone),
        "free": found.is_free,
        "differs": found.differs,
        "visits": [
            {"ref": one.ref, "state": one.state, "start": one.start.astimezone(zone), "call": one.call}
            for one in found.visits
        ],
        "absences": [{"ref": one.ref, "kind": one.kind} for one in found.absences],
        "holds": [{"call": one.call, "until": one.until} for one in found.holds],
        "calendar": [
            {
                "uid": one.seen.uid,
                "start": one.seen.interval.start.astimezone(zone),
                "end": one.seen.interval.end.astimezone(zone),
                "created_at": one.seen.created_at,
                "reference": one.seen.reference,
                "ref": one.ref,
                "call": one.call,
                "calls_then": one.calls_then,
            }
            for one in found.listed
        ],
        "listed_at": found.listed_at,
        "independent": found.independent,
        "outage": found.outage,
        "copy": [{"uid": one.uid, "is_absence": one.is_absence} for one in found.copied],
        "copied_at": found.copied_at,
        "calls": [{"id": one.id, "offered": one.id in found.offered_to} for one in found.calls],
    }
