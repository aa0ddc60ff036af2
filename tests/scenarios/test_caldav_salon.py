"""A salon whose calendar is on a CalDAV server, from the telephone to the server and back: a real Radicale, and people
who work in it with programs of their own."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from holdfast.actions.apply_tenant import apply_tenant
from holdfast.actions.reconcile_check import Checked, check
from holdfast.app import build
from holdfast.core.ids import TenantId
from holdfast.entry.server import build_server
from holdfast.entry.worker import Worker
from holdfast.sample import sample_tenant_file
from holdfast.settings import Settings
from holdfast.testing.clock import PinnedClock
from holdfast.testing.radicale import Radicale, start_radicale
from tests.scenarios.conftest import KEY, TUESDAY_MORNING, Door, Phone

PERM = {"service": "Dauerwelle", "date": "Freitag", "time": "zehn Uhr", "staff": "Felix"}
CUT = {"service": "Herrenhaarschnitt", "date": "Freitag", "time": "zehn Uhr", "staff": "Felix"}
ANYBODY = {"service": "Herrenhaarschnitt", "date": "Freitag", "time": "zehn Uhr"}
PERM_AT_TEN = ["10:00-10:50", "11:05-11:10", "11:20-11:35", "11:35-12:15"]
PERM_AT_QUARTER_PAST = ["10:15-11:05", "11:20-11:25", "11:35-11:50", "11:50-12:30"]
STAFF = ("mia", "emma", "felix")
SALONS = count(1)

Disturbance = Callable[[httpx.Request], httpx.Response | None]
Afterthought = Callable[[httpx.Request], None]


@dataclass
class Wire(httpx.AsyncBaseTransport):
    """The way to the server. `before` may answer in its place, `after` may lose what it answered."""

    inner: httpx.AsyncHTTPTransport = field(default_factory=lambda: httpx.AsyncHTTPTransport(trust_env=False))
    before: Disturbance | None = None
    after: Afterthought | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        early = self.before(request) if self.before else None
        if early is not None:
            return early
        answer = await self.inner.handle_async_request(request)
        if self.after:
            await answer.aread()
            self.after(request)
        return answer

    async def aclose(self) -> None:
        await self.inner.aclose()


@dataclass
class CaldavSalon:
    """The salon, its telephone, the server, and what people see in their collections."""

    server: Radicale
    door: Door
    wire: Wire
    paths: dict[str, str]

    def phone(self, number: str = "+4915112345678") -> Phone:
        """A call."""
        return self.door.phone(number)

    async def book(self, phone: Phone, wish: dict[str, str]) -> dict[str, Any]:
        """Ask and book what is offered."""
        offered = await phone.tool("check_availability", **wish)
        assert offered["state"] == "held", offered
        return await phone.tool("book", slot_id=offered["options"][0]["slot_id"], customer_name="Ada Beispiel")

    async def booked(self, wish: dict[str, str]) -> Phone:
        """A booking that stands."""
        phone = self.phone()
        answer = await self.book(phone, wish)
        assert answer["state"] == "confirmed", answer
        return phone

    async def rest(self) -> None:
        """Let the worker go on until nothing is under way."""
        application = self.door.application
        for _ in range(60):
            await Worker(application).round()
            await application.reconciling.settle()
            while running := list(application.drives.running.values()):
                await asyncio.wait(running)
                await asyncio.sleep(0)
            if not await self.read("SELECT 1 FROM visit WHERE due_at IS NOT NULL"):
                return
            self.door.wait(10)
        raise AssertionError("the salon does not come to rest")

    async def check(self) -> Checked:
        """`holdfast check`, with the clock put forward instead of waiting."""

        async def pause(seconds: float) -> None:
            self.door.wait(seconds)

        (row,) = await self.read("SELECT id FROM tenant")
        application = self.door.application
        return await check(application.desk, application.drives, TenantId(row.id), pause=pause)

    async def read(self, query: str) -> list[Any]:
        """Look into the database."""
        return await self.door.application.desk.transact(lambda tx: list(tx.run(sa.text(query))))

    async def tasks(self) -> list[str]:
        """What a person has to see to."""
        rows = await self.read("SELECT text FROM task WHERE state = 'open' AND kind = 'person' ORDER BY id")
        return [row.text for row in rows]

    def objects(self, key: str) -> dict[str, str]:
        """Paths and texts of what stands in a person's collection."""
        server = self.server
        headers = {"Depth": "1"}
        answer = httpx.request("PROPFIND", server.url + self.paths[key], auth=server.auth, headers=headers)
        return {path: server.get(path) for path in sorted(re.findall(r"<href>([^<]+\.ics)</href>", answer.text))}

    def times(self, key: str) -> list[str]:
        """When the entries of a person are, in the salon's time."""
        return sorted(_times(text) for text in self.objects(key).values())

    def put(self, key: str, name: str, start: str, end: str, *lines: str) -> str:
        """A person enters something of her own; times in the salon's zone. Returns its path."""
        path = f"{self.paths[key]}{name}.ics"
        times = [f"DTSTART;TZID=Europe/Berlin:{start}", f"DTEND;TZID=Europe/Berlin:{end}"]
        event = ["BEGIN:VEVENT", f"UID:{name}", "DTSTAMP:20261101T000000Z", *times, "SUMMARY:privat", *lines]
        text = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:test", *event, "END:VEVENT", "END:VCALENDAR", ""]
        self.server.put(path, "\r\n".join(text))
        return path

    def drag(self, key: str, hours: int) -> None:
        """A person drags everything of hers to later."""
        for path, text in self.objects(key).items():
            self.server.put(path, _shifted(text, timedelta(hours=hours)))


