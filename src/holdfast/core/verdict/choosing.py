"""Which causes hold, and which one names the call: the first that did harm, in time; what only helped along stands
beside. Pure."""

from datetime import UTC, datetime

from holdfast.core.case_answers import Aim, Meaning
from holdfast.core.correction import Told
from holdfast.core.verdict import agent, claims, echo, loss, outside, plans, writes
from holdfast.core.verdict.blockers import denial_of
from holdfast.core.verdict.findings import (
    Certainty,
    Code,
    Finding,
    Question,
    Ref,
    Rule,
    of_claim,
    of_row,
    of_run,
    of_sightings,
)

RULES: tuple[Rule, ...] = (
    echo.own_echo,
    outside.not_ours,
    agent.placeholder_id,
    agent.identity_hidden,
    plans.wrong_day,
    plans.zone_shift,
    loss.lost_to_others,
    loss.double_booking,
    plans.no_segments,
    plans.wrong_segments,
    writes.config_event_type,
    writes.refused_at_any_time,
    writes.missing_contact,
    writes.late_success,
    writes.done_after_pending,
    writes.id_mixup,
    writes.part_chain,
    agent.repeats,
    writes.handler_fault,
    writes.calendar_down,
    agent.lost_answers,
    agent.lost_checks,
    claims.claims,
    outside.edits,
    agent.slow_tools,
    outside.clock,
)
"""Every rule, "was it us?" first. Where two causes did harm at the same moment, the earlier rule names the call."""

WEAKER: dict[Code, frozenset[Code]] = {
    Code.OWN_ECHO: frozenset(
        {
            Code.LATE_SUCCESS, Code.MODEL_REPEAT, Code.PLATFORM_REPEAT, Code.SLOW_TOOL, Code.BARGE_IN_LOST,
            Code.CALENDAR_DOWN, Code.CLAIM_AGAINST_TOOL, Code.HANDLER_FAULT, Code.LOGIC_GAP, Code.PART_CHAIN,
            Code.WRONG_SEGMENTS,
        }
    ),
    Code.LATE_SUCCESS: frozenset(
        {
            Code.CALENDAR_DOWN, Code.SLOW_TOOL, Code.HANDLER_FAULT, Code.HUMAN_EDIT, Code.NOTICE_LOST,
            Code.CLAIM_AGAINST_TOOL,
        }
    ),
    Code.NO_SEGMENTS: frozenset({Code.WRONG_SEGMENTS, Code.CONFIG_EVENT_TYPE, Code.PART_CHAIN}),
    Code.NOTICE_LOST: frozenset({Code.HUMAN_EDIT}),
    Code.NOTICE_REFUSED: frozenset({Code.HUMAN_EDIT, Code.NOTICE_LOST}),
    Code.IDENTITY_HIDDEN: frozenset({Code.CLAIM_AGAINST_TOOL, Code.CLAIM_WITHOUT_TOOL, Code.WRONG_DAY}),
    Code.PLACEHOLDER_ID: frozenset({Code.HANDLER_FAULT, Code.CLAIM_AGAINST_TOOL, Code.CLAIM_WITHOUT_TOOL}),
    Code.ZONE_SHIFT: frozenset(
        {Code.WRONG_SEGMENTS, Code.CONFIG_EVENT_TYPE, Code.HUMAN_EDIT, Code.WRONG_DAY, Code.CLAIM_AGAINST_TOOL}
    ),
    Code.WRONG_DAY: frozenset({Code.CLAIM_AGAINST_TOOL}),
    Code.FOREIGN_SYSTEM: frozenset({Code.REAL_RACE, Code.STALE_COPY}),
    Code.PLATFORM_REPEAT: frozenset({Code.SLOW_TOOL, Code.LATE_SUCCESS, Code.BARGE_IN_LOST}),
    Code.MODEL_REPEAT: frozenset({Code.LATE_SUCCESS}),
    Code.SLOW_TOOL: frozenset({Code.BARGE_IN_LOST, Code.CLAIM_AGAINST_TOOL, Code.CLAIM_WITHOUT_TOOL}),
    Code.BARGE_IN_LOST: frozenset({Code.CLAIM_AGAINST_TOOL, Code.CLAIM_WITHOUT_TOOL}),
    Code.ID_MIXUP: frozenset({Code.CALENDAR_DOWN, Code.CLAIM_AGAINST_TOOL}),
    Code.HUMAN_EDIT: frozenset({Code.CLAIM_AGAINST_TOOL}),
}  # fmt: skip
"""What a cause explains: these did no harm of their own, they only belong to it."""

TRUTHFUL = frozenset(
    {
        Code.REAL_RACE, Code.CALENDAR_DOWN, Code.MISSING_CONTACT, Code.CONFIG_EVENT_TYPE, Code.HANDLER_FAULT,
        Code.FOREIGN_SYSTEM,
    }
)  # fmt: skip
"""Causes that lose a visit without any wrong word: a false claim beside them is the first wrong word."""
CLAIMS = frozenset({Code.CLAIM_AGAINST_TOOL, Code.CLAIM_WITHOUT_TOOL})
LATEST = datetime.max.replace(tzinfo=UTC)


