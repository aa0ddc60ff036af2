"""`holdfast serve` and `holdfast work`: the processes that stay."""

import asyncio
import signal
import socket
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from holdfast.actions.back_up import database_named, is_sqlite
from holdfast.app import Application, build
from holdfast.entry.cli.terminal import AsJson, Code, Refusal, out, print_json, say
from holdfast.entry.logs import set_up_logs
from holdfast.settings import Settings, read_settings, refuse_public_start

if TYPE_CHECKING:
    from uvicorn import Server

GRACE_SECONDS = 10


def serve(
    host: Annotated[str | None, typer.Option("--host", help="Address to listen on; else HOLDFAST_HOST.")] = None,
    port: Annotated[
        int | None, typer.Option("--port", min=0, max=65535, help="Port; else HOLDFAST_PORT; 0: any free one.")
    ] = None,
    no_worker: Annotated[bool, typer.Option("--no-worker", help="Leave due steps to `holdfast work`.")] = False,
    as_json: AsJson = False,
) -> None:
    """Serve all doors over HTTP, and take up due steps beside it. Ends gently on Ctrl-C.

    Examples:

      holdfast serve

      HOLDFAST_SECRET_KEY=… holdfast serve --host 0.0.0.0 --port 80
    """
    settings = _settings(host, port)
    if no_worker and is_sqlite(settings):
        say("Beware: on SQLite nobody else takes up due steps; without the worker they stay until the next start.")
    listening = listen(settings.host, settings.port)
    set_up_logs(settings)
    url = address_of(listening)
    settings = replace(settings, port=listening.getsockname()[1])
    server = make_server(settings, work=not no_worker)
    if as_json:
        print_json({"url": url, "worker": not no_worker, "database": database_named(settings)})
    else:
        works = "does all the work" if not no_worker else "leaves due steps to: holdfast work"
        out().print(
            f"Holdfast serves {database_named(settings)} and {works}. Ctrl-C ends it.\n{url}",
            markup=False,
            soft_wrap=True,
        )
    with asyncio.Runner(loop_factory=server.config.get_loop_factory()) as runner:
        runner.run(_until_stopped(server, listening))


def _settings(host: str | None, port: int | None) -> Settings:
    settings = read_settings()
    settings = replace(settings, host=host or settings.host, port=settings.port if port is None else port)
    if (reason := refuse_public_start(settings)) is not None:
        raise Refusal(reason)
    return settings


def make_server(settings: Settings, *, work: bool) -> "Server":
    """The HTTP server of these settings, not yet running."""
    return http_server(build(settings), work=work)


def http_server(application: Application, *, work: bool = True) -> "Server":
    """The HTTP server of this application, not yet running."""
    from uvicorn import Config, Server  # Here, since most verbs need no server, and loading one takes half a second.

    from holdfast.entry.server import build_server

    doors = build_server(application, work=work)
    made = Server(Config(doors, log_config=None, access_log=False, timeout_graceful_shutdown=GRACE_SECONDS))
    doors.state.feeds.is_ending = lambda: made.should_exit  # A stream that goes on would hold the server up.
    return made


async def _until_stopped(server: "Server", listening: socket.socket) -> None:
    """Serve until Ctrl-C or SIGTERM; both are ordinary ends. The server repeats the signal once it is done."""
    with suppress(KeyboardInterrupt):
        leave_sigterm_to_the_server()
        await server.serve(sockets=[listening])
    if not server.started:
        raise Refusal("the server did not start; HOLDFAST_LOG=debug shows why", Code.OUTAGE)


def leave_sigterm_to_the_server() -> None:
    """Let SIGTERM end this process as Ctrl-C does: gently, tidied up, and with exit code 0.

    The server catches it, ends, and raises it once more; that second one must not kill us while we tidy up.
    """
    signal.signal(signal.SIGTERM, lambda *_: None)


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens there. Raises Refusal where that is not possible."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The protocol is named, since only then every connection sends at once (TCP_NODELAY) instead of after 40 ms.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(2048)
    except OSError as error:
        listening.close()
        raise Refusal(f"cannot listen on {host}:{port}: {error.strerror or error}", Code.OUTAGE) from error
    listening.set_inheritable(True)
    return listening


def address_of(listening: socket.socket) -> str:
    """The address at which a browser on this machine reaches the socket."""
    host, port = listening.getsockname()[:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def work(as_json: AsJson = False) -> None:
    """Take up due steps without serving. Any number of these share one PostgreSQL.

    Example:

      HOLDFAST_DATABASE_URL=postgresql://… holdfast work
    """
    settings = read_settings()
    if is_sqlite(settings):
        raise Refusal("on SQLite `holdfast serve` does all the work; `holdfast work` is for PostgreSQL")
    set_up_logs(settings)
    asyncio.run(_work(settings, as_json))


async def _work(settings: Settings, as_json: bool) -> None:
    from holdfast.entry.worker import Worker

    application = build(settings)
    worker = Worker(application)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, worker.stop)
    if as_json:
        print_json({"working": True, "database": database_named(settings)})
    else:
        out().print(f"Holdfast works on {database_named(settings)}. Ctrl-C ends it.", markup=False, soft_wrap=True)
    try:
        await worker.run()
    finally:
        await application.close()
