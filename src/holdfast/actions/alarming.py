"""Alarms: what stays open longer than the salon allows becomes a task, a signed webhook and an e-mail, once.

What a caller was told wrongly and what was promised to be called back is mailed at once, the rest in a daily digest.
A task that nobody has seen goes to the operator. Everything is on record before it leaves the house.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from holdfast.actions.alarm_words import Told, cause_in_words, letter, what
from holdfast.actions.desk import Desk
from holdfast.actions.repair_words import spoken_in
from holdfast.core.alarm import AT_ONCE, AlarmKind, digest_moment
from holdfast.core.tenant import Tenant
from holdfast.store import alarms, cases, drifts, tasks, tenants, timeline, visits
from holdfast.store.alarms import Alarm, Way
from holdfast.store.engine import TenantTx, Tx
from holdfast.store.tasks import Task, TaskKind

RESOLVED = "alarm.closed"


@dataclass(frozen=True, slots=True)
class _Subject:
    """One thing that is open. `data` goes into the webhook and holds nothing personal."""

    identity: str
    kind: AlarmKind
    since: datetime
    told: Told
    data: dict[str, Any]
    task: int | None = None


async def raise_alarms(desk: Desk) -> int:
    """Look at every tenant: raise what is due, close what is over, escalate what nobody saw. Returns how many were
    raised."""

    def body(tx: Tx) -> int:
        return sum(_Watch(desk, tx.of(row.id), desk.salon_of(tx, row).tenant).look() for row in tenants.everyone(tx))

    return await desk.transact(body)


class _Watch:
    """One tenant at one moment."""

    def __init__(self, desk: Desk, tx: TenantTx, tenant: Tenant) -> None:
        self._desk, self._tx, self._tenant = desk, tx, tenant
        self._now = desk.clock.now()
        self._lang = spoken_in(tenant.language)
        self._settings = tenant.alarms

    def look(self) -> int:
        before = {one.identity: one for one in alarms.open_ones(self._tx)}
        due = [*self._cases(), *self._differences()]
        due += self._callbacks({one.task for one in due})
        unseen = self._unseen()
        raised = [one for one in due if one.identity not in before and self._raise(one)]
        escalated = [one for one in unseen if one.identity not in before and self._raise(one)]
        for one in escalated:
            alarms.change(self._tx, one.identity, escalated_at=self._now)
            self._mail([one.told], self._settings.operator_email, "task.unseen")
            timeline.note_finding(self._tx, "task_unseen", self._now, {"task": one.task})
        still = {one.identity for one in (*due, *unseen)} | self._still_open()
        self._close([one for one in before.values() if one.identity not in still])
        self._digest({one.identity: one for one in due})
        return len(raised) + len(escalated)

    # What is due

    def _cases(self) -> list[_Subject]:
        found, after = [], self._now - timedelta(minutes=self._settings.after_minutes)
        for case in cases.open_since(self._tx, self._now):
            if not case.told_wrongly and case.opened_at > after:
                continue
            kind = AlarmKind.TOLD_WRONGLY if case.told_wrongly else AlarmKind.CASE
            task = tasks.any_open_of_call(self._tx, case.call) or self._task_for_case(case.call, case.cause)
            sentence = what(self._lang, kind.value, cause=cause_in_words(self._lang, case.cause))
            data = {"call_id": case.call, "cause": case.cause, "told_wrongly": case.told_wrongly}
            told = Told(kind, sentence, _whom(task), task.words, self._page_of(case.call))
            found.append(_Subject(f"case:{case.call}", kind, case.opened_at, told, data, task.id))
        return found

    def _page_of(self, call: str) -> str | None:
        url = self._desk.settings.public_url
        return f"{url.rstrip('/')}/salon/{self._tenant.slug}/calls/{call}" if url else None

    def _task_for_case(self, call: str, cause: str) -> Task:
        texts = {
            "de": f"Anruf ansehen und in Ordnung bringen: {cause_in_words('de', cause)} (holdfast repair plan {call})",
            "en": f"Look at a call and put it right: {cause_in_words('en', cause)} (holdfast repair plan {call})",
        }
        tasks.add(self._tx, TaskKind.PERSON, texts[self._lang], self._now, call)
        found = tasks.any_open_of_call(self._tx, call)
        assert found is not None, "it was written in this transaction"
        return found

    def _differences(self) -> list[_Subject]:
        after = self._now - timedelta(minutes=self._settings.after_minutes)
        found = []
        for one in drifts.open_since(self._tx, after):
            visit = visits.one(self._tx, one.visit) if one.visit else None
            task = tasks.open_of_drift(self._tx, one.ref)
            if task is None:
                ref = visit.ref if visit else one.uid
                tasks.add(
                    self._tx, TaskKind.PERSON, f"{ref}: {one.kind}, {one.proposal} (drift {one.ref})", self._now,
                    str(visit.call) if visit and visit.call else None, one.visit,
                )  # fmt: skip
                task = tasks.open_of_drift(self._tx, one.ref)
            sentence = what(self._lang, "difference", since=self._local(one.opened_at), kind=one.kind)
            told = Told(AlarmKind.DIFFERENCE, sentence, _whom(task), task.text if task else None)
            data = {"drift": one.ref, "kind": one.kind, "proposal": one.proposal, "booking": visit and visit.ref}
            identity = f"drift:{one.ref}"
            found.append(_Subject(identity, told.kind, one.opened_at, told, data, task.id if task else None))
        return found

    def _callbacks(self, told_already: set[int | None]) -> list[_Subject]:
        """Callbacks at once; what only waits to be told how it ended, once it has waited for as long as the rest."""
        after = self._now - timedelta(minutes=self._settings.after_minutes)
        found = []
        for one in tasks.open_of_kinds(self._tx, (TaskKind.CALLBACK, TaskKind.FOLLOW_UP)):
            if one.id in told_already or (one.kind is TaskKind.FOLLOW_UP and one.created_at > after):
                continue
            due = self._local(one.due_at) if one.due_at else ""
            sentence = what(self._lang, "callback" if due else "callback_soon", due=due)
            told = Told(AlarmKind.CALLBACK, sentence, _whom(one), one.words)
            due_at = one.due_at.isoformat() if one.due_at else None
            data = {"task": one.id, "call_id": one.call, "due_at": due_at}
            found.append(_Subject(f"task:{one.id}", told.kind, one.created_at, told, data, one.id))
        return found

    def _unseen(self) -> list[_Subject]:
        since = self._now - timedelta(minutes=self._settings.unseen_minutes)
        found = []
        for one in tasks.unseen_since(self._tx, since):
            sentence = what(self._lang, "unseen", since=self._local(one.created_at), text=one.words)
            told = Told(AlarmKind.UNSEEN, sentence)
            data = {"task": one.id, "kind": one.kind.value, "created_at": one.created_at.isoformat()}
            found.append(_Subject(f"unseen:{one.id}", told.kind, one.created_at, told, data, one.id))
        return found

    def _still_open(self) -> set[str]:
        """What is open although it would not be raised anew now: it was raised, and is not over."""
        everything = {f"case:{case.call}" for case in cases.open_since(self._tx, self._now)}
        everything |= {f"drift:{one.ref}" for one in drifts.open_since(self._tx, self._now)}
        kinds = (TaskKind.CALLBACK, TaskKind.FOLLOW_UP)
        return everything | {f"task:{one.id}" for one in tasks.open_of_kinds(self._tx, kinds)}

    # What follows

    def _raise(self, one: _Subject) -> bool:
        """On record, once for as long as it is open. One that was closed and is open again is raised anew."""
        at_once = one.kind in AT_ONCE
        mailed = self._now if at_once or one.kind is AlarmKind.UNSEEN else None
        new = Alarm(one.identity, one.kind.value, one.since, self._now, one.task, mailed_at=mailed)
        if not alarms.raise_once(self._tx, new):
            alarms.change(
                self._tx, one.identity, raised_at=self._now, mailed_at=mailed, closed_at=None, escalated_at=None
            )
        if at_once:
            self._mail([one.told], self._settings.email, one.kind.value)
        self._hook(f"{one.kind.value}.open", {**one.data, "since": one.since.isoformat(), "task": one.task})
        return True

    def _close(self, over: list[Alarm]) -> None:
        for one in over:
            alarms.change(self._tx, one.identity, closed_at=self._now)
            if one.kind != AlarmKind.UNSEEN:
                self._hook(RESOLVED, {"alarm": one.identity, "kind": one.kind, "since": one.since.isoformat()})

    def _digest(self, due: dict[str, _Subject]) -> None:
        """Once a day, all that is open and was not mailed yet."""
        moment = digest_moment(self._settings.digest_at, self._tenant.timezone, self._now)
        waiting = [one for one in alarms.open_ones(self._tx) if one.mailed_at is None and one.raised_at < moment]
        if self._now < moment or not waiting:
            return
        told = [due[one.identity].told for one in waiting if one.identity in due]
        if told:
            self._mail(told, self._settings.email, "digest")
        for one in waiting:
            alarms.change(self._tx, one.identity, mailed_at=self._now)

    def _mail(self, told: list[Told], receivers: tuple[str, ...], kind: str) -> None:
        if self._settings.smtp is None or not receivers:
            return
        subject, text = letter(self._lang, self._tenant.name, told, self._desk.settings.public_url)
        for receiver in receivers:
            body = f"{subject}\n\n{text}"
            alarms.enqueue(self._tx, self._message_id(), Way.MAIL, kind, receiver, body, self._now)

    def _hook(self, kind: str, data: dict[str, Any]) -> None:
        if self._settings.webhook is None:
            return
        stamp = self._now.isoformat(timespec="milliseconds")
        message = {"type": kind, "timestamp": stamp, "data": {"tenant": self._tenant.slug, **data}}
        body = json.dumps(message, ensure_ascii=False, separators=(",", ":"))
        alarms.enqueue(self._tx, self._message_id(), Way.WEBHOOK, kind, self._settings.webhook, body, self._now)

    def _message_id(self) -> str:
        return "msg_" + self._desk.ids.code(24)

    def _local(self, at: datetime) -> str:
        return f"{at.astimezone(self._tenant.timezone):%d.%m. %H:%M}"


def _whom(task: Task | None) -> str | None:
    """Who is to be called, as far as it is known."""
    personal = task.personal if task is not None and task.personal else {}
    return ", ".join(str(personal[name]) for name in ("name", "phone") if personal.get(name)) or None
