"""The [calendar] section of a tenant file as this adapter understands it; all else has its default."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from holdfast.core.ids import EventTypeId
from holdfast.core.interval import Interval
from holdfast.core.saga import Entry
from holdfast.core.service import staff_resource
from holdfast.core.tenant import Tenant

ATTENDEE_DOMAIN = "telefon.test"
"""Nobody ever has an address there (RFC 2606); Cal.com was measured to take addresses that end like this."""
LONGEST_MINUTES = 480
"""How long somebody else's booking is at most. Listings show only what lies wholly inside, so they are widened."""


@dataclass(frozen=True, slots=True)
class Options:
    """What one tenant says about its Cal.com.

    `mails_customer`: whether the customer's own address stands on the first segment, so that Cal.com writes to them.
    `accounts`: further names (username, e-mail, numeric id) of a person's accounts, by staff key (R24).
    """

    event_types: Mapping[tuple[str, int, str], EventTypeId]
    attendee_domain: str = ATTENDEE_DOMAIN
    mails_customer: bool = False
    longest: timedelta = timedelta(minutes=LONGEST_MINUTES)
    accounts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    reservations: bool = False

    def event_type_of(self, entry: Entry) -> EventTypeId | None:
        """What has to be booked for an entry; None where the tenant file names nothing."""
        return self.event_types.get((entry.service, entry.part, entry.host))

    def around(self, span: Interval, known_minutes: int = 0) -> Interval:
        """The span in which whatever touches `span` lies wholly inside; `known_minutes` is the longest event type."""
        margin = max(self.longest, timedelta(minutes=known_minutes))
        return Interval(span.start - margin, span.end + margin)


def options_of(tenant: Tenant) -> Options:
    """Read the options of one tenant."""
    given = tenant.calendar.options
    longest = given.get("longest_minutes")
    return Options(
        event_types={
            (one.service, one.segment, staff_resource(one.staff)): EventTypeId(one.id) for one in tenant.event_types
        },
        attendee_domain=str(given.get("attendee_domain") or ATTENDEE_DOMAIN).lower().lstrip("@"),
        mails_customer=given.get("customer_mail") == "first",
        longest=timedelta(minutes=longest if isinstance(longest, int) and longest > 0 else LONGEST_MINUTES),
        accounts=_accounts(given.get("accounts")),
        reservations=given.get("reservations") is True,
    )


def _accounts(given: object) -> Mapping[str, tuple[str, ...]]:
    if not isinstance(given, Mapping):
        return {}
    return {
        staff_resource(str(key)): tuple(
            str(one).lower() for one in (names if isinstance(names, list | tuple) else [names])
        )
        for key, names in given.items()
    }
