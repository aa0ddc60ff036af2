"""Putting entries in, moving and taking them out, each by conditional requests (RFC 9110, 13): nothing that somebody
else changed in between is overwritten, and a repeat finds what the first one left."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from icalendar import Calendar

from holdfast.calendars.caldav import dav, outcomes
from holdfast.calendars.caldav.asking import Asking
from holdfast.calendars.caldav.connection import Answer, AnswerLost
from holdfast.calendars.caldav.naming import file_of, name_of, reference_on, uid_fragment
from holdfast.calendars.caldav.outcomes import Done
from holdfast.calendars.caldav.parsing import parse
from holdfast.calendars.caldav.places import Collection, Places, path_in
from holdfast.calendars.caldav.reading import Reader, main_event
from holdfast.calendars.caldav.unreadable import Unreadable
from holdfast.calendars.caldav.writing import bears_old_title, is_ours, moved_text, new_text
from holdfast.calendars.port import CalendarFault, CalendarMisbehaved, CalendarUnreachable, Movement
from holdfast.core.ids import RemoteUid
from holdfast.core.refusals import Reason
from holdfast.core.saga import Created, Entry, NotSent, RefusedBy, Reply, Seen, Unknown

MOST_TURNS = 5
_TEXT = "text/calendar; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Stored:
    """An object as it stands now, under which version."""

    text: str
    etag: str | None


@dataclass(frozen=True, slots=True)
class Writes:
    """The writes of one tenant's calendar."""

    asking: Asking
    places: Places
    reader: Reader
    zone: ZoneInfo
    tenant: str
    now: Callable[[], datetime]

    async def create(self, entry: Entry) -> Reply:
        """Put an entry into its host's collection. One of ours at the same time and host is that entry. Another time
        under its name is an earlier place of the visit, moved or cancelled since: then the next name is tried."""
        target = self.places.target(entry.host)
        if target is None:
            return RefusedBy(Reason.NOT_BOOKABLE)
        for turn in range(1, MOST_TURNS + 1):
            reply = await self._put_new(entry, target, name_of(entry, turn))
            if reply is not None:
                return reply
        return RefusedBy(Reason.TECHNICAL)

    async def move(self, movement: Movement) -> Reply:
        """Give an entry another time or title, in place; into the collection of another host by putting it there
        first and taking the old one away only then."""
        path, entry = str(movement.uid), movement.entry
        there = self.places.holding(path)
        if there is None:
            return RefusedBy(Reason.NOT_FOUND)
        if there.host == entry.host:
            return await self._guarded(self._move_in_place(path, there, movement))
        return await self._guarded(self._move_across(path, there, movement))

    async def cancel(self, uid: RemoteUid) -> Reply:
        """Delete an entry of ours, also one that a person changed. What is somebody else's by now stays."""
        path = str(uid)
        there = self.places.holding(path)
        return RefusedBy(Reason.NOT_FOUND) if there is None else await self._guarded(self._cancel(path, there))

    async def _put_new(self, entry: Entry, target: Collection, name: str) -> Reply | None:
        """None when the name belongs to another place of the same visit."""
        path = target.path + file_of(name)
        text = new_text(entry, name, self.tenant, self.zone, self.now())
        try:
            outcome = outcomes.of_put(await self._put("create", path, text, {"If-None-Match": "*"}, entry))
        except (AnswerLost, CalendarMisbehaved):
            return Unknown()
        except CalendarUnreachable:
            return NotSent()
        if outcome is Done.DONE:
            return Created(RemoteUid(path))
        if not isinstance(outcome, Done):
            return outcome
        try:
            return await self._who_stands(entry, target, path, outcome)
        except (CalendarFault, AnswerLost, Unreadable):
            return Unknown()  # This one had no effect, but an earlier one may have had: only a look can tell.

    async def _who_stands(self, entry: Entry, target: Collection, path: str, outcome: Done) -> Reply | None:
        """Under the name or the UID that is taken: this very entry, an earlier place of it, or somebody else's."""
        if outcome is Done.UID_CONFLICT:
            standing = await self._same_visit(entry, target)
        else:
            stored = await self._stored("create", path)
            if stored is None:
                return Unknown()  # It has gone this moment.
            standing = [seen for seen in [self.reader.standing(path, target.host, stored.text)] if seen]
        ours = [seen for seen in standing if seen.reference == entry.reference]
        for seen in ours:
            if seen.interval == entry.interval and not seen.is_cancelled:
                return Created(seen.uid)
        return None if ours else RefusedBy(Reason.TECHNICAL)

    async def _same_visit(self, entry: Entry, target: Collection) -> list[Seen]:
        """The entries of the visit in this collection, whatever their names."""
        query = dav.query_by_uid(uid_fragment(entry.reference))
        found = []
        for resource in await self.asking.report("create", target.path, query):
            path = path_in(target, resource.href, self.asking.base_url)
            if path is not None:
                found.append(self.reader.standing(path, target.host, resource.text(dav.CAL + "calendar-data")))
        return [seen for seen in found if seen]

    async def _move_across(self, path: str, there: Collection, movement: Movement) -> Reply:
        stored = await self._stored("move", path)
        seen = None if stored is None else self.reader.standing(path, there.host, stored.text)
        if seen is not None and movement.is_overtaken(seen.interval):
            return RefusedBy(Reason.TECHNICAL)
        reply = await self.create(movement.entry)
        if not isinstance(reply, Created):
            return reply
        gone = await self.cancel(movement.uid)
        return reply if isinstance(gone, Created) else Unknown()

    async def _move_in_place(self, path: str, there: Collection, movement: Movement) -> Reply:
        """Written is only over what we left there: what a person moved or cancelled meanwhile is hers, and at most its
        name is renewed."""
        entry = movement.entry
        stored = await self._stored("move", path)
        if stored is None:
            return RefusedBy(Reason.NOT_FOUND)
        calendar = parse(stored.text)
        event = main_event(calendar)
        if reference_on(event, self.tenant) != entry.reference:
            return RefusedBy(Reason.NOT_FOUND)
        seen = self.reader.standing(path, there.host, stored.text)
        if seen is None or seen.is_cancelled:
            return RefusedBy(Reason.NOT_FOUND)
        overtaken = movement.is_overtaken(seen.interval)
        if overtaken and not movement.is_rewriting:
            return RefusedBy(Reason.TECHNICAL)
        last = movement.since if overtaken else seen.interval
        if (overtaken or seen.interval == entry.interval) and not bears_old_title(event, entry, last):
            return Created(RemoteUid(path))
        there_now = replace(entry, interval=seen.interval) if overtaken else entry
        return await self._overwrite(path, stored, calendar, there_now, is_ours=is_ours(event, last))

    async def _overwrite(self, path: str, stored: Stored, calendar: Calendar, entry: Entry, *, is_ours: bool) -> Reply:
        text = moved_text(calendar, main_event(calendar), entry, self.tenant, self.zone, self.now(), is_ours=is_ours)
        outcome = outcomes.of_put(await self._put("move", path, text, _if_match(stored), entry))
        if outcome is Done.DONE:
            return Created(RemoteUid(path))
        # Another version: somebody is changing it at this moment, and hers stands.
        return RefusedBy(Reason.TECHNICAL) if isinstance(outcome, Done) else outcome

    async def _cancel(self, path: str, there: Collection) -> Reply:
        for _ in range(MOST_TURNS):
            stored = await self._stored("cancel", path)
            if stored is None:
                return Created(RemoteUid(path))
            if reference_on(main_event(parse(stored.text)), self.tenant) is None:
                return RefusedBy(Reason.NOT_FOUND)
            answer = await self.asking.send("cancel", "DELETE", path, headers=_if_match(stored))
            outcome = outcomes.of_delete(answer)
            if outcome in (Done.DONE, Done.GONE):
                return Created(RemoteUid(path))
            if not isinstance(outcome, Done):
                return outcome
        return Unknown()

    async def _guarded(self, writing: Awaitable[Reply]) -> Reply:
        """Readings that fail before anything was written leave nothing uncertain; a lost answer to a write does."""
        try:
            return await writing
        except (AnswerLost, CalendarMisbehaved):
            return Unknown()
        except CalendarFault:
            return NotSent()
        except Unreadable:
            return RefusedBy(Reason.TECHNICAL)

    async def _stored(self, verb: str, path: str) -> Stored | None:
        """The object as it stands, None where there is none. Raises CalendarFault."""
        answer: Answer = await self.asking.read(verb, "GET", path)
        if answer.status in (404, 410):
            return None
        return Stored(answer.body.decode(errors="replace"), answer.etag)

    async def _put(self, verb: str, path: str, text: bytes, condition: dict[str, str], entry: Entry) -> Answer:
        data = {
            "reference": entry.reference,
            "host": entry.host,
            "start": entry.interval.start.isoformat(),
            "end": entry.interval.end.isoformat(),
        }
        return await self.asking.send(
            verb, "PUT", path, text, {"Content-Type": _TEXT, **condition}, data, {"title": entry.title}
        )


def _if_match(stored: Stored) -> dict[str, str]:
    """Only if it is still that version. A server that tells no versions leaves it open to chance."""
    return {"If-Match": stored.etag} if stored.etag else {}
