"""The contract of a calendar, the same for every adapter: what `calendars.port` promises, tried on each of them.

`stage` is every adapter in turn, `outside` those whose calendar is not ours and can be spoilt.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from holdfast.calendars.port import Calendar, CalendarDenied, CalendarMisbehaved, CalendarUnreachable, Movement
from holdfast.core.ids import RemoteUid
from holdfast.core.interval import Interval
from holdfast.core.refusals import Reason
from holdfast.core.saga import Created, Entry, NotSent, RefusedBy, Reply, Seen, Sought, Unknown, find_entry
from holdfast.testing.builders import at, span
from tests.calendars.stages import (
    EMMA,
    FELIX,
    MIA,
    OutsideStage,
    Stage,
    entry_at,
    failing_after,
    page_for_people,
    silent_after,
    unreachable,
)

DAY = span("2026-11-27 00:00", "2026-11-28 00:00")
HOSTS = (MIA, EMMA, FELIX)
TEN = "2026-11-27 10:00"


async def listed(calendar: Calendar, within: Interval = DAY, hosts: Sequence[str] = HOSTS) -> tuple[Seen, ...]:
    """What a listing shows, which must be a whole one."""
    listing = await calendar.list_entries(hosts, within)
    assert listing.complete
    return listing.entries


async def created(calendar: Calendar, *entries: Entry) -> list[RemoteUid]:
    """Put entries in, all of which must be taken; their uids."""
    uids = []
    for reply in await calendar.create(entries):
        assert isinstance(reply, Created), reply
        uids.append(reply.uid)
    return uids


async def one(replies: Sequence[Reply]) -> Reply:
    """The only reply."""
    (reply,) = replies
    return reply


def ours(seen: Sequence[Seen], entry: Entry) -> list[Seen]:
    """What stands under the entry's reference."""
    return [found for found in seen if found.reference == entry.reference]


# Putting in and reading back.


async def test_what_is_created_is_listed_as_it_was_meant(stage: Stage) -> None:
    """Reference, host and exact span make it ours (R18)."""
    entry = entry_at(TEN)
    [uid] = await created(stage.calendar, entry)
    found = find_entry(entry, await listed(stage.calendar))
    assert found is not None
    assert (found.uid, found.host, found.interval) == (uid, MIA, entry.interval)
    assert not found.is_cancelled


async def test_several_at_once_have_each_their_own_outcome(stage: Stage) -> None:
    """The segments of a visit, with two members of staff, in the order asked."""
    entries = [entry_at(TEN), entry_at("2026-11-27 10:40", segment=2), entry_at("2026-11-27 11:20", EMMA, segment=3)]
    uids = await created(stage.calendar, *entries)
    assert len({*uids}) == 3
    seen = await listed(stage.calendar)
    found = [find_entry(entry, seen) for entry in entries]
    assert [one and one.uid for one in found] == uids


async def test_created_twice_it_stands_once(stage: Stage) -> None:
    """A repeat is Created, or the "no" or silence that it is; never a second entry, never another uid."""
    entry = entry_at(TEN)
    [uid] = await created(stage.calendar, entry)
    again = await one(await stage.calendar.create([entry]))
    assert again == Created(uid) or isinstance(again, RefusedBy | Unknown)
    assert [found.uid for found in ours(await listed(stage.calendar), entry)] == [uid]


async def test_our_own_repeat_never_looks_like_somebody_else(stage: Stage) -> None:
    """The incident: the second run met the first one's result and took it for somebody else's."""
    entry = entry_at(TEN)
    await created(stage.calendar, entry)
    await stage.calendar.create([entry])
    assert [found.reference for found in await listed(stage.calendar)] == [entry.reference]


async def test_a_listing_shows_only_the_hosts_asked_for(stage: Stage) -> None:
    mine, hers = entry_at(TEN), entry_at(TEN, EMMA, visit="v2", ref="L4M4A")
    await created(stage.calendar, mine)
    await created(stage.calendar, hers)
    assert [found.host for found in await listed(stage.calendar, hosts=[EMMA])] == [EMMA]


async def test_back_to_back_entries_do_not_touch(stage: Stage) -> None:
    """Half-open spans: what ends at ten does not touch what begins at ten."""
    await created(stage.calendar, entry_at("2026-11-27 09:20"))
    await created(stage.calendar, entry_at(TEN, visit="v2", ref="L4M4A"))
    within = span(TEN, "2026-11-27 10:40")
    assert [found.interval for found in await listed(stage.calendar, within)] == [within]


