"""The environment, read once into one frozen value."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address


class SettingsInvalid(Exception):
    """An environment variable has a value that cannot work; the message says which and what is wanted."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How this installation runs. Every field is an environment variable HOLDFAST_… (design 5.4)."""

    database_url: str = "sqlite:///holdfast.db"
    host: str = "127.0.0.1"
    port: int = 8080
    public_url: str | None = None
    secret_key: str | None = None
    log: str = "info"
    loopback_webhooks: bool = False
    """Whether outgoing webhooks may go to this very machine: for trying them out."""

    @property
    def is_public(self) -> bool:
        """Whether others than this machine can reach the server."""
        if self.host == "localhost":
            return False
        try:
            return not ip_address(self.host).is_loopback
        except ValueError:
            return True


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings of this environment. Raises SettingsInvalid."""
    given = {
        name: environment[f"HOLDFAST_{name.upper()}"]
        for name in ("database_url", "host", "port", "public_url", "secret_key", "log", "loopback_webhooks")
        if environment.get(f"HOLDFAST_{name.upper()}")
    }
    try:
        port = int(given.pop("port", "8080"))
    except ValueError as error:
        raise SettingsInvalid("HOLDFAST_PORT is not a number") from error
    if not 0 <= port <= 65535:
        raise SettingsInvalid("HOLDFAST_PORT is not between 0 and 65535")
    if given.get("log", "info").lower() not in ("debug", "info", "warning", "error"):
        raise SettingsInvalid("HOLDFAST_LOG is one of debug, info, warning, error")
    loopback = given.pop("loopback_webhooks", "").lower() in ("1", "yes", "true", "on")
    backend = given.get("database_url", "sqlite").partition(":")[0].partition("+")[0]
    if backend not in ("sqlite", "postgresql"):
        raise SettingsInvalid("HOLDFAST_DATABASE_URL begins with sqlite: or postgresql:")
    return Settings(port=port, loopback_webhooks=loopback, **given)


SHORTEST_SECRET_KEY = 16


def refuse_public_start(settings: Settings) -> str | None:
    """Why a server may not start with these settings, None where it may: open to others, it needs a secret key."""
    if not settings.is_public:
        return None
    if not settings.secret_key:
        return (
            f"{settings.host} can be reached from other machines, and HOLDFAST_SECRET_KEY is not set. "
            "Set it to a long random text, or listen on 127.0.0.1."
        )
    if len(settings.secret_key) < SHORTEST_SECRET_KEY:
        return f"HOLDFAST_SECRET_KEY has fewer than {SHORTEST_SECRET_KEY} characters; a public server needs more."
    return None
