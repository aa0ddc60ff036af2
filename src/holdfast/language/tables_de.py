"""The German words of time. Keys are written as people write them and folded when the table is built."""

from collections.abc import Iterable

from .reading import Daypart
from .tidy import fold
from .tokens import Sign, Signs, Words

PARTS = tuple(Daypart)
_MORNING, _FORENOON, _NOON, _AFTERNOON, _EVENING, _NIGHT = range(len(PARTS))

_UNITS = ["null", "ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun"]
_TEENS = ["zehn", "elf", "zwölf", "dreizehn", "vierzehn", "fünfzehn", "sechzehn", "siebzehn", "achtzehn", "neunzehn"]
_TENS = {
    20: "zwanzig",
    30: "dreißig",
    40: "vierzig",
    50: "fünfzig",
    60: "sechzig",
    70: "siebzig",
    80: "achtzig",
    90: "neunzig",
}
_SLANG = {
    "zwo": 2, "fünfe": 5, "viere": 4, "sechse": 6, "siebene": 7, "achte": 8, "neune": 9, "zehne": 10, "elfe": 11,
    "zwölfe": 12, "fuffzehn": 15, "fuffzig": 50, "achtzen": 18, "siebn": 7, "zwozwanzig": 22, "drü": 3,
}  # fmt: skip


def _two_digits() -> dict[str, int]:
    named = {word: value for value, word in enumerate([*_UNITS, *_TEENS])} | {"eins": 1}
    for tens, word in _TENS.items():
        named[word] = tens
        named |= {f"{_UNITS[unit]}und{word}": tens + unit for unit in range(1, 10)}
        named |= {f"zwound{word}": tens + 2}
    return named


def _numbers() -> dict[str, int]:
    small = _two_digits()
    years = {f"zweitausend{joint}{word}": 2000 + value for word, value in small.items() for joint in ("", "und")}
    named = small | _SLANG | years | {"zweitausend": 2000, "hundert": 100, "einhundert": 100}
    del named["ein"]
    return {fold(word): value for word, value in named.items()}


_ODD_ORDINALS = {1: "erst", 3: "dritt", 7: "siebt", 8: "acht"}


def _ordinals() -> dict[str, int]:
    stems = {value: word + ("t" if value < 20 else "st") for word, value in _two_digits().items() if 0 < value < 32}
    stems |= _ODD_ORDINALS
    endings = ("e", "en", "er", "es", "em")
    named = {fold(stem + ending): value for value, stem in stems.items() for ending in endings}
    return named | {fold(f"siebent{ending}"): 7 for ending in endings} | {f"zwot{ending}": 2 for ending in endings}


