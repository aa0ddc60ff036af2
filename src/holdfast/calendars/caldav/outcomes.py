"""What an answer to a write means. A "no" is certain only where the server says that it did nothing."""

from enum import Enum

from holdfast.calendars.caldav.connection import Answer
from holdfast.calendars.caldav.dav import error_names
from holdfast.core.refusals import Reason
from holdfast.core.saga import NotSent, RefusedBy, Reply, Unknown


class Done(Enum):
    """What is no reply yet: it was done, or something stands in the way that must be looked at first."""

    DONE = "done"
    GONE = "gone"
    OTHER_VERSION = "other version"
    UID_CONFLICT = "uid conflict"


_NO_EFFECT = frozenset({401, 403, 407, 423, 425, 429})
_NO_COLLECTION = frozenset({404, 409, 410})


def of_put(answer: Answer) -> Done | Reply:
    """What became of a PUT."""
    if answer.status in (403, 409) and "no-uid-conflict" in error_names(answer.body):
        return Done.UID_CONFLICT
    if answer.status in _NO_COLLECTION:
        return RefusedBy(Reason.NOT_BOOKABLE)
    return _of_write(answer)


def of_delete(answer: Answer) -> Done | Reply:
    """What became of a DELETE."""
    return Done.GONE if answer.status in (404, 410) else _of_write(answer)


def _of_write(answer: Answer) -> Done | Reply:
    status = answer.status
    if 200 <= status < 300:  # A page for people comes from somebody between us and the calendar.
        return Unknown() if answer.is_html else Done.DONE
    if status == 412:
        return Done.OTHER_VERSION
    if 300 <= status < 400 or status in _NO_EFFECT:
        return NotSent()
    if status == 507 or (400 <= status < 500 and status != 408):
        return RefusedBy(Reason.TECHNICAL)
    return Unknown()
