"""The doctor and a real (fake) Cal.com: what it finds there is not offered, and what is missing can be made."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from holdfast.actions import doctor
from holdfast.actions.apply_tenant import apply_tenant
from holdfast.actions.doctor import Examined, examine, examine_due, make_missing, want_examined
from holdfast.calendars.port import CalendarDenied, CalendarUnreachable
from holdfast.core.gap import GapKind, Severity
from holdfast.core.provisioning_gaps import event_type_lines
from holdfast.entry.worker import Worker
from holdfast.store.tenants import TenantRow
from holdfast.testing.calcom import Fault
from holdfast.testing.calcom.records import EventType
from tests.scenarios.conftest import SALON
from tests.scenarios.outside import ADDRESS, SALON_TEXT, Outside, open_outside

PATIENT = SALON_TEXT.replace("answer_budget_ms = 500", "answer_budget_ms = 10000")
WITH_SECRET = PATIENT.replace('kind = "calcom"\n', 'kind = "calcom"\nwebhook_secret = "env:RETELL_API_KEY"\n')
PERM = {"service": "Dauerwelle", "date": "Freitag", "time": "zehn Uhr"}


@pytest.fixture
async def salon(database_url: str) -> AsyncIterator[Outside]:
    opened = await open_outside(database_url, text=PATIENT)
    yield opened
    await opened.close()


async def row_of(salon: Outside) -> TenantRow:
    admitted = await salon.application.doorkeeper.by_slug(SALON, afresh=True)
    assert admitted is not None
    return admitted.row


async def looked(salon: Outside, **wishes: Any) -> Examined:
    return await examine(salon.application.desk, await row_of(salon), **wishes)


def kinds(examined: Examined) -> list[tuple[str, str | None, int | None, str | None]]:
    return [(gap.kind.value, gap.service, gap.segment, gap.staff) for gap in examined.gaps]


def change(salon: Outside, number: int, **fields: Any) -> None:
    """Somebody changes an event type in Cal.com."""
    types: dict[int, EventType] = salon.fake.model.ledger.event_types
    types[number] = replace(types[number], **fields)


async def apply(salon: Outside, text: str) -> None:
    applied = await apply_tenant(salon.application.desk, text, "salon-lindenhof.toml")
    assert applied.faults == ()
    await salon.application.doorkeeper.by_slug(SALON, afresh=True)


def without(text: str, salon: Outside, *numbers: int) -> str:
    """The tenant file without the event types of these numbers."""
    for number in numbers:
        one = next(t for t in salon.tenant.event_types if t.id == number)
        pair = f'service = "{one.service}"\nsegment = {one.segment}\nstaff = "{one.staff}"\n'
        lines = f"[[event_type]]\n{pair}id = {number}\n"
        assert lines in text
        text = text.replace(lines, "")
    return text


async def test_a_salon_whose_calendar_has_everything_has_no_gaps(salon: Outside) -> None:
    examined = await looked(salon)
    assert kinds(examined) == []
    assert examined.wanted == ()
    assert examined.hours_unseen == 0


async def test_what_is_blocked_is_not_offered_until_it_is_put_right(salon: Outside) -> None:
    wish = {**PERM, "staff": "Felix"}
    number = salon.event_type(2)
    minutes = salon.fake.model.ledger.event_types[number].minutes
    change(salon, number, minutes=minutes + 5)
    assert kinds(await looked(salon)) == [("wrong_length", "dauerwelle", 2, "felix")]
    answer = await salon.phone().tool("check_availability", **wish)
    assert (answer["state"], answer["reason"]) == ("refused", "not_bookable")
    assert "Felix" in answer["say"]
    assert "telefon" in answer["say"].casefold()
    others = {option["staff"] for option in answer.get("options", [])}
    assert others
    assert "Felix" not in others
    anybody = await salon.phone("+4915166666666").tool(
        "check_availability", **{**PERM, "date": "Mittwoch", "time": "vierzehn Uhr"}
    )
    assert anybody["state"] == "held"
    assert "Felix" not in {option["staff"] for option in anybody["options"]}

    change(salon, number, minutes=minutes)
    assert kinds(await looked(salon)) == []
    again = await salon.phone("+4915155555555").tool("check_availability", **{**wish, "time": "fünfzehn Uhr"})
    assert again["state"] == "held"


async def test_a_service_that_nobody_can_be_booked_for_is_said_to_be_none_for_the_telephone(salon: Outside) -> None:
    perms = [one.id for one in salon.tenant.event_types if one.service == "dauerwelle" and one.segment == 3]
    await apply(salon, without(PATIENT, salon, *perms))
    answer = await salon.phone().tool("check_availability", **PERM)
    assert (answer["state"], answer["reason"]) == ("refused", "not_bookable")
    assert "Team" in answer["say"], "a callback is offered"
    assert salon.asked("create") == 0
    other = await salon.phone().tool("check_availability", service="Herrenhaarschnitt", date="Freitag")
    assert other["state"] == "held"


SOON = {"service": "Herrenhaarschnitt", "date": "heute", "time": "elf Uhr"}
FAR = {"service": "Herrenhaarschnitt", "date": "15. Januar", "time": "elf Uhr"}
THIRTY_DAYS = {"bookingWindow": {"type": "calendarDays", "value": 30, "rolling": True}}


def change_cuts(salon: Outside, staff: str | None = None, **fields: Any) -> None:
    """Somebody changes the event types of the cut, everybody's or one person's."""
    for one in salon.tenant.event_types:
        if one.service == "herrenhaarschnitt" and staff in (None, one.staff):
            change(salon, one.id, **fields)


async def test_what_only_warns_is_offered_where_the_calendar_takes_it(salon: Outside) -> None:
    """A notice or a horizon of the calendar's own keeps away what it would refuse (requirement 7), and nothing else."""
    change(salon, salon.event_type(1), notice=120)
    examined = await looked(salon)
    assert [(gap.kind, gap.severity) for gap in examined.gaps] == [(GapKind.NOTICE, Severity.WARNS)]
    answer = await salon.phone().tool("check_availability", **PERM, staff="Felix")
    assert answer["state"] == "held"


