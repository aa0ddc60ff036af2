"""How grammar rules are written and run: a pattern of signs, and what several tokens mean together.

A pattern is a line of signs, `A|B` for either, `?` for may be missing: "AT? NUMBER HOURMARK NUMBER?". A last
`!A|B` says what may not come next: "DATE UNTIL NUMBER !HOURMARK" leaves "bis 9 Uhr" to the clock.
A stage runs its rules over the tokens from left to right; at each place the longest pattern wins, of equals
the one written first. What a rule makes is one token, so later stages build on earlier ones.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product

from .signs import Sign, Token
from .vocabulary import Words

Made = Token | None
Maker = Callable[[Sequence[Token], Words], Made]


@dataclass(frozen=True, slots=True)
class _Pattern:
    signs: tuple[frozenset[Sign], ...]
    make: Maker
    unless: frozenset[Sign]


class Stage:
    """Rules that are tried together; their patterns are spelled out when the first tokens come."""

    def __init__(self) -> None:
        self._rules: list[tuple[str, Maker]] = []

    def rule(self, *patterns: str) -> Callable[[Maker], Maker]:
        """Register a maker for `patterns`; it returns None where the tokens do not fit after all."""

        def register(make: Maker) -> Maker:
            self._rules += [(pattern, make) for pattern in patterns]
            return make

        return register

    @cached_property
    def _by_first(self) -> dict[Sign, list[_Pattern]]:
        by_first: dict[Sign, list[_Pattern]] = {}
        for written, make in self._rules:
            wanted, _, unwanted = written.partition(" !")
            unless = frozenset(Sign[name] for name in unwanted.split("|") if name)
            for signs in _expanded(wanted):
                for first in signs[0]:
                    by_first.setdefault(first, []).append(_Pattern(signs, make, unless))
        return {first: sorted(found, key=lambda p: -len(p.signs)) for first, found in by_first.items()}

    def run(self, tokens: list[Token], words: Words) -> list[Token]:
        """The tokens after one pass; a made token may itself begin the next match of the same pass."""
        done: list[Token] = []
        rest = list(reversed(tokens))
        while rest:
            made = self._match(rest, words)
            if made is None:
                done.append(rest.pop())
        return done

    def _match(self, rest: list[Token], words: Words) -> Made:
        second = rest[-2].sign if len(rest) > 1 else None
        for pattern in self._by_first.get(rest[-1].sign, ()):
            size = len(pattern.signs)
            if size > len(rest) or (size > 1 and second not in pattern.signs[1]):
                continue
            found = rest[: -size - 1 : -1]
            fits = all(t.sign in s for t, s in zip(found, pattern.signs, strict=True))
            stopped = bool(pattern.unless) and len(rest) > size and rest[-size - 1].sign in pattern.unless
            if fits and not stopped and (made := pattern.make(found, words)) is not None:
                rest[-size:] = [made]
                return made
        return None


def _expanded(pattern: str) -> list[tuple[frozenset[Sign], ...]]:
    """All the ways to leave out what may be missing, the fullest first."""
    slots = []
    for slot in pattern.split():
        signs = frozenset(Sign[name] for name in slot.rstrip("?").split("|"))
        slots.append(((signs,), ()) if slot.endswith("?") else ((signs,),))
    return [tuple(s for part in choice for s in part) for choice in product(*slots)]
