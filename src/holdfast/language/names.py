"""Names of customers: what in a sentence is one, and when two spellings are the same person's."""

import re
from collections.abc import Collection, Iterator

from .patterns import Pattern
from .sounds import cologne
from .sounds import likeness as likeness_of
from .spelling import find_spelled, rewritten, words_in
from .tidy import fold
from .time_words import is_time_word

_LONGEST = 300
_MOST_WORDS = 5
_OWN = r"(?:mein|unser|my|our)\w*"
_RELATIVE = (
    r"(?:sohn|tochter|mann|frau|kind|mutter|vater|mama|papa|oma|opa|bruder|schwester|enkel|enkelin|freund|freundin"
    r"|son|daughter|husband|wife|child|mother|father|mum|dad|friend)"
)
_LEAD_IN = Pattern(
    r"^.*?\b(?:mein name ist|mein name lautet|der name ist|der name lautet|name ist|ich hei(?:ß|ss)e"
    r"|(?:auf|unter) den namen?|hier spricht|hier ist|ich bin(?: der| die)?|name:|my name is|my name's|the name is"
    r"|under the name(?: of)?|this is|i am|i'm|it's"
    rf"|(?:(?:termin|das) (?:ist|wäre) )?(?:für|for) {_OWN} (?:\w+ )?{_RELATIVE}|(?:termin|das) (?:ist|wäre) für"
    r"|ich bin['’]?s,? (?:der|die)|(?:das ist|wir sind)(?: der| die)?(?= (?:herr|frau|familie|dr)\b))\s+",
    re.IGNORECASE,
)
_SURELY = Pattern(r"\b(?:name|namen|hei(?:ß|ss)e|name's)\W*(?:ist|lautet|is|of|:)?\W*$", re.IGNORECASE)
_LEAD_OUT = Pattern(
    r"[\s,]*\b(?:hier|am apparat|am telefon|(?:ist )?(?:mein|der) name|is (?:my|the) name|speaking|here"
    r"|(?:und )?(?:ich|das) (?:buchstabiere|buchstabiert sich|schreibt sich|schreibt man)(?: mal| ihnen)?"
    r"|buchstabiert|geschrieben|spelled|spelt|that's spelled)\W*$",
    re.IGNORECASE,
)
_WITH = Pattern(
    r"[\s,]+\b(?:(?:und )?(?:geschrieben|mit|with))\s+(?:einem |einer |an? (?=double|hyphen|two))?"
    r"(doppel[- ]?[^\W\d_]+|double[- ]?[^\W\d_]+|zwei [^\W\d_]\b|two [^\W\d_]s?\b|scharfe[mns]? s\b"
    r"|es[sz]?zett\b|ypsilon\b|bindestrich|hyphen|[^\W\d_](?: ?(?:und )?[^\W\d_]){0,2}\b)"
    r"(?: geschrieben| am ende| hinten| in der mitte)?",
    re.IGNORECASE,
)
_WHICH_NAME = Pattern(
    r"\b(?:vor|nach|familien)name[n:,]*(?: ist| lautet)?\b|\b(?:first|last|sur|family) ?name(?: is)?\b", re.I
)
_LIKE_WHAT = Pattern(r"\s+(?:so )?(?:wie|like)\b.*$", re.IGNORECASE)
_HYPHEN = Pattern(r"\s+(?:bindestrich|minus|hyphen|dash)\s+", re.IGNORECASE)
_TITLE_WORDS = frozenset(
    fold("herr herrn frau dr prof doktor professor dipl ing med mr mrs ms miss sir madam familie").split()
)
_PARTICLES = frozenset(fold("von van de der den zu zum zur vom del la le").split())
_PLACEHOLDERS = frozenset(
    fold(
        "unbekannt unbekannte unbekannter kunde kundin kunden anonym anonymous null none nil undefined test "
        "tester name nachname vorname gast caller anrufer anruferin customer unknown guest user string nein "
        "ja keine kein keiner niemand egal okay ok danke bitte hallo tschüss dummy client person n a na not "
        "nobody yes no mustermann musterfrau genau richtig stimmt korrekt moment sorry entschuldigung "
        "weiß nicht schon right correct"
    ).split()
)
_MADE_UP = frozenset({"john doe", "jane doe", "max muster", "erika muster"})
_SPEECH = frozenset(
    fold(
        "ich hätte habe hab möchte will wollte brauche bräuchte würde gern gerne einen eine ein termin guten "
        "tag morgen abend hallo ja nein also äh ähm für bei am um uhr mit und das ist es wäre bitte mein "
        "meine name den dem die das kann können sie du wir haben gebucht buchen hello good day would like i "
        "an appointment the for please yes um"
    ).split()
)
_OPENERS = Pattern(
    r"^(?:(?:ja|nein|also|äh|ähm|hm|so|guten tag|guten morgen|guten abend|hallo|hi|hello|moin|servus|grüß gott|yes)"
    r"\b[\s,]*)+",
    re.IGNORECASE,
)
_LETTERS = Pattern(r"[^\W\d_]+(?:['’.-][^\W\d_]+)*\.?")


