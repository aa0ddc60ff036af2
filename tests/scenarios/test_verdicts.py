"""Live calls and the verdicts on them: judged when all is quiet, again when something changes, never overwritten."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from holdfast.actions.case_file import export_case
from holdfast.actions.conclusion import concluded
from holdfast.actions.judge import judge_now, verdict_in_force
from holdfast.actions.look_up import NotFound
from holdfast.actions.look_up_calls import summary
from holdfast.core.ids import TenantId
from holdfast.store import timeline
from holdfast.testing.calcom import Fault
from holdfast.testing.calcom.foreign import cancel_foreign, move_foreign
from tests.scenarios.conftest import SALON
from tests.scenarios.outside import SALON_TEXT, Outside, open_outside
from tests.scenarios.told import call_to, history, judged, rounds

CALENDAR_SECONDS = 11.0
WITH_SECRET = SALON_TEXT.replace('kind = "calcom"\n', 'kind = "calcom"\nwebhook_secret = "env:RETELL_API_KEY"\n')
NOTICES = f"http://salon/t/{SALON}/calendars/calcom/notices"


@pytest.fixture
async def salon(sqlite_file: Path) -> AsyncIterator[Outside]:
    opened = await open_outside(f"sqlite:///{sqlite_file}")
    yield opened
    await opened.close()


@pytest.fixture
async def on_both(database_url: str) -> AsyncIterator[Outside]:
    """The same on either engine, for what the engines do in their own ways."""
    opened = await open_outside(database_url)
    yield opened
    await opened.close()


def witnesses(found: Any) -> tuple[str, str, str]:
    return (found.said, found.stored, found.calendar)


async def findings(salon: Outside, call_id: str) -> set[str]:
    found = await salon.transact(lambda tx: timeline.findings_page(tx.of(salon.tenant_id), None, 100, call_id))
    return {one.kind for one in found}


async def test_a_well_told_booking_agrees_and_is_judged_when_all_is_quiet(on_both: Outside) -> None:
    salon = on_both
    call = call_to(salon)
    await call.whole()
    await rounds(salon, seconds=5)
    assert await history(salon, call) == [], "its effects may not have shown yet"
    found = (await judged(salon, call)).judgement
    assert (found.agree, found.cause, witnesses(found)) == (True, "none", ("booked", "confirmed", "present"))
    assert (found.independent, found.basis, found.prompt) == (True, "call_analyzed", "ended")
    assert found.document is not None
    assert found.document["evidence"]
    assert len(await history(salon, call)) == 1
    assert await salon.read("SELECT 1 FROM to_judge") == [], "nothing is due any more"


async def test_who_picks_the_first_offer_named_no_day(salon: Outside) -> None:
    call = call_to(salon)
    await call.begins()
    offer = await call.asks()
    call.script.caller_says("Ja, den ersten bitte, auf Ada Beispiel.")
    args = {"slot_id": offer["options"][0]["slot_id"], "customer_name": "Ada Beispiel"}
    answer = (await call.script.tool("book", **args)).data
    call.script.agent_says(str(answer["say"]))
    await call.ends()
    found = (await judged(salon, call)).judgement
    assert (found.agree, found.cause) == (True, "none")


async def test_what_is_concluded_again_is_confirmed_and_no_new_verdict(salon: Outside) -> None:
    call = call_to(salon)
    await call.whole()
    first = (await judged(salon, call)).judgement
    salon.door.wait(60)
    again = await judge_now(salon.application.desk, salon.tenant_id, call.script.call_id)
    assert (again.judgement.id, again.is_change) == (first.id, False)
    assert again.judgement.confirmed_at > first.confirmed_at
    assert again.judgement.at == first.at


@pytest.mark.parametrize("same_bytes", [True, False])
async def test_the_incident_does_not_happen_and_the_repeat_is_in_the_case(salon: Outside, same_bytes: bool) -> None:
    """The platform gives the first request up and sends it again; both are in the case, the first one unseen."""
    salon.goes_wrong(Fault.DELAY_BETWEEN, verb="create", seconds=CALENDAR_SECONDS, times=0)
    call = call_to(salon)
    await call.begins()
    offer = await call.asks()
    await salon.hurry()
    await call.books_twice(offer, same_bytes=same_bytes)
    await call.ends()
    await salon.settle()
    await salon.take_time()
    found = await judged(salon, call)
    sent = [one for one in found.case["tool_calls"] if one["name"] == "book"]
    assert len(sent) == 2
    assert len({one["fingerprint"] for one in sent}) == 1
    assert all(one["answer"]["state"] in ("pending", "confirmed") for one in sent)
    assert found.judgement.said in ("booked", "pending")
    assert (found.judgement.stored, found.judgement.calendar) == ("confirmed", "present")
    assert "real_race" not in found.judgement.causes
    assert "vergeben" not in json.dumps(found.case["utterances"], ensure_ascii=False)
    creates = [one for one in found.case["requests"] if one["verb"] == "create"]
    assert len(creates) == 4
    assert {one["tool_call"] for one in creates} <= {one["id"] for one in sent}


async def test_a_person_cancels_afterwards_and_the_verdict_changes(on_both: Outside) -> None:
    salon = on_both
    call = call_to(salon)
    await call.whole()
    first = (await judged(salon, call)).judgement
    assert first.agree
    salon.door.wait(3600)
    for one in salon.ours():
        assert cancel_foreign(salon.fake.model, one.uid, salon.door.clock.now())
    await salon.check()
    found = (await judged(salon, call)).judgement
    assert (found.agree, found.cause, found.said) == (False, "human_edit", "booked")
    assert found.calendar == "cancelled"
    assert found.prompt == "reconciled"
    assert found.act != "recreate"
    kept = await history(salon, call)
    assert [one.cause for one in kept][-1] == "none"
    assert kept[-1] == first, "the earlier verdict stays as it was"


async def test_a_person_moves_it_and_the_verdict_says_so(salon: Outside) -> None:
    call = call_to(salon)
    await call.begins()
    booked = await call.books(
        await call.asks(service="Herrenhaarschnitt", date="Freitag", time="zehn Uhr", staff="Felix")
    )
    assert booked["state"] == "confirmed"
    await call.ends()
    assert (await judged(salon, call)).judgement.agree
    (one,) = salon.ours()
    later = one.start.replace(hour=one.start.hour + 3)
    assert move_foreign(salon.fake.model, one.uid, later, salon.door.clock.now())
    await salon.check()
    found = (await judged(salon, call)).judgement
    assert (found.agree, found.cause, found.said) == (False, "human_edit", "booked")


async def test_a_change_whose_notice_was_refused_is_explained_by_that(sqlite_file: Path) -> None:
    salon = await open_outside(f"sqlite:///{sqlite_file}", text=WITH_SECRET)
    call = call_to(salon)
    await call.whole()
    await judged(salon, call)
    salon.door.wait(3600)
    for one in salon.ours():
        assert cancel_foreign(salon.fake.model, one.uid, salon.door.clock.now())
    for _ in range(3):
        notice = await salon.client.post(NOTICES, content=b"{}", headers={"X-Cal-Signature-256": "0" * 64})
        assert notice.status_code == 401
    await salon.check()
    found = await judged(salon, call)
    assert found.judgement.cause == "notice_refused"
    assert "human_edit" in found.judgement.causes
    assert [one["accepted"] for one in found.case["notices"]] == [False], "on record once, however often it is sent"
    await salon.close()


async def test_a_claim_that_no_tool_answered(salon: Outside) -> None:
    call = call_to(salon)
    await call.begins()
    call.script.caller_says("Ich hätte gern eine Dauerwelle, am Freitag um zehn Uhr.")
    call.script.agent_says("Ihr Termin am Freitag um zehn Uhr ist fest eingetragen.")
    await call.ends()
    found = (await judged(salon, call)).judgement
    assert (found.said, found.stored, found.agree) == ("booked", "none", False)
    assert found.cause == "claim_without_tool"


async def test_where_nobody_tells_the_end_it_is_judged_from_what_there_is(on_both: Outside) -> None:
    salon = on_both
    call = call_to(salon)
    await call.begins()
    await call.books(await call.asks())
    await rounds(salon, seconds=60)
    assert await history(salon, call) == [], "the call may go on"
    await rounds(salon, seconds=16 * 60, step=60)
    (found,) = await history(salon, call)
    assert (found.basis, found.prompt) == ("last_tool_call", "begun")
    assert (found.stored, found.calendar) == ("confirmed", "present")
    assert found.cause == "none", "what was not heard is no difference"
    assert "events_never_came" in await findings(salon, call.script.call_id)
    told = await summary(salon.application.desk, salon.tenant_id)
    assert (told.calls, told.without_events) == (1, 1)
    assert not told.events_never_arrive, "of one call nothing can be said"


async def test_the_doctor_is_told_when_no_call_ever_ends(salon: Outside) -> None:
    for n in range(3):
        call = call_to(salon, f"call_000{n}told0123456789", f"+4915112345{n:03d}")
        await call.begins()
        await call.asks(service="Herrenhaarschnitt", date="Freitag", time="zehn Uhr")
    salon.door.wait(3600)
    told = await summary(salon.application.desk, salon.tenant_id)
    assert (told.calls, told.without_events, told.events_never_arrive) == (3, 3, True)


async def test_a_calendar_that_cannot_be_read_is_an_unknown_witness(salon: Outside) -> None:
    call = call_to(salon)
    await call.whole()
    salon.goes_wrong(Fault.OUTAGE, verb="list", seconds=600, status=503)
    found = await judged(salon, call)
    assert witnesses(found.judgement) == ("booked", "confirmed", "unknown")
    assert (found.judgement.agree, found.judgement.cause) == (False, "none")
    assert found.calendar_was_unread


async def test_a_later_call_that_cancels_has_the_earlier_one_judged_again(on_both: Outside) -> None:
    salon = on_both
    call = call_to(salon)
    booked = await call.whole()
    assert (await judged(salon, call)).judgement.agree
    other = call_to(salon, "call_0002told0123456789")
    await other.begins()
    other.script.caller_says("Ich möchte meinen Termin am Freitag absagen.")
    answer = (await other.script.tool("cancel", ref=booked["ref"])).data
    assert answer["state"] in ("cancelled", "pending")
    other.script.agent_says(str(answer["say"]))
    await other.ends()
    await salon.settle()
    now = (await judged(salon, other)).judgement
    assert (now.said, now.stored) == ("cancelled", "cancelled")
    assert now.agree
    earlier = await history(salon, call)
    assert earlier[0].confirmed_at > earlier[-1].at, "it was looked at again"
    assert earlier[-1].agree


async def test_what_is_odd_about_the_call_is_found_once(salon: Outside) -> None:
    call = call_to(salon, number=None)
    await call.begins()
    call.script.caller_says("Ich hätte gern eine Dauerwelle, am Freitag um zehn Uhr.")
    wish = {"service": "Dauerwelle", "date": "Freitag", "time": "zehn Uhr", "call_id": "call_001"}
    answer = (await call.script.tool("check_availability", **wish)).data
    call.script.agent_says(str(answer["say"]))
    invocation = {"role": "tool_call_invocation", "tool_call_id": "x", "name": "send_fax", "type": "custom"}
    call.script.with_tools.append(invocation | {"arguments": "{}"})
    await call.ends()
    await judged(salon, call)
    await judged(salon, call)
    kinds = await findings(salon, call.script.call_id)
    assert {"placeholder_call_id", "number_hidden", "tool_elsewhere"} <= kinds
    rows = await salon.read("SELECT kind FROM finding WHERE kind = 'number_hidden'")
    assert len(rows) == 1


async def test_an_export_names_nobody_and_is_judged_alike(salon: Outside) -> None:
    call = call_to(salon)
    await call.whole()
    found = await judged(salon, call)
    desk, tenant_id = salon.application.desk, salon.tenant_id
    raw = await export_case(desk, tenant_id, call.script.call_id, raw=True)
    covered = await export_case(desk, tenant_id, call.script.call_id)
    text = json.dumps(covered, ensure_ascii=False)
    assert "Ada Beispiel" in json.dumps(raw, ensure_ascii=False)
    for trace in ("Beispiel", "15112345678"):
        assert trace not in text, trace
    for kept in ("Felix", "Dauerwelle", "+493012345678", "Haare wickeln"):
        assert kept in text, kept
    again = concluded(covered)
    assert again["witnesses"] == concluded(raw)["witnesses"]
    assert (again["cause"], again["agree"]) == (found.judgement.cause, found.judgement.agree)


async def test_another_tenant_sees_no_call_of_this_one(salon: Outside) -> None:
    call = call_to(salon)
    await call.whole()
    with pytest.raises(NotFound):
        await verdict_in_force(salon.application.desk, TenantId(salon.tenant_id + 1), call.script.call_id)


async def test_two_processes_judge_a_call_once(on_both: Outside) -> None:
    salon = on_both
    other = await salon.another()
    call = call_to(salon)
    await call.whole()
    salon.door.wait(30)
    await asyncio.gather(salon.application.judging.start_due(), other.application.judging.start_due())
    await asyncio.gather(salon.application.judging.settle(), other.application.judging.settle())
    rows = await salon.read("SELECT 1 FROM timeline WHERE kind = 'calendar_listed'")
    assert len(rows) == 1
    assert len(await history(salon, call)) == 1
