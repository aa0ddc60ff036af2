"""Which part of its service a step is: what decides in which event type of an outside calendar it is booked."""

from holdfast.core.service import Kind, Segment, Service, plan_visit

PERM = Service(
    key="perm",
    name="Dauerwelle",
    segments=(Segment(Kind.BUSY, 50), Segment(Kind.GAP, 15), Segment(Kind.BUSY, 40)),
    staff=("mia",),
)
CUT = Service(key="cut", name="Kinderhaarschnitt", segments=(Segment(Kind.BUSY, 30),), staff=("mia",))


def parts(*services: Service) -> list[tuple[str, int]]:
    plan = plan_visit((service, "mia") for service in services)
    return [(step.service, part) for step, part in plan.turns]


def test_parts_are_counted_within_their_service() -> None:
    assert parts(PERM, CUT) == [("perm", 1), ("perm", 2), ("cut", 1)]


def test_a_service_that_is_done_twice_begins_anew() -> None:
    assert parts(CUT, CUT) == [("cut", 1), ("cut", 1)]
    assert parts(PERM, PERM) == [("perm", 1), ("perm", 2), ("perm", 1), ("perm", 2)]
