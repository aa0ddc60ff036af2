"""The command line: verbs on nouns, `--json` everywhere. It decides nothing; every verb calls an action.

Exit codes: 0 fine, 1 differences found, 2 wrong use or refused, 3 something is out of order.
"""

from typing import Annotated

import typer

from holdfast import __version__
from holdfast.entry.cli.absences import absence
from holdfast.entry.cli.agents import agent
from holdfast.entry.cli.applying import apply
from holdfast.entry.cli.bench import bench
from holdfast.entry.cli.bookings import booking
from holdfast.entry.cli.calls import call
from holdfast.entry.cli.checking import check_calendar
from holdfast.entry.cli.credentials import key, secret
from holdfast.entry.cli.databases import db
from holdfast.entry.cli.demo import demo
from holdfast.entry.cli.doctor import doctor
from holdfast.entry.cli.explaining import case, explain_call, export_call
from holdfast.entry.cli.fake_calcom import fake_calcom
from holdfast.entry.cli.repairs import repair
from holdfast.entry.cli.replays import replay_call
from holdfast.entry.cli.serving import serve, work
from holdfast.entry.cli.session import Verbs
from holdfast.entry.cli.simulate import simulate
from holdfast.entry.cli.slots import slot
from holdfast.entry.cli.stats import stats
from holdfast.entry.cli.users import user
from holdfast.entry.cli.whereabouts import show_where

app = typer.Typer(
    cls=Verbs,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    help="""Holdfast books appointments for telephone AI agents, and makes sure that they are really there.

    To begin:

      holdfast demo                 see one whole call

      holdfast apply salon.toml     put your salon in force

      holdfast serve                open the doors

    Settings come from the environment: HOLDFAST_DATABASE_URL (sqlite:///holdfast.db), HOLDFAST_HOST, HOLDFAST_PORT,
    HOLDFAST_PUBLIC_URL, HOLDFAST_SECRET_KEY, HOLDFAST_LOG.
    """,
)

_RUN, _SALON, _LOOK = "Run", "Set up", "Look up"

app.command(rich_help_panel=_RUN)(demo)
app.command(rich_help_panel=_RUN)(serve)
app.command(rich_help_panel=_RUN)(work)
app.command(rich_help_panel=_RUN)(bench)
app.command(rich_help_panel=_RUN)(simulate)
app.command("fake-calcom", rich_help_panel=_RUN)(fake_calcom)
app.add_typer(db, name="db", rich_help_panel=_RUN)
app.command(rich_help_panel=_SALON)(apply)
app.command(rich_help_panel=_SALON)(doctor)
app.add_typer(secret, name="secret", rich_help_panel=_SALON)
app.add_typer(key, name="key", rich_help_panel=_SALON)
app.add_typer(user, name="user", rich_help_panel=_SALON)
app.add_typer(agent, name="agent", rich_help_panel=_SALON)
app.add_typer(absence, name="absence", rich_help_panel=_SALON)
booking.command("where")(show_where)
call.command("explain")(explain_call)
call.command("export")(export_call)
app.add_typer(booking, name="booking", rich_help_panel=_LOOK)
call.command("replay")(replay_call)
app.add_typer(call, name="call", rich_help_panel=_LOOK)
app.add_typer(case, name="case", rich_help_panel=_LOOK)
app.add_typer(slot, name="slot", rich_help_panel=_LOOK)
app.command("check", rich_help_panel=_LOOK)(check_calendar)
app.add_typer(repair, name="repair", rich_help_panel=_LOOK)
app.command(rich_help_panel=_LOOK)(stats)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"holdfast {__version__}")
        raise typer.Exit


@app.callback()
def only_options(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Options before the verb; the text shown is that of `app`."""


def main() -> None:
    """The program `holdfast`."""
    app()
