"""Whose a booking in the calendar is: this visit's, another of this call's, another call's, or somebody else's. Pure.

Asked before anything else ("was it us?"), and with the strongest proof first: a key that travelled with it, a uid or
number that we stored or were answered, the chain of moves; only without any key the attendee with exact span, host and
making inside one of our requests. A key that names another row or call makes it not this call's.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from holdfast.core.case import Call, Case, Catalog, Entry, Json, Row
from holdfast.core.case_answers import fields_in
from holdfast.core.case_replies import Reply
from holdfast.core.case_runs import Exchange, Run, Sighting
from holdfast.core.case_values import text_of
from holdfast.core.timeline import STAMP_TOLERANCE, Clocks

LATE_EFFECT = timedelta(minutes=2)
"""How long after an unknown outcome an entry may still be its effect."""
_NAMES_A_VISIT = re.compile(r"ref|appointment|booking|termin|visit|buchung|reserv|order|crm|external|vorgang")
_NAMES_A_CALL = re.compile(r"call|conversation|anruf|session")
_NAMES_A_PART = re.compile(
    r"phase|segment|part|position|step|event_?type|staff|service|customer|kunde|tenant|location|index|source|origin|"
    r"portal"
)


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose a booking is. `whose`: focus (the visit in question), call (another row of this call), other (another row
    or call of ours), foreign. `by`: key, uid, chain or fit; `name`: the row or call that the key names."""

    whose: str
    by: str | None = None
    name: str | None = None

    @property
    def is_focus(self) -> bool:
        """Whether it is the visit in question."""
        return self.whose == "focus"


class Known(Protocol):
    """What is asked of the facts to tell whose a booking is."""

    @property
    def case(self) -> Case:
        """The case as it was read."""
        ...

    @property
    def call(self) -> Call:
        """The call."""
        ...

    @property
    def clocks(self) -> Clocks:
        """The clock map."""
        ...

    @property
    def focus(self) -> Row | None:
        """The visit in question."""
        ...

    @property
    def own_rows(self) -> Sequence[Row]:
        """The rows this call made."""
        ...

    @property
    def writes(self) -> Sequence[Run]:
        """The tool calls that were to change something."""
        ...

    @property
    def creates(self) -> Sequence[Exchange]:
        """The requests that were to make a booking."""
        ...

    @property
    def sightings(self) -> Sequence[Sighting]:
        """Every booking of the calendar as it was seen last."""
        ...

    @property
    def marks(self) -> "Marks":
        """What makes bookings this visit's."""
        ...

    def host_of_focus(self, entry: Entry) -> bool | None:
        """Whether an entry's host is the visit's."""
        ...


@dataclass(frozen=True, slots=True)
class Marks:
    """What makes bookings this visit's, and what other rows and calls of ours are called."""

    visit: frozenset[str]
    uids: frozenset[str]
    numbers: frozenset[str]
    chain: frozenset[str]
    siblings: frozenset[str]
    sibling_uids: frozenset[str]
    others: frozenset[str]

    @classmethod
    def of(cls, facts: Known) -> "Marks":
        """The marks of a case."""
        focus = facts.focus
        rows = facts.case.rows or ()
        siblings = frozenset(row.id for row in facts.own_rows if focus is not None and row.id != focus.id)
        sent = {mark for one in facts.creates for mark in sent_marks(one.request.body)}
        sibling_uids = frozenset(
            uid
            for row in facts.own_rows
            if row.id in siblings
            for uid in row.uids - (focus.uids if focus else frozenset())
        )
        known_rows = {row.id for row in rows}
        visit = {focus.id} if focus is not None else {m for m in sent if m not in known_rows}
        uids = set(focus.uids) if focus is not None else set()
        numbers = set(focus.numbers) if focus is not None else set()
        if focus is None or focus.call_id == facts.call.id:
            for one in facts.creates:
                marks = sent_marks(one.request.body)
                if one.reply is Reply.DONE and (focus is None or not marks or focus.id in marks):
                    answered = dict(_identifiers(one.request.response))
                    uids |= {v for n, v in answered.items() if n == "uid"}
                    numbers |= {v for n, v in answered.items() if n == "id"}
        others = {row.id for row in rows if focus is None or row.id != focus.id} - siblings
        others |= {name for call in facts.case.other_calls or () for name in (call.id, *call.bookings)}
        others -= visit
        return cls(
            frozenset(visit),
            frozenset(uids),
            frozenset(numbers),
            _chain(uids, facts),
            siblings,
            sibling_uids,
            frozenset(others),
        )


def _identifiers(response: Json) -> list[tuple[str, str]]:
    return [(name, text) for name, value in fields_in(response) if name in ("uid", "id") and (text := text_of(value))]


def sent_marks(body: Mapping[str, Json]) -> set[str]:
    """The row names that travelled with a create: the value of a key that names a visit, without the segment."""
    metadata = body.get("metadata")
    found = set()
    for name, value in metadata.items() if isinstance(metadata, dict) else ():
        text = text_of(value)
        if text and _NAMES_A_VISIT.search(str(name).lower()) and not _NAMES_A_PART.search(str(name).lower()):
            found.add(text.partition("/")[0])
    uid = text_of(body.get("UID"))
    return found | ({uid.partition("/")[0]} if uid else set())


def _chain(uids: set[str], facts: Known) -> frozenset[str]:
    """The uids that ours were moved to, however often."""
    moved = {one.entry.uid: one.entry.moved_to for one in facts.sightings if one.entry.moved_to and one.entry.uid}
    found: set[str] = set()
    todo = list(uids)
    while todo:
        after = moved.get(todo.pop())
        if after and after not in found:
            found.add(after)
            todo.append(after)
    return frozenset(found)


