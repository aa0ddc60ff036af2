"""Customers over the API: listed, found, noted about, merged and taken apart. No address holds a name or number."""

from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response
from fastapi.routing import APIRoute
from pydantic import BaseModel, ConfigDict, Field

from holdfast.actions.change_customers import (
    DetailFault,
    Details,
    DetailsRefused,
    MergeRefused,
    Who,
    change_details,
    merge_customers,
    note_on_customer,
    undo_merge,
)
from holdfast.actions.look_at_customers import CustomerSeen, customer, list_customers
from holdfast.actions.search_customers import SHORTEST_SEARCH, search_customers
from holdfast.core.merging import LONGEST_NOTES, Card, MergeBar
from holdfast.entry.api.etags import UNCHANGED, IfMatch, IfNoneMatch, is_named, listed, must_name, shown
from holdfast.entry.api.keyholder import PREFIX, AskerOf
from holdfast.entry.api.paging import PageOf, cursor_of
from holdfast.entry.api.shapes import Moment, Shape
from holdfast.entry.api.shaping import local
from holdfast.entry.bodies import read_body, storable_text
from holdfast.entry.problems import Problem, documented

LARGEST_CHANGE = 64 * 1024


class BoundedRoute(APIRoute):
    """A route that reads a body of bounded size only."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The route's own answer, to a body read before it."""
        answering = super().get_route_handler()

        async def answered(request: Request) -> Response:
            body = await read_body(request, LARGEST_CHANGE)

            async def receive() -> dict[str, Any]:
                return {"type": "http.request", "body": body, "more_body": False}

            return await answering(Request(request.scope, receive))

        return answered


routes = APIRouter(prefix=PREFIX, tags=["api"], route_class=BoundedRoute)
Id = Annotated[int, Path(ge=1, le=2**53)]
_WHY = {
    MergeBar.SAME: "a customer cannot be merged with itself",
    MergeBar.GONE_ALREADY: "the other record was merged already",
    MergeBar.KEPT_IS_GONE: "this record was merged into another one",
    MergeBar.UNDONE_ALREADY: "this merge was undone already",
    MergeBar.MERGED_AGAIN: "this record was merged into another one since; undo that merge first",
    MergeBar.TOO_LONG: f"both notes together have more than {LONGEST_NOTES} characters",
}


_FAULTS = {
    DetailFault.NAME_MISSING: "a name is needed",
    DetailFault.NAME_LONG: "the name has more than 120 characters",
    DetailFault.PHONE_UNREAD: "this is no telephone number that can be called",
    DetailFault.EMAIL_UNREAD: "this is no e-mail address",
    DetailFault.NUMBER_SHARED: "others have this number and would hear of these visits; share_number: true allows it",
}


class CustomerListed(Shape):
    """A customer in a list."""

    id: int
    name: str
    phone: str | None
    email: str | None


class CustomersShown(Shape):
    """A page of customers, in a fixed order that means nothing."""

    items: list[CustomerListed]
    next_cursor: str | None


class CustomersFound(Shape):
    """The few customers that a search found."""

    items: list[CustomerListed]


class MergeShown(Shape):
    """A record that was merged into this one, and may be taken apart again."""

    id: int
    customer: CustomerListed
    merged_at: Moment


class CustomerShown(CustomerListed):
    """One customer. `merged_into`: this record stands for nobody any more, that one does."""

    notes: str
    created_at: Moment
    merged_into: int | None
    bookings: list[str] = Field(description="Codes of the visits, newest first; at most 200.")
    sharing: list[CustomerListed] = Field(description="Others with the same number.")
    merges: list[MergeShown]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Search(_Body):
    """Whom to look for: words of the name, or digits of the number."""

    text: str = Field(min_length=SHORTEST_SEARCH, max_length=60)


class CustomerChange(_Body):
    """What changes; what is left out stays."""

    name: str | None = Field(None, min_length=1, max_length=120)
    phone: str | None = Field(None, max_length=40, description="As one writes it; empty for none.")
    email: str | None = Field(None, max_length=200, description="Empty for none.")
    share_number: bool = Field(
        False,
        description="The number may be one that others have. Whoever calls with it hears of all their visits.",
    )
    notes: str | None = Field(None, max_length=LONGEST_NOTES, description="What the salon notes; empty for nothing.")


class MergeWanted(_Body):
    """Which record goes: its visits, number, address and notes come here."""

    gone: int = Field(ge=1, le=2**53)


@routes.get("/customers", response_model=CustomersShown, responses=documented(400, 401, 422))
async def list_all(asker: AskerOf, page: PageOf) -> Response:
    """All customers; records that were merged into another are left out."""
    found = await list_customers(asker.desk, asker.tenant_id, page.limit, page.position("customers"))
    next_cursor = cursor_of(found.next, "customers")
    return listed(CustomersShown(items=[_listed(one) for one in found.items], next_cursor=next_cursor))


