"""Fourth stage, the times: a day with the clock times, windows and lengths that were said of it."""

from dataclasses import replace
from datetime import time

from .clocks import Hours, hours_on, minutes_meant, wall_time, windows_meant
from .frame import Doubt, Frame
from .grammar import About, Claim, Said
from .grammar_clock import part_of_clock
from .meanings import Clock, Length, TimeSpan
from .reading import Daypart, QuestionKind, Reading, daypart_denied, daypart_window


def with_times(day: Reading, said: Said, frame: Frame) -> Reading | Doubt:
    """`day` with the clock times, windows and lengths that were said of it."""
    claims = [c for c in said.claims if c.about is About.TIME]
    if _hours_alone_denied(said):
        claims = [_turned(c) for c in claims]
        said = Said((*(c for c in said.claims if c.about is not About.TIME), *claims), said.unread)
    asserted = [c for c in claims if not c.denied]
    excluded: tuple[tuple[time, time], ...] = ()
    if _hours_alone_denied(said):
        windows = [_denied_hours(c, day, frame) for c in claims if c.denied]
        if None in windows:
            return QuestionKind.UNREAD, () if day.is_empty() else (day,)
        excluded = tuple(window for window in windows if window)
    if len(claims) > len(asserted) and not asserted and not excluded:
        return QuestionKind.UNREAD, () if day.is_empty() else (day,)
    if not excluded and any(c.denied and isinstance(c.meaning, TimeSpan) for c in claims):
        return QuestionKind.UNREAD, () if day.is_empty() else (day,)
    day = replace(_with_wishes(day, said), exclude_times=tuple(dict.fromkeys(excluded)))
    parts = [c.part for c in asserted if c.part]
    timed = _timed(asserted, parts[0] if parts else None)
    if not timed:
        return _with_parts(day, parts)
    return _placed(day, timed, frame, parts[0] if len(set(parts)) == 1 else None)


def _hours_alone_denied(said: Said) -> bool:
    """Whether all that was denied are hours of the day: "Freitag vormittags geht nicht" denies the two together, and
    a clock time alone leaves nothing to look for."""
    denied = [claim for claim in said.claims if claim.denied]
    clocks = any(isinstance(claim.meaning, Clock) for claim in denied)
    else_said = any(claim.about in (About.DAY, About.TIME) and not claim.denied for claim in said.claims)
    return all(claim.about is About.TIME for claim in denied) and (else_said or not clocks)


def _turned(claim: Claim) -> Claim:
    """ "Ab vier kann ich nicht" is until four, "vor elf geht nichts" from eleven on."""
    span = claim.meaning
    if not claim.denied or not isinstance(span, TimeSpan) or (span.start and span.end):
        return claim
    return replace(claim, meaning=TimeSpan(span.end, span.start), denied=False)


def _denied_hours(claim: Claim, day: Reading, frame: Frame) -> tuple[time, time] | None:
    """When a visit may not begin: "nicht zwischen zwölf und zwei", "ab vier kann ich nicht", "nicht um zehn"; None
    where both halves of the day could be meant."""
    if claim.part:
        return daypart_denied(claim.part)
    if isinstance(claim.meaning, Clock):
        minutes = minutes_meant(claim.meaning, hours_on(day.dates, frame.opening, None))
        return (wall_time(minutes[0]), wall_time(minutes[0] + 1)) if len(minutes) == 1 else None
    if not isinstance(claim.meaning, TimeSpan):
        return None
    found = windows_meant(claim.meaning, hours_on(day.dates, frame.opening, None))
    if len(found) != 1:
        return None
    (start, end) = found[0]
    return (time(0) if start is None else wall_time(start)), (time(23, 59) if end is None else wall_time(end))


def _with_wishes(day: Reading, said: Said) -> Reading:
    lengths = [c.meaning.minutes for c in said.claims if isinstance(c.meaning, Length)]
    abouts = {c.about for c in said.claims if not c.denied}
    alone = not abouts & {About.DAY, About.TIME, About.MOMENT, About.ASAP} and not day.exclude_weekdays
    return replace(
        day,
        minutes=lengths[0] if lengths else None,
        asap=About.ASAP in abouts and not any(isinstance(c.meaning, Clock) and not c.denied for c in said.claims),
        any=About.ANY in abouts and alone,
    )


def _with_parts(day: Reading, parts: list[Daypart]) -> Reading | Doubt:
    distinct = list(dict.fromkeys(parts))
    if len(distinct) > 1 and set(distinct) != {Daypart.MORNING, Daypart.FORENOON}:
        return QuestionKind.WHICH_OPTION, tuple(replace(day, daypart=part) for part in distinct)
    return replace(day, daypart=distinct[-1] if distinct else None)


