"""`holdfast stats`: how honest the telephone was, counted from facts, with the definition beside each figure."""

from datetime import timedelta
from typing import Annotated

import typer

from holdfast.actions.doctor import all_rows
from holdfast.actions.honesty import Stats, stats_of
from holdfast.app import Application
from holdfast.core.honesty import IN_MINUTES, Figure
from holdfast.entry.cli.session import run, tenant_named
from holdfast.entry.cli.terminal import AsJson, out, print_json, print_table


def stats(
    tenant: Annotated[str | None, typer.Option("--tenant", metavar="SLUG", help="Only this tenant.")] = None,
    days: Annotated[int, typer.Option("--days", min=1, max=400, help="Calls of the last so many days.")] = 30,
    as_json: AsJson = False,
) -> None:
    """Show how honest the telephone was: what was said against what was so, counted from facts.

    What the platform itself thinks of its calls is shown apart and counts nowhere. Test calls are left out.

    Example:

      holdfast stats --tenant salon-lindenhof --days 7
    """

    async def work(application: Application) -> list[Stats]:
        slugs = [tenant] if tenant else [row.slug for row in await all_rows(application.desk)]
        now = application.desk.clock.now()
        found = []
        for slug in slugs:
            tenant_id = (await tenant_named(application, slug)).row.id
            found.append(await stats_of(application.desk, tenant_id, now - timedelta(days=days), now))
        return found

    found = run(work)
    if as_json:
        print_json(found)
        return
    for one in found:
        _show(one)


def _show(found: Stats) -> None:
    heading = f"{found.slug} ({found.calendar}): {found.calls} calls, {found.open_cases} open cases"
    out().print(heading, style="bold", markup=False)
    rows = [(one.name.value, _value(one), one.definition) for one in found.figures]
    print_table(("Figure", "Value", "What it counts"), rows, "no figures")
    for group in found.groups:
        told = ", ".join(f"{one.name.value} {_value(one)}" for one in group.figures if one.value)
        agent = " ".join(part for part in (group.agent, group.agent_version) if part) or "unknown agent"
        out().print(f"  {group.platform}, {agent}: {group.calls} calls; {told or 'nothing amiss'}", markup=False)
        if group.findings:
            out().print("    odd: " + ", ".join(f"{kind} {calls}" for kind, calls in group.findings.items()))
    says = found.platform_says
    out().print(
        f"  the platform itself: {says.successful} successful, {says.unsuccessful} not, {says.unsaid} unsaid\n",
        markup=False,
    )


def _value(one: Figure) -> str:
    if one.value is None:
        return "-"
    if one.name in IN_MINUTES:
        return f"{one.value:g} min (at most {one.worst:g})"
    return f"{one.value:g}"
