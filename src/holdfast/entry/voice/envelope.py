"""What every voice door does alike: read a call out of an envelope, and answer a tool call."""

import hashlib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Protocol

from fastapi import Request
from fastapi.responses import Response

from holdfast.actions.admit import Admitted, Doorkeeper
from holdfast.actions.desk import Desk
from holdfast.actions.drive import Drives
from holdfast.actions.greet import wrong_salon
from holdfast.actions.request import ToolRequest
from holdfast.actions.tools import answer_tool
from holdfast.core.call import Call
from holdfast.core.identity import Trust
from holdfast.core.ids import CallId
from holdfast.language import is_hidden_number, read_phone

JSON = "application/json"


class VoiceDoor(Protocol):
    """What a door needs to have a tool call answered."""

    @property
    def desk(self) -> Desk:
        """The assembled application."""
        ...

    @property
    def drives(self) -> Drives:
        """The drives of this process."""
        ...

    @property
    def doorkeeper(self) -> Doorkeeper:
        """Who knows the salons."""
        ...


async def respond(request: Request, asked: ToolRequest, salon: Admitted, door: VoiceDoor) -> Response:
    """The response to a tool call. The dialled number of another salon: nothing is written or told. Raises KeyReused.

    The answer is left in the request's state, too, where the metrics find it.
    """
    tenant, dialled = salon.salon.tenant, asked.call.dialled
    known = dialled is None or dialled in tenant.phone_numbers
    if not known and await door.doorkeeper.other_owner(salon.row.id, str(dialled)):
        text = wrong_salon(tenant, asked.received_at)
    else:
        text = await answer_tool(asked, door.desk, door.drives)
    request.state.tool_answer = (asked.tool, text)
    return Response(text, media_type=JSON)


def provisional_id(seed: str) -> CallId:
    """A call of our own making, for a request that names none; the same request makes the same one."""
    return CallId("provisional_" + hashlib.sha256(seed.encode()).hexdigest()[:24])


def call_of(
    envelope: Mapping[str, Any], salon: Admitted, trust: Trust, call_id: CallId, platform: str = "retell"
) -> Call:
    """What an envelope says of a call, as far as it is usable. A hidden number or the salon's own is nobody's (R28)."""
    text = _texts(envelope)
    raw = text("from_number", 64)
    number = None if raw is None or is_hidden_number(raw) else read_phone(raw, salon.salon.tenant.region)
    if number in salon.salon.tenant.phone_numbers:
        number = None
    dialled = text("to_number", 64)
    version = envelope.get("agent_version")
    is_web = envelope.get("call_type") == "web_call"
    return Call(
        id=call_id,
        platform=f"{platform}_web" if is_web else platform,
        trust=trust,
        number=number if trust is Trust.SIGNED else None,
        raw_number=raw,
        dialled=(read_phone(dialled, salon.salon.tenant.region) or dialled) if dialled else None,
        agent_id=text("agent_id", 128),
        agent_version=str(version)[:32] if isinstance(version, int | str) else None,
        started_at=_instant(envelope.get("start_timestamp")),
        ended_at=_instant(envelope.get("end_timestamp")),
        ended_why=text("disconnection_reason", 64),
    )


def _texts(envelope: Mapping[str, Any]) -> Callable[[str, int], str | None]:
    def text(name: str, longest: int) -> str | None:
        value = envelope.get(name)
        return value[:longest].replace("\x00", "") if isinstance(value, str) and value else None

    return text


def _instant(value: object) -> datetime | None:
    """Unix milliseconds of a plausible time."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 4e12:
        return None
    return datetime.fromtimestamp(value / 1000, UTC)
