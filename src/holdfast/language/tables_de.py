"""The German words of time. Keys are written as people write them and folded when the table is built."""

from .habits import Habit
from .lexicon import AFTERNOON, EVENING, FORENOON, MORNING, NIGHT, NOON, build_words
from .signs import Sign, Signs

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
    1: "oans oins ains eens oas", 2: "zwo zwoa zwoi zwee zweie zwöi zwaa", 3: "dreie drü drüü drui drua droi dreia",
    4: "viere vieri fiere vire viri", 5: "fünfe fünfi fümf fümfe fimf fimfe fenf fenfe finf finfe fünwe fünnef",
    6: "sechse sechsi seggs seks", 7: "siebne siebene siebn sieme sibne siem sibbe siebni sibni siebeni",
    8: "achti", 9: "neune nüün nüüni nüni neini neine nüng", 10: "zehne zehni zähni zehna",
    11: "elfe elfi ölf ölfe elwe ölwe", 12: "zwölfe zwölfi zwelf zwelfe zwölwe zwölef zwöife",
    13: "dreizeh", 14: "vierzeh", 15: "fuffzehn fuchzehn fuffzeh fuchzeh", 16: "sechzeh", 17: "siebzeh",
    18: "achtzen achtzeh", 19: "neunzeh", 20: "zwanzg zwanzich zwoanzg", 22: "zwozwanzig", 50: "fuffzig fuchzig",
}  # fmt: skip
"""Hours and minutes as they are said from the coast to the Alps."""


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
    slang = {word: value for value, words in _SLANG.items() for word in words.split()}
    named = small | slang | years | {"zweitausend": 2000, "hundert": 100, "einhundert": 100}
    del named["ein"]
    return named


_ODD_ORDINALS = {"erst": 1, "zwot": 2, "dritt": 3, "siebt": 7, "siebent": 7, "acht": 8}


def _ordinals() -> dict[str, int]:
    stems = {word + ("t" if value < 20 else "st"): value for word, value in _two_digits().items() if 0 < value < 100}
    stems |= _ODD_ORDINALS
    return {stem + ending: value for stem, value in stems.items() for ending in ("e", "en", "er", "es", "em")}