async def test_a_listing_shows_what_began_before_and_ends_after(stage: Stage) -> None:
    """Whatever touches the span, however little of it lies inside."""
    entry = entry_at(TEN)
    await created(stage.calendar, entry)
    for within in [
        span("2026-11-27 10:35", "2026-11-27 11:00"),
        span("2026-11-27 09:55", "2026-11-27 10:05"),
        span("2026-11-27 10:10", "2026-11-27 10:15"),
    ]:
        assert find_entry(entry, await listed(stage.calendar, within)), within


async def test_an_empty_day_is_a_whole_listing(stage: Stage) -> None:
    """Absence is something that a calendar can prove."""
    assert await listed(stage.calendar) == ()


# Others.


async def test_an_overlapping_foreign_entry_is_seen_and_is_not_ours(stage: Stage) -> None:
    """Ours yields to it, so it must be seen with its exact span."""
    start = at("2026-11-27 10:20")
    await stage.write_foreign(MIA, start)
    seen = await listed(stage.calendar, span(TEN, "2026-11-27 10:40"))
    assert [(found.host, found.interval.start) for found in seen] == [(MIA, start)]
    assert find_entry(entry_at(start), seen) is None


async def test_where_somebody_else_stands_nobody_says_that_we_do(stage: Stage) -> None:
    """Refused, or put beside it: then the listing shows both."""
    entry, start = entry_at(TEN), at(TEN)
    await stage.write_foreign(MIA, start)
    reply = await one(await stage.calendar.create([entry]))
    seen = await listed(stage.calendar)
    assert [found.interval.start for found in seen if found.reference != entry.reference] == [start]
    if isinstance(reply, Created):
        assert find_entry(entry, seen)
    else:
        assert reply in (RefusedBy(Reason.SLOT_TAKEN), Unknown())
        assert not ours(seen, entry)


async def test_another_tenants_entry_is_never_ours(stage: Stage) -> None:
    """Two tenants may share a calendar; each finds its own there (G9)."""
    entry = entry_at(TEN)
    other = stage.of_other_tenant()
    [uid] = await created(other, entry)
    assert not ours(await listed(stage.calendar), entry)
    found = await stage.calendar.find_entries([Sought(entry, uid)])
    assert not ours(found.entries, entry)
    assert ours(await listed(other), entry)


# Moving.


@pytest.mark.parametrize("start", ["2026-11-27 10:20", "2026-11-27 14:00", "2026-11-30 10:00"])
async def test_a_moved_entry_stands_at_the_new_time_alone(stage: Stage, start: str) -> None:
    """It keeps its reference; its old time is free; its uid from now on is told."""
    entry, wanted = entry_at(TEN), entry_at(start)
    [uid] = await created(stage.calendar, entry)
    reply = await one(await stage.calendar.move([Movement(uid, wanted, entry.interval)]))
    assert isinstance(reply, Created)
    assert (reply.uid == uid) is stage.keeps_uid
    week = span("2026-11-27 00:00", "2026-12-04 00:00")
    assert [(found.uid, found.interval) for found in ours(await listed(stage.calendar, week), entry)] == [
        (reply.uid, wanted.interval)
    ]


async def test_the_time_that_was_left_can_be_had_by_others(stage: Stage) -> None:
    entry = entry_at(TEN)
    [uid] = await created(stage.calendar, entry)
    await stage.calendar.move([Movement(uid, entry_at("2026-11-27 14:00"), entry.interval)])
    await created(stage.calendar, entry_at(TEN, visit="v2", ref="L4M4A"))


async def test_a_visit_that_was_moved_can_come_back_as_a_new_entry(stage: Stage) -> None:
    """Away without overlap and back again: two entries under one reference for a while, then one."""
    entry, wanted = entry_at(TEN), entry_at("2026-11-27 14:00")
    [first] = await created(stage.calendar, entry)
    [second] = await created(stage.calendar, wanted)
    assert [found.interval for found in ours(await listed(stage.calendar), entry)] == [entry.interval, wanted.interval]
    await stage.calendar.cancel([first])
    [third] = await created(stage.calendar, entry)
    await stage.calendar.cancel([second])
    assert [(found.uid, found.interval) for found in ours(await listed(stage.calendar), entry)] == [
        (third, entry.interval)
    ]


async def test_what_is_moved_and_then_wanted_at_its_old_time_again_is_a_new_entry(stage: Stage) -> None:
    """The name that the moved one was given must not stand in the way of another one."""
    entry = entry_at(TEN)
    [uid] = await created(stage.calendar, entry)
    reply = await one(await stage.calendar.move([Movement(uid, entry_at("2026-11-27 14:00"), entry.interval)]))
    assert isinstance(reply, Created)
    [back] = await created(stage.calendar, entry)
    assert back != reply.uid
    assert len(ours(await listed(stage.calendar), entry)) == 2
    await stage.calendar.cancel([reply.uid])
    assert [found.uid for found in ours(await listed(stage.calendar), entry)] == [back]


