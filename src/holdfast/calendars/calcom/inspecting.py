"""What the doctor asks Cal.com: whether it knows our versions, what time it has, and what can be booked there."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from holdfast.calendars.calcom.answers import Answer, fault_of
from holdfast.calendars.calcom.asking import Asking, Missing, Told
from holdfast.calendars.calcom.connection import EVENT_TYPES, SCHEDULES, SLOTS
from holdfast.calendars.calcom.finding import Finding
from holdfast.calendars.calcom.options import Options
from holdfast.calendars.calcom.provisioning import (
    EventTypeDetails,
    Schedule,
    body_of_new,
    read_event_type,
    read_schedule,
    shown_to_doctor,
)
from holdfast.calendars.calcom.reading import Account, Unreadable, data_of, read_account, table
from holdfast.calendars.calcom.writing import written
from holdfast.calendars.port import CalendarBusy, CalendarDenied, CalendarMisbehaved
from holdfast.core.ids import EventTypeId
from holdfast.core.provisioning import Inspection, RemoteEventType, WantedEventType
from holdfast.core.service import staff_resource
from holdfast.core.tenant import Tenant


@dataclass(frozen=True, slots=True)
class _Me:
    """The owner of the key: the account, its time zone, and the server's clock when it said so."""

    account: Account
    zone: str | None
    clock: datetime | None


class Inspecting:
    """The doctor's view of one tenant's Cal.com."""

    def __init__(self, asking: Asking, finding: Finding, tenant: Tenant, options: Options) -> None:
        """Reads with `asking` and `finding`."""
        self._asking = asking
        self._finding = finding
        self._tenant = tenant
        self._options = options

    async def inspect(self) -> Inspection:
        """See `Calendar.inspect`. Raises CalendarFault."""
        me = await self._me()
        faults = [await self._fault_of_bookings(), await self._fault_of_slots()]
        details, fault = await self._event_types()
        faults.append(fault)
        schedules = await self._schedules()
        owners = [owner for one in details for owner in one.owners]
        return Inspection(
            needs_event_types=True,
            event_types=tuple(shown_to_doctor(one, schedules) for one in details),
            accounts={one.username or str(one.id): one.name for one in (me.account, *owners)},
            zone=me.zone,
            clock=me.clock,
            faults=tuple(fault for fault in faults if fault),
            notes={
                "longest_minutes": max((max(one.minutes) for one in details), default=0),
                "customer_mail": "first" if self._options.mails_customer else "never",
                "account": me.account.username or str(me.account.id),
            },
        )

    async def _me(self) -> "_Me":
        answer = await self._asking.ask("inspect", "/v2/me", {}, None)
        if answer.status == 429:
            await self._asking.budget.close(answer.blocked_seconds)
            raise CalendarBusy(answer.blocked_seconds)
        if not answer.is_good:
            raise fault_of(answer)
        try:
            given = table(data_of(answer.body))
            return _Me(read_account(given), str(given.get("timeZone") or "") or None, _clock(answer))
        except Unreadable as error:
            raise CalendarMisbehaved(f"the owner of the key came in another shape: {error}") from error

    async def _fault_of_bookings(self) -> str | None:
        try:
            await self._asking.page("inspect", {"take": "1"})
        except CalendarMisbehaved as fault:
            return str(fault)
        return None

    async def _fault_of_slots(self) -> str | None:
        """A server that does not know the version of slots says 404 as if there were no such address."""
        number = next(iter(self._options.event_types.values()), None)
        if number is None:
            return None
        today = written(self._asking.connection.now())[:10]
        query = {"eventTypeId": str(number), "start": today, "end": today}
        answer = await self._asking.ask("inspect", "/v2/slots", query, SLOTS)
        if answer.status == 404 and "cannot get" in answer.message.lower():
            return f"this server does not know slots in version {SLOTS}: absences cannot be read"
        return None

    async def _event_types(self) -> tuple[list[EventTypeDetails], str | None]:
        try:
            listed = await self._finding.listed_event_types()
            return [*listed, *await self._others(listed)], None
        except CalendarMisbehaved as fault:
            return [], str(fault)

    async def _others(self, listed: tuple[EventTypeDetails, ...]) -> list[EventTypeDetails]:
        """Configured event types that the key's own list does not show: of other members of a team, managed parents."""
        known = {one.id for one in listed}
        missing = [number for number in dict.fromkeys(self._options.event_types.values()) if number not in known]
        found = await asyncio.gather(*(self._finding.event_type(number, fresh=True) for number in missing))
        return [one for one in found if one is not None]

    async def _schedules(self) -> list[Schedule]:
        try:
            rows = data_of(await self._asking.read("inspect", "/v2/schedules", {}, SCHEDULES))
            return [read_schedule(row) for row in rows] if isinstance(rows, list) else []
        except (Missing, CalendarDenied, Unreadable):
            return []  # Then the doctor cannot compare hours, and says so.

    async def create_event_type(self, wanted: WantedEventType) -> RemoteEventType:
        """See `Calendar.create_event_type`. It is made in the account of the key. Raises CalendarFault."""
        await self._refuse_other_accounts(wanted)
        body = body_of_new(wanted, self._tenant.name)
        told = Told({"slug": wanted.slug, "minutes": wanted.minutes, "staff": wanted.staff})
        answer = await self._asking.change("create_event_type", "POST", "/v2/event-types", body, EVENT_TYPES, told)
        try:
            details = read_event_type(data_of(answer), self._asking.connection.now())
        except Unreadable as error:
            raise CalendarMisbehaved(str(error)) from error
        self._asking.connection.learn(details)
        return shown_to_doctor(details, ())

    async def _refuse_other_accounts(self, wanted: WantedEventType) -> None:
        """An event type books whoever owns it, and the key can only make its own: never one for somebody else."""
        owner = (await self._me()).account
        await self._finding.learn_owners()
        host = staff_resource(wanted.staff)
        theirs = [*self._options.accounts.get(host, ()), *self._names_of(host)]
        if theirs and not any(name in theirs for name in owner.names):
            raise CalendarMisbehaved(
                f"the key belongs to {owner.username or owner.id}, so an event type for {wanted.staff} has to be made "
                "with a key of their own account"
            )

    def _names_of(self, host: str) -> list[str]:
        known = self._asking.connection.event_types
        numbers: list[EventTypeId] = [n for (_, _, one), n in self._options.event_types.items() if one == host]
        owners: list[Account] = [owner for n in numbers if n in known for owner in known[n].owners]
        return [name for owner in owners for name in owner.names]


def _clock(answer: Answer) -> datetime | None:
    """The server's own time, out of the Date header; to the second."""
    try:
        return parsedate_to_datetime(answer.headers.get("date", "")).astimezone(UTC)
    except (TypeError, ValueError):
        return None
