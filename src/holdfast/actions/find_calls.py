"""The list of calls for people: how each stands at a glance, filters, and a search by number, name and code."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from holdfast.actions.desk import Desk
from holdfast.actions.look_up import NotFound, Position, ask, instant_at
from holdfast.actions.repair_cases import UNDECIDED
from holdfast.core.booking import Visit
from holdfast.core.call import Call
from holdfast.core.ids import CallId, TenantId, tidy_ref
from holdfast.core.tenant import Tenant
from holdfast.language import read_phone
from holdfast.store import call_search, calls, diary, verdicts, visits
from holdfast.store.call_search import Found, Sought
from holdfast.store.engine import TenantTx, to_ms
from holdfast.store.verdicts import Judgement

SHORTEST_WORDS = 3
FEWEST_DIGITS = 4
RECENT_CAUSES = timedelta(days=90)
_REF = re.compile(r"[A-Z][0-9A-Z]{3,9}")


class Standing(StrEnum):
    """How a call stands: its witnesses agree, differ, or not all of it is known (yet)."""

    AGREE = "agree"
    DIFFER = "differ"
    UNKNOWN = "unknown"


def standing_of(judged: Judgement | None) -> Standing:
    """How a call stands by the verdict in force on it; without one it is unknown."""
    if judged is None:
        return Standing.UNKNOWN
    if judged.agree:
        return Standing.AGREE
    return Standing.UNKNOWN if judged.cause in UNDECIDED else Standing.DIFFER


@dataclass(frozen=True, slots=True)
class CallsWanted:
    """Which calls are asked for; `staff` and `service` by key. `words`: a number, a name, a code or a call's id; what
    is too short for a search finds nothing."""

    limit: int
    after: Position | None = None
    day: date | None = None
    standing: Standing | None = None
    cause: str | None = None
    staff: str | None = None
    service: str | None = None
    agent_version: str | None = None
    words: str | None = None


@dataclass(frozen=True, slots=True)
class CallLine:
    """One call of the list. `visits`: those that it made."""

    call: Call
    judged: Judgement | None
    standing: Standing
    visits: tuple[Visit, ...]

    @property
    def name(self) -> str | None:
        """The customer, where the call made a visit for one."""
        return next((visit.customer.name for visit in self.visits if visit.customer.name), None)

    @property
    def lasted(self) -> timedelta | None:
        """How long it took; None while it goes on, and where nobody told of its end."""
        begun, ended = self.call.started_at or self.call.created_at, self.call.ended_at
        return ended - begun if begun and ended and ended >= begun else None


@dataclass(frozen=True, slots=True)
class CallsFound:
    """One page of the list, and what its filters offer: versions of agents and causes that there were."""

    lines: tuple[CallLine, ...]
    next: Position | None
    tenant: Tenant
    versions: tuple[str, ...]
    causes: tuple[str, ...]


async def find_calls(desk: Desk, tenant_id: TenantId, wanted: CallsWanted) -> CallsFound:
    """Calls, newest first. Raises NoSuchTime."""
    now = desk.clock.now()

    def question(tx: TenantTx, tenant: Tenant) -> CallsFound:
        sought = _sought(tx, tenant, wanted)
        found = call_search.find(tx, sought, sorted(UNDECIDED), wanted.after, wanted.limit + 1)
        kept = found[: wanted.limit]
        follows = _place(kept[-1]) if len(found) > wanted.limit else None
        causes = call_search.causes(tx, now - RECENT_CAUSES)
        return CallsFound(_lines(tx, kept), follows, tenant, call_search.versions(tx), causes)

    return await ask(desk, tenant_id, question)


def _place(last: Call) -> Position:
    assert last.created_at is not None, "a stored call has a beginning"
    return to_ms(last.created_at), last.id


def _lines(tx: TenantTx, kept: Sequence[Call]) -> tuple[CallLine, ...]:
    judged = verdicts.of_calls(tx, (one.id for one in kept))
    return tuple(
        CallLine(one, judged.get(one.id), standing_of(judged.get(one.id)), visits.of_call(tx, one.id)) for one in kept
    )


def _sought(tx: TenantTx, tenant: Tenant, wanted: CallsWanted) -> Sought:
    day, standing = wanted.day, wanted.standing
    sought = Sought(
        judged={Standing.AGREE: True, Standing.DIFFER: False}.get(standing) if standing else None,
        unclear=standing is Standing.UNKNOWN,
        cause=wanted.cause,
        staff=wanted.staff,
        service=wanted.service,
        agent_version=wanted.agent_version,
        found=_read(tx, tenant, wanted.words) if wanted.words is not None else None,
    )
    if day is None:
        return sought
    zone = tenant.timezone
    return replace(sought, since=instant_at(day, zone), until=instant_at(day + timedelta(days=1), zone))


def _read(tx: TenantTx, tenant: Tenant, words: str) -> Found:
    """What was typed, read in every way that fits: as a number, as some digits of one, a code, a name, a call's id."""
    text = " ".join(words.split())[:128]
    if len(text) < SHORTEST_WORDS:
        return Found()
    digits = re.sub(r"\D", "", text)
    is_number = len(digits) >= FEWEST_DIGITS and not re.search(r"[^\d\s+()/.-]", text)
    ids: list[CallId] = []
    if not is_number:
        exact = calls.one(tx, text)
        ids += [exact.id] if exact else []
        code = tidy_ref(text)
        visit = visits.by_ref(tx, code) if _REF.fullmatch(code) else None
        ids += call_search.about_visit(tx, visit.id) if visit else ()
        ids += call_search.of_visits_of(tx, (one.id for one in diary.customers_like(tx, text)))
    number = read_phone(text, tenant.region) if is_number else None
    return Found(number, digits.lstrip("0") if is_number else None, tuple(dict.fromkeys(ids)))


def known_or_none(tenant: Tenant, staff: str, service: str) -> tuple[str | None, str | None]:
    """The keys as they were asked for, None for an empty one. Raises NotFound where the salon has none of that key."""
    if staff and tenant.staff_member(staff) is None:
        raise NotFound("member of staff")
    if service and tenant.service(service) is None:
        raise NotFound("service")
    return staff or None, service or None
