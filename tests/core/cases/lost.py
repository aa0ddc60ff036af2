"""Cases about a "no": our own echo, races, old copies, own rules, tests, foreign systems, two records of one person."""

from tests.core.cases.builder import (
    GOOD,
    LOST_ACTS,
    LOST_NEVER,
    NO,
    STANDS_NEVER,
    Label,
    Story,
    book_args,
    booked,
    case,
    offered,
    refused,
)

ADOPT = ("adopt",)


@case
def own_echo_by_key_of_another_crm() -> tuple[Story, Label]:
    s = refused(Story(key="appointmentId", row_id="5512"))
    s.parts["requests"].insert(0, {**s.create(22.4, 1.2, None), "id": "r0"})
    s.parts["requests"].pop()
    s.parts["requests"][1]["at"] = s.at(23.9)
    s.parts["calendar"][0]["bookings"] = [s.entry(23.1), s.foreign(s.at(-9000), start=s.local("14:45"), uid="x2")]
    return s, Label(
        "own_echo", "taken", "failed", "present", False, ("own_echo", "late_success"), acts=ADOPT, never=STANDS_NEVER
    )


@case
def own_echo_without_any_key() -> tuple[Story, Label]:
    s = refused()
    for request in s.parts["requests"]:
        request["request"].pop("metadata")
    s.parts["requests"].insert(
        0, {**s.parts["requests"][0], "id": "r0", "status": None, "response": None, "error": "timeout", "took_ms": 1200}
    )
    s.parts["requests"][1]["at"] = s.at(24.0)
    s.parts["calendar"][0]["bookings"] = [s.entry(23.0, metadata={})]
    return s, Label(
        "own_echo", "taken", "failed", "present", False, ("own_echo", "late_success"), acts=ADOPT, never=STANDS_NEVER
    )


@case
def same_attendee_but_made_days_before() -> tuple[Story, Label]:
    """Same person and span without a key, made long before: not this call's."""
    s = refused()
    s.parts["requests"][0]["request"].pop("metadata")
    s.parts["calendar"][0]["bookings"] = [s.entry(made=s.utc(s.at(-500000)), metadata={})]
    s.mirror(s.at(-600000))
    return s, Label("stale_copy", *NO, acts=LOST_ACTS, never=LOST_NEVER)


@case
def own_echo_by_a_second_check_in_the_call() -> tuple[Story, Label]:
    s = booked()
    s.caller(32, "Können Sie noch mal nachsehen?")
    s.tool(
        "check_availability",
        {"date": "Donnerstag", "time": "14 Uhr"},
        34,
        35,
        {"available": False, "message": "14 Uhr ist belegt."},
    )
    s.agent(36, "Ich sehe gerade, vierzehn Uhr ist leider schon belegt.", 39)
    return s, Label(
        "own_echo", "taken", "confirmed", "present", False, acts=("notify", "adopt", "callback"), never=STANDS_NEVER
    )


@case
def own_echo_english() -> tuple[Story, Label]:
    s = Story(name="Ann Sample")
    s.parts["call"]["language"] = "en"
    s.caller(3, "Hi, this is Ann Sample, could I get a haircut on Thursday at two pm?")
    s.tool(
        "check_availability",
        {"service": s.service, "when": "Thursday 2 pm"},
        10,
        11.4,
        {"success": True, "data": {"available": True}},
    )
    s.agent(13, "Thursday the twelfth at two pm is available. Shall I book it?", 17)
    s.caller(18, "Yes please.")
    s.tool(
        "book_appointment",
        {"name": "Ann Sample", "when": "Thursday 2 pm"},
        22,
        29,
        {"success": False, "message": "Sorry, that slot is no longer available."},
    )
    s.create(22.4, 4.0, 504, message="Gateway Timeout")
    s.create(27.0, 0.5, 409, message="booking_conflict_error")
    s.row("failed")
    s.agent(30, "I'm sorry, that time has just been taken.", 33)
    s.listing(s.entry(24.0))
    return s, Label(
        "own_echo", "taken", "failed", "present", False, ("own_echo", "late_success"), acts=ADOPT, never=STANDS_NEVER
    )


