"""The world at the size that a test run can afford; `holdfast simulate --calls 10000` is the same from a terminal."""

from holdfast.testing.world.episode import CALCOM
from holdfast.testing.world.run import simulate
from holdfast.testing.world.sometimes import EXPECTED

CALLS = 10_000
SEED = 2026


def test_thousands_of_calls_with_faults() -> None:
    """No breach, and everything hard that a run of this size should meet really occurred."""
    report = simulate(SEED, CALLS, jobs=2)
    assert report.failures == [], [f"holdfast simulate --seed {SEED} --episode {f.episode}" for f in report.failures]
    assert report.never == []
    assert report.calls == CALLS
    assert len([what for what, least in EXPECTED.items() if least <= CALLS]) >= 20


def test_the_real_adapter_before_the_fake_calcom() -> None:
    """The same world with Cal.com's own adapter: its words, its shapes, its ways to fail."""
    report = simulate(SEED, 150, jobs=2, calendar=CALCOM)
    assert report.failures == [], [f"holdfast simulate --seed {SEED} --episode {f.episode}" for f in report.failures]
    assert report.sometimes["confirmed at once"] > 10
    assert report.sometimes["write: lost answer"] > 0
