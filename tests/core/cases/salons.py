"""Three salons of another kind than the builder's, with foreign tools: a practice in Bavaria, a barber who says "du",
an English-speaking spa; and a visit of several parts."""

from typing import Any

from tests.core.cases.builder import Json, Story

PRACTICE_ARGS = {"leistung": "Krankengymnastik", "start": "2026-05-06T10:30", "kunde": "Hannes Musterer"}
BARBER_ARGS = {"dienst": "Fade Cut", "zeitpunkt": "2026-09-19 11:00", "name": "Deniz Probe", "wer": "Kemal"}
SPA_ARGS = {"service": "deep tissue massage", "start": "2026-07-09T14:15:00+02:00", "customer_name": "Jane Sample"}
PARTS = [("Waschen", 0, 20), ("Farbe", 20, 30), ("gap", 50, 35), ("Schneiden", 85, 45)]
COLOUR_ARGS = {"service": "Farbe und Schnitt", "date": "2026-11-05", "time": "09:00", "customer_name": "Ute Beispiel"}


def practice(**more: Any) -> Story:
    base: Json = {
        "begun": "2026-05-04T08:41:00",
        "day": "2026-05-06",
        "time": "10:30",
        "minutes": 20,
        "name": "Hannes Musterer",
        "service": "Krankengymnastik",
        "staff": "p3",
        "host": "Petra Probe",
        "call_id": "call_91aa",
        "row_id": "4711",
        "key": "crm_appointment_id",
    }
    base.update(more)
    return Story(**base)


def practice_offer(s: Story, check: Any = None) -> Story:
    s.agent(0.4, "Praxis am Ring, grüß Gott, wie kann ich helfen?")
    s.caller(3, "Servus, Musterer Hannes mein Name. I bräucht a Krankengymnastik am Mittwoch um halb elf.")
    s.tool(
        "freie_termine",
        {"leistung": "Krankengymnastik", "tag": "Mittwoch", "zeit": "halb elf"},
        9,
        10.2,
        check or {"verfuegbar": True, "mitarbeiter": "Petra Probe"},
    )
    s.agent(12, "Am Mittwoch um halb elf hätte die Petra noch was frei, passt das?", 15.5)
    s.caller(16.5, "Ja freilich, basst.")
    return s


def barber(**more: Any) -> Story:
    base: Json = {
        "begun": "2026-09-18T18:02:00",
        "day": "2026-09-19",
        "time": "11:00",
        "minutes": 30,
        "name": "Deniz Probe",
        "service": "Fade Cut",
        "staff": "kemal",
        "host": "Kemal Muster",
        "call_id": "call_77bc",
        "row_id": "r-18",
    }
    base.update(more)
    return Story(**base)


def barber_offer(s: Story, check: Any = None) -> Story:
    s.agent(0.4, "Hey, hier ist der Barbershop, was kann ich für dich tun?")
    s.caller(3, "Moin, Deniz Probe hier, ich brauch morgen um elf nen Fade bei Kemal.")
    s.tool("slots", {"dienst": "Fade Cut", "wann": "morgen 11 Uhr", "wer": "Kemal"}, 8, 9.3, check or {"frei": True})
    s.agent(11, "Klar, morgen um elf bei Kemal geht noch. Soll ich dich eintragen?", 14.5)
    s.caller(15.5, "Jo, mach mal.")
    return s


def spa(**more: Any) -> Story:
    base: Json = {
        "begun": "2026-07-06T15:10:00",
        "day": "2026-07-09",
        "time": "14:15",
        "minutes": 60,
        "name": "Jane Sample",
        "service": "Deep Tissue Massage",
        "staff": "lea",
        "host": "Lea Muster",
        "call_id": "call_e1",
        "row_id": "bk9",
    }
    base.update(more)
    return Story(**base)


def spa_offer(s: Story, check: Any = None) -> Story:
    s.agent(0.4, "Good afternoon, Riverside Spa, how can I help?")
    s.caller(3, "Hi, it's Jane Sample. Could I get a deep tissue massage on Thursday at quarter past two?")
    s.tool(
        "find_slot",
        {"service": "deep tissue massage", "day": "Thursday", "at": "14:15"},
        9,
        10.4,
        check or {"available": True},
    )
    s.agent(12, "Thursday at quarter past two is open with Lea. Shall I put you in?", 15.5)
    s.caller(16.5, "Yes please.")
    s.parts["call"]["language"] = "en"
    return s


def standing(s: Story, changed: str = "confirmed", **more: Any) -> Json:
    """A row of last week."""
    return s.row(changed, -604800, call_id="call_old", changed_at=more.pop("changed_at", s.at(-604799)), **more)


def chain(s: Story, state: str, sync: str) -> Json:
    rows = []
    base = s.local()
    for n, (name, a, m) in enumerate(PARTS, 1):
        kind = "gap" if name == "gap" else "busy"
        rows.append(
            {
                "n": n,
                "kind": kind,
                "name": name,
                "start": s.later(base, a),
                "end": s.later(base, a + m),
                "remote_id": None,
                "remote_uid": None,
                "sync": None if kind == "gap" else sync,
            }
        )
    s.minutes = 130
    return s.row(
        state, 22.2, segments=rows, end=s.later(base, 130), **({"remote_uid": None} if state != "confirmed" else {})
    )


def colour(**more: Any) -> Story:
    base: Json = {
        "name": "Ute Beispiel",
        "service": "Farbe und Schnitt",
        "begun": "2026-11-02T16:30:00",
        "day": "2026-11-05",
        "time": "09:00",
        "row_id": "v55",
        "call_id": "call_co",
    }
    base.update(more)
    s = Story(**base)
    s.agent(0.5, "Haarwerk, schönen guten Tag!")
    s.caller(3, "Ute Beispiel, Farbe und Schnitt am Donnerstag um neun bitte.")
    s.tool(
        "check_availability",
        {"service": "Farbe und Schnitt", "date": "Donnerstag", "time": "neun"},
        10,
        11.4,
        {"status": "available"},
    )
    s.agent(13, "Donnerstag um neun geht bei Mia, es dauert gut zwei Stunden. Darf ich buchen?", 17.5)
    s.caller(18.5, "Gerne.")
    return s


def part_shown(s: Story, second: float, n: int, **more: Any) -> Json:
    _, a, m = PARTS[n]
    return s.entry(second, ref=f"v55/{n + 1}", start=s.later(s.local(), a), minutes=m, id=100 + n, **more)


def part_asked(s: Story, second: float, n: int, **more: Any) -> Json:
    return s.create(second, start=s.later(s.local(), PARTS[n][1]), ref=f"v55/{n + 1}", event_type=350 + n, **more)
