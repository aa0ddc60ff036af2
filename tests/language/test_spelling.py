"""Names, addresses and numbers letter by letter and digit by digit: whatever alphabet they are spelled in."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.language import (
    EmailHeard,
    declines,
    hear_email,
    read_customer_name,
    read_email,
    read_phone,
    same_name,
    spoken_email,
    spoken_phone,
)
from tests.language.test_anything_at_all import MONSTERS

OLDER = {
    "a": "Anton", "ä": "Ärger", "b": "Berta", "c": "Cäsar", "d": "Dora", "e": "Emil", "f": "Friedrich", "g": "Gustav",
    "h": "Heinrich", "i": "Ida", "j": "Julius", "k": "Kaufmann", "l": "Ludwig", "m": "Martha", "n": "Nordpol",
    "o": "Otto", "ö": "Ökonom", "p": "Paula", "q": "Quelle", "r": "Richard", "s": "Siegfried", "ß": "Eszett",
    "t": "Theodor", "u": "Ulrich", "ü": "Übermut", "v": "Viktor", "w": "Wilhelm", "x": "Xanthippe", "y": "Ypsilon",
    "z": "Zacharias",
}  # fmt: skip
CITIES = {
    "a": "Aachen", "ä": "Umlaut Aachen", "b": "Berlin", "c": "Chemnitz", "d": "Düsseldorf", "e": "Essen",
    "f": "Frankfurt", "g": "Goslar", "h": "Hamburg", "i": "Ingelheim", "j": "Jena", "k": "Köln", "l": "Leipzig",
    "m": "München", "n": "Nürnberg", "o": "Offenbach", "ö": "Umlaut Offenbach", "p": "Potsdam", "q": "Quickborn",
    "r": "Rostock", "s": "Salzwedel", "ß": "Eszett", "t": "Tübingen", "u": "Unna", "ü": "Umlaut Unna",
    "v": "Völklingen", "w": "Wuppertal", "x": "Xanten", "y": "Ypsilon", "z": "Zwickau",
}  # fmt: skip
NATO = {
    "a": "alfa", "b": "bravo", "c": "charlie", "d": "delta", "e": "echo", "f": "foxtrot", "g": "golf", "h": "hotel",
    "i": "india", "j": "juliett", "k": "kilo", "l": "lima", "m": "mike", "n": "november", "o": "oscar", "p": "papa",
    "q": "quebec", "r": "romeo", "s": "sierra", "t": "tango", "u": "uniform", "v": "victor", "w": "whiskey",
    "x": "x-ray", "y": "yankee", "z": "zulu",
}  # fmt: skip

WAYS = {
    "bare letters": lambda name: (
        " ".join(name.upper().replace("ß".upper(), "SS")) if "ß" not in name else " ".join(name)
    ),
    "letters with commas": lambda name: ", ".join(name),
    "the older alphabet": lambda name: " ".join(OLDER[c] for c in name),
    "the cities of 2022": lambda name: " ".join(CITIES[c] for c in name),
    "each as in": lambda name: ", ".join(f"{c} wie {OLDER[c]}" for c in name),
    "as in a city": lambda name: ", ".join(f"{c} wie {CITIES[c].removeprefix('Umlaut ')}" for c in name),
}
names = st.text("abcdefghijklmnopqrstuvwxyzäöüß", min_size=4, max_size=12)


@pytest.mark.parametrize("way", WAYS)
@given(name=names)
def test_what_is_spelled_is_the_name(way: str, name: str) -> None:
    spelled = WAYS[way](name)
    if way == "as in a city" and set(name) & set("äöü"):  # "ä wie Aachen" names the city of the plain letter.
        spelled = ", ".join(f"{c} wie {OLDER[c] if c in 'äöü' else CITIES[c]}" for c in name)
    assert read_customer_name(spelled) == name[:1].upper() + name[1:], spelled


@given(st.text("abcdefghijklmnopqrstuvwxyz", min_size=5, max_size=10))
def test_english_spelling_is_understood_too(name: str) -> None:
    assert read_customer_name(" ".join(NATO[c] for c in name)) == name.capitalize()
    assert read_customer_name(", ".join(f"{c} as in {NATO[c]}" for c in name)) == name.capitalize()


@pytest.mark.parametrize(
    ("said", "name"),
    [
        (
            "S wie Siegfried, C wie Cäsar, H wie Heinrich, M wie Martha, I wie Ida, T wie Theodor, Z wie Zeppelin",
            "Schmitz",
        ),
        ("Schule Martha Ida Theodor Theodor", "Schmitt"),
        ("Anton Berta Cäsar", "Abc"),
        ("mein Name ist Schmidt, S C H M I T T", "Schmitt"),
        ("Ja, mein Name ist Maier, ich buchstabiere: M, A, Y, E, R", "Mayer"),
        ("Anna Meier, M A I E R", "Anna Maier"),
        ("ich heiße Anna, Nachname M A I E R", "Anna Maier"),
        ("em a ypsilon e er", "Mayer"),
        ("M Ü Doppel-L E R", "Müller"),
        ("M Umlaut U Doppel L E R", "Müller"),
        ("G R O scharfes S", "Groß"),
        ("Meier mit a i", "Maier"),
        ("Meier mit Ypsilon", "Meyer"),
        ("Anna Schmidt mit Doppel-T", "Anna Schmitt"),
        ("Gross mit ß", "Groß"),
        ("Schmid mit dt", "Schmidt"),
        ("Schmidt mit ie", "Schmiedt"),
        ("Müller mit ue", "Mueller"),
        ("Stefan mit ph", "Stephan"),
        ("Anna Müller Bindestrich Beispiel", "Anna Müller-Beispiel"),
        ("Anna Müller Beispiel mit Bindestrich", "Anna Müller-Beispiel"),
        ("Sierra Mike India Tango Hotel", "Smith"),
    ],
)
def test_spelling_as_it_happens_on_the_telephone(said: str, name: str) -> None:
    assert read_customer_name(said, ["Mia"]) == name


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Emil Otto", "Emil Otto"),
        ("Friedrich Wilhelm Otto", "Friedrich Wilhelm Otto"),
        ("Klara Kaufmann", "Klara Kaufmann"),
        ("Frau Beispiel hier", "Beispiel"),
        ("Beispiel mein Name", "Beispiel"),
        ("Anna Beispiel am Apparat", "Anna Beispiel"),
        ("Guten Tag, Anna von der Heide, ich hätte gern einen Termin", "Anna von der Heide"),
        ("Herr Professor Dr. Muster", "Muster"),
        ("mein Name ist Freitag", "Freitag"),
        ("auf den Namen Mai", "Mai"),
        ("der Termin ist für meinen Sohn Max Beispiel", "Max Beispiel"),
        ("das ist der Herr Muster", "Muster"),
        ("Wir sind Familie Beispiel", "Beispiel"),
        ("Vorname Anna Nachname Beispiel", "Anna Beispiel"),
        ("this is John Sample speaking", "John Sample"),
        ("Schneider", "Schneider"),
        ("Frau Färber", "Färber"),
        ("Ahrens wie der Fluss", "Ahrens"),
    ],
)
def test_a_name_is_found_in_what_people_say_around_it(said: str, name: str) -> None:
    assert read_customer_name(said, ["Mia", "Dauerwelle"]) == name


@pytest.mark.parametrize(
    "said", ["Dauerwelle", "dauerwelle", "Mia", "um zehn Uhr", "Freitag", "genau", "weiß ich nicht",
             "den hab ich doch schon genannt",
             "Nachname", "Moment"],
)  # fmt: skip
def test_a_service_a_time_or_a_member_of_staff_is_no_customer(said: str) -> None:
    assert read_customer_name(said, ["Mia", "Dauerwelle"]) is None


@pytest.mark.parametrize(
    ("a", "b"), [("Meier", "Maier"), ("Meyer", "Mayer"), ("Schmidt", "Schmitt"), ("Anna Meier", "Anna Maier")]
)
def test_names_that_sound_the_same_are_recognised(a: str, b: str) -> None:
    assert same_name(a, b)


@pytest.mark.parametrize(
    ("said", "address"),
    [
        ("j punkt ahrens klammeraffe gmx punkt de", "j.ahrens@gmx.de"),
        ("ahrens at ge em ix punkt de", "ahrens@gmx.de"),
        ("ahrens at g m x punkt net", "ahrens@gmx.net"),
        ("ahrens ät tee minus online punkt de", "ahrens@t-online.de"),
        ("ahrens at web de", "ahrens@web.de"),
        ("Jonas Ahrens eins zwei at g mail punkt com", "jonasahrens12@gmail.com"),
        ("jonas neunzehn achtzig at gmail dot com", "jonas1980@gmail.com"),
        ("ahrens A H R E N S at gmx punkt de", "ahrens@gmx.de"),
        ("A wie Anton, H wie Heinrich, R wie Richard, E wie Emil, N wie Nordpol, S wie Siegfried at gmx Punkt de",
         "ahrens@gmx.de"),
        ("Anton Heinrich Richard Emil Nordpol Siegfried at web Punkt de", "ahrens@web.de"),
        ("alles klein geschrieben jonas minus ahrens klammer affe hot mail punkt com", "jonas-ahrens@hotmail.com"),
        ("jonas at beispiel punkt at", "jonas@beispiel.at"),
        ("jonas @ beispiel . de", "jonas@beispiel.de"),
        ("Jonas.Ahrens@Beispiel.DE", "jonas.ahrens@beispiel.de"),
        ("Müller at gmx de", "mueller@gmx.de"),
        ("j dot sample at example dot org please", "j.sample@example.org"),
        ("jonas at ahrens at gmx punkt de", None),
        ("ahrens gmx de", None),
        ("a@b.de oder c@d.de", None),
    ],
)  # fmt: skip
def test_addresses_as_they_are_spoken(said: str, address: str | None) -> None:
    assert read_email(said) == address


def test_what_had_to_be_filled_in_is_to_be_confirmed() -> None:
    assert hear_email("ahrens at gmx") == EmailHeard("ahrens@gmx.de", sure=False)
    assert hear_email("ahrens at gmx punkt de") == EmailHeard("ahrens@gmx.de", sure=True)
    assert hear_email("ahrens at web punkt com") == EmailHeard("ahrens@web.com", sure=False)


@pytest.mark.parametrize("said", ["nein", "hab ich nicht", "keine", "nein danke", "brauche ich nicht", "no thanks"])
def test_who_has_none_is_understood(said: str) -> None:
    assert declines(said)
    assert not declines("ahrens at gmx punkt de")


_PART = st.from_regex(r"[a-z0-9]{1,9}", fullmatch=True)
_LABEL = st.from_regex(r"[a-z][a-z0-9]{0,8}", fullmatch=True)
addresses = st.builds(
    lambda first, sign, last, host, end: f"{first}{sign}{last}@{host}.{end}",
    _PART, st.sampled_from([".", "-", "_", "+"]), _PART, _LABEL | st.sampled_from(["t-online", "friseur-muster"]),
    st.sampled_from(["de", "com", "at", "net", "co.uk", "info"]),
)  # fmt: skip


@given(addresses, st.sampled_from(["de", "en"]))
def test_an_address_spoken_back_is_heard_as_itself(address: str, lang: str) -> None:
    assert read_email(spoken_email(address, lang)) == address, spoken_email(address, lang)
    assert read_email(address) == address


numbers = st.one_of(
    st.integers(1000000, 9999999).map(lambda n: f"+49151{n:07d}1"),
    st.integers(100000, 999999).map(lambda n: f"+4930{n}"),
    st.integers(100000, 999999).map(lambda n: f"+43664{n}1"),
)


@given(numbers, st.sampled_from(["de", "en"]), st.sampled_from(["DE", "AT"]))
def test_a_number_spoken_back_is_heard_as_itself(number: str, lang: str, region: str) -> None:
    assert read_phone(spoken_phone(number, region, lang), region) == number, spoken_phone(number, region, lang)


@pytest.mark.parametrize(
    "said",
    [
        "plus neunundvierzig eins fünf eins zwei drei vier fünf sechs sieben acht neun",
        "plus neunundvierzig null eins fünf eins zwei drei vier fünf sechs sieben acht neun",
        "null null neunundvierzig eins fünf eins zwei drei vier fünf sechs sieben acht neun",
        "oh one five one two three four five six seven eight nine",
        "zero one five one, twenty three, forty five, sixty seven, eighty nine",
        "meine Nummer ist null eins fünf eins drei und zwanzig fünf und vierzig siebenundsechzig neunundachtzig",
        "Quatsch, nein, null eins fünf eins zwei drei vier fünf sechs sieben acht neun",
        "null einhunderteinundfünfzig zwei drei vier fünf sechs sieben acht neun",
    ],
)
def test_a_number_is_one_however_it_is_grouped(said: str) -> None:
    assert read_phone(said, "DE") == "+4915123456789"


def test_digits_said_several_times_are_several() -> None:
    assert read_phone("null eins fünf eins dreimal die Sieben doppel null fünf sechs sieben", "DE") == "+4915177700567"
    assert read_phone("null eins fünf eins sieben sieben sieben double oh five six seven", "DE") == "+4915177700567"


def test_a_number_that_was_corrected_in_part_is_none() -> None:
    said = "null eins fünf eins zwei drei vier fünf sechs sieben acht neun, nein, hinten acht statt neun"
    assert read_phone(said, "DE") is None


PIECES = [
    *OLDER.values(),
    *CITIES.values(),
    *["wie", "mit", "Doppel", "at", "Punkt", "minus", "ge", "em", "ix", "null", "zwei", "und", "zwanzig", "hundert"],
]
mixed = st.lists(st.sampled_from([*PIECES, "nein", "S", "-", "@"]), max_size=25).map(" ".join)


@given(st.text() | mixed)
def test_any_text_is_answered(text: str) -> None:
    name = read_customer_name(text, ["Mia"])
    assert name is None or name.strip()
    heard = hear_email(text)
    assert heard is None or heard.address.count("@") == 1
    number = read_phone(text, "DE")
    assert number is None or number.startswith("+")
    declines(text)


@pytest.mark.parametrize("text", MONSTERS.values(), ids=MONSTERS)
def test_monsters_take_no_longer_than_the_first_of_their_words(text: str) -> None:
    began = time.process_time()
    read_customer_name(text * 2, ["Mia"])
    hear_email(text * 2)
    read_phone(text * 2, "DE")
    declines(text * 2)
    taken = time.process_time() - began
    began = time.process_time()
    for _ in range(20):
        read_customer_name(text[:2000], ["Mia"])
        hear_email(text[:2000])
        declines(text[:2000])
    assert taken < 10 * (time.process_time() - began) + 0.25
