"""Calls of other salons about visits that moved, went or were told otherwise."""

from tests.core.cases.builder import Label, Story, case
from tests.core.cases.salons import BARBER_ARGS, SPA_ARGS, barber, barber_offer, practice, spa, spa_offer, standing

LOST_NEVER = ("recreate", "adopt", "undo", "release", "delete")
STANDS_NEVER = ("recreate", "undo", "release", "delete")

GOOD = ("booked", "confirmed", "present", True)


@case
def the_word_booked_was_never_heard() -> tuple[Story, Label]:
    s = barber_offer(barber())
    s.tool("buchung", BARBER_ARGS, 19, 21, {"ok": True})
    s.create(19.4)
    s.row("confirmed", 19.2)
    s.agent(22, "Alles klar Deniz, für morgen um elf Uhr bei Kemal bist du jetzt eingetragen.", 28, cut=23.5)
    s.caller(23.4, "Du, ich muss los, tschau!")
    s.listing(s.entry(19.9))
    return s, Label(
        "barge_in_lost",
        "free",
        "confirmed",
        "present",
        False,
        acts=("notify", "callback", "ask_person"),
        never=STANDS_NEVER,
    )


@case
def salon_cancelled_and_the_row_followed() -> tuple[Story, Label]:
    s = spa_offer(spa())
    s.tool("create_booking", SPA_ARGS, 19, 21, {"success": True})
    s.create(19.4)
    s.row("cancelled", 19.2, changed_at=s.at(900), remote_uid="uid-bk9", sync="synced")
    s.agent(22, "You're booked for Thursday at quarter past two.", 26)
    s.parts["notices"] = [
        {"at": s.at(899), "trigger": "BOOKING_CANCELLED", "uid": "uid-bk9", "payload": {}, "accepted": True}
    ]
    s.listing(s.entry(19.9, status="cancelled", updated_at=s.stamp(897)), minutes=40)
    return s, Label(
        "human_edit",
        "booked",
        "cancelled",
        "cancelled",
        False,
        acts=("callback", "notify", "ask_person"),
        never=("recreate", "adopt", "delete", "undo"),
    )


@case
def cancelled_one_then_booked_another() -> tuple[Story, Label]:
    s = practice(day="2026-05-06")
    s.agent(0.4, "Praxis am Ring, grüß Gott.")
    s.caller(3, "Musterer, den Mittwoch um halb elf muss ich absagen.")
    s.tool("termin_absagen", {"termin_id": "4711"}, 8, 9.5, {"erfolg": True}, id="t1")
    s.ask(8.3, "POST", "/v2/bookings/uid-4711/cancel", 200, {"status": "success"}, tool_call="t1")
    standing(s, "cancelled", changed_at=s.at(9), remote_uid="uid-4711", sync="synced")
    s.agent(10, "Der Mittwoch ist abgesagt. Möchten Sie gleich einen neuen Termin?", 14)
    s.caller(15, "Ja, Donnerstag um elf bitte.")
    s.tool("freie_termine", {"tag": "Donnerstag", "zeit": "11"}, 18, 19, {"verfuegbar": True})
    s.agent(20, "Donnerstag um elf ist frei. Eintragen?")
    s.caller(22, "Ja")
    s.tool(
        "termin_buchen",
        {"start": "2026-05-07T11:00", "kunde": "Hannes Musterer", "leistung": "Krankengymnastik"},
        24,
        26,
        {"erfolg": True},
        id="t3",
    )
    new = s.local("11:00", "2026-05-07")
    s.create(24.4, start=new, ref="4720", tool_call="t3")
    s.row("confirmed", 24.2, id="4720", at=new)
    s.agent(27, "So, Donnerstag um elf ist eingetragen.", 30)
    s.listing(s.entry(made=s.utc(s.at(-604799)), status="cancelled", updated_at=s.stamp(8.5)))
    s.listing(s.entry(24.9, ref="4720", start=new, id=9060), day="2026-05-07")
    return s, Label("none", *GOOD, acts=("none",), never=STANDS_NEVER)


@case
def moved_twice_in_one_call() -> tuple[Story, Label]:
    s = practice()
    s.agent(0.4, "Praxis am Ring.")
    s.caller(3, "Musterer, kann ich von Mittwoch halb elf auf zwölf?")
    s.agent(5, "Soll ich auf zwölf verlegen?")
    s.caller(6, "Ja")
    s.tool("termin_verschieben", {"termin_id": "4711", "neue_zeit": "12:00"}, 8, 9.5, {"erfolg": True}, id="t1")
    s.ask(
        8.3,
        "POST",
        "/v2/bookings/uid-4711/reschedule",
        201,
        {"status": "success", "data": {"uid": "m1", "start": s.utc(s.local("12:00"))}},
        tool_call="t1",
        request={"start": s.utc(s.local("12:00"))},
    )
    s.agent(10, "Ist verlegt auf zwölf Uhr.", 12)
    s.caller(13, "Ach, lieber doch um eins.")
    s.agent(15, "Auf dreizehn Uhr?")
    s.caller(16, "Ja.")
    s.tool("termin_verschieben", {"termin_id": "4711", "neue_zeit": "13:00"}, 18, 19.5, {"erfolg": True}, id="t2")
    s.ask(
        18.3,
        "POST",
        "/v2/bookings/m1/reschedule",
        201,
        {"status": "success", "data": {"uid": "m2", "start": s.utc(s.local("13:00"))}},
        tool_call="t2",
        request={"start": s.utc(s.local("13:00"))},
    )
    s.agent(20, "Gut, jetzt ist es auf dreizehn Uhr verschoben.", 23)
    standing(s, "confirmed", at=s.local("13:00"), previous_start=s.local("10:30"), changed_at=s.at(19), remote_uid="m2")
    s.listing(
        s.entry(made=s.utc(s.at(-604799)), status="cancelled", updated_at=s.stamp(8.6), rescheduled_to_uid="m1"),
        s.entry(
            8.6,
            uid="m1",
            id=9101,
            start=s.local("12:00"),
            status="cancelled",
            updated_at=s.stamp(18.6),
            rescheduled_to_uid="m2",
        ),
        s.entry(18.6, uid="m2", id=9102, start=s.local("13:00")),
    )
    return s, Label("none", "moved", "moved", "moved", True, acts=("none",), never=STANDS_NEVER)


