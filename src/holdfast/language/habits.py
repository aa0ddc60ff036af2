"""Habits in which languages differ beyond their words; a language's table names those it has."""

from enum import Enum, auto


class Habit(Enum):
    """One way of speaking about time that the grammar follows only where the table says so."""

    UNITS_FIRST = auto()
    """ "Acht und zwanzig" is twenty-eight."""
    TENS_FIRST = auto()
    """ "Twenty eight" is twenty-eight."""
    QUARTER_TOWARDS = auto()
    """ "Viertel drei" is a quarter of the way to three, 2:15."""
    FULL_HOUR = auto()
    """Hours with their word ("neun Uhr") follow the 24-hour clock, so that seven to twelve are the morning."""
    NUMBERED_MONTHS = auto()
    """ "Am dritten Zwölften" names the month by its number."""
    MONTH_FIRST = auto()
    """ "July 13": the day may stand behind its month, also at the end of a span ("July 13 to 15")."""
    FROM_OPENS = auto()
    """ "From Monday" alone opens a span; where it does not, "von elf" names a time that is given up."""
    DAYS_BY_NUMBER = auto()
    """ "On fifteen" is a day; where it is not, "am zwölf" may be a slip and is left unread."""
    SHADED_WEEKS = auto()
    """ "Early next week" is the beginning of the week, not the morning."""
    NOON_SHARP = auto()
    """ "Until noon" ends at twelve; where it is no point of the day, it ends with the hour after."""
    LETTER_HALVES = auto()
    """ "9a", "3:15p" say the half of the day."""
