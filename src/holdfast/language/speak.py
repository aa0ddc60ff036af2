"""From a phrase and its values to one spoken text."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from . import phrases_de, phrases_en
from .phrases import Phrase
from .spoken import (
    spoken_choices,
    spoken_date,
    spoken_minutes,
    spoken_names,
    spoken_price,
    spoken_reading,
    spoken_ref,
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

_FIELD = re.compile(r"\{(\w+)(?::([^{}]*))?\}")
_ADDRESS = re.compile(r"<([^|<>]*)\|([^<>]*)>")
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
    "price": spoken_price,
    "minutes": spoken_minutes,
    "ref": spoken_ref,
    "refs": _refs,
    "choices": spoken_choices,
    "all": lambda choices, voice: spoken_choices(choices, voice, every=True),
    "either": lambda names, voice: spoken_names(_named(names, voice), voice, either=True),
    "some": spoken_names,
    "spans": spoken_spans,
}


def _named(names: Sequence[Any], voice: Voice) -> list[str]:
    return [name if isinstance(name, str) else spoken_reading(name, voice) for name in names]


def speak(phrase: Phrase, voice: Voice, **values: Any) -> str:
    """The sentence of `phrase` in the language and address of `voice`, with `values` put in.

    A value that is None or left out makes a wording without it the one that is spoken; where the phrase has
    none, that is a mistake of the program and raises LookupError.
    """
    given = {name: value for name, value in values.items() if value is not None}
    sentences = _LANGUAGES.get(voice.lang[:2].lower(), phrases_de.SENTENCES)[phrase]
    for sentence in sentences:
        if fields_of(sentence) <= given.keys():
            return _filled(_addressed(sentence, voice), given, voice)
    raise LookupError(f"{phrase} needs one of {[sorted(fields_of(s)) for s in sentences]}, got {sorted(given)}")


def fields_of(sentence: str) -> set[str]:
    """The names of the values a wording needs."""
    return {match[1] for match in _FIELD.finditer(sentence)}


def _addressed(sentence: str, voice: Voice) -> str:
    return _ADDRESS.sub(lambda match: match[2 if voice.address == "du" else 1], sentence)


def _filled(sentence: str, values: Mapping[str, Any], voice: Voice) -> str:
    def spoken(match: re.Match[str]) -> str:
        name, form = match[1], match[2] or ""
        if form.startswith("?"):
            return form[1:].split("|")[len(values[name]) != 1]
        text = _FORMATS[form](values[name], voice)
        begins = match.start() == 0 or sentence[: match.start()].endswith((". ", "? ", "! "))
        return text[:1].upper() + text[1:] if begins else text

    return " ".join(_FIELD.sub(spoken, sentence).split())