@routes.post("/customers/search", response_model=CustomersFound, responses=documented(401, 422))
async def search(asker: AskerOf, wanted: Search) -> Response:
    """Customers by at least three letters of the name or three digits of the number. The words travel in the body."""
    found = await search_customers(asker.desk, asker.tenant_id, storable_text(wanted.text))
    items = [CustomerListed(id=one.id, name=one.name, phone=one.phone, email=one.email) for one in found]
    return listed(CustomersFound(items=items))


@routes.get("/customers/{customer_id}", response_model=CustomerShown, responses=UNCHANGED | documented(401, 404, 422))
async def show(asker: AskerOf, customer_id: Id, if_none_match: IfNoneMatch = None) -> Response:
    """One customer with the codes of the visits, the notes, and who shares the number."""
    return shown(_shown(await customer(asker.desk, asker.tenant_id, customer_id)), if_none_match)


@routes.patch(
    "/customers/{customer_id}", response_model=CustomerShown, responses=documented(401, 404, 409, 412, 422, 428)
)
async def change(asker: AskerOf, customer_id: Id, wanted: CustomerChange, if_match: IfMatch = None) -> Response:
    """Write name, number, address or notes. A number that others have is refused unless `share_number` is true."""
    precondition = must_name(if_match)
    seen = await customer(asker.desk, asker.tenant_id, customer_id)
    if wanted.name is None and wanted.phone is None and wanted.email is None:
        return shown(_shown(await _note(asker, customer_id, wanted.notes, precondition)))
    known = seen.who
    details = Details(
        storable_text(known.name if wanted.name is None else wanted.name),
        storable_text((known.phone or "") if wanted.phone is None else wanted.phone),
        storable_text((known.email or "") if wanted.email is None else wanted.email),
        wanted.share_number,
    )
    try:
        seen = await change_details(
            asker.desk,
            asker.tenant_id,
            customer_id,
            details,
            Who(key=asker.key.id),
            lambda found: is_named(precondition, _shown(found)),
            None if wanted.notes is None else storable_text(wanted.notes).strip(),
        )
    except DetailsRefused as refused:
        shared = DetailFault.NUMBER_SHARED in refused.faults
        raise Problem(409 if shared else 422, "; ".join(_FAULTS[one] for one in refused.faults)) from refused
    except MergeRefused as refused:
        raise Problem(409, _WHY[refused.bar]) from refused
    return shown(_shown(seen))


async def _note(asker: AskerOf, customer_id: int, notes: str | None, precondition: str) -> CustomerSeen:
    def unchanged(seen: CustomerSeen) -> bool:
        return is_named(precondition, _shown(seen))

    kept = (await customer(asker.desk, asker.tenant_id, customer_id)).card.notes if notes is None else notes
    who, text = Who(key=asker.key.id), storable_text(kept).strip()
    return await note_on_customer(asker.desk, asker.tenant_id, customer_id, text, who, unchanged)


@routes.post(
    "/customers/{customer_id}/merge",
    response_model=CustomerShown,
    responses=documented(401, 404, 409, 412, 422, 428),
)
async def merge(asker: AskerOf, customer_id: Id, wanted: MergeWanted, if_match: IfMatch = None) -> Response:
    """Merge another record into this one, which keeps its own name, number and address where it has any."""
    precondition = must_name(if_match)
    try:
        seen = await merge_customers(
            asker.desk,
            asker.tenant_id,
            customer_id,
            wanted.gone,
            Who(key=asker.key.id),
            lambda seen: is_named(precondition, _shown(seen)),
        )
    except MergeRefused as refused:
        raise Problem(409, _WHY[refused.bar]) from refused
    return shown(_shown(seen))


@routes.post(
    "/customers/{customer_id}/merges/{merge_id}/undo",
    response_model=CustomerShown,
    responses=documented(401, 404, 409, 422),
)
async def undo(asker: AskerOf, customer_id: Id, merge_id: Id) -> Response:
    """Take two records apart again. What somebody changed since the merge stays as it is."""
    try:
        seen = await undo_merge(asker.desk, asker.tenant_id, customer_id, merge_id, Who(key=asker.key.id))
    except MergeRefused as refused:
        raise Problem(409, _WHY[refused.bar]) from refused
    return shown(_shown(seen))


def _listed(card: Card) -> CustomerListed:
    one = card.customer
    return CustomerListed(id=one.id, name=one.name, phone=one.phone, email=one.email)


def _shown(seen: CustomerSeen) -> CustomerShown:
    zone = seen.tenant.timezone
    return CustomerShown(
        **_listed(seen.card).model_dump(),
        notes=seen.card.notes,
        created_at=local(seen.card.created_at, zone),
        merged_into=seen.card.merged_into,
        bookings=[visit.ref for visit in seen.visits],
        sharing=[_listed(one) for one in seen.sharing],
        merges=[
            MergeShown(id=one.merge.id, customer=_listed(one.gone), merged_at=local(one.merge.at, zone))
            for one in seen.merges
        ],
    )
