"""Those who call: check, think, say yes, repeat themselves, change their mind, call again, or hang up in the middle."""

import asyncio
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from holdfast.core.ids import CallId
from holdfast.testing.world.platform import IMPATIENT_SECONDS, PLATFORM_SECONDS, Heard, OneCall, Person, Platform
from holdfast.testing.world.salon import COLOUR, CUT, PERM, STAFF
from holdfast.testing.world.sometimes import Sometimes
from holdfast.testing.world.spoken import AGAIN, CANCEL, CHOSEN, FIND, STATUS, chosen, moved_to, named, wanted

DAYS = (("Mittwoch", "2026-11-25"), ("Donnerstag", "2026-11-26"), ("Freitag", "2026-11-27"))
TIMES = (
    ("neun Uhr", "09:00"),
    ("zehn Uhr", "10:00"),
    ("elf Uhr", "11:00"),
    ("dreizehn Uhr", "13:00"),
    ("14 Uhr", "14:00"),
)
NAMES = (
    "Anna Beispiel",
    "Bernd Beispiel",
    "Carla Muster",
    "Dora Muster",
    "Emil Probe",
    "Frieda Probe",
    "Gustav Beispiel",
)


@dataclass
class Callers:
    """All callers of one episode. `persons` call more than once."""

    platform: Platform
    chance: random.Random
    sometimes: Sometimes
    impatient: float
    persons: list[Person] = field(default_factory=list)
    calls: int = 0

    def __post_init__(self) -> None:
        """The people of this episode: most have a number, two share one, one hides it."""
        numbers = [f"+4930123456{n:02d}" for n in range(10, 15)]
        for name, number in zip(NAMES, [*numbers, numbers[0], None], strict=True):
            self.persons.append(Person(name, number))

    def ring(self, person: Person) -> OneCall:
        """A new call."""
        self.calls += 1
        limit = IMPATIENT_SECONDS if self.chance.random() < self.impatient else PLATFORM_SECONDS
        return self.platform.rings(CallId(f"call_{self.calls:04d}_world"), person, limit)

    def wish(self) -> dict[str, str]:
        """What somebody wants, in words or as a date."""
        spoken = int(self.chance.random() < 0.7) - 1  # Words come first in the pairs.
        service = self.chance.choice((CUT, CUT, CUT, COLOUR, PERM, PERM))
        wish = {"service": service, "date": self.chance.choice(DAYS)[spoken], "time": self.chance.choice(TIMES)[spoken]}
        if self.chance.random() < 0.6:
            wish["staff"] = self.chance.choice(STAFF)
        return wish

    async def one(self, wish: dict[str, str] | None = None, person: Person | None = None) -> None:
        """One whole call, hang-up and its report included."""
        call = self.ring(person or self.chance.choice(self.persons))
        patience = self.chance.uniform(0.5, 25.0) if self.chance.random() < 0.15 else 240.0
        try:
            async with asyncio.timeout(patience):
                await self._talk(call, wish)
        except TimeoutError:
            self.sometimes.saw("hung up in the middle")
            self.platform.trace.event(call.id, "hangs up")
        call.talk.hangs_up(self.platform.loop.now)
        if self.chance.random() < 0.9:
            await self.platform.hung_up(call)

    async def _talk(self, call: OneCall, wish: dict[str, str] | None) -> None:
        known = list(call.person.visits)
        lot = self.chance.random()
        if wish is None and known and lot < 0.55:
            await self._about(call, self.chance.choice(known))
        else:
            await self._book(call, wish or self.wish())
        if self.chance.random() < 0.35 and (mine := self._told_of(call)):
            await self._think()
            await self._about(call, self.chance.choice(mine))

    def _told_of(self, call: OneCall) -> list[str]:
        return sorted({str(heard["ref"]) for heard in call.told if "ref" in heard and heard["state"] != "cancelled"})

    async def _think(self) -> None:
        await asyncio.sleep(self.chance.uniform(0.5, 5.0) if self.chance.random() < 0.95 else 75.0)

    async def _say(self, call: OneCall, tool: str, args: Mapping[str, Any], words: str) -> Heard | None:
        """The caller says `words` and the agent calls a tool; without an answer it tries the same once more, and
        sometimes says it twice. What it hears in the end it speaks, word for word."""
        call.talk.caller(self.platform.loop.now, words)
        if self.chance.random() < 0.08:
            second = asyncio.ensure_future(self._later(call, tool, args))
            heard = await self._tool(call, tool, args)
            return await second or heard
        heard = await self._tool(call, tool, args)
        again = heard is None or heard.get("retry") == "same" or self.chance.random() < 0.12
        if again:
            await asyncio.sleep(self.chance.uniform(0.2, 2.0))
            if heard is None:
                call.talk.caller(self.platform.loop.now, AGAIN)
            heard = await self._tool(call, tool, args) or heard
        return heard

    async def _tool(self, call: OneCall, tool: str, args: Mapping[str, Any]) -> Heard | None:
        """The agent calls a tool and speaks the answer, as its prompt tells it: `say`, and nothing else."""
        heard = await self.platform.tool(call, tool, args)
        if heard is not None and call.talk.ended is None:
            call.talk.agent(self.platform.loop.now, str(heard["say"]))
            call.spoken.append((tool, heard))
        return heard

    async def _later(self, call: OneCall, tool: str, args: Mapping[str, Any]) -> Heard | None:
        await asyncio.sleep(self.chance.uniform(0.0, 2.0))
        return await self._tool(call, tool, args)

    async def _book(self, call: OneCall, wish: dict[str, str]) -> None:
        heard = await self._say(call, "check_availability", wish, wanted(wish))
        for _ in range(3):
            if heard is None or heard["state"] == "confirmed" or not heard.get("options"):
                break
            options = heard["options"]
            choice = options[0] if self.chance.random() < 0.7 else self.chance.choice(options)
            await self._think()
            words = named(call.person.name, chosen(choice, alone=len(options) == 1))
            call.spoken.append((CHOSEN, choice))
            yes = self._yes(call, wish, choice, exact=heard["state"] == "held")
            heard = await self._say(call, "book", yes, words)
            if heard is not None and heard["state"] in ("confirmed", "pending"):
                break
        self._remember(call, wish, heard)
        if heard is not None and heard["state"] == "pending" and self.chance.random() < 0.7:
            await asyncio.sleep(self.chance.uniform(2.0, 15.0))
            about = {"ref": heard["ref"]} if "ref" in heard else {}
            self._remember(call, wish, await self._say(call, "booking_status", about, STATUS))

    def _yes(self, call: OneCall, wish: Mapping[str, str], choice: Mapping[str, str], *, exact: bool) -> dict[str, str]:
        args = {"customer_name": call.person.name}
        if call.person.number is None:
            args["phone"] = "+493012345699"
        lot = self.chance.random()
        if lot < 0.75 or not exact:
            return {"slot_id": choice["slot_id"], **args}
        if lot < 0.9:
            return {**wish, **args, "slot_id": choice["slot_id"]}
        return {**wish, **args}

    def _remember(self, call: OneCall, wish: Mapping[str, str], heard: Heard | None) -> None:
        if heard is None or "ref" not in heard:
            return
        if heard["state"] in ("confirmed", "pending"):
            call.person.visits[heard["ref"]] = {"wish": dict(wish), "at": heard.get("at")}
        elif heard["state"] == "cancelled":
            call.person.visits.pop(heard["ref"], None)

    async def _about(self, call: OneCall, ref: str) -> None:
        """Somebody who has a visit already: asks for the same again, moves it, cancels it, or asks how it stands."""
        known = call.person.visits.get(ref, {})
        who = {"ref": ref, "customer_name": call.person.name}
        lot = self.chance.random()
        if lot < 0.25 and "wish" in known:
            await self._book(call, known["wish"])
        elif lot < 0.55:
            await self._move(call, who, known)
        elif lot < 0.8:
            named_too = who if self.chance.random() < 0.7 else {"ref": ref}
            heard = await self._say(call, "cancel", named_too, CANCEL)
            self._remember(call, {}, heard)
        elif lot < 0.9:
            await self._say(call, "booking_status", who, STATUS)
        else:
            await self._say(call, "find_bookings", {"customer_name": call.person.name}, FIND)

    async def _move(self, call: OneCall, who: dict[str, str], known: Mapping[str, Any]) -> None:
        """To another time; sometimes by a quarter of an hour, so that old and new time overlap."""
        wish = self.wish()
        to = {"date": wish["date"], "time": wish["time"]}
        at = known.get("at")
        if at and self.chance.random() < 0.5:
            hour, minute = int(at[11:13]), int(at[14:16]) + self.chance.choice((15, 30, -15))
            whole = hour * 60 + minute
            to = {"date": at[:10], "time": f"{whole // 60:02d}:{whole % 60:02d}"}
        heard = await self._say(call, "reschedule", {**who, **to}, moved_to(to))
        if heard is not None and heard["state"] == "refused" and heard.get("options") and self.chance.random() < 0.6:
            await self._think()
            first = heard["options"][0]
            to_slot = {**who, "slot_id": first["slot_id"]}
            call.spoken.append((CHOSEN, first))
            heard = await self._say(call, "reschedule", to_slot, chosen(first, alone=len(heard["options"]) == 1))
        self._remember(call, known.get("wish", {}), heard)
