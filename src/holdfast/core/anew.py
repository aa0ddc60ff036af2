"""A segment that stood and of which that is not certain any more: whether it still stands is looked at anew. Pure.

Nothing of ours is under way to it. So what is not found where it was left was moved or taken out by a person, who is
respected: it is not put in again at once, and the visit does not count as standing until reconciliation has followed.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from holdfast.core.booking import Goal
from holdfast.core.refusals import Reason
from holdfast.core.saga import (
    LONGEST_PAUSE,
    Entry,
    Listing,
    Saga,
    Seen,
    Stage,
    after_look,
    find_entry,
    is_unaccounted,
    pause,
    stray_of,
)

_SHARE_OF_THE_TIME = 8
"""Somebody on the line waits a second between looks, since they come within the first eight."""


def looked_at_anew(saga: Saga) -> Saga:
    """The segment with nothing to do but a look."""
    return replace(saga, stage=Stage.SENT, uncertain=False, unseen=0, due_at=None, stood=True)


def looked_for_again(saga: Saga) -> Saga:
    """What was proven gone, with a look to do: an effect later than all waiting may have put it there since."""
    if saga.goal is Goal.PRESENT or saga.stage is not Stage.UNDONE or saga.attempts == 0:
        return saga
    return replace(saga, stage=Stage.SENT, uncertain=False, unseen=0, due_at=None)


def looked_again_later(saga: Saga, since: datetime, now: datetime, busy: timedelta) -> Saga:
    """A saga whose look showed too little: the longer it has been unclear (`since`), the later the next look, and none
    before the calendar's budget has room (`busy`). Else many such visits use up the budget that they all wait for."""
    wait = max(min((now - since) / _SHARE_OF_THE_TIME, LONGEST_PAUSE), busy)
    return replace(saga, due_at=max(saga.due_at or now, now + wait))


def is_looked_at_anew(saga: Saga) -> bool:
    """Whether only a look is to tell whether it still stands: what was sent is uncertain, this is not."""
    return saga.goal is Goal.PRESENT and saga.stage is Stage.SENT and not saga.uncertain


def after_any_look(saga: Saga, listing: Listing, now: datetime, settle: timedelta, siblings: Iterable[Entry]) -> Saga:
    """The saga after the span was listed, whatever it was looked at for. See `core.saga.after_look`."""
    stray = stray_of(saga, listing.entries, siblings)
    if _was_overtaken(saga, stray) and not find_entry(saga.entry, listing.entries):
        return replace(saga, stage=Stage.REFUSED, refusal=Reason.TECHNICAL, uncertain=False, due_at=None)
    if not is_looked_at_anew(saga) or find_entry(saga.entry, listing.entries):
        return after_look(saga, listing, now, settle, siblings)
    if stray is not None:
        return replace(saga, stage=Stage.ALTERED, uid=stray.uid, due_at=None)
    if not listing.complete:
        return replace(saga, due_at=now + pause(saga.attempts))
    if any(seen.reference == saga.entry.reference and not seen.is_cancelled for seen in listing.entries):
        return replace(saga, stage=Stage.READY, uid=None, due_at=None)  # Our own move took it to a time of the visit.
    if saga.unseen == 0 and is_unaccounted(saga, listing):
        return replace(saga, unseen=1, due_at=now + settle)
    return replace(saga, stage=Stage.UNDONE, due_at=None)


def _was_overtaken(saga: Saga, stray: Seen | None) -> bool:
    """Whether a person put elsewhere the very entry that a move of ours was answered with: none of ours is under way,
    and the move did not come about."""
    answered = saga.goal is Goal.PRESENT and saga.stage is Stage.SENT and saga.replaces is not None
    return answered and stray is not None and stray.uid == saga.uid
