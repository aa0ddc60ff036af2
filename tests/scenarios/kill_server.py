"""A nursery of real server processes: everything is imported once, then each server is forked, serves and is killed.

Run as a program. Lines in: "start PORT SECONDS" (how far its clock is ahead), "quit". Lines out: the process id.
A port is used again once whoever had it was killed and is gone. Why a server does not come up stands on standard error.
"""

import asyncio
import os
import sys
from datetime import UTC, datetime, timedelta

import structlog
import uvicorn

from holdfast.app import build
from holdfast.entry.server import build_server
from holdfast.settings import Settings


class AheadClock:
    """The machine's clock, some seconds ahead: leases of the dead run out without waiting for them."""

    def __init__(self, seconds: float) -> None:
        self._ahead = timedelta(seconds=seconds)

    def now(self) -> datetime:
        """The instant."""
        return datetime.now(UTC) + self._ahead


def serve(database_url: str, port: int, ahead: float, key: str) -> None:
    """Serve until killed."""
    settings = Settings(database_url=database_url, secret_key="only for tests")
    application = build(settings, environment={"RETELL_API_KEY": key}, clock=AheadClock(ahead))
    config = uvicorn.Config(build_server(application), host="127.0.0.1", port=port, log_level="error", lifespan="on")
    asyncio.run(uvicorn.Server(config).serve())


def main() -> None:
    """Take orders from standard input."""
    database_url, key = sys.argv[1:3]
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    born: dict[int, int] = {}
    for line in sys.stdin:
        order, *rest = line.split()
        if order == "quit":
            return
        port = int(rest[0])
        if port in born:
            os.waitpid(born[port], 0)  # Killed is not gone: on a busy machine it may have the port a little longer.
        child = os.fork()
        if child == 0:
            os.setpgid(0, 0)
            serve(database_url, port, float(rest[1]), key)
            os._exit(0)
        born[port] = child
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
