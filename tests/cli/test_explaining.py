"""`holdfast call explain|export`, `case explain`, `slot explain`: the page for the owner, and its other forms."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import SLUG, Terminal
from tests.cli.played_call import book_by_telephone, call_and_vanish

CALL = "call_0123456789abcdef0123"


@pytest.fixture
def salon(terminal: Terminal) -> Terminal:
    terminal.fine("apply", terminal.sample(), "--yes")
    return terminal


@pytest.fixture
def on_both(on_each_engine: Terminal) -> Terminal:
    on_each_engine.fine("apply", on_each_engine.sample(), "--yes")
    return on_each_engine


def flat(text: str) -> str:
    return " ".join(text.split())


def test_a_good_call_is_explained_verdict_first(salon: Terminal) -> None:
    ref = book_by_telephone(CALL, service="Dauerwelle")
    text = salon.fine("call", "explain", CALL)
    order = [
        "Alle drei stimmen überein.",
        "Gesagt",
        "Warum",
        "Stand",
        "Was zu tun ist",
        "Gehört und verstanden",
        "Ablauf",
    ]
    places = [text.index(word) for word in order]
    assert places == sorted(places)
    for told in ("Der Anrufer glaubt", "Wahr ist", "Wenn niemand etwas tut", "kein eigener Zeuge", ref):
        assert told in flat(text), told
    english = salon.fine("call", "explain", CALL, "--language", "en", "--tenant", SLUG)
    for told in ("All three agree.", "The caller believes", "If nobody acts", "no witness of its own"):
        assert told in flat(english), told
    assert "stimmen" not in english
    assert flat(english).startswith("All is well") or " appointment " in flat(english).split("All three agree.")[0]


def test_the_same_as_json_and_as_markdown(salon: Terminal) -> None:
    book_by_telephone(CALL)
    found = salon.json("call", "explain", CALL)
    assert (found["tenant"], found["agree"], found["independent"]) == (SLUG, True, False)
    told = {"said": "booked", "stored": "confirmed", "calendar": "present", "independent": False}
    assert found["witnesses"] == told
    assert [one["cause"] for one in found["history"]] == ["none"]
    page = salon.fine("call", "explain", CALL, "--markdown")
    assert page.startswith("# ")
    assert "| Gesagt | Bei uns gespeichert | Im Kalender |" in page
    assert "## Ablauf" in page


def test_calls_are_listed_with_their_verdicts(on_both: Terminal) -> None:
    salon = on_both
    book_by_telephone(CALL)
    assert "not judged yet" in flat(salon.fine("call", "list", SLUG))
    salon.fine("call", "explain", CALL)
    (listed,) = salon.json("call", "list", SLUG)
    assert listed["verdict"]["witnesses"]["said"] == "booked"
    assert salon.json("call", "list", SLUG, "--differing") == []
    assert salon.json("call", "list", SLUG, "--cause", "none")[0]["id"] == CALL


def test_an_export_is_a_case_that_explains_itself(salon: Terminal) -> None:
    book_by_telephone(CALL)
    salon.fine("call", "explain", CALL)
    file = salon.folder / "case.json"
    salon.fine("call", "export", CALL, "-o", file)
    case = json.loads(file.read_text(encoding="utf-8"))
    assert (case["schema"], case["redacted"]) == ("holdfast.case/1", True)
    assert "Beispiel" not in file.read_text(encoding="utf-8")
    told = salon.json("case", "explain", file)
    assert (told["agree"], told["cause"]) == (True, "none")
    assert "Gesagt" in salon.fine("case", "explain", file)
    raw = json.loads(salon.fine("call", "export", CALL, "--raw"))
    assert "Beispiel" in json.dumps(raw, ensure_ascii=False)
    kinds = [event["kind"] for event in salon.json("call", "show", SLUG, CALL)["timeline"]]
    assert "exported_raw" in kinds


def write(folder: Path, text: str) -> Path:
    path = folder / "incident.json"
    path.write_text(text, encoding="utf-8")
    return path


FOREIGN = {
    "schema": "holdfast.case/1",
    "call": {
        "call_id": "call_ffffeeee0000",
        "started_at": "2026-11-24T10:00:00+01:00",
        "ended_at": "2026-11-24T10:01:00+01:00",
        "timezone": "Europe/Berlin",
    },
    "utterances": [
        {"role": "caller", "text": "Einen Damenhaarschnitt am Freitag um zehn, bitte.", "start_s": 2.0, "end_s": 5.0},
        {"role": "agent", "text": "Ihr Termin am Freitag um zehn Uhr ist gebucht.", "start_s": 8.0, "end_s": 11.0},
    ],
    "tool_calls": [],
    "bookings": [],
    "calendar": [
        {
            "listed_at": "2026-11-24T10:30:00+01:00",
            "from": "2026-11-27T00:00:00+01:00",
            "to": "2026-11-28T00:00:00+01:00",
            "complete": True,
            "bookings": [],
        }
    ],
}


def test_a_foreign_incident_is_explained_and_is_a_difference(terminal: Terminal) -> None:
    file = write(terminal.folder, json.dumps(FOREIGN))
    result = terminal.run("case", "explain", file)
    assert result.exit_code == 1
    assert "Wenn niemand etwas tut: kommt der Kunde, und niemand rechnet mit ihm." in flat(result.stdout)
    as_json = terminal.run("case", "explain", file, "--json")
    assert as_json.exit_code == 1
    assert json.loads(as_json.stdout)["cause"] == "claim_without_tool"
    wrapped = write(terminal.folder, json.dumps({"case": FOREIGN, "truth": {}}))
    assert terminal.run("case", "explain", wrapped, "--markdown").exit_code == 1


@pytest.mark.parametrize("text", ["", "{", "[]", "3", "{}", '{"call": 7}', '{"schema": "other/1", "call": {}}'])
def test_what_is_no_case_is_refused_in_one_sentence(terminal: Terminal, text: str) -> None:
    result = terminal.run("case", "explain", write(terminal.folder, text))
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 1
    assert result.stdout == ""


@pytest.mark.parametrize(
    "verb",
    [
        ["call", "explain", "call_nowhere"],
        ["call", "export", "call_nowhere", "--tenant", SLUG],
        ["call", "explain", CALL, "--tenant", "another"],
        ["call", "explain", CALL, "--language", "fr"],
        ["case", "explain", "nowhere.json"],
        ["slot", "explain", "--tenant", SLUG, "--staff", "nobody", "--at", "2026-11-27T10:00"],
        ["slot", "explain", "--tenant", SLUG, "--staff", "felix", "--at", "now"],
    ],
)
def test_what_is_not_there_is_one_sentence(terminal: Terminal, verb: list[str]) -> None:
    terminal.fine("apply", terminal.sample(), "--yes")
    result = terminal.run(*verb)
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 1


def test_who_has_a_time_is_told(on_both: Terminal) -> None:
    salon = on_both
    ref = book_by_telephone(CALL, service="Dauerwelle")
    booking = salon.json("booking", "show", ref, "--tenant", SLUG)
    staff, at = booking["segments"][0]["staff"], booking["start"]
    told = flat(salon.fine("slot", "explain", "--tenant", SLUG, "--staff", staff, "--at", at))
    assert f"Termin {ref}: Dauerwelle" in told
    assert f"unser Termin {ref}" in told
    assert CALL in told
    found = salon.json("slot", "explain", "--tenant", SLUG, "--staff", staff, "--at", at)
    assert [one["ref"] for one in found["visits"]] == [ref]
    assert found["calls"] == [{"id": CALL, "offered": True}]


def test_the_doctor_says_when_no_call_ever_ends(salon: Terminal) -> None:
    book_by_telephone(CALL)
    assert salon.run("doctor", "--tenant", SLUG).exit_code == 0
    for n in range(3):
        call_and_vanish(f"call_v{n}23456789abcdef0123", f"+49151123456{n:02d}")
    result = salon.run("doctor", "--tenant", SLUG)
    assert result.exit_code == 1
    assert f"the platform did not tell the end of 3. Set the agent's webhook to this server's /t/{SLUG}" in flat(
        result.stdout
    )
    (told,) = json.loads(salon.run("doctor", "--json").stdout)["tenants"]
    assert (told["calls"]["calls"], told["calls"]["without_events"]) == (4, 3)
    assert told["calls"]["events_never_arrive"] is True
    found = salon.run("call", "explain", "call_0123456789abcdef0123")
    assert "nur bis zur letzten Anfrage" not in found.stdout, "that one ended"
    vanished = salon.json("call", "explain", "call_v123456789abcdef0123")
    assert (vanished["basis"], vanished["is_final"]) == ("last_tool_call", True)
    assert vanished["witnesses"]["said"] in ("unknown", "nothing")
    assert "events_never_came" in {one["kind"] for one in vanished["findings"]}
    assert "events_never_came 1" in flat(salon.run("doctor", "--tenant", SLUG).stdout)
