"""The slow, obviously right answer to "when can a visit begin?": every minute is asked every question.

Written without the masks of `core.availability`: plain instants and loops. It reads the tenant's values, but none of
the code that decides with them.
"""

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from holdfast.core.absence import Absence, absence_named
from holdfast.core.availability import Busy, Facts, Limit, Occupation, Slot
from holdfast.core.interval import CellWindow, Interval
from holdfast.core.refusals import Obstacle, Reason
from holdfast.core.service import Kind, Plan, Service
from holdfast.core.tenant import Staff, Tenant
from holdfast.core.working_time import Hours

MINUTE = timedelta(minutes=1)
MARGIN = 12 * 60

Way = tuple[tuple[str, str], ...]
"""The services of a visit in their order, each with the person who does it, by key."""


@dataclass(frozen=True)
class Taken:
    """Something that occupies a resource, to the second."""

    resource: str
    start: datetime
    end: datetime
    kind: Occupation
    owner: str


@dataclass(frozen=True)
class World:
    """A salon, what is taken in it, and what is asked: starts within `asked`, for these services."""

    tenant: Tenant
    now: datetime
    asked: Interval
    services: tuple[Service, ...]
    taken: tuple[Taken, ...] = ()
    holidays: Mapping[date, str] = field(default_factory=dict)
    limits: Mapping[tuple[str, int, str], Limit] = field(default_factory=dict)
    absences: tuple[Absence, ...] = ()

    def facts(self, window: Interval) -> Facts:
        """The same world as the code under test is told it."""
        busy = tuple(Busy(t.resource, Interval(t.start, t.end).cells(), t.kind, t.owner) for t in self.taken)
        around = CellWindow.around(window)
        return Facts(self.tenant, around, self.now, busy, self.holidays, self.limits, self.absences)


@dataclass(frozen=True)
class Turn:
    """A busy part of a visit: who and what is needed, in minutes of the oracle's time."""

    resources: tuple[str, ...]
    start: int
    end: int
    before: int
    after: int

    @property
    def claimed(self) -> tuple[int, int]:
        """With buffers, in whole five minutes, rounded outwards."""
        start, end = self.start - self.before, self.end + self.after
        return start - start % 5, end + -end % 5


SAID_OF = {Occupation.HOLD: Reason.HELD_BY_OTHER, Occupation.AWAY: Reason.STAFF_AWAY}
"""What is said of time that is taken, where that is not "taken"."""


