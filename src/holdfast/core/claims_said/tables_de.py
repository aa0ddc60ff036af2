"""How German claims sound, in plain words (`words.plain`): data, each row one way of saying it. Pure.

A row is a regular expression over one sentence. Rows stand in order of precedence: where two cover the same words, the
earlier one counts.
"""

from holdfast.core.correction import Told

_DONE = (
    r"(?:gebucht|eingetragen|eingebucht|reserviert|notiert|vermerkt|festgemacht|fest gemacht|festgehalten|eingeplant|"
    r"aufgeschrieben|fixiert|angelegt|bestätigt|vorgemerkt|aufgenommen|reingeschrieben|eingeschrieben|fix gemacht|"
    r"klargemacht|klar gemacht|untergebracht|eingelegt|reingenommen|reingeschoben)"
)
_GONE = (
    r"(?:storniert|abgesagt|gestrichen|gelöscht|rausgenommen|herausgenommen|ausgetragen|annulliert|gecancelt|"
    r"gecancelled|aufgehoben|raus aus dem kalender|zurückgenommen)"
)
_SHIFTED = (
    r"(?:verschoben|verlegt|umgebucht|umgelegt|umgetragen|vorverlegt|vorgezogen|umgeplant|geändert|getauscht|"
    r"umgezogen)"
)
_DEEDS = (
    r"(?:eintragen|buchen|gebucht|eingetragen|durchgeführt|durchführen|abgesagt|absagen|storniert|stornieren|"
    r"verschoben|"
    r"verschieben|verlegt|verlegen|umgebucht|umbuchen|gespeichert|speichern|abgeschlossen|abschließen|angelegt|"
    r"anlegen|"
    r"reserviert|reservieren|ausgeführt|zugreifen|erreichen|prüfen|nachsehen|nachschauen|abrufen|laden|bestätigen|"
    r"bestätigt|löschen|gelöscht|ändern|geändert|festmachen|fertigstellen)"
)
_FILLERS = (
    r"(?:(?:so|also|gut|ja|jo|jau|jep|super|top|prima|klasse|alles klar|perfekt|wunderbar|okay|ok|passt|läuft)[, ]+)*"
)
_NOT = r"(?:nicht|nichts|kein\w*)"