async def follow(salon: Outside, wish: dict[str, str], refused: int = 0) -> list[dict[str, Any]]:
    """Ask, and say yes to the first option as long as there is one. Nothing that was offered is refused more than so
    many times."""
    phone = salon.phone()
    answers = [await phone.tool("check_availability", **wish)]
    while answers[-1].get("options"):
        slot_id = answers[-1]["options"][0]["slot_id"]
        answers.append(await phone.tool("book", slot_id=slot_id, customer_name="Ada Beispiel"))
    await salon.settle()
    assert sum(answer["state"] == "refused" for answer in answers[1:]) == refused, answers
    return answers


@pytest.mark.parametrize(
    ("wish", "limit", "reason"),
    [
        (SOON, {"notice": 120}, "too_short_notice"),
        (FAR, {"settings": THIRTY_DAYS}, "beyond_horizon"),
    ],
)
async def test_what_the_calendar_would_not_take_is_not_offered(
    salon: Outside, wish: dict[str, str], limit: dict[str, Any], reason: str
) -> None:
    change_cuts(salon, **limit)
    await looked(salon)
    asked, *rest = await follow(salon, wish)
    assert (asked["state"], asked["reason"]) == ("refused", reason)
    assert [answer["state"] for answer in rest] == (["confirmed"] if asked.get("options") else [])
    assert (reason == "too_short_notice") is bool(asked.get("options")), "later today it is free, in January never"


async def test_where_the_calendar_limits_one_person_the_others_are_offered(salon: Outside) -> None:
    change_cuts(salon, "felix", settings=THIRTY_DAYS)
    await looked(salon)
    anybody, booked = await follow(salon, FAR)
    assert (anybody["state"], booked["state"]) == ("held", "confirmed")
    assert anybody["staff"] != "Felix"
    named = await salon.phone("+4915155555555").tool("check_availability", **{**FAR, "time": "14:00"}, staff="Felix")
    assert (named["state"], named["reason"]) == ("refused", "beyond_horizon")


@pytest.mark.parametrize(
    ("wish", "limit", "reason"),
    [
        (SOON, {"notice": 120}, "too_short_notice"),
        (FAR, {"settings": THIRTY_DAYS}, "beyond_horizon"),
    ],
)
async def test_a_limit_that_was_set_since_the_last_look_is_refused_once_and_known_then(
    salon: Outside, wish: dict[str, str], limit: dict[str, Any], reason: str
) -> None:
    desk = salon.application.desk
    assert await examine_due(desk) == 1
    change_cuts(salon, **limit)
    _, refused, *rest = await follow(salon, wish, refused=1)
    assert (refused["state"], refused["reason"]) == ("refused", reason)
    assert [answer["state"] for answer in rest] == (["confirmed"] if reason == "too_short_notice" else [])
    assert await examine_due(desk) == 1, "the doctor looks again at once"
    again = await salon.phone("+4915155555555").tool("check_availability", **wish)
    assert (again["state"], again["reason"]) == ("refused", reason)


async def test_what_is_offered_in_the_last_minute_is_still_taken_when_its_hold_ends(salon: Outside) -> None:
    change_cuts(salon, notice=120)
    await looked(salon)
    phone = salon.phone()
    asked = await phone.tool("check_availability", **SOON)
    salon.door.wait(290)
    slot_id = asked["options"][0]["slot_id"]
    booked = await phone.tool("book", slot_id=slot_id, customer_name="Ada Beispiel")
    assert booked["state"] == "confirmed"


