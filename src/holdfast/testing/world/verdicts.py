"""At the end of an episode every call is judged as a live one is, and its verdict set against what the world knows."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

from holdfast.actions.desk import Desk
from holdfast.actions.judge import judge
from holdfast.actions.look_up import NotFound
from holdfast.core.ids import TenantId
from holdfast.store.engine import Tx
from holdfast.store.judging import Prompt
from holdfast.testing.world.database import Database, Door, DoorStore
from holdfast.testing.world.platform import OneCall
from holdfast.testing.world.truth import NO_SUCH_THING, Knowledge, Truth

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A verdict that says other than the world knows. `about` names what: witnesses, agree or cause."""

    call: str
    about: str
    verdict: str
    known: str


@dataclass
class Verdicts:
    """What judging came to. `differing` are calls whose witnesses do not agree, by the verdict or in truth."""

    judged: int = 0
    differing: int = 0
    causes: int = 0
    """For how many of them the world knows for sure which causes can hold; only these are compared."""
    disagreements: list[Disagreement] = field(default_factory=list)


class DirectStore(DoorStore):
    """The store of whoever judges: nobody else is at work any more, so nothing waits."""

    def __init__(self, database: Database) -> None:
        """A door that nobody shuts."""
        super().__init__(database, Door())

    async def transact(self, body: Callable[[Tx], T]) -> T:
        """At once."""
        return self.transact_now(body)


async def judged(desk: Desk, tenant: TenantId, calls: list[OneCall], knowledge: Knowledge) -> Verdicts:
    """Judge the calls one after another; one of which nobody heard is none."""
    found = Verdicts()
    for call in calls:
        truth = knowledge.of(call)
        try:
            verdict = await judge(desk, tenant, call.id, Prompt.ENDED)
        except NotFound:
            continue
        document = dict(verdict.judgement.document or {})
        found.judged += 1
        differs = not document["agree"] or not any(truth.stands.values())
        found.differing += differs
        found.causes += truth.causes(three_of(document)) is not None
        found.disagreements += compared(call.id, document, truth)
    return found


def compared(call: str, document: dict[str, Any], truth: Truth) -> Iterator[Disagreement]:
    """Where a verdict says other than the truth."""
    three = three_of(document)
    known = truth.causes(three)
    if three not in truth.stands:
        yield Disagreement(call, "witnesses", "/".join(three), _any_of("/".join(one) for one in truth.stands))
    elif document["agree"] is not truth.stands[three] and three not in truth.open:
        yield Disagreement(call, "agree", str(document["agree"]), f"{truth.stands[three]} for {'/'.join(three)}")
    elif known is not None and document["cause"] not in known:
        yield Disagreement(call, "cause", document["cause"], f"{_any_of(known)} for {'/'.join(three)}")
    elif document["cause"] in NO_SUCH_THING:
        yield Disagreement(call, "cause", document["cause"], f"no such thing here, {'/'.join(three)}")


def three_of(document: dict[str, Any]) -> tuple[str, str, str]:
    """What a verdict says of the three witnesses: said, stored, calendar."""
    shown = document["witnesses"]
    return shown["said"], shown["stored"], shown["calendar"]


def _any_of(values: Any) -> str:
    return " or ".join(sorted(values))
