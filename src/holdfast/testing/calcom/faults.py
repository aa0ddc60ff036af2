"""Bad luck by plan: which request meets which mishap, how often, and a count of what happened.

A plan is data, in Python or as JSON or TOML. Deterministic: nothing is drawn by lot.

>>> faults = Faults()
>>> faults.add(Fault.LOSE_ANSWER, verb="create", nth=2)
>>> faults.load({"rules": [{"fault": "stale_reads", "verb": "list", "seconds": 30, "times": 0}]})
"""

import json
import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime, timedelta
from enum import StrEnum
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from holdfast.testing.calcom.wire import Json, Refused, Request

ALWAYS = 0


class Fault(StrEnum):
    """What can go wrong. `seconds`, `status` and `minutes` are those of the rule."""

    DELAY_BEFORE = "delay_before"
    """The request waits `seconds` before the server looks at it."""
    DELAY_BETWEEN = "delay_between"
    """`seconds` pass between the look and the effect: a wide window for races."""
    DELAY_AFTER = "delay_after"
    """The effect is there; the answer comes `seconds` later."""
    LOSE_REQUEST = "lose_request"
    """Nothing happens, and no answer comes: after `seconds` the connection is cut."""
    LOSE_ANSWER = "lose_answer"
    """The effect is there, and no answer comes: after `seconds` the connection is cut."""
    STATUS_INSTEAD = "status_instead"
    """An error answer with `status`, and no effect."""
    STATUS_AFTER_EFFECT = "status_after_effect"
    """An error answer with `status`, though the effect is there."""
    SUCCESS_WITHOUT_EFFECT = "success_without_effect"
    """A good answer, and nothing behind it."""
    LATE_EFFECT = "late_effect"
    """No answer now; the request takes effect `seconds` later, with the first request from then on."""
    STALE_READS = "stale_reads"
    """Lists, slots and single bookings as they were `seconds` ago."""
    HTML_INSTEAD_OF_JSON = "html_instead_of_json"
    """The effect is there; the answer is a web page with `status` (200 unless told)."""
    CUT_BODY = "cut_body"
    """The effect is there; the answer is the first half of what it should be."""
    CLOCK_OFF = "clock_off"
    """The server's clock is wrong by `minutes` while it does this request."""
    OUTAGE = "outage"
    """From the first match on for `seconds`: connections are refused, or answered with `status` where it is given."""
    REVOKED_KEY = "revoked_key"
    """The key is called invalid this time."""
    TOO_MANY = "too_many"
    """429, and whoever asked is blocked for a minute."""
    DROP_NOTICES = "drop_notices"
    """The effect is there; its webhook notices are never sent."""
    DUPLICATE_NOTICES = "duplicate_notices"
    """Its webhook notices are sent twice."""
    REORDER_NOTICES = "reorder_notices"
    """Its webhook notices are held back until those of the next effect were sent."""
    FOREIGN_BOOKING = "foreign_booking"
    """Somebody else books over the wished time, at the moment `when`, shifted by `minutes`."""


BEFORE_CHECK, BEFORE_INSERT, AFTER = "before_check", "before_insert", "after"
MOMENTS = (BEFORE_CHECK, BEFORE_INSERT, AFTER)
FAULTS_OF_NOTICES = frozenset({Fault.DROP_NOTICES, Fault.DUPLICATE_NOTICES, Fault.REORDER_NOTICES})


@dataclass(frozen=True, slots=True)
class Rule:
    """One planned mishap. Whatever is named must match: the verb (create, get, list, cancel, reschedule, slots,
    event_types, reservation, …), "METHOD /path" with `*` for anything, the event type, pairs of metadata.

    It strikes from the `nth` match on (counted from 1), `times` times (0: always), and not before the instant
    `begins` nor from `ends` on.
    """

    fault: Fault
    verb: str | None = None
    path: str | None = None
    event_type: int | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)
    nth: int = 1
    times: int = 1
    begins: datetime | None = None
    ends: datetime | None = None
    seconds: float = 0.0
    status: int | None = None
    minutes: int = 0
    when: str = BEFORE_CHECK
    length: int | None = None

    def matches(self, request: Request, verb: str, now: datetime) -> bool:
        """Whether the rule is about this request, however often it has struck."""
        if (self.begins is not None and now < self.begins) or (self.ends is not None and now >= self.ends):
            return False
        if self.verb not in (None, verb):
            return False
        if self.path is not None and not fnmatchcase(f"{request.method} {request.path}", self.path):
            return False
        if self.event_type is None and not self.metadata:
            return True
        body = body_of(request)
        given = body.get("metadata")
        metadata = given if isinstance(given, dict) else {}
        named = body.get("eventTypeId", request.parameters.get("eventTypeId"))
        right_type = self.event_type is None or str(named) == str(self.event_type)
        return right_type and all(metadata.get(key) == value for key, value in self.metadata.items())


def body_of(request: Request) -> Json:
    """The request's body as an object; an empty one where it is something else."""
    try:
        body = request.json
    except Refused:
        return {}
    return body if isinstance(body, dict) else {}