def _timed(claims: list[Claim], part: Daypart | None) -> list[Clock | TimeSpan]:
    """The clock times and windows said, their half of the day settled where a day part was said."""
    found: list[Clock | TimeSpan] = []
    for claim in claims:
        if isinstance(claim.meaning, Clock):
            found.append(part_of_clock(claim.meaning, part) if part else claim.meaning)
        elif isinstance(claim.meaning, TimeSpan):
            ends = [part_of_clock(c, part) if c and part else c for c in (claim.meaning.start, claim.meaning.end)]
            found.append(TimeSpan(ends[0], ends[1]))
    return found


def _placed(day: Reading, timed: list[Clock | TimeSpan], frame: Frame, part: Daypart | None) -> Reading | Doubt:
    after = frame.minute if day.dates == (frame.today,) else None
    hours = hours_on(day.dates, frame.opening, after)
    spans = [t for t in timed if isinstance(t, TimeSpan)]
    clocks = [t for t in timed if isinstance(t, Clock)]
    if not spans:
        return _half_doubt(day, _clock_readings(day, clocks, hours))
    if len(clocks) == len(spans) == 1 and (inside := _clock_inside(clocks[0], spans[0], hours)) is not None:
        return replace(day, times=(wall_time(inside),))
    if clocks or len(spans) > 2:
        return QuestionKind.UNREAD, ()
    if len(spans) == len([w for s in spans for w in windows_meant(s, hours)]) > 1 and _lie_apart(spans, hours):
        return QuestionKind.WHICH_OPTION, tuple(
            _windowed(day, start, end, part) for span in spans for start, end in windows_meant(span, hours)
        )
    window = spans[0] if len(spans) == 1 else _one_window(spans[0], spans[1])
    if window is None:
        return QuestionKind.UNREAD, ()
    found = windows_meant(window, hours)
    return _half_doubt(day, [_windowed(day, start, end, part) for start, end in found])


def _clock_inside(clock: Clock, span: TimeSpan, hours: Hours) -> int | None:
    """ "Zwischen zwei und drei, sagen wir halb drei": the minute that lies in the window, if only one does."""
    if span.start is None or span.end is None:
        return None
    minutes = minutes_meant(clock, hours)
    fits = [m for m in minutes for start, end in windows_meant(span, hours) if (start or 0) <= m <= (end or 0)]
    return fits[0] if len(fits) == 1 else None


def _lie_apart(spans: list[TimeSpan], hours: Hours) -> bool:
    """ "Before ten or after three" leaves nothing between the two."""
    (first_start, first_end), (second_start, second_end) = (windows_meant(span, hours)[0] for span in spans)
    start, end = (second_start, first_end) if first_start is None else (first_start, second_end)
    return start is not None and end is not None and start >= end


def _windowed(day: Reading, start: int | None, end: int | None, part: Daypart | None) -> Reading:
    """The window; "nachmittags, aber nicht nach vier" does not open the morning: its open side is the day part's."""
    since, until = None if start is None else wall_time(start), None if end is None else wall_time(end)
    if part and (since is None) != (until is None):
        first, last = daypart_window(part)
        part = part if (since or first) < (until or last) else None
        return replace(day, time_from=since, time_to=until, daypart=part)
    return replace(day, time_from=since, time_to=until)


def _one_window(first: TimeSpan, second: TimeSpan) -> TimeSpan | None:
    """ "nach halb zehn, aber vor elf" is one window."""
    if first.end is None and second.start is None:
        return TimeSpan(first.start, second.end)
    if first.start is None and second.end is None:
        return TimeSpan(second.start, first.end)
    return None


def _clock_readings(day: Reading, clocks: list[Clock], hours: Hours) -> list[Reading]:
    """One reading, or one with the earlier and one with the later half of the day."""
    meant = _agreeing([minutes_meant(clock, hours) for clock in clocks])
    early = tuple(dict.fromkeys(wall_time(minutes[0]) for minutes in meant))
    late = tuple(dict.fromkeys(wall_time(minutes[-1]) for minutes in meant))
    readings = [replace(day, times=early)]
    return readings if early == late else [*readings, replace(day, times=late)]


def _agreeing(meant: list[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """ "Acht oder neun": where one hour can be only one half of the day, its neighbours are the nearest to it."""
    sure = next((minutes[0] for minutes in meant if len(minutes) == 1), None)
    if sure is None:
        return meant
    return [(min(minutes, key=lambda minute: abs(minute - sure)),) for minutes in meant]


def _half_doubt(day: Reading, readings: list[Reading]) -> Reading | Doubt:
    distinct = tuple(dict.fromkeys(readings))
    if not distinct:
        return QuestionKind.UNREAD, () if day.is_empty() else (day,)
    return distinct[0] if len(distinct) == 1 else (QuestionKind.HALF_OF_DAY, distinct)
