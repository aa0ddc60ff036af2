"""What the fake calendar does that no recording shows: races, keys, limits, versions; and that nothing breaks it."""

import json
import pickle
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfast.core.tenant import EventType
from holdfast.testing.builders import BERLIN, at, days_off, person, salon, service, week
from holdfast.testing.calcom import SALON_KEY, FakeCalcom, Request, key_of_host, salon_calcom, salon_event_types
from holdfast.testing.calcom.foreign import book_foreign, cancel_foreign, move_foreign
from holdfast.testing.calcom.routes import ROUTES
from holdfast.testing.calcom.validating import CREATE_PROPERTIES as _CREATE
from holdfast.testing.calcom.working_hours import without
from tests.calendars.calcom_world import CUT, NOW, World, asked, creation, little_salon, wish


@pytest.fixture
def world() -> World:
    return World()


def test_two_that_look_before_either_writes_are_both_accepted_unless_equal() -> None:
    for second, status in (("2026-11-27 10:05", 201), ("2026-11-27 10:00", 409)):
        model = little_salon()
        pending = [model.begin(creation("2026-11-27 10:00"), NOW), model.begin(creation(second), NOW)]
        assert [model.commit(one, NOW).status for one in pending] == [201, status]


def test_one_after_another_the_second_is_refused(world: World) -> None:
    world.made("2026-11-27 10:00")
    assert world.ask(creation("2026-11-27 10:05")).status == 400


def test_bookings_outlive_their_event_type(world: World) -> None:
    uid = world.made()["uid"]
    assert world.ask(asked("DELETE", f"/v2/event-types/{CUT}")).status == 200
    assert world.ask(asked("GET", f"/v2/event-types/{CUT}")).status == 404
    assert [one["uid"] for one in world.listed("teamId=1&eventTypeId=101")] == []
    assert [one["uid"] for one in world.listed()] == [uid]
    move = world.ask(asked("POST", f"/v2/bookings/{uid}/reschedule", {"start": "2026-11-27T13:00:00Z"}))
    assert move.status == 201
    assert world.ask(asked("GET", "/v2/bookings", version=None)).json()["data"]["totalCount"] == 1


def test_a_cancelled_booking_frees_its_key_and_its_time(world: World) -> None:
    for _ in range(3):
        uid = world.made()["uid"]
        assert world.ask(asked("POST", f"/v2/bookings/{uid}/cancel", {"cancellationReason": "x"})).status == 200
    assert "10:00" in world.starts()


def test_the_salons_key_sees_all_hosts_and_a_hosts_key_its_own(world: World) -> None:
    world.made(event_type=CUT)
    world.made(event_type=CUT + 1)
    assert len(world.listed()) == 2
    for staff in ("mia", "emma"):
        answer = world.ask(asked("GET", "/v2/bookings", key=key_of_host(SALON_KEY, staff)))
        assert [one["hosts"][0]["username"] for one in answer.json()["data"]] == [staff]
        types = world.ask(asked("GET", "/v2/event-types", key=key_of_host(SALON_KEY, staff))).json()["data"]
        assert {one["users"][0]["username"] for one in types} == {staff}
    assert len(world.ask(asked("GET", "/v2/event-types")).json()["data"]) == 5


def test_another_host_cancels_without_a_reason_as_anybody_does(world: World) -> None:
    uid = world.made()["uid"]
    cancel = f"/v2/bookings/{uid}/cancel"
    assert world.ask(asked("POST", cancel, {})).status == 400
    assert world.ask(asked("POST", cancel, {}, key=key_of_host(SALON_KEY, "emma"))).status == 200


