"""What the doctor finds in an outside calendar, row by row: English as the code says it, and German."""

DOCTOR: dict[str, str] = {
    "it does not accept our credentials ({}); renew the key or password that [calendar] names": (
        "Er nimmt unsere Zugangsdaten nicht an ({}). Bitte den Schlüssel oder das Kennwort erneuern, das unter"
        " [calendar] steht."
    ),
    "its rate budget is spent; try again in {} s": (
        "Für diese Minute wurde er oft genug gefragt. Bitte in {} s noch einmal."
    ),
    "it does not answer ({}); check base_url in [calendar], or wait until it is back": (
        "Er antwortet nicht ({}). Bitte base_url unter [calendar] prüfen oder warten, bis er wieder da ist."
    ),
    "it answers outside its contract ({})": "Er antwortet anders als vereinbart ({}).",
    "Event type {} for {}": "Ereignistyp {} für {}",
    "event type {} for {}": "Ereignistyp {} für {}",
    "Correct [calendar] in the tenant file, or the calendar itself.": (
        "Bitte [calendar] in der Tenant-Datei berichtigen, oder den Kalender selbst."
    ),
    "The calendar account lives in {}, the salon in {}.": "Das Kalenderkonto steht auf {}, der Salon auf {}.",
    "Set the account's time zone to {}.": "Bitte die Zeitzone des Kontos auf {} stellen.",
    "The calendar's clock is {} s {} ours.": "Die Uhr des Kalenders geht {} s {} unserer.",
    "ahead of": "vor",
    "behind": "nach",
    "Let this machine set its clock by NTP; tell the calendar's operator.": (
        "Bitte die Uhr dieser Maschine über NTP stellen und dem Betreiber des Kalenders Bescheid geben."
    ),
    "{} ({}) is not offered to callers while that is so.": (
        "{} ({}) wird am Telefon nicht angeboten, solange das so ist."
    ),
    "Correct what stands for {} in [calendar.collections], or the rights of the account.": (
        "Bitte berichtigen, was für {} unter [calendar.collections] steht, oder die Rechte des Kontos."
    ),
    (
        "The calendar writes to the customer about the first segment of a visit; the links in that mail move or"
        " cancel this segment alone."
    ): (
        "Der Kalender schreibt der Kundin zum ersten Abschnitt eines Termins; die Links in dieser Mail"
        " verschieben oder löschen nur diesen Abschnitt."
    ),
    "Set customer_mail = {} in [calendar], or turn the calendar's mails to attendees off.": (
        "Bitte customer_mail = {} unter [calendar] setzen, oder die Mails des Kalenders an Gäste abschalten."
    ),
    "The calendar has event types of {} minutes; entries longer than {} may not be seen.": (
        "Der Kalender hat Ereignistypen von {} Minuten; Einträge über {} Minuten werden vielleicht nicht gesehen."
    ),
    "Set longest_minutes = {} in [calendar].": "Bitte longest_minutes = {} unter [calendar] setzen.",
    "{} and {} are both called {}.": "{} und {} heißen beide {}.",
    (
        "If they are one person, keep one [[staff]] (one person may have several accounts); else give them names"
        " that callers can tell apart."
    ): (
        "Ist es eine Person, genügt ein [[staff]] (sie darf mehrere Konten haben); sonst bitte Namen, die sich am"
        " Telefon unterscheiden."
    ),
    "{} and {} are both booked in the account {}: while one works, the calendar refuses the other.": (
        "{} und {} stehen beide im Konto {}: während eine Person arbeitet, lehnt der Kalender die andere ab."
    ),
    "Give {} an account of their own, with event types of its own.": (
        "Bitte {} ein eigenes Konto mit eigenen Ereignistypen geben."
    ),
    "No [[event_type]] names an event type for {}.": "Kein [[event_type]] nennt einen Ereignistyp für {}.",
    "Event type {} for {} does not exist in this calendar.": "Ereignistyp {} für {} gibt es in diesem Kalender nicht.",
    "Run holdfast doctor --tenant {} --apply and paste the [[event_type]] that it prints.": (
        "Bitte holdfast doctor --tenant {} --apply ausführen und das [[event_type]] einfügen, das dort steht."
    ),
    "Correct its id. {}": "Bitte seine Nummer berichtigen. {}",
    "{} is a managed parent, which cannot be booked.": "{} ist eine verwaltete Vorlage, die sich nicht buchen lässt.",
    "Use the id of the child that {}'s own account lists.": (
        "Bitte die Nummer des Ereignistyps nehmen, der im eigenen Konto von {} steht."
    ),
    "{} stands for {} as well: nobody could tell whose a booking is.": (
        "{} steht auch für {}: niemand wüsste, wessen Termin es ist."
    ),
    "Give each person event types in an account of their own.": (
        "Bitte jeder Person Ereignistypen in einem eigenen Konto geben."
    ),
    "{} books {}, but {} is {}.": "{} bucht {}, aber {} ist {}.",
    "Use the id of an event type of that account, or correct accounts in [calendar].": (
        "Bitte die Nummer eines Ereignistyps dieses Kontos nehmen, oder accounts unter [calendar] berichtigen."
    ),
    "{} offers {} minutes, the segment takes {}.": "{} bietet {} Minuten, der Abschnitt dauert {}.",
    "no length": "keine",
    "Set its length to {} minutes, or add that length to it.": (
        "Bitte seine Länge auf {} Minuten stellen, oder diese Länge hinzufügen."
    ),
    "{} asks somebody to confirm each booking, so none would stand while the caller waits.": (
        "{} lässt jeden Termin erst bestätigen; keiner stünde fest, solange jemand am Telefon wartet."
    ),
    "Turn the confirmation of that event type off.": "Bitte die Bestätigung dieses Ereignistyps abschalten.",
    "Event type {} for {} belongs to tenant {}.": "Ereignistyp {} für {} gehört zum Salon {}.",
    "Use an event type of this tenant's own.": "Bitte einen eigenen Ereignistyp dieses Salons nehmen.",
    "Tenant {} names event type {}, too, which is that for {}.": (
        "Der Salon {} nennt Ereignistyp {} ebenfalls; hier ist es der für {}."
    ),
    "Give {} an event type of its own; until then it offers no such bookings.": (
        "Bitte {} einen eigenen Ereignistyp geben; bis dahin bietet er solche Termine nicht an."
    ),
    "{} wants {} minutes of notice, the salon {}: what is offered between the two is refused by the calendar.": (
        "{} verlangt {} Minuten Vorlauf, der Salon {}: was dazwischen angeboten wird, lehnt der Kalender ab."
    ),
    "Set its minimum notice to {} minutes (120 is the calendar's default).": (
        "Bitte seinen Mindestvorlauf auf {} Minuten stellen (120 ist die Vorgabe des Kalenders)."
    ),
    "{} can be booked {} days ahead, the salon books {}.": "{} lässt sich {} Tage voraus buchen, der Salon bucht {}.",
    "Take the limit off the event type, or lower horizon_days in [rules].": (
        "Bitte die Grenze am Ereignistyp aufheben, oder horizon_days unter [rules] senken."
    ),
    "{} keeps {} minutes before and {} after free, where the next segment of the same visit stands.": (
        "{} hält {} Minuten davor und {} danach frei, und dort steht der nächste Abschnitt desselben Termins."
    ),
    "{} keeps {} minutes before and {} after free, which we know nothing of.": (
        "{} hält {} Minuten davor und {} danach frei, wovon wir nichts wissen."
    ),
    "Set its buffers to 0; buffer_before and buffer_after of the [[service]] are ours.": (
        "Bitte seine Puffer auf 0 stellen; unsere heißen buffer_before und buffer_after bei [[service]]."
    ),
    "The schedule of event type {} for {} is kept in {}, the salon in {}.": (
        "Der Zeitplan von Ereignistyp {} für {} steht auf {}, der Salon auf {}."
    ),
    "Set the schedule's time zone to {}.": "Bitte die Zeitzone des Zeitplans auf {} stellen.",
    "The schedule of {} does not cover {}'s hours on {}.": "Der Zeitplan von {} deckt die Zeiten von {} nicht ab: {}.",
    "Let the schedule cover the working hours, or correct working_hours in the tenant file.": (
        "Bitte den Zeitplan auf die Arbeitszeiten erweitern, oder working_hours in der Tenant-Datei berichtigen."
    ),
}
"""Problems and remedies."""