@pytest.mark.parametrize("wish", ["2026-11-27 10:20", "2026-11-27 16:00", TEN])
async def test_what_a_person_moved_meanwhile_stays_where_she_put_it(stage: Stage, wish: str) -> None:
    """Neither another time nor another name is a reason to undo that; and the time is never said to be taken."""
    entry, hers = entry_at(TEN), entry_at("2026-11-27 13:00")
    [uid] = await created(stage.calendar, entry)
    await stage.calendar.move([Movement(uid, hers, entry.interval)])
    wanted = entry_at(wish, title="Schnitt · B. Beispiel · Telefon · K7M4A")
    reply = await one(await stage.calendar.move([Movement(uid, wanted, entry.interval)]))
    assert reply == RefusedBy(Reason.TECHNICAL) or (wish == TEN and isinstance(reply, Created))
    assert [found.interval for found in ours(await listed(stage.calendar), entry)] == [hers.interval]


async def test_the_first_no_ends_a_row_of_moves(stage: Stage) -> None:
    """Of a visit of which one part cannot go nothing goes: the rest is surely not sent, and was no attempt."""
    first, second = entry_at(TEN), entry_at("2026-11-27 11:00", segment=2)
    uids = await created(stage.calendar, first, second)
    hers = entry_at("2026-11-27 15:00")
    await stage.calendar.move([Movement(uids[0], hers, first.interval)])
    wanted = [entry_at("2026-11-27 12:00"), entry_at("2026-11-27 13:00", segment=2)]
    moves = [Movement(uid, new, old.interval) for uid, new, old in zip(uids, wanted, (first, second), strict=True)]
    assert await stage.calendar.move(moves) == [RefusedBy(Reason.TECHNICAL), NotSent(0.0)]
    standing = {found.reference: found.interval for found in await listed(stage.calendar)}
    assert standing == {first.reference: hers.interval, second.reference: second.interval}


async def test_what_is_gone_cannot_be_moved(stage: Stage) -> None:
    entry = entry_at(TEN)
    [uid] = await created(stage.calendar, entry)
    await stage.calendar.cancel([uid])
    reply = await one(await stage.calendar.move([Movement(uid, entry_at("2026-11-27 14:00"), entry.interval)]))
    assert not isinstance(reply, Created)
    assert await listed(stage.calendar) == ()


# Taking out.


async def test_a_cancelled_entry_is_gone(stage: Stage) -> None:
    """Absent from the listing; looked up, absent or shown as cancelled."""
    entry = entry_at(TEN)
    [uid] = await created(stage.calendar, entry)
    assert await one(await stage.calendar.cancel([uid])) == Created(uid)
    assert await listed(stage.calendar) == ()
    for known in (uid, None):
        found = await stage.calendar.find_entries([Sought(entry, known)])
        assert found.complete
        assert all(seen.is_cancelled for seen in found.entries)


async def test_cancelled_twice_is_no_fault(stage: Stage) -> None:
    entry = entry_at(TEN)
    [uid] = await created(stage.calendar, entry)
    await stage.calendar.cancel([uid])
    assert await one(await stage.calendar.cancel([uid])) == Created(uid)


async def test_what_is_cancelled_can_be_booked_again(stage: Stage) -> None:
    """The same visit at the same time, as when a repair puts it back."""
    entry = entry_at(TEN)
    [uid] = await created(stage.calendar, entry)
    await stage.calendar.cancel([uid])
    await created(stage.calendar, entry)
    assert len(ours(await listed(stage.calendar), entry)) == 1


async def test_only_what_was_named_is_taken_out(stage: Stage) -> None:
    first, second = entry_at(TEN), entry_at("2026-11-27 10:40", segment=2)
    uids = await created(stage.calendar, first, second)
    await stage.calendar.cancel(uids[:1])
    assert [found.reference for found in await listed(stage.calendar)] == [second.reference]


# The second proof.


@pytest.mark.parametrize("is_known", [True, False])
async def test_an_entry_is_found_by_what_identifies_it(stage: Stage, is_known: bool) -> None:
    """By its uid, and without it by whatever else the calendar can search by, wherever it is in time."""
    entry, other = entry_at(TEN), entry_at("2026-11-27 12:00", visit="v2", ref="L4M4A")
    [uid] = await created(stage.calendar, entry)
    await created(stage.calendar, other)
    found = await stage.calendar.find_entries([Sought(entry, uid if is_known else None)])
    assert found.complete
    assert [(seen.uid, seen.interval) for seen in ours(found.entries, entry)] == [(uid, entry.interval)]


