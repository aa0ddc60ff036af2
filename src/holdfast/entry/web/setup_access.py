"""The set-up, who may come in: people with their roles, one-time links, and API keys. Links and keys are shown once."""

from typing import Any

from fastapi.responses import Response

from holdfast.actions.look_up import NotFound
from holdfast.actions.manage_keys import create_key, revoke_key
from holdfast.actions.manage_users import UserRefused
from holdfast.actions.set_up_people import Invited, change_role, invite, link_anew, look_at_access
from holdfast.actions.sign_in import note_look
from holdfast.core.access import Role
from holdfast.entry.web.pages import page_routes
from holdfast.entry.web.screen import Refused, Screen
from holdfast.entry.web.setup import SettingUp, setup_of, setup_page

routes = page_routes()


async def _page(screen: Screen, status: int = 200, **values: Any) -> Response:
    access = await look_at_access(screen.application.desk, screen.who, screen.tenant_id)
    shown = {"link": None, "key": None, "fault": "", **values}
    return setup_page(screen, await setup_of(screen), "access", status, access=access, **shown)


@routes.get("/salon/{tenant}/setup/access")
async def access(screen: SettingUp) -> Response:
    """Everybody with a role here, and the keys."""
    return await _page(screen)


@routes.post("/salon/{tenant}/setup/access/people")
async def let_in(screen: SettingUp) -> Response:
    """A new user with a role here; the answer shows the one-time link, once."""
    login, name = screen.field("login", 100), screen.field("name", 100)
    try:
        made = await invite(screen.application.desk, screen.who, screen.tenant_id, login, name, _role(screen))
    except UserRefused as refused:
        return await _page(screen, 409, fault=f"set_refused_{refused.why}")
    return await _page(screen, link=_link(screen, made))


def _role(screen: Screen) -> Role:
    try:
        return Role(screen.field("role", 20))
    except ValueError as error:
        raise Refused(422, "refused_form") from error


def _link(screen: Screen, made: Invited) -> tuple[str, str]:
    public = screen.application.desk.settings.public_url
    address = (public or str(screen.request.base_url)).rstrip("/")
    return made.login, f"{address}/welcome/{made.token}"


@routes.post("/salon/{tenant}/setup/access/people/{user_id}/role")
async def role(screen: SettingUp, user_id: int) -> Response:
    """Another role, or none at all: it counts with the next click."""
    wanted = None if screen.field("role", 20) == "none" else _role(screen)
    try:
        await change_role(screen.application.desk, screen.who, screen.tenant_id, _number(user_id), wanted)
    except UserRefused as refused:
        return await _page(screen, 409, fault=f"set_refused_{refused.why}")
    return screen.go(f"{screen.root}/setup/access?told=saved")


@routes.post("/salon/{tenant}/setup/access/people/{user_id}/link")
async def link(screen: SettingUp, user_id: int) -> Response:
    """A new one-time link for somebody who forgot the password; shown once."""
    try:
        made = await link_anew(screen.application.desk, screen.who, screen.tenant_id, _number(user_id))
    except UserRefused as refused:
        return await _page(screen, 409, fault=f"set_refused_{refused.why}")
    return await _page(screen, link=_link(screen, made))


def _number(user_id: int) -> int:
    if not 1 <= user_id <= 2**53:
        raise NotFound("user")
    return user_id


@routes.post("/salon/{tenant}/setup/access/keys")
async def new_key(screen: SettingUp) -> Response:
    """A new API key; the answer shows it, once."""
    name = screen.field("name", 100)
    if not name:
        raise Refused(422, "refused_form")
    desk = screen.application.desk
    made = await create_key(desk, screen.slug, name)
    if made is None:
        raise NotFound("tenant")
    await note_look(desk, screen.who, screen.tenant_id, "key_made", made.record.id)
    return await _page(screen, key=made)


@routes.post("/salon/{tenant}/setup/access/keys/{key_id}/end")
async def end_key(screen: SettingUp, key_id: str) -> Response:
    """End a key at once. Repeating it does no harm."""
    desk = screen.application.desk
    if await revoke_key(desk, screen.tenant_id, key_id[:40]):
        await note_look(desk, screen.who, screen.tenant_id, "key_ended", key_id[:40])
    return screen.go(f"{screen.root}/setup/access?told=saved")
