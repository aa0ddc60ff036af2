"""What goes over the wire of the fake: requests, answers, the three shapes of errors, instants as text."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl

Json = dict[str, Any]
_FIRST_YEAR, _LAST_YEAR = 1970, 2200

_NAMES = {
    400: ("BadRequestException", "Bad Request"),
    401: ("UnauthorizedException", "Unauthorized"),
    403: ("ForbiddenException", "Forbidden"),
    404: ("NotFoundException", "Not Found"),
    422: ("UnprocessableEntityException", "Unprocessable Entity"),
    500: ("InternalServerErrorException", "Internal Server Error"),
}


@dataclass(frozen=True)
class Request:
    """One request as it came: `query` is what stands behind the question mark, undecoded; `client` an address."""

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    client: str = "127.0.0.1"

    @cached_property
    def lowered(self) -> dict[str, str]:
        """The headers under their names in lower case."""
        return {name.lower(): value for name, value in self.headers.items()}

    @cached_property
    def parameters(self) -> dict[str, str]:
        """The query, decoded; of a name that comes twice the last value."""
        return dict(parse_qsl(self.query, keep_blank_values=True))

    @property
    def target(self) -> str:
        """Path and query as one text."""
        return f"{self.path}?{self.query}" if self.query else self.path

    @property
    def secret(self) -> str | None:
        """The bearer token, None where there is none."""
        kind, _, token = self.lowered.get("authorization", "").partition(" ")
        return token.strip() if kind.lower() == "bearer" and token.strip() else None

    @cached_property
    def json(self) -> Any:
        """The body as JSON, an empty object where there is none. Raises Refused where it cannot be read."""
        if not self.body:
            return {}
        try:
            return json.loads(self.body)
        except ValueError as error:
            raise refused(400, str(error)) from error


@dataclass(frozen=True)
class Response:
    """One answer; header names as the server writes them."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


class Refused(Exception):
    """An error answer: its status and either the `error` of shape 1 or, if `bare`, the whole body."""

    def __init__(
        self, status: int, error: Json, *, bare: bool = False, headers: Mapping[str, str] | None = None
    ) -> None:
        """`headers` are added to those of every answer."""
        super().__init__(status, error)
        self.status = status
        self.error = error
        self.bare = bare


def refused(status: int, message: str) -> Refused:
    """Shape 1 with its details."""
    code, name = _NAMES[status]
    details = {"message": message, "error": name, "statusCode": status}
    return Refused(status, {"code": code, "message": message, "details": details})


def refused_bare(status: int, message: str) -> Refused:
    """Shapes 2 and 3: nothing but status and message."""
    return Refused(status, {"statusCode": status, "message": message}, bare=True)


def refused_fields(message: str) -> Refused:
    """Shape 1 without details: a booking field was wrong."""
    return Refused(400, {"code": "BAD_REQUEST", "message": message})


def refused_values(*errors: Json) -> Refused:
    """Shape 1 with a list of what was wrong with which property."""
    error = {"code": "BadRequestException", "message": "Bad Request Exception", "details": {"errors": list(errors)}}
    return Refused(400, error)


def wrong_value(target: Json, name: str, constraint: str, message: str) -> Json:
    """One entry of such a list; the value is named where the target has one."""
    entry: Json = {"target": target}
    if name in target:
        entry["value"] = target[name]
    return entry | {"property": name, "children": [], "constraints": {constraint: message}}


def instant(moment: datetime) -> str:
    """An instant as the server writes it: UTC, milliseconds, Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def read_instant(text: object) -> datetime | None:
    """An ISO 8601 date or date-time as an instant (UTC where it names no offset); None where it is neither.

    Years that no calendar is asked about are not read either, so that nothing else has to fear the end of time.
    """
    if not isinstance(text, str):
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def sorted_keys(values: Mapping[str, Any]) -> Json:
    """A stored object as the database gives it back: shorter keys first, then by the alphabet."""
    return {key: values[key] for key in sorted(values, key=lambda key: (len(key), key))}


def stored_text(value: object) -> str | None:
    """A text as a request gave it, None where there was none."""
    return value if isinstance(value, str) else None
