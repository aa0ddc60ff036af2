"""A salon in the middle of a Tuesday, behind a real server: what the tests of the pages and the screenshots look at."""

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import httpx
import sqlalchemy as sa

from holdfast.actions.apply_tenant import apply_tenant
from holdfast.actions.book_by_staff import StaffWish, book_by_staff
from holdfast.actions.manage_keys import create_key
from holdfast.actions.manage_users import NewUser, add_user
from holdfast.app import Application, build
from holdfast.core.access import Role
from holdfast.core.ids import TenantId
from holdfast.entry.cli.serving import address_of, http_server, listen
from holdfast.sample import CALCOM_KEY_VARIABLE, sample_tenant_file
from holdfast.settings import Settings
from holdfast.store import drifts, tasks
from holdfast.store.drifts import Drift, DriftState
from holdfast.store.engine import Tx
from holdfast.store.tasks import TaskKind
from holdfast.testing.builders import at, span
from holdfast.testing.calcom import SALON_KEY

T = TypeVar("T")
SALON = "salon-lindenhof"
OTHER = "salon-nordstern"
PASSWORD = "Der Kamm liegt links oben"
MORNING = datetime(2026, 11, 24, 9, 22, tzinfo=UTC)
KNOWN = {
    "Ada Beispiel": "+4915112345608",
    "Dora Muster": "+4915112345602",
    "Emil Beispiel": "+4915112345603",
    "Frida Muster": "+4915112345609",
    "Greta Beispiel": "+4915112345604",
    "Jonas Muster": "+4915112345611",
}
"""Who has been here before."""
USERS = {"jana": Role.OWNER, "rita": Role.RECEPTION, "otto": Role.OPERATOR, "anna": Role.AUDITOR}


class RunningClock:
    """A clock that was set to an instant when it was made, and runs on."""

    def __init__(self, start: datetime) -> None:
        """Begin at `start`."""
        self._ahead = start - datetime.now(UTC)

    def now(self) -> datetime:
        """The instant, aware, in UTC."""
        return datetime.now(UTC) + self._ahead

    def advance(self, by: timedelta) -> None:
        """So much time passes at once."""
        self._ahead += by


@dataclass
class Scene:
    """The running server, and its application on its own loop in a thread of its own."""

    url: str
    application: Application
    clock: RunningClock
    loop: asyncio.AbstractEventLoop
    tenants: dict[str, TenantId] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)

    @property
    def tenant(self) -> TenantId:
        """The salon that most tests look at."""
        return self.tenants[SALON]

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Let something happen on the server's loop, and wait for it."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(20)

    def change(self, body: Any) -> Any:
        """One transaction."""
        return self.run(self.application.desk.transact(body))

    def book(self, service: str, staff: str, start: str, name: str, phone: str = "", notes: str = "") -> str:
        """A visit that somebody of the salon books, on the wall clock of Berlin. Returns its code."""
        wish = StaffWish((service,), staff, at(start), name, phone, notes, knowingly=True)
        booked = self.run(book_by_staff(self.application.desk, self.application.drives, self.tenant, wish, "user:1"))
        assert booked.seen is not None, booked.refused and booked.refused.obstacles
        return booked.seen.visit.ref

    def offer(self, service: str, staff: str, day: str, time: str) -> None:
        """Let a caller be offered a time right now: it is held."""
        answer = httpx.post(
            f"{self.url}/t/{SALON}/tools/check_availability",
            json={"service": service, "staff": staff, "date": day, "time": time},
            headers={
                "Authorization": f"Bearer {self.keys[SALON]}",
                "X-Call-Id": f"call_{day}_{time.replace(':', '')}abcdef",
            },
        )
        assert answer.json()["state"] == "held", answer.text

    def by_phone(self, ref: str, call: str, name: str | None = None) -> None:
        """Let a visit have been booked in a call."""
        numbers = {
            "id": call,
            "ref": ref,
            "tenant": self.tenant,
            "at": int(self.clock.now().timestamp() * 1000) - 60_000,
        }

        def body(tx: Tx) -> None:
            tx.run(
                sa.text(
                    "INSERT INTO call (tenant_id, id, platform, trust, created_at, seen_at, is_test, wrong_refs, "
                    "misunderstood) VALUES (:tenant, :id, 'retell', 'signed', :at, :at, false, 0, 0)"
                ),
                numbers,
            )
            tx.run(sa.text("UPDATE visit SET call_id = :id WHERE tenant_id = :tenant AND ref = :ref"), numbers)

        self.change(body)

    def unverified(self, ref: str) -> None:
        """Let a visit be on its way into the calendar, with nobody to drive it."""
        values = {"ref": ref, "tenant": self.tenant}
        self.change(
            lambda tx: tx.run(sa.text("UPDATE visit SET state='pending' WHERE tenant_id=:tenant AND ref=:ref"), values)
        )

    def differs(self, ref: str, kind: str, proposal: str, start: str, end: str) -> None:
        """Let a difference be open about a visit, and a task with it."""

        def body(tx: Tx) -> None:
            row = tx.run(
                sa.text("SELECT id FROM visit WHERE ref=:ref AND tenant_id=:t"), {"ref": ref, "t": self.tenant}
            )
            visit, now = row.scalar_one(), self.clock.now() - timedelta(minutes=7)
            bound = tx.of(self.tenant)
            drift = Drift(
                f"X{ref[:4]}",
                kind,
                DriftState.OPEN,
                ref,
                proposal,
                now,
                now,
                visit,
                None,
                "staff:mia",
                span(start, end),
            )
            drifts.add(bound, drift)
            tasks.add(bound, TaskKind.PERSON, f"booking {ref} differs (drift {drift.ref})", now, None, visit)

        self.change(body)

    def callback(self, name: str, phone: str, wish: str, due: str) -> None:
        """Let somebody wait for a call back."""
        personal = {"name": name, "phone": phone, "wish": wish}
        now = self.clock.now() - timedelta(minutes=25)
        self.change(
            lambda tx: tasks.add(tx.of(self.tenant), TaskKind.CALLBACK, "call back", now, None, None, at(due), personal)
        )


