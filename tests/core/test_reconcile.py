"""Comparing record and calendar: each class by itself, and for any world that applying what follows ends in agreement
or in open drifts, without ever taking out what a person put in, and that doing it twice changes nothing."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from holdfast.core.aftermath import marked, repaired
from holdfast.core.booking import Customer, Goal, Visit, VisitState, Why
from holdfast.core.course import settle
from holdfast.core.evidence import Evidence, Known
from holdfast.core.ids import CustomerId, Reference, RemoteUid, SagaId, VisitId, reference_of
from holdfast.core.interval import Interval
from holdfast.core.reconcile import Comparison, Difference, Kind, Proposal, Repair, compare
from holdfast.core.saga import Entry, Listing, Saga, Seen, Stage
from holdfast.core.service import plan_visit, staff_resource
from holdfast.testing.builders import at, service

MORNING = at("2026-11-27 10:00")
NOW = at("2026-11-24 10:00")
DAY = Interval(at("2026-11-27 00:00"), at("2026-11-28 00:00"))
HOSTS = frozenset({"staff:mia", "staff:felix", "staff:emma"})
HOUR = timedelta(hours=1)


def booked(
    name: str = "v_one", spec: str = "30 (15) 30", start: datetime = MORNING, staff: str = "felix", email: str = ""
) -> Known:
    """A confirmed visit, verified in every segment under uids of its own."""
    plan = plan_visit([(service(spec), staff)])
    customer = Customer(CustomerId(1), "Ada Beispiel", "+493012345601", email or None)
    ref = f"K7M{len(name)}A"
    visit = Visit(
        VisitId(name), ref, None, customer, plan, start, VisitState.CONFIRMED, Goal.PRESENT, NOW - HOUR, NOW - HOUR
    )
    sagas = tuple(
        Saga(
            SagaId(f"{name}/0/{n}"),
            visit.id,
            n,
            Entry(
                reference_of(visit.id, n),
                staff_resource(step.staff),
                step.interval(start),
                f"Schnitt {n} · A. Beispiel · {ref}",
                customer.name,
                email=customer.email,
                ref=ref,
            ),
            Goal.PRESENT,
            Stage.VERIFIED,
            1,
            uid=RemoteUid(f"{name}-{n}"),
        )
        for n, step in enumerate(plan.busy_steps, start=1)
    )
    return Known(visit, sagas)


@dataclass
class Calendar:
    """What stands there, and what stood. `keeps` False: what is taken out leaves no trace."""

    entries: dict[RemoteUid, Seen] = field(default_factory=dict)
    count: int = 0
    keeps: bool = True

    @classmethod
    def of(cls, *known: Known) -> "Calendar":
        """One in which all of these stand as they should."""
        found = cls()
        for one in known:
            for saga in one.sagas:
                assert saga.uid is not None
                found.entries[saga.uid] = seen_of(saga.entry, saga.uid)
        return found

    def put(self, host: str, span: Interval, reference: str | None = None, title: str = "") -> RemoteUid:
        """Enter something."""
        self.count += 1
        uid = RemoteUid(f"new-{self.count}")
        known = None if reference is None else Reference(reference)
        self.entries[uid] = Seen(uid, known, host, span, title, created_at=NOW - HOUR)
        return uid

    def move(
        self,
        uid: RemoteUid,
        by: timedelta,
        host: str | None = None,
        longer: timedelta = timedelta(0),
        renew: bool = False,
    ) -> None:
        """A person moves an entry; with `renew` it gets another uid."""
        old = self.entries[uid]
        span = Interval(old.interval.start + by, old.interval.end + by + longer)
        changed = replace(old, interval=span, host=host or old.host)
        if not renew:
            self.entries[uid] = changed
            return
        new = self.put(changed.host, span, changed.reference, changed.title)
        self.entries[uid] = replace(old, is_cancelled=True, moved_to=new)

    def cancel(self, uid: RemoteUid) -> None:
        """An entry is taken out, and remembered."""
        self.entries[uid] = replace(self.entries[uid], is_cancelled=True)

    def standing(self) -> list[Seen]:
        """What stands."""
        return [seen for seen in self.entries.values() if not seen.is_cancelled]

    def evidence(self, complete: bool = True) -> Evidence:
        """A listing of the day, and everything that identifiers can lead to."""
        listed = tuple(seen for seen in self.standing() if seen.interval.overlaps(DAY) and seen.host in HOSTS)
        found = tuple(seen for seen in self.entries.values() if seen.reference is not None)
        return Evidence(DAY, HOSTS, Listing(listed, complete), found, keeps_cancelled=self.keeps)


def seen_of(entry: Entry, uid: RemoteUid) -> Seen:
    """The entry as a listing shows it."""
    return Seen(uid, entry.reference, entry.host, entry.interval, entry.title, entry.email, created_at=NOW - HOUR)


def look(calendar: Calendar, *known: Known, complete: bool = True) -> Comparison:
    """Compare."""
    return compare(known, frozenset(), calendar.evidence(complete), NOW)


def told(found: Comparison) -> list[tuple[Kind, Repair | None]]:
    """Kinds and repairs."""
    return [(one.kind, one.repair) for one in found.differences]


ONE = booked()
SINGLE = booked(spec="30")
UID, UID_TWO = RemoteUid("v_one-1"), RemoteUid("v_one-2")


def test_what_agrees_has_no_difference() -> None:
    found = look(Calendar.of(ONE), ONE)
    assert (len(found.differences), found.agreed, found.concluded) == (0, 2, frozenset({ONE.visit.id}))


def test_an_incomplete_listing_proves_no_absence() -> None:
    calendar = Calendar.of(ONE)
    del calendar.entries[UID]
    found = look(calendar, ONE, complete=False)
    assert (found.differences, found.concluded) == ((), frozenset())


def test_what_lies_outside_the_evidence_is_not_missing() -> None:
    far = booked("v_far", start=MORNING + timedelta(days=9))
    assert look(Calendar(), far).differences == ()


@pytest.mark.parametrize("is_looked_up", [True, False])
def test_an_orphan_on_another_day_is_no_move_of_what_stands_where_it_is_wanted(is_looked_up: bool) -> None:
    """Left by a move that was refused, it came to be later: it goes once the wanted one was seen, and not before."""
    there = SINGLE.sagas[0]
    far = replace(there.entry, interval=Interval(MORNING + timedelta(days=9), MORNING + timedelta(days=9) + HOUR))
    wanted = replace(there, entry=far, uid=RemoteUid("far"))
    refused = replace(there, id=SagaId("v_one/1/1"), generation=1, goal=Goal.ABSENT, stage=Stage.UNDONE, uid=None)
    one = replace(SINGLE, sagas=(wanted, refused))
    calendar = Calendar()
    calendar.put(there.entry.host, there.entry.interval, there.entry.reference)
    evidence = calendar.evidence()
    if is_looked_up:
        evidence = replace(evidence, found=(*evidence.found, seen_of(far, RemoteUid("far"))))
    found = compare((one,), frozenset(), evidence, NOW)
    assert told(found) == ([(Kind.ORPHAN_THERE, Repair.CANCEL_THERE)] if is_looked_up else [])


def test_what_its_own_trail_shows_elsewhere_has_moved_whatever_the_evidence_covers() -> None:
    far = booked("v_far", spec="30", start=MORNING + timedelta(days=9))
    calendar = Calendar.of(far)
    (uid,) = calendar.entries
    calendar.move(uid, -timedelta(days=9), renew=True)
    assert told(look(calendar, far)) == [(Kind.MOVED, Repair.FOLLOW)]


def test_missing_is_put_in_again_only_where_the_time_is_free_and_to_come() -> None:
    calendar = Calendar.of(ONE)
    del calendar.entries[UID_TWO]
    assert told(look(calendar, ONE)) == [(Kind.MISSING_THERE, Repair.CREATE_AGAIN)]
    later = compare([ONE], frozenset(), calendar.evidence(), MORNING + HOUR)
    assert told(later) == [(Kind.MISSING_THERE, None)]
    calendar.put("staff:felix", ONE.sagas[1].entry.interval)
    assert (Kind.MISSING_THERE, None) in told(look(calendar, ONE))


FOUR = booked(spec="30 (15) 30 (15) 30 (15) 30")


def look_without_traces(calendar: Calendar, one: Known, complete: bool = True) -> tuple[Difference, ...]:
    """Compare where nothing remains of what was taken out."""
    calendar.keeps = False
    return look(calendar, one, complete=complete).differences


@pytest.mark.parametrize("one", [SINGLE, FOUR], ids=["one", "four"])
@pytest.mark.parametrize("marked_as_cancelled", [0, 1])
def test_where_a_deletion_leaves_no_trace_a_whole_visit_gone_was_taken_out(
    one: Known, marked_as_cancelled: int
) -> None:
    calendar = Calendar.of(one)
    for saga in one.sagas[marked_as_cancelled:]:
        del calendar.entries[RemoteUid(str(saga.uid))]
    for saga in one.sagas[:marked_as_cancelled]:
        calendar.cancel(RemoteUid(str(saga.uid)))
    (gone_there,) = look_without_traces(calendar, one)
    assert (gone_there.kind, gone_there.repair) == (Kind.CANCELLED_THERE, Repair.ACCEPT)
    after = repaired(one, gone_there, NOW)
    assert (after.visit.state, after.visit.why) == (VisitState.CANCELLED, Why.PERSON)
    assert set(after.freed) == set(one.visit.slot.claims)
    assert look_without_traces(calendar, after.known) == ()
    assert look_without_traces(calendar, one, complete=False) == ()


def test_what_a_person_took_out_and_put_back_is_not_taken_out_by_us() -> None:
    calendar = Calendar.of(SINGLE)
    restored = calendar.entries.pop(UID)
    (gone_there,) = look_without_traces(calendar, SINGLE)
    after = repaired(SINGLE, gone_there, NOW).known
    calendar.entries[UID] = restored
    (back,) = look_without_traces(calendar, after)
    assert (back.kind, back.repair, back.proposal) == (Kind.ORPHAN_THERE, None, Proposal.ADOPT_OR_CANCEL)


def test_where_a_deletion_leaves_no_trace_some_parts_gone_are_one_difference_of_the_whole_visit() -> None:
    calendar, one = Calendar.of(FOUR), FOUR
    del calendar.entries[UID], calendar.entries[UID_TWO]
    (part,) = look_without_traces(calendar, one)
    assert (part.kind, part.repair, part.proposal) == (Kind.MISSING_THERE, None, Proposal.DECIDE_WHOLE_VISIT)
    assert part.gone == (one.sagas[0].id, one.sagas[1].id)
    one = marked(one, part, NOW).known
    assert (one.visit.state, one.visit.goal) == (VisitState.PENDING, Goal.PRESENT)
    del calendar.entries[RemoteUid("v_one-3")]
    (more,) = look_without_traces(calendar, one)
    assert (more.identity, len(more.gone)) == (part.identity, 3)
    one = marked(one, more, NOW).known
    del calendar.entries[RemoteUid("v_one-4")]
    (whole,) = look_without_traces(calendar, one)
    assert repaired(one, whole, NOW).visit.state is VisitState.CANCELLED


def test_what_was_only_sent_is_not_taken_out_by_anybody() -> None:
    sagas = (replace(FOUR.sagas[0], stage=Stage.SENT, uncertain=True, uid=None), *FOUR.sagas[1:])
    pending = Known(replace(FOUR.visit, state=VisitState.PENDING), sagas)
    assert all(one.repair is None for one in look_without_traces(Calendar(), pending))


def test_what_waits_to_be_put_in_is_not_missing() -> None:
    waiting = replace(ONE.sagas[1], stage=Stage.READY, attempts=0, uid=None)
    sent = replace(ONE.sagas[0], stage=Stage.SENT, uncertain=True, uid=None)
    assert look(Calendar(), Known(replace(ONE.visit, state=VisitState.PENDING), (sent, waiting))).differences == ()


def test_missing_beside_what_a_person_changed_is_a_person_s() -> None:
    calendar = Calendar.of(ONE)
    del calendar.entries[UID]
    calendar.cancel(UID_TWO)
    assert told(look(calendar, ONE)) == [(Kind.MISSING_THERE, None), (Kind.CANCELLED_THERE, None)]


@pytest.mark.parametrize("renew", [False, True])
def test_moved_as_a_whole_is_followed_and_in_part_is_not(renew: bool) -> None:
    calendar = Calendar.of(ONE)
    calendar.move(UID, HOUR, renew=renew)
    (part,) = look(calendar, ONE).differences
    assert (part.kind, part.repair, part.mark, part.proposal) == (
        Kind.MOVED,
        None,
        Stage.ALTERED,
        Proposal.DECIDE_WHOLE_VISIT,
    )
    calendar.move(UID_TWO, HOUR, renew=renew)
    (whole,) = look(calendar, ONE).differences
    after = repaired(ONE, whole, NOW)
    assert (after.visit.start, after.visit.state, after.visit.generation) == (MORNING + HOUR, VisitState.CONFIRMED, 1)
    assert set(after.wanted) == set(after.visit.slot.claims)
    assert set(after.freed) == set(ONE.visit.slot.claims) - set(after.wanted)
    assert look(calendar, after.known).differences == ()


def test_moved_by_different_times_is_not_followed() -> None:
    calendar = Calendar.of(ONE)
    calendar.move(UID, HOUR)
    calendar.move(UID_TWO, 2 * HOUR)
    assert told(look(calendar, ONE)) == [(Kind.MOVED, None)] * 2


def test_a_move_found_by_its_trail_alone_counts_whatever_is_written_on_it() -> None:
    calendar = Calendar.of(SINGLE)
    calendar.move(UID, HOUR, renew=True)
    moved = calendar.entries[RemoteUid("new-1")]
    calendar.entries[moved.uid] = replace(moved, reference=None)
    evidence = replace(calendar.evidence(), found=tuple(calendar.entries.values()))
    assert told(compare([SINGLE], frozenset(), evidence, NOW)) == [(Kind.MOVED, Repair.FOLLOW)]


def test_moved_to_where_nobody_looked_is_not_missing() -> None:
    calendar = Calendar.of(SINGLE)
    calendar.entries[UID] = replace(calendar.entries[UID], is_cancelled=True, moved_to=RemoteUid("elsewhere"))
    found = look(calendar, SINGLE)
    assert (found.differences, found.concluded) == ((), frozenset())


def test_a_length_that_plans_cannot_say_is_not_followed() -> None:
    calendar = Calendar.of(SINGLE)
    calendar.move(UID, timedelta(0), longer=timedelta(minutes=7))
    assert told(look(calendar, SINGLE)) == [(Kind.LENGTH_DIFFERS, None)]


def test_an_entry_without_reference_is_adopted_only_if_it_fits_one_visit_alone() -> None:
    here = SINGLE.sagas[0].entry
    calendar = Calendar()
    calendar.put(here.host, here.interval, None, f"Schnitt · {SINGLE.visit.ref}")
    assert told(look(calendar, SINGLE)) == [(Kind.ORPHAN_THERE, Repair.ADOPT)]
    gone = replace(SINGLE.visit, id=VisitId("v_two"), goal=Goal.ABSENT, state=VisitState.UNDONE, why=Why.REFUSED)
    twin = Known(gone, tuple(replace(saga, goal=Goal.ABSENT, stage=Stage.UNDONE) for saga in SINGLE.sagas))
    assert (Kind.MISSING_THERE, None) in told(look(calendar, SINGLE, twin))


@pytest.mark.parametrize("made", [NOW - timedelta(days=1), NOW + timedelta(days=1)], ids=["before", "after"])
def test_what_was_not_made_within_our_request_is_not_ours(made: datetime) -> None:
    here = SINGLE.sagas[0].entry
    calendar = Calendar()
    uid = calendar.put(here.host, here.interval, None, f"Schnitt · {SINGLE.visit.ref}")
    calendar.entries[uid] = replace(calendar.entries[uid], created_at=made)
    assert told(look(calendar, SINGLE)) == [(Kind.MISSING_THERE, None)]


def test_a_shared_address_alone_adopts_nothing() -> None:
    """A placeholder address is nobody's e-mail: without the code in the title the entry may be anybody's."""
    here = SINGLE.sagas[0].entry
    calendar = Calendar()
    uid = calendar.put(here.host, here.interval, None, "Schnitt")
    calendar.entries[uid] = replace(calendar.entries[uid], attendee="salon@telefon.test")
    assert told(look(calendar, SINGLE)) == [(Kind.MISSING_THERE, None)]
    known = booked(spec="30", email="Ada@example.test")
    calendar.entries[uid] = replace(calendar.entries[uid], attendee="ada@example.test")
    assert told(look(calendar, known)) == [(Kind.ORPHAN_THERE, Repair.ADOPT)]


def test_what_a_refused_request_left_without_reference_is_shown_and_not_touched() -> None:
    undone = gone(SINGLE)
    here = SINGLE.sagas[0].entry
    calendar = Calendar()
    calendar.put(here.host, here.interval, None, f"Schnitt · {SINGLE.visit.ref}")
    assert told(look(calendar, undone)) == [(Kind.ORPHAN_THERE, None)]


def gone(one: Known) -> Known:
    """The same visit, undone and at rest."""
    visit = replace(one.visit, goal=Goal.ABSENT, state=VisitState.UNDONE, why=Why.REFUSED)
    return Known(visit, tuple(replace(saga, goal=Goal.ABSENT, stage=Stage.UNDONE) for saga in one.sagas))


def test_foreign_entries_count_only_against_what_was_told() -> None:
    calendar = Calendar.of(ONE)
    calendar.put("staff:felix", ONE.sagas[0].entry.interval)
    calendar.put("staff:mia", ONE.sagas[0].entry.interval)
    assert told(look(calendar, ONE)) == [(Kind.FOREIGN_OVERLAP, None)]
    pending = Known(replace(ONE.visit, state=VisitState.PENDING), ONE.sagas)
    assert look(calendar, pending).differences == ()


def test_of_a_visit_that_is_passed_over_nothing_is_said() -> None:
    assert compare([], frozenset({ONE.visit.id}), Calendar.of(ONE).evidence(), NOW).differences == ()


def test_a_visit_that_is_searched_for_follows_and_is_not_confirmed_in_parts() -> None:
    sagas = tuple(replace(s, stage=Stage.SENT, uncertain=True, uid=None) for s in SINGLE.sagas)
    pending = Known(replace(SINGLE.visit, state=VisitState.PENDING), sagas)
    calendar = Calendar.of(SINGLE)
    assert look(calendar, pending).differences == ()
    calendar.move(UID, HOUR)
    (moved,) = look(calendar, pending).differences
    after = repaired(pending, moved, NOW)
    assert (after.visit.state, after.visit.start, after.new[0].uid) == (VisitState.CONFIRMED, MORNING + HOUR, UID)


# Any world


@dataclass(frozen=True)
class Deed:
    """What happens to a calendar; `does` gets it and the visit."""

    name: str
    does: Callable[[Calendar, Known], object]
    hurts: bool = False

    def __repr__(self) -> str:
        return self.name


def each(one: Known, calendar: Calendar, act: Callable[[RemoteUid], object], which: slice) -> None:
    """Do something with some of the visit's entries."""
    for saga in one.sagas[which]:
        if saga.uid in calendar.entries:
            act(saga.uid)


