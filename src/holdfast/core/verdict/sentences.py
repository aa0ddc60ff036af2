"""The verdict in one sentence, for the owner; and what the caller has to hear. German and English. Pure data and
what fills it (`telling`).

`{who}` is the caller's name or "der Anruf", `{what}` the visit with its time, as a person says it.
"""

from holdfast.core.correction import Told
from holdfast.core.verdict.findings import Code

SENTENCES: dict[Code, tuple[str, str]] = {
    Code.OWN_ECHO: (
        "{What} wurde als vergeben abgelehnt, dabei stand dort nur unsere eigene Buchung aus diesem Anruf.",
        "{What} was refused as taken, but it was only our own booking for {who} that stood there.",
    ),
    Code.LATE_SUCCESS: (
        "Der Kalender hat zu spät geantwortet: {What} galt bei uns als nicht {done}, ist es aber doch.",
        "The calendar answered too late: {what} was filed as not {done}, yet it was.",
    ),
    Code.REAL_RACE: (
        "Die Zeit für {what_acc} war frei, als sie angeboten wurde; bevor gebucht wurde, hat sie jemand "
        "anderes genommen.",
        "The time for {what} was free when it was offered; somebody else took it before it was booked.",
    ),
    Code.STALE_COPY: (
        "{Beim} haben wir nach einer veralteten Kopie des Kalenders geantwortet; dort sah es schon anders aus.",
        "The answer about {what} came from an old copy of the calendar; the calendar itself had already changed.",
    ),
    Code.LOGIC_GAP: (
        "{Beim} war unsere Auskunft falsch: Sie passte nicht zu Arbeitszeiten, Regeln oder belegten Zeiten.",
        "The answer about {what} was wrong: it did not fit our own rules or busy times.",
    ),
    Code.EARLIER_TEST: (
        "Die Zeit für {what_acc} war durch eine Buchung belegt, die aus einem anderen Anruf bei uns stammt.",
        "The time for {what} was occupied by a booking that came from another call of ours.",
    ),
    Code.ID_MIXUP: (
        "{What} wurde im Kalender unter einer falschen Kennung gesucht; deshalb ging die Anfrage ins Leere.",
        "{What} was addressed in the calendar by the wrong identifier, so the request reached nothing.",
    ),
    Code.PART_CHAIN: (
        "{What} steht nur zum Teil im Kalender; einzelne Abschnitte fehlen.",
        "{What} stands in the calendar only in part; some segments are missing.",
    ),
    Code.CONFIG_EVENT_TYPE: (
        "{What} konnte so nicht gebucht werden: Der hinterlegte Kalendertyp passt nicht zu Leistung oder Person.",
        "{What} could not be booked like this: the event type on file does not fit the service or person.",
    ),
    Code.MISSING_CONTACT: (
        "{What_acc} hat der Kalender abgelehnt, weil ihm eine E-Mail-Adresse oder eine gültige Rufnummer fehlte.",
        "The calendar refused {what} because it was missing an e-mail address or a valid phone number.",
    ),
    Code.NO_SEGMENTS: (
        "{What} ist als ein einziger Block gebucht, weil der Leistung ihre Abschnitte fehlen.",
        "{What} is booked as a single block because the service has no segments on file.",
    ),
    Code.WRONG_SEGMENTS: (
        "{What} ist bei uns anders eingeteilt als im Kalender; die Pausen liegen an verschiedenen Stellen.",
        "{What} is divided differently with us than in the calendar; the gaps do not match.",
    ),
    Code.PLACEHOLDER_ID: (
        "Der Assistent hat eine erfundene Anrufkennung geschickt; deshalb lief die Anfrage für {who} ins Leere.",
        "The agent sent a made-up call id, so the request for {who} went nowhere.",
    ),
    Code.IDENTITY_HIDDEN: (
        "Die Rufnummer war unterdrückt, und trotzdem wurde der Anruf einer bestimmten Person zugeordnet.",
        "The number was hidden, and yet the call was taken for a certain person's.",
    ),
    Code.WRONG_DAY: (
        "{What} liegt auf einem anderen Tag, als am Telefon gewünscht war.",
        "{What} lies on another day than the one wished for on the phone.",
    ),
    Code.ZONE_SHIFT: (
        "{What} steht um volle Stunden verschoben, weil die Zeitzone oder die Zeitumstellung falsch gerechnet wurde.",
        "{What} stands whole hours off because a time zone or clock change was reckoned wrongly.",
    ),
    Code.MODEL_REPEAT: (
        "Der Assistent hat denselben Wunsch zweimal geschickt; {what} ist deshalb doppelt angelegt worden.",
        "The agent sent the same wish twice, so {what} was made twice.",
    ),
    Code.PLATFORM_REPEAT: (
        "Die Telefonplattform hat einen langsamen Auftrag ein zweites Mal geschickt; {what} ist deshalb doppelt "
        "gelaufen.",
        "The phone platform sent a slow request a second time, so {what} ran twice.",
    ),
    Code.BARGE_IN_LOST: (
        "{What} ist {done}, aber am Telefon kam das nie an: Die Antwort ging im Gespräch verloren.",
        "{What} is {done}, but the caller never heard so: the answer was lost in the conversation.",
    ),
    Code.CLAIM_WITHOUT_TOOL: (
        "Der Assistent hat {who_dat} {promise}, ohne dass etwas davon im System steht{about}.",
        "The agent {promise} to {who} although nothing in the system says so{about}.",
    ),
    Code.CLAIM_AGAINST_TOOL: (
        "Der Assistent hat {who_dat} etwas anderes gesagt, als unser System geantwortet hat{about}.",
        "The agent told {who} something other than our system had answered{about}.",
    ),
    Code.HANDLER_FAULT: (
        "In unserem eigenen Programm ist ein Fehler aufgetreten; {what} wurde deshalb nicht ordentlich bearbeitet.",
        "Our own program broke, so {what} was not handled properly.",
    ),
    Code.SLOW_TOOL: (
        "{What} ist {done}, aber unsere Antwort kam zu spät; der Assistent hat sie nicht mehr abgewartet.",
        "{What} is {done}, but our answer came too late; the agent had already spoken without it.",
    ),
    Code.NOTICE_LOST: (
        "{What} wurde im Kalender {became}, und die Meldung darüber ist nie bei uns angekommen.",
        "{What} was {became} in the calendar, and the notice of it never reached us.",
    ),
    Code.NOTICE_REFUSED: (
        "{What} wurde im Kalender {became}; die Meldung darüber kam an, wurde aber abgewiesen.",
        "{What} was {became} in the calendar; the notice arrived but was refused.",
    ),
    Code.HUMAN_EDIT: (
        "{What_acc} hat jemand nach unserer Buchung direkt im Kalender {became}.",
        "{What} was {became} directly in the calendar by somebody after we had booked it.",
    ),
    Code.CALENDAR_DOWN: (
        "Der Kalender war während des Anrufs nicht erreichbar; {what} konnte deshalb nicht bearbeitet werden.",
        "The calendar could not be reached during the call, so {what} could not be handled.",
    ),
    Code.FOREIGN_SYSTEM: (
        "Die Zeit für {what_acc} hat ein anderes Programm belegt, das regelmäßig in denselben Kalender schreibt.",
        "The time for {what} was taken by another program that keeps writing into the same calendar.",
    ),
    Code.DUPLICATE_STAFF: (
        "{Beim} ging es um jemanden vom Team, der doppelt angelegt ist: Geprüft wurde der eine Eintrag, "
        "gebucht der andere.",
        "A member of staff is on file twice: for {what} one record was checked and the other one booked.",
    ),
    Code.CLOCK: (
        "{Beim} passt alles zusammen, nur gehen die Uhren der beteiligten Systeme verschieden.",
        "Everything fits for {what}; only the clocks of the systems involved differ.",
    ),
    Code.NOT_OURS: (
        "Dieser Anruf betrifft nicht unseren Betrieb; bei uns gibt es davon keine Spur.",
        "This call does not concern our business; there is no trace of it with us.",
    ),
    Code.UNDETERMINED: (
        "{Beim} passt etwas nicht zusammen, doch die Belege reichen nicht, um die Ursache zu nennen.",
        "Something does not fit for {what}, but the evidence at hand does not decide the cause.",
    ),
    Code.NONE: (
        "Alles in Ordnung: {Beim} ist kein Fehler zu erkennen.",
        "All in order: no fault can be seen for {what}.",
    ),
}

