"""The salon of the world: three people, three services, an outside calendar, and rules that make things happen soon."""

from holdfast.actions.apply_tenant import Applied, apply_tenant
from holdfast.actions.desk import Desk

SLUG = "salon-welt"
KEY = "WORLD_KEY"
STAFF = ("Mia", "Emma", "Felix")
CUT, COLOUR, PERM = "Herrenhaarschnitt", "Ansatzfärbung", "Dauerwelle"

TEXT = """
[tenant]
slug = "salon-welt"
name = "Salon Welt"
language = "de"
timezone = "Europe/Berlin"
region = "DE"
holidays = "DE-BE"
phone_numbers = ["+493012345600"]

[rules]
notice_minutes = 15
horizon_days = 60
hold_seconds = 60
answer_budget_ms = 4000
offers = 3
grid_minutes = 15
reconcile_seconds = 60
mirror_max_age_seconds = 60
settle_seconds = 10

[opening]
mon = ["09:00-17:00"]
tue = ["09:00-17:00"]
wed = ["09:00-17:00"]
thu = ["09:00-17:00"]
fri = ["09:00-17:00"]

[voice.retell]
api_keys = ["env:WORLD_KEY"]

[calendar]
kind = "calcom"
base_url = "http://127.0.0.1:9"
api_key = "env:WORLD_KEY"
webhook_secret = "env:WORLD_KEY"
requests_per_minute = 600

[[staff]]
key = "mia"
name = "Mia"
working_hours = WEEK

[[staff]]
key = "emma"
name = "Emma"
working_hours = WEEK

[[staff]]
key = "felix"
name = "Felix"
working_hours = WEEK

[[service]]
key = "herrenhaarschnitt"
name = "Herrenhaarschnitt"
price_cents = 3000
minutes = 45
staff = ["mia", "emma", "felix"]

[[service]]
key = "ansatzfaerbung"
name = "Ansatzfärbung"
price_cents = 6500
staff = ["emma", "mia"]
segments = [{ name = "Auftragen", busy = 30 }, { gap = 25 }, { name = "Auswaschen", busy = 15 }]

[[service]]
key = "dauerwelle"
name = "Dauerwelle"
price_cents = 8500
staff = ["felix", "mia"]
segments = [
  { name = "Wickeln", busy = 50 }, { gap = 15 }, { name = "Fixierung", busy = 5 }, { gap = 10 },
  { name = "Auswaschen", busy = 15 }, { name = "Schneiden", busy = 40 },
]
"""

_WEEK = "{ " + ", ".join(f'{day} = ["09:00-17:00"]' for day in ("mon", "tue", "wed", "thu", "fri")) + " }"


async def open_salon(desk: Desk) -> Applied:
    """Put the salon in force."""
    return await apply_tenant(desk, _with_event_types(), "salon-welt.toml")


def _with_event_types() -> str:
    """One event type for each service, busy segment and person."""
    kinds = [
        ("herrenhaarschnitt", 1, ("mia", "emma", "felix")),
        ("ansatzfaerbung", 2, ("emma", "mia")),
        ("dauerwelle", 4, ("felix", "mia")),
    ]
    found = [(key, n, who) for key, count, staff in kinds for n in range(1, count + 1) for who in staff]
    lines = (
        f'\n[[event_type]]\nservice = "{key}"\nsegment = {n}\nstaff = "{who}"\nid = {number}\n'
        for number, (key, n, who) in enumerate(found, start=1)
    )
    return TEXT.replace("WEEK", _WEEK) + "".join(lines)
