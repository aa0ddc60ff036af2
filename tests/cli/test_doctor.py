"""`holdfast doctor`: gaps with what to do, exit codes, and what --apply makes and prints."""

import json
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from holdfast.app import Application, build
from holdfast.core.tenant_file import TenantDocument, read_tenant_file, tenant_of
from holdfast.entry.cli import session
from holdfast.sample import sample_tenant_file, sample_with_calcom
from holdfast.settings import Settings
from holdfast.testing.calcom import SALON_KEY, Fault, Faults, UnluckyCalcom, salon_calcom
from holdfast.testing.calcom.transport import CalcomTransport
from holdfast.testing.clock import PinnedClock
from holdfast.testing.radicale import start_radicale
from tests.cli.conftest import SLUG, Terminal
from tests.entry.conftest import TUESDAY_MORNING

TEXT = sample_with_calcom("http://calcom.example", 600).replace(
    'kind = "calcom"\n', 'kind = "calcom"\naccounts = { felix = ["felix", "salon-lindenhof"] }\n'
)


async def at_once(_seconds: float) -> None:
    """Nothing takes time here."""


class Calcom:
    """The salon's Cal.com behind the command line, on a pinned clock."""

    def __init__(self, text: str) -> None:
        read = read_tenant_file(text, "salon.toml", lambda _reference: True)
        assert isinstance(read, TenantDocument)
        self.clock = PinnedClock(TUESDAY_MORNING)
        self.fake = UnluckyCalcom(salon_calcom(tenant_of(read.data), limit=6000), Faults())
        self.transport = CalcomTransport(self.fake, self.clock.now, at_once)

    @property
    def event_types(self) -> dict[int, Any]:
        return self.fake.model.ledger.event_types

    def number(self, service: str, segment: int, staff: str) -> int:
        """The event type of a pair in the sample's file."""
        named = tomllib.loads(TEXT)["event_type"]
        return next(
            int(one["id"])
            for one in named
            if (one["service"], one["segment"], one["staff"]) == (service, segment, staff)
        )

    def build(self, settings: Settings) -> Application:
        return build(settings, clock=self.clock, transport=self.transport)


@pytest.fixture
def calcom(on_each_engine: Terminal, monkeypatch: pytest.MonkeyPatch) -> Iterator[Calcom]:
    monkeypatch.setenv("CALCOM_API_KEY", SALON_KEY)
    found = Calcom(TEXT)
    monkeypatch.setattr(session, "build", found.build)
    on_each_engine.fine("apply", on_each_engine.write("salon.toml", TEXT), "--yes")
    yield found


def without(text: str, *numbers: int) -> str:
    head, *types = text.split("[[event_type]]\n")
    kept = [one for one in types if tomllib.loads(one)["id"] not in numbers]
    return "[[event_type]]\n".join([head, *kept])


def test_a_calendar_with_everything_is_fine(on_each_engine: Terminal, calcom: Calcom) -> None:
    assert "everything can be booked" in on_each_engine.fine("doctor")
    found = on_each_engine.json("doctor", "--tenant", SLUG)
    (one,) = found["tenants"]
    assert (one["tenant"], one["result"], one["calendar"], one["gaps"]) == (SLUG, "fine", "calcom", [])
    assert calcom.event_types


def test_a_salon_with_the_built_in_calendar_needs_nothing(terminal: Terminal) -> None:
    terminal.fine("apply", terminal.sample(), "--yes")
    assert "everything can be booked" in terminal.fine("doctor")
    assert "there is no tenant nobody" in terminal.run("doctor", "--tenant", "nobody").stderr


def test_without_any_tenant_it_says_how_to_begin(terminal: Terminal) -> None:
    result = terminal.run("doctor")
    assert result.exit_code == 0
    assert "holdfast apply FILE" in result.stderr


