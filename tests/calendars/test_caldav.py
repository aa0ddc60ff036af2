"""CalDAV on a real Radicale: what we write, and what people do to it and beside it with programs of their own."""

import re
from datetime import datetime, timedelta

import httpx
import pytest
from icalendar import Calendar as Ical

from holdfast.calendars.caldav import CaldavCalendar, CaldavConnection
from holdfast.calendars.port import CalendarDenied, CalendarMisbehaved, CalendarUnreachable, Movement
from holdfast.core.ids import RemoteUid
from holdfast.core.interval import Interval
from holdfast.core.refusals import Reason
from holdfast.core.saga import Created, NotSent, RefusedBy, Seen, Sought, find_entry
from holdfast.core.tenant import CalendarSettings
from holdfast.testing.builders import BERLIN, at, span
from holdfast.testing.clock import PinnedClock
from holdfast.testing.radicale import start_radicale
from tests.calendars.stages import EMMA, FELIX, MIA, NOW, CaldavStage, entry_at, tenant_of

DAY = span("2026-11-27 00:00", "2026-11-28 00:00")
TEN = "2026-11-27 10:00"
AT_TEN = entry_at(TEN).interval


async def seen_on(caldav: CaldavStage, host: str = MIA, within: Interval = DAY) -> list[Seen]:
    """A day of one host, which must be a whole listing."""
    listing = await caldav.calendar.list_entries([host], within)
    assert listing.complete
    return list(listing.entries)


async def put_in(caldav: CaldavStage, start: str = TEN, host: str = MIA) -> RemoteUid:
    """One entry of ours."""
    (reply,) = await caldav.calendar.create([entry_at(start, host)])
    assert isinstance(reply, Created)
    return reply.uid


def edit(caldav: CaldavStage, path: str, *changes: tuple[str, str]) -> None:
    """A person's program changes lines of an object."""
    text = caldav.server.get(path)
    for pattern, line in changes:
        text, count = re.subn(pattern, line, text, flags=re.MULTILINE)
        assert count, pattern
    caldav.server.put(path, text)


def of_tenant(caldav: CaldavStage, **collections: object) -> CaldavCalendar:
    """The salon's calendar with other collections than the stage has."""
    server = caldav.server
    connection = CaldavConnection(server.url, server.username, server.password)
    caldav.connections.append(connection)
    settings = CalendarSettings("caldav", "caldav", {"collections": collections})
    return CaldavCalendar(connection, tenant_of(settings), PinnedClock(NOW).now)


# What we write.


async def test_what_is_stored_says_whose_it_is_and_invites_nobody(caldav: CaldavStage) -> None:
    text = caldav.server.get(await put_in(caldav))
    (event,) = Ical.from_ical(text).events
    assert event["UID"] == "v1-1-20261127T090000Z@salon.holdfast"
    assert event["SUMMARY"] == "Schnitt · A. Beispiel · Telefon · K7M4A"
    assert (event["X-HOLDFAST-REF"], event["X-HOLDFAST-TENANT"]) == ("v1/1", "salon")
    assert (event["STATUS"], event["TRANSP"], event["SEQUENCE"]) == ("CONFIRMED", "OPAQUE", 0)
    assert event["RELATED-TO"] == "v1@salon.holdfast"
    assert event.start == datetime(2026, 11, 27, 10, tzinfo=BERLIN)
    assert event["DTSTART"].params["TZID"] == "Europe/Berlin"
    assert "ATTENDEE" not in event
    assert "ORGANIZER" not in event
    assert "BEGIN:VTIMEZONE" in text
    assert "Anna" not in text  # The full name stays with us: first initial and surname stand in the title.


async def test_a_foreign_overlap_is_not_refused_but_seen(caldav: CaldavStage) -> None:
    """The server takes both; only the look afterwards tells, and ours yields (design 1)."""
    await caldav.write_foreign(MIA, at("2026-11-27 10:20"))
    await put_in(caldav)
    assert {found.reference for found in await seen_on(caldav)} == {None, "v1/1"}


