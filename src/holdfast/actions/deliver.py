"""Delivering what is to leave the house: attempt by attempt, with growing pauses, every outcome on record."""

import asyncio
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial

import structlog

from holdfast.actions.alarming import raise_alarms
from holdfast.actions.correcting import settle_forgotten
from holdfast.actions.desk import Desk
from holdfast.actions.meanwhile import Spoken, still_to_say, was_called_in
from holdfast.actions.secrets import SecretKeyMissing, SecretUnreadable, open_reference
from holdfast.core.alarm import next_try
from holdfast.core.tenant import SmtpSettings, Tenant
from holdfast.post.port import Forbidden, Letter, MailServer, Post, PostFault, Unreachable, WebhookPost, Whisper
from holdfast.store import alarms, timeline
from holdfast.store.alarms import Delivery, DeliveryState, Way
from holdfast.store.engine import StoreFault, Tx

AT_ONCE = 4
LEASE = timedelta(seconds=60)
LOOK_EVERY = timedelta(seconds=1)
RAISE_EVERY = timedelta(seconds=5)
LONGEST_SECONDS = 45.0
"""How long one attempt may take; below the lease."""

log = structlog.get_logger("holdfast.deliver")


@dataclass
class Alarming:
    """The alarms and deliveries that this process has under way."""

    desk: Desk
    post: Post
    running: dict[int, asyncio.Task[None]] = field(default_factory=dict)
    looked_at: datetime | None = None
    raised_at: datetime | None = None

    async def start_due(self) -> int:
        """Raise what is due and begin with what waits to be delivered, as far as there is room. Returns how many
        deliveries were begun with."""
        desk, now = self.desk, self.desk.clock.now()
        if self.looked_at is not None and now - self.looked_at < LOOK_EVERY:
            return 0
        self.looked_at = now
        if self.raised_at is None or now - self.raised_at >= RAISE_EVERY:
            self.raised_at = now
            await raise_alarms(desk)
            await settle_forgotten(desk)
        room = AT_ONCE - len(self.running)
        if room <= 0:
            return 0
        due = await desk.transact(lambda tx: alarms.lease_due(tx, now, now + LEASE, room))
        for one in due:
            task = asyncio.create_task(self._deliver(one))
            self.running[one.id] = task
            task.add_done_callback(partial(self._ended, one.id))
        return len(due)

    def _ended(self, which: int, _task: asyncio.Task[None]) -> None:
        self.running.pop(which, None)

    async def _deliver(self, one: Delivery) -> None:
        """One attempt. Whatever goes wrong is written down, and the next one comes later."""
        try:
            try:
                async with asyncio.timeout(LONGEST_SECONDS):
                    outcome = await _attempt(self.desk, self.post, one)
            except TimeoutError as error:
                raise Unreachable("nobody answered in time") from error
        except PostFault as fault:
            await self._note(one, fault)
        except StoreFault as fault:
            log.warning("a delivery broke off; its lease will run out", fault=type(fault).__name__)
        else:
            await self._done(one, DeliveryState.DELIVERED, outcome, None)

    async def _note(self, one: Delivery, fault: PostFault) -> None:
        now = self.desk.clock.now()
        again = None if isinstance(fault, Forbidden) else next_try(one.attempts + 1, now, fault.retry_after)
        state = DeliveryState.FAILED if again is None else DeliveryState.WAITING
        await self._done(one, state, f"{type(fault).__name__}: {fault}", again)

    async def _done(self, one: Delivery, state: DeliveryState, outcome: str, again: datetime | None) -> None:
        now = self.desk.clock.now()

        def body(tx: Tx) -> None:
            bound = tx.of(one.tenant_id)
            alarms.attempted(bound, one, state, outcome, now, again)
            if state is DeliveryState.FAILED:
                data = {"delivery": one.id, "way": one.way.value, "kind": one.kind, "outcome": outcome[:200]}
                timeline.note_finding(bound, "delivery_failed", now, data)

        try:
            await self.desk.transact(body)
        except StoreFault as fault:
            log.warning("a delivery could not be noted; it comes once more", fault=type(fault).__name__)

    async def settle(self) -> None:
        """Wait until nothing is under way."""
        while self.running:
            await asyncio.wait(list(self.running.values()))
            await asyncio.sleep(0)

    async def close(self) -> None:
        """Break off; what was under way is tried again after the next start."""
        running = list(self.running.values())
        for task in running:
            task.cancel()
        if running:
            await asyncio.wait(running)


