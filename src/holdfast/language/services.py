"""Which of the offered services the caller named.

Exact spelling comes before aliases, aliases before what merely sounds alike, that before a shared meaning
("Haare schneiden"). What is close to several is asked, what is like nothing is None; nothing is ever a default.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from .reader import TABLES
from .service_words import FILLERS, JOINERS, WITHOUT, meanings_of, only_without, sound, whom_of
from .tidy import tidy
from .tokens import Sign

_SURE, _MARGIN, _POSSIBLE = 86.0, 6.0, 75.0
_SLIP = 3
_MOST_CHOICES = 3
_LONGEST_WINDOW = 5
_WORDS = re.compile(r"[^\W_]+")
_MOST_WORDS = 40


@dataclass(frozen=True, slots=True)
class ServiceName:
    """One service of the catalogue by its key, its name and what else people call it."""

    key: str
    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ServicesHeard:
    """The services named, in catalogue order; `unmatched`: parts, as they were said, that named nothing offered."""

    keys: tuple[str, ...]
    unmatched: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ServiceQuestion:
    """At most three services between which to ask; `heard` are those named beyond doubt beside them."""

    choices: tuple[str, ...]
    heard: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Label:
    """One name of a service, with its spelling without blanks, and what it means; `without`: it holds an "ohne"."""

    key: str
    order: int
    compact: str
    sound: str
    meanings: frozenset[str]
    whom: frozenset[str]
    without: bool = False


def match_services(
    said: str, offered: Sequence[ServiceName], lang: str = "de"
) -> ServicesHeard | ServiceQuestion | None:
    """The services of `offered` that `said` names, a question where it is close, None where nothing is like it."""
    labels = _all_labels(tuple(offered))
    words = _content(said)
    if not words or not labels:
        return None
    heard_as = _sounding(_fitting(labels, whom_of(words)), words)
    whole = _alike(["".join(w for w in words if w not in JOINERS)], heard_as, sure=True)
    if isinstance(whole, str):
        return ServicesHeard((whole,))
    answer = _several(words, labels, whom_of(words), offered)
    return _as_said(answer, said) if isinstance(answer, ServicesHeard) else answer


def _as_said(heard: ServicesHeard, said: str) -> ServicesHeard:
    """What was not matched, with the umlauts and capitals of the caller's words: it may be spoken of."""
    spelled = {tidy(word): word for word in _WORDS.findall(said)}
    parts = (" ".join(spelled.get(word, word) for word in part.split()) for part in heard.unmatched)
    return ServicesHeard(heard.keys, tuple(parts))


@lru_cache(maxsize=512)
def _all_labels(offered: tuple[ServiceName, ...]) -> list[_Label]:
    """The labels of a whole catalogue. A catalogue is asked thousands of times and changes seldom."""
    return [label for order, service in enumerate(offered) for label in _labels(service, order)]


def _labels(service: ServiceName, order: int) -> Iterator[_Label]:
    for text in (service.name, *service.aliases):
        words = [w for w in _WORDS.findall(tidy(text)) if w not in JOINERS]
        short = [w for w in words if w not in {"behandlung", "service", "termin"}]
        for spelled in {tuple(words), tuple(short)} - {()}:
            compact = "".join(spelled)
            meaning, whom = meanings_of(list(spelled)), whom_of(list(spelled))
            yield _Label(service.key, order, compact, sound(compact), meaning, whom, bool(WITHOUT & set(spelled)))


def _content(said: str) -> list[str]:
    """The words that can name a service: without fillers, and without what the reader knows as words of time."""
    words = [re.sub(r"(?<=.{4})termine?$", "", word) for word in _WORDS.findall(tidy(said))]
    return [word for word in words if word in JOINERS or not _is_beside_the_point(word)][:_MOST_WORDS]


def _is_beside_the_point(word: str) -> bool:
    return not meanings_of([word]) and (word in FILLERS or _is_time(word))


def _is_time(word: str) -> bool:
    for table in TABLES.values():
        signs = table.words.get(word, ())
        if any(sign not in (Sign.COUNTED, Sign.AND) for sign, _ in signs):
            return True
        if word in table.numbers or word in table.ordinals or word.isdigit():
            return True
    return False


def _several(
    words: list[str], labels: list[_Label], whom: frozenset[str], offered: Sequence[ServiceName]
) -> ServicesHeard | ServiceQuestion | None:
    keys, parts = _spelled_out(words, _fitting(labels, whom))
    asked = _for_somebody_else(keys, parts, labels)
    unmatched: list[str] = []
    wished = [part for part in parts if not (keys and only_without(part))]
    for part in (piece for run in wished for piece in _divided(run, labels)):
        answer = _one_service(part, labels, whom_of(part) or whom, alone=not keys)
        if isinstance(answer, str):
            keys.append(answer)
        elif answer is None:
            unmatched.append(" ".join(part))
        else:
            asked = asked or answer
    heard = tuple(service.key for service in offered if service.key in keys)
    if asked and not set(asked) & set(heard):
        return ServiceQuestion(asked, heard)
    return ServicesHeard(heard, tuple(unmatched)) if heard else None


def _divided(part: list[str], labels: list[_Label]) -> list[list[str]]:
    """ "waschen schneiden": no one service means both, so each word is looked at by itself."""
    meant = meanings_of(part)
    if len(meant) < 2 or WITHOUT & set(part) or any(meant <= label.meanings for label in labels):
        return [part]
    if _alike(list(_windows(part)), _sounding(labels, part), sure=True):
        return [part]
    pieces: list[list[str]] = [[]]
    for word in part:
        if meanings_of([word]) and meanings_of(pieces[-1]):
            pieces.append([])
        pieces[-1].append(word)
    return pieces


