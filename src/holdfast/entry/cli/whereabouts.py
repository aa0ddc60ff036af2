"""`holdfast booking where`: "Steht das im Kalender?", beantwortet mit zwei Belegen je Abschnitt."""

from datetime import datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from rich.table import Table

from holdfast.actions.doctor import all_rows
from holdfast.actions.look_up import NotFound
from holdfast.actions.where import SegmentSeen, Verdict, Whereabouts, where
from holdfast.app import Application
from holdfast.core.booking import Goal
from holdfast.core.saga import Seen
from holdfast.entry.cli.checking import drift_data
from holdfast.entry.cli.session import run, tenant_named
from holdfast.entry.cli.terminal import AsJson, Code, Refusal, out, print_json, say

_VERDICTS = {
    Verdict.YES: "Ja, alles steht im Kalender.",
    Verdict.NO: "Nein, davon steht nichts im Kalender.",
    Verdict.PARTLY: "Nur teilweise: nicht jeder Abschnitt steht an seinem Platz.",
    Verdict.UNKNOWN: "Unbekannt: der Kalender hat nicht alles gezeigt.",
}


def show_where(
    ref: Annotated[str, typer.Argument(metavar="REF", help="The booking code, as the caller was told.")],
    tenant: Annotated[str | None, typer.Option("--tenant", metavar="SLUG", help="The tenant's slug.")] = None,
    as_json: AsJson = False,
) -> None:
    """Ask the calendar where a booking stands, segment by segment, with two proofs (in German).

    One proof lists everything in the span, the other looks up identifiers. Nothing is changed. Exit 1 where record and
    calendar differ, 3 where the calendar cannot be read.

    Example:

      holdfast booking where K7M4A --tenant salon-lindenhof
    """
    slug, found = run(lambda application: _where(application, ref, tenant))
    if as_json:
        print_json(_data(slug, found))
    else:
        _show(found)
    raise typer.Exit(_code(found))


async def _where(application: Application, ref: str, tenant: str | None) -> tuple[str, Whereabouts]:
    slugs = [tenant] if tenant else [row.slug for row in await all_rows(application.desk)]
    found = []
    for slug in slugs:
        tenant_id = (await tenant_named(application, slug)).row.id
        try:
            found.append((slug, await where(application.desk, tenant_id, ref)))
        except NotFound:
            continue
    if len(found) > 1:
        raise Refusal(f"several tenants have a booking {ref}: name one with --tenant")
    if not found:
        raise Refusal(f"{tenant or 'nobody'} has no booking {ref}" if tenant else f"nobody has a booking {ref}")
    return found[0]


def _code(found: Whereabouts) -> Code:
    if found.verdict is Verdict.UNKNOWN:
        return Code.OUTAGE
    return Code.FINE if found.agrees else Code.DIFFERENCES


def _show(found: Whereabouts) -> None:
    visit, of = found.booked.visit, found.booked.tenant
    zone, span = of.timezone, found.booked.visit.interval
    what = f"{of.services_named(visit.plan.services)} für {visit.customer.name}"
    out().print(
        f"{visit.ref}: {what}, {span.start.astimezone(zone):%d.%m.%Y %H:%M}-{span.end.astimezone(zone):%H:%M},"
        f" bei uns {_STATES[visit.state.value]}",
        markup=False,
        style="bold",
    )
    if found.fault is not None:
        say(f"Unbekannt: der Kalender ist nicht zu lesen ({found.fault or type(found.fault).__name__}).")
        return
    out().print(_table(found, zone))
    for seen in found.surplus:
        out().print(f"Überzählig: {_entry(seen, zone)}", markup=False)
    for drift in found.drifts:
        out().print(f"Offene Abweichung {drift.ref}: {drift.kind}, Vorschlag {drift.proposal}", markup=False)
    gone = visit.goal is Goal.ABSENT and found.verdict is Verdict.NO
    out().print("Nein, und das ist richtig so." if gone else _VERDICTS[found.verdict], style="bold")
    asked = f"Gefragt um {found.asked_at.astimezone(zone):%H:%M:%S}."
    if not found.is_independent:
        asked += " Der eingebaute Kalender ist kein unabhängiger Zeuge: er liegt in derselben Datenbank."
    out().print(asked, style="dim")