FIRST, ALL = slice(1), slice(None)
DEEDS = [
    Deed("cancels one", lambda c, v: each(v, c, c.cancel, FIRST)),
    Deed("cancels all", lambda c, v: each(v, c, c.cancel, ALL)),
    Deed("loses one", lambda c, v: each(v, c, c.entries.pop, FIRST)),
    Deed("loses all", lambda c, v: each(v, c, c.entries.pop, ALL)),
    Deed("moves one", lambda c, v: each(v, c, lambda uid: c.move(uid, HOUR), FIRST)),
    Deed("moves all", lambda c, v: each(v, c, lambda uid: c.move(uid, HOUR, renew=True), ALL)),
    Deed("gives all to Mia", lambda c, v: each(v, c, lambda uid: c.move(uid, timedelta(0), "staff:mia"), ALL)),
    Deed("lengthens", lambda c, v: each(v, c, lambda uid: c.move(uid, timedelta(0), longer=HOUR), FIRST)),
    Deed(
        "enters a twin",
        lambda c, v: c.put(v.sagas[0].entry.host, v.sagas[0].entry.interval, v.sagas[0].entry.reference),
    ),
    Deed("copies", lambda c, v: c.put("staff:emma", v.sagas[0].entry.interval, v.sagas[0].entry.reference)),
    Deed("enters somebody", lambda c, v: c.put(v.sagas[0].entry.host, v.sagas[0].entry.interval)),
    Deed("enters an unknown reference", lambda c, _v: c.put("staff:emma", DAY, "v_nobody/1")),
]


