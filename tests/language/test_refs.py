"""Reference codes as callers and models say them."""

import pytest

from holdfast.language import read_ref, same_name


@pytest.mark.parametrize(
    "heard",
    ["K7M4F", "k7m4f", "K-7-M-4-F", "K 7 M 4 F", "K, sieben, M, vier, F", "K, seven, M, four, F",
     "Ka sieben em vier ef", "K wie Konrad sieben M wie Martha vier F wie Friedrich", "  k7 m4 f. "],
)  # fmt: skip
def test_a_code_is_read_however_it_is_said(heard: str) -> None:
    assert read_ref(heard) == "K7M4F"


@pytest.mark.parametrize("heard", ["", "…", "😀", "K7M4F" * 1000, "den weiß ich nicht"])
def test_anything_else_is_read_without_fault_and_is_no_short_code(heard: str) -> None:
    assert read_ref(heard) != "K7M4F"


def test_a_lone_initial_is_nobodys_name() -> None:
    assert not same_name("H", "Hanna Hiddensee")
    assert same_name("H. Hiddensee", "Hanna Hiddensee")