@case
def half_an_hour_beside_the_word() -> tuple[Story, Label]:
    s = spa_offer(spa())
    s.tool(
        "create_booking",
        {**SPA_ARGS, "start": "2026-07-09T14:45:00+02:00"},
        19,
        21,
        {"success": True, "start": "2026-07-09T14:45:00+02:00"},
    )
    s.create(19.4, start=s.local("14:45"))
    s.row("confirmed", 19.2, at=s.local("14:45"))
    s.agent(22, "You're booked for Thursday at quarter past two.", 26)
    s.listing(s.entry(19.9, start=s.local("14:45")))
    return s, Label(
        "claim_against_tool",
        "booked",
        "confirmed",
        "present",
        False,
        acts=("move_with_consent", "callback", "notify", "ask_person"),
        never=STANDS_NEVER,
    )


@case
def hidden_number_zero_phone_matched() -> tuple[Story, Label]:
    s = practice(name="Rosl Beispielhuber")
    s.parts["call"]["from_number"] = "anonymous"
    s.agent(0.4, "Grüß Gott Frau Beispielhuber!")
    s.caller(3, "Na, i bin der Sepp Wimmer-Muster. Mein Termin am Mittwoch um halb elf, den sag i ab.")
    s.parts["tool_calls"].append(
        {
            "id": "t0",
            "name": "get_caller",
            "args": {},
            "start_s": 0.1,
            "end_s": 0.2,
            "received_at": s.at(0.12),
            "answered_at": s.at(0.18),
            "http_status": 200,
            "answer": {"caller_name": "Rosl Beispielhuber"},
            "seen_by_platform": True,
        }
    )
    s.tool("termin_absagen", {"tag": "Mittwoch", "zeit": "halb elf"}, 8, 9.5, {"erfolg": True}, id="t1")
    s.ask(8.3, "POST", "/v2/bookings/uid-4711/cancel", 200, {"status": "success"}, tool_call="t1")
    standing(s, "cancelled", changed_at=s.at(9), remote_uid="uid-4711", sync="synced")
    s.agent(10, "Is scho abgesagt.", 12)
    s.listing(s.entry(made=s.utc(s.at(-604799)), status="cancelled", updated_at=s.stamp(8.5)))
    return s, Label(
        "identity_hidden",
        "cancelled",
        "cancelled",
        "cancelled",
        True,
        acts=("callback", "ask_person", "notify"),
        never=("delete", "undo", "adopt", "recreate", "release"),
    )


@case
def wrong_one_of_two_visits_cancelled() -> tuple[Story, Label]:
    "caller says Thursday, Wednesday's was cancelled"
    s = practice()
    s.agent(0.4, "Praxis.")
    s.caller(3, "Musterer, bitte den Donnerstag um zehn absagen.")
    s.tool("termin_absagen", {"termin_id": "4711"}, 8, 9.5, {"erfolg": True}, id="t1")
    s.ask(8.3, "POST", "/v2/bookings/uid-4711/cancel", 200, {"status": "success"}, tool_call="t1")
    standing(s, "cancelled", changed_at=s.at(9), remote_uid="uid-4711", sync="synced")
    s.row(
        "confirmed", -600000, id="4712", call_id="call_old", at=s.local("10:00", "2026-05-07"), changed_at=s.at(-600000)
    )
    s.agent(10, "Ist abgesagt.", 12)
    s.listing(s.entry(made=s.utc(s.at(-604799)), status="cancelled", updated_at=s.stamp(8.5)))
    s.listing(
        s.entry(ref="4712", start=s.local("10:00", "2026-05-07"), made=s.utc(s.at(-600000)), id=9002), day="2026-05-07"
    )
    return s, Label(
        "wrong_day",
        "cancelled",
        "cancelled",
        "cancelled",
        True,
        acts=("callback", "ask_person", "notify"),
        never=("delete", "recreate", "adopt"),
    )


@case
def moved_by_us_later_in_other_words() -> tuple[Story, Label]:
    "moved in this call with patch; said moved; old slot shows cancelled"
    s = spa()
    s.agent(0.4, "Riverside Spa.")
    s.caller(3, "Jane Sample, can we push Thursday from quarter past two to four?")
    s.agent(6, "Four o'clock works. Shall I move it?")
    s.caller(8, "Please.")
    s.tool(
        "change_appointment",
        {"booking_id": "bk9", "new_start": "2026-07-09T16:00:00+02:00"},
        10,
        12,
        {"success": True},
        id="t1",
    )
    s.ask(
        10.3,
        "PATCH",
        "/v2/bookings/uid-bk9",
        200,
        {"status": "success"},
        tool_call="t1",
        request={"start": s.utc(s.local("16:00"))},
    )
    standing(s, "confirmed", at=s.local("16:00"), previous_start=s.local("14:15"), changed_at=s.at(11))
    s.agent(13, "All done, you're now at four o'clock on Thursday.", 16)
    s.listing(s.entry(made=s.utc(s.at(-604799)), start=s.local("16:00"), updated_at=s.stamp(10.6)))
    return s, Label("none", "moved", "moved", "moved", True, ("none",), acts=("none",), never=STANDS_NEVER)
