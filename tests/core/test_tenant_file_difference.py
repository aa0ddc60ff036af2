"""What a new tenant file changes."""

import copy
from typing import Any

import pytest

from holdfast.core.tenant_file import Change, difference
from holdfast.sample import sample_tenant_file
from tests.core.tenant_file_texts import SMALL, accepted, service


@pytest.fixture
def old() -> dict[str, Any]:
    """The sample as it is stored."""
    return dict(accepted(sample_tenant_file()).data)


@pytest.fixture
def new(old: dict[str, Any]) -> dict[str, Any]:
    """The sample as it will be, to be changed by the test."""
    return copy.deepcopy(old)


def said(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    """The changes as they are shown."""
    return [str(change) for change in difference(old, new)]


def test_applying_the_same_file_again_changes_nothing(old: dict[str, Any], new: dict[str, Any]) -> None:
    assert difference(old, new) == ()


def test_a_change_names_the_service_and_both_values(old: dict[str, Any], new: dict[str, Any]) -> None:
    new["service"][4]["price_cents"] = 9000
    assert difference(old, new) == (Change("service dauerwelle: price_cents", 8500, 9000),)
    assert said(old, new) == ["service dauerwelle: price_cents 8500 -> 9000"]


def test_a_changed_length_reads_as_minutes(old: dict[str, Any], new: dict[str, Any]) -> None:
    new["service"][0]["segments"] = [{"busy": 20}, {"gap": 10}, {"name": "Föhnen", "busy": 15}]
    assert said(old, new) == ["service kinderhaarschnitt: segments 30 -> 20, gap 10, Föhnen 15"]


def test_entries_are_compared_by_key_and_not_by_their_place(old: dict[str, Any], new: dict[str, Any]) -> None:
    del new["service"][0]
    new["service"][0]["price_cents"] = 4600
    assert said(old, new) == [
        "service damenhaarschnitt: price_cents 4500 -> 4600",
        "service kinderhaarschnitt: removed"
        " (was name Kinderhaarschnitt, price_cents 2000, staff mia, emma, felix, segments 30)",
    ]


def test_a_new_order_is_one_change(old: dict[str, Any], new: dict[str, Any]) -> None:
    new["staff"].reverse()
    assert said(old, new) == ["staff: order mia, emma, felix -> felix, emma, mia"]


def test_hours_change_day_by_day(old: dict[str, Any], new: dict[str, Any]) -> None:
    new["opening"]["thu"] = ["09:00-18:00"]
    new["opening"]["special_days"]["12-31"] = []
    del new["staff"][2]["working_hours"]["mon"]
    assert said(old, new) == [
        "opening: thu 09:00-20:00 -> 09:00-18:00",
        "opening: special_days 12-31 09:00-14:00 -> nothing",
        "staff felix: working_hours mon: removed (was 09:00-18:00)",
    ]


def test_a_section_that_goes_is_shown(old: dict[str, Any], new: dict[str, Any]) -> None:
    del new["handover"], new["calendar"]
    assert said(old, new)[0] == "calendar: kind: removed (was builtin)"
    assert said(old, new)[1].startswith("handover Jana: removed")


def test_at_the_first_time_everything_is_new() -> None:
    changes = difference(None, accepted(SMALL + service()).data)
    assert all(change.before is None for change in changes)
    assert [str(change) for change in changes][-1] == "service schnitt: new, name schnitt, staff mia, segments 45"