def read_customer_name(text: str, not_names: Collection[str] = ()) -> str | None:
    """The customer's name in `text`, None where there is none. What is spelled counts more than what was heard.

    A time, a placeholder, a value nobody filled in, and any of `not_names` alone (the staff, the agent, the services)
    are not a customer's name.
    """
    said = _HYPHEN.sub("-", "".join(c if c.isprintable() else " " for c in text[:_LONGEST]))
    if re.search(r"[{}<>$@]", said):
        return None
    said, letters = _without_letters(_WHICH_NAME.sub(" ", said))
    words = words_in(said)
    runs = find_spelled(words)
    if not runs:
        name = _heard_name(said, not_names)
        return _adjusted(name, letters) if name is not None else None
    spelled = [run.letters[:1].upper() + run.letters[1:] for run in runs]
    before = _cut_before(said, words[runs[0].start : runs[0].end])
    heard = _heard_name(before, not_names, spelled=True)
    return " ".join(spelled) if heard is None else _spelled_into(heard.split(), spelled)


def _cut_before(said: str, run: list[str]) -> str:
    """The text in front of a spelled run."""
    found = re.search(r"[\W\d_]+".join(map(re.escape, run[:3])), said)
    return said[: found.start()] if found else ""


def _spelled_into(heard: list[str], spelled: list[str]) -> str:
    """The names as heard with what was spelled in the place of what it sounds like; the rest of it is the last name."""
    for name in spelled:
        alike = next((n for n in range(len(heard) - 1, -1, -1) if _same_word(heard[n], name)), None)
        if alike is None:
            heard.append(name)
        else:
            heard[alike] = name
    return " ".join(heard)


def _same_word(heard: str, spelled: str) -> bool:
    a, b = fold(heard), fold(spelled)
    return cologne(a) == cologne(b) or likeness_of(a, b) >= 60


def _without_letters(said: str) -> tuple[str, list[str]]:
    """Takes "mit Doppel-M", "mit a i" out of what was said; "-" among the letters joins the last two names."""
    letters: list[str] = []
    for found in _WITH.finditer(said):
        told = found[1].lower()
        if told in ("bindestrich", "hyphen"):
            letters.append("-")
            continue
        runs = find_spelled(words_in(told.replace("zwei ", "doppel ").replace("two ", "doppel ")), least=1)
        spelled = "".join(run.letters for run in runs)
        together = re.sub(r"[^\w]|und", "", told)
        letters.append(spelled or together)
    return _WITH.sub("", said) if letters else said, letters


def _adjusted(name: str, letters: list[str]) -> str:
    for told in letters:
        if told == "-":
            name = "-".join(name.rsplit(" ", 1))
        else:
            first, blank, last = name.rpartition(" ")
            name = f"{first}{blank}{rewritten(last, told)}"
    return name


def _heard_name(said: str, not_names: Collection[str], *, spelled: bool = False) -> str | None:
    lead = _LEAD_IN.search(said)
    rest = said[lead.end() :] if lead else said
    surely = lead is not None and _SURELY.search(lead[0]) is not None
    for segment in re.split(r"[,;!?:()/]|\.(?=\s|$)(?<!\b\w\.)(?<!\bDr\.)(?<!\bProf\.)", rest):
        if name := _name_in(segment, not_names, introduced=lead is not None or spelled, surely=surely):
            return name
    return None