@case
def own_echo_calendar_clock_behind() -> tuple[Story, Label]:
    """The calendar's clock is a minute slow: our entry seems older than our request; its key says whose it is."""
    s = refused(Story(shift=-60))
    s.parts["requests"].insert(0, {**s.create(22.4, 1.2, None), "id": "r0"})
    s.parts["requests"].pop()
    s.parts["requests"][1]["at"] = s.at(23.9)
    s.parts["calendar"][0]["bookings"] = [s.entry(23.1)]
    return s, Label(
        "own_echo", "taken", "failed", "present", False, ("own_echo", "late_success"), ("clock",), ADOPT, STANDS_NEVER
    )


@case
def platform_repeat_met_its_own_first_run() -> tuple[Story, Label]:
    s = offered(Story())
    s.parts["call"]["tool_timeout_ms"] = 5000
    s.tool(
        "book",
        book_args(s),
        22,
        27.0,
        {"say": "Eingetragen.", "state": "confirmed"},
        end_s=None,
        answered_at=s.at(29.4),
        seen_by_platform=False,
    )
    s.tool(
        "book",
        book_args(s),
        27.2,
        30.0,
        {"say": "Vierzehn Uhr ist vergeben.", "state": "refused", "reason": "slot_taken"},
    )
    s.create(22.4, 6.5)
    s.create(27.6, 0.6, 400, tool_call="t3", ref="b101")
    s.row("confirmed")
    s.row("failed", 27.4, id="b101")
    s.agent(31, "Oje, der Termin ist gerade vergeben worden.", 34)
    s.listing(s.entry(28.5))
    return s, Label(
        "own_echo",
        "taken",
        "confirmed",
        "present",
        False,
        ("own_echo", "platform_repeat"),
        ("platform_repeat",),
        ("notify", "adopt", "callback"),
        STANDS_NEVER,
    )


@case
def timeout_then_recognised_as_ours() -> tuple[Story, Label]:
    """The retry was refused, but the program saw that it was its own booking: nothing is wrong."""
    s = booked()
    s.parts["requests"][0] = {**s.create(22.4, 1.0, None), "id": "r1"}
    s.parts["requests"].pop()
    s.create(23.6, 0.4, 400)
    s.parts["calendar"][0]["bookings"] = [s.entry(23.0)]
    return s, Label("none", *GOOD, acts=("none",), never=STANDS_NEVER)


@case
def real_race_other_host_noise() -> tuple[Story, Label]:
    s = refused()
    s.mirror(s.at(10.2))
    s.parts["calendar"][0]["bookings"] = [
        s.foreign(s.at(-90000), host="Jonas Anders", uid="n1"),
        s.foreign(s.at(18.0), uid="n2"),
        s.foreign(s.at(-50000), start=s.local("13:15"), uid="n3"),
        s.foreign(s.at(-99999), status="cancelled", uid="n4"),
    ]
    return s, Label("real_race", *NO, acts=LOST_ACTS, never=LOST_NEVER)


@case
def real_race_against_another_call_of_ours() -> tuple[Story, Label]:
    s = refused()
    s.mirror(s.at(10.2))
    s.parts["calendar"][0]["bookings"] = [s.foreign(s.at(19.0), metadata={"holdfast_ref": "b99"})]
    s.parts["other_calls"] = [
        {
            "call_id": "call_zz",
            "started_at": s.at(-40),
            "ended_at": s.at(30),
            "from_number": "+4915120000044",
            "test": False,
            "bookings": ["b99"],
        }
    ]
    return s, Label("real_race", *NO, acts=LOST_ACTS, never=LOST_NEVER)


@case
def race_look_alike_blocker_made_after_the_refusal() -> tuple[Story, Label]:
    """Somebody took the time after we were refused: that is not who was in the way."""
    s = refused()
    s.mirror(s.at(10.2))
    s.parts["calendar"][0]["bookings"] = [s.foreign(s.at(300))]
    return s, Label("undetermined", *NO, acts=("ask_person", "callback", "none", "notify"), never=LOST_NEVER)


@case
def two_blockers_the_older_one_decides() -> tuple[Story, Label]:
    s = refused(Story(minutes=90))
    s.mirror(s.at(-3600))
    s.parts["calendar"][0]["bookings"] = [
        s.foreign(s.at(-1800), start=s.local("15:00"), minutes=30),
        s.foreign(s.at(18), start=s.local("14:00"), minutes=30, uid="n2"),
    ]
    return s, Label("stale_copy", *NO, acts=LOST_ACTS, never=LOST_NEVER)


