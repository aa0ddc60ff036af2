"""One command's use of the application: open it, run, close it, and turn every fault into a sentence and a code."""

import asyncio
import logging
import sys
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

import structlog
import typer
from typer.core import TyperGroup

from holdfast.actions.admit import Admitted
from holdfast.actions.back_up import BackupFault, ToolMissing, is_wrong_address, outage_in_words
from holdfast.actions.manage_keys import tenant_slugs
from holdfast.actions.secrets import SecretKeyMissing, SecretUnreadable
from holdfast.app import Application, build
from holdfast.entry.cli.terminal import Code, Refusal, fail
from holdfast.settings import SettingsInvalid, read_settings

T = TypeVar("T")
_REPORT = "this is a defect in Holdfast, please report it; HOLDFAST_LOG=debug shows where"


def run(work: Callable[[Application], Awaitable[T]]) -> T:
    """Open the application of this environment, let `work` use it, close it."""
    quiet_logs()

    async def opened() -> T:
        application = build(read_settings())
        try:
            return await work(application)
        finally:
            await application.close()

    return asyncio.run(opened())


def run_bare(work: Coroutine[Any, Any, T]) -> T:
    """Do work that needs no application: it looks after the database that an application would open."""
    quiet_logs()
    return asyncio.run(work)


def quiet_logs() -> None:
    """Warnings of the library go to standard error: standard output belongs to the result."""
    structlog.configure(
        processors=[structlog.processors.add_log_level, structlog.dev.ConsoleRenderer(colors=False)],
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        logger_factory=lambda *_names: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )


async def tenant_named(application: Application, slug: str) -> Admitted:
    """The tenant of that name. Raises Refusal, which names those that there are."""
    found = await application.doorkeeper.by_slug(slug, afresh=True)
    if found is None:
        known = await tenant_slugs(application.desk)
        there_are = f"there are: {', '.join(known)}" if known else "there is none yet: holdfast apply FILE"
        raise Refusal(f"there is no tenant {slug}; {there_are}")
    return found


class Verbs(TyperGroup):
    """The commands. Whatever goes wrong in one of them ends here: a sentence and an exit code, never a trace."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except (typer.Exit, typer.Abort, typer.TyperException, BrokenPipeError):
            raise  # Known to typer; a reader that has seen enough is no fault.
        except KeyboardInterrupt:
            raise typer.Exit(Code.FINE) from None
        # broad: a person at a terminal reads a sentence, whatever went wrong
        except Exception as error:  # noqa: BLE001
            code, sentence = in_words(error)
            fail(sentence, code)


def in_words(error: Exception) -> tuple[Code, str]:
    """What went wrong, and what the exit code says of it."""
    if isinstance(error, Refusal):
        return error.code, str(error)
    if isinstance(error, SettingsInvalid):
        return Code.USAGE, str(error)
    if is_wrong_address(error):
        return Code.USAGE, "HOLDFAST_DATABASE_URL is no address of a database, such as sqlite:///holdfast.db"
    if isinstance(error, SecretKeyMissing):
        return Code.USAGE, "HOLDFAST_SECRET_KEY is not set; secrets are sealed under it"
    if isinstance(error, SecretUnreadable):
        return Code.USAGE, f"the secret {error} was sealed under another HOLDFAST_SECRET_KEY"
    if isinstance(error, BackupFault):
        return Code.OUTAGE if isinstance(error, ToolMissing) else Code.USAGE, str(error)
    outage = outage_in_words(error)
    if outage is not None:
        return Code.OUTAGE, outage
    if isinstance(error, OSError) and error.filename:
        return Code.USAGE, f"{error.filename}: {error.strerror}"
    return _defect(error)


def _defect(error: Exception) -> tuple[Code, str]:
    try:
        debugging = read_settings().log.lower() == "debug"
    except SettingsInvalid:
        debugging = False
    if debugging:
        raise error
    return Code.OUTAGE, f"{type(error).__name__}: {error}; {_REPORT}"
