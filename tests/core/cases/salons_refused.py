"""Calls of other salons in which an answer, a notice or a word went wrong."""

from tests.core.cases.builder import Label, Story, case
from tests.core.cases.salons import (
    BARBER_ARGS,
    PRACTICE_ARGS,
    SPA_ARGS,
    barber,
    barber_offer,
    practice,
    practice_offer,
    spa,
    spa_offer,
    standing,
)

LOST_NEVER = ("recreate", "adopt", "undo", "release", "delete")
STANDS_NEVER = ("recreate", "undo", "release", "delete")

NO = ("taken", "failed", "absent", True)
LOST_ACTS = ("none", "callback", "notify")


@case
def key_error_in_german() -> tuple[Story, Label]:
    s = practice_offer(practice())
    s.tool("termin_buchen", PRACTICE_ARGS, 20, 21, {"fehler": "interner Fehler: KeyError: 'start'"})
    s.agent(22, "Da ist leider etwas schiefgelaufen, ich kann grad keinen Termin eintragen.", 26)
    s.listing()
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
def moved_there_and_no_word_came() -> tuple[Story, Label]:
    s = practice()
    s.agent(0.4, "Praxis am Ring, grüß Gott.")
    s.caller(3, "Musterer Hannes. Wann is'n mei Termin?")
    s.tool(
        "meine_termine",
        {"name": "Hannes Musterer"},
        8,
        9,
        {"termine": [{"id": "4711", "start": "2026-05-06T10:30", "leistung": "Krankengymnastik"}]},
    )
    standing(s)
    s.agent(10, "Ihr Termin ist am Mittwoch um halb elf.", 14)
    s.parts["notices"] = [
        {"at": s.at(-604700), "trigger": "BOOKING_CREATED", "uid": "uid-4711", "payload": {}, "accepted": True}
    ]
    old = s.utc(s.at(-604799))
    s.listing(
        s.entry(made=old, status="cancelled", updated_at=s.stamp(-90000), rescheduled_to_uid="nn"),
        s.entry(-90000, uid="nn", id=9050, start=s.local("16:00")),
    )
    return s, Label(
        "notice_lost",
        "booked",
        "confirmed",
        "moved",
        False,
        ("notice_lost", "human_edit"),
        also=("human_edit",),
        acts=("adopt", "notify", "callback", "ask_person"),
        never=STANDS_NEVER,
    )


@case
def cancellation_notice_was_turned_away() -> tuple[Story, Label]:
    s = practice()
    s.agent(0.4, "Praxis am Ring, grüß Gott.")
    s.caller(3, "Musterer Hannes, gilt mein Termin am Mittwoch um halb elf noch?")
    s.tool(
        "meine_termine", {"name": "Hannes Musterer"}, 8, 9, {"termine": [{"id": "4711", "start": "2026-05-06T10:30"}]}
    )
    standing(s)
    s.agent(10, "Ja, der steht, Mittwoch um halb elf.", 13)
    s.parts["notices"] = [
        {
            "at": s.at(-89990),
            "trigger": "BOOKING_CANCELLED",
            "uid": "uid-4711",
            "payload": {"error": "invalid signature"},
            "accepted": False,
        }
    ]
    s.listing(s.entry(made=s.utc(s.at(-604799)), status="cancelled", updated_at=s.stamp(-90000)))
    return s, Label(
        "notice_refused",
        "booked",
        "confirmed",
        "cancelled",
        False,
        also=("human_edit",),
        acts=("callback", "ask_person", "notify", "fix_configuration"),
        never=("recreate", "undo", "adopt", "delete"),
    )


@case
def calendar_down_but_agent_says_free() -> tuple[Story, Label]:
    s = spa_offer(spa(), check={"success": False, "error": "calendar unreachable"})
    s.parts["utterances"] = s.parts["utterances"][:3]
    s.caller(16.5, "Let me think about it, bye.")
    s.ask(9.4, "GET", "/v2/slots", 503, {"status": "error"}, tool_call="t1")
    s.ask(9.9, "GET", "/v2/slots", 503, {"status": "error"}, tool_call="t1")
    s.listing()
    return s, Label(
        "claim_against_tool",
        "free",
        "none",
        "absent",
        True,
        ("claim_against_tool",),
        acts=("callback", "notify", "none", "ask_person"),
        never=LOST_NEVER,
    )


@case
def offered_what_the_tool_denied() -> tuple[Story, Label]:
    s = practice_offer(practice(), check={"verfuegbar": False, "grund": "Sprechzeit endet vorher"})
    s.parts["utterances"] = s.parts["utterances"][:3]
    s.caller(16.5, "Na, i überleg's mir no amoi. Pfiat Eana.")
    s.listing()
    return s, Label(
        "claim_against_tool",
        "free",
        "none",
        "absent",
        True,
        acts=("callback", "notify", "none", "ask_person"),
        never=("adopt", "undo", "release", "delete", "recreate"),
    )


