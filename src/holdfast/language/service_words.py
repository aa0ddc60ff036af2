"""What the words of salons and practices have in common: stems, for whom a visit is, and words that name no service."""

import re
from collections.abc import Sequence
from functools import lru_cache

from .patterns import Pattern
from .tidy import fold

STEMS: dict[str, tuple[str, ...]] = {
    "cut": ("schnitt", "schneid", "spitzen", "haircut", "cut", "trim", "stutz"),
    "dry cut": ("trocken",),
    "wash": ("wasch", "wäsch", "wash"),
    "blow": ("föhn", "fön", "feun"),
    "set": ("legen", "wickeln"),
    "root": ("ansatz", "ansätz"),
    "colour": ("färb", "farb", "ferb", "colour", "color", "kolor"),
    "whole": ("komplett", "umfärb", "global"),
    "tint": ("tönung", "tönen", "tint"),
    "highlights": ("strähn", "highlight", "folien"),
    "blonde": ("blondier", "aufhell", "bleach"),
    "balayage": ("balayage", "ombre"),
    "perm": ("dauerwell",),
    "smooth": ("glätt", "keratin"),
    "beard": ("bart", "beard"),
    "shave": ("rasur", "rasier"),
    "brow": ("augenbraue", "augenbraun", "braue", "eyebrow"),
    "lash": ("wimper", "lash"),
    "pluck": ("zupf",),
    "longer": ("verlänger", "extension"),
    "nails": ("nägel", "nagel", "nail"),
    "feet": ("fußpfleg", "fuß", "füße", "pediküre", "pedicure"),
    "hands": ("maniküre", "manicure"),
    "fill": ("auffüll", "aufgefüll"),
    "fringe": ("pony", "fringe"),
    "care": ("haarkur", "pflege", "treatment"),
    "massage": ("massage",),
    "bride": ("braut", "hochzeit", "bridal", "wedding"),
    "up": ("hochsteck", "hochgesteck", "updo"),
    "advice": ("beratung", "consult"),
    "face": ("gesicht", "facial"),
    "wax": ("wachs", "waxing", "waxen"),
}
"""Meaning -> stems; a word may carry several ("Ansatzfärbung")."""

IMPLIED = {"root": "colour"}
"""Who says the one means the other as well: an "Ansatz" is coloured."""

PLACES = frozenset({"brow", "lash", "beard", "nails", "feet", "hands", "face", "fringe", "shave", "wax"})
"""Meanings that are not about the hair of the head, which is meant where nothing is said."""

WHOM: dict[str, tuple[str, ...]] = {
    "man": (
        "herr", "herrn", "herren", "männer", "mann", "mannes", "opa", "opas", "großvater", "vater", "vati", "papa",
        "bruder", "onkel", "männlich", "ehemann", "gents", "gentleman", "mens", "men", "man", "mans", "husband",
        "father", "dad", "grandpa", "brother", "male",
    ),
    "woman": (
        "frau", "frauen", "dame", "damen", "oma", "omas", "großmutter", "mutter", "mutti", "mama", "schwester",
        "tante", "weiblich", "ehefrau", "ladies", "womens", "women", "woman", "womans", "lady", "ladys", "wife",
        "mother", "mum", "mom", "grandma", "sister", "female",
    ),
    "child": (
        "kind", "kinder", "kindes", "baby", "kleinkind", "kids", "kid", "child", "childs", "children", "childrens",
        "toddler",
    ),
    "man or child": (
        "sohn", "sohnes", "söhne", "junge", "jungen", "jungs", "bub", "enkel", "enkelsohn", "neffe", "neffen",
        "kleiner", "kleinen", "son", "sons", "boy", "boys", "grandson", "nephew",
    ),
    "woman or child": (
        "tochter", "töchter", "mädchen", "enkelin", "enkeltochter", "nichte", "kleine", "daughter", "daughters",
        "girl", "girls", "granddaughter", "niece",
    ),
}  # fmt: skip
"""For whom, as whole words or the beginning of a compound; a son is a man or a child."""

