"""What is wrong with a tenant file is said all at once, at its place, in plain words."""

import pytest

from holdfast.core.tenant_file import TenantDocument, read_tenant_file
from tests.core.tenant_file_texts import OF_THE_DESIGN, PEOPLE, SMALL, TENANT, faults, read, service

HUGE = "1" + "0" * 30


def only_fault(text: str) -> tuple[str, str]:
    """Key and reason of a file with exactly one fault: it must fail for that reason and no other."""
    found = faults(text)
    assert len(found) == 1, [str(fault) for fault in found]
    return found[0].key, found[0].reason


def test_all_faults_come_at_once_in_the_order_of_the_file() -> None:
    text = OF_THE_DESIGN.replace('"DE-BE"', '"de"').replace("offers = 3", "offers = 4")
    text = text.replace("busy = 5 ", "busy = 7 ").replace('staff = "mia"', 'staff = "tim"')
    found = faults(text)
    assert [fault.key for fault in found] == [
        "tenant.holidays",
        "rules.offers",
        'service[1] "dauerwelle".segments[3].busy',
        "event_type[1].staff",
    ]
    lines = text.split("\n")
    for fault, start in zip(found, ("holidays", "offers", "segments", "staff"), strict=True):
        assert fault.line is not None
        assert lines[fault.line - 1].startswith(start)


def test_a_length_off_the_five_minutes_says_what_it_is_and_what_is_wanted() -> None:
    assert only_fault(OF_THE_DESIGN.replace("busy = 50", "busy = 7")) == (
        'service[1] "dauerwelle".segments[1].busy',
        "is 7, must be a multiple of 5 minutes",
    )


def test_a_platform_that_gives_up_before_we_answer_is_a_fault() -> None:
    text = TENANT + PEOPLE + "\n[voice.retell]\ntool_timeout_ms = 4000\n"
    key, reason = only_fault(text)
    assert key == "voice.retell.tool_timeout_ms"
    assert "answer_budget_ms (4000)" in reason
    assert isinstance(read(text.replace("= 4000", "= 5000")), TenantDocument)


