"""CalDAV servers that are slow, broken, strange or hostile: every answer has one meaning, and none does harm.

The server here is a function: what it is asked is looked at, and what it answers is made up.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar as Ical

from holdfast.calendars.caldav import CaldavCalendar, CaldavConnection
from holdfast.calendars.caldav.dav import read_multistatus, read_xml
from holdfast.calendars.caldav.naming import name_of, reference_on, uid_of
from holdfast.calendars.caldav.places import canonical
from holdfast.calendars.caldav.reading import Reader
from holdfast.calendars.caldav.unreadable import Unreadable
from holdfast.calendars.caldav.writing import new_text
from holdfast.calendars.caldav.zone import timezone_of
from holdfast.calendars.port import CalendarBusy, CalendarDenied, CalendarMisbehaved, CalendarUnreachable, Movement
from holdfast.core.ids import RemoteUid
from holdfast.core.interval import Interval
from holdfast.core.refusals import Reason
from holdfast.core.saga import Created, NotSent, RefusedBy, Reply, Sought, Unknown
from holdfast.core.tenant import CalendarSettings
from holdfast.testing.builders import BERLIN, at, span
from holdfast.testing.clock import PinnedClock
from tests.calendars.stages import EMMA, MIA, NOW, entry_at, tenant_of

DAY = span("2026-11-27 00:00", "2026-11-28 00:00")
TEN = "2026-11-27 10:00"
UID = RemoteUid("/salon/mia/v1-1-20261127T090000Z.ics")
ENTRY = entry_at(TEN)
Server = Callable[[httpx.Request], httpx.Response]
FOREIGN = "\r\n".join(
    [
        "BEGIN:VCALENDAR",
        "BEGIN:VEVENT",
        "UID:f",
        "DTSTART:20261127T120000Z",
        "DURATION:PT1H",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
)


def calendar_of(server: Server, others: Iterable[str] = (), **patience: float) -> CaldavCalendar:
    """The salon's calendar on that server; Mia and these others have a collection."""
    transport = httpx.MockTransport(server)
    connection = CaldavConnection("https://dav.example/", "salon", "geheim", transport, **patience)
    collections = {key: f"/salon/{key}/" for key in ("mia", *others)}
    settings = CalendarSettings("caldav", "caldav", {"collections": collections})
    return CaldavCalendar(connection, tenant_of(settings), PinnedClock(NOW).now)


def stored(entry_name: str | None = None) -> str:
    """Our entry as the server keeps it."""
    return new_text(ENTRY, entry_name or name_of(ENTRY), "salon", BERLIN, NOW).decode()


def multistatus(*objects: tuple[str, str]) -> httpx.Response:
    """The answer to a REPORT with these paths and texts."""
    parts = "".join(
        f"<response><href>{path}</href><propstat><prop><getetag>1</getetag><C:calendar-data><![CDATA[{text}]]>"
        "</C:calendar-data></prop><status>HTTP/1.1 200 OK</status></propstat></response>"
        for path, text in objects
    )
    return xml(f'<multistatus xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">{parts}</multistatus>')


def xml(text: str, status: int = 207) -> httpx.Response:
    """An answer in XML."""
    return httpx.Response(status, content=text.encode(), headers={"Content-Type": "application/xml"})


