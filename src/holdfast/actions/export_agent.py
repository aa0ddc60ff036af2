"""What has to stand on the voice platform's side: ready functions, settings and a prompt for one salon's agent.

Everything follows from the tenant and the public address, so that an agent is never set up by hand and never differs
from what the doors expect (contract retell.md).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from holdfast.actions.agent_prompt import begin_message, prompt
from holdfast.actions.agent_tools import FUNCTIONS, Function
from holdfast.actions.desk import Desk
from holdfast.core.tenant import Tenant
from holdfast.store import tenants
from holdfast.store.engine import Tx

WEBHOOK_TIMEOUT_MS = 10_000
RESPONSE_VARIABLES = ("state", "retry", "ref", "say", "transfer_to")


@dataclass(frozen=True, slots=True)
class AgentExport:
    """Three objects, named as the platform's own interface names them."""

    retell_llm: Mapping[str, Any]
    agent: Mapping[str, Any]
    phone_number: Mapping[str, Any]

    def as_data(self) -> dict[str, Any]:
        """The same as plain data."""
        return {"retell_llm": self.retell_llm, "agent": self.agent, "phone_number": self.phone_number}


async def export_agent(desk: Desk, slug: str, public_url: str) -> AgentExport | None:
    """The export of a tenant as it is in force now. None when there is no such tenant."""

    def body(tx: Tx) -> Tenant | None:
        row = tenants.by_slug(tx, slug)
        return desk.salon_of(tx, row).tenant if row else None

    tenant = await desk.transact(body)
    return agent_export(tenant, public_url) if tenant else None


def agent_export(tenant: Tenant, public_url: str) -> AgentExport:
    """The export of this tenant, whose server is reached at `public_url`."""
    door = f"{public_url.rstrip('/')}/t/{tenant.slug}/retell"
    custom = [_custom_function(function, door, tenant) for function in FUNCTIONS]
    return AgentExport(
        retell_llm={
            "start_speaker": "agent",
            "begin_message": begin_message(tenant),
            "general_prompt": prompt(tenant),
            "general_tools": [*custom, *([_transfer()] if tenant.handovers else []), _end_call()],
            "model_temperature": 0,
            "tool_call_strict_mode": False,
        },
        agent=_agent(tenant, door),
        phone_number={"inbound_webhook_url": f"{door}/inbound", "phone_numbers": list(tenant.phone_numbers)},
    )


def _custom_function(function: Function, door: str, tenant: Tenant) -> dict[str, Any]:
    return {
        "type": "custom",
        "name": function.name,
        "description": function.description,
        "url": f"{door}/tools/{function.name}",
        "method": "POST",
        "args_at_root": False,
        "headers": {"X-Call-Id": "{{call_id}}"},
        "parameters": function.schema(),
        "response_variables": {name: name for name in RESPONSE_VARIABLES},
        "timeout_ms": tenant.tool_timeout_ms,
        "max_retry": 0,  # Holdfast repeats by itself; a second request could only ask what the first came to.
        "speak_during_execution": function.filler is not None,
        "execution_message_type": "static_text",
        "execution_message_description": function.filler or "",
        "speak_after_execution": True,
    }


def _transfer() -> dict[str, Any]:
    return {
        "type": "transfer_call",
        "name": "transfer_call",
        "description": (
            "Verbindet mit einem Menschen im Salon. Nur verwenden, wenn eine Antwort transfer_to enthielt und die"
            " Anruferin oder der Anrufer verbunden werden möchte."
        ),
        "transfer_destination": {"type": "predefined", "number": "{{transfer_to}}"},
        "transfer_option": {"type": "cold_transfer"},
    }


def _end_call() -> dict[str, Any]:
    return {
        "type": "end_call",
        "name": "end_call",
        "description": "Beendet das Gespräch, nachdem sich beide verabschiedet haben.",
    }


def _agent(tenant: Tenant, door: str) -> dict[str, Any]:
    """Without a timezone the platform reckons in California, nine hours off (contract, section 5)."""
    return {
        "agent_name": tenant.retell.agent_name or tenant.name,
        "language": {"de": "de-DE", "en": "en-GB"}.get(tenant.language, tenant.language),
        "timezone": str(tenant.timezone),
        "webhook_url": f"{door}/events",
        "webhook_events": ["call_started", "call_ended", "call_analyzed"],
        "webhook_timeout_ms": WEBHOOK_TIMEOUT_MS,
        "data_storage_setting": "everything_except_pii",
        "data_storage_retention_days": min(tenant.retention_days, 730),
        "opt_in_signed_url": True,
        "boosted_keywords": [service.name for service in tenant.services] + [person.name for person in tenant.staff],
    }
