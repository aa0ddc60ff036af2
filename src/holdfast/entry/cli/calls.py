"""`holdfast call`: what happened on the telephone."""

from datetime import datetime
from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from holdfast.actions.look_up import CallSeen, EventSeen, NotFound, events_of_call
from holdfast.actions.look_up import call as look_up_call
from holdfast.actions.look_up_calls import CallJudged, Judgement, WantedCalls, calls_judged
from holdfast.actions.purge import cleanup_tests
from holdfast.app import Application
from holdfast.core.call import Call
from holdfast.entry.cli.session import Verbs, run, tenant_named
from holdfast.entry.cli.terminal import AsJson, Refusal, out, print_json

call = typer.Typer(cls=Verbs, no_args_is_help=True, help="Calls: which there were, and what happened in one.")

_PAGE = 500
_SLUG = Annotated[str, typer.Argument(metavar="TENANT", help="The tenant's slug.")]
_LONGEST_DETAIL = 400


@call.command("list")
def list_calls(
    tenant: _SLUG,
    limit: Annotated[int, typer.Option("--limit", min=1, max=1000, help="At most so many, newest first.")] = 20,
    differing: Annotated[bool, typer.Option("--differing", help="Only calls whose witnesses do not agree.")] = False,
    cause: Annotated[str | None, typer.Option("--cause", metavar="CODE", help="Only calls with this cause.")] = None,
    as_json: AsJson = False,
) -> None:
    """List calls, newest first, with the verdict on each: whether word, record and calendar agree, else the cause.

    Examples:

      holdfast call list salon-lindenhof --limit 50

      holdfast call list salon-lindenhof --differing
    """
    wanted = WantedCalls(limit, agree=False if differing else None, cause=cause)

    async def work(application: Application) -> tuple[CallJudged, ...]:
        admitted = await tenant_named(application, tenant)
        return (await calls_judged(application.desk, admitted.row.id, wanted)).items

    found = run(work)
    if as_json:
        print_json([{**_call_data(one.seen.call), "verdict": _verdict_data(one.verdict)} for one in found])
        return
    out().print(_table([_row(one) for one in found]) if found else "no calls yet")


