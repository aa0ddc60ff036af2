"""What does not fit together in a case, said plainly and shown with its places, whether or not it did harm. Pure."""

from dataclasses import dataclass

from holdfast.core.case_answers import Aim
from holdfast.core.case_replies import Act, Reply
from holdfast.core.case_words import spoken_day
from holdfast.core.correction import Told
from holdfast.core.verdict.agent import spare_entries
from holdfast.core.verdict.findings import Code, Finding, Question, Ref, of_claim, of_row, of_run, of_sightings


@dataclass(frozen=True, slots=True)
class Contradiction:
    """One thing that does not fit, and where it shows."""

    german: str
    english: str
    refs: tuple[Ref, ...]


_SAID = {
    "booked": ("gebucht", "booked"), "taken": ("vergeben", "taken"), "free": ("frei", "free"),
    "pending": ("noch offen", "pending"),
    "moved": ("verschoben", "moved"), "cancelled": ("abgesagt", "cancelled"), "callback": ("Rückruf", "call back"),
    "failed": ("nicht geklappt", "failed"), "nothing": ("nichts", "nothing"),
}  # fmt: skip
_STORED = {
    "confirmed": ("bestätigt", "confirmed"), "pending": ("offen", "pending"), "failed": ("gescheitert", "failed"),
    "cancelled": ("abgesagt", "cancelled"), "moved": ("verschoben", "moved"), "none": ("nichts", "nothing"),
}  # fmt: skip
_SHOWN = {
    "present": ("steht", "stands"), "partial": ("steht nur zum Teil", "stands in part"),
    "absent": ("steht nicht", "is not there"),
    "moved": ("steht zu anderer Zeit", "stands at another time"), "cancelled": ("abgesagt", "cancelled"),
}  # fmt: skip


def find_contradictions(question: Question, agrees: bool, causes: list[Finding]) -> list[Contradiction]:
    """Everything that does not fit, the witnesses first."""
    found = [*_witnesses(question, agrees, causes), *_clocks(question), *_times(question), *_numbers(question)]
    return [*found, *_consent(question), *_look_ups(question)]


def _witnesses(question: Question, agrees: bool, causes: list[Finding]) -> list[Contradiction]:
    w, facts = question.witnesses, question.facts
    if agrees or "unknown" in (w.said, w.stored, w.calendar) or causes[0].code is Code.NONE:
        return []
    said, stored, shown = _SAID.get(w.said), _STORED.get(w.stored), _SHOWN.get(w.calendar)
    if said is None or stored is None or shown is None:
        return []
    return [
        Contradiction(
            f"Gesagt wurde „{said[0]}“, gespeichert ist „{stored[0]}“, im Kalender: {shown[0]}.",
            f"Said: {said[1]}; stored: {stored[1]}; in the calendar it {shown[1]}.",
            (*of_claim(facts), *of_row(facts.focus), *of_sightings(facts.ours)),
        )
    ]


def _clocks(question: Question) -> list[Contradiction]:
    names = {
        "own": ("unsere Uhr", "unserer Uhr", "our clock"),
        "platform": ("die Uhr der Telefonplattform", "der Uhr der Telefonplattform", "the phone platform's clock"),
        "calendar": ("die Uhr des Kalenders", "der Uhr des Kalenders", "the calendar's clock"),
    }
    found = []
    for one in question.facts.clocks.disagreements:
        seconds = one.offset.total_seconds()
        first, second = names[one.first], names[one.second]
        way = ("vor", "ahead of") if seconds > 0 else ("hinter", "behind")
        amount = f"{abs(seconds):.1f}"
        german = f"Nach diesen Belegen geht {first[0]} {amount.replace('.', ',')} s {way[0]} {second[1]}."
        english = f"By these records {first[2]} is {amount} s {way[1]} {second[2]}."
        found.append(Contradiction(german, english, one.refs))
    return found


def _times(question: Question) -> list[Contradiction]:
    """Start of row and calendar."""
    facts = question.facts
    focus = facts.focus
    starts = sorted(one.entry.start for one in facts.ours if one.entry.stands and one.entry.start is not None)
    if focus is None or focus.start is None or not starts or not focus.busy or starts[0] == focus.busy[0].start:
        return []
    language = facts.call.language
    stored, shown = spoken_day(facts.local(focus.start), language), spoken_day(facts.local(starts[0]), language)
    return [
        Contradiction(
            f"Bei uns steht {stored}, im Kalender {shown}.",
            f"Stored with us is {stored}, in the calendar {shown}.",
            (*of_row(focus), *of_sightings(facts.ours)),
        )
    ]


def _numbers(question: Question) -> list[Contradiction]:
    spare = spare_entries(question.facts)
    if not spare:
        return []
    refs = of_sightings(
        one for one in question.facts.sightings if question.facts.owner(one.entry).whose in ("focus", "call")
    )
    return [
        Contradiction(
            "Für einen Wunsch stehen mehrere Buchungen im Kalender.", "Several bookings stand for one wish.", refs
        )
    ]


def _consent(question: Question) -> list[Contradiction]:
    """A write without a yes that was heard before it."""
    facts = question.facts
    if facts.heard is None:
        return []
    for run in facts.writes:
        begin = facts.clocks.second(run.begin)
        if run.aim is not Aim.BOOK or not run.is_done or begin is None:
            continue
        offers = [c.at_s for c in facts.heard.claims if c.kind is Told.FREE and c.at_s is not None and c.at_s < begin]
        since = max(offers, default=0.0)
        if not any(since <= yes <= begin + 2 for yes in facts.heard.yeses):
            return [
                Contradiction(
                    "Gebucht wurde, ohne dass vorher ein Ja zu hören war.",
                    "It was booked without a yes being heard before.",
                    (of_run(run),),
                )
            ]
    return []


def _look_ups(question: Question) -> list[Contradiction]:
    """A 404 beside a listing that shows the booking: the look-up used the wrong identifier and proves no absence."""
    facts = question.facts
    missed = [
        one
        for one in facts.exchanges
        if one.act in (Act.LOOK_UP, Act.CANCEL, Act.MOVE) and one.reply is Reply.NOT_FOUND
    ]
    if not missed or question.witnesses.calendar not in ("present", "partial", "moved"):
        return []
    refs = tuple(("request", one.request.id) for one in missed)
    return [
        Contradiction(
            "Eine Suche über eine Kennung fand nichts, die Liste des Kalenders zeigt den Termin aber.",
            "A look-up by identifier found nothing, yet the calendar's list shows the booking.",
            (*refs, *of_sightings(facts.ours)),
        )
    ]
