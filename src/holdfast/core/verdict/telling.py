"""The verdict's sentence and the words for the caller, filled in for one call: which visit, which deed, what became of
it. Pure."""

from holdfast.core.case_answers import Aim, Meaning
from holdfast.core.case_facts import Facts
from holdfast.core.case_words import spoken_day
from holdfast.core.correction import Told
from holdfast.core.repair import Choice
from holdfast.core.verdict.blockers import denial_of
from holdfast.core.verdict.findings import Code, Question
from holdfast.core.verdict.own_rules import away_since
from holdfast.core.verdict.sentences import (
    ALL_WELL,
    AWAY_SINCE,
    BECAME,
    CALLER,
    DONE,
    DONE_UNTOLD,
    PROMISES,
    SENTENCES,
    SOMEBODY,
    THINGS,
    US,
)

_MADE_NOW = ("never_made", "promised_only", "contact", "part")
"""Reasons of repairs that make a visit whole only now: nothing false was told about a visit that stood."""


def sentence_of(code: Code, question: Question, second: int) -> str:
    """What happened, for the owner, in German (`second` 0) or English (1)."""
    facts, w = question.facts, question.witnesses
    if code is Code.NONE and facts.focus is None:
        return ALL_WELL[second]
    shown = w.calendar if w.calendar in BECAME else "other"
    more = {
        "became": BECAME[shown][second],
        "done": DONE.get(w.calendar, DONE["present"])[second],
        "promise": PROMISES[facts.told][second],
        "about": _about(facts, second),
    }
    return _fill(_sentence(code, facts)[second], facts, second, more)


def _sentence(code: Code, facts: Facts) -> tuple[str, str]:
    """The sentence of a cause, or a closer one where it came about in a way of its own."""
    if code is Code.LATE_SUCCESS and facts.told is Told.PENDING:
        return DONE_UNTOLD
    denial = denial_of(facts) if code is Code.REAL_RACE else None
    if denial is not None and away_since(facts, denial.offered_at, denial.at) is not None:
        return AWAY_SINCE
    return SENTENCES[code]


def words_for_caller(choice: Choice, question: Question, second: int) -> str | None:
    """What the caller has to hear; None where nothing was told wrongly."""
    if not choice.tells_caller:
        return None
    return _fill(CALLER[_key(choice, question)][second], question.facts, second, {}, to_caller=True)


def _key(choice: Choice, question: Question) -> str:
    facts, why = question.facts, choice.why
    denied = facts.told in (Told.TAKEN, Told.FAILED)
    if why in _MADE_NOW:
        return "now" if denied else "stands"
    if why in ("stands", "told_wrongly"):
        w = question.witnesses
        if w.calendar in ("cancelled", "absent"):
            return _not_standing(question)
        if w.calendar == "moved":
            return "moved_as_wished" if w.stored == "moved" else "moved"
        return "denied" if denied else "stands"
    if why == "cancelled_there":
        return "cancelled_there" if question.witnesses.calendar == "cancelled" else "gone"
    if why == "wrong_word":
        return _of_the_time(facts)
    if why == "not_booked" and facts.told is Told.MOVED:
        return "not_moved" if question.witnesses.stored == "confirmed" else "ask"
    if why == "not_booked" and (facts.told is Told.CANCELLED or not facts.runs_of(Aim.BOOK, Aim.CHECK)):
        return "ask"
    keys = {"leftovers": "freed", "blocked": "not_booked", "not_a_test": "not_booked", "follow": "moved"}
    key = keys.get(why, why)
    return key if key in CALLER else "ask"


def _not_standing(question: Question) -> str:
    """Nothing stands in the calendar: cancelled as this caller wished, or never booked, or gone otherwise."""
    facts = question.facts
    if question.witnesses.stored in ("failed", "none"):
        return "not_booked"
    by = facts.focus.changed_by if facts.focus is not None else None
    wished = bool(facts.runs_of(Aim.CANCEL)) and by in (None, facts.call.id)
    return "cancelled_as_wished" if wished else "gone"


def _of_the_time(facts: Facts) -> str:
    """A time was named wrongly: what our last answer about it had been."""
    checks = facts.runs_of(Aim.CHECK)
    meaning = checks[-1].meaning if checks else Meaning.NONE
    if facts.told is Told.FREE and meaning is Meaning.TAKEN:
        return "not_free"
    return "freed" if facts.told is Told.TAKEN and meaning is Meaning.FREE else "ask"


def _about(facts: Facts, second: int) -> str:
    """The visit in brackets, where its time is known and the sentence names the person already."""
    start = facts.wanted_start
    if start is None:
        return ""
    when = spoken_day(facts.local(start), facts.call.language)
    return f" (appointment on {when})" if second else f" (Termin am {when})"


def _fill(template: str, facts: Facts, second: int, more: dict[str, str], to_caller: bool = False) -> str:
    """A sentence with name and time filled in, as far as they are known."""
    start = facts.wanted_start
    if to_caller:
        shown = sorted(one.entry.start for one in facts.ours if one.entry.stands and one.entry.start is not None)
        start = shown[0] if shown else start
    when = spoken_day(facts.local(start), facts.call.language) if start is not None else ""
    name = facts.focus.customer if facts.focus is not None and facts.focus.customer else _name_asked(facts)
    german, english = THINGS["yours" if to_caller else "visit"]
    of, on = ("of", "on") if second else ("von", "am")
    tail = f" {of} {name}" if name and not to_caller else ""
    tail += f" {on} {when}" if when else ""
    forms = [f"{noun}{tail}" for noun in ((english,) * 3 if second else german)]
    somebody = (SOMEBODY[1], SOMEBODY[1]) if second else SOMEBODY[0]
    values = more | {
        "who": name or somebody[0],
        "who_dat": name or somebody[1],
        "when": when or forms[0],
        "time": ("The time" if second else "Die Zeit") + (f" {on} {when}" if when else ""),
        "Beim": f"Beim Termin{tail}",
        "beim": f"beim Termin{tail}",
        "salon": _salon(facts, second),
    }
    for case, form in zip(("what", "what_acc", "what_dat"), forms, strict=True):
        values[case] = form
        values[case.capitalize()] = form[:1].upper() + form[1:]
    return template.format(**values)


def _name_asked(facts: Facts) -> str | None:
    for run in facts.runs:
        for field, value in run.tool.args.items():
            if (
                field.lower() in ("customer_name", "name", "kunde", "kundenname")
                and isinstance(value, str)
                and value.strip()
            ):
                return value.strip()[:80]
    return None


def _salon(facts: Facts, second: int) -> str:
    name = facts.case.catalog.rules.get("name")
    return name if isinstance(name, str) and name else US[second]
