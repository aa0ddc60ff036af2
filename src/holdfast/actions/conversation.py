"""One tool call inside its transaction: the call, the salon, the clock, and what this caller already has."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any

from holdfast.actions.answer import Said
from holdfast.actions.bookable import limits_of
from holdfast.actions.desk import Desk, Salon, holidays_of
from holdfast.actions.mirroring import CalendarUnread, busy_of, known_since, seen_outside
from holdfast.actions.request import ToolRequest
from holdfast.core.absence import Absence, in_the_way
from holdfast.core.availability import Busy, Facts, Limit, Slot, facts_window
from holdfast.core.booking import Customer, Visit
from holdfast.core.call import Call
from holdfast.core.hold import Offer
from holdfast.core.identity import Trust
from holdfast.core.ids import hold_owner
from holdfast.core.interval import CellWindow, Interval
from holdfast.core.service import Plan
from holdfast.core.tenant import Tenant
from holdfast.core.working_time import local_days
from holdfast.store import absences, calls, offers, visits
from holdfast.store.engine import TenantTx
from holdfast.store.mirror import StaleMirror
from holdfast.store.timeline import Event


@dataclass
class Conversation:
    """What a tool's decision is made from. Events gather here and are written with the answer, in one transaction."""

    tx: TenantTx
    desk: Desk
    salon: Salon
    call: Call
    request: ToolRequest
    now: datetime
    args: Mapping[str, Any]
    events: list[Event] = field(default_factory=list)
    remarks: list[Said] = field(default_factory=list)
    unclear: bool = False
    is_blind: bool = False
    """The calendar was asked for what others have in it, and could not be read."""
    mirrored_at: datetime | None = None
    mirror_used: dict[str, Any] | None = None
    """What the mirror showed of the time asked about, as this was decided: kept with the answer (R2, R11)."""

    owed: list[int] = field(default_factory=list)
    """The corrections that this answer tells: they are handed over with its words."""

    @property
    def tenant(self) -> Tenant:
        """The salon's configuration in force."""
        return self.salon.tenant

    @property
    def owner(self) -> str:
        """Under which name this call's holds stand in the claims."""
        return hold_owner(self.call.id)

    @property
    def number(self) -> str | None:
        """The caller's number where it is proven and a person's: only then it recognises and authorises (R29)."""
        return self.call.number if self.request.call.trust is Trust.SIGNED else None

    @property
    def is_signed(self) -> bool:
        """Whether the call's identity is signed. A named call may hold and join; it never authorises."""
        return self.request.call.trust is Trust.SIGNED

    @cached_property
    def offers(self) -> tuple[Offer, ...]:
        """Every offer this call was made, ended ones included, oldest first."""
        return offers.of_call(self.tx, self.call.id)

    @property
    def live_offers(self) -> tuple[Offer, ...]:
        """The offers that still hold their cells."""
        return tuple(offer for offer in self.offers if offer.is_live(self.now))

    @cached_property
    def visits(self) -> tuple[Visit, ...]:
        """All visits this call booked and, for a recognised number, all of its customers' visits."""
        return visits.of_call_or_phone(self.tx, self.call.id, self.number)

    @property
    def own_visits(self) -> tuple[Visit, ...]:
        """The visits that this very call booked."""
        return tuple(visit for visit in self.visits if visit.call == self.call.id)

    @cached_property
    def customers(self) -> tuple[Customer, ...]:
        """Everybody known by the caller's number; several persons may share it."""
        return visits.customers_of(self.tx, self.number) if self.number else ()

    def facts(self, plans: Iterable[Plan], asked: Interval, but: Iterable[Visit] = ()) -> Facts:
        """What is known for deciding about starts in `asked`, with this call's own holds out of the way."""
        wanted = tuple(plans)
        window = CellWindow.around(facts_window(wanted, asked))
        names = {name for plan in wanted for step in plan.busy_steps for name in step.resources}
        self._see_outside(names, window)
        busy = busy_of(self.tx, self.tenant, names, window, self.now)
        if self.mirror_used is None and self.mirrored_at is not None:
            self.mirror_used = seen_outside(busy, names, window, self.mirrored_at)
        days = tuple(day.day for day in local_days(window, self.tenant.timezone))
        own = {self.owner, *(visit.id for visit in but)}
        kept: tuple[Busy, ...] = tuple(b for b in busy if b.owner not in own)
        away = absences.standing(self.tx, days)
        return Facts(self.tenant, window, self.now, kept, self.holidays(days), self.limits, away)

    def absence_at(self, slot: Slot) -> Absence | None:
        """The absence, entered since perhaps, during which a slot needs the person: no hold outlasts it."""
        zone = self.tenant.timezone
        days = tuple(day.day for day in local_days(CellWindow.around(slot.interval), zone))
        return in_the_way(absences.standing(self.tx, days), slot.plan, slot.start, zone)

    @cached_property
    def limits(self) -> Mapping[tuple[str, int, str], Limit]:
        """How early and how late the outside calendar takes each segment."""
        return limits_of(self.tx, self.tenant)

    def _see_outside(self, names: Iterable[str], window: CellWindow) -> None:
        """Make sure that what others have in the calendar is known well enough to decide on it.

        Raises StaleMirror, which has it fetched and this decision made anew; CalendarUnread where that failed.
        """
        try:
            self.mirrored_at = known_since(self.tx, self.tenant, names, window.interval, self.now)
        except StaleMirror as stale:
            if self.is_blind:
                raise CalendarUnread from stale
            raise

    def holidays(self, days: tuple[date, ...]) -> Mapping[date, str]:
        """Public holidays in the years of these days."""
        return holidays_of(self.tenant, days)

    def note(self, kind: str, visit: str | None = None, personal: dict[str, Any] | None = None, /, **data: Any) -> None:
        """Remember something for the call's timeline; `personal` is the marked field (G11)."""
        self.events.append(Event(self.now, kind, data, personal, self.call.id, visit))

    def misunderstood(self) -> None:
        """Count that the caller's words were not understood once more."""
        self.unclear = True
        self._recount(misunderstood=self.call.misunderstood + 1)

    def understood(self) -> None:
        """Start counting anew: by now the caller was understood."""
        if self.call.misunderstood or self.call.asked:
            self._recount(misunderstood=0, asked=None)

    def asked_back(self, said: str | None) -> None:
        """Remember which words were asked back about, so that "der Erste" is understood as the answer."""
        if said != self.call.asked:
            self._recount(asked=said)

    def wrong_ref(self) -> None:
        """Count a reference code that fitted nothing."""
        self._recount(wrong_refs=self.call.wrong_refs + 1)

    def _recount(self, **changed: int | str | None) -> None:
        self.call = replace(self.call, **changed)  # type: ignore[arg-type]
        calls.recount(self.tx, self.call)