def _name_in(segment: str, not_names: Collection[str], *, introduced: bool, surely: bool = False) -> str | None:
    said = _LEAD_OUT.sub("", _LIKE_WHAT.sub("", _OPENERS.sub("", segment.strip())))
    if any(c.isdigit() for c in said):
        return None
    words = _LETTERS.findall(said)
    titled = bool(words) and fold(words[0]).rstrip(".") in _TITLE_WORDS
    kept = [word for word in words if fold(word).rstrip(".") not in _TITLE_WORDS]
    if introduced or titled:
        kept = _up_to_speech(kept)
    if not 1 <= len(kept) <= _MOST_WORDS or not _is_name(kept, titled=titled or surely, not_names=not_names):
        return None
    return " ".join(_cased(kept))


def _up_to_speech(words: list[str]) -> list[str]:
    """After "mein Name ist" the name comes first; what follows is about something else."""
    for place, word in enumerate(words):
        if fold(word) in _SPEECH - _PARTICLES:
            return words[:place]
    return words


def _is_name(words: list[str], *, titled: bool, not_names: Collection[str]) -> bool:
    folded = [fold(word).strip(".") for word in words]
    if any(word in _PLACEHOLDERS for word in folded) or set(folded) & (_SPEECH - _PARTICLES):
        return False
    if all(word in _PARTICLES for word in folded) or len("".join(folded)) < 2:
        return False
    if not titled and any(is_time_word(word, early_too=False) for word in folded) and len(words) == 1:
        return False
    if all(is_time_word(word, early_too=False) for word in folded) and not titled:
        return False
    spoken = " ".join(folded)
    return spoken not in _MADE_UP and all(spoken != fold(other).strip() for other in not_names)


def _cased(words: list[str]) -> Iterator[str]:
    """Recognisers write all small; a name that was written with capitals stays as it is."""
    small = all(word.islower() for word in words)
    for word in words:
        yield word[:1].upper() + word[1:] if small and word not in _PARTICLES else word


def same_name(a: str, b: str) -> bool:
    """Whether two spellings may be one person's name: heard alike, in either order, the last name alone too.

    Titles and "von" do not count. A first name alone is not enough, and different first names are different
    persons.
    """
    first, second = _parts_of(a), _parts_of(b)
    if not first or not second:
        return False
    shorter, longer = sorted((first, second), key=len)
    if len(shorter) == 1:
        one, other = shorter[0], longer[-1]
        if len(one) < 2 <= len(other):  # A lone initial names nobody.
            return False
        return any(_alike(one, part) for part in _last_names(other)) or any(_alike(other, p) for p in _last_names(one))
    return _all_found(shorter, longer)


def _parts_of(name: str) -> list[str]:
    """The folded words of a name, first name first."""
    said = name[:_LONGEST]
    if said.count(",") == 1:
        last, _, given = said.partition(",")
        said = f"{given} {last}"
    words = [fold(word).replace(".", "").replace("'", "").replace("’", "") for word in _LETTERS.findall(said)]
    return [word for word in words if word and word not in _TITLE_WORDS and word not in _PARTICLES]


def _last_names(last: str) -> list[str]:
    """A double name is also called by either half."""
    return [last, *last.split("-")]


def _all_found(shorter: list[str], longer: list[str]) -> bool:
    """Every word of the shorter name has a partner of its own in the longer one."""
    left = list(longer)
    for part in shorter:
        partner = next((other for other in left if _alike(part, other)), None)
        if partner is None:
            return False
        left.remove(partner)
    return True


def _alike(a: str, b: str) -> bool:
    """Equal, an initial, or heard alike and written not too differently."""
    if a == b:
        return True
    if 1 in (len(a), len(b)):
        return a[0] == b[0]
    likeness = likeness_of(a, b)
    return (cologne(a) == cologne(b) and likeness >= 60) or (likeness >= 90 and len(a) > 6 and a[0] == b[0])