@case
def race_with_calendar_clock_ahead() -> tuple[Story, Label]:
    """The blocker's stamp lies after our write by the calendar's clock, before it by ours."""
    s = refused(Story(shift=40))
    s.mirror(s.at(10.2))
    s.create(50, ref="b150", start=s.local("16:00"), tool_call="t2", uid="uid-b150")
    s.row("confirmed", 49.5, id="b150", at=s.local("16:00"))
    s.parts["bookings"].pop()
    s.parts["calendar"][0]["bookings"] = [
        s.foreign("2026-03-10T11:20:58+01:00"),
        s.entry(50.3, ref="b150", start=s.local("16:00")),
    ]
    return s, Label("real_race", *NO, also=("clock",), acts=LOST_ACTS, never=LOST_NEVER)


@case
def race_and_the_agent_says_booked() -> tuple[Story, Label]:
    s = refused(say=("Wunderbar, ich habe Sie eingetragen, bis Donnerstag."))
    s.mirror(s.at(10.2))
    s.parts["calendar"][0]["bookings"] = [s.foreign(s.at(18.0))]
    return s, Label(
        "claim_against_tool",
        "booked",
        "failed",
        "absent",
        False,
        ("claim_against_tool", "real_race"),
        ("real_race",),
        ("callback", "notify", "ask_person"),
        LOST_NEVER,
    )


@case
def race_without_listing() -> tuple[Story, Label]:
    s = refused().without("calendar")
    return s, Label(
        "undetermined", "taken", "failed", "unknown", False, acts=("ask_person", "callback"), never=LOST_NEVER
    )


@case
def race_with_incomplete_listing() -> tuple[Story, Label]:
    s = refused()
    s.parts["calendar"][0]["complete"] = False
    return s, Label(
        "undetermined", "taken", "failed", "unknown", False, acts=("ask_person", "callback"), never=LOST_NEVER
    )


@case
def stale_copy_by_the_age_in_the_answer() -> tuple[Story, Label]:
    s = refused()
    s.parts["tool_calls"][0]["answer"] = {"available": True, "message": "14 Uhr ist frei", "cache_age_seconds": 1800}
    s.parts["calendar"][0]["bookings"] = [s.foreign(s.at(-600))]
    return s, Label("stale_copy", *NO, acts=LOST_ACTS, never=LOST_NEVER)


@case
def blocker_older_than_offer_but_copy_unknown() -> tuple[Story, Label]:
    s = refused()
    s.parts["calendar"][0]["bookings"] = [s.foreign(s.at(-600))]
    return s, Label("undetermined", *NO, acts=("ask_person", "callback", "none", "notify"), never=LOST_NEVER)


@case
def stale_copy_of_the_right_person_beside_a_fresh_one() -> tuple[Story, Label]:
    s = refused()
    s.mirror(s.at(-4000), used_by="t1")
    s.mirror(s.at(9.8), staff="jonas", used_by=None)
    s.mirror(s.at(24), used_by=None)
    s.parts["calendar"][0]["bookings"] = [s.foreign(s.at(-1200))]
    return s, Label("stale_copy", *NO, acts=LOST_ACTS, never=LOST_NEVER)


@case
def stale_copy_refuses_a_free_time() -> tuple[Story, Label]:
    """The booking was cancelled before the check; the copy still had it."""
    s = Story()
    s.caller(3, "Guten Tag, ich hätte gern einen Damenhaarschnitt am Donnerstag um vierzehn Uhr.")
    s.tool(
        "check_availability",
        {"service": s.service, "date": "Donnerstag", "time": "vierzehn Uhr"},
        10,
        11,
        {"say": "Vierzehn Uhr ist belegt.", "state": "refused", "reason": "slot_taken"},
    )
    s.agent(12, "Am Donnerstag um vierzehn Uhr ist leider schon besetzt.", 15)
    s.caller(16, "Schade, danke.")
    s.mirror(s.at(-7200), ("14:00", "14:45"))
    s.catalog()
    gone = s.foreign(s.at(-90000), status="cancelled")
    gone["updated_at"] = s.stamp(-3600)
    s.listing(gone)
    return s, Label("stale_copy", "taken", "none", "absent", True, acts=LOST_ACTS, never=LOST_NEVER)


