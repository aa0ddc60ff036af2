"""The page Customers: found by name or number, with visits, notes, who shares the number, and merging two records.

What is searched for travels in the body of a form, and customers have numbers that mean nothing: no address and no log
holds a name.
"""

import hashlib
from typing import Annotated, Any

from fastapi import Depends
from fastapi.responses import Response

from holdfast.actions.change_customers import (
    Details,
    DetailsRefused,
    MergeRefused,
    Who,
    change_details,
    merge_customers,
    note_on_customer,
    undo_merge,
)
from holdfast.actions.look_at_customers import CustomerSeen, customer, preview_merge, recent_customers
from holdfast.actions.look_up import NotFound
from holdfast.actions.search_customers import SHORTEST_SEARCH, search_customers
from holdfast.actions.sign_in import note_look
from holdfast.core.access import Right
from holdfast.core.merging import LONGEST_NOTES
from holdfast.entry.web.pages import page_routes
from holdfast.entry.web.screen import Refused, Screen, looks

routes = page_routes()
Acting = Annotated[Screen, Depends(looks(Right.ACT))]
_TOLD = ("noted", "merged", "apart", "changed")


@routes.get("/salon/{tenant}/customers")
async def customers(screen: Acting) -> Response:
    """Who was here last, and the search. It shows names, so the look is audited."""
    recent = await recent_customers(screen.application.desk, screen.tenant_id)
    if recent.items:
        await note_look(screen.application.desk, screen.who, screen.tenant_id, "looked_at_customers")
    return screen.page("customers.html", here="customers", tenant=recent.tenant, recent=recent, found=None, who="")


@routes.post("/salon/{tenant}/customers/find")
async def find(screen: Acting) -> Response:
    """Customers by three letters of the name or three digits of the number: the part while one types, else the page."""
    desk, text = screen.application.desk, screen.field("who", 60)
    found = await search_customers(desk, screen.tenant_id, text)
    is_short = len(text) < SHORTEST_SEARCH
    if screen.is_fragment:
        return screen.page("_customers_found.html", found=found, is_short=is_short, link="")
    recent = await recent_customers(desk, screen.tenant_id)
    values: dict[str, Any] = {
        "tenant": recent.tenant,
        "recent": recent,
        "found": found,
        "is_short": is_short,
        "who": text,
    }
    return screen.page("customers.html", here="customers", **values)


@routes.get("/salon/{tenant}/customers/{customer_id}")
async def card(screen: Acting, customer_id: int, told: str = "") -> Response:
    """One customer. A record that was merged leads to the one that stands for it."""
    seen = await _seen(screen, customer_id)
    if seen.card.merged_into is not None:
        return screen.go(f"{screen.root}/customers/{seen.card.merged_into}")
    await note_look(screen.application.desk, screen.who, screen.tenant_id, "looked_at_customer", str(customer_id))
    return _card(screen, seen, told if told in _TOLD else "")


async def _seen(screen: Screen, number: int) -> CustomerSeen:
    if not 1 <= number <= 2**53:
        raise NotFound("customer")
    return await customer(screen.application.desk, screen.tenant_id, number)


def _card(
    screen: Screen,
    seen: CustomerSeen,
    told: str = "",
    fault: str = "",
    status: int = 200,
    refused: DetailsRefused | None = None,
) -> Response:
    values: dict[str, Any] = {
        "refused": refused,
        "entered": {name: screen.field(name) for name in ("name", "phone", "email")} if refused else None,
        "state": _state(seen),
        "tenant": seen.tenant,
        "seen": seen,
        "told": told,
        "fault": fault,
        "longest": LONGEST_NOTES,
    }
    return screen.page("customer.html", status, here="customers", **values)


def _state(seen: CustomerSeen) -> str:
    """What a change of name, number or address was made for, as a word of the form."""
    one = seen.who
    return hashlib.sha256(repr((one.name, one.phone, one.email)).encode()).hexdigest()[:16]