def owner_of(entry: Entry, facts: Known) -> Owner:
    """Whose a booking is, and by which proof."""
    marks = facts.marks
    keyed = _by_key(entry, facts)
    if keyed is not None and keyed.whose != "other":
        return keyed
    if entry.uid in marks.uids or entry.id in marks.numbers:
        return Owner("focus", "uid")
    if entry.uid in marks.chain:
        return Owner("focus", "chain")
    if keyed is not None:
        return keyed
    if entry.uid in marks.sibling_uids:
        return Owner("call", "uid")
    for row in facts.case.rows or ():
        if row.id in marks.others and (entry.uid in row.uids or entry.id in row.numbers):
            return Owner("other", "uid", row.id)
    return Owner("focus", "fit") if _fits(entry, facts) else Owner("foreign")


def _by_key(entry: Entry, facts: Known) -> Owner | None:
    """Whose it is by the keys it carries; a key of the very visit outweighs one of a call."""
    marks = facts.marks
    by_call: Owner | None = None
    by_other: Owner | None = None
    for name, value in entry.metadata.items():
        name, text = str(name).lower(), text_of(value)
        if text is None or (_NAMES_A_PART.search(name) and not _NAMES_A_CALL.search(name)):
            continue
        row = text.partition("/")[0]
        if row in marks.visit and not _NAMES_A_CALL.search(name):
            return Owner("focus", "key", row)
        if row in marks.siblings:
            return Owner("call", "key", row)
        if row in marks.others or text in marks.others:
            by_other = Owner("other", "key", row)
        elif _NAMES_A_CALL.search(name):
            own = bool(facts.call.id) and text == facts.call.id
            by_call = Owner("focus", "key", text) if own else Owner("other", "key", text)
        elif _NAMES_A_VISIT.search(name) and _known_kind_of_key(name, facts):
            by_other = Owner("other", "key", row)
    if by_other is not None and (by_call is None or by_call.whose == "other"):
        return by_other
    return by_call or by_other


def _known_kind_of_key(name: str, facts: Known) -> bool:
    """Whether a key is one of ours: our own name for it, or one that our requests send along."""
    if name in ("holdfast_ref", "crm_appointment_id"):
        return True
    sent = {str(n).lower() for one in facts.creates for n in _metadata(one.request.body)}
    return name in sent


def _metadata(body: Mapping[str, Json]) -> Mapping[str, Json]:
    metadata = body.get("metadata")
    return metadata if isinstance(metadata, dict) else {}


def _fits(entry: Entry, facts: Known) -> bool:
    """Without any key: attendee, exact span, host, and made inside one of our requests."""
    made = facts.clocks.stamp(entry.created_at)
    if entry.span is None or made is None:
        return False
    focus = facts.focus
    planned = set(focus.busy if focus is not None else ())
    host = facts.host_of_focus(entry)
    if host is False:
        return False
    for one in facts.creates:
        body = one.request.body
        asked = one.start == entry.start or entry.span in planned
        exact = not planned or entry.span in planned or one.start == entry.start
        if (
            asked
            and exact
            and _same_person(entry, body, facts)
            and _within(made, one.request.at, one.request.until, one.reply)
        ):
            return True
    if not facts.case.requests and focus is not None and entry.span in planned:
        windows = [(run.begin, run.end) for run in facts.writes]
        return _named(entry, focus.customer) and any(_within(made, begin, end, Reply.DONE) for begin, end in windows)
    return False


def _within(made: datetime, begin: datetime | None, end: datetime | None, reply: Reply) -> bool:
    if begin is None or end is None:
        return False
    late = LATE_EFFECT if reply is Reply.UNKNOWN else STAMP_TOLERANCE
    return begin - STAMP_TOLERANCE <= made <= end + late


def _same_person(entry: Entry, body: Mapping[str, Json], facts: Known) -> bool:
    attendee = body.get("attendee")
    sent = attendee if isinstance(attendee, dict) else {}
    email, name = text_of(sent.get("email")), text_of(sent.get("name"))
    if email and entry.email:
        return email.casefold() == entry.email.casefold()
    return _named(entry, name) or (facts.focus is not None and _named(entry, facts.focus.customer))


def _named(entry: Entry, name: str | None) -> bool:
    return bool(name and entry.attendee) and str(name).casefold() == str(entry.attendee).casefold()


def host_fits(entry: Entry, staff: str | None, catalog: Catalog) -> bool | None:
    """Whether an entry's host is this person; None where names and keys do not tell."""
    if not staff or not entry.host:
        return None
    person = next((p for p in catalog.staff or () if p.key == staff), None)
    person = person or next((p for p in catalog.staff or () if p.name.casefold() == staff.casefold()), None)
    if person is not None and entry.host_account and person.accounts:
        return entry.host_account in person.accounts
    wanted = _name_words(person.name if person is not None else staff)
    shown = _name_words(entry.host)
    if not wanted or not shown:
        return None
    if wanted <= shown or shown <= wanted:
        return True
    if person is None and not re.fullmatch(r"[^\W\d_]{3,}(?:[ _-][^\W\d_]+)*", staff):
        return None
    return False


def _name_words(name: str) -> set[str]:
    words = re.findall(r"[^\W\d_]{2,}", name.lower())
    return {word for word in words if word not in ("dr", "prof", "frau", "herr", "med", "dent")}
