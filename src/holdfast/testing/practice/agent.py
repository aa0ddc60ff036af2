"""The agent of a test call: rules instead of a model. It decides which tool to call from what the caller said.

It is as strict as a voice agent should be: words about days, times, services and names are handed over as they were
said, what the tools answer is spoken word for word, and nothing is written before the caller said yes.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, TypeAlias

from holdfast.actions.agent_prompt import begin_message
from holdfast.core.tenant import Tenant
from holdfast.language import (
    OfferHeard,
    Question,
    QuestionKind,
    Reading,
    ServiceName,
    match_services,
    pick_offer,
    read,
    wants_earlier,
    wants_later,
    wants_other,
    wants_person,
)
from holdfast.testing.practice.agent_words import EARS, Ear

_NOTHING_SAID = frozenset({QuestionKind.NOTHING_HEARD, QuestionKind.UNREAD})
_SHORT = 4
"""A yes, a no or a greeting of at most so many words is nothing else besides."""


@dataclass(frozen=True, slots=True)
class Speak:
    """Say this, and listen."""

    text: str


@dataclass(frozen=True, slots=True)
class Use:
    """Call a tool with these words of the caller."""

    tool: str
    args: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class End:
    """Say this, and hang up."""

    text: str


Deed: TypeAlias = Speak | Use | End


@dataclass
class Agent:
    """One agent in one call of one salon. `offers` are what the caller may choose from; `unsure` is a write that waits
    for a yes; `open` is the tool that asked for `asked_for`."""

    tenant: Tenant
    offers: tuple[OfferHeard, ...] = ()
    used: Use = field(default_factory=lambda: Use("get_context"))
    unsure: Use | None = None
    asked_for: str | None = None
    wish: dict[str, str] = field(default_factory=dict)
    name: str = ""

    @property
    def ear(self) -> Ear:
        """Its words."""
        return EARS.get(self.tenant.language, EARS["de"])

    def first_words(self) -> str:
        """Who speaks: a machine, and it says so."""
        return begin_message(self.tenant)

    def greets(self) -> Deed:
        """After its first words it asks who is calling."""
        return self._use(Use("get_context"))

    def hears(self, said: str, now: datetime) -> Deed:
        """What to do about what the caller said at `now`."""
        if (named := self.ear.name.search(said)) is not None:
            self.name = named["name"].strip()
        deed = self._answer_to_question(said, now) or self._plain_wish(said, now) or self._answer_to_tool(said, now)
        return deed or self._about_a_visit(said, now) or self._small_talk(said)

    def is_told(self, answer: Mapping[str, Any]) -> Deed:
        """A tool has answered: its words are spoken, and what it asks for is kept in mind."""
        state = str(answer.get("state", ""))
        self.asked_for = str(answer.get("field") or "") or None if state == "need_info" else None
        options = answer.get("options") or []
        if options:
            self.offers = tuple(_offer(one) for one in options)
        elif state in ("confirmed", "cancelled", "pending"):
            self.offers, self.wish = (), {}
        return Speak(str(answer.get("say", "")))

    def _use(self, use: Use) -> Use:
        self.used, self.unsure = use, None
        return use

    def _speak(self, key: str) -> Speak:
        return Speak(self.ear.says[key])

    # An answer to what the agent asked itself

    def _answer_to_question(self, said: str, now: datetime) -> Deed | None:
        """The yes or no to a write that is waiting, or the choice among what was offered."""
        if (unsure := self.unsure) is not None:
            self.unsure = None
            if self.ear.no.search(said):
                return self._speak("kept")
            if self.ear.yes.search(said):
                return self._use(unsure)
        return self._choice(said, now) if self.offers else None

    def _choice(self, said: str, now: datetime) -> Deed | None:
        plain = self.ear.name.sub("", said).strip(" ,.")
        today = now.astimezone(self.tenant.timezone).date()
        slot = pick_offer(plain, self.offers, self.tenant.language, today)
        if slot is not None:
            return self._use(self._taking(slot))
        if self.asked_for is None and len(said.split()) <= _SHORT:
            if self.ear.no.search(said) and not wants_other(said):
                return self._speak("when_else")
            if self.ear.yes.match(said) and len(self.offers) > 1:
                return self._speak("which")
        if wants_later(said) or wants_earlier(said) or wants_other(said):
            return self._use(replace(self._asking(), args={**self._asking().args, "date": "", "time": said}))
        return None

    def _taking(self, slot: str) -> Use:
        """The write that the caller just said yes to."""
        if self.used.tool == "reschedule":
            return Use("reschedule", {"slot_id": slot})
        return Use("book", {"slot_id": slot, **({"customer_name": self.name} if self.name else {})})

    def _asking(self) -> Use:
        moves = self.used.tool == "reschedule"
        return Use("reschedule" if moves else "check_availability", {} if moves else self.wish)

    # A wish of its own kind

    def _plain_wish(self, said: str, now: datetime) -> Deed | None:
        """What is asked for in so many words, whatever the agent was about to ask."""
        ear = self.ear
        if ear.goodbye.search(said):
            return End(ear.says["bye"])
        if wants_person(said) or ear.callback.search(said):
            return self._use(Use("request_callback", {"reason": said, **self._who()}))
        if ear.cancel.search(said):
            return self._ask_first(Use("cancel", {**self._which(said, now), **self._who()}), "sure_cancel")
        if ear.move.search(said):
            return self._move(said, now)
        if ear.hours.search(said):
            return self._use(Use("opening_hours", {"date": said} if self._names_time(said, now) else {}))
        if ear.prices.search(said):
            return self._price(said)
        if ear.find.search(said):
            return self._use(Use("find_bookings", self._who()))
        return self._use(Use("booking_status", self._who())) if ear.status.search(said) else None

    def _price(self, said: str) -> Deed:
        """Of a service that is named, its price; a time that is named next is meant for it."""
        if not self._names_service(said):
            return self._use(Use("list_services"))
        self.wish = {"service": said}
        return self._use(Use("list_services", dict(self.wish)))

    def _who(self) -> dict[str, str]:
        return {"customer_name": self.name} if self.name else {}

    def _which(self, said: str, now: datetime) -> dict[str, str]:
        found = {"service": said} if self._names_service(said) else {}
        return {**found, **({"date": said} if self._names_time(said, now) else {})}

    def _ask_first(self, write: Use, question: str) -> Deed:
        self.unsure, self.asked_for, self.offers = write, None, ()
        return self._speak(question)

    def _move(self, said: str, now: datetime) -> Deed:
        if self._names_time(said, now):
            return self._ask_first(Use("reschedule", {"date": said}), "sure_move")
        self.used, self.asked_for, self.offers = Use("reschedule"), "date", ()
        return self._speak("move_when")

    # An answer to what a tool asked

    def _answer_to_tool(self, said: str, now: datetime) -> Deed | None:
        """The words go where the tool asked for them."""
        asked, self.asked_for = self.asked_for, None
        if asked is None:
            return None
        words = self.name if asked == "customer_name" and self.ear.name.search(said) else said
        if asked == "customer_name":
            self.name = words
        if self.used.tool == "check_availability":
            self.wish[asked] = words
            return self._use(Use("check_availability", dict(self.wish)))
        use = Use(self.used.tool, {**self.used.args, asked: words})
        if use.tool == "reschedule" and not self.used.args:
            return self._ask_first(use, "sure_move") if self._names_time(said, now) else self._speak("move_when")
        return self._use(use)

    # A wish for an appointment

    def _about_a_visit(self, said: str, now: datetime) -> Deed | None:
        """A service, a day or a time: what is free? Another service begins a new wish."""
        names_service, names_time = self._names_service(said), self._names_time(said, now)
        if not (names_service or names_time or self.ear.wish.search(said)):
            return None
        if self.used.tool == "reschedule" and self.offers and names_time and not names_service:
            return self._ask_first(Use("reschedule", {"date": said}), "sure_move")
        if names_service:
            self.wish["service"] = said
        if names_time:
            self.wish |= {"date": said, "time": ""}
        words = set(re.findall(r"\w+", said.lower()))
        staff = [one.name for one in self.tenant.staff if one.name.lower() in words]
        if staff:
            self.wish["staff"] = staff[0]
        return self._use(Use("check_availability", {key: value for key, value in self.wish.items() if value}))

    def _names_service(self, said: str) -> bool:
        names = [ServiceName(one.key, one.name, one.aliases) for one in self.tenant.services]
        return match_services(said, names, self.tenant.language) is not None

    def _names_time(self, said: str, now: datetime) -> bool:
        heard = read(said, now.astimezone(self.tenant.timezone), self.tenant.language)
        if isinstance(heard, Question):
            return heard.kind not in _NOTHING_SAID
        return heard != Reading() and (heard.names_a_day() or heard.names_a_time() or heard.asap or heard.any)

    def _small_talk(self, said: str) -> Deed:
        ear = self.ear
        if ear.thanks.search(said) or (ear.no.search(said) and len(said.split()) <= _SHORT):
            return End(ear.says["bye"]) if ear.no.search(said) else self._speak("more")
        if ear.greeting.search(said):
            return self._speak("hello")
        return self._speak("which" if self.offers else "again")


def _offer(option: Mapping[str, Any]) -> OfferHeard:
    at = datetime.fromisoformat(str(option["at"])).replace(tzinfo=None)
    return OfferHeard(str(option["slot_id"]), at, str(option.get("staff", "")))
