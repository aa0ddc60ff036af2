"""Cases in which several things go wrong at once, or the evidence misleads."""

from tests.core.cases.builder import (
    BOOKED,
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
    failed,
    offered,
    refused,
)
from tests.core.cases.lost import taken_at_once_and_rightly
from tests.core.cases.talked import TELL, moved_by_us_with_a_new_uid
from tests.core.cases.written import asked_to_cancel, chain, chain_entries

ADOPT = ("adopt",)


@case
def own_reservation_hid_the_time() -> tuple[Story, Label]:
    s = taken_at_once_and_rightly()[0]
    s.parts["calendar"][0]["bookings"] = []
    s.without("mirror")
    s.ask(
        8,
        "POST",
        "/v2/slots/reservations",
        201,
        {"data": {}},
        request={"eventTypeId": 311, "slotStart": s.utc(s.local())},
        tool_call="t0",
    )
    return s, Label(
        "own_echo", "taken", "none", "absent", True, acts=("none", "callback", "notify", "ask_person"), never=LOST_NEVER
    )


@case
def held_by_this_very_call() -> tuple[Story, Label]:
    s = taken_at_once_and_rightly()[0]
    s.parts["calendar"][0]["bookings"] = []
    s.last_tool["answer"] = {
        "state": "refused",
        "reason": "held_by_other",
        "held_by": {"call": s.call_id},
        "say": "Das ist nicht mehr frei.",
    }
    return s, Label(
        "own_echo", "taken", "none", "absent", True, acts=("none", "callback", "notify", "ask_person"), never=LOST_NEVER
    )


@case
def blocker_with_our_key_and_no_other_call_on_file() -> tuple[Story, Label]:
    s = refused()
    s.parts["calendar"][0]["bookings"] = [s.foreign(s.at(-80000), metadata={"holdfast_ref": "b36"})]
    return s, Label(
        "earlier_test",
        *NO,
        ("earlier_test", "undetermined"),
        acts=("callback", "ask_person"),
        never=("recreate", "adopt", "release", "undo", "delete"),
    )


@case
def move_to_a_time_that_is_rightly_taken() -> tuple[Story, Label]:
    s = asked_to_cancel()
    s.parts["utterances"][1]["text"] = (
        "Elif Beispiel, ich möchte meinen Termin am Donnerstag auf sechzehn Uhr verschieben."
    )
    s.tool(
        "reschedule",
        {"time": "sechzehn Uhr"},
        12,
        14,
        {"state": "refused", "reason": "slot_taken", "say": "Sechzehn Uhr ist nicht frei."},
    )
    s.agent(15, "Um sechzehn Uhr ist leider schon besetzt, Ihr alter Termin bleibt.", 18)
    s.listing(s.entry(-90000), s.foreign(s.at(-700000), start=s.local("16:00")))
    return s, Label("none", "taken", "confirmed", "present", False, acts=("none",), never=STANDS_NEVER)


@case
def move_refused_by_its_own_old_time() -> tuple[Story, Label]:
    s = asked_to_cancel()
    s.parts["utterances"][1]["text"] = "Elif Beispiel, geht mein Termin am Donnerstag auch um vierzehn Uhr fünfzehn?"
    s.tool(
        "reschedule",
        {"time": "14:15"},
        12,
        14,
        {"state": "refused", "reason": "slot_taken", "say": "Das ist leider belegt."},
    )
    s.ask(
        12.4,
        "POST",
        "/v2/bookings/uid-b100/reschedule",
        400,
        {"error": {"message": "User either already has booking at this time or is not available"}},
        tool_call="t2",
        request={"start": s.utc(s.local("14:15"))},
    )
    s.agent(15, "Vierzehn Uhr fünfzehn ist leider belegt.", 18)
    s.listing(s.entry(-90000))
    return s, Label(
        "own_echo", "taken", "confirmed", "present", False, acts=(*TELL, "adopt", "none"), never=STANDS_NEVER
    )


