"""The Cal.com adapter against the fake server: books, finds, moves and cancels, and says what became of it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from holdfast.calendars.port import CalendarBusy, CalendarDenied, CalendarMisbehaved, CalendarUnreachable, Movement
from holdfast.core.ids import RemoteUid
from holdfast.core.interval import Interval
from holdfast.core.refusals import Reason
from holdfast.core.saga import Created, NotSent, RefusedBy, Sought, Unknown, find_entry
from holdfast.testing.builders import at, span
from holdfast.testing.calcom import Fault
from holdfast.testing.calcom.foreign import book_foreign, cancel_foreign, move_foreign
from tests.calendars.calcom_salon import World, a_salon, entry, perm, uid_of, whole

FRIDAY = span("2026-11-27 00:00", "2026-11-28 00:00")
HOSTS = ["staff:mia", "staff:emma", "staff:felix"]


async def test_a_visit_of_four_segments_is_booked_and_read_back() -> None:
    world, entries = World(), perm()
    replies = await world.calendar.create(entries)
    listing = await world.calendar.list_entries(["staff:mia"], whole(entries))
    assert listing.complete
    for one, reply in zip(entries, replies, strict=True):
        seen = find_entry(one, listing.entries)
        assert seen is not None
        assert seen.uid == uid_of(reply)
    assert world.sent.count("create") == 4


async def test_what_staff_read_and_what_we_find_it_by() -> None:
    world = World()
    uid = uid_of((await world.calendar.create([entry()]))[0])
    booking = world.model.ledger.bookings[uid]
    assert "Schnitt · A. Beispiel · Telefon · K7M4A" in booking.title
    assert booking.metadata["holdfast_ref"] == "v1/1"
    assert booking.metadata["holdfast_tenant"] == "salon"
    assert booking.attendee["email"] == "k7m4a@telefon.test"
    assert booking.attendee["phoneNumber"] == "+493012345601"


async def test_the_customers_address_stands_on_one_segment_at_most() -> None:
    world = World(a_salon({"customer_mail": "first"}))
    replies = await world.calendar.create(perm(email="Anna@Beispiel.example"))
    mails = [world.model.ledger.bookings[uid_of(one)].attendee["email"] for one in replies]
    assert mails == ["anna@beispiel.example", *["k7m4a@telefon.test"] * 3]
    names = [world.model.ledger.bookings[uid_of(one)].attendee["name"] for one in replies]
    assert names[0] == "Anna Beispiel"


async def test_without_being_asked_the_calendar_never_gets_the_customers_address() -> None:
    world = World()
    replies = await world.calendar.create(perm(email="anna@beispiel.example"))
    mails = {world.model.ledger.bookings[uid_of(one)].attendee["email"] for one in replies}
    assert mails == {"k7m4a@telefon.test"}
    phones = [world.model.ledger.bookings[uid_of(one)].attendee.get("phoneNumber") for one in replies]
    assert phones == ["+493012345601", None, None, None]


async def test_somebody_without_phone_and_address_can_be_booked() -> None:
    world = World()
    uid = uid_of((await world.calendar.create([entry(phone=None, attendee="")]))[0])
    assert world.model.ledger.bookings[uid].attendee.get("phoneNumber") is None


async def test_a_taken_time_is_refused() -> None:
    world = World()
    await world.calendar.create([entry()])
    assert await world.calendar.create([entry(visit="v2")]) == [RefusedBy(Reason.SLOT_TAKEN)]


@pytest.mark.parametrize(
    ("start", "reason"),
    [("2026-11-23 10:00", Reason.PAST), ("2026-11-27 20:00", Reason.SLOT_TAKEN)],
)
async def test_a_time_that_cannot_be_is_refused_for_its_reason(start: str, reason: Reason) -> None:
    assert await World().calendar.create([entry(start)]) == [RefusedBy(reason)]


async def test_what_has_no_event_type_is_not_bookable_and_nothing_is_sent() -> None:
    world = World()
    assert await world.calendar.create([entry(service="unbekannt")]) == [RefusedBy(Reason.NOT_BOOKABLE)]
    assert "create" not in world.sent


async def test_an_event_type_that_is_gone_is_not_bookable() -> None:
    world = World()
    number = next(e.id for e in world.tenant.event_types if (e.service, e.staff) == ("schnitt", "mia"))
    del world.model.ledger.event_types[number]
    assert await world.calendar.create([entry()]) == [RefusedBy(Reason.NOT_BOOKABLE)]


@pytest.mark.parametrize(
    ("fault", "wishes", "stands"),
    [
        (Fault.LOSE_ANSWER, {}, True),
        (Fault.LOSE_REQUEST, {}, False),
        (Fault.STATUS_AFTER_EFFECT, {"status": 500}, True),
        (Fault.STATUS_INSTEAD, {"status": 503}, False),
        (Fault.HTML_INSTEAD_OF_JSON, {}, True),
        (Fault.HTML_INSTEAD_OF_JSON, {"status": 404}, True),
        (Fault.CUT_BODY, {}, True),
        (Fault.DELAY_AFTER, {"seconds": 11.0}, True),
    ],
)
async def test_without_a_usable_answer_the_outcome_is_unknown(
    fault: Fault, wishes: dict[str, float], stands: bool
) -> None:
    world = World()
    world.faults.add(fault, verb="create", **wishes)
    assert await world.calendar.create([entry()]) == [Unknown()]
    await world.transport.settle()
    assert bool(world.model.ledger.bookings) is stands
    found = await world.calendar.find_entries([Sought(entry())])
    assert found.complete
    assert bool(find_entry(entry(), found.entries)) is stands


async def test_a_refused_connection_is_surely_not_sent() -> None:
    world = World()
    world.faults.add(Fault.OUTAGE, verb="create", seconds=10.0)
    assert await world.calendar.create([entry()]) == [NotSent()]


async def test_a_revoked_key_sends_nothing_and_says_so() -> None:
    world = World()
    await world.calendar.list_entries(HOSTS, FRIDAY)
    world.model.revoke("cal_fake_salon")
    world.calendar.exchanges()
    assert await world.calendar.create([entry()]) == [NotSent()]
    assert "denied" in (world.calendar.exchanges()[-1].error or "")
    with pytest.raises(CalendarDenied):
        await world.calendar.list_entries(HOSTS, FRIDAY)


async def test_too_many_requests_close_the_budget_for_as_long_as_the_server_says() -> None:
    world = World()
    await world.calendar.list_entries(HOSTS, FRIDAY)
    world.faults.add(Fault.TOO_MANY, verb="create")
    assert await world.calendar.create([entry()]) == [NotSent(60.0)]
    assert world.budget.closed == [60.0]
    with pytest.raises(CalendarBusy) as busy:
        await world.calendar.list_entries(HOSTS, FRIDAY)
    assert 0 < busy.value.retry_after <= 60


async def test_without_budget_nothing_is_sent() -> None:
    world = World()
    await world.calendar.list_entries(HOSTS, FRIDAY)
    world.budget.left = 0
    before = len(world.unlucky.log)
    replies = [*await world.calendar.create(perm()), *await world.calendar.cancel([RemoteUid("abc")])]
    assert [type(one) for one in replies] == [NotSent] * 5
    assert all(one.retry_after for one in replies if isinstance(one, NotSent)), "it says when there is room again"
    with pytest.raises(CalendarBusy):
        await world.calendar.list_entries(HOSTS, FRIDAY)
    assert len(world.unlucky.log) == before


async def test_with_a_small_budget_entries_go_one_after_another() -> None:
    world = World()
    await world.calendar.list_entries(HOSTS, FRIDAY)
    world.budget.left = 2
    replies = await world.calendar.create(perm())
    assert [type(one) for one in replies] == [Created, Created, NotSent, NotSent]


async def test_a_server_of_another_version_is_not_written_to() -> None:
    world = World()

    class Old(type(world.transport)):  # type: ignore[misc]
        async def handle_async_request(self, request: object) -> object:
            del request.headers["cal-api-version"]  # type: ignore[attr-defined]
            return await super().handle_async_request(request)

    world.connection = world.connect(transport=Old(world.unlucky, world.clock.now, world._sleep))
    calendar = world.calendar_of(world.tenant)
    assert await calendar.create([entry()]) == [NotSent()]
    assert not world.model.ledger.bookings
    with pytest.raises(CalendarMisbehaved, match="2024-08-13"):
        await calendar.list_entries(HOSTS, FRIDAY)


async def test_a_move_gives_another_uid_and_keeps_the_reference() -> None:
    world = World()
    old = uid_of((await world.calendar.create([entry()]))[0])
    wanted = entry("2026-11-27 10:15")
    new = uid_of((await world.calendar.move([Movement(old, wanted, entry().interval)]))[0])
    assert new != old
    listing = await world.calendar.list_entries(["staff:mia"], FRIDAY)
    assert [(one.uid, one.reference) for one in listing.entries] == [(new, wanted.reference)]
    found = await world.calendar.find_entries([Sought(wanted, old)])
    assert {(one.uid, one.is_cancelled, one.moved_to) for one in found.entries} == {
        (old, True, new),
        (new, False, None),
    }


async def test_a_move_whose_answer_was_lost_is_not_made_twice() -> None:
    world = World()
    old = uid_of((await world.calendar.create([entry()]))[0])
    wanted = entry("2026-11-27 10:15")
    world.faults.add(Fault.LOSE_ANSWER, verb="reschedule")
    assert await world.calendar.move([Movement(old, wanted, entry().interval)]) == [Unknown()]
    again = uid_of((await world.calendar.move([Movement(old, wanted, entry().interval)]))[0])
    assert world.sent.count("reschedule") == 1
    assert world.model.ledger.bookings[again].status == "accepted"


async def test_a_move_to_another_length_or_person_is_no_reschedule() -> None:
    world = World()
    old = uid_of((await world.calendar.create([entry()]))[0])
    longer = Movement(old, entry("2026-11-27 10:15", 45), entry().interval)
    other = Movement(old, entry("2026-11-27 10:15", staff="emma"), entry().interval)
    for one in (longer, other):
        assert await world.calendar.move([one]) == [RefusedBy(Reason.DOES_NOT_FIT)]
    assert "reschedule" not in world.sent


async def test_a_move_onto_somebody_else_is_refused_and_nothing_changes() -> None:
    world = World()
    old = uid_of((await world.calendar.create([entry()]))[0])
    await world.calendar.create([entry("2026-11-27 10:30", visit="v2")])
    assert await world.calendar.move([Movement(old, entry("2026-11-27 10:15"), entry().interval)]) == [
        RefusedBy(Reason.SLOT_TAKEN)
    ]
    assert world.model.ledger.bookings[old].status == "accepted"


async def test_what_is_gone_cannot_be_moved() -> None:
    world = World()
    old = uid_of((await world.calendar.create([entry()]))[0])
    cancel_foreign(world.model, old, world.clock.now())
    assert await world.calendar.move([Movement(old, entry("2026-11-27 12:00"), entry().interval)]) == [
        RefusedBy(Reason.NOT_FOUND)
    ]
    assert await world.calendar.move([Movement(RemoteUid("nope"), entry(), entry().interval)]) == [
        RefusedBy(Reason.NOT_FOUND)
    ]


async def test_cancelling_takes_it_out_once_and_for_all() -> None:
    world = World()
    uid = uid_of((await world.calendar.create([entry()]))[0])
    assert await world.calendar.cancel([uid]) == [Created(uid)]
    assert await world.calendar.cancel([uid]) == [Created(uid)]
    assert (await world.calendar.list_entries(HOSTS, FRIDAY)).entries == ()
    found = await world.calendar.find_entries([Sought(entry(), uid)])
    assert [one.is_cancelled for one in found.entries] == [True]


async def test_cancelling_what_a_person_moved_takes_it_out_where_it_is() -> None:
    world = World()
    uid = uid_of((await world.calendar.create([entry()]))[0])
    moved = move_foreign(world.model, uid, at("2026-11-27 15:00"), world.clock.now())
    assert moved is not None
    assert await world.calendar.cancel([uid]) == [Created(uid)]
    assert world.model.ledger.bookings[moved].status == "cancelled"


async def test_a_cancel_without_an_answer_is_unknown() -> None:
    world = World()
    uid = uid_of((await world.calendar.create([entry()]))[0])
    world.faults.add(Fault.LOSE_ANSWER, verb="cancel")
    assert await world.calendar.cancel([uid]) == [Unknown()]
    assert await world.calendar.cancel([uid]) == [Created(uid)]


async def test_somebody_elses_booking_is_seen_as_such() -> None:
    world = World()
    number = next(e.id for e in world.tenant.event_types if (e.service, e.staff) == ("schnitt", "mia"))
    made = book_foreign(world.model, number, at("2026-11-27 10:10"), world.clock.now())
    listing = await world.calendar.list_entries(["staff:mia"], span("2026-11-27 10:30", "2026-11-27 10:35"))
    assert [(one.uid, one.reference, one.host) for one in listing.entries] == [(made.uid, None, "staff:mia")]


async def test_what_only_touches_the_span_is_not_in_it() -> None:
    world = World()
    await world.calendar.create([entry()])
    after = await world.calendar.list_entries(["staff:mia"], span("2026-11-27 10:30", "2026-11-27 11:00"))
    inside = await world.calendar.list_entries(["staff:mia"], span("2026-11-27 10:10", "2026-11-27 10:15"))
    assert (len(after.entries), len(inside.entries)) == (0, 1)


async def test_another_tenants_entry_on_the_same_host_is_somebody_elses() -> None:
    world = World()
    await world.calendar.create([entry()])
    neighbour = world.calendar_of(a_salon(slug="nachbar"))
    listing = await neighbour.list_entries(["staff:mia"], FRIDAY)
    assert [one.reference for one in listing.entries] == [None]
    assert (await neighbour.find_entries([Sought(entry())])).entries == ()


async def test_a_list_of_three_hundred_bookings_is_read_to_its_end() -> None:
    world = World()
    number = next(e.id for e in world.tenant.event_types if (e.service, e.staff) == ("schnitt", "mia"))
    for n in range(300):
        book_foreign(world.model, number, at("2026-11-27 08:00") + timedelta(minutes=n), world.clock.now(), minutes=1)
    await world.calendar.create([entry("2026-11-27 17:00")])
    listing = await world.calendar.list_entries(["staff:mia"], FRIDAY)
    assert listing.complete
    assert len(listing.entries) == 301
    assert find_entry(entry("2026-11-27 17:00"), listing.entries)


async def test_a_list_that_changed_while_it_was_read_proves_no_absence() -> None:
    world = World()
    number = next(e.id for e in world.tenant.event_types if (e.service, e.staff) == ("schnitt", "mia"))
    for n in range(300):
        book_foreign(world.model, number, at("2026-11-27 08:00") + timedelta(minutes=n), world.clock.now(), minutes=1)
    await world.calendar.find_entries([])
    pages = 0
    answer = world.model.begin

    def meddle(request: object, *rest: object) -> object:
        nonlocal pages
        if "attendeeEmail" not in request.query and request.path == "/v2/bookings":  # type: ignore[attr-defined]
            pages += 1
            if pages == 2:
                first = next(iter(world.model.ledger.bookings))
                world.model.ledger.bookings.pop(first)
        return answer(request, *rest)  # type: ignore[arg-type]

    world.model.begin = meddle  # type: ignore[method-assign,assignment]
    assert not (await world.calendar.list_entries(["staff:mia"], FRIDAY)).complete


async def test_changes_are_listed_with_what_was_cancelled_and_moved() -> None:
    world = World()
    uid = uid_of((await world.calendar.create([entry()]))[0])
    gone = uid_of((await world.calendar.create([entry("2026-11-27 12:00", visit="v2")]))[0])
    world.clock.advance(timedelta(minutes=5))
    since = world.clock.now()
    moved = move_foreign(world.model, uid, at("2026-11-27 15:00"), world.clock.now())
    cancel_foreign(world.model, gone, world.clock.now())
    changes = await world.calendar.list_changes(since)
    assert changes is not None
    assert {(one.uid, one.is_cancelled, one.moved_to) for one in changes} == {
        (uid, True, moved),
        (moved, False, None),
        (gone, True, None),
    }


async def test_a_person_gave_the_booking_to_a_colleague() -> None:
    world = World()
    uid = uid_of((await world.calendar.create([entry()]))[0])
    emma = next(user.id for user in world.model.ledger.users.values() if user.username == "emma")
    move_foreign(world.model, uid, at("2026-11-27 15:00"), world.clock.now(), host=emma)
    listing = await world.calendar.list_entries(HOSTS, FRIDAY)
    assert [(one.host, one.reference) for one in listing.entries] == [("staff:emma", entry().reference)]


async def test_an_outage_while_reading_is_a_fault_and_not_an_empty_calendar() -> None:
    world = World()
    world.faults.add(Fault.OUTAGE, verb="list", seconds=10.0)
    with pytest.raises(CalendarUnreachable):
        await world.calendar.list_entries(HOSTS, FRIDAY)


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault.HTML_INSTEAD_OF_JSON, CalendarMisbehaved),
        (Fault.CUT_BODY, CalendarMisbehaved),
        (Fault.LOSE_ANSWER, CalendarUnreachable),
        (Fault.STATUS_INSTEAD, CalendarUnreachable),
        (Fault.REVOKED_KEY, CalendarDenied),
    ],
)
async def test_an_unusable_listing_is_a_fault(fault: Fault, error: type[Exception]) -> None:
    world = World()
    await world.calendar.list_entries(HOSTS, FRIDAY)
    world.faults.add(fault, verb="list", times=0)
    with pytest.raises(error):
        await world.calendar.list_entries(HOSTS, FRIDAY)


async def test_a_number_is_never_asked_for_as_a_uid() -> None:
    with pytest.raises(ValueError, match="no uid"):
        await World().calendar.cancel([RemoteUid("13068993")])


async def test_every_exchange_is_kept_without_the_key_and_with_what_is_personal_apart() -> None:
    world = World()
    await world.calendar.create([entry(email="anna@beispiel.example")])
    await world.calendar.find_entries([Sought(entry())])
    kept = world.calendar.exchanges()
    assert "create" in {one.verb for one in kept}
    for one in kept:
        assert "cal_fake_salon" not in repr(one)
        assert "Beispiel" not in repr((one.path, one.data))
        assert "k7m4a@" not in repr((one.path, one.data))
    assert world.calendar.exchanges() == ()


async def test_reading_never_asks_in_spans_without_an_end() -> None:
    world = World()
    await world.calendar.list_entries(["staff:mia"], Interval(at("2026-11-27 10:00"), at("2026-11-27 11:00")))
    query = next(one.request.parameters for one in world.unlucky.log if one.verb == "list")
    assert query["afterStart"] == "2026-11-27T01:00:00Z"
    assert query["beforeEnd"] == "2026-11-27T18:00:00Z"
    assert query["take"] == "250"


async def test_ours_never_vanishes_though_nobody_of_ours_has_the_account() -> None:
    world = World()
    uid = uid_of((await world.calendar.create([entry()]))[0])
    forgetful = world.calendar_of(replace(world.tenant, event_types=()))
    listing = await forgetful.list_entries(["staff:mia"], FRIDAY)
    assert [(one.uid, one.host, one.reference) for one in listing.entries] == [(uid, "", entry().reference)]


async def test_the_timeline_shows_which_bookings_an_answer_was_about() -> None:
    world = World()
    uid = uid_of((await world.calendar.create([entry()]))[0])
    await world.calendar.list_entries(["staff:mia"], FRIDAY)
    kept = world.calendar.exchanges()
    made = next(one for one in kept if one.verb == "create")
    listed = next(one for one in kept if one.verb == "list_entries")
    assert (made.data["shown_uid"], made.data["shown_status"]) == (uid, "accepted")
    assert (listed.data["shown"], listed.data["shown_uids"]) == (1, [uid])
    assert made.personal is not None
    assert made.personal["body"]["metadata"]["holdfast_ref"] == "v1/1"
