"""Pairs about what the caller did not hear yet, what only sounds like a refusal, and days that are reckoned."""

from tests.core.cases.builder import GOOD, LOST_ACTS, NO, WISH, Label, Story, book_args, booked, case, offered, refused

PENDING = "Ich trage den Termin gerade ein, einen kleinen Moment noch."
TELL = ("notify", "callback")


def _pending(s: Story | None = None) -> Story:
    s = offered(s or Story())
    args = {"service": s.service, "date": "Donnerstag", "time": "vierzehn Uhr", "customer_name": s.name}
    s.tool("book", args, 22.0, 24.2, {"say": PENDING, "state": "pending"})
    s.create(22.4, 6.0)
    s.row("confirmed", changed_at=s.at(28.6))
    s.agent(24.6, PENDING, 28.0)
    s.listing(s.entry(28.0))
    return s


@case
def left_open_then_booked_and_nobody_told() -> tuple[Story, Label]:
    return _pending(), Label("late_success", "pending", "confirmed", "present", False, acts=TELL)


@case
def left_open_then_booked_and_told_in_the_same_call() -> tuple[Story, Label]:
    s = _pending()
    s.caller(29.0, "Und, hat es geklappt?")
    s.tool("find_appointment", {}, 30.0, 30.5, {"say": "Donnerstag vierzehn Uhr ist eingetragen.", "state": "info"})
    s.agent(31.0, "Ja, Sie sind für Donnerstag um vierzehn Uhr eingetragen.")
    return s, Label("none", *GOOD)


@case
def cancelled_by_a_late_answer_of_the_calendar() -> tuple[Story, Label]:
    """The cancellation timed out, took effect, and the caller was told that it had failed."""
    s = Story()
    s.caller(3.0, "Elif Beispiel, ich möchte meinen Termin am Donnerstag um vierzehn Uhr absagen.")
    s.tool("cancel", {"ref": "EB1"}, 10.0, 19.0, {"say": "Das hat nicht geklappt.", "state": "refused", "reason": "x"})
    s.ask(10.4, "POST", "/v2/bookings/uid-b100/cancel", None, tool_call="t1", took_ms=8000)
    s.row("confirmed", -500000, call_id="call_0ld")
    s.agent(20.0, "Leider konnte ich den Termin gerade nicht absagen.")
    s.listing(s.entry(-500000, status="cancelled", updated_at=s.stamp(14)))
    return s, Label("late_success", "failed", "confirmed", "cancelled", False, acts=TELL, never=("recreate", "delete"))


def _claimed_after(answer: object) -> Story:
    s = Story()
    s.caller(3.0, WISH)
    s.tool("check_availability", {"date": "Donnerstag", "time": "vierzehn Uhr"}, 10.0, 11.0, answer)
    s.agent(12.0, "Wunderbar, Sie sind für Donnerstag um vierzehn Uhr eingetragen.")
    s.listing()
    return s


@case
def promised_what_the_check_had_refused() -> tuple[Story, Label]:
    s = _claimed_after({"say": "Vierzehn Uhr ist vergeben.", "state": "refused", "reason": "slot_taken"})
    return s, Label("claim_against_tool", "booked", "none", "absent", False, also=("claim_without_tool",))


@case
def promised_after_a_check_that_offered_the_time() -> tuple[Story, Label]:
    s = _claimed_after({"say": "Vierzehn Uhr ist frei.", "state": "held"})
    return s, Label("claim_without_tool", "booked", "none", "absent", False)


def _in_a_week(day: str) -> Story:
    s = booked(Story(day=day), "Gut, vierzehn Uhr ist für Sie eingetragen.")
    lines = s.parts["utterances"]
    lines[1]["text"] = "Elif Beispiel, einen Damenhaarschnitt heute in einer Woche um vierzehn Uhr, bitte."
    lines[2]["text"] = "Vierzehn Uhr bei Mia ist frei. Soll ich das eintragen?"
    for tool in s.parts["tool_calls"]:
        tool["args"]["date"] = day
        tool["answer"]["say"] = "Vierzehn Uhr."
    return s


