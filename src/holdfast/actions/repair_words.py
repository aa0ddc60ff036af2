"""What a person reads of a repair, in German and English: what each act does, each step, and why an act would harm."""

from collections.abc import Mapping

from holdfast.core.mending import Act, Bar

ACTS: Mapping[str, Mapping[Act, str]] = {
    "de": {
        Act.NONE: "Nichts zu tun",
        Act.ADOPT: "Übernehmen, was im Kalender steht",
        Act.COMPLETE: "Eintragen, was vom Termin im Kalender fehlt",
        Act.RECREATE: "Den zugesagten Termin wieder eintragen",
        Act.UNDO: "Den Termin zurücknehmen, den niemand erwartet",
        Act.RELEASE: "Die Reservierungen dieses Anrufs freigeben",
        Act.MOVE_WITH_CONSENT: "Mit der Kundin eine andere Zeit vereinbaren",
        Act.NOTIFY: "Der Kundin Bescheid geben",
        Act.CALLBACK: "Die Kundin zurückrufen",
        Act.FIX_CONFIGURATION: "Die Einrichtung des Kalenders in Ordnung bringen",
        Act.ASK_PERSON: "Jemand muss sich das ansehen",
    },
    "en": {
        Act.NONE: "Nothing to do",
        Act.ADOPT: "Take over what stands in the calendar",
        Act.COMPLETE: "Enter what is missing of the appointment",
        Act.RECREATE: "Enter the promised appointment again",
        Act.UNDO: "Take back the appointment that nobody expects",
        Act.RELEASE: "Free what this call still reserves",
        Act.MOVE_WITH_CONSENT: "Agree on another time with the customer",
        Act.NOTIFY: "Let the customer know",
        Act.CALLBACK: "Call the customer back",
        Act.FIX_CONFIGURATION: "Put the set-up of the calendar right",
        Act.ASK_PERSON: "Somebody has to look at it",
    },
}

BARS: Mapping[str, Mapping[Bar, str]] = {
    "de": {
        Bar.NO_VISIT: "Zu diesem Anruf gibt es keinen Termin.",
        Bar.SEVERAL_VISITS: "Zu diesem Anruf gibt es mehrere Termine; welcher gemeint ist, muss gesagt werden.",
        Bar.OVER: "Die Zeit des Termins ist vorbei.",
        Bar.UNDER_WAY: "Am Termin wird gerade noch gearbeitet.",
        Bar.CALENDAR_UNREAD: "Der Kalender ließ sich nicht vollständig lesen.",
        Bar.STANDS_ALREADY: "Im Kalender steht er schon ganz oder in Teilen: ein zweiter Eintrag entstünde.",
        Bar.NOTHING_STANDS: "Im Kalender steht nichts, das zu übernehmen wäre.",
        Bar.PROMISED: "Die Kundin verlässt sich auf diesen Termin.",
        Bar.MOVED_BY_PERSON: "Jemand hat einen Teil im Kalender verschoben: das bleibt, bis ein Mensch entscheidet.",
        Bar.NEVER: "Gelöscht wird nie: damit verschwände, worauf sich jemand verlässt, und der Beleg dazu.",
        Bar.NO_HELP: "Es änderte nichts an dem, was hier nicht stimmt.",
    },
    "en": {
        Bar.NO_VISIT: "This call has no appointment.",
        Bar.SEVERAL_VISITS: "This call has several appointments: say which one is meant.",
        Bar.OVER: "The time of the appointment is over.",
        Bar.UNDER_WAY: "The appointment is still being worked on.",
        Bar.CALENDAR_UNREAD: "The calendar could not be read to the end.",
        Bar.STANDS_ALREADY: "All or part of it stands in the calendar already: there would be a second entry.",
        Bar.NOTHING_STANDS: "Nothing stands in the calendar that could be taken over.",
        Bar.PROMISED: "The customer relies on this appointment.",
        Bar.MOVED_BY_PERSON: "Somebody moved part of it in the calendar: that stays until a person decides.",
        Bar.NEVER: "Nothing is ever deleted: what somebody relies on would be gone, and the proof with it.",
        Bar.NO_HELP: "It would not change what is wrong here.",
    },
}

NEVER_MADE: Mapping[str, str] = {
    "de": "Zugesagt, aber nie gespeichert: Es gibt nichts, das wieder einzutragen wäre. Beim Rückruf lässt sich der "
    "Termin neu vereinbaren.",
    "en": "Promised, but never put on record: there is nothing to enter again. On the telephone a new appointment can "
    "be agreed.",
}
"""Why the caller is called back where a verdict would have the visit entered again."""

