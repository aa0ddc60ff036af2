"""A stamped plan as text in a row, and back. Short keys: it is written with every offer."""

import json
from datetime import datetime
from functools import lru_cache
from typing import Any

from holdfast.core.availability import Slot
from holdfast.core.service import Kind, Plan, PlanStep
from holdfast.store.engine import from_ms, to_ms

_COMPACT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def dump(value: Any) -> str:
    """Compact JSON that keeps umlauts readable."""
    return _COMPACT.encode(value)


def plan_text(plan: Plan) -> str:
    """A plan as stored."""
    steps = [
        [s.service, s.name, s.kind.value, s.offset, s.minutes, s.staff, list(s.resources), s.before, s.after]
        for s in plan.steps
    ]
    return dump({"services": plan.services, "steps": steps, "price": plan.price_cents, "from": plan.price_from})


@lru_cache(maxsize=2048)
def plan_of(text: str) -> Plan:
    """A stored plan. The same text is read again and again; whose visit it is does not stand in it."""
    data = json.loads(text)
    steps = tuple(
        PlanStep(service, name, Kind(kind), offset, minutes, staff, tuple(resources), before, after)
        for service, name, kind, offset, minutes, staff, resources, before, after in data["steps"]
    )
    return Plan(tuple(data["services"]), steps, data["price"], data["from"])


def slot_text(slot: Slot | None) -> str | None:
    """A slot as stored, None for none."""
    return None if slot is None else dump({"start": to_ms(slot.start), "plan": plan_text(slot.plan)})


def slot_of(text: str | None) -> Slot | None:
    """A stored slot."""
    if text is None:
        return None
    data = json.loads(text)
    start: datetime = from_ms(data["start"])
    return Slot(plan_of(data["plan"]), start)
