"""The words of the test call: complete in both languages, each used, and a sentence for each thing that is shown."""

import re

import pytest

from holdfast.entry.web.test_call_timeline import Row
from holdfast.entry.web.words_test_call_de import TEST_CALL_GERMAN as GERMAN
from holdfast.entry.web.words_test_call_en import TEST_CALL_ENGLISH as ENGLISH
from holdfast.testing.practice import Agreement, Mishap, Speaker
from tests.web.test_words import WEB, values_of


def test_both_languages_have_the_same_keys_and_values() -> None:
    assert set(GERMAN) == set(ENGLISH)
    assert {key: values_of(text) for key, text in GERMAN.items()} == {
        key: values_of(text) for key, text in ENGLISH.items()
    }
    assert not {key for key, text in GERMAN.items() if text == ENGLISH[key]}


def test_every_key_is_used() -> None:
    files = [*WEB.glob("test_call*.py"), *WEB.glob("html/*.html")]
    text = "".join(file.read_text() for file in files)
    named = set(re.findall(r"""["'](\w+)["']""", text))
    begun = tuple(re.findall(r"""["'](tc_\w+_)["'{]""", text))
    counted = {f"{key}_{form}" for key in named for form in ("one", "many")}
    assert [key for key in GERMAN if key not in named | counted and not key.startswith(begun)] == []


@pytest.mark.parametrize(
    ("beginning", "kinds"), [("tc_mishap_", Mishap), ("tc_truth_", Agreement), ("tc_who_", Speaker)]
)
def test_everything_has_its_words(beginning: str, kinds: type[Mishap | Agreement | Speaker]) -> None:
    assert [kind for kind in kinds if f"{beginning}{kind.value}" not in GERMAN] == []


@pytest.mark.parametrize(("took_ms", "bar"), [(None, 0), (0, 1), (2000, 50), (4000, 100), (11_000, 100)])
def test_bars_end_where_a_callers_patience_does(took_ms: int | None, bar: int) -> None:
    assert Row(0.0, "tool", "", "", took_ms).bar == bar