def find_causes(question: Question, agrees: bool) -> list[Finding]:
    """All causes that hold, the one that names the call first; NONE or UNDETERMINED stand alone or before what
    helped."""
    found: list[Finding] = []
    for rule in RULES:
        for finding in rule(question):
            if all(one.code is not finding.code for one in found):
                found.append(finding)
    weak = {code for one in found if one.harmful for code in WEAKER.get(one.code, ())}
    harmful = [one for one in found if one.harmful and one.code not in weak]
    beside = [one for one in found if one not in harmful]
    harmful.sort(key=lambda one: one.at or LATEST)
    claimed = [one for one in harmful if one.code in CLAIMS]
    if harmful and claimed and harmful[0].code in TRUTHFUL:
        harmful = claimed + [one for one in harmful if one.code not in CLAIMS]
    if harmful:
        return harmful + beside
    trouble = trouble_of(question, agrees)
    if trouble:
        return [Finding(Code.UNDETERMINED, None, trouble, Certainty.POSSIBLE), *beside]
    clocks = [one for one in beside if one.code is Code.CLOCK and _names_call(question)]
    if clocks:
        return clocks
    return [Finding(Code.NONE, None, _backing(question))]


def _names_call(question: Question) -> bool:
    """Whether the clocks are so far apart that it is to be mended although nothing came of it."""
    return any(abs(one.offset.total_seconds()) > 3 for one in question.facts.clocks.disagreements)


def _backing(question: Question) -> tuple[Ref, ...]:
    """What shows that nothing is wrong."""
    facts = question.facts
    runs = [run for run in facts.runs if run.is_write or run.aim in (Aim.CHECK, Aim.FIND)]
    listed: tuple[Ref, ...] = () if facts.ours else tuple(("calendar", one.ref) for one in facts.listings[-1:])
    return (*of_claim(facts), *map(of_run, runs[-1:]), *of_row(facts.focus), *of_sightings(facts.ours), *listed)


def trouble_of(question: Question, agrees: bool) -> tuple[Ref, ...]:
    """What is plainly wrong although no cause explains it; empty where nothing is, or a witness is merely missing."""
    w, facts = question.witnesses, question.facts
    base: tuple[Ref, ...] = (*of_claim(facts), *of_row(facts.focus), *of_sightings(facts.ours))
    listed = tuple(("calendar", listing.ref) for listing in facts.listings[-1:])
    everything = (*base, *(of_run(run) for run in facts.runs[-2:]), *listed)
    if (
        _was_told_before(question)
        or _was_changed_since(question)
        or _left_as_it_was(question)
        or (w.said == "nothing" and w.stored == "cancelled" and w.calendar in ("cancelled", "absent"))
    ):
        return ()
    if not agrees and "unknown" not in (w.said, w.stored, w.calendar):
        return everything
    against = {
        "confirmed": ("absent", "partial", "cancelled", "moved"),
        "moved": ("absent", "partial", "cancelled", "present"),
        "failed": ("present", "partial"),
        "none": ("present", "partial"),
        "cancelled": ("present", "partial", "moved"),
    }
    if w.calendar in against.get(w.stored, ()):
        return everything
    if w.said in ("booked", "moved") and w.stored in ("none", "failed", "cancelled"):
        return everything
    if (
        w.said in ("taken", "failed", "cancelled")
        and w.stored == "confirmed"
        and facts.writes
        and not _left_as_it_was(question)
    ):
        return everything
    if w.said in ("booked", "moved") and w.calendar in ("absent", "partial", "cancelled"):
        return everything
    denial = denial_of(facts)
    offered = denial is not None and denial.offered_at is not None
    lost = w.stored in ("failed", "none", "unknown") and facts.told in (Told.TAKEN, Told.FAILED, Told.UNKNOWN)
    if denial is not None and offered and lost:
        return (*denial.refs, *everything)
    return everything if _unexplained_failure(question) else ()


def _was_changed_since(question: Question) -> bool:
    """Whether another call moved or cancelled the visit, and row and calendar agree about it: what this call was told
    was overtaken, by the caller's own next wish."""
    w, facts = question.witnesses, question.facts
    by = facts.focus.changed_by if facts.focus is not None else None
    if by in (None, "person", facts.call.id) or w.said in ("failed", "taken"):
        return False
    alike = {("confirmed", "present"), ("cancelled", "cancelled"), ("cancelled", "absent")}
    return (w.stored, w.calendar) in alike


def _left_as_it_was(question: Question) -> bool:
    """Whether a change was refused for a reason, told so, and the visit stands as before."""
    w, facts = question.witnesses, question.facts
    last = facts.writes[-1] if facts.writes else None
    changing = (
        last is not None and last.aim in (Aim.MOVE, Aim.CANCEL) and last.meaning in (Meaning.TAKEN, Meaning.REFUSED)
    )
    before = facts.focus is not None and facts.focus.call_id != facts.call.id
    return (
        changing
        and before
        and w.said in ("taken", "failed", "nothing", "free")
        and (w.stored == "confirmed" and w.calendar in ("present", "unknown"))
    )


def _was_told_before(question: Question) -> bool:
    """Whether the visit that stands was told as booked, and the last words were about another wish."""
    w, facts = question.witnesses, question.facts
    if facts.heard is None or facts.focus is None or facts.focus.start is None:
        return False
    if w.stored != "confirmed" or w.calendar != "present" or w.said not in ("free", "nothing", "taken", "callback"):
        return False
    local = facts.local(facts.focus.start)
    at = local.hour * 60 + local.minute
    told = [claim for claim in facts.heard.claims if claim.kind is Told.BOOKED]
    last = facts.heard.last
    about_it = last is not None and bool(last.clocks) and any(clock.fits(at) for clock in last.clocks)
    return any(not c.clocks or any(clock.fits(at) for clock in c.clocks) for c in told) and not about_it


def _unexplained_failure(question: Question) -> bool:
    """Whether a deed failed, for no reason that is on record."""
    facts = question.facts
    begun = facts.focus is not None and facts.focus.state == "failed"
    failed = [r for r in facts.writes if r.meaning is Meaning.FAILED or (r.meaning is Meaning.REFUSED and begun)]
    done = any(run.is_done for run in facts.writes)
    return bool(failed) and not done and question.witnesses.stored in ("failed", "none", "unknown")
