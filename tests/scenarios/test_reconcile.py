"""Reconciliation over an outside calendar, through the HTTP door: what people do there, and what follows of it."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from holdfast.actions.reconcile import reconcile_day
from holdfast.core.interval import Interval
from holdfast.core.saga import Unknown
from holdfast.store.drifts import DriftState
from holdfast.store.reconcile_days import day_of
from tests.scenarios.outside_calendar import OutsideCalendar
from tests.scenarios.reconciling import CUT, PERM, OutsideSalon, open_outside

HOUR = timedelta(hours=1)


@pytest.fixture(params=[False, True], ids=["keeps the uid", "renews the uid"])
async def salon(database_url: str, request: pytest.FixtureRequest) -> AsyncIterator[OutsideSalon]:
    opened = await open_outside(database_url)
    opened.calendar.renews = request.param
    yield opened
    await opened.close()


async def test_what_agrees_is_fine_and_stays_as_it_is(salon: OutsideSalon) -> None:
    ref, _ = await salon.booked(PERM)
    writes = salon.calendar.asked.count("create")
    found = await salon.check()
    assert (found.is_fine, found.agreed, found.days) == (True, 4, 1)
    assert salon.calendar.asked.count("create") == writes
    assert await salon.status(ref) == ("confirmed", "10:00")


async def test_a_cancellation_by_a_person_is_respected(salon: OutsideSalon) -> None:
    ref, (entry,) = await salon.booked()
    salon.calendar.cancel_by_person(entry.uid)
    found = await salon.check()
    assert [(drift.kind, drift.closed_why) for drift in found.repaired] == [("cancelled_there", "cancelled_by_person")]
    assert await salon.status(ref) == ("cancelled", "10:00")
    assert salon.calendar.standing() == []
    (text,) = await salon.task_texts()
    assert ref in text
    assert await salon.read("SELECT 1 FROM claim WHERE expires_at IS NULL") == []
    again = await salon.book(salon.phone("+4915155555555"), "Bea Beispiel", **CUT)
    assert again["state"] == "confirmed"
    assert (await salon.check()).is_fine


async def test_one_segment_cancelled_of_several_is_left_to_a_person(salon: OutsideSalon) -> None:
    ref, entries = await salon.booked(PERM)
    salon.calendar.cancel_by_person(entries[1].uid)
    found = await salon.check()
    assert found.repaired == []
    assert [(drift.kind, drift.proposal) for drift in found.open] == [("cancelled_there", "decide_whole_visit")]
    assert len(salon.calendar.standing()) == 3
    assert (await salon.status(ref))[0] == "pending"
    assert len(await salon.task_texts()) == 1
    assert [drift.ref for drift in (await salon.check()).open] == [found.open[0].ref]
    assert len(await salon.task_texts()) == 1
    salon.calendar.restore(entries[1].uid)
    assert (await salon.check()).open == ()
    assert (await salon.status(ref))[0] == "confirmed"
    (closed,) = await salon.drifts(DriftState.CLOSED)
    assert closed.closed_why == "gone"


async def test_when_the_rest_is_cancelled_too_the_visit_is_cancelled(salon: OutsideSalon) -> None:
    ref, entries = await salon.booked(PERM)
    salon.calendar.cancel_by_person(entries[1].uid)
    await salon.check()
    for entry in (entries[0], entries[2], entries[3]):
        salon.calendar.cancel_by_person(entry.uid)
    found = await salon.check()
    assert found.open == ()
    assert (await salon.status(ref))[0] == "cancelled"


async def test_half_cancelled_there_it_is_neither_moved_nor_called_confirmed(salon: OutsideSalon) -> None:
    ref, entries = await salon.booked(PERM)
    salon.calendar.cancel_by_person(entries[1].uid)
    await salon.check()
    heard = await salon.phone().tool("booking_status", ref=ref)
    assert (heard["state"], "geändert" in heard["say"]) == ("pending", True)
    moved = await salon.phone().tool("reschedule", ref=ref, date="Freitag", time="vierzehn Uhr")
    assert (moved["state"], moved["reason"]) == ("refused", "policy")
    assert len(salon.calendar.standing()) == 3
    assert len((await salon.check()).open) == 1


async def test_half_cancelled_there_it_can_still_be_cancelled_by_telephone(salon: OutsideSalon) -> None:
    ref, entries = await salon.booked(PERM)
    salon.calendar.cancel_by_person(entries[1].uid)
    await salon.check()
    phone = salon.phone()
    assert (await phone.tool("cancel", ref=ref))["state"] == "cancelled"
    assert salon.calendar.standing() == []
    assert (await salon.check()).open == ()


async def test_what_got_lost_is_put_in_again(salon: OutsideSalon) -> None:
    ref, entries = await salon.booked(PERM)
    salon.calendar.lose(entries[2].uid)
    found = await salon.check()
    assert [(drift.kind, drift.closed_why) for drift in found.repaired] == [("missing_there", "created_again")]
    assert [seen.interval for seen in salon.calendar.ours()] == [entry.interval for entry in entries]
    assert (await salon.status(ref))[0] == "confirmed"
    assert (await salon.check()).is_fine


async def test_absence_must_be_proven_twice_with_both_proofs(salon: OutsideSalon) -> None:
    ref, (entry,) = await salon.booked()
    gone = salon.calendar.entries.pop(entry.uid)
    salon.calendar.before_listing = [lambda: None, lambda: salon.calendar.entries.update({gone.uid: gone})]
    found = await salon.check()
    assert found.repaired == []
    assert salon.calendar.asked.count("create") == 1
    assert (await salon.status(ref))[0] == "confirmed"
    assert await salon.drifts(None) == await salon.drifts(DriftState.SUSPECTED) == []


async def test_what_got_lost_where_somebody_else_is_now_is_left_open(salon: OutsideSalon) -> None:
    ref, (entry,) = await salon.booked()
    salon.calendar.lose(entry.uid)
    foreign = salon.calendar.put(entry.host, entry.interval, None, "privat")
    found = await salon.check()
    assert (found.repaired, [drift.kind for drift in found.open]) == ([], ["missing_there"])
    assert [seen.uid for seen in salon.calendar.standing()] == [foreign]
    assert (await salon.status(ref))[0] == "pending"
    assert len(await salon.task_texts()) == 1


async def test_what_gets_lost_again_and_again_is_somebody_s_will(salon: OutsideSalon) -> None:
    _, (entry,) = await salon.booked()
    salon.calendar.lose(entry.uid)
    await salon.check()
    salon.calendar.lose(salon.calendar.standing()[0].uid)
    found = await salon.check()
    assert ([drift.kind for drift in found.open], salon.calendar.standing()) == (["missing_there"], [])


async def test_a_refused_second_time_takes_nothing_back(database_url: str) -> None:
    salon = await open_outside(database_url)
    ref, entries = await salon.booked(PERM)
    salon.calendar.lose(entries[2].uid)
    (seen,) = [saved for saved in [entries[2]] if saved]
    real = salon.calendar.create

    async def refuse(wanted):  # type: ignore[no-untyped-def]
        salon.calendar.put(seen.host, seen.interval, None, "schneller")
        return await real(wanted)

    salon.calendar.create = refuse  # type: ignore[method-assign]
    await salon.check()
    await salon.settle()
    found = await salon.check()
    assert [drift.kind for drift in found.open] == ["missing_there"]
    assert len(salon.calendar.ours()) == 3
    assert (await salon.status(ref))[0] == "pending"
    await salon.close()


@pytest.mark.parametrize("wish", [CUT, PERM], ids=["one segment", "four segments"])
async def test_a_visit_follows_where_a_person_moved_it_as_a_whole(salon: OutsideSalon, wish: dict[str, str]) -> None:
    ref, entries = await salon.booked(wish)
    for entry in entries:
        salon.calendar.move_by_person(entry.uid, by=3 * HOUR)
    found = await salon.check()
    assert [(drift.kind, drift.closed_why) for drift in found.repaired] == [("moved", "followed")]
    assert await salon.status(ref) == ("confirmed", "13:00")
    (text,) = await salon.task_texts()
    assert "moved" in text
    await salon.agrees_outside()
    assert (await salon.check()).is_fine
    other = await salon.book(salon.phone("+4915155555555"), "Bea Beispiel", **wish)
    assert other["state"] == "confirmed"  # The old time is free again.
    assert (await salon.phone().tool("cancel", ref=ref))["state"] == "cancelled"
    assert len(salon.calendar.ours()) == len(entries)
    await salon.agrees_outside()


async def test_a_visit_follows_to_another_person_and_another_day(salon: OutsideSalon) -> None:
    ref, (entry,) = await salon.booked()
    salon.calendar.move_by_person(entry.uid, by=24 * HOUR + timedelta(minutes=3), host="staff:mia")
    await salon.check()
    heard = await salon.phone().tool("booking_status", ref=ref)
    assert (heard["state"], heard["at"], heard["staff"]) == ("confirmed", "2026-11-28T10:03:00+01:00", "Mia")
    await salon.agrees_outside()
    assert (await salon.check()).is_fine


async def test_one_segment_moved_of_several_is_left_to_a_person_until_it_is_back(salon: OutsideSalon) -> None:
    ref, entries = await salon.booked(PERM)
    uid = salon.calendar.move_by_person(entries[3].uid, by=HOUR)
    found = await salon.check()
    assert [(drift.kind, drift.proposal) for drift in found.open] == [("moved", "decide_whole_visit")]
    assert (await salon.status(ref))[0] == "pending"
    salon.calendar.move_by_person(uid, by=-HOUR)
    assert (await salon.check()).open == ()
    assert await salon.status(ref) == ("confirmed", "10:00")


async def test_with_one_segment_moved_all_of_it_can_be_cancelled_by_telephone(salon: OutsideSalon) -> None:
    ref, entries = await salon.booked(PERM)
    salon.calendar.move_by_person(entries[3].uid, by=HOUR)
    await salon.check()
    await salon.phone().tool("cancel", ref=ref)
    await salon.settle()
    assert salon.calendar.standing() == []
    assert (await salon.status(ref))[0] == "cancelled"


async def test_a_longer_visit_in_one_piece_is_followed(salon: OutsideSalon) -> None:
    ref, (entry,) = await salon.booked()
    salon.calendar.move_by_person(entry.uid, longer=timedelta(minutes=30))
    found = await salon.check()
    assert [(drift.kind, drift.closed_why) for drift in found.repaired] == [("length_differs", "followed")]
    assert await salon.status(ref) == ("confirmed", "10:00")
    assert await salon.task_texts() == []
    await salon.agrees_outside()


async def test_another_length_of_one_segment_is_left_open(salon: OutsideSalon) -> None:
    _, entries = await salon.booked(PERM)
    salon.calendar.move_by_person(entries[3].uid, longer=timedelta(minutes=5))
    found = await salon.check()
    assert [(drift.kind, drift.proposal) for drift in found.open] == [("length_differs", "confirm_length")]


async def test_moved_onto_another_visit_it_follows_and_the_clash_is_open(salon: OutsideSalon) -> None:
    ref, (entry,) = await salon.booked()
    other, _ = await salon.booked({**CUT, "time": "zwölf Uhr"}, "+4915155555555")
    salon.calendar.move_by_person(entry.uid, by=2 * HOUR)
    found = await salon.check()
    assert [(drift.kind, drift.proposal) for drift in found.open] == [("moved", "move_with_consent")]
    assert await salon.status(ref) == ("confirmed", "12:00")
    assert (await salon.phone("+4915155555555").tool("cancel", ref=other))["state"] == "cancelled"
    found = await salon.check()
    assert found.open == ()
    await salon.agrees_outside()


async def test_a_foreign_entry_over_a_told_visit_is_open_at_once_and_never_touched(salon: OutsideSalon) -> None:
    ref, (entry,) = await salon.booked()
    half = Interval(entry.interval.start + timedelta(minutes=10), entry.interval.end + timedelta(minutes=10))
    foreign = salon.calendar.put(entry.host, half, None, "Frau Muster privat", "muster@example.test")
    found = await salon.check()
    assert [(drift.kind, drift.proposal) for drift in found.open] == [("foreign_overlap", "move_with_consent")]
    assert [seen.uid for seen in salon.calendar.standing()] == [entry.uid, foreign]
    assert (await salon.status(ref))[0] == "confirmed"
    rows = await salon.read("SELECT detail, personal FROM drift")
    assert "Muster" not in rows[0].detail
    assert "muster@example.test" in rows[0].personal
    salon.calendar.cancel_by_person(foreign)
    assert (await salon.check()).open == ()


async def test_what_a_cancelled_visit_left_behind_is_taken_out(salon: OutsideSalon) -> None:
    ref, (entry,) = await salon.booked()
    await salon.phone().tool("cancel", ref=ref)
    salon.calendar.put(entry.host, entry.interval, entry.reference, entry.title)
    found = await salon.check()
    assert [(drift.kind, drift.closed_why) for drift in found.repaired] == [("orphan_there", "cancelled_there")]
    assert salon.calendar.standing() == []
    assert await salon.status(ref) == ("cancelled", "10:00")
    assert (await salon.check()).is_fine
    await salon.agrees_outside()


async def test_what_stands_under_an_unknown_reference_is_never_touched(salon: OutsideSalon) -> None:
    _, (entry,) = await salon.booked()
    span = Interval(entry.interval.start + 3 * HOUR, entry.interval.end + 3 * HOUR)
    stranger = salon.calendar.put(entry.host, span, "v_unknown/1", "?")
    found = await salon.check()
    assert [(drift.kind, drift.uid, drift.visit) for drift in found.open] == [("orphan_there", stranger, None)]
    assert [drift.ref for drift in (await salon.check()).open] == [found.open[0].ref]
    salon.calendar.cancel_by_person(stranger)
    assert (await salon.check()).open == ()


async def test_of_two_twins_the_one_that_no_saga_knows_goes(salon: OutsideSalon) -> None:
    _, (entry,) = await salon.booked()
    salon.calendar.put(entry.host, entry.interval, entry.reference, entry.title)
    found = await salon.check()
    assert [seen.uid for seen in salon.calendar.standing()] == [entry.uid]
    assert [(drift.kind, drift.closed_why) for drift in found.closed] == [("ours_twice", "gone")]
    assert found.open == ()


async def test_a_copy_at_another_time_is_a_person_s_and_stays(salon: OutsideSalon) -> None:
    ref, (entry,) = await salon.booked()
    span = Interval(entry.interval.start + 3 * HOUR, entry.interval.end + 3 * HOUR)
    salon.calendar.put(entry.host, span, entry.reference, entry.title)
    found = await salon.check()
    assert [(drift.kind, drift.proposal) for drift in found.open] == [("ours_twice", "adopt_or_cancel")]
    assert len(salon.calendar.standing()) == 2
    assert await salon.status(ref) == ("confirmed", "10:00")


async def test_an_entry_of_ours_without_its_reference_is_adopted_if_it_is_unmistakable(salon: OutsideSalon) -> None:
    ref, (entry,) = await salon.booked()
    salon.calendar.lose(entry.uid)
    bare = salon.calendar.put(entry.host, entry.interval, None, entry.title)
    found = await salon.check()
    assert [drift.closed_why for drift in found.repaired] == ["adopted"]
    assert [seen.uid for seen in salon.calendar.standing()] == [bare]
    assert (await salon.status(ref))[0] == "confirmed"
    assert (await salon.check()).is_fine
    assert (await salon.phone().tool("cancel", ref=ref))["state"] == "cancelled"
    assert salon.calendar.standing() == []


async def test_an_adopted_entry_that_is_still_there_after_a_cancel_is_not_called_gone(salon: OutsideSalon) -> None:
    ref, (entry,) = await salon.booked()
    salon.calendar.lose(entry.uid)
    salon.calendar.put(entry.host, entry.interval, None, entry.title)
    await salon.check()
    real = salon.calendar.cancel

    async def lost(uids):  # type: ignore[no-untyped-def]
        salon.calendar.cancel = real  # type: ignore[method-assign]
        return [Unknown() for _ in uids]

    salon.calendar.cancel = lost  # type: ignore[method-assign]
    assert (await salon.phone().tool("cancel", ref=ref))["state"] == "pending"
    await salon.settle()
    assert (await salon.status(ref))[0] == "cancelled"
    assert salon.calendar.standing() == []


async def test_an_entry_of_another_time_or_another_person_is_never_adopted(salon: OutsideSalon) -> None:
    _, (entry,) = await salon.booked()
    salon.calendar.lose(entry.uid)
    salon.door.wait(24 * 3600)
    salon.calendar.put(entry.host, entry.interval, None, entry.title)  # Made a day later: not by our request.
    found = await salon.check()
    assert (found.repaired, [drift.kind for drift in found.open]) == ([], ["missing_there"])


async def test_a_fresh_entry_that_a_person_moved_at_once_does_not_stay_pending(salon: OutsideSalon) -> None:
    real = salon.calendar.create

    async def moved_at_once(wanted):  # type: ignore[no-untyped-def]
        replies = await real(wanted)
        salon.calendar.move_by_person(salon.calendar.ours()[0].uid, by=HOUR)
        return replies

    salon.calendar.create = moved_at_once  # type: ignore[method-assign]
    answer = await salon.book(salon.phone(), "Ada Beispiel", **CUT)
    assert answer["state"] == "pending"
    await salon.check()
    await salon.settle()
    assert await salon.status(answer["ref"]) == ("confirmed", "11:00")
    assert len(salon.calendar.ours()) == 1
    await salon.agrees_outside()


async def test_our_own_changes_are_no_drift(salon: OutsideSalon) -> None:
    ref, _ = await salon.booked(PERM)
    phone = salon.phone()
    await phone.tool("reschedule", ref=ref, date="Freitag", time="14:00")
    assert (await salon.check()).is_fine
    await phone.tool("reschedule", ref=ref, date="Freitag", time="14:15")
    assert (await salon.check()).is_fine
    await phone.tool("cancel", ref=ref)
    assert (await salon.check()).is_fine
    assert await salon.drifts(None) == []


async def test_a_visit_that_changes_while_the_calendar_is_read_is_passed_over(salon: OutsideSalon) -> None:
    ref, (entry,) = await salon.booked()
    tenant_id = await salon.tenant_id()
    listed = salon.calendar.list_entries

    async def slowly(hosts, span):  # type: ignore[no-untyped-def]
        listing = await listed(hosts, span)
        salon.calendar.list_entries = listed  # type: ignore[method-assign]
        await salon.phone().tool("reschedule", ref=ref, date="Freitag", time="14:00")
        return listing

    salon.calendar.list_entries = slowly  # type: ignore[method-assign]
    outcome = await reconcile_day(salon.application.desk, tenant_id, day_of(entry.interval.start))
    assert (outcome.passed_over, outcome.repaired, outcome.opened) == (1, (), ())
    assert await salon.drifts(None) == []
    assert (await salon.check()).is_fine


async def test_entries_of_other_times_are_told_apart_by_uid_after_a_stale_reading(database_url: str) -> None:
    """A reading that shows the old time of a visit that we moved changes nothing, since it does not come twice."""
    salon = await open_outside(database_url, OutsideCalendar(lambda: salon_now[0]))
    salon_now = [salon.door.clock.now()]
    ref, (old,) = await salon.booked()
    await salon.phone().tool("reschedule", ref=ref, date="Freitag", time="14:00")
    (new,) = salon.calendar.standing()
    stale = replace(new, interval=old.interval)
    listed = salon.calendar.list_entries

    async def once(hosts, span):  # type: ignore[no-untyped-def]
        salon.calendar.list_entries = listed  # type: ignore[method-assign]
        listing = await listed(hosts, span)
        return replace(listing, entries=(stale,))

    salon.calendar.list_entries = once  # type: ignore[method-assign]
    await salon.check()
    assert await salon.status(ref) == ("confirmed", "14:00")
    assert await salon.drifts(None) == []
    await salon.close()