CLAIMS: list[tuple[Told, str]] = [
    (Told.NOTHING, r"\bunter\b[^?]{0,30}\b(?:namen?|nummer)\b[^?]{0,20}\b(?:nichts|kein\w*)\b"),
    (Told.NOTHING, r"\b(?:nichts|niemanden)\b[^?]{0,20}\b(?:gefunden|finden)\b"),
    # no visit of theirs is known
    (Told.NOTHING, rf"\btermin\w*\b[^?]{{0,80}}\b{_NOT}\b[^?]{{0,25}}\b(?:finden|gefunden|auffinden|sehen)\b"),
    (
        Told.NOTHING,
        r"\b(?:finde|sehe)\b[^?]{0,50}\bkein\w* (?:\w+ )?(?:termin|buchung|"
        r"eintrag(?!en\b))\w*\b(?![^?]{0,30}\b(?:frei|"
        r"verfügbar)\b)",
    ),
    (
        Told.NOTHING,
        r"\b(?:habe|hab|haben|steht|liegt|gibt es|ist)\b[^?]{0,50}\bkein\w* (?:\w+ )?(?:termin|buchung|"
        r"eintrag(?!en\b))\w*\b(?![^?]{0,30}\b(?:frei|mehr|verfügbar|eintragen|buchen|anlegen|vergeben|machen|"
        r"anbieten|vereinbaren)\b)"
        r"(?![^?]{0,12}\bgebucht\b)",
    ),
    (
        Told.NOTHING,
        r"\bkein\w* (?:\w+ )?(?:termin|buchung|eintrag(?!en\b))\w*\b[^?]{0,50}"
        r"\b(?:gefunden|finden|hinterlegt|vorhanden|"
        r"sehen|vor)\b",
    ),
    # it stands already
    (
        Told.BOOKED,
        r"\btermin\b[^?]{0,120}\b(?:haben sie|hast du) (?:bei uns )?(?:schon|bereits)\b|"
        r"\b(?:haben sie|hast du) (?:bei uns )?(?:schon|bereits) einen (?:\w+ )?termin\b",
    ),
    (Told.BOOKED, r"\b(?:termin\w*|er|das)\b[^?]{0,120}\bbleibt? bestehen\b"),
    (Told.BOOKED, r"\b(?:sie haben|du hast) (?:\w+ )?termine\b[^?]{0,20}\b(?:am|um|heute|morgen)\b"),
    # the deed failed
    (Told.FAILED, r"\bnicht (?:zustande|zu stande) (?:ge)?komm\w*"),
    (
        Told.FAILED,
        rf"\b(?:konnte|konnten|kann|können|könnte|ließ|lässt)\b[^?]{{0,80}}\b{_NOT}\b[^?]{{0,50}}\b{_DEEDS}\b",
    ),
    (
        Told.FAILED,
        r"\b(?:hat|haben|ist|wurde|wollte)\b[^?]{0,50}\bnicht (?:\w+ )?(?:geklappt|funktioniert|gelungen|hingehauen|"
        r"durchgegangen|geglückt|durchgelaufen|gespeichert)\b",
    ),
    (Told.FAILED, r"\b(?:fehler|störung|panne)\b[^?]{0,40}\b(?:aufgetreten|passiert|gegeben|unterlaufen|gekommen)\b"),
    (
        Told.FAILED,
        r"\b(?:technisch\w*|unerwartet\w*|intern\w*) (?:problem\w*|fehler|schwierigkeit\w*|störung\w*|panne)\b",
    ),
    (
        Told.FAILED,
        r"\b(?:system|kalender|computer|technik|rechner)\b[^?,]{0,30}\b(?:streikt|spinnt|klemmt|hängt|ausgefallen|"
        r"abgestürzt|(?:antwortet|reagiert|geht|läuft|funktioniert|ist)\b[^?,]{0,25}\bnicht\b)",
    ),
    (Told.FAILED, r"\bkomme?n? (?:ich |wir )?[^?]{0,30}nicht (?:an|in|auf) (?:den|unseren|das|unser|die)\b"),
    (
        Told.FAILED,
        r"\b(?:erreiche|bekomme|kriege)\b[^?]{0,30}\b(?:nicht|keine)\b[^?]{0,25}\b(?:kalender|system|verbindung|"
        r"antwort|rein|hin)\b",
    ),
    (
        Told.FAILED,
        r"\b(?:erreiche|erreichen|bekomme|kriege)\b[^?]{0,40}\b(?:kalender|system|computer|"
        r"server)\b[^?]{0,30}\bnicht\b",
    ),
    (Told.FAILED, r"\b(?:ging|geht|gehen|gingen)\b[^?]{0,25}\bnicht (?:\w+ )?durch\b"),
    (
        Told.FAILED,
        r"\b(?:spinnt|streikt|hängt|klemmt)\b[^?]{0,20}\b(?:system|kalender|computer|technik|rechner|leitung)\b",
    ),
    (Told.FAILED, r"\bkalender\b[^?]{0,30}\bnicht\b[^?]{0,15}\berreich\w*"),
    (
        Told.FAILED,
        r"\b(?:buchung|eintragung|stornierung|verschiebung|absage|reservierung)\b[^?]{0,40}\b(?:nicht möglich|"
        r"gescheitert|fehlgeschlagen|abgebrochen)\b",
    ),
    (
        Told.FAILED,
        r"\b(?:fehlgeschlagen|schiefgelaufen|schiefgegangen|schief gegangen|schief gelaufen|danebengegangen)\b",
    ),
    # moved and cancelled
    (Told.MOVED, rf"\b(?:ist|sind|wurde|hab|habe|haben|erledigt)\b[^?]{{0,110}}\b{_SHIFTED}\b"),
    (Told.MOVED, rf"^\W*(?:(?:so|also|gut|ja|super|prima|alles klar)[, ]+)*{_SHIFTED}\b"),
    (Told.MOVED, r"\bneue\w* termin\b[^?]{0,40}\b(?:ist|steht|lautet)\b(?! (?:frei|noch|möglich))"),
    (Told.CANCELLED, rf"\b(?:ist|sind|wurde|hab|habe|haben|wäre damit|erledigt)\b[^?]{{0,90}}\b{_GONE}\b"),
    (Told.CANCELLED, rf"^\W*(?:(?:so|also|gut|ja|alles klar|ist)[, ]+)*{_GONE}\b"),
    (Told.CANCELLED, r"\b(?:ist|hab\w*)\b[^?]{0,30}\b(?:raus|aus dem (?:kalender|buch) (?:raus|draußen))\b"),
    # somebody else has it, or it cannot be
    (Told.TAKEN, r"\breservierung\b[^?]{0,90}\babgelaufen\b"),
    (Told.TAKEN, r"\b(?:ist|sind) (?:\w+ ){0,2}(?:schon|bereits) (?:vorbei|vorüber|verstrichen)\b"),
    (Told.TAKEN, r"\breicht (?:die|uns die|unsere) zeit\b[^?]{0,60}\bnicht\b"),
    (Told.TAKEN, r"\bbeginnt\b[^?]{0,30}\bkein termin\b|\bnehmen wir\b[^?]{0,30}\bkeine termine\b"),
    (Told.TAKEN, r"\bgibt es bei\b[^?]{0,25}\bnicht\b"),
    (Told.TAKEN, r"\bhab(?:en sie|en wir|st du)\b (?:\w+ ){0,2}(?:schon|bereits) einen termin\b"),
    (
        Told.TAKEN,
        r"\b(?:vergeben|belegt|besetzt|ausgebucht|weggegangen|rausgegangen|weggeschnappt|verplant|überbucht)\b",
    ),
    (
        Told.TAKEN,
        r"\b(?:ist|schon|leider|jetzt|doch|gerade|eben|inzwischen|mittlerweile|auch)\b (?:\w+ ){0,2}(?:weg|voll|"
        r"dicht|futsch|zu)\b(?! (?:kurz|früh|spät|lang|ihnen|uns|mir|haben))",
    ),
    (
        Told.TAKEN,
        r"\b(?:zuvorgekommen|dazwischengekommen|dazwischen gekommen|schneller gewesen|war schneller|schneller als|"
        r"jemand schneller)\b",
    ),
    (
        Told.TAKEN,
        r"\b(?:jemand|andere\w*|anderweitig)\b[^?]{0,40}\b(?:genommen|gebucht|geschnappt|gesichert|bekommen|"
        r"geholt|erwischt|weggenommen|eingebucht|reingegrätscht|reingekommen|drin|"
        r"reserviert|reingerutscht|dran)\b",
    ),
    (
        Told.TAKEN,
        r"\b(?:kann|können|könnte)\b[^?]{0,40}\bnicht (?:mehr )?(?:geben|anbieten|bieten|unterbringen|"
        r"dazwischenschieben|reinquetschen|freihalten)\b",
    ),
    (Told.TAKEN, r"\b(?:hat|ist|wartet)\b[^?]{0,40}\beine?n? andere[nrms]? (?:kund\w+|gast|gäste|patient\w*)\b"),
    (Told.TAKEN, r"\b(?:schon|bereits|leider|anderweitig)\b (?:\w+ )?(?:gebucht|reserviert)\b(?<!sie gebucht)"),
    (
        Told.TAKEN,
        r"\b(?:nicht|nichts) (?:\w+ ){0,2}(?:frei|verfügbar|möglich|zu haben|machbar|drin|buchbar|zu machen|da|im "
        r"haus|offen|unterzubringen)\b",
    ),
    (
        Told.TAKEN,
        r"\bkein\w* (?:\w+ )?(?:termin|platz|zeit|lücke|kapazität)\w*\b[^?]{0,25}\b(?:frei|mehr|verfügbar|anbieten|"
        r"haben|da)\b",
    ),
    (Told.TAKEN, r"\bnichts mehr\b|\bnichts frei\b"),
    (Told.TAKEN, r"\b(?:geht|ginge|klappt|passt|funktioniert|haut)\b (?:\w+ ){0,4}nichts?\b(?! mehr lang)"),
    (Told.TAKEN, r"\b(?:geschlossen|ruhetag|feiertag|betriebsferien|betriebsurlaub|feierabend|nicht geöffnet)\b"),
    (Told.TAKEN, r"\b(?:haben|ist|hat) (?:\w+ ){0,3}zu\b(?= *[.,!]|$)"),
    (Told.TAKEN, r"\b(?:ist|hat|sind|im) (?:\w+ ){0,3}(?:im urlaub|urlaub|krank|frei genommen)\b"),
    (Told.TAKEN, r"\b(?:zu kurzfristig|zu knapp|außerhalb (?:der|unserer)|öffnungszeit\w* (?:hinaus|vorbei))\b"),
    # open
    (
        Told.PENDING,
        r"\b(?:bekommen|erhalten|kriegen|bekommst|kriegst|(?:geben?|sagen?)\b(?! sie\b| du\b| mir\b| "
        r"uns\b))\b[^?]{0,50}\bbescheid\b",
    ),
    (
        Told.PENDING,
        r"\b(?:bestätigung|rückmeldung|nachricht|sms)\b[^?]{0,60}\bsobald\b|\bsobald\b[^?]{0,60}\b(?:bestätigt|durch|"
        r"fest|eingetragen|sms|nachricht|bestätigung)\b",
    ),
    (
        Told.PENDING,
        r"\b(?:noch|erst) (?:\w+ )?(?:nicht|bestätigt werden|unbestätigt)\b[^?]{0,20}\bbestätig\w*|"
        r"\bunter vorbehalt\b",
    ),
    (
        Told.PENDING,
        r"\bwird (?:gerade|noch|jetzt|im hintergrund|nun) (?:\w+ )?(?:geprüft|bearbeitet|eingetragen|gebucht|"
        r"verarbeitet|übertragen|angelegt)\b",
    ),
    (Told.PENDING, r"\b(?:trage|verschiebe|verlege|sage)\b[^?]{0,90}\bgerade\b[^?]{0,70}\bmoment noch\b"),
    (Told.PENDING, r"\btrage?\b[^?]{0,60}\bgerade\b[^?]{0,60}\b(?:bekommen|kriegen|erhalten|bekommst|kriegst)\b"),
    (Told.PENDING, r"\b(?:anfrage|terminwunsch)\b[^?]{0,40}\b(?:notiert|vermerkt)\b"),
    (Told.PENDING, r"\b(?:in bearbeitung|in arbeit|angefragt|ausstehend|läuft noch)\b"),
    (
        Told.PENDING,
        r"\b(?:anfrage|wunsch|buchung)\b[^?]{0,40}\b(?:aufgenommen|weitergegeben|weitergeleitet|entgegengenommen)\b",
    ),
    # somebody calls back
    (
        Told.CALLBACK,
        r"\b(?:wir|ich|man|kolleg\w+|jemand|chef\w*|team|frau|herr|salon|praxis)\b[^?]{0,40}\b(?:ruf\w*|"
        r"meld\w*)\b[^?]{0,110}\b(?:zurück|bei ihnen|bei dir|sie an|sie gleich an|dich an)\b",
    ),
    (
        Told.CALLBACK,
        r"\b(?:ruft|rufe|rufen wir|melden wir|meldet|melde|meldet sich|melden uns)\b[^?]{0,110}\b(?:zurück|bei ihnen|"
        r"bei dir|an|uns|sich)\b",
    ),
    (
        Told.CALLBACK,
        r"\b(?:werden|wirst)\b[^?]{0,40}\b(?:zurückgerufen|angerufen)\b|\b(?:bekommen|erhalten|kriegen|veranlasse|"
        r"notiere|vermerke|eingetragen)\b[^?]{0,40}\brückruf\w*\b|\brückruf\w*\b[^?]{0,40}\b(?:notiert|vermerkt|"
        r"eingetragen|veranlasst|vorgemerkt|aufgenommen)\b",
    ),
    (Told.CALLBACK, r"\blasse?n?\b[^?]{0,30}\b(?:zurückrufen|anrufen)\b"),
    # booked
    (
        Told.BOOKED,
        rf"\b(?:sind|bist|seid|stehen|stehst)\b[^?]{{0,90}}\b(?:{_DONE}|drin|dabei|im (?:kalender|buch|terminbuch|"
        rf"plan))\b",
    ),
    (Told.BOOKED, rf"\b(?:ist|wurde|wäre damit|wäre hiermit)\b[^?]{{0,80}}\b{_DONE}\b"),
    (Told.BOOKED, rf"\b(?:hab|habe|haben|hat)\b[^?]{{0,100}}\b(?:{_DONE}|im (?:kalender|buch)|drin|drinstehen)\b"),
    (
        Told.BOOKED,
        rf"^\W*(?:so|also|gut|ja|super|prima|alles klar|perfekt|wunderbar|schon|fest|ist|erledigt|und|passt)?[, "
        rf"]*{_DONE}\b",
    ),
    (
        Told.BOOKED,
        r"\b(?:termin|uhr|das|es|er|der|heute|morgen|buchung|\w+tag|\w+en|\d+)\b[^?]{0,60}\bsteht\b(?! (?:noch )?"
        r"(?:hier|da|aus|leer|zur verfügung|frei|zur wahl|nicht|dann nicht|offen))",
    ),
    (
        Told.BOOKED,
        rf"^\W*{_FILLERS}(?:ist|bist|steht|stehst|sind) "
        r"(?:jetzt |nun |schon )?drin\b",
    ),
    (
        Told.BOOKED,
        rf"^\W*{_FILLERS}(?:das |der |er |es )?steht\b(?! (?:noch )?(?:hier|da|aus|leer|frei|nicht|offen|zur))",
    ),
    (
        Told.BOOKED,
        rf"^\W*{_FILLERS}(?:dann )?bis (?:morgen|übermorgen|heute|nächst\w+ \w+tag|"
        rf"\w+tag)\b[^?]{{0,30}}\d",
    ),
    (Told.BOOKED, r"\b(?:hab|habe|haben|sind|bist|stehen|stehst)\b[^?]{0,60}\bauf der liste\b"),
    (
        Told.BOOKED,
        r"\b(?:du hast|sie haben|ihr habt)\b[^?]{0,60}\b(?:deinen|ihren|euren) (?:\w+ )?(?:termin|platz|slot)\b|"
        r"\d[^?]{0,30}\bist (?:jetzt |dann |nun )?(?:ihr|dein|euer) (?:\w+ )?(?:termin|platz|slot)\b",
    ),
    (Told.BOOKED, r"\b(?:hat|habe) (?:\w+ ){0,3}(?:geklappt|funktioniert|hingehauen|gepasst)\b"),
    (
        Told.BOOKED,
        r"\bsie haben\b[^?]{0,70}\b(?:einen|den|ihren) termin\b|\bihr termin ist (?:am|um|morgen|heute|übermorgen|"
        r"\w+tag)\b|\bdein termin ist (?:am|um|morgen|heute|\w+tag)\b",
    ),
    (
        Told.BOOKED,
        r"\b(?:ist|sind|steht|alles|jetzt|somit|damit)\b (?:\w+ ){0,3}(?:fix|fest|sicher|unter dach und fach|in "
        r"trockenen tüchern|im kasten|geritzt|gebongt|verbindlich|bestätigt)\b",
    ),
    (
        Told.BOOKED,
        r"\b(?:wir sehen uns|sehen wir uns|wir erwarten sie|ich erwarte sie|erwarten wir sie)\b[^?]{0,40}\b(?:um|am|"
        r"morgen|heute|\w+tag|uhr)\b",
    ),
    (
        Told.BOOKED,
        r"\b(?:termin|zeit|platz)\b[^?]{0,25}\b(?:gehört|ist) (?:jetzt |nun )?(?:ihnen|ihrer|dir|"
        r"deiner)\b",
    ),
    (Told.BOOKED, r"\b(?:ist|sind|wäre)\b[^?]{0,70}\b(?:fix|gebongt|geritzt|verbindlich gebucht)\b"),
    # free
    (Told.FREE, r"\b(?:frei|verfügbar|zu haben|buchbar|machbar)\b"),
    (Told.FREE, r"\b(?:kann|könnte|könnten|können) (?:ich|wir) [^?]{0,50}\banbieten\b"),
    (Told.FREE, r"\b(?:ist|wäre|sind|geht|wär)\b (?:\w+ ){0,4}möglich\b"),
    (
        Told.FREE,
        r"\b(?:uhr|\d{1,2}|\w+tag|morgen|heute|früh|mittag|vormittag|nachmittag|abend|termin|das|da|\w+)\b,? (?:bei "
        r"\w+(?: \w+)? )?(?:das |da |es )?(?:ginge|geht|geht klar|klappt|passt|würde gehen|würde passen|würde "
        r"klappen|ginge noch|geht noch|kann ich anbieten|könnte ich anbieten|haben wir noch|hätte ich noch|hätten "
        r"wir noch|habe ich noch)\b"
        r"(?! nicht)",
    ),
    (Told.FREE, r"\d[^?]{0,20}\bsieht gut aus\b"),
    (Told.FREE, r"\b(?:wäre|hätte\w*|habe?|haben|gibt|ist) (?:\w+ ){0,3}noch (?:was|etwas|luft|platz)\b"),
    (Told.FREE, r"\bsteht (?:noch )?zur verfügung\b"),
]

