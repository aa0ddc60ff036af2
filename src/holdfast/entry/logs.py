"""Logs: JSON lines on standard error, readable ones on a terminal. Personal data reaches only a debugger (G11).

A field that may hold personal data is called `pii.…`; only with HOLDFAST_LOG=debug it is written.
"""

import logging
import sys
from typing import TextIO

import structlog
from structlog.types import EventDict, Processor, WrappedLogger

from holdfast.settings import Settings

PERSONAL = "pii."
_NOISY = ("alembic", "httpx", "httpcore", "uvicorn.access")


def without_personal(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Drop the marked fields."""
    return {name: value for name, value in event.items() if not name.startswith(PERSONAL)}


def set_up_logs(settings: Settings, stream: TextIO | None = None) -> None:
    """Let everything that logs in this process, other packages too, write such lines. For programs, not for tests."""
    stream = stream or sys.stderr
    shared = _shared(settings)
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(_formatter(shared, pretty=stream.isatty()))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.log.upper())
    for name in _NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)


def _shared(settings: Settings) -> list[Processor]:
    """What every line goes through, ours and those of other packages."""
    masking: list[Processor] = [] if settings.log.lower() == "debug" else [without_personal]
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper("iso", utc=True, key="at"),
        *masking,
    ]


def _formatter(shared: list[Processor], *, pretty: bool) -> logging.Formatter:
    # Plain tracebacks: richer ones show the values of local variables, and those are personal.
    last: list[Processor] = (
        [structlog.dev.ConsoleRenderer(timestamp_key="at", exception_formatter=structlog.dev.plain_traceback)]
        if pretty
        else [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False, default=str)]
    )
    remove = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    return structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=[remove, *last])
