"""`holdfast call replay`: a call once more, offline, against today's code: would it still happen?"""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from holdfast.actions.doctor import all_rows
from holdfast.actions.look_up import NotFound
from holdfast.actions.replay_source import ReplaySource, replay_source
from holdfast.app import Application
from holdfast.entry.cli.session import run, tenant_named
from holdfast.entry.cli.terminal import AsJson, Code, Refusal, out, print_json, print_table
from holdfast.testing.replay import Replay
from holdfast.testing.replay import replay as play

LARGEST = 10_000_000


def replay_call(
    source: Annotated[str, typer.Argument(metavar="ID|FILE", help="A call's id, or a case file.")],
    tenant: Annotated[str | None, typer.Option("--tenant", metavar="SLUG", help="The tenant whose call it is.")] = None,
    as_json: AsJson = False,
) -> None:
    """Play a call again, offline, against today's code and the recorded calendar, in virtual time.

    Nothing is written anywhere and nobody is called. Says what is answered now, where that differs, and whether it
    would still happen. Exit 1 where it would.

    Example:

      holdfast call replay incident.json
    """
    try:
        found = _played(source, tenant)
    except ValueError as error:
        raise Refusal(f"{source}: {error}") from error
    if as_json:
        print_json(found)
    else:
        _show(found)
    raise typer.Exit(Code.DIFFERENCES if found.still_happens else Code.FINE)


def _played(source: str, tenant: str | None) -> Replay:
    if Path(source).is_file():
        return play(_case_in(Path(source)))
    known = run(lambda application: _source_of(application, source, tenant))
    return play(known.case, known.document)


def _case_in(file: Path) -> dict[str, Any]:
    if file.stat().st_size > LARGEST:
        raise Refusal(f"{file} is larger than a case file can be")
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise Refusal(f"{file} is no JSON") from error
    case = found.get("case", found) if isinstance(found, dict) else None
    if not isinstance(case, dict):
        raise Refusal(f"{file} holds no case")
    return case


async def _source_of(application: Application, call: str, tenant: str | None) -> ReplaySource:
    slugs = [tenant] if tenant else [row.slug for row in await all_rows(application.desk)]
    for slug in slugs:
        tenant_id = (await tenant_named(application, slug)).row.id
        try:
            return await replay_source(application.desk, tenant_id, call)
        except NotFound:
            continue
    raise Refusal(f"there is no file {call}, and {tenant or 'nobody'} has a call of that id")


def _show(found: Replay) -> None:
    out().print(f"{found.call}: would it still happen? {found.verdict}", style="bold", markup=False)
    rows = [
        (
            f"{one.at_s:.1f}",
            one.name,
            one.then.value,
            one.now.value if one.text is not None else "not replayed",
            "differs" if one.differs else "the same bytes" if one.is_alike else "",
            one.say or "",
        )
        for one in found.tools
    ]
    print_table(("Second", "Tool", "Then", "Now", "", "Said now"), rows, "the call called no tool")
    for note in found.not_replayed:
        out().print(f"  note: {note}", markup=False)
    for entry in found.entries:
        out().print(f"  calendar: {entry}", markup=False)
