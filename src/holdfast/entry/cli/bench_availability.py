"""How long it takes to find every free start: 20 people, 30 days, 2,000 visits, in pure Python from loaded facts."""

import random
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from holdfast.core.alternatives import Preference, best_slots
from holdfast.core.availability import Busy, Facts, Slot, explain, find_starts
from holdfast.core.interval import Interval, instant_of
from holdfast.core.service import Plan, plans_for
from holdfast.core.tenant import Tenant
from holdfast.testing.builders import at, facts, salon, service, taken

PEOPLE, DAYS, VISITS = 20, 30, 2000
TARGET_MS = 5.0
STAFF = tuple(f"person-{number:02d}" for number in range(1, PEOPLE + 1))
_FIRST, _LAST = "2026-11-02", "2026-12-01"
_CUT = service("30", key="cut", staff=STAFF)
_PERM = service("50 (15) 5 (10) 15 40", key="perm", staff=STAFF)


@dataclass(frozen=True, slots=True)
class Timing:
    """One question and how long its answer took, in milliseconds. `cpu_ms` is the median of the processor's time alone,
    which other work on the machine lengthens less."""

    question: str
    found: int
    median_ms: float
    p95_ms: float
    cpu_ms: float


def measure_availability(rounds: int) -> list[Timing]:
    """Ask each question so many times, each time from fresh facts, so that no mask is left from before."""
    tenant = salon(_CUT, _PERM, staff=STAFF)
    busy = _diary(random.Random(7))
    cut, perm = plans_for([_CUT]), plans_for([_PERM])
    known = _facts(tenant, busy, (*cut, *perm))
    slot = Slot(perm[0], instant_of(busy[len(busy) // 2].cells.start))
    wish = Preference(at("2026-11-16 10:00"), STAFF[3])

    def ask(question: str, answer: Callable[[Facts], int]) -> Timing:
        return _timed(question, answer, known, rounds)

    return [
        ask("all starts, one segment", lambda now: _starts(cut, now)),
        ask("all starts, four segments", lambda now: _starts(perm, now)),
        ask("explain one time, one person", lambda now: len(explain(slot, now))),
        ask("explain one time, 20 people", lambda now: sum(bool(explain(Slot(p, slot.start), now)) for p in perm)),
        ask("best three of 30 days", lambda now: len(best_slots(perm, now, [now.window.interval], wish, 3))),
        ask("best three of one day", lambda now: len(best_slots(perm, now, [_day(wish)], wish, 3))),
    ]


def _timed(question: str, answer: Callable[[Facts], int], known: Facts, rounds: int) -> Timing:
    spent, used, found = [], [], 0
    for _ in range(rounds + 1):
        fresh = Facts(known.tenant, known.window, known.now, known.busy, known.holidays)
        begin, cpu = time.perf_counter(), time.process_time()
        found = answer(fresh)
        spent.append((time.perf_counter() - begin) * 1000)
        used.append((time.process_time() - cpu) * 1000)
    counted = sorted(spent[1:])  # the first one warms up
    p95 = counted[int(len(counted) * 0.95)]
    return Timing(question, found, statistics.median(counted), p95, statistics.median(used[1:]))


def _starts(plans: tuple[Plan, ...], now: Facts) -> int:
    return sum(1 for _, starts in find_starts(plans, now) for _cell in now.window.cells_in(starts))


def _facts(tenant: Tenant, busy: tuple[Busy, ...], plans: tuple[Plan, ...]) -> Facts:
    return facts(tenant, _FIRST, _LAST, busy=busy, plans=plans)


def _day(wish: Preference) -> Interval:
    assert wish.at is not None
    return Interval(wish.at - timedelta(hours=10), wish.at + timedelta(hours=14))


def _diary(chance: random.Random) -> tuple[Busy, ...]:
    """2,000 visits, spread over people and days as a diary fills up; some share a time, which changes nothing."""
    busy = []
    for number in range(VISITS):
        day = at(_FIRST + " 09:00") + timedelta(days=chance.randrange(DAYS))
        start = day + timedelta(minutes=15 * chance.randrange(32))
        busy.append(taken(chance.choice(STAFF), start, 5 * chance.randrange(6, 12), f"visit-{number}"))
    return tuple(busy)
