"""Reading a tenant file as a whole: all of it is right, or every fault in it is listed."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from holdfast.core.rules import Rules
from holdfast.core.tenant_file.alarming import read_alarms
from holdfast.core.tenant_file.catalogue import read_event_types, read_services
from holdfast.core.tenant_file.connections import read_calendar, read_voice
from holdfast.core.tenant_file.fault import MOST_FAULTS, Fault, Note, Place
from holdfast.core.tenant_file.lines import LineIndex
from holdfast.core.tenant_file.outside import Outside, any_holidays, zone_exists
from holdfast.core.tenant_file.people import read_handovers, read_staff
from holdfast.core.tenant_file.salon import LANGUAGE, MOVABLE, RULES, TESTS, read_opening, read_tenant
from holdfast.core.tenant_file.shape import Table, note_unknown_keys, read_table
from holdfast.core.tenant_file.syntax import parse

SECTIONS = (
    "tenant",
    "rules",
    "language",
    "opening",
    "voice",
    "calendar",
    "tests",
    "alarms",
    "handover",
    "staff",
    "service",
    "event_type",
)


@dataclass(frozen=True, slots=True)
class TenantDocument:
    """A checked tenant file in its canonical form: made of what JSON knows, in one order, nothing filled in.

    Two files that mean the same in other words or in another order of keys give equal documents.
    """

    data: Mapping[str, Any]

    @property
    def slug(self) -> str:
        """The name under which the tenant is stored."""
        return str(self.data["tenant"]["slug"])


def read_tenant_file(
    text: str,
    file: str,
    secret_known: Callable[[str], bool],
    zone_known: Callable[[str], bool] = zone_exists,
    holidays_known: Callable[[str], bool] = any_holidays,
) -> TenantDocument | tuple[Fault, ...]:
    """The document that `text` holds, or all its faults in the order of the file.

    `file` is only repeated in the faults. `secret_known` is asked with whole references such as
    "env:RETELL_API_KEY", `holidays_known` with codes such as "DE-BE".
    """
    parsed = parse(text, file)
    if isinstance(parsed, Fault):
        return (parsed,)
    root = Place([])
    data = read_document(root, parsed, Outside(secret_known, zone_known, holidays_known))
    return _in_file_order(root.notes, text, file) if root.notes else TenantDocument(data)


def read_document(root: Place, document: Table, outside: Outside) -> Table:
    """Reads parsed TOML. What is returned is only a document if nothing was noted."""
    note_unknown_keys(root, document, (*SECTIONS, *MOVABLE))
    data: Table = {"tenant": read_tenant(root, document, outside), "opening": read_opening(root, document)}
    readers: dict[str, Callable[[Place, object], object]] = {
        "rules": partial(read_table, fields=RULES),
        "language": partial(read_table, fields=LANGUAGE),
        "voice": partial(read_voice, outside=outside),
        "calendar": partial(read_calendar, outside=outside, staff=_written_keys(document, "staff")),
        "tests": partial(read_table, fields=TESTS),
        "alarms": partial(read_alarms, outside=outside),
        "handover": read_handovers,
    }
    for name, read in readers.items():
        if name in document:
            data[name] = read(root.key(name), document[name])
    _check_patience(root, data)
    data |= _read_catalogue(root, document)
    return {name: data[name] for name in SECTIONS if data.get(name)}


def _check_patience(root: Place, data: Table) -> None:
    """A platform that gives up before we answer makes every slow booking an unknown one (R6)."""
    voice, rules = data.get("voice") or {}, data.get("rules") or {}
    retell = (voice.get("retell") or {}) if isinstance(voice, dict) else {}
    limit = retell.get("tool_timeout_ms") if isinstance(retell, dict) else None
    budget = (rules.get("answer_budget_ms") if isinstance(rules, dict) else None) or Rules().answer_budget_ms
    if isinstance(limit, int) and limit <= budget:
        place = root.key("voice").key("retell").key("tool_timeout_ms")
        place.fault(f"must be more than rules.answer_budget_ms ({budget}): an answer that comes later is lost")


def _read_catalogue(root: Place, document: Table) -> Table:
    """Staff, services and event types, which name one another."""
    people, offers = _written_keys(document, "staff"), _written_keys(document, "service")
    services = read_services(root.key("service"), document.get("service", []), people)
    return {
        "staff": read_staff(root.key("staff"), document.get("staff", [])),
        "service": services,
        "event_type": read_event_types(
            root.key("event_type"), document.get("event_type", []), services, offers, people
        ),
    }


def _written_keys(document: Table, section: str) -> tuple[str, ...]:
    """The keys of a section, right or wrong: a fault in one is not noted again wherever the key is named."""
    written = document.get(section)
    entries = written if isinstance(written, list) else []
    keys = [entry.get("key") for entry in entries if isinstance(entry, dict)]
    return tuple(dict.fromkeys(key for key in keys if isinstance(key, str)))


def _in_file_order(notes: Iterable[Note], text: str, file: str) -> tuple[Fault, ...]:
    lines = LineIndex(text)
    faults = [Fault(file, note.key, note.reason, lines.line_of(note.path)) for note in notes]
    faults.sort(key=lambda fault: fault.line or 0)
    if len(faults) >= MOST_FAULTS:
        faults.append(Fault(file, "", f"has {MOST_FAULTS} faults or more; only these are listed"))
    return tuple(faults)
