"""What the agent of a test call decides: which tool for which words, and no write without a yes."""

from datetime import UTC, datetime

import pytest

from holdfast.core.tenant import Tenant
from holdfast.core.tenant_file import TenantDocument, read_tenant_file, tenant_of
from holdfast.sample import SALON, sample_tenant_file
from holdfast.testing.practice.agent import Agent, Deed, End, Speak, Use
from holdfast.testing.practice.agent_words import EARS

NOW = datetime(2026, 11, 24, 9, 22, tzinfo=UTC)
WRITES = {"book", "cancel", "reschedule"}
ONE = [{"slot_id": "s_one", "at": "2026-11-27T10:00:00+01:00", "staff": "Mia"}]
TWO = [*ONE, {"slot_id": "s_two", "at": "2026-11-27T11:30:00+01:00", "staff": "Felix"}]


def salon(language: str) -> Tenant:
    read = read_tenant_file(sample_tenant_file(), SALON, lambda _reference: True)
    assert isinstance(read, TenantDocument)
    return tenant_of({**read.data, "tenant": {**read.data["tenant"], "language": language}})


SALONS = {language: salon(language) for language in EARS}


@pytest.fixture
def german() -> Agent:
    return Agent(SALONS["de"])


@pytest.fixture
def english() -> Agent:
    return Agent(SALONS["en"])


def offered(agent: Agent, options: list[dict[str, str]], words: str = "Dauerwelle am Freitag um zehn") -> None:
    """Let the agent have asked, and been offered something."""
    assert isinstance(agent.hears(words, NOW), Use)
    agent.is_told({"say": "…", "state": "held", "options": options})


def uses(deed: Deed) -> Use:
    assert isinstance(deed, Use), deed
    return deed


@pytest.mark.parametrize(
    ("language", "said", "tool"),
    [
        ("de", "Guten Tag, ich hätte gern eine Dauerwelle am Freitag um zehn", "check_availability"),
        ("de", "Haben Sie morgen Nachmittag was frei?", "check_availability"),
        ("de", "Ich bräuchte einen Termin", "check_availability"),
        ("de", "Steht mein Termin jetzt fest?", "booking_status"),
        ("de", "Ist das jetzt eingetragen?", "booking_status"),
        ("de", "Wann ist mein nächster Termin?", "find_bookings"),
        ("de", "Wann haben Sie am Samstag offen?", "opening_hours"),
        ("de", "Wie sind Ihre Öffnungszeiten?", "opening_hours"),
        ("de", "Was kostet eine Dauerwelle?", "list_services"),
        ("de", "Können Sie mich bitte zurückrufen?", "request_callback"),
        ("de", "Ich möchte mit einem Menschen sprechen", "request_callback"),
        ("en", "I'd like a haircut for women on Friday at ten", "check_availability"),
        ("en", "Is my appointment booked?", "booking_status"),
        ("en", "When is my appointment?", "find_bookings"),
        ("en", "When are you open on Saturday?", "opening_hours"),
        ("en", "How much is a perm?", "list_services"),
        ("en", "Could you call me back?", "request_callback"),
    ],
)
def test_which_tool_for_which_words(language: str, said: str, tool: str) -> None:
    assert uses(Agent(SALONS[language]).hears(said, NOW)).tool == tool


def test_words_are_handed_over_as_they_were_said(german: Agent) -> None:
    said = "Eine Dauerwelle bei Mia, am Freitag um halb drei"
    assert uses(german.hears(said, NOW)).args == {"service": said, "date": said, "staff": "Mia"}


def test_a_price_is_asked_of_the_service_that_was_named(german: Agent) -> None:
    asked = "Was kostet eine Dauerwelle?"
    assert uses(german.hears(asked, NOW)) == Use("list_services", {"service": asked})
    assert uses(german.hears("Und was bieten Sie sonst an?", NOW)) == Use("list_services")
    german.hears(asked, NOW)
    then = uses(german.hears("Gut, am Freitag um zehn", NOW))
    assert (then.tool, then.args["service"]) == ("check_availability", asked)


def test_another_time_keeps_the_service(german: Agent) -> None:
    offered(german, ONE)
    asked = uses(german.hears("Oder lieber am Samstag?", NOW))
    assert asked.tool == "check_availability"
    assert (asked.args["service"], asked.args["date"]) == ("Dauerwelle am Freitag um zehn", "Oder lieber am Samstag?")


def test_later_than_what_was_offered(german: Agent) -> None:
    offered(german, TWO)
    assert uses(german.hears("Lieber später", NOW)).args["time"] == "Lieber später"


@pytest.mark.parametrize(
    ("said", "slot"), [("den zweiten bitte", "s_two"), ("um halb zwölf", "s_two"), ("Das um zehn Uhr", "s_one")]
)
def test_the_choice_among_offers(german: Agent, said: str, slot: str) -> None:
    offered(german, TWO)
    taken = uses(german.hears(said, NOW))
    assert (taken.tool, taken.args["slot_id"]) == ("book", slot)


