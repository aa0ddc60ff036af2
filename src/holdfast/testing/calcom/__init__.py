"""A fake Cal.com API v2 server that behaves as the real one was measured to, and has bad luck by plan.

The model and its plan need no event loop; `server` and `transport` are imported by whoever wants one of them.
"""

from holdfast.testing.calcom.faults import Fault, Faults, PlanInvalid, Rule, read_plan
from holdfast.testing.calcom.model import FakeCalcom
from holdfast.testing.calcom.playing import Cut, UnluckyCalcom
from holdfast.testing.calcom.salon import SALON_KEY, key_of_host, salon_calcom, salon_event_types
from holdfast.testing.calcom.wire import Request, Response

__all__ = [
    "SALON_KEY",
    "Cut",
    "FakeCalcom",
    "Fault",
    "Faults",
    "PlanInvalid",
    "Request",
    "Response",
    "Rule",
    "UnluckyCalcom",
    "key_of_host",
    "read_plan",
    "salon_calcom",
    "salon_event_types",
]