async def test_eight_at_once_make_one_entry(caldav: CaldavStage) -> None:
    replies = await caldav.calendar.create([entry_at(TEN)] * 8)
    assert len({*replies}) == 1
    assert isinstance(replies[0], Created)
    assert len(await seen_on(caldav)) == 1


async def test_a_name_taken_by_something_else_is_no_room_that_is_taken(caldav: CaldavStage) -> None:
    """ "Taken" would be a lie; what stands under the name is left alone."""
    path = caldav.put(MIA, "v1-1-20261127T090000Z", "DTSTART:20261201T100000Z", "DTEND:20261201T110000Z")
    assert await caldav.calendar.create([entry_at(TEN)]) == [RefusedBy(Reason.TECHNICAL)]
    assert "privat" in caldav.server.get(path)


async def test_our_entry_under_another_name_is_found_by_its_uid(caldav: CaldavStage) -> None:
    """Some servers choose names themselves: the UID is refused then, and what has it is ours (409, no-uid-conflict)."""
    path = await put_in(caldav)
    text = caldav.server.get(path)
    caldav.server.remove(path)
    renamed = path.replace("v1-1", "renamed")
    caldav.server.put(renamed, text)
    assert await caldav.calendar.create([entry_at(TEN)]) == [Created(RemoteUid(renamed))]
    assert len(await seen_on(caldav)) == 1


# Moving.


async def test_a_move_raises_the_sequence_and_keeps_what_people_wrote(caldav: CaldavStage) -> None:
    path = await put_in(caldav)
    edit(caldav, path, (r"^SUMMARY:.*$", "SUMMARY:Schnitt bei A. Beispiel (schwanger!)\r\nDESCRIPTION:Farbe 7"))
    wanted = entry_at("2026-11-27 10:20")
    assert await caldav.calendar.move([Movement(path, wanted, AT_TEN)]) == [Created(path)]
    (event,) = Ical.from_ical(caldav.server.get(path)).events
    assert event["SEQUENCE"] == 1
    assert (event["SUMMARY"], event["DESCRIPTION"]) == ("Schnitt bei A. Beispiel (schwanger!)", "Farbe 7")
    assert find_entry(wanted, await seen_on(caldav))


async def test_a_move_renews_a_title_that_nobody_touched(caldav: CaldavStage) -> None:
    path = await put_in(caldav)
    await caldav.calendar.move([Movement(path, entry_at("2026-11-27 10:20", title="Schnitt · verlegt"), AT_TEN)])
    assert [found.title for found in await seen_on(caldav)] == ["Schnitt · verlegt"]
    await caldav.calendar.move([Movement(path, entry_at("2026-11-27 10:20", title="Schnitt · anders"), AT_TEN)])
    assert [found.title for found in await seen_on(caldav)] == ["Schnitt · anders"], "where it stands already"


async def test_a_move_to_a_colleague_goes_into_her_collection(caldav: CaldavStage) -> None:
    path = await put_in(caldav)
    wanted = entry_at(TEN, EMMA)
    (reply,) = await caldav.calendar.move([Movement(path, wanted, AT_TEN)])
    assert isinstance(reply, Created)
    assert reply.uid.startswith(caldav.paths["emma"])
    assert await seen_on(caldav, MIA) == []
    assert find_entry(wanted, await seen_on(caldav, EMMA))


async def test_a_move_repeated_is_done_already(caldav: CaldavStage) -> None:
    path, wanted = await put_in(caldav), entry_at("2026-11-27 10:20")
    await caldav.calendar.move([Movement(path, wanted, AT_TEN)])
    assert await caldav.calendar.move([Movement(path, wanted, AT_TEN)]) == [Created(path)]
    (event,) = Ical.from_ical(caldav.server.get(path)).events
    assert event["SEQUENCE"] == 1