_WEEKDAYS = {
    0: "montag montags", 1: "dienstag dienstags zischtig", 2: "mittwoch mittwochs", 3: "donnerstag donnerstags",
    4: "freitag freitags", 5: "samstag samstags sonnabend sonnabends", 6: "sonntag sonntags",
}  # fmt: skip
_SHORT_WEEKDAYS = ("mo", "di", "mi", "do", "fr", "sa", "so")
_MONTHS = {
    1: "januar jänner jan jan.", 2: "februar feber feb feb.", 3: "märz mrz mrz.", 4: "april apr apr.", 5: "mai",
    6: "juni juno jun jun.", 7: "juli julei jul jul.", 8: "august aug aug.", 9: "september sept sep sep. sept.",
    10: "oktober okt okt.", 11: "november nov nov.", 12: "dezember dez dez.",
}  # fmt: skip
_PARTS = {
    _MORNING: "morgens frühmorgens",
    _FORENOON: "vormittag vormittags",
    _NOON: "mittag mittags mittagszeit mittagspause",
    _AFTERNOON: "nachmittag nachmittags",
    _EVENING: "abend abends spätabends feierabend",
    _NIGHT: "nacht nachts",
}
_NUMBERED = {
    Sign.WEEKDAY: _WEEKDAYS,
    Sign.MONTH: _MONTHS,
    Sign.PART: _PARTS,
    Sign.DAY: {0: "heute heut heutigen", 1: "morgigen morgige", 2: "übermorgen übermorgigen"},
    Sign.HALF_HOUR: {15: "viertelstunde", 30: "halbestunde", 45: "dreiviertelstunde"},
    Sign.FEAST: {
        1224: "heiligabend heiligabends", 1225: "weihnachten weihnachtstag", 1231: "silvester sylvester",
        101: "neujahr neujahrstag", 1206: "nikolaus nikolaustag", 1003: "einheitstag",
    },
}  # fmt: skip
_PLAIN = {
    Sign.MORGEN: "morgen",
    Sign.ONE: "ein eine einer einem einen 'ne 'nem",
    Sign.EARLY: "früh frühe frühen",
    Sign.LATE: "spät späte späten",
    Sign.THIS: "diese dieser diesen dieses diesem",
    Sign.NEXT: "nächste nächster nächsten nächstes nächstem nächst",
    Sign.COMING: "kommende kommender kommenden kommendes kommendem folgende folgenden",
    Sign.AFTER_NEXT: "übernächste übernächster übernächsten übernächstes",
    Sign.WEEK: "woche wochen",
    Sign.WORKWEEK: "arbeitswoche",
    Sign.WEEKEND: "wochenende wochenend",
    Sign.DAYS: "tag tage tagen",
    Sign.MONTHS: "monat monate monaten monats",
    Sign.HOURS: "stunde stunden std",
    Sign.MINUTES: "minute minuten min",
    Sign.HOURMARK: "uhr h uhrr",
    Sign.HALF: "halb halbe halben halber",
    Sign.QUARTER: "viertel",
    Sign.THREE_QUARTER: "dreiviertel",
    Sign.BEFORE: "vor vorm",
    Sign.AFTER: "nach",
    Sign.AT: "um gegen circa ca zirka ungefähr etwa",
    Sign.ON: "am an",
    Sign.IN: "in im innerhalb",
    Sign.FROM: "ab",
    Sign.OF: "von vom",
    Sign.UNTIL: "bis",
    Sign.ONTO: "auf",
    Sign.BETWEEN: "zwischen",
    Sign.AND: "und",
    Sign.OR: "oder beziehungsweise bzw alternativ",
    Sign.NOT: "nicht kein keinen keine keinem ned nich nie",
    Sign.EXCEPT: "außer ausser ausgenommen",
    Sign.CORRECTION: "nee nein nö quatsch falsch sorry lieber vielmehr korrektur stattdessen",
    Sign.START: "anfang anfangs",
    Sign.MIDDLE: "mitte",
    Sign.END: "ende",
    Sign.POINT: "punkt",
    Sign.ASAP: "baldmöglichst schnellstmöglich schnellstens sofort asap schnellstmöglichen frühestmöglich baldigst",
    Sign.ANY: "jederzeit irgendwann wannimmer",
    Sign.LATER: "später späteren",
    Sign.EARLIER: "demnächst bald früher früheren",
    Sign.COUNTED: (
        "mal male person personen leute vorschlag vorschläge termin termine kind kinder euro platz plätze haus "
        "stück mitarbeiter jahre jahren jahr zimmer stock besuch frau frauen mann männer termins"
    ),
    Sign.BREAK: "aber sondern dafür denn",
}
_FILLERS = (
    "der die das den dem des so zum zur zu ja also bitte gern gerne dann doch noch nur rum herum schon eben mal äh ähm hm "
    "vielleicht eher möglichst genau einfach halt wohl irgendwie bisschen ganz mir schön jeden jede jeder jedem ganzen "
    "exakt pünktlich freien freier freie möglichen möglicher mögliche jetzt"
)
_PHRASES: dict[str, Signs] = {
    "guten morgen": (), "schönen guten morgen": (), "guten tag": (), "guten abend": (), "schönen tag": (),
    "schönen abend": (), "guten nachmittag": (), "gute nacht": (), "in ordnung": (), "in etwa": (), "oder so": (),
    "oder was": (), "oder wie": (), "noch nicht": ((Sign.WORD, 0),), "weiß nicht": ((Sign.WORD, 0),),
    "weiß ich nicht": ((Sign.WORD, 0),), "nicht wahr": (), "warum nicht": (), "nach hause": ((Sign.WORD, 0),),
    "eigentlich nicht": ((Sign.NOT, 0),), "eine frage": ((Sign.WORD, 0),), "zu spät": ((Sign.LATER, 0),),
    "zu früh": ((Sign.LATER, 0),), "nicht so früh": ((Sign.LATER, 0),), "nicht so spät": ((Sign.LATER, 0),),
    "nicht zu früh": ((Sign.LATER, 0),), "nicht zu spät": ((Sign.LATER, 0),), "etwas später": ((Sign.LATER, 0),),
    "wenn das nicht geht": ((Sign.OR, 0),), "wenn nicht": ((Sign.OR, 0),), "falls nicht": ((Sign.OR, 0),),
    "wenn es nicht geht": ((Sign.OR, 0),), "falls das nicht geht": ((Sign.OR, 0),), "sonst": ((Sign.OR, 0),),
    "oder lieber": ((Sign.OR, 0),), "oder doch lieber": ((Sign.CORRECTION, 0),), "oder nein": ((Sign.CORRECTION, 0),),
    "ich meine": ((Sign.CORRECTION, 0),), "ich meinte": ((Sign.CORRECTION, 0),), "doch nicht": ((Sign.NOT, 0),),
    "ach nee": ((Sign.CORRECTION, 0),), "ach nein": ((Sign.CORRECTION, 0),), "das heißt": ((Sign.CORRECTION, 0),),
    "so schnell wie möglich": ((Sign.ASAP, 0),), "so bald wie möglich": ((Sign.ASAP, 0),),
    "so früh wie möglich": ((Sign.ASAP, 0),), "sobald wie möglich": ((Sign.ASAP, 0),), "so bald als möglich": ((Sign.ASAP, 0),),
    "möglichst bald": ((Sign.ASAP, 0),), "möglichst schnell": ((Sign.ASAP, 0),), "möglichst zeitnah": ((Sign.ASAP, 0),),
    "so zeitnah wie möglich": ((Sign.ASAP, 0),), "schnellstmöglichen termin": ((Sign.ASAP, 0),),
    "nächsten termin": ((Sign.ASAP, 0),), "nächster termin": ((Sign.ASAP, 0),), "nächste termin": ((Sign.ASAP, 0),),
    "nächsten freien": ((Sign.ASAP, 0),), "nächster freier": ((Sign.ASAP, 0),), "nächste freie": ((Sign.ASAP, 0),),
    "nächstmögliche": ((Sign.ASAP, 0),), "nächstmöglichen": ((Sign.ASAP, 0),), "nächstmöglicher": ((Sign.ASAP, 0),),
    "nächste mögliche": ((Sign.ASAP, 0),), "nächsten möglichen": ((Sign.ASAP, 0),), "ersten freien": ((Sign.ASAP, 0),),
    "frühesten termin": ((Sign.ASAP, 0),), "früheste termin": ((Sign.ASAP, 0),), "frühester termin": ((Sign.ASAP, 0),),
    "egal wann": ((Sign.ANY, 0),), "wann ist egal": ((Sign.ANY, 0),), "ist mir egal": ((Sign.ANY, 0),),
    "ist egal": ((Sign.ANY, 0),), "wann auch immer": ((Sign.ANY, 0),), "ganz egal": ((Sign.ANY, 0),),
    "mir egal": ((Sign.ANY, 0),), "bin flexibel": ((Sign.ANY, 0),), "zeitlich flexibel": ((Sign.ANY, 0),),
    "alles recht": ((Sign.ANY, 0),), "wann sie wollen": ((Sign.ANY, 0),), "wann es passt": ((Sign.ANY, 0),),
    "drei viertel": ((Sign.THREE_QUARTER, 0),), "viertel stunde": ((Sign.HALF_HOUR, 15),),
    "dreiviertel stunde": ((Sign.HALF_HOUR, 45),), "halbe stunde": ((Sign.HALF_HOUR, 30),),
    "halben stunde": ((Sign.HALF_HOUR, 30),), "anderthalb stunden": ((Sign.HALF_HOUR, 90),),
    "eineinhalb stunden": ((Sign.HALF_HOUR, 90),), "zweieinhalb stunden": ((Sign.HALF_HOUR, 150),),
    "dreieinhalb stunden": ((Sign.HALF_HOUR, 210),), "nicht vor": ((Sign.FROM, 0),), "nicht früher als": ((Sign.FROM, 0),),
    "nicht nach": ((Sign.UNTIL, 0),), "nicht später als": ((Sign.UNTIL, 0),), "erst ab": ((Sign.FROM, 0),),
    "frühestens ab": ((Sign.FROM, 0),), "frühestens um": ((Sign.FROM, 0),), "spätestens um": ((Sign.UNTIL, 0),),
    "bis spätestens": ((Sign.UNTIL, 0),), "ganzen morgen": ((Sign.PART, _MORNING),), "jeden morgen": ((Sign.PART, _MORNING),),
    "zu mittag": ((Sign.PART, _NOON),), "nach dem nächsten": ((Sign.AFTER_NEXT, 0),), "nach der nächsten": ((Sign.AFTER_NEXT, 0),),
    "frühestens": ((Sign.FROM, 1),), "frühstens": ((Sign.FROM, 1),), "spätestens": ((Sign.UNTIL, 1),),
    "bis zu": ((Sign.UNTIL, 0),), "viertel ab": ((Sign.QUARTER, 0), (Sign.AFTER, 0)), "mitternacht": ((Sign.PART, _NIGHT),),
    "erster weihnachtstag": ((Sign.FEAST, 1225),), "zweiter weihnachtstag": ((Sign.FEAST, 1226),),
    "ersten weihnachtstag": ((Sign.FEAST, 1225),), "zweiten weihnachtstag": ((Sign.FEAST, 1226),),
    "heiliger abend": ((Sign.FEAST, 1224),), "heiligen abend": ((Sign.FEAST, 1224),), "an dem": ((Sign.ON, 0),),
    "erster vorschlag": ((Sign.WORD, 0),), "von heute": ((Sign.DAY, 0),), "ab sofort": ((Sign.ASAP, 0),),
    "da drauf": ((Sign.WORD, 0),), "so gegen": ((Sign.AT, 0),),
}  # fmt: skip


