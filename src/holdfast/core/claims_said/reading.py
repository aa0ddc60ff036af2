"""The claims of one line: which sentence says that a wish is booked, taken, free, moved … and about when. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from types import ModuleType

from holdfast.core.claims_said import tables_de, tables_en
from holdfast.core.claims_said.when import Clock, Day, clocks_in, days_in
from holdfast.core.claims_said.words import plain, sentences
from holdfast.core.correction import Told

DEEDS = frozenset({Told.BOOKED, Told.MOVED, Told.CANCELLED})


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing said about a wish: what, in which sentence of which line, at which audio second, about which times.
    `offer`: it speaks of another time than the one asked for. `retracts`: it takes an earlier claim back."""

    kind: Told
    words: str
    line: str = ""
    at_s: float | None = None
    clocks: tuple[Clock, ...] = ()
    days: tuple[Day, ...] = ()
    offer: bool = False
    retracts: bool = False


@dataclass(frozen=True, slots=True)
class _Tables:
    """The compiled rows of one language."""

    claims: tuple[tuple[Told, re.Pattern[str]], ...]
    stems: dict[Told, re.Pattern[str]]
    offers: re.Pattern[str]
    question_start: re.Pattern[str]
    asks_anyway: re.Pattern[str]
    condition: re.Pattern[str]
    polite: re.Pattern[str]
    hedge: re.Pattern[str]
    quote: re.Pattern[str]
    negation: re.Pattern[str]
    correction: re.Pattern[str]
    acknowledged: re.Pattern[str]
    yes: re.Pattern[str]


def _compile(tables: ModuleType) -> _Tables:
    rows = tuple((kind, re.compile(row)) for kind, row in tables.CLAIMS)
    names = ("OFFERS", "QUESTION_START", "ASKS_ANYWAY", "CONDITION", "POLITE_CONDITION", "HEDGE", "QUOTE", "NEGATION")
    stems = {kind: re.compile(stem) for kind, stem in tables.STEMS.items()}
    return _Tables(
        rows, stems, *(re.compile(getattr(tables, name)) for name in (*names, "CORRECTION", "ACKNOWLEDGED", "YES"))
    )


_GERMAN, _ENGLISH = _compile(tables_de), _compile(tables_en)
_ENGLISH_WORDS = re.compile(
    r"\b(?:the|you|your|are|at|for|have|with|what|would|like|please|thank|thanks|yes|on|and|it|we|can|to|this|of)\b"
)
_GERMAN_WORDS = re.compile(
    r"\b(?:der|die|das|ist|sie|ich|und|um|uhr|für|den|wir|ja|nein|bei|nicht|ein|eine|am|haben|termin|es|mit|zu|"
    r"danke)\b"
)
_MODAL = re.compile(
    r"\b(?:will be|would|could|can|to be|being|going to|kann|könnte|könnten|soll|sollen|muss|müssen|würde|würden|"
    r"hätte|hätten)\b"
)
_OF_SOMETHING_ELSE = re.compile(
    r"\b(?:namen?|nummer|wunsch|adresse|e-?mail\w*|anliegen|nachricht|telefonnummer|rückruf\w*|kontakt\w*|daten|name|"
    r"number|address)\b"
)
_NOTING = re.compile(r"(?:notiert|aufgeschrieben|vermerkt|aufgenommen|noted)$")
_DENIED_AFTER = re.compile(
    r"^(?: (?!und\b|damit\b|dass\b|bitte\b|wenn\b|and\b|so\b|please\b|if\b)\w+){0,4} (?:nicht|nichts|kein\w*|not)\b"
)
"""A no that follows its deed: "gebucht ist da noch nichts"."""
_NOD = re.compile(r"(?:ja|gut|okay|ok|richtig|yes|right)")
"""A word of agreement before what is said; at the end of a sentence it asks."""
_DOUBT = re.compile(r"\b(?:glaube?|denke?|vermute|meine|ob|i think|i believe|i guess|whether|check if|see if)\b")
_OF_AN_EARLIER_CALL = re.compile(
    r"^(?:noch zu (?:ihrem|deinem) letzten anruf|about your last call|anders als beim letzten mal gesagt|"
    r"unlike what you were told last time)"
)
"""Sets right what an earlier call was told: no claim about what this one is about."""
_WEAK_FREE = re.compile(r"(?:geht|ginge|passt|klappt|klar|gehen|passen|klappen|fits?|works|fine|good)$")
_CLAUSE = re.compile(
    r"[,:–—]| aber | but | und (?=(?:soll|darf|möchten|wollen|passt|shall|should))| and (?=(?:shall|should))"
)