async def test_a_new_name_is_written_where_a_person_put_the_entry(caldav: CaldavStage) -> None:
    """Her time stays, our title becomes the new one; a title of hers stays, too."""
    path, renamed = await put_in(caldav), entry_at(TEN, title="Schnitt · neu")
    edit(caldav, path, (r"^(DTSTART[^:]*:\d{8})T10", r"\1T12"), (r"^(DTEND[^:]*:\d{8})T10", r"\1T12"))
    for _ in range(2):
        assert await caldav.calendar.move([Movement(path, renamed, AT_TEN)]) == [Created(path)]
        (found,) = await seen_on(caldav)
        assert (found.title, found.interval.start) == ("Schnitt · neu", at("2026-11-27 12:00"))
    edit(caldav, path, (r"^SUMMARY:.*$", "SUMMARY:Frau Beispiel"))
    assert await caldav.calendar.move([Movement(path, renamed, AT_TEN)]) == [Created(path)]
    assert [found.title for found in await seen_on(caldav)] == ["Frau Beispiel"]


async def test_what_a_person_cancelled_is_not_revived_by_a_move(caldav: CaldavStage) -> None:
    path = await put_in(caldav)
    edit(caldav, path, (r"^STATUS:.*$", "STATUS:CANCELLED"))
    reply = await caldav.calendar.move([Movement(path, entry_at("2026-11-27 12:00"), AT_TEN)])
    assert reply == [RefusedBy(Reason.NOT_FOUND)]
    assert await seen_on(caldav) == []


async def test_what_a_person_changes_at_that_very_moment_stands(caldav: CaldavStage) -> None:
    """Between our reading and our writing: the server says 412, and hers is not overwritten."""
    path = await put_in(caldav)

    class Meddling(httpx.AsyncBaseTransport):
        inner = httpx.AsyncHTTPTransport()

        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            if request.method == "PUT":
                edit(caldav, path, (r"^SUMMARY:.*$", "SUMMARY:eben geändert"))
            return await self.inner.handle_async_request(request)

    calendar = caldav.of("salon", Meddling())
    assert await calendar.move([Movement(path, entry_at("2026-11-27 12:00"), AT_TEN)]) == [RefusedBy(Reason.TECHNICAL)]
    assert [(found.title, found.interval.start) for found in await seen_on(caldav)] == [("eben geändert", at(TEN))]


# What people do to our entries.


async def test_what_a_person_dragged_elsewhere_is_ours_at_its_new_time(caldav: CaldavStage) -> None:
    path = await put_in(caldav)
    edit(caldav, path, (r"^DTSTART.*$", "DTSTART:20261127T120000Z"), (r"^DTEND.*$", "DTEND:20261127T124000Z"))
    (seen,) = await seen_on(caldav)
    assert (seen.reference, seen.interval) == ("v1/1", span("2026-11-27 13:00", "2026-11-27 13:40"))


async def test_what_a_person_changed_can_still_be_cancelled(caldav: CaldavStage) -> None:
    path = await put_in(caldav)
    edit(caldav, path, (r"^SUMMARY:.*$", "SUMMARY:anders"))
    assert await caldav.calendar.cancel([path]) == [Created(path)]
    assert await seen_on(caldav) == []


async def test_what_a_person_moved_to_a_colleague_is_found_there(caldav: CaldavStage) -> None:
    path = await put_in(caldav)
    text = caldav.server.get(path)
    caldav.server.remove(path)
    caldav.server.put(caldav.paths["felix"] + "taken-over.ics", text)
    found = await caldav.calendar.find_entries([Sought(entry_at(TEN), path)])
    assert [(seen.host, seen.reference) for seen in found.entries] == [(FELIX, "v1/1")]


async def test_a_program_that_drops_our_properties_leaves_the_uid(caldav: CaldavStage) -> None:
    path = await put_in(caldav)
    edit(caldav, path, (r"^X-HOLDFAST.*\n", ""))
    assert "X-HOLDFAST" not in caldav.server.get(path)
    assert [seen.reference for seen in await seen_on(caldav)] == ["v1/1"]


