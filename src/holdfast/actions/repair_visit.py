"""Which visit a call is about, and for when its caller was told of it."""

from datetime import datetime

from holdfast.actions.case_file import case_of
from holdfast.actions.case_record import Record
from holdfast.actions.conclusion import start_spoken_of
from holdfast.core.booking import Visit
from holdfast.core.ids import tidy_ref
from holdfast.core.saga import Saga


def chosen(record: Record, ref: str | None) -> tuple[Visit | None, tuple[Saga, ...], bool]:
    """The visit that a call is about, with its segments; and whether there are several and none was named."""
    found = list(record.visits)
    if ref is not None:
        found = [one for one in found if one[0].ref == tidy_ref(ref)]
    alive = [one for one in found if one[0].is_alive]
    candidates = alive or found[-1:]
    if len(candidates) != 1:
        return None, (), len(candidates) > 1
    return (*candidates[0], False)


def heard_start(record: Record) -> datetime | None:
    """For when the caller was last told that it stands: by the answers of the call; where none said so and no visit is
    known, by what the call was about."""
    answers = [event.data for event in record.own("answered") if event.data.get("state") == "confirmed"]
    times = [str(data["at"]) for data in answers if data.get("at")]
    if times:
        return datetime.fromisoformat(times[-1])
    return start_spoken_of(case_of(record)) if not record.visits else None
