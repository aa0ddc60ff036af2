"""`holdfast demo`: a newcomer's first minute. It must be whole and true on any day of the year."""

import io
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import structlog
from rich.console import Console

from holdfast.actions.look_up import BookingSeen
from holdfast.actions.witness import InCalendar
from holdfast.entry.cli.demo import show as showing
from holdfast.entry.cli.demo.agreement import compare, compare_incident
from holdfast.entry.cli.demo.conversation import Told
from holdfast.entry.cli.demo.incident import PLATFORM_LIMIT
from holdfast.entry.cli.demo.show_incident import Shown, show_incident
from holdfast.entry.cli.demo.telling import Screen
from holdfast.entry.cli.session import quiet_logs
from holdfast.testing.clock import PinnedClock

COMMAND = [sys.executable, "-c", "from holdfast.entry.cli import main; main()", "demo"]


@pytest.fixture
def bare_environment(tmp_path: Path) -> dict[str, str]:
    """An environment in which nothing is prepared."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HOLDFAST_", "RETELL_"))}
    return {**kept, "COLUMNS": "80", "TMPDIR": str(tmp_path), "PYTHONIOENCODING": "utf-8"}


def test_a_call_is_told_from_the_first_ring_to_the_verdict(bare_environment: dict[str, str], tmp_path: Path) -> None:
    done = subprocess.run(
        [*COMMAND, "--calm", "--once"], env=bare_environment, cwd=tmp_path, capture_output=True, text=True, timeout=120
    )
    assert (done.returncode, done.stderr) == (0, "")
    told = " ".join(done.stdout.split())
    for words in (
        "call_inbound",
        "hier spricht der KI-Assistent",
        "ich hätte gern eine Dauerwelle",
        "check_availability",
        "Auf den Namen Ada Beispiel",
        "→ confirmed",
        "nothing was booked twice",
        "Steht das jetzt auch wirklich im Kalender?",
        "fest eingetragen",
        "call_analyzed",
        "Haare wickeln",
        "(free for somebody else)",
        "✓ said = stored = calendar",
    ):
        assert words in told, words
    assert "\x1b" not in done.stdout, "no colours in a pipe"
    assert max(map(len, done.stdout.splitlines())) <= 80
    assert list(tmp_path.iterdir()) == [], "nothing is left behind"


def test_the_server_stays_up_with_its_address_on_the_last_line(
    bare_environment: dict[str, str], tmp_path: Path
) -> None:
    import httpx

    running = subprocess.Popen(
        [*COMMAND, "--calm"],
        env=bare_environment,
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        lines = list(_until_address(running))
        bearer = next(match[1] for line in lines if (match := re.search(r"Bearer (\S+)'", line)))
        url = lines[-1].strip()
        answer = httpx.get(f"{url}/api/v1/bookings", headers={"Authorization": f"Bearer {bearer}"}, trust_env=False)
        assert [one["state"] for one in answer.json()["items"]] == ["confirmed"]
    finally:
        running.send_signal(signal.SIGTERM)
        rest, errors = running.communicate(timeout=30)
    assert (running.returncode, rest, errors) == (0, "", "")
    assert list(tmp_path.iterdir()) == []


def _until_address(running: subprocess.Popen[str]) -> Iterator[str]:
    assert running.stdout is not None
    for line in running.stdout:
        yield line
        if line.startswith("http://"):
            return


def test_a_port_that_is_taken_is_one_sentence(bare_environment: dict[str, str], tmp_path: Path) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = subprocess.run(
            [*COMMAND, "--once", "--port", port], env=bare_environment, capture_output=True, text=True, timeout=60
        )
    assert done.returncode == 3
    assert done.stderr.startswith(f"holdfast: cannot listen on 127.0.0.1:{port}")


@pytest.mark.parametrize(
    "now",
    [
        "2026-11-21T20:00",  # a Saturday evening
        "2026-11-22T09:00",  # a Sunday
        "2026-11-24T02:30",  # at night
        "2026-12-23T16:00",  # before Christmas, when few are there
        "2026-12-31T23:00",
        "2026-07-10T10:00",  # before two weeks of holidays
        "2026-07-18T10:00",  # in the middle of them
        "2027-03-26T12:00",  # Good Friday, and the clocks change on Sunday
        "2026-10-23T12:00",  # the clocks change on Sunday
    ],
)
async def test_it_works_on_any_day(now: str) -> None:
    quiet_logs()
    try:
        text = io.StringIO()
        screen = Screen(Console(file=text, width=80))
        clock = PinnedClock(datetime.fromisoformat(now).replace(tzinfo=UTC))
        assert await showing.show(screen, once=True, clock=clock), text.getvalue()
    finally:
        structlog.reset_defaults()
    assert "said = stored = calendar" in text.getvalue()


async def test_the_verdict_names_every_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[Told, BookingSeen, InCalendar]] = []

    def watch(told: Told, booked: BookingSeen, bookings: int, found: InCalendar) -> object:
        seen.append((told, booked, found))
        return compare(told, booked, bookings, found)

    monkeypatch.setattr(showing, "compare", watch)
    quiet_logs()
    await showing.show(Screen(Console(file=io.StringIO(), width=80)), once=True)
    structlog.reset_defaults()
    told, booked, found = seen[0]
    assert compare(told, booked, 1, found).differences == ()
    assert len(compare(told, booked, 2, found).differences) == 1
    other = replace(told, booked={**told.booked, "at": "2020-01-01T10:00:00+01:00"})
    assert "told something else" in compare(other, booked, 1, found).differences[0]
    repeated = replace(told, repeated={"ref": "X3X3X"})
    assert "another booking" in compare(repeated, booked, 1, found).differences[0]
    saga, entry = found.segments[0]
    missing = replace(found, segments=((saga, None), *found.segments[1:]))
    assert "calendar shows something else" in compare(told, booked, 1, missing).differences[0]
    assert entry is not None
    surplus = replace(found, surplus=(entry,))
    assert not surplus.agrees
    assert not replace(found, is_complete=False).agrees


def test_the_incident_ends_well_and_leaves_nothing_behind(bare_environment: dict[str, str], tmp_path: Path) -> None:
    done = subprocess.run(
        [*COMMAND, "--json"], env=bare_environment, cwd=tmp_path, capture_output=True, text=True, timeout=120
    )
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    assert told["agree"]
    assert told["old_way"] is None
    assert [(one["by_window"], one["by_identifier"]) for one in told["segments"]] == [(True, True)] * 4
    assert len({one["uid"] for one in told["segments"]}) == 4
    assert told["waited_seconds"] > PLATFORM_LIMIT, "the platform lost patience, and really waited that long"
    assert not [say for say in told["sentences"] if "vergeben" in say]
    assert list(tmp_path.iterdir()) == []


def test_the_calm_call_has_no_other_way_beside_it(bare_environment: dict[str, str]) -> None:
    done = subprocess.run(
        [*COMMAND, "--calm", "--old-way"], env=bare_environment, capture_output=True, text=True, timeout=60
    )
    assert (done.returncode, done.stdout) == (2, "")


async def test_the_incident_is_told_with_the_usual_way_beside_it() -> None:
    """Both gateways meet the same calendar with the same bad luck; what is shown of them was measured there."""
    quiet_logs()
    text = io.StringIO()
    try:
        shown = await show_incident(Screen(Console(file=text, width=80)), once=True, old_way=True)
    finally:
        structlog.reset_defaults()
    story = " ".join(text.getvalue().split())
    for words in (
        "book: no answer within 3 s: cut off, and sent again",
        "→ pending, code",
        "gerade ein, einen kleinen Moment noch",
        "3 × no answer, given up after 8",
        "1 × the answer got lost after 5",
        "looked for them: 4 bookings stand there",
        "fest eingetragen",
        "holdfast booking where",
        "✓ Holdfast: said = stored = calendar",
        "✗ the usual way: told “taken” about her own 4 bookings",
    ):
        assert words in story, (words, text.getvalue())
    assert max(map(len, text.getvalue().splitlines())) <= 80
    assert story.index("einen kleinen Moment noch") < story.index("4 bookings stand there") < story.index("fest ein")
    _usual_way_contradicts_itself(shown)
    _every_difference_is_named(shown)


def _usual_way_contradicts_itself(shown: Shown) -> None:
    assert shown.theirs is not None
    assert "gerade vergeben" in shown.theirs.said
    assert shown.theirs.stored.startswith("confirmed, sync failed, numeric id 1306")
    assert "404" in shown.theirs.calendar
    assert "400, 400, 400, 400" in shown.theirs.calendar
    assert len(shown.theirs.differences) == 3


def _every_difference_is_named(shown: Shown) -> None:
    heard, found = shown.heard, shown.found
    assert compare_incident(heard, found, 1, 4).differences == ()
    assert "holds 2 bookings" in compare_incident(heard, found, 2, 4).differences[0]
    assert "asked for 8 bookings" in compare_incident(heard, found, 1, 8).differences[0]
    taken = replace(heard, sentences=(*heard.sentences, "Der Termin ist leider schon vergeben."))
    assert "taken" in compare_incident(taken, found, 1, 4).differences[0]
    unsure = replace(heard, status={**heard.status, "state": "pending"})
    assert "not confirmed to the caller" in compare_incident(unsure, found, 1, 4).differences[0]
    unseen = replace(found, segments=(replace(found.segments[0], by_identifier=None), *found.segments[1:]))
    assert "only 3 of 4" in compare_incident(heard, unseen, 1, 4).differences[0]
    gone = tuple(replace(one, in_window=None, by_identifier=None) for one in found.segments)
    assert "calendar" in compare_incident(heard, replace(found, segments=gone), 1, 4).differences[0]


def test_by_itself_it_opens_the_test_call_without_an_account(bare_environment: dict[str, str], tmp_path: Path) -> None:
    import httpx

    running = subprocess.Popen(
        COMMAND, env=bare_environment, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        assert running.stdout is not None
        told = []
        for line in running.stdout:
            told.append(line.strip())
            if line.startswith("http://127.0.0.1:"):
                break
        address = told[-1]
        with httpx.Client(follow_redirects=True, trust_env=False, timeout=30) as http:
            page = http.get(address)
            assert (page.status_code, page.url.path) == (200, "/salon/salon-lindenhof/test-call")
            match = re.search(r'name="csrf" content="([^"]+)"', page.text)
            assert match is not None
            page = http.post(str(page.url), data={"csrf": match.group(1), "speaks": "de"})
            assert "hier spricht der KI-Assistent" in page.text
            assert http.get(address.rpartition("/")[0] + "/another").status_code == 404
        with httpx.Client(trust_env=False) as stranger:
            asked = stranger.get(f"{address.partition('/demo/')[0]}/salon/salon-lindenhof/test-call")
            assert asked.headers["location"].startswith("/sign-in"), "only the address lets somebody in"
    finally:
        running.send_signal(signal.SIGINT)
        _, complaints = running.communicate(timeout=30)
    assert (running.returncode, complaints) == (0, "")
    assert list(tmp_path.iterdir()) == [], "nothing is left behind"


def test_a_browser_is_opened_only_before_somebody_who_sees_it() -> None:
    from holdfast.entry.cli.demo.test_call import has_desktop

    assert has_desktop({"DISPLAY": ":0"}, "linux")
    assert has_desktop({}, "darwin")
    assert not has_desktop({}, "linux")
    assert not has_desktop({"DISPLAY": ":10", "SSH_CONNECTION": "…"}, "linux")
    assert not has_desktop({"WAYLAND_DISPLAY": "wayland-0", "CI": "true"}, "linux")