ENGLISH: dict[str, str] = {
    "hair cut": "haarschnitt", "haircut": "haarschnitt", "haircuts": "haarschnitte", "washing": "waschen",
    "blow dry": "föhnen", "blowdry": "föhnen", "blow out": "föhnen", "blow drying": "föhnen",
    "dry cut": "trockenschnitt", "perm": "dauerwelle", "permanent wave": "dauerwelle", "highlights": "strähnchen",
    "foils": "foliensträhnen", "hailaits": "strähnchen", "root touch up": "ansatz färben",
    "roots touch up": "ansatz färben", "touch up": "nachfärben", "root colour": "ansatz färben",
    "root color": "ansatz färben", "roots": "ansatz färben", "roots done": "ansatz färben",
    "hair colour": "haare färben", "hair color": "haare färben", "hair colouring": "haare färben",
    "hair coloring": "haare färben", "colouring": "färben", "coloring": "färben", "dye": "färben", "dyed": "färben",
    "hair dye": "haare färben", "full colour": "komplettfärbung", "full color": "komplettfärbung", "toner": "tönung",
    "bleach": "blondieren", "bleaching": "blondieren", "shave": "rasur", "shaving": "rasur", "wet shave": "nassrasur",
    "beard": "bart", "eyebrow": "augenbrauen", "eyebrows": "augenbrauen", "brow": "augenbrauen",
    "brows": "augenbrauen", "eyelash": "wimpern", "eyelashes": "wimpern", "lash": "wimpern", "lashes": "wimpern",
    "plucking": "zupfen", "plucked": "zupfen", "shaping": "zupfen", "eyebrow tint": "augenbrauen färben",
    "brow tint": "augenbrauen färben", "eyebrow tinting": "augenbrauen färben", "eyelash tint": "wimpern färben",
    "lash tint": "wimpern färben", "eyelash tinting": "wimpern färben", "eyelash extensions": "wimpernverlängerung",
    "lash extensions": "wimpernverlängerung", "hair extensions": "haarverlängerung",
    "hair straightening": "haarglättung", "straightening": "glätten", "keratin treatment": "keratin glättung",
    "facial treatment": "gesichtsbehandlung", "head massage": "kopfmassage", "scalp massage": "kopfmassage",
    "back massage": "rückenmassage", "bridal hair": "brautfrisur", "wedding hair": "brautfrisur",
    "bridal hairstyle": "brautfrisur", "updo": "hochsteckfrisur", "up do": "hochsteckfrisur",
    "blond werden": "blondieren", "blond färben": "blondieren", "go blonde": "blondieren", "consultation": "beratung",
    "fringe": "pony", "bangs": "pony", "nails": "nägel", "finger nails": "fingernägel", "fingernails": "fingernägel",
    "gel nails": "gelnägel", "toe nails": "fußnägel", "toenails": "fußnägel", "manicure": "maniküre",
    "pedicure": "pediküre", "mani": "maniküre", "pedi": "pediküre", "kur": "haarkur",
    "hair treatment": "haarkur", "hair mask": "haarkur", "leg": "beine", "legs": "beine",
    "armpits": "achseln", "underarms": "achseln", "waxing": "wachsen", "waxen": "wachsen",
    "physiotherapy": "physiotherapie", "physical therapy": "physiotherapie", "physio": "physiotherapie",
    "manual therapy": "manuelle therapie", "lymphatic drainage": "lymphdrainage", "lymph drainage": "lymphdrainage",
    "first appointment": "ersttermin", "hot towel shave": "rasur mit heißem tuch",
}  # fmt: skip
"""English words and phrases -> the German ones. Catalogues and callers' words go through the same table."""

_FILLERS = (
    "ich hätte hab habe haben möchte möchten will wollte wollten wollen brauche bräuchte braucht brauchen würde "
    "würden gern gerne einen eine ein einer eines n nen ne mal bitte termin termine fürn für fuer buchen gebucht "
    "machen gemacht lassen wäre ja nein guten gute tag schönen hallo mir mich bei als zu zum zur noch auch dann im "
    "fürs in am um den die das der dem des nur einmal meine meinen meinem meiner mein unser unseren unsere sie können "
    "könnte kann man es ist geht gehts ginge soll sollte so was irgendwas etwas bisschen wieder also ähm äh hm "
    "eigentlich einfach vielleicht gerade eben halt schnell möglich wie vom von neue neuen fragen ob wenn haben "
    "frei danach dafür außerdem denn kostet kosten bräucht brauch wir uns ihr ihnen ihre sein werden wird hier da "
    "frage i would like want wanted need to get have book an a the my of for please appointment done me can could "
    "you do does just some i'd id really"
)
FILLERS = frozenset(fold(_FILLERS).split())
JOINERS = frozenset({"und", "plus", "mit", "sowie", "dazu", "and", "with", "samt", "inklusive", "zusaetzlich", ","})
SPOKEN_JOINERS = JOINERS - {",", "mit", "with"}
PERSONS = frozenset({"herren", "damen", "kinder"})
"""How callers shorten "Herrenhaarschnitt": "einmal Herren"."""
ONESELF = frozenset({"mich", "me", "myself"})
EITHER = frozenset({"oder", "or", "beziehungsweise"})
WITHOUT = frozenset({"ohne", "without"})
GENERAL = frozenset(
    fold(
        "behandlung behandlungen service termin termine haar haare haaren haars hair klassisch klassische klassischer "
        "klassischen normal normale normaler normalen einfache einfacher frisur styling minuten "
        "minute min therapie nach am"
    ).split()
)
"""Words that tell no services apart."""