@case
def taken_at_once_and_rightly() -> tuple[Story, Label]:
    s = Story()
    s.caller(3, "Guten Tag, ich hätte gern einen Damenhaarschnitt am Donnerstag um vierzehn Uhr.")
    s.tool(
        "check_availability_v9",
        {"datum": "Donnerstag", "uhrzeit": "14:00", "dienstleistung": s.service},
        10,
        11,
        {"success": True, "data": {"available": False, "message": "Leider nicht mehr frei."}},
    )
    s.agent(12, "Um vierzehn Uhr ist leider nichts mehr frei.", 15)
    s.mirror(s.at(9.9), ("13:45", "14:15"))
    s.catalog()
    s.listing(s.foreign(s.at(-500000), start=s.local("13:45"), minutes=30))
    return s, Label("none", "taken", "none", "absent", True, acts=("none",), never=LOST_NEVER)


@case
def taken_at_once_by_a_pending_booking() -> tuple[Story, Label]:
    s = taken_at_once_and_rightly()[0]
    s.parts["calendar"][0]["bookings"][0]["status"] = "pending"
    return s, Label("none", "taken", "none", "absent", True, acts=("none",), never=LOST_NEVER)


@case
def direct_booking_refused_by_an_old_booking() -> tuple[Story, Label]:
    """No check, no offer: the refusal was right from the beginning."""
    s = refused()
    s.parts["tool_calls"].pop(0)
    s.parts["utterances"] = [u for u in s.parts["utterances"] if "frei" not in u["text"]]
    s.parts["calendar"][0]["bookings"] = [s.foreign(s.at(-600000))]
    return s, Label("none", *NO, acts=("none",), never=LOST_NEVER)


@case
def logic_gap_own_copy_knew_it() -> tuple[Story, Label]:
    s = refused(Story(minutes=90))
    s.mirror(s.at(10.3), ("15:00", "15:30"))
    s.parts["calendar"][0]["bookings"] = [s.foreign(s.at(-90000), start=s.local("15:00"), minutes=30)]
    return s, Label("logic_gap", *NO, acts=(*LOST_ACTS, "fix_configuration"), never=LOST_NEVER)


@case
def logic_gap_staff_away() -> tuple[Story, Label]:
    s = refused()
    s.mirror(s.at(10.3))
    s.catalog(
        staff=[
            {"key": "mia", "name": "Mia Muster", "calendar_accounts": ["u21"], "time_off": ["2026-03-11..2026-03-13"]}
        ]
    )
    return s, Label("logic_gap", *NO, acts=(*LOST_ACTS, "fix_configuration"), never=LOST_NEVER)


@case
def logic_gap_closed_weekday() -> tuple[Story, Label]:
    s = refused()
    s.catalog(working_hours={"mia": {"mon": ["09:00-18:00"], "tue": ["09:00-18:00"]}})
    return s, Label("logic_gap", *NO, acts=(*LOST_ACTS, "fix_configuration"), never=LOST_NEVER)


@case
def logic_gap_buffer() -> tuple[Story, Label]:
    s = refused()
    s.mirror(s.at(10.3), ("13:15", "14:00"))
    s.catalog(rules={"buffer_minutes": 15})
    s.parts["calendar"][0]["bookings"] = [s.foreign(s.at(-90000), start=s.local("13:15"))]
    return s, Label("logic_gap", *NO, acts=(*LOST_ACTS, "fix_configuration"), never=LOST_NEVER)


@case
def within_hours_is_no_logic_gap() -> tuple[Story, Label]:
    s = refused()
    s.mirror(s.at(10.3))
    s.catalog(working_hours={"mia": {"thu": ["09:00-18:00"]}})
    s.parts["calendar"][0]["bookings"] = [s.foreign(s.at(17.0))]
    return s, Label("real_race", *NO, acts=LOST_ACTS, never=LOST_NEVER)