ALL_WELL = (
    "Alles in Ordnung: In diesem Anruf ist kein Fehler zu erkennen.",
    "All in order: no fault can be seen in this call.",
)
"""Where nothing is wrong and no visit is concerned."""

DONE_UNTOLD = (
    "{What} ist inzwischen {done}; am Telefon blieb das noch offen, und Bescheid bekommen hat {who} noch nicht.",
    "{What} is {done} by now; on the phone that was still open, and {who} has not been told yet.",
)
"""A late success that our own answer left open."""
AWAY_SINCE = (
    "Die Zeit für {what_acc} war frei, als sie angeboten wurde; gleich danach wurde eine Abwesenheit eingetragen.",
    "The time for {what} was free when it was offered; before it was booked, the member of staff was entered as away.",
)
"""A race that nobody's booking won: the person will not be there."""

BECAME: dict[str, tuple[str, str]] = {
    "cancelled": ("abgesagt", "cancelled"),
    "moved": ("verschoben", "moved"),
    "absent": ("gelöscht", "deleted"),
    "other": ("geändert", "changed"),
}
"""What a person did with a visit, by what the calendar shows of it."""

DONE: dict[str, tuple[str, str]] = {
    "present": ("eingetragen", "booked"),
    "moved": ("verschoben", "moved"),
    "cancelled": ("abgesagt", "cancelled"),
}
"""What was done with a visit, by what the calendar shows of it."""

