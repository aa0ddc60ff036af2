"""`holdfast agent export`: what the voice platform is given is what our doors expect."""

import json

import pytest

from holdfast.actions.export_agent import agent_export
from holdfast.actions.tools import TOOLS
from holdfast.core.tenant import Bookings
from holdfast.testing import builders
from tests.cli.conftest import SLUG, Terminal

URL = "https://termine.example.test"


def custom_functions(exported: dict[str, object]) -> list[dict[str, object]]:
    """The functions that lead to us."""
    llm = exported["retell_llm"]
    assert isinstance(llm, dict)
    return [tool for tool in llm["general_tools"] if tool["type"] == "custom"]


@pytest.fixture
def exported(terminal: Terminal) -> dict[str, object]:
    terminal.fine("apply", terminal.sample(), "--yes")
    data = terminal.json("agent", "export", SLUG, "--url", URL + "/")
    assert isinstance(data, dict)
    return data


def test_every_tool_that_we_serve_is_exported_and_no_other(exported: dict[str, object]) -> None:
    assert {function["name"] for function in custom_functions(exported)} == set(TOOLS)


def test_every_function_is_set_as_the_contract_wants_it(exported: dict[str, object]) -> None:
    for function in custom_functions(exported):
        assert function["url"] == f"{URL}/t/{SLUG}/retell/tools/{function['name']}"
        assert (function["method"], function["args_at_root"], function["max_retry"]) == ("POST", False, 0)
        assert function["headers"] == {"X-Call-Id": "{{call_id}}"}
        assert isinstance(function["timeout_ms"], int)
        assert function["timeout_ms"] > 4_000, "longer than our answer budget"
        variables = function["response_variables"]
        assert isinstance(variables, dict)
        assert {"state", "retry", "ref", "say"} <= set(variables)
        parameters = function["parameters"]
        assert isinstance(parameters, dict)
        assert parameters["type"] == "object"
        assert set(parameters["required"]) <= set(parameters["properties"])
        assert "call_id" not in parameters["properties"], "a model would make one up"
        assert not any("const" in told for told in parameters["properties"].values())


def test_what_looks_into_the_calendar_speaks_meanwhile(exported: dict[str, object]) -> None:
    spoken = {str(f["name"]): f["execution_message_description"] for f in custom_functions(exported)}
    assert all(spoken[name] for name in ("check_availability", "book", "reschedule", "cancel", "booking_status"))
    assert not spoken["get_context"]


def test_the_agent_lives_in_the_salons_time_and_reports_to_us(exported: dict[str, object]) -> None:
    agent, number = exported["agent"], exported["phone_number"]
    assert isinstance(agent, dict)
    assert isinstance(number, dict)
    assert (agent["language"], agent["timezone"]) == ("de-DE", "Europe/Berlin")
    assert agent["webhook_url"] == f"{URL}/t/{SLUG}/retell/events"
    assert agent["data_storage_setting"] != "everything"
    assert number["inbound_webhook_url"] == f"{URL}/t/{SLUG}/retell/inbound"


def test_the_first_words_say_unasked_that_a_machine_speaks() -> None:
    for address, language in (("sie", "de"), ("du", "de"), ("sie", "en")):
        tenant = builders.salon(language=language)
        first = agent_export(tenant, URL).retell_llm["begin_message"]
        assert tenant.name in first
        assert "KI" in first or "AI" in first, (address, language)


@pytest.mark.parametrize(
    "rule",
    ["wörtlich", "Wort für Wort", "versprichst nie", "klares Ja", "slot_id", "pending", "need_info", "refused", "KI"],
)
def test_the_prompt_holds_every_rule_that_keeps_it_honest(exported: dict[str, object], rule: str) -> None:
    llm = exported["retell_llm"]
    assert isinstance(llm, dict)
    assert rule in llm["general_prompt"]


def test_a_salon_without_anybody_to_hand_over_to_never_offers_it() -> None:
    llm = agent_export(builders.salon(), URL).retell_llm
    assert "transfer_call" not in llm["general_prompt"]
    assert "transfer_call" not in [tool["name"] for tool in llm["general_tools"]]


def test_a_salon_that_books_nothing_by_telephone_says_so_to_its_agent() -> None:
    prompt = agent_export(builders.salon(bookings=Bookings.CALLBACK_ONLY), URL).retell_llm["general_prompt"]
    assert "Zurzeit keine Buchungen am Telefon" in prompt


def test_the_time_limit_follows_the_salons_answer_budget() -> None:
    llm = agent_export(builders.salon(rules={"answer_budget_ms": 9_000}), URL).retell_llm
    assert all(tool["timeout_ms"] > 9_000 for tool in llm["general_tools"] if tool["type"] == "custom")


def test_the_export_for_a_person_shows_prompt_and_addresses(terminal: Terminal) -> None:
    terminal.fine("apply", terminal.sample(), "--yes")
    shown = terminal.fine("agent", "export", SLUG, "--url", URL)
    assert f"webhook_url: {URL}/t/{SLUG}/retell/events" in shown
    assert "# Was du nie tust" in shown


@pytest.mark.parametrize("url", ["", "termine.example.test", "ftp://termine.example.test", URL + "/?x=1"])
def test_without_a_usable_public_address_there_is_no_export(terminal: Terminal, url: str) -> None:
    terminal.fine("apply", terminal.sample(), "--yes")
    result = terminal.run("agent", "export", SLUG, *(["--url", url] if url else []))
    assert (result.exit_code, result.stdout) == (2, "")


def test_the_public_address_of_the_installation_is_the_default(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal.fine("apply", terminal.sample(), "--yes")
    monkeypatch.setenv("HOLDFAST_PUBLIC_URL", URL)
    assert json.dumps(terminal.json("agent", "export", SLUG)).count(URL) >= len(TOOLS)