@case
def slow_check_told_as_a_failure() -> tuple[Story, Label]:
    s = Story()
    s.parts["call"]["tool_timeout_ms"] = 3000
    s.caller(3, "Haben Sie am Donnerstag um vierzehn Uhr was frei?")
    s.tool(
        "check_availability",
        {"date": "Donnerstag"},
        9,
        12,
        {"state": "held", "say": "Vierzehn Uhr ist frei."},
        answered_at=s.at(15.5),
        seen_by_platform=False,
    )
    s.agent(13, "Ich komme gerade leider nicht an den Kalender.", 16)
    s.listing()
    return s, Label(
        "slow_tool", "failed", "none", "absent", True, acts=("notify", "callback", "none"), never=LOST_NEVER
    )


@case
def hidden_number_and_a_strangers_visit_read_out() -> tuple[Story, Label]:
    s = asked_to_cancel()
    s.parts["call"]["from_number"] = "unknown"
    s.parts["utterances"][1]["text"] = "Kilian Anders hier, wann ist denn mein Termin?"
    s.parts["bookings"][0] |= {"customer_phone": "unknown"}
    s.agent(12, "Ihr Termin am Donnerstag um vierzehn Uhr steht.", 15)
    s.listing(s.entry(-90000))
    return s, Label("identity_hidden", *GOOD, acts=TELL, never=("delete", "undo", "adopt"))


@case
def duplicate_staff_by_the_answer_alone() -> tuple[Story, Label]:
    s = refused(Story(staff="s1"))
    s.catalog(
        staff=[
            {"key": "s1", "name": "Mia Muster", "calendar_accounts": ["1"]},
            {"key": "s2", "name": "Mia Muster", "calendar_accounts": ["2"]},
        ]
    )
    s.parts["tool_calls"][0]["answer"] = {"success": True, "data": {"available": True, "staff_id": "s2"}}
    s.parts["calendar"][0]["bookings"] = [s.foreign(s.at(-90000))]
    return s, Label("duplicate_staff", *NO, acts=("fix_configuration", "callback", "none"), never=LOST_NEVER)


@case
def every_time_refused_alike() -> tuple[Story, Label]:
    s = failed()
    for n, clock in enumerate(("14:00", "15:00", "16:00", "17:00")):
        s.create(22 + n * 0.5, 0.3, 400, start=s.local(clock), message="no_available_users_found_error")
    return s, Label(
        "config_event_type",
        *("failed", "failed", "absent", True),
        ("config_event_type", "undetermined"),
        acts=("fix_configuration", "callback", "ask_person"),
        never=LOST_NEVER,
    )


@case
def too_short_notice() -> tuple[Story, Label]:
    s = refused(Story(begun="2026-03-12T13:50:00"))
    s.catalog(rules={"notice_minutes": 60})
    for line in s.parts["utterances"]:
        line["text"] = line["text"].replace("am Donnerstag", "heute")
    return s, Label("logic_gap", *NO, acts=(*LOST_ACTS, "fix_configuration"), never=LOST_NEVER)


@case
def lunch_break_in_the_middle() -> tuple[Story, Label]:
    s = refused(Story(minutes=90))
    s.catalog(working_hours={"mia": {"thu": ["09:00-15:00", "15:30-19:00"]}})
    return s, Label("logic_gap", *NO, acts=(*LOST_ACTS, "fix_configuration"), never=LOST_NEVER)


@case
def our_clock_slow_and_a_true_race() -> tuple[Story, Label]:
    """Our server is two minutes slow against platform and calendar: the blocker's stamp seems to lie after our
    write."""
    s = refused()
    s.mirror(s.at(10.2))
    s.parts["call"]["started_at"], s.parts["call"]["ended_at"] = s.at(120), s.at(180)
    s.parts["calendar"][0]["bookings"] = [s.foreign(s.at(120 + 17))]
    return s, Label("real_race", *NO, also=("clock",), acts=LOST_ACTS, never=LOST_NEVER)


@case
def last_friday_was_mentioned_only() -> tuple[Story, Label]:
    s = booked(say="Alles klar, um vierzehn Uhr ist gebucht.")
    s.caller(5.5, "Ich war letzten Freitag schon da und der Mittwoch passt nicht mehr.")
    s.parts["utterances"][3]["text"] = "Vierzehn Uhr ist frei. Soll ich das eintragen?"
    return s, Label("none", *GOOD, acts=("none",), never=STANDS_NEVER)


