"""Identifiers as different types, so that they cannot be mixed up, and the codes people speak."""

from typing import NewType

TenantId = NewType("TenantId", int)
CallId = NewType("CallId", str)
VisitId = NewType("VisitId", str)
SlotId = NewType("SlotId", str)
CustomerId = NewType("CustomerId", int)
SagaId = NewType("SagaId", str)
Reference = NewType("Reference", str)
"""What travels into the calendar to find our entry again: visit id, a slash, the segment's number."""
RemoteUid = NewType("RemoteUid", str)
"""The identifier by which a calendar finds an entry. Never the calendar's numeric id (R17)."""
RemoteNumber = NewType("RemoteNumber", int)
"""The numeric id that some calendars show beside it: for people to read, never to look anything up with (R17)."""
EventTypeId = NewType("EventTypeId", int)
"""What Cal.com calls the kind of thing that is booked: one for each service, busy segment and person."""
ReservationUid = NewType("ReservationUid", str)
"""The identifier of a reservation, which only hides a slot and books nothing."""


def hold_owner(call: CallId) -> str:
    """Under which name a call's holds stand in the claims. Visits claim under their id, which never has a colon."""
    return f"call:{call}"


LETTERS = "FKLMRUVXYZ"
"""Letters not mixed up on the telephone: no I O Q, none of B P D T G C E W J, one of A H K, of M N, of S F."""
DIGITS = "3456789"
"""Digits that are not letters and, spoken, not each other: no 0 1, and not both 2 and 3 (zwei, drei)."""


def speakable_ref(number: int, length: int = 5) -> str:
    """A reference code of alternating letters and digits out of a random `number`, such as K7M4A."""
    code = []
    for place in range(length):
        alphabet = DIGITS if place % 2 else LETTERS
        number, rest = divmod(number, len(alphabet))
        code.append(alphabet[rest])
    return "".join(code)


_HEARD_AS = str.maketrans({"I": "", "O": "", " ": "", "-": "", ".": "", ",": "", "/": ""})


def tidy_ref(heard: str) -> str:
    """A reference code as typed or heard, in the form in which it is stored: upper case, nothing between."""
    return heard.upper().translate(_HEARD_AS)[:16]


def reference_of(visit: VisitId, segment: int) -> Reference:
    """The reference under which one segment of a visit stands in the calendar."""
    return Reference(f"{visit}/{segment}")


def visit_of(reference: Reference) -> VisitId:
    """The visit that a reference belongs to."""
    return VisitId(reference.partition("/")[0])
