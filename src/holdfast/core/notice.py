"""What a calendar tells by itself (a webhook): whether it is from it, and which days it is about. Pure.

A notice is a hint and never a fact: it may be lost, late, doubled, out of order, or cut in half. All it can do is make
us look. What it says is read as far as it is readable; nothing in it is believed.
"""

import hmac
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from holdfast.core.ids import Reference, RemoteUid
from holdfast.core.interval import Interval, span_of_days, utc_day, utc_days

SIGNATURE_HEADER = "X-Cal-Signature-256"
"""Hex HMAC-SHA256 of the raw body under the webhook's secret (measured on Cal.com, contract 6 and 10)."""
CREATED = "BOOKING_CREATED"
RESCHEDULED = "BOOKING_RESCHEDULED"
CANCELLED = "BOOKING_CANCELLED"
TRIGGERS = (CREATED, RESCHEDULED, CANCELLED, "BOOKING_REQUESTED", "BOOKING_REJECTED")
"""What is worth hearing of; anything else is kept and leads to nothing."""
MOST_DAYS = 14
"""How many days one notice can make due: a visit touches two, a move four."""
LOOK_BACK = timedelta(days=31)
LOOK_AHEAD = timedelta(days=731)
"""Outside of these nothing of ours stands: the horizon is 730 days at most."""

_FIRST_YEAR = 1970
_DIGEST = re.compile("[0-9a-fA-F]{64}")
_REFERENCE = re.compile(r"v_[a-z0-9]{1,30}/[0-9]{1,3}")
_LONGEST_UID = 200
_SPANS = (("startTime", "endTime"), ("rescheduleStartTime", "rescheduleEndTime"))


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice as far as it could be read. `uid` is the entry it is about, `former` what a moved one was before,
    `reference` ours, where the calendar repeats it. `spans`: when the entry stands or stood, the new time first."""

    trigger: str
    uid: RemoteUid | None = None
    former: RemoteUid | None = None
    reference: Reference | None = None
    spans: tuple[Interval, ...] = ()

    @property
    def is_known(self) -> bool:
        """Whether it is of a kind that can change what stands in the calendar."""
        return self.trigger in TRIGGERS

    @property
    def uids(self) -> tuple[RemoteUid, ...]:
        """Every identifier in it."""
        return tuple(uid for uid in (self.uid, self.former) if uid is not None)


@dataclass(frozen=True, slots=True)
class Known:
    """What we know of one entry that a notice may be about. `uid` None: not answered yet. `is_wanted`: it should stand
    there, and stands in the generation that counts."""

    reference: Reference
    uid: RemoteUid | None
    interval: Interval
    is_wanted: bool


def signature(body: bytes, secret: str) -> str:
    """What the calendar writes into the header for this body."""
    return hmac.new(secret.encode(), body, sha256).hexdigest()


def is_signed(body: bytes, header: str | None, secret: str | None) -> bool:
    """Whether somebody who knows the secret wrote these very bytes. Compares in constant time; without a secret of
    ours nobody can prove anything."""
    if not secret or header is None or not _DIGEST.fullmatch(header):
        return False
    return hmac.compare_digest(signature(body, secret), header.lower())


def read_notice(body: bytes) -> Notice | None:
    """The notice in a body; None where nothing can be read out of it."""
    try:
        message = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(message, dict) or not isinstance(message.get("triggerEvent"), str):
        return None
    payload = message.get("payload")
    told: dict[str, Any] = payload if isinstance(payload, dict) else {}
    return Notice(
        trigger=message["triggerEvent"][:40],
        uid=_uid(told.get("uid")),
        former=_uid(told.get("rescheduleUid")),
        reference=_reference(told.get("metadata")),
        spans=tuple(_spans(told)),
    )


def is_echo(notice: Notice, known: Iterable[Known]) -> bool:
    """Whether it only repeats what we wrote ourselves: our reference, at the time at which it should stand, under the
    uid we know (or before we know any). What was moved or cancelled is never taken for an echo."""
    if notice.trigger != CREATED or notice.reference is None or not notice.spans:
        return False
    same = (one for one in known if one.reference == notice.reference and one.is_wanted)
    return any(one.interval == notice.spans[0] and one.uid in (None, notice.uid) for one in same)


def days_touched(notice: Notice, known: Iterable[Known], now: datetime) -> tuple[int, ...]:
    """The days that should be looked at now, as UTC days since 1970: those it names, and those on which we know the
    entry. Bounded, however far away a notice claims to be."""
    spans = (*notice.spans, *(one.interval for one in known))
    first, last = utc_day(now - LOOK_BACK), utc_day(now + LOOK_AHEAD)
    days = {day for span in spans for day in _days(span) if first <= day <= last}
    return tuple(sorted(days)[:MOST_DAYS])


def day_span(day: int) -> Interval:
    """The UTC day of that number since 1970."""
    return span_of_days(range(day, day + 1))


def _days(span: Interval) -> range:
    return utc_days(span)[: MOST_DAYS + 1]


def _uid(value: object) -> RemoteUid | None:
    usable = isinstance(value, str) and 0 < len(value) <= _LONGEST_UID and value.isprintable()
    return RemoteUid(str(value)) if usable else None


def _reference(metadata: object) -> Reference | None:
    """Ours among the metadata, under whatever name: its form is found nowhere else."""
    if not isinstance(metadata, dict):
        return None
    texts = (value for value in metadata.values() if isinstance(value, str))
    return next((Reference(text) for text in texts if _REFERENCE.fullmatch(text)), None)


def _spans(told: dict[str, Any]) -> Iterator[Interval]:
    for first, last in _SPANS:
        start, end = _instant(told.get(first)), _instant(told.get(last))
        if start is not None:
            yield Interval(start, end if end is not None and end > start else start + timedelta(minutes=1))


def _instant(value: object) -> datetime | None:
    """An instant with its offset, in UTC; None for what is none, or lies outside of any calendar."""
    if not isinstance(value, str) or len(value) > 40:
        return None
    try:
        instant = datetime.fromisoformat(value)
        return instant.astimezone(UTC) if _FIRST_YEAR < instant.year < 9000 and instant.tzinfo else None
    except (ValueError, OverflowError):
        return None