def act_on(calendar: Calendar, one: Known, difference: Difference) -> Known:
    """What the shell does: record, and let sagas write."""
    if difference.repair is None:
        return marked(one, difference, NOW).known
    if difference.repair is Repair.CANCEL_DOUBLE and difference.seen is not None:
        calendar.cancel(difference.seen.uid)
    return drive(calendar, repaired(one, difference, NOW).known)


def drive(calendar: Calendar, one: Known) -> Known:
    """The sagas' own road, without bad luck: what is to be created stands, what is to be cancelled goes."""
    sagas = []
    for saga in one.sagas:
        if saga.goal is Goal.PRESENT and saga.stage is Stage.READY:
            uid = calendar.put(saga.entry.host, saga.entry.interval, saga.entry.reference, saga.entry.title)
            saga = replace(saga, stage=Stage.VERIFIED, uid=uid)
        elif saga.goal is Goal.ABSENT and saga.stage in (Stage.VERIFIED, Stage.ALTERED):
            assert saga.uid is not None
            calendar.cancel(saga.uid)
            saga = replace(saga, stage=Stage.UNDONE)
        sagas.append(saga)
    course = settle(one.visit, sagas, NOW)
    return Known(course.visit, course.sagas)


def reconciled(calendar: Calendar, known: dict[VisitId, Known]) -> Comparison:
    """One round over all visits."""
    found = look(calendar, *known.values())
    for difference in found.differences:
        if difference.visit is not None:
            known[difference.visit] = act_on(calendar, known[difference.visit], difference)
    return found


