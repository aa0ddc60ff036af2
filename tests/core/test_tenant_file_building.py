"""The tenant made out of a document."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from holdfast.core.rules import Rules
from holdfast.core.service import ByPhone, Kind
from holdfast.core.tenant import Bookings, CalendarSettings, CallTests, EventType, NextWeekday, Tenant
from holdfast.core.tenant_file import tenant_of
from holdfast.core.working_time import DateSpan, DaySpan, Opening
from holdfast.sample import sample_tenant_file
from tests.core.tenant_file_texts import OF_THE_DESIGN, SMALL, TENANT, accepted, service

NINE_TO_SIX = (DaySpan(540, 1080),)


@pytest.fixture(scope="module")
def sample() -> Tenant:
    """The sample salon."""
    return tenant_of(accepted(sample_tenant_file()).data)


def built(text: str) -> Tenant:
    """The tenant of a file."""
    return tenant_of(accepted(text).data)


def test_the_tenant_of_the_design_has_all_that_its_file_says() -> None:
    tenant = built(OF_THE_DESIGN)
    assert (tenant.slug, tenant.timezone, tenant.holidays) == ("salon-lindenhof", ZoneInfo("Europe/Berlin"), "DE-BE")
    assert tenant.rules == Rules()
    assert tenant.retell.api_keys == ("env:RETELL_API_KEY",)
    assert tenant.staff[0].working_hours.days[:3] == (NINE_TO_SIX, NINE_TO_SIX, ())
    assert tenant.staff[0].time_off == (DateSpan(date(2026, 12, 24), date(2027, 1, 1)),)
    assert tenant.event_types == (EventType("dauerwelle", 1, "mia", 1),)


def test_a_calendar_is_known_by_its_kind_unless_it_has_a_key() -> None:
    calendar = built(OF_THE_DESIGN).calendar
    assert (calendar.kind, calendar.key) == ("calcom", "calcom")
    assert calendar.options["webhook_secret"] == "env:CALCOM_WEBHOOK_SECRET"
    assert set(calendar.options) == {"base_url", "api_key", "webhook_secret", "requests_per_minute"}
    assert built(TENANT + '[calendar]\nkind = "builtin"\nkey = "salon"').calendar.key == "salon"


def test_what_the_file_leaves_out_has_the_defaults_of_the_values() -> None:
    tenant = built(TENANT)
    assert (tenant.language, tenant.region, tenant.retention_days) == ("de", "DE", 30)
    assert tenant.bookings is Bookings.ON
    assert tenant.opening == Opening()
    assert tenant.calendar == CalendarSettings()
    assert tenant.tests == CallTests()


def test_opening_hours_bind_only_once_they_are_written() -> None:
    assert built(SMALL + '[opening]\nclosures = ["2026-07-01"]').opening.weekly is None
    weekly = built(SMALL + "[opening]\nmon = []").opening.weekly
    assert weekly is not None
    assert weekly.days == ((),) * 7


def test_special_days_are_dates_or_come_every_year() -> None:
    opening = built(SMALL + '[opening.special_days]\n2026-12-24 = ["09:00-13:00"]\n12-31 = []').opening
    assert opening.special(date(2026, 12, 24)) == (DaySpan(540, 780),)
    assert opening.special(date(2027, 12, 24)) is None
    assert opening.special(date(2031, 12, 31)) == ()


def test_settings_of_every_kind_arrive() -> None:
    tenant = built(
        TENANT
        + 'bookings = "callback_only"\nretention_days = 7\n[language]\nnext_weekday = "coming"\naddress = "du"\n'
        + '[tests]\nnumbers = ["+493099999901"]\nweb_calls = true\n[[handover]]\nname = "Empfang"\n'
        + 'phone = "+493012345679"\nhours = { mon = ["09:00-18:00"] }\n[[handover]]\nname = "Chefin"\n'
        + 'phone = "+493012345670"\n'
    )
    assert (tenant.bookings, tenant.retention_days) == (Bookings.CALLBACK_ONLY, 7)
    assert (tenant.speech.next_weekday, tenant.speech.address) == (NextWeekday.COMING, "du")
    assert tenant.tests == CallTests(numbers=("+493099999901",), web_calls=True)
    assert tenant.handovers[0].hours is not None
    assert tenant.handovers[0].hours.days[0] == NINE_TO_SIX
    assert tenant.handovers[1].hours is None


def test_a_service_arrives_with_everything_it_may_have() -> None:
    tenant = built(
        SMALL
        + service(
            "minutes = 45\nprice_cents = 4500\nprice_from = true\nphone = 'known_customers'\nresources = ['room:1']",
            "buffer_before = 5\nbuffer_after = 10\nstaff_override = { mia = { minutes = 60, price_cents = 5000 } }",
        )
    )
    found = tenant.services[0]
    assert (found.price_cents, found.price_from, found.phone) == (4500, True, ByPhone.KNOWN_CUSTOMERS)
    assert (found.buffer_before, found.buffer_after, found.resources) == (5, 10, ("room:1",))
    assert found.segments_by("mia")[0].minutes == 60
    assert found.price_by("mia") == 5000


CATALOGUE = {
    "kinderhaarschnitt": (30, 2000),
    "damenhaarschnitt": (45, 4500),
    "herrenhaarschnitt": (55, 3000),
    "ansatzfaerbung": (130, 6500),
    "dauerwelle": (135, 8500),
    "ansatz-laengenausgleich": (125, 7500),
    "balayage-ombre": (150, 12000),
    "komplette-umfaerbung": (165, 14000),
    "trockenschnitt": (30, 2500),
    "waschen-styling": (45, 4000),
    "beratung": (30, 3000),
    "straehnen-paket": (120, 12500),
}


def test_the_sample_has_the_catalogue_of_a_real_salon(sample: Tenant) -> None:
    assert {found.key: (found.minutes, found.price_cents) for found in sample.services} == CATALOGUE
    assert [found.position for found in sample.services] == list(range(len(CATALOGUE)))


def test_the_sample_perm_has_its_six_segments(sample: Tenant) -> None:
    perm = sample.service("dauerwelle")
    assert perm is not None
    assert [(part.kind, part.minutes) for part in perm.segments] == [
        (Kind.BUSY, 50),
        (Kind.GAP, 15),
        (Kind.BUSY, 5),
        (Kind.GAP, 10),
        (Kind.BUSY, 15),
        (Kind.BUSY, 40),
    ]


def test_somebody_works_in_the_sample_on_every_day_but_sunday(sample: Tenant) -> None:
    assert sample.opening.weekly is not None
    opened = [bool(hours) for hours in sample.opening.weekly.days]
    staffed = [any(person.working_hours.days[day] for person in sample.staff) for day in range(7)]
    assert opened == staffed == [True] * 6 + [False]


def test_the_sample_shows_what_a_file_can_say(sample: Tenant) -> None:
    services: list[Any] = list(sample.services)
    assert {found.phone for found in services} == set(ByPhone)
    assert any(found.price_from for found in services)
    assert any(found.buffer_before for found in services)
    assert any(found.buffer_after for found in services)
    assert any(found.overrides for found in services)
    assert set(sample.opening.special_days) == {(12, 24), (12, 31)}
    assert sample.opening.closures
    assert sample.handovers
    assert sample.tests.numbers
