"""The German words of time. Keys are written as people write them and folded when the table is built."""

from .lexicon import AFTERNOON, EVENING, FORENOON, MORNING, NIGHT, NOON, build_words
from .tokens import Sign, Signs

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
    "zwo": 2, "fünfe": 5, "viere": 4, "sechse": 6, "siebene": 7, "neune": 9, "zehne": 10, "elfe": 11,
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
    return named


_ODD_ORDINALS = {"erst": 1, "zwot": 2, "dritt": 3, "siebt": 7, "siebent": 7, "acht": 8}


def _ordinals() -> dict[str, int]:
    stems = {word + ("t" if value < 20 else "st"): value for word, value in _two_digits().items() if 0 < value < 32}
    stems |= _ODD_ORDINALS
    return {stem + ending: value for stem, value in stems.items() for ending in ("e", "en", "er", "es", "em")}


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
    MORNING: "morgens frühmorgens",
    FORENOON: "vormittag vormittags",
    NOON: "mittag mittags mittagszeit mittagspause",
    AFTERNOON: "nachmittag nachmittags",
    EVENING: "abend abends spätabends feierabend",
    NIGHT: "nacht nachts",
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
    Sign.ONE: "ein eine einer einem einen ne nem",
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
    Sign.GONE: "letzten letzte letzter letztes vergangenen vergangene vorigen vorige",
    Sign.GONE_DAY: "gestern vorgestern",
    Sign.LATER: "später späteren",
    Sign.EARLIER: "demnächst bald früher früheren",
    Sign.COUNTED: (
        "mal male person personen leute vorschlag vorschläge termin termine kind kinder euro platz plätze haus "
        "stück mitarbeiter jahre jahren jahr zimmer stock besuch frau frauen mann männer termins"
    ),
    Sign.BREAK: "aber sondern dafür denn",
}
_FILLERS = (
    "der die das den dem des so zum zur zu ja also bitte gern gerne dann doch noch nur rum herum schon eben mal äh "
    "ähm hm vielleicht eher möglichst genau einfach halt wohl irgendwie bisschen ganz mir schön jeden jede jeder jedem "
    "ganzen exakt pünktlich freien freier freie möglichen möglicher mögliche jetzt"
)
_NOTHING = (
    "guten morgen, schönen guten morgen, guten tag, guten abend, schönen tag, schönen abend, guten "
    "nachmittag, gute nacht, in ordnung, in etwa, oder so, oder was, oder wie, nicht wahr, warum nicht, kein "
    "problem, keine frage, nicht schlecht, nicht schlimm, kein ding, nicht verkehrt"
)
_SAID_IN_SEVERAL_WORDS = {
    Sign.WORD: ("noch nicht, weiß nicht, weiß ich nicht, nach hause, eine frage, erster vorschlag, da drauf"),
    Sign.NOT: ("eigentlich nicht, doch nicht"),
    Sign.LATER: (
        "zu spät, zu früh, nicht so früh, nicht so spät, nicht zu früh, nicht zu spät, etwas später, "
        "nach der arbeit, vor der arbeit, nach der schule, vor der schule, nach dem kindergarten, nach der kita"
    ),
    Sign.OR: (
        "wenn das nicht geht, wenn nicht, falls nicht, wenn es nicht geht, falls das nicht geht, sonst, oder lieber"
    ),
    Sign.CORRECTION: ("oder doch lieber, oder nein, ich meine, ich meinte, ach nee, ach nein, das heißt"),
    Sign.ASAP: (
        "so schnell wie möglich, so bald wie möglich, so früh wie möglich, sobald wie möglich, so bald als "
        "möglich, möglichst bald, möglichst schnell, möglichst zeitnah, so zeitnah wie möglich, "
        "schnellstmöglichen termin, nächsten termin, nächster termin, nächste termin, nächsten freien, "
        "nächster freier, nächste freie, nächstmögliche, nächstmöglichen, nächstmöglicher, nächste mögliche, "
        "nächsten möglichen, ersten freien, frühesten termin, früheste termin, frühester termin, ab sofort"
    ),
    Sign.ANY: (
        "egal wann, wann ist egal, ist mir egal, ist egal, wann auch immer, ganz egal, mir egal, bin "
        "flexibel, zeitlich flexibel, alles recht, wann sie wollen, wann es passt"
    ),
    Sign.THREE_QUARTER: ("drei viertel"),
    Sign.FROM: ("nicht vor, nicht früher als, erst ab, frühestens ab, frühestens um"),
    Sign.UNTIL: ("nicht nach, nicht später als, spätestens um, bis spätestens, bis zu"),
    Sign.AFTER_NEXT: ("nach dem nächsten, nach der nächsten"),
    Sign.ON: ("an dem"),
    Sign.AT: ("so gegen"),
}
_WITH_VALUES: dict[str, Signs] = {
    "viertel stunde": ((Sign.HALF_HOUR, 15),),
    "dreiviertel stunde": ((Sign.HALF_HOUR, 45),),
    "halbe stunde, halben stunde": ((Sign.HALF_HOUR, 30),),
    "anderthalb stunden, eineinhalb stunden": ((Sign.HALF_HOUR, 90),),
    "zweieinhalb stunden": ((Sign.HALF_HOUR, 150),),
    "dreieinhalb stunden": ((Sign.HALF_HOUR, 210),),
    "ganzen morgen, jeden morgen": ((Sign.PART, MORNING),),
    "zu mittag": ((Sign.PART, NOON),),
    "frühestens, frühstens": ((Sign.FROM, 1),),
    "spätestens": ((Sign.UNTIL, 1),),
    "viertel ab": ((Sign.QUARTER, 0), (Sign.AFTER, 0)),
    "mitternacht": ((Sign.PART, NIGHT),),
    "erster weihnachtstag, ersten weihnachtstag": ((Sign.FEAST, 1225),),
    "zweiter weihnachtstag, zweiten weihnachtstag": ((Sign.FEAST, 1226),),
    "heiliger abend, heiligen abend": ((Sign.FEAST, 1224),),
    "von heute": ((Sign.DAY, 0),),
}


def _short_weekdays() -> dict[str, Signs]:
    """ "So." is Sunday, "so" only before a date."""
    dotted: dict[str, Signs] = {f"{short}.": ((Sign.WEEKDAY, day),) for day, short in enumerate(_SHORT_WEEKDAYS)}
    return dotted | {short: ((Sign.ABBREVIATION, day),) for day, short in enumerate(_SHORT_WEEKDAYS)}


WORDS = build_words(
    lang="de",
    numbers=_numbers(),
    ordinals=_ordinals(),
    plain=_PLAIN,
    numbered=_NUMBERED,
    several=_SAID_IN_SEVERAL_WORDS,
    valued=_WITH_VALUES,
    nothing=_NOTHING,
    fillers=_FILLERS,
    half_minutes=-30,
    short=_short_weekdays(),
    week_idiom={8: 7},
)
