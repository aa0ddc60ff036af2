"""The door for outside calendars: their notices (webhooks). It proves who speaks, and keeps what was said."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from fastapi import APIRouter, Request
from fastapi.responses import Response

from holdfast.actions.admit import Admitted, Doorkeeper
from holdfast.actions.desk import Desk
from holdfast.actions.take_notice import note_refused, take_notice
from holdfast.core.ids import TenantId
from holdfast.core.notice import SIGNATURE_HEADER, is_signed
from holdfast.entry.bodies import read_body
from holdfast.entry.problems import Problem, documented

LARGEST_NOTICE = 1024 * 1024
"""In bytes; the largest measured has two thousand."""

REFUSED_EVERY = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class CalendarDoor:
    """What the route needs."""

    desk: Desk
    doorkeeper: Doorkeeper
    refused_at: dict[TenantId, datetime] = field(default_factory=dict)

    def router(self) -> APIRouter:
        """The routes of this door."""
        routes = APIRouter(tags=["calendars"], responses=documented(401, 404, 413, 503))
        path = "/t/{tenant}/calendars/{calendar}/notices"
        routes.add_api_route(path, self.notices, methods=["POST"], status_code=204)
        return routes

    async def notices(self, request: Request, tenant: str, calendar: str) -> Response:
        """A notice: 204 once stored, also when it was here already; 503 on our own failure."""
        body = await read_body(request, LARGEST_NOTICE)
        salon = await self._admit(tenant, calendar, body, request.headers.get(SIGNATURE_HEADER))
        await take_notice(self.desk, salon, body)
        return Response(status_code=204)

    async def _admit(self, slug: str, calendar: str, body: bytes, header: str | None) -> Admitted:
        """The salon, once its calendar is proven to have signed these bytes. What was known of it a moment ago may be
        older than a file just applied, so a no is only said afresh. Raises Problem 404, 401."""
        for afresh in (False, True):
            salon = await self.doorkeeper.by_slug(slug, afresh=afresh)
            is_its = salon is not None and salon.salon.tenant.calendar.key == calendar
            if salon is not None and is_its and is_signed(body, header, salon.notice_secret):
                return salon
        if salon is None or not is_its:
            raise Problem(404, "there is no such calendar")
        await self._note_refused(salon)
        raise Problem(401, "the signature is not valid")

    async def _note_refused(self, salon: Admitted) -> None:
        """That notices are refused explains later why a change was not known. Anybody can send such a thing, so it is
        put on record only now and then."""
        now, last = self.desk.clock.now(), self.refused_at.get(salon.row.id)
        if last is None or now - last >= REFUSED_EVERY:
            self.refused_at[salon.row.id] = now
            await note_refused(self.desk, salon)
