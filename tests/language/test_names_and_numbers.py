"""Names, telephone numbers and mail addresses, and what only looks like one."""

import pytest

from holdfast.language import is_hidden_number, read_customer_name, read_email, read_phone, same_name


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Jonas Ahrens", "Jonas Ahrens"),
        ("jonas ahrens", "Jonas Ahrens"),
        ("mein Name ist Emil Brandt", "Emil Brandt"),
        ("Ja, mein Name ist Emil Brandt. Ich hätte gern am Donnerstag einen Termin", "Emil Brandt"),
        ("Ja, guten Tag, Jonas Ahrens, ich hätte gern 'n Herrenhaarschnitt für morgen um zehn.", "Jonas Ahrens"),
        ("auf den Namen Sommer bitte", "Sommer"),
        ("ich bin der Jonas", "Jonas"),
        ("Frau Dr. Anna von Ahrens", "Anna von Ahrens"),
        ("Herr Freitag", "Freitag"),
        ("Anna-Lena Groß", "Anna-Lena Groß"),
        ("Mia Sommer", "Mia Sommer"),
        ("Ich heiße Jonas Ahrens, Termin um 10 Uhr", "Jonas Ahrens"),
        ("my name is Emil Brandt", "Emil Brandt"),
    ],
)
def test_a_name_is_taken_out_of_what_was_said(said: str, name: str) -> None:
    assert read_customer_name(said, ["Mia", "Lisa"]) == name


@pytest.mark.parametrize(
    "said",
    ["", "Mia", "lisa", "zehn Uhr", "halb drei", "Freitag", "morgen um zehn", "unbekannt", "Kunde", "anonymous", "null",
     "None", "{{name}}", "${name}", "<name>", "test", "nein", "0151 2345678", "a@b.de", "Frau", "von", "💇"],
)  # fmt: skip
def test_what_is_no_customers_name_is_none(said: str) -> None:
    assert read_customer_name(said, ["Mia", "Lisa"]) is None


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Ahrens", "Arens"), ("Ahrens", "Ahrends"), ("Arens", "Ahrends"), ("Sommer", "Sommar"), ("Sommer", "Summer"),
        ("Müller", "Mueller"), ("Groß", "Gross"), ("Jonas Ahrens", "Ahrens, Jonas"), ("Jonas Ahrens", "Ahrens Jonas"),
        ("Jonas Ahrens", "Ahrens"), ("Herr Arens", "Jonas Ahrens"), ("Dr. Jonas Ahrens", "Jonas Ahrens"),
        ("Anna von Ahrens", "Anna Ahrens"), ("Meier", "Mayer"), ("Schmidt", "Schmitt"), ("Ahrens-Brandt", "Brandt"),
        ("J. Ahrens", "Jonas Ahrens"),
    ],
)  # fmt: skip
def test_spellings_of_one_name_are_the_same_in_either_order(a: str, b: str) -> None:
    assert same_name(a, b)
    assert same_name(b, a)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Ahrens", "Brandt"), ("Jonas Ahrens", "Emil Ahrens"), ("Jonas", "Jonas Ahrens"), ("Weber", "Wagner"),
        ("Klein", "Groß"), ("Fischer", "Fuchs"), ("Sommer", "Winter"), ("", "Ahrens"), ("", ""), ("Herr", "Frau"),
        ("Koch", "Kohl"), ("Lena Sommer", "Lena Brandt"),
    ],
)  # fmt: skip
def test_different_people_are_never_the_same(a: str, b: str) -> None:
    assert not same_name(a, b)
    assert not same_name(b, a)


@pytest.mark.parametrize(
    "said",
    ["0151 23456789", "+49 (0)151 23456789", "0049 151 23456789", "0151/23 45 67 89",
     "null eins fünf eins zwei drei vier fünf sechs sieben acht neun",
     "meine Nummer ist null eins fünf eins, dreiundzwanzig fünfundvierzig siebenundsechzig neunundachtzig"],
)  # fmt: skip
def test_every_spelling_of_a_number_is_one_value(said: str) -> None:
    assert read_phone(said, "DE") == "+4915123456789"


def test_the_region_decides_which_line_the_same_digits_are() -> None:
    assert read_phone("0664 1234567", "AT") == "+436641234567"
    assert read_phone("0664 1234567", "DE") != read_phone("0664 1234567", "AT")


@pytest.mark.parametrize("said", ["", "hallo", "anonymous", "12", "keine", "+266696687", "zehn Uhr", "1" * 40])
def test_what_is_no_number_is_none(said: str) -> None:
    assert read_phone(said, "DE") is None


@pytest.mark.parametrize(
    "shown",
    [None, "", " ", "anonymous", "Anonymous", "unknown", "unavailable", "restricted", "private", "withheld", "blocked",
     "anonymous@anonymous.invalid", "sip:anonymous@anonymous.invalid", "+266696687", "+7378742833", "+2562533",
     "+8656696", "+86282452253", "{{from_number}}", "null"],
)  # fmt: skip
def test_a_hidden_number_is_known_in_every_disguise(shown: str | None) -> None:
    assert is_hidden_number(shown)


@pytest.mark.parametrize("shown", ["+4915123456789", "0151 23456789", "sip:+493012345678@carrier.example"])
def test_a_shown_number_is_not_hidden(shown: str) -> None:
    assert not is_hidden_number(shown)


@pytest.mark.parametrize(
    ("said", "address"),
    [
        ("jonas punkt ahrens at beispiel punkt com", "jonas.ahrens@beispiel.com"),
        ("meine E-Mail ist jonas.ahrens@beispiel.de, danke", "jonas.ahrens@beispiel.de"),
        ("jonas unterstrich ahrens ät web minus mail punkt de", "jonas_ahrens@web-mail.de"),
        ("Meine Adresse lautet j ahrens at beispiel punkt net bitte", "jahrens@beispiel.net"),
        ("habe keine", None),
        ("at punkt", None),
        ("", None),
    ],
)
def test_a_mail_address_is_read_as_it_is_spoken(said: str, address: str | None) -> None:
    assert read_email(said) == address
