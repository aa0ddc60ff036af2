"""Calls of other salons in which something was done: rightly, wrongly, or by somebody else."""

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

GOOD = ("booked", "confirmed", "present", True)


@case
def chain_all_there_with_gap_unbooked() -> tuple[Story, Label]:
    s = colour()
    s.tool("book", COLOUR_ARGS, 22, 27, {"state": "confirmed"})
    part_asked(s, 22.3, 0)
    part_asked(s, 23.3, 1)
    part_asked(s, 24.3, 3)
    chain(s, "confirmed", "synced")
    s.agent(28, "Wunderbar, Donnerstag um neun ist für Sie notiert.", 31)
    s.listing(
        part_shown(s, 22.8, 0),
        part_shown(s, 23.8, 1),
        part_shown(s, 24.8, 3),
        s.foreign(s.at(300), start=s.local("09:50"), minutes=35),
    )
    return s, Label("none", *GOOD, acts=("none",), never=STANDS_NEVER)


@case
def phone_wanted_then_given() -> tuple[Story, Label]:
    s = practice_offer(practice())
    s.tool("termin_buchen", PRACTICE_ARGS, 20, 23, {"erfolg": True})
    s.create(20.4, status=400, message="phone is required")
    s.create(21.5)
    s.row("confirmed", 20.2)
    s.agent(24, "So, passt, am Mittwoch um halb elf sind Sie drin.", 27)
    s.listing(s.entry(22))
    return s, Label("none", *GOOD, ("none", "missing_contact"), acts=("none",), never=STANDS_NEVER)


@case
def placeholder_without_harm() -> tuple[Story, Label]:
    s = spa_offer(spa())
    s.tool("create_booking", {**SPA_ARGS, "call_id": "call_123456"}, 19, 21, {"success": True})
    s.create(19.4)
    s.row("confirmed", 19.2)
    s.agent(22, "Done. You are in the book for Thursday at 2.15 pm.", 26)
    s.listing(s.entry(19.8))
    return s, Label("none", *GOOD, ("none", "placeholder_id"), acts=("none",), never=STANDS_NEVER)


@case
def hidden_number_and_own_name() -> tuple[Story, Label]:
    s = practice()
    s.parts["call"]["from_number"] = "anonymous"
    s.agent(0.4, "Praxis am Ring, mit wem spreche ich?")
    s.caller(3, "Musterer Hannes, steht mein Termin am Mittwoch noch?")
    s.tool(
        "termin_suchen",
        {"name": "Hannes Musterer"},
        8,
        9,
        {"gefunden": True, "kunde": "Hannes Musterer", "termine": [{"id": "4711", "start": "2026-05-06T10:30"}]},
    )
    standing(s)
    s.agent(10, "Ja, Ihr Termin am Mittwoch um halb elf steht.", 14)
    s.listing(s.entry(made=s.utc(s.at(-604799))))
    return s, Label("none", *GOOD, acts=("none",), never=STANDS_NEVER)


@case
def hidden_number_greeted_as_somebody() -> tuple[Story, Label]:
    s = barber(name="Birgit Musterfrau")
    s.parts["call"]["from_number"] = "Anonymous"
    s.agent(0.4, "Hallo Frau Musterfrau, schön dass Sie anrufen!")
    s.caller(3, "Äh, nee, ich bin der Timo Beispiel. Morgen um elf bei Kemal?")
    s.parts["tool_calls"].append(
        {
            "id": "t0",
            "name": "kunde_erkennen",
            "args": {},
            "start_s": 0.1,
            "end_s": 0.3,
            "received_at": s.at(0.15),
            "answered_at": s.at(0.25),
            "http_status": 200,
            "answer": {"kunde": {"name": "Birgit Musterfrau"}, "stammkunde": True},
            "seen_by_platform": True,
        }
    )
    s.agent(9, "Morgen um elf ist frei. Buchen?")
    s.caller(12, "Ja.")
    s.tool("buchung", {"zeitpunkt": "2026-09-19 11:00", "wer": "Kemal"}, 14, 16, {"ok": True})
    s.create(14.4)
    s.row("confirmed", 14.2)
    s.agent(17, "Gebucht, morgen um elf.", 19)
    s.listing(s.entry(14.8))
    return s, Label(
        "identity_hidden",
        *GOOD,
        acts=("callback", "ask_person", "notify"),
        never=("delete", "undo", "adopt", "recreate", "release"),
    )


@case
def sonnabend_became_sunday() -> tuple[Story, Label]:
    s = barber(day="2026-09-20")
    s.agent(0.4, "Barbershop, hallo.")
    s.caller(3, "Tach, Deniz Probe. Haste Sonnabend um elf noch wat frei?")
    s.tool("slots", {"wann": "2026-09-20 11:00", "dienst": "Fade Cut"}, 8, 9, {"frei": True})
    s.agent(11, "Ja, um elf geht. Soll ich?")
    s.caller(14, "Jo.")
    s.tool("buchung", {**BARBER_ARGS, "zeitpunkt": "2026-09-20 11:00"}, 16, 18, {"ok": True})
    s.create(16.4)
    s.row("confirmed", 16.2)
    s.agent(19, "Ist drin. Bis dann!", 21)
    s.listing(s.entry(16.8))
    return s, Label("wrong_day", *GOOD, acts=("move_with_consent", "callback", "notify"), never=STANDS_NEVER)