def _table(rows: list[tuple[str, ...]]) -> Table:
    """Ids are copied from here, so they are never folded."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("Call", "Began", "From", "Lasted"):
        table.add_column(heading, no_wrap=True)
    for heading in ("Ended", "Verdict"):
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*row)
    return table


def _row(one: CallJudged) -> tuple[str, ...]:
    seen, verdict = one.seen, one.verdict
    return (
        seen.call.id,
        _local(seen.call.created_at, seen)[:16],
        seen.call.number or "hidden",
        _lasted(seen.call),
        (seen.call.ended_why or ("-" if seen.call.ended_at else "running")).replace("_", " "),
        _in_short(verdict) + (", test" if seen.call.is_test else ""),
    )


def _in_short(verdict: Judgement | None) -> str:
    if verdict is None:
        return "not judged yet"
    if verdict.agree:
        return "agree" if verdict.cause == "none" else f"agree, {verdict.cause}"
    return verdict.cause if verdict.cause != "none" else "not all known"


def _verdict_data(one: Judgement | None) -> dict[str, Any] | None:
    if one is None:
        return None
    told = {"said": one.said, "stored": one.stored, "calendar": one.calendar}
    return {"agree": one.agree, "cause": one.cause, "witnesses": told, "judged_at": one.at}


@call.command("show")
def show(
    tenant: _SLUG,
    call_id: Annotated[str, typer.Argument(metavar="CALL", help="The call's id.")],
    as_json: AsJson = False,
) -> None:
    """Show everything that happened in a call, in order, with the time since its first event in milliseconds.

    Example:

      holdfast call show salon-lindenhof call_0123456789abcdef
    """

    async def work(application: Application) -> tuple[CallSeen, list[EventSeen]]:
        admitted = await tenant_named(application, tenant)
        try:
            seen = await look_up_call(application.desk, admitted.row.id, call_id)
        except NotFound as missing:
            raise Refusal(f"{tenant} has no call {call_id}; see: holdfast call list {tenant}") from missing
        return seen, await _all_events(application, admitted.row.id, call_id)

    seen, events = run(work)
    if as_json:
        listed = [_event_data(one, events[0]) for one in events]
        refs = [one.visit.ref for one in seen.bookings]
        print_json({**_call_data(seen.call), "bookings": refs, "timeline": listed})
        return
    out().print(_heading(seen), markup=False)
    out().print(_timeline(events))


async def _all_events(application: Application, tenant_id: Any, call_id: str) -> list[EventSeen]:
    found: list[EventSeen] = []
    after = None
    while True:
        page = await events_of_call(application.desk, tenant_id, call_id, _PAGE, after)
        found += page.items
        after = page.next
        if after is None:
            return found


@call.command("cleanup-tests")
def cleanup(
    tenant: Annotated[str | None, typer.Option("--tenant", help="Only this tenant's; without it, everybody's.")] = None,
    as_json: AsJson = False,
) -> None:
    """Undo every visit that a test call booked, in the calendar too.

    Example:

      holdfast call cleanup-tests --tenant salon-lindenhof
    """

    async def work(application: Application) -> int:
        everyone = await application.doorkeeper.everyone()
        chosen = everyone if tenant is None else [await tenant_named(application, tenant)]
        undone = [await cleanup_tests(application.desk, application.drives, one.row.id) for one in chosen]
        return sum(undone)

    undone = run(work)
    if as_json:
        print_json({"tenant": tenant, "undone": undone})
    else:
        out().print(f"{undone} test {'visit was' if undone == 1 else 'visits were'} undone")


def _local(at: datetime | None, seen: CallSeen) -> str:
    return f"{at.astimezone(seen.tenant.timezone):%Y-%m-%d %H:%M:%S}" if at else "-"


def _lasted(one: Call) -> str:
    begun = one.started_at or one.created_at
    if begun is None or one.ended_at is None or one.ended_at < begun:
        return "-"
    seconds = int((one.ended_at - begun).total_seconds())
    return f"{seconds // 60}:{seconds % 60:02d}"


def _call_data(one: Call) -> dict[str, Any]:
    names = ("id", "platform", "trust", "number", "dialled", "agent_id", "started_at", "ended_at", "ended_why")
    return {name: getattr(one, name) for name in (*names, "created_at", "is_test")}


def _event_data(one: EventSeen, first: EventSeen) -> dict[str, Any]:
    event = one.event
    data = {"at": event.at, "offset_ms": _offset_ms(one, first), "kind": event.kind}
    return {**data, "ref": one.ref, "data": event.data, "personal": event.personal}


def _offset_ms(one: EventSeen, first: EventSeen) -> int:
    return round((one.event.at - first.event.at).total_seconds() * 1000)


def _heading(seen: CallSeen) -> str:
    one = seen.call
    parts = [f"Call {one.id}", _local(one.created_at, seen), f"from {one.number or 'a hidden number'}"]
    parts += [f"lasted {_lasted(one)}"] if one.ended_at else []
    parts += ["a test"] if one.is_test else []
    return ", ".join(parts)


def _timeline(events: list[EventSeen]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("ms", justify="right", style="dim")
    table.add_column("What", no_wrap=True)
    table.add_column("Details", overflow="fold")
    for one in events:
        table.add_row(f"{_offset_ms(one, events[0])}", Text(one.event.kind), _details(one))
    return table


def _details(one: EventSeen) -> Text:
    """Everything on record of an event that says something, the spoken sentence first."""
    personal = dict(one.event.personal or {})
    text = Text()
    if spoken := personal.pop("say", None):
        text.append(f"„{spoken}“ ", style="bold")
    if one.ref:
        text.append(f"{one.ref} ", style="cyan")
    facts = {**personal, **one.event.data}
    told = ", ".join(f"{name} {_brief(value)}" for name, value in facts.items() if value not in (None, [], {}, ""))
    text.append(told if len(told) <= _LONGEST_DETAIL else told[: _LONGEST_DETAIL - 1] + "…")
    return text


def _brief(value: Any) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_brief(inner)}" for key, inner in value.items())
    if isinstance(value, list):
        return " ".join(_brief(inner) for inner in value)
    return str(value)
