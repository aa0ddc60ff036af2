"""A catalogue as the matcher sees it: every name of every service with its spelling, its sound and its meaning."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from .patterns import Pattern
from .service_clauses import content_of
from .service_words import GENERAL, JOINERS, WITHOUT, in_german, meanings_of, whom_of
from .sounds import cologne, likeness, likenesses, sound
from .tidy import tidy

_WORDS = Pattern(r"[^\W_]+")
_ENDINGS = ("behandlung", "therapie", "service", "termin")
_HEADS = ("haarschnitt", "schnitt", "faerbung", "massage", "pflege", "beratung", "frisur", "verlaengerung", "rasur",
          "behandlung", "therapie", "schneiden", "faerben", "naegel", "nagel")  # fmt: skip
_SOUNDS_LIKE_A_WORD = 84.0
_SLIP = 3
_REMEMBERED = 4096
_SHORTEST_MISHEARD = 4
_ENDINGS_OF_WORDS = "e n s t en er es em te ten end ung ungen ing ings ieren iert ierung ed"
_INFLECTIONS = frozenset(("", *_ENDINGS_OF_WORDS.split()))
_FAR = 70.0
_REST_GIVES = 10.0
_LISTS = Pattern(r"\b(?:und|plus|mit|and|with)\b|[,+&/]")


@dataclass(frozen=True, slots=True)
class ServiceName:
    """One service of the catalogue by its key, its name and what else people call it."""

    key: str
    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Label:
    """One name of a service: spelling without blanks, sound, meaning, and for whom; `own_whom` by this very name,
    `whom` by any of the service's names. `hair`: the name speaks of hair. `numbers`: "60 Minuten". `joined`: the
    name lists several things ("Haarschnitt und Bart"). `size` is the number of its words,
    `tail` how the last one sounds."""

    key: str
    order: int
    compact: str
    sound: str
    cologne: str
    meanings: frozenset[str]
    own_whom: frozenset[str]
    whom: frozenset[str]
    hair: bool
    without: bool
    numbers: frozenset[int]
    joined: bool
    size: int
    tail: str

    def fits(self, whom: frozenset[str]) -> bool:
        """Whether it does not contradict the person named: a man is not offered what is for women."""
        return not whom or not self.whom or bool(self.whom & whom)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All labels, the words of their own that they use (those no stem explains), and what was asked of it lately:
    the same words are asked about again and again."""

    labels: tuple[Label, ...]
    own_words: tuple[tuple[str, str], ...]
    spellings: tuple[str, ...]
    sounds: tuple[str, ...]
    _meant: dict[str, frozenset[str]] = field(default_factory=dict, compare=False, repr=False)
    _near: dict[str, tuple[tuple[Label, float], ...]] = field(default_factory=dict, compare=False, repr=False)

    def meanings(self, words: Sequence[str]) -> frozenset[str]:
        """What these words say about the kind of service, "ohne" turned into its opposite; words that this catalogue
        does not know say nothing, but what no stem explains in a compound that holds a stem does."""
        found: set[str] = set()
        denied = False
        for word in words:
            meant = self._of_word(word)
            found |= {f"no {meaning}" for meaning in meant} if denied else meant
            denied = word in WITHOUT or (denied and not meant)
        return frozenset(found)

    def alike(self, window: str) -> tuple[tuple[Label, float], ...]:
        """The labels that a window of words is at all like, each with how much (0–100), by spelling and by sound.

        Where both end on the same common word ("Hundehaarschnitt", "Damenhaarschnitt"), only the rest counts.
        """
        if window not in self._near:
            if len(self._near) >= _REMEMBERED:
                self._near.clear()
            self._near[window] = tuple(self._compared(window))
        return self._near[window]

    def _compared(self, window: str) -> Iterator[tuple[Label, float]]:
        near: dict[int, float] = {}
        for said, written in ((window, self.spellings), (sound(window), self.sounds)):
            for place, score in likenesses(said, written, _FAR):
                near[place] = max(near.get(place, 0.0), score)
        for place, score in near.items():
            yield self.labels[place], min(score, _likeness_of_rest(window, self.labels[place].compact))

    def _of_word(self, word: str) -> frozenset[str]:
        if word not in self._meant:
            if len(self._meant) >= _REMEMBERED:
                self._meant.clear()
            self._meant[word] = self._looked_up(word)
        return self._meant[word]

    def _looked_up(self, word: str) -> frozenset[str]:
        meant = meanings_of(word)
        if not meant:
            return frozenset(self._known(word)) if len(word) >= 4 and not whom_of([word]) else frozenset()
        return frozenset(next(iter(self._known(m[1:])), m) if m.startswith("=") else m for m in meant)

    def _known(self, word: str) -> list[str]:
        """The word of the catalogue that this is, if it is one."""
        bare, heard = _bare(word), sound(_bare(word))
        best = max(
            ((_word_likeness(bare, heard, own, own_sound), own) for own, own_sound in self.own_words), default=(0.0, "")
        )
        return [f"={best[1]}"] if best[0] >= _SOUNDS_LIKE_A_WORD else []


