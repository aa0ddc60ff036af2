"""What a caller wants and does not want: corrections ("nee, doch lieber"), negations ("keine ...", "statt"), numbers.

A correction replaces what was said before it, a negation never becomes the thing negated.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .patterns import Pattern
from .reader import TABLES
from .service_words import (
    EITHER,
    FILLERS,
    JOINERS,
    ONESELF,
    SPOKEN_JOINERS,
    WITHOUT,
    in_german,
    meanings_of,
    whom_of,
)
from .tidy import fold, tidy
from .time_words import is_time_word

_TOKENS = Pattern(r"[^\W_]+|[,.;:!?/]")
_MOST_WORDS = 60
_TAKEN_BACK = (
    "nee,noe,nein,ach nein,ach nee,quatsch,moment,stopp,stop,sorry,entschuldigung,pardon,korrektur,ich meine,"
    "ich meinte,meine ich,besser gesagt,vielmehr,doch lieber,doch nur,doch eher,doch besser,no wait,wait,no sorry,"
    "no actually,actually,i mean,i meant,rather,scratch that,make that"
)
_CORRECTIONS = frozenset(tuple(phrase.split()) for phrase in _TAKEN_BACK.split(","))
_NEGATIONS = frozenset(fold("kein keine keinen keiner keinem keins nicht no not never dont weder without ohne").split())
_INSTEAD = frozenset({"statt", "anstatt", "anstelle", "instead"})
_TURNS = frozenset(
    fold(",;. sondern nur aber lieber dafür jedoch sonst stattdessen but just only rather instead").split()
) | {",", ";", "."}
_REFUSING = frozenset(fold("brauche brauch möchte will wollen want need mag").split())
_SMALL = frozenset({"wash", "blow", "set", "dry cut"})
_REACH = 3
_BELONGING = frozenset({"mit", "with"})
_BEGINNINGS = frozenset(
    fold("ein eine einen den die das dann dafür bitte stattdessen noch gern gerne ich nur a an the then please").split()
)
_ASKED_CLOCK = frozenset(fold("um gegen ab bis vor nach halb viertel zwischen kurz at around by from until").split())
_COUNTS = {
    "zwei": 2, "zwo": 2, "zweimal": 2, "beide": 2, "beiden": 2, "two": 2, "2": 2, "twice": 2, "2x": 2,
    "drei": 3, "dreimal": 3, "three": 3, "3": 3, "3x": 3, "vier": 4, "viermal": 4, "four": 4, "4": 4, "4x": 4,
}  # fmt: skip


TIMES = frozenset(word for word in _COUNTS if word.endswith(("mal", "x", "twice")))
"""Counts that may stand behind what they count."""


@dataclass(frozen=True, slots=True)
class Clause:
    """Part of what was said: the words wanted (joiners and "oder" among them), those denied, and whether it replaces
    all that was said before ("nur ...")."""

    wanted: tuple[str, ...]
    denied: tuple[str, ...] = ()
    only: bool = False
    without: tuple[str, ...] = ()
    """The wanted words with "ohne ..." left in, for services that are called so; empty where nobody said it."""


@dataclass(frozen=True, slots=True)
class Heard:
    """Everything said about services: clauses in order, each but the first a correction; ages and numbers beside."""

    clauses: tuple[Clause, ...]
    whom: frozenset[str]
    numbers: frozenset[int]


def split_clauses(said: str) -> Heard:
    """Any text at all as clauses of folded German words without fillers and words of time. Never fails."""
    tokens = [_plain(token) for token in _TOKENS.findall(tidy(said))][: _MOST_WORDS * 2]
    words = _small_ones(_untitled(in_german(tokens)[:_MOST_WORDS]))
    parts: list[list[str]] = [[]]
    place = 0
    while place < len(words):
        if size := _corrects(words, place):
            parts.append([])
            place += size
            continue
        parts[-1].append(words[place])
        place += 1
    return Heard(tuple(_clause(part) for part in parts if part), _aged(words, whom_of(words)), _numbers(words))


def _plain(token: str) -> str:
    return "," if token in (";", ":", "!", "?", "/", ".") else re.sub(r"(?<=.{4})termine?$", "", token)


def _corrects(words: list[str], place: int) -> int:
    """How many words at `place` take back what was said before: none in "kann ich meine Haare ..."."""
    if words[place : place + 2] == ["no", ","]:
        return 1
    for size in (2, 1):
        if tuple(words[place : place + size]) in _CORRECTIONS:
            spoken_on = words[place] == "ich" and place > 0 and words[place - 1] not in (",", "aeh", "aehm")
            return 0 if spoken_on else size
    return 0


def _clause(words: list[str]) -> Clause:
    wanted: list[str] = []
    denied: list[str] = []
    kept: list[str] = []
    place = 0
    while place < len(words):
        word = words[place]
        if word == "nicht" and words[place + 1 : place + 2] == ["nur"]:
            place += 2
            continue
        if word in _NEGATIONS or word in _INSTEAD:
            taken = _reach(words, place)
            if taken == place + 1 and word == "nicht":
                _take_back(wanted, denied, words[:place])
            denied += words[place + 1 : taken]
            if word in WITHOUT:
                kept += words[place:taken]
            place = taken
            continue
        wanted.append(word)
        kept.append(word)
        place += 1
    with_ohne = tuple(content_of(kept)) if WITHOUT & set(kept) else ()
    return Clause(tuple(content_of(wanted)), tuple(content_of(denied)), "nur" in words or "just" in words, with_ohne)


def _reach(words: list[str], place: int) -> int:
    """Where a negation ends: at the next turn ("sondern", a comma); over an "und" it reaches only small things, and
    "nicht" reaches no further than a few words."""
    end = place + 1
    near = words[place] in ("nicht", "not", "never")
    named = False
    while end < len(words):
        word = words[end]
        if word in _TURNS or word in EITHER:
            break
        if word in JOINERS - _BELONGING and not _reaches_over(words[place], words[end + 1 : end + 2]):
            break
        if near and not named and end - place > _REACH and not meanings_of(word):
            return place + 1
        named = named or bool(meanings_of(word))
        end += 1
    return end


def _reaches_over(negation: str, following: list[str]) -> bool:
    """ "keine Maniküre und Pediküre" is neither; "ohne Föhnen und eine Maniküre" wants one. "Ohne" and "statt" reach
    over an "und" only to what is never wanted alone."""
    if not following or following[0] in _BEGINNINGS:
        return False
    if negation not in WITHOUT and negation not in _INSTEAD:
        return True
    return bool(meant := meanings_of(following[0])) and meant <= _SMALL


def _take_back(wanted: list[str], denied: list[str], before: list[str]) -> None:
    """ "Strähnchen brauche ich nicht": what stands before it in the same breath is denied."""
    if not before:
        return
    start = max((place for place, word in enumerate(wanted) if word == ","), default=-1) + 1
    breath = wanted[start:]
    ends_on_it = bool(breath) and breath[-1] not in FILLERS
    if ends_on_it or _REFUSING & set(breath):
        denied += breath
        del wanted[start:]


def content_of(words: Sequence[str]) -> list[str]:
    """The words that can name a service: without fillers, and without what the reader knows as words of time."""
    return [w for place, w in enumerate(words) if w in JOINERS or w in EITHER or not _beside(w, words, place)]


def _beside(word: str, words: Sequence[str], place: int) -> bool:
    if meanings_of(word) or word in WITHOUT:
        return False
    if word in ONESELF:
        return not _is_one_of_several(words, place)
    if word in _COUNTS:
        return place > 0 and words[place - 1] in _ASKED_CLOCK
    return word in FILLERS or is_time_word(word)


def _is_one_of_several(words: Sequence[str], place: int) -> bool:
    """ "Für mich und meine Frau", "meinen Sohn und mich": the caller is one of the persons."""
    after = words[place + 1] if place + 1 < len(words) else ","
    before = [word for word in words[max(place - 2, 0) : place] if word not in ("fuer", "for")]
    return after in SPOKEN_JOINERS or (after == "," and bool(before) and before[-1] in SPOKEN_JOINERS)


def count_of(word: str) -> int:
    """How many times a service is wished for, by the word in front of it; 1 for any other word."""
    return _COUNTS.get(word, 1)


def _untitled(words: list[str]) -> list[str]:
    """ "Frau Sommer" names a customer, not whom the visit is for."""
    titles = {
        place
        for place, word in enumerate(words[:-1])
        if word in ("frau", "herr", "herrn")
        and not meanings_of(words[place + 1])
        and words[place + 1] not in FILLERS
        and words[place + 1] not in JOINERS
        and not words[place + 1].startswith("haar")
    }
    return [word for place, word in enumerate(words) if place not in titles]


def _small_ones(words: list[str]) -> list[str]:
    """ "Meine kleine Tochter" is a child; a daughter alone may be grown up."""
    told: list[str] = []
    for place, word in enumerate(words):
        following = words[place + 1] if place + 1 < len(words) else ","
        if word in _SMALL_ONES and "child" in whom_of([following]):
            words[place + 1] = "kind"
        else:
            told.append(word)
    return told


_SMALL_ONES = frozenset({"kleine", "kleiner", "kleinen", "kleines", "little"})


def _aged(words: list[str], whom: frozenset[str]) -> frozenset[str]:
    """ "mein siebenjähriger Sohn", "sie ist fünf": a child; somebody of thirty is none."""
    age = _age(words)
    if age is None or not whom:
        return whom
    if age <= 12:
        return whom & {"child"} or whom
    return whom - {"child"} or whom if age >= 18 else whom


def _age(words: list[str]) -> int | None:
    for place, word in enumerate(words):
        if found := re.fullmatch(r"(\w+?)jaehrig\w*", word):
            return _number(found[1])
        value = _number(word)
        before, after = words[place - 1] if place else "", words[place + 1 : place + 3]
        if value is None:
            continue
        if after[:1] in (["jahre"], ["jahren"], ["jahr"], ["years"], ["year"]):
            return value
        if before in ("ist", "wird", "is") and (len(words) == place + 1 or words[place + 1] == ","):
            return value
    return None


def _number(word: str) -> int | None:
    if word.isdigit():
        return int(word) if len(word) < 4 else None
    return next((table.numbers[word] for table in TABLES.values() if word in table.numbers), None)


def _numbers(words: list[str]) -> frozenset[int]:
    return frozenset(value for word in words if (value := _number(word)) is not None)
