"""Roles and rights, passwords, what staff may override, and in which order things need a person."""

from datetime import timedelta

import pytest

from holdfast.core.access import Right, Role, may, password_fault, tidy_login
from holdfast.core.needs import Gravity, Place, gravity_of_drift, gravity_of_task
from holdfast.core.override import may_be_overridden, standing_in_the_way
from holdfast.core.refusals import Obstacle, Reason
from holdfast.testing.builders import at

NOW = at("2026-11-24 10:00")


def test_who_may_do_what() -> None:
    table = {role: {right for right in Right if may(role, right)} for role in Role}
    assert table == {
        Role.OWNER: {Right.LOOK, Right.ACT, Right.SET_UP, Right.AUDIT},
        Role.RECEPTION: {Right.LOOK, Right.ACT},
        Role.OPERATOR: {Right.LOOK, Right.ACT, Right.SET_UP, Right.RAW},
        Role.AUDITOR: {Right.LOOK, Right.AUDIT},
    }
    assert not any(may(None, right) for right in Right)


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("elf Zeichen", "password_short"),
        ("x" * 201, "password_long"),
        ("jana ist da, ganz sicher", "password_easy"),
        ("aaaaaaaaaaaabbbb", "password_easy"),
        ("Der Kamm liegt oben", None),
    ],
)
def test_passwords(password: str, fault: str | None) -> None:
    assert password_fault(password, "jana") == fault


def test_logins_are_compared_without_case_and_blanks() -> None:
    assert tidy_login("  Jana@Salon.example ") == "jana@salon.example"


SHUT = Obstacle(Reason.CLOSED)
TAKEN = Obstacle(Reason.SLOT_TAKEN, "staff:mia", "v_1")
HELD = Obstacle(Reason.HELD_BY_OTHER, "staff:mia", "call:1")
AWAY_BY_CALENDAR = Obstacle(Reason.STAFF_AWAY, "staff:mia", "entry")
CANNOT = Obstacle(Reason.STAFF_CANNOT, "staff:mia")


def test_staff_override_hours_knowingly_and_claims_never() -> None:
    assert standing_in_the_way([SHUT, TAKEN], False) == (SHUT, TAKEN)
    assert standing_in_the_way([SHUT, TAKEN], True) == (TAKEN,)
    assert standing_in_the_way([Obstacle(Reason.PAST)], True) == ()
    for never in (TAKEN, HELD, AWAY_BY_CALENDAR, CANNOT, Obstacle(Reason.NOT_BOOKABLE)):
        assert standing_in_the_way([never], True) == (never,)
        assert not may_be_overridden([SHUT, never])
    assert may_be_overridden([SHUT])


def test_the_notice_binds_callers_not_staff() -> None:
    assert standing_in_the_way([Obstacle(Reason.TOO_SHORT_NOTICE)], False) == ()


def test_a_broken_promise_comes_first_then_what_is_late() -> None:
    hour = timedelta(hours=1)
    told = {
        "to tell, soon": Place(gravity_of_task(NOW + hour, NOW), NOW + hour, NOW),
        "differs in length": Place(gravity_of_drift("length_differs"), NOW, NOW),
        "missing later": Place(gravity_of_drift("missing_there"), NOW + 3 * hour, NOW),
        "overdue": Place(gravity_of_task(NOW - hour, NOW), NOW - hour, NOW),
        "missing soon": Place(gravity_of_drift("missing_there"), NOW + hour, NOW),
        "without a time": Place(gravity_of_task(None, NOW), NOW, NOW),
    }
    assert sorted(told, key=lambda name: told[name]) == [
        *("missing soon", "missing later", "overdue", "differs in length", "without a time", "to tell, soon"),
    ]
    assert Gravity.PROMISE_BROKEN < Gravity.OVERDUE < Gravity.DIFFERS < Gravity.TO_TELL
