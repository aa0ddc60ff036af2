"""The page about a call on a terminal, in a pipe and as Markdown: verdict first, what happened last."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from rich.table import Table
from rich.text import Text

from holdfast.actions.call_page import Asked, CallPage, Cause, Moment, Witness
from holdfast.entry.cli.terminal import out


def show_page(page: CallPage) -> None:
    """Print a page: colours on a terminal, plain text in a pipe."""
    console = out()
    good = "bold green" if page.agree else "bold yellow"
    console.print(Text(page.sentence, style=good))
    console.print(Text(f"{page.agreement} {page.call_id}", style="dim"))
    console.print()
    console.print(_three(page.witnesses))
    for witness in page.witnesses:
        if witness.note:
            console.print(Text(f"{witness.title}: {witness.note}", style="dim"))
    for title, lines in _sections(page):
        console.print()
        console.print(Text(title, style="bold"))
        for line in lines:
            console.print(Text(f"  {line}"), soft_wrap=False)
    if page.asked:
        console.print()
        console.print(_asked(page))
    if page.moments:
        console.print()
        console.print(_moments(page))
    for remark in page.remarks:
        console.print(Text(remark, style="dim"))


def _three(witnesses: Sequence[Witness]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 4, 0, 0))
    for witness in witnesses:
        table.add_column(witness.title, overflow="fold")
    table.add_row(*(witness.says for witness in witnesses))
    return table


def _sections(page: CallPage) -> Iterator[tuple[str, list[str]]]:
    """Why, how it stands, what to do, what was heard: each with its lines."""
    if page.causes:
        yield page.word("why"), [line for cause in page.causes for line in _cause(page, cause)]
    if page.contradictions:
        yield page.word("contradictions"), list(page.contradictions)
    stands = [(page.word("believes"), page.believes), (page.word("true"), page.true)]
    stands.append((page.word("otherwise"), page.otherwise))
    yield page.word("now"), [f"{name}: {text}" for name, text in stands]
    yield page.word("do"), _repair(page)
    if page.heard:
        left, right = ("“", "”") if page.language == "en" else ("„", "“")
        yield page.word("heard"), [f"{one.what}: {left}{one.said}{right} → {one.understood}" for one in page.heard]


def _cause(page: CallPage, cause: Cause) -> Iterator[str]:
    yield f"{cause.title} ({cause.code}, {cause.certainty})"
    for text in cause.supports:
        yield f"  + {text}"
    for title, by in cause.excludes:
        yield f"  – {page.word('excluded')}: {title}" + (f" ({'; '.join(by)})" if by else "")


def _repair(page: CallPage) -> list[str]:
    why = f": {page.act_why}" if page.act_why else ""
    lines = [f"{page.act}{why}"]
    lines += [f"{n}. {step[:1].upper()}{step[1:]}" for n, step in enumerate(page.steps, start=1)]
    if page.tell_caller:
        left, right = ("“", "”") if page.language == "en" else ("„", "“")
        lines.append(f"{page.word('tell')}: {left}{page.tell_caller}{right}")
    if page.never:
        lines.append(f"{page.word('never')}: {', '.join(page.never)}")
    return lines


def _asked(page: CallPage) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(page.word("tools"))
    table.add_column("")
    table.add_column("ms", justify="right")
    table.add_column("", overflow="fold")
    for one in page.asked:
        took = str(one.took_ms) if one.took_ms is not None else "–"
        table.add_row(_clock(one.at, page), one.name, took, ", ".join(_state(one)))
    return table


def _state(one: Asked) -> list[str]:
    return [part for part in (one.state, one.note) if part]


def _moments(page: CallPage) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(page.word("timeline"), no_wrap=True)
    table.add_column("s", justify="right", no_wrap=True, style="dim")
    table.add_column("", no_wrap=True)
    table.add_column("", overflow="fold")
    for one in page.moments:
        table.add_row(_clock(one.at, page), _offset(one), Text(one.source), Text(one.text))
    return table


def _clock(at: datetime | None, page: CallPage) -> str:
    return f"{at.astimezone(page.zone):%H:%M:%S.%f}"[:-3] if at else "–"


def _offset(one: Moment) -> str:
    if one.offset_s is None:
        return "–"
    if abs(one.offset_s) < 3600:
        return f"{one.offset_s:+.3f}"
    return f"{one.offset_s / 3600:+.1f} h"


# The same as Markdown


def markdown(page: CallPage) -> str:
    """A page as Markdown, to be pasted into a ticket or a message."""
    lines = [f"# {_escaped(page.sentence)}", "", f"{page.agreement} `{page.call_id}`", ""]
    lines += ["| " + " | ".join(witness.title for witness in page.witnesses) + " |", "|---|---|---|"]
    lines += ["| " + " | ".join(_cell(witness.says) for witness in page.witnesses) + " |", ""]
    lines += [f"{witness.title}: {witness.note}\n" for witness in page.witnesses if witness.note]
    for title, texts in _sections(page):
        lines += [f"## {title}", "", *_list(texts), ""]
    if page.asked:
        lines += [f"## {page.word('tools')}", "", "| | | ms | |", "|---|---|---:|---|"]
        lines += [
            f"| {_clock(one.at, page)} | `{one.name}` | {'–' if one.took_ms is None else one.took_ms} |"
            f" {_cell(', '.join(_state(one)))} |"
            for one in page.asked
        ]
        lines.append("")
    if page.moments:
        lines += [f"## {page.word('timeline')}", "", "| | s | | |", "|---|---:|---|---|"]
        lines += [
            f"| {_clock(one.at, page)} | {_offset(one)} | {_cell(one.source)} | {_cell(one.text)} |"
            for one in page.moments
        ]
        lines.append("")
    lines += [f"_{_escaped(remark)}_\n" for remark in page.remarks]
    return "\n".join(lines).rstrip() + "\n"


def _list(texts: Sequence[str]) -> Iterator[str]:
    for text in texts:
        inner = text.removeprefix("  ")
        yield f"  - {_escaped(inner.lstrip('+–').strip())}" if inner != text else f"- {_escaped(text)}"


def _cell(text: str) -> str:
    return _escaped(text).replace("|", "\\|").replace("\n", " ")


def _escaped(text: str) -> str:
    """Words of callers and calendars are words, and no markup."""
    return "".join("\\" + letter if letter in "\\`*_[]<>#" else letter for letter in text)