SALON = {
    "no [tenant] at all": (PEOPLE, "tenant", "section is missing"),
    "a missing name": (TENANT.replace('name = "Lindenhof"', ""), "tenant.name", "is missing"),
    "a slug with spaces": (TENANT.replace('"lindenhof"', '"Linden hof"'), "tenant.slug", "small letters"),
    "a slug of one letter": (TENANT.replace('"lindenhof"', '"l"'), "tenant.slug", "2 to 63"),
    "an empty name": (TENANT.replace('"Lindenhof"', '" "'), "tenant.name", "is empty"),
    "a name with a NUL": (TENANT.replace("Linden", "\\u0000"), "tenant.name", "control characters"),
    "a very long name": (TENANT.replace("Linden", "x" * 200_000), "tenant.name", "between 1 and 100"),
    "an unknown zone": (
        TENANT.replace("Europe/Berlin", "Europe/Berlim"),
        "tenant.timezone",
        'did you mean "Europe/Berlin"',
    ),
    "a city for a zone": (TENANT.replace("Europe/", ""), "tenant.timezone", 'did you mean "Europe/Berlin"'),
    "a path for a zone": (TENANT.replace("Europe/Berlin", "../etc/passwd"), "tenant.timezone", "not a known"),
    "a folder for a zone": (TENANT.replace("Europe/Berlin", "Europe"), "tenant.timezone", "not a known"),
    "an unknown language": (TENANT + 'language = "fr"', "tenant.language", '"de", "en"'),
    "a region in words": (TENANT + 'region = "Germany"', "tenant.region", "two capital letters"),
    "an unknown holiday code": (TENANT + 'holidays = "Berlin"', "tenant.holidays", '"DE-BE"'),
    "a national number": (TENANT + 'phone_numbers = ["030 123456"]', "tenant.phone_numbers[1]", "international"),
    "a number twice": (
        TENANT + 'phone_numbers = ["+493012345678", "+493012345678"]',
        "tenant.phone_numbers",
        "twice",
    ),
    "an unknown way of booking": (TENANT + 'bookings = "yes"', "tenant.bookings", '"callback_only"'),
    "a channel that does not exist": (TENANT + 'messages = ["sms"]', "tenant.messages[1]", "leave the list empty"),
    "a huge number": (TENANT + f"retention_days = {HUGE}", "tenant.retention_days", "is a huge number"),
    "a number beyond printing": (
        TENANT + "retention_days = 0x" + "f" * 20_000,
        "tenant.retention_days",
        "is a huge number",
    ),
    "an unknown key": (TENANT + 'time_zone = "x"', "tenant.time_zone", 'did you mean "timezone"'),
    "a key of another section": (TENANT + "grid_minutes = 5", "tenant.grid_minutes", "belongs in [rules]"),
    "an unknown section": (TENANT + "[rule]", "rule", 'did you mean "rules"'),
    "double brackets": (TENANT + "[[rules]]", "rules", "[rules] in single brackets"),
    "a value for a section": ("rules = 3" + TENANT, "rules", "must be a table"),
    "closures twice": ("closures = []" + TENANT + "closures = []", "tenant.closures", "second time"),
    "a grid that does not divide the hour": (TENANT + "[rules]\ngrid_minutes = 25", "rules.grid_minutes", "15, 20"),
    "too short a hold": (TENANT + "[rules]\nhold_seconds = 29", "rules.hold_seconds", "between 30 and 3600"),
    "too short an answer": (TENANT + "[rules]\nanswer_budget_ms = 1", "rules.answer_budget_ms", "between 500"),
    "four offers": (TENANT + "[rules]\noffers = 4", "rules.offers", "between 1 and 3"),
    "true for a number": (TENANT + "[rules]\noffers = true", "rules.offers", "is true, must be a whole number"),
    "half an offer": (TENANT + "[rules]\noffers = 1.5", "rules.offers", "is 1.5, must be a whole number"),
    "a text for a number": (TENANT + '[rules]\noffers = "3"', "rules.offers", 'is "3", must be a whole number'),
    "a text for true": (TENANT + '[language]\nhalves = "no"', "language.halves", "true or false"),
    "an unknown address": (TENANT + '[language]\naddress = "Sie"', "language.address", '"sie", "du"'),
    "an unknown calendar": (TENANT + '[calendar]\nkind = "google"', "calendar.kind", '"builtin"'),
    "no kind of calendar": (TENANT + "[calendar]", "calendar.kind", "is missing"),
    "a misspelt setting": (TENANT + '[calendar]\nkind = "builtin"\nbase_ur = "x"', "calendar.base_ur", "base_url"),
    "Cal.com without a key": (TENANT + '[calendar]\nkind = "calcom"', "calendar.api_key", "CALCOM_API_KEY"),
    "a handover without number": (TENANT + '[[handover]]\nname = "E"', 'handover[1] "E".phone', "is missing"),
    "tests undone at once": (TENANT + "[tests]\nundo_after_minutes = 0", "tests.undo_after_minutes", "between 1"),
}


@pytest.mark.parametrize(("text", "key", "reason"), SALON.values(), ids=SALON)
def test_a_fault_of_the_salon_is_named(text: str, key: str, reason: str) -> None:
    found_key, found_reason = only_fault(text)
    assert found_key == key
    assert reason in found_reason


