"""The words of the page about a call, for the owner of a salon: German and English tables, nothing else."""

from collections.abc import Mapping

Words = Mapping[str, tuple[str, str]]
"""German first, then English."""

WITNESSES: Words = {
    "said": ("Gesagt", "Said"),
    "stored": ("Bei uns gespeichert", "Stored with us"),
    "calendar": ("Im Kalender", "In the calendar"),
}

SAID: Words = {
    "booked": ("Termin ist gebucht", "the visit is booked"),
    "taken": ("geht zu dieser Zeit nicht", "not possible at that time"),
    "free": ("Zeit ist frei", "the time is free"),
    "pending": ("wird noch geklärt", "still to be settled"),
    "moved": ("Termin ist verlegt", "the visit was moved"),
    "cancelled": ("Termin ist abgesagt", "the visit was cancelled"),
    "callback": ("Rückruf versprochen", "a call back was promised"),
    "failed": ("hat nicht geklappt", "it did not work"),
    "nothing": ("nichts zugesagt", "nothing was promised"),
    "unknown": ("nicht bekannt", "not known"),
}
STORED: Words = {
    "confirmed": ("bestätigt", "confirmed"),
    "pending": ("noch offen", "pending"),
    "failed": ("gescheitert", "failed"),
    "cancelled": ("abgesagt", "cancelled"),
    "moved": ("verlegt", "moved"),
    "none": ("nichts", "nothing"),
    "unknown": ("nicht bekannt", "not known"),
}
CALENDAR: Words = {
    "present": ("steht da", "is there"),
    "partial": ("steht nur teilweise da", "is there only in part"),
    "absent": ("steht nicht da", "is not there"),
    "moved": ("steht zu anderer Zeit da", "is there at another time"),
    "cancelled": ("ist dort abgesagt", "was cancelled there"),
    "unknown": ("nicht bekannt", "not known"),
}

BELIEVES: Words = {
    "booked": ("„Ich habe einen Termin und komme.“", "“I have an appointment and will come.”"),
    "taken": (
        "„Die Zeit war nicht zu haben, ich habe keinen Termin.“",
        "“That time was not to be had, I have no appointment.”",
    ),
    "free": ("„Die Zeit war frei, gebucht habe ich nichts.“", "“The time was free, I have booked nothing.”"),
    "pending": ("„Es wird noch geklärt, ich bekomme Bescheid.“", "“It is being settled, I will be told.”"),
    "moved": ("„Mein Termin ist verlegt, ich komme zur neuen Zeit.“", "“My appointment was moved, I will come then.”"),
    "cancelled": ("„Mein Termin ist abgesagt, ich komme nicht.“", "“My appointment is cancelled, I will not come.”"),
    "callback": ("„Ich werde zurückgerufen.“", "“Somebody will call me back.”"),
    "failed": ("„Es hat nicht geklappt.“", "“It did not work.”"),
    "nothing": ("nichts Bestimmtes: zugesagt wurde nichts.", "nothing in particular: nothing was promised."),
    "unknown": ("nicht bekannt: der Wortlaut fehlt.", "not known: the words are missing."),
}
"""In the caller's own voice; without one where nothing was said."""

VERBS: Words = {
    "create": ("eintragen", "enter"),
    "move": ("verlegen", "move"),
    "cancel": ("absagen", "cancel"),
    "list_entries": ("nachsehen", "look"),
    "find_entries": ("nach Kennung suchen", "look up by identifier"),
}

