"""Wishes beside the appointment: a human being to talk to, a visit for somebody else as well."""

import re

from .grammar import About, parse
from .meanings import Clock, FromNow, Length
from .patterns import Pattern
from .reader import TABLES
from .tidy import tidy
from .tokens import tokenize

_PERSON = Pattern(
    r"\b(?:mit (?:einem|nem|einer) (?:\w+ )?(?:menschen|mitarbeiter|mitarbeiterin|kollegen|kollegin|person)"
    r"|(?:einen|nen|richtigen|echten) (?:\w+ )?menschen|(?:echten?|richtigen?) person"
    r"|mit jemande?[mn] (?:sprechen|reden|verbinden)"
    r"|jemande?[mn] (?:sprechen|ans telefon)|jemand(?:en)? vom (?:team|salon)"
    r"|mit (?:der|dem) (?:chefin|chef) (?:sprechen|reden)"
    r"|verbinden sie mich|verbinde mich|stellen sie mich durch|stell mich durch|weiterleiten|durchstellen"
    r"|kein(?:en|e)? (?:roboter|computer|maschine|automat\w*)|mit (?:jemandem|jemand) (?:echtes|echtem|anderem)"
    r"|(?:real|actual|live) (?:person|human)|(?:to|with) (?:a|some) ?(?:human|person|someone|somebody|body)\b"
    r"|(?:speak|talk) (?:to|with) (?:a |an )?(?:someone|somebody|human|person|agent|manager|staff)"
    r"|put me through|transfer me|connect me|human being)\b"
)
_ONLY_A_PERSON = Pattern(
    r"\W*(?:(?:ein|eine|einen|bitte|lieber|hallo|a|an|the) )*(?:mitarbeiter|mitarbeiterin|mensch"
    r"|menschen|person|kollege|kollegen|kollegin|human|agent|representative|operator)"
    r"(?:,? (?:bitte|please|sprechen))*\W*"
)
_REFUSED = Pattern(
    r"\b(?:nicht|keinen|nicht mehr|dont|do not|no need to)\b[^.,;!?]*"
    r"\b(?:verbinden|sprechen|durchstellen|transfer|connect|speak|talk)"
)
_ANOTHER = Pattern(
    r"\b(?:noch jemand\w*|noch (?:eine|ne|einen|nen) (?:\w+ )?(?:person|termin)|zweite[nr]? person"
    r"|weitere[nr]? person|andere[nr]? person"
    r"|(?:zwei|drei|vier|2|3|4) (?:personen|leute)|zu zweit|zu dritt"
    r"|(?:auch|ausserdem|zusaetzlich) (?:noch )?(?:fuer|fuern) (?:mein\w*|unser\w*)"
    r"|(?:fuer|fuern) (?:mein\w*|unser\w*) \w+ (?:auch|noch|ebenfalls|gleich mit)"
    r"|(?:fuer|fuern) (?:mein|unser)\w* (?:\w+ )?(?:schwieger|gross|stief|enkel)?"
    r"(?:tochter|toechter|sohn|soehne|mann|frau|kind|kinder|mutter|vater|mama|papa|oma|opa|mutti|vati|eltern|enkel|enkelin"
    r"|bruder|schwester|freund|freundin|partner|partnerin|verlobten?|junge|jungen|maedchen|kleinen?|grossen?|nichte|neffen?"
    r"|tante|onkel|cousine?|nachbarin|nachbarn?|kollegin|kollegen|gatten|gattin)\b"
    r"|for (?:my|our) (?:\w+ )?(?:grand|step)?(?:daughter|son|kid|child|husband|wife|mother|father|mum|mom|dad"
    r"|brother|sister|friend|girlfriend|boyfriend|partner|children|kids|niece|nephew|grandma|grandpa|parents|boy|girl)s?\b"
    r"|mich und (?:mein\w*|unser\w*)|uns beide"
    r"|another person|second person|someone else|somebody else|two (?:people|of us)"
    r"|for my \w+ (?:too|as well|also)|also for my)\b"
)
_LATER = Pattern(
    r"\b(?:spaeter\w*|(?:zu|so|ganz so) frueh|danach|hinterher|later|(?:too|so|as|that) early|after (?:that|those))\b"
)
_EARLIER = Pattern(
    r"\b(?:frueher\w*|(?:zu|so|ganz so) spaet|davor|vorher|earlier|sooner|(?:too|so|as|that) late|before (?:that|those)"
    r"|(?:geht|ginge)s? (?:es )?(?:auch )?eher)\b"
)
_ONE_OF_THEM = Pattern(
    r"\b(?:der|die|das|den) (?:frueher|spaeter)e[nrs]?\b|\bthe (?:earlier|later)(?: ones?)?\s*[.!]?$"
)
_OTHER = Pattern(
    r"\b(?:(?:irgend|et)?was andere[sn]"
    r"|andere[nr]? (?:zeit|zeiten|uhrzeit|uhrzeiten|tag|termine?|vorschlaege?|vorschlag|moeglichkeit|moeglichkeiten)"
    r"|einen anderen|ein anderer|sonst noch|weitere (?:termine|zeiten|vorschlaege)|alternativen?"
    r"|kein\w* (?:davon|von (?:den|denen|beiden|allen))|nichts (?:davon|dabei)|(?:nichts|keiner?) passende\w*"
    r"|passt (?:mir |uns )?(?:alles |alle |leider |da |gar )*nicht|passen (?:mir |uns )?(?:alle |leider |beide )*nicht"
    r"|passt (?:mir |uns )?(?:leider )?(?:nichts|kein\w*)|geht (?:bei mir |da )?(?:leider )?(?:alles )?nicht"
    r"|(?:something|anything|nothing) (?:else|other)"
    r"|(?:another|different|any other|other) (?:times?|days?|slots?|options?|ones?|appointments?)"
    r"|none of (?:those|them|these)|neither(?: of (?:those|them))?"
    r"|(?:doesnt|dont|wont|does not|do not) (?:really )?(?:work|suit|fit))\b"
)
_NOT_A_WISH = Pattern(
    r"\b(?:so frueh wie|so spaet wie|as early as|nicht spaeter|nicht frueher|not later|not earlier|frueher oder spaeter"
    r"|sooner or later|je frueher|as late as)\b|\b(?:ruf|rufe|melde|komme|call|ring)\b[^.,;!?]*\b(?:spaeter|later)\b"
    r"|\b(?:spaeter|later)\b[^.,;!?]*\b(?:anrufen|melden|an|zurueck)\b"
)
_SAME_DAY = Pattern(r"\b(?:(?:am|an dem|den)? ?(?:selben|gleichen) tag|(?:the )?same day)\b")
_ANYBODY = Pattern(
    r"\b(?:egal|wurscht|wurst|gleich bei wem|(?:wer|wem) (?:auch immer|gerade|eben|grad|zuerst|da|frei)|irgendwem"
    r"|irgendwer|irgend ?jemand\w*|jede[rmn]? (?:ist|waere) (?:mir )?recht|wer (?:zeit|platz) hat|hauptsache"
    r"|keine? (?:besondere )?(?:praeferenz|vorliebe|bestimmte[nr]?|wunsch)|niemand bestimmte[ns]"
    r"|alle sind (?:mir )?recht|spielt keine rolle"
    r"|anyone|anybody|whoever|no preference|(?:doesnt|does not|dont|do not) (?:matter|mind|care))\b"
)