def test_the_salon_is_as_the_tenant_says() -> None:
    mia = person("mia", "09:00-12:00", "13:00-18:00", sun=[], time_off=["2026-11-30..2026-12-01"])
    perm = service("50 (15) 5", "welle", ("mia",))
    known = (EventType("welle", 2, "mia", 7001),)
    tenant = salon(perm, service("30", "schnitt", ("mia",)), staff=(mia,), event_types=known)
    model = salon_calcom(tenant)
    assert [(one.id, one.minutes) for one in model.ledger.event_types.values()] == [(101, 50), (7001, 5), (102, 30)]
    assert [(one.service, one.segment, one.id) for one in salon_event_types(tenant)] == [
        ("welle", 1, 101), ("welle", 2, 7001), ("schnitt", 1, 102),
    ]  # fmt: skip
    world = World()
    world.unlucky.model = model
    free = world.starts(102)
    assert (free[0], "11:30" in free, "11:35" in free, free[-1]) == ("09:00", True, False, "17:30")
    assert [world.starts(102, day) for day in ("2026-11-29", "2026-11-30", "2026-12-01")] == [[], [], []]
    assert world.starts(102, "2026-12-02") != []
    assert days_off("2026-11-30..2026-12-01") == mia.time_off
    assert week("09:00-12:00", "13:00-18:00", sun=[]) == mia.working_hours


@pytest.mark.parametrize("day", ["2026-10-25", "2027-03-28"])
def test_the_nights_of_the_clock_change_keep_the_walls_hours(day: str) -> None:
    model = little_salon()
    query = f"/v2/slots?eventTypeId={CUT}&start={day}&end={day}&timeZone=Europe/Berlin"
    slots = model.answer(asked("GET", query), at("2026-10-01 08:00")).json()["data"][day]
    assert (slots[0]["start"], slots[-1]["start"][11:16]) == (f"{day}T09:00:00.000{slots[0]['start'][23:]}", "17:30")
    assert slots[0]["start"].endswith("+01:00" if day.startswith("2026") else "+02:00")


_minutes = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 30)), max_size=6)


@given(_minutes, _minutes)
def test_what_is_busy_is_taken_out_of_what_is_open(open_minutes: Any, busy_minutes: Any) -> None:
    opened, begins = [], 0
    for gap, length in open_minutes:
        opened.append((begins + gap, begins + gap + length))
        begins += gap + length + 1
    busy = [(start, start + length) for start, length in busy_minutes]
    left = without([_span(*one) for one in opened], [_span(*one) for one in busy])
    minutes = {minute for one in opened for minute in range(*one)} - {minute for one in busy for minute in range(*one)}
    assert all(start < end for start, end in left)
    assert sorted(minute for start, end in left for minute in range(_minute(start), _minute(end))) == sorted(minutes)


def _span(start: int, end: int) -> tuple[datetime, datetime]:
    return NOW + timedelta(minutes=start), NOW + timedelta(minutes=end)


def _minute(moment: datetime) -> int:
    return (moment - NOW) // timedelta(minutes=1)


def test_a_newer_version_is_only_known_to_a_server_that_knows_it() -> None:
    old, new = little_salon(), little_salon()
    new.also_known = frozenset({"2026-02-25"})
    request = asked("GET", "/v2/bookings?attendeeEmail=nobody@guest.example", version="2026-02-25")
    assert "bookings" in old.answer(request, NOW).json()["data"]
    assert new.answer(request, NOW).json()["data"] == []


def test_the_limit_counts_per_key_and_per_address(world: World) -> None:
    me = asked("GET", "/v2/me")
    assert {world.ask(me).status for _ in range(120)} == {200}
    assert world.ask(me).status == 429
    assert world.ask(asked("GET", "/v2/me", key=key_of_host(SALON_KEY, "mia"))).status == 200
    anonymous = Request("GET", "/v2/event-types", headers={"cal-api-version": "2024-06-14"}, client="192.0.2.1")
    assert world.ask(anonymous).headers["X-RateLimit-Remaining-Default"] == "119"
    world.clock.advance(timedelta(seconds=61))
    assert world.ask(me).status == 200


def test_people_book_cancel_and_move_in_the_calendar(world: World) -> None:
    made = book_foreign(world.model, CUT, at("2026-11-27 10:00"), NOW, minutes=60)
    assert world.ask(creation("2026-11-27 10:45")).status == 400
    new = move_foreign(world.model, made.uid, at("2026-11-27 14:00"), NOW, host=3)
    assert new is not None
    moved = world.model.ledger.bookings[new]
    assert (moved.host, moved.from_uid, moved.end - moved.start) == (3, made.uid, timedelta(hours=1))
    assert world.made("2026-11-27 10:45")
    assert world.made("2026-11-27 14:00"), "Mia is free then; it is Emma who is busy"
    assert world.ask(creation("2026-11-27 14:00", CUT + 1)).status == 400
    assert cancel_foreign(world.model, new, NOW)
    assert not cancel_foreign(world.model, new, NOW)
    assert move_foreign(world.model, new, NOW, NOW) is None


