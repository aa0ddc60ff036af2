"""Which ids name a call (contracts: voice-common 1, retell 5)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.core.identity import usable_call_id, well_shaped_call_id

PLACEHOLDERS = [
    "{{call_id}}", "{{call.call_id}}", "${call_id}", "<call_id>", "call_1", "call_001", "current", "current_call",
    "None", "none", "null", "NULL", "undefined", "test", "string", "dummy_call_id", "unknown", "call_id", "",
]  # fmt: skip
REAL = "call_c1f5a8e2b7d94f0e8a6b3c2d1e0f9a8b"


@pytest.mark.parametrize("text", PLACEHOLDERS)
def test_a_placeholder_never_names_a_call(text: str) -> None:
    assert not usable_call_id(text)
    assert not well_shaped_call_id(text)


@pytest.mark.parametrize("nothing", [None, 7, b"call_c1f5a8e2b7", ["call_c1f5a8e2b7"], {"id": REAL}, True])
def test_what_is_no_text_names_no_call(nothing: object) -> None:
    assert not usable_call_id(nothing)
    assert not well_shaped_call_id(nothing)


def test_a_real_id_names_a_call_signed_or_not() -> None:
    assert usable_call_id(REAL)
    assert well_shaped_call_id(REAL)


@pytest.mark.parametrize("text", ["call_t1", "CA-9f3", "019dc0f2-7a51-7b1c", "conv_01jx"])
def test_a_signed_envelope_may_use_another_platforms_shape_but_a_bare_header_may_not(text: str) -> None:
    assert usable_call_id(text)
    assert not well_shaped_call_id(text)


@pytest.mark.parametrize(
    "text", [f"{REAL} ", f"\n{REAL}", f"{REAL}\n", "call_äöüß12345", "call_" + "a" * 121, "call_\x00abcdef"]
)
def test_an_id_with_a_stray_character_or_too_long_is_not_the_platforms_shape(text: str) -> None:
    assert not well_shaped_call_id(text)


@pytest.mark.parametrize("text", ["x" * 129, "call 7abcdef", "call_\tabcdef", "ünïcode-call"])
def test_a_signed_id_is_short_and_printable(text: str) -> None:
    assert not usable_call_id(text)
    assert usable_call_id("x" * 128)


@given(st.text())
def test_whatever_a_header_may_name_a_signed_envelope_may_too(text: str) -> None:
    assert usable_call_id(text) or not well_shaped_call_id(text)