STEPS: Mapping[str, Mapping[str, str]] = {
    "de": {
        "look": "Kalender lesen: {there}",
        "adopt": "{count} Einträge als Termin {ref} übernehmen; geschrieben wird nichts",
        "create": "eintragen: {parts}",
        "revive": "Termin {ref} wieder aufnehmen, unter demselben Buchungscode",
        "take_back": "Termin {ref} aus dem Kalender nehmen",
        "release": "reservierte Zeiten freigeben",
        "task": "Aufgabe anlegen: {text}",
        "correction": "Ruft die Kundin vorher selbst an, hört sie das als Erstes",
        "close": "Den Fall schließen, sobald sie es weiß oder jemand darauf verzichtet",
    },
    "en": {
        "look": "read the calendar: {there}",
        "adopt": "take over {count} entries as appointment {ref}; nothing is written",
        "create": "enter: {parts}",
        "revive": "take appointment {ref} up again, under the same code",
        "take_back": "take appointment {ref} out of the calendar",
        "release": "free what is reserved",
        "task": "put down a task: {text}",
        "correction": "should the customer call before that, they hear it first of all",
        "close": "close the case once they know, or somebody waives it",
    },
}

THERE: Mapping[str, Mapping[str, str]] = {
    "de": {
        "yes": "alles steht",
        "partly": "ein Teil steht",
        "no": "nichts davon steht",
        "unknown": "nicht vollständig zu lesen",
    },
    "en": {"yes": "all of it stands", "partly": "part of it stands", "no": "nothing of it stands", "unknown": "unread"},
}

TASKS: Mapping[str, Mapping[str, str]] = {
    "de": {
        "callback": "Kundin zurückrufen und sagen: {sentence}",
        "notify": "Kundin Bescheid geben: {sentence}",
        "move_with_consent": "Mit der Kundin eine andere Zeit vereinbaren, erst dann verschieben. {sentence}",
        "fix_configuration": "Einrichtung des Kalenders prüfen (holdfast doctor): {sentence}",
        "ask_person": "Anruf ansehen und entscheiden: {sentence}",
    },
    "en": {
        "callback": "Call the customer and say: {sentence}",
        "notify": "Let the customer know: {sentence}",
        "move_with_consent": "Agree on another time with the customer, and only then move it. {sentence}",
        "fix_configuration": "Check the set-up of the calendar (holdfast doctor): {sentence}",
        "ask_person": "Look at the call and decide: {sentence}",
    },
}


HEADINGS: Mapping[str, Mapping[str, str]] = {
    "de": {
        "never": "Auf keinen Fall",
        "tell": "Zu sagen: „{sentence}“",
        "barred": "Jetzt nicht möglich: {because}",
        "in_force": "In Kraft: {act}, durch {who}",
        "case": "Fall: {state}",
        "open": "offen",
        "closed": "geschlossen ({how})",
        "token": "Kennung dieses Plans: {token}",
        "ask": "So machen?",
    },
    "en": {
        "never": "Never",
        "tell": "To be said: “{sentence}”",
        "barred": "Not possible now: {because}",
        "in_force": "In force: {act}, by {who}",
        "case": "Case: {state}",
        "open": "open",
        "closed": "closed ({how})",
        "token": "Token of this plan: {token}",
        "ask": "Do this?",
    },
}

CLOSED: Mapping[str, Mapping[str, str]] = {
    "de": {
        "agreed": "alles stimmt inzwischen überein",
        "heard": "die Kundin hat es gehört",
        "handed_over": "dem Assistenten zum Sagen gegeben",
        "told_by_person": "jemand hat es ihr gesagt",
        "waived": "darauf wurde verzichtet",
        "withdrawn": "zurückgezogen",
        "came_true": "was gesagt war, stimmt inzwischen",
        "over": "die Zeit ist vorbei",
    },
    "en": {
        "agreed": "all agree by now",
        "heard": "the customer heard it",
        "handed_over": "given to the assistant to say",
        "told_by_person": "somebody told them",
        "waived": "waived",
        "withdrawn": "withdrawn",
        "came_true": "what was said is true by now",
        "over": "the time is over",
    },
}
"""How a case was closed."""

OUTCOMES: Mapping[str, Mapping[str, str]] = {
    "de": {
        "done": "erledigt",
        "in_hand": "festgehalten und in Arbeit: der Kalender hat noch nicht geantwortet",
        "left_to_a_person": "festgehalten; den Rest muss jemand tun, siehe Aufgaben",
        "undone": "zurückgenommen",
        "again": "es war schon geschehen",
    },
    "en": {
        "done": "done",
        "in_hand": "on record and in hand: the calendar has not answered yet",
        "left_to_a_person": "on record; a person has to do the rest, see the tasks",
        "undone": "undone",
        "again": "it had been applied before",
    },
}


def spoken_in(language: str) -> str:
    """The language of these words for a tenant: German, unless it is English."""
    return "en" if language.lower().startswith("en") else "de"
