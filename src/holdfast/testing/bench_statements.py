"""Which statements the store is sent, as they are sent."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import event

from holdfast.store.engine import Store


@dataclass
class Sent:
    """What was sent while it was watched. A statement for many rows at once counts once."""

    statements: list[str] = field(default_factory=list)
    transactions: int = 0


@contextmanager
def watched(store: Store) -> Iterator[Sent]:
    """Note every statement and every transaction of a store."""
    sent = Sent()

    def on_statement(_c: Any, _cursor: Any, statement: str, _p: Any, _context: Any, _many: Any) -> None:
        sent.statements.append(" ".join(statement.split()))

    def on_begin(_connection: Any) -> None:
        sent.transactions += 1

    event.listen(store.engine, "before_cursor_execute", on_statement)
    event.listen(store.engine, "begin", on_begin)
    try:
        yield sent
    finally:
        event.remove(store.engine, "before_cursor_execute", on_statement)
        event.remove(store.engine, "begin", on_begin)