def _listed(plain: dict[Sign, str]) -> Iterable[tuple[str, Signs]]:
    return ((fold(word).replace("'", ""), ((sign, 0),)) for sign, words in plain.items() for word in words.split())


def _counted(numbered: dict[Sign, dict[int, str]]) -> Iterable[tuple[str, Signs]]:
    return (
        (fold(word), ((sign, value),))
        for sign, named in numbered.items()
        for value, words in named.items()
        for word in words.split()
    )


def _short_weekdays() -> Iterable[tuple[str, Signs]]:
    for value, short in enumerate(_SHORT_WEEKDAYS):
        yield f"{short}.", ((Sign.WEEKDAY, value),)
        yield short, ((Sign.ABBREVIATION, value),)


_SINGLE = {fold(p): signs for p, signs in _PHRASES.items() if " " not in p}
WORDS = Words(
    lang="de",
    numbers=_numbers(),
    ordinals=_ordinals(),
    words=dict(_listed(_PLAIN)) | dict(_counted(_NUMBERED)) | dict(_short_weekdays()) | _SINGLE,
    phrases={tuple(fold(p).split()): signs for p, signs in _PHRASES.items() if " " in p},
    fillers=frozenset(fold(word) for word in _FILLERS.split()),
    half_minutes=-30,
    week_idiom={8: 7},
)