CAUSES: Words = {
    "own_echo": ("Das Nein galt dem eigenen Termin dieses Anrufs", "The no was about this call's own booking"),
    "late_success": (
        "Der Kalender meldete einen Fehler und hat trotzdem eingetragen",
        "The calendar reported a failure and entered it all the same",
    ),
    "real_race": ("Jemand anders war schneller", "Somebody else was quicker"),
    "stale_copy": ("Die Auskunft kam aus einem veralteten Stand", "The answer came from an old copy of the calendar"),
    "logic_gap": ("Angeboten gegen die eigenen Regeln", "Offered against the salon's own rules"),
    "earlier_test": (
        "Ein früherer Anruf belegt die Zeit noch",
        "A booking of an earlier call still takes the time",
    ),
    "id_mixup": ("Mit der falschen Kennung nachgesehen", "Looked up with the wrong kind of identifier"),
    "part_chain": ("Nur ein Teil der Abschnitte wurde eingetragen", "Only some of the segments were entered"),
    "config_event_type": ("Im Kalender fehlt die passende Terminart", "The calendar lacks the right event type"),
    "missing_contact": (
        "Der Kalender verlangt E-Mail oder Telefonnummer",
        "The calendar wants an e-mail address or a telephone number",
    ),
    "no_segments": ("Die Leistung wurde ohne ihre Abschnitte gebucht", "The service was booked without its segments"),
    "wrong_segments": (
        "Gespeicherter Ablauf und Kalender weichen ab",
        "The stored plan and the calendar's differ",
    ),
    "placeholder_id": ("Der Assistent schickte eine erfundene Anrufkennung", "The assistant sent a made-up call id"),
    "identity_hidden": (
        "Eine unterdrückte Nummer wurde für eine Person gehalten",
        "A hidden number was taken for a person",
    ),
    "wrong_day": ("Der Tag wurde falsch verstanden", "The day was misunderstood"),
    "zone_shift": ("Um ganze Stunden verschoben: Zeitzone", "Off by whole hours: time zone"),
    "model_repeat": ("Der Assistent hat dasselbe zweimal verlangt", "The assistant asked for the same thing twice"),
    "platform_repeat": (
        "Die Telefonplattform hat die Anfrage wiederholt",
        "The telephone platform sent the request again",
    ),
    "barge_in_lost": ("Die Antwort kam beim Anrufer nicht an", "The answer never reached the caller"),
    "claim_without_tool": (
        "Der Assistent hat etwas zugesagt, ohne unser System zu fragen",
        "The assistant claimed something that no tool had answered",
    ),
    "claim_against_tool": (
        "Der Assistent hat anderes gesagt, als ihm geantwortet wurde",
        "The assistant said something else than it was answered",
    ),
    "handler_fault": ("Fehler bei uns", "A fault of ours"),
    "slow_tool": ("Unsere Antwort kam zu spät", "Our answer came too late"),
    "notice_lost": (
        "Eine Änderung im Kalender wurde uns nicht gemeldet",
        "A change in the calendar was never announced to us",
    ),
    "notice_refused": (
        "Meldungen des Kalenders wurden abgewiesen",
        "Notices of the calendar were refused",
    ),
    "human_edit": ("Jemand hat den Termin im Kalender geändert", "A person changed it in the calendar"),
    "calendar_down": ("Der Kalender war nicht erreichbar", "The calendar could not be reached"),
    "foreign_system": (
        "Ein anderes Programm schreibt in denselben Kalender",
        "Another program writes into the same calendar",
    ),
    "duplicate_staff": ("Eine Person ist doppelt angelegt", "One person is on record twice"),
    "clock": ("Die Uhren der Quellen widersprechen sich", "The clocks of the sources disagree"),
    "not_ours": ("Der Anruf gehört nicht zu diesem Salon", "The call does not belong to this salon"),
    "undetermined": ("Die Belege entscheiden es nicht", "The evidence does not decide"),
    "none": ("Kein Fehler gefunden", "Nothing is wrong"),
}
CERTAINTY: Words = {
    "proven": ("bewiesen", "proven"),
    "likely": ("wahrscheinlich", "likely"),
    "possible": ("möglich", "possible"),
}
ACTS: Words = {
    "none": ("nichts zu tun", "nothing to do"),
    "adopt": ("die vorhandenen Einträge übernehmen", "adopt the entries that are there"),
    "complete": ("das Fehlende ergänzen", "add what is missing"),
    "recreate": ("neu eintragen", "enter it again"),
    "undo": ("zurücknehmen", "take it back"),
    "release": ("die Zeit freigeben", "give the time free"),
    "move_with_consent": ("mit Zustimmung verlegen", "move it with the customer's consent"),
    "notify": ("Bescheid geben", "let the customer know"),
    "callback": ("zurückrufen", "call back"),
    "fix_configuration": ("die Einstellung berichtigen", "mend the settings"),
    "ask_person": ("eine Person entscheidet", "a person decides"),
    "delete": ("löschen", "delete"),
}

