"""How English claims sound, in plain words (`words.plain`): data, in the order of `tables_de`. Pure."""

from holdfast.core.correction import Told

_DONE = r"(?:booked|scheduled|confirmed|reserved|set up|noted|put in|entered|arranged|locked in|registered)"
_GONE = r"(?:cancelled|canceled|called off|removed|deleted|taken out)"
_SHIFTED = r"(?:moved|rescheduled|changed|switched|shifted|pushed|brought forward)"
_DEEDS = (
    r"(?:book|booked|complete|completed|schedule|cancel|cancelled|canceled|move|reschedule|rescheduled|reach|access|"
    r"save|saved|confirm|make|made|get|finish|check|process|change|entered|enter|moved)"
)

CLAIMS: list[tuple[Told, str]] = [
    (
        Told.NOTHING,
        r"\b(?:not|no)\b[^?]{0,50}\b(?:find|found|see|locate)\b[^?]{0,40}\b(?:appointment|booking|reservation)?",
    ),
    (
        Told.NOTHING,
        r"\bno (?!appointment (?:begins|starts))(?:appointment|booking|reservation|"
        r"record)s?\b(?![^?]{0,30}\b(?:available|free|left|open)\b)",
    ),
    (Told.FAILED, rf"\b(?:could|can|was|were|am|are)\b[^?]{{0,30}}\b(?:not|unable)\b[^?]{{0,40}}\b{_DEEDS}\b"),
    (Told.FAILED, r"\b(?:did|has|have) not (?:\w+ )?(?:work|worked|go through|gone through|succeed|succeeded)\b"),
    (Told.FAILED, r"\b(?:an|a|some|the) (?:\w+ )?(?:error|problem|glitch|issue|fault)\b[^?]{0,40}"),
    (
        Told.FAILED,
        r"\b(?:went wrong|failed|technical (?:problem|issue|difficult\w*)|unable to|system (?:is|does|will|"
        r"keeps?) (?:down|not|hanging|crashing))\b",
    ),
    (Told.MOVED, rf"\b(?:is|are|has been|have been|was|i have|we have|all)\b[^?]{{0,80}}\b{_SHIFTED}\b"),
    (Told.MOVED, rf"^\W*{_SHIFTED}\b"),
    (Told.CANCELLED, rf"\b(?:is|are|has been|have been|was|i have|we have|all)\b[^?]{{0,80}}\b{_GONE}\b"),
    (Told.CANCELLED, rf"^\W*{_GONE}\b"),
    (
        Told.TAKEN,
        r"\b(?:taken|snapped up|fully booked|booked up|booked out|already booked|already reserved|occupied|"
        r"gone(?! (?:ahead|through|over|and))|just "
        r"went|got there first|beat (?:me|us|you) to it|filled)\b",
    ),
    (
        Told.TAKEN,
        r"\b(?:not|no longer|nothing)\b (?:\w+ ){0,3}(?:available|free|possible|open|vacant|in that day|working)\b",
    ),
    (
        Told.TAKEN,
        r"\bno (?!such)(?:\w+ )?(?:slots?|openings?|times?|appointments?|availability|"
        r"space)\b[^?]{0,20}\b(?:available|free|"
        r"left|open|then|that day)?",
    ),
    (
        Told.TAKEN,
        r"\b(?:we are|is|are) (?:\w+ )?closed\b|\boutside (?:of )?(?:our )?(?:opening|business|working) hours\b|"
        r"\btoo short notice\b|\bon (?:holiday|vacation|leave)\b|\bfull(?:y)? (?:then|that day)\b|\bwill not work\b",
    ),
    (Told.TAKEN, r"\b(?:can|could) not (?:do|offer|fit|squeeze|manage|give)\b|\bis not in (?:on|that|then|at)\b"),
    (Told.TAKEN, r"(?:\d|o'clock|that|time|slot)\b[^?]{0,15}\bdoes not (?:\w+ )?work\b"),
    (Told.TAKEN, r"\bsomebody else\b|\bsomeone else\b"),
    (Told.TAKEN, r"\bnothing (?:\w+ )?(?:left|then)\b|\bnot enough time\b|\breservation\b[^?]{0,90}\brun out\b"),
    (Told.TAKEN, r"\bis already over\b|\bis away\b|\bdo not take appointments\b|\bno appointment (?:begins|starts)\b"),
    (Told.PENDING, r"\bstill being (?:entered|booked|moved|cancelled)\b"),
    (Told.PENDING, r"\b(?:entering|moving|cancelling)\b[^?]{0,90}\bright now\b[^?]{0,20}\bmoment\b"),
    (
        Told.PENDING,
        r"\b(?:still|currently|being) (?:\w+ )?(?:processed|pending|processing|confirmed|waiting)\b|\bpending\b|"
        r"\bawaiting confirmation\b",
    ),
    (
        Told.PENDING,
        r"\b(?:let you know|get a (?:message|text)|hear from us|receive a (?:message|text|"
        r"confirmation))\b[^?]{0,50}\b(?:as soon as|once|when|shortly)\b|\b(?:as soon as|"
        r"once)\b[^?]{0,50}\b(?:confirmed|goes through|done)\b|\bwill let you know\b",
    ),
    (
        Told.CALLBACK,
        r"\b(?:call|ring|phone|get back to) you(?: back)?\b|\bcall(?:ing)? you back\b|\breturn your call\b|\bget a "
        r"call ?back\b|\bbe in touch\b",
    ),
    (
        Told.BOOKED,
        rf"\b(?:you are|you have been|your \w+(?: \w+)? (?:is|has been)|it is|that is|is now|is|has "
        rf"been)\b[^?]{{0,60}}\b{_DONE}\b",
    ),
    (Told.BOOKED, rf"\b(?:i have|we have|have got|i)\b[^?]{{0,60}}\b(?:{_DONE}|you down|you in|you for)\b"),
    (Told.BOOKED, rf"^\W*(?:great|perfect|done|ok|okay|lovely|alright|all right|all)?[, ]*{_DONE}\b"),
    (
        Told.BOOKED,
        r"\b(?:you are|all|we are) (?:all )?(?:set|good to go|in)\b|\byou (?:already )?have (?:an|one|the|"
        r"your) (?:\w+ )?appointment\b|\byou have appointments (?:on|at|today|tomorrow)\b|\bstands after all\b|"
        r"\bstays as it is\b|\bstill in our calendar\b|\byour appointments are (?:all )?booked\b|"
        r"\bput you down\b|\byou are (?:now |all )*(?:down|sorted) for\b|"
        r"\bgot you down\b|\byour appointment (?:is|stands)\b(?= (?:on|at|for|tomorrow|today|still|\w+day))|\b(?:we "
        r"will )?see you (?:on|at|tomorrow|\w+day)\b[^?]{0,30}\bat\b|\byou are in for\b",
    ),
    (
        Told.BOOKED,
        r"\b(?:that|it|appointment|you|this)\b[^?]{0,40}\b(?:is|are|goes|down)\b[^?]{0,20}\b(?:in|on) (?:the|our) "
        r"(?:diary|books?|calendar|schedule)\b",
    ),
    (
        Told.FREE,
        r"\b(?:free|available|vacant|open)\b(?! (?:at|until|from) \d)|\b(?:would|does|will) work\b|"
        r"\bwould be possible\b|\b\d(?: "
        r"?[ap]\.?m)?,? (?:is fine|works|is good|is possible|would be possible)\b|\bi (?:have|can do|could do|can "
        r"offer|could offer)\b[^?]{0,40}\b\d|\bfits?\b|\b(?:we|i) can do (?:\w+ )?\d|\b(?:gap|opening) (?:at|on|"
        r"then)\b|\bis possible\b|\bworks\b",
    ),
]

