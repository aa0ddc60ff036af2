"""A whole conversation: all claims in order, the last one that was heard, and whether a yes came before each deed.
Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from holdfast.core.case import Line
from holdfast.core.claims_said.reading import Claim, acknowledges, claims_in, is_english, says_yes
from holdfast.core.claims_said.when import Clock, Day, clocks_in, days_in
from holdfast.core.claims_said.words import plain
from holdfast.core.correction import Told


@dataclass(frozen=True, slots=True)
class Wish:
    """What the caller said of times and days, line by line."""

    line: str
    at_s: float | None
    clocks: tuple[Clock, ...]
    days: tuple[Day, ...]
    words: str


@dataclass(frozen=True, slots=True)
class Heard:
    """A conversation as it was heard. `last` is the claim that the caller goes home with; None: none was made.
    `unheard` are claims in words that were cut off before they reached the caller."""

    claims: tuple[Claim, ...]
    unheard: tuple[Claim, ...]
    last: Claim | None
    wishes: tuple[Wish, ...]
    yeses: tuple[float, ...]
    english: bool

    @property
    def told(self) -> Told:
        """What the caller believes after the call."""
        return Told.NOTHING if self.last is None else self.last.kind

    def claimed_before(self, claim: Claim) -> Iterator[Claim]:
        """The claims heard before one, latest first."""
        yield from reversed(self.claims[: self.claims.index(claim)])


def read_conversation(
    lines: Sequence[Line], today: date, english: bool = False, asked: Sequence[tuple[float, Told]] = ()
) -> Heard:
    """What was said and heard; `today` is the day of the call in the tenant's zone. `asked`: at which audio second
    which deed was answered by a tool, so that a bare "Erledigt" is known to speak of it."""
    all_words = " ".join(line.text.lower() for line in lines if line.role == "agent")
    of_call = is_english(all_words)
    if of_call is None:
        of_call = is_english(" ".join(line.text.lower() for line in lines))
    english = english if of_call is None else of_call
    claims: list[Claim] = []
    unheard: list[Claim] = []
    wishes: list[Wish] = []
    yeses: list[float] = []
    state = _Belief()
    for line in lines:
        if line.role == "caller":
            wish = _wish_of(line, today)
            if wish.clocks or wish.days:
                wishes.append(wish)
            agreed = says_yes(line.text, english)
            if agreed and line.start_s is not None:
                yeses.append(line.start_s)
            state.hear_caller(agreed, wish)
            continue
        heard = _claims_of(line, line.heard, today, english)
        if all(claim.kind is Told.FREE for claim in heard):
            heard = _acknowledged(line, asked, today, english) or heard
        heard = _refused_for_own(_left_to_ask(heard, line.heard))
        if line.is_cut:
            known = [claim.kind for claim in heard]
            unheard += [c for c in _claims_of(line, line.text, today, english) if c.kind not in known]
        claims += heard
        for claim in heard:
            state.hear(claim)
    return Heard(tuple(claims), tuple(unheard), state.last, tuple(wishes), tuple(yeses), english)


def _claims_of(line: Line, text: str, today: date, english: bool) -> list[Claim]:
    return [replace(c, line=line.ref, at_s=line.start_s) for c in claims_in(text, today, english)]


SOON_S = 20.0
"""Within so many seconds of a tool's answer a bare "done" speaks of its deed."""


def _acknowledged(line: Line, asked: Sequence[tuple[float, Told]], today: date, english: bool) -> list[Claim]:
    """A line that says "done" right after a deed was answered claims that deed."""
    at = line.start_s
    kinds = [kind for second, kind in asked if at is not None and second - 1.0 <= at <= second + SOON_S]
    if not kinds or not acknowledges(line.heard, english):
        return []
    words = plain(line.heard, english)
    return [Claim(kinds[-1], words, line.ref, at, clocks_in(words), days_in(words, today))]


_OWN_ALREADY = re.compile(r"\b(?:schon|bereits|already)\b")
_ANOTHER_ONE = re.compile(r"[^.!?]*\b(?:trotzdem|dennoch|anyway|all the same|nevertheless)\b[^.!?]*\?", re.IGNORECASE)


def _left_to_ask(heard: list[Claim], words: str) -> list[Claim]:
    """A line that names a visit which stands already, and asks whether another one is wanted all the same, says nothing
    about the wish."""
    if not _ANOTHER_ONE.search(words):
        return heard
    return [claim for claim in heard if claim.kind is not Told.BOOKED or not _OWN_ALREADY.search(claim.words)]


_ALTERNATIVES = re.compile(
    r"\bhätten? (?:ich|wir)\b|\b(?:ich|wir) hätten?\b|\b(?:i|we) (?:could|would|can) (?:offer|have)\b"
)


