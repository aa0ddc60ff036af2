"""`holdfast simulate`: the world, run by seed; what must not be is printed with its timeline and its command."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from enum import StrEnum
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from holdfast.entry.cli.terminal import AsJson, Code, out, print_json, print_table, say
from holdfast.testing.world.checks import Breach
from holdfast.testing.world.episode import CALLS, Outcome
from holdfast.testing.world.run import JUDGED_SHARE, Failure, Mistaken, Report, one_episode, plan_of
from holdfast.testing.world.run import simulate as run_world
from holdfast.testing.world.verdicts import Disagreement

SHOWN_LINES = 40
TELL_EVERY_SECONDS = 10.0


class CalendarKind(StrEnum):
    """Which calendar is simulated."""

    SIM = "sim"
    CALCOM = "calcom"


class Judged(StrEnum):
    """Of which episodes the calls are judged."""

    ALL = "all"
    SOME = "some"
    NONE = "none"


_SHARES = {Judged.ALL: 1.0, Judged.SOME: JUDGED_SHARE, Judged.NONE: 0.0}


def simulate(
    seed: Annotated[int, typer.Option("--seed", help="What everything is drawn from.")] = 1,
    calls: Annotated[int, typer.Option("--calls", min=1, help=f"How many calls; {CALLS} make an episode.")] = 2000,
    jobs: Annotated[int, typer.Option("--jobs", min=1, help="Processes that share the episodes.")] = 1,
    from_episode: Annotated[
        int, typer.Option("--from-episode", min=0, help="The first episode, so that several runs sum up to a long one.")
    ] = 0,
    episode: Annotated[int | None, typer.Option("--episode", min=0, help="Only this episode, as it was.")] = None,
    trace: Annotated[bool, typer.Option("--trace", help="With --episode: print everything that happened.")] = False,
    calendar: Annotated[
        CalendarKind,
        typer.Option("--calendar", help="The world's own, or the Cal.com adapter before its fake (slower)."),
    ] = CalendarKind.SIM,
    verdicts: Annotated[
        Judged,
        typer.Option("--verdicts", help="Judge every call of all episodes, of one in ten, or of none."),
    ] = Judged.SOME,
    as_json: AsJson = False,
) -> None:
    """Simulate callers, crashing processes, a faulty calendar and strangers, in virtual time.

    The same seed gives the same run, and each episode is the same whatever run it is part of. Ends with 1 when
    something was found that must not be, when a hard situation that a run of this size should meet never occurred, or
    when fewer than 99 in 100 verdicts on the calls say what the simulator knows.

    Examples:

      holdfast simulate --seed 1 --calls 2000

      holdfast simulate --seed 1 --calls 1000000 --jobs 2

      holdfast simulate --seed 1 --from-episode 10000 --calls 300000 --jobs 2 --json

      holdfast simulate --seed 1 --episode 17 --trace

      holdfast simulate --seed 1 --calls 3000 --verdicts all
    """
    if episode is not None:
        outcome = one_episode(seed, episode, dict(plan_of(calls)).get(episode, CALLS), calendar, _SHARES[verdicts])
        _show_one(outcome, trace, as_json)
        return
    with _telling(calls, quiet=as_json) as tell:
        report = run_world(seed, calls, jobs, tell, calendar, from_episode, _SHARES[verdicts])
    if as_json:
        print_json(
            {
                **asdict(report),
                "is_well": report.is_well,
                "agreement": report.agreement,
                "failures": [_named(seed, f, calendar) for f in report.failures],
                "mistaken": [
                    {"replay": _judged_again(seed, one, calendar), "episode": one.episode, **asdict(one.said)}
                    for one in report.mistaken
                ],
            }
        )
    else:
        _show(report, calendar)
    if not report.is_well:
        raise typer.Exit(Code.DIFFERENCES)


def _named(seed: int, failure: Failure, calendar: str) -> dict[str, object]:
    return {"replay": command(seed, failure, calendar), "breaches": [asdict(breach) for breach in failure.breaches]}


def command(seed: int, failure: Failure | Mistaken, calendar: str = CalendarKind.SIM) -> str:
    """What replays a failing episode alone."""
    size = "" if failure.calls == CALLS else f" --calls {failure.episode * CALLS + failure.calls}"
    kind = "" if calendar == CalendarKind.SIM else f" --calendar {calendar}"
    return f"holdfast simulate --seed {seed} --episode {failure.episode}{size}{kind} --trace"


def _judged_again(seed: int, mistaken: Mistaken, calendar: str) -> str:
    return command(seed, mistaken, calendar).removesuffix(" --trace") + " --verdicts all"


def _show_one(outcome: Outcome, trace: bool, as_json: bool) -> None:
    if as_json:
        shown = {**asdict(outcome), "sometimes": dict(sorted(outcome.sometimes.items()))}
        print_json(shown if trace else {**shown, "lines": []})
    else:
        if trace:
            sys.stdout.write("\n".join(outcome.lines) + "\n")
        _show_breaches(outcome)
        for one in outcome.verdicts.disagreements if outcome.verdicts is not None else ():
            out().print(f"  {_mistake(one)}", style="red", markup=False)
        out().print(
            f"{outcome.tools} tool calls, {outcome.steps} steps, trace {outcome.fingerprint[:16]}", markup=False
        )
    if outcome.breaches:
        raise typer.Exit(Code.DIFFERENCES)


def _show(report: Report, calendar: str) -> None:
    per_call = 1000 * report.cpu_seconds / max(report.calls, 1)
    out().print(
        f"seed {report.seed}: {report.calls:,} calls in {report.episodes:,} episodes "
        f"({report.first_episode} to {report.last_episode}), {report.tools:,} answers, "
        f"{report.commits:,} commits, {report.requests:,} calendar requests, {report.steps:,} steps, "
        f"{report.virtual_seconds / 3600:,.1f} h of virtual time in {report.seconds:,.0f} s "
        f"({per_call:.1f} ms of CPU a call); slowest write {report.slowest_write:.2f} s; "
        f"trace {report.fingerprint[:16]}",
        markup=False,
    )
    rows = sorted(report.sometimes.items(), key=lambda pair: -pair[1])
    print_table(("what occurred", "times"), rows, "nothing occurred")
    for failure in report.failures:
        out().print(
            f"\nepisode {failure.episode}: {command(report.seed, failure, calendar)}", style="bold red", markup=False
        )
        _show_breaches(one_episode(report.seed, failure.episode, failure.calls, calendar))
    if report.failing > len(report.failures):
        out().print(f"… and {report.failing - len(report.failures)} more failing episodes", style="red")
    _show_verdicts(report, calendar)
    for what in report.never:
        out().print(f"never occurred, though it should have in so many calls: {what}", style="red", markup=False)
    if report.is_well:
        out().print("nothing found that must not be", style="green")


def _show_verdicts(report: Report, calendar: str) -> None:
    """What the verdicts on the calls came to, beside what the world knows of them."""
    if report.agreement is None:
        return
    out().print(
        f"verdicts: {report.verdicts:,} judged, {report.differing:,} differing, "
        f"agreement {100 * report.agreement:.2f} % (cause known for {report.causes_known:,})",
        markup=False,
    )
    for one in report.mistaken:
        out().print(f"  {_mistake(one.said)}: {_judged_again(report.seed, one, calendar)}", markup=False)
    if report.mistakes > len(report.mistaken):
        out().print(f"  … and {report.mistakes - len(report.mistaken)} more", markup=False)


def _mistake(one: Disagreement) -> str:
    return f"{one.call}: the verdict says {one.verdict} ({one.about}), the world knows {one.known}"


def _show_breaches(outcome: Outcome) -> None:
    for breach in outcome.breaches:
        out().print(f"  at {breach.second:.3f} s: {breach.sentence}", style="red", markup=False)
    if outcome.breaches:
        for line in _timeline(outcome, outcome.breaches[0]):
            out().print(f"    {line}", markup=False, soft_wrap=True)


def _timeline(outcome: Outcome, breach: Breach) -> list[str]:
    """The last events concerned: of the breach's visit and call, or of everything."""
    names = [name for name in (breach.visit, breach.call) if name]
    ref = next((word.strip("(),") for word in breach.sentence.split() if word.strip("(),").isupper()), None)
    names += [ref] if ref and names else []
    concerned = [line for line in outcome.lines if not names or any(name in line for name in names)]
    return concerned[-SHOWN_LINES:]


def how_far(report: Report, calls: int) -> str:
    """How far it is, and how long the rest takes at this pace."""
    left = (calls - report.calls) * report.seconds / max(report.calls, 1)
    return (
        f"{report.calls:,} of {calls:,} calls, episode {report.last_episode}, {report.failing} failing, "
        f"{_clock(report.seconds)} so far, about {_clock(left)} to go"
    )


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{rest:02}"


@contextmanager
def _telling(calls: int, *, quiet: bool) -> Iterator[Callable[[Report], None]]:
    """How far it is: a bar for a person, a line now and then in a log."""
    if sys.stderr.isatty() and not quiet:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, transient=True) as progress:
            bar = progress.add_task("simulating", total=calls)
            yield lambda report: progress.update(
                bar, completed=report.calls, description=f"{report.failing} failing episodes"
            )
        return
    told = time.monotonic()

    def tell(report: Report) -> None:
        nonlocal told
        if time.monotonic() - told >= TELL_EVERY_SECONDS:
            told = time.monotonic()
            say(how_far(report, calls))

    yield tell
