"""Holds: what is offered is reserved for the call that was offered it, until it ends by itself (G2, G3, R9)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from holdfast.core.availability import Slot
from holdfast.core.ids import CallId, SlotId
from holdfast.core.rules import Rules


@dataclass(frozen=True, slots=True)
class Offer:
    """A slot that one call was offered. It blocks others until `expires_at`; released ones end early.

    Expired or released, it claims nothing; it stays on record so that "der Erste" and a late slot_id are understood.
    """

    slot_id: SlotId
    call: CallId
    slot: Slot
    placed_at: datetime
    expires_at: datetime
    place: int = 0
    named_at: datetime | None = None
    provisional: bool = False

    def is_live(self, now: datetime) -> bool:
        """Whether it still holds its cells; at the deadline itself it no longer does."""
        return now < self.expires_at


def first_deadline(now: datetime, rules: Rules) -> datetime:
    """When a hold placed now ends unless it is renewed."""
    return now + rules.hold_length


def renewed(offer: Offer, now: datetime, rules: Rules) -> Offer:
    """The offer after another signed request of its call: prolonged, at most to three holds after it was placed.

    One that has ended stays ended (G3): by now its cells may be somebody else's.
    """
    if not offer.is_live(now):
        return offer
    limit = offer.placed_at + rules.longest_hold
    return replace(offer, expires_at=max(offer.expires_at, min(now + rules.hold_length, limit)))


def superseded(live: Sequence[Offer], fresh: int, rules: Rules) -> tuple[Offer, ...]:
    """The live offers that must go so that with `fresh` new ones a call never holds more than it may: oldest first."""
    surplus = len(live) + fresh - rules.offers
    by_age = sorted(live, key=lambda offer: (offer.placed_at, offer.place))
    return tuple(by_age[: max(surplus, 0)])


def cells_freed(gone: Iterable[Offer], kept: Iterable[Offer]) -> tuple[tuple[str, int], ...]:
    """The claims that freeing `gone` gives back: those that no other live offer of the same call needs."""
    needed = {cell for offer in kept for cell in offer.slot.claims}
    return tuple(sorted({cell for offer in gone for cell in offer.slot.claims} - needed))


def find_offer(offers: Iterable[Offer], services: tuple[str, ...], start: datetime, staff: str | None) -> Offer | None:
    """The offer that these words mean: same services and start, and the person where one was named."""
    fitting = [
        offer
        for offer in offers
        if offer.slot.plan.services == services
        and offer.slot.start == start
        and (staff is None or staff in offer.slot.plan.staff)
    ]
    return fitting[-1] if fitting else None
