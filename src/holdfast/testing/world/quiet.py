"""Silence for the logs of the simulated processes, but for one thing: a defect that was caught somewhere is kept."""

import sys
from collections.abc import MutableMapping
from types import TracebackType
from typing import Any

import structlog


class Defects:
    """While it is open, nothing is logged; whatever is logged with an exception is a defect, and is found here."""

    def __init__(self) -> None:
        """Nothing found."""
        self.found: list[str] = []
        self._before: dict[str, Any] = {}

    def __enter__(self) -> "Defects":
        """Take the logs over."""
        self._before = structlog.get_config()
        structlog.configure(
            processors=[self._keep],
            wrapper_class=structlog.make_filtering_bound_logger(40),
            logger_factory=structlog.ReturnLoggerFactory(),
            cache_logger_on_first_use=False,
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Give the logs back."""
        structlog.configure(**self._before)

    def _keep(self, _logger: Any, _method: str, event: MutableMapping[str, Any]) -> str:
        if event.get("exc_info"):
            error = sys.exc_info()[1]
            self.found.append(f"{event.get('event')}: {error!r}{where(error)}")
        raise structlog.DropEvent


def where(error: BaseException | None) -> str:
    """In which line of ours an exception came up, as the end of a sentence."""
    trace, place = (error.__traceback__ if error is not None else None), ""
    while trace is not None:
        code = trace.tb_frame.f_code
        if "holdfast" in code.co_filename:
            place = f" in {code.co_name}, line {trace.tb_lineno}"
        trace = trace.tb_next
    return place
