"""Cases between caller, agent, tools and the world outside: identity, repeats, lost answers, claims, notices,
clocks."""

from tests.core.cases.builder import (
    GOOD,
    LOST_NEVER,
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
from tests.core.cases.written import asked_to_cancel

DUPLICATE = ("release", "undo", "ask_person")
TELL = ("callback", "notify", "ask_person")


@case
def placeholder_in_another_field() -> tuple[Story, Label]:
    s = Story()
    s.caller(3, "Hallo, haben Sie am Donnerstag um vierzehn Uhr was frei für Damenhaarschnitt?")
    s.tool(
        "check_availability",
        {"callId": "{{call_id}}", "datum": "Donnerstag", "uhrzeit": "14 Uhr"},
        9,
        9.6,
        {"success": False, "message": "Unknown call"},
    )
    s.agent(11, "Es ist leider ein Fehler aufgetreten.", 13)
    s.listing()
    return s, Label(
        "placeholder_id",
        "failed",
        "none",
        "absent",
        True,
        acts=("fix_configuration", "callback", "notify"),
        never=LOST_NEVER,
    )


@case
def placeholder_that_did_no_harm() -> tuple[Story, Label]:
    s = booked()
    for tool in s.parts["tool_calls"]:
        tool["args"]["call_id"] = "call_001"
    return s, Label("none", *GOOD, acts=("none",), never=STANDS_NEVER)


@case
def placeholder_and_a_fault_of_ours() -> tuple[Story, Label]:
    s = failed().without("requests")
    s.parts["requests"], s.parts["bookings"] = [], []
    s.last_tool["args"]["call_id"] = "call_001"
    s.last_tool["answer"], s.last_tool["http_status"] = {"detail": "ZeroDivisionError: division by zero"}, 500
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
def hidden_number_booked_for_somebody_else() -> tuple[Story, Label]:
    s = booked()
    s.parts["call"]["from_number"] = None
    s.parts["bookings"][0] |= {"customer": "Sabine Andere", "customer_phone": "anonymous"}
    s.parts["calendar"][0]["bookings"][0]["attendee"]["name"] = "Sabine Andere"
    return s, Label("identity_hidden", *GOOD, acts=TELL, never=("delete", "undo", "adopt"))


@case
def hidden_number_and_all_is_well() -> tuple[Story, Label]:
    s = booked()
    s.parts["call"]["from_number"] = "Anonymous"
    s.tool("check_customer", {}, 0.2, 0.4, {"found": False}, id="t0")
    return s, Label("none", *GOOD, acts=("none",), never=STANDS_NEVER)


@case
def hidden_number_found_by_name() -> tuple[Story, Label]:
    s = asked_to_cancel(state="cancelled", remote_uid="uid-b100")
    s.parts["call"]["from_number"] = "anonymous"
    s.parts["tool_calls"][0] |= {
        "args": {"customer_name": "Elif Beispiel"},
        "answer": {"found": True, "name": "Elif Beispiel", "say": "Donnerstag vierzehn Uhr."},
    }
    s.parts["bookings"][0]["changed_at"] = s.at(13.5)
    s.tool("cancel", {"customer_name": "Elif Beispiel"}, 12, 14, {"state": "cancelled", "say": "Abgesagt."})
    s.ask(12.4, "POST", "/v2/bookings/uid-b100/cancel", 200, {"status": "success"}, tool_call="t2")
    s.agent(15, "Der Termin ist abgesagt.", 17)
    gone = s.entry(-90000, status="cancelled")
    gone["updated_at"] = s.stamp(12.6)
    s.listing(gone)
    return s, Label(
        "none", "cancelled", "cancelled", "cancelled", True, acts=("none",), never=("recreate", "undo", "delete")
    )


def twice(gap: float, second_args: dict[str, str] | None = None, first_end: float = 25.0, seen: bool = True) -> Story:
    """The same booking twice: two rows, two entries."""
    s = offered(Story())
    s.parts["call"]["tool_timeout_ms"] = 5000
    s.tool("book", book_args(s), 22.0, first_end, {"say": "Eingetragen.", "state": "confirmed"}, seen_by_platform=seen)
    begin = 22.0 + gap
    s.tool("book", second_args or book_args(s), begin, begin + 3, {"say": "Eingetragen.", "state": "confirmed"})
    s.create(22.4)
    s.create(begin + 0.4, tool_call="t3", ref="b101")
    s.row("confirmed")
    s.row("confirmed", begin + 0.2, id="b101")
    s.agent(begin + 4, "So, Sie sind für Donnerstag um vierzehn Uhr eingetragen.")
    s.listing(s.entry(22.8), s.entry(begin + 0.8, ref="b101", id=9001))
    return s


@case
def model_repeat_same_body_after_an_answer() -> tuple[Story, Label]:
    return twice(8.0), Label("model_repeat", *GOOD[:3], False, acts=DUPLICATE, never=("recreate", "delete"))


@case
def platform_repeat_past_the_limit() -> tuple[Story, Label]:
    s = twice(5.2, first_end=29.5, seen=False)
    return s, Label(
        "platform_repeat", *GOOD[:3], False, also=("slow_tool",), acts=DUPLICATE, never=("recreate", "delete")
    )


@case
def repeat_that_joined_the_first_run() -> tuple[Story, Label]:
    s = twice(8.0)
    s.parts["requests"].pop()
    s.parts["bookings"].pop()
    s.parts["calendar"][0]["bookings"].pop()
    return s, Label("none", *GOOD, acts=("none",), never=STANDS_NEVER)


@case
def two_people_two_bookings_in_one_call() -> tuple[Story, Label]:
    s = twice(
        20.0,
        {
            "service": "Damenhaarschnitt",
            "date": "Donnerstag",
            "time": "vierzehn Uhr",
            "customer_name": "Lotte Zweite",
            "staff": "Jonas",
        },
    )
    s.caller(30, "Und für meine Schwester Lotte Zweite bitte auch um vierzehn Uhr, bei Jonas.")
    s.parts["bookings"][1] |= {"customer": "Lotte Zweite", "staff": "jonas"}
    s.parts["requests"][1]["request"]["attendee"] = {"name": "Lotte Zweite", "email": "lotte@example.org"}
    s.parts["calendar"][0]["bookings"][1] |= {
        "host": "Jonas Anders",
        "attendee": {"name": "Lotte Zweite", "email": "lotte@example.org", "phone": None},
    }
    return s, Label("none", *GOOD, acts=("none",), never=STANDS_NEVER)


@case
def barge_in_the_confirmation_was_cut() -> tuple[Story, Label]:
    s = booked(say="Perfekt, also dann sind Sie jetzt für Donnerstag um vierzehn Uhr eingetragen.")
    s.last_line["interrupted_at_s"] = 27.0
    s.last_line["end_s"] = 31.0
    s.caller(27.2, "Moment, da klingelt es, ich melde mich.")
    return s, Label(
        "barge_in_lost",
        "free",
        "confirmed",
        "present",
        False,
        acts=TELL,
        never=("recreate", "delete", "undo", "release"),
    )


@case
def barge_in_but_said_again() -> tuple[Story, Label]:
    s = barge_in_the_confirmation_was_cut()[0]
    s.agent(33, "Ich wiederhole: Donnerstag, vierzehn Uhr ist fest gebucht.", 37)
    return s, Label("none", *GOOD, acts=("none",), never=STANDS_NEVER)


@case
def barge_in_after_the_claim_was_out() -> tuple[Story, Label]:
    s = booked(
        say="Sie sind für Donnerstag um vierzehn Uhr eingetragen. Bitte kommen Sie fünf Minuten früher und bringen "
        "Sie Ihre Karte mit."
    )
    s.last_line["interrupted_at_s"] = 29.0
    s.last_line["end_s"] = 33.0
    return s, Label("none", *GOOD, acts=("none",), never=STANDS_NEVER)


@case
def hung_up_before_the_answer() -> tuple[Story, Label]:
    s = booked()
    s.parts["utterances"].pop()
    s.parts["call"]["ended_at"] = s.at(24.0)
    return s, Label(
        "barge_in_lost",
        "free",
        "confirmed",
        "present",
        False,
        acts=TELL,
        never=("recreate", "delete", "undo", "release"),
    )


@case
def slow_tool_and_the_agent_gave_up() -> tuple[Story, Label]:
    s = booked(say="Ich bekomme gerade keine Antwort vom System, das tut mir leid.")
    s.parts["call"]["tool_timeout_ms"] = 3000
    s.last_tool.update({"answered_at": s.at(27.5), "end_s": 25.0, "seen_by_platform": False})
    s.parts["requests"][0]["took_ms"] = 4800
    s.parts["calendar"][0]["bookings"][0]["created_at"] = s.stamp(26.5)
    return s, Label(
        "slow_tool", "failed", "confirmed", "present", False, acts=("notify", "callback"), never=STANDS_NEVER
    )


@case
def slow_but_in_time() -> tuple[Story, Label]:
    s = booked()
    s.last_tool.update({"answered_at": s.at(31.5), "end_s": 31.7})
    s.parts["utterances"][-1] |= {"start_s": 32.0, "end_s": 36.0}
    return s, Label("none", *GOOD, acts=("none",), never=STANDS_NEVER)


@case
def claim_without_tool_du_form() -> tuple[Story, Label]:
    s = offered(Story())
    s.agent(20, "Super, dann hab ich dich für Donnerstag um zwei eingeplant.", 23)
    s.listing()
    return s, Label(
        "claim_without_tool",
        "booked",
        "none",
        "absent",
        False,
        acts=("recreate", "callback", "notify"),
        never=("adopt", "undo", "release", "delete"),
    )


@case
def claim_without_tool_and_somebody_took_it_since() -> tuple[Story, Label]:
    s = claim_without_tool_du_form()[0]
    s.parts["calendar"][0]["bookings"] = [s.foreign(s.at(500))]
    return s, Label("claim_without_tool", "booked", "none", "absent", False, acts=TELL, never=LOST_NEVER)


@case
def asked_only_and_nothing_claimed() -> tuple[Story, Label]:
    s = offered(Story())
    s.agent(20, "Gut, dann trage ich Sie gleich ein, einen Moment.", 22)
    s.caller(23, "Ach nein, lassen Sie, ich überlege noch.")
    s.agent(25, "Gern, es ist noch nichts gebucht.", 27)
    s.listing()
    return s, Label("none", "free", "none", "absent", True, acts=("none",), never=LOST_NEVER)


@case
def claimed_and_no_record_of_tools() -> tuple[Story, Label]:
    s = claim_without_tool_du_form()[0].without("tool_calls", "requests")
    return s, Label(
        "undetermined",
        "booked",
        "none",
        "absent",
        False,
        ("undetermined", "claim_without_tool"),
        acts=TELL,
        never=("adopt", "undo", "release", "delete", "recreate"),
    )


@case
def claim_of_a_move_that_was_refused() -> tuple[Story, Label]:
    s = asked_to_cancel()
    s.parts["utterances"][1]["text"] = (
        "Elif Beispiel, ich möchte meinen Termin am Donnerstag auf fünfzehn Uhr verschieben."
    )
    s.tool(
        "reschedule",
        {"time": "fünfzehn Uhr"},
        12,
        14,
        {"state": "refused", "reason": "slot_taken", "say": "Fünfzehn Uhr ist nicht frei."},
    )
    s.agent(15, "Alles klar, Ihr Termin ist auf fünfzehn Uhr verschoben.", 18)
    s.listing(s.entry(-90000))
    return s, Label(
        "claim_against_tool",
        "moved",
        "confirmed",
        "present",
        False,
        acts=TELL,
        never=("recreate", "undo", "release", "delete"),
    )


@case
def claim_of_another_time() -> tuple[Story, Label]:
    s = booked(say="Sie sind für Donnerstag um sechzehn Uhr dreißig eingetragen.")
    return s, Label("claim_against_tool", *GOOD[:3], False, acts=(*TELL, "move_with_consent"), never=STANDS_NEVER)


@case
def said_taken_although_free() -> tuple[Story, Label]:
    s = Story()
    s.caller(3, "Ist am Donnerstag um vierzehn Uhr was frei?")
    s.tool(
        "check_availability",
        {"date": "Donnerstag", "time": "14 Uhr"},
        9,
        10,
        {"available": True, "message": "14 Uhr ist frei."},
    )
    s.agent(11, "Da ist leider schon alles belegt.", 13)
    s.listing()
    return s, Label("claim_against_tool", "taken", "none", "absent", True, acts=(*TELL, "none"), never=LOST_NEVER)


@case
def callback_promised_by_nobody() -> tuple[Story, Label]:
    s = failed(say="Das hat leider nicht geklappt, wir rufen Sie heute noch zurück.")
    s.parts["tasks"] = []
    s.create(22.4, 0.4, 429)
    s.create(23.4, 0.4, 429)
    return s, Label(
        "claim_without_tool",
        "callback",
        "failed",
        "absent",
        False,
        ("claim_without_tool", "calendar_down"),
        ("calendar_down", "claim_without_tool"),
        acts=TELL,
        never=("adopt", "undo", "release", "delete"),
    )


@case
def callback_promised_and_stored() -> tuple[Story, Label]:
    s = Story()
    s.caller(3, "Ich hätte gern eine Beratung, können Sie mich zurückrufen?")
    s.tool("request_callback", {"reason": "Beratung"}, 8, 8.6, {"state": "info", "say": "Rückruf ist notiert."})
    s.agent(10, "Gern, wir rufen Sie morgen zurück.", 12)
    s.parts["tasks"] = [{"at": s.at(8.4), "kind": "callback", "state": "open", "text": "Beratung"}]
    s.listing()
    return s, Label("none", "callback", "none", "absent", True, acts=("none",), never=LOST_NEVER)


@case
def corrected_later_in_the_call() -> tuple[Story, Label]:
    s = refused(say="So, der Termin ist gebucht.")
    s.mirror(s.at(10.2))
    s.parts["calendar"][0]["bookings"] = [s.foreign(s.at(17))]
    s.agent(31, "Entschuldigung, ich muss mich korrigieren: Vierzehn Uhr ist leider doch schon vergeben.", 36)
    return s, Label(
        "real_race",
        "taken",
        "failed",
        "absent",
        True,
        ("real_race", "claim_against_tool"),
        acts=("none", "callback", "notify"),
        never=LOST_NEVER,
    )


def read_out(notices: list[dict[str, object]] | None) -> Story:
    """An older visit is read out, though a person cancelled it in the calendar two days before."""
    s = Story()
    s.caller(3, "Elif Beispiel, steht mein Termin am Donnerstag noch?")
    s.tool("booking_status", {}, 8, 8.5, {"state": "info", "say": "Ja, Donnerstag vierzehn Uhr."})
    s.agent(10, "Ja, Ihr Termin am Donnerstag um vierzehn Uhr steht.", 13)
    s.row("confirmed", -900000, call_id="call_older")
    gone = s.entry(-900000, status="cancelled")
    gone["updated_at"] = s.stamp(-170000)
    s.listing(gone)
    if notices is not None:
        s.parts["notices"] = notices
    return s


CANCELLED = ("booked", "confirmed", "cancelled", False)
CANCELLED_NEVER = ("recreate", "undo", "adopt", "delete")


@case
def notice_lost_no_notices_at_all() -> tuple[Story, Label]:
    return read_out([]), Label(
        "notice_lost", *CANCELLED, ("notice_lost", "human_edit"), ("human_edit",), TELL, CANCELLED_NEVER
    )


@case
def notice_refused_one_among_others() -> tuple[Story, Label]:
    s = read_out([])
    s.parts["notices"] = [
        {"at": s.at(-300000), "trigger": "BOOKING_CREATED", "uid": "x", "payload": {}, "accepted": True},
        {
            "at": s.at(-169990),
            "trigger": "BOOKING_CANCELLED",
            "uid": "uid-b100",
            "payload": {"refused": "timestamp too old"},
            "accepted": False,
        },
    ]
    return s, Label("notice_refused", *CANCELLED, also=("human_edit",), acts=TELL, never=CANCELLED_NEVER)


@case
def human_edit_without_word_of_notices() -> tuple[Story, Label]:
    return read_out(None), Label("human_edit", *CANCELLED, acts=TELL, never=CANCELLED_NEVER)


@case
def notice_came_and_the_row_followed() -> tuple[Story, Label]:
    s = read_out([])
    s.parts["notices"] = [
        {"at": s.at(-169990), "trigger": "BOOKING_CANCELLED", "uid": "uid-b100", "payload": {}, "accepted": True}
    ]
    s.parts["bookings"][0] |= {"state": "cancelled", "changed_at": s.at(-169989)}
    s.parts["tool_calls"][0]["answer"] = {"state": "info", "reason": "not_found", "say": "Ich finde keinen Termin."}
    s.last_line["text"] = "Da finde ich leider keinen Termin mehr."
    return s, Label(
        "none",
        "nothing",
        "cancelled",
        "cancelled",
        False,
        ("none", "undetermined"),
        acts=("none", "ask_person", "callback"),
        never=("recreate", "adopt", "delete"),
    )


@case
def moved_by_us_with_a_new_uid() -> tuple[Story, Label]:
    """The call itself moved the visit: the chain of uids is our own doing."""
    s = asked_to_cancel()
    s.parts["utterances"][1]["text"] = (
        "Elif Beispiel, ich möchte meinen Termin am Donnerstag auf sechzehn Uhr verschieben."
    )
    s.tool(
        "reschedule", {"time": "sechzehn Uhr"}, 12, 15, {"state": "confirmed", "say": "Verschoben auf sechzehn Uhr."}
    )
    s.ask(
        12.5,
        "POST",
        "/v2/bookings/uid-b100/reschedule",
        201,
        {"data": {"uid": "uid-neu"}},
        tool_call="t2",
        request={"start": s.utc(s.local("16:00"))},
    )
    row = s.parts["bookings"][0]
    row |= {
        "start": s.local("16:00"),
        "end": s.later(s.local("16:00"), 45),
        "previous_start": s.local(),
        "remote_uid": "uid-neu",
        "changed_at": s.at(14),
    }
    s.agent(16, "Erledigt, Ihr Termin ist jetzt auf sechzehn Uhr verlegt.", 19)
    s.listing(
        s.entry(-90000, status="cancelled", rescheduled_to_uid="uid-neu"),
        s.entry(13, uid="uid-neu", id=9100, start=s.local("16:00")),
    )
    return s, Label("none", "moved", "moved", "moved", True, acts=("none",), never=STANDS_NEVER)


@case
def move_claimed_and_stored_but_not_made() -> tuple[Story, Label]:
    s = moved_by_us_with_a_new_uid()[0]
    s.parts["requests"][0] |= {
        "status": 404,
        "response": {"error": {"message": "Booking with uid=9000 was not found"}},
        "path": "/v2/bookings/9000/reschedule",
    }
    s.parts["bookings"][0]["remote_uid"] = "uid-b100"
    s.parts["calendar"][0]["bookings"] = [s.entry(-90000)]
    return s, Label(
        "id_mixup",
        "moved",
        "moved",
        "present",
        False,
        acts=("complete", "fix_configuration", "undo"),
        never=("recreate", "adopt", "delete"),
    )


@case
def clock_within_tolerance() -> tuple[Story, Label]:
    s = booked(Story(shift=2.5))
    return s, Label("none", *GOOD, acts=("none",), never=STANDS_NEVER)


@case
def clock_beyond_tolerance() -> tuple[Story, Label]:
    s = booked(Story(shift=75))
    return s, Label("clock", *GOOD, acts=("none", "fix_configuration"), never=STANDS_NEVER)


@case
def clock_of_the_platform() -> tuple[Story, Label]:
    s = booked()
    s.parts["call"]["started_at"] = s.at(-95)
    return s, Label("clock", *GOOD, acts=("none", "fix_configuration"), never=STANDS_NEVER)


@case
def not_ours_another_number() -> tuple[Story, Label]:
    s = Story()
    s.catalog(rules={"phone_numbers": ["+493055500100"]})
    s.caller(3, "Elif Beispiel, ich wollte meinen Termin bei der Fußpflege verschieben.")
    s.tool(
        "find_bookings", {"customer_name": "Elif Beispiel"}, 8, 9, {"found": False, "message": "Keine Buchung gefunden"}
    )
    s.agent(10, "Ich finde hier leider keinen Termin auf Ihren Namen.", 13)
    s.listing()
    return s, Label(
        "not_ours", "nothing", "none", "absent", True, acts=("none",), never=(*LOST_NEVER, "move_with_consent")
    )


@case
def no_appointment_found_but_our_own_number() -> tuple[Story, Label]:
    s = not_ours_another_number()[0]
    s.parts["catalog"]["rules"]["phone_numbers"] = ["+493023125100"]
    return s, Label("none", "nothing", "none", "absent", True, ("none", "not_ours"), acts=("none",), never=LOST_NEVER)


@case
def small_talk() -> tuple[Story, Label]:
    s = Story()
    s.agent(0.5, "Salon Lindenhof, guten Tag.")
    s.caller(3, "Was kostet denn bei Ihnen ein Herrenschnitt?")
    s.agent(6, "Der Herrenschnitt kostet achtundzwanzig Euro. Möchten Sie einen Termin?")
    s.caller(10, "Nein danke, nur mal so.")
    s.listing()
    return s, Label("none", "nothing", "none", "absent", True, acts=("none",), never=LOST_NEVER)


@case
def only_a_call_and_nothing_else() -> tuple[Story, Label]:
    s = Story().without("utterances", "tool_calls", "requests", "bookings", "calendar")
    return s, Label(
        "none",
        "unknown",
        "unknown",
        "unknown",
        False,
        acts=("none",),
        never=("recreate", "adopt", "undo", "release", "delete"),
    )


@case
def refused_by_policy() -> tuple[Story, Label]:
    s = offered(Story())
    s.tool(
        "book",
        book_args(s),
        22,
        23,
        {"state": "refused", "reason": "policy", "say": "Für diese Leistung brauchen wir eine Anzahlung."},
    )
    s.agent(24, "Für diese Leistung brauchen wir vorab eine Anzahlung. Soll ich den Link schicken?")
    s.caller(30, "Nein, danke.")
    s.listing()
    return s, Label("none", "free", "none", "absent", True, acts=("none",), never=LOST_NEVER)


@case
def chain_of_platform_and_vienna_dialect() -> tuple[Story, Label]:
    s = booked(Story(zone="Europe/Vienna"), say="So, i hab Sie eintrogn für Donnerstag um vierzehn Uhr, des passt.")
    return s, Label("none", *GOOD, acts=("none",), never=STANDS_NEVER)


@case
def undetermined_said_booked_and_no_requests_on_record() -> tuple[Story, Label]:
    s = booked().without("requests")
    s.parts["bookings"][0] |= {"sync": "pending", "remote_uid": None, "remote_id": None}
    s.parts["calendar"][0]["bookings"] = []
    return s, Label(
        "undetermined",
        "booked",
        "confirmed",
        "absent",
        False,
        ("undetermined", "human_edit"),
        acts=("recreate", "ask_person", "callback"),
        never=("adopt", "undo", "release", "delete"),
    )


@case
def two_wishes_the_last_one_counts() -> tuple[Story, Label]:
    s = booked()
    s.caller(32, "Und hätten Sie am Samstag um zehn auch noch was für meinen Mann?")
    s.tool(
        "check_availability",
        {"date": "Samstag", "time": "zehn"},
        35,
        36,
        {"state": "held", "say": "Samstag zehn Uhr ist frei."},
    )
    s.agent(37, "Samstag um zehn wäre frei.", 39)
    s.caller(40, "Gut, da frag ich ihn erst.")
    return s, Label(
        "none", "free", "confirmed", "present", False, ("none",), acts=("none", "notify"), never=STANDS_NEVER
    )
