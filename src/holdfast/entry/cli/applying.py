"""`holdfast apply`: configuration as code, the difference first, all faults at once."""

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from holdfast.actions.apply_tenant import Applied, apply_tenant, preview_tenant
from holdfast.app import Application
from holdfast.core.tenant_file import Change, Fault
from holdfast.entry.cli.session import run
from holdfast.entry.cli.terminal import AsJson, Code, Refusal, agreed_to, is_at_terminal, out, print_json, say

_LONGEST_VALUE = 300


def apply(
    file: Annotated[str, typer.Argument(metavar="FILE", help="The tenant file (TOML); - reads standard input.")],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask; store it.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show the difference; exit 1 if any.")] = False,
    as_json: AsJson = False,
) -> None:
    """Put a tenant file in force, after showing what it changes.

    The whole file is checked first, and every fault is listed with its line; then nothing is stored. Booked visits
    stay as they were agreed. Running servers obey at once.

    Examples:

      holdfast apply salon.toml              shows the difference and asks

      holdfast apply salon.toml --dry-run    shows the difference only

      holdfast apply salon.toml --yes        for scripts
    """
    text = _text_of(file)

    async def work(application: Application) -> Code:
        preview = await preview_tenant(application.desk, text, _name_of(file))
        if preview.faults:
            _show_faults(preview.faults, as_json)
            return Code.USAGE
        if dry_run or (not preview.changes and not preview.is_new):
            _show(preview, "nothing stored" if dry_run else "unchanged", as_json)
            return Code.DIFFERENCES if preview.changes else Code.FINE
        if not yes and not _wanted(preview, as_json):
            raise Refusal("nothing was stored")
        applied = await apply_tenant(application.desk, text, _name_of(file))
        if applied.faults:  # Somebody else took a number meanwhile.
            _show_faults(applied.faults, as_json)
            return Code.USAGE
        _show(applied, "stored", as_json, with_table=yes)
        return Code.FINE

    raise typer.Exit(run(work))


def _name_of(file: str) -> str:
    return "standard input" if file == "-" else file


def _text_of(file: str) -> str:
    try:
        return sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise Refusal(f"{_name_of(file)} is not a text in UTF-8") from error


def _wanted(preview: Applied, as_json: bool) -> bool:
    """Show it and ask. Without anybody to ask it is shown, and refused."""
    if as_json or not is_at_terminal():
        if not as_json:
            _show(preview, "", as_json)
        raise Refusal(
            "nothing was stored: nobody is at the terminal to agree; --yes stores it, --dry-run only compares"
        )
    _show(preview, "", as_json)
    return agreed_to("Apply this?")


def _show_faults(faults: tuple[Fault, ...], as_json: bool) -> None:
    if as_json:
        listed = [{"file": f.file, "line": f.line, "key": f.key, "reason": f.reason} for f in faults]
        print_json({"result": "invalid", "faults": listed})
        return
    for fault in faults:
        say(str(fault))
    say(f"holdfast: {_counted(len(faults), 'fault')}, nothing was stored")


def _show(applied: Applied, result: str, as_json: bool, *, with_table: bool = True) -> None:
    if as_json:
        changes = [{"key": c.key, "before": c.before, "after": c.after} for c in applied.changes]
        print_json({"tenant": applied.slug, "result": result, "version": applied.version, "changes": changes})
        return
    if applied.changes and with_table:
        out().print(_table(applied.changes))
    out().print(_sentence(applied, result), markup=False)


def _sentence(applied: Applied, result: str) -> str:
    if not applied.changes:
        return f"{applied.slug}: nothing to change (version {applied.version})"
    what = f"{applied.slug}: {'new tenant, ' if applied.is_new else ''}{_counted(len(applied.changes), 'change')}"
    if result == "stored":
        return f"{what}, in force as version {applied.version}"
    return f"{what}, {result}" if result else what


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def _table(changes: tuple[Change, ...]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", show_lines=False)
    table.add_column("", width=1)
    table.add_column("What", overflow="fold", max_width=34)
    table.add_column("Change", overflow="fold", ratio=1)
    for change in changes:
        mark, style = _mark(change)
        table.add_row(f"[{style}]{mark}[/{style}]", *_cells(change))
    return table


def _mark(change: Change) -> tuple[str, str]:
    if change.before is None:
        return "+", "green"
    return ("-", "red") if change.after is None else ("~", "yellow")


def _cells(change: Change) -> tuple[Text, Text]:
    """What changed and how, out of the change's own wording."""
    words = str(change)
    told = words.removeprefix(change.key).removeprefix(":").strip()
    key = change.key.removesuffix(":")
    return Text(key), Text(told if len(told) <= _LONGEST_VALUE else told[: _LONGEST_VALUE - 1] + "…")
