"""What can be done about what needs a person: the likeliest first, and nothing that cannot be."""

import pytest

from holdfast.core.needs import Health, Help, Plight, helps_for
from holdfast.core.reconcile import Kind


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("stands", [True, False])
@pytest.mark.parametrize("is_over", [True, False])
def test_nothing_is_offered_that_cannot_be(kind: Kind, stands: bool, is_over: bool) -> None:
    found = helps_for(Plight(kind, True, stands, is_over, True, has_task=False))
    assert found, "something can always be done"
    assert Help.TOLD not in found, "an open difference is not told away"
    if stands:
        assert Help.TAKE_OUT not in found, "what is wanted is never taken out"
    if is_over:
        assert not {Help.RECREATE, Help.ADOPT} & set(found), "the past is not entered anew"
    if is_over and stands:
        assert Help.TIMES not in found, "what has begun is not moved"


@pytest.mark.parametrize("kind", list(Kind))
def test_what_belongs_to_no_visit_is_neither_mended_nor_compared(kind: Kind) -> None:
    found = set(helps_for(Plight(kind, has_visit=False, has_task=True)))
    assert not found & {Help.RECREATE, Help.ADOPT, Help.TAKE_OUT, Help.CHECK}


@pytest.mark.parametrize(
    ("plight", "helps"),
    [
        (Plight("missing_there", True), (Help.RECREATE, Help.TIMES, Help.CHECK)),
        (Plight("orphan_there", True, stands=False), (Help.ADOPT, Help.TAKE_OUT, Help.CHECK)),
        (
            Plight("cancelled_there", True, stands=False, has_task=True, is_closed=True),
            (Help.TIMES, Help.RECREATE, Help.TOLD),
        ),
        (Plight("task_callback", False, has_phone=True, has_task=True), (Help.TIMES, Help.TOLD)),
        (Plight("task_tell_pending", True, has_phone=True, has_task=True), (Help.CALL, Help.CHECK, Help.TOLD)),
        (Plight("task_credentials", False, has_task=True), (Help.SETTINGS, Help.TOLD)),
        (Plight("case", True), (Help.REPAIR,)),
        (Plight("task_of_a_kind_to_come", False, has_task=True), (Help.TOLD,)),
    ],
)
def test_the_likeliest_comes_first(plight: Plight, helps: tuple[Help, ...]) -> None:
    assert helps_for(plight) == helps


def test_what_cannot_be_seen_is_worst() -> None:
    worst = Health.of(is_failing=True, is_grave=False, waits=False)
    assert (
        worst
        < Health.of(is_failing=False, is_grave=True, waits=True)
        < Health.of(is_failing=False, is_grave=False, waits=True)
    )
    assert Health.of(is_failing=False, is_grave=False, waits=False) is Health.FINE