ACKNOWLEDGED = (
    rf"^\W*{_FILLERS}(?:(?:das|der|die|es) (?:ist|wäre) |ist |hab ich |habe ich |alles )?"
    r"(?:gemacht|erledigt|fertig|geschafft|durch)\b(?= *[,.!:;–-]|$)"
)
"""A deed said to be done without its name: which one, only what was asked for can tell."""

OFFERS = (
    r"\b(?:ich|wir) (?:hätte|hätten|könnte|könnten|kann|können|habe|haben) (?:ihnen |dir |dafür |stattdessen |"
    r"da |noch |aber |nur )*[^?]{0,60}(?:\d|anbieten|frei|vormittag|nachmittag)|\b(?:anbieten|stattdessen|"
    r"alternativ|dafür|als alternative)\b|\b(?:oder|sonst)\b[^?]{0,30}\b(?:frei|ginge|wäre|möglich)\b"
)
"""An offer of another time."""

QUESTION_START = (
    r"^(?:und |oder |aber |gut |ja |also |dann )*(?:soll|sollen|darf|dürfen|möchten|möchtest|wollen|"
    r"willst|passt|kann|können|würde|würden|wäre|nehmen|nimmst|geht|ginge|was|wie|welche\w*|wann|haben|"
    r"hast|brauchen|ist|sind|wurde|hätten|stimmt|bleibt|einverstanden|buchen|eintragen|recht|ja|oder|"
    r"okay|richtig)\b"
)
ASKS_ANYWAY = (
    r"^(?:und |oder |gut |ja |also |dann )*(?:soll|sollen|darf|dürfen|möchten sie|möchtest du|wollen sie|willst du)\b"
)
CONDITION = r"\b(?:wenn|falls|sofern|sobald|vorausgesetzt|im fall)\b"
POLITE_CONDITION = (
    r"\b(?:wenn|falls) (?:sie|du|ihr|es ihnen|ihnen) (?:möchten|möchtest|wollen|willst|mögen|magst|"
    r"das|recht)\b|\bwenn ich (?:richtig|recht)\b"
)
HEDGE = (
    r"\b(?:ich glaube|glaub ich|glaube ich|ich denke|denk ich|vermutlich|wahrscheinlich|müsste|müssten|sollte|"
    r"sollten|dürfte|dürften|vielleicht|möglicherweise|eventuell|hoffentlich|ich meine|meines wissens|scheint)\b"
)
QUOTE = (
    r"\b(?:sie|du) (?:sagten|sagtest|haben (?:\w+ )?gesagt|hast gesagt|meinten|meinst|hatten gesagt|sagen|sagst|"
    r"möchten|möchtest|wollten|wollen|wünschen)\b|\bhat (?:man |sie |er )?(?:ihnen |dir )?gesagt\b|\bwie sie "
    r"(?:sagen|sagten)\b|\bzufolge\b|\bangeblich\b"
)
NEGATION = r"\b(?:nicht|nichts|kein\w*|nie|niemals|weder|ohne)\b"
INTENT = (
    r"\b(?:werde|wird|würde|könnte|kann|können|soll|sollen|muss|müssen|will|möchte|gerade|gleich|versuche|"
    r"schaue|lasse)\b"
)
CORRECTION = (
    r"\b(?:doch (?:noch )?nicht|stimmt (?:doch )?nicht|korrigier\w*|korrektur|vertan|versprochen|"
    r"zurücknehmen|ziehe\b[^?]*\bzurück|falsch (?:gesagt|informiert)|habe mich geirrt|mein fehler|entgegen)\b"
)
YES = (
    r"(?:^|\W)(?:ja|jo|jau|joa|jawohl|jep|gern|gerne|bitte|okay|ok|passt|genau|einverstanden|machen sie|mach|nehm|"
    r"nehme|nehmen|super|perfekt|klar|natürlich|festmachen|buchen|eintragen|prima|gut|richtig|freilich|sicher|von "
    r"mir aus|in ordnung|abgemacht|mhm|doch|den bitte|fest)\b"
)


