"""Somebody is not there: nothing more gets in, whoever is booked is called, and nobody hears why."""

import asyncio
import threading
import time
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from holdfast.actions.book_by_staff import StaffWish, book_by_staff, move_by_staff
from holdfast.actions.change_by_staff import cancel_booking
from holdfast.actions.change_customers import Who
from holdfast.actions.enter_absence import AbsenceSeen, absence_seen, enter_absence, lift_absence
from holdfast.actions.explain_slot import who_has
from holdfast.actions.look_at_diary import look_at_diary
from holdfast.actions.look_at_needs import look_at_needs
from holdfast.actions.look_up import tasks_of
from holdfast.actions.purge import purge
from holdfast.actions.watch import watch
from holdfast.core.absence import AbsenceKind, AbsenceWish
from holdfast.core.ids import TenantId
from holdfast.core.refusals import Reason
from holdfast.store import claims, tenants
from holdfast.testing.builders import at
from tests.scenarios.conftest import Door, Phone, door

__all__ = ["door"]
FRIDAY = date(2026, 11, 27)
WISH = {"service": "Herrenhaarschnitt", "date": "Freitag", "time": "zehn Uhr"}
SECRET = "Migräne"


async def salon(door: Door) -> TenantId:
    return await door.application.desk.transact(lambda tx: next(iter(tenants.everyone(tx))).id)


async def away(door: Door, staff: str = "mia", day: date = FRIDAY, span: tuple[int, int] | None = None) -> AbsenceSeen:
    since, until = span or (None, None)
    wish = AbsenceWish(staff, AbsenceKind.SICK, day, day, since, until, SECRET)
    entered = await enter_absence(door.application.desk, await salon(door), wish, Who())
    assert isinstance(entered, AbsenceSeen), entered
    return entered


async def by_staff(door: Door, start: str, name: str, *, knowingly: bool = False) -> Any:
    wish = StaffWish(("herrenhaarschnitt",), "mia", at(start), name, "0151 12345609", knowingly=knowingly)
    return await book_by_staff(door.application.desk, door.application.drives, await salon(door), wish, "user:1")


async def held(door: Door, staff: str = "Mia", **wish: str) -> tuple[Phone, str]:
    phone = door.phone()
    offer = await phone.tool("check_availability", **WISH, **wish, staff=staff)
    assert offer["state"] == "held", offer
    return phone, offer["options"][0]["slot_id"]


async def open_tasks(door: Door) -> list[str]:
    found = await tasks_of(door.application.desk, await salon(door), 50, None, "open")
    return sorted(one.task.text for one in found.items)


async def test_a_held_offer_ends_with_its_true_reason_and_others_are_offered(door: Door) -> None:
    phone, slot = await held(door)
    await away(door)
    told = await phone.tool("book", slot_id=slot, customer_name="Erika Beispiel")
    assert (told["state"], told["reason"]) == ("refused", "staff_away"), told
    assert "Mia" in told["say"] and "vergeben" not in told["say"] and SECRET not in told["say"]
    assert "krank" not in told["say"] and told["options"], "somebody else, or another day, is held by then"
    assert all(option["staff"] != "Mia" or "-27T" not in option["at"] for option in told["options"])
    taken = await phone.tool("book", slot_id=told["options"][0]["slot_id"], customer_name="Erika Beispiel")
    assert taken["state"] == "confirmed"
    asked = await door.phone("+4915112345699").tool("check_availability", **WISH, staff="Mia")
    assert (asked["state"], asked["reason"]) == ("refused", "staff_away")
    later = {"date": "1. Dezember", "time": "dreizehn Uhr", "staff": "Mia"}
    offer = await phone.tool("check_availability", service="Herrenhaarschnitt", **later)
    await away(door, day=date(2026, 12, 1), span=(13 * 60, 14 * 60))
    told = await phone.tool("reschedule", slot_id=offer["options"][0]["slot_id"])
    assert (told["state"], told["reason"]) == ("refused", "staff_away"), told
    assert "bleibt" in told["say"], "the old time is still the caller's"


async def test_whoever_is_booked_is_one_thing_to_do_with_a_call_for_each(door: Door) -> None:
    phone, slot = await held(door)
    booked = await phone.tool("book", slot_id=slot, customer_name="Erika Beispiel")
    later = (await by_staff(door, "2026-11-27 14:00", "Max Muster")).seen.visit.ref
    await by_staff(door, "2026-11-26 14:00", "Nele Muster")
    entered, desk, tenant = await away(door), door.application.desk, await salon(door)
    calls = entered.absent.to_call
    assert [(one.visit.ref, one.task.personal) for one in calls] == [
        (booked["ref"], {"name": "Erika Beispiel", "phone": phone.number, "absent": "Mia"}),
        (later, {"name": "Max Muster", "phone": "+4915112345609", "absent": "Mia"}),
    ]
    again = await away(door)
    assert again.absence.ref == entered.absence.ref and len(again.absent.to_call) == 2, "a repeat enters nothing"
    needs = await look_at_needs(desk, tenant)
    assert (needs.count, len(needs.absent), needs.items) == (1, 1, ())
    assert SECRET not in str(await open_tasks(door))
    moved = await move_by_staff(
        desk, door.application.drives, tenant, later, StaffWish((), "felix", at("2026-11-27 14:00")), "user:1"
    )
    assert moved.seen is not None
    assert await open_tasks(door) == [f"absent {booked['ref']}: call about the visit (absence {entered.absence.ref})"]
    await cancel_booking(desk, door.application.drives, tenant, booked["ref"], "user:1", lambda seen: True)
    assert await open_tasks(door) == []
    assert (await look_at_needs(desk, tenant)).count == 0