class PlanInvalid(ValueError):
    """A fault plan that cannot be understood; the text says what is wrong."""


@dataclass
class _Armed:
    """A rule with its counts; `until` is the end of an outage that has begun."""

    rule: Rule
    matched: int = 0
    struck: int = 0
    until: datetime | None = None

    def fires(self, now: datetime) -> bool:
        """Count a match; whether it strikes."""
        if self.rule.fault is Fault.OUTAGE and self.until is not None:
            return now < self.until
        self.matched += 1
        if self.matched < self.rule.nth or (self.rule.times != ALWAYS and self.struck >= self.rule.times):
            return False
        self.struck += 1
        if self.rule.fault is Fault.OUTAGE:
            self.until = now + timedelta(seconds=self.rule.seconds)
        return True


@dataclass
class Faults:
    """The plan, and how often each fault happened."""

    armed: list[_Armed] = field(default_factory=list)
    happened: Counter[Fault] = field(default_factory=Counter)

    def add(self, fault: Fault, **wishes: Any) -> None:
        """Plan one mishap; `wishes` are fields of `Rule`."""
        self.arm(Rule(fault, **wishes))

    def arm(self, *rules: Rule) -> None:
        """Plan several."""
        self.armed.extend(_Armed(rule) for rule in rules)

    def load(self, plan: object) -> list[Rule]:
        """Add what a plan says: one rule, a list of them, or {"rules": […]}. Raises PlanInvalid, adding nothing."""
        rules = read_rules(plan)
        self.arm(*rules)
        return rules

    def clear(self) -> None:
        """No more bad luck from now on; the counts stay."""
        self.armed.clear()

    def fire(self, request: Request, verb: str, now: datetime) -> list[Rule]:
        """The rules that strike this request, in the order of the plan."""
        struck = [one for one in self.armed if one.rule.matches(request, verb, now) and one.fires(now)]
        self.happened.update(one.rule.fault for one in struck)
        return [one.rule for one in struck]

    def shown(self) -> Json:
        """The plan and its counts, for JSON."""
        rules = [rule_shape(one.rule) | {"matched": one.matched, "struck": one.struck} for one in self.armed]
        return {"rules": rules, "happened": dict(self.happened)}


def rule_shape(rule: Rule) -> Json:
    """A rule for JSON, without what was left to its default."""
    empty = asdict(Rule(rule.fault))
    shape = {name: value for name, value in asdict(rule).items() if name == "fault" or value != empty[name]}
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in shape.items()}


def read_rules(plan: object) -> list[Rule]:
    """The rules of a plan out of JSON or TOML. Raises PlanInvalid."""
    if isinstance(plan, dict) and isinstance(plan.get("rules"), list):
        return [_rule(one) for one in plan["rules"]]
    if isinstance(plan, list):
        return [_rule(one) for one in plan]
    return [_rule(plan)]


_KINDS: dict[str, tuple[type, ...]] = {
    "verb": (str,), "path": (str,), "event_type": (int,), "metadata": (dict,), "nth": (int,), "times": (int,),
    "seconds": (int, float), "status": (int,), "minutes": (int,), "when": (str,), "length": (int,),
}  # fmt: skip


def _rule(plain: object) -> Rule:
    if not isinstance(plain, dict):
        raise PlanInvalid("a rule is an object with at least a fault")
    given = dict(plain)
    try:
        fault = Fault(given.pop("fault", ""))
    except ValueError as error:
        raise PlanInvalid(f"fault is one of {', '.join(Fault)}") from error
    for name in ("begins", "ends"):
        if name in given:
            given[name] = _moment(name, given[name])
    for name, value in given.items():
        if name not in {one.name for one in fields(Rule)}:
            raise PlanInvalid(f"a rule has no {name}; it has {', '.join(one.name for one in fields(Rule))}")
        if name in _KINDS and (not isinstance(value, _KINDS[name]) or isinstance(value, bool)):
            raise PlanInvalid(f"{name} cannot be {value!r}")
    if given.get("when", BEFORE_CHECK) not in MOMENTS:
        raise PlanInvalid(f"when is one of {', '.join(MOMENTS)}")
    return Rule(fault, **given)


def _moment(name: str, value: object) -> datetime:
    try:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError as error:
        raise PlanInvalid(f"{name} is an instant such as 2026-11-27T10:00:00Z") from error
    if moment.utcoffset() is None:
        raise PlanInvalid(f"{name} needs an offset, such as Z")
    return moment


def read_plan(path: Path) -> list[Rule]:
    """The rules of a file, TOML if it is called so, else JSON. Raises PlanInvalid, OSError."""
    text = path.read_text(encoding="utf-8")
    try:
        plan: object = tomllib.loads(text) if path.suffix == ".toml" else json.loads(text)
    except (tomllib.TOMLDecodeError, json.JSONDecodeError) as error:
        raise PlanInvalid(str(error)) from error
    return read_rules(plan)