async def test_gaps_of_every_kind_that_cal_com_can_have(salon: Outside) -> None:
    types = salon.tenant.event_types
    ids = {(one.service, one.segment, one.staff): one.id for one in types}
    felix = [ids["dauerwelle", part, "felix"] for part in (1, 2, 3, 4)]
    change(salon, felix[0], buffer_after=20)
    change(salon, felix[1], confirmation={"type": "always"})
    change(salon, felix[2], settings={"bookingWindow": {"type": "calendarDays", "value": 30, "rolling": True}})
    del salon.fake.model.ledger.event_types[felix[3]]
    found = {(kind, segment) for kind, service, segment, staff in kinds(await looked(salon)) if staff == "felix"}
    assert found == {("buffers", 1), ("needs_confirmation", 2), ("horizon", 3), ("unknown_event_type", 4)}


async def test_what_is_missing_is_made_once_and_bookable_when_it_is_pasted(salon: Outside) -> None:
    ledger, gone = salon.fake.model.ledger, [salon.event_type(2), salon.event_type(3)]
    felix = next(user for user in ledger.users.values() if user.username == "felix")
    ledger.schedules[99] = replace(ledger.schedules[felix.default_schedule or 0], id=99, owner=1)
    ledger.users[1] = replace(ledger.users[1], default_schedule=99)
    two_accounts = 'kind = "calcom"\naccounts = { felix = ["felix", "salon-lindenhof"] }\n'
    text = without(PATIENT, salon, *gone).replace('kind = "calcom"\n', two_accounts)
    for number in gone:
        del salon.fake.model.ledger.event_types[number]
    await apply(salon, text)
    examined = await looked(salon)
    assert kinds(examined) == [("no_event_type", "dauerwelle", part, "felix") for part in (2, 3)]
    assert [(one.segment, one.minutes) for one in examined.wanted] == [(2, 5), (3, 15)]

    before = len(salon.fake.model.ledger.event_types)
    made = await make_missing(salon.application.desk, await row_of(salon), examined)
    assert [one.failure for one in made] == [None, None]
    assert [one.was_there for one in made] == [False, False]
    again = await make_missing(salon.application.desk, await row_of(salon), await looked(salon))
    assert [one.was_there for one in again] == [True, True]
    assert [one.event_type for one in again] == [one.event_type for one in made]
    assert len(salon.fake.model.ledger.event_types) == before + 2

    await apply(salon, text + "\n" + event_type_lines([one.event_type for one in made if one.event_type]))
    pasted = await looked(salon)
    assert (kinds(pasted), pasted.hours_unseen) == ([], 0)
    booked = await salon.book(salon.phone(), **PERM, staff="Felix")
    assert booked["state"] == "confirmed"


async def test_no_event_type_is_made_in_the_account_of_somebody_else(salon: Outside) -> None:
    await apply(salon, without(PATIENT, salon, salon.event_type(2)))
    (made,) = await make_missing(salon.application.desk, await row_of(salon), await looked(salon))
    assert made.event_type is None
    assert made.failure is not None
    assert "felix" in made.failure


async def test_the_worker_looks_at_the_start_after_apply_and_every_hour(salon: Outside) -> None:
    desk = salon.application.desk
    assert await examine_due(desk) == 1, "applying asked for it"
    assert await examine_due(desk) == 0
    await want_examined(desk)
    assert await examine_due(desk) == 0, "it was looked at a moment ago"
    salon.door.wait(3599)
    assert await examine_due(desk) == 0
    salon.door.wait(2)
    assert await examine_due(desk) == 1
    salon.door.wait(600)
    await want_examined(desk)
    assert await examine_due(desk) == 1, "a process that starts looks"
    await apply(salon, PATIENT.replace("horizon_days = 180", "horizon_days = 90"))
    assert await examine_due(desk) == 1


async def test_a_running_worker_does_it_by_itself_and_ends_when_told(salon: Outside) -> None:
    change(salon, salon.event_type(2), minutes=90)
    worker = Worker(salon.application)
    running = asyncio.create_task(worker.run())
    for _ in range(200):
        if rows := await salon.read("SELECT gaps FROM calendar_state WHERE inspected_at IS NOT NULL"):
            break
        await asyncio.sleep(0.05)
    worker.stop()
    await asyncio.wait_for(running, 10)
    assert "felix" in rows[0].gaps


