"""The pages about calls and times, asked without a browser: what is found, shown, kept from whom, and put on record."""

import json
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from structlog.testing import capture_logs

from holdfast.actions.call_moments import waterfall
from holdfast.actions.judge import judge_now
from holdfast.actions.look_at_call import marks_of
from holdfast.core.ids import TenantId
from holdfast.entry.web.calls import place_in, place_text
from tests.entry.house import SALON
from tests.web.conftest import Browser, Pages

ROOT = f"/salon/{SALON}"
AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture
async def jana(pages: Pages) -> AsyncIterator[Browser]:
    """The owner at her screen."""
    yield await pages.of("jana")


async def tenant_of(pages: Pages) -> TenantId:
    admitted = await pages.house.application.doorkeeper.by_slug(SALON)
    assert admitted is not None
    return admitted.row.id


async def booked(pages: Pages, time: str = "10:00", service: str = "Herrenhaarschnitt", judged: bool = False) -> Any:
    """A visit booked in a call of its own."""
    made = await pages.house.book(time, service)
    if judged:
        await judge_now(pages.house.application.desk, await tenant_of(pages), made["call_id"])
    return made


async def audit(pages: Pages) -> list[tuple[str, str | None]]:
    rows = await pages.house.application.desk.transact(
        lambda tx: list(tx.run(sa.text("SELECT deed, thing FROM audit WHERE tenant_id IS NOT NULL ORDER BY id")))
    )
    return [(row.deed, row.thing) for row in rows]


async def test_without_a_call_the_list_says_so_kindly(jana: Browser) -> None:
    page = await jana.get(f"{ROOT}/calls")
    assert "Noch keine Anrufe" in page.text
    page = await jana.get(f"{ROOT}/calls?state=differ")
    assert "Dazu gibt es keinen Anruf" in page.text


async def test_the_list_shows_whose_call_and_what_came_of_it(pages: Pages, jana: Browser) -> None:
    made = await booked(pages)
    page = await jana.get(f"{ROOT}/calls")
    assert "Erika Beispiel" in page.text and "noch nicht geprüft" in page.text
    assert f"{ROOT}/calls/{made['call_id']}" in page.text
    assert ("looked_at_calls", None) in await audit(pages)


FILTERS = [
    ("staff=emma", "staff=mia"),
    ("service=herrenhaarschnitt", "service=dauerwelle"),
    ("day={today}", "day=2026-01-01"),
    ("state=unknown", "state=agree"),
    ("state=unknown", "state=differ"),
    ("", "version=7"),
    ("", "cause=own_echo"),
]


@pytest.mark.parametrize(("hit", "miss"), FILTERS)
async def test_filters_stand_in_the_address(pages: Pages, jana: Browser, hit: str, miss: str) -> None:
    made = await pages.house.answer(
        "check_availability",
        {"service": "Herrenhaarschnitt", "staff": "Emma", "date": "2026-11-27", "time": "10:00"},
        **(call := pages.house.new_call()),
    )
    slot = made["options"][0]["slot_id"]
    await pages.house.answer("book", {"slot_id": slot, "customer_name": "Erika Beispiel"}, **call)
    today = pages.house.clock.now().date().isoformat()
    assert "Erika Beispiel" in (await jana.get(f"{ROOT}/calls?{hit.format(today=today)}")).text
    assert "Erika Beispiel" not in (await jana.get(f"{ROOT}/calls?{miss}")).text


async def test_what_an_address_says_that_cannot_be_is_passed_over(pages: Pages, jana: Browser) -> None:
    await booked(pages)
    for odd in (
        "staff=nobody",
        "service=%22%3E",
        "day=gestern",
        "state=maybe",
        "cause=<b>",
        "after=x~",
        "after=~",
        "after=1",
    ):
        page = await jana.get(f"{ROOT}/calls?{odd}")
        assert page.status_code == 200 and "Erika Beispiel" in page.text, odd


