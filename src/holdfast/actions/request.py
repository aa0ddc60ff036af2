"""One tool call as a door hands it over: who calls, how sure that is, what is asked. No platform's format any more."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from holdfast.core.call import Call
from holdfast.store.tenants import TenantRow


@dataclass(frozen=True, slots=True)
class ToolRequest:
    """A tool call. `call` is what the envelope proves; arguments never name call, tenant or caller (R26).

    `key` is the transport key: the same key again gets the stored answer. `raw` are the bytes as they came.
    `last_words` is what the caller said last, as far as the platform tells.
    """

    tenant: TenantRow
    tool: str
    args: Mapping[str, Any]
    call: Call
    key: str
    fingerprint: str
    received_at: datetime
    raw: bytes = b""
    last_words: str = ""
    remarks: tuple[str, ...] = ()
