"""`holdfast check` and `holdfast booking where`, over the built-in calendar and where a calendar cannot be read."""

import json
import os
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from holdfast.testing.radicale import start_radicale
from tests.cli.conftest import SLUG, Terminal
from tests.cli.played_call import book_by_telephone

CALL = "call_0123456789abcdef0123"
CALDAV = """kind = "caldav"
base_url = "http://127.0.0.1:9/"
username = "salon"
password = "env:CALENDAR_PASSWORD"
collections = { mia = "/salon/mia/", emma = "/salon/emma/", felix = "/salon/felix/" }
"""


@pytest.fixture
def salon(on_each_engine: Terminal) -> Terminal:
    on_each_engine.fine("apply", on_each_engine.sample(), "--yes")
    return on_each_engine


def execute(statement: str) -> None:
    """Change the database as nobody should."""
    url = sa.make_url(os.environ["HOLDFAST_DATABASE_URL"])
    if url.get_backend_name() == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.execute(sa.text(statement))
    engine.dispose()


def quick(salon: Terminal) -> None:
    """A salon in which late effects settle within a second."""
    text = salon.sample().read_text(encoding="utf-8")
    assert "settle_seconds = 10" in text
    quicker = text.replace("settle_seconds = 10", "settle_seconds = 1")
    salon.fine("apply", salon.write("quick.toml", quicker), "--yes")


def test_where_all_agrees_check_is_fine(salon: Terminal) -> None:
    ref = book_by_telephone(CALL, service="Dauerwelle")
    assert "4 entries agree, 0 repaired, 0 open" in salon.fine("check")
    (found,) = salon.json("check", "--tenant", SLUG)["tenants"]
    assert (found["agreed"], found["open"], found["repaired"], found["outage"]) == (4, [], [], None)
    assert salon.json("check", "--booking", ref)["tenants"][0]["agreed"] == 4


def test_where_answers_with_two_proofs_for_each_segment(salon: Terminal) -> None:
    ref = book_by_telephone(CALL, service="Dauerwelle")
    text = " ".join(salon.fine("booking", "where", ref).split())
    assert "Ja, alles steht im Kalender." in text
    assert "kein unabhängiger Zeuge" in text
    found = salon.json("booking", "where", ref.lower(), "--tenant", SLUG)
    assert (found["verdict"], found["agrees"], found["independent"]) == ("yes", True, False)
    assert [one["n"] for one in found["segments"]] == [1, 2, 3, 4]
    for one in found["segments"]:
        proofs = one["calendar"]
        assert one["stored"]["uid"] == proofs["window"]["uid"] == proofs["identifier"]["uid"]
        assert (one["stored"]["start"], one["stored"]["end"]) == (proofs["window"]["start"], proofs["window"]["end"])


def test_a_lost_entry_is_seen_by_where_and_put_in_again_by_check(salon: Terminal) -> None:
    quick(salon)
    ref = book_by_telephone(CALL, service="Dauerwelle")
    execute("DELETE FROM calendar_entry WHERE reference LIKE '%/2'")
    before = salon.run("booking", "where", ref, "--json")
    found = json.loads(before.stdout)
    assert (before.exit_code, found["verdict"]) == (1, "partly")
    assert [one["stands"] for one in found["segments"]] == [True, False, True, True]
    checked = salon.run("check", "--json")
    (tenant,) = json.loads(checked.stdout)["tenants"]
    assert (checked.exit_code, [one["kind"] for one in tenant["repaired"]]) == (1, ["missing_there"])
    assert salon.json("booking", "where", ref)["verdict"] == "yes"
    assert salon.run("check").exit_code == 0


def test_a_cancelled_entry_is_somebody_s_will(salon: Terminal) -> None:
    quick(salon)
    ref = book_by_telephone(CALL)
    execute("UPDATE calendar_entry SET cancelled_at = 1")
    assert salon.run("check").exit_code == 1
    found = salon.json("booking", "where", ref)
    assert (found["verdict"], found["state"], found["agrees"]) == ("no", "cancelled", True)
    assert "das ist richtig so" in salon.fine("booking", "where", ref)


def test_an_unreadable_calendar_is_an_outage_and_no_difference(
    salon: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = book_by_telephone(CALL)
    monkeypatch.setenv("CALENDAR_PASSWORD", "secret")
    text = salon.sample().read_text(encoding="utf-8").replace('kind = "builtin"', CALDAV)
    salon.fine("apply", salon.write("outside.toml", text), "--yes")
    asked = salon.run("booking", "where", ref, "--json")
    assert (asked.exit_code, json.loads(asked.stdout)["verdict"]) == (3, "unknown")
    assert "Unbekannt" in salon.run("booking", "where", ref).stderr
    checked = salon.run("check", "--json")
    (tenant,) = json.loads(checked.stdout)["tenants"]
    assert (checked.exit_code, tenant["repaired"], tenant["open"]) == (3, [], [])
    assert tenant["outage"]


def test_an_event_that_cannot_be_read_is_named_and_not_fine(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It hides whether somebody is free, on a day on which nothing of ours stands."""
    soon = datetime.now(UTC) + timedelta(days=9)
    event = f"BEGIN:VEVENT\r\nUID:odd\r\nDTSTART:{soon:%Y%m%dT100000Z}\r\nRRULE:FREQ=SECONDLY\r\nEND:VEVENT"
    with start_radicale() as server:
        paths = {key: server.make_calendar(key) for key in ("mia", "emma", "felix")}
        server.put(
            paths["mia"] + "odd.ics", f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{event}\r\nEND:VCALENDAR\r\n"
        )
        monkeypatch.setenv("CALENDAR_PASSWORD", server.password)
        calendar = CALDAV.replace("http://127.0.0.1:9/", server.url)
        text = terminal.sample().read_text(encoding="utf-8").replace('kind = "builtin"', calendar)
        terminal.fine("apply", terminal.write("outside.toml", text), "--yes")
        shown = terminal.run("check")
        checked = terminal.run("check", "--json")
        beside = terminal.run("check", "--to", f"{soon - timedelta(days=4):%Y-%m-%d}")
    assert (shown.exit_code, paths["mia"] + "odd.ics" in shown.stderr) == (3, True)
    (found,) = json.loads(checked.stdout)["tenants"]
    assert (checked.exit_code, len(found["unreadable"]), bool(found["outage"])) == (3, 1, True)
    assert beside.exit_code == 0


@pytest.mark.parametrize(
    "verb",
    [
        ["booking", "where", "X9X9X"],
        ["booking", "where", "X9X9X", "--tenant", SLUG],
        ["check", "--booking", "X9X9X"],
        ["check", "--booking", "X9X9X", "--tenant", SLUG],
        ["check", "--tenant", "another"],
    ],
)
def test_what_is_not_there_is_one_sentence(terminal: Terminal, verb: list[str]) -> None:
    terminal.fine("apply", terminal.sample(), "--yes")
    result = terminal.run(*verb)
    assert (result.exit_code, len(result.stderr.splitlines()), result.stdout) == (2, 1, "")
