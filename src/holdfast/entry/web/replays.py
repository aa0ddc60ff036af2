"""A call once more, from its page: offline, against today's code and the calendar as it was recorded."""

import asyncio
from typing import TYPE_CHECKING, Annotated

from fastapi import Depends
from fastapi.responses import Response

from holdfast.actions.look_up import configuration
from holdfast.actions.replay_source import replay_source
from holdfast.actions.sign_in import note_look
from holdfast.actions.tools import WRITES, tool_named
from holdfast.core.access import Right
from holdfast.entry.web.calls import address_of_call
from holdfast.entry.web.pages import page_routes
from holdfast.entry.web.screen import Screen, looks

if TYPE_CHECKING:
    from holdfast.testing.replay import Replay

routes = page_routes()
Looking = Annotated[Screen, Depends(looks(Right.LOOK))]
_ONE_AT_A_TIME = asyncio.Semaphore(1)


@routes.post("/salon/{tenant}/calls/{call_id:path}/replay")
async def replayed(screen: Looking, call_id: str) -> Response:
    """Whether it would happen again. Nothing is written anywhere, and nobody is called."""
    from holdfast.testing.replay import replay  # Here, since hardly any page needs all that it brings along.

    desk = screen.application.desk
    source = await replay_source(desk, screen.tenant_id, call_id)
    await note_look(desk, screen.who, screen.tenant_id, "replayed_call", call_id)
    try:
        async with _ONE_AT_A_TIME:
            found = await asyncio.to_thread(replay, source.case, source.document)
    except ValueError:
        found = None
    tenant = await configuration(desk, screen.tenant_id)
    address = address_of_call(screen, call_id)
    told = _told(found) if found is not None else ""
    return screen.page("call_replay.html", here="calls", found=found, told=told, tenant=tenant, address=address)


def _told(found: "Replay") -> str:
    """What came of it, as a key of the texts. Where nothing was denied then, nothing can happen again: the call ends
    the same way, or otherwise."""
    writes = [one for one in found.tools if tool_named(one.name) in WRITES and one.text is not None]
    if found.still_happens is None or not writes:
        return "replay_open"
    if writes[-1].then.value == "denied":
        return "replay_yes" if found.still_happens else "replay_no"
    return "replay_other_end" if writes[-1].differs else "replay_same_end"