def wants_person(text: str) -> bool:
    """Whether the caller asks to speak with a human being."""
    said = tidy(text)
    return bool(_PERSON.search(said) or _ONLY_A_PERSON.fullmatch(said)) and not _REFUSED.search(said)


def means_another_person(text: str) -> bool:
    """Whether somebody else than the caller is to be served, besides or instead."""
    return bool(_ANOTHER.search(tidy(text)))


def wants_later(text: str) -> bool:
    """Whether something later is wished for than what was offered ("lieber später"), with no clock time of its own."""
    return _wants(text, _LATER, _EARLIER)


def wants_earlier(text: str) -> bool:
    """Whether something earlier is wished for than what was offered, with no clock time of its own."""
    return _wants(text, _EARLIER, _LATER)


def wants_other(text: str) -> bool:
    """Whether none of what was offered will do and something else is wished for, with no clock time of its own."""
    said = tidy(text)
    return bool(_OTHER.search(said)) and not any(_names_a_clock(said, lang) for lang in TABLES)


def shift_meant(text: str, lang: str = "de") -> int | None:
    """By how many minutes something else is wished for than what was offered: "eine Stunde später" is 60, earlier is
    less than 0; None where no length was said, or more than one.
    """
    sign = 1 if wants_later(text) else -1 if wants_earlier(text) else 0
    table = TABLES.get(lang[:2].lower(), TABLES["de"])
    claims = parse(tokenize(tidy(text), table), table).claims
    lengths = [claim.meaning.minutes for claim in claims if isinstance(claim.meaning, Length | FromNow)]
    return sign * lengths[0] if sign and len(lengths) == 1 else None


def means_same_day(text: str) -> bool:
    """Whether the day spoken of before is to stay: "am selben Tag"."""
    return bool(_SAME_DAY.search(tidy(text)))


def means_anybody(text: str) -> bool:
    """Whether it does not matter who does it: "das ist mir egal", "wer gerade frei ist"."""
    return bool(_ANYBODY.search(tidy(text)))


def _wants(text: str, this: Pattern, that: Pattern) -> bool:
    said = tidy(text)
    if not this.search(said) or that.search(said) or _NOT_A_WISH.search(said) or _ONE_OF_THEM.search(said):
        return False
    return not any(_names_a_clock(said, lang) for lang in TABLES)


def _names_a_clock(said: str, lang: str) -> bool:
    """A clock time, or a number that may be one: "später als elf"."""
    table = TABLES[lang]
    if any(c.about is About.TIME and isinstance(c.meaning, Clock) for c in parse(tokenize(said, table), table).claims):
        return True
    after = re.findall(r"\b(?:als|um|nach|vor|ab|than|at|after|before|from) (\w+)", said)
    return any(word.isdigit() or word in table.numbers for word in after)
