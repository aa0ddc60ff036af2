"""Words for the agent of a running call, the way Retell takes them (contract retell.md, section 8)."""

import json
from urllib.parse import quote

from holdfast.post.port import Declined, Forbidden, Whisper
from holdfast.post.webhooks import send

_OVER = frozenset({400, 404, 409, 410, 422})
"""The call is not known there, or not going on any more: asking again changes nothing."""


async def whisper(one: Whisper, *, loopback: bool) -> str:
    """One attempt; the agent speaks at once, unless the caller is speaking. Raises PostFault."""
    url = f"{one.url.rstrip('/')}/v2/update-live-call/{quote(one.call_id, safe='')}"
    control = {"additional_context": one.context, "trigger_response": True}
    body = json.dumps({"call_control": control}, ensure_ascii=False, separators=(",", ":"))
    headers = {"content-type": "application/json", "user-agent": "Holdfast", "authorization": f"Bearer {one.key}"}
    answer = await send("PATCH", url, headers, body, loopback=loopback)
    if answer.is_success:
        return f"HTTP {answer.status_code}"
    if answer.status_code in _OVER:
        raise Forbidden(f"HTTP {answer.status_code}: the call takes no words any more")
    raise Declined(f"HTTP {answer.status_code}")