@dataclass(frozen=True, slots=True)
class _Sealed:
    """What an attempt needs besides the message: the configuration of now, its secrets opened."""

    tenant: Tenant
    secret: str | None = None
    server: MailServer | None = None


async def _attempt(desk: Desk, post: Post, one: Delivery) -> str:
    if one.way is Way.LIVE:
        return await _call_in(desk, post, one)
    sealed = await desk.transact(lambda tx: _open(desk, tx, one))
    now = desk.clock.now()
    if one.way is Way.WEBHOOK:
        if sealed.secret is None:
            raise Unreachable("the secret that signs is not there")
        return await post.call(WebhookPost(one.receiver, sealed.secret, one.message_id, one.body, now))
    smtp = sealed.tenant.alarms.smtp
    if sealed.server is None or smtp is None:
        raise Unreachable("the password of the mail server is not there")
    subject, _, text = one.body.partition("\n\n")
    return await post.send(Letter(sealed.server, smtp.sender, (one.receiver,), subject, text, one.message_id, now))


async def _call_in(desk: Desk, post: Post, one: Delivery) -> str:
    """Speak into a running call, by how things stand now."""

    def read(tx: Tx) -> tuple[Whisper, Spoken] | None:
        bound, now = tx.of(one.tenant_id), desk.clock.now()
        tenant = desk.salon(bound).tenant
        said = still_to_say(bound, tenant, one.receiver, one.body, now)
        url, keys = tenant.retell.api_url, tenant.retell.api_keys
        if said is None or url is None:
            return None
        key = next(filter(None, (_secret(desk, tx, reference, tenant.slug) for reference in keys)), None)
        if key is None:
            raise Unreachable("the key of the workspace is not there")
        return Whisper(url, key, one.receiver, said.context), said

    found = await desk.transact(read)
    if found is None:
        return "nothing to say any more: the call ended, or was told"
    whisper, said = found
    outcome = await post.whisper(whisper)
    await desk.transact(lambda tx: was_called_in(tx.of(one.tenant_id), said, desk.clock.now()))
    return outcome


def _open(desk: Desk, tx: Tx, one: Delivery) -> _Sealed:
    """Raises Forbidden where the salon does not want it sent there any more."""
    tenant = desk.salon(tx.of(one.tenant_id)).tenant
    wanted = tenant.alarms
    if one.way is Way.WEBHOOK:
        if wanted.webhook != one.receiver or wanted.webhook_secret is None:
            raise Forbidden("the salon names another address by now")
        return _Sealed(tenant, _secret(desk, tx, wanted.webhook_secret, tenant.slug))
    if wanted.smtp is None or one.receiver not in (*wanted.email, *wanted.operator_email):
        raise Forbidden("the salon names another address by now")
    return _Sealed(tenant, None, _server(desk, tx, wanted.smtp, tenant.slug))


def _server(desk: Desk, tx: Tx, smtp: SmtpSettings, slug: str) -> MailServer | None:
    server = MailServer(smtp.host, smtp.port, smtp.security, smtp.user)
    if smtp.password is None:
        return server
    password = _secret(desk, tx, smtp.password, slug)
    return None if password is None else replace(server, password=password)


def _secret(desk: Desk, tx: Tx, reference: str, slug: str) -> str | None:
    try:
        return open_reference(tx, desk, reference, slug)
    except (SecretKeyMissing, SecretUnreadable):
        return None
