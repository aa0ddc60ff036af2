"""What `holdfast simulate` tells on its way."""

from holdfast.entry.cli.simulate import command, how_far
from holdfast.testing.world.episode import CALLS
from holdfast.testing.world.run import Failure, Report


def test_the_way_is_told_with_what_is_left_of_it() -> None:
    report = Report(1, first_episode=100, last_episode=149, calls=1500, failing=2, seconds=75.4)
    assert (
        how_far(report, 100_000)
        == "1,500 of 100,000 calls, episode 149, 2 failing, 0:01:15 so far, about 1:22:31 to go"
    )


def test_a_failing_episode_is_named_with_what_replays_it() -> None:
    assert command(1, Failure(17, CALLS, ())) == "holdfast simulate --seed 1 --episode 17 --trace"
    assert command(1, Failure(3, 15, ())) == f"holdfast simulate --seed 1 --episode 3 --calls {3 * CALLS + 15} --trace"
