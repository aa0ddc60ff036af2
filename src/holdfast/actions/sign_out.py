"""Signing out: the session ends on the server, whatever the browser keeps."""

from holdfast.actions.desk import Desk
from holdfast.actions.sign_in import Visitor
from holdfast.store import audit, sessions
from holdfast.store.audit import Entry
from holdfast.store.engine import Tx


async def sign_out(desk: Desk, visitor: Visitor, *, everywhere: bool = False) -> None:
    """End this session, or every session of the user."""

    def body(tx: Tx) -> None:
        if everywhere:
            sessions.end_all(tx, visitor.user)
        sessions.end(tx, visitor.session.digest)
        audit.note_unbound(tx, Entry(desk.clock.now(), "signed_out", visitor.user.id))

    await desk.transact(body)
