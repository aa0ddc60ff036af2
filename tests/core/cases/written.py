"""Cases on the way into the calendar: unknown outcomes, identifiers, chains, event types, contacts, outages, plans."""

from tests.core.cases.builder import (
    BOOKED,
    GOOD,
    LOST_NEVER,
    STANDS_NEVER,
    Json,
    Label,
    Story,
    book_args,
    booked,
    case,
    failed,
    offered,
)

ADOPT = ("adopt",)
PART_NEVER = ("recreate", "undo", "release", "delete", "adopt")
FAIL = ("failed", "failed", "absent", True)


@case
def late_success_after_a_gateway_error() -> tuple[Story, Label]:
    s = failed(Story(key="crm_appointment_id", row_id="4411"))
    s.create(22.4, 2.0, 502, message="Bad Gateway")
    s.parts["calendar"][0]["bookings"] = [s.entry(23.5)]
    return s, Label("late_success", "failed", "failed", "present", False, acts=ADOPT, never=STANDS_NEVER)


@case
def late_success_told_as_pending() -> tuple[Story, Label]:
    s = offered(Story())
    s.tool("book", book_args(s), 22, 26, {"state": "pending", "say": "Ich trage das ein, Sie bekommen Bescheid."})
    s.create(22.4, 3.0, None)
    s.row("pending", sync="pending")
    s.agent(27, "Ich trage das ein, Sie bekommen gleich Bescheid.", 30)
    s.listing(s.entry(24))
    return s, Label("late_success", "pending", "pending", "present", False, acts=ADOPT, never=STANDS_NEVER)


@case
def pending_and_truly_open() -> tuple[Story, Label]:
    s = late_success_told_as_pending()[0]
    s.parts["requests"] = []
    s.parts["calendar"][0]["bookings"] = []
    return s, Label("none", "pending", "pending", "absent", True, acts=("none",), never=("delete", "adopt"))


@case
def timeout_and_really_nothing_made() -> tuple[Story, Label]:
    s = failed()
    s.create(22.4, 2.0, None)
    return s, Label(
        "calendar_down",
        *FAIL,
        ("calendar_down", "undetermined"),
        acts=("none", "callback", "notify", "ask_person"),
        never=("adopt", "undo", "release", "delete"),
    )


@case
def timeout_and_no_listing() -> tuple[Story, Label]:
    s = failed().without("calendar")
    s.create(22.4, 2.0, None)
    return s, Label(
        "calendar_down",
        "failed",
        "failed",
        "unknown",
        False,
        ("calendar_down", "undetermined"),
        acts=("none", "callback", "notify", "ask_person"),
        never=("recreate", "adopt", "undo", "release", "delete"),
    )


@case
def timeout_then_second_create_made_a_twin() -> tuple[Story, Label]:
    s = booked()
    s.parts["requests"].insert(0, {**s.create(22.1, 0.2, None), "id": "r0"})
    s.parts["requests"].pop()
    s.parts["calendar"][0]["bookings"] = [s.entry(22.3, uid="uid-twin", id=8999), s.entry(23.0)]
    return s, Label(
        "late_success",
        *GOOD[:3],
        False,
        ("late_success", "own_echo"),
        acts=("release", "undo", "ask_person"),
        never=("recreate", "delete"),
    )


@case
def cancel_timed_out_yet_done() -> tuple[Story, Label]:
    s = asked_to_cancel()
    s.tool(
        "cancel_appointment",
        {"datum": "Donnerstag"},
        12,
        16,
        {"success": False, "error": "Der Kalender antwortet nicht."},
    )
    s.ask(12.4, "POST", "/v2/bookings/uid-b100/cancel", None, took_ms=3000, tool_call="t2")
    s.agent(17, "Ich konnte den Termin leider nicht absagen, der Kalender antwortet nicht.", 21)
    gone = s.entry(-90000, status="cancelled")
    gone["updated_at"] = s.stamp(14)
    s.listing(gone)
    return s, Label(
        "late_success",
        "failed",
        "confirmed",
        "cancelled",
        False,
        acts=("callback", "complete", "adopt", "notify", "ask_person"),
        never=("recreate", "delete"),
    )