@case
def earlier_test_with_the_same_name() -> tuple[Story, Label]:
    s = refused()
    s.parts["calendar"][0]["bookings"] = [s.entry(made=s.stamp(-800), ref="b90", uid="u90")]
    s.parts["other_calls"] = [
        {
            "call_id": "call_test",
            "started_at": s.at(-900),
            "ended_at": s.at(-700),
            "from_number": "+4915120000011",
            "test": True,
            "bookings": ["b90"],
        }
    ]
    return s, Label(
        "earlier_test", *NO, acts=("release", "callback", "ask_person"), never=("recreate", "adopt", "delete")
    )


@case
def earlier_call_of_a_real_customer() -> tuple[Story, Label]:
    s = refused()
    s.parts["calendar"][0]["bookings"] = [s.foreign(s.at(-800), metadata={"holdfast_ref": "b90"})]
    s.parts["other_calls"] = [
        {
            "call_id": "call_real",
            "started_at": s.at(-900),
            "ended_at": s.at(-700),
            "from_number": "+4915120000077",
            "test": False,
            "bookings": ["b90"],
        }
    ]
    return s, Label(
        "earlier_test",
        *NO,
        ("earlier_test", "stale_copy"),
        acts=("callback", "ask_person", "none"),
        never=("recreate", "adopt", "release", "undo", "delete"),
    )


@case
def earlier_test_by_call_id_in_metadata() -> tuple[Story, Label]:
    s = refused(Story(key="bookingRef"))
    s.parts["calendar"][0]["bookings"] = [
        s.foreign(s.at(-3000), metadata={"conversation_id": "call_t7", "note": "probe"})
    ]
    s.parts["other_calls"] = [
        {
            "call_id": "call_t7",
            "started_at": s.at(-3100),
            "ended_at": s.at(-2900),
            "from_number": None,
            "test": True,
            "bookings": [],
        }
    ]
    return s, Label(
        "earlier_test", *NO, acts=("release", "callback", "ask_person"), never=("recreate", "adopt", "delete")
    )


@case
def earlier_test_blocks_at_once() -> tuple[Story, Label]:
    s = taken_at_once_and_rightly()[0]
    s.parts["calendar"][0]["bookings"] = [s.foreign(s.at(-3000), metadata={"holdfast_ref": "b7"})]
    s.parts["other_calls"] = [
        {
            "call_id": "call_t7",
            "started_at": s.at(-3100),
            "ended_at": s.at(-2900),
            "from_number": None,
            "test": True,
            "bookings": ["b7"],
        }
    ]
    return s, Label(
        "earlier_test",
        "taken",
        "none",
        "absent",
        True,
        acts=("release", "callback", "ask_person"),
        never=("recreate", "adopt", "delete"),
    )


@case
def test_call_listed_but_its_booking_is_elsewhere() -> tuple[Story, Label]:
    s = refused()
    s.mirror(s.at(10.2))
    s.parts["calendar"][0]["bookings"] = [
        s.foreign(s.at(18.0)),
        s.entry(made=s.stamp(-800), ref="b90", uid="u90", start=s.local("17:00")),
    ]
    s.parts["other_calls"] = [
        {
            "call_id": "call_test",
            "started_at": s.at(-900),
            "ended_at": s.at(-700),
            "from_number": "+4915120000011",
            "test": True,
            "bookings": ["b90"],
        }
    ]
    return s, Label("real_race", *NO, acts=LOST_ACTS, never=LOST_NEVER)


@case
def foreign_system_in_a_series() -> tuple[Story, Label]:
    s = refused()
    s.catalog()
    s.mirror(s.at(-60))
    made = [
        s.foreign(
            s.at(-120 * n - 20),
            uid=f"p{n}",
            start=s.local(f"{9 + n:02d}:00"),
            event_type_id=777,
            metadata={"channel": "portal-x", "ext": f"P{n}"},
            attendee={"name": f"Gast {n}", "email": f"g{n}@portal.example"},
        )
        for n in range(6)
    ]
    made[5]["start"], made[5]["end"] = s.utc(s.local()), s.utc(s.local("14:30"))
    made[5]["created_at"] = s.stamp(-30)
    s.parts["calendar"][0]["bookings"] = made
    return s, Label(
        "foreign_system",
        *NO,
        ("foreign_system", "stale_copy"),
        ("foreign_system",),
        ("fix_configuration", "ask_person", "callback", "none"),
        LOST_NEVER,
    )