async def test_marked_as_cancelled_it_does_not_stand_and_can_be_booked_again(caldav: CaldavStage) -> None:
    path, entry = await put_in(caldav), entry_at(TEN)
    edit(caldav, path, (r"^STATUS:.*$", "STATUS:CANCELLED"))
    assert await seen_on(caldav) == []
    found = await caldav.calendar.find_entries([Sought(entry, path)])
    assert [seen.is_cancelled for seen in found.entries] == [True]
    (reply,) = await caldav.calendar.create([entry])
    assert isinstance(reply, Created)
    assert reply.uid != path
    assert find_entry(entry, await seen_on(caldav))


async def test_marked_as_free_time_it_still_stands(caldav: CaldavStage) -> None:
    path, entry = await put_in(caldav), entry_at(TEN)
    edit(caldav, path, (r"^TRANSP:.*$", "TRANSP:TRANSPARENT"))
    assert find_entry(entry, await seen_on(caldav))


async def test_what_a_person_replaced_by_her_own_is_not_taken_away(caldav: CaldavStage) -> None:
    path = await put_in(caldav)
    edit(caldav, path, (r"^X-HOLDFAST-TENANT:.*$", "X-HOLDFAST-TENANT:other"))
    assert await caldav.calendar.cancel([path]) == [RefusedBy(Reason.NOT_FOUND)]
    assert "VEVENT" in caldav.server.get(path)


async def test_a_series_made_out_of_ours_has_one_entry_of_ours(caldav: CaldavStage) -> None:
    path = await put_in(caldav)
    edit(caldav, path, (r"^(STATUS:.*)$", r"\1\nRRULE:FREQ=DAILY;COUNT=3"))
    within = span("2026-11-27 00:00", "2026-12-04 00:00")
    seen = await seen_on(caldav, within=within)
    assert [found.reference for found in seen] == ["v1/1", None, None]
    assert len({found.uid for found in seen}) == 3


async def test_another_tenants_uid_takes_nothing_away(caldav: CaldavStage) -> None:
    path = await put_in(caldav)
    assert await caldav.of_other_tenant().cancel([path]) == [RefusedBy(Reason.NOT_FOUND)]
    assert len(await seen_on(caldav)) == 1


@pytest.mark.parametrize(
    "uid", ["/salon/other/x.ics", "x.ics", "cal_12345", "", "https://elsewhere.example/a.ics", "13068993"]
)
async def test_a_uid_outside_the_collections_is_touched_by_no_request(caldav: CaldavStage, uid: str) -> None:
    assert await caldav.calendar.cancel([RemoteUid(uid)]) == [RefusedBy(Reason.NOT_FOUND)]
    assert await caldav.calendar.move([Movement(RemoteUid(uid), entry_at(TEN), AT_TEN)]) == [
        RefusedBy(Reason.NOT_FOUND)
    ]
    assert list(caldav.calendar.exchanges()) == []


# What stands beside.


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["DTSTART;TZID=Europe/Berlin:20261127T100000", "DTEND:20261127T100000Z"], ("10:00", "11:00")),
        (["DTSTART:20261127T100000", "DTEND:20261127T110000"], ("10:00", "11:00")),
        (["DTSTART:20261127T100000Z", "DURATION:PT90M"], ("11:00", "12:30")),
        (["DTSTART;TZID=America/New_York:20261127T100000", "DURATION:PT1H"], ("16:00", "17:00")),
        (["DTSTART:20261127T100000Z", "DTEND:20261127T110000Z", "STATUS:TENTATIVE"], ("11:00", "12:00")),
        (["DTSTART:20261120T100000Z", "DTEND:20261120T110000Z", "RRULE:FREQ=WEEKLY"], ("11:00", "12:00")),
        (["DTSTART;TZID=Europe/Berlin:20260102T080000", "DURATION:PT1H", "RRULE:FREQ=DAILY"], ("08:00", "09:00")),
        (["DTSTART:20261126T220000Z", "DTEND:20261127T060000Z"], ("2026-11-26 23:00", "07:00")),
    ],
    ids=["local", "floating", "duration", "overseas", "tentative", "weekly", "daily over the change", "overnight"],
)  # fmt: skip
async def test_foreign_time_is_taken(caldav: CaldavStage, lines: list[str], expected: tuple[str, str]) -> None:
    caldav.put(MIA, "x", *lines)
    start, end = (time if " " in time else f"2026-11-27 {time}" for time in expected)
    assert [(seen.reference, seen.interval) for seen in await seen_on(caldav)] == [(None, span(start, end))]


