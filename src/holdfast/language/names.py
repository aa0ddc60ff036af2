"""Names of customers: what in a sentence is one, and when two spellings are the same person's."""

import re
from collections.abc import Collection, Iterator

from rapidfuzz import fuzz

from .reader import TABLES
from .tidy import fold
from .tokens import Sign

_LONGEST = 300
_MOST_WORDS = 5
_LEAD_IN = re.compile(
    r"^.*?\b(?:mein name ist|mein name lautet|der name ist|der name lautet|name ist|ich hei(?:ß|ss)e|auf den namen|"
    r"hier spricht|hier ist|ich bin(?: der| die)?|name:|my name is|my name's|the name is|under the name(?: of)?|"
    r"this is|i am|i'm|it's)\s+",
    re.IGNORECASE,
)
_TITLE_WORDS = frozenset(
    fold("herr herrn frau dr prof doktor professor dipl ing med mr mrs ms miss sir madam familie").split()
)
_PARTICLES = frozenset(fold("von van de der den zu zum zur vom del la le").split())
_PLACEHOLDERS = frozenset(
    fold(
        "unbekannt unbekannte unbekannter kunde kundin kunden anonym anonymous null none nil undefined test "
        "tester name nachname vorname gast caller anrufer anruferin customer unknown guest user string nein "
        "ja keine kein keiner niemand egal okay ok danke bitte hallo tschüss dummy client person n a na not "
        "nobody yes no mustermann musterfrau"
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
_OPENERS = re.compile(
    r"^(?:(?:ja|nein|also|äh|ähm|hm|so|guten tag|guten morgen|guten abend|hallo|hi|hello|moin|servus|grüß gott|yes)"
    r"\b[\s,]*)+",
    re.IGNORECASE,
)
_LETTERS = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]+)*\.?")


def read_customer_name(text: str, not_names: Collection[str] = ()) -> str | None:
    """The customer's name in `text`, None where there is none.

    A time, a placeholder, a value nobody filled in, and any of `not_names` alone (the staff, the agent) are
    not a customer's name.
    """
    said = "".join(c if c.isprintable() else " " for c in text[:_LONGEST])
    if re.search(r"[{}<>$@]", said):
        return None
    introduced = _LEAD_IN.search(said) is not None
    rest = _LEAD_IN.sub("", said)
    for segment in re.split(r"[,;!?:()/]|\.(?=\s|$)(?<!\b\w\.)(?<!\bDr\.)(?<!\bProf\.)", rest):
        if name := _name_in(segment, not_names, introduced=introduced):
            return name
    return None


def _name_in(segment: str, not_names: Collection[str], *, introduced: bool) -> str | None:
    said = _OPENERS.sub("", segment.strip())
    if any(c.isdigit() for c in said):
        return None
    words = _LETTERS.findall(said)
    titled = bool(words) and fold(words[0]).rstrip(".") in _TITLE_WORDS
    kept = [word for word in words if fold(word).rstrip(".") not in _TITLE_WORDS]
    if introduced or titled:
        kept = _up_to_speech(kept)
    if not 1 <= len(kept) <= _MOST_WORDS or not _is_name(kept, titled=titled, not_names=not_names):
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
    if not titled and any(_is_time_word(word) for word in folded) and len(words) == 1:
        return False
    if all(_is_time_word(word) for word in folded) and not titled:
        return False
    spoken = " ".join(folded)
    return spoken not in _MADE_UP and all(spoken != fold(other).strip() for other in not_names)


def _is_time_word(word: str) -> bool:
    for table in TABLES.values():
        if word in table.numbers or word in table.ordinals:
            return True
        if any(sign not in (Sign.COUNTED, Sign.EARLY, Sign.LATE) for sign, _ in table.words.get(word, ())):
            return True
    return False


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
    likeness = fuzz.ratio(a, b)
    return (cologne(a) == cologne(b) and likeness >= 60) or (likeness >= 90 and len(a) > 6 and a[0] == b[0])


_PLAIN_CODES = {
    **dict.fromkeys("aeijouy", "0"),
    **dict.fromkeys("fvw", "3"),
    **dict.fromkeys("gkq", "4"),
    **dict.fromkeys("mn", "6"),
    **dict.fromkeys("sz", "8"),
    "b": "1",
    "l": "5",
    "r": "7",
}


def cologne(word: str) -> str:
    """The Cologne phonetic code: German words that sound alike share it."""
    letters = [c for c in fold(word) if "a" <= c <= "z"]
    codes = "".join(_code(letters, place) for place in range(len(letters)))
    once = re.sub(r"(\d)\1+", r"\1", codes)
    return once[:1] + once[1:].replace("0", "")


def _code(letters: list[str], place: int) -> str:
    letter = letters[place]
    before = letters[place - 1] if place else ""
    after = letters[place + 1] if place + 1 < len(letters) else ""
    if letter == "p":
        return "3" if after == "h" else "1"
    if letter in "dt":
        return "8" if after and after in "csz" else "2"
    if letter == "x":
        return "8" if before and before in "ckq" else "48"
    if letter == "c":
        return _code_of_c(before, after)
    return _PLAIN_CODES.get(letter, "")


def _code_of_c(before: str, after: str) -> str:
    hard = "ahkloqrux" if not before else "ahkoqux"
    return "4" if after and after in hard and before not in ("s", "z") else "8"
