"""`holdfast demo`: a salon to call from the browser, or a phone call on a bad day, played through the real door."""

import asyncio
from contextlib import suppress
from typing import Annotated

import typer

from holdfast.entry.cli.session import quiet_logs
from holdfast.entry.cli.terminal import AsJson, Code, Refusal, out, print_json


def demo(
    once: Annotated[bool, typer.Option("--once", help="End afterwards; exit 0 only if everything agreed.")] = False,
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Port of the server; 0: any free one.")] = 0,
    old_way: Annotated[
        bool, typer.Option("--old-way", help="Show beside it what the usual gateway does with the same bad luck.")
    ] = False,
    calm: Annotated[
        bool, typer.Option("--calm", help="An ordinary day instead, with the calendar that is built in.")
    ] = False,
    play: Annotated[
        bool, typer.Option("--play", help="Play the call in the terminal, and leave the server up afterwards.")
    ] = False,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Only print the address of the test call.")] = False,
    as_json: AsJson = False,
) -> None:
    """Open a sample salon in the browser, on the page where you call it yourself by typing; or play a call here.

    By itself it serves a salon to this machine alone, and opens the test call without an account. With --once, --play
    or --old-way it plays the call that Holdfast was made for in the terminal: the calendar takes eleven seconds for
    every booking, one of its answers gets lost, and the platform sends the booking again. Everything is real but the
    telephone and the calendar's people: the servers, the requests and their signatures, the seconds, the database (in
    a temporary folder). Nothing needs to be set up, and nothing is left behind.

    Examples:

      holdfast demo                       call the salon from the browser

      holdfast demo --once --old-way      shows both ways and ends by itself

      holdfast demo --calm                plays an ordinary call, and leaves the server up
    """
    if calm and (old_way or as_json):
        raise Refusal("--calm goes with neither --old-way nor --json")
    quiet_logs()
    if not (once or old_way or calm or as_json or play):
        with suppress(KeyboardInterrupt):
            _test_call(port, opens_browser=not no_browser)
        return
    with suppress(KeyboardInterrupt):
        agreed = _calm(once, port) if calm else _incident(once, port, old_way=old_way, as_json=as_json)
        if not agreed:
            raise typer.Exit(Code.DIFFERENCES)


def _test_call(port: int, *, opens_browser: bool) -> None:
    from holdfast.entry.cli.demo.telling import Screen
    from holdfast.entry.cli.demo.test_call import show_test_call  # Here, for the same reason.

    asyncio.run(show_test_call(Screen(out()), port=port, opens_browser=opens_browser and out().is_terminal))


def _calm(once: bool, port: int) -> bool:
    from holdfast.entry.cli.demo.show import show  # Here, since the other verbs need neither server nor client.
    from holdfast.entry.cli.demo.telling import Screen

    return asyncio.run(show(Screen(out()), once=once, port=port))


def _incident(once: bool, port: int, *, old_way: bool, as_json: bool) -> bool:
    from rich.console import Console

    from holdfast.entry.cli.demo.show_incident import show_incident  # Here, for the same reason.
    from holdfast.entry.cli.demo.telling import Screen

    screen = Screen(Console(quiet=True) if as_json else out())
    shown = asyncio.run(show_incident(screen, once=once or as_json, port=port, old_way=old_way))
    if as_json:
        print_json(shown.data())
    return not shown.ours.differences
