"""Which stored visit a call is about: the one it made, changed or asked about. Pure."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from holdfast.core.case import Call, Case, Row
from holdfast.core.case_answers import Aim, as_json
from holdfast.core.case_replies import CHANGES
from holdfast.core.case_runs import Exchange, Run
from holdfast.core.case_values import text_of
from holdfast.core.claims_said import Heard
from holdfast.core.claims_said.words import plain

_RANK = {"confirmed": 0, "pending": 1, "cancelled": 2, "failed": 3}
_IDENTIFIER_ARGUMENTS = ("ref", "booking_id", "appointment_id", "id", "booking_ref", "termin_id", "uid", "booking_uid")


class Conversation(Protocol):
    """What is asked of the facts to tell which visit a call is about."""

    @property
    def case(self) -> Case:
        """The case as it was read."""
        ...

    @property
    def call(self) -> Call:
        """The call."""
        ...

    @property
    def own_rows(self) -> Sequence[Row]:
        """The rows this call made."""
        ...

    @property
    def runs(self) -> Sequence[Run]:
        """All tool calls."""
        ...

    @property
    def writes(self) -> Sequence[Run]:
        """The tool calls that were to change something."""
        ...

    @property
    def exchanges(self) -> Sequence[Exchange]:
        """All requests to the calendar."""
        ...

    @property
    def heard(self) -> Heard | None:
        """The conversation."""
        ...

    @property
    def caller_names(self) -> frozenset[str]:
        """Names of the caller from tool arguments."""
        ...

    def in_call(self, instant: datetime | None) -> bool:
        """Whether a moment lies within the call."""
        ...

    def local(self, instant: datetime) -> datetime:
        """An instant where the tenant is."""
        ...


def choose_focus(facts: Conversation) -> Row | None:
    """The row a call is about. Of several for one wish the one that holds it: confirmed outweighs failed."""
    rows = facts.case.rows
    if not rows:
        return None
    changed = [row for row in rows if _was_changed(row, facts)]
    made = list(facts.own_rows)
    aims = {run.aim for run in facts.runs}
    if (told := _last_told(rows, facts)) is not None:
        return told
    if made:
        pool = made + [row for row in changed if row not in made and _is_last_deed(row, facts)]
        return min(pool, key=lambda row: _order(row, facts))
    if changed:
        return min(changed, key=lambda row: _order(row, facts))
    others = {call.id for call in facts.case.other_calls or ()}
    unowned = [row for row in rows if row.call_id is None or (_is_of_now(row, facts) and row.call_id not in others)]
    if unowned and (Aim.BOOK in aims or not facts.call.id or not facts.runs):
        return min(unowned, key=lambda row: _order(row, facts))
    asked = aims & {Aim.FIND, Aim.CANCEL, Aim.MOVE} or not facts.runs
    if asked and Aim.BOOK not in aims:
        mine = [row for row in rows if _is_callers(row, facts)]
        if mine or len(rows) == 1:
            return min(mine or rows, key=lambda row: _order(row, facts))
    return _set_right(rows, facts)


def _set_right(rows: Sequence[Row], facts: Conversation) -> Row | None:
    """The caller's row that the last answer told of instead of booking another one, without its code."""
    answer = as_json(facts.runs[-1].tool.answer) if facts.runs else None
    if not isinstance(answer, dict) or answer.get("state") != "info" or answer.get("reason") != "already_yours":
        return None
    fitting = [row for row in rows if _is_callers(row, facts) and _fits_last_claim(row, facts)]
    return min(fitting, key=lambda row: _order(row, facts), default=None)


def _last_told(rows: Sequence[Row], facts: Conversation) -> Row | None:
    """The row that our last answer about a visit names by its code. What merely sets an earlier call right is no such
    answer: it bears the state "info" and a reason."""
    for run in reversed(facts.runs):
        answer = as_json(run.tool.answer)
        if not isinstance(answer, dict) or (answer.get("state") == "info" and answer.get("reason")):
            continue
        code = text_of(answer.get("ref"))
        named = next((row for row in rows if code is not None and row.ref == code), None)
        if named is not None:
            return named
    return None


def _is_of_now(row: Row, facts: Conversation) -> bool:
    """Whether a row was made during the call for this caller, although it names another call."""
    names = last_names(row.customer)
    return facts.in_call(row.created_at) and (not names or not facts.caller_names or bool(names & facts.caller_names))


def _was_changed(row: Row, facts: Conversation) -> bool:
    """Whether this call changed a row: by its time of change during a write, or by a request that names it."""
    if not facts.writes:
        return False
    others = row.ref is not None and row.call_id not in (None, facts.call.id) and row.changed_by != facts.call.id
    if facts.in_call(row.changed_at) and row.changed_at != row.created_at and not others:
        return True
    named = row.uids | row.numbers
    for one in facts.exchanges:
        path = one.request.path
        if (
            one.act in CHANGES
            and one.request.tool_call
            and any(re.search(rf"/{re.escape(n)}(?:/|\.|$)", path) for n in named)
        ):
            return True
    for run in facts.writes:
        for name, value in run.tool.args.items():
            if name.lower() in _IDENTIFIER_ARGUMENTS and text_of(value) in {row.id, row.ref or row.id, *named}:
                return True
    return False


def _is_last_deed(row: Row, facts: Conversation) -> bool:
    """Whether the call's last write was about an older row, although it made one of its own."""
    return bool(facts.writes) and facts.writes[-1].aim in (Aim.CANCEL, Aim.MOVE) and row.call_id != facts.call.id


def _order(row: Row, facts: Conversation) -> tuple[bool, int, bool, bool, float]:
    last = facts.writes[-1] if facts.writes else None
    elsewhere = False
    if last is not None and last.aim in (Aim.CANCEL, Aim.MOVE):
        elsewhere = not facts.in_call(row.changed_at)
    claimed = _fits_last_claim(row, facts)
    made = row.created_at.timestamp() if row.created_at is not None else 0.0
    return (elsewhere, _RANK.get(row.state or "", 4), not claimed, not _is_callers(row, facts), made)


def _fits_last_claim(row: Row, facts: Conversation) -> bool:
    """Whether the last claim names this row's time."""
    last = facts.heard.last if facts.heard is not None else None
    if last is None or row.start is None or not (last.clocks or last.days):
        return False
    local = facts.local(row.start)
    minutes = local.hour * 60 + local.minute
    times = not last.clocks or any(clock.fits(minutes) for clock in last.clocks)
    return times and (not last.days or any(day.fits(local.date()) for day in last.days))


def _is_callers(row: Row, facts: Conversation) -> bool:
    """Whether a row is the caller's: by number, by the name that was said, or by the time that was claimed."""
    number = facts.call.from_number
    if number and row.phone and re.sub(r"\D", "", number)[-9:] == re.sub(r"\D", "", row.phone)[-9:] != "":
        return True
    names = last_names(row.customer)
    if names & facts.caller_names:
        return True
    spoken = {
        word
        for line in facts.case.lines or ()
        if line.role == "caller"
        for word in re.findall(r"\w+", plain(line.text))
    }
    return bool(names & spoken) or _fits_last_claim(row, facts)


def last_names(name: str | None) -> set[str]:
    """The words of a person's name that tell people apart: the last one, in small letters."""
    words = re.findall(r"[^\W\d_]{2,}", (name or "").lower())
    return {words[-1]} if words else set()