_WEEKDAYS = {
    0: "montag montags mäntig mentig montich", 1: "dienstag dienstags zischtig ziestig deenstag dienschtig",
    2: "mittwoch mittwochs mittwuch middeweken", 3: "donnerstag donnerstags dunnerstag dunnstag donnstag pfinztag",
    4: "freitag freitags fritag friitag", 5: "samstag samstags sonnabend sonnabends",
    6: "sonntag sonntags sunntag sündag",
}  # fmt: skip
_SHORT_WEEKDAYS = ("mo", "di", "mi", "do", "fr", "sa", "so")
_MONTHS = {
    1: "januar jänner jan jan.", 2: "februar feber feb feb.", 3: "märz mrz mrz.", 4: "april apr apr.", 5: "mai",
    6: "juni juno jun jun.", 7: "juli julei jul jul.", 8: "august aug aug.", 9: "september sept sep sep. sept.",
    10: "oktober okt okt.", 11: "november nov nov.", 12: "dezember dez dez.",
}  # fmt: skip
_PARTS = {
    MORNING: "morgens frühmorgens frühstück",
    FORENOON: "vormittag vormittags vormittach vormidda",
    NOON: "mittag mittags mittagszeit mittagspause mittagessen",
    AFTERNOON: "nachmittag nachmittags kaffeezeit nammittag nomittag nomittags nammittags namittag",
    EVENING: "abend abends spätabends feierabend abendessen abendbrot obend obends abig owed",
    NIGHT: "nacht nachts",
}
_NUMBERED = {
    Sign.WEEKDAY: _WEEKDAYS,
    Sign.MONTH: _MONTHS,
    Sign.PART: _PARTS,
    Sign.DAY: {0: "heute heut heit hüt hüüt heutigen heutiger heutige", 1: "morgigen morgige morgiger",
               2: "übermorgen übermorgigen übermorn übermorje übermorche übermoing iwermorje iwwermorje"},
    Sign.DAYS: {1: "tag", 0: "tage tagen dage däg"},
    Sign.IN: {0: "in im", 1: "innerhalb binnen", 4: "über"},
    Sign.ON: {0: "am übers", 1: "an"},
    Sign.OTHERWISE: {1: "danach hinterher", 2: "vorher davor"},
    Sign.CAN: {1: "auch"},
    Sign.EASTER: {
        -48: "rosenmontag", -47: "faschingsdienstag fastnacht", -46: "aschermittwoch", -3: "gründonnerstag",
        -2: "karfreitag", -1: "karsamstag ostersamstag", 0: "ostern ostersonntag", 1: "ostermontag",
        39: "himmelfahrt", 49: "pfingsten pfingstsonntag", 50: "pfingstmontag", 60: "fronleichnam",
    },
    Sign.HALF_HOUR: {15: "viertelstunde", 30: "halbestunde", 45: "dreiviertelstunde"},
    Sign.FEAST: {
        1224: "heiligabend heiligabends", 1225: "weihnachten weihnachtstag", 1231: "silvester sylvester",
        101: "neujahr neujahrstag", 1206: "nikolaus nikolaustag", 1003: "einheitstag", 106: "dreikönige dreikönig",
        501: "maifeiertag", 1031: "reformationstag halloween", 1101: "allerheiligen", 214: "valentinstag",
    },
}  # fmt: skip
_PLAIN = {
    Sign.MORGEN: (
        "morgen morgn morje morjen morche morchen morsche morschen moing moang morng moring morn mornen mörgen"
    ),
    Sign.ONE: "ein eine einer einem einen ne nem",
    Sign.EARLY: "früh frühe frühen fria friah fruah fruh früah",
    Sign.LATE: "spät späte späten",
    Sign.THIS: "diese dieser diesen dieses diesem",
    Sign.NEXT: "nächste nächster nächsten nächstes nächstem nächst",
    Sign.COMING: "kommende kommender kommenden kommendes kommendem folgende folgenden",
    Sign.AFTER_NEXT: "übernächste übernächster übernächsten übernächstes",
    Sign.WEEK: "woche wochen woch",
    Sign.WORKWEEK: "arbeitswoche",
    Sign.WEEKEND: "wochenende wochenend",
    Sign.MONTHS: "monat monate monaten monats",
    Sign.YEARS: "jahr jahre jahren jahres",
    Sign.ISOWEEK: "kw kalenderwoche",
    Sign.ADVENT: "advent adventssonntag adventsonntag",
    Sign.WORKDAYS: "werktags wochentags werktage werktagen wochentage wochentagen",
    Sign.EVENT: "geburtstag hochzeit taufe konfirmation kommunion einschulung abiball abschlussball hochzeitstag",
    Sign.SEASON: (
        "ferien sommerferien herbstferien winterferien osterferien hälfte wochenhälfte weihnachtsferien "
        "pfingstferien muttertag"
    ),
    Sign.HOURS: "stunde stunden std",
    Sign.MINUTES: "minute minuten min",
    Sign.HOURMARK: "uhr h uhrr",
    Sign.HALF: "halb halbe halben halber einhalb hoib halwa hoiba halbi haib",
    Sign.QUARTER: "viertel viertl vertel viertal viatl viadl virdl",
    Sign.THREE_QUARTER: "dreiviertel dreiviertl dreivertel dreiviatl dreiviadl",
    Sign.BEFORE: "vor",
    Sign.AFTER: "nach",
    Sign.AT: "um gegen gega gegn jejen circa ca zirka ungefähr etwa",
    Sign.FROM: "ab",
    Sign.OF: "von vom",
    Sign.UNTIL: "bis",
    Sign.ONTO: "auf",
    Sign.BETWEEN: "zwischen zwischn zwischa zwische zwüsche",
    Sign.AND: "und un",
    Sign.THAN: "als",
    Sign.OR: "oder beziehungsweise bzw alternativ",
    Sign.NOT: (
        "nicht nichts kein keinen keine keinem ned net nich nie nix nit nüt weder niemals keinesfalls keineswegs nimmer"
    ),
    Sign.EXCEPT: "außer ausser ausgenommen",
    Sign.CORRECTION: (
        "nee nein nö quatsch falsch sorry lieber vielmehr korrektur stattdessen entschuldigung entschuldigen "
        "verzeihung pardon moment blödsinn respektive stopp stop"
    ),
    Sign.START: "anfang anfangs",
    Sign.MIDDLE: "mitte",
    Sign.END: "ende",
    Sign.POINT: "punkt",
    Sign.ASAP: (
        "baldmöglichst schnellstmöglich schnellstens sofort asap schnellstmöglichen frühestmöglich frühestmöglichen "
        "frühestmögliche frühestmöglicher baldigst nächstbesten nächstbeste nächstbester schleunigst "
        "umgehend erstbesten erstbeste erstbester"
    ),
    Sign.ANY: "jederzeit irgendwann wannimmer flexibel egal wurscht wurst schnuppe schnurz",
    Sign.GONE: "letzten letzte letzter letztes vergangenen vergangene vorigen vorige",
    Sign.GONE_DAY: "gestern vorgestern",
    Sign.LATER: "später späteren",
    Sign.EARLIER: "demnächst bald früher früheren",
    Sign.COUNTED: (
        "mal male person personen leute vorschlag vorschläge termin termine kind kinder euro platz plätze haus "
        "stück mitarbeiter zimmer stock besuch frau frauen mann männer termins"
    ),
    Sign.BREAK: "aber sondern dafür denn",
    Sign.BAD: "schlecht ungünstig unpassend blöd doof unmöglich ungeeignet verhindert ausgeschlossen ungern "
    "verreist unterwegs arbeite arbeiten dienst schicht frühschicht spätschicht nachtschicht",
    Sign.CAN: (
        "geht gehts ginge gehen klappt klappts klappen passt passts passen kann können könnte könnt kannst möglich "
        "schaffe schaff haut wäre wär wärs"
    ),
    Sign.WAS: "war waren",
    Sign.LEAVING: "abholen losmüssen wegmüssen",
    Sign.MOVING: "verschieben verlegen umbuchen verschoben verlegt",
    Sign.OTHERWISE: "ansonsten anders",
    Sign.INSTEAD_OF: "statt anstatt anstelle",
}
_FILLERS = (
    "der die das den dem des de dr a max so zum zur zu ja also bitte gern gerne dann doch noch nur rum "
    "herum schon eben mal äh "
    "ähm hm vielleicht eher möglichst genau einfach halt wohl irgendwie bisschen ganz mir schön jeden jede jeder jedem "
    "entweder maximal einschließlich inklusive höchstens längstens mindestens "
    "irgend ganzen exakt pünktlich freien freier freie möglichen möglicher mögliche jetzt"
)
_NOTHING = (
    "guten morgen, schönen guten morgen, guten tag, guten abend, schönen tag, schönen abend, guten "
    "nachmittag, gute nacht, in ordnung, in etwa, oder so, oder was, oder wie, nicht wahr, "
    "zum geburtstag, zu meinem geburtstag, zur hochzeit, zu meiner hochzeit, für die hochzeit, für meine hochzeit, "
    "für eine hochzeit, zur taufe, zur konfirmation, zur kommunion, zur einschulung, für den abiball, zum abiball, "
    "nach der farbe, nach dem preis, nach den preisen, nach den haaren, nach meinen haaren, vor dem spiegel, "
    "vor der tür, vor dem haus, vor dem salon, "
    "warum nicht, wieso nicht, weshalb nicht, "
    "nichts gegen, macht nichts, macht nix, macht gar nichts, kein problem, keine frage, "
    "nix mehr oder, nichts mehr oder, nicht schlecht, nicht schlimm, kein ding, "
    "bis dann, bis bald, bis gleich, bis dahin, bis später, ab und zu, nicht verkehrt"
)
_SAID_IN_SEVERAL_WORDS = {
    Sign.SEASON: (
        "paar tagen, paar tage, paar stunden, paar minuten, den feiertagen, die feiertage, im sommer, im winter, "
        "im herbst, im frühling, im frühjahr, nach meinem urlaub, vor meinem urlaub, nach dem urlaub, vor dem urlaub, "
        "meinem geburtstag, nach den feiertagen"
    ),
    Sign.WORD: ("noch nicht, weiß nicht, weiß ich nicht, nach hause, eine frage, erster vorschlag, da drauf"),
    Sign.NOT: (
        "eigentlich nicht, doch nicht, auf keinen fall, auf gar keinen fall, lieber nicht, eher nicht, besser nicht"
    ),
    Sign.LATER: (
        "nicht so früh, nicht so spät, nicht zu früh, nicht zu spät, etwas später, nach hinten, weiter hinten"
    ),
    Sign.EARLIER: ("nach vorne, nach vorn, weiter vorne"),
    Sign.BEFORE: ("früher als"),
    Sign.AFTER: ("später als"),
    Sign.OR: ("oder lieber, oder vielleicht, oder halt"),
    Sign.CORRECTION: (
        "was red ich, was rede ich, was sag ich, was sage ich, ich mich vertan, ich mich versprochen, ich "
        "mich verguckt, "
        "ich mich geirrt, ich bin blöd, doch nicht sondern, ob auch, ob es auch, obs auch, ob das auch, ob ich auch, "
        "oder doch lieber, oder nein, ich meine, ich meinte, ach nee, ach nein, das heißt"
    ),
    Sign.ASAP: (
        "so schnell wie möglich, so bald wie möglich, so früh wie möglich, sobald wie möglich, so bald als "
        "möglich, möglichst bald, möglichst schnell, möglichst zeitnah, so zeitnah wie möglich, so schnell es geht, "
        "so schnell wie es geht, so schnell wies geht, so bald wie es geht, so bald wies geht, so früh wie es geht, "
        "so zeitnah wie es geht, "
        "so bald es geht, so früh es geht, so schnell geht, "
        "je früher desto besser, je eher desto besser, sobald was frei, sobald etwas frei, sobald sie was haben, "
        "als erstes, als erster, als erste, am besten gleich, am besten sofort, möglichst gleich, möglichst sofort, "
        "am schnellsten, am frühesten, nächste was frei, nächste was sie haben, erste was frei, ersten möglichen, "
        "erste mögliche, ersten termin, "
        "schnellstmöglichen termin, nächsten termin, nächster termin, nächste termin, nächsten freien, "
        "nächster freier, nächste freie, nächstmögliche, nächstmöglichen, nächstmöglicher, nächste mögliche, "
        "nächsten möglichen, ersten freien, frühesten termin, früheste termin, frühester termin, ab sofort"
    ),
    Sign.ANY: (
        "mich nach ihnen, mich da nach ihnen, mich ganz nach ihnen, mich da ganz nach ihnen, "
        "ist mir gleich, mir gleich, wann sie halt was haben, egal wann, wann ist egal, ist mir egal, ist "
        "egal, wann auch immer, ganz egal, mir egal, "
        "alles recht, wann sie wollen, wann es passt, jeder tag, alle tage, jeder termin"
    ),
    Sign.THREE_QUARTER: ("drei viertel"),
    Sign.FROM: ("nicht vor, nicht früher als, erst ab, frühestens ab, frühestens um"),
    Sign.UNTIL: (
        "nicht nach, nicht später als, spätestens um, bis spätestens, spätestens bis, bis allerspätestens, bis maximal"
    ),
    Sign.AFTER_NEXT: ("nach dem nächsten, nach der nächsten"),
    Sign.ON: ("an dem"),
    Sign.CAN: ("würde passen, würde gehen, würde klappen"),
    Sign.WORKDAYS: ("unter der woche, in der woche nicht am wochenende, innerhalb der woche"),
    Sign.EXCEPT: ("bis auf"),
    Sign.AT: ("so gegen"),
}
_WITH_VALUES: dict[str, Signs] = {
    "viertel stunde": ((Sign.HALF_HOUR, 15),),
    "dreiviertel stunde": ((Sign.HALF_HOUR, 45),),
    "halbe stunde, halben stunde": ((Sign.HALF_HOUR, 30),),
    "anderthalb stunden, eineinhalb stunden": ((Sign.HALF_HOUR, 90),),
    "zweieinhalb stunden": ((Sign.HALF_HOUR, 150),),
    "eineinviertel stunden, fünfviertel stunden, fünf viertelstunden": ((Sign.HALF_HOUR, 75),),
    "eindreiviertel stunden": ((Sign.HALF_HOUR, 105),),
    "dreieinhalb stunden": ((Sign.HALF_HOUR, 210),),
    "wenn das nicht geht, wenn nicht, falls nicht, wenn es nicht geht, falls das nicht geht, sonst, zur not auch, "
    "oder zur not, zur not, notfalls auch, notfalls, ersatzweise, lieber als, mir lieber als, besser als, "
    "ansonsten auch": ((Sign.OR, 1),),
    "sagen wir, sagen wir mal": ((Sign.AT, 0),),
    "ach sagen wir, nee sagen wir, sagen wir lieber, sagen wir doch": ((Sign.CORRECTION, 0), (Sign.AT, 0)),
    "im laufe der woche, im lauf der woche, im verlauf der woche": ((Sign.THIS, 0), (Sign.WEEK, 0)),
    "im laufe, im lauf, im verlauf": ((Sign.IN, 0),),
    "tag danach, tag darauf, tag drauf, tag vorher, tag davor, woche danach, woche darauf, woche drauf": (
        (Sign.SEASON, 0),
    ),
    "zu spät, zu früh": ((Sign.LATER, 2),),
    "haben sie ja zu, haben sie zu, habt ihr ja zu, habt ihr zu, geschlossen, ruhetag, "
    "ich training, ich sport, ich schule, ich unterricht, ich schicht, ich dienst, ich schon was, ich was anderes, "
    "ich schon etwas, ich einen arzttermin, ich arzttermin, ich einen zahnarzttermin, ich uni": ((Sign.BAD, 0),),
    "vor der arbeit, nach der schule, vor der schule, nach dem kindergarten, nach der kita, "
    "vor dem kindergarten, vor der kita, nach dem dienst": ((Sign.LATER, 1),),
    "ich bis dahin weg, ich da weg, im urlaub, in urlaub, auf arbeit, beim arzt, zum arzt": ((Sign.BAD, 0),),
    "raus sein, ich raus, wieder raus, wieder gehen, ich gehen, ich heim, wieder zurück, "
    "ich weg, wieder weg, ich los, wieder los, fertig sein, zurück sein, zuhause sein, zu hause sein, "
    "daheim sein, woanders sein": ((Sign.LEAVING, 0),),
    "sa oder so": ((Sign.WEEKDAY, 5), (Sign.OR, 0), (Sign.WEEKDAY, 6)),
    "ganzen morgen, jeden morgen": ((Sign.PART, MORNING),),
    "zu mittag": ((Sign.PART, NOON),),
    "nach feierabend, nach dem feierabend, nach der arbeit, nach meiner arbeit, nach dienstschluss, nach büroschluss, "
    "nach arbeitsschluss, nach dem büro, nach der arbeitszeit": ((Sign.PART, EVENING),),
    "erste wochenhälfte, ersten wochenhälfte, erste hälfte der woche, ersten hälfte der woche": (
        (Sign.START, 0),
        (Sign.WEEK, 0),
    ),
    "zweite wochenhälfte, zweiten wochenhälfte, zweite hälfte der woche, zweiten hälfte der woche": (
        (Sign.END, 0),
        (Sign.WEEK, 0),
    ),
    "zwischen den jahren, zwischen den feiertagen": (
        (Sign.BETWEEN, 0),
        (Sign.FEAST, 1227),
        (Sign.AND, 0),
        (Sign.FEAST, 1231),
    ),
    "frühestens, frühstens, allerfrühestens, oder später, und später, aufwärts": ((Sign.FROM, 1),),
    "spätestens, allerspätestens, oder früher, und früher": ((Sign.UNTIL, 1),),
    "ab dem, ab der": ((Sign.FROM, 2),),
    "bis zum, bis zur, bis zu": ((Sign.UNTIL, 2),),
    "vor dem, vorm, vor der, vor den, vor meinem, vor meiner, vor unserem, vor unserer": ((Sign.BEFORE, 2),),
    "nach dem, nach der, nach den, nach meinem, nach meiner, nach unserem, nach unserer": ((Sign.AFTER, 2),),
    "wochenanfang, wochenbeginn": ((Sign.START, 0), (Sign.WEEK, 0)),
    "wochenmitte": ((Sign.MIDDLE, 0), (Sign.WEEK, 0)),
    "monatsanfang, monatsbeginn": ((Sign.START, 0), (Sign.MONTHS, 0)),
    "monatsmitte": ((Sign.MIDDLE, 0), (Sign.MONTHS, 0)),
    "monatsende": ((Sign.END, 0), (Sign.MONTHS, 0)),
    "jahresanfang, jahresbeginn": ((Sign.START, 0), (Sign.YEARS, 0)),
    "jahresende": ((Sign.END, 0), (Sign.YEARS, 0)),
    "christi himmelfahrt": ((Sign.EASTER, 39),),
    "heilige drei könige, heiligen drei könige": ((Sign.FEAST, 106),),
    "heilig abend": ((Sign.FEAST, 1224),),
    "viertel ab, viertel über, viertl über, viertel ab em": ((Sign.QUARTER, 0), (Sign.AFTER, 0)),
    "viertel auf, viertl auf": ((Sign.QUARTER, 0),),
    "dreiviertel auf, drei viertel auf, dreiviertl auf": ((Sign.THREE_QUARTER, 0),),
    "gute stunde, guten stunde": ((Sign.HALF_HOUR, 60),),
    "neuen jahr, neues jahr": ((Sign.NEXT, 0), (Sign.YEARS, 0)),
    "mitternacht": ((Sign.NUMBER, 0), (Sign.HOURMARK, 0)),
    "über morgen, über morje": ((Sign.DAY, 2),),
    "auf montage, auf schicht, auf dienstreise, auf geschäftsreise": ((Sign.BAD, 0),),
    "erster weihnachtstag, ersten weihnachtstag, erster weihnachtsfeiertag, ersten weihnachtsfeiertag": (
        (Sign.FEAST, 1225),
    ),
    "tag der deutschen einheit": ((Sign.FEAST, 1003),),
    "tag der arbeit, erster mai feiertag": ((Sign.FEAST, 501),),
    "mein ich, meine ich, meinte ich, wollte ich sagen, mein ich natürlich, meine ich natürlich": ((Sign.MEANT, 0),),
    "zweiter weihnachtstag, zweiten weihnachtstag, zweiter weihnachtsfeiertag, zweiten weihnachtsfeiertag": (
        (Sign.FEAST, 1226),
    ),
    "heiliger abend, heiligen abend": ((Sign.FEAST, 1224),),
    "von heute": ((Sign.DAY, 0),),
}