@pytest.mark.parametrize(
    "words", ["Erika", "beispiel", "+4915112345601", "0151 123 456 01", "45601", "{ref}", "{call}"]
)
async def test_a_call_is_found_by_number_name_code_and_identifier(pages: Pages, jana: Browser, words: str) -> None:
    made = await booked(pages)
    asked = words.format(ref=made["ref"].lower(), call=made["call_id"])
    page = await jana.post(f"{ROOT}/calls/search", {"words": asked})
    assert f"{ROOT}/calls/{made['call_id']}" in page.text
    assert ("searched_calls", None) in await audit(pages), "that somebody searched, not for whom"


@pytest.mark.parametrize("words", ["", "er", "Quentin", "%", "___", "0151 999 99 99", "XXXXX"])
async def test_what_is_not_there_or_too_short_finds_nothing(pages: Pages, jana: Browser, words: str) -> None:
    made = await booked(pages)
    page = await jana.post(f"{ROOT}/calls/search", {"words": words})
    assert page.status_code == 200 and made["call_id"] not in page.text


async def test_the_list_goes_on_page_by_page(pages: Pages, jana: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("holdfast.entry.web.calls.AT_ONCE", 2)
    ids = []
    for time in ("10:00", "11:00", "12:00"):
        ids.append((await booked(pages, time))["call_id"])
        pages.house.clock.advance(timedelta(minutes=1))
    first = await jana.get(f"{ROOT}/calls")
    assert [one for one in ids if f"/calls/{one}" in first.text] == ids[1:]
    rest = first.text.split("after=")[1].split('"')[0]
    second = await jana.get(f"{ROOT}/calls?after={rest}")
    assert [one for one in ids if f"/calls/{one}" in second.text] == ids[:1]
    found = await jana.post(f"{ROOT}/calls/search", {"words": "Erika"})
    rest = found.text.split('name="after" value="')[1].split('"')[0]
    again = await jana.post(f"{ROOT}/calls/search", {"words": "Erika", "after": rest})
    assert [one for one in ids if f"/calls/{one}" in again.text] == ids[:1]


def test_a_place_in_the_list_reads_back() -> None:
    assert place_in(place_text((1764, "call_a~b"))) == (1764, "call_a~b")
    assert place_text(None) == "" and place_in("") is None and place_in("9" * 16 + "~a") is None


async def test_the_page_of_a_call_says_all_there_is(pages: Pages, jana: Browser) -> None:
    made = await booked(pages, judged=True)
    page = await jana.get(f"{ROOT}/calls/{made['call_id']}")
    for words in ("Bei uns gespeichert", "dieselbe Quelle", "Ablauf", "Buchen", "Gehört und verstanden", made["ref"]):
        assert words in page.text, words
    assert ("looked_at_call", made["call_id"]) in await audit(pages)


async def test_in_english_nothing_german_is_left_but_what_was_said(pages: Pages, jana: Browser) -> None:
    made = await booked(pages, judged=True)
    await jana.post("/language", {"language": "en", "back": "/"})
    page = await jana.get(f"{ROOT}/calls/{made['call_id']}")
    for german in ("Gespeichert", "Kalender", "Anrufer glaubt", "Warum", "Ablauf", "Termin von"):
        assert german not in page.text, german
    assert "Stored with us" in page.text


async def test_bodies_are_shown_without_the_people_and_as_they_are_only_to_whoever_may(pages: Pages) -> None:
    made = await booked(pages, judged=True)
    address = f"{ROOT}/calls/{made['call_id']}"
    jana, otto, anna = await pages.of("jana"), await pages.of("otto"), await pages.of("anna")
    page = (await jana.get(address)).text
    assert "customer_name&#34;: &#34;Muster Anton" in page, "in the body of the request"
    assert "customer_name&#34;: &#34;Erika" not in page
    for somebody in (jana, anna):
        assert (await somebody.get(f"{address}/raw")).status_code == 403
        assert (await somebody.get(f"{address}/export/raw")).status_code == 403
    assert "customer_name&#34;: &#34;Erika Beispiel" in (await otto.get(f"{address}/raw")).text
    assert ("looked_at_call_raw", made["call_id"]) in await audit(pages)


async def test_an_export_is_a_case_file_and_its_names_are_only_for_whoever_may(pages: Pages) -> None:
    made = await booked(pages)
    address = f"{ROOT}/calls/{made['call_id']}"
    jana, otto = await pages.of("jana"), await pages.of("otto")
    response = await jana.get(f"{address}/export")
    case = json.loads(response.text)
    assert (case["schema"], case["redacted"], "Erika" in response.text) == ("holdfast.case/1", True, False)
    assert response.headers["content-disposition"] == f'attachment; filename="{made["call_id"]}.json"'
    raw = await otto.get(f"{address}/export/raw")
    assert "Erika Beispiel" in raw.text
    events = await pages.house.read(f"/calls/{made['call_id']}/timeline")
    assert "exported_raw" in {one["kind"] for one in events["items"]}
    seen = await audit(pages)
    assert ("exported_call", made["call_id"]) in seen and ("exported_call_raw", made["call_id"]) in seen


async def test_a_call_is_judged_and_played_again_from_its_page(pages: Pages, jana: Browser) -> None:
    made = await booked(pages)
    address = f"{ROOT}/calls/{made['call_id']}"
    response = await jana.post(f"{address}/judge")
    assert response.headers["location"] == address
    page = await jana.post(f"{address}/replay")
    assert page.status_code == 200 and "Heute würde der Anruf genauso enden." in page.text
    assert {"judged_call", "replayed_call"} <= {deed for deed, _ in await audit(pages)}


async def test_what_is_not_there_is_not_found(jana: Browser) -> None:
    for path in ("calls/call_unknown", "calls/a/b/c", "calls/call_unknown/repair", "calls/call_unknown/export"):
        assert (await jana.get(f"{ROOT}/{path}")).status_code == 404, path
    assert (await jana.post(f"{ROOT}/calls/call_unknown/repair/undo")).status_code == 409
    assert (await jana.post(f"{ROOT}/calls/call_unknown/repair/waive", {"why": "no"})).status_code == 422
    assert (await jana.post(f"{ROOT}/calls/call_unknown/repair/waive", {"why": "war da"})).status_code == 409


async def test_a_repair_is_only_applied_as_it_was_shown(pages: Pages, jana: Browser) -> None:
    made = await booked(pages, judged=True)
    response = await jana.post(f"{ROOT}/calls/{made['call_id']}/repair", {"token": "another"})
    assert response.status_code == 409 and "inzwischen etwas geändert" in response.text


async def test_no_name_or_number_reaches_the_log_or_an_address(pages: Pages, jana: Browser) -> None:
    made = await booked(pages, judged=True)
    with capture_logs() as logs:
        pages_seen = [
            await jana.post(f"{ROOT}/calls/search", {"words": "Erika Beispiel"}),
            await jana.post(f"{ROOT}/calls/search", {"words": "+4915112345601"}),
            await jana.get(f"{ROOT}/calls"),
            await jana.get(f"{ROOT}/calls/{made['call_id']}"),
        ]
    assert logs and "Erika" not in repr(logs) and "12345601" not in repr(logs)
    for page in pages_seen:
        links = re.findall(r'(?:href|action|src|hx-get|hx-post)="([^"]*)"', page.text)
        assert links and not [one for one in links if "Erika" in one]
        assert not [one for one in links if "12345601" in one and not one.startswith("tel:")]


async def test_a_time_is_explained_by_the_rule_that_speaks_against_it(pages: Pages, jana: Browser) -> None:
    made = await booked(pages, "10:00", "Herrenhaarschnitt")
    visit = await pages.house.read(f"/bookings/{made['ref']}")
    asked = "service=herrenhaarschnitt&staff={staff}&day={day}&at={at}"
    staff = visit["segments"][0]["staff"] if isinstance(visit["segments"][0]["staff"], str) else "felix"
    page = await jana.get(f"{ROOT}/why-not?{asked.format(staff=staff.lower(), day='2026-11-27', at='10:00')}")
    assert "ist nicht frei" in page.text and f"hat da schon den Termin {made['ref']}" in page.text
    assert "Stattdessen frei" in page.text and "Wer hat die Zeit?" in page.text and "dieselbe Quelle" in page.text
    closed = await jana.get(f"{ROOT}/why-not?{asked.format(staff='', day='2026-11-29', at='10:00')}")
    assert "geschlossen" in closed.text and "nichts mehr frei" in closed.text
    free = await jana.get(f"{ROOT}/why-not?{asked.format(staff='', day='2026-12-01', at='11:00')}")
    assert "ist frei" in free.text
    assert ("looked_at_time", None) in await audit(pages)


@pytest.mark.parametrize(
    "asked", ["", "service=nothing&at=10:00", "at=25:99", "day=nie", "service=beratung&at=", "at=1"]
)
async def test_a_question_that_is_not_whole_is_only_a_form(jana: Browser, asked: str) -> None:
    page = await jana.get(f"{ROOT}/why-not?{asked}")
    assert page.status_code == 200 and "answer-title" not in page.text


async def test_a_time_that_the_clock_skips_is_told_as_such(jana: Browser) -> None:
    page = await jana.get(f"{ROOT}/why-not?service=beratung&day=2027-03-28&at=02:30")
    assert page.status_code == 422 and "die Uhr wird umgestellt" in page.text


async def test_the_story_of_a_visit_and_the_proof_that_it_stands(pages: Pages, jana: Browser) -> None:
    made = await booked(pages, judged=True)
    address = f"{ROOT}/visits/{made['ref']}"
    day = "2026-11-27"
    await jana.post(f"{address}/move", {"day": day, "at": "13:00", "knowingly": "yes"})
    page = (await jana.get(address)).text
    assert "Gebucht für Fr. 27.11. 10:00" in page and "am Telefon" in page
    assert "Verschieben von Fr. 27.11. 10:00 auf Fr. 27.11. 13:00" in page and "von Jana" in page
    assert "Im Kalender gesehen: Fr. 27.11. 13:00" in page
    assert "Urteile" in page and f"{ROOT}/calls/{made['call_id']}" in page
    proof = (await jana.get(f"{address}/where")).text
    assert "Ja, steht im Kalender." in proof and "nach Kennung gefunden" in proof and "dieselbe Quelle" in proof
    await jana.post(f"{address}/cancel")
    proof = (await jana.get(f"{address}/where")).text
    assert "Nein, steht nicht im Kalender." in proof and "Das ist richtig so." in proof


MARKS = [
    (("booked", "confirmed", "present", True), ("agree", "agree", "agree")),
    (("taken", "confirmed", "present", False), ("differ", "agree", "agree")),
    (("booked", "confirmed", "absent", False), ("agree", "agree", "differ")),
    (("booked", "failed", "present", False), ("agree", "differ", "agree")),
    (("booked", "confirmed", "present", False), ("differ", "differ", "differ")),
    (("booked", "pending", "absent", False), ("differ", "differ", "differ")),
    (("unknown", "confirmed", "present", False), ("unknown", "agree", "agree")),
    (("unknown", "confirmed", "absent", False), ("unknown", "differ", "differ")),
    (("unknown", "unknown", "absent", False), ("unknown", "unknown", "unknown")),
    (("a word that is new", "confirmed", "unknown", False), ("unknown", "unknown", "unknown")),
]


@pytest.mark.parametrize(("told", "marks"), MARKS)
def test_the_witness_that_stands_alone_is_marked(told: tuple[str, str, str, bool], marks: tuple[str, ...]) -> None:
    assert marks_of(*told) == marks


def at(seconds: float) -> str:
    return (AT + timedelta(seconds=seconds)).isoformat()


CASE: dict[str, Any] = {
    "call": {"call_id": "call_1", "started_at": at(0), "ended_at": at(100)},
    "utterances": [
        {"role": "agent", "text": "Guten Tag", "start_s": 0.0, "end_s": 10.0},
        {"role": "user", "text": "Ja", "start_s": 20.0, "end_s": 21.0, "interrupted_at_s": 20.5},
    ],
    "tool_calls": [
        {
            "id": "t1",
            "name": "book",
            "received_at": at(30),
            "answered_at": at(35),
            "fingerprint": "f",
            "args": {"a": 1},
        },
        {"id": "t2", "name": "book", "received_at": at(33), "fingerprint": "f", "seen_by_platform": False},
    ],
    "requests": [
        {"id": "r1", "at": at(30), "took_ms": 200, "method": "GET", "status": 200, "path": "/bookings"},
        {"id": "r2", "at": at(31), "took_ms": 300, "method": "GET", "status": 200, "path": "/bookings"},
        {"id": "r3", "at": at(31), "took_ms": 90_000, "method": "POST", "error": "timeout", "verb": "create"},
    ],
    "calendar": [{"listed_at": at(4000), "complete": True, "bookings": [{"uid": "x"}]}],
}
VERDICT = {
    "evidence": [
        {"id": "e1", "source": "tool_call", "ref": "t1"},
        {"id": "e2", "source": "calendar", "ref": "an entry of the listing"},
        {"id": "e3", "source": "catalog", "ref": "opening hours"},
    ],
    "contradictions": [{"text": "no", "evidence": ["e1"]}],
}


def test_everything_lies_on_one_clock() -> None:
    flow = waterfall(CASE, VERDICT, CASE)
    spans = {span.place: span for span in flow.spans}
    assert flow.seconds == pytest.approx(121), "what it set going in the calendar is followed to its end"
    assert [span.place for span in flow.spans][:2] == ["utterance-u1", "utterance-u2"]
    first = spans["utterance-u1"]
    assert (first.left, first.width) == (0, round(10 / 121 * 1000))
    assert spans["utterance-u2"].marks == ("cut",)
    assert spans["tool_call-t1"].marks == ("slow",)
    assert spans["tool_call-t2"].marks == ("repeat", "unseen", "unanswered")
    assert spans["tool_call-t1"].body == {"args": {"a": 1}, "answer": None}
    assert (spans["request-r1"].count, spans["request-r1"].took_ms) == (2, 500), "readings that went well are one"
    assert spans["request-r3"].marks == ("failed",)
    assert (spans["calendar-l1"].when, spans["calendar-l1"].left) == ("after", None)


def test_evidence_leads_to_where_it_stands() -> None:
    flow = waterfall(CASE, VERDICT, CASE)
    assert dict(flow.places) == {"e1": "tool_call-t1", "e2": "calendar-l1"}
    assert {span.place: span.contradicts for span in flow.spans if span.contradicts} == {"tool_call-t1": (1,)}


@pytest.mark.parametrize(
    "broken",
    [
        {"call": {}},
        {"call": {"started_at": "never"}, "utterances": "none", "tool_calls": [1, {}], "requests": [{}, None]},
        {"call": {"started_at": at(0)}, "utterances": [{"start_s": 1e12}], "bookings": [{}], "tasks": [{}]},
        {"call": {"started_at": at(0)}, "notices": [{"accepted": False}], "calendar": [{}]},
    ],
)
def test_a_case_with_parts_missing_is_drawn_as_far_as_it_goes(broken: dict[str, Any]) -> None:
    flow = waterfall(broken, {}, {})
    assert all(span.left is None or 0 <= span.left <= 1000 for span in flow.spans)
