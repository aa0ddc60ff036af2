"""What makes an entry ours, and findable: its name on the server, its UID, and our properties on it."""

import hashlib
import re
from urllib.parse import quote

from icalendar import Event

from holdfast.core.ids import Reference
from holdfast.core.interval import Interval
from holdfast.core.saga import Entry

REFERENCE = "X-HOLDFAST-REF"
TENANT = "X-HOLDFAST-TENANT"
HASH = "X-HOLDFAST-HASH"
_UID = re.compile(r"(?P<visit>.+)-(?P<segment>\d{1,4})-\d{8}T\d{6}Z(-\d)?@(?P<tenant>[^@]+)\.holdfast")


def name_of(entry: Entry, turn: int = 1) -> str:
    """The name of an entry, the same however often it is asked: reference and start. A visit that moves without
    overlap has two entries under one reference for a while, so the reference alone is not enough. `turn` 2 and later
    name another one where the first name is taken by an entry of ours that was moved or cancelled since."""
    visit, _, segment = entry.reference.rpartition("/")
    again = "" if turn == 1 else f"-{turn}"
    return f"{visit}-{segment}-{entry.interval.start:%Y%m%dT%H%M%SZ}{again}"


def file_of(name: str) -> str:
    """Under which name in the collection an entry is stored."""
    return quote(name, safe="-._~") + ".ics"


def uid_of(name: str, tenant: str) -> str:
    """The iCalendar UID of an entry, unlike every other in the world."""
    return f"{name}@{tenant}.holdfast"


def uid_fragment(reference: Reference) -> str:
    """What occurs in the UIDs of all entries of the visit that the reference belongs to."""
    return reference.rpartition("/")[0] + "-"


def reference_on(event: Event, tenant: str) -> Reference | None:
    """Our reference on an entry; None when it is somebody else's. Some programs drop properties that they do not
    know, so an entry without any of ours is still known by its UID."""
    reference, owner = _text(event, REFERENCE), _text(event, TENANT)
    if reference or owner:
        return Reference(reference) if reference and owner == tenant else None
    found = _UID.fullmatch(_text(event, "UID"))
    if found is None or found["tenant"] != tenant:
        return None
    return Reference(f"{found['visit']}/{found['segment']}")


def content_hash(title: str, span: Interval) -> str:
    """What we wrote, in short: an entry whose content no longer fits its hash was changed by somebody else."""
    text = f"{span.start:%Y%m%dT%H%M%SZ}/{span.end:%Y%m%dT%H%M%SZ}/{title}"
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()[:32]


def _text(event: Event, name: str) -> str:
    value = event.get(name, "")
    return str(value[0] if isinstance(value, list) and value else value).strip()
