"""One thing that needs a person as the page tells it: in one sentence, with its cause in another."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from holdfast.actions.look_at_needs import Need
from holdfast.core.reconcile import Kind
from holdfast.entry.web.words import TABLES, Words
from holdfast.language.report_words import CAUSES


def sentence_of(need: Need, words: Words, zone: ZoneInfo, today: date) -> str:
    """What is the matter, with whom and when."""
    nobody = words("need_somebody_calling") if need.case else words("somebody")
    otherwise = "need_task_other" if need.task and not need.drift else "need_other"
    key = f"need_{need.kind}{_variant(need)}"
    return words.maybe(key, otherwise, name=need.name or nobody, when=words.when(_at(need), zone, today))


def _at(need: Need) -> datetime:
    if need.case is not None:
        return need.case.happened_at
    if need.visit is not None and not _was_put_elsewhere(need):
        return need.visit.start
    return need.drift.interval.start if need.drift and need.drift.interval else need.place.at


def _was_put_elsewhere(need: Need) -> bool:
    """A visit that a person put where another one stands already."""
    return need.kind == Kind.MOVED and need.is_open_drift and "cells" in (need.drift.detail if need.drift else {})


def _variant(need: Need) -> str:
    if not need.is_open_drift or need.drift is None:
        return ""
    if need.kind == Kind.MOVED:
        return "_taken" if _was_put_elsewhere(need) else "_part"
    if need.kind == Kind.MISSING_THERE:
        return "_part" if need.drift.detail.get("gone") else ""
    return "_part" if need.kind == Kind.CANCELLED_THERE else ""


def cause_of(need: Need, words: Words) -> str:
    """Why it came to this, as far as that is known; empty where nothing is."""
    told = need.kind == "task_tell_truth" or need.kind == "case" or need.kind.startswith("task_tell")
    if need.cause in CAUSES and told and need.drift is None:
        return words("came_cause", cause=CAUSES[need.cause or ""][1 if words.language == "en" else 0])
    kind = "task_tell" if need.kind.startswith("task_tell_") and need.kind != "task_tell_truth" else need.kind
    if kind == Kind.ORPHAN_THERE and need.visit is None:
        kind = f"{kind}_unknown"
    if kind == Kind.MISSING_THERE and _variant(need):
        kind = f"{kind}_part"
    key = f"came_{kind}"
    if key not in TABLES[words.language]:
        return ""
    return words("came_cause", cause=words(key)) if need.drift is not None else words(key)
