"""Who may see and do what: every route of the pages, every role, both salons; sessions, forms, guessing, links."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from argon2 import Type
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute
from structlog.testing import capture_logs

from holdfast.actions import manage_users
from holdfast.actions.change_customers import Who, merge_customers
from holdfast.actions.enter_absence import AbsenceSeen, enter_absence
from holdfast.actions.manage_keys import create_key
from holdfast.actions.manage_users import NewUser, UserRefused
from holdfast.actions.sign_in import hasher
from holdfast.core.absence import AbsenceKind, AbsenceWish
from holdfast.core.access import Right, Role, may
from holdfast.core.ids import TenantId, VisitId
from holdfast.entry.server import build_server
from holdfast.entry.web import web_routes
from holdfast.store import drifts, tasks, users, visits
from holdfast.store.drifts import Drift, DriftState
from holdfast.store.engine import Tx
from holdfast.store.tasks import TaskKind
from tests.entry.house import OTHER, SALON, House
from tests.web.conftest import PASSWORD, USERS, Pages, found

OPEN = {"/", "/sign-in", "/welcome/{token}", "/language", "/static/{digest}/{name:path}"}
DAY = "2026-11-27"
STREAMS = {"/salon/{tenant}/live"}


def all_of(routes: Iterable[BaseRoute]) -> Iterator[APIRoute]:
    """Every route of a router and of those that it includes."""
    for route in routes:
        if isinstance(route, APIRoute):
            yield route
        else:
            yield from all_of(getattr(getattr(route, "original_router", None), "routes", ()))


def routes() -> Iterator[tuple[str, str, object]]:
    """Method, path and declared right of every route of the pages."""
    for route in all_of(web_routes().routes):
        rights = [getattr(one.call, "right", None) for one in route.dependant.dependencies]
        declared = [right for right in rights if right is not None]
        for method in sorted(route.methods or ()):
            yield method, route.path, declared[0] if len(declared) == 1 else None


ROUTES = list(routes())
OF_SALONS = [one for one in ROUTES if "{tenant}" in one[1] and one[1] not in STREAMS]


def test_every_route_declares_its_right() -> None:
    assert len(ROUTES) > 20
    for method, path, right in ROUTES:
        if "{tenant}" in path:
            assert isinstance(right, Right), f"{method} {path} must say which right it asks for"
        elif path in OPEN:
            assert right in ("open", None)
        else:
            assert right == "signed_in", f"{method} {path} is behind the sign-in or named in OPEN"


def test_the_server_has_no_other_pages() -> None:
    """What is not enumerated here is not tested here."""
    known = {path for _, path, _ in ROUTES}
    assert "/salon/{tenant}/today" in known
    begun = ("/salon/{tenant}", "/salons", "/account", "/sign-out")
    assert all(path.startswith(begun) or path in OPEN for path in known)


async def furnish(pages: Pages) -> dict[str, dict[str, str]]:
    """A visit, a task and a difference in each salon; what stands in the path of the routes."""
    desk = pages.house.application.desk
    things: dict[str, dict[str, str]] = {}
    for slug in (SALON, OTHER):
        booked = await pages.house.book(salon=slug)
        ref = str(booked["ref"])
        admitted = await pages.house.application.doorkeeper.by_slug(slug)
        assert admitted is not None
        tenant_id = admitted.row.id

        def body(tx: Tx, ref: str = ref, tenant_id: object = tenant_id) -> int:
            bound = tx.of(tenant_id)  # type: ignore[arg-type]
            visit = visits.by_ref(bound, ref)
            assert visit is not None
            now = desk.clock.now()
            difference = Drift(f"D{ref}", "moved", DriftState.OPEN, ref, "call_back", now, now, VisitId(visit.id))
            drifts.add(bound, difference)
            overlap = replace(difference, ref=f"E{ref}", kind="foreign_overlap", identity=f"e{ref}")
            drifts.add(bound, overlap)
            tasks.add(bound, TaskKind.CALLBACK, "call back", now, None, None, None, {"name": "Erika Beispiel"})
            (task,) = tasks.page(bound, 0, 9, "open")
            return task.id

        task_id = await desk.transact(body)
        things[slug] = {"ref": ref, "drift": f"D{ref}", "task": str(task_id), "call": str(booked["call_id"])}
        things[slug] |= await furnish_office(pages, slug, tenant_id)
    return things


async def furnish_office(pages: Pages, slug: str, tenant_id: TenantId) -> dict[str, str]:
    """Three customers of whom two were merged, a user who is only there, and a key: in each salon."""
    desk = pages.house.application.desk

    def body(tx: Tx) -> None:
        for number, name in ((71, "Berta Muster"), (72, "B. Muster"), (73, "Cem Muster")):
            visits.add_customer(tx.of(tenant_id), number, name, "+4915112345699", None, desk.clock.now())

    await desk.transact(body)
    seen = await merge_customers(desk, tenant_id, 71, 72, Who(), lambda seen: True)
    login = f"guest-{slug}"
    await manage_users.add_user(desk, NewUser(login, "Guest", Role.RECEPTION, slug))
    user = await desk.transact(lambda tx: users.by_login(tx, login))
    key = await create_key(desk, slug, "for a till")
    wish = AbsenceWish("mia", AbsenceKind.SICK, date(2026, 12, 1), date(2026, 12, 1))
    away = await enter_absence(desk, tenant_id, wish, Who())
    assert isinstance(away, AbsenceSeen)
    assert user is not None and key is not None
    merge_id = str(seen.merges[0].merge.id)
    numbers = {"customer": "71", "merge": merge_id, "user": str(user.id), "key": key.record.id}
    return numbers | {"absence": away.absence.ref}


def address(path: str, slug: str, thing: dict[str, str]) -> str:
    """The address of a route about the things of a salon."""
    ref = thing["drift"] if "/drifts/" in path else thing["absence"] if "/absences/" in path else thing["ref"]
    values = {"{tenant}": slug, "{ref}": ref, "{task_id}": thing["task"], "{rest:path}": "nowhere/at/all"}
    values["{call_id:path}"] = thing["call"]
    values |= {"{customer_id}": thing["customer"], "{merge_id}": thing["merge"], "{user_id}": thing["user"]}
    values |= {"{item}": f"d-E{thing['ref']}", "{act}": "recreate"}
    values |= {"{key_id}": thing["key"], "{service}": "beratung", "{staff}": "felix"}
    for name, value in values.items():
        path = path.replace(name, value)
    assert "{" not in path, f"say what stands for the rest of {path}"
    return path


FIELDS = {"day": DAY, "at": "15:00", "service": "beratung", "staff": "felix", "who": "Erika", "came": "yes"}
FIELDS |= {"words": "Erika", "why": "for tests", "token": "none"}
FIELDS |= {"slot": f"{DAY} 15:00 felix"}
FIELDS |= {"gone": "73", "name": "Beratung", "login": "neu", "role": "reception", "version": "0"}
FAULTY = {"/salon/{tenant}/setup/file", "/salon/{tenant}/setup/new-service"}
"""Where these fields are answered with their faults."""


@pytest.mark.parametrize("login", [*USERS, ""])
async def test_nobody_gets_across(pages: Pages, login: str) -> None:
    """Every route of both salons, asked by every user: what the role allows, and of another salon nothing at all."""
    things = await furnish(pages)
    browser = await pages.of(login) if login else pages.browser()
    role, own = USERS.get(login, (None, None))
    for slug in (SALON, OTHER):
        known = role if login and own in (slug, None) else None
        for method, path, right in OF_SALONS:
            asked = address(path, slug, things[slug])
            response = await (browser.get(asked) if method == "GET" else browser.post(asked, FIELDS))
            told = f"{login or 'nobody'}: {method} {asked} -> {response.status_code}"
            assert isinstance(right, Right)
            if not login:
                assert response.status_code == 303 and response.headers["location"].startswith("/sign-in"), told
            elif known is None:
                assert response.status_code == 404, told
                assert things[slug]["ref"] not in response.text and things[slug]["call"] not in response.text, told
                assert "Nordstern" not in response.text, told
            elif not may(known, right):
                assert response.status_code == 403, told
            else:
                lost = "{rest:path}" in path
                fine = (404,) if lost else (422,) if path in FAULTY and method == "POST" else (200, 303, 409)
                assert response.status_code in fine, told


@pytest.mark.parametrize("right", list(Right))
async def test_a_stream_is_as_guarded_as_a_page(pages: Pages, right: Right) -> None:
    nora = await pages.of("nora")
    assert (await nora.get(f"/salon/{SALON}/live")).status_code == 404
    assert (await pages.browser().get(f"/salon/{SALON}/live")).status_code == 303
    assert may(None, right) is False


async def test_a_form_without_its_secret_changes_nothing(pages: Pages) -> None:
    things = await furnish(pages)
    jana, rita = await pages.of("jana"), await pages.of("rita")
    cancel = address("/salon/{tenant}/visits/{ref}/cancel", SALON, things[SALON])
    for secret in ("", "ab", "z" * 64, rita.csrf):
        assert (await jana.post(cancel, {"csrf": secret})).status_code == 403
    assert (await jana.post(cancel, None, **{"Sec-Fetch-Site": "cross-site"})).status_code == 403
    assert (await jana.post(cancel, Origin="https://elsewhere.example")).status_code == 403
    booking = await pages.house.read(f"/bookings/{things[SALON]['ref']}")
    assert booking["state"] == "confirmed"
    assert (await jana.post(cancel, Origin="http://salon")).status_code == 303


async def test_the_secret_of_forms_is_another_text_on_every_page(pages: Pages) -> None:
    jana = await pages.of("jana")
    shown = {found(r'name="csrf" content="([^"]+)"', (await jana.get("/account")).text) for _ in range(5)}
    assert len(shown) == 5


async def test_guessing_is_slowed_down(pages: Pages) -> None:
    browser = pages.browser()
    answers = [(await browser.sign_in("jana", "not the password")).status_code for _ in range(6)]
    assert answers == [401] * 5 + [429]
    assert (await browser.sign_in("jana")).status_code == 429, "the right one, too: else guessing would go on"
    assert (await browser.sign_in("rita")).status_code == 303, "others come in"
    pages.house.clock.advance(timedelta(minutes=16))
    assert (await pages.browser().sign_in("jana")).status_code == 303


def test_passwords_are_hard_to_guess_from_their_digests() -> None:
    """RFC 9106: argon2id with 64 MiB and three passes is its second choice, for machines that have less memory."""
    made = hasher()
    assert (made.type, made.memory_cost >= 64 * 1024, made.time_cost >= 3) == (Type.ID, True, True)


async def test_an_unknown_user_is_told_the_same_as_a_wrong_password(pages: Pages) -> None:
    one = await pages.browser().sign_in("jana", "not the password")
    other = await pages.browser().sign_in("nobody-at-all", "not the password")
    assert one.status_code == other.status_code == 401
    assert "passen nicht zusammen" in one.text and "passen nicht zusammen" in other.text


async def test_many_logins_from_one_address_are_slowed_down_too(pages: Pages) -> None:
    browser = pages.browser()
    answers = [(await browser.sign_in(f"user-{n}", "a common password")).status_code for n in range(22)]
    assert answers[:20] == [401] * 20
    assert answers[20:] == [429, 429]


async def test_sessions_end_on_the_server(pages: Pages) -> None:
    jana = await pages.of("jana")
    kept = dict(jana.http.cookies)
    await jana.post("/sign-out")
    jana.http.cookies.update(kept)
    assert (await jana.get(f"/salon/{SALON}/today")).status_code == 303, "a kept cookie is worth nothing"


async def test_who_is_shut_out_is_out_at_once(pages: Pages) -> None:
    desk = pages.house.application.desk
    rita = await pages.of("rita")
    assert await manage_users.shut_out(desk, "rita") == 1
    assert (await rita.get(f"/salon/{SALON}/today")).status_code == 303
    assert (await pages.browser().sign_in("rita")).status_code == 401
    await manage_users.let_in_again(desk, "rita")
    rita = await pages.of("rita")
    assert await manage_users.take_role(desk, "rita", SALON)
    assert (await rita.get(f"/salon/{SALON}/today")).status_code == 404, "a role counts with the next click"


async def test_sessions_end_by_themselves(pages: Pages) -> None:
    jana = await pages.of("jana")
    pages.house.clock.advance(timedelta(hours=11))
    assert (await jana.get(f"/salon/{SALON}/today")).status_code == 200
    pages.house.clock.advance(timedelta(hours=11))
    assert (await jana.get(f"/salon/{SALON}/today")).status_code == 200, "used, so it goes on"
    pages.house.clock.advance(timedelta(hours=13))
    assert (await jana.get(f"/salon/{SALON}/today")).status_code == 303
    jana = await pages.of("jana")
    for _ in range(40):
        pages.house.clock.advance(timedelta(hours=9))
        last = await jana.get(f"/salon/{SALON}/today")
    assert last.status_code == 303, "but not for ever"


async def test_a_new_password_ends_all_other_sessions(pages: Pages) -> None:
    here, there = await pages.of("jana"), await pages.of("jana")
    fields = {"old": PASSWORD, "password": "Schere, Kamm und Spiegel", "again": "Schere, Kamm und Spiegel"}
    assert (await here.post("/account/password", {**fields, "old": "wrong"})).status_code == 422
    assert (await here.post("/account/password", {**fields, "again": "other"})).status_code == 422
    assert (await here.post("/account/password", {**fields, "password": "kurz", "again": "kurz"})).status_code == 422
    assert (await here.post("/account/password", fields)).status_code == 200
    assert (await here.get("/account")).status_code == 200
    assert (await there.get("/account")).status_code == 303
    assert (await pages.browser().sign_in("jana")).status_code == 401


async def test_a_link_works_once_and_not_for_long(pages: Pages) -> None:
    desk = pages.house.application.desk
    await manage_users.add_user(desk, NewUser("mia", "Mia", Role.RECEPTION, SALON))
    assert (await pages.browser().sign_in("mia", "")).status_code == 401, "no password is no way in"
    token = await manage_users.make_link(desk, "mia")
    browser = pages.browser()
    page = await browser.get(f"/welcome/{token}")
    gate = found(r'name="gate" value="([^"]+)"', page.text)
    fields = {"gate": gate, "password": PASSWORD, "again": PASSWORD}
    assert (await browser.post(f"/welcome/{token}", {**fields, "gate": "other"})).status_code == 403
    assert (await browser.post(f"/welcome/{token}", fields)).status_code == 303
    assert (await browser.get(f"/salon/{SALON}/today")).status_code == 200
    assert (await browser.get(f"/welcome/{token}")).status_code == 410
    late = await manage_users.make_link(desk, "mia")
    pages.house.clock.advance(timedelta(days=3, minutes=1))
    assert (await pages.browser().get(f"/welcome/{late}")).status_code == 410


@pytest.mark.parametrize("next", ["//elsewhere.example", "https://elsewhere.example", "/\\elsewhere", "/salon/x//y"])
async def test_nobody_is_sent_elsewhere(pages: Pages, next: str) -> None:
    assert (await pages.browser().sign_in("jana", next=next)).headers["location"] == "/"


async def test_after_the_sign_in_one_is_where_one_wanted_to_be(pages: Pages) -> None:
    wanted = f"/salon/{SALON}/needs"
    asked = await pages.browser().get(wanted)
    assert asked.headers["location"] == f"/sign-in?next={wanted}"
    assert (await pages.browser().sign_in("jana", next=wanted)).headers["location"] == wanted


async def test_what_is_refused_of_users(pages: Pages) -> None:
    desk = pages.house.application.desk
    for wrong in (
        NewUser("x", "X", Role.OWNER, SALON, PASSWORD),
        NewUser("two words", "X", Role.OWNER, SALON, PASSWORD),
        NewUser("paul", "X", Role.OWNER, "no-such-salon", PASSWORD),
        NewUser("paul", "X", Role.OWNER, None, PASSWORD),
        NewUser("paul", "X", Role.OWNER, SALON, "short"),
        NewUser("paul", "X", Role.OWNER, SALON, "paul paul paul"),
        NewUser("jana", "X", Role.OWNER, OTHER, PASSWORD),
    ):
        with pytest.raises(UserRefused):
            await manage_users.add_user(desk, wrong)


async def test_every_page_lets_nothing_foreign_run(pages: Pages) -> None:
    things = await furnish(pages)
    jana = await pages.of("jana")
    for method, path, _ in OF_SALONS:
        if method != "GET":
            continue
        page = await jana.get(address(path, SALON, things[SALON]))
        if page.status_code == 303:
            continue
        rules = page.headers["content-security-policy"]
        assert "default-src 'none'" in rules and "unsafe" not in rules
        nonce = found(r"'nonce-([^']+)'", rules)
        assert page.text.count("<script") == page.text.count(f'<script nonce="{nonce}"')
        for forbidden in (" style=", "<style", "javascript:", " onclick=", " onload=", "hx-on"):
            assert forbidden not in page.text, f"{path}: {forbidden}"
        assert page.headers["cache-control"] == "no-store"
        assert page.headers["x-content-type-options"] == "nosniff"


async def test_the_cookie_is_out_of_reach_of_scripts(pages: Pages) -> None:
    response = await pages.browser().sign_in("jana")
    (cookie,) = [c for c in response.headers.get_list("set-cookie") if c.startswith("holdfast=")]
    assert "HttpOnly" in cookie and "SameSite=lax" in cookie and "Path=/" in cookie


async def test_over_tls_the_cookie_is_for_tls_alone(pages: Pages) -> None:
    import httpx

    server = build_server(pages.house.application, work=False)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(server), base_url="https://salon") as http:
        page = await http.get("/sign-in")
        gate = found(r'name="gate" value="([^"]+)"', page.text)
        response = await http.post("/sign-in", data={"gate": gate, "login": "jana", "password": PASSWORD})
    (cookie,) = [c for c in response.headers.get_list("set-cookie") if "holdfast" in c]
    assert cookie.startswith("__Host-holdfast=") and "Secure" in cookie
    assert "strict-transport-security" in page.headers


async def test_looks_at_personal_data_are_on_record(pages: Pages) -> None:
    things = await furnish(pages)
    rita = await pages.of("rita")
    await rita.get(address("/salon/{tenant}/visits/{ref}", SALON, things[SALON]))
    await rita.get(f"/salon/{SALON}/needs")
    rows = await pages.house.application.desk.transact(
        lambda tx: list(tx.run(sa.text("SELECT deed, thing FROM audit WHERE tenant_id IS NOT NULL ORDER BY id")))
    )
    seen = [(row.deed, row.thing) for row in rows if row.deed.startswith("looked")]
    assert seen == [("looked_at_visit", things[SALON]["ref"]), ("looked_at_needs", None)]


async def test_the_audit_refuses_to_be_rewritten(pages: Pages) -> None:
    await pages.of("jana")
    for change in ("UPDATE audit SET deed = 'nothing'", "DELETE FROM audit"):
        with pytest.raises(sa.exc.DBAPIError):
            await pages.house.application.desk.transact(lambda tx, c=change: tx.run(sa.text(c)))  # type: ignore[misc]


async def test_no_name_reaches_the_log_or_an_address(pages: Pages) -> None:
    things = await furnish(pages)
    jana = await pages.of("jana")
    with capture_logs() as logs:
        await jana.post(f"/salon/{SALON}/customers/search", {"who": "Erika Beispiel"})
        page = await jana.get(address("/salon/{tenant}/visits/{ref}", SALON, things[SALON]))
        await jana.get(f"/salon/{SALON}/visits/Erika%20Beispiel")
    assert "Erika" in page.text
    assert logs and "Erika" not in repr(logs)
    assert not [link for link in page.text.split('"') if link.startswith("/") and "Erika" in link]


async def test_where_nobody_may_sign_in_yet_the_page_says_how_to_begin(house: House) -> None:
    page = await house.http.get("/sign-in")
    assert "holdfast user add" in page.text