@pytest.mark.parametrize(
    "lines",
    [
        ["DTSTART;VALUE=DATE:20261127"],
        ["DTSTART;VALUE=DATE:20261127", "DTEND;VALUE=DATE:20261128"],
        ["DTSTART;VALUE=DATE:20261027", "RRULE:FREQ=MONTHLY"],
    ],
)
async def test_a_whole_day_is_the_salons_whole_day(caldav: CaldavStage, lines: list[str]) -> None:
    caldav.put(MIA, "holiday", *lines)
    assert [seen.interval for seen in await seen_on(caldav)] == [DAY]
    assert await seen_on(caldav, within=span("2026-11-28 00:00", "2026-11-28 01:00")) == []


async def test_a_whole_day_of_the_clock_change_has_25_hours(caldav: CaldavStage) -> None:
    caldav.put(MIA, "holiday", "DTSTART;VALUE=DATE:20261025")
    within = span("2026-10-25 00:00", "2026-10-26 00:00")
    (seen,) = await seen_on(caldav, within=within)
    assert seen.interval == within
    assert seen.interval.length == timedelta(hours=25)


@pytest.mark.parametrize(
    "lines",
    [
        ["DTSTART:20261127T100000Z", "DTEND:20261127T110000Z", "TRANSP:TRANSPARENT"],
        ["DTSTART:20261127T100000Z", "DTEND:20261127T110000Z", "STATUS:CANCELLED"],
        ["DTSTART:20261127T100000Z"],
        ["DTSTART:20261127T100000Z", "DTEND:20261127T100000Z"],
        ["DTSTART:20261120T100000Z", "DURATION:PT1H", "RRULE:FREQ=WEEKLY", "EXDATE:20261127T100000Z"],
        ["DTSTART:20261120T100000Z", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;UNTIL=20261121T000000Z"],
        ["DTSTART;VALUE=DATE:20261126", "DTEND;VALUE=DATE:20261127"],
    ],
    ids=["free", "cancelled", "a moment", "no length", "left out", "over", "the day before"],
)
async def test_what_takes_no_time_is_not_shown(caldav: CaldavStage, lines: list[str]) -> None:
    caldav.put(MIA, "x", *lines)
    assert await seen_on(caldav) == []


async def test_one_occurrence_of_a_series_that_was_moved_counts_where_it_is(caldav: CaldavStage) -> None:
    series = ["DTSTART:20261120T100000Z", "DURATION:PT1H", "RRULE:FREQ=WEEKLY", "END:VEVENT"]
    moved = ["BEGIN:VEVENT", "UID:x", "DTSTAMP:20261001T000000Z", "RECURRENCE-ID:20261127T100000Z"]
    caldav.put(MIA, "x", *series, *moved, "DTSTART:20261127T140000Z", "DURATION:PT2H")
    assert [seen.interval for seen in await seen_on(caldav)] == [span("2026-11-27 15:00", "2026-11-27 17:00")]


async def test_all_calendars_of_a_person_are_read_and_the_first_is_written(caldav: CaldavStage) -> None:
    calendar = of_tenant(caldav, mia=[caldav.paths["mia"], caldav.paths["felix"]], emma=caldav.paths["emma"])
    await caldav.write_foreign(FELIX, at("2026-11-27 14:00"))
    (reply,) = await calendar.create([entry_at(TEN)])
    assert isinstance(reply, Created)
    assert reply.uid.startswith(caldav.paths["mia"])
    listing = await calendar.list_entries([MIA], DAY)
    assert [(seen.host, seen.reference) for seen in listing.entries] == [(MIA, "v1/1"), (MIA, None)]


async def test_a_host_without_a_collection_is_never_free(caldav: CaldavStage) -> None:
    calendar = of_tenant(caldav, mia=caldav.paths["mia"])
    assert not (await calendar.list_entries([MIA, EMMA], DAY)).complete
    assert await calendar.create([entry_at(TEN, EMMA)]) == [RefusedBy(Reason.NOT_BOOKABLE)]


# The doctor.


async def test_the_doctor_is_told_what_is_wrong_with_each_collection(caldav: CaldavStage) -> None:
    calendar = of_tenant(
        caldav, mia=f"/{caldav.server.username}/nowhere/", emma=caldav.paths["emma"], felix=caldav.paths["emma"]
    )
    faults = (await calendar.inspect()).faults
    assert any("there is no collection" in fault and "staff:mia" in fault for fault in faults)
    assert any("felix and emma share" in fault for fault in faults)
    assert any(fault.startswith("Felix") for fault in faults)
    assert not any("Emma" in fault for fault in faults)


async def test_the_doctor_learns_clock_and_names(caldav: CaldavStage) -> None:
    found = await caldav.calendar.inspect()
    assert not found.needs_event_types
    assert found.clock is not None
    assert set(found.accounts) == set(caldav.paths.values())


async def test_a_wrong_password_is_denied_to_the_doctor_too(caldav: CaldavStage) -> None:
    with pytest.raises(CalendarDenied):
        await caldav.denied().inspect()


async def test_a_missing_collection_is_never_an_empty_one(caldav: CaldavStage) -> None:
    calendar = of_tenant(caldav, mia=f"/{caldav.server.username}/nowhere/")
    with pytest.raises(CalendarMisbehaved):
        await calendar.list_entries([MIA], DAY)
    with pytest.raises(CalendarMisbehaved):
        await calendar.find_entries([Sought(entry_at(TEN))])
    (reply,) = await calendar.create([entry_at(TEN)])
    assert reply == RefusedBy(Reason.NOT_BOOKABLE)


async def test_a_collection_elsewhere_gets_neither_request_nor_password(caldav: CaldavStage) -> None:
    calendar = of_tenant(caldav, mia="https://elsewhere.example/mia/")
    assert await calendar.create([entry_at(TEN)]) == [RefusedBy(Reason.NOT_BOOKABLE)]
    assert any("another server" in fault for fault in (await calendar.inspect()).faults)
    assert list(calendar.exchanges()) == []


async def test_a_password_never_reaches_the_timeline(caldav: CaldavStage) -> None:
    await put_in(caldav)
    await caldav.calendar.list_entries([MIA], DAY)
    assert caldav.server.password not in repr(caldav.calendar.exchanges())


async def test_a_server_that_stopped_is_unreachable() -> None:
    """A real refused connection, not a played one."""
    with start_radicale() as server:
        stage = CaldavStage(server)
        path = await put_in(stage)
    with pytest.raises(CalendarUnreachable):
        await stage.calendar.list_entries([MIA], DAY)
    assert await stage.calendar.create([entry_at("2026-11-27 12:00")]) == [NotSent()]
    assert await stage.calendar.cancel([path]) == [NotSent()]
    for connection in stage.connections:
        await connection.close()


async def test_what_it_cannot_tell_it_does_not_tell(caldav: CaldavStage) -> None:
    """No list of changes, so windows are listed; no absences, for they stand in the collections."""
    assert await caldav.calendar.list_changes(NOW) is None
    assert await caldav.calendar.absences([MIA], DAY) == {}