@pytest.mark.parametrize("is_known", [True, False])
async def test_a_moved_entry_is_found_at_its_new_time(stage: Stage, is_known: bool) -> None:
    entry, wanted = entry_at(TEN), entry_at("2026-12-04 14:00")
    [uid] = await created(stage.calendar, entry)
    await stage.calendar.move([Movement(uid, wanted, entry.interval)])
    found = await stage.calendar.find_entries([Sought(entry, uid if is_known else None)])
    standing = [seen.interval for seen in ours(found.entries, entry) if not seen.is_cancelled]
    assert standing == [wanted.interval]


async def test_what_never_was_is_not_found_and_that_is_certain(stage: Stage) -> None:
    found = await stage.calendar.find_entries([Sought(entry_at(TEN))])
    assert found.complete
    assert found.entries == ()


# What people write, and what clocks do.


@pytest.mark.parametrize(
    "title",
    [
        'Waschen, Schneiden; Föhnen \\ "Ä" · Ł. Ørsted · K7M4A',
        "💇‍♀️ Strähnen · 李 · K7M4A",
        "Schnitt\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:böse\r\nSUMMARY:zweiter",
        "</C:calendar-data><script>alert(1)</script> & \u2028 'x' --",
    ],
    ids=["signs", "emoji", "lines", "markup"],
)
async def test_a_title_is_only_a_title(stage: Stage, title: str) -> None:
    """Whatever a name is made of, one entry stands there, and it is ours."""
    entry = entry_at(TEN, title=title)
    await created(stage.calendar, entry)
    seen = await listed(stage.calendar)
    assert len(seen) == 1
    assert find_entry(entry, seen)


@pytest.mark.parametrize("title", ["a\x00b\x0b\x1b[2J\r", "x" * 2000, ""], ids=["controls", "long", "empty"])
async def test_a_title_that_no_calendar_could_hold_is_made_one(outside: OutsideStage, title: str) -> None:
    """Control characters, a whole page, nothing: the entry comes about all the same."""
    entry = entry_at(TEN, title=title)
    await created(outside.calendar, entry)
    assert find_entry(entry, await listed(outside.calendar))


async def test_a_title_with_letters_of_all_kinds_is_read_back(stage: Stage) -> None:
    title = "Föhnen, Waschen; 💇 · Ł. Ørsted · K7M4A"
    await created(stage.calendar, entry_at(TEN, title=title))
    (seen,) = await listed(stage.calendar)
    assert title in seen.title


@pytest.mark.parametrize(
    ("start", "within"),
    [
        (at("2026-10-25 01:40"), span("2026-10-25 00:00", "2026-10-26 00:00")),
        (at("2026-10-25 02:30"), span("2026-10-25 00:00", "2026-10-26 00:00")),
        (at("2026-10-25 02:30", second_time=True), span("2026-10-25 00:00", "2026-10-26 00:00")),
        (at("2026-10-25 03:00"), span("2026-10-25 00:00", "2026-10-26 00:00")),
        (at("2027-03-28 01:40"), span("2027-03-28 00:00", "2027-03-29 00:00")),
        (at("2027-03-28 03:00"), span("2027-03-28 00:00", "2027-03-29 00:00")),
    ],
    ids=["into the hour twice", "first half past two", "second half past two", "after it", "into the gap", "after gap"],
)
async def test_both_nights_of_the_clock_change(stage: Stage, start: datetime, within: Interval) -> None:
    """An instant is an instant, in the hour that comes twice and around the one that does not exist (G12)."""
    entry = entry_at(start)
    await created(stage.calendar, entry)
    assert find_entry(entry, await listed(stage.calendar, within))
    beside = Interval(entry.interval.end, entry.interval.end + timedelta(minutes=15))
    assert await listed(stage.calendar, beside) == ()


# A calendar that cannot, will not, or answers nonsense.


async def test_one_that_cannot_be_reached_reads_nothing_and_surely_got_nothing(outside: OutsideStage) -> None:
    entry = entry_at(TEN)
    [uid] = await created(outside.calendar, entry)
    calendar = outside.through(unreachable)
    with pytest.raises(CalendarUnreachable):
        await calendar.list_entries([MIA], DAY)
    with pytest.raises(CalendarUnreachable):
        await calendar.find_entries([Sought(entry, uid)])
    with pytest.raises(CalendarUnreachable):
        await calendar.inspect()
    assert await one(await calendar.create([entry_at("2026-11-27 12:00", visit="v2")])) == NotSent()
    assert await one(await calendar.move([Movement(uid, entry_at("2026-11-27 14:00"), entry.interval)])) == NotSent()
    assert await one(await calendar.cancel([uid])) == NotSent()
    assert [found.interval for found in await listed(outside.calendar)] == [entry.interval]


