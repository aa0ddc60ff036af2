"""Secrets by reference: `env:NAME` from the environment, `secret:NAME` sealed in the store."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken

from holdfast.actions.desk import Desk
from holdfast.store import keys
from holdfast.store.engine import Tx


class SecretKeyMissing(Exception):
    """HOLDFAST_SECRET_KEY is not set, so no secret can be sealed or opened."""


class SecretUnreadable(Exception):
    """A stored secret was sealed under another HOLDFAST_SECRET_KEY."""


def _box(secret_key: str | None) -> Fernet:
    if not secret_key:
        raise SecretKeyMissing("HOLDFAST_SECRET_KEY is not set")
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(secret_key.encode()).digest()))


async def set_secret(desk: Desk, name: str, value: str, slug: str = "") -> None:
    """Seal a secret and keep it: for one tenant, or (empty slug) for the installation. Raises SecretKeyMissing."""
    sealed = _box(desk.settings.secret_key).encrypt(value.encode())
    await desk.transact(lambda tx: keys.put_secret(tx, slug, name, sealed, desk.clock.now()))


async def remove_secret(desk: Desk, name: str, slug: str = "") -> bool:
    """Forget a secret. False when there is none of that name."""
    return await desk.transact(lambda tx: keys.remove_secret(tx, slug, name))


def open_reference(tx: Tx, desk: Desk, reference: str, slug: str) -> str | None:
    """What a reference stands for, None where there is no such secret. Raises SecretKeyMissing, SecretUnreadable."""
    kind, _, name = reference.partition(":")
    if kind == "env":
        return desk.environment.get(name) or None
    if kind != "secret":
        return None
    sealed = keys.sealed_secret(tx, slug, name)
    if sealed is None:
        return None
    try:
        return _box(desk.settings.secret_key).decrypt(sealed).decode()
    except InvalidToken as error:
        raise SecretUnreadable(name) from error


def is_known(tx: Tx, desk: Desk, reference: str, slug: str) -> bool:
    """Whether a reference can be opened here and now."""
    try:
        return open_reference(tx, desk, reference, slug) is not None
    except (SecretKeyMissing, SecretUnreadable):
        return False