def _alpine_hours() -> dict[str, Signs]:
    """ "Am drü", "am zehni": these are hours, unlike "am zwölf", which may be a slip of a day."""
    hours = [(word, value) for value, words in _SLANG.items() for word in words.split() if word[-1] in "iü"]
    return {f"am {word}": ((Sign.AT, 0), (Sign.NUMBER, value)) for word, value in hours}


def _named_like_a_day() -> dict[str, Signs]:
    """ "Bei Frau Freitag" is a person; "für meine Frau Freitag um drei" is not."""
    names = [name for listed in (*_WEEKDAYS.values(), *_MONTHS.values()) for name in listed.split()[:1]]
    before = ["bei frau", "bei herrn", "bei der frau", "herr", "herrn", "nachname", "name ist", "name ist frau"]
    before += ["heißt", "heiße"]
    months = [listed.split()[0] for listed in _MONTHS.values()]
    known = [f"{title} {name}" for title in before for name in names] + [f"frau {month}" for month in months]
    return dict.fromkeys(known, ((Sign.WORD, 0),))


def _short_weekdays() -> dict[str, Signs]:
    """ "So." is Sunday, "so" only before a date."""
    dotted: dict[str, Signs] = {f"{short}.": ((Sign.WEEKDAY, day),) for day, short in enumerate(_SHORT_WEEKDAYS)}
    return dotted | {short: ((Sign.ABBREVIATION, day),) for day, short in enumerate(_SHORT_WEEKDAYS)}