@case
def the_wrong_day_was_cancelled() -> tuple[Story, Label]:
    s = asked_to_cancel(state="cancelled", remote_uid="uid-b100")
    s.parts["utterances"][1]["text"] = "Elif Beispiel, ich muss meinen Termin am Montag absagen."
    s.parts["tool_calls"].pop()
    s.parts["bookings"][0]["changed_at"] = s.at(13.5)
    s.tool("cancel", {"date": "2026-03-12"}, 12, 14, {"state": "cancelled", "say": "Abgesagt."})
    s.ask(12.4, "POST", "/v2/bookings/uid-b100/cancel", 200, {"status": "success"}, tool_call="t1")
    s.agent(15, "Gut, der Termin ist abgesagt.", 17)
    gone = s.entry(-90000, status="cancelled")
    gone["updated_at"] = s.stamp(12.6)
    s.listing(gone)
    return s, Label(
        "wrong_day",
        "cancelled",
        "cancelled",
        "cancelled",
        True,
        acts=(*TELL, "move_with_consent"),
        never=("recreate", "delete"),
    )


@case
def chain_half_taken_back() -> tuple[Story, Label]:
    s = offered(Story(time="10:00"))
    parts = chain(s)
    s.tool(
        "book", book_args(s), 22, 26, {"state": "refused", "reason": "slot_taken", "say": "Der Termin ist vergeben."}
    )
    s.create(22.3, ref="b100/1", start=parts[0]["start"])
    s.create(23.3, 0.5, 400, ref="b100/3", start=parts[2]["start"])
    s.row("failed", segments=parts)
    s.agent(27, "Das tut mir leid, der Termin ist vergeben.", 30)
    s.listing(*chain_entries(s, parts, 1), s.foreign(s.at(15), start=s.local("10:50"), minutes=30))
    return s, Label(
        "part_chain",
        "taken",
        "failed",
        "partial",
        False,
        ("part_chain", "real_race"),
        acts=("callback", "undo", "release", "ask_person"),
        never=("recreate", "adopt", "delete"),
    )


@case
def late_success_and_slow_tool() -> tuple[Story, Label]:
    s = failed(say="Da kam leider keine Antwort, ich konnte nichts eintragen.")
    s.parts["call"]["tool_timeout_ms"] = 3000
    s.last_tool.update({"end_s": 25.0, "answered_at": s.at(29.0), "seen_by_platform": False})
    s.create(22.4, 6.0, None)
    s.parts["calendar"][0]["bookings"] = [s.entry(24.5)]
    return s, Label(
        "late_success", "failed", "failed", "present", False, also=("slow_tool",), acts=ADOPT, never=STANDS_NEVER
    )


@case
def wrong_day_and_later_moved_by_a_person() -> tuple[Story, Label]:
    s = booked(say="Ist eingetragen, vierzehn Uhr.")
    s.parts["utterances"][1]["text"] = "Hallo, Elif Beispiel, Damenhaarschnitt morgen um vierzehn Uhr, geht das?"
    s.parts["utterances"][2]["text"] = "Ja, vierzehn Uhr ist frei. Soll ich eintragen?"
    old = s.entry(23, status="cancelled", rescheduled_to_uid="uid-neu")
    old["updated_at"] = s.stamp(7200)
    s.parts["calendar"] = []
    s.listing(old, s.entry(7200, uid="uid-neu", id=9100, start=s.local("14:30")), minutes=600)
    return s, Label(
        "wrong_day",
        "booked",
        "confirmed",
        "moved",
        False,
        also=("human_edit",),
        acts=("move_with_consent", "callback", "notify", "adopt"),
        never=STANDS_NEVER,
    )


@case
def repeat_with_audio_times_only() -> tuple[Story, Label]:
    s = offered(Story())
    s.parts["call"]["tool_timeout_ms"] = 4000
    s.tool(
        "book",
        book_args(s),
        22.0,
        26.0,
        {"success": True, "message": "Gebucht."},
        received_at=None,
        answered_at=None,
        end_s=None,
        seen_by_platform=False,
    )
    s.tool(
        "book", book_args(s), 26.1, 29.0, {"success": True, "message": "Gebucht."}, received_at=None, answered_at=None
    )
    s.parts["tool_calls"][0] |= {"received_at": None, "answered_at": None}
    s.row("confirmed")
    s.row("confirmed", 26.5, id="b101")
    s.agent(30, "Ihr Termin am Donnerstag um vierzehn Uhr ist eingetragen.")
    s.listing(s.entry(25.0), s.entry(27.5, ref="b101", id=9001))
    s.without("requests")
    return s, Label(
        "platform_repeat",
        *GOOD[:3],
        False,
        ("platform_repeat", "model_repeat"),
        acts=("release", "undo", "ask_person"),
        never=("recreate", "delete"),
    )


