"""The Cal.com adapter against what a real server answered: each recorded shape and error means what it should (R22)."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from holdfast.calendars.calcom import CalcomCalendar, CalcomConnection
from holdfast.calendars.calcom.provisioning import read_event_type, read_event_types, read_schedule
from holdfast.calendars.calcom.reading import data_of, read_booking, read_page
from holdfast.calendars.calcom.slots import read_slots
from holdfast.calendars.port import CalendarBusy, CalendarDenied, CalendarMisbehaved, Movement
from holdfast.core.ids import RemoteUid, VisitId, reference_of
from holdfast.core.interval import Interval
from holdfast.core.refusals import Reason
from holdfast.core.saga import Created, Entry, NotSent, RefusedBy, Reply, Sought, Unknown
from holdfast.core.tenant import CalendarSettings, EventType, Tenant
from holdfast.testing.builders import salon
from tests.calendars.calcom_replay import recording
from tests.calendars.calcom_salon import CountedBudget

TYPES = (1, 2, 3, 4, 5, 6, 7, 10, 11, 12, 999999)
DEFAULT_LENGTH = 50
Answering = Callable[[httpx.Request], httpx.Response]


def recorded(file: str, label: str) -> dict[str, Any]:
    """One recorded exchange by its label."""
    found = [one for one in recording(file)["exchanges"] if one["label"] == label]
    assert len(found) == 1, label
    return dict(found[0])


def answer_of(told: dict[str, Any]) -> httpx.Response:
    """What the server answered then."""
    return httpx.Response(told["status"], json=told["body"])


class Server:
    """Answers what the test names; everything else as recorded for a server at rest."""

    def __init__(self, **answers: httpx.Response | Exception) -> None:
        """`answers` by word: create, cancel, reschedule, list, one, types."""
        self.answers = answers
        self.asked: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        found = self.answers.get(word := _word_of(request), self._usual(word, request))
        if isinstance(found, Exception):
            raise found
        return found

    def _usual(self, word: str, request: httpx.Request) -> httpx.Response:
        if word == "types":
            return answer_of(recorded("01_seed_event_types", "get event types"))
        if word == "type":
            return answer_of(recorded("01_seed_event_types", "get unknown event type"))
        if word == "list":
            return answer_of(recorded("05_bookings_read", "list all (take=3)"))
        return httpx.Response(404, json={"statusCode": 404, "message": f"Cannot {request.method}"})


def _word_of(request: httpx.Request) -> str:
    path = request.url.path
    if request.method == "POST":
        return "create" if path == "/v2/bookings" else path.rpartition("/")[2]
    if path.startswith("/v2/event-types"):
        return "types" if path == "/v2/event-types" else "type"
    return "list" if path == "/v2/bookings" else "one" if path.startswith("/v2/bookings/") else path[4:]


def clinic() -> Tenant:
    """The clinic of the recordings."""
    types = tuple(EventType(f"type{number}", 1, "mia", number) for number in TYPES)
    return salon(calendar=CalendarSettings("calcom", "calcom"), event_types=types)


def calendar_at(server: Answering, now: str = "2026-11-22T07:47:00Z") -> tuple[CalcomCalendar, CountedBudget]:
    """The adapter in front of such a server."""
    clock = datetime.fromisoformat(now)
    connection = CalcomConnection("http://cal.test", "cal_x", lambda: clock, transport=httpx.MockTransport(server))
    budget = CountedBudget()
    return CalcomCalendar(connection, clinic(), budget, lambda: clock), budget


def entry_of(sent: dict[str, Any]) -> Entry:
    """The entry that would have sent such a request."""
    start = datetime.fromisoformat(sent["start"]).astimezone(UTC)
    minutes = {2: 5, 3: 15, 4: 40}.get(sent["eventTypeId"], DEFAULT_LENGTH)
    return Entry(
        reference=reference_of(VisitId("v1"), 1),
        host="staff:mia",
        interval=Interval(start, start + timedelta(minutes=minutes)),
        title="Schnitt · A. Beispiel",
        attendee="Anna Beispiel",
        service=f"type{sent['eventTypeId']}",
        ref="K7M4A",
    )


TAKEN, CANNOT = RefusedBy(Reason.SLOT_TAKEN), RefusedBy(Reason.NOT_BOOKABLE)
CREATES: dict[str, Reply | type[Created]] = {
    "create: success with metadata": Created,
    "create: exact retry, same attendee, same slot (idempotency)": TAKEN,
    "create: slot taken by another attendee": TAKEN,
    "create: overlapping slot (+5 min)": TAKEN,
    "create: overlapping slot in other event type": TAKEN,
    "create: outside availability (Sunday)": TAKEN,
    "create: outside hours (07:00)": TAKEN,
    "create: straddles closing (17:30 + 50 min)": TAKEN,
    "create: start not on the slot grid (11:03)": Created,
    "create: in the past": RefusedBy(Reason.PAST),
    "create: bad email": CANNOT,
    "create: no email and no phone": CANNOT,
    "create: phone only, no email": CANNOT,
    "create: bad phone": Created,
    "create: required phone field missing": Created,
    "create: unknown event type": CANNOT,
    "create: start with offset": Created,
    "create: bad time zone": CANNOT,
    "create: missing attendee": CANNOT,
    "create: unknown property": RefusedBy(Reason.TECHNICAL),
    "create: metadata 51 keys": RefusedBy(Reason.TECHNICAL),
    "create: metadata non-string value": RefusedBy(Reason.TECHNICAL),
    "create: without auth": Created,
    "create: bad api key": NotSent(),
    "create: confirmation-required event type": Created,
    "create: second attendee on pending (unconfirmed) slot": TAKEN,
}


@pytest.mark.parametrize("label", CREATES)
async def test_what_became_of_a_create(label: str) -> None:
    told, wanted = recorded("04_bookings_create", label), CREATES[label]
    calendar, _ = calendar_at(Server(create=answer_of(told)))
    (reply,) = await calendar.create([entry_of(told["sent"])])
    if wanted is Created:
        assert reply == Created(RemoteUid(told["body"]["data"]["uid"]))
    else:
        assert reply == wanted


async def test_too_soon_and_too_far_are_told_apart_though_the_text_is_the_same() -> None:
    told = recorded("15_extra", "book inside the minimum notice")
    soon, _ = calendar_at(Server(create=answer_of(told)), "2026-12-10T09:00:00Z")
    far, _ = calendar_at(Server(create=answer_of(told)), "2026-05-01T09:00:00Z")
    wanted = entry_of(told["sent"])
    assert await soon.create([wanted]) == [RefusedBy(Reason.TOO_SHORT_NOTICE)]
    assert await far.create([wanted]) == [RefusedBy(Reason.BEYOND_HORIZON)]


async def test_a_managed_parent_cannot_be_booked() -> None:
    told = recorded("12_team_managed", "book managed PARENT")
    calendar, _ = calendar_at(Server(create=answer_of(told)))
    assert await calendar.create([entry_of(told["sent"])]) == [CANNOT]
    assert "parent managed event type" in (calendar.exchanges()[-1].error or "")


async def test_a_lost_race_is_a_taken_time() -> None:
    body = {"statusCode": 409, "message": "booking_conflict_error"}
    calendar, _ = calendar_at(Server(create=httpx.Response(409, json=body)))
    sent = recorded("04_bookings_create", "create: success with metadata")["sent"]
    assert await calendar.create([entry_of(sent)]) == [TAKEN]


@pytest.mark.parametrize(
    ("answer", "wanted"),
    [
        (httpx.Response(500, json={"statusCode": 500, "message": "Internal server error"}), Unknown()),
        (httpx.Response(502, text="<html>Bad Gateway</html>"), Unknown()),
        (httpx.Response(200, text="<html>Hello</html>"), Unknown()),
        (httpx.Response(403, text="<html>Blocked</html>"), NotSent()),
        (httpx.Response(400, text="<html>Bad</html>"), Unknown()),
        (httpx.Response(201, text='{"status":"success","data":{"uid":"abc'), Unknown()),
        (httpx.Response(201, json={"status": "success", "data": {"uid": "13068993"}}), Unknown()),
        (httpx.Response(201, json={"status": "success", "data": []}), Unknown()),
        (httpx.Response(302, headers={"location": "http://elsewhere.test"}), Unknown()),
        (httpx.ConnectError("refused"), NotSent()),
        (httpx.ConnectTimeout("too slow"), NotSent()),
        (httpx.ReadTimeout("too slow"), Unknown()),
        (httpx.WriteError("broken"), Unknown()),
        (httpx.RemoteProtocolError("cut"), Unknown()),
        (httpx.DecodingError("not gzip"), Unknown()),
    ],
)
async def test_anything_else_is_unknown_unless_it_surely_never_arrived(
    answer: httpx.Response | Exception, wanted: Reply
) -> None:
    calendar, _ = calendar_at(Server(create=answer))
    sent = recorded("04_bookings_create", "create: success with metadata")["sent"]
    assert await calendar.create([entry_of(sent)]) == [wanted]


async def test_a_booking_made_at_another_time_than_asked_does_not_stay() -> None:
    told = recorded("04_bookings_create", "create: success with metadata")
    cancelled = recorded("07_reschedule_cancel", "cancel")
    server = Server(create=answer_of(told), cancel=answer_of(cancelled))
    calendar, _ = calendar_at(server)
    wrong = entry_of({**told["sent"], "start": "2026-12-01T12:00:00Z"})
    assert await calendar.create([wrong]) == [CANNOT]
    assert server.asked[-1].url.path == f"/v2/bookings/{told['body']['data']['uid']}/cancel"


async def test_a_length_that_the_event_type_does_not_have_is_never_sent() -> None:
    server = Server()
    calendar, _ = calendar_at(server)
    sent = recorded("04_bookings_create", "create: success with metadata")["sent"]
    longer = entry_of({**sent, "eventTypeId": 2})
    wrong = Entry(**{name: getattr(longer, name) for name in longer.__slots__} | {"service": "type1"})
    assert await calendar.create([wrong]) == [CANNOT]
    assert all(request.method == "GET" for request in server.asked)


async def test_what_we_send_is_what_was_recorded_as_accepted() -> None:
    told = recorded("04_bookings_create", "create: success with metadata")
    server = Server(create=answer_of(told))
    calendar, _ = calendar_at(server)
    await calendar.create([entry_of(told["sent"])])
    request = server.asked[-1]
    body = json.loads(request.content)
    assert request.headers["cal-api-version"] == told["version"]
    assert request.headers["authorization"] == "Bearer cal_x"
    assert (body["eventTypeId"], body["start"]) == (told["sent"]["eventTypeId"], told["sent"]["start"])
    assert set(body) <= {"eventTypeId", "start", "attendee", "metadata", "lengthInMinutes"}
    assert set(body["attendee"]) <= {"name", "email", "timeZone", "language", "phoneNumber"}
    assert all(isinstance(value, str) and len(value) <= 500 for value in body["metadata"].values())


async def test_cancelled_already_is_looked_up_before_it_is_believed() -> None:
    twice = recorded("07_reschedule_cancel", "cancel twice")
    after = recorded("07_reschedule_cancel", "get after cancel")
    uid = RemoteUid(after["body"]["data"]["uid"])
    server = Server(cancel=answer_of(twice), one=answer_of(after))
    calendar, _ = calendar_at(server)
    assert await calendar.cancel([uid]) == [Created(uid)]
    assert server.asked[-1].url.path == f"/v2/bookings/{uid}"


@pytest.mark.parametrize(
    ("label", "wanted"),
    [
        ("cancel without reason (host)", RefusedBy(Reason.TECHNICAL)),
        ("cancel unknown uid", Created(RemoteUid("nope"))),
        ("cancel by numeric id", Created(RemoteUid("nope"))),
    ],
)
async def test_what_became_of_a_cancel(label: str, wanted: Reply) -> None:
    calendar, _ = calendar_at(Server(cancel=answer_of(recorded("07_reschedule_cancel", label))))
    assert await calendar.cancel([RemoteUid("nope")]) == [wanted]


async def test_a_cancel_gives_its_reason_and_is_believed_only_when_cancelled() -> None:
    good = recorded("07_reschedule_cancel", "cancel")
    uid = RemoteUid(good["body"]["data"]["uid"])
    server = Server(cancel=answer_of(good))
    calendar, _ = calendar_at(server)
    assert await calendar.cancel([uid]) == [Created(uid)]
    assert json.loads(server.asked[-1].content)["cancellationReason"]
    old_shape = recorded("09_cancel_reschedule_extra", "cancel with old version header absent")
    calendar, _ = calendar_at(Server(cancel=answer_of(old_shape)))
    assert await calendar.cancel([uid]) == [Unknown()]


@pytest.mark.parametrize(
    ("file", "label", "error"),
    [
        ("05_bookings_read", "list without auth", CalendarDenied),
        ("05_bookings_read", "list take=251", CalendarMisbehaved),
        ("05_bookings_read", "list bad status", CalendarMisbehaved),
        ("04_bookings_create", "create: bad api key", CalendarDenied),
        (
            "14_version_header",
            "list with cal-api-version 2026-02-25 (unknown to this server), attendeeEmail filter",
            CalendarMisbehaved,
        ),
    ],
)
async def test_what_a_bad_listing_means(file: str, label: str, error: type[Exception]) -> None:
    calendar, _ = calendar_at(Server(list=answer_of(recorded(file, label))))
    span = Interval(datetime(2026, 12, 1, tzinfo=UTC), datetime(2026, 12, 2, tzinfo=UTC))
    with pytest.raises(error):
        await calendar.list_entries(["staff:mia"], span)


async def test_too_many_requests_close_the_budget() -> None:
    told = recorded("11_rate_limit", "30 s after the block")
    answer = httpx.Response(429, json=told["body"], headers={"X-RateLimit-Reset-Default": "30"})
    calendar, budget = calendar_at(Server(list=answer))
    span = Interval(datetime(2026, 12, 1, tzinfo=UTC), datetime(2026, 12, 2, tzinfo=UTC))
    with pytest.raises(CalendarBusy):
        await calendar.list_entries(["staff:mia"], span)
    assert budget.closed == [30.0]


async def test_a_lost_answer_is_found_by_its_address() -> None:
    told = recorded("13_lost_answer_and_search", "find by time range, 0.3 s after sending")
    row = told["body"]["data"][0] | {"metadata": {"holdfast_ref": "v1/1", "holdfast_tenant": "salon"}}
    server = Server(list=httpx.Response(200, json=told["body"] | {"data": [row]}))
    calendar, _ = calendar_at(server)
    wanted = entry_of({"eventTypeId": 1, "start": "2027-04-12T10:00:00Z"})
    found = await calendar.find_entries([Sought(wanted)])
    assert [(one.uid, one.reference) for one in found.entries] == [(row["uid"], "v1/1")]
    assert "attendeeEmail=k7m4a%40telefon.test" in str(server.asked[0].url)


def test_every_recorded_booking_can_be_read() -> None:
    read = 0
    for file in ("04_bookings_create", "05_bookings_read", "07_reschedule_cancel", "09_cancel_reschedule_extra"):
        for told in recording(file)["exchanges"]:
            data = told["body"].get("data") if isinstance(told["body"], dict) else None
            if told["version"] != "2024-08-13" or told["status"] >= 300 or data is None:
                continue
            if isinstance(data, list):
                page = read_page(told["body"])
                assert not page.unreadable
                read += len(page.bookings)
            else:
                booking = read_booking(data)
                assert booking.uid == data["uid"]
                assert booking.moved_to == data.get("rescheduledToUid")
                read += 1
    assert read > 40


def slots_as_sent(told: dict[str, Any]) -> dict[str, Any]:
    """The recorded slots as they came: the recording keeps only first and last of each run on the five-minute grid."""
    days: dict[str, Any] = {}
    for day, kept in told["body"]["slots"].items():
        days[day] = []
        for first, last in kept["runs"]:
            start, end = (datetime.fromisoformat(f"{day}T{time}:00") for time in (first, last))
            while start <= end:
                row = {"start": f"{start.isoformat()}.000{kept['zone']}"}
                if kept["minutes"]:
                    row["end"] = f"{(start + timedelta(minutes=kept['minutes'])).isoformat()}.000{kept['zone']}"
                days[day].append(row)
                start += timedelta(minutes=5)
    return {"data": days, "status": "success"}


def test_recorded_slots_are_instants_whatever_their_offset() -> None:
    length = timedelta(minutes=50)
    plain = read_slots(data_of(slots_as_sent(recorded("02_slots", "slots by slug+username"))), length)
    ranged = read_slots(data_of(slots_as_sent(recorded("02_slots", "slots one day, range format"))), length)
    assert plain == ranged
    assert len(plain) == 99
    assert read_slots(data_of(recorded("02_slots", "slots weekend (empty)")["body"]), length) == ()


MOVES: dict[str, Reply | type[Created]] = {
    "reschedule to a free slot": Created,
    "reschedule onto a taken slot": TAKEN,
    "reschedule outside availability": TAKEN,
    "reschedule into the past": RefusedBy(Reason.PAST),
    "reschedule overlapping its own time (+5 min)": Created,
    "reschedule unknown uid": RefusedBy(Reason.NOT_FOUND),
    "reschedule a cancelled booking": RefusedBy(Reason.NOT_FOUND),
}


def span_in(told: dict[str, Any]) -> Interval:
    """Where a recorded booking stands."""
    data = told["body"]["data"]
    return Interval(datetime.fromisoformat(data["start"]), datetime.fromisoformat(data["end"]))


@pytest.mark.parametrize("label", MOVES)
async def test_what_became_of_a_move(label: str) -> None:
    told, wanted = recorded("07_reschedule_cancel", label), MOVES[label]
    standing = recorded("05_bookings_read", "get by uid")
    server = Server(one=answer_of(standing), reschedule=answer_of(told))
    calendar, _ = calendar_at(server)
    uid = RemoteUid(standing["body"]["data"]["uid"])
    (reply,) = await calendar.move([Movement(uid, entry_of({"eventTypeId": 1, **told["sent"]}), span_in(standing))])
    assert server.asked[-1].url.path == f"/v2/bookings/{uid}/reschedule"
    assert json.loads(server.asked[-1].content)["start"] == told["sent"]["start"]
    assert reply == (Created(told["body"]["data"]["uid"]) if wanted is Created else wanted)


async def test_a_move_starts_from_where_the_booking_stands_now() -> None:
    """Asked to move the old uid, the server only says that it was moved: so its chain is followed first."""
    old = recorded("07_reschedule_cancel", "get old uid after reschedule")
    new = recorded("07_reschedule_cancel", "get new uid after reschedule")
    done = recorded("07_reschedule_cancel", "reschedule overlapping its own time (+5 min)")
    uids = {told["body"]["data"]["uid"]: answer_of(told) for told in (old, new)}
    usual = Server(reschedule=answer_of(done))

    def server(request: httpx.Request) -> httpx.Response:
        name = request.url.path.rpartition("/")[2]
        return uids[name] if request.method == "GET" and name in uids else usual(request)

    calendar, _ = calendar_at(server)
    wanted = entry_of({"eventTypeId": 1, **done["sent"]})
    reply = await calendar.move([Movement(RemoteUid(old["body"]["data"]["uid"]), wanted, span_in(new))])
    assert reply == [Created(RemoteUid(done["body"]["data"]["uid"]))]
    assert usual.asked[-1].url.path == f"/v2/bookings/{new['body']['data']['uid']}/reschedule"


async def test_recorded_event_types_are_understood() -> None:
    calendar, _ = calendar_at(Server(me=answer_of(recorded("11_rate_limit", "65 s after the block"))))
    found = await calendar.inspect()
    by_slug = {one.slug: one for one in found.event_types}
    fifty, confirming = by_slug["session-50"], by_slug["session-confirm"]
    assert (fifty.minutes, fifty.hosts, fifty.notice_minutes, fifty.step_minutes) == ((50,), ("clinic",), 0, 5)
    assert (confirming.needs_confirmation, confirming.notice_minutes, confirming.step_minutes) == (True, 120, 50)
    assert not any(one.is_managed_parent for one in found.event_types)
    assert (found.zone, found.notes["account"]) == ("Europe/Lisbon", "clinic")


def test_a_recorded_managed_parent_is_told_from_its_children() -> None:
    made = recorded("12_team_managed", "create managed team event type assigned to all")
    read = read_event_types(data_of(made["body"]), datetime(2026, 11, 22, tzinfo=UTC))
    assert [one.is_managed_parent for one in read] == [True, False, False]
    assert [account.id for account in read[1].owners] == [made["body"]["data"][1]["ownerId"]]


def test_a_recorded_type_of_several_lengths_has_them_all() -> None:
    made = recorded("15_extra", "event type with 3 lengths")
    assert set(read_event_type(data_of(made["body"]), datetime(2026, 11, 22, tzinfo=UTC)).minutes) == {5, 15, 40, 50}


def test_a_recorded_schedule_has_its_hours() -> None:
    made = recorded("01_seed_event_types", "create schedule")
    read = read_schedule(data_of(made["body"]))
    assert (read.zone, read.is_default) == ("Europe/Lisbon", True)
    assert dict(read.opens) == dict.fromkeys(range(5), ((540, 1080),))


async def test_a_recorded_webhook_is_found_again() -> None:
    listed = recorded("06_webhook_crud", "list webhooks")
    (hook,) = listed["body"]["data"]
    server = Server(webhooks=answer_of(listed))
    calendar, _ = calendar_at(server)
    same = await calendar.ensure_webhook(hook["subscriberUrl"], hook["secret"], hook["triggers"])
    assert same == hook["id"]
    assert all(request.method == "GET" for request in server.asked)
