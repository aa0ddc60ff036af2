"""`holdfast call explain|export`, `holdfast case explain`: was it true what the caller was told, and if not, why?"""

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from holdfast.actions.call_page import CallPage, page_of
from holdfast.actions.case_file import export_case
from holdfast.actions.conclusion import CaseRefused, concluded
from holdfast.actions.doctor import all_rows
from holdfast.actions.judge import Judged, judge_now, note_export, verdict_in_force
from holdfast.actions.look_up import NotFound
from holdfast.actions.look_up import call as look_up_call
from holdfast.actions.repair_plan import RepairPlan, advised
from holdfast.actions.verdict_words import in_language
from holdfast.app import Application
from holdfast.entry.cli.pages import markdown, show_page
from holdfast.entry.cli.session import Verbs, run, tenant_named
from holdfast.entry.cli.terminal import AsJson, Code, Refusal, plain, print_json
from holdfast.language.report_words import CALENDAR, CAUSES, FINDINGS, PAGE, SAID, STORED

case = typer.Typer(cls=Verbs, no_args_is_help=True, help="Incidents of other systems, as case files.")

LARGEST_FILE = 10 * 1024 * 1024
_CALL = Annotated[str, typer.Argument(metavar="CALL", help="The call's id.")]
_TENANT = Annotated[str | None, typer.Option("--tenant", metavar="SLUG", help="The tenant; else all are searched.")]
_MARKDOWN = Annotated[bool, typer.Option("--markdown", help="Print the page as Markdown.")]
_LANGUAGE = Annotated[
    str | None, typer.Option("--language", "--lang", metavar="de|en", help="The page's language; else the salon's own.")
]


def explain_call(
    call_id: _CALL,
    tenant: _TENANT = None,
    afresh: Annotated[bool, typer.Option("--now", help="Look into the calendar and judge anew.")] = False,
    as_json: AsJson = False,
    as_markdown: _MARKDOWN = False,
    language: _LANGUAGE = None,
) -> None:
    """Say whether what the caller was told, what is stored and what the calendar shows agree; if not, why.

    The verdict first, then the three witnesses, the cause with its evidence, what the caller believes, what is true,
    what to do, and what happened, on one clock. Exit 1 where something is wrong, 3 where the calendar cannot be read.

    Examples:

      holdfast call explain call_0123456789abcdef

      holdfast call explain call_0123456789abcdef --now --markdown > report.md
    """
    _check_language(language)

    async def work(application: Application) -> tuple[str, Judged, RepairPlan]:
        slug, tenant_id = await _whose(application, call_id, tenant)
        ask = judge_now if afresh else verdict_in_force
        judged = await ask(application.desk, tenant_id, call_id)
        return slug, judged, advised(judged, application.desk.clock.now(), language)

    slug, found, plan = run(work)
    document = found.judgement.document
    if as_json:
        print_json(_verdict_data(slug, found))
    elif document is None:
        raise Refusal(f"the evidence of {call_id} is not kept any more; --json tells what was concluded")
    else:
        words = language or found.record.tenant.language
        remarks = _remarks(found, words)
        told = in_language(found, words) or document
        page = page_of(found.case, told, words, basis=found.judgement.basis, remarks=remarks, plan=plan)
        _print(page, as_markdown)
    raise typer.Exit(_code(found))


def _remarks(found: Judged, language: str) -> list[str]:
    n = 1 if language == "en" else 0
    remarks = [] if found.is_kept else [PAGE["going_on"][n]]
    if found.record.findings:
        kinds = sorted({one.kind for one in found.record.findings})
        told_in_words = "; ".join(FINDINGS[kind][n] if kind in FINDINGS else kind for kind in kinds)
        remarks.append(f"{PAGE['findings'][n]}: {told_in_words}")
    earlier = [one for one in found.history if one.id != found.judgement.id]
    zone = found.record.tenant.timezone
    for one in earlier:
        at = one.at.astimezone(zone)
        said = (SAID.get(one.said), STORED.get(one.stored), CALENDAR.get(one.calendar), CAUSES.get(one.cause))
        told = " / ".join(words[n] for words in said if words is not None)
        remarks.append(f"{PAGE['earlier'][n]} {at:%d.%m.%Y %H:%M:%S}: {told}")
    return remarks


def _code(found: Judged) -> Code:
    one = found.judgement
    if one.agree:
        return Code.FINE
    if one.calendar == "unknown" and found.calendar_was_unread:
        return Code.OUTAGE
    return Code.FINE if one.cause == "none" else Code.DIFFERENCES