def asked_to_cancel(state: str = "confirmed", **row: object) -> Story:
    s = Story()
    s.agent(0.5, "Salon Lindenhof, hallo.")
    s.caller(3, "Guten Tag, Elif Beispiel, ich muss meinen Termin am Donnerstag um vierzehn Uhr absagen.")
    s.tool("find_bookings", {}, 9, 9.8, {"say": "Donnerstag vierzehn Uhr, Damenhaarschnitt.", "state": "info"})
    s.row(state, -90000, call_id="call_older", **row)
    return s


@case
def id_mixup_cancel_by_number() -> tuple[Story, Label]:
    s = asked_to_cancel(state="cancelled", remote_uid="uid-b100", remote_id=9000)
    s.parts["bookings"][0]["changed_at"] = s.at(13.5)
    s.tool("termin_absagen", {"booking_id": 9000}, 12, 14, {"success": True, "message": "Termin storniert."})
    s.ask(
        12.4,
        "DELETE",
        "/v2/bookings/9000",
        404,
        {"error": {"message": "Booking with uid=9000 not found"}},
        tool_call="t2",
    )
    s.agent(15, "Alles klar, Ihr Termin ist abgesagt.", 17)
    s.listing(s.entry(-90000))
    return s, Label(
        "id_mixup",
        "cancelled",
        "cancelled",
        "present",
        False,
        acts=("complete", "undo", "fix_configuration"),
        never=("recreate", "adopt", "delete", "move_with_consent"),
    )


@case
def id_mixup_stale_uid_after_a_move() -> tuple[Story, Label]:
    s = asked_to_cancel(state="cancelled", remote_uid="uid-old", remote_id=8000)
    s.parts["bookings"][0]["changed_at"] = s.at(13.5)
    s.tool("cancel", {}, 12, 14, {"state": "cancelled", "say": "Der Termin ist abgesagt."})
    s.ask(
        12.4,
        "POST",
        "/v2/bookings/uid-old/cancel",
        400,
        {"error": {"message": "Booking already cancelled"}},
        tool_call="t2",
    )
    s.agent(15, "So, der Termin ist storniert.", 17)
    old = s.entry(
        -90000, uid="uid-old", id=8000, status="cancelled", start=s.local("10:00"), rescheduled_to_uid="uid-new"
    )
    s.listing(old, s.entry(-50000, uid="uid-new", id=8001))
    return s, Label(
        "id_mixup",
        "cancelled",
        "cancelled",
        "present",
        False,
        acts=("complete", "undo", "fix_configuration"),
        never=("recreate", "adopt", "delete", "move_with_consent"),
    )


@case
def numeric_look_up_by_hand_afterwards_is_harmless() -> tuple[Story, Label]:
    s = booked()
    s.ask(900, "GET", "/v2/bookings/9000", 404, {"error": {"message": "Booking with uid=9000 was not found"}})
    return s, Label("none", *GOOD, acts=("none",), never=STANDS_NEVER)


@case
def cancelled_properly() -> tuple[Story, Label]:
    s = asked_to_cancel(state="cancelled", remote_uid="uid-b100")
    s.parts["bookings"][0]["changed_at"] = s.at(13.5)
    s.tool("cancel", {}, 12, 14, {"state": "cancelled", "say": "Der Termin ist abgesagt."})
    s.ask(12.4, "POST", "/v2/bookings/uid-b100/cancel", 200, {"status": "success"}, tool_call="t2")
    s.agent(15, "Ihr Termin am Donnerstag ist abgesagt.", 17)
    gone = s.entry(-90000, status="cancelled")
    gone["updated_at"] = s.stamp(12.6)
    s.listing(gone)
    return s, Label(
        "none", "cancelled", "cancelled", "cancelled", True, acts=("none",), never=("recreate", "undo", "delete")
    )


