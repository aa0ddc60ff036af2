"""The answer to a tool call: one closed envelope for every platform (design 5.2). Typed here, worded last."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo
from enum import StrEnum

from holdfast.core.refusals import Reason
from holdfast.core.tenant import Tenant
from holdfast.language import Phrase, Voice, after_remark, speak

LIMIT = 600
"""Characters of the whole JSON object: a voice model reads it in one glance."""


class State(StrEnum):
    """What an answer says happened (R1)."""

    HELD = "held"
    CONFIRMED = "confirmed"
    PENDING = "pending"
    REFUSED = "refused"
    NEED_INFO = "need_info"
    CANCELLED = "cancelled"
    INFO = "info"


class Retry(StrEnum):
    """Whether the agent should call again: not, with the same arguments, or after asking the caller."""

    NO = "no"
    SAME = "same"
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence to be spoken, as its phrase and values; the words are chosen by the tenant's language."""

    phrase: Phrase
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Option:
    """A slot that is held for this call."""

    slot_id: str
    at: datetime
    staff: str


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer. `said` are phrases, or ready words where the language room asked a question itself."""

    state: State
    said: tuple[Said | str, ...]
    retry: Retry = Retry.NO
    reason: Reason | None = None
    ref: str | None = None
    options: tuple[Option, ...] = ()
    at: datetime | None = None
    service: str | None = None
    staff: str | None = None
    price_cents: int | None = None
    missing: str | None = None
    facts: Mapping[str, str | int | bool | None] = field(default_factory=dict)


_REMARKS = (Phrase.UNMATCHED_SERVICE, Phrase.ONE_BY_ONE)


def voice_of(tenant: Tenant, now: datetime, language: str | None = None) -> Voice:
    """How this tenant's agent speaks on this day."""
    return Voice(
        lang=language or tenant.language,
        address=tenant.speech.address,
        halves=tenant.speech.halves,
        today=now.astimezone(tenant.timezone).date(),
        zone=tenant.timezone,
    )


def say(answer: Answer, voice: Voice) -> str:
    """The words of an answer, complete and speakable."""
    parts = [part if isinstance(part, str) else speak(part.phrase, voice, **part.values) for part in answer.said]
    if len(parts) > 1 and isinstance(answer.said[0], Said) and answer.said[0].phrase in _REMARKS:
        contrary = answer.said[0].phrase is Phrase.UNMATCHED_SERVICE and answer.state is not State.REFUSED
        return after_remark(parts[0], " ".join(part for part in parts[1:] if part), voice, contrary=contrary)
    return " ".join(part for part in parts if part)


def answer_text(answer: Answer, voice: Voice) -> tuple[str, str]:
    """The answer as one flat line of JSON, its words (`say`) first, below the limit; and the words by themselves.

    What does not fit gives way in this order: price, name of the service, in the words who would do it, the last of
    several options. Words and names are cut only where somebody gave a service a name of hundreds of letters.
    """
    spoken = say(answer, voice)
    for slim in _slimmer(answer):
        spoken = say(slim, voice)
        text = _line(slim, spoken, voice)
        if len(text) < LIMIT:
            return text, spoken
    surplus = len(text) - LIMIT + 2
    spoken = spoken[: max(len(spoken) - surplus, 40)].rstrip() + "…"
    return _line(slim, spoken, voice), spoken


def _slimmer(answer: Answer) -> Iterator[Answer]:
    yield answer
    yield (answer := replace(answer, price_cents=None))
    if answer.options:
        yield (answer := replace(answer, service=None, staff=None))
        yield (answer := replace(answer, said=tuple(map(_without_names, answer.said))))
    while len(answer.options) > 1:
        answer = replace(answer, options=answer.options[:-1], said=tuple(map(_one_choice_less, answer.said)))
        yield answer
    yield replace(answer, service=None, staff=None)


def _without_names(part: Said | str) -> Said | str:
    """The same offers without who does them: the options themselves still say it."""
    if isinstance(part, str) or not isinstance(choices := part.values.get("choices"), list):
        return part
    return Said(part.phrase, {**part.values, "choices": [replace(choice, staff=None) for choice in choices]})


def _one_choice_less(part: Said | str) -> Said | str:
    if isinstance(part, str) or not isinstance(choices := part.values.get("choices"), list) or len(choices) < 2:
        return part
    return Said(part.phrase, {**part.values, "choices": choices[:-1]})


def _line(answer: Answer, spoken: str, voice: Voice) -> str:
    zone = voice.zone
    data: dict[str, object] = {"say": spoken, "state": answer.state.value}
    if answer.reason:
        data["reason"] = answer.reason.value
    data["retry"] = answer.retry.value
    data |= {key: value for key, value in (("ref", answer.ref), ("field", answer.missing)) if value is not None}
    if answer.options:
        data["options"] = [
            {"slot_id": option.slot_id, "at": local_iso(option.at, zone), "staff": option.staff}
            for option in answer.options
        ]
    if answer.at is not None:
        data["at"] = local_iso(answer.at, zone)
    data |= {name: value for name in ("service", "staff") if (value := getattr(answer, name)) is not None}
    if answer.price_cents is not None:
        data["price"] = price_text(answer.price_cents)
    data |= {name: value for name, value in answer.facts.items() if value is not None}
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def local_iso(at: datetime, zone: tzinfo) -> str:
    """An instant for machines: ISO 8601 on the salon's wall clock with its offset, to the second."""
    return at.astimezone(zone).isoformat(timespec="seconds")


def price_text(cents: int) -> str:
    """A price for machines, such as 85.00 EUR."""
    return f"{cents // 100}.{cents % 100:02d} EUR"
