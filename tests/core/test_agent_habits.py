"""What an agent's settings hold instead of a caller's words shows over several calls, and only there."""

from datetime import date, timedelta
from typing import Any

import pytest

from holdfast.core.agent_habits import CALLS, Asked, constants_of

MONDAY = date(2026, 11, 23)


def asked(count: int, args: dict[str, Any], callers: int = 9, days: int = 9) -> list[Asked]:
    """So many calls with the same arguments, by so many callers, on so many days."""
    return [
        Asked(f"call_{n}", f"+4930123456{n % callers:02d}", MONDAY + timedelta(days=n % days), "book", args)
        for n in range(count)
    ]


@pytest.mark.parametrize(
    ("args", "argument"),
    [
        ({"phone": "+4930 12345678"}, "phone"),
        ({"customer_name": "Erika Beispiel", "service": "Dauerwelle"}, "customer_name"),
        ({"date": "2025-10-05"}, "date"),
        ({"datum": "28.11.2026"}, "datum"),
    ],
)
def test_the_same_value_of_different_callers_is_a_finding(args: dict[str, Any], argument: str) -> None:
    (found,) = constants_of("call_0", asked(CALLS, args))
    assert found == ("argument_constant", {"tool": "book", "argument": argument, "calls": CALLS})
    assert not any(str(value) in repr(found) for value in args.values()), "nothing that a person said"


@pytest.mark.parametrize(
    "calls",
    [
        asked(CALLS - 1, {"phone": "+493012345678"}),
        asked(CALLS, {"phone": "+493012345678"}, callers=2),
        asked(2 * CALLS, {"service": "Dauerwelle", "staff": "Mia", "notes": "nichts"}),
        asked(CALLS, {"date": "morgen", "time": "vormittags"}),
        asked(CALLS, {"date": "2026-11-28"}, days=1),
        [*asked(CALLS, {"date": "2026-11-28"}), Asked("call_x", None, MONDAY, "book", {"date": "2026-11-30"})],
        asked(CALLS, {"phone": None, "date": 7, "email": " "}),
    ],
)
def test_what_callers_may_well_have_in_common_is_none(calls: list[Asked]) -> None:
    assert constants_of("call_0", calls) == ()


def test_a_call_that_does_not_share_it_has_no_finding() -> None:
    other = Asked("call_x", None, MONDAY, "book", {"phone": "+493099999999"})
    assert constants_of("call_x", [*asked(CALLS, {"phone": "+493012345678"}), other]) == ()
