"""The doctor's judgement, gap by gap, on inspections made by hand (R25)."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from holdfast.core.availability import Limit
from holdfast.core.gap import GapKind, Severity, pairs
from holdfast.core.ids import EventTypeId
from holdfast.core.provisioning import Elsewhere, Inspection, RemoteEventType
from holdfast.core.provisioning_gaps import blocked, bookable_plans, event_type_lines, existing, gaps, missing
from holdfast.core.provisioning_limits import limits_found, limits_in_force
from holdfast.core.service import StaffOverride, plans_for
from holdfast.core.tenant import CalendarSettings, EventType, Tenant
from holdfast.core.working_time import Opening
from holdfast.testing.builders import person, salon, service, week

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
ALL_DAY = dict.fromkeys(range(7), ((0, 1440),))
PERM = service("50 (15) 5 (10) 15 40", key="dauerwelle", staff=["mia"], name="Dauerwelle")
CUT = service("30", key="schnitt", staff=["mia", "emma"], name="Schnitt")
IDS = {
    ("dauerwelle", 1, "mia"): 1,
    ("dauerwelle", 2, "mia"): 2,
    ("dauerwelle", 3, "mia"): 3,
    ("dauerwelle", 4, "mia"): 4,
    ("schnitt", 1, "mia"): 5,
    ("schnitt", 1, "emma"): 6,
}
MINUTES = {1: 50, 2: 5, 3: 15, 4: 40, 5: 30, 6: 30}


def house(ids: Mapping[tuple[str, int, str], int] = IDS, **more: Any) -> Tenant:
    """A salon with Mia and Emma, booked in a Cal.com."""
    options = {"accounts": {"mia": "Mia.B", "emma": ["emma", "emma-2"]}, **more.pop("options", {})}
    return salon(
        *more.pop("services", (PERM, CUT)),
        staff=more.pop("staff", ("mia", "emma")),
        calendar=CalendarSettings("calcom", "calcom", options),
        event_types=tuple(EventType(*pair, number) for pair, number in ids.items()),
        **more,
    )


def remote(number: int, **changed: Any) -> RemoteEventType:
    """The event type of that number, as it should be."""
    kept: dict[str, Any] = {
        "id": EventTypeId(number),
        "title": f"Type {number}",
        "slug": f"type-{number}",
        "minutes": (MINUTES.get(number, 30),),
        "hosts": ("emma",) if number == 6 else ("mia.b",),
        "opens": ALL_DAY,
        "zone": "Europe/Berlin",
    }
    return RemoteEventType(**(kept | changed))


def inspection(*changed: RemoteEventType, without: Iterable[int] = (), **more: Any) -> Inspection:
    """A calendar in which all is as it should be, but for what is said."""
    there = {number: remote(number) for number in MINUTES if number not in without}
    there |= {int(one.id): one for one in changed}
    return replace(Inspection(True, tuple(there.values()), zone="Europe/Berlin", clock=NOW), **more)


def found(tenant: Tenant, looked: Inspection) -> list[tuple[str, str, str | None, int | None, str | None]]:
    """Kind, severity and pair of every gap; each says what is wrong and what to do."""
    listed = gaps(tenant, looked, NOW)
    for gap in listed:
        assert gap.problem.endswith("."), gap
        assert gap.remedy.endswith("."), gap
    return [(gap.kind.value, gap.severity.value, gap.service, gap.segment, gap.staff) for gap in listed]


def test_where_everything_fits_nothing_is_found() -> None:
    assert found(house(), inspection()) == []


CHANGED: dict[str, tuple[RemoteEventType, str, str]] = {
    "a managed parent": (remote(2, is_managed_parent=True), "managed_parent", "blocks"),
    "somebody else's account": (remote(2, hosts=("emma-2",)), "wrong_host", "blocks"),
    "another length": (remote(2, minutes=(15, 30)), "wrong_length", "blocks"),
    "a confirmation of its own": (remote(2, needs_confirmation=True), "needs_confirmation", "blocks"),
    "a longer notice": (remote(2, notice_minutes=120), "notice", "warns"),
    "a shorter horizon": (remote(2, horizon_days=60), "horizon", "warns"),
    "buffers inside the gaps around it": (remote(2, before_minutes=15, after_minutes=10), "buffers", "warns"),
    "a buffer longer than the gap before it": (remote(2, before_minutes=20), "buffers", "blocks"),
    "a buffer longer than the gap after it": (remote(2, after_minutes=15), "buffers", "blocks"),
    "a schedule with shorter hours": (remote(2, opens=dict.fromkeys(range(7), ((600, 1440),))), "hours", "warns"),
    "a schedule of other hours": (remote(2, opens=dict.fromkeys(range(7), ((1200, 1260),))), "hours", "blocks"),
    "a schedule without any hour": (remote(2, opens={}), "hours", "blocks"),
}


@pytest.mark.parametrize(("changed", "kind", "severity"), CHANGED.values(), ids=CHANGED)
def test_an_event_type_that_does_not_fit_is_named_with_its_pair(
    changed: RemoteEventType, kind: str, severity: str
) -> None:
    assert found(house(), inspection(changed)) == [(kind, severity, "dauerwelle", 2, "mia")]


def test_an_event_type_that_another_tenant_had_first_is_blocked_and_the_first_one_is_told() -> None:
    elsewhere = {2: Elsewhere("salon-zwei", True), 5: Elsewhere("salon-drei", False), 99: Elsewhere("salon-x", True)}
    listed = gaps(house(), inspection(), NOW, elsewhere)
    assert [(gap.kind, gap.severity, gap.event_type) for gap in listed] == [
        (GapKind.OTHER_TENANT, Severity.BLOCKS, 2),
        (GapKind.OTHER_TENANT, Severity.WARNS, 5),
    ]
    assert ["salon-zwei" in listed[0].problem, "salon-drei" in listed[1].remedy] == [True, True]
    assert blocked(listed) == {("dauerwelle", 2, "mia", 2)}


def test_limits_are_kept_of_the_event_types_that_the_file_names_and_last_as_long_as_a_hold() -> None:
    looked = inspection(remote(2, notice_minutes=120), remote(5, horizon_days=30), remote(77, notice_minutes=9))
    found = limits_found(house(), looked)
    assert found == {2: (120, None), 5: (0, 30)}
    hold = timedelta(seconds=house().rules.hold_seconds)
    assert limits_in_force(house(), found) == {
        ("dauerwelle", 2, "mia"): Limit(timedelta(hours=2) + hold, None),
        ("schnitt", 1, "mia"): Limit(timedelta(0), timedelta(days=30)),
    }
    assert limits_in_force(house({("schnitt", 1, "mia"): 55}), found) == {}, "a corrected file counts at once"


FITTING: dict[str, RemoteEventType] = {
    "one of several lengths": remote(2, minutes=(10, 5)),
    "our notice": remote(2, notice_minutes=15),
    "our horizon": remote(2, horizon_days=180),
    "a schedule that nobody shows": remote(2, opens=None, zone=None),
    "hosts that nobody shows": remote(2, hosts=()),
    "a day that ends at 23:59": remote(2, opens=dict.fromkeys(range(7), ((0, 1439),))),
    "hours in two halves that touch": remote(2, opens=dict.fromkeys(range(7), ((480, 720), (720, 1200)))),
}


@pytest.mark.parametrize("changed", FITTING.values(), ids=FITTING)
def test_what_fits_is_no_gap(changed: RemoteEventType) -> None:
    assert found(house(), inspection(changed)) == []


def test_an_account_that_goes_by_several_names_is_not_taken_for_anothers() -> None:
    tenant = house(options={"accounts": {"mia": "mia@salon.example", "emma": "emma"}})
    assert found(tenant, inspection()) == []


def test_a_pair_without_an_event_type_and_one_whose_own_is_gone() -> None:
    tenant = house({pair: number for pair, number in IDS.items() if number != 3})
    assert found(tenant, inspection(without=[6])) == [
        ("no_event_type", "blocks", "dauerwelle", 3, "mia"),
        ("unknown_event_type", "blocks", "schnitt", 1, "emma"),
    ]


def test_one_event_type_for_two_people_is_reported_for_both() -> None:
    tenant = house({**IDS, ("schnitt", 1, "emma"): 5}, options={"accounts": {}})
    assert found(tenant, inspection()) == [
        ("shared_event_type", "blocks", "schnitt", 1, "mia"),
        ("shared_event_type", "blocks", "schnitt", 1, "emma"),
        ("shared_account", "warns", None, None, "emma"),
    ]


def test_two_people_in_one_account_are_reported_once() -> None:
    tenant = house(options={"accounts": {}})
    looked = inspection(remote(6, hosts=("mia.b",)))
    assert found(tenant, looked) == [("shared_account", "warns", None, None, "emma")]
    (gap,) = gaps(tenant, looked, NOW)
    assert '"mia" and "emma"' in gap.problem
    assert "mia.b" in gap.problem


def test_one_person_with_two_accounts_is_fine() -> None:
    more = service("20", key="pony", staff=["emma"])
    tenant = house({**IDS, ("pony", 1, "emma"): 7}, services=(PERM, CUT, more))
    assert found(tenant, inspection(remote(7, minutes=(20,), hosts=("emma-2",)))) == []


def test_one_event_type_may_serve_two_segments_of_one_person() -> None:
    tenant = house({**IDS, ("dauerwelle", 3, "mia"): 5})
    assert found(tenant, inspection(remote(5, minutes=(30, 15)))) == []


def test_an_own_length_of_one_person_is_what_counts() -> None:
    slow = service("30", key="schnitt", staff=["mia", "emma"], overrides={"emma": StaffOverride(minutes=45)})
    tenant = house(services=(PERM, slow))
    assert found(tenant, inspection()) == [("wrong_length", "blocks", "schnitt", 1, "emma")]
    assert found(tenant, inspection(remote(6, minutes=(45,)))) == []


def test_two_records_of_one_name_are_reported_with_both_keys() -> None:
    twice = [person("mia"), replace(person("emma"), name="  MIA ")]
    (gap,) = gaps(house(staff=twice), inspection(), NOW)
    assert (gap.kind, gap.severity) == (GapKind.SAME_NAME, Severity.WARNS)
    assert '"mia" and "emma"' in gap.problem


SALON_WIDE: dict[str, tuple[Inspection, str]] = {
    "a clock five minutes ahead": (inspection(clock=NOW + timedelta(minutes=5)), "clock"),
    "a clock five minutes behind": (inspection(clock=NOW - timedelta(minutes=5)), "clock"),
    "an account in another zone": (inspection(zone="Europe/Lisbon"), "account_zone"),
    "mails about one segment": (inspection(notes={"customer_mail": "first"}), "mails"),
    "entries longer than is looked for": (inspection(notes={"longest_minutes": 600}), "long_entries"),
    "a fault of the connection": (inspection(faults=("the password is wrong",)), "connection"),
}


@pytest.mark.parametrize(("looked", "kind"), SALON_WIDE.values(), ids=SALON_WIDE)
def test_what_is_wrong_with_the_whole_calendar_is_about_no_pair(looked: Inspection, kind: str) -> None:
    (gap,) = found(house(), looked)
    assert (gap[0], gap[2:]) == (kind, (None, None, None))


def test_a_minute_of_skew_and_mails_about_visits_of_one_segment_are_fine() -> None:
    assert found(house(), inspection(clock=NOW + timedelta(seconds=60))) == []
    only_cut = house({("schnitt", 1, "mia"): 5, ("schnitt", 1, "emma"): 6}, services=(CUT,))
    assert found(only_cut, inspection(notes={"customer_mail": "first"})) == []
    assert found(house(options={"longest_minutes": 600}), inspection(notes={"longest_minutes": 600})) == []


def test_hours_are_compared_where_the_salon_is_open_and_the_person_works() -> None:
    opening = Opening(weekly=week("10:00-17:00", sun=[]))
    mornings = [person("mia", "08:00-13:00", mon=[]), person("emma")]
    tenant = house(staff=mornings, opening=opening)
    enough = remote(2, opens=dict.fromkeys(range(1, 6), ((600, 780),)))
    assert found(tenant, inspection(enough)) == []
    short = remote(2, opens={1: ((600, 780),), 2: ((600, 775),), 3: ((600, 780),), 4: ((600, 780),)})
    (gap,) = gaps(tenant, inspection(short), NOW)
    assert "on Wednesday, Saturday." in gap.problem


def test_a_schedule_in_another_zone_is_named_and_compared_as_it_falls() -> None:
    """Nine to six in Lisbon is ten to seven in Berlin: the first hour is missing. Eight to six is enough."""
    late = remote(2, opens=dict.fromkeys(range(7), ((540, 1080),)), zone="Europe/Lisbon")
    assert [one[0] for one in found(house(), inspection(late))] == ["schedule_zone", "hours"]
    early = remote(2, opens=dict.fromkeys(range(7), ((480, 1080),)), zone="Europe/Lisbon")
    assert [one[0] for one in found(house(), inspection(early))] == ["schedule_zone"]


def test_a_schedule_far_away_is_shifted_over_midnight() -> None:
    """Nine to six in Berlin are 17:00 of the day to 02:00 of the next in Tokyo."""
    tokyo = dict.fromkeys(range(7), ((0, 120), (1020, 1440)))
    looked = inspection(remote(2, opens=tokyo, zone="Asia/Tokyo"))
    assert [one[0] for one in found(house(), looked)] == ["schedule_zone"]


def test_a_calendar_without_event_types_has_no_gaps_of_pairs() -> None:
    assert found(house({}), Inspection(needs_event_types=False)) == []


def test_pairs_are_counted_by_busy_segments_with_the_gaps_between_them() -> None:
    four = [pair for pair in pairs(house()) if pair.service.key == "dauerwelle"]
    assert [(pair.part, pair.segment.minutes) for pair in four] == [(1, 50), (2, 5), (3, 15), (4, 40)]
    assert [(pair.free_before, pair.free_after) for pair in four] == [(None, 15), (15, 10), (10, 0), (0, None)]


def test_what_is_blocked_is_not_offered_and_a_corrected_file_counts_at_once() -> None:
    tenant = house()
    faulty = blocked(gaps(tenant, inspection(remote(5, is_managed_parent=True), remote(2, notice_minutes=120)), NOW))
    assert faulty == {("schnitt", 1, "mia", 5)}
    cuts = plans_for([CUT])
    assert [plan.staff for plan in bookable_plans(cuts, tenant, faulty)] == [("emma",)]
    assert len(bookable_plans(plans_for([PERM]), tenant, faulty)) == 1, "a warning keeps nobody from booking"
    corrected = house({**IDS, ("schnitt", 1, "mia"): 55})
    assert [plan.staff for plan in bookable_plans(cuts, corrected, faulty)] == [("mia",), ("emma",)]


def test_what_the_file_lacks_is_not_offered_without_any_inspection() -> None:
    lacking = house({pair: number for pair, number in IDS.items() if number != 3})
    assert bookable_plans(plans_for([PERM]), lacking, frozenset()) == ()
    assert bookable_plans(plans_for([CUT, PERM]), lacking, frozenset()) == ()
    assert len(bookable_plans(plans_for([CUT]), lacking, frozenset())) == 2
    shared = house({**IDS, ("schnitt", 1, "emma"): 5})
    assert bookable_plans(plans_for([CUT]), shared, frozenset()) == ()


@pytest.mark.parametrize(
    ("calendar", "staff"),
    [
        (CalendarSettings(), ["mia", "emma"]),
        (CalendarSettings("caldav", "caldav", {"collections": {"emma": "/emma/"}}), ["emma"]),
        (CalendarSettings("caldav", "caldav", {}), []),
    ],
)
def test_other_calendars_need_no_event_types(calendar: CalendarSettings, staff: list[str]) -> None:
    tenant = replace(house({}), calendar=calendar)
    assert [plan.staff[0] for plan in bookable_plans(plans_for([CUT]), tenant, frozenset())] == staff


def test_whose_collection_cannot_be_used_is_not_offered() -> None:
    tenant = replace(
        house({}), calendar=CalendarSettings("caldav", "caldav", {"collections": {"mia": "/mia/", "emma": "/emma/"}})
    )
    looked = Inspection(faults=("there is no collection /emma/ (staff:emma)",), notes={"faulty": ["staff:emma"]})
    assert found(tenant, looked) == [
        ("connection", "blocks", None, None, None),
        ("collection", "blocks", None, None, "emma"),
    ]
    faulty = blocked(gaps(tenant, looked, NOW))
    assert [plan.staff for plan in bookable_plans(plans_for([CUT]), tenant, faulty)] == [("mia",)]


def test_what_is_missing_can_be_made_once() -> None:
    tenant = house({pair: number for pair, number in IDS.items() if number != 3})
    wanted = missing(tenant, inspection(without=[6]))
    assert [(one.service, one.segment, one.staff, one.minutes) for one in wanted] == [
        ("dauerwelle", 3, "mia", 15),
        ("schnitt", 1, "emma", 30),
    ]
    assert len({one.slug for one in wanted}) == 2
    assert missing(tenant, Inspection(needs_event_types=False)) == ()
    made = remote(90, slug=wanted[0].slug, minutes=(15,))
    there = existing(wanted[0], inspection(made))
    assert there is not None
    assert there.id == 90
    assert existing(wanted[1], inspection(made)) is None
    assert existing(wanted[0], inspection(remote(90, slug=wanted[0].slug, minutes=(20,)))) is None


def test_the_lines_to_paste_are_toml() -> None:
    lines = event_type_lines([EventType("dauerwelle", 3, "mia", 90), EventType("schnitt", 1, "emma", 91)])
    assert tomllib.loads(lines)["event_type"] == [
        {"service": "dauerwelle", "segment": 3, "staff": "mia", "id": 90},
        {"service": "schnitt", "segment": 1, "staff": "emma", "id": 91},
    ]
