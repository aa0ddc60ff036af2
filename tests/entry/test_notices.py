"""The door for notices of a calendar: who may speak, what is kept, and what is due to be looked at afterwards."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from holdfast.actions.apply_tenant import apply_tenant
from holdfast.actions.secrets import set_secret
from holdfast.core.interval import Interval
from holdfast.core.notice import day_span, signature
from holdfast.sample import sample_tenant_file
from holdfast.store import messages, mirror
from holdfast.store.engine import StoreUnreachable
from tests.entry.house import DIALLED, OTHER, OTHER_DIALLED, SALON, House

SECRET = "whsec-for-tests"
FRIDAY = 20784
"""The day 2026-11-27, counted from 1970."""
CREATED: dict[str, Any] = {
    "uid": "foreign1",
    "startTime": "2026-11-27T09:00:00Z",
    "endTime": "2026-11-27T09:50:00Z",
    "metadata": {},
}


def body(trigger: str = "BOOKING_CREATED", **payload: Any) -> bytes:
    return json.dumps({"triggerEvent": trigger, "createdAt": "2026-11-24T09:00:00.000Z", "payload": payload}).encode()


async def connect(house: House, salon: str = SALON, secret: str = SECRET, key: str = "") -> None:
    """Give a salon a Cal.com whose notices are signed with `secret`."""
    await set_secret(house.application.desk, "calcom-webhook", secret, salon)
    await set_secret(house.application.desk, "calcom", "cal_test", salon)
    calendar = (
        'kind = "calcom"\nbase_url = "http://127.0.0.1:9"\napi_key = "secret:calcom"\n'
        'webhook_secret = "secret:calcom-webhook"\n' + (f'key = "{key}"\n' if key else "")
    )
    file = sample_tenant_file().replace('kind = "builtin"', calendar)
    if salon == OTHER:
        file = file.replace(SALON, OTHER).replace(DIALLED, OTHER_DIALLED).replace("Salon Lindenhof", "Salon Nordstern")
    applied = await apply_tenant(house.application.desk, file, f"{salon}.toml")
    assert applied.faults == ()


async def send(
    house: House, content: bytes, secret: str | None = SECRET, salon: str = SALON, calendar: str = "calcom"
) -> httpx.Response:
    headers = {} if secret is None else {"X-Cal-Signature-256": signature(content, secret)}
    return await house.http.post(f"/t/{salon}/calendars/{calendar}/notices", content=content, headers=headers)


async def rows(house: House, statement: str) -> list[Any]:
    return await house.application.desk.transact(lambda tx: list(tx.run(text(statement))))


async def kept(house: House) -> int:
    return int((await rows(house, "SELECT count(*) FROM raw_message WHERE kind = 'notice'"))[0][0])


async def due(house: House) -> list[int]:
    return [row.day for row in await rows(house, "SELECT day FROM reconcile_day ORDER BY day")]


async def test_a_signed_notice_is_kept_once_and_its_day_is_due_now(house: House) -> None:
    await connect(house)
    response = await send(house, body(**CREATED))
    assert (response.status_code, response.content) == (204, b"")
    assert (await send(house, body(**CREATED))).status_code == 204, "a second delivery is agreed to"
    assert await kept(house) == 1
    (row,) = await rows(house, "SELECT day, due_at FROM reconcile_day")
    assert row.day == FRIDAY
    assert row.due_at <= house.clock.now().timestamp() * 1000


async def test_what_is_known_of_that_day_is_doubted(house: House) -> None:
    await connect(house)
    desk = house.application.desk
    admitted = await house.application.doorkeeper.by_slug(SALON)
    assert admitted is not None
    days = range(FRIDAY - 1, FRIDAY + 2)
    tenant_id, now = admitted.row.id, house.clock.now()
    await desk.transact(lambda tx: mirror.put(tx.of(tenant_id), ["staff:felix"], days, [], {}, now))

    async def known_since(span: Interval) -> datetime | None:
        return await desk.transact(lambda tx: mirror.fetched_at(tx.of(tenant_id), ["staff:felix"], span))

    assert await known_since(day_span(FRIDAY)) == now
    await send(house, body(**CREATED))
    assert await known_since(day_span(FRIDAY)) is None
    assert await known_since(day_span(FRIDAY + 1)) == now


@pytest.mark.parametrize("secret", [None, "another-secret"])
async def test_without_a_right_signature_nothing_is_kept(house: House, secret: str | None) -> None:
    await connect(house)
    response = await send(house, body(**CREATED), secret)
    assert (response.status_code, response.headers["content-type"]) == (401, "application/problem+json")
    assert (await kept(house), await due(house)) == (0, [])


async def test_the_signature_is_over_the_very_bytes(house: House) -> None:
    await connect(house)
    headers = {"X-Cal-Signature-256": signature(body(**CREATED), SECRET)}
    address = f"/t/{SALON}/calendars/calcom/notices"
    response = await house.http.post(address, content=body(**CREATED) + b"\n", headers=headers)
    assert response.status_code == 401
    assert await kept(house) == 0


async def test_a_salon_without_a_secret_believes_nobody(house: House) -> None:
    assert (await send(house, body(**CREATED), "", calendar="builtin")).status_code == 401
    assert await kept(house) == 0


@pytest.mark.parametrize(
    ("salon", "calendar"), [("nowhere", "calcom"), (SALON, "builtin"), (SALON, "other"), (OTHER, "calcom")]
)
async def test_an_unknown_salon_or_calendar_is_not_found(house: House, salon: str, calendar: str) -> None:
    await connect(house)
    response = await send(house, body(**CREATED), salon=salon, calendar=calendar)
    assert (response.status_code, response.headers["content-type"]) == (404, "application/problem+json")
    assert await kept(house) == 0


async def test_the_calendar_is_found_by_its_key(house: House) -> None:
    await connect(house, key="studio")
    assert (await send(house, body(**CREATED), calendar="calcom")).status_code == 404
    assert (await send(house, body(**CREATED), calendar="studio")).status_code == 204


async def test_a_changed_secret_works_at_once(house: House) -> None:
    await connect(house)
    assert (await send(house, body(uid="a"))).status_code == 204
    await connect(house, secret="a-new-one")
    assert (await send(house, body(uid="b"), "a-new-one")).status_code == 204


async def test_notices_of_one_salon_touch_no_other(house: House) -> None:
    await connect(house)
    await connect(house, OTHER, "the-others-secret")
    assert (await send(house, body(**CREATED), salon=OTHER)).status_code == 401
    assert (await send(house, body(**CREATED), "the-others-secret", OTHER)).status_code == 204
    found = await rows(house, "SELECT slug FROM reconcile_day JOIN tenant ON tenant.id = reconcile_day.tenant_id")
    assert [row.slug for row in found] == [OTHER]
    assert (await send(house, body(**CREATED))).status_code == 204, "the same bytes are news to the first salon"
    assert await kept(house) == 2


async def test_a_body_of_two_megabytes_is_turned_away(house: House) -> None:
    await connect(house)
    response = await send(house, b" " * (2 * 1024 * 1024))
    assert (response.status_code, response.headers["content-type"]) == (413, "application/problem+json")
    assert await kept(house) == 0


async def test_without_a_store_it_says_503(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    await connect(house)
    assert (await send(house, body(uid="a"))).status_code == 204

    def broken(*_given: object) -> bool:
        raise StoreUnreachable("gone")

    monkeypatch.setattr(messages, "keep", broken)
    response = await send(house, body(**CREATED))
    assert (response.status_code, response.headers["content-type"]) == (503, "application/problem+json")
    monkeypatch.undo()
    assert (await kept(house), await due(house)) == (1, []), "nothing is half kept"
    assert (await send(house, body(**CREATED))).status_code == 204, "sent again it is kept"


@pytest.mark.parametrize("content", [b"", b"{", b"\x00\xff", b"[1]", b'{"triggerEvent":"BOOKING', b"<html>"])
async def test_what_cannot_be_read_is_kept_and_noted(house: House, content: bytes) -> None:
    await connect(house)
    assert (await send(house, content)).status_code == 204
    assert await kept(house) == 1
    assert [row.kind for row in await rows(house, "SELECT kind FROM finding")] == ["notice_unreadable"]
    assert await due(house) == []


@pytest.mark.parametrize(
    "content",
    [
        body("MEETING_ENDED", **CREATED),
        body("FORM_SUBMITTED"),
        body(startTime="1999-01-01T09:00:00Z"),
        body(startTime="2999-01-01T09:00:00Z"),
        body(startTime=["2026-11-27"], endTime={"a": 1}, uid=7, metadata="x"),
    ],
)
async def test_what_is_not_about_us_is_kept_and_makes_nothing_due(house: House, content: bytes) -> None:
    await connect(house)
    assert (await send(house, content)).status_code == 204
    assert (await kept(house), await due(house)) == (1, [])
    assert await rows(house, "SELECT kind FROM finding") == []


async def test_a_move_makes_both_days_due_in_any_order(house: House) -> None:
    await connect(house)
    moved: dict[str, Any] = {
        "uid": "foreign2",
        "rescheduleUid": "foreign1",
        "startTime": "2026-11-30T09:00:00Z",
        "endTime": "2026-11-30T09:50:00Z",
        "rescheduleStartTime": "2026-11-27T09:00:00Z",
        "rescheduleEndTime": "2026-11-27T09:50:00Z",
    }
    assert (await send(house, body("BOOKING_RESCHEDULED", **moved))).status_code == 204
    assert (await send(house, body(**CREATED))).status_code == 204
    assert await due(house) == [FRIDAY, FRIDAY + 3]


async def test_kept_notices_go_with_their_time(house: House) -> None:
    await connect(house)
    await send(house, body(**CREATED))
    house.clock.advance(timedelta(days=31))
    await house.application.desk.transact(lambda tx: messages.purge(tx, house.clock.now()))
    assert await kept(house) == 0


def test_the_day_is_what_it_is_called() -> None:
    assert datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=FRIDAY) == datetime(2026, 11, 27, tzinfo=UTC)