def chain(s: Story) -> list[Json]:
    """A dyeing of four segments with a gap, and its catalogue."""
    plan = [("busy", 30), ("gap", 25), ("busy", 15), ("busy", 30), ("busy", 30)]
    parts, at = [], s.local()
    for n, (kind, minutes) in enumerate(plan, 1):
        end = s.later(at, minutes)
        parts.append(
            {
                "n": n,
                "kind": kind,
                "name": f"Teil {n}",
                "start": at,
                "end": end,
                "remote_id": None,
                "remote_uid": None,
                "sync": None,
            }
        )
        at = end
    s.minutes = 130
    s.catalog(
        services=[
            {
                "key": "farbe",
                "name": s.service,
                "minutes": 130,
                "composite": True,
                "segments": [{k: m, "name": k} if k == "busy" else {k: m} for k, m in plan],
            }
        ],
        event_types=[
            {"id": 330 + n, "service": "farbe", "segment": n, "staff": "mia", "kind": "single", "length": m}
            for n, m in ((1, 30), (2, 15), (3, 30), (4, 30))
        ],
    )
    return parts


def chain_entries(s: Story, parts: list[Json], *numbers: int) -> list[Json]:
    return [
        s.entry(22.5 + n, ref=f"{s.row_id}/{n}", start=p["start"], end=p["end"], id=9000 + n)
        for p in parts
        for n in [p["n"]]
        if n in numbers
    ]


@case
def part_chain_with_third_segment_blocked() -> tuple[Story, Label]:
    s = offered(Story(time="10:00"))
    parts = chain(s)
    s.tool("book", book_args(s), 22, 26, {"success": True, "message": "Termin gebucht."})
    for n in (1, 3):
        s.create(22 + n * 0.3, ref=f"b100/{n}", start=parts[n - 1]["start"], event_type=330 + n)
    s.create(24, 0.5, 400, ref="b100/4", start=parts[3]["start"])
    s.row("confirmed", segments=parts)
    s.agent(27, "Ich habe Sie für Donnerstag eingetragen.", 30)
    s.listing(*chain_entries(s, parts, 1, 3), s.foreign(s.at(-9000), start=s.local("11:30"), minutes=30))
    return s, Label(
        "part_chain",
        "booked",
        "confirmed",
        "partial",
        False,
        acts=("move_with_consent", "callback", "ask_person"),
        never=("recreate", "undo", "release", "delete", "adopt"),
    )


@case
def part_chain_without_requests() -> tuple[Story, Label]:
    s = offered(Story(time="10:00"))
    parts = chain(s)
    s.tool("book", book_args(s), 22, 26, {"state": "confirmed", "say": "Eingetragen."})
    s.row("confirmed", segments=parts)
    s.agent(27, "Das ist gebucht.", 30)
    s.listing(*chain_entries(s, parts, 1, 3, 4))
    s.without("requests")
    return s, Label("part_chain", "booked", "confirmed", "partial", False, acts=("complete",), never=PART_NEVER)


@case
def part_of_a_chain_seen_in_an_incomplete_listing() -> tuple[Story, Label]:
    s = part_chain_without_requests()[0]
    s.parts["calendar"][0]["complete"] = False
    return s, Label("none", "booked", "confirmed", "unknown", False, ("none", "undetermined"), never=PART_NEVER)


@case
def whole_chain_seen() -> tuple[Story, Label]:
    s = part_chain_without_requests()[0]
    s.parts["calendar"][0]["bookings"] = [
        *chain_entries(s, s.parts["bookings"][0]["segments"], 1, 3, 4, 5),
        s.foreign(s.at(-80000), start=s.local("10:30"), minutes=25),
    ]
    return s, Label("none", *GOOD, acts=("none",), never=STANDS_NEVER)


@case
def chain_moved_by_hand() -> tuple[Story, Label]:
    s = part_chain_without_requests()[0]
    parts = s.parts["bookings"][0]["segments"]
    s.parts["calendar"] = []
    s.listing(*chain_entries(s, parts, 1, 3, 4, 5), minutes=2)
    later = [{**p, "start": s.later(p["start"], 60), "end": s.later(p["end"], 60)} for p in parts]
    at = s.stamp(9000)
    gone = [
        {**old, "status": "cancelled", "updated_at": at, "rescheduled_to_uid": old["uid"] + "x"}
        for old in chain_entries(s, parts, 1, 3, 4, 5)
    ]
    new = [
        {**one, "uid": one["uid"] + "x", "created_at": at, "updated_at": at}
        for one in chain_entries(s, later, 1, 3, 4, 5)
    ]
    s.listing(*gone, *new, minutes=600)
    return s, Label(
        "human_edit",
        "booked",
        "confirmed",
        "moved",
        False,
        acts=("adopt", "notify", "callback", "ask_person"),
        never=STANDS_NEVER,
    )


