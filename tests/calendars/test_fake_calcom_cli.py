"""`holdfast fake-calcom` as a process: it says where it is and what it knows, obeys its plan, and ends gently."""

import json
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner

from holdfast.entry.cli import app
from holdfast.sample import sample_tenant_file

COMMAND = [sys.executable, "-c", "from holdfast.entry.cli import main; main()", "fake-calcom"]


@contextmanager
def running(*arguments: str) -> Iterator[dict[str, Any]]:
    """What it says of itself in one line of JSON, while it runs."""
    command = [*COMMAND, "--port", "0", "--json", *arguments]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield json.loads(process.stdout.readline())
    finally:
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=30)
    assert (process.returncode, "Traceback" in errors) == (0, False), errors


def test_it_serves_the_sample_salon_with_its_plan(tmp_path: Path) -> None:
    plan = tmp_path / "bad-day.toml"
    plan.write_text('[[rules]]\nfault = "status_instead"\nverb = "me"\nstatus = 502\n')
    with running("--faults", str(plan)) as told:
        assert told["tenant"] == "salon-lindenhof"
        assert {one["staff"] for one in told["event_types"]} == set(told["keys"]) == {"mia", "emma", "felix"}
        headers = {"Authorization": f"Bearer {told['key']}", "cal-api-version": "2024-06-14"}
        with httpx.Client(base_url=told["base_url"], headers=headers, trust_env=False, timeout=10) as http:
            assert [http.get("/me").status_code for _ in range(2)] == [502, 200]
            types = http.get("/event-types").json()["data"]
        assert {one["id"] for one in types} == {one["id"] for one in told["event_types"]}


def test_it_names_the_ids_of_the_tenant_file(tmp_path: Path) -> None:
    event_type = '\n[[event_type]]\nservice = "herrenhaarschnitt"\nsegment = 1\nstaff = "felix"\nid = 4711\n'
    file = tmp_path / "salon.toml"
    file.write_text(sample_tenant_file() + event_type)
    with running("--tenant", str(file)) as told:
        assert [one["service"] for one in told["event_types"] if one["id"] == 4711] == ["herrenhaarschnitt"]


def test_a_person_reads_address_keys_and_event_types(tmp_path: Path) -> None:
    process = subprocess.Popen([*COMMAND, "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line)
        if "/fake/faults" in line:
            break
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=30)
    text = "".join(lines)
    assert process.returncode == 0
    for word in ("http://127.0.0.1:", "cal_fake_salon_mia", "herrenhaarschnitt", "curl"):
        assert word in text


@pytest.mark.parametrize(
    ("option", "text", "code", "part"),
    [
        ("--faults", '{"fault":"sunshine"}', 2, "lose_answer"),
        ("--faults", "not json", 2, "Expecting value"),
        ("--tenant", "[tenant]\nslug = 3\n", 2, "slug"),
    ],
)
def test_a_wrong_file_is_refused_with_a_sentence(tmp_path: Path, option: str, text: str, code: int, part: str) -> None:
    file = tmp_path / "file"
    file.write_text(text)
    result = CliRunner().invoke(app, ["fake-calcom", "--port", "0", option, str(file)])
    assert (result.exit_code, part in result.stderr) == (code, True), result.output


def test_a_missing_file_and_a_taken_port_are_refused(tmp_path: Path) -> None:
    missing = CliRunner().invoke(app, ["fake-calcom", "--faults", str(tmp_path / "none.json")])
    assert (missing.exit_code, "none.json" in missing.stderr) == (2, True)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = CliRunner().invoke(app, ["fake-calcom", "--port", str(port)])
    assert (result.exit_code, f"cannot listen on 127.0.0.1:{port}" in result.stderr) == (3, True)
