"""`holdfast demo`: one whole phone call through the real door, and what then stands in the calendar."""

import asyncio
from contextlib import suppress
from typing import Annotated

import typer

from holdfast.entry.cli.session import quiet_logs
from holdfast.entry.cli.terminal import Code, out


def demo(
    once: Annotated[bool, typer.Option("--once", help="End afterwards; exit 0 only if everything agreed.")] = False,
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Port of the server; 0: any free one.")] = 0,
) -> None:
    """Play one telephone call with a sample salon, and show that what was said really stands in the calendar.

    Everything is real but the telephone: the server, its signed requests, the database (in a temporary folder).
    Nothing needs to be set up, and nothing is left behind.

    Examples:

      holdfast demo           leaves the server up to try things

      holdfast demo --once    ends by itself
    """
    from holdfast.entry.cli.demo.show import show  # Here, since the other verbs need neither server nor client.
    from holdfast.entry.cli.demo.telling import Screen

    quiet_logs()
    with suppress(KeyboardInterrupt):
        if not asyncio.run(show(Screen(out()), once=once, port=port)):
            raise typer.Exit(Code.DIFFERENCES)