CALCOM = SMALL + '[calendar]\nkind = "calcom"\napi_key = "env:CALCOM_API_KEY"\n'
CALDAV = SMALL + '[calendar]\nkind = "caldav"\nbase_url = "https://cloud.example"\n'
CALENDARS = {
    "a switch in quotation marks": (CALCOM + 'reservations = "yes"', "calendar.reservations", "true or false"),
    "mails to whom": (CALCOM + 'customer_mail = "all"', "calendar.customer_mail", '"never", "first"'),
    "no domain": (CALCOM + 'attendee_domain = "anna@salon"', "calendar.attendee_domain", '"telefon.test"'),
    "an odd length": (CALCOM + "longest_minutes = 62", "calendar.longest_minutes", "multiple of 5 minutes"),
    "accounts in a list": (CALCOM + 'accounts = ["mia"]', "calendar.accounts", "must be a table"),
    "an account of nobody": (CALCOM + 'accounts = { mai = "m" }', "calendar.accounts.mai", 'did you mean "mia"?'),
    "an account that is none": (CALCOM + "accounts = { mia = 1.5 }", "calendar.accounts.mia", "an e-mail address"),
    "no account at all": (CALCOM + "accounts = { mia = [] }", "calendar.accounts.mia", "at least 1"),
    "a misspelt option": (CALCOM + 'acounts = { mia = "m" }', "calendar.acounts", 'did you mean "accounts"?'),
    "a user that is a number": (CALDAV + "username = 7", "calendar.username", "quotation marks"),
    "a password in the file": (CALDAV + 'password = "hunter2hunter2"', "calendar.password", "reference to a secret"),
    "a collection that is no path": (CALDAV + 'collections = { mia = "mia" }', "calendar.collections.mia", "a path"),
    "collections of nowhere": (
        SMALL + '[calendar]\nkind = "caldav"\ncollections = { mia = "/mia/" }',
        "calendar.base_url",
        "is missing",
    ),
}


@pytest.mark.parametrize(("text", "key", "reason"), CALENDARS.values(), ids=CALENDARS)
def test_a_fault_of_the_calendar_is_named(text: str, key: str, reason: str) -> None:
    found_key, found_reason = only_fault(text)
    assert found_key == key
    assert reason in found_reason


TIMES = {
    "overlapping hours": ('mon = ["09:00-12:00", "11:55-18:00"]', "mon[2]", "11:55-18:00 overlaps 09:00-12:00"),
    "hours in the wrong order": ('mon = ["13:00-18:00", "09:00-12:00"]', "mon[2]", "the earlier first"),
    "hours off the five minutes": ('mon = ["09:03-18:00"]', "mon[1]", "multiple of 5 minutes"),
    "hours past midnight": ('mon = ["18:00-02:00"]', "mon[1]", "goes past midnight, which is not possible"),
    "midnight written as 00:00": ('mon = ["18:00-00:00"]', "mon[1]", "end the day with 24:00"),
    "hours of no length": ('mon = ["09:00-09:00"]', "mon[1]", "begins when it ends"),
    "an hour that does not exist": ('mon = ["09:00-25:00"]', "mon[1]", "does not exist"),
    "a minute that does not exist": ('mon = ["09:60-18:00"]', "mon[1]", "does not exist"),
    "later than the end of the day": ('mon = ["09:00-24:05"]', "mon[1]", "does not exist"),
    "a start at the end of the day": ('mon = ["24:00-24:00"]', "mon[1]", "does not exist"),
    "hours in words": ('mon = ["9 bis 18 Uhr"]', "mon[1]", '"09:00-18:00"'),
    "hours outside a list": ('mon = "09:00-18:00"', "mon", 'must be a list such as ["09:00-12:00"'),
    "a German weekday": ("dienstag = []", "dienstag", "mon, tue, wed"),
    "a day that does not exist": ('closures = ["2026-02-30"]', "closures[1]", "does not exist"),
    "a German date": ('closures = ["24.12.2026"]', "closures[1]", "year-month-day"),
    "days in the wrong order": ('closures = ["2026-07-14..2026-07-01"]', "closures[1]", "is reversed"),
    "a span without its end": ('closures = ["2026-07-14.."]', "closures[1]", "must be a date"),
    "an unlikely year": ('closures = ["9999-12-31"]', "closures[1]", "unlikely year"),
    "a moment for a day": ("closures = [2026-07-14T10:00:00]", "closures[1]", "must be a text"),
    "a yearly day that never is": ("special_days = { 02-30 = [] }", "special_days.02-30", "not exist in any year"),
    "day and month changed round": ("special_days = { 24-12 = [] }", "special_days.24-12", "month-day"),
    "a special day in German": ('special_days = { "24.12." = [] }', 'special_days."24.12."', "every year"),
}


