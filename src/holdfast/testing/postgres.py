"""A PostgreSQL server of one's own, for the tests and the benchmark.

It runs the system's binaries on a fresh data folder and a free port of the loopback address, and leaves
nothing behind. ``python -m holdfast.testing.postgres`` makes sure that the binaries are there.
"""

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

START_SECONDS = 60.0
STOP_SECONDS = 30.0

MEMORY = Path("/dev/shm")
MEMORY_BYTES = 2 * 2**30
"""As much must be free in memory before tests put their databases there: Docker, for one, gives 64 MB."""

# For tests: the data needs to outlive the test, not a power cut.
WITHOUT_FSYNC = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class PostgresUnavailableError(RuntimeError):
    """The server's binaries are missing and cannot be installed, or the server does not start."""


def find_binaries() -> Path | None:
    """Return the folder with initdb and postgres: Debian's newest version, else the one on PATH."""
    debian = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if path.parent.name.isdecimal()]
    on_path = [Path(found).resolve().parent for found in [shutil.which("initdb")] if found]
    for folder in [*sorted(debian, key=lambda path: int(path.parent.name), reverse=True), *on_path]:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    return None


def ensure_binaries() -> Path:
    """Return the folder with the binaries; where we may (root on Debian), install them first."""
    found = find_binaries()
    if found:
        return found
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise PostgresUnavailableError("PostgreSQL's server is missing: apt-get install postgresql")
    sys.stderr.write("==> installing PostgreSQL from the system's packages\n")
    # Run level 1 keeps Debian from starting a server of its own, which nobody here needs.
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    for arguments in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", "postgresql"]):
        done = subprocess.run(
            ["apt-get", *arguments], env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True
        )
        if done.returncode != 0:
            raise PostgresUnavailableError(f"apt-get {arguments[0]} failed:\n{done.stdout}{done.stderr}")
    found = find_binaries()
    if not found:
        raise PostgresUnavailableError("PostgreSQL was installed, but initdb is not where Debian puts it")
    return found


def fast_folder() -> Path:
    """Where databases of tests lie best: in memory where there is room, else where all temporary files are."""
    if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= MEMORY_BYTES:
        return MEMORY
    return Path(tempfile.gettempdir())


@contextmanager
def start_postgres(fsync: bool) -> Iterator[str]:
    """Run a fresh server and yield the SQLAlchemy URL of its database ``postgres``.

    Without ``fsync`` it is fast and good for tests, and its data lies in memory where there is room; a measurement
    of writes wants ``fsync``.
    """
    binaries = ensure_binaries()
    # Outside pytest's folders: the socket's path must stay short, and another user must reach it.
    folder = Path(tempfile.mkdtemp(prefix="holdfast-postgres-", dir=None if fsync else fast_folder()))
    try:
        password = secrets.token_urlsafe()
        _make_cluster(binaries, folder, password)
        port = _free_port()
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(
                _server_command(binaries, folder, port, fsync),
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                user=_unprivileged_user(),
                # Ctrl-C is for the tests: they stop the server themselves, once they are done with it.
                start_new_session=True,
            )
        url = f"postgresql://postgres:{password}@127.0.0.1:{port}/postgres"
        try:
            _wait_until_ready(server, url, folder / "log")
            # On a busy machine a server takes long to let fifty in at once, and that is nothing to fail for.
            yield url.replace("postgresql://", "postgresql+psycopg://") + "?connect_timeout=30"
        finally:
            _stop(server)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _unprivileged_user() -> str | None:
    """PostgreSQL refuses to run as root: say whom to run it as, or None to stay who we are."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _make_cluster(binaries: Path, folder: Path, password: str) -> None:
    user = _unprivileged_user()
    password_file = folder / "password"
    password_file.write_text(password)
    password_file.chmod(0o600)
    if user:
        for path in (folder, password_file):
            shutil.chown(path, user)
    # A password, since other users of this machine reach the port; sent in clear, since only over loopback.
    command = [str(binaries / "initdb"), "--pgdata", str(folder / "data"), "--no-sync"]
    command += ["--username", "postgres", "--auth", "password", "--pwfile", str(password_file)]
    command += ["--encoding", "UTF8", "--locale", "C.UTF-8"]
    done = subprocess.run(command, cwd=folder, user=user, capture_output=True, text=True)
    if done.returncode != 0:
        raise PostgresUnavailableError(f"initdb failed:\n{done.stdout}{done.stderr}")


def _server_command(binaries: Path, folder: Path, port: int, fsync: bool) -> list[str]:
    settings = {
        "listen_addresses": "127.0.0.1",
        "port": str(port),
        "unix_socket_directories": str(folder),
        "timezone": "UTC",
        **({} if fsync else WITHOUT_FSYNC),
    }
    options = [argument for name, value in settings.items() for argument in ("-c", f"{name}={value}")]
    return [str(binaries / "postgres"), "-D", str(folder / "data"), *options]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_until_ready(server: subprocess.Popen[bytes], url: str, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while server.poll() is None and time.monotonic() < deadline:
        try:
            psycopg.connect(url, connect_timeout=5).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise PostgresUnavailableError(f"PostgreSQL does not start:\n{log.read_text(errors='replace')}")


def _stop(server: subprocess.Popen[bytes]) -> None:
    """Stop at once, as the data is thrown away: SIGQUIT is PostgreSQL's immediate shutdown."""
    server.send_signal(signal.SIGQUIT)
    try:
        server.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


if __name__ == "__main__":
    # Tests that were told to do without PostgreSQL say so themselves; no reason to install it.
    if os.environ.get("HOLDFAST_SKIP_POSTGRES") != "1" or os.environ.get("CI"):
        try:
            ensure_binaries()
        except PostgresUnavailableError as problem:
            sys.exit(str(problem))
