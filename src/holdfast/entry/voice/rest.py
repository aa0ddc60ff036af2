"""The plain door: any client with an API key calls a tool by name, with its arguments as the body.

The key vouches for the client as a signature does for a platform: what its headers say of the call is believed.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Header, Request
from fastapi.responses import Response

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

LONGEST_KEY = 200
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
_NAMES = "One of " + ", ".join(TOOLS) + "; older names and any _vN suffix are understood."


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
            response_model=ToolAnswer,
            responses=documented(400, 401, 404, 413, 422),
            openapi_extra=_BODY,
        )
        return routes

    async def tools(
        self,
        request: Request,
        key: ApiKeyOf,
        tenant: str,
        tool: str,
        idempotency_key: Annotated[str | None, Header(description="The same key again gets the same answer.")] = None,
        x_call_id: Annotated[str | None, Header(description="The call that this request belongs to.")] = None,
        x_caller_number: Annotated[str | None, Header(description="Who calls; absent or anonymous: hidden.")] = None,
        x_called_number: Annotated[str | None, Header(description="Which number was dialled.")] = None,
    ) -> Response:
        """HTTP 200 for every business outcome, as one flat JSON object; speak its `say` verbatim."""
        received_at = self.desk.clock.now()
        salon = await self.doorkeeper.by_slug(tenant) if tenant == key.slug else None
        if salon is None or salon.row.id != key.tenant_id:
            raise Problem(404, "there is no such tenant")
        name = tool_named(tool)
        if name is None:
            raise Problem(404, "there is no such tool")
        body = await read_body(request)
        transport = _transport_key(key.id, name, idempotency_key, self.desk)
        numbers = {"from_number": x_caller_number, "to_number": x_called_number}
        args = json_object(body)
        asked = _tool_request(salon, name, args, body, transport, x_call_id, numbers)
        return await respond(request, asked(received_at), salon, self)
