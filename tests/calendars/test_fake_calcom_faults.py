"""Every kind of bad luck of the fake calendar: it happens as planned, only then, and is counted."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from holdfast.testing.builders import at
from holdfast.testing.calcom import Cut, Fault, Faults, PlanInvalid, Rule, read_plan
from holdfast.testing.calcom.faults import FAULTS_OF_NOTICES, read_rules, rule_shape
from tests.calendars.calcom_world import CUT, NOW, PERM, World, asked, creation, wish

TEN, HALF_PAST = "2026-11-27 10:00", "2026-11-27 10:30"


@pytest.fixture
def world() -> World:
    return World()


def struck(world: World, fault: Fault) -> int:
    return world.unlucky.faults.happened[fault]


def passed(world: World) -> timedelta:
    return world.clock.now() - NOW


def test_without_a_plan_nothing_goes_wrong(world: World) -> None:
    world.made()
    assert not world.unlucky.faults.happened
    assert passed(world) == timedelta(0)


@pytest.mark.parametrize("fault", [Fault.DELAY_BEFORE, Fault.DELAY_BETWEEN, Fault.DELAY_AFTER])
def test_a_delay_lies_before_the_look_or_between_or_after_the_effect(world: World, fault: Fault) -> None:
    world.unlucky.faults.add(fault, verb="create", seconds=7)
    playing = world.unlucky.play(creation(), world.clock.now)
    assert next(playing) == 7
    world.clock.advance(timedelta(seconds=7))
    there = bool(world.truth())
    assert there is (fault is Fault.DELAY_AFTER)
    rival = world.ask(creation("2026-11-27 10:10"))
    assert rival.status == (400 if there else 201)
    with pytest.raises(StopIteration) as done:
        next(playing)
    # Who had looked before the rival came is accepted over it; who looks only now is not.
    assert done.value.value.status == (400 if fault is Fault.DELAY_BEFORE else 201)
    assert struck(world, fault) == 1


def test_a_lost_answer_leaves_its_effect_and_a_lost_request_none(world: World) -> None:
    world.unlucky.faults.add(Fault.LOSE_ANSWER, verb="create")
    assert world.outcome(creation(TEN)) is Cut.BROKEN
    world.unlucky.faults.add(Fault.LOSE_REQUEST, verb="create", seconds=3)
    assert world.outcome(creation(HALF_PAST)) is Cut.BROKEN
    assert passed(world) == timedelta(seconds=3)
    assert [start for start, _ in world.truth()] == [at(TEN)]
    assert world.ask(creation(TEN)).status == 400, "the retry of one's own is refused"


@pytest.mark.parametrize("status", [400, 429, 500, 503])
def test_an_error_may_come_with_or_without_the_effect(world: World, status: int) -> None:
    world.unlucky.faults.add(Fault.STATUS_AFTER_EFFECT, verb="create", status=status)
    assert world.ask(creation(TEN)).status == status
    world.unlucky.faults.add(Fault.STATUS_INSTEAD, verb="create", status=status)
    assert world.ask(creation(HALF_PAST)).status == status
    assert [start for start, _ in world.truth()] == [at(TEN)]


def test_a_success_may_have_nothing_behind_it(world: World) -> None:
    world.unlucky.faults.add(Fault.SUCCESS_WITHOUT_EFFECT, verb="create")
    told = world.made(TEN)
    assert told["status"] == "accepted"
    assert world.truth() == []
    assert world.ask(asked("GET", f"/v2/bookings/{told['uid']}")).status == 404
    assert world.made(TEN)["uid"] != told["uid"], "an identifier is given once"


def test_a_late_effect_comes_with_its_time_and_not_before(world: World) -> None:
    world.unlucky.faults.add(Fault.LATE_EFFECT, verb="create", seconds=20)
    assert world.outcome(creation(TEN)) is Cut.BROKEN
    world.clock.advance(timedelta(seconds=19))
    assert world.listed() == []
    world.clock.advance(timedelta(seconds=5))
    [late] = world.listed()
    assert datetime.fromisoformat(late["createdAt"]) == NOW + timedelta(seconds=20)


def test_a_late_effect_that_comes_too_late_finds_the_slot_taken(world: World) -> None:
    world.unlucky.faults.add(Fault.LATE_EFFECT, verb="create", seconds=20)
    world.outcome(creation(TEN, metadata={"ref": "late"}))
    world.made(TEN, metadata={"ref": "second"})
    world.clock.advance(timedelta(seconds=30))
    assert [one["metadata"] for one in world.listed()] == [{"ref": "second"}]


def test_stale_reads_show_the_calendar_as_it_was(world: World) -> None:
    uid = world.made(TEN)["uid"]
    world.clock.advance(timedelta(seconds=30))
    world.ask(asked("POST", f"/v2/bookings/{uid}/cancel", {"cancellationReason": "x"}))
    world.unlucky.faults.add(Fault.STALE_READS, seconds=10, times=3)
    assert [one["status"] for one in world.listed()] == ["accepted"]
    assert world.ask(asked("GET", f"/v2/bookings/{uid}")).json()["data"]["status"] == "accepted"
    assert "10:00" not in world.starts()
    assert [one["status"] for one in world.listed()] == ["cancelled"], "three times were planned"
    world.unlucky.faults.add(Fault.STALE_READS, seconds=31)
    assert world.listed() == [], "before it was made there was none"


def test_a_web_page_or_half_an_answer_comes_after_the_effect(world: World) -> None:
    world.unlucky.faults.add(Fault.HTML_INSTEAD_OF_JSON, verb="create")
    page = world.ask(creation(TEN))
    assert (page.status, page.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    world.unlucky.faults.add(Fault.CUT_BODY, verb="create")
    half = world.ask(creation(HALF_PAST))
    for answer in (page, half):
        with pytest.raises(json.JSONDecodeError):
            answer.json()
    assert half.status == 201
    assert len(world.truth()) == 2


def test_a_clock_that_is_off_shows_in_every_instant(world: World) -> None:
    world.unlucky.faults.add(Fault.CLOCK_OFF, minutes=-7, times=2)
    answer = world.ask(creation())
    assert answer.headers["Date"] == "Thu, 26 Nov 2026 10:53:00 GMT"
    assert answer.json()["data"]["createdAt"] == "2026-11-26T10:53:00.000Z"
    assert world.ask(creation()).json()["timestamp"] == "2026-11-26T10:53:00.000Z"
    assert world.ask(creation()).json()["timestamp"] == "2026-11-26T11:00:00.000Z"


def test_an_outage_lasts_as_long_as_planned(world: World) -> None:
    world.unlucky.faults.add(Fault.OUTAGE, seconds=60, verb="create")
    assert world.outcome(creation()) is Cut.REFUSED
    assert world.listed() == [], "only bookings are made through the part that is out of order"
    world.clock.advance(timedelta(seconds=59))
    assert world.outcome(creation()) is Cut.REFUSED
    world.clock.advance(timedelta(seconds=1))
    world.made()
    assert struck(world, Fault.OUTAGE) == 2
    world.unlucky.faults.add(Fault.OUTAGE, seconds=60, status=503)
    assert world.ask(asked("GET", "/v2/me")).status == 503


def test_a_key_is_called_invalid_once_or_revoked_for_good(world: World) -> None:
    world.unlucky.faults.add(Fault.REVOKED_KEY)
    answer = world.ask(creation())
    assert (answer.status, answer.json()["error"]["message"]) == (401, "CustomThrottlerGuard - Invalid API Key")
    assert not [name for name in answer.headers if name.startswith("X-RateLimit")]
    world.made()
    assert world.model.revoke("cal_fake_salon")
    assert world.ask(creation(HALF_PAST)).status == 401
    assert not world.model.revoke("cal_unknown")


def test_too_many_requests_block_for_a_minute(world: World) -> None:
    world.unlucky.faults.add(Fault.TOO_MANY)
    answer = world.ask(creation())
    assert (answer.status, answer.headers["X-RateLimit-Reset-Default"]) == (429, "60")
    assert "Retry-After" not in answer.headers
    world.clock.advance(timedelta(seconds=59))
    assert world.ask(creation()).status == 429
    world.clock.advance(timedelta(seconds=1))
    world.made()


WEBHOOK = {"active": True, "subscriberUrl": "http://127.0.0.1:1/hook", "secret": "s"}


def subscribe(world: World) -> None:
    triggers = ["BOOKING_CREATED", "BOOKING_CANCELLED", "BOOKING_RESCHEDULED"]
    assert world.ask(asked("POST", "/v2/webhooks", {**WEBHOOK, "triggers": triggers})).status == 201


def refs_told(world: World) -> list[str]:
    bodies = [json.loads(notice.body) for notice in world.unlucky.take_notices()]
    return [body["payload"]["metadata"]["ref"] for body in bodies]


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (None, ["a", "b", "c"]),
        (Fault.DROP_NOTICES, ["b", "c"]),
        (Fault.DUPLICATE_NOTICES, ["a", "a", "b", "c"]),
        (Fault.REORDER_NOTICES, ["b", "a", "c"]),
    ],
)
def test_notices_get_lost_come_twice_or_in_another_order(world: World, fault: Fault | None, told: list[str]) -> None:
    subscribe(world)
    if fault:
        world.unlucky.faults.add(fault, verb="create")
    for ref, start in zip("abc", (TEN, HALF_PAST, "2026-11-27 11:00"), strict=True):
        world.made(start, metadata={"ref": ref})
    assert refs_told(world) == told
    assert len(world.truth()) == 3, "whatever is told, the effect is there"
    assert {fault} <= FAULTS_OF_NOTICES | {None}


@pytest.mark.parametrize(
    ("when", "minutes", "status", "bookings"),
    [
        ("before_check", 0, 400, 1),
        ("before_check", 10, 400, 1),
        ("before_insert", 0, 409, 1),
        ("before_insert", 10, 201, 2),
        ("after", 10, 201, 2),
    ],
)
def test_somebody_else_books_at_a_chosen_moment(
    world: World, when: str, minutes: int, status: int, bookings: int
) -> None:
    world.unlucky.faults.add(Fault.FOREIGN_BOOKING, verb="create", when=when, minutes=minutes)
    assert world.ask(creation(TEN)).status == status
    assert len(world.truth()) == bookings
    assert at(TEN) + timedelta(minutes=minutes) in [start for start, _ in world.truth()]


def test_somebody_else_books_where_a_visit_is_moved_to(world: World) -> None:
    uid = world.made(TEN)["uid"]
    world.unlucky.faults.add(Fault.FOREIGN_BOOKING, verb="reschedule", when="before_insert")
    answer = world.ask(asked("POST", f"/v2/bookings/{uid}/reschedule", {"start": at(HALF_PAST).isoformat()}))
    assert (answer.status, answer.json()) == (409, {"statusCode": 409, "message": "booking_conflict_error"})
    assert world.truth() == [(at(TEN), "accepted"), (at(HALF_PAST), "accepted")]


def test_a_foreign_booking_on_a_taken_time_comes_to_nothing(world: World) -> None:
    world.made(TEN)
    world.unlucky.faults.add(Fault.FOREIGN_BOOKING, verb="create", times=0)
    world.unlucky.faults.add(Fault.DELAY_BEFORE, metadata={"ref": "x"}, times=0)
    assert world.ask(creation(TEN)).status == 400
    wrong: list[object] = [
        [],
        {},
        {"start": "soon"},
        {"eventTypeId": [1], "start": "2026-11-27T10:00:00Z", "metadata": 3},
    ]
    for body in wrong:
        assert world.ask(asked("POST", "/v2/bookings", body)).status == 400
    assert len(world.truth()) == 1


def test_a_rule_strikes_only_what_it_names(world: World) -> None:
    rule = Rule(Fault.STATUS_INSTEAD, "create", event_type=PERM, metadata={"ref": "x/2"}, nth=2, times=2, status=500)
    world.unlucky.faults.arm(rule)
    right = creation(TEN, PERM, metadata={"ref": "x/2"})
    for other in (
        creation(TEN, CUT, metadata={"ref": "x/2"}),
        creation(TEN, PERM, metadata={"ref": "x/1"}),
        asked("GET", f"/v2/bookings?eventTypeId={PERM}"),
        right,
    ):
        assert world.ask(other).status != 500
        assert struck(world, Fault.STATUS_INSTEAD) == 0
    assert [world.ask(right).status for _ in range(3)] == [500, 500, 400]
    assert world.unlucky.faults.shown()["rules"][0] | {"matched": 0} == {
        "fault": "status_instead", "verb": "create", "event_type": PERM, "metadata": {"ref": "x/2"}, "nth": 2,
        "times": 2, "status": 500, "matched": 0, "struck": 2,
    }  # fmt: skip


def test_a_rule_has_paths_and_hours(world: World) -> None:
    late = NOW + timedelta(hours=1)
    world.unlucky.faults.add(Fault.LOSE_REQUEST, path="POST /v2/bookings/*/cancel", times=0)
    world.unlucky.faults.add(Fault.LOSE_REQUEST, verb="list", begins=late, ends=late + timedelta(hours=1), times=0)
    uid = world.made()["uid"]
    assert world.outcome(asked("POST", f"/v2/bookings/{uid}/cancel", {})) is Cut.BROKEN
    assert len(world.listed()) == 1
    world.clock.set(late)
    assert world.outcome(asked("GET", "/v2/bookings")) is Cut.BROKEN
    world.clock.set(late + timedelta(hours=1))
    assert len(world.listed()) == 1


def test_a_plan_is_read_from_toml_and_json(tmp_path: Path) -> None:
    toml, plain = tmp_path / "plan.toml", tmp_path / "plan.json"
    toml.write_text('[[rules]]\nfault = "late_effect"\nverb = "create"\nseconds = 4.5\nbegins = 2026-11-27T10:00:00Z\n')
    plain.write_text('[{"fault":"late_effect","verb":"create","seconds":4.5,"begins":"2026-11-27T10:00:00Z"}]')
    assert read_plan(toml) == read_plan(plain)
    [rule] = read_plan(toml)
    assert read_rules(rule_shape(rule)) == [rule]


@pytest.mark.parametrize(
    ("plan", "part"),
    [
        ({"fault": "sunshine"}, "lose_answer"),
        ([{"fault": "outage", "secons": 3}], "secons"),
        ({"rules": [{"fault": "outage", "seconds": "long"}]}, "seconds"),
        ({"fault": "foreign_booking", "when": "never"}, "before_insert"),
        ({"fault": "outage", "begins": "2026-11-27T10:00:00"}, "offset"),
        ({"fault": "outage", "begins": "soon"}, "begins"),
        ("outage", "object"),
    ],
)
def test_a_wrong_plan_says_what_is_wrong_and_adds_nothing(plan: Any, part: str) -> None:
    faults = Faults()
    with pytest.raises(PlanInvalid, match=part):
        faults.load(plan)
    assert not faults.armed


def test_every_fault_is_played(world: World) -> None:
    """No fault of the list is forgotten by what plays it: each changes the outcome, the calendar or the waiting."""
    for fault in Fault:
        calm, unlucky = World(), World()
        for one in (calm, unlucky):
            subscribe(one)
            one.made("2026-11-27 15:00")
            one.unlucky.take_notices()
        unlucky.unlucky.faults.add(fault, seconds=1, minutes=3, status=418)
        query = asked("GET", "/v2/bookings") if fault is Fault.STALE_READS else asked("POST", "/v2/bookings", wish(TEN))
        assert _seen(calm, query) != _seen(unlucky, query), fault


def _seen(world: World, request: Any) -> object:
    outcome = world.outcome(request)
    told = [notice.body for notice in world.unlucky.outbox]
    return outcome, world.truth(), world.clock.now(), told