def export_call(
    call_id: _CALL,
    tenant: _TENANT = None,
    raw: Annotated[
        bool, typer.Option("--raw", help="With names, numbers and words as they are; that is put on record.")
    ] = False,
    afresh: Annotated[bool, typer.Option("--now", help="Look into the calendar first.")] = False,
    to: Annotated[Path | None, typer.Option("--output", "-o", help="Write to this file.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="A case file is JSON anyway.")] = False,
) -> None:
    """Export a call as a case file (holdfast.case/1): all that is on record about it, as one JSON document.

    Names, numbers and addresses are replaced by stand-ins, unless --raw is given. `holdfast case explain` reads it.

    Example:

      holdfast call export call_0123456789abcdef -o incident.json
    """

    async def work(application: Application) -> dict[str, Any]:
        _, tenant_id = await _whose(application, call_id, tenant)
        if afresh:
            await judge_now(application.desk, tenant_id, call_id)
        if raw:
            await note_export(application.desk, tenant_id, call_id)
        return await export_case(application.desk, tenant_id, call_id, raw=raw)

    del as_json  # There is no other form; scripts may say so all the same.
    found = run(work)
    if to is None:
        print_json(found)
        return
    to.write_text(json.dumps(plain(found), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


@case.command("explain")
def explain_case(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A case file (holdfast.case/1); - for standard input.")],
    as_json: AsJson = False,
    as_markdown: _MARKDOWN = False,
    language: _LANGUAGE = None,
) -> None:
    """Explain an incident of any system out of a case file: whether the witnesses agree, why not, and what to do.

    Nothing is read but the file. Exit 1 where something is wrong, 2 for a file that is no case.

    Example:

      holdfast case explain incident.json --language en
    """
    _check_language(language)
    raw = _read(file)
    if language is not None and isinstance(raw.get("call"), dict):
        raw = {**raw, "call": {**raw["call"], "language": language}}
    try:
        document = concluded(raw)
    except CaseRefused as refused:
        raise Refusal(f"{file}: {refused}") from refused
    if as_json:
        print_json(document)
    else:
        told = raw["call"].get("language") if isinstance(raw.get("call"), dict) else None
        _print(page_of(raw, document, language or ("en" if told == "en" else "de")), as_markdown)
    fine = document["agree"] or document["cause"] == "none"
    raise typer.Exit(Code.FINE if fine else Code.DIFFERENCES)


def _read(file: Path) -> dict[str, Any]:
    if str(file) == "-":
        text = sys.stdin.read(LARGEST_FILE + 1)
    else:
        if file.stat().st_size > LARGEST_FILE:
            raise Refusal(f"{file} is larger than {LARGEST_FILE // 1024 // 1024} MiB")
        text = file.read_bytes().decode("utf-8", errors="replace")
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Refusal(f"{file} is no JSON: {str(error)[:100]}") from error
    if not isinstance(found, dict):
        raise Refusal(f"{file}: a case file is one JSON object")
    inner = found.get("case")
    return inner if isinstance(inner, dict) and "call" not in found else found


def _print(page: CallPage, as_markdown: bool) -> None:
    if as_markdown:
        sys.stdout.write(markdown(page))
    else:
        show_page(page)


def _check_language(language: str | None) -> None:
    if language not in (None, "de", "en"):
        raise Refusal("the page can be in de or en")


async def _whose(application: Application, call_id: str, tenant: str | None) -> tuple[str, Any]:
    """The tenant whose call that is. Raises Refusal."""
    slugs = [tenant] if tenant else [row.slug for row in await all_rows(application.desk)]
    found = []
    for slug in slugs:
        tenant_id = (await tenant_named(application, slug)).row.id
        try:
            await look_up_call(application.desk, tenant_id, call_id)
        except NotFound:
            continue
        found.append((slug, tenant_id))
    if len(found) > 1:
        raise Refusal(f"several tenants have a call {call_id}: name one with --tenant")
    if not found:
        raise Refusal(f"{tenant or 'nobody'} has no call {call_id}")
    return found[0]


def _verdict_data(slug: str, found: Judged) -> dict[str, Any]:
    one = found.judgement
    document = one.document or {
        "call_id": one.call,
        "agree": one.agree,
        "witnesses": {"said": one.said, "stored": one.stored, "calendar": one.calendar},
        "cause": one.cause,
        "causes": [{"code": code} for code in one.causes],
        "repair": {"act": one.act},
    }
    return {
        **document,
        "tenant": slug,
        "independent": one.independent,
        "basis": one.basis,
        "judged_at": one.at,
        "confirmed_at": one.confirmed_at,
        "prompt": one.prompt,
        "is_final": found.is_kept,
        "findings": [{"kind": item.kind, "at": item.at, "data": item.data} for item in found.record.findings],
        "history": [
            {
                "judged_at": earlier.at,
                "agree": earlier.agree,
                "witnesses": {"said": earlier.said, "stored": earlier.stored, "calendar": earlier.calendar},
                "cause": earlier.cause,
                "prompt": earlier.prompt,
            }
            for earlier in found.history
        ],
    }