@case
def wrong_segments_catalogue_stored() -> tuple[Story, Label]:
    s = part_chain_without_requests()[0]
    one = s.entry(23, ref="b100/1", start=s.local("10:00"), minutes=60)
    two = s.entry(24, ref="b100/2", start=s.local("11:15"), minutes=55, id=9002)
    s.parts["calendar"][0]["bookings"] = [one, two]
    return s, Label(
        "wrong_segments",
        "booked",
        "confirmed",
        "present",
        False,
        ("wrong_segments", "part_chain"),
        acts=("fix_configuration", "adopt", "ask_person"),
        never=STANDS_NEVER,
    )


@case
def catalogue_changed_later_is_no_wrong_plan() -> tuple[Story, Label]:
    s = whole_chain_seen()[0]
    s.parts["catalog"]["services"][0]["segments"] = [{"busy": 50}, {"gap": 30}, {"busy": 50}]
    return s, Label("none", *GOOD, acts=("none",), never=STANDS_NEVER)


@case
def no_segments_in_the_row() -> tuple[Story, Label]:
    s = booked(Story(time="10:00"))
    chain(s)
    s.parts["bookings"][0]["end"] = s.later(s.local(), 130)
    s.parts["calendar"][0]["bookings"][0]["end"] = s.utc(s.later(s.local(), 130))
    for line in s.parts["utterances"]:
        line["text"] = line["text"].replace("vierzehn", "zehn")
    for tool in s.parts["tool_calls"]:
        tool["args"]["time"] = "zehn Uhr"
        tool["answer"]["say"] = tool["answer"]["say"].replace("vierzehn", "zehn")
    return s, Label("no_segments", *GOOD, acts=("fix_configuration", "ask_person", "complete"), never=STANDS_NEVER)


@case
def composite_service_but_another_one_was_booked() -> tuple[Story, Label]:
    s = booked()
    s.catalog()["services"].append(
        {"key": "dw", "name": "Dauerwelle", "minutes": 135, "composite": True, "segments": []}
    )
    return s, Label("none", *GOOD, acts=("none",), never=STANDS_NEVER)


@case
def event_type_not_found() -> tuple[Story, Label]:
    s = failed()
    s.create(22.4, 0.3, 404, message="Event type with id 311 not found")
    return s, Label("config_event_type", *FAIL, acts=("fix_configuration", "callback"), never=LOST_NEVER)


@case
def event_type_of_somebody_else() -> tuple[Story, Label]:
    s = booked()
    s.catalog(
        staff=[
            {"key": "mia", "name": "Mia Muster", "calendar_accounts": ["1"]},
            {"key": "jonas", "name": "Jonas Anders", "calendar_accounts": ["2"]},
        ],
        event_types=[{"id": 311, "service": "damen", "segment": 1, "staff": "jonas", "kind": "single", "length": 45}],
    )
    s.parts["calendar"][0]["bookings"][0]["host"] = "Jonas Anders"
    return s, Label(
        "config_event_type",
        *GOOD[:3],
        False,
        acts=("fix_configuration", "ask_person", "callback", "move_with_consent", "none"),
        never=STANDS_NEVER,
    )


@case
def event_type_too_short() -> tuple[Story, Label]:
    s = booked()
    s.catalog()["event_types"][0]["length"] = 30
    s.parts["calendar"][0]["bookings"][0]["end"] = s.utc(s.later(s.local(), 30))
    return s, Label(
        "config_event_type",
        *GOOD[:3],
        False,
        ("config_event_type", "wrong_segments"),
        acts=("fix_configuration", "ask_person", "callback", "adopt"),
        never=STANDS_NEVER,
    )


