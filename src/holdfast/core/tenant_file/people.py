"""The people: [[staff]] who do the work, [[handover]] who take over a call."""

from holdfast.core.tenant_file.fault import Place
from holdfast.core.tenant_file.shape import Field, Fields, Table, note_repeated, read_table, sections
from holdfast.core.tenant_file.times import day_spans, weekly_hours
from holdfast.core.tenant_file.values import key, phone, text

MOST_STAFF = 200
MOST_HANDOVERS = 50

STAFF: Fields = {
    "key": Field(key, required=True),
    "name": Field(text(), required=True),
    "working_hours": Field(weekly_hours),
    "time_off": Field(day_spans),
}

HANDOVER: Fields = {
    "name": Field(text(), required=True),
    "phone": Field(phone, required=True),
    "hours": Field(weekly_hours),
}


def read_staff(place: Place, value: object) -> list[Table]:
    """Reads [[staff]]. Two people may bear the same name, never the same key."""
    found = sections(place, value, MOST_STAFF)
    note_repeated(found, "key")
    return [read_table(at, table, STAFF) or {} for at, table in found]


def read_handovers(place: Place, value: object) -> list[Table]:
    """Reads [[handover]]."""
    found = sections(place, value, MOST_HANDOVERS)
    note_repeated(found, "name")
    return [read_table(at, table, HANDOVER) or {} for at, table in found]
