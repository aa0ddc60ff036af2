"""The door for Retell: custom functions, call events, inbound calls (measured contract retell.md)."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from holdfast.actions.admit import Admitted, Doorkeeper
from holdfast.actions.desk import Desk
from holdfast.actions.drive import Drives
from holdfast.actions.greet import inbound_variables
from holdfast.actions.look_up import StoreFault
from holdfast.actions.record_call import CallMessage, record_call_event, record_unassigned, storable
from holdfast.actions.request import ToolRequest
from holdfast.actions.tools import away, tool_named
from holdfast.core.call import Call
from holdfast.core.identity import Trust, usable_call_id, well_shaped_call_id
from holdfast.core.ids import CallId
from holdfast.entry.bodies import json_object, read_body
from holdfast.entry.problems import Problem, documented
from holdfast.entry.voice.envelope import call_of, provisional_id, respond
from holdfast.entry.voice.signature import verify

ONCE = ("call_started", "call_ended", "call_analyzed")
"""Events that a call has once, however often and however worded they are delivered; others are known by their bytes."""
EVENTS = (*ONCE, "transcript_updated")
log = structlog.get_logger("holdfast.retell")


@dataclass(frozen=True, slots=True)
class RetellDoor:
    """What the routes need."""

    desk: Desk
    drives: Drives
    doorkeeper: Doorkeeper

    def router(self) -> APIRouter:
        """The routes of this door."""
        routes = APIRouter(tags=["retell"], responses=documented(400, 401, 404, 413, 422))
        routes.add_api_route("/t/{tenant}/retell/tools", self.tools, methods=["POST"])
        routes.add_api_route("/t/{tenant}/retell/tools/{tool}", self.tools, methods=["POST"])
        routes.add_api_route("/t/{tenant}/retell/events", self.events, methods=["POST"], status_code=204)
        routes.add_api_route("/t/{tenant}/retell/inbound", self.inbound, methods=["POST"])
        routes.add_api_route("/retell/events", self.events_for_account, methods=["POST"], status_code=204)
        routes.add_api_route("/retell/inbound", self.inbound_for_account, methods=["POST"])
        return routes

    async def tools(self, request: Request, tenant: str, tool: str | None = None) -> Response:
        """A custom function. HTTP 200 for every business outcome; 401, 404, 413 and 400 for what is none."""
        received_at = self.desk.clock.now()
        body = await read_body(request)
        try:
            salon = await self._admit(tenant, body, request)
        except StoreFault:  # The caller on the line must hear a sentence all the same.
            return Response(away(tool or ""), media_type="application/json")
        message = json_object(body)
        header = request.headers.get("x-retell-signature", "")
        asked = tool_request(salon, tool, message, body, header, request.headers, received_at)
        return await respond(request, asked, salon, self)

    async def events(self, request: Request, tenant: str) -> Response:
        """A call event: 204 once stored, 503 on our own failure, so that it is sent again."""
        body = await read_body(request)
        salon = await self._admit(tenant, body, request)
        return await self._store_event(salon, body)

    async def events_for_account(self, request: Request) -> Response:
        """The same for an account-wide webhook: the dialled number tells the salon."""
        body = await read_body(request)
        message = json_object(body)
        salon = await self._salon_of_number(body, message, request)
        if salon is None:
            return Response(status_code=204)
        return await self._store_event(salon, body)

    async def inbound(self, request: Request, tenant: str) -> Response:
        """An inbound call: dynamic variables. On our own failure `{}`, so that the call goes on."""
        body = await read_body(request)
        try:
            salon = await self._admit(tenant, body, request)
        except StoreFault:
            return JSONResponse({})
        return await self._greet(salon, json_object(body), body)

    async def inbound_for_account(self, request: Request) -> Response:
        """The same for an account-wide webhook."""
        body = await read_body(request)
        message = json_object(body)
        try:
            salon = await self._salon_of_number(body, message, request)
        except StoreFault:
            return JSONResponse({})
        return JSONResponse({}) if salon is None else await self._greet(salon, message, body)

    async def _admit(self, slug: str, body: bytes, request: Request) -> Admitted:
        """The salon, once one of its keys is proven to have signed these bytes. Raises Problem 404, 401."""
        salon = await self.doorkeeper.by_slug(slug)
        if salon is None:
            raise Problem(404, "there is no such tenant")
        if self._is_signed(body, request, salon):
            return salon
        salon = await self.doorkeeper.by_slug(slug, afresh=True)
        if salon is not None and self._is_signed(body, request, salon):
            return salon
        raise Problem(401, "the signature is not valid")

    def _is_signed(self, body: bytes, request: Request, salon: Admitted) -> bool:
        now_ms = int(self.desk.clock.now().timestamp() * 1000)
        return verify(body, request.headers.get("x-retell-signature"), salon.retell_keys, now_ms)

    async def _salon_of_number(self, body: bytes, message: dict[str, Any], request: Request) -> Admitted | None:
        """The salon of the dialled number; None, and on record, where no salon has it (R27). Raises Problem 401."""
        call = message.get("call") or message.get("call_inbound")
        dialled = call.get("to_number") if isinstance(call, dict) else None
        salon = await self.doorkeeper.by_number(dialled) if isinstance(dialled, str) else None
        if salon is not None:
            if self._is_signed(body, request, salon):
                return salon
            raise Problem(401, "the signature is not valid")
        if not any(self._is_signed(body, request, other) for other in await self.doorkeeper.everyone()):
            raise Problem(401, "the signature is not valid")
        kind = str(message.get("event"))[:40]
        await record_unassigned(self.desk, kind, hashlib.sha256(body).hexdigest(), storable(body, message))
        return None

    async def _store_event(self, salon: Admitted, body: bytes) -> Response:
        message = json_object(body)
        kind, call = message.get("event"), message.get("call")
        if not isinstance(kind, str) or not isinstance(call, dict) or not usable_call_id(call.get("call_id")):
            raise Problem(400, "an event needs event and call.call_id")
        seen = call_of(call, salon, Trust.SIGNED, CallId(call["call_id"]))
        if await self._is_elsewhere(seen, salon):
            return Response(status_code=204)
        facts = {name: call[name] for name in ("call_status", "disconnection_reason", "duration_ms") if name in call}
        is_known = kind in EVENTS
        once = f"{kind}:{call['call_id']}" if kind in ONCE else hashlib.sha256(body).hexdigest()
        named = facts if is_known else {"event": kind[:40], **facts}
        event = CallMessage(kind if is_known else "call_event", seen, storable(body, message), named, once)
        try:
            await record_call_event(self.desk, salon.row, event)
        except Exception:  # broad: whatever failed, a 503 makes the platform send the event again; it is logged whole
            log.exception("event not stored", kind=kind)
            return Response(status_code=503)
        return Response(status_code=204)

    async def _is_elsewhere(self, call: Call, salon: Admitted) -> bool:
        """Whether the number dialled is another salon's: a finding, and nothing is written or told."""
        dialled = call.dialled
        if dialled is None or dialled in salon.salon.tenant.phone_numbers:
            return False
        return await self.doorkeeper.other_owner(salon.row.id, dialled)

    async def _greet(self, salon: Admitted, message: dict[str, Any], body: bytes) -> Response:
        inbound = message.get("call_inbound")
        if not isinstance(inbound, dict):
            raise Problem(400, "an inbound call needs call_inbound")
        call_id = inbound.get("call_id")
        named = CallId(str(call_id)) if usable_call_id(call_id) else provisional_id(str(message))
        seen = call_of(inbound, salon, Trust.SIGNED, named)
        try:
            if await self._is_elsewhere(seen, salon):
                return JSONResponse({})
            variables = await inbound_variables(self.desk, salon.row, seen, storable(body, message))
        except Exception:  # broad: the phone is ringing; without our variables the call must go on all the same
            log.exception("inbound call not greeted")
            return JSONResponse({})
        return JSONResponse({"call_inbound": {"dynamic_variables": variables}})


