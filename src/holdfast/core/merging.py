"""Two records of one person made into one, and apart again. Pure values.

Nothing that was known is lost: where one record is silent, the other speaks; notes stand one below the other.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from holdfast.core.booking import Customer
from holdfast.core.ids import CustomerId

LONGEST_NOTES = 2000


@dataclass(frozen=True, slots=True)
class Card:
    """A customer with what the salon noted. `merged_into`: the record that stands for this one now."""

    customer: Customer
    notes: str
    created_at: datetime
    merged_into: CustomerId | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """What a merge changes of the record that is kept: these values before, those after."""

    phone: tuple[str | None, str | None]
    email: tuple[str | None, str | None]
    notes: tuple[str, str]


class MergeBar(StrEnum):
    """Why two records cannot be made into one, or not apart again."""

    SAME = "same"
    GONE_ALREADY = "gone_already"
    KEPT_IS_GONE = "kept_is_gone"
    UNDONE_ALREADY = "undone_already"
    MERGED_AGAIN = "merged_again"
    TOO_LONG = "too_long"


def bar_to_merging(kept: Card, gone: Card) -> MergeBar | None:
    """What stands against merging `gone` into `kept`, None where nothing does."""
    if kept.customer.id == gone.customer.id:
        return MergeBar.SAME
    if gone.merged_into is not None:
        return MergeBar.GONE_ALREADY
    if kept.merged_into is not None:
        return MergeBar.KEPT_IS_GONE
    return MergeBar.TOO_LONG if len(_notes(kept, gone)) > LONGEST_NOTES else None


def merged(kept: Card, gone: Card) -> tuple[Card, Said]:
    """The record that stands for both, and what changes of it."""
    assert bar_to_merging(kept, gone) is None, "asked before"
    mine, theirs = kept.customer, gone.customer
    phone, email, notes = mine.phone or theirs.phone, mine.email or theirs.email, _notes(kept, gone)
    said = Said((mine.phone, phone), (mine.email, email), (kept.notes, notes))
    return replace(kept, customer=replace(mine, phone=phone, email=email), notes=notes), said


def _notes(kept: Card, gone: Card) -> str:
    parts = [kept.notes] if gone.notes in kept.notes else [kept.notes, gone.notes]
    return "\n".join(part for part in parts if part)


def taken_apart(now: Card, said: Said) -> Card:
    """The record as it was before a merge; what somebody changed since then stays as it is."""
    phone = said.phone[0] if now.customer.phone == said.phone[1] else now.customer.phone
    email = said.email[0] if now.customer.email == said.email[1] else now.customer.email
    notes = said.notes[0] if now.notes == said.notes[1] else now.notes
    return replace(now, customer=replace(now.customer, phone=phone, email=email), notes=notes)
