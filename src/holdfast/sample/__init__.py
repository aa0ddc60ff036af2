"""A salon to try things out with: invented people, the catalogue of a real house."""

import tomllib
from collections.abc import Iterator
from importlib import resources
from itertools import count, product

SALON = "salon-lindenhof.toml"
CALCOM_KEY_VARIABLE = "CALCOM_API_KEY"
_FIRST_EVENT_TYPE = 101
_BUILTIN = 'kind = "builtin"                   # der eingebaute Kalender\n'


def sample_tenant_file() -> str:
    """The text of the sample salon's tenant file."""
    return resources.files(__name__).joinpath(SALON).read_text(encoding="utf-8")


def sample_with_calcom(base_url: str, requests_per_minute: int = 120) -> str:
    """The same salon, keeping its calendar in a Cal.com at `base_url` (without /v2), whose key is `CALCOM_API_KEY`.

    Every busy segment of every service has an event type for everybody who does it, numbered from 101 on.
    """
    text = sample_tenant_file()
    assert text.count(_BUILTIN) == 1, "the sample keeps its calendar in one place"
    calendar = (
        f'kind = "calcom"\nbase_url = "{base_url}"\napi_key = "env:{CALCOM_KEY_VARIABLE}"\n'
        f"requests_per_minute = {requests_per_minute}\n"
    )
    return "\n".join([text.replace(_BUILTIN, calendar), *_event_types(text)])


def _event_types(text: str) -> Iterator[str]:
    numbers = count(_FIRST_EVENT_TYPE)
    for service in tomllib.loads(text)["service"]:
        busy = sum("busy" in segment for segment in service.get("segments", [])) or 1
        for staff, segment in product(service["staff"], range(1, busy + 1)):
            named = f'service = "{service["key"]}"\nsegment = {segment}\nstaff = "{staff}"\nid = {next(numbers)}\n'
            yield f"[[event_type]]\n{named}"