def test_gaps_are_listed_with_what_to_do_and_end_with_one(on_each_engine: Terminal, calcom: Calcom) -> None:
    wrong = calcom.number("dauerwelle", 1, "felix")
    slow = calcom.number("dauerwelle", 2, "felix")
    calcom.event_types[wrong] = replace(calcom.event_types[wrong], minutes=45)
    calcom.event_types[slow] = replace(calcom.event_types[slow], notice=120)
    shown = on_each_engine.run("doctor", "--tenant", SLUG)
    assert shown.exit_code == 1
    assert "2 gaps, 1 of them blocking" in shown.stdout
    assert f"BLOCKS  Event type {wrong} for dauerwelle 1 with felix offers 45 minutes" in shown.stdout
    assert f"WARNS   Event type {slow} for dauerwelle 2 with felix wants 120 minutes of notice" in shown.stdout
    assert "Set its length to 50 minutes" in shown.stdout

    result = on_each_engine.run("doctor", "--json")
    assert result.exit_code == 1
    (one,) = json.loads(result.stdout)["tenants"]
    first = one["gaps"][0]
    assert (first["kind"], first["severity"]) == ("wrong_length", "blocks")
    assert (first["service"], first["segment"], first["staff"], first["event_type"]) == (
        "dauerwelle",
        1,
        "felix",
        wrong,
    )
    assert first["problem"]
    assert first["remedy"]


def test_a_missing_event_type_is_a_warning_for_doctor_and_never_refused_by_apply(
    on_each_engine: Terminal, calcom: Calcom
) -> None:
    gone = calcom.number("dauerwelle", 2, "felix")
    less = on_each_engine.write("less.toml", without(TEXT, gone))
    assert on_each_engine.run("apply", less, "--yes").exit_code == 0
    shown = on_each_engine.run("doctor")
    assert shown.exit_code == 1
    assert "No [[event_type]] names an event type for dauerwelle 2 with felix." in shown.stdout


def test_apply_makes_what_is_missing_once_and_prints_what_to_paste(on_each_engine: Terminal, calcom: Calcom) -> None:
    gone = [calcom.number("dauerwelle", part, "felix") for part in (2, 3)]
    for number in gone:
        del calcom.event_types[number]
    text = without(TEXT, *gone)
    on_each_engine.fine("apply", on_each_engine.write("less.toml", text), "--yes")

    asked = on_each_engine.run("doctor", "--tenant", SLUG, "--apply")
    assert asked.exit_code == 2
    assert "add --yes" in asked.stderr

    made = on_each_engine.run("doctor", "--tenant", SLUG, "--apply", "--yes")
    assert made.exit_code == 1, "until the lines are pasted the gaps are there"
    assert "2 made, 0 found made already" in made.stdout
    lines = made.stdout[made.stdout.index("\n[[event_type]]") :]
    types = tomllib.loads(lines)["event_type"]
    assert [(one["service"], one["segment"], one["staff"]) for one in types] == [
        ("dauerwelle", 2, "felix"),
        ("dauerwelle", 3, "felix"),
    ]
    new = [calcom.event_types[one["id"]] for one in types]
    assert [(one.minutes, one.notice, one.hidden) for one in new] == [(5, 0, True), (15, 0, True)]

    again = on_each_engine.run("doctor", "--apply", "--yes", "--json")
    (one,) = json.loads(again.stdout)["tenants"]
    assert [(made["id"], made["was_there"]) for made in one["made"]] == [(kept["id"], True) for kept in types]

    on_each_engine.fine("apply", on_each_engine.write("more.toml", f"{text}\n{lines}"), "--yes")
    assert "everything can be booked" in on_each_engine.fine("doctor", "--tenant", SLUG)


