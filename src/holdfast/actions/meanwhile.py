"""What a call left open and is known by now is told in that very call: with its next answer, or, where the platform
lets us speak into a running call, at once (docs/how-to/repair.md)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from holdfast.actions.answer import Answer, Said, voice_of
from holdfast.actions.case_record import instant_in
from holdfast.actions.conversation import Conversation
from holdfast.core.booking import Visit, VisitState, Why
from holdfast.core.call import Call
from holdfast.core.correction import Told, Truth, truth_now
from holdfast.core.ids import VisitId
from holdfast.core.tenant import Tenant
from holdfast.language import Phrase, Voice, speak
from holdfast.store import alarms, calls, corrections, mirror, tasks, timeline, visits
from holdfast.store.alarms import Way
from holdfast.store.corrections import Correction, CorrectionState
from holdfast.store.engine import TenantTx
from holdfast.store.tasks import TaskKind
from holdfast.store.timeline import Event

CALLED_IN = "call.told"
GOES_ON = timedelta(minutes=10)
"""A call that was not heard of for so long is not spoken into."""
_PHRASES = {
    Truth.DONE: Phrase.MEANWHILE_DONE,
    Truth.NOT_BOOKED: Phrase.MEANWHILE_NOT_BOOKED,
    Truth.OTHER_TIME: Phrase.MEANWHILE_OTHER_TIME,
}
_AROUND: Mapping[str, str] = {
    "de": "Neuigkeit aus dem Terminkalender. Sag dem Anrufer jetzt wörtlich: „{words}“",
    "en": "News from the appointment book. Tell the caller now, word for word: “{words}”",
}


@dataclass(frozen=True, slots=True)
class News:
    """What became of a visit that this call left open, ready to be spoken. `told_start`: for when it was left open."""

    visit: Visit
    phrase: Phrase
    told_start: datetime | None

    def words(self, voice: Voice) -> str:
        """The sentence."""
        return speak(self.phrase, voice, at=self.visit.start)


def with_news(conv: Conversation, answer: Answer) -> Answer:
    """An answer that begins with what became of a visit of this call, where that was left open and the answer is not
    about it. It counts as handed over; whether it was heard shows the report of the call."""
    for news in _news_of(conv.tx, conv.tenant, conv.call, conv.own_visits, conv.now):
        if answer.ref == news.visit.ref:
            continue
        owed = _on_record(conv.tx, conv.call, news, conv.now)
        conv.owed.append(owed.id)
        conv.note("correction_told", news.visit.id, None, correction=owed.id, truth=news.phrase, of_call=conv.call.id)
        return replace(answer, said=(Said(news.phrase, {"at": news.visit.start}), *answer.said))
    return answer


def _news_of(tx: TenantTx, tenant: Tenant, call: Call, own: tuple[Visit, ...], now: datetime) -> list[News]:
    """What can be told now of the visits that this call left open, and was not told in it yet."""
    left_open = tasks.open_of_visits(tx, [visit.id for visit in own], TaskKind.FOLLOW_UP) if own else []
    waiting = {str(task.visit) for task in left_open if task.call == call.id}
    if not waiting:
        return []
    known = corrections.of_call(tx, call.id)
    handed = {one.visit for one in known if one.state is CorrectionState.HANDED and one.handed_call == call.id}
    found = (_news(tx, tenant, call, visit, now) for visit in own if visit.id in waiting and visit.id not in handed)
    return [one for one in found if one is not None]


def _news(tx: TenantTx, tenant: Tenant, call: Call, visit: Visit, now: datetime) -> News | None:
    if not visits.is_at_rest(tx, visit.id) or _is_in_question(tx, tenant, visit, now):
        return None
    if visit.why is Why.CALLER and visit.state is VisitState.CANCELLED:
        return News(visit, Phrase.MEANWHILE_CANCELLED, None)
    start = _told_start(tx, call, visit)
    truth = truth_now(Told.PENDING, start, visit, False, now)
    return News(visit, _PHRASES[truth], start) if isinstance(truth, Truth) and truth in _PHRASES else None


def _is_in_question(tx: TenantTx, tenant: Tenant, visit: Visit, now: datetime) -> bool:
    """Whether a person changed it in the calendar, and what becomes of it is open."""
    if not tenant.calendar.is_outside:
        return False
    oldest = now - timedelta(seconds=tenant.rules.mirror_max_age_seconds)
    return mirror.stands_elsewhere(tx, visit.id, max(oldest, visit.changed_at))


def _told_start(tx: TenantTx, call: Call, visit: Visit) -> datetime | None:
    """For when the call was last told that it is being entered."""
    answers = (event.data for event in timeline.of_call(tx, call.id) if event.kind == "answered")
    told = [one.get("at") for one in answers if one.get("ref") == visit.ref and one.get("state") == "pending"]
    return instant_in(told[-1]) if told else None


def _on_record(tx: TenantTx, call: Call, news: News, now: datetime) -> Correction:
    """That the caller of this call believes it to be open: closed once they were heard to be told."""
    number = call.number or news.visit.customer.phone
    return corrections.add(tx, call.id, news.visit.id, number, Told.PENDING, news.told_start, None, now)


# Speaking into the running call


def call_in(tx: TenantTx, tenant: Tenant, visit_id: VisitId, now: datetime) -> None:
    """A visit came to rest and nobody waits for the answer: have its call told, where it goes on and its platform can
    be spoken to."""
    if tenant.retell.api_url is None:
        return
    visit = visits.one(tx, visit_id)
    call = calls.one(tx, visit.call) if visit is not None and visit.call is not None else None
    if visit is None or call is None or not _goes_on(tx, call, now):
        return
    if _news_of(tx, tenant, call, (visit,), now):
        message = f"live-{visit.id}-{visit.version}"
        alarms.enqueue(tx, message, Way.LIVE, CALLED_IN, call.id, visit.id, now)


def _goes_on(tx: TenantTx, call: Call, now: datetime) -> bool:
    is_fresh = call.seen_at is not None and now - call.seen_at < GOES_ON
    if not call.platform.startswith("retell") or call.ended_at is not None or not is_fresh:
        return False
    return not any(event.kind in ("call_ended", "call_analyzed") for event in timeline.of_call(tx, call.id))


@dataclass(frozen=True, slots=True)
class Spoken:
    """What is to be spoken into a call at this moment. `context` is what its agent gets."""

    call: Call
    news: News
    words: str
    context: str


def still_to_say(tx: TenantTx, tenant: Tenant, call_id: str, visit_id: str, now: datetime) -> Spoken | None:
    """What to say in the running call, by how the visit stands now; None where it ended, or was told meanwhile."""
    call, visit = calls.one(tx, call_id), visits.one(tx, VisitId(visit_id))
    if call is None or visit is None or not _goes_on(tx, call, now):
        return None
    for news in _news_of(tx, tenant, call, (visit,), now):
        voice = voice_of(tenant, now)
        words = news.words(voice)
        return Spoken(call, news, words, _AROUND["en" if voice.lang == "en" else "de"].format(words=words))
    return None


def was_called_in(tx: TenantTx, said: Spoken, now: datetime) -> None:
    """The platform took the words: they are handed over, as with an answer."""
    owed, visit = _on_record(tx, said.call, said.news, now), said.news.visit
    corrections.hand_over(tx, [owed.id], said.call.id, said.words, now)
    data = {"correction": owed.id, "truth": said.news.phrase.value, "of_call": said.call.id, "live": True}
    timeline.record(tx, [Event(now, "correction_told", data, {"say": said.words}, said.call.id, visit.id)])
