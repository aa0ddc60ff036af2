"""The German sentences.

`{at:when}` puts a value in, spoken in the named way (language/speak.py); `<Sie|du>` is the address of the house;
`{choices:?ist|sind}` follows the number of choices. Of several wordings the first counts whose values are all there.
"""

from collections.abc import Mapping

from .phrases import Phrase

SENTENCES: Mapping[Phrase, tuple[str, ...]] = {
    Phrase.HELD_ASKED: (
        "{at:when} ist frei, {service} bei {staff} {price:cost}. Soll ich das so für <Sie|dich> buchen?",
        "{at:when} ist frei, {service} bei {staff}. Soll ich das so für <Sie|dich> buchen?",
        "{at:when} ist frei, {service}. Soll ich das so für <Sie|dich> buchen?",
    ),
    Phrase.HELD_WINDOW: (
        "Ja, {service} {price:cost} ginge um {hours:hours}, {hours:?passt <Ihnen|dir> das|was passt <Ihnen|dir>}?",
        "Ja, {service} {price:cost} ginge {choices:on_choices}, "
        "{choices:?passt <Ihnen|dir> das|was passt <Ihnen|dir>}?",
        "Ja, {service} ginge um {hours:hours}, {hours:?passt <Ihnen|dir> das|was passt <Ihnen|dir>}?",
        "Ja, {service} ginge {choices:on_choices}, {choices:?passt <Ihnen|dir> das|was passt <Ihnen|dir>}?",
        "Frei {choices:?wäre|wären} {choices:choices}, {choices:?passt <Ihnen|dir> das|was passt <Ihnen|dir>}?",
    ),
    Phrase.ASK_TO_BOOK: (
        "{at:when}, {service} bei {staff}. Soll ich buchen?",
        "{at:when}, {service}. Soll ich buchen?",
    ),
    Phrase.ASK_TO_MOVE: ("Ich kann den Termin auf {at:for} verschieben. Soll ich das machen?",),
    Phrase.ASK_TO_CANCEL: (
        "Soll ich den Termin {at:on}, {service}, wirklich absagen?",
        "Soll ich den Termin {at:on} wirklich absagen?",
    ),
    Phrase.OFFER_CHOICES: (
        "Frei {hours:?wäre|wären} {hours:hours}, {hours:?passt <Ihnen|dir> das|was passt <Ihnen|dir>}?",
        "Frei {choices:?wäre|wären} {choices:choices}, {choices:?passt <Ihnen|dir> das|was passt <Ihnen|dir>}?",
    ),
    Phrase.OFFER_CALLBACK: ("Soll sich jemand aus dem Team bei <Ihnen|dir> melden?",),
    Phrase.OFFER_TRANSFER: ("Soll ich <Sie|dich> mit {name} verbinden?", "Soll ich <Sie|dich> verbinden?"),
    Phrase.REFUSED_SLOT_TAKEN: ("{at:when} ist leider schon vergeben.", "Dieser Termin ist leider schon vergeben."),
    Phrase.REFUSED_HELD_BY_OTHER: (
        "{at:when} ist gerade für jemand anderen reserviert.",
        "Dieser Termin ist gerade für jemand anderen reserviert.",
    ),
    Phrase.REFUSED_CLOSED: (
        "{date:date_on}, haben wir leider geschlossen.",
        "{at:on} haben wir leider geschlossen.",
        "Zu dieser Zeit haben wir leider geschlossen.",
    ),
    Phrase.REFUSED_HOLIDAY: (
        "{date:date_on}, ist {holiday:feast}, da haben wir geschlossen.",
        "{at:date_on}, ist {holiday:feast}, da haben wir geschlossen.",
        "Da ist {holiday:feast}, und wir haben geschlossen.",
        "{date:date_on}, ist Feiertag, da haben wir geschlossen.",
        "{at:date_on}, ist Feiertag, da haben wir geschlossen.",
        "An diesem Feiertag haben wir geschlossen.",
    ),
    Phrase.REFUSED_STAFF_AWAY: (
        "{staff} ist {at:on} leider nicht da.",
        "{staff} ist zu dieser Zeit leider nicht da.",
        "{at:on} ist leider niemand im Team dafür da.",
        "Zu dieser Zeit ist leider niemand im Team dafür da.",
    ),
    Phrase.REFUSED_TOO_SHORT_NOTICE: (
        "{at:when} ist leider zu kurzfristig, wir brauchen mindestens {minutes:minutes} Vorlauf.",
        "{at:when} ist leider zu kurzfristig.",
        "Das ist leider zu kurzfristig, wir brauchen mindestens {minutes:minutes} Vorlauf.",
        "Das ist leider zu kurzfristig.",
    ),
    Phrase.REFUSED_PAST: (
        "{date:date}, ist leider schon vorbei.",
        "{at:when} ist leider schon vorbei.",
        "Diese Zeit ist leider schon vorbei.",
    ),
    Phrase.REFUSED_BEYOND_HORIZON: (
        "{at:date} ist leider noch zu weit weg, so weit im Voraus planen wir nicht.",
        "So weit im Voraus planen wir leider noch nicht.",
    ),
    Phrase.REFUSED_DOES_NOT_FIT: (
        "{service} passt {at:on} leider nicht mehr hinein.",
        "{service} passt zu dieser Zeit leider nicht mehr hinein.",
        "Zu dieser Zeit reicht der Platz im Kalender leider nicht.",
    ),
    Phrase.REFUSED_OFF_GRID: (
        "Um {at:time} beginnt bei uns leider kein Termin.",
        "Zu dieser Minute beginnt bei uns leider kein Termin.",
    ),
    Phrase.REFUSED_NOTHING_FREE: (
        "{date:date_on}, ist leider nichts mehr frei.",
        "{at:date_on}, ist leider nichts mehr frei.",
        "In dieser Zeit ist leider nichts mehr frei.",
    ),
    Phrase.REFUSED_UNKNOWN_SERVICE: (
        "{service} habe ich bei uns leider nicht gefunden.",
        "Diese Leistung habe ich bei uns leider nicht gefunden.",
    ),
    Phrase.REFUSED_STAFF_CANNOT: (
        "{service} gibt es bei {staff} leider nicht.",
        "Das gibt es bei {staff} leider nicht.",
        "Dafür habe ich in dieser Zusammenstellung leider niemanden.",
    ),
    Phrase.REFUSED_NOT_BOOKABLE: (
        "{service} bei {staff} kann ich am Telefon leider nicht buchen.",
        "{service} kann ich am Telefon leider nicht buchen.",
        "Das kann ich am Telefon leider nicht buchen.",
    ),
    Phrase.REFUSED_HOLD_EXPIRED: (
        "Die Reservierung für {at:for} ist leider abgelaufen.",
        "Die Reservierung ist leider abgelaufen.",
    ),
    Phrase.REFUSED_NOT_FOUND: ("Einen passenden Termin habe ich leider nicht gefunden.",),
    Phrase.REFUSED_NOT_AUTHORISED: (
        "Dazu brauche ich den Buchungscode und den Namen, auf den der Termin eingetragen ist.",
    ),
    Phrase.REFUSED_POLICY: ("Das ist nach den Regeln unseres Hauses leider nicht möglich.",),
    Phrase.REFUSED_CALENDAR_UNREACHABLE: (
        "Ich komme gerade nicht in unseren Kalender und möchte <Ihnen|dir> nichts Falsches sagen.",
    ),
    Phrase.REFUSED_NOT_ACCEPTED: (
        "{at:when} nimmt unser Kalender leider nicht an.",
        "Diese Zeit nimmt unser Kalender leider nicht an.",
    ),
    Phrase.REFUSED_TECHNICAL: ("Das hat bei uns gerade leider nicht geklappt.",),
    Phrase.REFUSED_ALREADY_YOURS: (
        "{at:when} ist bereits für <Sie|dich> eingetragen.",
        "Dieser Termin ist bereits für <Sie|dich> eingetragen.",
    ),
    Phrase.ALREADY_YOURS: (
        "{at:when} ist bereits <Ihr|dein> Termin, {service} bei {staff}. Der Buchungscode ist {ref:ref}.",
        "{at:when} ist bereits <Ihr|dein> Termin, {service}. Der Buchungscode ist {ref:ref}.",
    ),
    Phrase.CONFIRMED: (
        "{at:when} ist fest eingetragen, {service} bei {staff}. <Ihr|Dein> Buchungscode ist {ref:ref}.",
        "{at:when} ist fest eingetragen, {service}. <Ihr|Dein> Buchungscode ist {ref:ref}.",
    ),
    Phrase.CONFIRMED_SEVERAL: ("Die Termine sind fest eingetragen. Die Buchungscodes sind {refs:refs}.",),
    Phrase.AMENDED: (
        "Der Termin {at:on} läuft jetzt auf {name}.",
        "Das habe ich bei <Ihrem|deinem> Termin vermerkt, {at:when}, {service}.",
    ),
    Phrase.AMENDED_BY_HAND: (
        "Der Termin {at:on} läuft jetzt auf {name}. Im Kalender schreibt der Salon den Namen noch um.",
        "Der Termin läuft jetzt auf {name}. Im Kalender schreibt der Salon den Namen noch um.",
    ),
    Phrase.PENDING: (
        "Ich trage {at:for} gerade ein, einen kleinen Moment noch. Der Buchungscode dafür ist {ref:ref}.",
        "Ich trage {at:for} gerade ein, einen kleinen Moment noch.",
        "Ich trage das gerade ein, einen kleinen Moment noch.",
    ),
    Phrase.PENDING_CALLBACK: (
        "Das Eintragen dauert länger als sonst. Ein Rückruf dazu ist für <Sie|dich> vorgemerkt.",
    ),
    Phrase.MOVED: (
        "<Ihr|Dein> Termin ist verschoben auf {at:for}, {service} bei {staff}. Der Buchungscode ist {ref:ref}.",
        "<Ihr|Dein> Termin ist verschoben auf {at:for}, {service}. Der Buchungscode ist {ref:ref}.",
    ),
    Phrase.MOVED_PENDING: (
        "Ich verschiebe den Termin gerade auf {at:for}, einen kleinen Moment noch.",
        "Ich verschiebe den Termin gerade, einen kleinen Moment noch.",
    ),
    Phrase.CANCELLED: (
        "<Ihr|Dein> Termin {at:on}, {service}, ist abgesagt.",
        "<Ihr|Dein> Termin {at:on} ist abgesagt.",
    ),
    Phrase.CANCEL_PENDING: (
        "Ich sage den Termin {at:on} gerade ab, einen kleinen Moment noch.",
        "Ich sage den Termin gerade ab, einen kleinen Moment noch.",
    ),
    Phrase.CANCEL_WHICH: ("Welchen Termin soll ich absagen: {choices:choices}?",),
    Phrase.WHICH_VISIT: ("Welchen Termin <meinen Sie|meinst du>: {choices:choices}?",),
    Phrase.SECOND_VISIT: (
        "Das ist ein zweiter Termin, der um {hour:time} bleibt bestehen.",
        "Das ist ein zweiter Termin, der {at:on} bleibt bestehen.",
    ),
    Phrase.STATUS_CONFIRMED: (
        "Ja, {at:when} ist fest eingetragen, {service} bei {staff}.",
        "Ja, {at:when} ist fest eingetragen, {service}.",
    ),
    Phrase.STATUS_PENDING: ("{at:when} wird gerade eingetragen, bestätigt ist es noch nicht.",),
    Phrase.STATUS_CANCELLED: ("Der Termin {at:on} ist abgesagt.",),
    Phrase.STATUS_NONE: ("Dazu finde ich keinen Termin.",),
    Phrase.STATUS_UNDONE: ("Der Termin {at:on} ist leider nicht zustande gekommen, eingetragen ist nichts.",),
    Phrase.STATUS_IN_QUESTION: (
        "Am Termin {at:on} hat sich im Kalender etwas geändert. Jemand aus dem Team klärt das und meldet sich.",
    ),
    Phrase.VISITS_FOUND: ("Eingetragen {choices:?ist|sind} {choices:all}.",),
    Phrase.VISIT_ONE: (
        "<Sie haben|Du hast> einen Termin: {at:when}, {service} bei {staff}.",
        "<Sie haben|Du hast> einen Termin: {at:when}, {service}.",
    ),
    Phrase.ASK_SERVICE: ("Was darf es denn sein?",),
    Phrase.ASK_DATE: ("An welchem Tag passt es <Ihnen|dir>?",),
    Phrase.ASK_TIME: ("Um wie viel Uhr passt es <Ihnen|dir>?",),
    Phrase.ASK_NAME: ("Auf welchen Namen darf ich den Termin eintragen?",),
    Phrase.ASK_PHONE: ("Unter welcher Telefonnummer <sind Sie|bist du> zu erreichen?",),
    Phrase.ASK_REF_AND_NAME: ("Wie ist <Ihr|dein> Buchungscode, und auf welchen Namen ist der Termin eingetragen?",),
    Phrase.ASK_REF: ("Wie ist <Ihr|dein> Buchungscode?",),
    Phrase.ASK_VISIT_NAME: ("Auf welchen Namen ist der Termin eingetragen?",),
    Phrase.ASK_WHICH_SERVICE: ("<Meinen Sie|Meinst du> {names:either}?",),
    Phrase.ASK_WHICH_STAFF: ("Den Namen kenne ich bei uns nicht. Zu wem <möchten Sie|möchtest du>: {names:either}?",),
    Phrase.ASK_FIELD: ("Eine Angabe fehlt mir noch: {field:field}. <Können Sie|Kannst du> sie mir bitte nennen?",),
    Phrase.ASK_AGAIN: ("Das habe ich leider nicht verstanden. <Können Sie|Kannst du> es bitte noch einmal sagen?",),
    Phrase.HALF_OF_DAY: ("<Meinen Sie|Meinst du> {readings:which}?",),
    Phrase.WHICH_WEEK: ("<Meinen Sie|Meinst du> {readings:which}?",),
    Phrase.WHICH_OPTION: ("Was soll ich zuerst ansehen, {readings:either}?",),
    Phrase.WEEKDAY_AGAINST_DATE: (
        "Wochentag und Datum passen nicht zusammen. <Meinen Sie|Meinst du> {readings:which}?",
    ),
    Phrase.NO_SUCH_DATE: ("Diesen Tag gibt es im Kalender nicht. Welcher Tag soll es sein?",),
    Phrase.NO_SUCH_TIME: ("Diese Uhrzeit gibt es nicht. Um wie viel Uhr soll es sein?",),
    Phrase.PAST: ("Das ist schon vorbei. Welcher Tag und welche Uhrzeit passen stattdessen?",),
    Phrase.UNREAD: ("Das habe ich noch nicht genau verstanden. An welchem Tag und um wie viel Uhr soll es sein?",),
    Phrase.UNREAD_TIME: ("Die Uhrzeit habe ich noch nicht genau verstanden. Um wie viel Uhr soll es sein?",),
    Phrase.NOTHING_HEARD: ("An welchem Tag und um wie viel Uhr soll der Termin sein?",),
    Phrase.UNMATCHED_SERVICE: ("{service} bieten wir leider nicht an.",),
    Phrase.SERVICES_LIST: ("Bei uns gibt es {names:some}. Was darf es sein?",),
    Phrase.SERVICE_PRICE: (
        "{service} kostet {price:price} und dauert {minutes:minutes}.",
        "{service} kostet {price:price}.",
    ),
    Phrase.OPENING_TODAY: ("Heute haben wir {spans:spans} geöffnet.",),
    Phrase.OPENING_ON: ("{date:date_on}, haben wir {spans:spans} geöffnet.",),
    Phrase.CLOSED_TODAY: ("Heute ist {holiday:feast}, da haben wir geschlossen.", "Heute haben wir geschlossen."),
    Phrase.CLOSED_ON: (
        "{date:date_on}, ist {holiday:feast}, da haben wir geschlossen.",
        "{date:date_on}, haben wir geschlossen.",
    ),
    Phrase.CALLBACK_NOTED: (
        "Wir rufen <Sie|dich> bis {at:until} zurück.",
        "Wir rufen <Sie|dich> zurück.",
    ),
    Phrase.CALLBACK_AMENDED: (
        "Ich habe <Ihre|deine> Nummer und <Ihren|deinen> Wunsch ergänzt, wir rufen <Sie|dich> bis {at:until} zurück.",
        "Ich habe <Ihre|deine> Nummer und <Ihren|deinen> Wunsch für den Rückruf ergänzt.",
    ),
    Phrase.CALLBACK_NEEDS_PHONE: (
        "Gern merke ich einen Rückruf vor. Unter welcher Nummer <sind Sie|bist du> erreichbar?",
    ),
    Phrase.TRANSFER: ("Soll ich <Sie|dich> mit {name} verbinden?", "Soll ich <Sie|dich> verbinden?"),
    Phrase.CONTEXT_KNOWN: (
        "Guten Tag, {name}, schön, dass <Sie anrufen|du anrufst>. Was kann ich für <Sie|dich> tun?",
        "Guten Tag, schön, dass <Sie wieder anrufen|du wieder anrufst>. Was kann ich für <Sie|dich> tun?",
    ),
    Phrase.CONTEXT_UNKNOWN: ("Guten Tag, was kann ich für <Sie|dich> tun?",),
    Phrase.BOOKINGS_OFF: ("Am Telefon kann ich zurzeit leider keine Termine buchen.",),
    Phrase.CALLBACK_ONLY: ("Termine vergibt bei uns das Team persönlich.",),
    Phrase.KNOWN_CUSTOMERS_ONLY: (
        "{service} buche ich am Telefon nur für Gäste, die schon bei uns waren.",
        "Das buche ich am Telefon nur für Gäste, die schon bei uns waren.",
    ),
    Phrase.TECHNICAL_READ: ("Da hakt es bei mir gerade, einen kleinen Moment bitte.",),
    Phrase.TECHNICAL_WRITE: ("Das konnte ich gerade nicht sicher eintragen, bestätigt ist noch nichts.",),
    Phrase.WRONG_SALON: ("Dazu kann ich unter dieser Rufnummer leider nichts sagen.",),
    Phrase.TOO_MANY_WRONG_REFS: ("Der Buchungscode hat leider mehrmals nicht gepasst.",),
}