@case
def event_type_unknown_to_the_catalogue_but_all_is_well() -> tuple[Story, Label]:
    s = booked()
    s.catalog()["event_types"][0]["id"] = 999
    return s, Label("none", *GOOD, acts=("none",), never=STANDS_NEVER)


@case
def missing_phone() -> tuple[Story, Label]:
    s = failed(say="Leider konnte ich Sie nicht eintragen.")
    s.create(22.4, 0.3, 400, message="attendeePhoneNumber: invalid_number")
    s.without("catalog")
    return s, Label(
        "missing_contact",
        *FAIL,
        acts=("recreate", "callback", "fix_configuration"),
        never=("adopt", "undo", "release", "delete"),
    )


@case
def missing_mail_and_meanwhile_taken() -> tuple[Story, Label]:
    s = failed()
    s.create(22.4, 0.3, 400, message="responses - {email}email_validation_error, is invalid")
    s.parts["calendar"][0]["bookings"] = [s.foreign(s.at(400))]
    return s, Label(
        "missing_contact",
        *FAIL,
        acts=("callback", "fix_configuration"),
        never=("recreate", "adopt", "undo", "release", "delete"),
    )


@case
def missing_mail_then_sent_again_with_a_substitute() -> tuple[Story, Label]:
    s = booked()
    s.parts["requests"].insert(
        0, {**s.create(22.1, 0.2, 400, message="attendee.email must be an email, is required"), "id": "r0"}
    )
    s.parts["requests"].pop()
    return s, Label("none", *GOOD, acts=("none",), never=STANDS_NEVER)


@case
def rate_limited() -> tuple[Story, Label]:
    s = failed()
    s.create(22.4, 0.1, 429, message="Too many requests")
    s.create(23.4, 0.1, 429, message="Too many requests")
    return s, Label(
        "calendar_down", *FAIL, acts=("none", "callback", "notify"), never=("adopt", "undo", "release", "delete")
    )


@case
def credentials_expired() -> tuple[Story, Label]:
    s = Story()
    s.caller(3, "Hallo, wann hätten Sie denn am Donnerstag was frei?")
    s.tool("get_free_slots", {"day": "Donnerstag"}, 9, 12, {"success": False, "error": "calendar unauthorized"})
    s.ask(9.5, "GET", "/v2/slots?start=2026-03-12", 401, {"message": "Invalid API key"}, tool_call="t1")
    s.ask(10.5, "GET", "/v2/slots?start=2026-03-12", 401, {"message": "Invalid API key"}, tool_call="t1")
    s.agent(13, "Ich erreiche unseren Kalender im Moment leider nicht.", 16)
    s.listing()
    return s, Label(
        "calendar_down",
        "failed",
        "none",
        "absent",
        True,
        acts=("none", "callback", "notify", "fix_configuration"),
        never=LOST_NEVER,
    )


@case
def one_hiccup_and_then_all_is_well() -> tuple[Story, Label]:
    s = booked()
    s.ask(10.3, "GET", "/v2/slots?start=2026-03-12", 503, {"message": "Service Unavailable"}, tool_call="t1")
    s.ask(10.9, "GET", "/v2/slots?start=2026-03-12", 200, {"data": {}}, tool_call="t1")
    return s, Label("none", *GOOD, acts=("none",), never=STANDS_NEVER)


@case
def outage_and_the_agent_says_booked() -> tuple[Story, Label]:
    s = failed(say=BOOKED)
    s.create(22.4, 0.5, 503, message="Service Unavailable")
    s.create(23.4, 0.5, 503, message="Service Unavailable")
    return s, Label(
        "claim_against_tool",
        "booked",
        "failed",
        "absent",
        False,
        ("claim_against_tool", "calendar_down"),
        ("calendar_down",),
        ("callback", "notify", "ask_person"),
        ("adopt", "undo", "release", "delete"),
    )


