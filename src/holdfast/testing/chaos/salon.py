"""The salon of the kill test: the sample, with its calendar in the fake Cal.com, and a hurry in everything."""

from holdfast.core.tenant import Tenant
from holdfast.core.tenant_file import TenantDocument, read_tenant_file, tenant_of
from holdfast.sample import CALCOM_KEY_VARIABLE, SALON, sample_with_calcom
from holdfast.testing.calcom import SALON_KEY

SLUG = "salon-lindenhof"
DIALLED = "+493012345678"
RETELL_KEY = "key_of_the_kill_test"
REQUESTS_PER_MINUTE = 6000
SETTLE_SECONDS = 3
RECONCILE_SECONDS = 20
SERVICES = ("Dauerwelle", "Herrenhaarschnitt", "Damenhaarschnitt und Ansatzfärbung", "Ansatzfärbung", "Trockenschnitt")
_RULES = {
    "answer_budget_ms = 4000": "answer_budget_ms = 3000",
    "hold_seconds = 300": "hold_seconds = 60",
    "reconcile_seconds = 60": f"reconcile_seconds = {RECONCILE_SECONDS}",
    "settle_seconds = 10": f"settle_seconds = {SETTLE_SECONDS}",
}
_KEY_LINE = f'api_key = "env:{CALCOM_KEY_VARIABLE}"\n'
ENVIRONMENT = {
    "RETELL_API_KEY": RETELL_KEY,
    CALCOM_KEY_VARIABLE: SALON_KEY,
    "CALCOM_WEBHOOK_SECRET": "secret_of_the_kill_test",
    "HOLDFAST_SECRET_KEY": "only for the kill test",
    "HOLDFAST_LOG": "info",
}


def salon_text(calendar_url: str) -> str:
    """The tenant file, for a fake Cal.com at that address."""
    text = sample_with_calcom(calendar_url, REQUESTS_PER_MINUTE)
    for said, hurried in _RULES.items():
        assert text.count(said) == 1, said
        text = text.replace(said, hurried)
    return text.replace(_KEY_LINE, _KEY_LINE + 'webhook_secret = "env:CALCOM_WEBHOOK_SECRET"\n')


def salon_tenant(calendar_url: str) -> Tenant:
    """The same as a value."""
    read = read_tenant_file(salon_text(calendar_url), SALON, lambda _reference: True)
    assert isinstance(read, TenantDocument), read
    return tenant_of(read.data)
