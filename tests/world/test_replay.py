"""One seed is one world: everywhere, alone or among others, whatever memory looks like."""

import json
import os
import subprocess
import sys

from holdfast.testing.world.episode import CALLS, Episode, Stage
from holdfast.testing.world.run import one_episode, plan_of, simulate


def _simulated(hash_seed: str, *more: str) -> dict[str, object]:
    command = [sys.executable, "-m", "holdfast", "simulate", "--seed", "7", "--calls", "50", "--json", *more]
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    report: dict[str, object] = json.loads(done.stdout)
    return {name: value for name, value in report.items() if name not in ("seconds", "cpu_seconds")}


def test_one_seed_under_two_hash_seeds_gives_the_same_trace() -> None:
    """No set, no address of memory and no clock decides anything; several processes share the episodes all the same."""
    first, second = _simulated("1"), _simulated("2", "--jobs", "2")
    assert first == second
    assert first["calls"] == 50


def test_the_adapter_of_calcom_is_as_repeatable() -> None:
    """Its connections, its tasks side by side and its fake are part of the same trace."""
    kind = ("--calendar", "calcom", "--calls", "12")
    assert _simulated("1", *kind) == _simulated("2", *kind)


def test_another_seed_gives_another_world(stage: Stage) -> None:
    prints = {Episode(stage, seed, number, 3).run().fingerprint for seed, number in ((1, 0), (1, 1), (2, 0))}
    assert len(prints) == 3


def test_an_episode_alone_is_what_it_was_among_others(stage: Stage) -> None:
    """So a failing one can be replayed by itself."""
    among = [Episode(stage, 5, number, 8).run() for number in range(3)]
    alone = one_episode(5, 2, 8)
    assert alone.fingerprint == among[2].fingerprint
    assert len(alone.lines) >= len(among[2].lines)


def test_calls_make_episodes() -> None:
    assert plan_of(2 * CALLS) == [(0, CALLS), (1, CALLS)]
    assert plan_of(CALLS + 3) == [(0, CALLS), (1, 3)]
    assert plan_of(CALLS + 3, 7) == [(7, CALLS), (8, 3)]


def test_the_report_tells_how_it_stands_on_the_way() -> None:
    told: list[int] = []
    report = simulate(3, CALLS + 1, tell=lambda so_far: told.append(so_far.calls))
    assert told == [CALLS, CALLS + 1]
    assert report.episodes == 2


def test_runs_over_neighbouring_ranges_sum_up_to_one() -> None:
    whole, first, second = simulate(3, CALLS + 2), simulate(3, CALLS), simulate(3, 2, first=1)
    assert (second.first_episode, second.last_episode) == (1, 1)
    assert (first.first_episode, first.last_episode) == (0, 0)
    assert whole.steps == first.steps + second.steps
    assert whole.commits == first.commits + second.commits
    assert {what: first.sometimes.get(what, 0) + second.sometimes.get(what, 0) for what in whole.sometimes} == dict(
        whole.sometimes
    )