@case
def several_customers_of_the_booking_page_are_no_foreign_system() -> tuple[Story, Label]:
    s = refused()
    s.catalog()
    s.mirror(s.at(10.1))
    made = [
        s.foreign(
            s.at(-86400 * (n + 1)), uid=f"p{n}", start=s.local(f"{9 + n:02d}:00"), metadata={"source": "booking-page"}
        )
        for n in range(4)
    ]
    s.parts["calendar"][0]["bookings"] = [*made, s.foreign(s.at(17), metadata={"source": "booking-page"})]
    return s, Label("real_race", *NO, acts=LOST_ACTS, never=LOST_NEVER)


@case
def duplicate_staff_two_records() -> tuple[Story, Label]:
    s = refused(Story(staff="s1", host="Mia Muster"))
    s.catalog(
        staff=[
            {"key": "s1", "name": "Mia Muster", "calendar_accounts": ["1"]},
            {"key": "s2", "name": "Mia Muster", "calendar_accounts": ["2"]},
        ]
    )
    s.mirror(s.at(10.2), staff="s2")
    s.parts["calendar"][0]["bookings"] = [s.foreign(s.at(-90000))]
    return s, Label("duplicate_staff", *NO, acts=("fix_configuration", "callback", "none"), never=LOST_NEVER)


@case
def duplicate_staff_on_file_but_a_race_all_the_same() -> tuple[Story, Label]:
    s = duplicate_staff_two_records()[0]
    s.parts["mirror"][0]["staff"] = "s1"
    s.parts["calendar"][0]["bookings"] = [s.foreign(s.at(16))]
    return s, Label("real_race", *NO, acts=LOST_ACTS, never=LOST_NEVER)


@case
def duplicate_staff_two_accounts() -> tuple[Story, Label]:
    s = refused()
    s.catalog(staff=[{"key": "mia", "name": "Mia Muster", "calendar_accounts": ["1", "2"]}])
    s.mirror(s.at(10.2))
    s.parts["calendar"][0]["bookings"] = [s.foreign(s.at(-90000), host_account="2")]
    return s, Label("duplicate_staff", *NO, acts=("fix_configuration", "callback", "none"), never=LOST_NEVER)


@case
def needless_no_for_a_touching_neighbour() -> tuple[Story, Label]:
    s = taken_at_once_and_rightly()[0]
    s.parts["mirror"][0]["busy"] = []
    s.parts["calendar"][0]["bookings"] = [s.foreign(s.at(-90000), start=s.local("13:15"))]
    return s, Label(
        "logic_gap", "taken", "none", "absent", True, acts=(*LOST_ACTS, "fix_configuration"), never=LOST_NEVER
    )


@case
def foreign_overlap_over_a_standing_visit() -> tuple[Story, Label]:
    s = booked()
    s.mirror(s.at(10.2))
    s.parts["calendar"][0]["bookings"].append(s.foreign(s.at(15), start=s.local("13:50")))
    return s, Label("real_race", *GOOD, acts=("move_with_consent", "ask_person", "callback"), never=STANDS_NEVER)


@case
def refused_then_an_alternative_is_booked() -> tuple[Story, Label]:
    s = refused(say="Vierzehn Uhr ist leider weg, ich könnte Ihnen sechzehn Uhr anbieten.")
    s.mirror(s.at(10.2))
    s.caller(31, "Ja, sechzehn Uhr nehm ich.")
    s.tool(
        "book",
        {**book_args(s), "time": "16 Uhr"},
        34,
        37,
        {"state": "confirmed", "say": "Donnerstag sechzehn Uhr ist eingetragen."},
    )
    s.create(34.4, ref="b101", start=s.local("16:00"), tool_call="t3")
    s.row("confirmed", 34.2, id="b101", at=s.local("16:00"))
    s.agent(38, "So, jetzt sind Sie für sechzehn Uhr eingetragen.", 41)
    s.parts["calendar"][0]["bookings"] = [
        s.foreign(s.at(16)),
        s.entry(34.8, ref="b101", start=s.local("16:00"), id=9001),
    ]
    return s, Label("none", *GOOD, ("none", "real_race"), acts=("none",), never=STANDS_NEVER)