def _times(text: str) -> str:
    event = text.split("BEGIN:VEVENT")[1]
    start, end = (re.search(rf"{name}[^:]*:\d{{8}}T(\d\d)(\d\d)", event) for name in ("DTSTART", "DTEND"))
    assert start is not None
    assert end is not None
    return f"{start[1]}:{start[2]}-{end[1]}:{end[2]}"


def _shifted(text: str, by: timedelta) -> str:
    def later(found: re.Match[str]) -> str:
        return found[1] + f"{datetime.strptime(found[2], '%Y%m%dT%H%M%S') + by:%Y%m%dT%H%M%S}"

    return re.sub(r"(?m)^((?:DTSTART|DTEND);TZID=[^:]*:)(\d{8}T\d{6})", later, text)


@pytest.fixture(scope="module")
def radicale() -> Iterator[Radicale]:
    with start_radicale() as server:
        yield server


@pytest.fixture
async def salon(radicale: Radicale, database_url: str) -> AsyncIterator[CaldavSalon]:
    number = next(SALONS)
    paths = {key: radicale.make_calendar(f"{key}-{number}") for key in STAFF}
    collections = ", ".join(f'{key} = "{path}"' for key, path in paths.items())
    calendar = (
        f'kind = "caldav"\nbase_url = "{radicale.url}"\nusername = "{radicale.username}"\npassword = "env:CALDAV"\n'
        f"collections = {{ {collections} }}\n"
    )
    text = sample_tenant_file().replace('kind = "builtin"', calendar)
    assert calendar in text
    clock, wire = PinnedClock(TUESDAY_MORNING), Wire()
    application = build(
        Settings(database_url=database_url, secret_key="only for tests"),
        environment={"RETELL_API_KEY": KEY, "CALDAV": radicale.password},
        clock=clock,
        transport=wire,
    )
    assert (await apply_tenant(application.desk, text, "salon-lindenhof.toml")).faults == ()
    transport = httpx.ASGITransport(build_server(application, work=False))
    async with httpx.AsyncClient(transport=transport, base_url="http://salon") as http:
        yield CaldavSalon(radicale, Door(http, clock, application), wire, paths)
    await application.close()


# By telephone


async def test_booked_moved_given_to_a_colleague_and_cancelled_by_telephone(salon: CaldavSalon) -> None:
    phone = await salon.booked(PERM)
    assert salon.times("felix") == PERM_AT_TEN
    moved = await phone.tool("reschedule", date="Freitag", time="zehn Uhr fünfzehn")
    assert moved["state"] == "confirmed"
    await salon.rest()
    assert salon.times("felix") == PERM_AT_QUARTER_PAST
    moved = await phone.tool("reschedule", date="Freitag", time="zehn Uhr fünfzehn", staff="Mia")
    assert (moved["state"], moved["staff"]) == ("confirmed", "Mia")
    await salon.rest()
    assert (salon.times("felix"), salon.times("mia")) == ([], PERM_AT_QUARTER_PAST)
    assert (await salon.check()).is_fine
    assert (await phone.tool("cancel"))["state"] == "cancelled"
    await salon.rest()
    assert [salon.times(key) for key in STAFF] == [[], [], []]
    assert (await salon.check()).is_fine
    assert await salon.tasks() == []


