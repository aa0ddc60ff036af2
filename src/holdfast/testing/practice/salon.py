"""The salon of a sandbox: the tenant's own document, with an invented Cal.com in the place of its calendar.

What would reach anybody outside is left out: keys and webhooks of platforms, alarms, people to connect a caller with.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from holdfast.core.interval import Interval
from holdfast.core.tenant import Tenant
from holdfast.core.tenant_file import tenant_of
from holdfast.sample import CALCOM_KEY_VARIABLE
from holdfast.testing.calcom import SALON_KEY, UnluckyCalcom, salon_calcom, salon_event_types
from holdfast.testing.calcom.foreign import book_foreign
from holdfast.testing.calcom.wire import Refused

ENVIRONMENT: Mapping[str, str] = {CALCOM_KEY_VARIABLE: SALON_KEY}
_LEFT_OUT = ("tests", "alarms", "voice", "handover", "event_type")
_CALENDAR = {
    "kind": "calcom",
    "key": "calcom",
    "base_url": "http://calcom.invalid",
    "api_key": f"env:{CALCOM_KEY_VARIABLE}",
    "requests_per_minute": 600,
}
_LATENCY_SECONDS = 0.12
"""How long the invented Cal.com takes for a request on a good day."""


@dataclass(frozen=True, slots=True)
class Engaged:
    """Time in which a member of staff has a visit; whose it is stays in the salon."""

    staff: str
    interval: Interval


def sandbox_document(document: Mapping[str, Any], language: str) -> dict[str, Any]:
    """A stored tenant document as a sandbox uses it, its agent speaking `language`."""
    kept = {name: value for name, value in document.items() if name not in _LEFT_OUT}
    kept |= {"tenant": {**document["tenant"], "language": language}, "calendar": dict(_CALENDAR)}
    types = salon_event_types(tenant_of({**document, "event_type": []}))
    return {**kept, "event_type": [asdict(one) for one in types]}


def sandbox_calendar(tenant: Tenant, engaged: Sequence[Engaged], now: datetime) -> UnluckyCalcom:
    """An invented Cal.com of this salon in which the given spans are taken by nobody in particular."""
    model = salon_calcom(tenant, limit=600)
    first = {one.staff: one.id for one in reversed(tenant.event_types)}
    name = "Belegt" if tenant.language == "de" else "Engaged"
    for one in engaged:
        minutes = int((one.interval.end - one.interval.start).total_seconds() // 60)
        if one.staff in first and minutes > 0:
            try:
                book_foreign(model, first[one.staff], one.interval.start, now, minutes=minutes, name=name)
            except Refused:  # Two entries of one person with the same start and end: one of them shows it.
                continue
    model.take_notices()
    return UnluckyCalcom(model, latency=_LATENCY_SECONDS)