@case
def booked_said_although_pending() -> tuple[Story, Label]:
    s = offered(Story())
    s.tool("book", book_args(s), 22, 26, {"state": "pending", "say": "Das ist noch nicht bestätigt."})
    s.row("pending", sync="pending")
    s.agent(27, "Der Termin ist fest gebucht.", 30)
    s.listing()
    s.parts["requests"] = []
    return s, Label(
        "claim_against_tool",
        "booked",
        "pending",
        "absent",
        False,
        acts=(*TELL, "complete"),
        never=("adopt", "undo", "release", "delete"),
    )


@case
def the_no_was_never_heard() -> tuple[Story, Label]:
    s = refused(say="Oh, das tut mir jetzt wirklich leid, aber vierzehn Uhr ist vergeben.")
    s.mirror(s.at(10.1))
    s.last_line.update({"end_s": 32.0, "interrupted_at_s": 27.5})
    s.parts["calendar"][0]["bookings"] = [s.foreign(s.at(17))]
    return s, Label(
        "real_race",
        "free",
        "failed",
        "absent",
        True,
        ("real_race", "barge_in_lost"),
        acts=("none", "callback", "notify"),
        never=LOST_NEVER,
    )


@case
def move_timed_out_yet_made() -> tuple[Story, Label]:
    s = moved_by_us_with_a_new_uid()[0]
    s.parts["tool_calls"][1]["answer"] = {"state": "refused", "reason": "technical", "say": "Das hat nicht geklappt."}
    s.parts["requests"][0] |= {"status": None, "response": None, "error": "timeout"}
    s.parts["utterances"][-1]["text"] = "Das Verschieben hat leider nicht geklappt."
    row = s.parts["bookings"][0]
    row |= {
        "start": s.local(),
        "end": s.later(s.local(), 45),
        "previous_start": None,
        "remote_uid": "uid-b100",
        "changed_at": row["created_at"],
    }
    return s, Label(
        "late_success",
        "failed",
        "confirmed",
        "moved",
        False,
        acts=("adopt", "callback", "notify", "ask_person"),
        never=STANDS_NEVER,
    )


@case
def old_copy_and_the_agent_claims_it_all_the_same() -> tuple[Story, Label]:
    s = refused(say=BOOKED)
    s.mirror(s.at(-7000))
    s.parts["calendar"][0]["bookings"] = [s.foreign(s.at(-900))]
    return s, Label(
        "stale_copy",
        "booked",
        "failed",
        "absent",
        False,
        ("stale_copy", "claim_against_tool"),
        ("stale_copy", "claim_against_tool"),
        TELL,
        LOST_NEVER,
    )


@case
def pending_told_in_an_outage() -> tuple[Story, Label]:
    s = offered(Story())
    s.tool("book", book_args(s), 22, 26, {"state": "pending", "say": "Ich trage das ein, Sie bekommen Bescheid."})
    s.row("pending", sync="pending")
    s.create(22.4, 1.0, 503, message="Service Unavailable")
    s.create(24.4, 1.0, 503, message="Service Unavailable")
    s.agent(27, "Ich trage Sie ein, Sie bekommen Bescheid.", 30)
    s.listing()
    return s, Label(
        "calendar_down",
        "pending",
        "pending",
        "absent",
        True,
        acts=("none", "callback", "notify", "complete"),
        never=("adopt", "undo", "release", "delete"),
    )


@case
def number_of_ours_written_otherwise() -> tuple[Story, Label]:
    s = Story()
    s.parts["call"]["to_number"] = "030 23125100"
    s.catalog(rules={"phone_numbers": ["+493023125100"]})
    s.caller(3, "Elif Beispiel, wann ist denn mein Termin?")
    s.tool(
        "find_bookings", {"customer_name": "Elif Beispiel"}, 8, 9, {"found": False, "message": "Keine Buchung gefunden"}
    )
    s.agent(10, "Ich finde leider keinen Termin auf Ihren Namen.", 13)
    s.listing()
    return s, Label(
        "none", "nothing", "none", "absent", True, ("none", "undetermined"), acts=("none",), never=LOST_NEVER
    )


