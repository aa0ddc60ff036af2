"""Whose time a booking takes: accounts of Cal.com and members of staff are not the same (R24)."""

from collections.abc import Iterable, Mapping

from holdfast.calendars.calcom.options import Options
from holdfast.calendars.calcom.reading import Account, Booking
from holdfast.core.ids import EventTypeId


class Roster:
    """Which account is which member of staff, for one tenant.

    Known from the tenant file (accounts, event types) and from who owns those event types; never guessed from names.
    """

    def __init__(self, options: Options, owners: Mapping[EventTypeId, tuple[Account, ...]]) -> None:
        """`owners` are the accounts behind event types, as far as they were looked up."""
        self._by_type: dict[EventTypeId, str] = {number: host for (_, _, host), number in options.event_types.items()}
        self._by_name: dict[str, list[str]] = {}
        for host, names in options.accounts.items():
            self._know(host, names)
        for number, host in self._by_type.items():
            for account in owners.get(number, ()):
                self._know(host, account.names)

    def _know(self, host: str, names: Iterable[str]) -> None:
        for name in names:
            hosts = self._by_name.setdefault(name.lower(), [])
            if host not in hosts:
                hosts.append(host)

    def is_known(self, account: Account) -> bool:
        """Whether it is known whose account this is."""
        return any(name in self._by_name for name in account.names)

    def hosts_of(self, booking: Booking) -> tuple[str, ...]:
        """The members of staff whose time a booking takes; none of ours: empty.

        The event type says who, unless the booking was given to somebody else's account by a person.
        """
        booked = [host for account in booking.hosts for host in self._of(account)]
        named = self._by_type.get(booking.event_type) if booking.event_type is not None else None
        if named is None or (booked and named not in booked):
            return tuple(dict.fromkeys(booked))
        if len(booking.hosts) > 1:
            return tuple(dict.fromkeys([named, *booked]))
        return (named,)

    def _of(self, account: Account) -> list[str]:
        return [host for name in account.names for host in self._by_name.get(name, ())]
