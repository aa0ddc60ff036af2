"""The pages about calls: the list with its filters, the search, and one call with its three witnesses.

What is filtered by stands in the address; what is searched for travels in the body, as it may be a name or a number.
Every look at a call is audited.
"""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any
from urllib.parse import quote, urlencode

from fastapi import Depends
from fastapi.responses import Response

from holdfast.actions.case_file import export_case
from holdfast.actions.find_calls import CallsWanted, Standing, find_calls
from holdfast.actions.judge import note_export
from holdfast.actions.look_at_call import CallShown, look_at_call
from holdfast.actions.look_up import Position, configuration
from holdfast.actions.sign_in import note_look
from holdfast.core.access import Right
from holdfast.core.tenant import Tenant
from holdfast.entry.web.pages import page_routes
from holdfast.entry.web.screen import Screen, is_secure, looks, policy
from holdfast.language.report_words import CAUSES

routes = page_routes()
Looking = Annotated[Screen, Depends(looks(Right.LOOK))]
Seeing = Annotated[Screen, Depends(looks(Right.RAW))]
AT_ONCE = 30
_LONGEST_WORDS = 128
_TICKS = 5


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is filtered by, as it stands in the address; an empty text filters nothing."""

    state: str = ""
    staff: str = ""
    service: str = ""
    version: str = ""
    cause: str = ""
    day: str = ""

    def query(self, **other: str) -> str:
        """The same, or with something else chosen, as the end of an address."""
        told = {name: getattr(self, name) for name in self.__slots__} | other
        return urlencode({name: value for name, value in told.items() if value})

    @property
    def is_any(self) -> bool:
        """Whether anything is filtered at all."""
        return bool(self.query())

    def wanted(self, after: str, words: str | None = None) -> CallsWanted:
        """The same as it is asked for."""
        return CallsWanted(
            AT_ONCE,
            place_in(after),
            date.fromisoformat(self.day) if self.day else None,
            Standing(self.state) if self.state else None,
            self.cause or None,
            self.staff or None,
            self.service or None,
            self.version or None,
            words,
        )


def filters_of(tenant: Tenant, asked: Mapping[str, str]) -> Filters:
    """What an address asks for; whatever it says that cannot be is passed over."""
    told = {name: asked.get(name, "")[:64] for name in Filters.__slots__}
    try:
        date.fromisoformat(told["day"])
    except ValueError:
        told["day"] = ""
    return Filters(
        state=told["state"] if told["state"] in set(Standing) else "",
        staff=told["staff"] if tenant.staff_member(told["staff"]) else "",
        service=told["service"] if tenant.service(told["service"]) else "",
        version=told["version"][:32],
        cause=told["cause"] if told["cause"] in CAUSES else "",
        day=told["day"],
    )


def place_in(text: str) -> Position | None:
    """Where a page of the list ended, as addresses have it; None for the first, and for whatever is no such place."""
    at, _, name = text.partition("~")
    return (int(at), name) if at.isdecimal() and len(at) <= 15 and 0 < len(name) <= _LONGEST_WORDS else None


def place_text(place: Position | None) -> str:
    """The same as a text; empty where nothing follows."""
    return f"{place[0]}~{place[1]}" if place else ""


@routes.get("/salon/{tenant}/calls")
async def all_calls(screen: Looking, after: str = "") -> Response:
    """The list, newest first."""
    tenant = await configuration(screen.application.desk, screen.tenant_id)
    chosen = filters_of(tenant, dict(screen.request.query_params))
    return await _listed(screen, chosen, after)


@routes.post("/salon/{tenant}/calls/search")
async def search(screen: Looking) -> Response:
    """The calls that a number, a name, a code or an identifier leads to. The words travel in the body."""
    return await _listed(screen, Filters(), screen.field("after"), screen.field("words", _LONGEST_WORDS))


async def _listed(screen: Screen, chosen: Filters, after: str, words: str | None = None) -> Response:
    desk = screen.application.desk
    found = await find_calls(desk, screen.tenant_id, chosen.wanted(after, words))
    if found.lines:
        deed = "looked_at_calls" if words is None else "searched_calls"
        await note_look(desk, screen.who, screen.tenant_id, deed)
    second = 1 if screen.words.language == "en" else 0
    causes = {code: CAUSES[code][second] for code in CAUSES}
    return screen.page(
        "calls.html",
        here="calls",
        found=found,
        tenant=found.tenant,
        chosen=chosen,
        words=words,
        is_first=place_in(after) is None,
        next=place_text(found.next),
        cause_names=causes,
        offered_causes=sorted({*found.causes, *([chosen.cause] if chosen.cause else [])} - {"none"}, key=causes.get),  # type: ignore[arg-type]
        now=desk.clock.now(),
    )


# Before the last one: an identifier may hold a slash.
@routes.get("/salon/{tenant}/calls/{call_id:path}/export")
async def export(screen: Looking, call_id: str) -> Response:
    """The call as a case file, with stand-ins for everybody in it."""
    case = await export_case(screen.application.desk, screen.tenant_id, call_id)
    await note_look(screen.application.desk, screen.who, screen.tenant_id, "exported_call", call_id)
    return _file(screen, case, call_id)


@routes.get("/salon/{tenant}/calls/{call_id:path}/export/raw")
async def export_raw(screen: Seeing, call_id: str) -> Response:
    """The same with names, numbers and words as they are. That is on record at the call, too."""
    desk = screen.application.desk
    case = await export_case(desk, screen.tenant_id, call_id, raw=True)
    await note_export(desk, screen.tenant_id, call_id)
    await note_look(desk, screen.who, screen.tenant_id, "exported_call_raw", call_id)
    return _file(screen, case, call_id)


@routes.get("/salon/{tenant}/calls/{call_id:path}/raw")
async def raw(screen: Seeing, call_id: str) -> Response:
    """One call with its bodies as they are, names and numbers and all."""
    return await _shown(screen, call_id, raw=True)


def _file(screen: Screen, case: dict[str, Any], call_id: str) -> Response:
    name = "".join(sign if sign.isascii() and sign.isalnum() else "_" for sign in call_id)[:80]
    headers = policy(secrets.token_urlsafe(16), is_secure(screen.request))
    headers |= {"Content-Disposition": f'attachment; filename="{name}.json"', "Vary": "Cookie"}
    content = json.dumps(case, ensure_ascii=False, indent=1, default=str)
    return Response(content, 200, headers, "application/json")


@routes.post("/salon/{tenant}/calls/{call_id:path}/judge")
async def judge_again(screen: Looking, call_id: str) -> Response:
    """Look into the calendar now and conclude anew. Repeating it does no harm."""
    await look_at_call(screen.application.desk, screen.tenant_id, call_id, screen.words.language, afresh=True)
    await note_look(screen.application.desk, screen.who, screen.tenant_id, "judged_call", call_id)
    return screen.go(address_of_call(screen, call_id))


@routes.get("/salon/{tenant}/calls/{call_id:path}")
async def one_call(screen: Looking, call_id: str) -> Response:
    """One call: the verdict, the witnesses, why, what to do, and everything that happened."""
    return await _shown(screen, call_id)


async def _shown(screen: Screen, call_id: str, raw: bool = False) -> Response:
    desk = screen.application.desk
    shown = await look_at_call(desk, screen.tenant_id, call_id, screen.words.language, raw=raw)
    deed = "looked_at_call_raw" if raw else "looked_at_call"
    await note_look(desk, screen.who, screen.tenant_id, deed, shown.call.id)
    return screen.page(
        "call.html",
        here="calls",
        shown=shown,
        tenant=shown.tenant,
        raw=raw,
        ticks=ticks_of(shown),
        names={code: both[1 if screen.words.language == "en" else 0] for code, both in CAUSES.items()},
        address=address_of_call(screen, shown.call.id),
        now=desk.clock.now(),
    )


def address_of_call(screen: Screen, call_id: str) -> str:
    """Where the page of a call stands."""
    return f"{screen.root}/calls/{quote(call_id, safe='')}"


def ticks_of(shown: CallShown) -> tuple[tuple[int, int], ...]:
    """The marks of the clock that the spans are drawn on: its thousandth, and the seconds since the beginning."""
    seconds = shown.flow.seconds if shown.flow else 0.0
    if seconds <= 0:
        return ()
    step = next((one for one in (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800) if seconds / one <= _TICKS), 3600)
    return tuple((round(at / seconds * 1000), at) for at in range(0, int(seconds) + 1, step))
