"""What holds of reading whatever is said: opposites, leftovers, bounds, and nothing of the machine around it."""

import json
import os
import random
import subprocess
import sys
import time as clock
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest

from holdfast.language import Daypart, Question, QuestionKind, Reading, Voice, read
from holdfast.language.spoken import spoken_reading
from holdfast.language.tables_de import WORDS as GERMAN
from holdfast.language.tables_en import WORDS as ENGLISH
from holdfast.testing.spoken_times import own_rows

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 25, 10, 20, tzinfo=BERLIN)
WEEKDAYS = {
    "de": ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
DENIED = {
    "de": (
        "nicht am {}", "bloß nicht am {}", "am {} nicht", "{} geht nicht", "{} geht leider nicht", "{} passt mir nicht",
        "am {} kann ich nicht", "alles außer {}", "jeden Tag außer {}", "kein {}", "{} ist schlecht", "{} nie",
        "{} ist leider ungünstig", "{}? Da kann ich nicht.", "{}, das klappt nicht", "egal wann, nur nicht {}",
        "bis auf {} immer", "{} bin ich verhindert", "auf keinen Fall {}", "weder {}", "keinesfalls {}",
    ),
    "en": (
        "not on {}", "not {}", "{} doesn't work", "{} won't work", "I can't do {}", "anything but {}", "except {}",
        "any day except {}", "never on {}", "{} is bad for me", "{}? I can't do that.", "any day other than {}",
        "no {} please", "under no circumstances {}",
    ),
}  # fmt: skip
DENIED_TIMES = {
    "de": ("nicht {}", "{} nicht", "{} geht nicht", "{} kann ich nicht", "bloß nicht {}", "{} ist schlecht"),
    "en": ("not {}", "{} doesn't work", "I can't do {}", "{} is bad for me"),
}
TIMES = {
    "de": ("um zehn", "um halb vier", "um 15 Uhr", "morgen", "übermorgen", "heute", "diese Woche"),
    "en": ("at ten", "at half past three", "at 3 pm", "tomorrow", "today", "this week"),
}


def by_language(table: Mapping[str, Sequence[str]], *more: Mapping[str, Sequence[str]]) -> list[tuple[str, ...]]:
    return [(lang, *combined) for lang in table for combined in product(table[lang], *(t[lang] for t in more))]


@pytest.mark.parametrize(("lang", "denial", "weekday"), by_language(DENIED, WEEKDAYS))
def test_a_denied_weekday_is_ruled_out_and_never_wanted(lang: str, denial: str, weekday: str) -> None:
    answer = read(denial.format(weekday), NOW, lang)
    assert isinstance(answer, Reading), answer
    assert not answer.dates
    assert answer.exclude_weekdays == {WEEKDAYS[lang].index(weekday)}


@pytest.mark.parametrize(("lang", "denial", "said"), by_language(DENIED_TIMES, TIMES))
def test_a_denied_day_or_hour_is_never_wanted(lang: str, denial: str, said: str) -> None:
    wanted, answer = read(said, NOW, lang), read(denial.format(said), NOW, lang)
    assert isinstance(wanted, Reading)
    assert isinstance(answer, Question), "what a reading cannot rule out is asked about"
    assert wanted not in answer.choices


@pytest.mark.parametrize(
    ("said", "part"),
    [("vormittags", Daypart.FORENOON), ("nachmittags", Daypart.AFTERNOON), ("abends", Daypart.EVENING)],
)
@pytest.mark.parametrize("denial", DENIED_TIMES["de"])
def test_a_denied_part_of_the_day_is_never_wanted(denial: str, said: str, part: Daypart) -> None:
    answer = read(denial.format(said), NOW)
    assert isinstance(answer, Question) or (answer.daypart is not part and answer.exclude_times)


@pytest.mark.parametrize(
    ("said", "lang", "weekday"),
    [
        ("nicht Montag, Dienstag", "de", 1), ("Montag geht nicht, aber Dienstag", "de", 1),
        ("nicht am Montag, sondern am Dienstag", "de", 1), ("wenn Montag nicht geht dann Dienstag", "de", 1),
        ("Montag ist schlecht, Dienstag wäre gut", "de", 1), ("Dienstag statt Montag", "de", 1),
        ("statt Montag lieber Dienstag", "de", 1), ("Montag, nee, doch lieber Dienstag", "de", 1),
        ("Montag, ach nein, am Dienstag", "de", 1), ("Montag, Quatsch, Dienstag", "de", 1),
        ("Dienstag ist nicht schlecht", "de", 1), ("warum nicht am Dienstag", "de", 1),
        ("Monday, no wait, Tuesday", "en", 1), ("Monday doesn't work but Tuesday does", "en", 1),
        ("not Monday but Tuesday", "en", 1), ("Tuesday instead of Monday", "en", 1),
    ],
)  # fmt: skip
def test_the_day_that_is_left_is_the_one_meant(said: str, lang: str, weekday: int) -> None:
    answer = read(said, NOW, lang)
    assert isinstance(answer, Reading), answer
    assert [day.weekday() for day in answer.dates] == [weekday]


LEFT_OVER = {
    "de": (
        "halb", "viertel", "Uhr", "später", "früher", "bald", "in ein paar Tagen", "ein paar Stunden",
        "alle sechs Wochen", "in den Ferien", "nach der Schule", "nach der Hochzeit",
        "zwanzig nach",
        "fünf vor", "KW", "Ende", "Mitte", "13.13.", "am zwölf",
    ),
    "en": ("half", "quarter", "later", "soon", "in a few days", "every six weeks", "after school", "twenty past"),
}  # fmt: skip


@pytest.mark.parametrize(("lang", "left"), by_language(LEFT_OVER))
def test_words_that_look_like_time_and_were_not_read_are_asked_about(lang: str, left: str) -> None:
    for said in (left, f"{left}, {WEEKDAYS[lang][4]}", f"{WEEKDAYS[lang][4]}, {left}"):
        answer = read(said, NOW, lang)
        assert isinstance(answer, Question), (said, answer)
        assert answer.say.endswith("?")


@pytest.mark.parametrize(
    ("said", "lang", "kind"),
    [
        ("31. Februar", "de", QuestionKind.NO_SUCH_DATE), ("am 31.11.", "de", QuestionKind.NO_SUCH_DATE),
        ("der zweiunddreißigste", "de", QuestionKind.NO_SUCH_DATE), ("25 Uhr", "de", QuestionKind.NO_SUCH_TIME),
        ("um 12:75", "de", QuestionKind.NO_SUCH_TIME), ("gestern", "de", QuestionKind.PAST),
        ("vor drei Tagen", "de", QuestionKind.PAST), ("24.11.2026", "de", QuestionKind.PAST),
        ("am ersten Oktober zweitausendfünfundzwanzig", "de", QuestionKind.PAST),
        ("Samstag, den siebenundzwanzigsten", "de", QuestionKind.WEEKDAY_AGAINST_DATE),
        ("nächsten Freitag", "de", QuestionKind.WHICH_WEEK), ("gegen acht", "de", QuestionKind.HALF_OF_DAY),
        ("June 31st", "en", QuestionKind.NO_SUCH_DATE), ("two weeks ago", "en", QuestionKind.PAST),
        ("Friday the second of December", "en", QuestionKind.WEEKDAY_AGAINST_DATE),
    ],
)  # fmt: skip
def test_what_is_open_or_impossible_is_one_question_that_can_be_said(said: str, lang: str, kind: QuestionKind) -> None:
    answer = read(said, NOW, lang)
    assert isinstance(answer, Question)
    assert answer.kind is kind
    assert answer.say.endswith("?")
    assert len(answer.say) < 240
    if kind in (QuestionKind.WHICH_WEEK, QuestionKind.HALF_OF_DAY, QuestionKind.WEEKDAY_AGAINST_DATE):
        assert len(answer.choices) > 1


@pytest.mark.parametrize("halves", [False, True])
@pytest.mark.parametrize("lang", ["de", "en"])
def test_every_window_that_is_spoken_is_read_back(lang: str, halves: bool) -> None:
    voice = Voice(lang=lang, today=NOW.date(), zone=BERLIN, halves=halves)
    quarters = [time(hour, minute) for hour in range(7, 21) for minute in (0, 15, 30, 45)]
    windows = [Reading(time_from=a, time_to=b) for a, b in zip(quarters, quarters[5:], strict=False)]
    windows += [Reading(time_from=at) for at in quarters] + [Reading(time_to=at) for at in quarters]
    windows += [Reading(daypart=part) for part in Daypart if lang == "de" or part is not Daypart.FORENOON]
    days = [NOW.date() + timedelta(days) for days in range(1, 60, 7)]
    for window in windows:
        said = spoken_reading(window, voice)
        assert read(said, NOW, lang) == window, said
    for day, window in product(days, windows[::9]):
        said = f"{spoken_reading(Reading(dates=(day,)), voice)}, {spoken_reading(window, voice)}"
        answer = read(said, NOW, lang)
        assert isinstance(answer, Reading), said
        assert (answer.dates, answer.window()) == ((day,), window.window()), said


SCRIPTS = (
    "abcdefgäöüß 0123456789 .,:;-/?!'\"()[] \n\té 你好 мир שלום عربي हिन्दी ไทย 💇🏽‍♀️🕙\u200d\u202e\u0301\ud800\x00"
)


def strange_text(chance: random.Random, words: list[str]) -> str:
    """A text of words of time, of letters of any script, or of both."""
    pieces = [
        chance.choice(words) if chance.random() < 0.7 else "".join(chance.choices(SCRIPTS, k=chance.randint(1, 12)))
        for _ in range(chance.randint(1, 14))
    ]
    return chance.choice((" ", " ", " ", "", "-")).join(pieces)


def test_any_text_at_all_is_a_reading_or_a_question() -> None:
    """Thousands of them; with HOLDFAST_FUZZ=100000 in the environment as many as one likes, from the same seed on."""
    chance = random.Random(4)
    tables = {"de": GERMAN, "en": ENGLISH}
    written = ["10:30", "28.11.", "31.2.", "14.30", "7", "99", "2026", "12345", "1.", "3rd", "25:99", "9a"]
    words = {
        lang: [*table.words, *table.numbers, *table.ordinals, *(" ".join(p) for p in table.phrases), *written]
        for lang, table in tables.items()
    }
    for count in range(int(os.environ.get("HOLDFAST_FUZZ", "8000"))):
        lang = "de" if count % 2 else "en"
        text = strange_text(chance, words[lang])
        answer = read(text, NOW, lang)
        assert isinstance(answer, Reading | Question), text
        if isinstance(answer, Reading):
            assert not answer.is_empty(), text
            assert all(day >= NOW.date() for day in answer.dates), text
            assert not (answer.date_from and answer.date_to and answer.date_from > answer.date_to), text
            assert not (answer.time_from and answer.time_to and answer.time_from >= answer.time_to), text
        else:
            assert answer.say, text


def seconds_for(text: str) -> float:
    """Processor time of one reading, the best of five."""

    def once() -> float:
        began = clock.process_time()
        read(text, NOW)
        return clock.process_time() - began

    return min(once() for _ in range(5))


@pytest.mark.parametrize(
    "piece", ["morgen um zehn ", "10 ", "nicht am Montag oder ", "xyz ", "28.11. bis ", "ab bis vor "]
)
def test_twice_the_text_takes_about_twice_the_time(piece: str) -> None:
    short, long = piece * (900 // len(piece)), piece * (1800 // len(piece))
    assert seconds_for(long) < 4 * seconds_for(short) + 0.002
    assert seconds_for(piece * (1_000_000 // len(piece))) < 4 * seconds_for(piece * (2_000 // len(piece))) + 0.01


PROBE = """
import json, sys
from holdfast.language import read_for_scoring
for line in sys.stdin:
    said = json.loads(line)
    print(json.dumps(read_for_scoring(said["text"], said["reference"], said["lang"]), sort_keys=True))
"""


def test_neither_the_machines_clock_nor_its_zone_nor_its_locale_matters() -> None:
    rows = [{"text": r.text, "reference": r.reference, "lang": r.lang} for r in own_rows()[::4]]
    given = "\n".join(json.dumps(row) for row in rows)
    outputs = set()
    for zone, locale in (("UTC", "C"), ("Pacific/Kiritimati", "de_DE.UTF-8"), ("America/Los_Angeles", "tr_TR.UTF-8")):
        surroundings = os.environ | {"TZ": zone, "LC_ALL": locale, "LANG": locale, "PYTHONIOENCODING": "utf-8"}
        done = subprocess.run(
            [sys.executable, "-c", PROBE], input=given, capture_output=True, text=True, encoding="utf-8", check=True,
            env=surroundings,
        )  # fmt: skip
        outputs.add(done.stdout)
    assert len(outputs) == 1
    assert len(outputs.pop().splitlines()) == len(rows)


def test_a_wall_time_that_the_clocks_jump_over_is_asked_about() -> None:
    evening = datetime(2026, 3, 28, 20, 0, tzinfo=BERLIN)
    answer = read("morgen um 02:30 Uhr", evening)
    assert isinstance(answer, Question)
    assert answer.kind is QuestionKind.NO_SUCH_TIME
    assert read("morgen um 03:30 Uhr", evening) == Reading(dates=(date(2026, 3, 29),), times=(time(3, 30),))


def test_a_wall_time_that_comes_twice_is_read_as_it_is_said() -> None:
    evening = datetime(2026, 10, 24, 20, 0, tzinfo=BERLIN)
    assert read("morgen um 02:30 Uhr", evening) == Reading(dates=(date(2026, 10, 25),), times=(time(2, 30),))
