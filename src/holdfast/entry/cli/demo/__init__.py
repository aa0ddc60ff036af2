"""`holdfast demo`: a phone call through the real door on a bad day, and what then stands in the calendar."""

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
    as_json: AsJson = False,
) -> None:
    """Play the call that Holdfast was made for, and show that what was said really stands in the calendar.

    The calendar takes eleven seconds for every booking, and one of its answers gets lost; the platform loses patience
    and sends the booking again. Everything is real but the telephone and the calendar's people: the servers, the
    requests and their signatures, the seconds, the database (in a temporary folder). Nothing needs to be set up, and
    nothing is left behind.

    Examples:

      holdfast demo                       leaves the server up to try things

      holdfast demo --once --old-way      shows both ways and ends by itself

      holdfast demo --calm
    """
    if calm and (old_way or as_json):
        raise Refusal("--calm goes with neither --old-way nor --json")
    quiet_logs()
    with suppress(KeyboardInterrupt):
        agreed = _calm(once, port) if calm else _incident(once, port, old_way=old_way, as_json=as_json)
        if not agreed:
            raise typer.Exit(Code.DIFFERENCES)


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