@contextmanager
def opened(
    database_url: str,
    start: datetime = MORNING,
    *,
    clock: RunningClock | None = None,
    text: str | None = None,
    transport: httpx.AsyncBaseTransport | None = None,
) -> Iterator[Scene]:
    """Two salons behind a server on a free port, with a user in each role; the diary is empty. `text`: the tenant file
    of the first; `transport` stands in for the network to its calendar."""
    clock = clock or RunningClock(start)
    made = build(
        Settings(database_url=database_url, secret_key="only for tests", log="error"),
        environment={"RETELL_API_KEY": "key_test_0000", CALCOM_KEY_VARIABLE: SALON_KEY},
        clock=clock,
        transport=transport,
    )
    listening = listen("127.0.0.1", 0)
    loop = asyncio.new_event_loop()
    server = http_server(made, work=False)
    thread = threading.Thread(target=_serve, args=(loop, server, listening), daemon=True)
    thread.start()
    scene = Scene(address_of(listening), made, clock, loop)
    try:
        scene.run(_move_in(scene, text))
        yield scene
    finally:
        server.should_exit = True
        thread.join(15)
        assert not thread.is_alive(), "open streams must not hold the server up"


def _serve(loop: asyncio.AbstractEventLoop, server: Any, listening: Any) -> None:
    asyncio.set_event_loop(loop)
    loop.run_until_complete(server.serve(sockets=[listening]))
    loop.close()


async def _move_in(scene: Scene, first: str | None) -> None:
    desk, text = scene.application.desk, sample_tenant_file()
    other = (
        text.replace(SALON, OTHER)
        .replace("Salon Lindenhof", "Salon Nordstern")
        .replace("+493012345678", "+493087654321")
    )
    for slug, file in ((SALON, first or text), (OTHER, other)):
        assert (await apply_tenant(desk, file, f"{slug}.toml")).faults == ()
        key = await create_key(desk, slug, "for tests")
        assert key is not None
        scene.keys[slug], scene.tenants[slug] = key.key, key.record.tenant_id
    for login, role in USERS.items():
        await add_user(desk, NewUser(login, login.capitalize(), role, SALON, PASSWORD))
    await add_user(desk, NewUser("nora", "Nora", Role.OWNER, OTHER, PASSWORD))
    await add_user(desk, NewUser("oskar", "Oskar", Role.OPERATOR, None, PASSWORD))


def busy_day(scene: Scene) -> dict[str, str]:
    """An ordinary Tuesday with everything a diary can show. Returns the codes by customer."""
    day = "2026-11-24"
    told = [
        ("damenhaarschnitt", "mia", "09:00", "Ada Beispiel", "+4915112345608", ""),
        ("dauerwelle", "mia", "10:00", "Berta Muster", "+4915112345601", "nimmt gern Kaffee"),
        ("kinderhaarschnitt", "mia", "13:30", "Cem Beispiel", "", ""),
        ("ansatzfaerbung", "mia", "14:15", "Dora Muster", "+4915112345602", ""),
        ("herrenhaarschnitt", "emma", "09:15", "Emil Beispiel", "+4915112345603", ""),
        ("damenhaarschnitt", "emma", "10:30", "Frida Muster", "+4915112345609", ""),
        ("balayage-ombre", "emma", "11:30", "Ida Beispiel", "+4915112345605", ""),
        ("trockenschnitt", "emma", "12:30", "Lars Beispiel", "", ""),
        ("kinderhaarschnitt", "emma", "16:00", "Hugo Muster", "", ""),
        ("dauerwelle", "felix", "12:00", "Greta Beispiel", "+4915112345604", ""),
        ("damenhaarschnitt", "felix", "14:30", "Jonas Muster", "+4915112345611", "Pony nicht zu kurz"),
        ("kinderhaarschnitt", "felix", "15:45", "Kira Beispiel", "+4915112345606", ""),
    ]
    for hour, (name, phone) in enumerate(KNOWN.items(), start=9):
        scene.book("kinderhaarschnitt", "mia", f"2026-11-17 {hour:02d}:00", name, phone)
    refs = {
        name: scene.book(service, staff, f"{day} {time}", name, *more) for service, staff, time, name, *more in told
    }
    scene.by_phone(refs["Berta Muster"], "call_busy_1")
    scene.by_phone(refs["Greta Beispiel"], "call_busy_2")
    scene.by_phone(refs["Kira Beispiel"], "call_busy_3")
    scene.unverified(refs["Kira Beispiel"])
    scene.offer("Trockenschnitt", "Emma", day, "14:45")
    scene.differs(refs["Dora Muster"], "missing_there", "call_back", f"{day} 14:15", f"{day} 15:15")
    scene.callback("Lena Muster", "+4915112345607", "Strähnen, am liebsten bei Mia", f"{day} 11:00")
    for ahead, staff, time, name in (
        ("2026-11-25", "mia", "10:00", "Max Beispiel"),
        ("2026-11-26", "emma", "09:30", "Nele Muster"),
        ("2026-11-27", "felix", "11:00", "Olga Beispiel"),
    ):
        refs[name] = scene.book("dauerwelle" if staff == "mia" else "damenhaarschnitt", staff, f"{ahead} {time}", name)
    return refs


def database(folder: Path) -> str:
    """The address of a new SQLite file in a folder."""
    return f"sqlite:///{folder / 'web.db'}"