def _word_likeness(word: str, heard: str, own: str, own_sound: str) -> float:
    shared = next((n for n, (a, b) in enumerate(zip(word, own, strict=False)) if a != b), min(len(word), len(own)))
    if shared >= 4 and word[shared:] in _INFLECTIONS and own[shared:] in _INFLECTIONS:
        return 90.0
    if len(own) < _SHORTEST_MISHEARD:
        return 100.0 if word == own else 0.0  # "Geld" is not "Gel".
    if len(word) >= 5 and own.endswith(word):
        return 88.0
    return likeness(heard, own_sound)


def _bare(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word.removesuffix(ending)
    return word


@lru_cache(maxsize=512)
def catalogue_of(offered: tuple[ServiceName, ...]) -> Catalogue:
    """The labels of a whole catalogue. A catalogue is asked thousands of times and changes seldom."""
    listed = [(order, service, _spellings(service)) for order, service in enumerate(offered)]
    own = {
        meaning[1:]
        for _, _, texts in listed
        for words, _ in texts
        for meaning in _label_meanings(words)
        if meaning[:1] == "="
    }
    labels = [label for order, service, texts in listed for label in _labels(service.key, order, texts)]
    return Catalogue(
        tuple(labels),
        tuple((word, sound(word)) for word in sorted(own)),
        tuple(label.compact for label in labels),
        tuple(label.sound for label in labels),
    )


def _spellings(service: ServiceName) -> list[tuple[tuple[str, ...], bool]]:
    found: dict[tuple[str, ...], bool] = {}
    for text in (service.name, *service.aliases):
        plain = [word for word in _WORDS.findall(tidy(text)) if word not in JOINERS]
        joined = len(plain) > 2 or _LISTS.search(tidy(text)) is not None
        for words in (plain, in_german(plain)):
            found.setdefault(tuple(words), joined)
            found.setdefault(tuple(w for w in words if w not in ("behandlung", "service", "termin")), joined)
            found.setdefault(tuple(content_of(words)), joined)
    return [(words, joined) for words, joined in found.items() if words]


def _labels(key: str, order: int, texts: Sequence[tuple[tuple[str, ...], bool]]) -> Iterator[Label]:
    everybody = frozenset().union(*(whom_of(words) for words, _ in texts))
    for words, joined in texts:
        named = [word for word in words if not word.isdigit() and word not in ("minuten", "min", "minute")]
        compact = "".join(named)
        yield Label(
            key=key,
            order=order,
            compact=compact,
            sound=sound(compact),
            cologne=cologne(sound(compact)),
            meanings=_label_meanings(words),
            own_whom=whom_of(words),
            whom=everybody,
            hair=speaks_of_hair(words),
            without=bool(WITHOUT & set(words)),
            numbers=frozenset(int(word) for word in words if word.isdecimal() and len(word) < 5),
            joined=joined,
            size=len(named),
            tail=sound(named[-1]) if named else "",
        )


def _label_meanings(words: Sequence[str]) -> frozenset[str]:
    found: set[str] = set()
    denied = False
    for word in words:
        meant = meanings_of(word)
        if (
            not meant
            and len(word) >= 4
            and word not in GENERAL
            and not word.isdigit()
            and not whom_of([word])
            and word not in WITHOUT
        ):
            meant = frozenset({f"={_bare(word)}"})
        found |= {f"no {meaning}" for meaning in meant} if denied else meant
        denied = word in WITHOUT or (denied and not meant)
    return frozenset(found)


def speaks_of_hair(words: Sequence[str]) -> bool:
    """Whether the hair of the head is named: "Haare schneiden" says more than "schneiden"."""
    return any(word.startswith("haar") or word == "hair" or "haarschn" in word for word in words)


def _likeness_of_rest(window: str, compact: str) -> float:
    for head in _HEADS:
        rest, own = window.removesuffix(head), compact.removesuffix(head)
        if rest == window or own == compact:
            continue
        if not rest or not own:
            return 100.0 if rest == own else 0.0
        return max(likeness(rest, own), likeness(sound(rest), sound(own))) + _REST_GIVES
    return 100.0


def is_same_sound(window: str, label: Label) -> bool:
    """Whether the Cologne code is the same and the spelling not too far from it: a sure short cut for longer names."""
    code = label.cologne
    return (
        len(code) >= 3 and len(window) >= 6 and code == cologne(sound(window)) and likeness(window, label.compact) >= 66
    )


def may_end_like(words: Sequence[str], window: str, label: Label) -> bool:
    """ "Ponys reiten" sounds like "Pony schneiden" but ends on another word: one that begins with another sound."""
    if label.size == 1 or window != "".join(words) or len(words) != label.size:
        return True  # a word written as two, or two as one, has other beginnings
    return sound(words[-1])[:1] == label.tail[:1]


def is_whole(window: str, label: Label) -> bool:
    """Whether no word is missing on either side: a slip of the ear changes few letters."""
    return abs(len(window) - len(label.compact)) <= _SLIP