PROMISES: dict[Told, tuple[str, str]] = {
    Told.BOOKED: ("einen Termin zugesagt", "promised an appointment"),
    Told.MOVED: ("eine Verschiebung zugesagt", "promised a move"),
    Told.CANCELLED: ("eine Absage bestätigt", "confirmed a cancellation"),
    Told.CALLBACK: ("einen Rückruf versprochen", "promised a call back"),
    Told.PENDING: ("eine Nachricht versprochen", "promised a message"),
    Told.FREE: ("eine freie Zeit genannt", "named a free time"),
    Told.TAKEN: ("eine Zeit als vergeben genannt", "named a time as taken"),
    Told.FAILED: ("von einem Fehlschlag erzählt", "spoke of a failure"),
    Told.NOTHING: ("etwas gesagt", "said something"),
    Told.UNKNOWN: ("etwas gesagt", "said something"),
}
"""What the agent told the caller."""

WHY: dict[str, tuple[str, str]] = {
    "nothing": ("Es ist nichts zu ändern.", "Nothing has to be changed."),
    "not_ours": ("Der Anruf gehört nicht zu diesem Betrieb.", "The call is not this business's."),
    "two_people": (
        "Zwei Menschen sind betroffen; nur ein Gespräch mit beiden klärt es.",
        "Two people are concerned; only talking to both clears it up.",
    ),
    "other_time": (
        "Der Termin steht zu einer anderen Zeit als gewünscht; verschoben wird nur, wenn der Kunde zustimmt.",
        "The visit stands at another time than wished; it is moved only if the customer agrees.",
    ),
    "wrong_one": (
        "Abgesagt wurde ein anderer Termin, als der Kunde genannt hat; nur er kann sagen, was gelten soll.",
        "Another visit was cancelled than the one the customer named; only they can say what should hold.",
    ),
    "spare": (
        "Versprochen ist ein Termin, es stehen mehrere; freigegeben wird nur der überzählige.",
        "One visit was promised and several stand; only the spare one is released.",
    ),
    "leftovers": (
        "Im Weg stehen nur Reste eines Testanrufs; die kann man freigeben und dann zurückrufen.",
        "Only leftovers of a test call stand in the way; they can be released, then call back.",
    ),
    "not_a_test": (
        "Im Weg steht eine Buchung aus einem anderen Anruf; sie kann echt sein und wird nicht angetastet.",
        "A booking of another call stands in the way; it may be a real one and is left alone.",
    ),
    "segments": (
        "Erst müssen die Abschnitte der Leistung stimmen; der Termin selbst bleibt stehen.",
        "The segments of the service have to be put right first; the visit itself stays.",
    ),
    "plan": (
        "Der Kalender folgt dem Katalog; seine Einteilung wird übernommen.",
        "The calendar follows the catalogue; its division is taken over.",
    ),
    "cancel_open": (
        "Abgesagt ist versprochen, aber im Kalender steht der Termin noch; die Absage wird zu Ende geführt.",
        "The cancellation was promised, but the booking still stands; it is finished.",
    ),
    "move_open": (
        "Verschoben ist versprochen, aber im Kalender gilt noch die alte Zeit; die Verschiebung wird zu Ende geführt.",
        "The move was promised, but the calendar still has the old time; it is finished.",
    ),
    "two_at_once": (
        "Zur selben Zeit steht noch jemand im Kalender; das muss ein Mensch entscheiden.",
        "Somebody else stands at the same time; a person has to decide.",
    ),
    "stands": (
        "Der Termin steht schon im Kalender; er wird übernommen, nicht noch einmal angelegt.",
        "The visit stands in the calendar already; it is adopted, not made again.",
    ),
    "told_wrongly": (
        "Gespeichert und eingetragen ist alles richtig; nur der Anrufer weiß es nicht.",
        "Everything is stored and entered rightly; only the caller does not know.",
    ),
    "follow": (
        "Ein Mensch hat den Kalender geändert; das wird übernommen und dem Kunden gesagt.",
        "A person changed the calendar; that is taken over and the customer is told.",
    ),
    "part": (
        "Ein Teil steht schon; es werden nur die fehlenden Abschnitte ergänzt.",
        "Part of it stands already; only the missing segments are added.",
    ),
    "part_blocked": (
        "Für die fehlenden Abschnitte ist kein Platz mehr; eine neue Zeit braucht die Zustimmung des Kunden.",
        "There is no room left for the missing segments; another time needs the customer's consent.",
    ),
    "cancelled_there": (
        "Im Kalender wurde der Termin von jemandem herausgenommen; ohne Rückfrage wird nichts neu angelegt.",
        "Somebody took the visit out of the calendar; nothing is made again without asking.",
    ),
    "not_booked": (
        "Es gibt keinen Termin; der Kunde muss das wissen und eine Zeit bekommen.",
        "There is no visit; the customer has to know and be given a time.",
    ),
    "still_open": (
        "Der Termin ist noch nicht bestätigt, gilt am Telefon aber als fest; der Kunde muss das wissen.",
        "The visit is not confirmed yet but was told as fixed; the customer has to know.",
    ),
    "callback_missed": (
        "Ein Rückruf ist versprochen, aber nirgends vermerkt; er wird nachgeholt.",
        "A call back was promised but noted nowhere; it is made up for.",
    ),
    "wrong_word": (
        "Am Telefon wurde über diese Zeit etwas Falsches gesagt; der Kunde soll erfahren, was gilt.",
        "Something wrong was said about this time on the phone; the customer should hear what holds.",
    ),
    "blocked": (
        "Die Zeit hat inzwischen jemand anderes; der Kunde braucht einen Rückruf.",
        "Somebody else has the time by now; the customer needs a call.",
    ),
    "never_made": (
        "Zugesagt, aber nie eingetragen, und die Zeit ist noch frei: Der Termin wird nachgetragen.",
        "Promised but never entered, and the time is still free: the visit is entered now.",
    ),
    "setup": (
        "Die Einrichtung muss stimmen, sonst geschieht es beim nächsten Anruf wieder.",
        "The set-up has to be put right, else it happens again on the next call.",
    ),
    "contact": (
        "Die Zeit ist frei; mit einer Ersatzadresse lässt sich der Termin eintragen.",
        "The time is free; with a substitute address the visit can be entered.",
    ),
    "promised_only": (
        "Zugesagt, aber nirgends eingetragen, und die Zeit ist noch frei: Der Termin wird eingetragen.",
        "Promised but entered nowhere, and the time is still free: the visit is entered.",
    ),
    "unclear": (
        "Die Belege reichen nicht für eine sichere Änderung; ein Mensch soll es ansehen.",
        "The evidence does not suffice for a safe change; a person should look at it.",
    ),
    "unsafe": (
        "Jede Änderung könnte hier schaden; der Kunde wird zurückgerufen.",
        "Any change might do harm here; the customer is called back.",
    ),
}

