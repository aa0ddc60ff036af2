"""The processes of a run: started by the launcher, seen from outside only, killed without any warning."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

START_SECONDS = 60.0
END_SECONDS = 30.0
POLL_SECONDS = 0.02


class DoesNotStart(RuntimeError):
    """A process is not up in time; its log says why."""


def free_port() -> int:
    """A port of the loopback address that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Nursery:
    """`members` are the commands that belong to the house, by name; `living` their process ids."""

    launcher: subprocess.Popen[str]
    logs: Path
    members: Mapping[str, tuple[str, ...]]
    port: int
    living: dict[str, int] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Where the serving process is reached."""
        return f"http://127.0.0.1:{self.port}"

    def run(self, log: Path, *arguments: str) -> int:
        """Start any command of `holdfast`. Its process id."""
        assert self.launcher.stdin is not None
        assert self.launcher.stdout is not None
        self.launcher.stdin.write(json.dumps([str(log), *arguments]) + "\n")
        self.launcher.stdin.flush()
        return int(self.launcher.stdout.readline())

    def start(self, name: str) -> None:
        """Start a member of the house."""
        self.living[name] = self.run(self.logs / f"{name}.log", *self.members[name])

    def start_missing(self) -> None:
        """Start whoever does not live."""
        for name in self.members:
            if name not in self.living or not is_alive(self.living[name]):
                self.start(name)

    async def kill(self, name: str) -> int:
        """Kill a member, without any warning, and see it gone. Its process id."""
        process = self.living.pop(name)
        os.kill(process, signal.SIGKILL)
        await gone(process)
        return process

    async def end_gently(self) -> None:
        """End everybody as an operator does."""
        for process in self.living.values():
            os.kill(process, signal.SIGTERM)
        for process in list(self.living.values()):
            await gone(process)
        self.living.clear()

    async def ready(self) -> None:
        """Wait until the door is open. Raises DoesNotStart."""
        async with httpx.AsyncClient(trust_env=False) as http:
            for _ in range(round(START_SECONDS / POLL_SECONDS)):
                try:
                    await http.get(f"{self.url}/healthz", timeout=1)
                except httpx.HTTPError:
                    await asyncio.sleep(POLL_SECONDS)
                else:
                    return
        raise DoesNotStart(f"nobody serves at {self.url}; see {self.logs}")


def is_alive(process: int) -> bool:
    """Whether there is such a process."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


async def gone(process: int, seconds: float = END_SECONDS) -> None:
    """Wait until a process has ended. Raises TimeoutError."""
    async with asyncio.timeout(seconds):
        while is_alive(process):  # noqa: ASYNC110 (the process is no child of ours)
            await asyncio.sleep(POLL_SECONDS / 4)


@contextmanager
def open_nursery(logs: Path, environment: Mapping[str, str], workers: int) -> Iterator[Nursery]:
    """A house of one serving process and so many workers, none of them started yet. All are killed at the end."""
    command = [sys.executable, "-m", "holdfast.testing.chaos.launcher"]
    port = free_port()
    environment = {**os.environ, **environment, "HOLDFAST_PUBLIC_URL": f"http://127.0.0.1:{port}"}
    members = {"serve": ("serve", "--port", str(port)), **{f"work-{n}": ("work",) for n in range(1, workers + 1)}}
    with (
        (logs / "launcher.log").open("w") as log,
        subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            env=environment,
            start_new_session=True,  # Whatever signal ends us: it sees our end of the pipe closed, and tidies up.
        ) as launcher,
    ):
        assert launcher.stdin is not None
        assert launcher.stdout is not None
        try:
            if launcher.stdout.readline().strip() != "ready":
                raise DoesNotStart(f"the launcher does not start; see {logs}")
            yield Nursery(launcher, logs, members, port)
        finally:
            launcher.stdin.close()
            launcher.wait(END_SECONDS)
