"""Staff and services over the API, as the tenant file in force has them."""

from collections.abc import Sequence
from typing import TypeVar

from fastapi import APIRouter
from fastapi.responses import Response

from holdfast.actions.look_up import NotFound, configuration
from holdfast.entry.api import shapes, shaping
from holdfast.entry.api.etags import UNCHANGED, IfNoneMatch, listed, shown
from holdfast.entry.api.keyholder import PREFIX, AskerOf
from holdfast.entry.api.paging import Page, PageOf, cursor_of
from holdfast.entry.problems import documented

T = TypeVar("T")
routes = APIRouter(prefix=PREFIX, tags=["api"])


@routes.get("/staff", response_model=shapes.Staff, responses=documented(400, 401, 422))
async def list_staff(asker: AskerOf, page: PageOf) -> Response:
    """Everybody who can be booked, in the order of the tenant file."""
    tenant = await configuration(asker.desk, asker.tenant_id)
    people, more = _part(tenant.staff, page, "staff")
    return listed(shapes.Staff(items=[shaping.staff_member(one, tenant) for one in people], next_cursor=more))


@routes.get("/staff/{key}", response_model=shapes.StaffMember, responses=UNCHANGED | documented(401, 404))
async def show_staff_member(asker: AskerOf, key: str, if_none_match: IfNoneMatch = None) -> Response:
    """One member of staff."""
    tenant = await configuration(asker.desk, asker.tenant_id)
    person = tenant.staff_member(key)
    if person is None:
        raise NotFound("member of staff")
    return shown(shaping.staff_member(person, tenant), if_none_match)


@routes.get("/services", response_model=shapes.Services, responses=documented(400, 401, 422))
async def list_services(asker: AskerOf, page: PageOf) -> Response:
    """Everything that can be booked, in the catalogue's order, with its segments."""
    tenant = await configuration(asker.desk, asker.tenant_id)
    services, more = _part(tenant.services, page, "services")
    return listed(shapes.Services(items=[shaping.service_shape(one) for one in services], next_cursor=more))


@routes.get("/services/{key}", response_model=shapes.Service, responses=UNCHANGED | documented(401, 404))
async def show_service(asker: AskerOf, key: str, if_none_match: IfNoneMatch = None) -> Response:
    """One service."""
    service = (await configuration(asker.desk, asker.tenant_id)).service(key)
    if service is None:
        raise NotFound("service")
    return shown(shaping.service_shape(service), if_none_match)


def _part(items: Sequence[T], page: Page, of: str) -> tuple[Sequence[T], str | None]:
    """One page of a list that is known as a whole, and the cursor to the next."""
    position = page.position(of)
    first = position[0] if position else 0
    after = first + page.limit
    return items[first:after], cursor_of((after, ""), of) if after < len(items) else None
