"""One request on its way through the fake: who asks, in which version, and what the model may use to answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeAlias

from holdfast.testing.calcom.ledger import Ledger
from holdfast.testing.calcom.records import User
from holdfast.testing.calcom.wire import Json, Request, refused

NOBODY = "no authentication provided"


@dataclass(frozen=True)
class Ask:
    """A request with everything that was found out about it. `user` None: it came without a key.

    `names` are what the path says, such as a uid. Reads show the calendar as it was at `as_of` where that is given.
    """

    ledger: Ledger
    request: Request
    now: datetime
    user: User | None
    names: Mapping[str, str]
    as_of: datetime | None = None

    @property
    def body(self) -> Json:
        """The body as an object; whatever else came instead is an empty one."""
        value: Any = self.request.json
        return value if isinstance(value, dict) else {}

    def number(self, name: str) -> int:
        """A number out of the path; 0, which nothing has, where it is none."""
        text = self.names[name]
        return int(text) if text.isdecimal() else 0

    def known_user(self) -> User:
        """The owner of the key. Raises Refused (401) without one."""
        if self.user is None:
            raise refused(401, NOBODY)
        return self.user

    def owns(self, host: int | None) -> bool:
        """Whether the key may act for this host."""
        return self.user is not None and host in self.user.sees


@dataclass(frozen=True)
class Reply:
    """A good answer: its status and its whole body."""

    status: int
    body: Json


def success(data: object, status: int = 200) -> Reply:
    """The usual envelope."""
    return Reply(status, {"status": "success", "data": data})


class Step(Protocol):
    """The effect of a request that was found possible."""

    def commit(self, ledger: Ledger, now: datetime) -> Reply:
        """Do it. Raises Refused where it is too late."""
        ...


Begin: TypeAlias = Callable[[Ask], Reply | Step]
