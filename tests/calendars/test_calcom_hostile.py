"""Whatever a server answers, the adapter gives one of the port's replies or raises one of its faults."""

import copy
from typing import Any

import httpx
from hypothesis import given
from hypothesis import strategies as st

from holdfast.calendars.port import CalendarFault, Movement
from holdfast.core.ids import RemoteUid
from holdfast.core.interval import Interval
from holdfast.core.saga import Created, NotSent, RefusedBy, Sought, Unknown
from holdfast.testing.builders import at
from tests.calendars.calcom_replay import recording
from tests.calendars.test_calcom_recorded import calendar_at, entry_of

JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=8),
    st.sampled_from(["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-11-27", "13068993", "../me"]),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=4), st.integers(), max_size=2),
)
FILES = ("01_seed_event_types", "04_bookings_create", "05_bookings_read", "07_reschedule_cancel", "12_team_managed")
GOOD = [told["body"] for file in FILES for told in recording(file)["exchanges"] if told["status"] < 300]
SENT = {"eventTypeId": 1, "start": "2026-12-01T10:00:00Z"}
UID = RemoteUid("vdic9qxbe6q9BZ8ZEqZB97")
DAY = Interval(at("2026-12-01 00:00"), at("2026-12-02 00:00"))


def spoilt(body: Any, path: list[int], junk: object) -> Any:
    """The same with one value somewhere inside replaced."""
    made = copy.deepcopy(body)
    place = made
    for step in path:
        keys = list(place) if isinstance(place, dict) else list(range(len(place))) if isinstance(place, list) else []
        if not keys:
            return made
        key = keys[step % len(keys)]
        if not isinstance(place[key], dict | list) or step == path[-1]:
            place[key] = junk
            return made
        place = place[key]
    return made


@st.composite
def answers(draw: st.DrawFn) -> httpx.Response:
    """An answer that is wrong somewhere."""
    kind = draw(st.sampled_from(["spoilt", "spoilt", "spoilt", "junk", "text", "bytes"]))
    status = draw(st.sampled_from([200, 200, 201, 400, 404, 409, 422, 500]))
    if kind == "text":
        return httpx.Response(status, text=draw(st.sampled_from(["", "<html>", "{", "[" * 5000, '{"data": [{"uid": '])))
    if kind == "bytes":
        return httpx.Response(status, content=draw(st.binary(max_size=40)))
    if kind == "junk":
        return httpx.Response(status, content=httpx.Response(200, json=_finite({"data": draw(JUNK)})).content)
    body = spoilt(draw(st.sampled_from(GOOD)), draw(st.lists(st.integers(0, 40), min_size=1, max_size=5)), draw(JUNK))
    return httpx.Response(status, json=_finite(body))


def _finite(value: Any) -> Any:
    """JSON has no NaN and no infinity."""
    if isinstance(value, dict):
        return {key: _finite(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_finite(one) for one in value]
    return 0 if isinstance(value, float) and (value != value or abs(value) == float("inf")) else value


@given(given_answers=st.lists(answers(), min_size=1, max_size=6), first_is_good=st.booleans())
async def test_nothing_but_replies_and_faults_comes_out(
    given_answers: list[httpx.Response], first_is_good: bool
) -> None:
    asked = 0
    checked = httpx.Response(200, json=next(one for one in GOOD if isinstance(one.get("pagination"), dict)))

    def server(_: httpx.Request) -> httpx.Response:
        nonlocal asked
        asked += 1
        if first_is_good and asked == 1:
            return httpx.Response(200, content=checked.content)
        answer = given_answers[asked % len(given_answers)]
        return httpx.Response(answer.status_code, content=answer.content)

    calendar, _ = calendar_at(server)
    wanted = entry_of(SENT)
    replies = [
        *await calendar.create([wanted, wanted]),
        *await calendar.move([Movement(UID, wanted, wanted.interval)]),
        *await calendar.cancel([UID]),
    ]
    assert all(isinstance(one, Created | NotSent | RefusedBy | Unknown) for one in replies)
    assert not any(isinstance(one, Created) and one.uid.isdigit() for one in replies)
    for reading in (
        lambda: calendar.list_entries(["staff:mia"], DAY),
        lambda: calendar.find_entries([Sought(wanted, UID)]),
        lambda: calendar.list_changes(DAY.start),
        lambda: calendar.absences(["staff:mia"], DAY),
        calendar.inspect,
        lambda: calendar.ensure_webhook("https://a.example", "s", ("BOOKING_CREATED",)),
    ):
        try:
            await reading()
        except CalendarFault:
            continue
