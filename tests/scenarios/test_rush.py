"""Many callers want the same time at the same moment: everybody gets an answer, and nobody gets what another has."""

import asyncio

import pytest

from tests.scenarios.conftest import Door

pytestmark = pytest.mark.xdist_group("heavy")
CALLERS = 40
WISH = {"service": "Dauerwelle", "date": "Freitag", "time": "zehn Uhr"}


async def test_in_a_rush_no_request_is_lost(door: Door) -> None:
    phones = [door.phone(f"+4915112{n:06d}") for n in range(CALLERS)]
    answers = await asyncio.gather(*(phone.tool("check_availability", **WISH) for phone in phones))
    lost = [answer for answer in answers if answer.get("reason") == "technical"]
    assert lost == []
    held = [(option["at"], option["staff"]) for answer in answers for option in answer.get("options", [])]
    assert len(held) == len(set(held)), "what is held for one call is held for no other"
