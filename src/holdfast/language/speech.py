"""From a phrase and its values to one spoken text."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from . import phrases_de, phrases_en
from .choices import spoken_choices, spoken_hours
from .emails import spoken_email
from .patterns import Pattern
from .phrases import Phrase
from .spoken import (
    day_of,
    spoken_cost,
    spoken_date,
    spoken_feast,
    spoken_field,
    spoken_minutes,
    spoken_names,
    spoken_near,
    spoken_price,
    spoken_reading,
    spoken_readings,
    spoken_ref,
    spoken_service,
    spoken_spans,
    spoken_time,
    spoken_when,
    words_of,
)
from .voice import Choice, Price, Voice

__all__ = [
    "Choice",
    "Phrase",
    "Price",
    "Voice",
    "fields_of",
    "speak",
    "spoken_choices",
    "spoken_date",
    "spoken_minutes",
    "spoken_names",
    "spoken_price",
    "spoken_ref",
    "spoken_spans",
    "spoken_time",
    "spoken_when",
]

_SENTENCE_ENDS = Pattern(r"[.!?](?=\s|$)")
_MOST_SENTENCES = 2
_FIELD = Pattern(r"\{(\w+)(?::([^{}]*))?\}")
_HOURS = {"at": "hour", "kept": "kept_hour", "other": "other_hour"}
_LONGEST = 229
_MAY_GROW = {"choices", "other"}
"""With these, a sentence may become long: then a wording that says less is spoken rather than a longer one."""
_ADDRESS = Pattern(r"<([^|<>]*)\|([^<>]*)>")
_LANGUAGES: Mapping[str, Mapping[Phrase, tuple[str, ...]]] = {"de": phrases_de.SENTENCES, "en": phrases_en.SENTENCES}

# A value comes from the caller of `speak`, who knows the phrase: its type is what the format wants.
Spoken = Callable[[Any, Voice], str]


def _refs(refs: Sequence[str], voice: Voice) -> str:
    """Codes are already spelt with commas, so a stronger pause parts them."""
    return f" {words_of(voice).all_of(['', ''])[1:-1].strip()} ".join(spoken_ref(ref, voice) for ref in refs)


_FORMATS: Mapping[str, Spoken] = {
    "": lambda value, voice: str(value),
    "when": spoken_when,
    "on": lambda at, voice: spoken_when(at, voice, article="dem"),
    "for": lambda at, voice: spoken_when(at, voice, article="den"),
    "date": spoken_date,
    "date_on": lambda day, voice: spoken_date(day, voice, article="dem"),
    "time": spoken_time,
    "until": lambda at, voice: spoken_near(at, voice, article="dem"),
    "then": lambda at, voice: spoken_near(at, voice, article="der"),
    "date_for": lambda day, voice: spoken_date(day, voice, article="den"),
    "date_is": lambda day, voice: spoken_date(day, voice, article="der"),
    "price": spoken_price,
    "cost": spoken_cost,
    "feast": spoken_feast,
    "field": spoken_field,
    "minutes": spoken_minutes,
    "ref": spoken_ref,
    "refs": _refs,
    "choices": spoken_choices,
    "on_choices": lambda choices, voice: spoken_choices(choices, voice, article="dem"),
    "for_choices": lambda choices, voice: spoken_choices(choices, voice, article="den"),
    "hours": spoken_hours,
    "which": spoken_readings,
    "service": lambda name, voice: spoken_service(name, voice.lang),
    "all": lambda choices, voice: spoken_choices(choices, voice, every=True, article="dem"),
    "either": lambda names, voice: spoken_names(_named(names, voice), voice, either=True),
    "some": spoken_names,
    "spans": spoken_spans,
    "email": lambda address, voice: spoken_email(address, voice.lang),
}


def _named(names: Sequence[Any], voice: Voice) -> list[str]:
    return [name if isinstance(name, str) else spoken_reading(name, voice) for name in names]


def speak(phrase: Phrase, voice: Voice, **values: Any) -> str:
    """The sentence of `phrase` in the language and address of `voice`, with `values` put in.

    A value that is None or left out makes a wording without it the one that is spoken; where the phrase has
    none, that is a mistake of the program and raises LookupError.
    """
    given = _with_hours({name: value for name, value in values.items() if value is not None}, voice)
    sentences = _LANGUAGES.get(voice.lang[:2].lower(), phrases_de.SENTENCES)[phrase]
    texts = (_filled(_addressed(s, voice), given, voice) for s in sentences if fields_of(s) <= given.keys())
    for text in texts:
        return text if not _MAY_GROW & given.keys() or len(text) <= _LONGEST else min((text, *texts), key=len)
    raise LookupError(f"{phrase} needs one of {[sorted(fields_of(s)) for s in sentences]}, got {sorted(given)}")


def _with_hours(given: dict[str, Any], voice: Voice) -> dict[str, Any]:
    """With `said_day`, the day the sentence before has named: what lies on it is said by its hours alone.

    That makes `hours` of `choices`, `hour` of `at`, `kept_hour` of `kept` and so on, which wordings without a day ask
    for.
    """
    day, choices = given.pop("said_day", None), given.get("choices", ())
    if day and choices and all(day_of(choice.at, voice) == day for choice in choices):
        given["hours"] = choices
    for name, hour in _HOURS.items():
        if day and name in given and day_of(given[name], voice) == day:
            given[hour] = given[name]
    return given


def fields_of(sentence: str) -> set[str]:
    """The names of the values a wording needs."""
    return {match[1] for match in _FIELD.finditer(sentence)}


def _addressed(sentence: str, voice: Voice) -> str:
    return _ADDRESS.sub(lambda match: match[2 if voice.address == "du" else 1], sentence)


def _filled(sentence: str, values: Mapping[str, Any], voice: Voice) -> str:
    def spoken(match: re.Match[str]) -> str:
        name, form = match[1], match[2] or ("service" if match[1] == "service" else "")
        if form.startswith("?"):
            return form[1:].split("|")[len(values[name]) != 1]
        text = _FORMATS[form](values[name], voice)
        begins = match.start() == 0 or sentence[: match.start()].endswith((". ", "? ", "! "))
        return text[:1].upper() + text[1:] if begins else text

    return " ".join(_FIELD.sub(spoken, sentence).split())


def after_remark(remark: str, text: str, voice: Voice, *, contrary: bool = True) -> str:
    """A remark and what is said next, in two sentences where they can be joined: "Rückenmassage bieten wir leider nicht
    an, aber am Freitag ..."; `contrary`: by "aber", else by "und"."""
    if not text or len(_SENTENCE_ENDS.findall(f"{remark} {text}")) <= _MOST_SENTENCES:
        return f"{remark} {text}".strip()
    words = words_of(voice)
    first, blank, rest = text.partition(" ")
    if first not in words.MAY_FOLLOW | words.MAY_FOLLOW_AS_IS:
        return f"{remark} {text}"
    small = first.lower() if first in words.MAY_FOLLOW else first
    return f"{remark.rstrip('.')}, {words.BUT if contrary else words.AND} {small}{blank}{rest}"
