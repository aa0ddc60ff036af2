"""From verdicts and slots to the shapes of the API: local times, nothing decided."""

from zoneinfo import ZoneInfo

from holdfast.actions.explain_slot import InCalendar, SlotSeen
from holdfast.actions.judge import Judged
from holdfast.actions.look_up import CallSeen
from holdfast.actions.look_up_calls import CallJudged, Judgement
from holdfast.core.booking import Visit
from holdfast.entry.api import shapes_truth as shapes
from holdfast.entry.api.shaping import call_data, local, local_or_none


def call_judged(one: CallJudged) -> shapes.CallJudged:
    """A call with its verdict."""
    zone = one.seen.tenant.timezone
    return shapes.CallJudged(**call_data(one.seen), verdict=in_short(one.verdict, zone) if one.verdict else None)


def witnesses(one: Judgement) -> shapes.Witnesses:
    """The three witnesses of a verdict."""
    return shapes.Witnesses(said=one.said, stored=one.stored, calendar=one.calendar)


def in_short(one: Judgement, zone: ZoneInfo) -> shapes.VerdictInShort:
    """A verdict without its evidence."""
    return shapes.VerdictInShort(
        agree=one.agree,
        cause=one.cause,
        witnesses=witnesses(one),
        independent=one.independent,
        judged_at=local(one.at, zone),
    )


def _earlier(one: Judgement, zone: ZoneInfo) -> shapes.EarlierVerdict:
    return shapes.EarlierVerdict(
        agree=one.agree,
        cause=one.cause,
        witnesses=witnesses(one),
        independent=one.independent,
        judged_at=local(one.at, zone),
        prompt=one.prompt,
        confirmed_at=local(one.confirmed_at, zone),
    )


def verdict(found: Judged) -> shapes.Verdict:
    """A verdict with its evidence and its history."""
    one, zone = found.judgement, found.record.tenant.timezone
    document = one.document or {}
    return shapes.Verdict(
        call_id=one.call,
        agree=one.agree,
        witnesses=witnesses(one),
        independent=one.independent,
        cause=one.cause,
        causes=document.get("causes", []),
        contradictions=document.get("contradictions", []),
        repair=document.get("repair", {"act": one.act}),
        evidence=document.get("evidence", []),
        sentence=document.get("sentence", ""),
        basis=one.basis,
        judged_at=local(one.at, zone),
        confirmed_at=local(one.confirmed_at, zone),
        prompt=one.prompt,
        is_final=found.is_kept,
        history=[_earlier(earlier, zone) for earlier in found.history],
    )


def slot(found: SlotSeen) -> shapes.SlotExplained:
    """Who has a moment."""
    zone = found.tenant.timezone
    age = None if found.copied_at is None else round((found.now - found.copied_at).total_seconds())
    return shapes.SlotExplained(
        staff=found.staff.name,
        staff_key=found.staff.key,
        at=local(found.at, zone),
        free=found.is_free,
        differs=found.differs,
        visits=[_visit(one, found) for one in found.visits],
        absences=[shapes.SlotAbsence(ref=one.ref, kind=one.kind.value) for one in found.absences],
        holds=[shapes.SlotHold(call_id=one.call, until=local_or_none(one.until, zone)) for one in found.holds],
        calendar=[_listed(one, zone) for one in found.listed],
        listed_at=local_or_none(found.listed_at, zone),
        independent=found.independent,
        outage=found.outage,
        copy_of_calendar=[
            shapes.SlotCopied(
                uid=one.uid, start=local(one.span.start, zone), end=local(one.span.end, zone), is_absence=one.is_absence
            )
            for one in found.copied
        ],
        copied_at=local_or_none(found.copied_at, zone),
        copy_age_seconds=age,
        calls=[
            shapes.SlotCall(**call_data(CallSeen(one, found.tenant)), was_offered=one.id in found.offered_to)
            for one in found.calls
        ],
    )


def _visit(one: Visit, found: SlotSeen) -> shapes.SlotVisit:
    zone = found.tenant.timezone
    return shapes.SlotVisit(
        ref=one.ref,
        state=one.state.value,
        service=found.tenant.services_named(one.plan.services),
        start=local(one.start, zone),
        end=local(one.interval.end, zone),
        created_at=local(one.created_at, zone),
        call_id=one.call,
    )


def _listed(one: InCalendar, zone: ZoneInfo) -> shapes.SlotListed:
    seen = one.seen
    return shapes.SlotListed(
        uid=seen.uid,
        number=seen.number,
        start=local(seen.interval.start, zone),
        end=local(seen.interval.end, zone),
        created_at=local_or_none(seen.created_at, zone),
        reference=seen.reference,
        ref=one.ref,
        call_id=one.call,
        calls_then=list(one.calls_then),
    )