@case
def a_week_from_today_was_booked_for_tomorrow() -> tuple[Story, Label]:
    return _in_a_week("2026-03-11"), Label("wrong_day", *GOOD, acts=("move_with_consent", "callback", "notify"))


@case
def a_week_from_today_was_booked_as_wished() -> tuple[Story, Label]:
    return _in_a_week("2026-03-17"), Label("none", *GOOD, acts=("none",))


def _closed(question: str) -> Story:
    s = Story()
    s.caller(3.0, question)
    s.agent(8.0, "Montags haben wir geschlossen, sonst sind wir von neun bis achtzehn Uhr für Sie da.")
    s.listing()
    return s


@case
def closed_as_an_answer_about_opening_hours() -> tuple[Story, Label]:
    return _closed("Haben Sie montags auf?"), Label("none", "nothing", "none", "unknown", False)


@case
def closed_as_an_answer_to_a_wish() -> tuple[Story, Label]:
    return _closed("Haben Sie am Montag auf? Ich hätte gern einen Termin."), Label(
        "none", "taken", "none", "unknown", False
    )


def _away(entered: float) -> Story:
    s = refused(say="Mia ist da leider nicht im Haus, das geht leider nicht.")
    s.parts["requests"] = []
    s.last_tool["answer"]["reason"] = "staff_away"
    catalog = s.catalog()
    away = {"from": s.local("00:00"), "to": s.local("23:00"), "entered_at": s.at(entered)}
    catalog["staff"][0]["time_off"] = [away]
    return s


@case
def away_was_entered_between_offer_and_booking() -> tuple[Story, Label]:
    return _away(20.0), Label("real_race", *NO, acts=LOST_ACTS)


@case
def away_was_known_when_the_time_was_offered() -> tuple[Story, Label]:
    return _away(-3600.0), Label("logic_gap", *NO)


def _without_row(answer: object) -> Story:
    """A held time that was refused on the spot: no row was made, and the audio stood still for some seconds."""
    s = offered(Story())
    s.tool("book", {"slot_id": "s1"}, 22.0, 25.0, answer, received_at=s.at(28.0), answered_at=s.at(30.8))
    s.agent(23.0, str(answer["say"]) if isinstance(answer, dict) else "", 30.0)
    s.listing()
    away = {"from": s.local("00:00"), "to": s.local("23:00"), "entered_at": s.at(20.0)}
    s.catalog()["staff"][0]["time_off"] = [away]
    s.parts["tool_calls"][0]["answer"] |= {"at": s.local(), "staff": "Mia Muster"}
    return s


@case
def refused_word_for_word_with_other_times_while_clocks_disagree() -> tuple[Story, Label]:
    options = [{"at": "2026-03-12T09:00:00+01:00", "staff": "Felix"}]
    say = "Mia ist am Donnerstag um vierzehn Uhr leider nicht da. Frei hätte ich um neun Uhr bei Felix, passt das?"
    s = _without_row({"say": say, "state": "refused", "reason": "staff_away", "options": options})
    return s, Label("real_race", "taken", "none", "absent", True, acts=LOST_ACTS)


@case
def refused_in_other_words_than_the_answer() -> tuple[Story, Label]:
    s = booked(say="Das hat leider nicht geklappt.")
    return s, Label("claim_against_tool", "failed", "confirmed", "present", False, acts=TELL)


def _called_again() -> Story:
    """A hidden caller books once more and hears that the earlier visit stands."""
    s = offered(Story())
    say = "Ihr Termin am Donnerstag, dem zwölften März, um vierzehn Uhr steht doch. Möchten Sie ihn behalten?"
    s.tool("book", book_args(s), 22.0, 22.4, {"say": say, "state": "info", "reason": "already_yours"})
    s.agent(23.0, say, 28.0)
    s.caller(29.0, "Ja, gern.")
    s.row("confirmed", -3600, call_id="call_before")
    s.listing(s.entry(-3598))
    s.parts["other_calls"] = [{"call_id": "call_before", "test": False, "bookings": [s.row_id]}]
    return s


@case
def told_of_the_earlier_visit_instead_of_a_second_one() -> tuple[Story, Label]:
    return _called_again(), Label("none", *GOOD, acts=("none",))
