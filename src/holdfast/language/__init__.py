"""Language: the caller's words become dates, times, services and names; values become spoken sentences.

Everything here is pure: the same words at the same reference always mean the same. Importing this room costs nothing
worth naming: each module is loaded when something of it is first asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .choices import spoken_choices
    from .emails import EmailHeard, declines, hear_email, read_email, spoken_email
    from .names import read_customer_name, same_name
    from .offers import OfferHeard, names_a_place, pick_offer
    from .phones import is_hidden_number, names_digits, read_phone, spoken_phone
    from .phrases import Phrase
    from .picks import pick_reading
    from .reader import read
    from .reading import Daypart, Question, QuestionKind, Reading, daypart_window
    from .refs import read_ref
    from .scoring import match_for_scoring, read_for_scoring
    from .service_labels import ServiceName
    from .services import ServiceQuestion, ServicesHeard, match_services, means_usual
    from .speech import after_remark, speak
    from .spoken import (
        spoken_date,
        spoken_minutes,
        spoken_names,
        spoken_price,
        spoken_ref,
        spoken_service,
        spoken_spans,
        spoken_time,
        spoken_when,
    )
    from .voice import Choice, Price, Voice
    from .wishes import (
        means_another_person,
        means_anybody,
        means_same_day,
        shift_meant,
        wants_earlier,
        wants_later,
        wants_other,
        wants_person,
    )

_HOME = {
    "choices": "spoken_choices",
    "emails": "EmailHeard declines hear_email read_email spoken_email",
    "names": "read_customer_name same_name",
    "offers": "OfferHeard names_a_place pick_offer",
    "phones": "is_hidden_number names_digits read_phone spoken_phone",
    "phrases": "Phrase",
    "picks": "pick_reading",
    "reader": "read",
    "reading": "Daypart Question QuestionKind Reading daypart_window",
    "refs": "read_ref",
    "scoring": "match_for_scoring read_for_scoring",
    "service_labels": "ServiceName",
    "services": "ServiceQuestion ServicesHeard match_services means_usual",
    "speech": "after_remark speak",
    "spoken": (
        "spoken_date spoken_minutes spoken_names spoken_price spoken_ref spoken_service spoken_spans "
        "spoken_time spoken_when"
    ),
    "voice": "Choice Price Voice",
    "wishes": (
        "means_another_person means_anybody means_same_day shift_meant wants_earlier wants_later wants_other "
        "wants_person"
    ),
}
"""Where each name lives. No module may be called like something it gives, or it would hide that."""

_MODULES = {name: module for module, names in _HOME.items() for name in names.split()}


def __getattr__(name: str) -> object:
    """What is asked for, from its module; kept, so that this is asked once."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found: object = getattr(import_module(f".{_MODULES[name]}", __name__), name)
    globals()[name] = found
    return found


__all__ = [
    "Choice",
    "Daypart",
    "EmailHeard",
    "OfferHeard",
    "Phrase",
    "Price",
    "Question",
    "QuestionKind",
    "Reading",
    "ServiceName",
    "ServiceQuestion",
    "ServicesHeard",
    "Voice",
    "after_remark",
    "daypart_window",
    "declines",
    "hear_email",
    "is_hidden_number",
    "match_for_scoring",
    "match_services",
    "means_another_person",
    "means_anybody",
    "means_same_day",
    "means_usual",
    "names_a_place",
    "names_digits",
    "pick_offer",
    "pick_reading",
    "read",
    "read_customer_name",
    "read_email",
    "read_for_scoring",
    "read_phone",
    "read_ref",
    "same_name",
    "shift_meant",
    "speak",
    "spoken_choices",
    "spoken_date",
    "spoken_email",
    "spoken_minutes",
    "spoken_names",
    "spoken_phone",
    "spoken_price",
    "spoken_ref",
    "spoken_service",
    "spoken_spans",
    "spoken_time",
    "spoken_when",
    "wants_earlier",
    "wants_later",
    "wants_other",
    "wants_person",
]
