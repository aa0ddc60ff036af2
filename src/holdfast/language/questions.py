"""What to ask back, in words: one or two short sentences that name the choices where there are any."""

from dataclasses import replace
from datetime import UTC, datetime

from .phrases import Phrase
from .reading import Question, QuestionKind, Reading
from .voice import Voice

_MOST_CHOICES = 3


def put_into_words(
    kind: QuestionKind, choices: tuple[Reading, ...], lang: str, now: datetime, address: str = "sie"
) -> Question:
    """The question of that kind; its sentence names at most three choices and only where they differ."""
    from .speech import speak  # loads every sentence of the house

    voice = Voice(lang=lang, address=address, today=now.date(), zone=now.tzinfo or UTC)
    shown = [_without_the_common_day(choice, choices) for choice in choices[:_MOST_CHOICES]]
    return Question(kind=kind, choices=choices, say=speak(_phrase(kind, choices), voice, readings=shown or None))


def _phrase(kind: QuestionKind, choices: tuple[Reading, ...]) -> Phrase:
    if kind is QuestionKind.UNREAD and any(choice.names_a_day() for choice in choices):
        return Phrase.UNREAD_TIME
    if len(choices) < 2 and kind in (QuestionKind.HALF_OF_DAY, QuestionKind.WHICH_WEEK, QuestionKind.WHICH_OPTION):
        return Phrase.UNREAD
    return Phrase[kind.name]


def _without_the_common_day(choice: Reading, choices: tuple[Reading, ...]) -> Reading:
    """Where only the hour is open, the day need not be said again."""
    if len({(c.dates, c.date_from, c.date_to) for c in choices}) > 1:
        return replace(choice, times=(), time_from=None, time_to=None) if len(choices[0].times) > 1 else choice
    return replace(choice, dates=(), date_from=None, date_to=None)
