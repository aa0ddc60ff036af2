"""The words of the pages: complete in both languages, each used, and with the same values in them."""

import re
import string
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from holdfast.core.reconcile import Kind, Proposal
from holdfast.core.refusals import Reason
from holdfast.entry.web import (
    words_calls_de,
    words_calls_en,
    words_customers_de,
    words_customers_en,
    words_de,
    words_en,
    words_needs_de,
    words_needs_en,
    words_office_de,
    words_office_en,
)
from holdfast.entry.web.icons import icon
from holdfast.entry.web.words import TABLES, words_in

PARTS = [
    (words_de.GERMAN, words_en.ENGLISH),
    (words_calls_de.CALLS_GERMAN, words_calls_en.CALLS_ENGLISH),
    (words_office_de.GERMAN, words_office_en.ENGLISH),
    (words_customers_de.GERMAN, words_customers_en.ENGLISH),
    (words_needs_de.GERMAN, words_needs_en.ENGLISH),
]
"""The tables by the pages they belong to."""
GERMAN = {key: text for german, _ in PARTS for key, text in german.items()}
ENGLISH = {key: text for _, english in PARTS for key, text in english.items()}
WEB = Path(__file__).resolve().parents[2] / "src/holdfast/entry/web"


def values_of(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_both_languages_have_the_same_keys() -> None:
    assert set(GERMAN) == set(ENGLISH)
    for german, english in PARTS:
        assert set(german) == set(english)


def test_no_key_says_two_things() -> None:
    keys = [key for german, _ in PARTS for key in german]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("key", sorted(GERMAN))
def test_both_languages_are_given_the_same_values(key: str) -> None:
    assert values_of(GERMAN[key]) == values_of(ENGLISH[key])


@pytest.mark.parametrize("key", sorted(GERMAN))
def test_no_text_is_the_same_by_oversight(key: str) -> None:
    alike = {"brand", "live", "sign_in_name", "line_proof_after", "view_person", "choose_person", "ago_minutes"}
    allowed = alike | {"minutes", "needs_badge_one", "needs_badge_many", "language_name", "language_other"}
    allowed |= {"flow_took", "lane_agent", "asks_other", "said_state_other"}
    allowed |= {"fig_minutes", "kind_of_calcom", "kind_of_caldav", "key_name", "set_new", "cust_name"}
    same = GERMAN[key] == ENGLISH[key]
    assert not same or key in allowed, GERMAN[key]


def test_every_key_is_used_and_every_used_key_exists() -> None:
    """Keys that are put together out of parts are known by their beginning."""
    text = "".join(file.read_text() for file in [*WEB.glob("*.py"), *WEB.glob("html/*")] if "words_" not in file.name)
    named = set(re.findall(r"""["'](\w+)["']""", text))
    begun = tuple(re.findall(r"""["'](\w+_)["'{]""", text))
    counted = {f"{key}_{form}" for key in named for form in ("one", "many")}
    suffixed = {f"{key}{end}" for key in named for end in ("_pending", "_undone", "_grid", "_closing", "_by")}
    known = named | counted | suffixed
    unused = {key for key in GERMAN if key not in known and not key.startswith(begun)}
    from_actions = {"password_short", "password_long", "password_easy"}
    assert unused - from_actions == set()


@pytest.mark.parametrize("kind", list(Kind))
def test_every_difference_has_its_sentence(kind: Kind) -> None:
    assert f"need_{kind.value}" in GERMAN


@pytest.mark.parametrize("proposal", list(Proposal))
def test_every_proposal_has_its_words(proposal: Proposal) -> None:
    assert f"do_{proposal.value}" in GERMAN


STAFF_MEET = set(Reason) - {
    *(Reason.TOO_SHORT_NOTICE, Reason.NOTHING_FREE, Reason.UNKNOWN_SERVICE, Reason.ALREADY_YOURS),
    *(Reason.HOLD_EXPIRED, Reason.NOT_FOUND, Reason.NOT_AUTHORISED, Reason.POLICY, Reason.CALENDAR_UNREACHABLE),
    Reason.TECHNICAL,
}


@pytest.mark.parametrize("reason", sorted(STAFF_MEET))
def test_every_obstacle_that_staff_can_meet_has_its_words(reason: Reason) -> None:
    assert f"why_{reason.value}" in GERMAN


def test_the_formal_address_is_kept() -> None:
    informal = re.compile(r"\b(du|dich|dir|dein\w*|ihr|euch)\b", re.IGNORECASE)
    assert [key for key, text in GERMAN.items() if informal.search(text.replace("Ihr", ""))] == []


def test_the_salon_reads_of_visits_and_callers_hear_of_appointments() -> None:
    """One word for one thing (docs/glossary.md); what is said to or by a caller is as people say it."""
    spoken = ("say_", "tc_try_", "tc_told_")
    assert set(TABLES["de"]) == set(TABLES["en"])
    assert [key for key, text in TABLES["en"].items() if "ppointment" in text and not key.startswith(spoken)] == []


@pytest.mark.parametrize(
    ("language", "cents", "starting", "said"),
    [
        ("de", 8500, False, "85 €"),
        ("de", 8550, True, "ab 85,50 €"),
        ("en", 8500, False, "€85"),
        ("en", 8550, True, "from €85.50"),
        ("de", None, False, ""),
    ],
)
def test_prices(language: str, cents: int | None, starting: bool, said: str) -> None:
    assert words_in(language).euros(cents, starting) == said


def test_days_and_times() -> None:
    zone, at = ZoneInfo("Europe/Berlin"), datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
    assert words_in("de").day(date(2026, 11, 27)) == "Freitag, 27. November"
    assert words_in("en").day(date(2026, 11, 27), "long") == "Friday, 27 November 2026"
    assert words_in("de").when(at, zone, date(2026, 11, 27)) == "10:00"
    assert words_in("de").when(at, zone, date(2026, 11, 26)) == "Fr. 27.11. 10:00"


def test_an_unknown_language_is_read_in_german() -> None:
    assert words_in("fr")("sign_in") == "Anmelden"
    assert set(TABLES) == {"de", "en"}


def test_icons_are_hidden_from_those_who_hear_the_word_beside_them() -> None:
    assert 'aria-hidden="true"' in icon("phone")