ACKNOWLEDGED = (
    r"^\W*(?:(?:ok|okay|great|perfect|right|lovely|brilliant|alright|so|good)[, ]+)*(?:that is |it is |you are )?"
    r"(?:all )?(?:done|sorted|taken care of|set up)\b(?= *[,.!:;–-]|$)"
)
"""A deed said to be done without its name: which one, only what was asked for can tell."""

OFFERS = (
    r"\b(?:i|we) (?:could|can|would|do) (?:\w+ )?(?:offer|have|do|give)\b|\binstead\b|\balternatively\b|\bi "
    r"have\b[^?]{0,40}\b\d|\bhow about\b|\bwhat about\b"
)
QUESTION_START = (
    r"^(?:and |or |but |so |ok |okay |then )*(?:shall|should|would|do|does|did|can|could|may|is|are|"
    r"what|how|which|when|will|want|book|right|yes|ok|okay|does that)\b"
)
ASKS_ANYWAY = r"^(?:and |or |so |ok |okay |then )*(?:shall i|should i|would you|do you want|may i|can i)\b"
CONDITION = r"\b(?:if|once|as soon as|in case|provided|unless)\b"
POLITE_CONDITION = r"\bif (?:you|that|it) (?:like|want|would like|wish|suits|works)\b"
HEDGE = r"\b(?:i think|i believe|probably|should be|might|maybe|perhaps|possibly|hopefully|i guess|seems|ought to)\b"
QUOTE = r"\b(?:you|they|he|she) (?:said|told|mentioned|say|wanted|want|would like)\b|\byou were told\b|\bapparently\b"
NEGATION = r"\b(?:not|no|never|nothing|none|without)\b"
INTENT = r"\b(?:will|would|could|can|going to|about to|let me|to be|to get|trying|must|should|need)\b"
CORRECTION = (
    r"\b(?:correction|correct myself|mistake|misspoke|after all not|not after all|actually not|take that "
    r"back|i was wrong)\b"
)
YES = (
    r"(?:^|\W)(?:yes|yeah|yep|yup|sure|please|ok|okay|fine|great|perfect|go ahead|do it|book it|that works|sounds "
    r"good|right|correct|lovely|absolutely|of course|i will take)\b"
)


STEMS: dict[Told, str] = {
    Told.NOTHING: r"\bnot\b|\bno\b",
    Told.FAILED: (
        r"system|could|can\b|unable|\bwas\b|were|\bam\b|\bare\b|\bnot\b|error|problem|glitch|issue|"
        r"fault|wrong|"
        r"fail|technical|system"
    ),
    Told.MOVED: _SHIFTED,
    Told.CANCELLED: _GONE,
    Told.TAKEN: (
        r"over|away|left|enough|run out|"
        r"taken|snapped|booked|reserved|occupied|gone|went|first|beat|filled|\bnot\b|no longer|nothing|\bno\b|closed|"
        r"outside|short|"
        r"holiday|vacation|leave|full|somebody|someone"
    ),
    Told.PENDING: (
        r"still|currently|being|pending|awaiting|let you know|message|text|hear from|receive|"
        r"as soon as|once|"
        r"moment"
    ),
    Told.CALLBACK: r"call|ring|phone|get back|touch",
    Told.BOOKED: rf"{_DONE}|sorted|down|stands|stays|diary|book|calendar|schedule|you in|you for|set\b|good to go|"
    r"\bin\b|appointment|see you",
    Told.FREE: r"free|available|vacant|open|work|fine|good|possible|have|offer|can do|could do|fit|gap|opening",
}
"""What a sentence must contain for any row of a kind to fit: a quick first look."""