@given(
    st.lists(st.tuples(st.sampled_from(DEEDS), st.integers(0, 2)), max_size=4),
    st.sets(st.integers(0, 2)),
    st.sampled_from(["30", "30 (15) 30", "20 20 (10) 20"]),
    st.booleans(),
)
def test_any_world_ends_in_agreement_or_open_drifts_and_stays_there(
    deeds: list[tuple[Deed, int]], undone: set[int], spec: str, keeps: bool
) -> None:
    starts = [MORNING, MORNING + 3 * HOUR, MORNING + 6 * HOUR]
    visits = [booked(f"v_{n * 'x'}{n}", spec, start) for n, start in enumerate(starts)]
    calendar = Calendar.of(*visits)
    calendar.keeps = keeps
    for deed, n in deeds:
        event(deed.name)
        deed.does(calendar, visits[n])
    known = {one.visit.id: gone(one) if n in undone else one for n, one in enumerate(visits)}
    strangers = {seen.uid for seen in calendar.standing() if seen.reference is None or "nobody" in seen.reference}
    for _ in range(4):
        last = reconciled(calendar, known)
    assert all(one.repair is None for one in last.differences), last.differences
    before, stood = dict(known), dict(calendar.entries)
    again = reconciled(calendar, known)
    assert ([one.identity for one in again.differences], known, calendar.entries) == (
        [one.identity for one in last.differences],
        before,
        stood,
    )
    assert strangers <= {seen.uid for seen in calendar.standing()}
    check_agreement(calendar, known, {one.visit for one in last.differences})


def check_agreement(calendar: Calendar, known: dict[VisitId, Known], open_about: set[VisitId | None]) -> None:
    """Whatever is confirmed stands as it should; whatever does not is an open drift."""
    for one in known.values():
        wanted = {(saga.entry.reference, saga.entry.host, saga.entry.interval) for saga in one.wanted}
        standing = [
            (seen.reference, seen.host, seen.interval)
            for seen in calendar.standing()
            if seen.reference is not None and seen.reference.startswith(one.visit.id + "/")
        ]
        if one.visit.state is VisitState.CONFIRMED:
            assert wanted <= set(standing), one
        if sorted(standing) != sorted(wanted):
            assert one.visit.id in open_about, (one, standing)
