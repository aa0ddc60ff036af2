"""`holdfast demo`: a newcomer's first minute. It must be whole and true on any day of the year."""

import io
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
from holdfast.entry.cli.demo.agreement import compare
from holdfast.entry.cli.demo.conversation import Told
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
        [*COMMAND, "--once"], env=bare_environment, cwd=tmp_path, capture_output=True, text=True, timeout=120
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
        COMMAND, env=bare_environment, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
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