async def test_a_lost_answer_to_every_write_makes_one_entry_of_each(salon: CaldavSalon) -> None:
    def lost(request: httpx.Request) -> None:
        if request.method == "PUT":
            raise httpx.ReadTimeout("lost", request=request)

    salon.wire.after = lost
    phone = salon.phone()
    answer = await salon.book(phone, PERM)
    assert answer["state"] in ("confirmed", "pending")
    salon.wire.after = None
    await salon.rest()
    assert salon.times("felix") == PERM_AT_TEN
    assert (await phone.tool("booking_status"))["state"] == "confirmed"


async def test_a_refused_password_is_told_once_and_the_booking_comes_about_later(salon: CaldavSalon) -> None:
    phone = salon.phone()
    offered = await phone.tool("check_availability", **CUT)
    salon.wire.before = lambda request: httpx.Response(401, request=request)
    answer = await phone.tool("book", slot_id=offered["options"][0]["slot_id"], customer_name="Ada Beispiel")
    assert answer["state"] != "confirmed"
    assert salon.times("felix") == []
    salon.door.wait(61)
    unread = await salon.phone("+4915155555555").tool("check_availability", **ANYBODY)
    assert (unread["state"], unread["reason"]) == ("refused", "calendar_unreachable")
    assert (await salon.check()).fault is not None
    (text,) = await salon.tasks()
    assert "credentials" in text
    salon.wire.before = None
    await salon.rest()
    assert ((await phone.tool("booking_status"))["state"], salon.times("felix")) == ("confirmed", ["10:00-10:55"])
    assert (await salon.check()).fault is None
    assert await salon.tasks() == []


async def test_somebody_quicker_in_the_calendar_has_it_and_ours_is_taken_back(salon: CaldavSalon) -> None:
    entered: list[str] = []

    def quicker(request: httpx.Request) -> None:
        if request.method == "PUT" and not entered:
            entered.append(salon.put("felix", "quicker", "20261127T114500", "20261127T121000"))

    phone = salon.phone()
    offered = await phone.tool("check_availability", **PERM)
    salon.wire.before = quicker
    slot = offered["options"][0]["slot_id"]
    answer = await phone.tool("book", slot_id=slot, customer_name="Ada Beispiel")
    assert (answer["state"], answer["reason"]) == ("refused", "slot_taken")
    await salon.rest()
    assert salon.times("felix") == ["11:45-12:10"]
    assert "nicht zustande gekommen" in (await phone.tool("booking_status"))["say"]


# By people in the calendar


async def test_what_a_person_moves_the_visit_follows(salon: CaldavSalon) -> None:
    phone = await salon.booked(PERM)
    salon.drag("felix", 2)
    found = await salon.check()
    assert ([drift.kind for drift in found.repaired], found.open) == (["moved"], ())
    heard = await phone.tool("booking_status")
    assert (heard["state"], heard["at"][11:16]) == ("confirmed", "12:00")
    assert len(await salon.tasks()) == 1
    assert (await salon.check()).is_fine


@pytest.mark.parametrize("wish", [PERM, CUT], ids=["four parts", "one part"])
async def test_a_whole_visit_that_a_person_deletes_is_cancelled(salon: CaldavSalon, wish: dict[str, str]) -> None:
    phone = await salon.booked(wish)
    for path in salon.objects("felix"):
        salon.server.remove(path)
    found = await salon.check()
    assert [(drift.kind, drift.closed_why) for drift in found.repaired] == [("cancelled_there", "cancelled_by_person")]
    assert found.open == ()
    assert (await phone.tool("booking_status"))["state"] == "cancelled"
    assert await salon.read("SELECT 1 FROM claim WHERE expires_at IS NULL") == []
    (text,) = await salon.tasks()
    assert "make sure that the customer knows" in text
    other = await salon.book(salon.phone("+4915155555555"), wish)
    assert other["state"] == "confirmed"
    assert (await salon.check()).is_fine