class MinuteByMinute:
    """Knows of each minute whether the salon is open, who is at work and what is taken by whom."""

    def __init__(self, world: World, margin: int = MARGIN) -> None:
        """Ask every minute around `world.asked` every question once; `margin` (minutes) is longer than any visit."""
        self.world = world
        self.ways = tuple(ways(world.services))
        self.begin = world.asked.start - margin * MINUTE
        count = int((world.asked.end - world.asked.start) / MINUTE) + 2 * margin
        self.instants = [self.begin + n * MINUTE for n in range(count)]
        self.locals = [instant.astimezone(world.tenant.timezone) for instant in self.instants]
        self.open = [self._is_open(local) for local in self.locals]
        self.at_work = {
            f"staff:{person.key}": [is_at_work(person, local) for local in self.locals] for person in world.tenant.staff
        }
        self.absent = {one.ref: [covers(one, local) for local in self.locals] for one in world.absences}
        for one in world.absences:
            own = self.at_work.get(f"staff:{one.staff}", [])
            own[:] = [at_work and not away for at_work, away in zip(own, self.absent[one.ref], strict=True)]
        self.taken: dict[str, list[list[Taken]]] = {}
        for taken in world.taken:
            minutes = self.taken.setdefault(taken.resource, [[] for _ in range(count)])
            for minute, instant in enumerate(self.instants):
                if taken.start < instant + MINUTE and instant < taken.end:
                    minutes[minute].append(taken)
        self.is_taken = {name: [bool(who) for who in minutes] for name, minutes in self.taken.items()}

    def _is_open(self, local: datetime) -> bool:
        opening, day = self.world.tenant.opening, local.date()
        for name in (day, (day.month, day.day)):
            if name in opening.special_days:
                return in_hours(local, opening.special_days[name])
        if any(closure.first <= day <= closure.last for closure in opening.closures) or day in self.world.holidays:
            return False
        return opening.weekly is None or in_hours(local, opening.weekly.days[day.weekday()])

    def minute_of(self, instant: datetime) -> int:
        """The number of the minute in which an instant lies."""
        return (instant - self.begin) // MINUTE

    def slots(self) -> set[tuple[Way, datetime]]:
        """Every way and every start that may be offered. Starts are whole minutes, here and below."""
        first, after = self.minute_of(self.world.asked.start), self.minute_of(self.world.asked.end)
        return {(way, self.instants[n]) for n in range(first, after) for way in self._ways_at(n)}

    def _ways_at(self, minute: int) -> list[Way]:
        """By one person where somebody can do all, and only then the first way to share that fits."""
        if self.locals[minute].minute % 5 or not self.may_start(self.instants[minute]):
            return []
        alone = [way for way in self.ways if len({who for _, who in way}) == 1]
        fitting = [way for way in alone if self.fits(way, minute)]
        if fitting:
            return fitting
        shared = (way for way in self.ways if way not in alone)
        return [way for way in shared if self.fits(way, minute)][:1]

    def takes(self, way: Way, start: datetime) -> bool:
        """Whether the calendar's own rules let every busy part be entered."""
        return not self.is_too_soon_there(way, start) and not self.is_too_far_there(way, start)

    def is_too_soon_there(self, way: Way, start: datetime) -> bool:
        """Whether a busy part begins before the calendar's own notice is over."""
        return any(begins - limit.notice < self.world.now for begins, limit in self._limited(way, start))

    def is_too_far_there(self, way: Way, start: datetime) -> bool:
        """Whether a busy part begins after the calendar's own horizon."""
        return any(
            limit.horizon is not None and begins - limit.horizon > self.world.now
            for begins, limit in self._limited(way, start)
        )

    def _limited(self, way: Way, start: datetime) -> Iterator[tuple[datetime, Limit]]:
        turns, place = self.turns_of(way, 0)[0], 0
        for key, who in way:
            service = next(one for one in self.world.services if one.key == key)
            for part in range(1, sum(segment.kind is Kind.BUSY for segment in service.segments) + 1):
                if (key, part, who) in self.world.limits:
                    yield start + turns[place].start * MINUTE, self.world.limits[key, part, who]
                place += 1

    def may_start(self, start: datetime) -> bool:
        """Whether the rules let any visit begin then."""
        rules = self.world.tenant.rules
        earliest = self.world.now + timedelta(minutes=rules.notice_minutes)
        return earliest <= start <= self.world.now + timedelta(days=rules.horizon_days) and self.on_grid(start)

    def on_grid(self, start: datetime) -> bool:
        """Whether the wall clock shows a time of the grid."""
        local = start.astimezone(self.world.tenant.timezone)
        on_minute = local.second == local.microsecond == 0
        return on_minute and (local.hour * 60 + local.minute) % self.world.tenant.rules.grid_minutes == 0

    def fits(self, way: Way, minute: int) -> bool:
        """Whether the salon is open all along, every turn finds its people at work and nothing taken, and the calendar
        takes it."""
        turns, length = self.turns_of(way, minute)
        if not self.takes(way, self.instants[minute]):
            return False
        return all(self.open[minute : minute + length]) and all(self._turn_fits(turn) for turn in turns)

    def _turn_fits(self, turn: Turn) -> bool:
        first, after = turn.claimed
        for name in turn.resources:
            if name in self.at_work and not all(self.at_work[name][turn.start : turn.end]):
                return False
            if any(self.is_taken.get(name, ())[first:after]):
                return False
        return True

    def fits_at(self, way: Way, start: datetime) -> bool:
        """Whether a visit may begin at any instant, on the grid or off it."""
        return self.may_start(start) and self.takes(way, start) and self.fits(way, self.minute_of(start))

    def turns_of(self, way: Way, minute: int) -> tuple[list[Turn], int]:
        """The busy parts of a visit that begins at `minute`, and its whole length in minutes."""
        turns, cursor = [], minute
        for key, who in way:
            service = next(one for one in self.world.services if one.key == key)
            override = service.overrides.get(who)
            parts = [(part.kind, part.minutes) for part in service.segments]
            if override is not None and override.minutes is not None:
                parts = [(Kind.BUSY, override.minutes)]
            for place, (kind, minutes) in enumerate(parts):
                if kind is Kind.BUSY:
                    before = service.buffer_before if place == 0 else 0
                    after = service.buffer_after if place == len(parts) - 1 else 0
                    turns.append(Turn((f"staff:{who}", *service.resources), cursor, cursor + minutes, before, after))
                cursor += minutes
        return turns, cursor - minute

    def is_true(self, obstacle: Obstacle, way: Way, start: datetime) -> bool:
        """Whether what an obstacle says is so."""
        now, rules = self.world.now, self.world.tenant.rules
        minute = self.minute_of(start)
        turns, length = self.turns_of(way, minute)
        all_open = all(self.open[minute : minute + length])
        match obstacle.reason, obstacle.detail:
            case Reason.PAST, None:
                return start < now
            case Reason.TOO_SHORT_NOTICE, None:
                is_soon = start < now + timedelta(minutes=rules.notice_minutes)
                return now <= start and (is_soon or self.is_too_soon_there(way, start))
            case Reason.BEYOND_HORIZON, None:
                return start > now + timedelta(days=rules.horizon_days) or self.is_too_far_there(way, start)
            case Reason.HOLIDAY, name:
                return self.world.holidays.get(self.locals[minute].date()) == name and not self.open[minute]
            case Reason.CLOSED, None:
                return not self.open[minute]
            case Reason.DOES_NOT_FIT, "closing":
                return self.open[minute] and not all_open
            case Reason.DOES_NOT_FIT, "grid":
                return not self.on_grid(start)
            case Reason.DOES_NOT_FIT, "working_hours":
                return self._is_missing(obstacle, turns) and self.at_work[obstacle.resource or ""][minute]
            case Reason.STAFF_AWAY, None if obstacle.occupant is None:
                return self._is_missing(obstacle, turns)
            case Reason.STAFF_AWAY, detail if (ref := absence_named(detail)) is not None:
                return any(obstacle.resource in t.resources and any(self.absent[ref][t.start : t.end]) for t in turns)
        return obstacle in self.collisions(way, start)

    def _is_missing(self, obstacle: Obstacle, turns: Sequence[Turn]) -> bool:
        name = obstacle.resource
        return name is not None and any(
            name in turn.resources and not all(self.at_work[name][turn.start : turn.end]) for turn in turns
        )

    def collisions(self, way: Way, start: datetime) -> set[Obstacle]:
        """Everything taken that a visit would run into."""
        found = set()
        for turn in self.turns_of(way, self.minute_of(start))[0]:
            first, after = turn.claimed
            for name in turn.resources:
                for taken in itertools.chain.from_iterable(self.taken.get(name, ())[first:after]):
                    found.add(Obstacle(SAID_OF.get(taken.kind, Reason.SLOT_TAKEN), name, taken.owner))
        return found