HAIR = frozenset(fold("haar haare haaren hair frisur").split())
HINTS = {
    "locken": "perm", "wellen": "perm", "welle": "perm", "curls": "perm", "blond": "blonde", "blonde": "blonde",
    "haare": "cut", "haaren": "cut", "hair": "cut", "frisur": "cut", "hairdo": "cut", "spitzen": "cut",
    "glatt": "smooth",
}  # fmt: skip
"""Words that point to a kind of service without naming it: enough for a question, never for an answer."""

WORDS_OF_THEIR_OWN = frozenset(fold("pedigree ballade balance karate dehnung drohung glasur").split())
"""What a recogniser writes for a service and is a word itself: like it, but not surely it."""

_ELSEWHERE = fold(
    "hund hunde hunden hundes hündin katze katzen pferd pferde tier tiere welpe welpen pudel hecke hecken rasen baum "
    "bäume auto autos wagen reifen teppich teppiche fenster zahn zähne zähnen zahns garten gras pizza papier stoff "
    "möbel kleid kleider hemd wäsche haus wohnung boden stuhl sofa schuhe "
    "blech glas holz kuchen brot wurst gemüse film video "
    "dog dogs cat cats pet pets horse car cars tooth teeth lawn grass hedge tree carpet window windows tattoo"
)
ELSEWHERE = frozenset(_ELSEWHERE.split())
"""What is cut, washed or coloured by others: with such a word no service of people is meant."""

_STEMS = tuple(
    sorted(
        ((fold(stem), meaning) for meaning, stems in STEMS.items() for stem in stems), key=lambda pair: -len(pair[0])
    )
)
_WHOM = {fold(word): frozenset(whom.split(" or ")) for whom, words in WHOM.items() for word in words}
_LONG_WHOM = tuple(
    (fold(start), _WHOM[fold(start)])
    for start in ("herren", "herrn", "männer", "damen", "frauen", "kinder", "mädchen", "jungen")
)
_ENGLISH = {tuple(phrase.split()): tuple(fold(german).split()) for phrase, german in ENGLISH.items()}
_NOTHING_OF_ITS_OWN = Pattern(
    fold(
        r"(?:haare?n?|hair|styling|behandlung(?:en)?|service|termine?|frisur(?:en)?|therapie|nach|auf|aus|vor|neu|kurz|lang"
        r"|stufen|under|igel|fasson|facon|pixie|bob|crew|buzz|form|nass|voll|intensiv|ganz|ver|be|ein|an|ab|zu|er|en|et|e|n|s|r|t|te|st|ung(?:en)?|chen|ation|ing)*"
    )
)


def in_german(words: Sequence[str]) -> list[str]:
    """Folded words with English phrases, the longest first, put into German."""
    answer: list[str] = []
    place = 0
    while place < len(words):
        for size in (4, 3, 2, 1):
            german = _ENGLISH.get(tuple(words[place : place + size]))
            if german is not None:
                answer.extend(german)
                place += size
                break
        else:
            answer.append(words[place])
            place += 1
    return answer


@lru_cache(maxsize=8192)
def meanings_of(word: str) -> frozenset[str]:
    """What a folded word says about the kind of service; a part of it that no stem explains is a meaning too ("=hunde"
    in "Hundeschnitt"). Empty for a word that holds no stem at all."""
    found: set[str] = set()
    rest = word = word.replace("gewachs", "")  # "rausgewachsen" is not "wachsen" with wax.
    for stem, meaning in _STEMS:
        if stem in word:
            found.add(meaning)
            rest = rest.replace(stem, " ")
    if not found:
        return frozenset()
    for part in rest.split():
        own = _bare(part)
        if own and not whom_of([own]):
            found.add(f"={own}")
    return frozenset(found)


def _bare(part: str) -> str:
    """What is left of a piece of a compound that says something of its own; empty where it is grammar."""
    if _NOTHING_OF_ITS_OWN.fullmatch(part):
        return ""
    own = re.sub(r"^(?:haare?|n)(?=.{3})", "", part)
    return own if len(own) >= 3 else ""


def whom_of(words: Sequence[str]) -> frozenset[str]:
    """For whom these words may be meant ("man", "woman", "child"), empty where nobody is named.

    Several persons named leave all of them open.
    """
    found = [whom for word in words if (whom := _whom(word))]
    return frozenset().union(*found) if found else frozenset()


@lru_cache(maxsize=8192)
def _whom(word: str) -> frozenset[str]:
    if word in _WHOM:
        return _WHOM[word]
    return next((whom for start, whom in _LONG_WHOM if word.startswith(start)), frozenset())
