"""A document written as a tenant file reads as the same document; what forms change of it; where secrets are sent."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfast.core.tenant_file import Change, TenantDocument, difference, read_tenant_file, tenant_file_text
from holdfast.core.tenant_file.editing import (
    cents,
    key_for,
    references_in,
    segments_typed,
    sends_secrets_elsewhere,
    with_hours,
    with_new_person,
    with_new_service,
    with_opening,
    with_rules,
    with_service,
    without_person,
    without_service,
    words_in_lines,
)
from holdfast.sample import sample_tenant_file

SAMPLE = sample_tenant_file()
OUTSIDE = SAMPLE.replace(
    'kind = "builtin"                   # der eingebaute Kalender',
    'kind = "calcom"\nbase_url = "http://127.0.0.1:9100"\napi_key = "env:CALCOM_API_KEY"\nrequests_per_minute = 120',
)
OUTSIDE += '\n[[event_type]]\nservice = "dauerwelle"\nsegment = 1\nstaff = "mia"\nid = 12\n'


def read(text: str) -> TenantDocument:
    found = read_tenant_file(text, "salon.toml", lambda reference: True)
    assert isinstance(found, TenantDocument), found
    return found


@pytest.mark.parametrize("text", [SAMPLE, OUTSIDE])
def test_what_was_written_reads_the_same(text: str) -> None:
    document = read(text)
    assert read(tenant_file_text(document.data)) == document
    assert list(read(tenant_file_text(document.data)).data) == list(document.data)


visible = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp"))


@settings(max_examples=60)
@given(st.text(visible, min_size=1, max_size=40).filter(lambda text: text.strip() == text))
def test_no_name_breaks_out_of_its_place(name: str) -> None:
    data = with_service(read(SAMPLE).data, "beratung", {"name": name})
    found = read_tenant_file(tenant_file_text(data), "salon.toml", lambda reference: True)
    if isinstance(found, TenantDocument):
        (service,) = (one for one in found.data["service"] if one["key"] == "beratung")
        assert service["name"] == name
        assert {change.key for change in difference(read(SAMPLE).data, found.data)} <= {"service beratung: name"}
    else:
        assert all("beratung" in fault.key for fault in found), found


def changed(data: object) -> list[str]:
    assert isinstance(data, dict)
    return [change.key for change in difference(read(SAMPLE).data, read(tenant_file_text(data)).data)]


def test_forms_change_what_they_show_and_nothing_else() -> None:
    data = read(SAMPLE).data
    hours = {"mon": "09:00-12:30; 13:00-18:00", "sat": "10:00-14:00"}
    away = with_hours(data, "mia", "Mia", hours, "2026-12-24..2027-01-01\n\n2026-11-30\n")
    (mia,) = (one for one in read(tenant_file_text(away)).data["staff"] if one["key"] == "mia")
    assert mia["working_hours"] == {"mon": ["09:00-12:30", "13:00-18:00"], "sat": ["10:00-14:00"]}
    assert mia["time_off"] == ["2026-11-30", "2026-12-24..2027-01-01"]
    assert all(key.startswith("staff mia:") for key in changed(away))
    assert changed(with_rules(data, {"offers": "2", "hold_seconds": ""})) == ["rules: offers", "rules: hold_seconds"]
    price = with_service(data, "beratung", {"price_cents": cents("45,50"), "aliases": None})
    assert set(changed(price)) == {"service beratung: aliases", "service beratung: price_cents"}
    opening = with_opening(data, dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "09:00-18:00"), "")
    assert set(changed(opening)) == {"opening: thu", "opening: sat", "opening: closures"}
    assert read(SAMPLE).data == data, "what was given stays as it was"


def test_what_belonged_to_somebody_or_something_that_goes_goes_with_it() -> None:
    data = read(SAMPLE).data
    named = [{"service": "dauerwelle", "segment": n, "staff": "felix", "id": n} for n in (1, 2, 3, 4)]
    with_types = {**data, "event_type": named}
    shorter = with_service(with_types, "dauerwelle", {"segments": [{"busy": 50}, {"gap": 15}, {"busy": 40}]})
    assert [one["segment"] for one in shorter["event_type"]] == [1, 2]
    left = without_person(with_types, "felix")
    assert "event_type" not in left and not any("felix" in one["staff"] for one in left["service"])
    assert not any("felix" in one.get("staff_override", {}) for one in left["service"])
    assert without_service(with_types, "dauerwelle").get("event_type") is None


def test_a_new_one_gets_a_key_of_its_own() -> None:
    data = read(SAMPLE).data
    made, key = with_new_service(data, {"name": "Dauerwelle", "segments": [{"busy": 30}], "staff": ["mia"]})
    assert key == "dauerwelle-2" and made["service"][-1]["key"] == key
    assert with_new_person(data, "Çağla Öztürk-Weiß")[1] == "cagla-oeztuerk-weiss"
    assert key_for("!!!", ["neu"]) == "neu-2"


@pytest.mark.parametrize(
    ("rows", "segments"),
    [
        (
            [("busy", "Waschen", "10"), ("gap", "", "15"), ("busy", "", "")],
            [{"name": "Waschen", "busy": 10}, {"gap": 15}],
        ),
        ([("busy", "Waschen", "lang")], [{"name": "Waschen", "busy": "lang"}]),
        ([("odd", "", "5")], [{"busy": 5}]),
    ],
)
def test_segments_are_what_was_typed(rows: list[tuple[str, str, str]], segments: list[dict[str, object]]) -> None:
    assert segments_typed(rows) == segments


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("45", 4500),
        ("45,5", 4550),
        ("45.50 €", 4550),
        (" 0 ", 0),
        ("", None),
        ("viel", "viel"),
        ("-3", "-3"),
        ("1,234", "1,234"),
    ],
)
def test_prices_as_people_write_them(written: str, meant: object) -> None:
    assert cents(written) == meant


def test_a_form_that_makes_no_sense_is_found_fault_with_by_the_reading() -> None:
    data = with_rules(read(SAMPLE).data, {"offers": "many"})
    found = read_tenant_file(tenant_file_text(data), "salon.toml", lambda reference: True)
    assert isinstance(found, tuple)
    assert [fault.key for fault in found] == ["rules.offers"]
    assert words_in_lines(" a \n\n b") == ["a", "b"] and words_in_lines(" ") is None


def test_references_and_where_secrets_are_sent() -> None:
    assert references_in(read(OUTSIDE).data) == {"env:RETELL_API_KEY", "env:CALCOM_API_KEY"}
    elsewhere = OUTSIDE.replace("http://127.0.0.1:9100", "https://elsewhere.example")
    changes = difference(read(OUTSIDE).data, read(elsewhere).data)
    assert [change.key for change in sends_secrets_elsewhere(changes)] == ["calendar: base_url"]
    mail = [
        Change("alarms: smtp host", "a", "b"),
        Change("alarms: webhook", None, "b"),
        Change("alarms: email", "a", "b"),
    ]
    assert [change.key for change in sends_secrets_elsewhere(mail)] == ["alarms: smtp host", "alarms: webhook"]
    assert sends_secrets_elsewhere(difference(read(SAMPLE).data, read(OUTSIDE).data)) != ()
    assert sends_secrets_elsewhere([Change("rules: offers", 3, 2)]) == ()
