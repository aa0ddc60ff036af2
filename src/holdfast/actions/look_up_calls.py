"""Looking up calls with what was judged of them, for programs and screens: reads only, bound to one tenant."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from holdfast.actions.desk import Desk
from holdfast.actions.look_up import CallSeen, Listed, Position, ask, instant_at
from holdfast.core.call import Call
from holdfast.core.ids import TenantId
from holdfast.core.tenant import Tenant
from holdfast.language import read_phone
from holdfast.store import calls, judging, timeline, verdicts
from holdfast.store.engine import TenantTx, to_ms
from holdfast.store.verdicts import Judgement as Judgement  # What a door may show; it knows no store.


@dataclass(frozen=True, slots=True)
class WantedCalls:
    """Which calls are asked for. A whole day as `until` belongs to the span; `number` as it is written anywhere."""

    limit: int
    after: Position | None = None
    since: date | None = None
    until: date | None = None
    number: str | None = None
    agree: bool | None = None
    cause: str | None = None


@dataclass(frozen=True, slots=True)
class CallJudged:
    """A call with the verdict in force on it, None where it was not judged yet."""

    seen: CallSeen
    verdict: Judgement | None


async def calls_judged(desk: Desk, tenant_id: TenantId, wanted: WantedCalls) -> Listed[CallJudged]:
    """Calls, newest first, each with its verdict. Raises NoSuchTime."""
    return await ask(desk, tenant_id, lambda tx, tenant: _calls(tx, tenant, wanted))


def _calls(tx: TenantTx, tenant: Tenant, wanted: WantedCalls) -> Listed[CallJudged]:
    found = calls.filtered(tx, _filter(tenant, wanted), wanted.after, wanted.limit + 1)
    kept = found[: wanted.limit]
    judged = verdicts.of_calls(tx, (one.id for one in kept))
    items = tuple(CallJudged(CallSeen(one, tenant), judged.get(one.id)) for one in kept)
    return Listed(items, _place(kept) if len(found) > wanted.limit else None)


def _filter(tenant: Tenant, wanted: WantedCalls) -> calls.Filter:
    zone = tenant.timezone
    until = wanted.until
    if until is not None and not isinstance(until, datetime):
        until += timedelta(days=1)
    number = read_phone(wanted.number, tenant.region) or wanted.number if wanted.number else None
    return calls.Filter(
        instant_at(wanted.since, zone) if wanted.since else None,
        instant_at(until, zone) if until else None,
        number,
        wanted.agree,
        wanted.cause,
    )


def _place(kept: Sequence[Call]) -> Position:
    last = kept[-1]
    assert last.created_at is not None, "a stored call has a beginning"
    return to_ms(last.created_at), last.id


@dataclass(frozen=True, slots=True)
class CallsSummary:
    """How the calls of the last days were: how many, of how many nobody told the end, and how often what was odd."""

    days: int
    calls: int
    without_events: int
    findings: dict[str, int]

    @property
    def events_never_arrive(self) -> bool:
        """Whether the platform seems to tell of no call's end at all, or of hardly any."""
        return self.calls >= FEWEST and self.without_events * 2 > self.calls


FEWEST = 3
"""Of fewer calls nothing can be said."""


async def summary(desk: Desk, tenant_id: TenantId, days: int = 7) -> CallsSummary:
    """How the calls of the last days were, for the doctor."""
    now = desk.clock.now()
    since = now - timedelta(days=days)

    def question(tx: TenantTx, tenant: Tenant) -> CallsSummary:
        count, silent = calls.ended_or_not(tx, since, now - judging.SILENT_AFTER)
        return CallsSummary(days, count, silent, timeline.findings_counted(tx, since))

    return await ask(desk, tenant_id, question)