_STATES = {"pending": "noch offen", "confirmed": "bestätigt", "cancelled": "abgesagt", "undone": "zurückgenommen"}


def _table(found: Whereabouts, zone: ZoneInfo) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("Abschnitt", "Soll", "Bei uns", "Im Fenster", "Nach Kennung", "Steht"):
        table.add_column(heading, overflow="fold")
    for n, one in enumerate(found.segments):
        entry = one.saga.entry
        steps = found.booked.visit.plan.busy_steps
        name = steps[n].name if n < len(steps) else str(one.saga.segment)
        table.add_row(
            f"{one.saga.segment} {name}",
            f"{_clock(entry.interval.start, zone)}-{_clock(entry.interval.end, zone)} {entry.host}",
            f"{one.saga.stage.value}\n{one.saga.uid or '-'}",
            _entry(one.in_window or one.elsewhere, zone),
            _entry(one.by_identifier, zone),
            "ja" if one.stands else "nein",
        )
    return table


def _entry(seen: Seen | None, zone: ZoneInfo) -> str:
    if seen is None:
        return "nicht zu finden"
    number = f" (Nr. {seen.number})" if seen.number is not None else ""
    gone = ", abgesagt" if seen.is_cancelled else ""
    times = f"{seen.interval.start.astimezone(zone):%d.%m. %H:%M}-{_clock(seen.interval.end, zone)} {seen.host}{gone}"
    made = f"\nangelegt {seen.created_at.astimezone(zone):%d.%m. %H:%M:%S}" if seen.created_at else ""
    return f"{seen.uid}{number}\n{times}{made}"


def _clock(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%H:%M}"


def _data(slug: str, found: Whereabouts) -> dict[str, Any]:
    visit, zone = found.booked.visit, found.booked.tenant.timezone
    return {
        "ref": visit.ref,
        "tenant": slug,
        "state": visit.state,
        "service": found.booked.tenant.services_named(visit.plan.services),
        "start": visit.interval.start.astimezone(zone),
        "end": visit.interval.end.astimezone(zone),
        "verdict": found.verdict,
        "agrees": found.agrees,
        "independent": found.is_independent,
        "complete": found.is_complete,
        "asked_at": found.asked_at.astimezone(zone),
        "outage": None if found.fault is None else str(found.fault) or type(found.fault).__name__,
        "segments": [_segment_data(one, zone) for one in found.segments],
        "surplus": [_seen_data(seen, zone) for seen in found.surplus],
        "drifts": [drift_data(drift, zone) for drift in found.drifts],
    }


def _segment_data(one: SegmentSeen, zone: ZoneInfo) -> dict[str, Any]:
    entry = one.saga.entry
    stored = {
        "goal": one.saga.goal,
        "stage": one.saga.stage,
        "uid": one.saga.uid,
        "reference": entry.reference,
        "host": entry.host,
        "start": entry.interval.start.astimezone(zone),
        "end": entry.interval.end.astimezone(zone),
    }
    proofs = {
        "window": _seen_data(one.in_window, zone),
        "identifier": _seen_data(one.by_identifier, zone),
        "elsewhere": _seen_data(one.elsewhere, zone),
    }
    return {"n": one.saga.segment, "stands": one.stands, "stored": stored, "calendar": proofs}


def _seen_data(seen: Seen | None, zone: ZoneInfo) -> dict[str, Any] | None:
    if seen is None:
        return None
    return {
        "uid": seen.uid,
        "number": seen.number,
        "reference": seen.reference,
        "host": seen.host,
        "start": seen.interval.start.astimezone(zone),
        "end": seen.interval.end.astimezone(zone),
        "created_at": seen.created_at.astimezone(zone) if seen.created_at else None,
        "is_cancelled": seen.is_cancelled,
        "moved_to": seen.moved_to,
    }
