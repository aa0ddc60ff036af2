"""What the words of a salon have in common: stems, for whom a visit is, and words that name no service."""

from .tidy import fold

STEMS: dict[str, tuple[str, ...]] = {
    "cut": ("schnitt", "schneid", "spitzen", "haircut", "cut"),
    "dry cut": ("trocken",),
    "wash": ("wasch", "wäsch", "wash"),
    "blow": ("föhn", "fön", "blow"),
    "set": ("legen", "wickeln"),
    "root": ("ansatz", "roots", "rootcolour"),
    "colour": ("färb", "farb", "ferb", "colour", "color", "kolor"),
    "tint": ("tönung", "tönen", "tint"),
    "highlights": ("strähn", "highlight", "folien"),
    "blonde": ("blond", "bleach"),
    "balayage": ("balayage", "ombre"),
    "perm": ("dauerwell", "perm"),
    "smooth": ("glätt", "keratin", "straighten"),
    "beard": ("bart", "beard"),
    "shave": ("rasur", "rasier", "shave"),
    "brow": ("braue", "eyebrow", "brows"),
    "lash": ("wimper", "lash"),
    "pluck": ("zupf", "pluck"),
    "longer": ("verlänger", "extension"),
    "nails": ("nägel", "nagel", "nail"),
    "feet": ("fuß", "pedi"),
    "hands": ("mani",),
    "fringe": ("pony", "fringe"),
    "care": ("haarkur", "pflege", "treatment"),
    "massage": ("massage",),
    "bride": ("braut", "hochzeit", "bridal", "wedding"),
    "up": ("hochsteck", "updo"),
    "advice": ("beratung", "consult"),
    "face": ("gesicht", "facial"),
}
"""Meaning -> stems; a word may carry several ("Ansatzfärbung")."""

WHOM: dict[str, tuple[str, ...]] = {
    "man": ("herr", "herrn", "herren", "männer", "mann", "mannes", "gents", "mens", "men", "man"),
    "woman": ("frau", "frauen", "dame", "damen", "ladies", "womens", "women", "woman", "lady"),
    "child": ("kind", "kinder", "kids", "child", "children", "childrens", "enkel", "enkelin"),
    "man or child": ("sohn", "sohnes", "junge", "jungen", "bub", "son", "boy", "boys"),
    "woman or child": ("tochter", "mädchen", "daughter", "girl", "girls"),
}
"""For whom, as whole words or the beginning of a compound; a son is a man or a child."""

_FILLERS = (
    "ich hätte hab habe haben möchte will wollte brauche bräuchte würde gern gerne einen eine ein einer n "
    "nen ne mal bitte termin termine fürn für fuer buchen gebucht machen lassen wäre ja nein guten tag "
    "hallo mir mich bei als zu zum zur noch auch dann im in am um den die das der dem nur einmal komplett "
    "meine meinen meinem mein unser unseren sie können kann man es ist geht gehts soll sollte i would "
    "like want need to get have book an a the my for please appointment done me can you do just neue "
    "neuen behandlung service frisur"
)
FILLERS = frozenset(fold(_FILLERS).split())
JOINERS = frozenset({"und", "plus", "mit", "sowie", "dazu", "and", "with", "samt", "inklusive"})
WITHOUT = frozenset({"ohne", "without"})
_NO = "no "

_STEMS = tuple((fold(stem), meaning) for meaning, stems in STEMS.items() for stem in stems)
_WHOM = {fold(word): frozenset(whom.split(" or ")) for whom, words in WHOM.items() for word in words}
_LONG_WHOM = tuple((word, whom) for word, whom in _WHOM.items() if len(word) >= 4)


def meanings_of(words: list[str]) -> frozenset[str]:
    """What these folded words say about the kind of service, hair in general left aside.

    "ohne Waschen" means "no wash", which is not the meaning of washing.
    """
    found: set[str] = set()
    denied = False
    for word in words:
        meant = {meaning for stem, meaning in _STEMS if stem in word}
        found |= {f"{_NO}{meaning}" for meaning in meant} if denied else meant
        denied = word in WITHOUT or (denied and not meant)
    return frozenset(found)


def only_without(words: list[str]) -> bool:
    """Whether the words say nothing but what is not wanted ("ohne Waschen"): that names no service."""
    meant = meanings_of(words)
    return bool(meant) and all(meaning.startswith(_NO) for meaning in meant)


def whom_of(words: list[str]) -> frozenset[str]:
    """For whom these words may be meant ("man", "woman", "child"), empty where nobody is named.

    Several persons named leave all of them open.
    """
    found = [whom for word in words if (whom := _whom(word))]
    return frozenset().union(*found) if found else frozenset()


def _whom(word: str) -> frozenset[str]:
    if word in _WHOM:
        return _WHOM[word]
    return next((whom for start, whom in _LONG_WHOM if word.startswith(start)), frozenset())


_HEARD_AS = "sch>s sh>s ph>f ck>k th>t dt>t ae>e oe>o ue>u ai>ei d>t b>p g>k c>k v>f y>i j>i z>s x>ks"
_SOUNDS = tuple((pair.partition(">")[0], pair.partition(">")[2]) for pair in _HEARD_AS.split())


def sound(compact: str) -> str:
    """A spelling as a recogniser may mishear it: hard and soft, long and double letters fall together."""
    for written, heard in _SOUNDS:
        compact = compact.replace(written, heard)
    kept: list[str] = []
    for letter in compact:
        if letter == "h" and kept and kept[-1] in "aeiou":
            continue
        if not kept or kept[-1] != letter:
            kept.append(letter)
    return "".join(kept)
