"""The post of the real world."""

from dataclasses import dataclass

from holdfast.post import mail, webhooks, whispers
from holdfast.post.port import Letter, WebhookPost, Whisper


@dataclass(frozen=True, slots=True)
class OutgoingPost:
    """Sends over HTTPS and SMTP. `loopback`: webhooks may go to this very machine."""

    loopback: bool = False

    async def call(self, webhook: WebhookPost) -> str:
        """See `Post`."""
        return await webhooks.call(webhook, loopback=self.loopback)

    async def whisper(self, one: Whisper) -> str:
        """See `Post`."""
        return await whispers.whisper(one, loopback=self.loopback)

    async def send(self, letter: Letter) -> str:
        """See `Post`."""
        return await mail.send(letter)
