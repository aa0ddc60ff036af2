"""What a tenant file says about Cal.com reaches the adapter as it is meant."""

from datetime import timedelta
from importlib import resources

from holdfast.calendars.calcom.options import Options, options_of
from holdfast.calendars.calcom.writing import address_of, body_of
from holdfast.core.tenant_file import TenantDocument, read_tenant_file, tenant_of
from tests.calendars.calcom_salon import a_salon, entry

CALENDAR = """
[calendar]
kind = "calcom"
api_key = "env:CALCOM_API_KEY"
customer_mail = "first"
attendee_domain = "@Anruf.Salon.Example"
longest_minutes = 600
reservations = true

[calendar.accounts]
mia = ["Mia-Privat", "Mia@Example.org"]
emma = "emma2"
"""


def test_all_options_can_stand_in_a_tenant_file() -> None:
    sample = (resources.files("holdfast.sample") / "salon-lindenhof.toml").read_text(encoding="utf-8")
    before, _, rest = sample.partition("\n[calendar]")
    after = rest[rest.index("\n[") :] if "\n[" in rest else ""
    read = read_tenant_file(before + CALENDAR + after, "salon.toml", lambda _: True)
    assert isinstance(read, TenantDocument), read
    options = options_of(tenant_of(read.data))
    assert options.mails_customer
    assert options.reservations
    assert options.attendee_domain == "anruf.salon.example"
    assert options.longest == timedelta(minutes=600)
    assert options.accounts == {"staff:mia": ("mia-privat", "mia@example.org"), "staff:emma": ("emma2",)}


def test_what_is_not_understood_has_its_default() -> None:
    strange = options_of(
        a_salon({"customer_mail": "all", "longest_minutes": -5, "accounts": "mia", "reservations": "yes"})
    )
    plain = options_of(a_salon())
    assert strange == plain == Options(plain.event_types)


def test_an_address_is_always_lower_case_and_plain() -> None:
    options = options_of(a_salon())
    assert address_of(entry(ref="K7M4A"), options) == "k7m4a@telefon.test"
    assert address_of(entry(ref="", visit="V-ä1"), options) == "v11@telefon.test"


def test_names_and_titles_never_exceed_what_cal_com_takes() -> None:
    tenant = a_salon()
    options = options_of(tenant)
    body = body_of(entry(title="x" * 900), next(iter(options.event_types.values())), tenant, options)
    assert len(body["attendee"]["name"]) == 200
    assert max(map(len, body["metadata"].values())) == 500