def tool_request(
    salon: Admitted,
    tool: str | None,
    message: dict[str, Any],
    body: bytes,
    signature: str,
    headers: Mapping[str, str],
    received_at: datetime,
) -> ToolRequest:
    """A custom function call in our own terms. Identity comes from the envelope alone, or from the named header."""
    envelope, args = message.get("call"), message.get("args")
    remarks: list[str] = []
    if isinstance(envelope, dict) and _is_whole(message, tool):
        trusted = usable_call_id(envelope.get("call_id"))
        trust = Trust.SIGNED if trusted else Trust.PROVISIONAL
        call_id = CallId(envelope["call_id"]) if trusted else provisional_id(signature)
        given = args if isinstance(args, dict) else {}
        name = tool or str(message.get("name") or "")
    else:
        envelope, given, name = {}, message, tool or str(message.get("name") or "")
        header = headers.get("x-call-id")
        trust = Trust.NAMED if well_shaped_call_id(header) else Trust.PROVISIONAL
        call_id = CallId(header) if header and trust is Trust.NAMED else provisional_id(signature)
    if trust is Trust.PROVISIONAL:
        remarks.append("no usable call id")
    hinted = given.get("call_id")
    if hinted not in (None, "", call_id):
        remarks.append("argument call_id differs from the envelope and is ignored")
    return ToolRequest(
        tenant=salon.row,
        tool=name,
        args=given,
        call=call_of(envelope, salon, trust, call_id),
        key=hashlib.sha256(signature.encode() + b"\n" + body).hexdigest(),
        fingerprint=hashlib.sha256((tool or "").encode() + b"\n" + body).hexdigest(),
        received_at=received_at,
        raw=storable(body, message),
        last_words=last_words(envelope),
        remarks=tuple(remarks),
    )


def _is_whole(message: Mapping[str, Any], tool: str | None) -> bool:
    """Whether this is {name, call, args} and not the arguments alone, among which a model may have put a "call"."""
    named = message.get("name")
    is_tool = isinstance(named, str) and tool_named(named) is not None
    if not set(message) <= {"name", "call", "args"}:  # Fields of tomorrow's platform: only beside a tool's own name.
        return is_tool and isinstance(message.get("args"), dict)
    return isinstance(message.get("args"), dict) if "args" in message else (is_tool or tool is None)


def last_words(envelope: Mapping[str, Any]) -> str:
    """What the caller said last, as far as the transcript in the envelope tells."""
    spoken = envelope.get("transcript_object")
    if not isinstance(spoken, list):
        return ""
    for line in reversed(spoken[-20:]):
        if isinstance(line, dict) and line.get("role") == "user" and isinstance(line.get("content"), str):
            return str(line["content"])[:300]
    return ""
