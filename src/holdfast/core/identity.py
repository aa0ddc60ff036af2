"""Who is calling, as far as the envelope proves it (R26, R27): shapes of call ids, and which numbers are people."""

import re
from enum import StrEnum

_LONG_CALL_ID = re.compile(r"call_[0-9A-Za-z_-]{6,120}")
_PRINTABLE_ID = re.compile(r"[!-~]{1,128}")
_PLACEHOLDERS = re.compile(
    r"call[_.]?(id|\d{1,4})?|current(_call)?|dummy.*|none|null|undefined|test|string|unknown|.*[{}$<>].*", re.IGNORECASE
)


class Trust(StrEnum):
    """How the call is known. Only a signed call may authorise anything; a named one may hold and join."""

    SIGNED = "signed"
    NAMED = "named"
    PROVISIONAL = "provisional"


def usable_call_id(text: object) -> bool:
    """Whether the id in a *signed* envelope can stand: printable, short, and no placeholder."""
    return isinstance(text, str) and bool(_PRINTABLE_ID.fullmatch(text)) and not _PLACEHOLDERS.fullmatch(text)


def well_shaped_call_id(text: object) -> bool:
    """Whether an *unsigned* header can name a call: only the platform's own shape, `call_` and a long id, counts.

    No list of bad values is ever complete, so the shape decides (measured contract retell.md, 5).
    """
    return isinstance(text, str) and bool(_LONG_CALL_ID.fullmatch(text)) and usable_call_id(text)