def test_a_yes_to_several_offers_is_asked_about(german: Agent) -> None:
    offered(german, TWO)
    assert german.hears("Ja", NOW) == Speak(EARS["de"].says["which"])


def test_a_no_books_nothing(german: Agent) -> None:
    offered(german, ONE)
    assert german.hears("Nein", NOW) == Speak(EARS["de"].says["when_else"])


@pytest.mark.parametrize(
    ("language", "yes"),
    [("de", "Ja, gern. Auf den Namen Ada Beispiel."), ("en", "Yes please, in the name of Ada Beispiel.")],
)
def test_a_yes_with_a_name_books_under_it(language: str, yes: str) -> None:
    agent = Agent(SALONS[language])
    offered(agent, ONE, {"de": "Dauerwelle am Freitag um zehn", "en": "Dauerwelle on Friday at ten"}[language])
    assert uses(agent.hears(yes, NOW)).args == {"slot_id": "s_one", "customer_name": "Ada Beispiel"}


def test_the_name_goes_where_it_was_asked_for(german: Agent) -> None:
    offered(german, ONE)
    assert uses(german.hears("Ja", NOW)).args == {"slot_id": "s_one"}
    german.is_told({"say": "Auf welchen Namen?", "state": "need_info", "field": "customer_name"})
    booked = uses(german.hears("Ada Beispiel", NOW))
    assert booked == Use("book", {"slot_id": "s_one", "customer_name": "Ada Beispiel"})


@pytest.mark.parametrize(
    ("language", "wish", "yes", "no", "tool"),
    [
        ("de", "Ich möchte meinen Termin absagen", "Ja", "Nein, lieber nicht", "cancel"),
        ("de", "Ich muss den Termin auf Samstag um elf verschieben", "Ja bitte", "Nein", "reschedule"),
        ("en", "I want to cancel my appointment", "yes", "no", "cancel"),
        ("en", "Please move my appointment to Saturday at eleven", "yes", "no", "reschedule"),
    ],
)
def test_nothing_is_written_before_a_yes(language: str, wish: str, yes: str, no: str, tool: str) -> None:
    agent = Agent(SALONS[language])
    assert isinstance(agent.hears(wish, NOW), Speak)
    assert agent.hears(no, NOW) == Speak(EARS[language].says["kept"])
    assert isinstance(agent.hears(yes, NOW), Speak), "the wish is gone with the no"
    assert isinstance(agent.hears(wish, NOW), Speak)
    assert uses(agent.hears(yes, NOW)).tool == tool


def test_a_move_without_a_time_asks_for_one(german: Agent) -> None:
    assert german.hears("Ich möchte meinen Termin verschieben", NOW) == Speak(EARS["de"].says["move_when"])
    assert german.hears("Auf Samstag um elf", NOW) == Speak(EARS["de"].says["sure_move"])
    assert uses(german.hears("Ja", NOW)) == Use("reschedule", {"date": "Auf Samstag um elf"})


def test_an_offer_to_a_move_is_taken_by_moving(german: Agent) -> None:
    german.hears("Verschieben Sie meinen Termin auf Samstag um elf", NOW)
    german.hears("Ja", NOW)
    german.is_told({"say": "…", "state": "refused", "options": TWO})
    assert uses(german.hears("den zweiten", NOW)) == Use("reschedule", {"slot_id": "s_two"})


@pytest.mark.parametrize("language", ["de", "en"])
def test_it_says_that_it_is_a_machine_and_says_goodbye(language: str) -> None:
    agent = Agent(SALONS[language])
    assert "KI-Assistent" in agent.first_words() or "AI assistant" in agent.first_words()
    goodbye = {"de": "Danke, auf Wiederhören", "en": "Thanks, goodbye"}[language]
    assert agent.hears(goodbye, NOW) == End(EARS[language].says["bye"])


def test_small_talk_asks_no_tool(german: Agent) -> None:
    assert german.hears("Hallo", NOW) == Speak(EARS["de"].says["hello"])
    assert german.hears("Vielen Dank", NOW) == Speak(EARS["de"].says["more"])
    assert german.hears("Brumm brumm", NOW) == Speak(EARS["de"].says["again"])


@pytest.mark.parametrize("language", ["de", "en"])
def test_no_words_at_all_make_a_write_of_nothing(language: str) -> None:
    """Whatever is typed first, no booking is changed: there was no question to say yes to."""
    for said in ("ja", "yes", "Ja, bitte buchen Sie", "ok", "10", "absagen", "cancel", "x" * 300, "'; DROP TABLE", "?"):
        deed = Agent(SALONS[language]).hears(said, NOW)
        assert not isinstance(deed, Use) or deed.tool not in WRITES, said


def test_both_languages_say_the_same_things() -> None:
    assert set(EARS["de"].says) == set(EARS["en"].says)
    assert not {key for key, said in EARS["de"].says.items() if said == EARS["en"].says[key]}
