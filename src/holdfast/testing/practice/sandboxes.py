"""All sandboxes of a process: one for each user in each salon, a bounded number, and none for long."""

import asyncio
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from holdfast.actions.desk import Desk
from holdfast.app import build
from holdfast.core.call import Call
from holdfast.core.identity import Trust
from holdfast.core.ids import CallId, TenantId
from holdfast.core.tenant_file import tenant_of
from holdfast.settings import Settings
from holdfast.store import tenants
from holdfast.store.engine import Store
from holdfast.store.migrate import migrate
from holdfast.testing.calcom.transport import CalcomTransport
from holdfast.testing.practice.agent import Agent
from holdfast.testing.practice.salon import ENVIRONMENT, Engaged, sandbox_calendar, sandbox_document
from holdfast.testing.practice.sandbox import Sandbox

CALLER_NUMBER = "+4915112345678"
MOST_SANDBOXES = 12
"""So many at once in one process; another one takes the place of the one that was used longest ago."""
IDLE_SECONDS = 20 * 60.0
"""So long after it was last looked at, a sandbox is removed."""
Owner = tuple[TenantId, int]


@dataclass
class _Kept:
    sandbox: Sandbox
    seen_at: float


@dataclass
class Sandboxes:
    """The sandboxes beside the real `desk`, of which only the tenant's document is ever read. Whose sandbox it is, is
    said by the salon and the user's number."""

    desk: Desk
    kept: dict[Owner, _Kept] = field(default_factory=dict)
    most: int = MOST_SANDBOXES
    idle_seconds: float = IDLE_SECONDS
    _folder: Path | None = None
    _making: asyncio.Lock = field(default_factory=asyncio.Lock)
    _watch: "asyncio.Task[None] | None" = None

    def of(self, tenant_id: TenantId, user: int, *, only_looks: bool = False) -> Sandbox | None:
        """The user's sandbox of a salon, None where there is none (any more). Who only looks does not keep it alive."""
        found = self.kept.get((tenant_id, user))
        if found is None:
            return None
        if not only_looks:
            found.seen_at = asyncio.get_running_loop().time()
        return found.sandbox

    async def begin(self, tenant_id: TenantId, user: int, language: str, engaged: Sequence[Engaged] = ()) -> Sandbox:
        """A fresh sandbox in which the telephone was just answered; an earlier one of the same user is removed."""
        async with self._making:
            await self.end(tenant_id, user)
            while len(self.kept) >= self.most:
                await self.end(*min(self.kept, key=lambda owner: self.kept[owner].seen_at))
            made = await self._make(tenant_id, language, engaged)
            await made.begin()
            self.kept[tenant_id, user] = _Kept(made, asyncio.get_running_loop().time())
            if self._watch is None:
                self._watch = asyncio.create_task(self._remove_idle())
        return made

    async def end(self, tenant_id: TenantId, user: int) -> None:
        """Remove a sandbox with everything in it."""
        found = self.kept.pop((tenant_id, user), None)
        if found is not None:
            await found.sandbox.close()

    async def remove_idle(self) -> None:
        """Remove all that nobody has looked at for long."""
        now = asyncio.get_running_loop().time()
        for owner in [owner for owner, one in self.kept.items() if now - one.seen_at > self.idle_seconds]:
            await self.end(*owner)

    async def close(self) -> None:
        """Remove them all."""
        if self._watch is not None:
            self._watch.cancel()
            await asyncio.wait([self._watch])
        for owner in list(self.kept):
            await self.end(*owner)
        if self._folder is not None:
            await asyncio.to_thread(shutil.rmtree, self._folder, ignore_errors=True)

    async def _remove_idle(self) -> None:
        while True:
            await asyncio.sleep(min(self.idle_seconds, 30.0))
            await self.remove_idle()

    async def _make(self, tenant_id: TenantId, language: str, engaged: Sequence[Engaged]) -> Sandbox:
        document = await self.desk.transact(
            lambda tx: tenants.document(tx.of(tenant_id), tenants.version(tx.of(tenant_id)))
        )
        data = sandbox_document(document, language)
        tenant, clock = tenant_of(data), self.desk.clock
        calendar = CalcomTransport(sandbox_calendar(tenant, engaged, clock.now()), clock.now, asyncio.sleep)
        folder = await asyncio.to_thread(self._empty_database)
        settings = Settings(database_url=f"sqlite:///{folder / 'sandbox.db'}", log=self.desk.settings.log)
        application = await asyncio.to_thread(
            lambda: build(settings, environment=ENVIRONMENT, clock=clock, transport=calendar)
        )
        row = await application.desk.transact(
            lambda tx: tenants.put(tx, tenant.slug, data, tenant.phone_numbers, clock.now())
        )
        call = Call(
            CallId("call_test_" + application.desk.ids.code(24)),
            "retell",
            Trust.SIGNED,
            CALLER_NUMBER,
            CALLER_NUMBER,
            next(iter(tenant.phone_numbers), None),
            started_at=clock.now(),
        )
        return Sandbox(application, row, tenant, calendar, folder, Agent(tenant), call)

    def _empty_database(self) -> Path:
        """A new folder with a database of today's schema: made once, then copied."""
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="holdfast-test-calls-"))
            store = Store(f"sqlite:///{self._folder / 'empty.db'}")
            migrate(store)
            store.close()
        folder = Path(tempfile.mkdtemp(prefix="call-", dir=self._folder))
        shutil.copyfile(self._folder / "empty.db", folder / "sandbox.db")
        return folder
