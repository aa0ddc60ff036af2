"""Reading a right tenant file, and what keeps a file from being read at all."""

import json
import re
from pathlib import Path

import pytest

from holdfast.core.tenant_file import Fault, TenantDocument, read_tenant_file
from holdfast.core.tenant_file.catalogue import service_fields
from holdfast.core.tenant_file.connections import calendar_fields
from holdfast.core.tenant_file.outside import Outside
from holdfast.core.tenant_file.people import HANDOVER, STAFF
from holdfast.core.tenant_file.salon import LANGUAGE, RULES, TESTS, tenant_fields
from holdfast.sample import sample_tenant_file
from tests.core.tenant_file_texts import OF_THE_DESIGN, PEOPLE, SMALL, TENANT, accepted, faults, service


def test_the_file_of_the_design_is_accepted_as_it_stands() -> None:
    data = accepted(OF_THE_DESIGN).data
    assert data["tenant"]["holidays"] == "DE-BE"
    assert data["calendar"]["base_url"] == "http://127.0.0.1:9100"
    assert data["event_type"] == [{"service": "dauerwelle", "segment": 1, "staff": "mia", "id": 1}]


def test_the_sample_salon_is_right_once_its_secret_is_there() -> None:
    document = read_tenant_file(sample_tenant_file(), "sample", lambda name: name == "env:RETELL_API_KEY")
    assert isinstance(document, TenantDocument)
    assert document.slug == "salon-lindenhof"


def test_the_sample_salon_lacks_only_its_secret() -> None:
    found = read_tenant_file(sample_tenant_file(), "sample", lambda _: False)
    assert isinstance(found, tuple)
    assert [fault.key for fault in found] == ["voice.retell.api_keys[1]"]


@pytest.mark.parametrize("text", [SMALL, OF_THE_DESIGN, sample_tenant_file()], ids=["small", "design", "sample"])
def test_a_document_survives_being_stored_as_json(text: str) -> None:
    data = accepted(text).data
    assert json.loads(json.dumps(data)) == data


def test_nothing_is_filled_in() -> None:
    data = accepted(TENANT).data
    assert data == {"tenant": {"slug": "lindenhof", "name": "Lindenhof", "timezone": "Europe/Berlin"}}


def test_the_order_of_sections_and_keys_does_not_matter() -> None:
    turned = (
        PEOPLE + '[rules]\noffers = 2\n[tenant]\ntimezone = "Europe/Berlin"\nname = "Lindenhof"\nslug = "lindenhof"'
    )
    first = json.dumps(accepted(SMALL + "[rules]\noffers = 2").data)
    assert json.dumps(accepted(turned).data) == first


def test_one_meaning_in_two_notations_is_one_document() -> None:
    plain = accepted(
        SMALL + service("minutes = 45") + '[opening]\nmon = ["09:00-18:00"]\nclosures = ["2026-12-24", "2026-01-02"]'
    )
    other = accepted(
        SMALL
        + service("segments = [{ busy = 45 }]")
        + '[opening]\nmon = ["9:00 – 18:00"]\nclosures = [2026-01-02, "2026-12-24..2026-12-24"]'
    )
    assert plain == other


@pytest.mark.parametrize(
    "text",
    [
        'closures = ["2026-07-01"]\nspecial_days = { 12-24 = [] }' + SMALL,
        TENANT + 'closures = ["2026-07-01"]\nspecial_days = { 12-24 = [] }' + PEOPLE,
        SMALL + '[opening]\nclosures = ["2026-07-01"]\nspecial_days = { 12-24 = [] }',
        SMALL + '[opening]\nclosures = ["2026-07-01"]\n[opening.special_days]\n12-24 = []',
    ],
    ids=["at the top", "in tenant", "in opening", "as a section"],
)
def test_closures_and_special_days_mean_the_same_wherever_they_stand(text: str) -> None:
    assert accepted(text).data["opening"] == {"closures": ["2026-07-01"], "special_days": {"12-24": []}}


def test_hours_that_touch_are_accepted_and_midnight_ends_a_day() -> None:
    data = accepted(SMALL + '[opening]\nfri = ["09:00-12:00", "12:00-24:00"]').data
    assert data["opening"]["fri"] == ["09:00-12:00", "12:00-24:00"]


