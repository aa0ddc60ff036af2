"""What the agent of a test call listens for, and the few sentences of its own: all others come from the tools."""

import re
from collections.abc import Mapping
from dataclasses import dataclass


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{pattern})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Ear:
    """The agent's words in one language: patterns for what callers want, and its own sentences."""

    goodbye: re.Pattern[str]
    callback: re.Pattern[str]
    cancel: re.Pattern[str]
    move: re.Pattern[str]
    status: re.Pattern[str]
    find: re.Pattern[str]
    hours: re.Pattern[str]
    prices: re.Pattern[str]
    wish: re.Pattern[str]
    greeting: re.Pattern[str]
    thanks: re.Pattern[str]
    yes: re.Pattern[str]
    no: re.Pattern[str]
    name: re.Pattern[str]
    says: Mapping[str, str]


GERMAN = Ear(
    goodbye=_words(r"tsch(?:ü|ue)ss\w*|ciao|auf wieder(?:h(?:ö|oe)ren|sehen)|wiederh(?:ö|oe)ren|sch(?:ö|oe)nen tag"),
    callback=_words(r"r(?:ü|ue)ckruf|zur(?:ü|ue)ckrufen|rufen sie mich|ruf mich"),
    cancel=_words(r"absag|abzusagen|storn|(?:termin|den|ihn) (?:bitte )?(?:l(?:ö|oe)sch|streich)"),
    move=_words(r"verschieb|verleg|umbuch|umzubuchen|(?:zu|um)verlegen|verzuschieben|zu verschieben"),
    status=_words(
        r"steht (?:mein|der|das|er|alles)|ist (?:mein |der |das |er )?(?:termin )?(?:jetzt |auch )?(?:wirklich )?"
        r"(?:eingetragen|gebucht|fest|best(?:ä|ae)tigt|im kalender)|hat (?:es|das) geklappt|im kalender"
    ),
    find=_words(r"wann (?:habe ich|hab ich|ist mein|bin ich|war mein)|welche termine habe ich|meine termine"),
    hours=_words(
        r"(?:ö|oe)ffnungszeit|ge(?:ö|oe)ffnet|wann (?:haben sie|habt ihr|machen sie) (?:\w+ ){0,3}(?:offen|auf|zu)"
        r"|haben sie (?:\w+ ){0,3}(?:offen|auf)\b|(?:bis|ab|von) wann (?:\w+ ){0,4}(?:offen|auf|da)"
    ),
    prices=_words(r"was kostet|kosten|preis|wie teuer|was bieten sie|welche leistungen|was machen sie"),
    wish=_words(r"termin\b|buchen|reservieren|vorbeikommen|frei\b"),
    greeting=_words(r"hallo|guten (?:tag|morgen|abend)|moin|servus|gr(?:ü|ue)(?:ß|ss) gott|hi\b"),
    thanks=_words(r"danke|vielen dank|super|wunderbar|prima"),
    yes=_words(r"ja\b|jawohl|genau|gern|bitte\b|richtig|machen sie|okay|ok\b|passt|sicher|stimmt"),
    no=_words(r"nein|nee\b|nicht\b|doch nicht|lieber nicht|lassen sie"),
    name=_words(r"(?:auf den namen|mein name ist|ich hei(?:ß|ss)e|name:)\s+(?P<name>[^,.!?]+)"),
    says={
        "hello": "Guten Tag! Was kann ich für Sie tun?",
        "more": "Gern. Kann ich sonst noch etwas für Sie tun?",
        "again": (
            "Das habe ich leider nicht verstanden. Sagen Sie mir zum Beispiel, welche Leistung Sie möchten "
            "und an welchem Tag."
        ),
        "when_else": "Gut. Welcher Tag oder welche Uhrzeit wäre Ihnen lieber?",
        "which": "Welcher der Vorschläge passt Ihnen? Sie können auch eine andere Zeit nennen.",
        "sure_cancel": "Soll ich Ihren Termin wirklich absagen?",
        "sure_move": "Soll ich Ihren Termin so verlegen?",
        "move_when": "Gern. Auf welchen Tag und welche Uhrzeit?",
        "kept": "In Ordnung, es bleibt, wie es ist. Kann ich sonst noch etwas für Sie tun?",
        "bye": "Vielen Dank für Ihren Anruf. Auf Wiederhören!",
    },
)

ENGLISH = Ear(
    goodbye=_words(r"good ?bye|bye|that(?:'s| is|s) all|have a (?:nice|good) day|see you"),
    callback=_words(r"call(?: me)? back|ring me back|phone me back|callback"),
    cancel=_words(r"cancel|call off|delete my"),
    move=_words(r"move (?:my|the|it)|reschedul|change (?:my|the) appointment|postpone|bring forward"),
    status=_words(
        r"is (?:my|the|it|that) (?:appointment )?(?:\w+ )?(?:booked|confirmed|fixed|in the (?:calendar|diary)|really)"
        r"|did (?:it|that) work|in the (?:calendar|diary)|does my appointment stand"
    ),
    find=_words(r"when (?:is|do i have|am i|was) (?:my|an)?|which appointments|my appointments"),
    hours=_words(
        r"opening hours|(?:when|until when|what time) (?:do|are|is) (?:you|the salon) (?:open|close)"
        r"|open on|are you open"
    ),
    prices=_words(r"how much|price|cost|what do you offer|which services|what services"),
    wish=_words(r"appointment\b|book\b|reserve|come in|free\b|available"),
    greeting=_words(r"hello|hi\b|good (?:morning|afternoon|evening)|hey\b"),
    thanks=_words(r"thank|thanks|great|perfect|lovely"),
    yes=_words(r"yes|yeah|yep|sure|please|right|correct|go ahead|okay|ok\b|fine"),
    no=_words(r"no\b|nope|not\b|don'?t|leave it"),
    name=_words(r"(?:(?:in|under) the name(?: of)?|my name is|name:)\s+(?P<name>[^,.!?]+)"),
    says={
        "hello": "Hello! What can I do for you?",
        "more": "You're welcome. Is there anything else I can do for you?",
        "again": "I'm sorry, I didn't get that. Please tell me which service you would like, and on which day.",
        "when_else": "All right. Which day or time would suit you better?",
        "which": "Which of these suits you? You can also name another time.",
        "sure_cancel": "Shall I really cancel your appointment?",
        "sure_move": "Shall I move your appointment like that?",
        "move_when": "Certainly. To which day and time?",
        "kept": "All right, everything stays as it is. Is there anything else I can do for you?",
        "bye": "Thank you for calling. Goodbye!",
    },
)

EARS: Mapping[str, Ear] = {"de": GERMAN, "en": ENGLISH}
