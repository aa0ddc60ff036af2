"""The usual way, played beside ours: the same appointment, a calendar with the same bad luck, another gateway."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta

import httpx

from holdfast.core.service import Kind
from holdfast.core.tenant import Tenant
from holdfast.entry.cli.demo.agreement import Agreement
from holdfast.entry.cli.demo.incident import PLATFORM_LIMIT
from holdfast.entry.cli.demo.slow_calendar import SECONDS_OF_A_CREATE, SlowCalendar
from holdfast.entry.cli.demo.story import CALLER, SERVICE
from holdfast.testing.calcom import SALON_KEY
from holdfast.testing.old_way import OldOutcome, Part, UsualGateway, play_old_way

_PATIENCE = SECONDS_OF_A_CREATE + 9


@dataclass
class Beside:
    """One run of the usual way; it begins when ours books."""

    calendar: SlowCalendar
    tenant: Tenant
    running: "asyncio.Task[OldOutcome] | None" = None

    def begin(self, option: dict[str, str]) -> None:
        """Book the same slot."""
        self.running = asyncio.create_task(self._play(_parts(self.tenant, option)))

    async def _play(self, parts: list[Part]) -> OldOutcome:
        headers = {"Authorization": f"Bearer {SALON_KEY}"}
        async with httpx.AsyncClient(
            base_url=self.calendar.url, headers=headers, timeout=_PATIENCE, trust_env=False
        ) as client:
            gateway = UsualGateway(client, parts, CALLER)
            return await play_old_way(gateway, PLATFORM_LIMIT, self.calendar.quick_again)

    async def outcome(self) -> OldOutcome:
        """What came of it."""
        assert self.running is not None, "it begins with our booking"
        return await self.running

    def witnesses(self, outcome: OldOutcome) -> Agreement:
        """Said, stored, calendar, as they stand afterwards, and in what they contradict each other."""
        standing, stored = len(self.calendar.standing()), outcome.stored
        status, message = outcome.looked_up
        again = ", ".join(str(one) for one in outcome.synced_again)
        checks = {
            f"told “taken” about her own {standing} bookings": "vergeben" in outcome.said and standing > 0,
            "stored as confirmed all the same": stored.status == "confirmed" and "gebucht" not in outcome.said,
            "its own look-up says that nothing is there": status == 404 and standing > 0,
        }
        return Agreement(
            said=f"„{outcome.said}“ after {outcome.after_seconds:.1f} s",
            stored=f"{stored.status}, sync {stored.sync}, numeric id {stored.external_id}, no uid",
            calendar=f"{standing} bookings that nobody knows of. By the stored id: {status} “{message}”. "
            f"Synchronised by hand: {again}",
            differences=tuple(difference for difference, is_so in checks.items() if is_so),
        )


def _parts(tenant: Tenant, option: dict[str, str]) -> list[Part]:
    """The bookings of one appointment, as the gateway's own configuration would name them."""
    service = next(one for one in tenant.services if one.name == SERVICE)
    staff = next(person.key for person in tenant.staff if person.name == option["staff"])
    types = {one.segment: one.id for one in tenant.event_types if (one.service, one.staff) == (service.key, staff)}
    at = datetime.fromisoformat(option["at"])
    parts: list[Part] = []
    for segment in service.segments_by(staff):
        if segment.kind is Kind.BUSY:
            parts.append(Part(types[len(parts) + 1], at))
        at += timedelta(minutes=segment.minutes)
    return parts
