"""Somebody of the staff is not there: entered and lifted again, by the screens, the API and the command line alike.

From the moment it is on record nothing is offered or booked within it, and whoever has a visit then is put down to be
called, in the same transaction. It stands here alone: an outside calendar is told nothing (docs/decisions).
"""

from dataclasses import dataclass

from holdfast.actions.absent_visits import Absent, absent_by, ask_to_call, visits_during
from holdfast.actions.change_customers import Who
from holdfast.actions.desk import Desk
from holdfast.actions.look_up import NotFound
from holdfast.core.absence import Absence, AbsenceFault, AbsenceWish, absence_of, faults_of, same_absence
from holdfast.core.ids import TenantId
from holdfast.core.tenant import Tenant
from holdfast.store import absences, audit, tasks, timeline, users
from holdfast.store.audit import Entry
from holdfast.store.engine import TenantTx, Tx
from holdfast.store.timeline import Event

_CODE_LENGTH = 8


@dataclass(frozen=True, slots=True)
class AbsenceSeen:
    """An absence with who has to be called because of it, and the salon in whose hours and names it speaks. `by`: who
    entered it, by name where that is a user of the screens."""

    absent: Absent
    tenant: Tenant
    by: str = ""

    @property
    def absence(self) -> Absence:
        """What was entered."""
        return self.absent.entered.absence

    @property
    def is_lifted(self) -> bool:
        """Whether it is over before its time: it binds nobody any more."""
        return self.absent.entered.lifted_at is not None


async def enter_absence(
    desk: Desk, tenant_id: TenantId, wish: AbsenceWish, who: Who
) -> AbsenceSeen | tuple[AbsenceFault, ...]:
    """Enter an absence, or say everything that speaks against it. The very same once more enters nothing new."""

    def body(tx: Tx) -> AbsenceSeen | tuple[AbsenceFault, ...]:
        bound = tx.of(tenant_id)
        tenant, now = desk.salon(bound).tenant, desk.clock.now()
        faults = faults_of(wish, tenant, now)
        if faults:
            return faults
        absences.change_alone(bound)
        wanted = absence_of(wish, tenant, "a_" + desk.ids.code(_CODE_LENGTH))
        standing = absences.standing(bound, (wish.first, wish.last))
        known = next((one for one in standing if same_absence(one, wanted)), None)
        if known is None:
            _enter(desk, bound, tenant, wanted, who)
        return _seen(tx, bound, tenant, known.ref if known else wanted.ref)

    return await desk.transact(body)


def _enter(desk: Desk, tx: TenantTx, tenant: Tenant, new: Absence, who: Who) -> None:
    now = desk.clock.now()
    absences.add(tx, new, now, by(who))
    found = visits_during(tx, tenant, new, now)
    ask_to_call(tx, tenant, new, found, now)
    told = {**_days_of(new), "visits": len(found), "by": by(who)}
    about = [Event(now, "absence_touches", {"absence": new.ref}, None, None, visit.id) for visit in found]
    timeline.record(tx, [Event(now, "absence_entered", told), *about])
    _note(tx, Entry(now, "absence_entered", who.user_id, new.ref), who)


async def lift_absence(desk: Desk, tenant_id: TenantId, ref: str, who: Who) -> AbsenceSeen:
    """End an absence from now on, as if it had not been entered; what was put down because of it is done. Lifted
    already: as it is. Raises NotFound."""

    def body(tx: Tx) -> AbsenceSeen:
        bound = tx.of(tenant_id)
        tenant, now = desk.salon(bound).tenant, desk.clock.now()
        known = _seen(tx, bound, tenant, ref).absence
        if absences.lift(bound, known.ref, now, by(who)):
            tasks.close_of_absence(bound, known.ref, now)
            timeline.record(bound, [Event(now, "absence_lifted", {**_days_of(known), "by": by(who)})])
            _note(bound, Entry(now, "absence_lifted", who.user_id, known.ref), who)
        return _seen(tx, bound, tenant, known.ref)

    return await desk.transact(body)


async def absence_seen(desk: Desk, tenant_id: TenantId, ref: str) -> AbsenceSeen:
    """One absence as it stands now, lifted or not. Raises NotFound."""

    def body(tx: Tx) -> AbsenceSeen:
        bound = tx.of(tenant_id)
        return _seen(tx, bound, desk.salon(bound).tenant, ref)

    return await desk.transact(body)


def _seen(tx: Tx, bound: TenantTx, tenant: Tenant, ref: str) -> AbsenceSeen:
    entered = absences.one(bound, ref[:24])
    if entered is None:
        raise NotFound("absence")
    number = entered.by.removeprefix("user:")
    user = users.one(tx, int(number)) if entered.by.startswith("user:") and number.isdecimal() else None
    return AbsenceSeen(absent_by(bound, tenant, entered), tenant, user.name if user else entered.by)


def by(who: Who) -> str:
    """How the record names whoever changed something: by number or key, which tells nobody a name."""
    if who.user_id is not None:
        return f"user:{who.user_id}"
    return f"key:{who.key}" if who.key else "console"


def _days_of(one: Absence) -> dict[str, object]:
    """Who and when; why somebody is not there stays off the timeline."""
    hours = [one.hours.start, one.hours.end] if one.hours else None
    days = [one.days.first.isoformat(), one.days.last.isoformat()]
    return {"absence": one.ref, "staff": one.staff, "days": days, "minutes": hours}


def _note(tx: TenantTx, entry: Entry, who: Who) -> None:
    if who.key:
        entry.data["key"] = who.key
    audit.note(tx, entry)