def is_english(text: str) -> bool | None:
    """Which language a plain text is in; None where it does not show."""
    english, german = len(_ENGLISH_WORDS.findall(text)), len(_GERMAN_WORDS.findall(text))
    return None if english == german else english > german


def says_yes(text: str, english: bool = False) -> bool:
    """Whether a caller's line can be heard as consent: a word of agreement, and no plain no before it."""
    words = plain(text)
    if re.match(r"^\W*(?:nein|nee|nö|ne|no|nope|lieber nicht|warten sie|moment|stopp?|wait|hold on)\b", words):
        return False
    return bool((_ENGLISH if english else _GERMAN).yes.search(words))


@lru_cache(maxsize=4_096)
def claims_in(text: str, today: date, english: bool = False) -> tuple[Claim, ...]:
    """The claims of an agent's words, in the order in which they were said; `today` is the day of the call."""
    tables = _ENGLISH if english else _GERMAN
    found: list[Claim] = []
    told = [plain(sentence, english) for sentence in sentences(text)]
    asked = [sentence.endswith("?") or bool(tables.asks_anyway.search(sentence)) for sentence in told]
    for n, sentence in enumerate(told):
        if _OF_AN_EARLIER_CALL.search(sentence):
            continue
        later_question = any(asked[n + 1 :]) or asked[n]
        for kind, retracts, match in _claims_of_sentence(sentence, tables, later_question):
            clocks, days = clocks_in(sentence), days_in(sentence, today)
            if not clocks and not days and len(told) > 1 and kind in DEEDS:
                beside = told[n + 1] if n + 1 < len(told) else ""
                clocks, days = clocks_in(beside), days_in(beside, today)
            offer = kind is Told.FREE and bool(tables.offers.search(sentence))
            if kind is Told.FREE and _WEAK_FREE.search(match.group()) and any(one.kind in DEEDS for one in found):
                continue
            found.append(Claim(kind, sentence, clocks=clocks, days=days, offer=offer, retracts=retracts))
    return tuple(found)


def acknowledges(text: str, english: bool = False) -> bool:
    """Whether words say of a deed that it is done without naming it ("Erledigt."), and say nothing against it."""
    tables = _ENGLISH if english else _GERMAN
    told = [plain(sentence, english) for sentence in sentences(text)]
    if any(tables.negation.search(one) and not one.endswith("?") for one in told):
        return False
    return any(tables.acknowledged.search(one) and not one.endswith("?") for one in told)


def _claims_of_sentence(
    sentence: str, tables: _Tables, question_follows: bool
) -> Iterator[tuple[Told, bool, re.Match[str]]]:
    """Every claim of one sentence in its order, with whether it is taken back."""
    declared = _declared_part(sentence, tables)
    if not declared:
        return
    taken: list[tuple[int, int]] = []
    kept: list[tuple[int, Told, bool, re.Match[str]]] = []
    possible = {kind for kind, stem in tables.stems.items() if stem.search(declared)}
    for kind, row in tables.claims:
        if kind not in possible:
            continue
        for match in row.finditer(declared):
            begin, end = match.span()
            if any(begin < other_end and other_begin < end for other_begin, other_end in taken):
                continue
            meant = _meaning(kind, match, declared, tables, question_follows)
            if meant is not None:
                taken.append((begin, end))
                kept.append((end, *meant, match))
    for _, kind, retracts, match in sorted(kept, key=lambda item: item[0]):
        yield kind, retracts, match