@case
def handler_fault_after_the_booking_was_made() -> tuple[Story, Label]:
    s = offered(Story())
    s.tool("book", book_args(s), 22, 25, {"error": "KeyError: 'staff'"}, http_status=500)
    s.create(22.4, ref="b100")
    s.agent(26, "Da ist leider ein Fehler aufgetreten.", 28)
    s.listing(s.entry(23))
    return s, Label(
        "handler_fault",
        "failed",
        "none",
        "present",
        False,
        ("handler_fault", "late_success"),
        acts=ADOPT,
        never=STANDS_NEVER,
    )


@case
def handler_fault_in_a_200() -> tuple[Story, Label]:
    s = failed().without("requests")
    s.parts["requests"] = []
    s.last_tool["answer"] = {"success": False, "error": 'Undefined array key "duration"'}
    s.parts["bookings"] = []
    return s, Label(
        "handler_fault",
        "failed",
        "none",
        "absent",
        True,
        acts=("callback", "notify", "recreate"),
        never=("adopt", "undo", "release", "delete"),
    )


@case
def fault_then_a_second_try_went_well() -> tuple[Story, Label]:
    s = booked()
    s.tool("book", book_args(s), 20.5, 21.0, {"detail": "ValueError: x"}, http_status=500, id="t0")
    s.parts["tool_calls"].sort(key=lambda tool: tool["start_s"])
    return s, Label("none", *GOOD, acts=("none",), never=STANDS_NEVER)


@case
def zone_shift_by_the_clock_change() -> tuple[Story, Label]:
    """Booked in March for April: sent with the winter offset, so it stands an hour late in summer time."""
    s = booked(Story(begun="2026-03-24T10:00:00", day="2026-04-02"))
    wrong = s.local("15:00")
    s.parts["requests"][0]["request"]["start"] = s.utc(wrong)
    s.parts["calendar"][0]["bookings"] = [s.entry(23, start=wrong)]
    for line in s.parts["utterances"]:
        line["text"] = (
            line["text"]
            .replace("am Donnerstag um", "am Donnerstag, den zweiten April, um")
            .replace("der zwölfte März", "der zweite April")
        )
    return s, Label(
        "zone_shift",
        "booked",
        "confirmed",
        "present",
        False,
        acts=("move_with_consent", "callback", "ask_person", "fix_configuration"),
        never=STANDS_NEVER,
    )


@case
def zone_shift_in_the_row() -> tuple[Story, Label]:
    s = booked()
    wrong = s.local("13:00")
    s.parts["bookings"][0] |= {"start": wrong, "end": s.later(wrong, 45)}
    s.parts["requests"][0]["request"]["start"] = s.utc(wrong)
    s.parts["calendar"][0]["bookings"] = [s.entry(23, start=wrong)]
    return s, Label(
        "zone_shift",
        "booked",
        "confirmed",
        "present",
        False,
        acts=("move_with_consent", "callback", "ask_person", "fix_configuration"),
        never=STANDS_NEVER,
    )


@case
def moved_by_hand_by_just_an_offset() -> tuple[Story, Label]:
    s = booked()
    s.parts["calendar"] = []
    s.listing(s.entry(23), minutes=3)
    old = s.entry(23, status="cancelled", rescheduled_to_uid="uid-neu")
    old["updated_at"] = s.stamp(7200)
    s.listing(old, s.entry(7200, uid="uid-neu", id=9100, start=s.local("15:00")), minutes=600)
    return s, Label(
        "human_edit",
        "booked",
        "confirmed",
        "moved",
        False,
        acts=("adopt", "notify", "callback", "ask_person"),
        never=STANDS_NEVER,
    )


@case
def wrong_day_tuesday_for_thursday() -> tuple[Story, Label]:
    s = booked(say="Alles klar, um vierzehn Uhr ist gebucht.")
    for line in s.parts["utterances"]:
        line["text"] = (
            line["text"].replace("Donnerstag, der zwölfte März, ", "Um ").replace("am Donnerstag", "am Freitag")
        )
    return s, Label("wrong_day", *GOOD, acts=("move_with_consent", "callback", "notify"), never=STANDS_NEVER)