def test_what_only_an_adapter_understands_is_kept_for_it() -> None:
    calendar = accepted(
        SMALL + '[calendar]\nkind = "caldav"\npassword = "secret:retell"\ncalendars = { mia = "/mia/" }\nretries = 3'
    ).data["calendar"]
    assert calendar["calendars"] == {"mia": "/mia/"}
    assert (calendar["password"], calendar["retries"]) == ("secret:retell", 3)


def test_the_settings_of_cal_com_are_read() -> None:
    calendar = accepted(
        SMALL + '[calendar]\nkind = "calcom"\napi_key = "env:CALCOM_API_KEY"\ncustomer_mail = "first"\n'
        'attendee_domain = "telefon.test"\nreservations = true\nlongest_minutes = 600\n'
        '[calendar.accounts]\nmia = "mia@salon.example"\nfelix = ["felix", 17]'
    ).data["calendar"]
    assert calendar["accounts"] == {"felix": ["felix", "17"], "mia": "mia@salon.example"}
    assert (calendar["customer_mail"], calendar["reservations"], calendar["longest_minutes"]) == ("first", True, 600)


def test_the_settings_of_caldav_are_read() -> None:
    calendar = accepted(
        SMALL + '[calendar]\nkind = "caldav"\nbase_url = "https://cloud.example"\nusername = "salon"\n'
        'password = "secret:retell"\n'
        '[calendar.collections]\nmia = "/salon/mia/"\nfelix = ["/salon/felix/", "https://cloud.example/f/private/"]'
    ).data["calendar"]
    assert calendar["collections"]["mia"] == "/salon/mia/"
    assert calendar["collections"]["felix"] == ["/salon/felix/", "https://cloud.example/f/private/"]


def test_a_windows_editor_may_have_saved_the_file() -> None:
    assert accepted("\ufeff" + SMALL.replace("\n", "\r\n")) == accepted(SMALL)


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ('[tenant]\nslug = "a"; name = "b"', 2, 'without ";"'),
        ("[tenant]\nslug = lindenhof", 2, "quotation marks"),
        ('[tenant]\nslug = "a"\nslug = "b"', 3, "second time"),
        ('[tenant]\nname = "a\x00b"', 2, "illegal character"),
        ("a = [1, 2", 1, "]"),
        ("x = 1\na.b.c.d.e.f.g.h.i.j.k.l.m.n.o = 1", 2, "too many dots"),
        ("x = 1\na = " + "9" * 5000, 2, "far too long"),
        ("a = " + "[" * 100_000, None, "nested too deeply"),
        ("a = " + "{a = " * 100_000, None, "nested too deeply"),
        ("# " + "ä" * 600_000, None, "larger than 1 MiB"),
        ("x" * (10 * 1024 * 1024), None, "larger than 1 MiB"),
    ],
    ids=["semicolon", "no quotes", "twice", "NUL", "open list", "dots", "digits", "lists", "tables", "bytes", "10 MB"],
)
def test_what_is_not_toml_is_one_fault_with_its_line(text: str, line: int | None, reason: str) -> None:
    (fault,) = faults(text)
    assert fault.line == line
    assert reason in fault.reason


def test_a_fault_reads_as_file_line_key_and_reason() -> None:
    fault = Fault("salon.toml", "rules.offers", "is 7, must be between 1 and 3", line=4)
    assert str(fault) == "salon.toml:4: rules.offers: is 7, must be between 1 and 3"


def test_the_example_of_the_guide_is_right() -> None:
    guide = Path(__file__).parents[2] / "docs" / "how-to" / "tenant-file.md"
    (example,) = re.findall(r"```toml\n(.*?)```", guide.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert accepted(example).slug == "lindenhof"


def test_the_guide_names_every_key_of_a_section() -> None:
    guide = (Path(__file__).parents[2] / "docs" / "how-to" / "tenant-file.md").read_text(encoding="utf-8")
    outside = Outside(lambda _: True)
    known = [
        tenant_fields(outside),
        RULES,
        LANGUAGE,
        TESTS,
        STAFF,
        HANDOVER,
        service_fields(()),
        calendar_fields(outside),
    ]
    assert [name for fields in known for name in fields if f"`{name}`" not in guide] == []
