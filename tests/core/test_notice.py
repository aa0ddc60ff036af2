"""Notices as values: who signed them, what they are about, which days they make due."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.core.ids import Reference, RemoteUid
from holdfast.core.interval import Interval
from holdfast.core.notice import (
    MOST_DAYS,
    Known,
    Notice,
    day_span,
    days_touched,
    is_echo,
    is_signed,
    read_notice,
    signature,
)

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
FRIDAY = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
FRIDAYS_NUMBER = (FRIDAY - datetime(1970, 1, 1, tzinfo=UTC)).days
SPAN = Interval(FRIDAY, FRIDAY + timedelta(minutes=50))
RECORDED = Path(__file__).parents[1] / "calendars/recordings/10_webhook_deliveries.json"
OURS = Reference("v_abc123/1")


def body(trigger: str = "BOOKING_CREATED", **payload: Any) -> bytes:
    return json.dumps({"triggerEvent": trigger, "createdAt": "2026-11-24T09:00:00.000Z", "payload": payload}).encode()


def read(trigger: str = "BOOKING_CREATED", **payload: Any) -> Notice:
    notice = read_notice(body(trigger, **payload))
    assert notice is not None
    return notice


def test_only_who_knows_the_secret_can_sign() -> None:
    text = body(uid="u1")
    assert is_signed(text, signature(text, "whsec"), "whsec")
    assert is_signed(text, signature(text, "whsec").upper(), "whsec")


@pytest.mark.parametrize("header", [None, "", "no-secret-provided", "0" * 64, "0" * 63, "é" * 64, "0" * 64 + "\n"])
def test_anything_else_is_no_signature(header: str | None) -> None:
    assert not is_signed(body(uid="u1"), header, "whsec")


def test_changed_bytes_another_secret_and_no_secret_prove_nothing() -> None:
    text = body(uid="u1")
    assert not is_signed(text + b" ", signature(text, "whsec"), "whsec")
    assert not is_signed(text, signature(text, "other"), "whsec")
    assert not is_signed(text, signature(text, ""), "")
    assert not is_signed(text, signature(text, ""), None)


def test_every_recorded_delivery_is_signed_and_read() -> None:
    """Recording 10: what the real Cal.com sent, byte for byte."""
    deliveries = json.loads(RECORDED.read_text(encoding="utf-8"))["deliveries"]
    assert deliveries
    for one in deliveries:
        raw = one["raw_body"].encode()
        assert is_signed(raw, one["signature"], one["secret"])
        notice = read_notice(raw)
        assert notice is not None
        assert notice.is_known
        assert notice.uid == json.loads(raw)["payload"]["uid"]
        assert len(notice.spans) == (2 if notice.former else 1)


def test_a_created_notice_tells_uid_reference_and_span() -> None:
    notice = read(uid="u1", startTime="2026-11-27T09:00:00Z", endTime="2026-11-27T09:50:00Z", metadata={"x": OURS})
    assert (notice.uid, notice.former, notice.reference, notice.spans) == ("u1", None, OURS, (SPAN,))
    assert notice.is_known


def test_a_move_tells_both_places() -> None:
    notice = read(
        "BOOKING_RESCHEDULED",
        uid="u2",
        rescheduleUid="u1",
        startTime="2026-11-30T10:00:00+01:00",
        endTime="2026-11-30T10:50:00+01:00",
        rescheduleStartTime="2026-11-27T09:00:00Z",
        rescheduleEndTime="2026-11-27T09:50:00Z",
    )
    assert notice.uids == ("u2", "u1")
    assert days_touched(notice, (), NOW) == (FRIDAYS_NUMBER, FRIDAYS_NUMBER + 3)


def test_a_cancellation_without_times_is_about_the_days_on_which_we_know_the_entry() -> None:
    notice = read("BOOKING_CANCELLED", uid="u1")
    known = Known(OURS, RemoteUid("u1"), SPAN, is_wanted=True)
    assert days_touched(notice, [known], NOW) == (FRIDAYS_NUMBER,)
    assert days_touched(notice, [], NOW) == ()


def test_an_entry_over_midnight_touches_two_days_and_a_whole_day_one() -> None:
    late = read(startTime="2026-11-27T23:30:00Z", endTime="2026-11-28T00:30:00Z")
    assert days_touched(late, (), NOW) == (FRIDAYS_NUMBER, FRIDAYS_NUMBER + 1)
    whole = read(startTime="2026-11-27T00:00:00Z", endTime="2026-11-28T00:00:00Z")
    assert days_touched(whole, (), NOW) == (FRIDAYS_NUMBER,)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("1971-01-01T00:00:00Z", "1971-01-01T01:00:00Z"),
        ("8999-12-31T23:00:00Z", "8999-12-31T23:30:00Z"),
        ("9999-12-31T23:59:59-23:59", "9999-12-31T23:59:59Z"),
        ("0001-01-01T00:00:00+23:59", "0001-01-01T00:00:00Z"),
        ("2026-11-27T09:00:00", "2026-11-27T10:00:00"),
        ("2026-11-27T25:00:00Z", "tomorrow"),
    ],
)
def test_times_that_cannot_be_ours_make_nothing_due(start: str, end: str) -> None:
    assert days_touched(read(startTime=start, endTime=end), (), NOW) == ()


def test_a_span_of_a_thousand_years_is_bounded_and_a_reversed_one_is_a_moment() -> None:
    endless = read(startTime="2026-11-27T09:00:00Z", endTime="3026-11-27T09:00:00Z")
    assert len(days_touched(endless, (), NOW)) == MOST_DAYS
    reversed_ = read(startTime="2026-11-27T09:00:00Z", endTime="2026-11-26T09:00:00Z")
    assert days_touched(reversed_, (), NOW) == (FRIDAYS_NUMBER,)


def test_a_day_has_its_span() -> None:
    assert day_span(FRIDAYS_NUMBER).contains(SPAN)
    assert day_span(FRIDAYS_NUMBER).length == timedelta(days=1)


ECHO: dict[str, Any] = {
    "uid": "u1",
    "startTime": "2026-11-27T09:00:00Z",
    "endTime": "2026-11-27T09:50:00Z",
    "metadata": {"r": OURS},
}


@pytest.mark.parametrize("uid", ["u1", None])
def test_what_we_wrote_ourselves_is_an_echo_also_before_we_know_its_uid(uid: str | None) -> None:
    known = Known(OURS, RemoteUid(uid) if uid else None, SPAN, is_wanted=True)
    assert is_echo(read(**ECHO), [known])


NO_ECHO: dict[str, tuple[Notice, Known]] = {
    "another uid": (read(**ECHO), Known(OURS, RemoteUid("u0"), SPAN, is_wanted=True)),
    "another time": (
        read(**ECHO | {"startTime": "2026-11-27T09:05:00Z"}),
        Known(OURS, RemoteUid("u1"), SPAN, is_wanted=True),
    ),
    "another reference": (read(**ECHO), Known(Reference("v_abc123/2"), RemoteUid("u1"), SPAN, is_wanted=True)),
    "no reference": (read(**ECHO | {"metadata": {}}), Known(OURS, RemoteUid("u1"), SPAN, is_wanted=True)),
    "no longer wanted": (read(**ECHO), Known(OURS, RemoteUid("u1"), SPAN, is_wanted=False)),
    "cancelled": (read("BOOKING_CANCELLED", **ECHO), Known(OURS, RemoteUid("u1"), SPAN, is_wanted=True)),
    "moved": (read("BOOKING_RESCHEDULED", **ECHO), Known(OURS, RemoteUid("u1"), SPAN, is_wanted=True)),
}


@pytest.mark.parametrize(("notice", "known"), NO_ECHO.values(), ids=NO_ECHO)
def test_everything_else_is_worth_a_look(notice: Notice, known: Known) -> None:
    assert not is_echo(notice, [known])


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"BOOKING_CREATED"',
        b"\xff\xfe",
        b"[" * 100_000,
        b"{}",
        b'{"triggerEvent": 7}',
        b"9" * 5000,
    ],
)
def test_what_is_no_notice_is_read_as_none(text: bytes) -> None:
    assert read_notice(text) is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=3),
    max_leaves=8,
)
FIELDS = ("uid", "rescheduleUid", "startTime", "endTime", "rescheduleStartTime", "rescheduleEndTime", "metadata")


@given(st.dictionaries(st.sampled_from(FIELDS), JSON | st.datetimes().map(lambda at: at.isoformat() + "Z")))
def test_whatever_stands_in_a_notice_it_is_read_and_bounded(payload: dict[str, Any]) -> None:
    notice = read_notice(body("BOOKING_CREATED", **payload))
    assert notice is not None
    assert len(days_touched(notice, (), NOW)) <= MOST_DAYS
    assert all(0 < len(uid) <= 200 for uid in notice.uids)
