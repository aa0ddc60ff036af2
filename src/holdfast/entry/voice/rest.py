"""The plain door: any client with an API key calls a tool by name, with its arguments as the body.

The key vouches for the client as a signature does for a platform: what its headers say of the call is believed.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Header, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from holdfast.actions.admit import Admitted, Doorkeeper
from holdfast.actions.desk import Desk
from holdfast.actions.drive import Drives
from holdfast.actions.request import ToolRequest
from holdfast.actions.tools import TOOLS, tool_named
from holdfast.core.identity import Trust, usable_call_id
from holdfast.core.ids import CallId
from holdfast.entry.api.keyholder import ApiKeyOf
from holdfast.entry.api.shapes import ToolAnswer
from holdfast.entry.bodies import json_object, read_body
from holdfast.entry.problems import Problem, documented
from holdfast.entry.voice.envelope import call_of, provisional_id, respond

_RANDOM_LENGTH = 32
_BODY = {
    "requestBody": {
        "required": True,
        "description": "The arguments of the tool, in words as the caller said them. At most 4 MiB.",
        "content": {
            "application/json": {
                "schema": {"type": "object"},
                "example": {"service": "Herrenhaarschnitt", "date": "morgen", "time": "zehn Uhr"},
            }
        },
    }
}
_NAMES = "A tool: " + ", ".join(TOOLS) + ". Older names and any _vN suffix are understood."


class CallHeaders(BaseModel):
    """What the client tells of the call in which it asks."""

    idempotency_key: str | None = Field(
        None, pattern="^[ -~]{1,200}$", description="The same key again gets the same answer; at most 200 characters."
    )
    x_call_id: str | None = Field(None, description="The call this belongs to; without it nothing is recognised.")
    x_caller_number: str | None = Field(None, description="Who calls; absent or anonymous means a hidden number.")
    x_called_number: str | None = Field(None, description="The number that was dialled.")


@dataclass(frozen=True, slots=True)
class RestDoor:
    """What the route needs."""

    desk: Desk
    drives: Drives
    doorkeeper: Doorkeeper

    def router(self) -> APIRouter:
        """The route of this door."""
        routes = APIRouter(tags=["rest"])
        routes.add_api_route(
            "/t/{tenant}/tools/{tool}",
            self.tools,
            methods=["POST"],
            summary="Call a tool",
            description=_NAMES,
            response_model=ToolAnswer,
            responses=documented(400, 401, 404, 413, 422),
            openapi_extra=_BODY,
        )
        return routes

    async def tools(
        self, request: Request, key: ApiKeyOf, tenant: str, tool: str, told: Annotated[CallHeaders, Header()]
    ) -> Response:
        """HTTP 200 for every business outcome, as one flat JSON object; speak its `say` verbatim."""
        received_at = self.desk.clock.now()
        salon = await self.doorkeeper.by_slug(tenant) if tenant == key.slug else None
        if salon is None:
            raise Problem(404, "there is no such tenant")
        name = tool_named(tool)
        if name is None:
            raise Problem(404, "there is no such tool")
        body = await read_body(request)
        own = told.idempotency_key or self.desk.ids.code(_RANDOM_LENGTH)
        asked = tool_request(salon, name, body, _digest(key.id, name, own), told, received_at)
        return await respond(request, asked, salon, self)


def tool_request(
    salon: Admitted, tool: str, body: bytes, transport: str, told: CallHeaders, received_at: datetime
) -> ToolRequest:
    """A tool call in our own terms. Raises Problem 400 for a body that is no JSON object."""
    args = json_object(body)
    is_named = usable_call_id(told.x_call_id)
    call_id = CallId(str(told.x_call_id)) if is_named else provisional_id(transport)
    trust = Trust.SIGNED if is_named else Trust.PROVISIONAL
    numbers = {"from_number": told.x_caller_number, "to_number": told.x_called_number}
    return ToolRequest(
        tenant=salon.row,
        tool=tool,
        args=args,
        call=call_of(numbers, salon, trust, call_id, "rest"),
        key=transport,
        fingerprint=_digest(told.x_call_id or "", body),
        received_at=received_at,
        raw=body,
        remarks=() if is_named else ("no usable call id",),
    )


def _digest(*parts: str | bytes) -> str:
    joined = b"\n".join(part if isinstance(part, bytes) else part.encode() for part in parts)
    return hashlib.sha256(joined).hexdigest()
