"""What an agent does in call after call: arguments that hold the same value whoever calls. Pure.

One call shows only what no caller says ("unknown", an unfilled variable: `call_findings`). That a telephone number or a
date is fixed in the agent's settings shows over several calls of one version alone (contract retell.md, 1.1: `const`).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from holdfast.core.call_findings import Found

CALLS = 5
"""In so many calls the same value is no coincidence any more."""
CALLERS = 3
"""Of so many different callers: one who calls every week says the same name every week. Hidden numbers are one."""
DAYS = 3
"""On so many days, for a day or a time that everybody is said to have wished for."""
_OF_ONE_PERSON = frozenset({"phone", "telefon", "telefonnummer", "email", "customer_name", "name", "kunde"})
_OF_THE_WISH = frozenset({"date", "datum", "preferred_date", "datetime", "time", "uhrzeit", "preferred_time"})
_FULL_DATE = re.compile(r"\d{4}-\d{2}-\d{2}|\d{1,2}\.\s?\d{1,2}\.\s?\d{2,4}")


@dataclass(frozen=True, slots=True)
class Asked:
    """One tool call of a version of an agent: in which call, on which day, by whom (None: hidden), with what."""

    call: str
    caller: str | None
    day: date
    tool: str
    args: Mapping[str, object]


def constants_of(call: str, asked: Iterable[Asked]) -> tuple[Found, ...]:
    """The arguments of this call that hold what other callers' calls of the same version held as well: as findings,
    each argument once. `asked` are all requests of that version lately, this call's among them."""
    uses = list(_uses(asked))
    mine = {(name, value): tool for one, tool, name, value in uses if one.call == call}
    found: dict[str, Found] = {}
    for (name, value), tool in mine.items():
        same = [one for one, _, other, told in uses if (other, told) == (name, value)]
        given = {one.call for one, _, other, _ in uses if other == name}
        calls = {one.call for one in same}
        if _is_constant(name, value, same, calls == given):
            data = {"tool": tool[:64], "argument": name[:64], "calls": len(calls)}
            found.setdefault(name, ("argument_constant", data))
    return tuple(found.values())


def _uses(asked: Iterable[Asked]) -> Iterator[tuple[Asked, str, str, str]]:
    for one in asked:
        for name, value in one.args.items():
            if isinstance(value, str) and value.strip() and name in _OF_ONE_PERSON | _OF_THE_WISH:
                yield one, one.tool, name, " ".join(value.casefold().split())


def _is_constant(name: str, value: str, same: list[Asked], always: bool) -> bool:
    calls, callers = {one.call for one in same}, {one.caller for one in same}
    if len(calls) < CALLS or len(callers) < CALLERS:
        return False
    if name in _OF_ONE_PERSON:
        return True
    # "morgen" may well be wished for in every call; one date may not, on several days and by everybody.
    is_fixed = bool(_FULL_DATE.search(value)) or len(calls) >= 2 * CALLS
    return always and is_fixed and len({one.day for one in same}) >= DAYS