CALLER: dict[str, tuple[str, str]] = {
    "denied": (
        "Guten Tag, hier ist {salon}. Am Telefon hatten wir Ihnen leider etwas Falsches gesagt: {What} ist fest für "
        "Sie eingetragen. Passt das noch?",
        "Hello, this is {salon}. We are sorry, we told you wrongly on the phone: {what} is booked for you. Does that "
        "still suit you?",
    ),
    "now": (
        "Guten Tag, hier ist {salon}. Es hat doch noch geklappt: {What} ist jetzt fest für Sie eingetragen. "
        "Passt das noch?",
        "Hello, this is {salon}. It worked out after all: {what} is now booked for you. Does that still suit you?",
    ),
    "stands": (
        "Guten Tag, hier ist {salon}. Zu Ihrem Anruf: {What} ist fest für Sie eingetragen. Passt das so?",
        "Hello, this is {salon}. About your call: {what} is booked for you. Does that suit you?",
    ),
    "freed": (
        "Guten Tag, hier ist {salon}. {time} ist doch frei. Möchten Sie sie noch haben?",
        "Hello, this is {salon}. {time} is free after all. Would you still like it?",
    ),
    "not_booked": (
        "Guten Tag, hier ist {salon}. {What_acc} konnten wir leider nicht eintragen. Wir suchen gern gleich eine "
        "passende Zeit für Sie.",
        "Hello, this is {salon}. We are sorry, {what} could not be booked. We will gladly find you another time.",
    ),
    "moved": (
        "Guten Tag, hier ist {salon}. Ihr Termin wurde verlegt: Er ist jetzt am {when}. Passt Ihnen das?",
        "Hello, this is {salon}. Your appointment has been moved: it is now on {when}. Does that suit you?",
    ),
    "moved_as_wished": (
        "Guten Tag, hier ist {salon}. Zu Ihrem Anruf: Ihr Termin ist verschoben, wie Sie es wollten. Er ist jetzt am "
        "{when}. Passt das so?",
        "Hello, this is {salon}. About your call: your appointment has been moved as you wished. It is now on {when}. "
        "Does that suit you?",
    ),
    "cancelled_as_wished": (
        "Guten Tag, hier ist {salon}. Zu Ihrem Anruf: {What} ist abgesagt, wie Sie es wollten.",
        "Hello, this is {salon}. About your call: {what} has been cancelled as you wished.",
    ),
    "not_moved": (
        "Guten Tag, hier ist {salon}. Das Verschieben hat leider nicht geklappt: Ihr Termin ist weiterhin am {when}. "
        "Passt Ihnen das, oder sollen wir eine andere Zeit suchen?",
        "Hello, this is {salon}. We are sorry, the move did not work: your appointment is still on {when}. Does that "
        "suit you, or shall we find another time?",
    ),
    "not_free": (
        "Guten Tag, hier ist {salon}. {time} ist leider doch nicht frei, da hatten wir uns vertan. Sollen wir eine "
        "andere Zeit für Sie suchen?",
        "Hello, this is {salon}. {time} is not free after all, we are sorry. Shall we find you another time?",
    ),
    "still_open": (
        "Guten Tag, hier ist {salon}. {What} ist noch nicht ganz fest. Wir geben Ihnen Bescheid, sobald er bestätigt "
        "ist.",
        "Hello, this is {salon}. {What} is not quite fixed yet. We will let you know as soon as it is confirmed.",
    ),
    "callback_missed": (
        "Guten Tag, hier ist {salon}. Wir hatten Ihnen einen Rückruf versprochen. Worum geht es?",
        "Hello, this is {salon}. We promised to call you back. What can we do for you?",
    ),
    "other_time": (
        "Guten Tag, hier ist {salon}. Ihr Termin ist bei uns für {when} eingetragen. Wir glauben, Sie hatten eine "
        "andere Zeit gemeint. Welche ist richtig?",
        "Hello, this is {salon}. We have your appointment down for {when}. We think you meant another time. Which "
        "one is right?",
    ),
    "cancelled_there": (
        "Guten Tag, hier ist {salon}. {What} ist in unserem Kalender abgesagt worden. Wenn das nicht von Ihnen kam, "
        "suchen wir gern gleich eine neue Zeit.",
        "Hello, this is {salon}. {What} has been cancelled in our calendar. If that was not your wish, we will gladly "
        "find you a new time.",
    ),
    "gone": (
        "Guten Tag, hier ist {salon}. {What} steht nicht mehr in unserem Kalender. Sollen wir eine neue Zeit für Sie "
        "suchen?",
        "Hello, this is {salon}. {What} is no longer in our calendar. Shall we find you a new time?",
    ),
    "ask": (
        "Guten Tag, hier ist {salon}. Wir melden uns wegen Ihres Anrufs und möchten etwas zu {what_dat} mit Ihnen "
        "klären.",
        "Hello, this is {salon}. We are calling about your call and would like to settle something about {what}.",
    ),
}

THINGS: dict[str, tuple[tuple[str, str, str], str]] = {
    "visit": (("der Termin", "den Termin", "dem Termin"), "the appointment"),
    "yours": (("Ihr Termin", "Ihren Termin", "Ihrem Termin"), "your appointment"),
}
"""What it is about: nominative, accusative and dative in German, one form in English."""
SOMEBODY = (("die anrufende Person", "der anrufenden Person"), "the caller")
US = ("Ihr Terminservice", "your appointment desk")