def _declared_part(sentence: str, tables: _Tables) -> str:
    """What a sentence states: nothing of a question but what stands before its asking clause."""
    if not sentence.endswith("?") and not tables.asks_anyway.search(sentence):
        return sentence
    parts, begin = [], 0
    for comma in _CLAUSE.finditer(sentence):
        parts.append(sentence[begin : comma.start()].strip())
        begin = comma.end()
    parts.append(sentence[begin:].strip())
    for n, part in enumerate(parts):
        if n + 1 < len(parts) and _NOD.fullmatch(part):
            continue
        if tables.question_start.search(part):
            return ", ".join(parts[:n])
    return ", ".join(parts[:-1]) if len(parts) > 1 else ""


def _meaning(
    kind: Told, match: re.Match[str], sentence: str, tables: _Tables, question_follows: bool
) -> tuple[Told, bool] | None:
    """What a matched row claims after its surroundings were looked at; None where it is no claim."""
    begin, end = match.span()
    clause = _clause_around(sentence, begin, end)
    words = match.group()
    if kind in (Told.PENDING, Told.CALLBACK):
        return (kind, False)
    if kind is not Told.FAILED and (tables.hedge.search(clause) or _DOUBT.search(sentence[:begin])):
        return None
    if tables.quote.search(sentence[:begin]) or (_NOTING.search(words) and tables.quote.search(sentence)):
        return None
    if kind is not Told.FAILED and tables.condition.search(sentence) and not tables.polite.search(sentence):
        return None
    clause_begin = _clause_begin(sentence, begin)
    if kind in DEEDS and tables.negation.search(sentence[clause_begin:begin]):
        return (kind, True) if tables.correction.search(sentence) else None
    if kind in DEEDS:
        return _deed(kind, words, sentence, tables, end)
    if kind is Told.FAILED and re.search(r"\b(?:kein\w*|no)\b(?: \w+)?$", sentence[:begin].rstrip()):
        return None
    if kind is Told.TAKEN and not tables.negation.search(words):
        before = sentence[max(0, begin - 16) : begin]
        if re.search(r"\b(?:nicht|nichts|not|nothing)\b(?: \w+)? ?$", before):
            return (Told.FREE, False)
    if kind is Told.FREE:
        return _free(words, sentence, begin, tables, question_follows)
    return (kind, False)


def _deed(kind: Told, words: str, sentence: str, tables: _Tables, end: int) -> tuple[Told, bool] | None:
    """A deed is claimed only as done: not negated, not possible, not of a name or number that was noted."""
    if tables.negation.search(words) or _DENIED_AFTER.match(sentence[end:]):
        return (kind, True) if tables.correction.search(sentence) else None
    if _MODAL.search(words) or (_OF_SOMETHING_ELSE.search(words) and kind is Told.BOOKED):
        return None
    if re.match(r"^ (?:werden|wird|to be)\b", sentence[end:]):
        return None
    return (kind, False)


def _free(words: str, sentence: str, begin: int, tables: _Tables, question_follows: bool) -> tuple[Told, bool] | None:
    """ "Frei" said of a time; "passt" only where a time is named or the agent asks on."""
    if tables.negation.search(
        sentence[max(_clause_begin(sentence, begin), begin - 30) : begin]
    ) or tables.negation.search(words):
        return (Told.TAKEN, False)
    if _WEAK_FREE.search(words) and not question_follows and not clocks_in(sentence):
        return None
    return (Told.FREE, False)


def _clause_around(sentence: str, begin: int, end: int) -> str:
    """The clause in which a match stands."""
    left = _clause_begin(sentence, begin) - 1
    right = min((place for place in (sentence.find(mark, end) for mark in (",", ":")) if place >= 0), default=-1)
    return sentence[left + 1 : right if right >= 0 else len(sentence)]


def _clause_begin(sentence: str, begin: int) -> int:
    return max(sentence.rfind(mark, 0, begin) for mark in (",", ":", " aber ", " but ")) + 1