def _for_somebody_else(keys: list[str], parts: list[list[str]], labels: list[_Label]) -> tuple[str, ...]:
    """ "Damenhaarschnitt für meinen Mann": the service named and what there is for the person, to be asked."""
    person = whom_of([word for part in parts for word in _without_titles(part)])
    named = [label for label in labels if label.key in keys]
    against = [label for label in named if person and label.whom and not label.whom & person]
    if not against or len(keys) > 1:
        return ()
    instead = _by_meaning([], labels, person, meant=against[0].meanings)
    others = (instead,) if isinstance(instead, str) else instead or ()
    keys.clear()
    return tuple(dict.fromkeys((against[0].key, *others)))[:_MOST_CHOICES]


def _without_titles(words: list[str]) -> list[str]:
    """ "Frau Sommer" names a customer, not whom the visit is for."""
    titles = {place for place, word in enumerate(words[:-1]) if word in ("frau", "herr", "herrn")}
    return [word for place, word in enumerate(words) if place not in titles]


def _fitting(labels: list[_Label], whom: frozenset[str]) -> list[_Label]:
    """The labels that do not contradict the person named: a man is not offered what is for women."""
    return [label for label in labels if not whom or not label.whom or label.whom & whom]


def _sounding(labels: list[_Label], words: list[str]) -> list[_Label]:
    """The labels that may be meant by their sound: "Schneiden ohne Waschen" only by who says "ohne" as well."""
    return labels if WITHOUT & set(words) else [label for label in labels if not label.without]


def _spelled_out(words: list[str], labels: list[_Label]) -> tuple[list[str], list[list[str]]]:
    """The services spelled exactly, longest first, and the runs of words that are left between them."""
    keys: list[str] = []
    left: list[str | None] = list(words)
    for size in range(min(_LONGEST_WINDOW + 1, len(words)), 0, -1):
        for start in range(len(words) - size + 1):
            window = left[start : start + size]
            if None in window or window[0] in JOINERS or window[-1] in JOINERS:
                continue
            spelled = "".join(word for word in window if word and word not in JOINERS)
            named = list(dict.fromkeys(label.key for label in labels if label.compact == spelled))
            if len(named) == 1:
                keys += named
                left[start : start + size] = [None] * size
    return keys, _runs(left)


def _runs(left: Sequence[str | None]) -> list[list[str]]:
    """Neighbouring words without "und", "plus" and the like, and without what was taken."""
    runs: list[list[str]] = [[]]
    for word in left:
        if word is None or word in JOINERS:
            runs.append([])
        else:
            runs[-1].append(word)
    return [run for run in runs if run]


def _one_service(
    words: list[str], labels: list[_Label], whom: frozenset[str], *, alone: bool
) -> str | tuple[str, ...] | None:
    """A key, several keys to ask between, or None. Beside a service named already, a mere likeness counts little."""
    fitting = _fitting(labels, whom)
    windows, heard_as = list(_windows(words)), _sounding(fitting, words)
    surely = _alike(windows, heard_as, sure=True) or _by_meaning(words, fitting, whom)
    return surely or (_alike(windows, heard_as, sure=False) if alone else None)


def _windows(words: list[str]) -> Iterator[str]:
    """Neighbouring words written as one, the longest first."""
    for size in range(min(_LONGEST_WINDOW, len(words)), 0, -1):
        for start in range(len(words) - size + 1):
            yield "".join(words[start : start + size])


def _alike(windows: list[str], labels: list[_Label], *, sure: bool) -> str | tuple[str, ...] | None:
    """The service that sounds most like a window; several close ones, or one that is not `sure`, are asked."""
    best: dict[str, float] = {}
    for window in windows:
        if len(window) < 4:
            continue
        heard = sound(window)
        for label in labels:
            if sure and abs(len(window) - len(label.compact)) > _SLIP:
                continue  # Whole words are missing: that is another wish, not a slip of the ear.
            score = max(fuzz.ratio(window, label.compact), fuzz.ratio(heard, label.sound))
            best[label.key] = max(best.get(label.key, 0.0), score)
    ranked = sorted(best.items(), key=lambda item: -item[1])
    if not ranked or ranked[0][1] < (_SURE if sure else _POSSIBLE):
        return None
    close = [key for key, score in ranked if score > ranked[0][1] - _MARGIN]
    if sure:
        return close[0] if len(close) == 1 else None
    return tuple(close[:_MOST_CHOICES])


def _by_meaning(
    words: list[str], labels: list[_Label], whom: frozenset[str], meant: frozenset[str] = frozenset()
) -> str | tuple[str, ...] | None:
    """The only service that holds this meaning, where it means just this; several, or one that means more, are asked.

    A consultation about a thing is meant only by who asks for advice.
    """
    meant = meant or meanings_of(words)
    if not meant:
        return None
    holding = [label for label in _fitting(labels, whom) if meant <= label.meanings]
    holding = [label for label in holding if whom and label.whom] or holding
    holding = [label for label in holding if "advice" not in label.meanings - meant] or holding
    ranked = sorted(holding, key=lambda label: (len(label.meanings - meant), label.order))
    keys = list(dict.fromkeys(label.key for label in ranked))
    just_this = any(label.meanings == meant and bool(label.whom) == bool(whom) for label in holding)
    return keys[0] if len(keys) == 1 and just_this else tuple(keys[:_MOST_CHOICES]) or None
