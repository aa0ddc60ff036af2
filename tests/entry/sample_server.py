"""A real server with the sample salon and a fresh key, for tools that ask over the network: it says where on one line.

Run as a program from the repository's root: python -m tests.entry.sample_server DATABASE_URL
"""

import asyncio
import json
import socket
import sys

import uvicorn

from holdfast.actions.apply_tenant import apply_tenant
from holdfast.actions.manage_keys import create_key
from holdfast.app import Application, build
from holdfast.entry.logs import set_up_logs
from holdfast.entry.server import build_server
from holdfast.sample import sample_tenant_file
from holdfast.settings import Settings

SALON = "salon-lindenhof"


async def furnish(application: Application) -> str:
    """Apply the sample salon; the key to it."""
    assert (await apply_tenant(application.desk, sample_tenant_file(), "salon-lindenhof.toml")).faults == ()
    made = await create_key(application.desk, SALON, "for tests")
    assert made is not None
    return made.key


async def serve(settings: Settings) -> None:
    """Serve on a free port until the process is ended."""
    application = build(settings, environment={"RETELL_API_KEY": "key_test_0000"})
    key = await furnish(application)
    listening = socket.create_server(("127.0.0.1", 0))
    print(json.dumps({"url": f"http://127.0.0.1:{listening.getsockname()[1]}", "key": key}), flush=True)  # noqa: T201
    config = uvicorn.Config(build_server(application), log_config=None, access_log=False)
    await uvicorn.Server(config).serve(sockets=[listening])


if __name__ == "__main__":
    wanted = Settings(database_url=sys.argv[1], secret_key="only for tests", log="warning")
    set_up_logs(wanted)
    asyncio.run(serve(wanted))
