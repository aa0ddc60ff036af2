"""Calls of other salons that ended in a no, or in words that were not true."""

from tests.core.cases.builder import Label, Story, case
from tests.core.cases.salons import (
    BARBER_ARGS,
    COLOUR_ARGS,
    PRACTICE_ARGS,
    SPA_ARGS,
    barber,
    barber_offer,
    chain,
    colour,
    part_asked,
    part_shown,
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
def echo_no_key_twin_on_other_host() -> tuple[Story, Label]:
    s = barber_offer(barber())
    s.tool("buchung", BARBER_ARGS, 19, 22.5, {"ok": False, "fehler": "slot_nicht_frei"})
    a = s.create(19.3, status=None, took=1.2)
    b = s.create(21.0, status=400)
    for r in (a, b):
        r["request"]["metadata"] = {}
    s.row("failed", 19.2)
    s.agent(23.5, "Ach Mist, da war einer schneller, elf ist weg.", 27)
    e = s.entry(20.1, ref=None, uid="own1")
    s.listing(
        e,
        s.entry(-500, ref=None, uid="tw", id=31, host="Ali Muster"),
        s.foreign(s.at(-90000), uid="c9", id=33, status="cancelled"),
    )
    return s, Label(
        "own_echo",
        "taken",
        "failed",
        "present",
        False,
        ("own_echo", "late_success"),
        acts=("adopt",),
        never=STANDS_NEVER,
    )


@case
def echo_with_old_stranger_touching_and_clock_off() -> tuple[Story, Label]:
    s = practice_offer(practice(shift=-2))
    s.tool("termin_buchen", PRACTICE_ARGS, 20, 24, {"erfolg": False, "grund": "bereits belegt"})
    s.create(20.4, took=1.4, status=None)
    s.create(22.4, status=409)
    s.row("failed", 20.2)
    s.agent(25, "Da ist leider schon jemand drin um halb elf.", 28)
    s.listing(s.foreign(s.at(-9000), start=s.local("10:00"), minutes=30), s.entry(21.2))
    return s, Label(
        "own_echo",
        "taken",
        "failed",
        "present",
        False,
        ("own_echo", "late_success"),
        acts=("adopt",),
        never=STANDS_NEVER,
    )


@case
def echo_but_salon_cancelled_ours_since() -> tuple[Story, Label]:
    s = practice_offer(practice())
    s.tool("termin_buchen", PRACTICE_ARGS, 20, 24, {"erfolg": False, "grund": "bereits belegt"})
    s.create(20.4, took=1.4, status=None)
    s.create(22.4, status=409)
    s.row("failed", 20.2)
    s.agent(25, "Halb elf ist leider schon belegt.", 28)
    s.listing(s.entry(21.2), minutes=3)
    s.listing(s.entry(21.2, status="cancelled", updated_at=s.stamp(900)), minutes=60)
    return s, Label(
        "own_echo",
        "taken",
        "failed",
        "cancelled",
        False,
        ("own_echo", "late_success"),
        acts=("callback", "notify", "ask_person"),
        never=LOST_NEVER,
    )


@case
def slow_and_repeated_and_told_no() -> tuple[Story, Label]:
    s = spa_offer(spa())
    s.parts["call"]["tool_timeout_ms"] = 5000
    s.tool("create_booking", SPA_ARGS, 19, 28, {"success": True}, seen_by_platform=False)
    s.tool("create_booking", SPA_ARGS, 24.1, 29, {"success": False, "error": "slot already booked"})
    s.create(19.6, took=7)
    s.create(27, status=409, tool_call="t3")
    s.row("confirmed", 19.3)
    s.agent(30, "I'm sorry, it looks like that slot was just booked by someone else.", 34)
    s.listing(s.entry(26))
    return s, Label(
        "own_echo",
        "taken",
        "confirmed",
        "present",
        False,
        ("own_echo", "platform_repeat"),
        also=("platform_repeat",),
        acts=("notify", "adopt"),
        never=STANDS_NEVER,
    )


@case
def model_tried_a_second_tool_and_met_itself() -> tuple[Story, Label]:
    s = barber_offer(barber())
    s.tool("buchung", BARBER_ARGS, 19, 21, {"ok": True, "nr": "18"})
    s.create(19.4)
    s.row("confirmed", 19.2)
    s.tool(
        "termin_anlegen",
        {"beginn": "2026-09-19T11:00:00+02:00", "kunde": "Deniz Probe"},
        23,
        25,
        {"ok": False, "fehler": "Zeit ist schon belegt"},
    )
    s.create(23.3, status=409, tool_call="t3", ref="r-19")
    s.agent(26, "Oh, sorry, elf Uhr ist leider schon belegt.", 29)
    s.listing(s.entry(19.8))
    return s, Label(
        "own_echo",
        "taken",
        "confirmed",
        "present",
        False,
        ("own_echo", "model_repeat"),
        also=("model_repeat",),
        acts=("notify", "adopt", "callback"),
        never=STANDS_NEVER,
    )


@case
def stale_among_touching_neighbours() -> tuple[Story, Label]:
    s = practice_offer(practice())
    s.mirror(s.at(-1500))
    s.tool("termin_buchen", PRACTICE_ARGS, 20, 22, {"erfolg": False, "grund": "belegt"})
    s.create(20.4, status=400)
    s.row("failed", 20.2)
    s.agent(23, "Da bin ich leider zu spät dran, der Platz ist weg.", 26)
    s.listing(
        s.foreign(s.at(15), uid="n1", id=1, start=s.local("10:10"), minutes=20),
        s.foreign(s.at(16), uid="n2", id=2, start=s.local("10:50"), minutes=20),
        s.foreign(s.at(14), uid="n3", id=3, host="Olga Muster"),
        s.foreign(s.at(13), uid="n4", id=4, status="cancelled", updated_at=s.stamp(15)),
        s.foreign(s.at(-700), uid="n5", id=5, start=s.local("10:45"), minutes=30),
    )
    return s, Label("stale_copy", *NO, acts=LOST_ACTS, never=LOST_NEVER)


@case
def blocker_cancelled_after_our_no() -> tuple[Story, Label]:
    s = spa_offer(spa())
    s.mirror(s.at(9.3))
    s.tool("create_booking", SPA_ARGS, 19, 21, {"booked": False, "reason": "slot no longer available"})
    s.create(19.4, status=409, message="slot no longer available")
    s.row("failed", 19.2)
    s.agent(22, "I'm afraid somebody has just taken that slot.", 25)
    s.listing(s.foreign(s.at(13), status="cancelled", updated_at=s.stamp(700)), minutes=30)
    return s, Label("real_race", *NO, acts=LOST_ACTS, never=LOST_NEVER)


@case
def chain_lost_and_only_half_taken_back() -> tuple[Story, Label]:
    s = colour()
    s.mirror(s.at(10.3))
    s.tool("book", COLOUR_ARGS, 22, 30, {"state": "refused", "reason": "slot_taken"})
    part_asked(s, 22.3, 0)
    part_asked(s, 23.3, 1)
    part_asked(s, 24.3, 3, status=409)
    s.ask(25.2, "POST", "/v2/bookings/uid-v55-1/cancel", 200, {"status": "success"}, tool_call="t2")
    s.ask(25.8, "POST", "/v2/bookings/uid-v55-2/cancel", 500, {"status": "error"}, tool_call="t2")
    chain(s, "failed", "failed")
    s.agent(31, "Neun Uhr ist leider eben vergeben worden.", 34)
    s.listing(
        part_shown(s, 22.8, 0, status="cancelled", updated_at=s.stamp(25.4)),
        part_shown(s, 23.8, 1),
        s.foreign(s.at(20.2), start=s.local("10:30"), minutes=30),
    )
    return s, Label(
        "real_race",
        "taken",
        "failed",
        "partial",
        False,
        ("real_race", "part_chain"),
        also=("part_chain",),
        acts=("undo", "release", "callback", "ask_person"),
        never=("recreate", "delete", "complete", "adopt"),
    )


@case
def cancel_timed_out_but_was_done() -> tuple[Story, Label]:
    s = practice()
    s.agent(0.4, "Praxis am Ring, grüß Gott.")
    s.caller(3, "Musterer, ich muss den Termin am Mittwoch um halb elf absagen.")
    s.tool("termin_absagen", {"termin_id": "4711"}, 10, 17, {"erfolg": False, "fehler": "Zeitüberschreitung"}, id="t1")
    s.ask(10.3, "POST", "/v2/bookings/uid-4711/cancel", None, tool_call="t1", took_ms=5000)
    standing(s)
    s.agent(18, "Das Absagen hat leider nicht geklappt, da gab es einen technischen Fehler.", 23)
    s.listing(s.entry(made=s.utc(s.at(-604799)), status="cancelled", updated_at=s.stamp(11.5)))
    return s, Label(
        "late_success",
        "failed",
        "confirmed",
        "cancelled",
        False,
        acts=("adopt", "complete", "notify", "callback", "ask_person"),
        never=("recreate", "delete", "release"),
    )


@case
def move_timed_out_but_was_done() -> tuple[Story, Label]:
    s = practice()
    s.agent(0.4, "Praxis am Ring, grüß Gott.")
    s.caller(3, "Musterer, kann ich den Mittwoch von halb elf auf vierzehn Uhr verlegen?")
    s.agent(7, "Soll ich auf vierzehn Uhr verlegen?")
    s.caller(9, "Ja.")
    s.tool(
        "termin_verschieben",
        {"termin_id": "4711", "neue_zeit": "2026-05-06 14:00"},
        10,
        17,
        {"erfolg": False, "fehler": "Zeitüberschreitung"},
        id="t1",
    )
    s.ask(
        10.3,
        "POST",
        "/v2/bookings/uid-4711/reschedule",
        None,
        tool_call="t1",
        took_ms=5000,
        request={"start": s.utc(s.local("14:00"))},
    )
    standing(s)
    s.agent(18, "Das Verschieben hat grad nicht funktioniert, probieren Sie es bitte später noch mal.", 23)
    s.listing(
        s.entry(made=s.utc(s.at(-604799)), status="cancelled", updated_at=s.stamp(11.5), rescheduled_to_uid="neu1"),
        s.entry(11.5, start=s.local("14:00"), uid="neu1", id=9900),
    )
    return s, Label(
        "late_success",
        "failed",
        "confirmed",
        "moved",
        False,
        acts=("adopt", "notify", "callback", "ask_person"),
        never=STANDS_NEVER,
    )
