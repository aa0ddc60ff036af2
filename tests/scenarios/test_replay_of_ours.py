"""A call of our own, exported and played again: the same answers byte for byte, but for the codes."""

from collections.abc import AsyncIterator

import pytest

from holdfast.actions.case_file import export_case
from holdfast.actions.replay_source import replay_source
from holdfast.testing.replay import replay
from tests.scenarios.bad_luck import PERM, Salon, open_salon
from tests.scenarios.repairing import tenant_of


@pytest.fixture
async def salon(database_url: str) -> AsyncIterator[Salon]:
    opened = await open_salon(database_url)
    yield opened
    await opened.close()


async def test_a_call_of_ours_is_answered_as_it_was(salon: Salon) -> None:
    phone = salon.phone()
    await phone.event("call_started", start_timestamp=int(salon.door.clock.now().timestamp() * 1000))
    offer = await phone.tool("check_availability", **PERM)
    salon.door.wait(10)
    booked = await phone.tool("book", slot_id=offer["options"][0]["slot_id"], customer_name="Ada Beispiel")
    assert booked["state"] == "confirmed"
    await phone.event("call_ended", transcript_object=[])
    desk, tenant_id = salon.application.desk, tenant_of(salon)
    source = await replay_source(desk, tenant_id, phone.call_id)
    exported = await export_case(desk, tenant_id, phone.call_id)
    for again in (replay(source.case, source.document), replay(exported)):
        assert [(one.name, one.is_alike) for one in again.tools] == [("check_availability", True), ("book", True)]
        assert again.booked == 1, "with every person replaced it is the same call"