STEMS: dict[Told, str] = {
    Told.NOTHING: r"unter|find|gefunden|seh|\bha(?:be?|ben)\b|steht|liegt|gibt|\bist\b|hinterlegt|vorhanden|\bvor\b",
    Told.FAILED: (
        r"\bk[oöa]nn|lässt|ließ|\bhat\b|\bhaben\b|\bist\b|wurde|wollte|fehler|störung|panne|technisch|unerwartet|"
        r"intern|system|"
        r"kalender|computer|technik|rechner|leitung|\bg[ei]h?n?g|komm|erreich|bekomm|krieg|schlag|schief|"
        r"daneben|gescheitert|abgebrochen|"
        r"möglich"
    ),
    Told.MOVED: r"schoben|legt|umgebucht|umgetragen|vorgezogen|umgeplant|geändert|getauscht|umgezogen|neue",
    Told.CANCELLED: (
        r"storniert|abgesagt|gestrichen|gelöscht|genommen|ausgetragen|annulliert|gecancel|"
        r"aufgehoben|raus"
    ),
    Told.TAKEN: (
        r"abgelaufen|reicht|vergeben|belegt|besetzt|ausgebucht|weg|verplant|überbucht|voll|dicht|futsch|\bzu\b|"
        r"kommen|schnell|jemand|"
        r"ander|schon|"
        r"bereits|leider|nicht|nichts|kein|geschlossen|ruhetag|feiertag|betriebs|feierabend|urlaub|krank|genommen|"
        r"kurzfristig|"
        r"knapp|außerhalb|öffnungszeit"
    ),
    Told.PENDING: (
        r"bescheid|anfrage|wunsch|trag|sobald|bestätig|vorbehalt|wird|arbeit|angefragt|ausstehend|"
        r"läuft|aufgenommen|weitergeg|"
        r"weitergel|entgegen|moment"
    ),
    Told.CALLBACK: r"ruf|meld",
    Told.BOOKED: (
        r"schon|bereits|besteh|gebucht|tragen|reserviert|notiert|vermerkt|gemacht|gehalten|eingeplant|"
        r"geschrieben|fixiert|angelegt|"
        r"bestätigt|gemerkt|"
        r"aufgenommen|bracht|gelegt|genommen|geschoben|drin|dabei|kalender|buch|plan|liste|\bbis\b|steht|klappt|"
        r"funktioniert|hauen|"
        r"gepasst|termin|"
        r"\bfix|\bfest|sicher|dach|trockenen|kasten|geritzt|gebongt|verbindlich|sehen|erwart|gehört|ihrer|ihnen|klar"
    ),
    Told.FREE: (
        r"frei|sieht|wäre|gibt|\bist\b|verfüg|haben|buchbar|machbar|möglich|ginge|geht|klappt|passt|"
        r"gehen|passen|klappen|anbieten|"
        r"hätte|habe"
    ),
}
"""What a sentence must contain for any row of a kind to fit: a quick first look."""
