"""How long a service takes: its busy segments and gaps, and where one person needs another length."""

from holdfast.core.tenant_file.fault import Place
from holdfast.core.tenant_file.shape import Field, Fields, Table, list_of, read_table
from holdfast.core.tenant_file.values import minutes, number, text

MOST_MINUTES = 24 * 60
MOST_SEGMENTS = 30
HIGHEST_PRICE = 10_000_000

_length = minutes(5, MOST_MINUTES)
price_cents = number(0, HIGHEST_PRICE, "cents")

SEGMENT: Fields = {"name": Field(text()), "busy": Field(_length), "gap": Field(_length)}
OVERRIDE: Fields = {"minutes": Field(_length), "price_cents": Field(price_cents)}


def segment(place: Place, value: object) -> Table | None:
    """Reads one segment: it is either busy or a gap."""
    found = read_table(place, value, SEGMENT)
    if isinstance(value, dict) and ("busy" in value) == ("gap" in value):
        place.fault("must have either busy (somebody works) or gap (something acts by itself), in minutes")
    return found


_segments = list_of(segment, MOST_SEGMENTS, " such as [{ busy = 50 }, { gap = 15 }, { busy = 40 }]")


def segments(place: Place, value: object) -> list[Table] | None:
    """Reads the segments of a service in their order; gaps only stand between busy ones."""
    found: list[Table] | None = _segments(place, value)
    if isinstance(value, list) and found is not None:
        if not value:
            place.fault("is empty, a service has at least one busy segment")
        _note_misplaced_gaps(place, value)
    return found


def _note_misplaced_gaps(place: Place, written: list[object]) -> None:
    gaps = [isinstance(item, dict) and "gap" in item and "busy" not in item for item in written]
    for nth, is_gap in enumerate(gaps, 1):
        if not is_gap:
            continue
        if nth in (1, len(gaps)):
            where = "first" if nth == 1 else "last"
            place.item(nth).fault(f"is a gap and stands {where}; a service begins and ends with somebody busy")
        elif gaps[nth - 2]:
            place.item(nth).fault("is a gap after a gap; make one of them")


def whole_length(place: Place, value: object) -> list[Table] | None:
    """Reads `minutes = 45`, which is short for one busy segment."""
    length = _length(place, value)
    return None if length is None else [{"busy": length}]


def note_length(place: Place, written: Table, service: Table) -> None:
    """Faults of the length as a whole: not given, given twice, longer than a day."""
    if "segments" in written and "minutes" in written:
        place.key("minutes").fault("minutes and segments both give the length; keep one of them")
    elif "segments" not in written and "minutes" not in written:
        place.fault("must have a length: minutes = 45, or segments for a service with gaps")
    if (total := _total(service)) > MOST_MINUTES:
        place.fault(f"takes {total} minutes with its buffers, at most {MOST_MINUTES} (24 hours) are possible")


def _total(service: Table) -> int:
    parts: list[int] = [part.get("busy", 0) + part.get("gap", 0) for part in service.get("segments", ())]
    parts += [service.get("buffer_before", 0), service.get("buffer_after", 0)]
    return sum(parts)


def note_override_lengths(place: Place, service: Table) -> None:
    """A person's own length is only clear where there is one segment that it can belong to."""
    parts = service.get("segments", ())
    if len(parts) < 2:
        return
    for staff, override in service.get("staff_override", {}).items():
        if "minutes" in override:
            place.key("staff_override").key(staff).key("minutes").fault(
                f"is only possible for a service of one busy segment: this one has {len(parts)} segments,"
                " and nothing says which of them is longer or shorter; make it a service of its own"
            )