BASES: Words = {
    "call_analyzed": ("Wortlaut: vollständig, nach dem Anruf gemeldet", "Words: complete, told after the call"),
    "call_ended": ("Wortlaut: vollständig, nach dem Anruf gemeldet", "Words: complete, told after the call"),
    "transcript_updated": (
        "Wortlaut: Zwischenstand; das Ende des Anrufs wurde nie gemeldet",
        "Words: an interim state; nobody ever told that the call ended",
    ),
    "last_tool_call": (
        "Wortlaut: nur bis zur letzten Anfrage; das Ende des Anrufs wurde nie gemeldet",
        "Words: only up to the last request; nobody ever told that the call ended",
    ),
    "none": ("Wortlaut: keiner gemeldet", "Words: none were told"),
    "case": ("Wortlaut: aus der Datei", "Words: from the file"),
}

PAGE: Words = {
    "why": ("Warum", "Why"),
    "for": ("dafür", "for it"),
    "excluded": ("ausgeschlossen", "ruled out"),
    "contradictions": ("Widersprüche zwischen den Quellen", "Where the sources contradict each other"),
    "now": ("Stand", "How it stands"),
    "believes": ("Der Anrufer glaubt", "The caller believes"),
    "true": ("Wahr ist", "True is"),
    "otherwise": ("Wenn niemand etwas tut", "If nobody acts"),
    "do": ("Was zu tun ist", "What to do"),
    "never": ("auf keinen Fall", "never"),
    "tell": ("Zu sagen", "To be said"),
    "heard": ("Gehört und verstanden", "Heard and understood"),
    "heard_as": ("gehört", "heard"),
    "understood_as": ("verstanden", "understood"),
    "service": ("Leistung", "Service"),
    "day": ("Tag und Zeit", "Day and time"),
    "booked": ("gebucht:", "booked:"),
    "name": ("Name", "Name"),
    "tools": ("Anfragen des Assistenten", "What the assistant asked"),
    "timeline": ("Ablauf", "What happened"),
    "findings": ("Auffällig an diesem Anruf", "Odd about this call"),
    "earlier": ("Früheres Urteil", "Earlier verdict"),
    "history": ("Frühere Urteile", "Earlier verdicts"),
    "same_source": (
        "kein eigener Zeuge: der Kalender liegt in derselben Datenbank",
        "no witness of its own: the calendar lies in the same database",
    ),
    "agree": ("Alle drei stimmen überein.", "All three agree."),
    "differ": ("Die drei stimmen nicht überein.", "The three do not agree."),
    "incomplete": ("Nicht alle drei sind bekannt.", "Not all three are known."),
    "unanswered": ("ohne Antwort", "never answered"),
    "unseen": ("kam beim Assistenten nicht an", "never reached the assistant"),
    "agent": ("Assistent", "Assistant"),
    "caller": ("Anrufer", "Caller"),
    "tool": ("Anfrage", "Request"),
    "calendar": ("Kalender", "Calendar"),
    "notice": ("Meldung", "Notice"),
    "stored": ("Gespeichert", "Stored"),
    "task": ("Aufgabe", "Task"),
    "listed": ("Nachgesehen", "Looked up"),
    "going_on": (
        "Der Anruf läuft noch oder ist gerade erst zu Ende: ein Zwischenstand.",
        "The call goes on, or has only just ended: an interim state.",
    ),
    "erased": ("Die Belege sind nicht mehr aufbewahrt.", "The evidence is not kept any more."),
}

