"""The simulated platform signs and writes as the real one does (contract retell.md)."""

import json
from datetime import UTC, datetime
from typing import Any

import httpx

from holdfast.entry.voice.signature import verify
from holdfast.testing.retell_caller import CallScript, SignedRetell, sign

VECTOR = '{"name":"probe","args":{"ort":"Köln"},"call":{"call_id":"call_t1"}}'.encode()
AT = datetime.fromtimestamp(1767225600, UTC)


def test_the_signature_is_that_of_the_measured_vector() -> None:
    digest = "0ceea99945d3fa5e2a77b88477b5cdc53933b6470953a81ee7713d4f464cc92d"
    assert sign(VECTOR, "key_test_0000", AT) == f"v=1767225600000,d={digest}"


async def test_the_transcript_grows_and_every_request_is_signed() -> None:
    sent: list[dict[str, Any]] = []

    def door(request: httpx.Request) -> httpx.Response:
        header = request.headers["X-Retell-Signature"]
        assert verify(request.content, header, ["key"], int(AT.timestamp() * 1000))
        sent.append(json.loads(request.content))
        return httpx.Response(200, json={"say": "Ja."})

    passed: list[float] = []
    async with httpx.AsyncClient(transport=httpx.MockTransport(door), base_url="http://salon") as http:
        call = CallScript(
            SignedRetell(http, "salon", "key", lambda: AT), "call_t1", None, "+4930123456", passes=passed.append
        )
        await call.starts()
        call.agent_says("Guten Tag.")
        begun = call.caller_says("Ist morgen etwas frei?")
        first = await call.tool("check_availability", date="morgen")
        again = await call.repeats(first)
        await call.ends()
    assert (first.data, again.body) == ({"say": "Ja."}, first.body)
    transcripts = [len(message["call"]["transcript_object"]) for message in sent]
    assert transcripts == [0, 2, 2, 2]
    words = sent[1]["call"]["transcript_object"][1]["words"]
    assert words[0]["start"] == round(begun, 3)
    assert words[-1]["end"] <= call.audio_seconds
    assert sum(passed) <= call.audio_seconds
    assert sent[1]["call"]["transcript_with_tool_calls"][-1]["role"] == "tool_call_invocation"
    assert sent[-1]["call"]["transcript_with_tool_calls"][-1]["role"] == "tool_call_result"
    assert sent[-1]["call"]["duration_ms"] == round(call.audio_seconds * 1000)
