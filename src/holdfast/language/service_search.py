"""One service looked for in a catalogue: by likeness, by sound, by meaning, for the person it is for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .service_labels import Catalogue, Label, is_same_sound, is_whole, may_end_like, speaks_of_hair
from .service_words import ELSEWHERE, HAIR, HINTS, IMPLIED, PERSONS, PLACES, WORDS_OF_THEIR_OWN, whom_of

MOST_CHOICES = 3
LONGEST_WINDOW = 5
_SURE, _MARGIN, _POSSIBLE = 86.0, 6.0, 75.0
_OF_ANOTHER_KIND = 82.0
"""How alike words must be that mean another kind of service ("Rechtsberatung") to be asked about."""
_BROAD = frozenset({"colour", "cut", "nails", "brow", "lash", "wax", "beard", "longer"})
"""Meanings that alone leave open which of several services is meant."""


@dataclass(slots=True)
class Search:
    """A catalogue, for whom something is looked for, the numbers said beside it, and the words that were denied."""

    book: Catalogue
    whom: frozenset[str]
    numbers: frozenset[int]
    denied: tuple[str, ...] = ()

    def _has_rivals(self, label: Label, whom: frozenset[str]) -> bool:
        """Whether other services of the same meaning are for the person named by their very name."""
        return not label.own_whom and any(
            other.key != label.key and other.meanings == label.meanings and other.own_whom & whom
            for other in self.book.labels
        )

    def by_number(self, labels: list[Label]) -> list[Label]:
        """Of "Lymphdrainage 30" and "60 Minuten" the one whose number was said."""
        numbered = [label for label in labels if label.numbers & self.numbers]
        return numbered or labels

    def fitting(self, whom: frozenset[str], *, without: bool = False) -> list[Label]:
        """The labels that may be meant by their sound; "Schneiden ohne Waschen" only by its very words."""
        fitting = [label for label in self.book.labels if label.fits(whom) and (without or not label.without)]
        return [label for label in fitting if not whom or not self._has_rivals(label, whom)]

    def person(self, words: Sequence[str]) -> frozenset[str]:
        """For whom these words are meant, with what was said about the person elsewhere."""
        own = whom_of(words)
        return own & self.whom or own or self.whom

    def meant(self, words: Sequence[str]) -> frozenset[str]:
        """What words mean; "Haare" alone beside something else are to be cut."""
        return self.book.meanings(words) or (frozenset({"cut"}) if set(words) <= HAIR else frozenset())

    def one_service(self, words: list[str], *, alone: bool) -> str | tuple[str, ...] | None:
        """A key, several keys to ask between, or None. Beside a service named already, a likeness counts little."""
        if ELSEWHERE & set(words):
            return None
        whom = self.person(words)
        if self._is_for_others(words, whom):
            return None
        if words and all(word in PERSONS for word in words) and not self.book.meanings(words):
            return self._first_of(whom)  # "einmal Herren": enough to ask
        fitting = self.fitting(whom)
        windows = list(windows_of(words))
        surely = self.alike(windows, fitting, sure=True, words=words) or self.by_meaning(words, whom)
        if isinstance(surely, str) or not alone:
            return surely
        whole = self.alike(["".join(words)], fitting, sure=False, least=_OF_ANOTHER_KIND) or ()
        if surely:
            return tuple(dict.fromkeys((*whole, *surely)))[:MOST_CHOICES]
        if len(words) == 2:  # One word of two that sounds alike is no more than chance.
            windows = [window for window in windows if len(window) >= 0.6 * sum(map(len, words))]
        least = _OF_ANOTHER_KIND if self.book.meanings(words) else _POSSIBLE
        perhaps = self.alike(windows, fitting, sure=False, least=least)
        return perhaps if isinstance(perhaps, tuple) else self._hinted(words, whom)

    def _first_of(self, whom: frozenset[str]) -> tuple[str, ...] | None:
        """What there is for a person by its very name."""
        keys = dict.fromkeys(label.key for label in self.book.labels if label.own_whom and label.own_whom <= whom)
        return tuple(keys)[:MOST_CHOICES] or None

    def _is_for_others(self, words: list[str], whom: frozenset[str]) -> bool:
        """ "Haarschnitt für meine Frau" where hair is cut for men alone."""
        meant = self.meant(words)
        same = [label for label in self.book.labels if meant and label.meanings == meant]
        return bool(whom and same) and not any(label.fits(whom) for label in same)

    def _hinted(self, words: list[str], whom: frozenset[str]) -> tuple[str, ...] | None:
        """What "Locken" or "irgendwas mit den Haaren" may point to: enough to ask."""
        hints = frozenset(HINTS[word] for word in words if word in HINTS)
        answer = self.by_meaning([], whom, hints) if len(hints) == 1 else None
        return (answer,) if isinstance(answer, str) else answer

    def alike(
        self,
        windows: list[str],
        labels: Sequence[Label],
        *,
        sure: bool,
        least: float | None = None,
        words: Sequence[str] = (),
    ) -> str | tuple[str, ...] | None:
        """The service that sounds most like a window of `words`; several close ones, or one that is not `sure`, are
        asked."""
        best: dict[str, float] = {}
        least = _SURE if sure else _POSSIBLE if least is None else least
        longest = max((len(label.compact) for label in labels), default=0) + 3
        allowed = {id(label) for label in labels}
        for window in windows:
            if not 4 <= len(window) <= longest:
                continue
            for label, likeness in self.book.alike(window):
                if id(label) not in allowed:
                    continue
                if sure and (window in WORDS_OF_THEIR_OWN or not is_whole(window, label)):
                    continue  # Whole words are missing: that is another wish, not a slip of the ear.
                if sure and not may_end_like(words, window, label):
                    continue
                score = _SURE if sure and 70 <= likeness < _SURE and is_same_sound(window, label) else likeness
                best[label.key] = max(best.get(label.key, 0.0), score)
        ranked = sorted(best.items(), key=lambda item: -item[1])
        if not ranked or ranked[0][1] < least:
            return None
        close = [key for key, score in ranked if score > ranked[0][1] - _MARGIN]
        if sure:
            return close[0] if len(close) == 1 else None
        return tuple(close[:MOST_CHOICES])

    def by_meaning(
        self, words: list[str], whom: frozenset[str], meant: frozenset[str] = frozenset()
    ) -> str | tuple[str, ...] | None:
        """The only service that holds this meaning, where it means just this; several, or one that means more, are
        asked. A consultation about a thing is meant only by who asks for advice."""
        meant = meant or self.meant(words)
        if not meant or (all(meaning.startswith("no ") for meaning in meant)):
            return None
        held_by = [label for label in self.book.labels if meant <= label.meanings]
        special = [label for label in held_by if label.whom]
        holding = [label for label in held_by if label.fits(whom)]
        if whom and special:
            holding = [label for label in holding if label.whom] or (
                [] if any(label.meanings == meant for label in special) else holding
            )
        denied = self.book.meanings(self.denied)
        holding = [label for label in holding if not (label.meanings - meant) & denied]
        holding = [label for label in holding if "advice" not in label.meanings - meant] or holding
        at_head = [label for label in holding if not (label.meanings - meant) & PLACES]
        open_place = meant == {"longer"} and not speaks_of_hair(words)  # lashes are lengthened as well as hair
        holding = at_head if (at_head or speaks_of_hair(words)) and not open_place else holding
        return self._chosen(self.by_number(holding), words, whom, meant)

    def _chosen(
        self, holding: list[Label], words: list[str], whom: frozenset[str], meant: frozenset[str]
    ) -> str | tuple[str, ...] | None:
        hair = speaks_of_hair(words)
        exact = {
            label.key
            for label in holding
            if label.meanings == meant
            and label.hair == hair
            and bool(label.own_whom or label.whom & whom) == bool(whom)
        }
        ranked = sorted(holding, key=lambda label: (len(label.meanings - meant), label.order))
        keys = list(dict.fromkeys(label.key for label in ranked))
        if len(keys) == 1 and ranked[0].numbers & self.numbers:
            return keys[0]
        several = len({label.key for label in holding if label.whom & whom}) > 1
        if len(exact) == 1 and not several and (hair or len(keys) == 1 or not meant <= _BROAD):
            return exact.pop()
        just_this = any(label.meanings == meant and bool(label.own_whom) <= bool(whom) for label in holding)
        implied = {IMPLIED[meaning] for meaning in meant & IMPLIED.keys()}
        if len(keys) == 1 and (just_this or ranked[0].meanings - meant <= implied):
            return keys[0]
        return tuple(keys[:MOST_CHOICES]) or None


def windows_of(words: list[str]) -> Iterator[str]:
    """Neighbouring words written as one, the longest first."""
    for size in range(min(LONGEST_WINDOW, len(words)), 0, -1):
        for start in range(len(words) - size + 1):
            yield "".join(words[start : start + size])
