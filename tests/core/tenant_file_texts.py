"""Tenant files for tests: a small right one, the one of the design, and how to read them."""

from holdfast.core.tenant_file import Fault, TenantDocument, read_tenant_file

SECRETS = ("env:RETELL_API_KEY", "env:CALCOM_API_KEY", "env:CALCOM_WEBHOOK_SECRET", "secret:retell")

TENANT = """
[tenant]
slug = "lindenhof"
name = "Lindenhof"
timezone = "Europe/Berlin"
"""

PEOPLE = """
[[staff]]
key = "mia"
name = "Mia"
working_hours = { mon = ["09:00-18:00"] }
[[staff]]
key = "felix"
name = "Felix"
"""

SMALL = TENANT + PEOPLE

# Design 5.4, with one key per line as it asks for.
OF_THE_DESIGN = """
[tenant]
slug = "salon-lindenhof"
name = "Salon Lindenhof"
language = "de"
timezone = "Europe/Berlin"
region = "DE"
holidays = "DE-BE"
phone_numbers = ["+493012345678"]
[rules]
notice_minutes = 15
horizon_days = 180
hold_seconds = 300
answer_budget_ms = 4000
offers = 3
grid_minutes = 15
reconcile_seconds = 60
mirror_max_age_seconds = 60
settle_seconds = 10
[language]
next_weekday = "ask"       # or "coming"
address = "sie"
halves = false
[voice.retell]
api_keys = ["env:RETELL_API_KEY"]
[calendar]
kind = "calcom"            # builtin | calcom | caldav
base_url = "http://127.0.0.1:9100"
api_key = "env:CALCOM_API_KEY"
webhook_secret = "env:CALCOM_WEBHOOK_SECRET"
requests_per_minute = 120
[[staff]]
key = "mia"
name = "Mia"
working_hours = { mon = ["09:00-18:00"], tue = ["09:00-18:00"] }
time_off = ["2026-12-24..2027-01-01"]
[[service]]
key = "dauerwelle"
name = "Dauerwelle"
aliases = ["Dauer Welle"]
price_cents = 8500
staff = ["mia"]
segments = [{ name = "Haare wickeln", busy = 50 }, { gap = 15 }, { name = "Fixierung", busy = 5 }, \
{ gap = 10 }, { name = "Auswaschen", busy = 15 }, { name = "Schneiden", busy = 40 }]
[[event_type]]             # Cal.com's bookable type for service x busy segment (1-based) x staff
service = "dauerwelle"
segment = 1
staff = "mia"
id = 1
"""


def service(*lines: str, key: str = "schnitt") -> str:
    """A [[service]] of Mia's with these further lines; 45 minutes long unless they say otherwise."""
    given = "".join(lines)
    length = "" if "segments" in given or "minutes =" in given.split("staff_override")[0] else "minutes = 45"
    staff = "" if "staff =" in given else 'staff = ["mia"]'
    return "\n".join(("[[service]]", f'key = "{key}"', f'name = "{key}"', length, staff, *lines, ""))


def read(text: str) -> TenantDocument | tuple[Fault, ...]:
    """Reads a file in a world in which `SECRETS` exist."""
    return read_tenant_file(text, "salon.toml", SECRETS.__contains__)


def accepted(text: str) -> TenantDocument:
    """The document of a file that has to be right."""
    document = read(text)
    assert isinstance(document, TenantDocument), [str(fault) for fault in document]
    return document


def faults(text: str) -> tuple[Fault, ...]:
    """The faults of a file that has to be wrong."""
    found = read(text)
    assert not isinstance(found, TenantDocument), "this file should have been refused"
    return found
