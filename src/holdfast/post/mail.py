"""E-mails over SMTP, in plain text, on a thread of their own: the standard library's client waits."""

import asyncio
import smtplib
import ssl
from email.message import EmailMessage
from email.utils import format_datetime

from holdfast.post.port import Declined, Letter, Unreachable

TIMEOUT_SECONDS = 20.0


async def send(letter: Letter) -> str:
    """Hand a letter to its server. Raises PostFault."""
    return await asyncio.to_thread(_send, letter)


def message_of(letter: Letter) -> EmailMessage:
    """The message as it is sent. Control characters never get into a header."""
    message = EmailMessage()
    message["From"] = letter.sender
    message["To"] = ", ".join(letter.receivers)
    message["Subject"] = " ".join(letter.subject.split())[:200]
    message["Date"] = format_datetime(letter.at)
    message["Message-ID"] = f"<{letter.id}@{letter.sender.partition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    return message


def _send(letter: Letter) -> str:
    try:
        with _connected(letter) as server:
            if letter.server.user is not None:
                server.login(letter.server.user, letter.server.password or "")
            refused = server.send_message(message_of(letter), letter.sender, list(letter.receivers))
    except smtplib.SMTPResponseException as error:
        raise Declined(f"SMTP {error.smtp_code}") from error
    except smtplib.SMTPRecipientsRefused as error:
        raise Declined("every receiver was refused") from error
    except (smtplib.SMTPException, OSError) as error:
        raise Unreachable(type(error).__name__) from error
    return f"sent, {len(refused)} of {len(letter.receivers)} refused" if refused else "sent"


def _connected(letter: Letter) -> smtplib.SMTP:
    server = letter.server
    if server.security == "tls":
        return smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT_SECONDS, context=ssl.create_default_context())
    connection = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT_SECONDS)
    if server.security == "starttls":
        connection.starttls(context=ssl.create_default_context())
    return connection