async def test_a_visit_that_is_over_is_cleared_away_without_a_task(salon: CaldavSalon) -> None:
    await salon.booked(CUT)
    salon.door.wait(timedelta(days=3, hours=4).total_seconds())
    (path,) = salon.objects("felix")
    salon.server.remove(path)
    assert [drift.kind for drift in (await salon.check()).repaired] == ["cancelled_there"]
    assert await salon.tasks() == []


async def test_parts_that_a_person_deletes_are_one_task_and_put_back_none(salon: CaldavSalon) -> None:
    phone = await salon.booked(PERM)
    taken_out = dict(list(salon.objects("felix").items())[1:3])
    for path in taken_out:
        salon.server.remove(path)
    found = await salon.check()
    assert [(drift.kind, drift.proposal) for drift in found.open] == [("missing_there", "decide_whole_visit")]
    (text,) = await salon.tasks()
    assert "only in part" in text
    assert (await phone.tool("booking_status"))["state"] == "pending"
    for path, event in taken_out.items():
        salon.server.put(path, event)
    assert (await salon.check()).open == ()
    assert (await phone.tool("booking_status"))["state"] == "confirmed"
    assert await salon.tasks() == []


async def test_parts_deleted_and_the_rest_cancelled_by_telephone_leave_no_task(salon: CaldavSalon) -> None:
    phone = await salon.booked(PERM)
    salon.server.remove(next(iter(salon.objects("felix"))))
    await salon.check()
    assert len(await salon.tasks()) == 1
    assert (await phone.tool("cancel"))["state"] == "cancelled"
    await salon.rest()
    assert (await salon.check()).open == ()
    assert (salon.times("felix"), await salon.tasks()) == ([], [])


async def test_what_a_person_deletes_and_puts_back_later_is_hers(salon: CaldavSalon) -> None:
    await salon.booked(CUT)
    ((path, event),) = salon.objects("felix").items()
    salon.server.remove(path)
    await salon.check()
    salon.server.put(path, event)
    found = await salon.check()
    assert [(drift.kind, drift.proposal) for drift in found.open] == [("orphan_there", "adopt_or_cancel")]
    assert salon.times("felix") == ["10:00-10:55"]


async def test_a_copy_on_a_day_without_visits_is_found_and_forgotten_when_it_goes(salon: CaldavSalon) -> None:
    phone = await salon.booked(CUT)
    ((_, event),) = salon.objects("felix").items()
    copied = re.sub(r"(?m)^UID:.*$", "UID:copy", event).replace("20261127T", "20261204T")
    path = salon.paths["felix"] + "copy.ics"
    salon.server.put(path, copied)
    found = await salon.check()
    assert [(drift.kind, drift.uid) for drift in found.open] == [("ours_twice", path)]
    assert len(await salon.tasks()) == 1
    assert (await phone.tool("booking_status"))["state"] == "confirmed"
    salon.server.remove(path)
    assert (await salon.check()).open == ()
    assert await salon.tasks() == []
    assert salon.times("felix") == ["10:00-10:55"]


async def test_one_event_that_cannot_be_read_hides_one_person_only(salon: CaldavSalon) -> None:
    path = salon.put("mia", "odd", "20261101T080000", "20261101T083000", "RRULE:FREQ=SECONDLY;INTERVAL=86400")
    offered = await salon.phone().tool("check_availability", **ANYBODY)
    assert offered["state"] == "held"
    assert {one["staff"] for one in offered["options"]} <= {"Felix", "Emma"}
    hers = await salon.phone("+4915155555555").tool("check_availability", **{**ANYBODY, "staff": "Mia"})
    assert (hers["state"], hers["reason"]) == ("refused", "calendar_unreachable")
    found = await salon.check()
    assert (found.is_complete, found.is_fine) == (False, False)
    assert any(path in name for name in found.unreadable)
    salon.server.remove(path)
    salon.door.wait(61)
    again = await salon.phone("+4915166666666").tool("check_availability", **{**ANYBODY, "staff": "Mia"})
    assert again["state"] == "held"
    assert (await salon.check()).is_fine
