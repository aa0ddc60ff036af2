"""Which of the offered services the caller named.

Exact spelling comes before aliases, aliases before what merely sounds alike, that before a shared meaning
("Haare schneiden"). What is close to several is asked, what is like nothing is None; nothing is ever a default.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from .patterns import Pattern
from .service_clauses import Clause, split_clauses
from .service_ear import Ear, Findings
from .service_labels import ServiceName, catalogue_of
from .service_search import Search
from .service_words import in_german
from .tidy import tidy

_WORDS = Pattern(r"[^\W_]+")
_USUAL = Pattern(
    r"\b(?:(?:so )?wie (?:immer|sonst|gewohnt|ueblich|(?:beim |das )?(?:letzte[ns]?|letztes|vorige[ns]?) mal)"
    r"|(?:das|den|die) (?:uebliche[nr]?|gewohnte|gleiche|selbe)(?: wie (?:immer|sonst|letztes mal|beim letzten mal))?"
    r"|wieder dasselbe|dasselbe wie\b.*|the usual|my usual|as usual"
    r"|(?:the )?same (?:as|like) (?:always|last time|before)|like (?:always|last time))\b"
)


@dataclass(frozen=True, slots=True)
class ServicesHeard:
    """The services named, in catalogue order, one twice where it was wished for twice.

    `unmatched`: parts, as they were said, that named nothing offered. `series`: one of them was wished for several
    times, which are visits of their own.
    """

    keys: tuple[str, ...]
    unmatched: tuple[str, ...] = ()
    series: bool = False


@dataclass(frozen=True, slots=True)
class ServiceQuestion:
    """At most three services between which to ask; `heard` are those named beyond doubt beside them.

    `later`: what is to be asked after that, and `after`: the caller's words for each of those. `unmatched`: parts that
    named nothing offered.
    """

    choices: tuple[str, ...]
    heard: tuple[str, ...] = ()
    later: tuple[tuple[str, ...], ...] = ()
    after: tuple[str, ...] = ()
    unmatched: tuple[str, ...] = ()


def match_services(
    said: str, offered: Sequence[ServiceName], lang: str = "de"
) -> ServicesHeard | ServiceQuestion | None:
    """The services of `offered` that `said` names, a question where it is close, None where nothing is like it."""
    if not offered:
        return None
    book = catalogue_of(tuple(offered))
    heard = split_clauses(said)
    whole = Findings()
    for clause in heard.clauses:
        ear = Ear(Search(book, heard.whom, heard.numbers, clause.denied), clause)
        found = ear.listen()
        whole = _corrected(whole, found, clause, ear.denied())
    return _answer(whole, offered, said)


def means_usual(said: str) -> bool:
    """Whether the caller asks for what they always have ("wie immer"): only their own visits tell what that is."""
    return _USUAL.search(tidy(said)) is not None


def _corrected(before: Findings, found: Findings, clause: Clause, denied: frozenset[str]) -> Findings:
    """What holds after one more clause: it replaces what was named last, or with "nur" everything."""
    before.keys = [key for key in before.keys if key not in denied]
    if not found:
        before.unmatched += found.unmatched
        return before
    if not before or clause.only or len(before.keys) + len(before.asked) == 1:
        return found
    kept = before.keys if before.asked else before.keys[:-1]
    return Findings([*kept, *found.keys], [*before.asked[:-1], *found.asked], found.unmatched, found.series)


def _answer(found: Findings, offered: Sequence[ServiceName], said: str) -> ServicesHeard | ServiceQuestion | None:
    keys = tuple(service.key for service in offered for _ in range(found.keys.count(service.key)))
    unmatched = tuple(_as_said(part, said) for part in found.unmatched)
    asked = {choices: about for choices, about in found.asked if not set(choices) & set(keys)}
    if asked:
        first, *later = asked
        after = tuple(_as_said(asked[choices], said) for choices in later)
        return ServiceQuestion(first, keys, tuple(later), after, unmatched)
    if not keys:
        return None
    return ServicesHeard(keys, unmatched, found.series)


def _as_said(part: str, said: str) -> str:
    """With the umlauts and capitals of the caller's words: it may be spoken of."""
    told = _WORDS.findall(said[:2000])
    spelled = {german: word for word in told for german in in_german([tidy(word)])}
    spelled |= {tidy(word): word for word in told}
    return " ".join(spelled.get(word, word) for word in part.split())