@case
def english_cancel_of_the_right_visit() -> tuple[Story, Label]:
    s = Story(name="Ann Sample")
    s.caller(3, "Hi, Ann Sample, I need to cancel my appointment on Thursday.")
    s.row("cancelled", -90000, call_id="call_older", remote_uid="uid-b100", changed_at=s.at(9.5))
    s.tool(
        "cancel_booking",
        {"name": "Ann Sample", "day": "Thursday"},
        8,
        10,
        {"success": True, "message": "Your appointment has been cancelled."},
    )
    s.ask(8.4, "POST", "/v2/bookings/uid-b100/cancel", 200, {"status": "success"}, tool_call="t1")
    s.agent(11, "All done, your appointment has been cancelled.", 14)
    gone = s.entry(-90000, status="cancelled")
    gone["updated_at"] = s.stamp(8.6)
    s.listing(gone)
    return s, Label(
        "none", "cancelled", "cancelled", "cancelled", True, acts=("none",), never=("recreate", "undo", "delete")
    )


@case
def a_retry_at_night_flips_a_healthy_row() -> tuple[Story, Label]:
    s = booked()
    s.create(900, 0.4, 400, tool_call=None)
    s.parts["bookings"][0].update({"state": "failed", "sync": "failed", "changed_at": s.at(901)})
    return s, Label("own_echo", "booked", "failed", "present", False, acts=ADOPT, never=STANDS_NEVER)


@case
def a_look_up_by_number_flips_a_healthy_row() -> tuple[Story, Label]:
    s = booked()
    s.ask(900, "GET", "/v2/bookings/9000", 404, {"error": {"message": "Booking with uid=9000 was not found"}})
    s.parts["bookings"][0].update({"state": "failed", "sync": "failed", "changed_at": s.at(901)})
    return s, Label("id_mixup", "booked", "failed", "present", False, acts=ADOPT, never=STANDS_NEVER)


@case
def a_person_gave_it_to_a_colleague() -> tuple[Story, Label]:
    s = booked()
    s.parts["calendar"][0]["bookings"][0].update({"host": "Jonas Anders", "updated_at": s.stamp(7200)})
    return s, Label(
        "human_edit", "booked", "confirmed", "present", False, acts=("adopt", "notify", "callback"), never=STANDS_NEVER
    )


@case
def a_row_of_another_call_at_the_same_time() -> tuple[Story, Label]:
    s = offered(Story())
    s.caller(20, "Ach nein, ich melde mich noch mal.")
    s.row("confirmed", 15, id="b77", call_id="call_other", customer="Lotte Zweite", at=s.local("16:00"))
    s.parts["other_calls"] = [
        {"call_id": "call_other", "started_at": s.at(-30), "ended_at": s.at(40), "test": False, "bookings": ["b77"]}
    ]
    s.listing(s.entry(15.5, ref="b77", start=s.local("16:00")))
    return s, Label("none", "free", "none", "absent", True, acts=("none",), never=("adopt", *STANDS_NEVER))


@case
def taken_told_though_the_calendar_could_not_be_asked() -> tuple[Story, Label]:
    s = Story()
    s.caller(3, "Haben Sie am Donnerstag um vierzehn Uhr was frei?")
    answer = {"state": "refused", "reason": "calendar_unreachable", "say": "Der Kalender ist nicht erreichbar."}
    s.tool("check_availability", {"date": "Donnerstag", "time": "14 Uhr"}, 9, 12, answer)
    s.ask(9.5, "GET", "/v2/slots?start=2026-03-12", 503, {"message": "x"}, tool_call="t1")
    s.ask(10.5, "GET", "/v2/slots?start=2026-03-12", 503, {"message": "x"}, tool_call="t1")
    s.agent(13, "Um vierzehn Uhr ist leider schon alles belegt.", 16)
    s.listing()
    return s, Label(
        "claim_against_tool",
        "taken",
        "none",
        "absent",
        True,
        ("claim_against_tool", "calendar_down"),
        ("calendar_down",),
        acts=(*TELL, "none"),
        never=LOST_NEVER,
    )