ANSWERS: Words = {
    "held": ("angeboten und reserviert", "offered and held"),
    "confirmed": ("bestätigt", "confirmed"),
    "pending": ("noch offen", "pending"),
    "refused": ("abgelehnt", "refused"),
    "need_info": ("Rückfrage", "asked back"),
    "cancelled": ("abgesagt", "cancelled"),
    "info": ("Auskunft", "told"),
}
"""The states of our tool answers."""

TASKS: Words = {
    "callback": ("die Kundin zurückrufen", "call the customer back"),
    "person": ("jemand muss sich darum kümmern", "somebody has to see to it"),
    "message": ("eine Nachricht schreiben", "write a message"),
}

FINDINGS: Words = {
    "events_never_came": ("das Ende des Anrufs wurde nie gemeldet", "nobody ever told that the call ended"),
    "placeholder_call_id": (
        "der Assistent schickt eine erfundene Anrufkennung",
        "the assistant sends a made-up call id",
    ),
    "call_without_id": ("der Anruf kam ohne Kennung", "the call came without an id"),
    "number_hidden": ("unterdrückte Nummer", "hidden number"),
    "web_call": ("Anruf über eine Webseite", "call by way of a web page"),
    "agent_version_new": (
        "diese Version des Assistenten ruft zum ersten Mal an",
        "this version of the assistant calls for the first time",
    ),
    "agent_version_unknown": ("die Version des Assistenten ist unbekannt", "the assistant's version is not known"),
    "unknown_tool": (
        "der Assistent ruft etwas auf, das wir nicht anbieten",
        "the assistant calls a tool we do not serve",
    ),
    "tool_elsewhere": (
        "der Assistent benutzt auch Werkzeuge, die nicht von uns sind",
        "the assistant uses tools that are not ours, too",
    ),
    "argument_unfilled": ("ein Platzhalter wurde nicht ausgefüllt", "a placeholder was never filled"),
    "argument_constant": (
        "der Assistent schickt einen festen Wert statt der Worte der Anrufer",
        "the assistant sends a fixed value instead of the callers' words",
    ),
    "argument_time_zone": ("eine Zeit kam in fremder Zeitzone", "a time came in another time zone"),
    "agent_time_zone": (
        "die Uhr des Assistenten geht nach einer anderen Zeitzone",
        "the assistant's clock is in another time zone",
    ),
    "number_of_another_tenant": (
        "die angerufene Nummer gehört einem anderen Salon",
        "another salon's number was dialled",
    ),
    "delivery_failed": ("eine Nachricht ließ sich nicht zustellen", "a message could not be delivered"),
}
"""What is odd about a call (docs/how-to/explain-a-call.md)."""

OTHERWISE: Words = {
    "agree": ("Nichts. Es ist nichts zu tun.", "Nothing. There is nothing to do."),
    "comes_in_vain": (
        "kommt der Kunde, und niemand rechnet mit ihm.",
        "the customer comes, and nobody expects them.",
    ),
    "comes_to_part": (
        "kommt der Kunde, und für einen Teil der Leistung ist niemand eingeplant.",
        "the customer comes, and nobody is there for part of the service.",
    ),
    "comes_at_old_time": ("kommt der Kunde zur falschen Zeit.", "the customer comes at the wrong time."),
    "empty_chair": (
        "bleibt die Zeit belegt, und niemand kommt; oder der Kunde bucht ein zweites Mal.",
        "the time stays taken and nobody comes; or the customer books a second visit.",
    ),
    "reserved_for_nobody": (
        "bleibt der Platz für einen Termin belegt, den der Kunde abgesagt hat.",
        "the time stays taken for a visit that the customer cancelled.",
    ),
    "waits": ("wartet der Kunde auf eine Nachricht.", "the customer waits for word."),
    "unrecorded": (
        "steht der Termin im Kalender, und bei uns weiß niemand davon.",
        "the visit stands in the calendar, and nobody here knows of it.",
    ),
    "unknown": (
        "bleibt offen, ob der Kunde umsonst kommt oder die Zeit leer bleibt.",
        "nobody knows whether the customer comes in vain, or the time stays empty.",
    ),
}
