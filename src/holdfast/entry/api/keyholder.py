"""Who asks the API: the holder of a key of one tenant. Everything asked is bound to that tenant (R30)."""

import re
from dataclasses import dataclass
from typing import Annotated, cast

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from holdfast.actions.admit import Doorkeeper
from holdfast.actions.desk import Desk
from holdfast.actions.drive import Drives
from holdfast.app import Application
from holdfast.core.ids import TenantId
from holdfast.entry.problems import Problem

PREFIX = "/api/v1"
BEARER = HTTPBearer(auto_error=False, description="An API key: `holdfast key create --tenant SLUG`.")
_TOKEN = re.compile(r"[A-Za-z0-9._~+/=-]{1,200}")


@dataclass(frozen=True, slots=True)
class KeyHolder:
    """The key with which somebody asks, and the tenant whose key it is."""

    id: str
    slug: str
    tenant_id: TenantId


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks the API, and the application that answers."""

    desk: Desk
    drives: Drives
    key: KeyHolder

    @property
    def tenant_id(self) -> TenantId:
        """The tenant that all answers are bound to."""
        return self.key.tenant_id


def application_of(request: Request) -> Application:
    """The application behind this server."""
    return cast(Application, request.app.state.application)


async def key_holder(
    request: Request, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(BEARER)]
) -> KeyHolder:
    """Whose key came with the request. Raises Problem 401."""
    doorkeeper: Doorkeeper = application_of(request).doorkeeper
    if credentials is None:
        raise _unauthorised("an API key is needed", 'Bearer realm="holdfast"')
    usable = _TOKEN.fullmatch(credentials.credentials)
    key = await doorkeeper.by_key(credentials.credentials) if usable else None
    if key is None:
        raise _unauthorised("the API key is not valid", 'Bearer realm="holdfast", error="invalid_token"')
    return KeyHolder(key.id, key.slug, key.tenant_id)


def _unauthorised(detail: str, challenge: str) -> Problem:
    return Problem(401, detail, {"WWW-Authenticate": challenge})


ApiKeyOf = Annotated[KeyHolder, Depends(key_holder)]


def asker(request: Request, key: ApiKeyOf) -> Asker:
    """The holder of the key, with the application."""
    application = application_of(request)
    return Asker(application.desk, application.drives, key)


AskerOf = Annotated[Asker, Depends(asker)]