@pytest.mark.parametrize(("line", "key", "reason"), TIMES.values(), ids=TIMES)
def test_a_fault_of_hours_or_days_is_named(line: str, key: str, reason: str) -> None:
    found_key, found_reason = only_fault(f"{SMALL}[opening]\n{line}")
    assert found_key == f"opening.{key}"
    assert reason in found_reason


SERVICES = {
    "nobody does it": ("staff = []", ".staff", "is empty"),
    "unknown staff": ('staff = ["mai"]', ".staff[1]", 'did you mean "mia"'),
    "staff named twice": ('staff = ["mia", "mia"]', ".staff", "twice"),
    "a length of zero": ("minutes = 0", ".minutes", "between 5 and 1440"),
    "a negative length": ("minutes = -5", ".minutes", "between 5 and 1440"),
    "longer than a day": ("minutes = 1445", ".minutes", "between 5 and 1440"),
    "longer than a day in all": ("segments = [{ busy = 1440 }, { busy = 5 }]", "", "takes 1445 minutes"),
    "longer than a day with buffers": ("minutes = 1440\nbuffer_after = 5", "", "takes 1445 minutes"),
    "no segments": ("segments = []", ".segments", "at least one busy segment"),
    "a gap first": ("segments = [{ gap = 5 }, { busy = 5 }]", ".segments[1]", "stands first"),
    "a gap last": ("segments = [{ busy = 5 }, { gap = 5 }]", ".segments[2]", "stands last"),
    "a gap alone": ("segments = [{ gap = 5 }]", ".segments[1]", "stands first"),
    "two gaps in a row": (
        "segments = [{ busy = 5 }, { gap = 5 }, { gap = 5 }, { busy = 5 }]",
        ".segments[3]",
        "gap after a gap",
    ),
    "a segment of no kind": ('segments = [{ name = "x" }]', ".segments[1]", "either busy"),
    "a segment of both kinds": ("segments = [{ busy = 5, gap = 5 }]", ".segments[1]", "either busy"),
    "a length in both ways": ("minutes = 5\nsegments = [{ busy = 5 }]", ".minutes", "keep one"),
    "a price below nothing": ("price_cents = -1", ".price_cents", "between 0"),
    "a price in euros": ("price_cents = 45.0", ".price_cents", "whole number"),
    "ab without a price": ("price_from = true", ".price_from", "needs price_cents"),
    "a buffer off the five minutes": ("buffer_after = 3", ".buffer_after", "multiple of 5 minutes"),
    "an unknown way by phone": ('phone = "yes"', ".phone", '"known_customers"'),
    "an override for nobody": ("staff_override = { tim = {} }", ".staff_override.tim", "not the key of any"),
    "an override for somebody else": (
        "staff_override = { felix = { minutes = 60 } }",
        ".staff_override.felix",
        "not in this service's staff",
    ),
    "an override of a composite": (
        "staff_override = { mia = { minutes = 60 } }\nsegments = [{ busy = 5 }, { gap = 5 }, { busy = 5 }]",
        ".staff_override.mia.minutes",
        "has 3 segments",
    ),
    "a person as a room": ('resources = ["staff:felix"]', ".resources[1]", "would be a person"),
    "its own name as alias of another": ('aliases = ["Far-be"]', ".aliases[1]", "already stands for service[1]"),
    "an unknown key": ("price_cent = 30", ".price_cent", 'did you mean "price_cents"'),
    "a misplaced key": ("closures = []", ".closures", "belongs in [opening]"),
}


@pytest.mark.parametrize(("lines", "key", "reason"), SERVICES.values(), ids=SERVICES)
def test_a_fault_of_a_service_is_named(lines: str, key: str, reason: str) -> None:
    found_key, found_reason = only_fault(SMALL + service(key="farbe") + service(lines))
    assert found_key == f'service[2] "schnitt"{key}'
    assert reason in found_reason


