"""The functions of the telephone agent as a model reads them: what each is for, and what to hand over, in German.

They repeat one rule again and again, since it is the one that agents break: hand over the caller's own words.
"""

from dataclasses import dataclass
from typing import Any

_LOOKING = "Einen kleinen Moment, ich schaue kurz in den Kalender."
_WRITING = "Einen kleinen Moment, ich kümmere mich darum."

SERVICE = "Die gewünschte Leistung, genau wie gesagt, zum Beispiel „Dauerwelle“ oder „Schneiden und Färben“."
DATE = (
    "Der Tag, genau wie gesagt, zum Beispiel „nächsten Freitag“, „übermorgen“ oder „am achtundzwanzigsten“."
    " Niemals selbst in ein Datum umrechnen."
)
TIME = (
    "Die Uhrzeit oder Tageszeit, genau wie gesagt, zum Beispiel „halb drei“, „vormittags“ oder „ab sechzehn Uhr“, nach"
    " Vorschlägen auch „lieber später“, „was davor“ oder „was anderes“."
)
STAFF = "Nur wenn eine bestimmte Person gewünscht wurde: ihr Name, genau wie gesagt."
SLOT = (
    "Die slot_id eines Vorschlags aus options der letzten Antwort, unverändert. Bei „der Erste“ die erste, bei"
    " „der Zweite“ die zweite."
)
NAME = "Der Name, auf den der Termin eingetragen ist oder werden soll, wie gesagt. Niemals erfinden."
REF = "Der Buchungscode, wie genannt. Weglassen, wenn keiner genannt wurde."


@dataclass(frozen=True, slots=True)
class Function:
    """One function: its parameters by name with what the model is told of them."""

    name: str
    description: str
    parameters: tuple[tuple[str, str], ...] = ()
    required: tuple[str, ...] = ()
    filler: str | None = None

    def schema(self) -> dict[str, Any]:
        """The parameters as a JSON Schema; all are texts, since all are words."""
        properties = {name: {"type": "string", "description": told} for name, told in self.parameters}
        return {"type": "object", "properties": properties, "required": list(self.required)}


FUNCTIONS = (
    Function(
        "get_context",
        "Zu Beginn jedes Gesprächs einmal aufrufen: wer anruft, ob der Salon offen ist und wer übernehmen kann.",
    ),
    Function(
        "check_availability",
        "Prüft, was frei ist, und hält es für dieses Gespräch fest. Vor jeder Aussage über freie Zeiten aufrufen.",
        (("service", SERVICE), ("date", DATE), ("time", TIME), ("staff", STAFF)),
        ("service",),
        _LOOKING,
    ),
    Function(
        "book",
        "Bucht einen angebotenen Termin. Erst aufrufen, wenn der Termin genannt und ausdrücklich zugestimmt wurde"
        " und der Name bekannt ist.",
        (
            ("slot_id", SLOT),
            ("customer_name", NAME),
            ("service", SERVICE + " Nur ohne slot_id."),
            ("date", DATE + " Nur ohne slot_id."),
            ("time", TIME + " Nur ohne slot_id."),
            ("staff", STAFF),
            ("phone", "Eine Telefonnummer, nur wenn sie im Gespräch genannt wurde, wie gesagt."),
            ("email", "Eine E-Mail-Adresse, nur wenn sie im Gespräch genannt wurde, wie gesagt."),
            ("notes", "Was der Salon wissen soll, zum Beispiel „für meine Tochter“, wie gesagt."),
        ),
        ("customer_name",),
        _WRITING,
    ),
    Function(
        "booking_status",
        "Sagt, ob ein Termin wirklich im Kalender steht. Bei jeder Nachfrage aufrufen, nie aus dem"
        " Gedächtnis antworten.",
        (("ref", REF), ("customer_name", NAME)),
        (),
        _LOOKING,
    ),
    Function(
        "find_bookings",
        "Sucht die künftigen Termine der Anruferin oder des Anrufers.",
        (("customer_name", NAME), ("ref", REF), ("date", DATE)),
        (),
        _LOOKING,
    ),
    Function(
        "reschedule",
        "Verschiebt einen Termin auf date und time. service sagt, welcher Termin gemeint ist, wenn es mehrere gibt.",
        (
            ("ref", REF),
            ("slot_id", SLOT),
            ("date", DATE),
            ("time", TIME),
            ("staff", STAFF),
            ("customer_name", NAME),
            ("service", SERVICE),
        ),
        (),
        _WRITING,
    ),
    Function(
        "cancel",
        "Sagt einen Termin ab. Erst aufrufen, wenn klar gesagt wurde, dass der Termin entfallen soll.",
        (
            ("ref", REF),
            ("service", SERVICE),
            ("date", DATE),
            ("customer_name", NAME),
            ("reason", "Der Grund, nur wenn er genannt wurde."),
        ),
        (),
        _WRITING,
    ),
    Function(
        "list_services",
        "Nennt, was sich am Telefon buchen lässt; von einer genannten Leistung Preis und Dauer.",
        (("service", "Nur wenn nach einer bestimmten Leistung gefragt wird: diese Leistung, genau wie gesagt."),),
    ),
    Function("opening_hours", "Nennt die Öffnungszeiten, heute oder an einem Tag.", (("date", DATE),)),
    Function(
        "request_callback",
        "Merkt einen Rückruf vor, wenn nichts gebucht werden kann oder jemand mit einem Menschen sprechen möchte.",
        (
            ("reason", "Worum es geht, in den Worten der Anruferin oder des Anrufers."),
            ("phone", "Die Nummer für den Rückruf, nur wenn sie genannt wurde, wie gesagt."),
            ("customer_name", NAME),
            ("service", SERVICE),
        ),
    ),
)
