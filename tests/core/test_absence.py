"""Who is not there: what is covered, what is left of a day, what may be entered, and what is said of it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from holdfast.core.absence import (
    Absence,
    AbsenceFault,
    AbsenceKind,
    AbsenceWish,
    absence_named,
    absence_of,
    faults_of,
    hours_left,
    in_the_way,
    same_absence,
)
from holdfast.core.availability import Facts, Slot, explain, find_slots, is_free
from holdfast.core.override import may_be_overridden, standing_in_the_way
from holdfast.core.refusals import Obstacle, Reason
from holdfast.core.service import Plan, plans_for
from holdfast.core.working_time import DateSpan, DaySpan
from holdfast.testing.builders import BERLIN, at, facts, hours, salon, service, taken

FRIDAY = date(2026, 11, 27)
NOW = at("2026-11-27 10:02")
TENANT = salon(service("20 (30) 10", "farbe", buffer_after=10), service("30"))
OVERRIDDEN = Obstacle(Reason.STAFF_AWAY, "staff:mia", detail="absence:a_1")


def absent(staff: str = "mia", span: str | None = None, first: date = FRIDAY, last: date | None = None) -> Absence:
    (part,) = hours(span) if span else (None,)
    return Absence("a_1", staff, AbsenceKind.SICK, DateSpan(first, last or first), part)


def known(*absences: Absence) -> Facts:
    return replace(facts(TENANT, "2026-11-27"), absences=absences)


def by(staff: str, key: str = "schnitt") -> Plan:
    wanted = TENANT.service(key)
    assert wanted is not None
    return plans_for([wanted], staff)[0]


def test_nothing_is_offered_while_somebody_is_not_there_and_the_others_go_on() -> None:
    free = {
        plan.staff[0] for plan, _ in ((s.plan, s.start) for s in find_slots([by("mia"), by("emma")], known(absent())))
    }
    assert free == {"emma"}
    starts = [s.start for s in find_slots([by("mia")], known(absent(span="10:00-12:00")))]
    assert at("2026-11-27 09:30") in starts and at("2026-11-27 12:00") in starts
    assert not [one for one in starts if at("2026-11-27 09:30") < one < at("2026-11-27 12:00")]


def test_the_absence_is_named_and_never_why() -> None:
    slot = Slot(by("mia"), at("2026-11-27 10:00"))
    assert explain(slot, known(absent(span="10:15-12:00"))) == (OVERRIDDEN,)
    assert absence_named(OVERRIDDEN.detail) == "a_1"
    assert absence_named("grid") is absence_named(None) is None


def test_an_absence_is_for_staff_to_override_and_a_claim_beside_it_is_not() -> None:
    slot = Slot(by("mia"), at("2026-11-27 10:00"))
    assert standing_in_the_way([OVERRIDDEN], knowingly=False) == (OVERRIDDEN,)
    assert standing_in_the_way([OVERRIDDEN], knowingly=True) == ()
    both = explain(slot, replace(known(absent()), busy=(taken("mia", "2026-11-27 10:00", 30),)))
    assert not may_be_overridden(both)
    assert [one.reason for one in standing_in_the_way(both, knowingly=True)] == [Reason.SLOT_TAKEN]


def test_a_gap_needs_nobody_and_a_buffer_may_reach_into_it() -> None:
    plan = by("mia", "farbe")
    start = at("2026-11-27 10:00")  # busy 10:00–10:20 and 10:50–11:00, ten minutes of cleaning after
    assert is_free(Slot(plan, start), known(absent(span="10:20-10:50")))
    assert is_free(Slot(plan, start), known(absent(span="11:00-12:00")))
    assert in_the_way([absent(span="10:20-10:50"), absent(span="11:00-12:00")], plan, start, BERLIN) is None
    assert in_the_way([absent("emma"), late := absent(span="10:55-11:00")], plan, start, BERLIN) is late
    assert not is_free(Slot(plan, start), known(late))


@pytest.mark.parametrize(("day", "length"), [(date(2026, 10, 25), 25), (date(2027, 3, 28), 23), (FRIDAY, 24)])
def test_both_nights_of_the_clock_change_are_one_day(day: date, length: int) -> None:
    assert absent(first=day).interval(BERLIN).length == timedelta(hours=length)
    part = absent(span="01:00-04:00", first=day).interval(BERLIN)
    assert part.length == timedelta(hours=3 + length - 24)


def test_a_part_that_the_night_skips_covers_the_day_when_looked_for_and_nothing_when_booked() -> None:
    skipped = absent(span="02:00-03:00", first=date(2027, 3, 28))
    assert skipped.interval(BERLIN).length == timedelta(hours=23)
    assert in_the_way([skipped], by("mia"), at("2027-03-28 10:00"), BERLIN) is None


def test_what_is_left_of_a_day() -> None:
    day = hours("09:00-13:00", "14:00-18:00")
    assert hours_left(day, [absent(span="12:00-15:00")], FRIDAY) == hours("09:00-12:00", "15:00-18:00")
    assert hours_left(day, [absent(span="10:00-11:00"), absent(span="10:30-12:00")], FRIDAY) == (
        *hours("09:00-10:00", "12:00-13:00"),
        *hours("14:00-18:00"),
    )
    assert hours_left(day, [absent()], FRIDAY) == ()
    assert hours_left(day, [absent(first=date(2026, 11, 26))], FRIDAY) == day


def wish(**changed: object) -> AbsenceWish:
    return replace(AbsenceWish("mia", AbsenceKind.SICK, FRIDAY, FRIDAY), **changed)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changed", "faults"),
    [
        ({}, []),
        ({"staff": "MIA"}, []),
        ({"first": date(2026, 11, 20)}, []),
        ({"since": 600, "until": 605}, []),
        ({"since": 0, "until": 1440}, []),
        ({"staff": "nobody"}, [AbsenceFault.UNKNOWN_STAFF]),
        ({"last": date(2026, 11, 26)}, [AbsenceFault.BACKWARDS, AbsenceFault.OVER]),
        ({"first": date(2026, 11, 1), "last": date(2026, 11, 26)}, [AbsenceFault.OVER]),
        ({"since": 540, "until": 600}, [AbsenceFault.OVER]),
        ({"last": date(2027, 11, 28)}, [AbsenceFault.TOO_LONG]),
        ({"first": date(2199, 1, 1), "last": date(2199, 1, 1)}, [AbsenceFault.TOO_FAR]),
        ({"last": date(2026, 11, 28), "since": 600, "until": 660}, [AbsenceFault.HOURS_OF_SEVERAL_DAYS]),
        ({"since": 600}, [AbsenceFault.HOURS_INCOMPLETE]),
        ({"until": 660}, [AbsenceFault.HOURS_INCOMPLETE]),
        ({"since": 660, "until": 660}, [AbsenceFault.HOURS_OFF]),
        ({"since": 661, "until": 700}, [AbsenceFault.HOURS_OFF]),
        ({"since": 660, "until": 1445}, [AbsenceFault.HOURS_OFF]),
        ({"note": "x" * 201}, [AbsenceFault.NOTE_TOO_LONG]),
    ],
)
def test_what_may_be_entered(changed: dict[str, object], faults: list[AbsenceFault]) -> None:
    assert list(faults_of(wish(**changed), TENANT, NOW)) == faults


def test_a_name_that_two_bear_means_neither() -> None:
    emma = next(one for one in TENANT.staff if one.key == "emma")
    twice = replace(TENANT, staff=(*TENANT.staff, replace(emma, key="emma2")))
    assert faults_of(wish(staff="Emma"), twice, NOW) == (AbsenceFault.UNKNOWN_STAFF,)


def test_the_same_twice_is_one() -> None:
    one = absence_of(wish(staff="Mia", note="  zum \n Zahnarzt "), TENANT, "a_1")
    assert (one.staff, one.note, one.hours) == ("mia", "zum Zahnarzt", None)
    assert same_absence(one, replace(one, ref="a_2", note=""))
    assert not same_absence(one, replace(one, hours=DaySpan(600, 660)))
    assert not same_absence(one, replace(one, kind=AbsenceKind.HOLIDAY))
