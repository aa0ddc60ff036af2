"""What a tenant file names but does not contain: secrets, time zones, holiday calendars.

Whether they exist is asked through `Outside`. A secret itself never stands in the file, and if it does
by mistake, no fault repeats it.
"""

import re
import zoneinfo
from collections.abc import Callable
from dataclasses import dataclass

from holdfast.core.tenant_file.fault import Place, shown
from holdfast.core.tenant_file.values import as_text, matching

_REFERENCE = re.compile(r"env:[A-Za-z_][A-Za-z0-9_]*|secret:[A-Za-z0-9][A-Za-z0-9._-]*")
_ZONE = re.compile(r"[A-Za-z0-9_+-]+(?:/[A-Za-z0-9_+-]+){0,2}")
_NOT_A_REFERENCE = (
    "must be a reference to a secret, env:NAME or secret:NAME, never the secret itself"
    " (what stands there is not repeated here)"
)
SECRET_NAME = re.compile(r"(?:^|_)(?:keys?|secrets?|passwords?|tokens?)$")
_LONGEST_REFERENCE = 60
_MOST_DIGITS = 3

_holidays_form = matching("[A-Z]{2}(?:-[A-Z0-9]{1,3})?", 'a country or a country and its part, such as "DE" or "DE-BE"')


def zone_exists(name: str) -> bool:
    """Whether Python knows the time zone."""
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):  # OSError: a folder, as "Europe"
        return False
    return True


def any_holidays(name: str) -> bool:
    """Where nobody can say which holiday calendars exist, the form alone decides."""
    return bool(name)


@dataclass(frozen=True, slots=True)
class Outside:
    """Three questions about the world outside the file. A secret is asked for by its whole reference."""

    secret_known: Callable[[str], bool]
    zone_known: Callable[[str], bool] = zone_exists
    holidays_known: Callable[[str], bool] = any_holidays

    def timezone(self, place: Place, value: object) -> str | None:
        """Reads the name of a time zone."""
        words = as_text(place, value)
        if words is None or (_ZONE.fullmatch(words) and self.zone_known(words)):
            return words
        known = zoneinfo.available_timezones()
        city = next((name for name in sorted(known) if name.endswith(f"/{words}")), words)
        place.fault(f'{shown(words)} is not a known time zone such as "Europe/Berlin"{place.suggest(city, known)}')
        return None

    def holidays(self, place: Place, value: object) -> str | None:
        """Reads whose public holidays close the salon."""
        words = _holidays_form(place, value)
        if not isinstance(words, str) or self.holidays_known(words):
            return words if isinstance(words, str) else None
        place.fault(f'no public holidays are known for {shown(words)}; wanted is a code such as "DE-BE"')
        return None

    def secret(self, place: Place, value: object) -> str | None:
        """Reads a reference to a secret that must exist."""
        if not isinstance(value, str) or not _REFERENCE.fullmatch(value):
            place.fault(_NOT_A_REFERENCE)
        elif not self.secret_known(value):
            place.fault(_missing(value))
        else:
            return value
        return None


def _missing(reference: str) -> str:
    """That a secret is missing. Its name is only repeated if it cannot well be a secret put in its place."""
    kind, name = reference.split(":", 1)
    harmless = len(name) <= _LONGEST_REFERENCE and sum(map(str.isdigit, name)) <= _MOST_DIGITS
    if kind == "env":
        what = f"the environment variable {name}" if harmless else "the environment variable named there"
        return f"{what} is not set"
    what = f"the secret {name}" if harmless else "the secret named there"
    return f"{what} is not stored; store it with: holdfast secret set {name if harmless else 'NAME'}"