async def test_lifting_it_takes_everything_back_and_the_offer_can_be_booked_after_all(door: Door) -> None:
    phone, slot = await held(door)
    await by_staff(door, "2026-11-27 14:00", "Max Muster")
    entered, desk, tenant = await away(door), door.application.desk, await salon(door)
    (mia, *_) = (await look_at_diary(desk, tenant, FRIDAY)).days[0].people
    assert (mia.hours, mia.why_not, len(mia.absences)) == ((), "absent", 1) and mia.usual
    seen, _ = await watch(desk, tenant, None)
    lifted = await lift_absence(desk, tenant, entered.absence.ref, Who())
    assert lifted.is_lifted and lifted.absent.to_call == () and await open_tasks(door) == []
    assert {"diary", "needs"} <= (await watch(desk, tenant, seen))[1]
    assert (await lift_absence(desk, tenant, entered.absence.ref, Who())).absent.entered == lifted.absent.entered
    assert (await phone.tool("book", slot_id=slot, customer_name="Erika Beispiel"))["state"] == "confirmed"
    for days, note in ((32, SECRET), (3, "")):
        door.clock.advance(timedelta(days=days))
        await purge(desk)
        assert (await absence_seen(desk, tenant, entered.absence.ref)).absence.note == note


async def test_staff_may_want_it_all_the_same_and_the_record_tells_no_reason(door: Door) -> None:
    entered = await away(door, span=(10 * 60, 12 * 60))
    refused = await by_staff(door, "2026-11-27 11:00", "Max Muster")
    (obstacle,) = refused.refused.obstacles
    assert (obstacle.reason, obstacle.detail) == (Reason.STAFF_AWAY, f"absence:{entered.absence.ref}")
    assert refused.refused.may_override
    assert (await by_staff(door, "2026-11-27 11:00", "Max Muster", knowingly=True)).seen is not None
    assert await open_tasks(door) == []
    twice = await by_staff(door, "2026-11-27 11:00", "Nele Muster", knowingly=True)
    assert twice.seen is None and not twice.refused.may_override, "a claim is a claim"
    desk, tenant = door.application.desk, await salon(door)
    during = await who_has(desk, tenant, "mia", at("2026-11-27 11:55"))
    assert [one.ref for one in during.absences] == [entered.absence.ref] and not during.is_free
    assert (await who_has(desk, tenant, "mia", at("2026-11-27 12:00"))).is_free

    def everything(tx: Any) -> str:
        bound = tx.of(tenant)
        rows = bound.run(sa.text("SELECT kind, data, personal FROM timeline WHERE tenant_id = :tenant"))
        noted = bound.run(sa.text("SELECT deed, thing, data FROM audit WHERE tenant_id = :tenant"))
        return str([tuple(row) for row in (*rows, *noted)])

    told = await desk.transact(everything)
    assert f"absence_entered', '{entered.absence.ref}'" in told
    assert "sick" not in told and SECRET not in told
    assert (await absence_seen(desk, tenant, entered.absence.ref)).by == "console"


async def test_a_booking_that_has_just_decided_is_seen_by_the_absence(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between its decision and its commit an absence comes in: it waits, and finds the visit."""
    phone, slot = await held(door)
    has_decided, place = threading.Event(), claims.place

    def slowly(tx: Any, cells: Any, owner: str, *rest: Any) -> bool:
        if owner.startswith("v_"):
            has_decided.set()
            time.sleep(0.3)
        return place(tx, cells, owner, *rest)

    monkeypatch.setattr(claims, "place", slowly)
    task = asyncio.create_task(phone.tool("book", slot_id=slot, customer_name="Erika Beispiel"))
    await asyncio.to_thread(has_decided.wait, 10)
    entered = await away(door)
    booked = await task
    assert booked["state"] == "confirmed"
    assert [one.visit.ref for one in entered.absent.to_call] == [booked["ref"]]


async def test_whoever_comes_first_no_visit_gets_in_unseen(door: Door) -> None:
    """Callers, the reception and an absence at one moment, day after day: each visit is refused, or is to be called."""
    outcomes: list[str] = []
    for day in (date(2026, 12, 1), date(2026, 12, 2), date(2026, 12, 8), date(2026, 12, 9)):
        offers = [await held_on(door, day, hour) for hour in ("zwölf", "dreizehn")]
        books = [phone.tool("book", slot_id=slot, customer_name="Erika Beispiel") for phone, slot in offers]
        desk_books = by_staff(door, f"{day} 15:00", "Max Muster")
        *told, staff, entered = await asyncio.gather(*books, desk_books, away(door, day=day))
        to_call = {one.visit.ref for one in entered.absent.to_call}
        for answer in told:
            outcomes.append(answer["state"])
            assert answer["state"] == "confirmed" or answer["reason"] == "staff_away", answer
        got_in = {answer["ref"] for answer in told if answer["state"] == "confirmed"}
        got_in |= {staff.seen.visit.ref} if staff.seen else set()
        assert got_in == to_call
        assert staff.seen or staff.refused.obstacles[0].reason is Reason.STAFF_AWAY
    assert len(outcomes) == 8


async def held_on(door: Door, day: date, hour: str) -> tuple[Phone, str]:
    phone = door.phone(f"+49151123456{door.calls:02d}")
    wish = {"service": "Herrenhaarschnitt", "date": day.isoformat(), "time": f"{hour} Uhr", "staff": "Mia"}
    offer = await phone.tool("check_availability", **wish)
    assert offer["state"] == "held", offer
    return phone, offer["options"][0]["slot_id"]
