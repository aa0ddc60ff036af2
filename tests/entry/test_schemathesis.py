"""schemathesis sends what /openapi.json allows, and what it does not allow, to a real server: never a 5xx.

It runs from an environment of its own (make schemathesis). HOLDFAST_SCHEMATHESIS_SECONDS gives it more time.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

pytestmark = pytest.mark.xdist_group("heavy")
ROOT = Path(__file__).resolve().parents[2]
PROGRAM = ROOT / ".venv-schemathesis" / "bin" / "schemathesis"
SECONDS = int(os.environ.get("HOLDFAST_SCHEMATHESIS_SECONDS", "28"))
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"
SALON = "salon-lindenhof"
ENOUGH = 100


@dataclass(frozen=True)
class Target:
    """A server, the key to its salon, and things that exist there."""

    url: str
    key: str
    existing: dict[str, str]


@pytest.fixture
def target(tmp_path: Path) -> Iterator[Target]:
    """A server process on SQLite with one booking and one task."""
    command = [sys.executable, "-m", "tests.entry.sample_server", f"sqlite:///{tmp_path}/holdfast.db"]
    with (
        (tmp_path / "server.log").open("w") as log,
        subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=log, text=True) as server,
    ):
        assert server.stdout is not None
        try:
            told = json.loads(server.stdout.readline())
            yield Target(told["url"], told["key"], furnished(told["url"], told["key"]))
        finally:
            server.terminate()
    defects = [line for line in (tmp_path / "server.log").read_text().splitlines() if '"level": "error"' in line]
    assert defects == []


def furnished(url: str, key: str) -> dict[str, str]:
    """Book a visit and ask for a call back; their names as path parameters."""
    headers = {"Authorization": f"Bearer {key}", "X-Call-Id": "call_001abcdef", "X-Caller-Number": "+4915112345678"}
    with httpx.Client(base_url=url, headers=headers, timeout=10) as http:
        ask = f"/t/{SALON}/tools"
        free = http.get("/api/v1/availability?service=dauerwelle&days=14").json()["items"]
        day, time = free[-1]["start"][:10], free[-1]["start"][11:16]
        wish = {"service": "Dauerwelle", "date": day, "time": time}
        held = http.post(f"{ask}/check_availability", json=wish).json()
        slot = {"slot_id": held["options"][0]["slot_id"], "customer_name": "Erika Beispiel"}
        booked = http.post(f"{ask}/book", json=slot).json()
        assert booked["state"] == "confirmed", booked
        http.post(f"{ask}/request_callback", json={"customer_name": "Erika Beispiel"})
        (task,) = http.get("/api/v1/tasks").json()["items"]
        (customer,) = http.get("/api/v1/customers").json()["items"]
    existing = {"tenant": SALON, "ref": booked["ref"], "call_id": "call_001abcdef", "task_id": str(task["id"])}
    existing["customer_id"] = str(customer["id"])
    return existing | {"key": "mia", "tool": "check_availability"}


def ran(target: Target, folder: Path, seconds: int) -> int:
    """How many requests were tried in so many seconds. Fails where one of them was answered as it must not be."""
    command = [str(PROGRAM), "--config-file", str(folder / "schemathesis.toml"), "run"]
    command += [f"{target.url}/openapi.json", "--checks", CHECKS, "--max-time", str(seconds), "--workers", "1"]
    command += ["--continue-on-failure", "--max-examples", "40", "--warnings", "off", "--request-timeout", "20"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=seconds * 4 + 60, check=False)
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
    tried = re.search(r"(\d+) generated", done.stdout)
    assert tried is not None, done.stdout[-8000:]
    return int(tried[1])


@pytest.mark.parametrize("aimed", [False, True], ids=["at anything", "at what exists"])
def test_no_request_that_the_schema_can_think_of_is_a_server_error(target: Target, aimed: bool, tmp_path: Path) -> None:
    assert PROGRAM.exists(), "run make test, or make schemathesis: it needs an environment of its own"
    config = [f'headers = {{ Authorization = "Bearer {target.key}" }}', "[parameters]"]
    config += [f'"path.{name}" = "{value}"' for name, value in target.existing.items() if aimed]
    (tmp_path / "schemathesis.toml").write_text("\n".join(config))
    if ran(target, tmp_path, SECONDS) <= ENOUGH:  # A machine that is busy otherwise: it is given more time, once.
        assert ran(target, tmp_path, SECONDS * 4) > ENOUGH
