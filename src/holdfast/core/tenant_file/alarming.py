"""[alarms]: when the salon is told that something is not as it was said, and how."""

from functools import partial
from urllib.parse import urlsplit

from holdfast.core.tenant_file.fault import Place
from holdfast.core.tenant_file.outside import Outside
from holdfast.core.tenant_file.shape import Field, Fields, Table, distinct, list_of, read_table
from holdfast.core.tenant_file.values import as_text, choice, matching, number, text

LOOPBACK = ("localhost", "127.0.0.1", "::1")
SECURITY = ("starttls", "tls", "none")
MOST_RECEIVERS = 20

_email = matching(r"[^\s@,;<>]{1,64}@[A-Za-z0-9.-]{1,190}", 'an e-mail address such as "salon@example.org"')
_host = matching(r"[A-Za-z0-9.:-]{1,200}", 'the name of a mail server such as "mail.example.org"')
_time = matching("([01][0-9]|2[0-3]):[0-5][0-9]", 'a time such as "18:00"')
_receivers = distinct(list_of(_email, MOST_RECEIVERS))


def webhook_address(place: Place, value: object) -> str | None:
    """Reads where a webhook is sent: https, or this very machine for trying it out."""
    words = as_text(place, value)
    if words is None:
        return None
    try:
        parts = urlsplit(words)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host, parts = None, urlsplit("")
    is_allowed = parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK)
    if host and is_allowed and not parts.username and len(words) <= 500:
        return words
    place.fault('must be an address such as "https://example.org/holdfast", without a user (http only on this machine)')
    return None


def read_alarms(place: Place, value: object, outside: Outside) -> Table | None:
    """Reads [alarms] and [alarms.smtp]."""
    smtp: Fields = {
        "host": Field(_host, required=True),
        "port": Field(number(1, 65535)),
        "security": Field(choice(SECURITY)),
        "user": Field(text(200)),
        "password": Field(outside.secret),
        "sender": Field(_email, required=True),
    }
    alarms = read_table(
        place,
        value,
        {
            "after_minutes": Field(number(1, 10_080, "minutes")),
            "unseen_minutes": Field(number(5, 10_080, "minutes")),
            "digest_at": Field(_time),
            "email": Field(_receivers),
            "operator_email": Field(_receivers),
            "webhook": Field(webhook_address),
            "webhook_secret": Field(outside.secret),
            "smtp": Field(partial(read_table, fields=smtp)),
        },
    )
    if alarms is not None and isinstance(value, dict):
        _note_what_is_missing(place, value)
    return alarms


def _note_what_is_missing(place: Place, written: Table) -> None:
    if "webhook" in written and "webhook_secret" not in written:
        place.key("webhook_secret").fault('is missing; it signs what is sent, by reference such as "env:ALARM_SECRET"')
    if ("email" in written or "operator_email" in written) and "smtp" not in written:
        place.key("smtp").fault("is missing; without a mail server nothing can be sent")
    smtp = written.get("smtp")
    if isinstance(smtp, dict) and smtp.get("security") == "none" and smtp.get("host") not in LOOPBACK:
        place.key("smtp").key("security").fault('can be "none" only for a mail server on this machine')