@case
def pending_told_as_done() -> tuple[Story, Label]:
    s = practice_offer(practice())
    s.tool("termin_buchen", PRACTICE_ARGS, 20, 22, {"status": "pending", "hinweis": "wird noch bestätigt"})
    s.row("pending", 20.2, sync="pending")
    s.agent(23, "Wunderbar, Ihr Termin am Mittwoch um halb elf ist fest gebucht.", 27)
    s.listing()
    return s, Label(
        "claim_against_tool",
        "booked",
        "pending",
        "absent",
        False,
        acts=("callback", "notify", "ask_person", "complete", "recreate"),
        never=("adopt", "delete", "undo", "release"),
    )


@case
def race_with_a_skewed_calendar_clock() -> tuple[Story, Label]:
    "blocker stamped 60 s early by a calendar clock that runs 60 s behind: other stamps show the skew"
    s = spa_offer(spa(shift=-60))
    s.mirror(s.at(9.3))
    s.tool("create_booking", SPA_ARGS, 19, 21, {"success": False, "error": "not available"})
    s.create(19.4, status=409)
    s.row("failed", 19.2)
    s.parts["requests"][-1]["response"]["timestamp"] = s.stamp(20)
    s.agent(22, "Sorry, it has just been taken.", 25)
    s.listing(s.foreign(s.at(14 - 60)))
    return s, Label("real_race", *NO, ("real_race", "undetermined"), acts=(*LOST_ACTS, "ask_person"), never=LOST_NEVER)


@case
def test_leftover_and_newcomer_both_in_the_way() -> tuple[Story, Label]:
    s = barber_offer(barber())
    s.mirror(s.at(8.4))
    s.tool("buchung", BARBER_ARGS, 19, 21, {"ok": False, "fehler": "belegt"})
    s.create(19.4, status=409)
    s.row("failed", 19.2)
    s.agent(22, "Sorry, elf ist leider belegt.", 25)
    s.listing(
        s.entry(ref="r-3", uid="u3", id=3, made=s.utc(s.at(-80000)), start=s.local("10:45")),
        s.foreign(s.at(12), start=s.local("11:15")),
    )
    s.parts["other_calls"] = [
        {
            "call_id": "call_t",
            "started_at": s.at(-80010),
            "ended_at": s.at(-79900),
            "from_number": "+4915120000099",
            "test": True,
            "bookings": ["r-3"],
        }
    ]
    return s, Label(
        "earlier_test",
        *NO,
        ("earlier_test", "real_race"),
        also=(),
        acts=("callback", "ask_person", "none", "notify"),
        never=LOST_NEVER,
    )


@case
def another_tenants_key_in_the_way() -> tuple[Story, Label]:
    s = spa_offer(spa())
    s.mirror(s.at(9.3))
    s.tool("create_booking", SPA_ARGS, 19, 21, {"success": False, "error": "not available"})
    s.create(19.4, status=409)
    s.row("failed", 19.2)
    s.agent(22, "Sorry, it has just been taken.", 25)
    s.listing(
        s.entry(
            14,
            ref="tenant-b-88",
            uid="ux",
            id=71,
            attendee={"name": "Jane Sample", "email": "jane@example.net", "phone": None},
        )
    )
    return s, Label("real_race", *NO, acts=LOST_ACTS, never=LOST_NEVER)


@case
def cancelled_by_a_stale_uid() -> tuple[Story, Label]:
    s = practice()
    s.agent(0.4, "Praxis am Ring.")
    s.caller(3, "Musterer, bitte den Mittwoch um halb elf absagen.")
    s.tool("termin_absagen", {"termin_id": "4711"}, 8, 9.5, {"erfolg": True}, id="t1")
    s.ask(
        8.3,
        "POST",
        "/v2/bookings/alt1/cancel",
        404,
        {"status": "error", "error": {"message": "Booking not found"}},
        tool_call="t1",
    )
    standing(s, "cancelled", changed_at=s.at(9), remote_uid="alt1", sync="synced")
    s.agent(10, "Erledigt, ist storniert.", 12)
    old = s.utc(s.at(-604799))
    s.listing(
        s.entry(
            made=old,
            uid="alt1",
            status="cancelled",
            updated_at=s.stamp(-400000),
            start=s.local("09:00"),
            rescheduled_to_uid="neu1",
        ),
        s.entry(-400000, uid="neu1", id=9077),
    )
    return s, Label(
        "id_mixup",
        "cancelled",
        "cancelled",
        "present",
        False,
        acts=("complete", "undo", "fix_configuration"),
        never=("recreate", "adopt", "delete", "move_with_consent"),
    )
