"""The port of what leaves the house. One attempt each; when it is tried again is not decided here."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


class PostFault(Exception):
    """An attempt did not arrive, or nobody can say whether it did.

    PostFault
      Unreachable   nobody answered, or not in time
      Declined      the receiver said no: perhaps later
      Forbidden     it must not be sent there at all: an address inside, a receiver that is gone for good
    """

    retry_after: float | None = None


class Unreachable(PostFault):
    """Nobody answered, or not in time."""


class Declined(PostFault):
    """The receiver said no."""

    def __init__(self, words: str, retry_after: float | None = None) -> None:
        """`retry_after`: seconds after which the receiver wants to be asked again."""
        super().__init__(words)
        self.retry_after = retry_after


class Forbidden(PostFault):
    """It must not be sent there, now or later."""


@dataclass(frozen=True, slots=True)
class WebhookPost:
    """One webhook (Standard Webhooks 1.0). `body` is JSON, as it is signed; `id` is the same for every attempt."""

    url: str
    secret: str
    id: str
    body: str
    at: datetime


@dataclass(frozen=True, slots=True)
class MailServer:
    """Through which server a letter goes. `security`: starttls, tls or none."""

    host: str
    port: int
    security: str
    user: str | None = None
    password: str | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """One e-mail in plain text."""

    server: MailServer
    sender: str
    receivers: tuple[str, ...]
    subject: str
    text: str
    id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Whisper:
    """Words for the agent of a running call (Retell's `update-live-call`, contract retell.md, section 8). `url` is
    where its interface is reached, `key` the workspace's."""

    url: str
    key: str
    call_id: str
    context: str


class Post(Protocol):
    """What can be sent."""

    async def whisper(self, one: Whisper) -> str:
        """Hand words to the agent of a running call; the answer in a few words. Raises PostFault."""
        ...

    async def call(self, webhook: WebhookPost) -> str:
        """Send a webhook; the answer in a few words. Raises PostFault."""
        ...

    async def send(self, letter: Letter) -> str:
        """Send an e-mail; the server's answer in a few words. Raises PostFault."""
        ...
