"""`holdfast slot explain`: "Wer hat diese Zeit?", from our record and from the calendar."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from holdfast.actions.explain_slot import InCalendar, SlotSeen, who_has
from holdfast.actions.look_up import NoSuchTime, NotFound
from holdfast.app import Application
from holdfast.core.absence import Absence, AbsenceKind
from holdfast.entry.cli.absences import KINDS, clock_of
from holdfast.entry.cli.session import Verbs, run, tenant_named
from holdfast.entry.cli.terminal import AsJson, Code, Refusal, TenantOption, out, print_json, say

slot = typer.Typer(cls=Verbs, no_args_is_help=True, help="Times: who has one, and since when.")


@slot.command("explain")
def explain(
    staff: Annotated[str, typer.Option("--staff", metavar="NAME", help="The member of staff, by key or name.")],
    at: Annotated[str, typer.Option("--at", metavar="TIME", help="Such as 2026-11-27T10:00, on the salon's clock.")],
    tenant: TenantOption,
    language: Annotated[
        str | None, typer.Option("--language", "--lang", metavar="de|en", help="To be read in; else the salon's own.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Say who has a time: own visits, holds, what the calendar shows, and the calls it came of.

    Exit 1 where our record and the calendar disagree about it, 3 where the calendar cannot be read.

    Example:

      holdfast slot explain --tenant salon-lindenhof --staff felix --at 2026-11-27T10:00
    """
    if language not in (None, *_WORDS):
        raise Refusal("it can be read in de or en")
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
        _show(found, _WORDS["en" if (language or found.tenant.language) == "en" else "de"])
    raise typer.Exit(_code(found))


def _code(found: SlotSeen) -> Code:
    if found.outage is not None:
        return Code.OUTAGE
    return Code.DIFFERENCES if found.differs else Code.FINE


def _show(found: SlotSeen, words: Mapping[str, str]) -> None:
    zone = found.tenant.timezone
    state = "free" if found.is_free else "taken" if found.visits or _standing(found) else "held"
    out().print(f"{found.staff.name}, {_clock(found.at, zone)}: {words[state]}", markup=False, style="bold")
    for line in _lines(found, zone, words):
        out().print(f"  {line}", markup=False)
    if found.outage is not None:
        say(words["outage"].format(why=found.outage))
    if found.differs:
        out().print(words["differs"], style="bold")


def _standing(found: SlotSeen) -> bool:
    return any(not one.seen.is_cancelled for one in found.listed)


def _lines(found: SlotSeen, zone: ZoneInfo, words: Mapping[str, str]) -> list[str]:
    lines = []
    for visit in found.visits:
        what = found.tenant.services_named(visit.plan.services)
        told = {"ref": visit.ref, "what": what, "who": visit.customer.name, "at": _clock(visit.start, zone)}
        lines.append(words["visit"].format(**told, made=_clock(visit.created_at, zone), call=visit.call or "–"))
    lines += [
        words["absence"].format(ref=one.ref, why=words[one.kind.value], days=_days(one)) for one in found.absences
    ]
    lines += [words["hold"].format(call=one.call, until=_time(one.until, zone)) for one in found.holds]
    lines += [_listed(one, zone, words) for one in found.listed]
    if found.copied_at is not None:
        age = round((found.now - found.copied_at).total_seconds())
        shown = [words["blocked"] if one.is_absence else f"{words['entry']} {one.uid}" for one in found.copied]
        lines.append(words["copy"].format(age=age, shown=", ".join(shown) or words["nothing"]))
    if not found.independent:
        lines.append(words["same_source"])
    for one_call in found.calls:
        offered = words["offered"] if one_call.id in found.offered_to else ""
        at = _time(one_call.started_at or one_call.created_at, zone)
        lines.append(words["call"].format(call=one_call.id, at=at) + offered)
    return lines


def _listed(one: InCalendar, zone: ZoneInfo, words: Mapping[str, str]) -> str:
    seen = one.seen
    whose = f"{words['our_visit']} {one.ref}" if one.ref else words["ours"] if seen.reference else words["foreign"]
    span = f"{seen.interval.start.astimezone(zone):%H:%M}-{seen.interval.end.astimezone(zone):%H:%M}"
    text = f"{words['calendar']} {span}: {whose} {seen.uid}"
    text += words["made"].format(at=_clock(seen.created_at, zone)) if seen.created_at else ""
    if one.call:
        return text + words["from_call"].format(call=one.call)
    return text + (words["then"].format(calls=", ".join(one.calls_then)) if one.calls_then else "")


def _days(one: Absence) -> str:
    first, last = one.days.first, one.days.last
    days = f"{first:%d.%m.%Y}" if first == last else f"{first:%d.%m.%Y}–{last:%d.%m.%Y}"
    hours = one.hours
    return f"{days} {clock_of(hours.start)}-{clock_of(hours.end)}" if hours else days


def _clock(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%d.%m.%Y %H:%M}"


def _time(at: datetime | None, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%d.%m. %H:%M:%S}" if at else "–"


_WORDS: Mapping[str, Mapping[str, str]] = {
    "de": {
        "free": "frei",
        "taken": "vergeben",
        "held": "gehalten oder gesperrt",
        "outage": "Der Kalender ist nicht zu lesen ({why}).",
        "differs": "Bei uns und im Kalender steht nicht dasselbe: holdfast check",
        "visit": "Termin {ref}: {what} für {who}, {at}, gebucht {made} im Anruf {call}",
        "absence": "Abwesenheit {ref}: {why}, {days}",
        "sick": KINDS[AbsenceKind.SICK],
        "holiday": KINDS[AbsenceKind.HOLIDAY],
        "hold": "Reserviert für Anruf {call}, bis {until}",
        "blocked": "gesperrt",
        "entry": "Eintrag",
        "nothing": "nichts",
        "copy": "In der Kopie, nach der Auskunft gegeben wird ({age} s alt): {shown}",
        "same_source": "Der eingebaute Kalender ist kein eigener Zeuge: er liegt in derselben Datenbank.",
        "offered": " (bekam die Zeit angeboten)",
        "call": "Anruf {call}, {at}",
        "our_visit": "unser Termin",
        "ours": "unser Eintrag",
        "foreign": "fremder Eintrag",
        "calendar": "Im Kalender",
        "made": ", angelegt {at}",
        "from_call": ", aus Anruf {call}",
        "then": ", am Telefon waren: {calls}",
    },
    "en": {
        "free": "free",
        "taken": "taken",
        "held": "held or blocked",
        "outage": "The calendar cannot be read ({why}).",
        "differs": "Our record and the calendar differ: holdfast check",
        "visit": "Appointment {ref}: {what} for {who}, {at}, booked {made} in call {call}",
        "absence": "Absence {ref}: {why}, {days}",
        "sick": "sick",
        "holiday": "holiday",
        "hold": "Held for call {call}, until {until}",
        "blocked": "blocked",
        "entry": "entry",
        "nothing": "nothing",
        "copy": "In the copy that answers are given from ({age} s old): {shown}",
        "same_source": "The built-in calendar is no witness of its own: it lies in the same database.",
        "offered": " (was offered that time)",
        "call": "Call {call}, {at}",
        "our_visit": "our appointment",
        "ours": "an entry of ours",
        "foreign": "somebody else's entry",
        "calendar": "In the calendar",
        "made": ", made {at}",
        "from_call": ", from call {call}",
        "then": ", on the telephone were: {calls}",
    },
}


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
