"""From a case to its verdict: the one place where actions ask the pure rules."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from holdfast.core.case_facts import Facts
from holdfast.core.case_reading import read_case
from holdfast.core.verdict import CaseRefused as CaseRefused  # What a door may catch.
from holdfast.core.verdict import explain


def concluded(case: Mapping[str, Any]) -> dict[str, Any]:
    """The verdict on a case, in the form of a case file. Raises CaseRefused, which names the field."""
    document: dict[str, Any] = explain(dict(case)).as_dict()
    return document


def start_spoken_of(case: Mapping[str, Any]) -> datetime | None:
    """For when the caller believes to have a visit, where no row says it: the start that was asked for, as long as the
    last heard claim does not name another day or time. None where that is not certain."""
    facts = Facts(read_case(dict(case)))
    last = facts.heard.last if facts.heard is not None else None
    if last is None:
        return None
    for start in (facts.wanted_start, facts.spoken_start):
        if start is None:
            continue
        local = facts.local(start)
        right_day = not last.days or any(day.fits(local.date()) for day in last.days)
        minutes = local.hour * 60 + local.minute
        if right_day and (not last.clocks or any(clock.fits(minutes) for clock in last.clocks)):
            return start
    return None
