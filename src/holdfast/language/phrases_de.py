"""The German sentences.

`{at:when}` puts a value in, spoken in the named way (language/speech.py); `<Sie|du>` is the address of the house;
`{choices:?ist|sind}` follows the number of choices. Of several wordings the first counts whose values are all there.
"""

from collections.abc import Mapping

from .phrases import Phrase

SENTENCES: Mapping[Phrase, tuple[str, ...]] = {
    Phrase.HELD_ASKED: (
        "{at:on} ist bei {staff} noch frei, {service} {price:cost}. Soll ich das für <Sie|dich> buchen?",
        "{at:on} ist bei {staff} noch frei, {service}. Soll ich das für <Sie|dich> buchen?",
        "{at:on} ist noch frei, {service}. Soll ich das für <Sie|dich> buchen?",
    ),
    Phrase.HELD_WINDOW: (
        "Ja, {service} {price:cost} ginge um {hours:hours}, {hours:?passt <Ihnen|dir> das|was passt <Ihnen|dir>}?",
        "Ja, {service} {price:cost} ginge {choices:on_choices}, {choices:?passt <Ihnen|dir> das|was passt "
        "<Ihnen|dir>}?",
        "Ja, {service} ginge um {hours:hours}, {hours:?passt <Ihnen|dir> das|was passt <Ihnen|dir>}?",
        "Ja, {service} ginge {choices:on_choices}, {choices:?passt <Ihnen|dir> das|was passt <Ihnen|dir>}?",
        "Frei hätte ich {choices:for_choices}, {choices:?passt <Ihnen|dir> das|was passt <Ihnen|dir>}?",
    ),
    Phrase.ASK_TO_BOOK: (
        "Das wäre {at:on}, {service} bei {staff} {price:cost}. Soll ich das so buchen?",
        "Das wäre {at:on}, {service} bei {staff}. Soll ich das so buchen?",
        "Das wäre {at:on}, {service}. Soll ich das so buchen?",
    ),
    Phrase.ASK_TO_MOVE: ("Ich kann den Termin auf {at:for} verschieben. Soll ich das machen?",),
    Phrase.ASK_TO_CANCEL: (
        "Soll ich den Termin {at:on}, {service}, wirklich absagen?",
        "Soll ich den Termin {at:on} wirklich absagen?",
    ),
    Phrase.OFFER_CHOICES: (
        "Frei hätte ich um {hours:hours}, {hours:?passt <Ihnen|dir> das|was passt <Ihnen|dir>}?",
        "Frei hätte ich {choices:for_choices}, {choices:?passt <Ihnen|dir> das|was passt <Ihnen|dir>}?",
    ),
    Phrase.OFFER_CALLBACK: ("Soll sich jemand aus dem Team bei <Ihnen|dir> melden?",),
    Phrase.OFFER_TRANSFER: (
        "Soll ich <Sie|dich> mit {name} verbinden?",
        "Soll ich <Sie|dich> mit jemandem aus dem Team verbinden?",
    ),
    Phrase.KEPT: (
        "<Ihr|Dein> Termin um {kept_hour:time} bleibt bestehen, soll sich jemand aus dem Team bei <Ihnen|dir> melden?",
        "<Ihr|Dein> Termin {kept:on} bleibt bestehen, soll sich jemand aus dem Team bei <Ihnen|dir> melden?",
    ),
    Phrase.KEPT_CHOICES: (
        "<Ihr|Dein> Termin um {kept_hour:time} bleibt bestehen, frei hätte ich um {hours:hours}, "
        "{hours:?passt <Ihnen|dir> das|was passt <Ihnen|dir>}?",
        "<Ihr|Dein> Termin um {kept_hour:time} bleibt bestehen, frei hätte ich {choices:for_choices}, "
        "{choices:?passt <Ihnen|dir> das|was passt <Ihnen|dir>}?",
        "<Ihr|Dein> Termin {kept:on} bleibt bestehen, frei hätte ich um {hours:hours}, {hours:?passt "
        "<Ihnen|dir> das|was passt <Ihnen|dir>}?",
        "<Ihr|Dein> Termin {kept:on} bleibt bestehen, frei hätte ich {choices:for_choices}, "
        "{choices:?passt <Ihnen|dir> das|was passt <Ihnen|dir>}?",
        "<Ihr|Dein> jetziger Termin bleibt bestehen, frei hätte ich {choices:for_choices}, "
        "{choices:?passt <Ihnen|dir> das|was passt <Ihnen|dir>}?",
    ),
    Phrase.REFUSED_SLOT_TAKEN: (
        "Der Termin {at:on} ist leider schon vergeben.",
        "Dieser Termin ist leider schon vergeben.",
    ),
    Phrase.REFUSED_HELD_BY_OTHER: (
        "Der Termin {at:on} ist gerade für jemand anderen reserviert.",
        "Dieser Termin ist gerade für jemand anderen reserviert.",
    ),
    Phrase.REFUSED_CLOSED: (
        "{date:date_on}, haben wir leider geschlossen.",
        "{at:on} haben wir leider geschlossen.",
        "Zu dieser Zeit haben wir leider geschlossen.",
    ),
    Phrase.REFUSED_HOLIDAY: (
        "{date:date_on}, ist {holiday:feast}, da haben wir leider geschlossen.",
        "{at:date_on}, ist {holiday:feast}, da haben wir leider geschlossen.",
        "Da ist {holiday:feast}, und wir haben leider geschlossen.",
        "{date:date_on}, ist Feiertag, da haben wir leider geschlossen.",
        "{at:date_on}, ist Feiertag, da haben wir leider geschlossen.",
        "An diesem Feiertag haben wir leider geschlossen.",
    ),
    Phrase.REFUSED_STAFF_AWAY: (
        "{staff} ist {at:on} leider nicht da.",
        "{staff} ist zu dieser Zeit leider nicht da.",
        "{at:on} ist leider niemand im Team dafür da.",
        "Zu dieser Zeit ist leider niemand im Team dafür da.",
    ),
    Phrase.REFUSED_TOO_SHORT_NOTICE: (
        "{at:then} ist leider zu kurzfristig, wir brauchen mindestens {minutes:minutes} Vorlauf.",
        "{at:then} ist leider zu kurzfristig.",
        "Das ist leider zu kurzfristig, wir brauchen mindestens {minutes:minutes} Vorlauf.",
        "Das ist leider zu kurzfristig.",
    ),
    Phrase.REFUSED_PAST: (
        "{date:date_is}, ist leider schon vorbei.",
        "{at:then} ist leider schon vorbei.",
        "Diese Zeit ist leider schon vorbei.",
    ),
    Phrase.REFUSED_BEYOND_HORIZON: (
        "Für {at:date_for}, nehmen wir leider noch keine Termine an.",
        "Für {date:date_for}, nehmen wir leider noch keine Termine an.",
        "So weit im Voraus nehmen wir leider noch keine Termine an.",
    ),
    Phrase.REFUSED_DOES_NOT_FIT: (
        "{at:on} reicht die Zeit für {service} leider nicht mehr.",
        "Für {service} reicht die Zeit da leider nicht mehr.",
        "Die Zeit reicht da leider nicht mehr.",
    ),
    Phrase.REFUSED_OFF_GRID: (
        "Um {at:time} beginnt bei uns leider kein Termin.",
        "Genau um diese Uhrzeit beginnt bei uns leider kein Termin.",
    ),
    Phrase.REFUSED_NOTHING_FREE: (
        "{date:date_on}, ist leider nichts mehr frei.",
        "{at:date_on}, ist leider nichts mehr frei.",
        "In dieser Zeit ist leider nichts mehr frei.",
    ),
    Phrase.REFUSED_NOTHING_LATER: ("Etwas Späteres habe ich leider nicht mehr frei.",),
    Phrase.REFUSED_NOTHING_EARLIER: ("Etwas Früheres habe ich leider nicht mehr frei.",),
    Phrase.REFUSED_NOTHING_ELSE: ("Etwas anderes habe ich da leider nicht mehr frei.",),
    Phrase.REFUSED_UNKNOWN_SERVICE: (
        "{service} habe ich bei uns leider nicht gefunden.",
        "Diese Leistung habe ich bei uns leider nicht gefunden.",
    ),
    Phrase.REFUSED_STAFF_CANNOT: (
        "{service} gibt es bei {staff} leider nicht.",
        "Das gibt es bei {staff} leider nicht.",
        "Dafür habe ich in dieser Kombination leider niemanden.",
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
    Phrase.REFUSED_POLICY: ("Das ist bei uns leider nicht möglich.",),
    Phrase.REFUSED_CALENDAR_UNREACHABLE: (
        "Ich komme gerade nicht in unseren Kalender und möchte <Ihnen|dir> nichts Falsches sagen.",
    ),
    Phrase.REFUSED_NOT_ACCEPTED: (
        "Der Termin {at:on} ließ sich leider nicht eintragen.",
        "Dieser Termin ließ sich leider nicht eintragen.",
    ),
    Phrase.REFUSED_NOT_MOVED: (
        "Auf {at:for} ließ sich <Ihr|dein> Termin leider nicht verschieben.",
        "Auf diese Zeit ließ sich <Ihr|dein> Termin leider nicht verschieben.",
    ),
    Phrase.REFUSED_TECHNICAL: ("Das hat bei uns gerade leider nicht geklappt.",),
    Phrase.REFUSED_ALREADY_YOURS: (
        "{at:on} <haben Sie|hast du> bei uns schon einen Termin.",
        "Da <haben Sie|hast du> bei uns schon einen Termin.",
    ),
    Phrase.ALREADY_YOURS: (
        "Den Termin {at:on} <haben Sie|hast du> schon, {service} bei {staff}. <Ihr|Dein> Buchungscode ist {ref:ref}.",
        "Den Termin {at:on} <haben Sie|hast du> schon, {service}. <Ihr|Dein> Buchungscode ist {ref:ref}.",
    ),
    Phrase.CONFIRMED: (
        "<Ihr|Dein> Termin {at:on} ist fest eingetragen, {service} bei {staff}. <Ihr|Dein> Buchungscode ist {ref:ref}.",
        "<Ihr|Dein> Termin {at:on} ist fest eingetragen, {service}. <Ihr|Dein> Buchungscode ist {ref:ref}.",
    ),
    Phrase.CONFIRMED_SECOND: (
        "<Ihr|Dein> zweiter Termin {at:on} ist fest eingetragen, der um {other_hour:time} bleibt "
        "bestehen. Der Buchungscode ist {ref:ref}.",
        "<Ihr|Dein> zweiter Termin {at:on} ist fest eingetragen, der {other:on} bleibt bestehen. Der "
        "Buchungscode ist {ref:ref}.",
        "<Ihr|Dein> zweiter Termin {at:on} ist fest eingetragen, der andere bleibt bestehen. Der "
        "Buchungscode ist {ref:ref}.",
    ),
    Phrase.CONFIRMED_SEVERAL: ("<Ihre|Deine> Termine sind fest eingetragen. Die Buchungscodes sind {refs:refs}.",),
    Phrase.AMENDED: (
        "Der Termin {at:on} läuft jetzt auf {name}.",
        "Das habe ich zu <Ihrem|deinem> Termin {at:on} vermerkt, {service}.",
    ),
    Phrase.AMENDED_BY_HAND: (
        "Der Termin {at:on} läuft jetzt auf {name}. Im Kalender schreibt der Salon den Namen noch um.",
        "Der Termin läuft jetzt auf {name}. Im Kalender schreibt der Salon den Namen noch um.",
    ),
    Phrase.PENDING: (
        "Ich trage den Termin {at:on} gerade ein, einen kleinen Moment noch. Der Buchungscode dafür ist {ref:ref}.",
        "Ich trage den Termin {at:on} gerade ein, einen kleinen Moment noch.",
        "Ich trage das gerade ein, einen kleinen Moment noch.",
    ),
    Phrase.PENDING_CALLBACK: (
        "Das Eintragen dauert gerade länger als sonst. Wir rufen <Sie|dich> zurück und sagen, ob es geklappt hat.",
    ),
    Phrase.MOVED: (
        "<Ihr|Dein> Termin ist auf {at:for} verschoben, {service} bei {staff}. Der Buchungscode bleibt {ref:ref}.",
        "<Ihr|Dein> Termin ist auf {at:for} verschoben, {service}. Der Buchungscode bleibt {ref:ref}.",
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
    Phrase.CANCEL_WHICH: ("Welchen Termin soll ich absagen: {choices:for_choices}?",),
    Phrase.WHICH_VISIT: ("Welchen Termin <meinen Sie|meinst du>: {choices:for_choices}?",),
    Phrase.STATUS_CONFIRMED: (
        "Ja, <Ihr|dein> Termin {at:on} ist fest eingetragen, {service} bei {staff}.",
        "Ja, <Ihr|dein> Termin {at:on} ist fest eingetragen, {service}.",
    ),
    Phrase.STATUS_PENDING: (
        "<Ihr|Dein> Termin um {hour:time} wird gerade noch eingetragen, bestätigt ist er noch nicht.",
        "<Ihr|Dein> Termin {at:on} wird gerade noch eingetragen, bestätigt ist er noch nicht.",
    ),
    Phrase.STATUS_CANCELLED: ("<Ihr|Dein> Termin {at:on} ist abgesagt.",),
    Phrase.STATUS_NONE: ("Dazu finde ich leider keinen Termin.",),
    Phrase.STATUS_UNDONE: ("Der Termin {at:on} ist leider nicht zustande gekommen, eingetragen ist nichts.",),
    Phrase.STATUS_IN_QUESTION: (
        "Bei <Ihrem|deinem> Termin {at:on} hat sich im Kalender etwas geändert. Jemand aus dem Team klärt "
        "das und meldet sich.",
    ),
    Phrase.VISITS_FOUND: ("<Sie haben|Du hast> {choices:?einen Termin|Termine} {choices:all}.",),
    Phrase.VISIT_ONE: (
        "<Sie haben|Du hast> einen Termin {at:on}, {service} bei {staff}.",
        "<Sie haben|Du hast> einen Termin {at:on}, {service}.",
    ),
    Phrase.CORRECTION_STANDS: ("<Ihr|Dein> Termin {at:on} steht doch. <Möchten Sie|Möchtest du> ihn behalten?",),
    Phrase.CORRECTION_DONE: ("Noch zu <Ihrem|deinem> letzten Anruf: Der Termin {at:on} ist jetzt fest eingetragen.",),
    Phrase.CORRECTION_NOT_BOOKED: (
        "Noch zu <Ihrem|deinem> letzten Anruf, und <entschuldigen Sie|entschuldige> bitte: Der Termin {at:on} ist "
        "leider doch nicht zustande gekommen. Soll ich nach einer anderen Zeit sehen?",
    ),
    Phrase.CORRECTION_OTHER_TIME: (
        "Anders als beim letzten Mal gesagt ist <Ihr|dein> Termin {at:on}. Passt <Ihnen|dir> das?",
    ),
    Phrase.CORRECTION_NOT_CANCELLED: (
        "<Ihr|Dein> Termin {at:on} ist doch noch eingetragen. Soll ich ihn jetzt absagen?",
    ),
    Phrase.MEANWHILE_DONE: ("Gute Nachricht: <Ihr|Dein> Termin {at:on} ist jetzt fest eingetragen.",),
    Phrase.MEANWHILE_NOT_BOOKED: ("Leider hat es mit dem Termin {at:on} doch nicht geklappt.",),
    Phrase.MEANWHILE_OTHER_TIME: ("<Ihr|Dein> Termin ist nun doch {at:on}.",),
    Phrase.MEANWHILE_CANCELLED: ("<Ihr|Dein> Termin {at:on} ist jetzt abgesagt.",),
    Phrase.ASK_SERVICE: ("Was darf es denn sein?",),
    Phrase.ASK_DATE: ("An welchem Tag passt es <Ihnen|dir>?",),
    Phrase.ASK_TIME: ("Um wie viel Uhr passt es <Ihnen|dir>?",),
    Phrase.ASK_NAME: ("Auf welchen Namen darf ich den Termin eintragen?",),
    Phrase.ASK_PHONE: ("Unter welcher Telefonnummer <sind Sie|bist du> zu erreichen?",),
    Phrase.ASK_REF_AND_NAME: ("Wie ist <Ihr|dein> Buchungscode, und auf welchen Namen ist der Termin eingetragen?",),
    Phrase.ASK_REF: ("Wie ist <Ihr|dein> Buchungscode?",),
    Phrase.ASK_VISIT_NAME: ("Auf welchen Namen ist der Termin eingetragen?",),
    Phrase.ASK_WHICH_SERVICE: (
        "{service:service} merke ich mir. <Meinen Sie|Meinst du> {names:either}?",
        "<Meinen Sie|Meinst du> {names:either}?",
    ),
    Phrase.ASK_LIKE_LAST_TIME: ("Beim letzten Mal war es {service:service}. Soll es das wieder sein?",),
    Phrase.ASK_PHONE_AGAIN: (
        "Die Nummer habe ich nicht ganz verstanden. <Sagen Sie|Sagst du> sie mir bitte noch einmal, Ziffer für Ziffer?",
    ),
    Phrase.ASK_EMAIL_AGAIN: (
        "Die Mailadresse habe ich nicht ganz verstanden. <Buchstabieren Sie|Buchstabierst du> sie mir bitte?",
    ),
    Phrase.ASK_EMAIL_RIGHT: ("Die Mailadresse ist {email:email}, stimmt das?",),
    Phrase.ASK_WHICH_STAFF: ("Den Namen kenne ich bei uns nicht. Zu wem <möchten Sie|möchtest du>: {names:either}?",),
    Phrase.ASK_FIELD: ("Mir fehlt noch etwas, {field:field}. <Können Sie|Kannst du> mir das bitte noch sagen?",),
    Phrase.ASK_SECOND_VISIT: (
        "Für {date:date_for}, steht auf diesen Namen schon ein Termin, {service}. Soll ich trotzdem noch einen "
        "eintragen?",
    ),
    Phrase.ASK_AGAIN: ("Das habe ich leider nicht verstanden. <Können Sie|Kannst du> es bitte noch einmal sagen?",),
    Phrase.HALF_OF_DAY: ("<Meinen Sie|Meinst du> {readings:which}?",),
    Phrase.WHICH_WEEK: ("<Meinen Sie|Meinst du> {readings:which}?",),
    Phrase.WHICH_OPTION: ("Was ist <Ihnen|dir> lieber, {readings:either}?",),
    Phrase.WEEKDAY_AGAINST_DATE: (
        "Wochentag und Datum passen nicht zusammen. <Meinen Sie|Meinst du> {readings:which}?",
    ),
    Phrase.NO_SUCH_DATE: ("Diesen Tag gibt es im Kalender nicht. Welcher Tag soll es sein?",),
    Phrase.NO_SUCH_TIME: ("Diese Uhrzeit gibt es nicht. Um wie viel Uhr soll es sein?",),
    Phrase.PAST: ("Das ist leider schon vorbei. Welcher Tag und welche Uhrzeit passen <Ihnen|dir> stattdessen?",),
    Phrase.UNREAD: ("Das habe ich noch nicht genau verstanden. An welchem Tag und um wie viel Uhr soll es sein?",),
    Phrase.UNREAD_TIME: ("Die Uhrzeit habe ich noch nicht genau verstanden. Um wie viel Uhr soll es sein?",),
    Phrase.NOTHING_HEARD: ("An welchem Tag und um wie viel Uhr soll der Termin sein?",),
    Phrase.UNMATCHED_SERVICE: ("{service} bieten wir leider nicht an.",),
    Phrase.ONE_BY_ONE: ("Wir machen einen Termin nach dem anderen.",),
    Phrase.SERVICES_LIST: ("Bei uns gibt es {names:some}. Was darf es sein?",),
    Phrase.SERVICE_PRICE: (
        "{service} kostet {price:price} und dauert {minutes:minutes}.",
        "{service} kostet {price:price}.",
        "{service} dauert {minutes:minutes}. Den Preis sagen wir <Ihnen|dir> gern im Salon.",
    ),
    Phrase.OPENING_TODAY: ("Heute haben wir {spans:spans} geöffnet.",),
    Phrase.OPENING_ON: ("{date:date_on}, haben wir {spans:spans} geöffnet.",),
    Phrase.CLOSED_TODAY: (
        "Heute ist {holiday:feast}, da haben wir geschlossen.",
        "Heute haben wir leider geschlossen.",
    ),
    Phrase.CLOSED_ON: (
        "{date:date_on}, ist {holiday:feast}, da haben wir geschlossen.",
        "{date:date_on}, haben wir leider geschlossen.",
    ),
    Phrase.CALLBACK_NOTED: (
        "Wir rufen <Sie|dich> spätestens {at:until} zurück.",
        "Wir rufen <Sie|dich> zurück.",
    ),
    Phrase.CALLBACK_AMENDED: (
        "Ich habe <Ihre|deine> Nummer und <Ihren|deinen> Wunsch ergänzt, wir rufen <Sie|dich> spätestens "
        "{at:until} zurück.",
        "Ich habe <Ihre|deine> Nummer und <Ihren|deinen> Wunsch für den Rückruf ergänzt.",
    ),
    Phrase.CALLBACK_NEEDS_PHONE: (
        "Gern merke ich einen Rückruf vor. Unter welcher Nummer <sind Sie|bist du> erreichbar?",
    ),
    Phrase.TRANSFER: (
        "Soll ich <Sie|dich> mit {name} verbinden?",
        "Soll ich <Sie|dich> mit jemandem aus dem Team verbinden?",
    ),
    Phrase.CONTEXT_KNOWN: (
        "<Guten Tag|Hallo>, {name}, schön, dass <Sie anrufen|du anrufst>. Was kann ich für <Sie|dich> tun?",
        "<Guten Tag|Hallo>, schön, dass <Sie wieder anrufen|du wieder anrufst>. Was kann ich für <Sie|dich> tun?",
    ),
    Phrase.CONTEXT_UNKNOWN: ("<Guten Tag|Hallo>, was kann ich für <Sie|dich> tun?",),
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