async def test_a_file_applied_while_the_doctor_looks_is_looked_at_as_well(
    salon: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = salon.application.desk
    made: list[Any] = []

    async def meanwhile(*given: Any, **wishes: Any) -> Examined:
        found = await examine(*given, **wishes)
        if not made:
            made.append(await apply_tenant(desk, PATIENT.replace("horizon_days = 180", "horizon_days = 90"), "s.toml"))
        return found

    monkeypatch.setattr(doctor, "examine", meanwhile)
    assert await examine_due(desk) == 1
    assert await examine_due(desk) == 1
    assert await examine_due(desk) == 0


async def test_looking_by_hand_puts_off_nothing(salon: Outside) -> None:
    await looked(salon)
    assert await examine_due(salon.application.desk) == 1


async def test_of_two_processes_one_looks(salon: Outside) -> None:
    other = await salon.another()
    assert await examine_due(salon.application.desk) + await examine_due(other.application.desk) == 1


async def test_a_calendar_that_does_not_answer_keeps_what_was_known_and_is_asked_again_soon(salon: Outside) -> None:
    change(salon, salon.event_type(2), minutes=90)
    await looked(salon)
    salon.goes_wrong(Fault.OUTAGE, seconds=3600.0)
    with pytest.raises(CalendarUnreachable):
        await looked(salon)
    assert await examine_due(salon.application.desk) == 0
    rows = await salon.read("SELECT gaps FROM calendar_state")
    assert "felix" in rows[0].gaps


async def test_a_revoked_key_is_told_as_such(salon: Outside) -> None:
    ledger = salon.fake.model.ledger
    for secret, key in list(ledger.keys.items()):
        ledger.keys[secret] = replace(key, revoked=True)
    with pytest.raises(CalendarDenied):
        await looked(salon)


async def test_with_a_public_address_the_webhook_is_made_once_and_put_right(database_url: str) -> None:
    opened = await open_outside(database_url, text=WITH_SECRET)
    desk = opened.application.desk
    public = replace(desk, settings=replace(desk.settings, public_url="https://termine.example.test/"))
    row = await row_of(opened)
    address = f"https://termine.example.test/t/{SALON}/calendars/calcom/notices"
    only_looked = await examine(public, row)
    assert only_looked.notices is not None
    assert (only_looked.notices.address, only_looked.notices.webhook) == (address, None)
    first = await examine(public, row, subscribe=True)
    second = await examine(public, row, subscribe=True)
    webhooks = list(opened.fake.model.ledger.webhooks.values())
    assert [one.url for one in webhooks] == [address]
    assert first.notices is not None
    assert first.notices == second.notices
    assert first.notices.webhook == webhooks[0].id
    local = await examine(desk, row, subscribe=True)
    assert local.notices is not None
    assert (local.notices.is_whole, local.notices.address) == (False, f"/t/{SALON}/calendars/calcom/notices")
    await opened.close()


def of_another_salon(text: str, replaced: dict[int, int] | None = None) -> str:
    """The same file for another tenant, perhaps with other event types."""
    text = text.replace('slug = "salon-lindenhof"', 'slug = "salon-zwei"').replace("+4930", "+4940")
    for old, new in (replaced or {}).items():
        text = text.replace(f"id = {old}\n", f"id = {new}\n")
    return text


async def of_tenant(salon: Outside, slug: str) -> Examined:
    admitted = await salon.application.doorkeeper.by_slug(slug, afresh=True)
    assert admitted is not None
    return await examine(salon.application.desk, admitted.row)


async def test_event_types_of_another_tenant_on_the_same_key_are_not_offered_there(salon: Outside) -> None:
    applied = await apply_tenant(salon.application.desk, of_another_salon(PATIENT), "zwei.toml")
    assert applied.faults == ()
    later, first = await of_tenant(salon, "salon-zwei"), await of_tenant(salon, SALON)
    count = len(salon.tenant.event_types)
    assert [(gap.kind, gap.severity) for gap in later.gaps] == [(GapKind.OTHER_TENANT, Severity.BLOCKS)] * count
    assert all("belongs to tenant salon-lindenhof" in gap.problem for gap in later.gaps)
    assert [(gap.kind, gap.severity) for gap in first.gaps] == [(GapKind.OTHER_TENANT, Severity.WARNS)] * count
    answer = await salon.phone().tool("check_availability", **PERM)
    assert answer["state"] == "held", "whoever was there first is offered on"


async def test_the_same_numbers_in_another_calendar_are_no_matter(salon: Outside) -> None:
    other = PATIENT.replace(ADDRESS, "http://other.calcom.example")
    applied = await apply_tenant(salon.application.desk, of_another_salon(other), "zwei.toml")
    assert applied.faults == ()
    assert kinds(await looked(salon)) == []
    with_slash = PATIENT.replace(ADDRESS, f"{ADDRESS}/v2/")
    await apply_tenant(salon.application.desk, of_another_salon(with_slash), "zwei.toml")
    assert kinds(await looked(salon)) != []