def in_hours(local: datetime, hours: Hours) -> bool:
    """Whether the wall clock stands inside one of the spans."""
    minute = local.hour * 60 + local.minute
    return any(span.start <= minute < span.end for span in hours)


def is_at_work(person: Staff, local: datetime) -> bool:
    """Whether somebody works at that minute."""
    day = local.date()
    away = any(span.first <= day <= span.last for span in person.time_off)
    return not away and in_hours(local, person.working_hours.days[day.weekday()])


def covers(absence: Absence, local: datetime) -> bool:
    """Whether an absence covers that minute."""
    day, hours = local.date(), absence.hours
    is_then = absence.days.first <= day <= absence.days.last
    return is_then and (hours is None or in_hours(local, (hours,)))


def ways(services: Iterable[Service]) -> Iterator[Way]:
    """Every assignment of people to services, in the catalogue's order."""
    ordered = sorted(services, key=lambda service: service.position)
    for people in itertools.product(*(service.staff for service in ordered)):
        yield tuple((service.key, who) for service, who in zip(ordered, people, strict=True))


def way_of(plan: Plan) -> Way:
    """The way that a plan stands for."""
    return tuple(dict.fromkeys((step.service, step.staff) for step in plan.steps))


def as_said(slots: Iterable[Slot]) -> set[tuple[Way, datetime]]:
    """Slots in the oracle's words; no slot may come twice."""
    said = [(way_of(slot.plan), slot.start) for slot in slots]
    assert len(said) == len(set(said)), "a slot is offered once"
    return set(said)