_SLIPS = (
    (r"sch(?=[td])", "s"), (r"dt|d", "t"), (r"(?<=[aeoulmnr])w", "b"), (r"([a-z])\1", r"\1"),
    (r"ie|y|j(?=[^aeou])", "i"), (r"a[iy]|ey", "ei"), (r"ae", "e"), (r"v|ph", "f"),
    (r"t[aoi](?:g|ch|k)(?=s?$)", "tag"), (r"tz", "z"), (r"x|chs|gs|ks|cks", "ks"),
    (r"ck", "k"), (r"er(?=[^aeiou]|$)", "a"),
    (r"el$", "l"), (r"en$", "n"), (r"(?<=[aeiou])h(?=[^aeiou]|$)", ""), (r"p", "b"), (r"oeh?", "e"), (r"ueh?", "i"),
    (r"ich$", "ig"), (r"eisig", "eizig"),
)  # fmt: skip
"""What dialects and recognisers write for the same sound; only where the word is unknown as it is written."""
_UNLIKE = (
    "son häute häuten jener jena neuen neues führ führe führte führten führen zehen zähne zähnen zähen "
    "treue treuen tritte "
    "tritten trittes sexte sexten sippen mittig mittige mittiges mondtag mistig midi jaguar mordens sonstig sonstige "
    "sonstiges heurigen heurige heuriger abendrot morden elbe fürze mohren mooren sippe vormieter dunstig "
    "hütet hüten sexy siebe sündig zähe zehner asta aster astes erbend erwähnt heftig heftige heftigen heftiger"
)


WORDS = build_words(
    lang="de",
    numbers=_numbers,
    ordinals=_ordinals,
    plain=_PLAIN,
    numbered=_NUMBERED,
    several=_SAID_IN_SEVERAL_WORDS,
    valued=lambda: _WITH_VALUES | _alpine_hours() | _named_like_a_day(),
    nothing=_NOTHING,
    fillers=_FILLERS,
    half_minutes=-30,
    habits=(Habit.UNITS_FIRST, Habit.QUARTER_TOWARDS, Habit.FULL_HOUR, Habit.NUMBERED_MONTHS),
    short=_short_weekdays,
    week_idiom={8: 7},
    slips=_SLIPS,
    unlike=_UNLIKE,
)