def _refused_for_own(heard: list[Claim]) -> list[Claim]:
    """A line that tells of a visit which the caller has already, and then lists other times, refuses the time that was
    asked for: "Um zehn haben Sie bei uns schon einen Termin. Frei hätte ich um elf …"."""
    listed = next((n for n, c in enumerate(heard) if c.kind is Told.FREE and _ALTERNATIVES.search(c.words)), 0)
    own, kinds = heard[:listed], {claim.kind for claim in heard[:listed]}
    if not own or not kinds <= {Told.BOOKED, Told.PENDING, Told.CALLBACK}:
        return heard
    if kinds == {Told.BOOKED} and not any(_OWN_ALREADY.search(claim.words) for claim in own):
        return heard
    return [replace(own[0], kind=Told.TAKEN), *heard[listed:]]


def _wish_of(line: Line, today: date) -> Wish:
    words = plain(line.heard)
    return Wish(line.ref, line.start_s, clocks_in(words), days_in(words, today), line.text)


_STAYS = re.compile(
    r"^(?:(?!\b(?:eingetragen|gebucht|vereinbart|booked|confirmed|scheduled)\b).)*"
    r"\b(?:bleib(?:t|en)|stays?|remains?|still stands?)\b"
)
"""A visit that stays as it was; one that is entered now, beside another that stays, is none."""


_ASKS_HOURS = re.compile(
    r"\b(?:haben|habt|hat|sind|seid|ist|machen|macht)\b.*\b(?:auf|offen|geöffnet|geschlossen)\b|öffnungszeit|ruhetag"
    r"|\b(?:are|is|do)\b.*\b(?:open|closed?)\b|\bopening hours\b",
    re.IGNORECASE,
)
_WANTS_A_VISIT = re.compile(
    r"termin|buch|eintrag|frei|platz|vorbei|\b(?:brauche|möchte|hätte)\b"
    r"|\b(?:appointment|book|available|slot|come in|would like)\b",
    re.IGNORECASE,
)
_CLOSED = re.compile(r"\b(?:geschlossen|ruhetag|zu|closed)\b")


def _is_about_hours(asked: str, claim: Claim) -> bool:
    """Whether "closed" answers somebody who only asked when the house is open: no time was refused, then."""
    return bool(
        claim.kind is Told.TAKEN
        and _CLOSED.search(claim.words)
        and _ASKS_HOURS.search(asked)
        and not _WANTS_A_VISIT.search(asked)
    )


class _Belief:
    """What the caller believes as the conversation goes on."""

    def __init__(self) -> None:
        self.last: Claim | None = None
        self._before: list[Claim | None] = []
        self._refused_in_turn = False
        self._alternatives: list[Claim] = []
        self._wish: Wish | None = None
        self._asked = ""

    def hear_caller(self, agreed: bool, wish: Wish) -> None:
        """The caller speaks: another time that was offered becomes the wish once it is chosen."""
        chosen = [a for a in self._alternatives if any(c.fits(k.minutes) for c in wish.clocks for k in a.clocks)]
        if self._alternatives and (chosen or agreed):
            self._take((chosen or self._alternatives)[-1])
        self._alternatives = []
        self._refused_in_turn = False
        self._asked = wish.words
        self._wish = wish if wish.clocks else self._wish

    def hear(self, claim: Claim) -> None:
        """The agent claims something: the newest claim counts, but for times offered instead of a refused one."""
        if claim.retracts:
            while self.last is not None and self.last.kind is claim.kind:
                self.last = self._before.pop() if self._before else None
            return
        if claim.kind is Told.FREE and self._refused_in_turn:
            self._alternatives.append(claim)
            return
        if claim.kind is Told.BOOKED and self._refused_in_turn and _STAYS.search(claim.words):
            return  # What was not to be changed stays as it was: that is not about the wish.
        if (claim.kind is Told.PENDING and self._is_beside(claim)) or _is_about_hours(self._asked, claim):
            return
        if claim.kind in (Told.TAKEN, Told.FAILED):
            self._refused_in_turn = True
        self._take(claim)

    def _is_beside(self, claim: Claim) -> bool:
        """Whether a line that told of a deed, or refused one, adds that another visit, at another time, is still being
        entered."""
        done = self.last
        if done is None or done.kind not in (Told.BOOKED, Told.MOVED, Told.TAKEN) or done.line != claim.line:
            return False
        wished = self._wish.clocks if self._wish is not None else ()
        if any(one.fits(clock.minutes) for one in wished for clock in claim.clocks):
            return any(one.fits(clock.minutes) for one in wished for clock in done.clocks)
        other_day = bool(claim.days) and not any(day.dates & one.dates for day in claim.days for one in done.days)
        other_time = bool(claim.clocks) and not any(
            one.fits(clock.minutes) for one in done.clocks for clock in claim.clocks
        )
        return other_day or other_time

    def _take(self, claim: Claim) -> None:
        self._before.append(self.last)
        self.last = claim
