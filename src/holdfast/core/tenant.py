"""One tenant as configured: the value that `holdfast apply` makes out of a tenant file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from zoneinfo import ZoneInfo

from holdfast.core.rules import Rules
from holdfast.core.service import Service
from holdfast.core.working_time import DateSpan, Opening, WeeklyHours


class Bookings(StrEnum):
    """Whether the telephone agent may book at all; works at once after `apply`."""

    ON = "on"
    CALLBACK_ONLY = "callback_only"
    OFF = "off"


class NextWeekday(StrEnum):
    """What "nächsten Freitag" does where its two readings differ."""

    ASK = "ask"
    COMING = "coming"


@dataclass(frozen=True, slots=True)
class Staff:
    """One member of staff, identified by key: two may bear the same name."""

    key: str
    name: str
    working_hours: WeeklyHours
    time_off: tuple[DateSpan, ...] = ()


@dataclass(frozen=True, slots=True)
class LanguageSettings:
    """How the agent reads and speaks."""

    next_weekday: NextWeekday = NextWeekday.ASK
    address: str = "sie"
    halves: bool = False


@dataclass(frozen=True, slots=True)
class Handover:
    """A person to whom a call can be put through, and when (no hours: whenever the salon is open)."""

    name: str
    phone: str
    hours: WeeklyHours | None = None


@dataclass(frozen=True, slots=True)
class RetellSettings:
    """The Retell workspace keys (references such as env:NAME, never secrets) and the agents that may call.
    `tool_timeout_ms`: how long the platform waits for the answer of a tool; None: as long as we would set it up.
    `api_url`: where the platform lets us speak into a running call; None: never."""

    api_keys: tuple[str, ...] = ()
    agent_name: str = ""
    tool_timeout_ms: int | None = None
    api_url: str | None = None


@dataclass(frozen=True, slots=True)
class CalendarSettings:
    """Which calendar the salon keeps. `options` holds what only its adapter understands."""

    kind: str = "builtin"
    key: str = "builtin"
    options: Mapping[str, object] = field(default_factory=dict)

    @property
    def is_outside(self) -> bool:
        """Whether others than we write into it, so that it has to be looked at before anything is called free."""
        return self.kind != "builtin"


@dataclass(frozen=True, slots=True)
class EventType:
    """What an outside calendar calls one busy segment (counted from 1) of a service done by one person."""

    service: str
    segment: int
    staff: str
    id: int


@dataclass(frozen=True, slots=True)
class CallTests:
    """Which calls are only tests, and when their visits are undone by themselves."""

    numbers: tuple[str, ...] = ()
    agent_ids: tuple[str, ...] = ()
    web_calls: bool = False
    undo_after_minutes: int = 60


@dataclass(frozen=True, slots=True)
class SmtpSettings:
    """The mail server of a salon; `password` is a reference, never the password."""

    host: str
    sender: str
    port: int = 587
    security: str = "starttls"
    user: str | None = None
    password: str | None = None


@dataclass(frozen=True, slots=True)
class AlarmSettings:
    """When the salon is told that something is not as it was said, and how. A difference may stay open for
    `after_minutes`, a task unseen for `unseen_minutes`; `digest_at` is a wall-clock time."""

    after_minutes: int = 15
    unseen_minutes: int = 120
    digest_at: str = "18:00"
    email: tuple[str, ...] = ()
    operator_email: tuple[str, ...] = ()
    webhook: str | None = None
    webhook_secret: str | None = None
    smtp: SmtpSettings | None = None


TIMEOUT_MARGIN_MS = 6_000
"""How much longer the platform waits than we may take: a time-out of theirs would make the outcome unknown (R6)."""


@dataclass(frozen=True, slots=True)
class Tenant:
    """A salon with everything it configured. `version` counts the times it changed."""

    slug: str
    name: str
    timezone: ZoneInfo
    staff: tuple[Staff, ...]
    services: tuple[Service, ...]
    language: str = "de"
    region: str = "DE"
    holidays: str | None = None
    phone_numbers: tuple[str, ...] = ()
    bookings: Bookings = Bookings.ON
    rules: Rules = Rules()
    opening: Opening = Opening()
    speech: LanguageSettings = LanguageSettings()
    retell: RetellSettings = RetellSettings()
    calendar: CalendarSettings = CalendarSettings()
    tests: CallTests = CallTests()
    alarms: AlarmSettings = AlarmSettings()
    handovers: tuple[Handover, ...] = ()
    message_channels: tuple[str, ...] = ()
    event_types: tuple[EventType, ...] = ()
    retention_days: int = 30

    @property
    def tool_timeout_ms(self) -> int:
        """How long the voice platform waits for an answer of ours, in milliseconds: as the tenant file says, else what
        the export of the agent sets."""
        return self.retell.tool_timeout_ms or self.rules.answer_budget_ms + TIMEOUT_MARGIN_MS

    def service(self, key: str) -> Service | None:
        """The service of that key, None where the catalogue no longer has it."""
        return next((service for service in self.services if service.key == key), None)

    def staff_member(self, key: str) -> Staff | None:
        """The member of staff of that key."""
        return next((person for person in self.staff if person.key == key), None)

    def staff_name(self, key: str) -> str:
        """The display name of a member of staff; the key itself once the person has left the file."""
        person = self.staff_member(key)
        return person.name if person else key

    def service_name(self, key: str) -> str:
        """The display name of a service; the key itself once it has left the catalogue."""
        service = self.service(key)
        return service.name if service else key

    def services_named(self, keys: tuple[str, ...]) -> str:
        """Several services as one display name; one that comes twice is counted ("2 × Kinderhaarschnitt")."""
        counted = [(keys.count(key), self.service_name(key)) for key in dict.fromkeys(keys)]
        return " + ".join(f"{count} × {name}" if count > 1 else name for count, name in counted)
