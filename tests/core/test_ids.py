"""Codes that people say on the telephone, and identifiers that cannot be mixed up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.core.ids import (
    DIGITS,
    LETTERS,
    CallId,
    VisitId,
    hold_owner,
    reference_of,
    speakable_ref,
    tidy_ref,
    visit_of,
)

NUMBERS = st.integers(0, 10**12)


@pytest.mark.parametrize("alike", ["IJ1", "OQ0", "BPDTGCEW", "MN", "FS", "23", "5S", "8B"])
def test_of_what_sounds_or_looks_alike_a_code_has_at_most_one(alike: str) -> None:
    assert len(set(alike) & set(LETTERS + DIGITS)) <= 1


@given(NUMBERS, st.integers(1, 9))
def test_a_code_alternates_letters_and_digits(number: int, length: int) -> None:
    code = speakable_ref(number, length)
    assert len(code) == length
    assert set(code[::2]) <= set(LETTERS)
    assert set(code[1::2]) <= set(DIGITS)


def test_every_code_of_a_length_can_come_up() -> None:
    codes = {speakable_ref(number, 3) for number in range(len(LETTERS) ** 2 * len(DIGITS))}
    assert len(codes) == len(LETTERS) ** 2 * len(DIGITS)


@given(NUMBERS, st.sampled_from(["", " ", "-", ". ", ", ", "/"]), st.booleans())
def test_a_code_is_understood_however_it_is_written(number: int, between: str, lower: bool) -> None:
    code = speakable_ref(number)
    written = between.join(code.lower() if lower else code)
    assert tidy_ref(f" {written} ") == code


@given(st.text())
def test_anything_heard_becomes_something_short(heard: str) -> None:
    assert len(tidy_ref(heard)) <= 16


def test_a_reference_leads_back_to_its_visit() -> None:
    reference = reference_of(VisitId("v7"), 2)
    assert reference == "v7/2"
    assert visit_of(reference) == VisitId("v7")


def test_the_holds_of_a_call_never_look_like_those_of_a_visit() -> None:
    assert hold_owner(CallId("call_7")) == "call:call_7"