@case
def another_day_offered_and_agreed() -> tuple[Story, Label]:
    s = booked()
    s.parts["utterances"][1]["text"] = (
        "Hallo, Elif Beispiel, ich brauche einen Damenhaarschnitt am Mittwoch um vierzehn Uhr."
    )
    s.parts["utterances"][2]["text"] = (
        "Am Mittwoch haben wir nichts mehr. Donnerstag, der zwölfte März, vierzehn Uhr ist frei. Soll ich?"
    )
    return s, Label("none", *GOOD, acts=("none",), never=STANDS_NEVER)


@case
def next_friday_can_mean_both() -> tuple[Story, Label]:
    s = booked(Story(day="2026-03-20"), say="Nächsten Freitag um vierzehn Uhr ist gebucht.")
    s.parts["utterances"][1]["text"] = "Hallo, ich hätte gern einen Damenhaarschnitt nächsten Freitag um vierzehn Uhr."
    s.parts["utterances"][2]["text"] = "Vierzehn Uhr ist frei. Soll ich?"
    return s, Label("none", *GOOD, acts=("none",), never=STANDS_NEVER)


@case
def wrong_day_tomorrow() -> tuple[Story, Label]:
    s = booked(say="Ist eingetragen, vierzehn Uhr.")
    s.parts["utterances"][1]["text"] = "Hallo, Elif Beispiel, Damenhaarschnitt morgen um vierzehn Uhr, geht das?"
    s.parts["utterances"][2]["text"] = "Ja, vierzehn Uhr ist frei. Soll ich eintragen?"
    s.parts["tool_calls"][0]["args"]["date"] = s.parts["tool_calls"][1]["args"]["date"] = "2026-03-12"
    return s, Label("wrong_day", *GOOD, acts=("move_with_consent", "callback", "notify"), never=STANDS_NEVER)


@case
def numbers_as_text_and_times_in_utc() -> tuple[Story, Label]:
    s = booked()
    for tool in s.parts["tool_calls"]:
        tool["start_s"], tool["end_s"] = str(tool["start_s"]), str(tool["end_s"])
        tool["received_at"] = s.utc(tool["received_at"])
    s.parts["bookings"][0]["remote_id"] = "9000"
    s.parts["bookings"][0]["start"] = s.utc(s.local())
    s.parts["calendar"][0]["bookings"][0]["id"] = "9000"
    return s, Label("none", *GOOD, acts=("none",), never=STANDS_NEVER)


@case
def only_the_201_and_no_listing() -> tuple[Story, Label]:
    s = booked().without("calendar")
    return s, Label("none", "booked", "confirmed", "unknown", False, acts=("none",), never=STANDS_NEVER)


@case
def listing_before_the_write() -> tuple[Story, Label]:
    s = booked()
    s.parts["calendar"] = []
    s.listing(minutes=0.1)
    return s, Label("none", "booked", "confirmed", "unknown", False, acts=("none",), never=STANDS_NEVER)


@case
def listing_of_another_day() -> tuple[Story, Label]:
    s = booked()
    s.parts["calendar"] = []
    s.listing(day="2026-03-13")
    return s, Label("none", "booked", "confirmed", "unknown", False, acts=("none",), never=STANDS_NEVER)


@case
def confirmed_and_synced_but_gone_from_a_caldav_calendar() -> tuple[Story, Label]:
    s = booked()
    s.parts["calendar"] = []
    s.listing(s.entry(23), minutes=3)
    s.listing(minutes=900)
    return s, Label(
        "human_edit",
        "booked",
        "confirmed",
        "absent",
        False,
        acts=("callback", "ask_person", "notify"),
        never=("recreate", "undo", "adopt", "delete"),
    )


@case
def a_read_back_by_uid_instead_of_a_listing() -> tuple[Story, Label]:
    s = booked().without("calendar")
    s.ask(
        23.6,
        "GET",
        "/v2/bookings/uid-b100",
        200,
        {"status": "success", "data": {"uid": "uid-b100", "status": "accepted", "start": s.utc(s.local())}},
        tool_call="t2",
    )
    return s, Label("none", *GOOD, acts=("none",), never=STANDS_NEVER)
