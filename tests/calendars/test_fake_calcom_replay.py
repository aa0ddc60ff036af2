"""The recordings of a real server, played against the fake: how far they agree, and that each difference is known."""

import json
import sys
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from holdfast.testing.calcom import FakeCalcom, Fault, Request
from holdfast.testing.calcom.notices import signature
from tests.architecture.sources import ROOT
from tests.calendars.calcom_replay import SECRETS, Exchange, Replay, exchanges, recording

# docs/reference/fake-calcom.md explains each; nothing else may differ.
DEVIATIONS = {"01/10", "14/3"}
FLOOR = 0.99


@pytest.fixture(scope="module")
def played() -> tuple[Replay, dict[str, list[str]]]:
    replay = Replay()
    return replay, {exchange.name: replay.play(exchange) for exchange in exchanges()}


def test_the_fake_answers_as_the_real_server_did(played: tuple[Replay, dict[str, list[str]]]) -> None:
    replay, differences = played
    differing = {name: found for name, found in differences.items() if found}
    agreement = 1 - len(differing) / len(differences)
    rate = f"{len(differences) - len(differing)} of {len(differences)} exchanges agree ({agreement:.1%})"
    sys.stdout.write(f"\n{rate}, {replay.values} values compared; deviations: {sorted(differing)}\n")
    assert {name: found for name, found in differing.items() if name not in DEVIATIONS} == {}
    assert set(differing) == DEVIATIONS, "a deviation that is none any more is taken off the list"
    assert agreement > FLOOR


def test_the_reference_explains_each_deviation_and_each_fault() -> None:
    text = (ROOT / "docs" / "reference" / "fake-calcom.md").read_text(encoding="utf-8")
    assert [name for name in DEVIATIONS if f"| {name}: " not in text] == []
    assert [fault for fault in Fault if f"`{fault}`" not in text] == []


def test_webhooks_are_told_the_same(played: tuple[Replay, dict[str, list[str]]]) -> None:
    replay, _ = played
    told = [(notice, json.loads(notice.body)) for notice in replay.model.take_notices()]
    deliveries = recording("10_webhook_deliveries")["deliveries"]
    assert len(deliveries) == 4
    for delivery in deliveries:
        body = json.loads(delivery["raw_body"])
        uid = replay.ours[body["payload"]["uid"]]
        ours = [
            (notice, one)
            for notice, one in told
            if (one["triggerEvent"], one["payload"]["uid"]) == (body["triggerEvent"], uid)
        ]
        assert len(ours) == 1
        assert replay.compare_notice(body, ours[0][1]) == []
        assert delivery["signature"] == signature(delivery["raw_body"].encode(), delivery["secret"])
        assert ours[0][0].headers["X-Cal-Webhook-Version"] == delivery["version"]
        assert ours[0][0].headers["X-Cal-Signature-256"] == signature(ours[0][0].body, delivery["secret"])


def test_the_comparison_sees_a_difference() -> None:
    """A replay that agrees with anything would prove nothing."""
    create = next(exchange for exchange in exchanges() if exchange.name == "04/0")
    spoils: list[Callable[[dict[str, Any]], object]] = [
        lambda body: body["data"].update(duration=51),
        lambda body: body["data"].pop("rating"),
        lambda body: body["data"]["attendees"].append({}),
        lambda body: body["data"].update(createdAt="2026-11-22T08:00:00.000Z"),
        lambda body: body["data"].update(icsUid="another@Cal.com"),
    ]
    for spoil in spoils:
        replay = Replay()
        before = [exchange for exchange in exchanges() if exchange.file.startswith("01")]
        assert all(replay.play(exchange) == [] for exchange in before if exchange.name not in DEVIATIONS)
        told = json.loads(json.dumps(create.told))
        spoil(told["body"])
        assert replay.play(Exchange(create.file, create.number, told)) != []


RACES = recording("20_races")


@pytest.mark.parametrize("name", sorted(RACES))
def test_what_holds_in_every_recorded_race(name: str) -> None:
    """Never two accepted bookings of the same start and end; overlapping unequal ones may both be."""
    for race in RACES[name]:
        made = [one for one in race["exchanges"] if one["status"] == 201]
        accepted = Counter((one["start"], one["end"]) for one in made if one.get("state") == "accepted")
        assert made
        assert max(accepted.values(), default=1) == 1
        assert {one["status"] for one in race["exchanges"]} <= {201, 400, 409, 422}


def test_the_recorded_races_left_double_bookings() -> None:
    overlapping = [race["overlapping_pairs"] for race in RACES["overlapping_starts_x20"]]
    assert max(overlapping) == 45
    assert max(race["overlapping_pairs"] for race in RACES["same_start_4_lengths_x20"]) == 6


def test_the_fake_can_race_as_badly() -> None:
    """The worst recorded races, repeated: everybody looks before anybody writes."""
    replay = Replay()
    for exchange in exchanges():
        if exchange.file.startswith("01"):
            replay.play(exchange)
    for name, statuses in {
        "overlapping_starts_x20": {201: 10, 409: 10},
        "same_start_4_lengths_x20": {201: 4, 409: 16},
        "pending_same_slot_x20": {201: 20},
        "reserve_same_slot_x20": {201: 20},
        "same_slot_x20": {201: 1, 409: 19},
    }.items():
        race = RACES[name][-1]["exchanges"]
        assert Counter(_all_at_once(replay.model, race)) == statuses, name


def _all_at_once(model: FakeCalcom, race: list[dict[str, object]]) -> list[int]:
    now = datetime.fromisoformat("2026-11-22T09:00:00+00:00")
    pending = [model.begin(_request(one, number), now) for number, one in enumerate(race)]
    return [model.commit(one, now + timedelta(seconds=1)).status for one in pending]


def _request(one: dict[str, object], number: int) -> Request:
    reserving = "reservations" in str(one["path"])
    attendee = {"name": f"R{number}", "email": f"r{number}@example.test", "timeZone": "Europe/Lisbon"}
    body = {"eventTypeId": one["type"], "slotStart" if reserving else "start": one["start"]}
    version = "2024-09-04" if reserving else "2024-08-13"
    headers = {"Authorization": f"Bearer {SECRETS['key']}", "cal-api-version": version}
    sent = body if reserving else body | {"attendee": attendee}
    return Request("POST", str(one["path"]), "", headers, json.dumps(sent).encode())