@case
def today_week_understood_rightly() -> tuple[Story, Label]:
    s = practice(day="2026-05-11")
    s.agent(0.4, "Praxis am Ring.")
    s.caller(3, "Musterer, i bräucht heut in acht Tagen um halb elf an Termin.")
    s.tool("freie_termine", {"tag": "heute in einer Woche", "zeit": "10:30"}, 9, 10, {"verfuegbar": True})
    s.agent(12, "Montag, der elfte Mai um halb elf wär frei. Eintragen?")
    s.caller(16, "Ja.")
    s.tool("termin_buchen", {**PRACTICE_ARGS, "start": "2026-05-11T10:30"}, 20, 22, {"erfolg": True})
    s.create(20.4)
    s.row("confirmed", 20.2)
    s.agent(23, "Dann sehen wir uns am Montag, den elften, um halb elf. Ist eingetragen.", 28)
    s.listing(s.entry(21))
    return s, Label("none", *GOOD, acts=("none",), never=STANDS_NEVER)


@case
def hour_off_over_the_clock_change() -> tuple[Story, Label]:
    s = Story(
        begun="2026-10-23T10:00:00", day="2026-10-26", time="15:00", name="Rosa Beispiel", row_id="z1", call_id="call_z"
    )
    s.agent(0.4, "Salon, guten Tag.")
    s.caller(3, "Rosa Beispiel, Damenhaarschnitt am Montag um drei Uhr nachmittags.")
    s.tool("check_availability", {"date": "Montag", "time": "15 Uhr"}, 9, 10, {"available": True})
    s.agent(12, "Montag, fünfzehn Uhr ist frei, soll ich buchen?")
    s.caller(16, "Ja, gern.")
    s.tool(
        "book", {"date": "Montag", "time": "15 Uhr", "customer_name": "Rosa Beispiel"}, 20, 22, {"state": "confirmed"}
    )
    s.create(20.4, start="2026-10-26T15:00:00+02:00")
    s.row("confirmed", 20.2)
    s.agent(23, "Gebucht für Montag um fünfzehn Uhr.", 26)
    s.listing(s.entry(20.8, start=s.local("14:00")))
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
def moved_an_hour_by_a_person() -> tuple[Story, Label]:
    s = spa_offer(spa())
    s.tool("create_booking", SPA_ARGS, 19, 21, {"success": True})
    s.create(19.4)
    s.row("confirmed", 19.2)
    s.agent(22, "You're booked for Thursday at a quarter past two.", 26)
    s.listing(s.entry(19.8), minutes=3)
    s.listing(s.entry(19.8, start=s.local("15:15"), updated_at=s.stamp(4000)), minutes=300)
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
def event_type_of_the_colleague() -> tuple[Story, Label]:
    s = barber_offer(barber())
    s.catalog(
        event_types=[
            {"id": 311, "service": "damen", "segment": 1, "staff": "kemal", "kind": "child", "length": 30},
            {"id": 312, "service": "damen", "segment": 1, "staff": "ali", "kind": "child", "length": 30},
        ],
        staff=[
            {"key": "kemal", "name": "Kemal Muster", "calendar_accounts": ["1"]},
            {"key": "ali", "name": "Ali Muster", "calendar_accounts": ["2"]},
        ],
    )
    s.tool("buchung", BARBER_ARGS, 19, 21, {"ok": True, "nr": "18"})
    s.create(19.4, event_type=312)
    s.row("confirmed", 19.2)
    s.agent(22, "Alles klar, du stehst morgen um elf bei Kemal drin.", 25)
    s.listing(s.entry(19.8, host="Ali Muster", event_type_id=312))
    return s, Label(
        "config_event_type",
        "booked",
        "confirmed",
        "present",
        False,
        acts=("fix_configuration", "ask_person", "callback", "move_with_consent"),
        never=STANDS_NEVER,
    )


@case
def mother_and_daughter_side_by_side() -> tuple[Story, Label]:
    s = spa_offer(spa())
    s.agent(17.5, "And for your daughter with Ruth?")
    s.caller(18, "Yes, Emma Sample, same time.")
    s.tool("create_booking", {**SPA_ARGS, "staff": "Lea"}, 19, 21, {"success": True})
    s.create(19.4)
    s.row("confirmed", 19.2)
    s.tool("create_booking", {**SPA_ARGS, "customer_name": "Emma Sample", "staff": "Ruth"}, 22, 24, {"success": True})
    s.name = "Emma Sample"
    s.create(22.4, ref="bk10", tool_call="t3", event_type=312)
    s.row("confirmed", 22.2, id="bk10", staff="ruth")
    e2 = s.entry(22.9, ref="bk10", id=9001, host="Ruth Muster", event_type_id=312)
    s.name = "Jane Sample"
    s.agent(25, "You are both booked for Thursday at quarter past two.", 29)
    s.listing(s.entry(19.9), e2)
    return s, Label("none", *GOOD, acts=("none",), never=STANDS_NEVER)
