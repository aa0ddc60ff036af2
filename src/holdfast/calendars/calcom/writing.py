"""What an entry looks like in Cal.com: who attends, what staff read, how it is found again.

Cal.com makes a booking's title out of the event type, the host and the attendee's name, and takes none from us. So the
attendee is called what staff should read; only where Cal.com writes to the customer does their own name stand.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from holdfast.calendars.calcom.options import Options
from holdfast.core.ids import EventTypeId, Reference
from holdfast.core.saga import Entry
from holdfast.core.tenant import Tenant

REFERENCE, CODE, TENANT, TITLE = "holdfast_ref", "holdfast_code", "holdfast_tenant", "holdfast_title"
LONGEST_VALUE = 500
"""Metadata: at most 50 keys, a key of 40 characters, a value of 500, all of them text (measured)."""
LONGEST_NAME = 200
CANCELLED = "Holdfast: vom Telefonagenten abgesagt"
MOVED = "Holdfast: vom Telefonagenten verlegt"


def written(moment: datetime) -> str:
    """An instant as it is sent: UTC, whole seconds, Z."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def minutes_of(entry: Entry) -> int:
    """How long an entry is."""
    return entry.interval.length // timedelta(minutes=1)


def is_first(entry: Entry) -> bool:
    """Whether it is the first segment of its visit: the only one that may bear the customer's own address."""
    return entry.reference.rpartition("/")[2] == "1"


def address_of(entry: Entry, options: Options) -> str:
    """The attendee's e-mail address, in lower case since Cal.com's search minds the case.

    One of nobody, made of the visit's code, unless the tenant lets Cal.com write to its customers.
    """
    if options.mails_customer and is_first(entry) and entry.email:
        return entry.email.strip().lower()
    local = "".join(
        letter for letter in (entry.ref or entry.reference).lower() if letter.isascii() and letter.isalnum()
    )
    return f"{local or 'besuch'}@{options.attendee_domain}"


def body_of(entry: Entry, event_type: EventTypeId, tenant: Tenant, options: Options) -> dict[str, Any]:
    """The request that books an entry. A telephone number stands on the first segment alone, and is never invented."""
    address = address_of(entry, options)
    is_customers = bool(entry.email) and address == (entry.email or "").strip().lower()
    name = (entry.attendee if is_customers else entry.title) or entry.title or entry.ref or "Holdfast"
    attendee = {"name": plain(name)[:LONGEST_NAME], "email": address, "timeZone": tenant.timezone.key}
    attendee["language"] = "en" if tenant.language == "en" else "de"
    if entry.phone and is_first(entry):
        attendee["phoneNumber"] = entry.phone
    return {
        "eventTypeId": event_type,
        "start": written(entry.interval.start),
        "attendee": attendee,
        "metadata": metadata_of(entry, tenant),
    }


def plain(text: str) -> str:
    """A text that any server can keep: without control characters, and without halves of characters."""
    whole = text.encode("utf-8", "replace").decode("utf-8")
    return " ".join("".join(one if one.isprintable() else " " for one in whole).split())


def metadata_of(entry: Entry, tenant: Tenant) -> dict[str, str]:
    """What makes a booking ours and is found again in every list (R18)."""
    values = {REFERENCE: entry.reference, CODE: entry.ref, TENANT: tenant.slug, TITLE: entry.title}
    return {key: plain(value)[:LONGEST_VALUE] for key, value in values.items() if value}


def reference_in(metadata: Mapping[str, str], tenant: Tenant) -> Reference | None:
    """Our reference on a booking; another tenant's entry is somebody else's."""
    found = metadata.get(REFERENCE)
    return Reference(found) if found and metadata.get(TENANT) == tenant.slug else None
