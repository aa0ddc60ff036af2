"""What must really have occurred: a kill test that never met the hard situations has proven nothing."""

from collections.abc import Mapping
from typing import Final

EXPECTED: Final[Mapping[str, int]] = {
    "killed while driving a visit": 8,
    "killed between attempt and reply": 15,
    "killed after the effect, before it was on record": 40,
    "the line went dead in a request": 5,
    "repeated by the platform": 5,
    "joined": 15,
    "answered byte for byte again": 60,
    "told confirmed": 5,
    "told pending": 5,
    "told cancelled": 150,
    "cancelled by the caller": 30,
    "moved": 30,
    "already yours": 60,
    "undone by the calendar's no": 40,
    "hung up in a request": 20,
    "booked by others": 20,
    "cancelled by a person": 120,
    "moved by a person": 120,
    "notice taken": 10,
    "mishaps": 5,
    "fault lose_answer": 30,
    "fault status_after_effect": 30,
    "fault late_effect": 30,
    "fault delay_after": 30,
    "fault foreign_booking": 40,
    "fault outage": 90,
    "fault success_without_effect": 60,
    "fault drop_notices": 60,
    "fault duplicate_notices": 60,
}
"""Each hard situation, and from how many kills on one engine it must have occurred."""


def missing(seen: Mapping[str, int], kills: int) -> list[str]:
    """The situations that a run of so many kills should have met and did not."""
    return [f"never occurred: {what}" for what, least in EXPECTED.items() if kills >= least and not seen.get(what)]
