"""The words of the pages: one table for each language, complete in both. A test holds the tables against each other."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date

from holdfast.entry.web.faults_de import in_german
from holdfast.entry.web.words_absences_de import ABSENCES_GERMAN
from holdfast.entry.web.words_absences_en import ABSENCES_ENGLISH
from holdfast.entry.web.words_calls_de import CALLS_GERMAN
from holdfast.entry.web.words_calls_en import CALLS_ENGLISH
from holdfast.entry.web.words_customers_de import GERMAN as CUSTOMERS_GERMAN
from holdfast.entry.web.words_customers_en import ENGLISH as CUSTOMERS_ENGLISH
from holdfast.entry.web.words_de import GERMAN
from holdfast.entry.web.words_en import ENGLISH
from holdfast.entry.web.words_needs_de import GERMAN as NEEDS_GERMAN
from holdfast.entry.web.words_needs_en import ENGLISH as NEEDS_ENGLISH
from holdfast.entry.web.words_office_de import GERMAN as OFFICE_GERMAN
from holdfast.entry.web.words_office_en import ENGLISH as OFFICE_ENGLISH
from holdfast.entry.web.words_test_call_de import TEST_CALL_GERMAN
from holdfast.entry.web.words_test_call_en import TEST_CALL_ENGLISH

TABLES: Mapping[str, Mapping[str, str]] = {
    "de": {
        **GERMAN,
        **CALLS_GERMAN,
        **OFFICE_GERMAN,
        **CUSTOMERS_GERMAN,
        **ABSENCES_GERMAN,
        **NEEDS_GERMAN,
        **TEST_CALL_GERMAN,
    },
    "en": {
        **ENGLISH,
        **CALLS_ENGLISH,
        **OFFICE_ENGLISH,
        **CUSTOMERS_ENGLISH,
        **ABSENCES_ENGLISH,
        **NEEDS_ENGLISH,
        **TEST_CALL_ENGLISH,
    },
}
LANGUAGES = tuple(TABLES)
_LOCALES = {"de": "de_DE", "en": "en_GB"}
_PATTERNS = {
    "de": {"long": "EEEE, d. MMMM y", "day": "EEEE, d. MMMM", "short": "EE d.M.", "weekday": "EEEE"},
    "en": {"long": "EEEE, d MMMM y", "day": "EEEE, d MMMM", "short": "EE d MMM", "weekday": "EEEE"},
}


@dataclass(frozen=True, slots=True)
class Words:
    """Everything the pages say, in one language."""

    language: str

    def __call__(self, key: str, /, **values: object) -> str:
        """The text of a key with its values put in. An unknown key is a defect."""
        text = TABLES[self.language][key]
        return text.format(**values) if values else text

    def count(self, key: str, number: int, /, **values: object) -> str:
        """The same of so many: `key_one` for one, `key_many` for any other number."""
        return self(f"{key}_one" if number == 1 else f"{key}_many", n=number, **values)

    def maybe(self, key: str, otherwise: str, /, **values: object) -> str:
        """The text of a key where there is one; of the other key where not: for words that grow elsewhere."""
        return self(key if key in TABLES[self.language] else otherwise, **values)

    def report(self, said: str) -> str:
        """A fault of the tenant file or a finding of the doctor, which the terminal says in English."""
        return in_german(said) if self.language == "de" else said

    def day(self, day: date, form: str = "day") -> str:
        """A day: long (with year), day, short or weekday."""
        return format_date(day, _PATTERNS[self.language][form], locale=_LOCALES[self.language])

    def when(self, at: datetime, zone: ZoneInfo, today: date) -> str:
        """An instant on the salon's clock: only the time where it is today."""
        local = at.astimezone(zone)
        return f"{local:%H:%M}" if local.date() == today else f"{self.day(local.date(), 'short')} {local:%H:%M}"

    def euros(self, cents: int | None, starting: bool = False) -> str:
        """A price; empty where there is none."""
        if cents is None:
            return ""
        whole, rest = divmod(cents, 100)
        amount = f"{whole},{rest:02d} €" if self.language == "de" else f"€{whole}.{rest:02d}"
        amount = amount.replace(",00 ", " ") if self.language == "de" else amount.removesuffix(".00")
        return self("price_from", price=amount) if starting else amount


@lru_cache(maxsize=len(LANGUAGES))
def words_in(language: str) -> Words:
    """The words of a language; German where there are none of it."""
    return Words(language if language in TABLES else "de")


def asked_for(header: str) -> str | None:
    """The first language of an Accept-Language header that the pages have, None where there is none."""
    for part in header.split(","):
        language = part.partition(";")[0].strip()[:2].lower()
        if language in TABLES:
            return language
    return None
