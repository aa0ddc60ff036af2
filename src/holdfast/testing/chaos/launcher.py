"""Starts `holdfast …` again and again: everything is imported once, then each process is forked from here.

A program for `nursery`. Lines in: a JSON list [log file, argument, …]. Lines out: "ready" once, then the process id of
each. When standard input ends, whatever still lives is killed. A child is `python -m holdfast` in all but the second
that importing takes; the command line itself is reached as from any shell, by its name.
"""

import importlib
import json
import os
import runpy
import signal
import sys
from contextlib import suppress
from typing import NoReturn

IMPORTED = ("holdfast.entry.cli", "holdfast.app", "holdfast.entry.server", "holdfast.entry.worker", "uvicorn")


def main() -> None:
    """Take orders from standard input."""
    for name in IMPORTED:
        importlib.import_module(name)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # Nobody has to wait for the dead.
    children: list[int] = []
    _tell("ready")
    for line in sys.stdin:
        log, *arguments = json.loads(line)
        child = os.fork()
        if child == 0:
            _become(log, arguments)
        children.append(child)
        _tell(str(child))
    for child in children:
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)


def _tell(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _become(log: str, arguments: list[str]) -> NoReturn:
    """Be the command line, with its output in a file. Never returns to the orders."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setpgid(0, 0)  # Ctrl-C is for the test, which ends its processes itself.
    written, nothing = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644), os.open(os.devnull, os.O_RDONLY)
    for source, target in ((nothing, 0), (written, 1), (written, 2)):
        os.dup2(source, target)
    sys.argv = ["holdfast", *arguments]
    code: object = 0
    try:
        runpy.run_module("holdfast", run_name="__main__")
    except SystemExit as end:
        code = end.code
    finally:
        sys.stdout.flush()
        os._exit(code if isinstance(code, int) else 1)


if __name__ == "__main__":
    main()
