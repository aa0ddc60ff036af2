"""What a new tenant file changes: shown before it is applied, in words that name services and people."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

LONGEST_SHOWN = 400

Data = Mapping[str, Any]

# Sections of which there are several: what tells their entries apart.
_IDENTITY = {
    "staff": ("key",),
    "service": ("key",),
    "event_type": ("service", "segment", "staff"),
    "handover": ("name",),
}
# The order of these means something: the order of the catalogue, and who is offered first.
_ORDERED = ("staff", "service")
# What a summary of a whole entry does without.
_LEFT_OUT = ("key", "aliases")


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs. `before` None means that it is new, `after` None that it goes."""

    key: str
    before: object
    after: object

    @property
    def was(self) -> str | None:
        """What there was, as a person reads it; None for what is new."""
        return None if self.before is None else _words(self.before)

    @property
    def becomes(self) -> str | None:
        """What there is then; None for what goes."""
        return None if self.after is None else _words(self.after)

    def __str__(self) -> str:
        if self.before is None:
            return f"{self.key}: new, {_words(self.after)}"
        if self.after is None:
            return f"{self.key}: removed (was {_words(self.before)})"
        return f"{self.key} {_words(self.before)} -> {_words(self.after)}"


def difference(old: Data | None, new: Data) -> tuple[Change, ...]:
    """All changes from `old` (None: nothing is stored yet) to `new`, in the order of the sections.

    Entries are compared by their keys, so moving a service in the file is one change of order.
    """
    return tuple(_changes(old or {}, new))


def _changes(old: Data, new: Data) -> Iterator[Change]:
    for section in _in_order(old, new):
        before, after = old.get(section), new.get(section)
        if section in _IDENTITY:
            yield from _entries(section, _by_identity(section, before), _by_identity(section, after))
        else:
            yield from _values(f"{section}:", before or {}, after or {})


def _in_order(old: Data, new: Data) -> list[str]:
    """The keys of both, those of `new` first."""
    return list(dict.fromkeys((*new, *old)))


def _by_identity(section: str, entries: Any) -> dict[str, Data]:
    return {" ".join(str(entry[name]) for name in _IDENTITY[section]): entry for entry in entries or ()}


def _entries(section: str, old: dict[str, Data], new: dict[str, Data]) -> Iterator[Change]:
    for key in _in_order(old, new):
        name = f"{section} {key}"
        if key in old and key in new:
            yield from _values(f"{name}:", old[key], new[key])
        else:
            yield Change(name, _summary(old.get(key)), _summary(new.get(key)))
    if section in _ORDERED:
        yield from _order(section, old, new)


def _order(section: str, old: dict[str, Data], new: dict[str, Data]) -> Iterator[Change]:
    before, after = [key for key in old if key in new], [key for key in new if key in old]
    if before != after:
        yield Change(f"{section}: order", before, after)


def _values(prefix: str, before: Data, after: Data) -> Iterator[Change]:
    for key in _in_order(before, after):
        was, is_now = before.get(key), after.get(key)
        if was == is_now:
            continue
        if isinstance(was or {}, Mapping) and isinstance(is_now or {}, Mapping) and (was or is_now):
            yield from _values(f"{prefix} {key}", was or {}, is_now or {})
        else:
            yield Change(f"{prefix} {key}", was, is_now)


def _summary(entry: Data | None) -> object:
    """A whole entry in few words."""
    if entry is None:
        return None
    return ", ".join(f"{key} {_spelled(value)}" for key, value in entry.items() if key not in _LEFT_OUT)


def _words(value: object) -> str:
    """A value as a person reads it."""
    words = _spelled(value)
    return words if len(words) <= LONGEST_SHOWN else words[: LONGEST_SHOWN - 1] + "…"


def _spelled(value: object) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case {"busy": minutes, **rest} | {"gap": minutes, **rest}:
            return " ".join(str(part) for part in (rest.get("name"), _length(value, minutes)) if part)
        case Mapping():
            return ", ".join(f"{key} {_spelled(entry)}" for key, entry in value.items()) or "nothing"
        case list() | tuple():
            return ", ".join(map(_spelled, value)) or "nothing"
        case _:
            return str(value)


def _length(segment: object, minutes: object) -> str:
    return f"{minutes}" if isinstance(segment, Mapping) and "busy" in segment else f"gap {minutes}"
