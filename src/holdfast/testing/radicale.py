"""A CalDAV server of one's own for the tests: Radicale on a free port of the loopback address and a fresh folder.

It runs as a child process and leaves nothing behind. Radicale is a dependency of the tests alone.
"""

import importlib.util
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

START_SECONDS = 30.0
STOP_SECONDS = 10.0
USER = "salon"

_CONFIG = """\
[server]
hosts = 127.0.0.1:{port}
[auth]
type = htpasswd
htpasswd_filename = {folder}/users
htpasswd_encryption = plain
delay = 0
[rights]
type = owner_only
[storage]
filesystem_folder = {folder}/collections
[logging]
level = warning
"""


class RadicaleUnavailableError(RuntimeError):
    """Its package is missing, or the server does not start."""


@dataclass(frozen=True, slots=True)
class Radicale:
    """A running server with one account."""

    url: str
    username: str
    password: str

    @property
    def auth(self) -> tuple[str, str]:
        """Name and password, as httpx takes them."""
        return self.username, self.password

    def make_calendar(self, name: str) -> str:
        """Make an empty calendar collection of the account; returns its path. Raises httpx.HTTPError."""
        path = f"/{self.username}/{name}/"
        httpx.request("MKCALENDAR", self.url + path, auth=self.auth, trust_env=False).raise_for_status()
        return path

    def put(self, path: str, text: str) -> None:
        """Put an object there whatever stands there, as a person's own program would. Raises httpx.HTTPError."""
        headers = {"Content-Type": "text/calendar; charset=utf-8"}
        answer = httpx.put(self.url + path, content=text.encode(), headers=headers, auth=self.auth, trust_env=False)
        answer.raise_for_status()

    def remove(self, path: str) -> None:
        """Delete an object whatever it is. Raises httpx.HTTPError."""
        httpx.delete(self.url + path, auth=self.auth, trust_env=False).raise_for_status()

    def get(self, path: str) -> str:
        """The text of an object. Raises httpx.HTTPError."""
        answer = httpx.get(self.url + path, auth=self.auth, trust_env=False)
        answer.raise_for_status()
        return answer.text


@contextmanager
def start_radicale() -> Iterator[Radicale]:
    """Run a fresh server as long as the context lasts. Raises RadicaleUnavailableError."""
    if importlib.util.find_spec("radicale") is None:
        raise RadicaleUnavailableError("Radicale is missing: it comes with the dependencies of the tests")
    folder = Path(tempfile.mkdtemp(prefix="holdfast-radicale-"))
    try:
        server = Radicale(f"http://127.0.0.1:{_free_port()}", USER, secrets.token_urlsafe())
        _write_config(folder, server)
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "radicale", "--config", str(folder / "config")],
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                # Ctrl-C is for the tests: they stop the server themselves, once they are done with it.
                start_new_session=True,
            )
        try:
            _wait_until_ready(process, server, folder / "log")
            yield server
        finally:
            _stop(process)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _write_config(folder: Path, server: Radicale) -> None:
    users = folder / "users"
    users.touch(mode=0o600)
    users.write_text(f"{server.username}:{server.password}\n")
    port = server.url.rpartition(":")[2]
    (folder / "config").write_text(_CONFIG.format(port=port, folder=folder))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_until_ready(process: subprocess.Popen[bytes], server: Radicale, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            httpx.request("PROPFIND", f"{server.url}/{server.username}/", auth=server.auth, trust_env=False)
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return
    raise RadicaleUnavailableError(f"Radicale does not start:\n{log.read_text(errors='replace')}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
