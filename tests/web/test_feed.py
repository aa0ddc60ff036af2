"""The feed of the screens: nothing is missed, be it committed late; nothing is told twice; it ends with the server."""

import asyncio
from datetime import timedelta

import pytest
import sqlalchemy as sa

from holdfast.actions.watch import OVERLAP, watch
from holdfast.core.ids import TenantId
from holdfast.entry.web import feed
from holdfast.entry.web.feed import Feeds
from holdfast.store import timeline
from holdfast.store.engine import Tx
from holdfast.store.timeline import Event
from tests.entry.house import OTHER, SALON, House


async def tenant(house: House, slug: str = SALON) -> TenantId:
    found = await house.application.doorkeeper.by_slug(slug)
    assert found is not None
    return found.row.id


async def happens(house: House, visit: str, slug: str = SALON) -> None:
    of, now = await tenant(house, slug), house.clock.now()
    await house.application.desk.transact(
        lambda tx: timeline.record(tx.of(of), [Event(now, "visit_confirmed", {}, None, None, visit)])
    )


async def test_what_happens_is_told_once(house: House) -> None:
    desk, of = house.application.desk, await tenant(house)
    seen, changed = await watch(desk, of, None)
    assert changed == frozenset(), "at the first look nothing is new"
    await happens(house, "v_1")
    seen, changed = await watch(desk, of, seen)
    assert changed == {"diary"}
    for _ in range(3):
        house.clock.advance(OVERLAP / 2)
        seen, changed = await watch(desk, of, seen)
        assert changed == frozenset()
    assert seen.known == {}, "what is old is not kept in mind"


async def test_another_salons_news_are_not_told(house: House) -> None:
    desk, of = house.application.desk, await tenant(house)
    seen, _ = await watch(desk, of, None)
    await happens(house, "v_1", OTHER)
    assert (await watch(desk, of, seen))[1] == frozenset()


async def test_calls_and_open_things_are_told_by_their_names(house: House) -> None:
    desk, of = house.application.desk, await tenant(house)
    seen, _ = await watch(desk, of, None)
    await house.answer("request_callback", {"customer_name": "Erika Beispiel"}, **house.new_call())
    seen, changed = await watch(desk, of, seen)
    assert changed == {"calls", "needs"}
    await house.book()
    assert (await watch(desk, of, seen))[1] >= {"calls", "diary"}


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
async def test_an_event_that_is_committed_late_is_not_missed(house: House) -> None:
    """On PostgreSQL, where transactions go on side by side."""
    desk, of = house.application.desk, await tenant(house)
    seen, _ = await watch(desk, of, None)
    now = house.clock.now()
    with desk.store.engine.connect() as slow, slow.begin():
        late = Event(now, "visit_confirmed", {}, None, None, "v_late")
        timeline.record(Tx(slow, "postgresql").of(of), [late])
        await happens(house, "v_early")
        seen, changed = await watch(desk, of, seen)
        assert changed == {"diary"}
    house.clock.advance(timedelta(seconds=2))
    assert list(seen.known), "the younger one is known"
    seen, changed = await watch(desk, of, seen)
    assert changed == {"diary"}, "its number is lower than one that was seen already"


async def test_a_stream_tells_of_news_and_ends_with_the_server(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "EVERY_SECONDS", 0.01)
    feeds = Feeds(house.application.desk)
    stream = feeds.listen(await tenant(house))
    assert (await anext(stream)).startswith("retry:")
    assert "pulse" in await anext(stream)
    heard = asyncio.ensure_future(anext(stream))
    await asyncio.sleep(0.1)
    await happens(house, "v_1")
    assert '"diary"' in await asyncio.wait_for(heard, 5)
    feeds.is_ending = lambda: True
    with pytest.raises(StopAsyncIteration):
        await asyncio.wait_for(anext(stream), 5)
    assert feeds.streams == 0
    await feeds.close()


async def test_a_store_that_does_not_answer_is_told_as_trouble(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "EVERY_SECONDS", 0.01)
    monkeypatch.setattr(feed, "PULSE_SECONDS", 0.02)
    feeds = Feeds(house.application.desk)
    stream = feeds.listen(await tenant(house))
    await anext(stream)
    await house.application.desk.transact(lambda tx: tx.run(sa.text("SELECT 1")).first())

    async def broken(*_: object) -> object:
        from holdfast.store.engine import StoreUnreachable

        raise StoreUnreachable("gone")

    monkeypatch.setattr(feed, "watch", broken)
    told = [await asyncio.wait_for(anext(stream), 5) for _ in range(4)]
    assert any('"ok": false' in one for one in told)
    await stream.aclose()  # type: ignore[attr-defined]
    await feeds.close()
