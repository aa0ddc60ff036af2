"""What can be wrong with a tenant file, row by row: English as the code says it, and German."""

FILE: dict[str, str] = {
    "is missing": "fehlt",
    "is an unknown key": "ist ein unbekannter Schlüssel",
    "is an unknown section": "ist ein unbekannter Abschnitt",
    "has {} more unknown keys": "hat {} weitere unbekannte Schlüssel",
    "has {} further keys, at most {} are possible": "hat {} weitere Schlüssel, höchstens {} sind möglich",
    "has {} items, at most {} are possible": "hat {} Einträge, höchstens {} sind möglich",
    "has {} entries, at most {} are possible": "hat {} Einträge, höchstens {} sind möglich",
    "has {} faults or more; only these are listed": "hat {} Fehler oder mehr; nur diese stehen hier",
    "has more than {} characters": "hat mehr als {} Zeichen",
    "has {} characters, must have between 1 and {}": "hat {} Zeichen, möglich sind 1 bis {}",
    "is empty, must have between 1 and {}": "ist leer, möglich sind 1 bis {} Zeichen",
    "is empty, at least {} is needed,{}": "ist leer, mindestens {} wird gebraucht,{}",
    "is empty, a service has at least one busy segment": (
        "ist leer; eine Leistung hat mindestens einen Abschnitt, in dem jemand arbeitet"
    ),
    "is {}, must be {}": "ist {}, erwartet wird {}",
    "must be more than rules.answer_budget_ms ({}): an answer that comes later is lost": (
        "muss über rules.answer_budget_ms ({}) liegen: eine spätere Antwort geht verloren"
    ),
    "is {}, must be one of {}": "ist {}, möglich sind {}",
    "is {}, must be one of {} minutes": "ist {}, möglich sind {} Minuten",
    "is {}, must be between {} and {}": "ist {}, möglich ist {} bis {}",
    "is {}, must be a multiple of {}": "ist {}, muss ein Vielfaches von {} sein",
    "is {}, must be a whole number": "ist {}, muss eine ganze Zahl sein",
    "is {}, must be a whole number of {}": "ist {}, muss eine ganze Zahl sein ({})",
    "is {}, must be true or false, without quotation marks": (
        "ist {}, muss true oder false sein, ohne Anführungszeichen"
    ),
    "is {}, must be a text in quotation marks": "ist {}, muss ein Text in Anführungszeichen sein",
    "is {}, must be one line without control characters": "ist {}, muss eine Zeile ohne Steuerzeichen sein",
    "is {}, must be a table: {}": "ist {}, muss eine Tabelle sein: {}",
    "is {}, must be a list{}": "ist {}, muss eine Liste sein{}",
    "is {}, must be a date such as {} (year-month-day)": "ist {}, muss ein Datum sein wie {} (Jahr-Monat-Tag)",
    "is {}, must be a span of hours such as {}": "ist {}, muss eine Zeitspanne sein wie {}",
    "is {}, must be an international number without spaces, such as {}": (
        "ist {}, muss eine internationale Nummer ohne Leerzeichen sein, wie {}"
    ),
    "is {}, must be a user name, an e-mail address or a number of an account": (
        "ist {}, muss der Benutzername, die E-Mail-Adresse oder die Nummer eines Kontos sein"
    ),
    (
        "is {}, must be 1 to 63 small letters a-z, digits, - or _{} (it names the thing for ever; what customers"
        " hear is the name)"
    ): (
        "ist {}; möglich sind 1 bis 63 kleine Buchstaben a-z, Ziffern, - oder _{} (dieser Schlüssel bleibt für"
        " immer; was die Kundschaft hört, ist der Name)"
    ),
    ", such as {}": ", zum Beispiel {}",
    " such as {}": " wie {}",
    "is {}, but the service has {} busy segment{} (gaps do not count)": (
        "ist {}, doch jemand arbeitet in dieser Leistung nur in {} Abschnitten{} (Einwirkzeiten zählen nicht)"
    ),
    "is a gap and stands {}; a service begins and ends with somebody busy": (
        "ist eine Einwirkzeit und steht {}; am Anfang und am Ende arbeitet immer jemand"
    ),
    "first": "am Anfang",
    "last": "am Ende",
    "is a gap after a gap; make one of them": "ist eine Einwirkzeit nach einer Einwirkzeit; bitte zu einer machen",
    (
        "is only possible for a service of one busy segment: this one has {} segments, and nothing says which of"
        " them is longer or shorter; make it a service of its own"
    ): (
        "geht nur bei einer Leistung aus einem einzigen Abschnitt: diese hat {}, und nichts sagt, welcher davon"
        " länger oder kürzer ist; bitte eine eigene Leistung daraus machen"
    ),
    "is empty: it begins when it ends (a day without hours is an empty list)": (
        "ist leer: Anfang und Ende sind gleich (ein freier Tag ist ein leeres Feld)"
    ),
    "is larger than 1 MiB, a tenant file never is": "ist größer als 1 MiB; so groß ist keine Tenant-Datei",
    "a key has too many dots": "ein Schlüssel hat zu viele Punkte",
    "lists or tables are nested too deeply": "Listen oder Tabellen sind zu tief verschachtelt",
    "a number is far too long": "eine Zahl ist viel zu lang",
    "this is not TOML: {}": "das ist kein TOML: {}",
    "must be written once, as [{}] in single brackets": "steht nur einmal da, als [{}] in einfachen Klammern",
    "must be written as [[{}]] in double brackets, once for each": "steht als [[{}]] in doppelten Klammern, je einmal",
    "must have either busy (somebody works) or gap (something acts by itself), in minutes": (
        "braucht entweder busy (jemand arbeitet) oder gap (es wirkt ein), in Minuten"
    ),
    "minutes and segments both give the length; keep one of them": (
        "minutes und segments nennen beide die Länge; bitte nur eines behalten"
    ),
    "must have a length: minutes = 45, or segments for a service with gaps": (
        "braucht eine Länge: minutes = 45, oder segments bei einer Leistung mit Einwirkzeiten"
    ),
    "takes {} minutes with its buffers, at most {} (24 hours) are possible": (
        "dauert mit Vor- und Nachbereitung {} Minuten, höchstens {} (24 Stunden) sind möglich"
    ),
    "needs price_cents: the price from which it starts": "braucht price_cents: den Preis, ab dem es losgeht",
    "{} is not in this service's staff, so nothing can differ for them": (
        "{} macht diese Leistung nicht, also kann dabei nichts anders sein"
    ),
    "{} would be a person; name those under staff, and here rooms and devices": (
        "{} wäre eine Person; die stehen unter staff, hier stehen Räume und Geräte"
    ),
    "{} already stands for {}; what callers say must mean one service": (
        "{} steht schon für {}; was am Telefon gesagt wird, muss eine einzige Leistung meinen"
    ),
    "service, segment and staff are those of {}; each has one event type": (
        "Leistung, Abschnitt und Person sind die von {}; dafür gibt es nur einen Ereignistyp"
    ),
    "stands there for the second time, it is already at {}; keep one": (
        "steht zum zweiten Mal da, schon bei {}; bitte nur eines behalten"
    ),
    "this section is missing; it names the salon: slug, name and timezone": (
        "dieser Abschnitt fehlt; er nennt den Salon: slug, name und timezone"
    ),
    "no channel for messages is known yet; leave the list empty": (
        "noch ist kein Weg für Nachrichten bekannt; bitte die Liste leer lassen"
    ),
    "{} stands there twice": "{} steht zweimal da",
    "{} is already the {} of {}": "{} ist schon {} von {}",
    "{} is not the key of any [[{}]]{}": "{} ist kein Schlüssel eines [[{}]]{}",
    "; did you mean {}?": "; meinten Sie {}?",
    "is an unknown key; did you mean {}?": "ist ein unbekannter Schlüssel; meinten Sie {}?",
    "; it belongs in {}": "; das gehört in {}",
    "; the keys here are {}": "; hier möglich sind {}",
    "{} overlaps {}": "{} überschneidet sich mit {}",
    "{} comes after {} in the list but before it in the day; the earlier first": (
        "{} steht nach {}, liegt am Tag aber davor; bitte das Frühere zuerst"
    ),
    (
        "goes past midnight, which is not possible for business hours; end the day with 24:00 and give the next"
        " day hours of its own from 00:00, such as {}"
    ): (
        "geht über Mitternacht, das ist bei Arbeitszeiten nicht möglich; bitte den Tag mit 24:00 beenden und dem"
        " nächsten eigene Zeiten ab 00:00 geben, wie {}"
    ),
    "has a time that does not exist; a day goes from 00:00 to 24:00": (
        "nennt eine Uhrzeit, die es nicht gibt; ein Tag geht von 00:00 bis 24:00"
    ),
    "must begin and end on a multiple of 5 minutes": "muss auf volle fünf Minuten beginnen und enden",
    "{} does not exist in the calendar": "den {} gibt es im Kalender nicht",
    "{} has an unlikely year; wanted is one between {} and {}": (
        "{} hat ein unwahrscheinliches Jahr; erwartet wird eines zwischen {} und {}"
    ),
    "{}..{} is reversed: the first day comes after the last": (
        "{}..{} ist verkehrt herum: der erste Tag liegt nach dem letzten"
    ),
    "{} does not exist in any year; it is month-day, such as 12-24 for Christmas Eve": (
        "{} gibt es in keinem Jahr; gemeint ist Monat-Tag, wie 12-24 für Heiligabend"
    ),
    "must be a date such as {}, or {} (month-day) for every year": (
        "muss ein Datum sein wie {}, oder {} (Monat-Tag) für jedes Jahr"
    ),
    "{} is not a known time zone such as {}": "{} ist keine bekannte Zeitzone wie {}",
    "no public holidays are known for {}; wanted is a code such as {}": (
        "für {} sind keine Feiertage bekannt; erwartet wird ein Kürzel wie {}"
    ),
    (
        "must be a reference to a secret, env:NAME or secret:NAME, never the secret itself (what stands there is"
        " not repeated here)"
    ): (
        "muss sagen, wo ein Geheimnis liegt (env:NAME oder secret:NAME), nie das Geheimnis selbst (was dort"
        " steht, wird hier nicht wiederholt)"
    ),
    "{} is not set": "{} ist nicht gesetzt",
    "{} is not stored; store it with: holdfast secret set {}": (
        "{} ist nicht gespeichert; das geht mit: holdfast secret set {}"
    ),
    "the environment variable {}": "die Umgebungsvariable {}",
    "the secret {}": "das Geheimnis {}",
    "the environment variable named there": "die dort genannte Umgebungsvariable",
    "the secret named there": "das dort genannte Geheimnis",
    "must stay {}: it names the salon in every address": "muss {} bleiben: so heißt der Salon in jeder Adresse",
    "decides where a secret is sent; whoever runs Holdfast changes it, with holdfast apply": (
        "bestimmt, wohin ein Geheimnis geschickt wird; das ändert, wer Holdfast betreibt, mit holdfast apply"
    ),
    "{} already reaches another tenant; a number belongs to one salon only": (
        "{} erreicht schon einen anderen Salon; eine Nummer gehört nur zu einem"
    ),
    "is missing; Cal.com is reached with a secret such as {}": (
        "fehlt; Cal.com braucht einen Schlüssel, zum Beispiel {}"
    ),
    "is missing; it is the server of the collections: {}": "fehlt; es ist der Server der Kalender: {}",
    "is missing; it signs what is sent, by reference such as {}": (
        "fehlt; damit wird unterschrieben, was verschickt wird, zum Beispiel {}"
    ),
    "is missing; without a mail server nothing can be sent": "fehlt; ohne Mailserver lässt sich nichts verschicken",
    "can be {} only for a mail server on this machine": "kann nur bei einem Mailserver auf dieser Maschine {} sein",
    "must be an address such as {}, without a user (http only on this machine)": (
        "muss eine Adresse sein wie {}, ohne Benutzer (http nur auf dieser Maschine)"
    ),
    "cannot be the name of a setting, which has only letters, digits, - and _": (
        "kann keine Einstellung heißen: möglich sind nur Buchstaben, Ziffern, - und _"
    ),
    "an e-mail address such as {}": "eine E-Mail-Adresse wie {}",
    "the name of a mail server such as {}": "der Name eines Mailservers wie {}",
    "a time such as {}": "eine Uhrzeit wie {}",
    "an address such as {}": "eine Adresse wie {}",
    "a country in two capital letters, such as {}": "ein Land in zwei großen Buchstaben, wie {}",
    "a country or a country and its part, such as {} or {}": "ein Land oder ein Land mit Teil, wie {} oder {}",
    "a path or an address of a collection, such as {}": "der Pfad oder die Adresse eines Kalenders, wie {}",
    "a domain such as {}, under which callers without an e-mail address are entered": (
        "eine Domain wie {}, unter der Anrufende ohne E-Mail-Adresse eingetragen werden"
    ),
    "2 to 63 small letters a-z, digits and -, beginning and ending with a letter or digit": (
        "2 bis 63 kleine Buchstaben a-z, Ziffern und -, am Anfang und Ende ein Buchstabe oder eine Ziffer"
    ),
    "a huge number": "eine riesige Zahl",
    "a table": "eine Tabelle",
    "a list": "eine Liste",
    "minutes": "Minuten",
    "seconds": "Sekunden",
    "days": "Tage",
    "cents": "Cent",
}
"""What can be wrong with a tenant file."""