def test_a_service_without_a_length_is_refused() -> None:
    text = SMALL + '[[service]]\nkey = "a"\nname = "A"\nstaff = ["mia"]'
    assert "must have a length" in only_fault(text)[1]


def test_keys_stand_once() -> None:
    assert "already the key of staff[1]" in only_fault(SMALL + '[[staff]]\nkey = "mia"\nname = "Mia"')[1]
    text = SMALL + service() + service().replace('name = "schnitt"', 'name = "Färben"')
    assert "already the key of service[1]" in only_fault(text)[1]


def test_two_people_may_bear_one_name_and_need_no_hours() -> None:
    found = read_tenant_file(SMALL + '[[staff]]\nkey = "mia-2"\nname = "Mia"', "f", lambda _: False)
    assert isinstance(found, TenantDocument)


def test_a_wrong_key_is_not_blamed_again_where_it_is_used() -> None:
    text = OF_THE_DESIGN.replace('"mia"', '"Mia"').replace('"dauerwelle"', '"Dauer Welle"')
    assert [fault.key for fault in faults(text)] == ['staff[1] "Mia".key', 'service[1] "Dauer Welle".key']


@pytest.mark.parametrize(
    ("line", "wrong", "key", "reason"),
    [
        ('service = "dauerwelle"', 'service = "dauerwell"', "service", 'did you mean "dauerwelle"'),
        ("segment = 1", "segment = 5", "segment", "has 4 busy segments (gaps do not count)"),
        ("id = 1", 'id = "1"', "id", "whole number"),
    ],
)
def test_a_fault_of_an_event_type_is_named(line: str, wrong: str, key: str, reason: str) -> None:
    found_key, found_reason = only_fault(OF_THE_DESIGN.replace(line, wrong))
    assert found_key == f"event_type[1].{key}"
    assert reason in found_reason


def test_one_segment_of_one_person_has_one_event_type() -> None:
    again = '[[event_type]]\nservice = "dauerwelle"\nsegment = 1\nstaff = "mia"\nid = 2'
    assert "are those of event_type[1]" in only_fault(OF_THE_DESIGN + again)[1]


def test_missing_event_types_are_no_fault() -> None:
    text = OF_THE_DESIGN[: OF_THE_DESIGN.index("[[event_type]]")]
    assert isinstance(read_tenant_file(text, "f", lambda _: True), TenantDocument)


@pytest.mark.parametrize("secret", ["key_4f9a8b7c6d5e3f", "env:key_4f9a8b7c6d5e3f", "env:4f9a8b7c", "secret:a b4f9a"])
@pytest.mark.parametrize("where", ['[voice.retell]\napi_keys = ["{}"]', '[calendar]\nkind = "calcom"\napi_key = "{}"'])
def test_a_secret_written_into_the_file_is_refused_and_never_repeated(where: str, secret: str) -> None:
    (fault,) = faults(TENANT + where.format(secret))
    assert "4f9a" not in str(fault)


def test_a_missing_secret_says_how_to_set_it() -> None:
    assert only_fault(TENANT + '[voice.retell]\napi_keys = ["env:OTHER_KEY"]') == (
        "voice.retell.api_keys[1]",
        "the environment variable OTHER_KEY is not set",
    )
    assert "holdfast secret set other" in only_fault(TENANT + '[voice.retell]\napi_keys = ["secret:other"]')[1]


def test_zones_and_holidays_are_asked_for_where_somebody_knows_them() -> None:
    found = read_tenant_file(
        TENANT + 'holidays = "DE-XX"',
        "f",
        secret_known=lambda _: False,
        zone_known=lambda _: False,
        holidays_known=lambda name: name == "DE-BE",
    )
    assert isinstance(found, tuple)
    assert [fault.key for fault in found] == ["tenant.timezone", "tenant.holidays"]


def test_endless_faults_are_cut_off_and_that_is_said() -> None:
    found = faults(SMALL + "".join(f'[[service]]\nkey = "s{n}"\n' for n in range(400)))
    assert len(found) == 1001
    assert "1000 faults or more" in found[-1].reason