@pytest.mark.parametrize("spoil", [silent_after, failing_after])
async def test_a_lost_answer_to_a_create_is_unknown_and_found_by_a_look(outside: OutsideStage, spoil: object) -> None:
    """Not "no": the incident's first run had done everything. And asked again, it never stands there twice."""
    assert callable(spoil)
    entry = entry_at(TEN)
    assert await one(await outside.through(spoil).create([entry])) == Unknown()
    assert len(ours(await listed(outside.calendar), entry)) == 1
    reply = await one(await outside.calendar.create([entry]))
    assert isinstance(reply, Created | RefusedBy | Unknown)
    assert len(ours(await listed(outside.calendar), entry)) == 1


async def test_a_lost_answer_to_a_cancel_is_unknown(outside: OutsideStage) -> None:
    [uid] = await created(outside.calendar, entry_at(TEN))
    assert await one(await outside.through(silent_after).cancel([uid])) == Unknown()
    assert await listed(outside.calendar) == ()
    assert await one(await outside.calendar.cancel([uid])) == Created(uid)


async def test_a_lost_answer_to_a_move_is_unknown(outside: OutsideStage) -> None:
    entry, wanted = entry_at(TEN), entry_at("2026-11-27 14:00")
    [uid] = await created(outside.calendar, entry)
    assert await one(await outside.through(silent_after).move([Movement(uid, wanted, entry.interval)])) == Unknown()
    assert [found.interval for found in ours(await listed(outside.calendar), entry)] == [wanted.interval]


async def test_credentials_that_are_not_accepted_are_named(outside: OutsideStage) -> None:
    """A person must renew them; nothing was done."""
    entry = entry_at(TEN)
    [uid] = await created(outside.calendar, entry)
    calendar = outside.denied()
    with pytest.raises(CalendarDenied):
        await calendar.list_entries([MIA], DAY)
    with pytest.raises(CalendarDenied):
        await calendar.find_entries([Sought(entry, uid)])
    assert await one(await calendar.create([entry_at("2026-11-27 12:00", visit="v2")])) == NotSent()
    assert await one(await calendar.cancel([uid])) == NotSent()
    assert [found.interval for found in await listed(outside.calendar)] == [entry.interval]


async def test_a_page_for_people_is_no_answer(outside: OutsideStage) -> None:
    """HTML with status 200: nothing is read out of it, and no write counts as done or as not done."""
    entry = entry_at(TEN)
    [uid] = await created(outside.calendar, entry)
    calendar = outside.through(page_for_people)
    with pytest.raises(CalendarMisbehaved):
        await calendar.list_entries([MIA], DAY)
    with pytest.raises(CalendarMisbehaved):
        await calendar.find_entries([Sought(entry, uid)])
    for reply in [
        *await calendar.create([entry_at("2026-11-27 12:00", visit="v2")]),
        *await calendar.move([Movement(uid, entry_at("2026-11-27 14:00"), entry.interval)]),
        *await calendar.cancel([uid]),
    ]:
        assert isinstance(reply, Unknown | NotSent)


async def test_every_exchange_is_told_once_and_without_a_secret(outside: OutsideStage) -> None:
    """R4: what was sent and answered, for the timeline; a name stands only in what is personal."""
    await created(outside.calendar, entry_at(TEN, title="Schnitt · Z. Geheimnis · Telefon"))
    await outside.calendar.list_entries([MIA], DAY)
    told = outside.calendar.exchanges()
    assert {"create", "list_entries"} <= {exchange.verb for exchange in told}
    assert all(exchange.status is not None and exchange.took_ms >= 0 for exchange in told)
    assert "Geheimnis" not in repr([(exchange.data, exchange.path, exchange.error) for exchange in told])
    assert outside.calendar.exchanges() == [] or outside.calendar.exchanges() == ()


async def test_the_doctor_finds_nothing_wrong_with_a_good_one(stage: Stage) -> None:
    assert (await stage.calendar.inspect()).faults == ()


async def test_only_our_own_database_is_no_witness_of_its_own(stage: Stage) -> None:
    assert stage.calendar.is_independent is ("builtin" not in type(stage).__name__.lower())
