"""What German callers of a salon say about time, and what it means on the wall clock."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from holdfast.language import Daypart, Question, QuestionKind, Reading, read

BERLIN = ZoneInfo("Europe/Berlin")
SUNDAY = datetime(2025, 11, 23, 22, 4, tzinfo=BERLIN)
SATURDAY = datetime(2025, 10, 18, 11, 0, tzinfo=BERLIN)
WEDNESDAY = datetime(2026, 11, 25, 10, 20, tzinfo=BERLIN)
AUGUST = datetime(2025, 8, 1, 9, 0, tzinfo=BERLIN)


def day(year: int, month: int, number: int, *times: time, **more: object) -> Reading:
    return Reading(dates=(date(year, month, number),), times=times, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("said", "at", "meant"),
    [
        ("kommenden Mittwoch fünfzehn Uhr", SUNDAY, day(2025, 11, 26, time(15))),
        ("nächster Freitag zehn Uhr", SUNDAY, day(2025, 11, 28, time(10))),
        ("nächsten Freitag zehn Uhr", SUNDAY, day(2025, 11, 28, time(10))),
        ("nächster Donnerstag", SUNDAY, day(2025, 11, 27)),
        ("nächste Woche Mittwoch vierzehn Uhr", SUNDAY, day(2025, 11, 26, time(14))),
        ("nächste Woche Dienstag, vierzehn Uhr", SATURDAY, day(2025, 10, 21, time(14))),
        ("Mittwoch nächste Woche", WEDNESDAY, day(2026, 12, 2)),
        ("diese Woche Freitag am Nachmittag", WEDNESDAY, day(2026, 11, 27, daypart=Daypart.AFTERNOON)),
        ("Donnerstag dreizehn Uhr diese Woche", WEDNESDAY, day(2026, 11, 26, time(13))),
        ("Dienstag, zwölf Uhr", WEDNESDAY, day(2026, 12, 1, time(12))),
        ("am Donnerstag", WEDNESDAY, day(2026, 11, 26)),
        ("Mittwoch", WEDNESDAY, day(2026, 12, 2)),
        ("Freitag in einer Woche", WEDNESDAY, day(2026, 12, 4)),
        ("heute", WEDNESDAY, day(2026, 11, 25)),
        ("übermorgen", WEDNESDAY, day(2026, 11, 27)),
        ("morgen früh um zehn Uhr", WEDNESDAY, day(2026, 11, 26, time(10))),
        ("morgen früh", WEDNESDAY, day(2026, 11, 26, daypart=Daypart.MORNING)),
        ("am Dienstag Morgen", WEDNESDAY, day(2026, 12, 1, daypart=Daypart.MORNING)),
        ("guten Morgen, übermorgen bitte", WEDNESDAY, day(2026, 11, 27)),
        ("heute in acht Tagen", WEDNESDAY, day(2026, 12, 2)),
        ("heute in vierzehn Tagen", WEDNESDAY, day(2026, 12, 9)),
        ("in zwei Wochen", WEDNESDAY, day(2026, 12, 9)),
        ("am zehnten Zehnten um neun Uhr dreißig", AUGUST, day(2025, 10, 10, time(9, 30))),
        ("am zehnten Zehnten um zwölf Uhr fünfzehn", AUGUST, day(2025, 10, 10, time(12, 15))),
        ("auf den siebzehnten Zehnten, um zehn Uhr", AUGUST, day(2025, 10, 17, time(10))),
        ("am siebten Zehnten um vierzehn Uhr", AUGUST, day(2025, 10, 7, time(14))),
        ("am neunten Oktober wäre besser", AUGUST, day(2025, 10, 9)),
        ("Termin am 1.10. um 9 Uhr", AUGUST, day(2025, 10, 1, time(9))),
        ("fünfzehnte Punkt eins", AUGUST, day(2026, 1, 15)),
        ("fünfzehnter erster", AUGUST, day(2026, 1, 15)),
        ("Fünfundzwanzigster Oktober zweitausendfünfundzwanzig", AUGUST, day(2025, 10, 25)),
        ("achtundzwanzigster November", WEDNESDAY, day(2026, 11, 28)),
        ("am acht und zwanzigsten", WEDNESDAY, day(2026, 11, 28)),
        ("28.11.", WEDNESDAY, day(2026, 11, 28)),
        ("28.11.2026", WEDNESDAY, day(2026, 11, 28)),
        ("am 24.11.", WEDNESDAY, day(2027, 11, 24)),
        ("2026-11-28", WEDNESDAY, day(2026, 11, 28)),
        ("2026-11-28T10:00", WEDNESDAY, day(2026, 11, 28, time(10))),
        ("2026-11-28T10:00:00Z", WEDNESDAY, day(2026, 11, 28, time(11))),
        ("31.12. um zehn", WEDNESDAY, day(2026, 12, 31, time(10))),
        ("am ersten ersten", WEDNESDAY, day(2027, 1, 1)),
        ("29. Februar", WEDNESDAY, day(2028, 2, 29)),
        ("am Samstag, dem achtundzwanzigsten November", WEDNESDAY, day(2026, 11, 28)),
        ("morgen, Donnerstag, den 26.11.", WEDNESDAY, day(2026, 11, 26)),
    ],
)
def test_a_day_is_read_as_a_receptionist_reads_it(said: str, at: datetime, meant: Reading) -> None:
    assert read(said, at) == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("zehn Uhr", time(10)),
        ("10:00", time(10)),
        ("14.30 Uhr", time(14, 30)),
        ("sechzehn Uhr dreißig", time(16, 30)),
        ("neun Uhr fünfundvierzig", time(9, 45)),
        ("acht Uhr fünfzehn, das ist super", time(8, 15)),
        ("Ja. Elf Uhr fünfundfünfzig ist gut.", time(11, 55)),
        ("einundzwanzig Uhr zwanzig", time(21, 20)),
        ("zweiundzwanzig Uhr fünfzehn", time(22, 15)),
        ("gegen dreizehn Uhr", time(13)),
        ("um elf", time(11)),
        ("halb vier", time(15, 30)),
        ("halb drei", time(14, 30)),
        ("viertel nach drei", time(15, 15)),
        ("viertel vor elf", time(10, 45)),
        ("dreiviertel drei", time(14, 45)),
        ("viertel drei", time(14, 15)),
        ("fünf vor zehn", time(9, 55)),
        ("fünf vor halb vier", time(15, 25)),
        ("fünf nach halb vier", time(15, 35)),
        ("zehn nach zehn", time(10, 10)),
        ("abends um sieben", time(19)),
        ("um sieben Uhr abends", time(19)),
        ("um acht Uhr morgens", time(8)),
        ("sechs sechzehn Uhr", time(16)),
        ("fuffzehn Uhr dreißig", time(15, 30)),
        ("23 Uhr", time(23)),
        ("Wie bereits schon zum dritten Mal, dreizehn Uhr.", time(13)),
        ("Kannst Du den Termin von elf Uhr auf vierzehn Uhr schieben?", time(14)),
        ("Gerne verschieben auf neun Uhr dreißig", time(9, 30)),
    ],
)
def test_a_clock_time_is_read_as_a_receptionist_reads_it(said: str, meant: time) -> None:
    assert read(said, WEDNESDAY) == Reading(times=(meant,))


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("ab 16 Uhr", Reading(time_from=time(16))),
        ("bis elf", Reading(time_to=time(11))),
        ("zwischen 10 und 12", Reading(time_from=time(10), time_to=time(12))),
        ("zwischen zehn und zwölf", Reading(time_from=time(10), time_to=time(12))),
        ("zwischen vier und sechs", Reading(time_from=time(16), time_to=time(18))),
        ("von elf bis zwei", Reading(time_from=time(11), time_to=time(14))),
        ("nicht vor 18 Uhr", Reading(time_from=time(18))),
        ("vormittags", Reading(daypart=Daypart.FORENOON)),
        ("nachmittags", Reading(daypart=Daypart.AFTERNOON)),
        ("mittags", Reading(daypart=Daypart.NOON)),
        ("abends", Reading(daypart=Daypart.EVENING)),
        ("früh", Reading(daypart=Daypart.MORNING)),
        ("heute Nachmittag", day(2026, 11, 25, daypart=Daypart.AFTERNOON)),
        ("morgen vormittag, 9 oder 10", day(2026, 11, 26, time(9), time(10))),
        ("neun Uhr, wenn das nicht geht, fünfzehn Uhr", Reading(times=(time(9), time(15)))),
        ("irgendwas zehn Uhr frei oder neun Uhr", Reading(times=(time(10), time(9)))),
        ("Donnerstag oder Freitag", Reading(dates=(date(2026, 11, 26), date(2026, 11, 27)))),
        ("nächste Woche oder so", Reading(date_from=date(2026, 11, 30), date_to=date(2026, 12, 6))),
        ("diese Woche noch was frei?", Reading(date_from=date(2026, 11, 25), date_to=date(2026, 11, 29))),
        ("vom dritten bis fünften Dezember", Reading(date_from=date(2026, 12, 3), date_to=date(2026, 12, 5))),
        ("wann ist denn der nächste Termin verfügbar?", Reading(asap=True)),
        ("so bald wie möglich", Reading(asap=True)),
        ("egal wann", Reading(any=True)),
        ("anderthalb Stunden", Reading(minutes=90)),
        ("eine Viertelstunde", Reading(minutes=15)),
    ],
)
def test_windows_options_and_lengths_are_kept_apart(said: str, meant: Reading) -> None:
    assert read(said, WEDNESDAY) == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        (
            "Ja, guten Tag, Jonas Ahrens, ich hätte gern 'n Herrenhaarschnitt gebucht für morgen um zehn.",
            day(2026, 11, 26, time(10)),
        ),
        (
            "Ja, mein Name ist Emil Brandt. Ich hätte gern am Donnerstag sechs sechzehn Uhr eine Dauerwelle als Termin",
            day(2026, 11, 26, time(16)),
        ),
        ("Ich hätte gern für morgen eine Dauerwelle gebucht für acht Uhr", day(2026, 11, 26, time(8))),
        ("Den gerade gebuchten Termin auf morgen fünfzehn Uhr.", day(2026, 11, 26, time(15))),
        ("Ansatzfärbung bei Emma, morgen 9 Uhr", day(2026, 11, 26, time(9))),
        ("am Montag um zehn, nee, doch lieber am Dienstag", day(2026, 12, 1, time(10))),
        ("Dienstag um elf, ach nein, um zwölf", day(2026, 12, 1, time(12))),
        ("für zwei Personen am Samstag", day(2026, 11, 28)),
    ],
)
def test_whole_sentences_of_callers_are_read(said: str, meant: Reading) -> None:
    assert read(said, WEDNESDAY) == meant


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("nächsten Freitag", QuestionKind.WHICH_WEEK),
        ("in zwei Wochen Dienstag", QuestionKind.WHICH_WEEK),
        ("um acht", QuestionKind.HALF_OF_DAY),
        ("Dienstag um sieben", QuestionKind.HALF_OF_DAY),
        ("Dienstag, den zweiten Dezember", QuestionKind.WEEKDAY_AGAINST_DATE),
        ("morgen, Mittwoch", QuestionKind.WEEKDAY_AGAINST_DATE),
        ("Montag um zehn oder Dienstag um elf", QuestionKind.WHICH_OPTION),
        ("Termin um 25 Uhr", QuestionKind.NO_SUCH_TIME),
        ("31. Februar", QuestionKind.NO_SUCH_DATE),
        ("am ersten Zehnten zweitausendvierundzwanzig", QuestionKind.PAST),
        ("heute um neun Uhr", QuestionKind.PAST),
        ("heute früh", QuestionKind.PAST),
        ("gestern", QuestionKind.PAST),
        ("letzten Freitag um zehn", QuestionKind.PAST),
        ("zwanzig nach", QuestionKind.UNREAD),
        ("später", QuestionKind.UNREAD),
        ("Freitag geht nicht Samstag", QuestionKind.UNREAD),
        ("weiß ich noch nicht", QuestionKind.NOTHING_HEARD),
        ("Hallo?", QuestionKind.NOTHING_HEARD),
        ("", QuestionKind.NOTHING_HEARD),
        ("Ihr erster Vorschlag, den nehm ich gerne", QuestionKind.NOTHING_HEARD),
        ("für zwei Personen", QuestionKind.NOTHING_HEARD),
    ],
)
def test_what_is_open_wrong_or_past_is_asked_and_never_guessed(said: str, kind: QuestionKind) -> None:
    answer = read(said, WEDNESDAY)
    assert isinstance(answer, Question)
    assert answer.kind is kind
    assert answer.say.endswith("?")


def test_a_question_carries_every_reading_with_the_time_that_was_said() -> None:
    answer = read("nächsten Freitag um zehn Uhr", WEDNESDAY)
    assert isinstance(answer, Question)
    assert answer.choices == (day(2026, 11, 27, time(10)), day(2026, 12, 4, time(10)))


def test_a_contradiction_names_the_date_first_and_then_the_weekday() -> None:
    answer = read("Dienstag, den zweiten Dezember um 14 Uhr", WEDNESDAY)
    assert isinstance(answer, Question)
    assert answer.choices == (day(2026, 12, 2, time(14)), day(2026, 12, 1, time(14)))


def test_the_house_may_let_next_friday_be_the_coming_one() -> None:
    assert read("nächsten Freitag", WEDNESDAY, next_weekday="coming") == day(2026, 11, 27)


@pytest.mark.parametrize(
    ("said", "opposite"),
    [
        ("am Montag", "nicht am Montag"),
        ("Montag", "Montag geht nicht"),
        ("jeden Tag Mittwoch", "jeden Tag außer Mittwoch"),
        ("Freitag nachmittags", "freitags kann ich nicht"),
    ],
)
def test_a_denied_weekday_is_excluded_and_never_booked(said: str, opposite: str) -> None:
    wanted, denied = read(said, WEDNESDAY), read(opposite, WEDNESDAY)
    assert isinstance(wanted, Reading)
    assert isinstance(denied, Reading)
    assert wanted.dates
    assert not denied.dates
    assert denied.exclude_weekdays == {wanted.dates[0].weekday()}


@pytest.mark.parametrize("said", ["morgen nicht", "nicht morgen", "morgen kann ich leider nicht", "nicht um zehn"])
def test_a_denied_day_or_time_alone_is_never_read_as_wanted(said: str) -> None:
    assert isinstance(read(said, WEDNESDAY), Question)


def test_another_day_beside_a_denied_one_counts() -> None:
    assert read("morgen kann ich nicht, übermorgen ginge", WEDNESDAY) == day(2026, 11, 27)
    assert read("nicht am Montag, am Dienstag um zehn Uhr", WEDNESDAY) == day(2026, 12, 1, time(10))
    assert read("diese Woche, nicht am Freitag", WEDNESDAY) == Reading(
        date_from=date(2026, 11, 25), date_to=date(2026, 11, 29), exclude_weekdays=frozenset({4})
    )