def answering(write: httpx.Response) -> Server:
    """A server in which our entry stands, and that answers every write with `write`."""

    def serve(request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            return httpx.Response(200, text=stored(), headers={"ETag": '"1"'})
        return httpx.Response(write.status_code, headers=write.headers, content=write.content)

    return serve


# What an answer to a write means.


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (201, "", Created(UID)),
        (204, "", Created(UID)),
        (301, "", NotSent()),
        (307, "", NotSent()),
        (401, "", NotSent()),
        (403, "", NotSent()),
        (429, "", NotSent()),
        (423, "", NotSent()),
        (404, "", RefusedBy(Reason.NOT_BOOKABLE)),
        (409, "", RefusedBy(Reason.NOT_BOOKABLE)),
        (400, "", RefusedBy(Reason.TECHNICAL)),
        (413, "", RefusedBy(Reason.TECHNICAL)),
        (507, "", RefusedBy(Reason.TECHNICAL)),
        (408, "", Unknown()),
        (500, "", Unknown()),
        (502, "<html>", Unknown()),
        (503, "", Unknown()),
        (504, "", Unknown()),
        (200, "<!DOCTYPE html><html>", Unknown()),
    ],
)
async def test_every_answer_to_a_create_has_one_meaning(status: int, body: str, expected: Reply) -> None:
    """A "no" is certain only where the server says that it did nothing."""
    assert await calendar_of(answering(httpx.Response(status, text=body))).create([ENTRY]) == [expected]


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (200, Created(UID)),
        (204, Created(UID)),
        (404, Created(UID)),
        (410, Created(UID)),
        (401, NotSent()),
        (403, NotSent()),
        (405, RefusedBy(Reason.TECHNICAL)),
        (412, Unknown()),
        (500, Unknown()),
    ],
)
async def test_every_answer_to_a_cancel_has_one_meaning(status: int, expected: Reply) -> None:
    """412 time after time: somebody saves it again and again, and nobody knows how it ends."""
    assert await calendar_of(answering(httpx.Response(status))).cancel([UID]) == [expected]


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (httpx.ConnectError, NotSent()),
        (httpx.ConnectTimeout, NotSent()),
        (httpx.PoolTimeout, NotSent()),
        (httpx.ReadTimeout, Unknown()),
        (httpx.WriteTimeout, Unknown()),
        (httpx.WriteError, Unknown()),
        (httpx.RemoteProtocolError, Unknown()),
    ],
)
async def test_only_what_was_never_connected_was_never_sent(fault: type[httpx.TransportError], expected: Reply) -> None:
    def serve(request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            return httpx.Response(200, text=stored(), headers={"ETag": '"1"'})
        raise fault("played", request=request)

    calendar = calendar_of(serve)
    assert await calendar.create([ENTRY]) == [expected]
    assert await calendar.cancel([UID]) == [expected]
    assert await calendar.move([Movement(UID, entry_at("2026-11-27 12:00"), ENTRY.interval)]) == [expected]


@pytest.mark.parametrize("status", [404, 410])
async def test_cancelling_what_is_gone_is_no_fault(status: int) -> None:
    calendar = calendar_of(lambda _: httpx.Response(status))
    assert await calendar.cancel([UID]) == [Created(UID)]


async def test_a_condition_stands_on_every_write() -> None:
    """Nothing is ever written over what nobody has read."""
    asked: list[tuple[str, str | None, str | None]] = []

    def serve(request: httpx.Request) -> httpx.Response:
        if request.method in ("PUT", "DELETE"):
            asked.append((request.method, request.headers.get("If-None-Match"), request.headers.get("If-Match")))
        return answering(httpx.Response(204))(request)

    calendar = calendar_of(serve)
    await calendar.create([ENTRY])
    await calendar.move([Movement(UID, entry_at("2026-11-27 12:00"), ENTRY.interval)])
    await calendar.cancel([UID])
    assert asked == [("PUT", "*", None), ("PUT", None, '"1"'), ("DELETE", None, '"1"')]


async def test_a_move_to_a_colleague_that_stops_half_way_is_unknown() -> None:
    """The new one is put in first; that the old one did not go can only be seen by a look."""
    asked: list[str] = []

    def serve(request: httpx.Request) -> httpx.Response:
        asked.append(f"{request.method} {request.url.path.split('/')[2]}")
        if request.method == "DELETE":
            return httpx.Response(500)
        return answering(httpx.Response(201))(request)

    connection = CaldavConnection("https://dav.example/", "salon", "geheim", httpx.MockTransport(serve))
    settings = CalendarSettings("caldav", "caldav", {"collections": {"mia": "/salon/mia/", "emma": "/salon/emma/"}})
    calendar = CaldavCalendar(connection, tenant_of(settings), PinnedClock(NOW).now)
    assert await calendar.move([Movement(UID, entry_at(TEN, "staff:emma"), ENTRY.interval)]) == [Unknown()]
    assert asked == ["GET mia", "PUT emma", "GET mia", "DELETE mia"]


async def test_an_uid_conflict_that_is_not_ours_is_no_room_that_is_taken() -> None:
    conflict = '<error xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><C:no-uid-conflict/></error>'

    def serve(request: httpx.Request) -> httpx.Response:
        return xml(conflict, 409) if request.method == "PUT" else multistatus()

    assert await calendar_of(serve).create([ENTRY]) == [RefusedBy(Reason.TECHNICAL)]


async def test_an_answer_that_trickles_ends_with_our_patience() -> None:
    class Trickling(httpx.AsyncByteStream):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            while True:
                await asyncio.sleep(0.01)
                yield b" "

    calendar = calendar_of(lambda _: httpx.Response(201, stream=Trickling()), patience_seconds=0.1)
    assert await calendar.create([ENTRY]) == [Unknown()]
    with pytest.raises(CalendarUnreachable):
        await calendar.list_entries([MIA], DAY)


# What an answer to a reading means.


@pytest.mark.parametrize(
    ("status", "fault"),
    [
        (301, CalendarMisbehaved),
        (401, CalendarDenied),
        (403, CalendarDenied),
        (404, CalendarMisbehaved),
        (429, CalendarBusy),
        (500, CalendarUnreachable),
        (503, CalendarUnreachable),
        (200, CalendarMisbehaved),
        (204, CalendarMisbehaved),
    ],
)
async def test_every_answer_to_a_listing_has_one_meaning(status: int, fault: type[Exception]) -> None:
    calendar = calendar_of(lambda _: httpx.Response(status, headers={"Retry-After": "7"}))
    with pytest.raises(fault) as caught:
        await calendar.list_entries([MIA], DAY)
    if isinstance(caught.value, CalendarBusy):
        assert caught.value.retry_after == 7


@pytest.mark.parametrize(
    "body",
    [
        "",
        "BEGIN:VCALENDAR",
        "<multistatus xmlns='DAV:'><response>",
        "<other xmlns='DAV:'/>",
        "<multistatus/>",
        '<!DOCTYPE a [<!ENTITY x "y">]><multistatus xmlns="DAV:"/>',
        "<a>" * 5000,
    ],
    ids=["empty", "no XML", "cut in half", "another root", "no namespace", "a DOCTYPE", "very deep"],
)
async def test_what_is_no_multistatus_is_misbehaved(body: str) -> None:
    with pytest.raises(CalendarMisbehaved):
        await calendar_of(lambda _: xml(body)).list_entries([MIA], DAY)


def test_entities_are_not_even_begun_with() -> None:
    """A billion laughs, also in an encoding in which a search for bytes would not find it."""
    bomb = '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>'
    with pytest.raises(CalendarMisbehaved, match="DOCTYPE"):
        read_xml(bomb.encode("utf-16"))


async def test_one_broken_object_does_not_hide_the_others_but_proves_no_absence() -> None:
    """It may be the very one that is looked for: so the listing is not complete, and the timeline says why."""
    calendar = calendar_of(lambda _: multistatus(("/salon/mia/a.ics", "BEGIN:garbage"), ("/salon/mia/f.ics", FOREIGN)))
    listing = await calendar.list_entries([MIA], DAY)
    assert not listing.complete
    assert [seen.interval for seen in listing.entries] == [span("2026-11-27 13:00", "2026-11-27 14:00")]
    told = [exchange for exchange in calendar.exchanges() if exchange.error]
    assert [exchange.path for exchange in told] == ["/salon/mia/a.ics"]
    assert not (await calendar.find_entries([Sought(ENTRY)])).complete


async def test_what_is_broken_of_one_person_leaves_the_others_known() -> None:
    """The listing says of whom it is not whole, and what could not be read."""

    def serve(request: httpx.Request) -> httpx.Response:
        broken = request.url.path == "/salon/mia/"
        return multistatus(("/salon/mia/a.ics", "BEGIN:garbage")) if broken else multistatus()

    listing = await calendar_of(serve, ["emma"]).list_entries([MIA, EMMA], DAY)
    assert (listing.complete, listing.incomplete_hosts) == (False, frozenset({MIA}))
    (named,) = listing.unreadable
    assert "/salon/mia/a.ics" in named
    whole = await calendar_of(serve, ["emma"]).list_entries([EMMA], DAY)
    assert (whole.complete, whole.incomplete_hosts, whole.unreadable) == (True, frozenset(), ())


async def test_what_was_put_into_a_collection_that_is_not_ours_any_more_is_never_proven_gone() -> None:
    """The tenant file names other collections by now: what stands in the old one nobody has looked at."""
    found = await calendar_of(lambda _: multistatus()).find_entries([Sought(ENTRY, RemoteUid("/salon/old/x.ics"))])
    assert (found.complete, found.incomplete_hosts) == (False, frozenset())
    assert "/salon/old/x.ics" in found.unreadable[0]


async def test_the_doctor_names_the_object_that_cannot_be_read() -> None:
    """Until it is put right, no day with it is ever wholly known."""
    faults = (await calendar_of(_with_a_broken_object).inspect()).faults
    assert any("/salon/mia/a.ics" in fault for fault in faults)


def _with_a_broken_object(request: httpx.Request) -> httpx.Response:
    if request.method == "REPORT":
        return multistatus(("/salon/mia/a.ics", "BEGIN:garbage"))
    answer = xml(
        '<multistatus xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><response><href>/salon/mia/</href><propstat>'
        "<prop><resourcetype><collection/><C:calendar/></resourcetype></prop><status>HTTP/1.1 200 OK</status>"
        "</propstat></response></multistatus>"
    )
    answer.headers["Date"] = "Tue, 20 Oct 2026 07:00:00 GMT"
    return answer


@pytest.mark.parametrize(
    "href",
    ["/other/salon/x.ics", "https://evil.example/salon/mia/x.ics", "/salon/mia/../emma/x.ics", "/salon/mia/", ""],
)
async def test_what_lies_outside_the_collection_is_not_taken_for_a_part_of_it(href: str) -> None:
    listing = await calendar_of(lambda _: multistatus((href, FOREIGN))).list_entries([MIA], DAY)
    assert (listing.entries, listing.complete) == ((), False)


async def test_a_listing_that_the_server_cut_short_is_not_complete() -> None:
    """RFC 4791, 7.8: some answer 507 for the collection when there is too much."""
    response = "<response><href>/salon/mia/</href><status>HTTP/1.1 507 x</status></response>"
    text = f'<multistatus xmlns="DAV:">{response}</multistatus>'
    assert not (await calendar_of(lambda _: xml(text)).list_entries([MIA], DAY)).complete


async def test_a_second_proof_is_not_led_by_one_search_alone() -> None:
    """A server whose search finds nothing: the entry is still found by its name."""

    def serve(request: httpx.Request) -> httpx.Response:
        return multistatus((str(UID), stored())) if b"multiget" in request.content else multistatus()

    found = await calendar_of(serve).find_entries([Sought(ENTRY)])
    assert [seen.uid for seen in found.entries] == [UID]


# iCalendar from strangers.

READER = Reader(BERLIN, "salon")


def read(*lines: str) -> list[Interval]:
    """What an event with these lines takes on the day."""
    text = "\r\n".join(["BEGIN:VCALENDAR", "BEGIN:VEVENT", "UID:x", *lines, "END:VEVENT", "END:VCALENDAR", ""])
    return [seen.interval for seen in READER.taking_time("/x", MIA, text, DAY)]


@pytest.mark.parametrize(
    "lines",
    [
        ["SUMMARY:no time"],
        ["DTSTART:yesterday"],
        ["DTSTART:20261399T990000Z"],
        ["DTSTART:20261127T100000Z", "DTSTART:20261127T110000Z"],
        ["DTSTART:20261127T100000Z", "DURATION:long"],
        ["DTSTART:20261127T100000Z", "DURATION:P99999999999D"],
        ["DTSTART:20261127T100000Z", "DURATION:PT1H", "RRULE:FREQ=SECONDLY"],
        ["DTSTART:20261127T100000Z", "DURATION:PT1H", "RRULE:FREQ=MINUTELY;INTERVAL=5"],
        ["DTSTART:00010101T000000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY"],
        ["DTSTART:20261127T100000Z", "DURATION:PT1H", "RRULE:FREQ=NEVER"],
        ["DTSTART:20261127T100000Z", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;INTERVAL=0"],
        ["DTSTART:20261127T100000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"],
        ["DTSTART:20261127T100000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY;BYMONTH=4,6;BYMONTHDAY=-31,31"],
        ["DTSTART:20261127T100000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY;INTERVAL=49;BYMONTH=2;BYMONTHDAY=29"],
        ["DTSTART:20261127T100000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY;BYMONTHDAY=1;BYSETPOS=2"],
        ["DTSTART:20200101T100000Z", "RRULE:FREQ=DAILY;BYHOUR=1,2,3,4,5,6,7;BYMINUTE=1,2,3,4,5,6,7,8"],
        ["DTSTART:20261127T100000Z", "DURATION:PT1H", "RRULE:FREQ"],
    ],
)
def test_what_cannot_be_understood_is_unreadable_and_nothing_worse(lines: list[str]) -> None:
    with pytest.raises(Unreadable):
        read(*lines)


@pytest.mark.parametrize(
    "rule", ["FREQ=DAILY;BYMONTHDAY=1,27", "FREQ=DAILY;BYMONTHDAY=-4", "FREQ=DAILY;BYMONTH=2,11;BYMONTHDAY=27,30"]
)
def test_days_of_the_month_named_by_a_rule_of_every_day_are_understood(rule: str) -> None:
    taken = read("DTSTART;TZID=Europe/Berlin:20260201T080000", "DURATION:PT30M", "RRULE:" + rule)
    assert taken == [span("2026-11-27 08:00", "2026-11-27 08:30")]


def test_what_is_only_untidy_is_still_read() -> None:
    """A broken property beside good times hides nothing."""
    times = ["DTSTART:20261127T100000Z", "DTEND:20261127T110000Z"]
    for line in ["CREATED:never", "LAST-MODIFIED:", "SUMMARY;LANGUAGE=:x", "GEO:here", "X-A;;;:b", "SEQUENCE:many"]:
        assert read(*times, line) == [span("2026-11-27 11:00", "2026-11-27 12:00")], line


def test_zones_of_other_programs_are_understood() -> None:
    """By the names of Windows, and by a description of their own."""
    assert read("DTSTART;TZID=W. Europe Standard Time:20261127T100000", "DURATION:PT1H") == [
        span("2026-11-27 10:00", "2026-11-27 11:00")
    ]


@given(
    st.text(max_size=400)
    | st.lists(st.sampled_from(Path(__file__).read_text("utf-8").split("\n")[:150])).map("\r\n".join)
)
def test_any_text_is_readable_or_unreadable(text: str) -> None:
    """Nothing else ever comes out of a stranger's text."""
    try:
        READER.taking_time("/x", MIA, f"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n{text}\r\nEND:VEVENT\r\nEND:VCALENDAR", DAY)
    except Unreadable:
        return


@given(st.binary(max_size=300) | st.text(alphabet='<>/="DAV: multisaurepohfx&;', max_size=200).map(str.encode))
def test_any_bytes_are_a_multistatus_or_misbehaved(body: bytes) -> None:
    try:
        read_multistatus(body)
    except CalendarMisbehaved:
        return


# Names and places.


@given(
    st.text(min_size=1, max_size=40), st.integers(1, 99), st.text(alphabet="abc-0123456789", min_size=1, max_size=20)
)
def test_a_uid_tells_the_reference_to_its_tenant_alone(visit: str, segment: int, tenant: str) -> None:
    if any(not sign.isprintable() or sign in "@" for sign in visit):
        return
    event = Ical.from_ical(stored()).events[0]
    for name in ("X-HOLDFAST-REF", "X-HOLDFAST-TENANT", "UID"):
        event.pop(name)
    event.add("UID", uid_of(name_of(entry_at(TEN, visit=visit, segment=segment)), tenant))
    if visit.strip() == visit:
        assert reference_on(event, tenant) == f"{visit}/{segment}"
    assert reference_on(event, tenant + "x") is None


@pytest.mark.parametrize(
    ("href", "path"),
    [
        ("/a/b/", "/a/b/"),
        ("https://dav.example/a%20b/%40c/", "/a%20b/@c/"),
        ("/a b/@c/", "/a%20b/@c/"),
        ("/ä/", "/%C3%A4/"),
        ("https://other.example/a/", None),
        ("http://dav.example/a/", None),
        ("https://dav.example:8443/a/", None),
        ("//other.example/a/", None),
        ("/a/../b/", "/b/"),
        ("/a/%2e%2e/b/", None),
        ("/a/?x=1", None),
        ("https://[bad/", None),
    ],
)
def test_paths_are_compared_in_one_way_of_writing(href: str, path: str | None) -> None:
    assert canonical(href, "https://dav.example/") == path


@pytest.mark.parametrize("address", ["ftp://dav.example/", "dav.example", "https://", ""])
def test_an_address_that_is_none_is_refused_at_once(address: str) -> None:
    with pytest.raises(ValueError, match="https"):
        CaldavConnection(address, "salon", "geheim")


async def test_a_server_that_repeats_the_password_does_not_bring_it_to_the_timeline() -> None:
    calendar = calendar_of(lambda _: httpx.Response(400, text="bad login salon:geheim"))
    await calendar.create([ENTRY])
    assert "geheim" not in repr(calendar.exchanges())


# Time zones, written out.


def hours_of(zone: ZoneInfo, first: date, last: date) -> Iterator[datetime]:
    """Every half hour of a span of days, in UTC."""
    moment = datetime(first.year, first.month, first.day, tzinfo=UTC)
    while moment.date() <= last:
        yield moment
        moment += timedelta(minutes=30)


@pytest.mark.parametrize(
    "name",
    ["Europe/Berlin", "Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Africa/Casablanca"],
)
def test_a_zone_as_written_is_the_zone(name: str) -> None:
    """Read back by the rules of the RFC alone: each change begins at the local time that was shown before it."""
    zone = ZoneInfo(name)
    changes: list[tuple[datetime, timedelta]] = []
    for part in timezone_of(zone, 2026, 2027).subcomponents:
        offset_from, offset_to = part.decoded("TZOFFSETFROM"), part.decoded("TZOFFSETTO")
        changes.append((part.decoded("DTSTART") - offset_from, offset_to))
    changes.sort()
    for moment in hours_of(zone, date(2026, 1, 1), date(2027, 12, 31)):
        bare = moment.replace(tzinfo=None)
        offset = [offset for since, offset in changes if since <= bare][-1]
        assert offset == moment.astimezone(zone).utcoffset(), moment


def test_the_zone_of_berlin_begins_summer_at_two() -> None:
    """As every calendar has it: the clock shows two, then three."""
    text = timezone_of(BERLIN, 2026, 2026).to_ical().decode()
    assert "DTSTART:20260329T020000" in text
    assert "DTSTART:20261025T030000" in text


@pytest.mark.parametrize("second_time", [False, True])
def test_in_the_hour_that_comes_twice_the_second_is_written_in_utc(second_time: bool) -> None:
    """Local time always means the first of the two (RFC 5545, 3.3.5)."""
    entry = entry_at(at("2026-10-25 02:30", second_time=second_time))
    (event,) = Ical.from_ical(new_text(entry, name_of(entry), "salon", BERLIN, NOW)).events
    assert event.decoded("DTSTART").astimezone(UTC) == entry.interval.start
    assert event.decoded("DTEND").astimezone(UTC) == entry.interval.end