def test_the_same_requests_give_the_same_answers_also_after_a_rest() -> None:
    one, other = little_salon(), little_salon()
    first = [one.answer(creation(f"2026-11-27 {hour}:00"), NOW).body for hour in (10, 11)]
    other.answer(creation("2026-11-27 10:00"), NOW)
    other = pickle.loads(pickle.dumps(other))
    assert isinstance(other, FakeCalcom)
    assert other.answer(creation("2026-11-27 11:00"), NOW).body == first[1]
    pending = pickle.loads(pickle.dumps(other.begin(creation("2026-11-27 12:00"), NOW)))
    assert other.commit(pending, NOW).status == 201


_texts = st.sampled_from(
    ["", "x", "2026-11-27T10:00:00Z", "9999-12-31", "0001-01-01", "Europe/Berlin", "²", "-1", "a@b.c"]
)
_plain: st.SearchStrategy[Any] = st.none() | st.booleans() | st.integers(-3, 200) | st.floats(allow_nan=False) | _texts
_names = st.sampled_from(
    [
        "eventTypeId", "start", "attendee", "metadata", "slotStart", "slotDuration", "reservationDuration", "name",
        "email", "timeZone", "lengthInMinutes", "title", "slug", "availability", "isDefault", "overrides", "triggers",
        "subscriberUrl", "confirmationPolicy", "cancellationReason", "location", "guests", "bookingFieldsResponses",
        "language", "phoneNumber", "lengthInMinutesOptions", "locations", "slotInterval", "minimumBookingNotice",
        "bookingWindow", "reschedulingReason", "rescheduledBy", "scheduleId", "bookingFields", "days", "type", "value",
    ]
)  # fmt: skip
_bodies = st.recursive(_plain, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_names, inner, max_size=3))
_queries = st.dictionaries(
    st.sampled_from(["eventTypeId", "start", "end", "timeZone", "duration", "take", "skip", "status", "afterStart"]),
    _texts,
    max_size=4,
)


_right = {
    "title": "T", "slug": "t", "lengthInMinutes": 30, "name": "N", "timeZone": "Europe/Berlin", "isDefault": True,
    "triggers": [], "subscriberUrl": "http://127.0.0.1:1/", "cancellationReason": "x", "eventTypeId": CUT,
    "slotStart": "2026-11-27T10:00:00Z",
}  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(sorted(ROUTES)), _bodies, _queries, st.booleans(), st.booleans())
def test_nothing_that_is_sent_breaks_it(
    route: str, body: Any, query: dict[str, str], current: bool, nearly_right: bool
) -> None:
    """Whatever comes, there is an answer in JSON, and the calendar can still be asked."""
    method, path = route.split(" ")
    world = World()
    if nearly_right and isinstance(body, dict):
        right = wish("2026-11-27 12:00") if path == "/v2/bookings" else _right
        body = {**right, **{name: value for name, value in body.items() if path != "/v2/bookings" or name in _CREATE}}
    uid = world.made()["uid"]
    path = path.replace("{uid}", uid).replace("{id}", str(CUT)).replace("{team}", "1").replace("{webhook}", "none")
    target = path + "?" + "&".join(f"{name}={value}" for name, value in query.items())
    answer = world.ask(asked(method, target, body, version="fitting" if current else None))
    assert 200 <= answer.status < 600
    json.loads(answer.body)
    for look in ("/v2/bookings", "/v2/event-types", "/v2/schedules", "/v2/webhooks"):
        assert world.ask(asked("GET", look)).status == 200


def test_an_instant_in_any_zone_will_do() -> None:
    answers = [little_salon().answer(creation(), now) for now in (NOW, NOW.astimezone(BERLIN))]
    assert answers[0] == answers[1]


def test_a_body_that_is_no_json_is_refused(world: World) -> None:
    broken = Request("POST", "/v2/bookings", "", {"cal-api-version": "2024-08-13"}, b"{not json")
    assert world.ask(broken).status == 400
