"""A new name for a visit, where the calendar lets nobody change an entry: a person writes it there, and is told so.

The visit keeps its place. Taking it out and putting it in again for the sake of a name would risk the place itself.
"""

from datetime import datetime

from holdfast.actions.conversation import Conversation
from holdfast.actions.desk import Desk
from holdfast.core.booking import Visit
from holdfast.core.course import Course
from holdfast.core.saga import is_at_rest
from holdfast.core.tenant import Tenant
from holdfast.store import tasks
from holdfast.store.engine import TenantTx
from holdfast.store.tasks import TaskKind


def is_rewritten(desk: Desk, tenant: Tenant) -> bool:
    """Whether an entry of this tenant's calendar is written anew where it stands, name and all."""
    return tenant.calendar.kind in desk.rewriting_kinds


def leave_to_a_person(conv: Conversation, before: Visit, name: str) -> None:
    """Put down that somebody has to write `name` into the calendar, where `before`'s name stands. One task of a visit,
    however often its name changes; none where the old name is the right one again."""
    known = tasks.open_with(conv.tx, TaskKind.PERSON, _text(before))
    standing = before.customer.name if known is None else str((known.personal or {}).get("old_name"))
    personal = {"name": name, "old_name": standing, "phone": before.customer.phone}
    if known is None:
        tasks.add(conv.tx, TaskKind.PERSON, _text(before), conv.now, conv.call.id, before.id, None, personal)
    elif name == standing:
        tasks.close(conv.tx, known.id, conv.now)
    else:
        tasks.amend(conv.tx, known.id, personal)


def is_left_to_a_person(tx: TenantTx, visit: Visit) -> bool:
    """Whether somebody has still to write the visit's name into the calendar."""
    return tasks.is_open(tx, TaskKind.PERSON, _text(visit))


def note_new_entries(tx: TenantTx, before: Visit, course: Course, now: datetime) -> None:
    """Close the task where nothing bears the old name any more: all is gone, or was entered anew for another time."""
    visit = course.visit
    entered = visit.generation != before.generation and not any(
        saga.replaces for saga in course.sagas if saga.generation == visit.generation
    )
    gone = not visit.is_alive and all(map(is_at_rest, course.sagas))
    if entered or gone:
        tasks.close_by_text(tx, TaskKind.PERSON, _text(visit), now)


def _text(visit: Visit) -> str:
    return f"{visit.ref}: in the calendar stands the old name; write the new one there"
