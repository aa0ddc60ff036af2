"""The fake Cal.com as a process of its own: `python -m holdfast.testing.chaos.calendar PORT`. It is never killed, and
ends when its standard input does: with whoever started it."""

import asyncio
import sys

import uvicorn

from holdfast.testing.calcom import Faults, salon_calcom
from holdfast.testing.calcom.server import build_fake
from holdfast.testing.chaos.salon import REQUESTS_PER_MINUTE, salon_tenant

LATENCY_SECONDS = 0.03
"""What lies between the look and the effect of every request."""


def main() -> None:
    """Serve until stopped; nothing is kept."""
    port = int(sys.argv[1])
    model = salon_calcom(salon_tenant(f"http://127.0.0.1:{port}"), limit=REQUESTS_PER_MINUTE * 4)
    application = build_fake(model, Faults(), latency=LATENCY_SECONDS)
    config = uvicorn.Config(application, host="127.0.0.1", port=port, log_level="error", date_header=False)
    asyncio.run(_serve(uvicorn.Server(config)))


async def _serve(server: uvicorn.Server) -> None:
    def end() -> None:
        server.should_exit = True

    asyncio.get_running_loop().add_reader(sys.stdin, end)
    await server.serve()


if __name__ == "__main__":
    main()
