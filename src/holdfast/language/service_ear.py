"""One clause listened to: exact names first, then packages, then what is left between them, piece by piece."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from .service_clauses import TIMES, Clause, count_of
from .service_labels import Label
from .service_search import LONGEST_WINDOW, MOST_CHOICES, Search, windows_of
from .service_words import EITHER, HAIR, JOINERS, ONESELF, PLACES, SPOKEN_JOINERS, whom_of

_MOST_TIMES = 4
_LONGEST_UNMATCHED = 3
_BOUNDS = JOINERS | EITHER


@dataclass(slots=True)
class Findings:
    """What was named so far: sure keys, questions with the words they are about, and what named nothing."""

    keys: list[str] = field(default_factory=list)
    asked: list[tuple[tuple[str, ...], str]] = field(default_factory=list)
    unmatched: list[str] = field(default_factory=list)
    series: bool = False

    def __bool__(self) -> bool:
        return bool(self.keys or self.asked)


@dataclass(slots=True)
class Ear:
    """One clause being listened to."""

    search: Search
    clause: Clause
    found: Findings = field(default_factory=Findings)

    def listen(self) -> Findings:
        """Exact names first, then what is left between them, piece by piece."""
        words = _counted_first(self.clause.wanted)
        if not [word for word in words if word not in JOINERS and word not in EITHER]:
            return self.found
        if self._named_with_ohne():
            return self.found
        if self._as_a_whole(words):
            return self.found
        self._packages(words)
        left = self._spelled_out(words)
        pieces = self._shared_names(_pieces(self._without_echoes(left)))
        self._for_somebody_else([word for piece in pieces for word in piece])
        self._hear_pieces(pieces)
        self._either(words)
        self._for_several()
        self._note_unmatched(left, pieces)
        return self.found

    def denied(self) -> frozenset[str]:
        """The services that were denied by name or by likeness."""
        windows = list(windows_of([w for w in self.clause.denied if w not in JOINERS and w not in EITHER]))
        exact = {label.key for label in self.search.book.labels if label.compact in windows}
        meant = self.search.book.meanings(self.clause.denied)
        return frozenset(exact | {label.key for label in self.search.book.labels if meant and label.meanings == meant})

    def _named_with_ohne(self) -> bool:
        """ "Schneiden ohne Waschen" is the name of a service, or means one that is called so."""
        words = [word for word in self.clause.without if word not in JOINERS]
        if not words:
            return False
        named = [label for label in self.search.book.labels if label.without and label.fits(self.search.person(words))]
        spelled = {label.key for label in named if label.compact == "".join(words)}
        meant = self.search.book.meanings(words)
        spelled = spelled or {label.key for label in named if meant and meant == label.meanings}
        own = whom_of(words) and any(label.own_whom & whom_of(words) for label in self.search.book.labels)
        if len(spelled) == 1 and not own:
            self.found.keys += spelled
            return True
        return False

    def _spelled_out(self, words: list[str]) -> list[str | None]:
        """Takes the services spelled exactly, longest first; leaves None in their places. Those for somebody special
        come first: "Kinderschnitt und Haarschnitt" does not say that the second is for a child as well."""
        left: list[str | None] = list(words)
        special = [label for label in self.search.book.labels if label.own_whom]
        self._take_exact(left, words, special)
        if self.found.keys:
            rest = whom_of([word for word in left if word])
            self.search.whom = self.search.whom & rest or rest
        self._take_exact(left, words, self.search.fitting(self.search.whom, without=True))
        return left

    def _without_echoes(self, left: list[str | None]) -> list[str | None]:
        """ "Bart Rasur": a word beside a service named that only says where that is done."""
        named = [label for label in self.search.book.labels if label.key in self.found.keys]
        return [
            None
            if word
            and None in (left[place - 1 : place] + left[place + 1 : place + 2])
            and (meant := self.search.book.meanings([word]))
            and any(meant <= label.meanings for label in named)
            else word
            for place, word in enumerate(left)
        ]

    def _take_exact(self, left: list[str | None], words: list[str], labels: list[Label]) -> None:
        for size in range(min(LONGEST_WINDOW + 1, len(words)), 0, -1):
            for start in range(len(words) - size + 1):
                window = left[start : start + size]
                if None in window or not _can_name(words, start, size):
                    continue
                spelled = "".join(word for word in window if word and word not in JOINERS)
                if self._take([label for label in labels if label.compact == spelled], words, start):
                    left[start : start + size] = [None] * size

    def _take(self, labels: list[Label], words: list[str], start: int) -> bool:
        """Note the one service that these labels name."""
        keys = list(dict.fromkeys(label.key for label in self.search.by_number(labels)))
        if len(keys) > 1:
            self._ask(tuple(keys), words[start])
        elif keys:
            self._note(keys[0], words, start)
        return bool(keys)

    def _note(self, key: str, words: Sequence[str], start: int = 0) -> None:
        times = count_of(words[start - 1]) if start else 1
        if times > 1:
            per_person = [label for label in self.search.book.labels if label.key == key and _is_per_person(label)]
            self.found.series = self.found.series or not per_person
            times = min(times, _MOST_TIMES) if per_person else 1
        if key not in self.found.keys:
            self.found.keys += [key] * times

    def _ask(self, choices: tuple[str, ...], about: str) -> None:
        if choices not in [asked for asked, _ in self.found.asked]:
            self.found.asked.append((choices[:MOST_CHOICES], about))

    def _as_a_whole(self, words: list[str]) -> bool:
        if EITHER & set(words):
            return False
        run = [word for word in words if word not in JOINERS]
        compact = "".join(run[1:] if count_of(run[0]) > 1 else run)
        surely = self.search.alike([compact], self.search.fitting(self.search.person(words)), sure=True, words=words)
        if not isinstance(surely, str) or self._is_against(surely, run):
            return False
        self._note(surely, run, 1)
        return True

    def _is_against(self, key: str, words: list[str]) -> bool:
        """ "Kinderhaarschnitt Opa" is not a slip of the ear, and "Strähnchen and cut" is more than Strähnchen."""
        named = [label for label in self.search.book.labels if label.key == key]
        held = frozenset().union(*(label.meanings for label in named))
        joined = SPOKEN_JOINERS & set(self.clause.wanted)
        if joined and any(meaning not in held for meaning in self.search.book.meanings(words) if meaning[:1] != "="):
            return True
        persons = [whom for word in words if (whom := whom_of([word])) and not self.search.book.meanings([word])]
        meant = frozenset().union(*(label.own_whom for label in self.search.book.labels if label.key == key))
        return any(meant and not meant & whom for whom in persons)

    def _packages(self, words: list[str]) -> None:
        """ "Waschen, schneiden und föhnen": one service that lists these very things, or one that lists more, asked."""
        if EITHER & set(words):
            return
        runs = _pieces(words)
        for size in range(min(len(runs), LONGEST_WINDOW), 1, -1):
            for start in range(len(runs) - size + 1):
                if self._package([*runs[start : start + size]]):
                    taken = [word for run in runs[start : start + size] for word in run]
                    for word in taken:
                        words[words.index(word)] = ","
                    return

    def _package(self, runs: list[list[str]]) -> bool:
        spelled = {label.compact for label in self.search.book.labels}
        meanings = [self.search.meant(run) for run in runs]
        if not all(meanings) or all("".join(run) in spelled for run in runs) or self._overlap(meanings):
            return False
        both = [word for run in runs for word in run]
        meant = frozenset().union(*meanings)
        holding = [
            label for label in self.search.fitting(self.search.person(both)) if label.joined and meant <= label.meanings
        ]
        exact = list(dict.fromkeys(label.key for label in holding if label.meanings == meant))
        if len(exact) == 1:
            self._note(exact[0], both)
        elif holding:
            self._ask(tuple(dict.fromkeys(label.key for label in holding)), " ".join(both))
        return bool(holding)

    @staticmethod
    def _overlap(meanings: list[frozenset[str]]) -> bool:
        return sum(len(meant) for meant in meanings) != len(frozenset().union(*meanings))

    def _shared_names(self, pieces: list[list[str]]) -> list[list[str]]:
        """ "einmal Damen und einmal Herren Haarschnitt": a person alone, and after it what is to be done."""
        runs = _pieces(self.clause.wanted)
        kept = []
        for piece in pieces:
            after = runs[runs.index(piece) + 1 :][:1] if piece in runs else []
            persons = all(whom_of([word]) for word in piece)
            words = [*piece, *[w for run in after for w in run if not whom_of([w])]]
            exact = (
                {label.key for label in self.search.book.labels if label.compact == "".join(words)}
                if persons and after
                else set()
            )
            if len(exact) == 1:
                self._note(exact.pop(), piece)
            else:
                kept.append(piece)
        return kept

    def _for_somebody_else(self, rest: list[str]) -> None:
        """ "Damenhaarschnitt für meinen Mann": the service named and what there is for the person, to be asked."""
        person = whom_of(rest)
        named = [label for label in self.search.book.labels if label.key in self.found.keys]
        against = [label for label in named if person and label.whom and not label.whom & person]
        if not against or len(set(self.found.keys)) > 1 or any(self.search.book.meanings([word]) for word in rest):
            return
        instead = self.search.by_meaning([], person, against[0].meanings)
        others = (instead,) if isinstance(instead, str) else instead or ()
        self.found.keys.clear()
        self._ask(tuple(dict.fromkeys((against[0].key, *others))), against[0].compact)

    def _hear_pieces(self, pieces: list[list[str]]) -> None:
        for part in [part for piece in pieces for part in self._divided(piece)]:
            self._hear_piece(part)

    def _divided(self, part: list[str]) -> list[list[str]]:
        """ "waschen schneiden": no one service means both, so each word is looked at by itself."""
        meant = self.search.book.meanings(part)
        if len(meant) < 2 or any(meant <= label.meanings for label in self.search.book.labels):
            return [part]
        if meant & PLACES and meant - PLACES:
            return [part]  # "Bart färben" is one wish, whether there is such a thing or not.
        if self.search.alike(list(windows_of(part)), self.search.book.labels, sure=True):
            return [part]
        pieces: list[list[str]] = [[]]
        for word in part:
            if self.search.book.meanings([word]) and self.search.book.meanings(pieces[-1]):
                pieces.append([])
            pieces[-1].append(word)
        return pieces

    def _hear_piece(self, piece: list[str]) -> None:
        answer = self.search.one_service(piece, alone=not self.found)
        if not isinstance(answer, str):
            answer = self._with_neighbours(piece) or answer
        if isinstance(answer, str):
            self._note(answer, piece, 1)
        elif answer is not None:
            self._ask(answer, " ".join(piece))

    def _with_neighbours(self, piece: list[str]) -> str | None:
        """ "Wimpern und Augenbrauen färben", "Haare schneiden und färben": the noun or the verb said once for both."""
        runs = _pieces(self.clause.wanted)
        place = next((n for n, run in enumerate(runs) if run[: len(piece)] == piece), None)
        if place is None or not self.search.book.meanings(piece):
            return None
        after = runs[place + 1] if place + 1 < len(runs) else []
        before = runs[place - 1] if place else []
        said = self.search.book.meanings(piece)
        tries = [([*piece, *after[n:]], after[n:]) for n in range(len(after) - 1, 0, -1)]
        tries += [([*before[:n], *piece], before[:n]) for n in range(1, len(before))]
        for words, added in tries:
            if not (self.search.book.meanings(added) - said or HAIR & set(added)):
                continue  # "Haarschnitt und Bart trimmen": "trimmen" tells nothing new of the cut.
            answer = self.search.one_service(words, alone=False)
            if isinstance(answer, str) and answer not in self.found.keys:
                return answer
        return None

    def _for_several(self) -> None:
        """ "Haarschnitt für zwei Kinder" is two of them; "für mich und meine Frau", "für meinen Mann und meinen Sohn"
        after one service are different persons, and what each of them gets is asked."""
        named = [label for label in self.search.book.labels if label.key in self.found.keys and _is_per_person(label)]
        if len(self.found.keys) != 1 or not named or self.found.asked:
            return
        wanted = self.clause.wanted
        counts = [count_of(word) for word, after in pairwise(wanted) if whom_of([after])]
        if max(counts, default=1) > 1:
            self.found.keys *= min(max(counts), _MOST_TIMES)
            return
        persons = [
            word in ONESELF or (bool(whom_of([word])) and not self.search.book.meanings([word])) for word in wanted
        ]
        joined = any(
            persons[place - 1] and persons[place + 1] and wanted[place] in SPOKEN_JOINERS
            for place in range(1, len(wanted) - 1)
        )
        meant = named[0].meanings
        alike = [label for label in self.search.book.labels if label.meanings == meant and label.own_whom]
        choices = tuple(dict.fromkeys((named[0].key, *(label.key for label in alike))))
        if joined and len(choices) > 1:
            self.found.keys.clear()
            self._ask(choices, named[0].compact)

    def _either(self, words: list[str]) -> None:
        """ "Strähnchen oder Balayage": between these two the caller has not decided."""
        if EITHER & set(words) and len(set(self.found.keys)) == 2 and not self.found.asked:
            choices = tuple(dict.fromkeys(self.found.keys))
            self.found.keys.clear()
            self._ask(choices, " ".join(words))

    def _note_unmatched(self, left: list[str | None], pieces: list[list[str]]) -> None:
        """What was wished for besides, joined by "und", and is like nothing offered."""
        if not self.found:
            return
        joined = SPOKEN_JOINERS & set(self.clause.wanted)
        for piece in pieces:
            told = [w for w in piece if not whom_of([w])]
            if (
                joined
                and told
                and len(told) <= _LONGEST_UNMATCHED
                and self.search.one_service(piece, alone=True) is None
            ):
                self.found.unmatched.append(" ".join(told))


def _counted_first(wanted: Sequence[str]) -> list[str]:
    """ "Herrenschnitt zweimal": the count said behind a service stands before it."""
    words = list(wanted)
    for place in range(1, len(words)):
        last = place + 1 == len(words) or words[place + 1] in _BOUNDS
        if last and words[place] in TIMES and words[place - 1] not in _BOUNDS:
            start = max((n + 1 for n in range(place) if words[n] in _BOUNDS), default=0)
            words.insert(start, words.pop(place))
    return words


def _is_per_person(label: Label) -> bool:
    return bool(label.whom) or "cut" in label.meanings


def _can_name(words: Sequence[str], start: int, size: int) -> bool:
    """Whether a name may stand here: it begins and ends with a word, and one over an "und" takes whole parts."""
    window = words[start : start + size]
    if window[0] in JOINERS or window[-1] in JOINERS or EITHER & set(window):
        return False
    whole_parts = all(
        word in _BOUNDS for word in (*words[max(start - 1, 0) : start], *words[start + size : start + size + 1])
    )
    return whole_parts or not JOINERS & set(window)


def _pieces(left: Sequence[str | None]) -> list[list[str]]:
    """Neighbouring words without "und", "plus" and the like, and without what was taken."""
    runs: list[list[str]] = [[]]
    for word in left:
        if word is None or word in JOINERS or word in EITHER:
            runs.append([])
        else:
            runs[-1].append(word)
    return [run for run in runs if run]
