"""Reading as a whole: text in, a Reading or a Question out."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from .clocks import Opening
from .frame import Frame
from .grammar import parse
from .patterns import Pattern
from .questions import put_into_words
from .reading import Question, Reading
from .resolve import resolve
from .tables_de import WORDS as GERMAN
from .tables_en import WORDS as ENGLISH
from .tidy import LONGEST, tidy
from .tokens import tokenize
from .vocabulary import Words

TABLES: Mapping[str, Words] = {"de": GERMAN, "en": ENGLISH}
_WITH_OFFSET = Pattern(r"\s*\d{4}-\d\d-\d\dt\d\d:\d\d(:\d\d(\.\d+)?)?\s*(z|[+-]\d\d:?\d\d)\s*", re.IGNORECASE)
NextWeekday = Literal["ask", "coming"]


def read(
    text: str,
    reference: datetime,
    lang: str = "de",
    opening: Opening | None = None,
    *,
    next_weekday: NextWeekday = "ask",
    address: str = "sie",
) -> Reading | Question:
    """What `text`, said at `reference` (aware, in the tenant's zone), means on the tenant's wall clock.

    Never guesses and never raises: whatever is open, impossible, past or not understood is a Question.
    `opening` maps a weekday (0 = Monday) to its spans in minutes of the day and decides between the two
    halves of the day; `next_weekday` says whether "nächsten Freitag" is asked about or is the coming one,
    `address` how a question is put ("sie" or "du").
    """
    table = TABLES.get(lang[:2].lower(), GERMAN)
    frame = Frame(reference, opening, ask_next=next_weekday == "ask")
    said = parse(tokenize(tidy(_on_the_wall(text, reference)), table), table)
    answer = resolve(said, frame)
    if isinstance(answer, Reading):
        return answer
    kind, choices = answer
    return put_into_words(kind, choices, table.lang, frame.now, address)


def _on_the_wall(text: str, reference: datetime) -> str:
    """An ISO instant with an offset, put on the tenant's wall clock; any other text as it is."""
    if len(text) > LONGEST or not _WITH_OFFSET.fullmatch(text) or reference.tzinfo is None:
        return text
    try:
        instant = datetime.fromisoformat(text.strip().upper().replace(" ", ""))
        return instant.astimezone(reference.tzinfo).strftime("%Y-%m-%d %H:%M")
    except (ValueError, OverflowError):
        return text  # not an instant after all: read like any other words
