"""The first moment of a call: what the agent may know before it speaks, and what it may never hear."""

from datetime import datetime
from hashlib import sha256

from holdfast.actions.answer import Answer, Retry, Said, State, answer_text, voice_of
from holdfast.actions.correcting import ringing
from holdfast.actions.desk import Desk
from holdfast.actions.record_call import enter_call
from holdfast.actions.warming import warm
from holdfast.core.booking import future
from holdfast.core.call import Call
from holdfast.core.identity import Trust
from holdfast.core.tenant import Tenant
from holdfast.language import Phrase, spoken_when
from holdfast.store import messages, timeline, visits
from holdfast.store.engine import Tx
from holdfast.store.tenants import TenantRow
from holdfast.store.timeline import Event


async def inbound_variables(desk: Desk, row: TenantRow, seen: Call, raw: bytes = b"") -> dict[str, str]:
    """Dynamic variables for a call that rings: all of them strings. Puts the call on record, and has the calendar read
    ahead."""
    variables = await desk.transact(lambda tx: _variables(tx, desk, row, seen, raw))
    warm(desk, row.id, seen.id)
    return variables


def _variables(tx: Tx, desk: Desk, row: TenantRow, seen: Call, raw: bytes) -> dict[str, str]:
    bound, now = tx.of(row.id), desk.clock.now()
    tenant = desk.salon(bound).tenant
    key = sha256(f"call_inbound:{seen.id}".encode()).hexdigest()
    is_first = messages.keep(bound, "call_inbound", key, raw, now, tenant.retention_days, seen.id)
    call = enter_call(bound, seen, tenant, now)
    if is_first:  # The platform repeats it up to three times; it is answered each time and noted once.
        timeline.record(bound, [Event(now, "call_inbound", {}, None, call.id)])
    voice = voice_of(tenant, now)
    variables = {"salon_name": tenant.name, "today": spoken_when(now, voice), "bookings": tenant.bookings.value}
    if call.number is None or call.trust is not Trust.SIGNED:
        return variables | {"caller_known": "false", "caller_name": "", "correction": ""}
    known = visits.customers_of(bound, call.number)
    name = known[0].name if len(known) == 1 else ""
    own = visits.of_call_or_phone(bound, call.id, call.number)
    ahead = future(own, now)
    return variables | {
        "correction": ringing(bound, tenant, call, own, now),
        "caller_known": "true" if known else "false",
        "caller_name": name,
        "next_visit": spoken_when(ahead[0].start, voice) if ahead else "",
    }


def wrong_salon(tenant: Tenant, now: datetime) -> str:
    """The answer where the dialled number belongs to another salon: nothing is told, nothing is written."""
    answer = Answer(State.NEED_INFO, (Said(Phrase.WRONG_SALON),), Retry.NO)
    return answer_text(answer, voice_of(tenant, now))[0]
