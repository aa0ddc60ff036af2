"""The least harmful repair: over every situation there is, never an act that harms."""

from itertools import product

import pytest

from holdfast.core.repair import Deed, Situation, choose_repair
from holdfast.core.verdict.findings import Code
from holdfast.core.verdict.sentences import SENTENCES, WHY

SAID = ("booked", "taken", "free", "pending", "moved", "cancelled", "callback", "failed", "nothing", "unknown")
STORED = ("confirmed", "pending", "failed", "cancelled", "moved", "none", "unknown")
CALENDAR = ("present", "partial", "absent", "moved", "cancelled", "unknown")


@pytest.mark.parametrize("cause", [code.value for code in Code])
def test_no_situation_gets_a_harmful_repair(cause: str) -> None:
    for said, stored, calendar, free, blocked in product(SAID, STORED, CALENDAR, (True, False, None), (True, False)):
        if blocked and free:
            continue
        ours = ("u1",) if calendar in ("present", "partial", "moved") else ()
        choice = choose_repair(Situation(cause, said, stored, calendar, False, free, blocked, ours=ours))
        acts = {choice.deed, *(step.deed for step in choice.steps)}
        assert "delete" in choice.never
        assert not {act.value for act in acts} & set(choice.never)
        if calendar in ("present", "partial", "moved", "unknown", "cancelled") or blocked or free is not True:
            assert Deed.RECREATE not in acts, "nothing is made again where it may stand, or where somebody else does"
        if calendar not in ("present", "partial", "moved"):
            assert Deed.ADOPT not in acts, "only what was seen is adopted"
        assert not acts & {Deed.RELEASE}, "without a spare booking nothing is freed"
        assert choice.why in WHY


def test_what_stands_is_adopted_and_the_caller_told() -> None:
    choice = choose_repair(Situation("own_echo", "taken", "failed", "present", False, ours=("u1",)))
    assert [(step.deed, step.targets) for step in choice.steps] == [(Deed.ADOPT, ("u1",)), (Deed.NOTIFY, ())]
    assert {"recreate", "release", "undo", "delete"} <= set(choice.never)


def test_only_the_spare_booking_is_released() -> None:
    choice = choose_repair(
        Situation("model_repeat", "booked", "confirmed", "present", False, spare=("u2",), ours=("u1", "u2"))
    )
    assert [(step.deed, step.targets) for step in choice.steps] == [(Deed.RELEASE, ("u2",))]


def test_a_tests_leftovers_are_released_and_a_customers_are_not() -> None:
    test = Situation("earlier_test", "taken", "failed", "absent", True, blocked=True, leftovers=("u9",))
    assert choose_repair(test).deed is Deed.RELEASE
    assert (
        choose_repair(Situation("earlier_test", "taken", "failed", "absent", True, blocked=True)).deed is Deed.CALLBACK
    )


def test_what_a_person_took_out_is_not_made_again() -> None:
    gone = Situation("human_edit", "booked", "confirmed", "absent", False, time_free=True, by_person=True)
    assert choose_repair(gone).deed is Deed.CALLBACK


def test_every_cause_has_its_sentence_in_both_languages() -> None:
    assert set(SENTENCES) == set(Code)
    assert all(german and english and german != english for german, english in SENTENCES.values())