def test_somebody_at_the_terminal_is_shown_what_would_be_made_and_can_refuse(
    on_each_engine: Terminal, calcom: Calcom, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = calcom.number("dauerwelle", 2, "felix")
    on_each_engine.fine("apply", on_each_engine.write("less.toml", without(TEXT, gone)), "--yes")
    monkeypatch.setattr(sys.modules["holdfast.entry.cli.doctor"], "is_at_terminal", lambda: True)
    before = dict(calcom.event_types)
    result = on_each_engine.run("doctor", "--apply", stdin="n\n")
    assert result.exit_code == 1
    assert "Dauerwelle 2 Fixierung" in result.stdout
    assert calcom.event_types == before
    assert on_each_engine.run("doctor", "--apply", stdin="y\n").exit_code == 1
    assert len(calcom.event_types) == len(before) + 1


def test_yes_without_apply_is_wrong_use(terminal: Terminal) -> None:
    assert terminal.run("doctor", "--yes").exit_code == 2


def test_a_calendar_that_cannot_be_read_ends_with_three(on_each_engine: Terminal, calcom: Calcom) -> None:
    calcom.fake.faults.add(Fault.OUTAGE, seconds=3600.0)
    result = on_each_engine.run("doctor")
    assert result.exit_code == 3
    assert f"{SLUG}: the calendar cannot be read: it does not answer" in result.stderr
    (one,) = json.loads(on_each_engine.run("doctor", "--json").stdout)["tenants"]
    assert one["result"] == "unreachable"


def test_a_revoked_key_ends_with_three_and_says_so(on_each_engine: Terminal, calcom: Calcom) -> None:
    keys = calcom.fake.model.ledger.keys
    for secret, key in list(keys.items()):
        keys[secret] = replace(key, revoked=True)
    result = on_each_engine.run("doctor")
    assert result.exit_code == 3
    assert "renew the key" in result.stderr
    assert SALON_KEY not in result.output


def test_a_missing_secret_is_a_gap_with_its_name(
    on_each_engine: Terminal, calcom: Calcom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CALCOM_API_KEY")
    result = on_each_engine.run("doctor")
    assert result.exit_code == 1
    assert "api_key" in result.stdout
    assert calcom.event_types


@pytest.mark.parametrize(
    ("public", "said"),
    [
        ("", f"https://YOUR-ADDRESS/t/{SLUG}/calendars/calcom/notices"),
        ("https://termine.example.test", f"https://termine.example.test/t/{SLUG}/calendars/calcom/notices"),
    ],
)
def test_the_address_for_notices_is_told(
    on_each_engine: Terminal, calcom: Calcom, monkeypatch: pytest.MonkeyPatch, public: str, said: str
) -> None:
    assert "webhook_secret" in on_each_engine.fine("doctor")
    text = TEXT.replace('kind = "calcom"\n', 'kind = "calcom"\nwebhook_secret = "env:RETELL_API_KEY"\n')
    on_each_engine.fine("apply", on_each_engine.write("salon.toml", text), "--yes")
    if public:
        monkeypatch.setenv("HOLDFAST_PUBLIC_URL", public)
    assert said in " ".join(on_each_engine.fine("doctor").split())
    assert calcom.fake.model.ledger.webhooks == {}
    on_each_engine.fine("doctor", "--apply")
    assert [one.url for one in calcom.fake.model.ledger.webhooks.values()] == ([said] if public else [])


def test_options_of_the_wrong_type_are_located_faults(terminal: Terminal) -> None:
    wrong = sample_tenant_file().replace(
        'kind = "builtin"',
        'kind = "calcom"\napi_key = "env:RETELL_API_KEY"\naccounts = { felix = true, nobody = "x" }\n'
        'customer_mail = "always"\nreservations = "yes"\nattendee_domain = "not a domain"\nlongest_minutes = 7',
    )
    result = terminal.run("apply", terminal.write("wrong.toml", wrong), "--yes", "--json")
    assert result.exit_code == 2
    faults = json.loads(result.stdout)["faults"]
    assert {fault["key"] for fault in faults} == {
        "calendar.accounts.felix",
        "calendar.accounts.nobody",
        "calendar.customer_mail",
        "calendar.reservations",
        "calendar.attendee_domain",
        "calendar.longest_minutes",
    }
    assert all(fault["line"] for fault in faults)


def test_a_caldav_calendar_is_looked_at_collection_by_collection(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    with start_radicale() as server:
        monkeypatch.setenv("CALDAV_PASSWORD", server.password)
        paths = {"mia": server.make_calendar("mia"), "felix": server.make_calendar("felix")}

        def doctor(**more: str) -> tuple[int, str]:
            collections = ", ".join(f'{key} = "{path}"' for key, path in (paths | more).items())
            calendar = (
                f'kind = "caldav"\nbase_url = "{server.url}"\nusername = "{server.username}"\n'
                f'password = "env:CALDAV_PASSWORD"\ncollections = {{ {collections} }}'
            )
            text = sample_tenant_file().replace('kind = "builtin"', calendar)
            terminal.fine("apply", terminal.write("salon.toml", text), "--yes")
            result = terminal.run("doctor")
            return result.exit_code, result.output

        code, said = doctor()
        assert code == 1
        assert "Emma (emma) has no collection" in said
        code, said = doctor(emma="/salon/nowhere/")
        assert code == 1
        assert "There is no collection /salon/nowhere/" in said
        assert "Emma (emma) is not offered to callers" in said
        assert doctor(emma=server.make_calendar("emma"))[0] == 0
        monkeypatch.setenv("CALDAV_PASSWORD", "another")
        result = terminal.run("doctor")
        assert result.exit_code == 3
        assert "does not accept our credentials" in result.stderr