@routes.post("/salon/{tenant}/customers/{customer_id}/details")
async def change(screen: Acting, customer_id: int) -> Response:
    """Write name, number and address. A number that others have is asked about first."""
    seen = await _seen(screen, customer_id)
    typed = (screen.field("name", 200), screen.field("phone", 60), screen.field("email", 250))
    before, desk = screen.field("state", 16), screen.application.desk
    try:
        await change_details(
            desk,
            screen.tenant_id,
            customer_id,
            Details(*typed, knowingly=screen.field("knowingly") == "yes"),
            Who(screen.who.user.id),
            lambda found: _state(found) == before,
        )
    except DetailsRefused as refused:
        return _card(screen, seen, status=422, refused=refused)
    except MergeRefused as refused:
        return _card(screen, seen, fault=f"cust_bar_{refused.bar.value}", status=409)
    return screen.go(f"{screen.root}/customers/{customer_id}?told=changed")


@routes.post("/salon/{tenant}/customers/{customer_id}/notes")
async def note(screen: Acting, customer_id: int) -> Response:
    """Write the notes, unless somebody else wrote others meanwhile."""
    await _seen(screen, customer_id)
    notes, before = (_lines(screen, name) for name in ("notes", "before"))
    await note_on_customer(
        screen.application.desk,
        screen.tenant_id,
        customer_id,
        notes,
        Who(screen.who.user.id),
        lambda seen: seen.card.notes == before,
    )
    return screen.go(f"{screen.root}/customers/{customer_id}?told=noted")


def _lines(screen: Screen, name: str) -> str:
    """A text of several lines; browsers end them in two characters."""
    return screen.field(name, 2 * LONGEST_NOTES).replace("\r\n", "\n")[:LONGEST_NOTES]


@routes.post("/salon/{tenant}/customers/{customer_id}/merge/find")
async def find_other(screen: Acting, customer_id: int) -> Response:
    """The record that is to go, found like any customer."""
    seen, text = await _seen(screen, customer_id), screen.field("who", 60)
    found = await search_customers(screen.application.desk, screen.tenant_id, text)
    others = tuple(one for one in found if one.id != customer_id)
    link = f"{screen.root}/customers/{customer_id}/merge?gone="
    values: dict[str, Any] = {"found": others, "is_short": len(text) < SHORTEST_SEARCH, "link": link}
    if screen.is_fragment:
        return screen.page("_customers_found.html", **values)
    return screen.page("customer_other.html", here="customers", tenant=seen.tenant, seen=seen, who=text, **values)


@routes.get("/salon/{tenant}/customers/{customer_id}/merge")
async def preview(screen: Acting, customer_id: int, gone: int = 0) -> Response:
    """What merging would come to. Changes nothing."""
    await _seen(screen, customer_id)
    if not gone:
        return screen.go(f"{screen.root}/customers/{customer_id}")
    await _seen(screen, gone)
    desk = screen.application.desk
    found = await preview_merge(desk, screen.tenant_id, customer_id, gone)
    await note_look(desk, screen.who, screen.tenant_id, "looked_at_customer", str(gone))
    return screen.page("customer_merge.html", here="customers", tenant=found.kept.tenant, preview=found)


@routes.post("/salon/{tenant}/customers/{customer_id}/merge")
async def merge(screen: Acting, customer_id: int) -> Response:
    """Make two records into one. It can be undone on the customer's page, for ever."""
    gone = screen.field("gone", 20)
    if not gone.isdecimal():
        raise Refused(422, "refused_form")
    seen = await _seen(screen, customer_id)
    await _seen(screen, int(gone))
    who = Who(screen.who.user.id)
    try:
        desk = screen.application.desk
        await merge_customers(desk, screen.tenant_id, customer_id, int(gone), who, lambda seen: True)
    except MergeRefused as refused:
        return _card(screen, seen, fault=f"cust_bar_{refused.bar.value}", status=409)
    return screen.go(f"{screen.root}/customers/{customer_id}?told=merged")


@routes.post("/salon/{tenant}/customers/{customer_id}/merges/{merge_id}/undo")
async def undo(screen: Acting, customer_id: int, merge_id: int) -> Response:
    """Take them apart again."""
    seen = await _seen(screen, customer_id)
    if not 0 <= merge_id <= 2**53:
        raise NotFound("merge")
    try:
        who = Who(screen.who.user.id)
        await undo_merge(screen.application.desk, screen.tenant_id, customer_id, merge_id, who)
    except MergeRefused as refused:
        return _card(screen, seen, fault=f"cust_bar_{refused.bar.value}", status=409)
    return screen.go(f"{screen.root}/customers/{customer_id}?told=apart")
