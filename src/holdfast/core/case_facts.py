"""The facts of a case that several rules need, each worked out once: what tools and requests did, on one clock; which
row the call is about; what the calendar showed last of every booking, and whose it is. Pure."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cached_property

from holdfast.core.case import Case, Entry, Json, Listing, Row, ToolCall
from holdfast.core.case_answers import Aim, Meaning, aim_of, as_json, fields_in, meaning_of, spoken_in
from holdfast.core.case_focus import choose_focus, last_names
from holdfast.core.case_owner import Marks, Owner, host_fits, owner_of, sent_marks
from holdfast.core.case_replies import CHANGES, Act, act_of, reply_of
from holdfast.core.case_runs import Exchange, Run, Sighting
from holdfast.core.case_values import instant_of, text_of
from holdfast.core.claims_said import Heard, read_conversation
from holdfast.core.claims_said.when import clocks_in, days_in
from holdfast.core.claims_said.words import plain
from holdfast.core.correction import Told
from holdfast.core.interval import Interval
from holdfast.core.timeline import STAMP_TOLERANCE, Clocks, read_clocks

NO_DAY = date(2000, 1, 3)


class Facts:
    """Everything the rules ask of one case."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.call = case.call
        self.clocks: Clocks = read_clocks(case)

    # -- time ---------------------------------------------------------------------------------------------------------

    @cached_property
    def today(self) -> date:
        """The day of the call where the tenant is."""
        instants = [self.call.started_at, self.call.ended_at, *(tool.received_at for tool in self.case.tools or ())]
        first = next((instant for instant in instants if instant is not None), None)
        return NO_DAY if first is None else first.astimezone(self.call.zone).date()

    def local(self, instant: datetime) -> datetime:
        """An instant where the tenant is."""
        return instant.astimezone(self.call.zone)

    @cached_property
    def call_span(self) -> tuple[datetime, datetime] | None:
        """From the first to the last moment of the call on our clock, with a minute for what went on behind it."""
        begin = self.clocks.zero or self.call.started_at
        lasts = [run.end for run in self.runs if run.end is not None]
        if self.call.ended_at is not None and self.call.started_at is not None and begin is not None:
            lasts.append(begin + (self.call.ended_at - self.call.started_at))
        if begin is None or not lasts:
            return None
        return begin - STAMP_TOLERANCE, max(lasts) + timedelta(seconds=60)

    def in_call(self, instant: datetime | None) -> bool:
        """Whether something of ours happened during the call."""
        return instant is not None and self.call_span is not None and self.call_span[0] <= instant <= self.call_span[1]

    # -- words --------------------------------------------------------------------------------------------------------

    @cached_property
    def heard(self) -> Heard | None:
        """The conversation; None where there is no transcript."""
        if self.case.lines is None:
            return None
        deeds = {Aim.BOOK: Told.BOOKED, Aim.MOVE: Told.MOVED, Aim.CANCEL: Told.CANCELLED}
        ends = [(self.clocks.second(run.end), deeds[run.aim]) for run in self.writes]
        asked = [(second, kind) for second, kind in ends if second is not None]
        return read_conversation(self.case.lines, self.today, self.call.language == "en", asked)

    @property
    def told(self) -> Told:
        """What the caller believes."""
        return Told.UNKNOWN if self.heard is None else self.heard.told

    # -- tools and requests -------------------------------------------------------------------------------------------

    @cached_property
    def runs(self) -> tuple[Run, ...]:
        """All tool calls in the order in which they began."""
        runs = [self._run(tool) for tool in self.case.tools or ()]
        return tuple(sorted(runs, key=lambda run: (run.begin is None, run.begin or datetime.max.replace(tzinfo=UTC))))

    def _run(self, tool: ToolCall) -> Run:
        aim = aim_of(tool)
        begin = tool.received_at or self.clocks.audio(tool.start_s)
        end = tool.answered_at or self.clocks.audio(tool.end_s)
        took = end - begin if begin is not None and end is not None else None
        if tool.answered_at is None and tool.start_s is not None and tool.end_s is not None:
            took = timedelta(seconds=tool.end_s - tool.start_s)
        if tool.answered_at is None and begin is not None:
            sent = [one.request.until for one in self.exchanges if one.request.tool_call == tool.id]
            longest = max((until - begin for until in sent if until is not None), default=None)
            took = max(took, longest) if took is not None and longest is not None else took or longest
        limit = self.call.tool_timeout
        late = took is not None and limit is not None and took > limit + timedelta(milliseconds=200)
        if tool.seen is False and took is not None and limit is not None and tool.answered_at is None:
            late = took >= limit - timedelta(milliseconds=100)  # The platform stopped waiting just then.
        return Run(tool, aim, meaning_of(tool, aim, self.today), begin, end, late, tool.seen is False)

    def runs_of(self, *aims: Aim) -> list[Run]:
        """The tool calls that were for one of these."""
        return [run for run in self.runs if run.aim in aims]

    def run(self, identifier: str | None) -> Run | None:
        """A tool call by its id."""
        return next((run for run in self.runs if run.tool.id == identifier), None) if identifier else None

    @cached_property
    def writes(self) -> tuple[Run, ...]:
        """The tool calls that were to change something."""
        return tuple(run for run in self.runs if run.is_write)

    @cached_property
    def exchanges(self) -> tuple[Exchange, ...]:
        """All requests to the calendar."""
        return tuple(Exchange(r, act_of(r), reply_of(r)) for r in self.case.requests or ())

    @cached_property
    def creates(self) -> tuple[Exchange, ...]:
        """The requests that were to make a booking, but for those that name a row of another call's which this one is
        not about."""
        own = {row.id for row in (*self.own_rows, self.focus) if row is not None}
        others = {row.id for row in self.case.rows or () if row.call_id} - own
        made = (one for one in self.exchanges if one.act is Act.CREATE)
        return tuple(one for one in made if not others & sent_marks(one.request.body))

    @cached_property
    def first_send(self) -> datetime | None:
        """When we first asked the calendar for a booking; without requests on record, when the first write began."""
        sends = [one.request.at for one in self.creates]
        begins = [run.begin for run in self.runs_of(Aim.BOOK, Aim.MOVE)]
        rows = [row.created_at for row in self.own_rows]
        return min((at for at in (*sends, *begins, *rows) if at is not None), default=None)

    @cached_property
    def last_write(self) -> datetime | None:
        """When we last changed something in the calendar, as far as it is on record."""
        changes = [one.request.until for one in self.exchanges if one.act in CHANGES and one.request.until is not None]
        if changes:
            return max(changes)
        runs = [run.end or run.begin for run in self.writes if run.meaning is not Meaning.NONE]
        return max((end for end in runs if end is not None), default=None)

    # -- the row this call is about -----------------------------------------------------------------------------------

    @cached_property
    def own_rows(self) -> tuple[Row, ...]:
        """The rows this call made."""
        return tuple(row for row in self.case.rows or () if self.call.id and row.call_id == self.call.id)

    @cached_property
    def focus(self) -> Row | None:
        """The row this call made, changed or asked about; None where there is none."""
        return choose_focus(self)

    @cached_property
    def busy(self) -> tuple[Interval, ...]:
        """The spans that the wish needs, from the row; without one from our requests and the catalogue."""
        if self.focus is not None and self.focus.busy:
            return self.focus.busy
        start = self.wanted_start
        minutes = self.minutes_wanted
        return () if start is None else (Interval(start, start + timedelta(minutes=minutes or 15)),)

    @cached_property
    def wish(self) -> tuple[Interval, ...]:
        """The spans that the last wish needs: where a visit was to be moved and was not, those at its new time."""
        focus, last = self.focus, self.writes[-1] if self.writes else None
        if focus is None or focus.start is None or last is None or last.aim is not Aim.MOVE or last.is_done:
            return self.busy
        asked = [one.start for one in self.exchanges if one.act in (Act.MOVE, Act.CREATE) and one.start is not None]
        target = asked[-1] if asked else self.spoken_start or self._start_in_words(last, focus.start)
        if target is None:
            return ()
        shift = target - focus.start
        return tuple(Interval(span.start + shift, span.end + shift) for span in self.busy)

    def _start_in_words(self, run: Run, before: datetime) -> datetime | None:
        """The time that a move was asked for, on the day of the visit unless its words name another one."""
        words = plain(" ".join(f"um {text}" for text in map(text_of, run.tool.args.values()) if text))
        clocks, days = clocks_in(words), days_in(words, self.today)
        if len(clocks) != 1 or len({day.dates for day in days}) > 1 or any(len(day.dates) > 1 for day in days):
            return None
        local = self.local(before)
        on = next(iter(days[0].dates)) if days else local.date()
        at = self._daytime(clocks[0].minutes, clocks[0].either_half)
        start = datetime(on.year, on.month, on.day, at // 60 % 24, at % 60, tzinfo=self.call.zone)
        return start.astimezone(UTC)

    @cached_property
    def wanted_start(self) -> datetime | None:
        """The start that was asked for, as far as anything but the caller's words says it."""
        if self.focus is not None and self.focus.start is not None:
            return self.focus.start
        for one in self.creates:
            if one.start is not None:
                return one.start
        for run in reversed(self.runs):
            for name, value in (*_about_the_wish(run), *fields_in(run.tool.args)):
                if name in ("at", "requested_time", "datetime", "start", "start_time", "slot") and isinstance(
                    value, str
                ):
                    start = instant_of(value, self.call.zone)
                    if start is not None and len(value) > 10:
                        return start
        return self.spoken_start

    @cached_property
    def spoken_start(self) -> datetime | None:
        """The start that the words name without doubt: one day and one time of the last wish."""
        if self.heard is None:
            return None
        days: set[date] = set()
        minutes: set[int] = set()
        for wish in self.heard.wishes:
            if wish.days:
                days = set.intersection(*(set(day.dates) for day in wish.days)) or set(wish.days[0].dates)
            if wish.clocks:
                minutes = {self._daytime(clock.minutes, clock.either_half) for clock in wish.clocks}
        if len(days) != 1 or len(minutes) != 1:
            return None
        at = minutes.pop()
        local = datetime.combine(days.pop(), datetime.min.time()).replace(hour=at // 60, minute=at % 60)
        return local.replace(tzinfo=self.call.zone).astimezone(UTC)

    @staticmethod
    def _daytime(minutes: int, either_half: bool) -> int:
        """A clock time as business hours mean it: three is in the afternoon, nine in the morning."""
        return minutes + 720 if either_half and minutes < 420 else minutes

    @cached_property
    def service_name(self) -> str | None:
        """The service that was wished for."""
        if self.focus is not None and self.focus.service:
            return self.focus.service
        for run in self.runs:
            for name, value in run.tool.args.items():
                if name.lower() in ("service", "service_name", "dienstleistung", "leistung", "treatment"):
                    return text_of(value)
        return None

    @cached_property
    def minutes_wanted(self) -> float | None:
        """How long the wished service takes, by the catalogue."""
        name = (self.service_name or "").casefold()
        for service in self.case.catalog.services or ():
            if name and name in (service.name.casefold(), service.key.casefold()):
                return service.minutes
        return None

    # -- what the calendar showed -------------------------------------------------------------------------------------

    @cached_property
    def listings(self) -> tuple[Listing, ...]:
        """All listings, oldest first."""
        oldest = datetime.min.replace(tzinfo=UTC)
        return tuple(sorted(self.case.listings or (), key=lambda listing: listing.listed_at or oldest))

    @cached_property
    def sightings(self) -> tuple[Sighting, ...]:
        """Every booking of the calendar as it was seen last."""
        last: dict[str, Sighting] = {}
        for listing in self.listings:
            for n, entry in enumerate(listing.entries):
                name = entry.uid or entry.id or f"{listing.ref}/{n}"
                before = last.get(name)
                first = (listing, entry) if before is None else (before.first_listing, before.first_entry)
                last[name] = Sighting(entry, listing, *first)
        return tuple(last.values())

    @cached_property
    def marks(self) -> Marks:
        """What identifies bookings as this call's: references, identifiers, attendee and the spans we asked for."""
        return Marks.of(self)

    @cached_property
    def owners(self) -> dict[str, Owner]:
        """Whose each booking of the calendar is."""
        return {sighting.entry.key: owner_of(sighting.entry, self) for sighting in self.sightings}

    def owner(self, entry: Entry) -> Owner:
        """Whose a booking is."""
        known = self.owners.get(entry.key)
        return owner_of(entry, self) if known is None else known

    @cached_property
    def ours(self) -> tuple[Sighting, ...]:
        """The bookings that are the focus row's, or this call's where there is no row."""
        return tuple(one for one in self.sightings if self.owner(one.entry).is_focus)

    def host_of_focus(self, entry: Entry) -> bool | None:
        """Whether an entry's host is the one of the visit; None where that cannot be said."""
        staff = self.focus.staff if self.focus is not None else self.staff_asked
        return host_fits(entry, staff, self.case.catalog)

    @cached_property
    def staff_asked(self) -> str | None:
        """The person that the tools named."""
        for run in reversed(self.runs):
            for name, value in (*fields_in(run.tool.args), *_about_the_wish(run)):
                if name in ("staff", "mitarbeiter", "employee", "staff_id", "staff_name", "stylist") and text_of(value):
                    return text_of(value)
        return None

    @cached_property
    def caller_names(self) -> frozenset[str]:
        """The family names under which the caller may be known: from tool arguments."""
        names: set[str] = set()
        for run in self.runs:
            for name, value in run.tool.args.items():
                if name.lower() in ("customer_name", "name", "kunde", "customer", "kundenname", "client_name"):
                    names |= last_names(text_of(value))
        return frozenset(names)

    def span_covered(self, listing: Listing, spans: Sequence[Interval]) -> bool:
        """Whether a listing covers all of these spans."""
        return listing.span is not None and all(listing.span.contains(span) for span in spans)

    def answers_said(self) -> Iterator[tuple[Run, str]]:
        """The sentences that our answers handed to the agent."""
        for run in self.runs:
            text = spoken_in(run.tool.answer)
            if text:
                yield run, text


def _about_the_wish(run: Run) -> Iterator[tuple[str, Json]]:
    """The fields of an answer, but for the other times that a "no" names in the place of the one asked for."""
    answer = as_json(run.tool.answer)
    if run.meaning in (Meaning.TAKEN, Meaning.REFUSED) and isinstance(answer, dict):
        answer = {name: value for name, value in answer.items() if not isinstance(value, list)}
    yield from fields_in(answer)
