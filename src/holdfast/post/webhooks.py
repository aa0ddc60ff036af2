"""Signed webhooks by the Standard Webhooks scheme 1.0: id, timestamp and body are signed together."""

import asyncio
import base64
import binascii
import hmac
from hashlib import sha256

import httpx

from holdfast.post.addresses import Target, resolve
from holdfast.post.port import Declined, Forbidden, Unreachable, WebhookPost

TIMEOUT_SECONDS = 15.0
_PREFIX = "whsec_"
_GONE = 410


def key_of(secret: str) -> bytes:
    """The signing key: what follows `whsec_` is base64, any other secret is taken as it is."""
    if not secret.startswith(_PREFIX):
        return secret.encode()
    try:
        return base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        return secret.encode()


def signature(secret: str, message_id: str, timestamp: int, body: str) -> str:
    """The value of `webhook-signature`."""
    signed = f"{message_id}.{timestamp}.{body}".encode()
    return "v1," + base64.b64encode(hmac.new(key_of(secret), signed, sha256).digest()).decode()


def headers_of(webhook: WebhookPost) -> dict[str, str]:
    """All headers of an attempt."""
    timestamp = int(webhook.at.timestamp())
    return {
        "content-type": "application/json",
        "user-agent": "Holdfast",
        "webhook-id": webhook.id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signature(webhook.secret, webhook.id, timestamp, webhook.body),
    }


async def call(webhook: WebhookPost, *, loopback: bool) -> str:
    """One attempt. Redirects are not followed: they could lead inside. Raises PostFault."""
    return _judged(await send("POST", webhook.url, headers_of(webhook), webhook.body, loopback=loopback))


async def send(method: str, url: str, headers: dict[str, str], body: str, *, loopback: bool) -> httpx.Response:
    """One request to an address that was looked up and checked; what is answered besides its status is not read.
    Raises Unreachable, Forbidden."""
    target = await asyncio.to_thread(resolve, url, loopback=loopback)
    http = httpx.AsyncClient(timeout=TIMEOUT_SECONDS, follow_redirects=False, trust_env=False)
    request = http.build_request(
        method,
        _address(target),
        content=body.encode(),
        headers={**headers, "host": _host_header(target)},
        extensions={"sni_hostname": target.host},
    )
    try:
        async with http:
            answer = await http.send(request, stream=True)  # Whatever the receiver says, its status is enough.
            await answer.aclose()
            return answer
    except httpx.HTTPError as error:
        raise Unreachable(type(error).__name__) from error


def _address(target: Target) -> str:
    ip = f"[{target.ip}]" if ":" in target.ip else target.ip
    return f"{target.scheme}://{ip}:{target.port}{target.path}"


def _host_header(target: Target) -> str:
    host = f"[{target.host}]" if ":" in target.host else target.host
    usual = target.port == (443 if target.scheme == "https" else 80)
    return host if usual else f"{host}:{target.port}"


def _judged(answer: httpx.Response) -> str:
    if answer.is_success:
        return f"HTTP {answer.status_code}"
    if answer.status_code == _GONE:
        raise Forbidden("HTTP 410: the receiver is gone for good")
    wait = answer.headers.get("retry-after", "")
    raise Declined(f"HTTP {answer.status_code}", float(wait) if wait.isdigit() else None)
