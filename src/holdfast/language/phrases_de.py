"""The German sentences.

`{at:when}` puts a value in, spoken in the named way (language/speak.py); `<Sie|du>` is the address of the house;
`{choices:?ist|sind}` follows the number of choices. Of several wordings the first counts whose values are all there.
"""

from collections.abc import Mapping

from .phrases import Phrase as P

SENTENCES: Mapping[P, tuple[str, ...]] = {
    P.HELD_ASKED: (
        "{at:when} ist frei, {service} bei {staff} für {price:price}. Soll ich das so für <Sie|dich> buchen?",
        "{at:when} ist frei, {service} bei {staff}. Soll ich das so für <Sie|dich> buchen?",
        "{at:when} ist frei, {service}. Soll ich das so für <Sie|dich> buchen?",
    ),
    P.HELD_WINDOW: (
        "Für {service} frei {choices:?ist|sind} {choices:choices}. {choices:?Passt das|Was passt} <Ihnen|dir>?",
        "Frei {choices:?ist|sind} {choices:choices}. {choices:?Passt das|Was passt} <Ihnen|dir>?",
    ),
    P.ASK_TO_BOOK: ("{at:when}, {service} bei {staff}. Soll ich buchen?", "{at:when}, {service}. Soll ich buchen?"),
    P.ASK_TO_MOVE: ("Ich kann den Termin auf {at:for} verschieben. Soll ich das machen?",),
    P.ASK_TO_CANCEL: (
        "Soll ich den Termin {at:on}, {service}, wirklich absagen?",
        "Soll ich den Termin {at:on} wirklich absagen?",
    ),
    P.OFFER_CHOICES: ("Frei {choices:?wäre|wären} {choices:choices}. {choices:?Passt das|Was passt} <Ihnen|dir>?",),
    P.OFFER_CALLBACK: ("Soll sich jemand aus dem Team bei <Ihnen|dir> melden?",),
    P.OFFER_TRANSFER: ("Soll ich <Sie|dich> mit {name} verbinden?", "Soll ich <Sie|dich> verbinden?"),
    P.REFUSED_SLOT_TAKEN: ("{at:when} ist leider schon vergeben.", "Dieser Termin ist leider schon vergeben."),
    P.REFUSED_HELD_BY_OTHER: (
        "{at:when} ist gerade für jemand anderen reserviert.",
        "Dieser Termin ist gerade für jemand anderen reserviert.",
    ),
    P.REFUSED_CLOSED: ("{at:on} haben wir leider geschlossen.", "Zu dieser Zeit haben wir leider geschlossen."),
    P.REFUSED_HOLIDAY: (
        "{at:date_on} ist {holiday}, da haben wir geschlossen.",
        "Da ist {holiday}, und wir haben geschlossen.",
        "{at:date_on} ist Feiertag, da haben wir geschlossen.",
        "An diesem Feiertag haben wir geschlossen.",
    ),
    P.REFUSED_STAFF_AWAY: (
        "{staff} ist {at:on} leider nicht da.",
        "{staff} ist zu dieser Zeit leider nicht da.",
        "{at:on} ist leider niemand im Team dafür da.",
        "Zu dieser Zeit ist leider niemand im Team dafür da.",
    ),
    P.REFUSED_TOO_SHORT_NOTICE: (
        "{at:when} ist leider zu kurzfristig, wir brauchen mindestens {minutes:minutes} Vorlauf.",
        "{at:when} ist leider zu kurzfristig.",
        "Das ist leider zu kurzfristig, wir brauchen mindestens {minutes:minutes} Vorlauf.",
        "Das ist leider zu kurzfristig.",
    ),
    P.REFUSED_PAST: ("{at:when} ist leider schon vorbei.", "Diese Zeit ist leider schon vorbei."),
    P.REFUSED_BEYOND_HORIZON: (
        "{at:date} ist leider noch zu weit weg, so weit im Voraus planen wir nicht.",
        "So weit im Voraus planen wir leider noch nicht.",
    ),
    P.REFUSED_DOES_NOT_FIT: (
        "{service} passt {at:on} leider nicht mehr hinein.",
        "{service} passt zu dieser Zeit leider nicht mehr hinein.",
        "Zu dieser Zeit reicht der Platz im Kalender leider nicht.",
    ),
    P.REFUSED_NOTHING_FREE: (
        "{at:date_on} ist leider nichts mehr frei.",
        "In dieser Zeit ist leider nichts mehr frei.",
    ),
    P.REFUSED_UNKNOWN_SERVICE: (
        "{service} habe ich bei uns leider nicht gefunden.",
        "Diese Leistung habe ich bei uns leider nicht gefunden.",
    ),
    P.REFUSED_STAFF_CANNOT: (
        "{service} gibt es bei {staff} leider nicht.",
        "Das gibt es bei {staff} leider nicht.",
        "Dafür habe ich in dieser Zusammenstellung leider niemanden.",
    ),
    P.REFUSED_NOT_BOOKABLE: (
        "{service} kann ich am Telefon leider nicht buchen.",
        "Das kann ich am Telefon leider nicht buchen.",
    ),
    P.REFUSED_HOLD_EXPIRED: (
        "Die Reservierung für {at:for} ist leider abgelaufen.",
        "Die Reservierung ist leider abgelaufen.",
    ),
    P.REFUSED_NOT_FOUND: ("Einen passenden Termin habe ich leider nicht gefunden.",),
    P.REFUSED_NOT_AUTHORISED: ("Dazu brauche ich den Buchungscode und den Namen, auf den der Termin eingetragen ist.",),
    P.REFUSED_POLICY: ("Das ist nach den Regeln unseres Hauses leider nicht möglich.",),
    P.REFUSED_CALENDAR_UNREACHABLE: (
        "Ich komme gerade nicht in unseren Kalender und möchte <Ihnen|dir> nichts Falsches sagen.",
    ),
    P.REFUSED_TECHNICAL: ("Das hat bei uns gerade leider nicht geklappt.",),
    P.REFUSED_ALREADY_YOURS: (
        "{at:when} ist bereits für <Sie|dich> eingetragen.",
        "Dieser Termin ist bereits für <Sie|dich> eingetragen.",
    ),
    P.ALREADY_YOURS: (
        "{at:when} ist bereits <Ihr|dein> Termin, {service} bei {staff}. Der Buchungscode ist {ref:ref}.",
        "{at:when} ist bereits <Ihr|dein> Termin, {service}. Der Buchungscode ist {ref:ref}.",
    ),
    P.CONFIRMED: (
        "{at:when} ist fest eingetragen, {service} bei {staff}. <Ihr|Dein> Buchungscode ist {ref:ref}.",
        "{at:when} ist fest eingetragen, {service}. <Ihr|Dein> Buchungscode ist {ref:ref}.",
    ),
    P.CONFIRMED_SEVERAL: ("Die Termine sind fest eingetragen. Die Buchungscodes sind {refs:refs}.",),
    P.AMENDED: ("Das habe ich bei <Ihrem|deinem> Termin vermerkt, {at:when}, {service}.",),
    P.PENDING: (
        "Ich trage {at:for} gerade ein, einen kleinen Moment noch. Der Buchungscode wird {ref:ref}.",
        "Ich trage {at:for} gerade ein, einen kleinen Moment noch.",
        "Ich trage das gerade ein, einen kleinen Moment noch.",
    ),
    P.PENDING_CALLBACK: ("Das Eintragen dauert länger als sonst. Ein Rückruf dazu ist für <Sie|dich> vorgemerkt.",),
    P.MOVED: (
        "<Ihr|Dein> Termin ist verschoben auf {at:for}, {service} bei {staff}. Der Buchungscode ist {ref:ref}.",
        "<Ihr|Dein> Termin ist verschoben auf {at:for}, {service}. Der Buchungscode ist {ref:ref}.",
    ),
    P.MOVED_PENDING: (
        "Ich verschiebe den Termin gerade auf {at:for}, einen kleinen Moment noch.",
        "Ich verschiebe den Termin gerade, einen kleinen Moment noch.",
    ),
    P.CANCELLED: (
        "<Ihr|Dein> Termin {at:on}, {service}, ist abgesagt.",
        "<Ihr|Dein> Termin {at:on} ist abgesagt.",
    ),
    P.CANCEL_PENDING: (
        "Ich sage den Termin {at:on} gerade ab, einen kleinen Moment noch.",
        "Ich sage den Termin gerade ab, einen kleinen Moment noch.",
    ),
    P.CANCEL_WHICH: ("Welchen Termin soll ich absagen: {choices:choices}?",),
    P.WHICH_VISIT: ("Welchen Termin <meinen Sie|meinst du>: {choices:choices}?",),
    P.STATUS_CONFIRMED: (
        "Ja, {at:when} ist fest eingetragen, {service} bei {staff}.",
        "Ja, {at:when} ist fest eingetragen, {service}.",
    ),
    P.STATUS_PENDING: ("{at:when} wird gerade eingetragen, bestätigt ist es noch nicht.",),
    P.STATUS_CANCELLED: ("Der Termin {at:on} ist abgesagt.",),
    P.STATUS_NONE: ("Dazu finde ich keinen Termin.",),
    P.STATUS_UNDONE: ("Der Termin {at:on} ist leider nicht zustande gekommen, eingetragen ist nichts.",),
    P.VISITS_FOUND: ("Eingetragen {choices:?ist|sind} {choices:all}.",),
    P.VISIT_ONE: (
        "<Sie haben|Du hast> einen Termin: {at:when}, {service} bei {staff}.",
        "<Sie haben|Du hast> einen Termin: {at:when}, {service}.",
    ),
    P.ASK_SERVICE: ("Was darf es denn sein?",),
    P.ASK_DATE: ("An welchem Tag passt es <Ihnen|dir>?",),
    P.ASK_TIME: ("Um wie viel Uhr passt es <Ihnen|dir>?",),
    P.ASK_NAME: ("Auf welchen Namen darf ich den Termin eintragen?",),
    P.ASK_PHONE: ("Unter welcher Telefonnummer <sind Sie|bist du> zu erreichen?",),
    P.ASK_REF_AND_NAME: ("Wie ist <Ihr|dein> Buchungscode, und auf welchen Namen ist der Termin eingetragen?",),
    P.ASK_WHICH_SERVICE: ("<Meinen Sie|Meinst du> {names:either}?",),
    P.ASK_WHICH_STAFF: ("Zu wem <möchten Sie|möchtest du>: {names:either}?",),
    P.ASK_FIELD: ("Eine Angabe fehlt mir noch: {field}. <Sagen Sie|Sag> sie mir bitte noch einmal?",),
    P.ASK_AGAIN: ("Das habe ich leider nicht verstanden. <Sagen Sie|Sag> es bitte noch einmal?",),
    P.HALF_OF_DAY: ("Wäre das {readings:either}?",),
    P.WHICH_WEEK: ("Wäre das {readings:either}?",),
    P.WHICH_OPTION: ("Was soll ich zuerst ansehen, {readings:either}?",),
    P.WEEKDAY_AGAINST_DATE: ("Wochentag und Datum passen nicht zusammen. Wäre es {readings:either}?",),
    P.NO_SUCH_DATE: ("Diesen Tag gibt es im Kalender nicht. Welcher Tag soll es sein?",),
    P.NO_SUCH_TIME: ("Diese Uhrzeit gibt es nicht. Um wie viel Uhr soll es sein?",),
    P.PAST: ("Das ist schon vorbei. Welcher Tag und welche Uhrzeit passen stattdessen?",),
    P.UNREAD: ("Das habe ich noch nicht genau verstanden. An welchem Tag und um wie viel Uhr soll es sein?",),
    P.UNREAD_TIME: ("Die Uhrzeit habe ich noch nicht genau verstanden. Um wie viel Uhr soll es sein?",),
    P.NOTHING_HEARD: ("An welchem Tag und um wie viel Uhr soll der Termin sein?",),
    P.SERVICES_LIST: ("Bei uns gibt es {names:some}. Was darf es sein?",),
    P.SERVICE_PRICE: (
        "{service} kostet {price:price} und dauert {minutes:minutes}.",
        "{service} kostet {price:price}.",
    ),
    P.OPENING_TODAY: ("Heute haben wir {spans:spans} geöffnet.",),
    P.OPENING_ON: ("{date:date_on} haben wir {spans:spans} geöffnet.",),
    P.CLOSED_TODAY: ("Heute ist {holiday}, da haben wir geschlossen.", "Heute haben wir geschlossen."),
    P.CLOSED_ON: ("{date:date_on} ist {holiday}, da haben wir geschlossen.", "{date:date_on} haben wir geschlossen."),
    P.CALLBACK_NOTED: (
        "Ein Rückruf {at:on} ist für <Sie|dich> vorgemerkt.",
        "Ein Rückruf ist für <Sie|dich> vorgemerkt.",
    ),
    P.CALLBACK_NEEDS_PHONE: (
        "Gern merke ich einen Rückruf vor. Unter welcher Nummer <sind Sie|bist du> zu erreichen?",
    ),
    P.TRANSFER: ("Einen Moment bitte, ich verbinde mit {name}.", "Einen Moment bitte, ich verbinde."),
    P.CONTEXT_KNOWN: (
        "Guten Tag, {name}, schön, dass <Sie anrufen|du anrufst>.",
        "Guten Tag, schön, dass <Sie wieder anrufen|du wieder anrufst>.",
    ),
    P.CONTEXT_UNKNOWN: ("Guten Tag, was kann ich für <Sie|dich> tun?",),
    P.BOOKINGS_OFF: ("Am Telefon kann ich zurzeit leider keine Termine buchen.",),
    P.CALLBACK_ONLY: ("Termine vergibt bei uns das Team persönlich, ich merke gern einen Rückruf vor.",),
    P.KNOWN_CUSTOMERS_ONLY: ("Am Telefon buche ich nur für Gäste, die wir schon kennen.",),
    P.TECHNICAL_READ: ("Da hakt es bei mir gerade, einen kleinen Moment bitte.",),
    P.TECHNICAL_WRITE: ("Das konnte ich gerade nicht sicher eintragen, bestätigt ist noch nichts.",),
    P.WRONG_SALON: ("Dazu kann ich unter dieser Rufnummer leider nichts sagen.",),
    P.TOO_MANY_WRONG_REFS: (
        "Der Buchungscode hat leider mehrmals nicht gepasst. Soll sich jemand aus dem Team bei <Ihnen|dir> melden?",
    ),
}
