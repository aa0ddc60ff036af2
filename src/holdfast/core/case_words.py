"""Each piece of a case in one line that a person reads, in German or English. Pure."""

import re
from datetime import datetime

from holdfast.core.case import Entry, Line, Listing, Mirror, Notice, Row
from holdfast.core.case_answers import Aim, as_json, reason_of, spoken_in
from holdfast.core.case_facts import Facts
from holdfast.core.case_replies import Act
from holdfast.core.case_runs import Exchange, Run

DAYS = {"de": ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"), "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")}
LONG_DAYS = {
    "de": ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_AIMS = {
    Aim.CHECK: ("Anfrage, ob frei ist", "Check of the time"),
    Aim.BOOK: ("Auftrag zu buchen", "Order to book"),
    Aim.MOVE: ("Auftrag zu verschieben", "Order to move"),
    Aim.CANCEL: ("Auftrag abzusagen", "Order to cancel"),
    Aim.FIND: ("Suche nach Terminen", "Search for appointments"),
    Aim.CALLBACK: ("Rückrufwunsch", "Request for a call back"),
    Aim.CONTEXT: ("Abfrage der Kundendaten", "Look-up of the caller"),
    Aim.OTHER: ("Aufruf", "Tool call"),
}
_ACTS = {
    Act.CREATE: ("Eintragen im Kalender", "Create in the calendar"),
    Act.MOVE: ("Verschieben im Kalender", "Move in the calendar"),
    Act.CANCEL: ("Absagen im Kalender", "Cancel in the calendar"),
    Act.LOOK_UP: ("Nachsehen im Kalender", "Look-up in the calendar"),
    Act.LIST: ("Liste aus dem Kalender", "List from the calendar"),
    Act.SLOTS: ("Freie Zeiten aus dem Kalender", "Free times from the calendar"),
    Act.OTHER: ("Anfrage an den Kalender", "Request to the calendar"),
}


def spoken_day(local: datetime, language: str) -> str:
    """A start as it is spoken: weekday, date and time.

    >>> spoken_day(datetime(2026, 3, 12, 14, 0), "de")
    'Donnerstag, 12.03.2026, um 14:00 Uhr'
    """
    day = LONG_DAYS[language][local.weekday()]
    if language == "de":
        return f"{day}, {local:%d.%m.%Y}, um {local:%H:%M} Uhr"
    return f"{day}, {local.day} {local:%B %Y} at {local:%H:%M}"


class Describer:
    """Says what each piece of one case is, in one line."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.language = facts.call.language
        self._second = 1 if self.language == "en" else 0

    def _say(self, german: str, english: str) -> str:
        return english if self.language == "en" else german

    def _span(self, start: datetime | None, end: datetime | None) -> str:
        if start is None:
            return "?"
        first = self.facts.local(start)
        text = f"{DAYS[self.language][first.weekday()]} {first:%d.%m.} {first:%H:%M}"
        return text if end is None else f"{text}–{self.facts.local(end):%H:%M}"

    def clock(self, instant: datetime | None) -> str:
        """A moment, to the second, where the tenant is."""
        return "?" if instant is None else f"{self.facts.local(instant):%d.%m. %H:%M:%S}"

    def line(self, line: Line) -> str:
        """A line of the conversation, with what of it was not heard any more."""
        who = self._say("Assistent", "Agent") if line.role == "agent" else self._say("Anrufer", "Caller")
        text = f"{who}: „{_short(line.heard)}“" if self.language == "de" else f"{who}: “{_short(line.heard)}”"
        if line.is_cut:
            text += self._say(" (unterbrochen, der Rest war nicht zu hören)", " (interrupted, the rest was not heard)")
        return text

    def run(self, run: Run) -> str:
        """A tool call and our answer."""
        spoken = _short(spoken_in(as_json(run.tool.answer)), 120)
        answer = spoken or reason_of(run.tool.answer) or self._say("keine Antwort", "no answer")
        took = ""
        if run.begin is not None and run.end is not None:
            seconds = f"{(run.end - run.begin).total_seconds():.1f}"
            took = self._say(f", nach {seconds.replace('.', ',')} s", f", after {seconds} s")
        lost = self._say("; kam beim Assistenten nicht an", "; never reached the agent") if run.lost else ""
        late = self._say("; später als erlaubt", "; later than allowed") if run.late else ""
        return f"{_AIMS[run.aim][self._second]} ({run.tool.name}): {answer}{took}{late}{lost}"

    def exchange(self, one: Exchange) -> str:
        """A request to the calendar and what came of it."""
        status = str(one.request.status) if one.request.status is not None else None
        result = status or self._say("keine Antwort (Zeitüberschreitung)", "no answer (time-out)")
        when = f" {self._span(one.start, None)}" if one.start is not None else ""
        detail = _short(_message(one.request.response), 110) if one.request.status and one.request.status >= 400 else ""
        return f"{_ACTS[one.act][self._second]}{when}: {result}" + (f" – {detail}" if detail else "")

    def row(self, row: Row) -> str:
        """A stored visit."""
        state = row.state or "?"
        states = {
            "confirmed": ("bestätigt", "confirmed"), "failed": ("gescheitert", "failed"),
            "pending": ("offen", "pending"),
            "cancelled": ("abgesagt", "cancelled"),
        }  # fmt: skip
        named = states.get(state, (state, state))[self._second]
        end = row.span.end if row.span is not None else None
        details = ", ".join(part for part in (row.service, row.customer) if part)
        head = self._say(f"Bei uns gespeichert: Termin {row.id}", f"Stored with us: visit {row.id}")
        return f"{head}, {self._span(row.start, end)}, {named}" + (f" ({details})" if details else "")

    def entry(self, entry: Entry) -> str:
        """A booking of the calendar."""
        states = {
            "accepted": ("steht", "stands"), "pending": ("unbestätigt", "unconfirmed"),
            "cancelled": ("abgesagt", "cancelled"),
            "rejected": ("abgelehnt", "rejected"),
        }  # fmt: skip
        named = states.get(entry.status, (entry.status, entry.status))[self._second]
        whose = self.facts.owner(entry)
        ours = whose.whose in ("focus", "call")
        proof = {
            "key": ("unser Schlüssel", "our key"), "uid": ("unsere Kennung", "our identifier"),
            "chain": ("Nachfolger unseres Eintrags", "follows our entry"),
            "fit": ("Person, Zeit, Mitarbeiter und Entstehung passen", "person, span, host and making fit"),
        }  # fmt: skip
        by = proof.get(whose.by or "", ("", ""))[self._second] if ours else ""
        mark = self._say(f", von uns ({by})", f", ours ({by})") if by else ""
        if whose.whose == "other":
            mark = self._say(", von einem anderen Anruf bei uns", ", of another call of ours")
        made = self.clock(self.facts.clocks.stamp(entry.created_at))
        who = ", ".join(part for part in (entry.attendee, entry.host) if part)
        head = self._say(f"Im Kalender: {entry.key}", f"In the calendar: {entry.key}")
        return f"{head}, {self._span(entry.start, entry.end)}, {named} ({who}){mark}" + self._say(
            f", angelegt {made}", f", made {made}"
        )

    def listing(self, listing: Listing) -> str:
        """A reading of the calendar."""
        whole = self._say("vollständig", "complete") if listing.complete else self._say("unvollständig", "incomplete")
        count = len([entry for entry in listing.entries if entry.stands])
        return self._say(
            f"Kalender gelesen ({whole}): {count} gültige Einträge",
            f"Calendar read ({whole}): {count} standing entries",
        )

    def mirror(self, mirror: Mirror) -> str:
        """A copy of busy times, with its moment."""
        return self._say(
            f"Kopie der belegten Zeiten von {mirror.staff or '?'}, geholt {self.clock(mirror.fetched_at)}",
            f"Copy of the busy times of {mirror.staff or '?'}, fetched {self.clock(mirror.fetched_at)}",
        )

    def notice(self, notice: Notice) -> str:
        """What the calendar told by itself."""
        taken = self._say("angenommen", "accepted") if notice.accepted else self._say("abgewiesen", "refused")
        return self._say(
            f"Meldung des Kalenders {notice.trigger}: {taken}", f"Calendar notice {notice.trigger}: {taken}"
        )

    def catalog(self, ref: str) -> str:
        """A part of the tenant's own settings."""
        names = {
            "working_hours": ("Arbeitszeiten und Regeln des Betriebs", "Working hours and rules of the tenant"),
            "rules": ("Regeln des Betriebs (Puffer)", "Rules of the tenant (buffers)"),
            "event_types": ("Zuordnung der Leistungen zu buchbaren Kalendertypen", "Which event type books which "
                                                                                   "service"),
            "staff": ("Mitarbeiterliste mit Kalenderkonten", "Staff list with calendar accounts"),
            "time_off": ("Abwesenheiten im Team", "Who of the staff is away"),
            "phone_numbers": ("Rufnummern des Betriebs", "Phone numbers of the tenant"),
        }  # fmt: skip
        if ref.startswith("service:"):
            key = ref.partition(":")[2]
            return self._say(f"Leistung „{key}“ im Katalog", f"Service “{key}” in the catalogue")
        return names.get(ref, ("Einstellungen des Betriebs", "Settings of the tenant"))[self._second]

    def of_call(self, ref: str) -> str:
        """A fact of the call itself."""
        call = self.facts.call
        if ref == "call.from_number":
            return self._say(
                f"Rufnummer des Anrufers: {call.from_number or 'keine'}",
                f"Number of the caller: {call.from_number or 'none'}",
            )
        if ref == "call.to_number":
            return self._say(f"Angerufen wurde {call.to_number}", f"Dialled number: {call.to_number}")
        if ref == "call.call_id":
            return self._say(f"Kennung dieses Anrufs: {call.id}", f"Identifier of this call: {call.id}")
        return self._say(
            f"Beginn des Anrufs laut Plattform: {self.clock(call.started_at)}",
            f"Start of the call as the platform has it: {self.clock(call.started_at)}",
        )


def _short(text: str, most: int = 160) -> str:
    plain = re.sub(r"\s+", " ", text).strip()
    return plain if len(plain) <= most else plain[: most - 1].rstrip() + "…"


def _message(response: object) -> str:
    return spoken_in(as_json(response))
