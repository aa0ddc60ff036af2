"""Sessions of the screens, on the server's side: ended by deleting the row. And failed sign-ins, to slow guessing."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from holdfast.store.engine import Tx, from_ms, to_ms
from holdfast.store.tables import failed_sign_in, user_account, user_session
from holdfast.store.users import User


@dataclass(frozen=True, slots=True)
class Session:
    """One browser that is signed in. `secret` is what its forms must carry."""

    digest: str
    user_id: int
    secret: str
    created_at: datetime
    seen_at: datetime
    ends_at: datetime


def digest_of(token: str) -> str:
    """What is stored of a token. Tokens are long and random, so a plain digest cannot be guessed back."""
    return hashlib.sha256(token.encode()).hexdigest()


def add(tx: Tx, new: Session) -> None:
    """Put a session on record."""
    tx.run(
        sa.insert(user_session),
        {
            "digest": new.digest,
            "user_id": new.user_id,
            "secret": new.secret,
            "created_at": to_ms(new.created_at),
            "seen_at": to_ms(new.seen_at),
            "ends_at": to_ms(new.ends_at),
        },
    )


_FIND = sa.select(user_session).where(user_session.c.digest == sa.bindparam("digest"))


def find(tx: Tx, digest: str, now: datetime) -> Session | None:
    """The living session of a token's digest, of a user who may still come in."""
    wanted = _FIND.join(user_account, user_account.c.id == user_session.c.user_id).where(
        user_account.c.closed_at.is_(None), user_session.c.ends_at > to_ms(now)
    )
    row = tx.run(wanted, {"digest": digest}).first()
    return _session(row) if row else None


def seen(tx: Tx, digest: str, at: datetime, ends_at: datetime) -> None:
    """Note that a session was used, and when it ends by itself now."""
    tx.run(
        sa.update(user_session).where(user_session.c.digest == digest).values(seen_at=to_ms(at), ends_at=to_ms(ends_at))
    )


def end(tx: Tx, digest: str) -> None:
    """End one session at once."""
    tx.run(sa.delete(user_session).where(user_session.c.digest == digest))


def end_all(tx: Tx, user: User, but: str | None = None) -> int:
    """End every session of a user, `but` one. Returns how many."""
    mine = sa.delete(user_session).where(user_session.c.user_id == user.id, user_session.c.digest != (but or ""))
    return tx.run(mine).rowcount


def of_user(tx: Tx, user_id: int, now: datetime) -> list[Session]:
    """The living sessions of a user, newest first."""
    wanted = sa.select(user_session).where(user_session.c.user_id == user_id, user_session.c.ends_at > to_ms(now))
    return [_session(row) for row in tx.run(wanted.order_by(user_session.c.seen_at.desc()))]


def forget(tx: Tx, now: datetime, failures_before: datetime) -> None:
    """Drop sessions that ended, and failures too old to count."""
    tx.run(sa.delete(user_session).where(user_session.c.ends_at <= to_ms(now)))
    tx.run(sa.delete(failed_sign_in).where(failed_sign_in.c.at < to_ms(failures_before)))


def note_failures(tx: Tx, keys: Iterable[str], at: datetime) -> None:
    """Count a failed sign-in under each of these keys."""
    tx.run(sa.insert(failed_sign_in), [{"key": digest_of(key), "at": to_ms(at)} for key in keys])


def failures(tx: Tx, key: str, since: datetime) -> int:
    """How often it failed under a key since then."""
    wanted = sa.select(sa.func.count()).where(
        failed_sign_in.c.key == digest_of(key), failed_sign_in.c.at >= to_ms(since)
    )
    return int(tx.run(wanted).scalar_one())


def forget_failures(tx: Tx, key: str) -> None:
    """A sign-in went well: what failed before counts no more."""
    tx.run(sa.delete(failed_sign_in).where(failed_sign_in.c.key == digest_of(key)))


def _session(row: Any) -> Session:
    return Session(
        row.digest, row.user_id, row.secret, from_ms(row.created_at), from_ms(row.seen_at), from_ms(row.ends_at)
    )
