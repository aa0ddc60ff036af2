"""Watching a salon: what has happened since the last look, as parts of the screens that are to be looked at again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from holdfast.actions.desk import Desk
from holdfast.core.ids import TenantId
from holdfast.store import diary, tenants
from holdfast.store.diary import Happened
from holdfast.store.engine import TenantTx

OVERLAP = timedelta(seconds=10)
"""Longer than any transaction lives: an event that is older has no younger sibling still to be committed below it."""
_MOST = 1000


@dataclass(frozen=True, slots=True)
class Seen:
    """What one reader knows: every event up to `floor`, and above it those in `known`, with when they happened."""

    floor: int
    known: Mapping[int, datetime] = field(default_factory=dict)
    open_things: str = ""
    version: int = 0


async def watch(desk: Desk, tenant_id: TenantId, seen: Seen | None) -> tuple[Seen, frozenset[str]]:
    """What is known now, and which parts changed: "diary", "calls", "needs", "setup"; at the first look none."""
    return await desk.transact(lambda tx: _look(tx.of(tenant_id), seen, desk.clock.now()))


def _look(bound: TenantTx, seen: Seen | None, now: datetime) -> tuple[Seen, frozenset[str]]:
    things, version = diary.open_things(bound), tenants.version(bound)
    if seen is None:
        newest = diary.newest_event(bound)
        recent = diary.happened_after(bound, max(newest - _MOST, 0), _MOST)
        return _after(Seen(max(newest - _MOST, 0), {}, things, version), recent, now), frozenset()
    found = diary.happened_after(bound, seen.floor, _MOST)
    changed = parts_of(one for one in found if one.id not in seen.known)
    changed |= {"needs"} if things != seen.open_things else set()
    changed |= {"setup", "diary"} if version != seen.version else set()
    return _after(Seen(seen.floor, seen.known, things, version), found, now), frozenset(changed)


def parts_of(events: Iterable[Happened]) -> set[str]:
    """Which parts of the screens these events are about."""
    return {part for one in events for part in _parts(one)}


def _parts(one: Happened) -> set[str]:
    is_absence = one.kind.startswith("absence_")
    return ({"diary"} if one.visit or is_absence else set()) | ({"calls"} if one.call else set())


def _after(seen: Seen, found: list[Happened], now: datetime) -> Seen:
    """Old events sink below the floor, as long as everything under them is old, too; the rest stays known."""
    floor = seen.floor
    settled = now - OVERLAP
    for one in found:
        if one.at > settled:
            break
        floor = one.id
    known = {one.id: one.at for one in found if one.id > floor}
    return Seen(floor, known, seen.open_things, seen.version)
