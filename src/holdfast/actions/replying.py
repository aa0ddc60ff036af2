"""What a caller says to what was just offered: takes one of it, or would like it later, earlier or otherwise."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

from holdfast.actions.conversation import Conversation
from holdfast.core.hold import Offer
from holdfast.core.interval import Interval
from holdfast.language import OfferHeard, Phrase, pick_offer, shift_meant, wants_earlier, wants_later, wants_other

REACH = timedelta(days=14)
"""How far from the offers other times are looked for."""
_INSTANT = timedelta(minutes=5)


class Direction(Enum):
    """In which direction from the offers other times are wished for."""

    LATER = auto()
    EARLIER = auto()
    OTHER = auto()

    @property
    def apart(self) -> timedelta:
        """How far from what was offered other times had better lie: a quarter of an hour helps nobody."""
        return timedelta(minutes=60 if self is Direction.OTHER else 30)

    @property
    def none_found(self) -> Phrase:
        """What is said where there are no such times."""
        return _NONE_FOUND[self]


_NONE_FOUND = {
    Direction.LATER: Phrase.REFUSED_NOTHING_LATER,
    Direction.EARLIER: Phrase.REFUSED_NOTHING_EARLIER,
    Direction.OTHER: Phrase.REFUSED_NOTHING_ELSE,
}


@dataclass(frozen=True, slots=True)
class Instead:
    """Other times than were offered: within `span`, the nearer to `near` the better."""

    direction: Direction
    span: Interval
    near: datetime


def latest_round(conv: Conversation) -> list[Offer]:
    """The offers named last, in the order they were named: "der Erste" is the first of these."""
    if not conv.offers:
        return []
    newest = max(offer.named_at or offer.placed_at for offer in conv.offers)
    return sorted((o for o in conv.offers if o.named_at == newest), key=lambda offer: offer.place)


def open_round(conv: Conversation) -> list[Offer]:
    """The same while it is still open which of them is taken: none once one of them led to a visit."""
    latest = latest_round(conv)
    if not latest or any(offer.is_live(conv.now) for offer in latest):
        return latest
    named_at = latest[0].named_at or latest[0].placed_at
    return [] if any(visit.is_alive and visit.changed_at >= named_at for visit in conv.visits) else latest


def offer_taken(conv: Conversation, said: str) -> Offer | None:
    """The one of the offers named last that these words take."""
    latest, zone = latest_round(conv), conv.tenant.timezone
    heard = [
        OfferHeard(o.slot_id, o.slot.start.astimezone(zone), conv.tenant.staff_name(o.slot.plan.staff[0]))
        for o in latest
    ]
    picked = pick_offer(said, heard, conv.tenant.language, conv.now.astimezone(zone).date())
    return next((offer for offer in latest if offer.slot_id == picked), None)


def direction_in(said: str) -> Direction | None:
    """Whether the words wish for other times than were offered, and in which direction."""
    if wants_later(said):
        return Direction.LATER
    if wants_earlier(said):
        return Direction.EARLIER
    return Direction.OTHER if wants_other(said) else None


def other_times(conv: Conversation, direction: Direction, starts: Sequence[datetime]) -> Instead | None:
    """Where to look for times other than `starts`, the ones named last; None where there can be none."""
    first, last = min(starts), max(starts)
    if direction is Direction.LATER:
        return Instead(direction, Interval(last + _INSTANT, last + REACH), last)
    if direction is Direction.OTHER:
        return Instead(direction, Interval(conv.now, max(conv.now, last) + REACH), starts[0])
    return Instead(direction, Interval(conv.now, first), first) if conv.now < first else None


def shifted(conv: Conversation, said: str, starts: Sequence[datetime]) -> datetime | None:
    """ "Eine Stunde später" than the only time that was named."""
    minutes = shift_meant(said, conv.tenant.language)
    return starts[0] + timedelta(minutes=minutes) if minutes and len(starts) == 1 else None


def services_offered(conv: Conversation) -> tuple[str, ...]:
    """The services of what was named last and is still held; none where nothing is."""
    found = {offer.slot.plan.services for offer in latest_round(conv) if offer.is_live(conv.now)}
    return found.pop() if len(found) == 1 else ()


def starts_offered(conv: Conversation, services: tuple[str, ...]) -> list[datetime]:
    """Every time of these services that this call was offered so far: what is asked for instead is none of them."""
    return [offer.slot.start for offer in conv.offers if offer.slot.plan.services == services]
