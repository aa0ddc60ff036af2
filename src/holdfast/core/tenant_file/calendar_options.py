"""The settings of [calendar] that only one kind of calendar has."""

from collections.abc import Callable
from typing import Any

from holdfast.core.tenant_file.fault import Place, shown
from holdfast.core.tenant_file.shape import Field, Fields, Reader, entries_of, list_of
from holdfast.core.tenant_file.values import choice, flag, known_key, matching, number, text

CUSTOMER_MAIL = ("never", "first")
"""Whether the customer's own address stands on no entry, or on the first one of a visit."""
MOST_PLACES = 20
LONGEST_PLACE = 500

_account = text(200)
_path = matching(
    r"(?:https?://[^\s/]+)?/\S*",
    'a path or an address of a collection, such as "/salon/mia/"',
)
_domain = matching(
    r"@?(?=.{3,253}$)[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)+",
    'a domain such as "telefon.test", under which callers without an e-mail address are entered',
)


def option_fields(kind: object, staff: tuple[str, ...]) -> Fields:
    """What this kind of calendar understands besides the keys that all have, in a salon with these people."""
    if kind == "calcom":
        return {
            "attendee_domain": Field(_domain),
            "customer_mail": Field(choice(CUSTOMER_MAIL)),
            "reservations": Field(flag),
            "longest_minutes": Field(number(5, 10_080, "minutes", step=5)),
            "accounts": Field(entries_of(known_key("staff", staff), one_or_several(_read_account))),
        }
    if kind == "caldav":
        return {
            "username": Field(text(200)),
            "collections": Field(entries_of(known_key("staff", staff), one_or_several(_path))),
        }
    return {}


def one_or_several(read: Reader) -> Callable[[Place, object], Any]:
    """A reader of one thing, or of a list of at least one of them."""
    several = list_of(read, MOST_PLACES, least=1)
    return lambda place, value: several(place, value) if isinstance(value, list) else read(place, value)


def _read_account(place: Place, value: object) -> str | None:
    """Reads a name of an account: user name, e-mail address or number; a number is kept as a text."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 10**15:
        return str(value)
    if not isinstance(value, str):
        place.fault(f"is {shown(value)}, must be a user name, an e-mail address or a number of an account")
        return None
    name: str | None = _account(place, value)
    return name
