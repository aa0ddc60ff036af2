"""Do word, row and calendar of a call agree; if not, why, and what to do. Pure: `explain(case) -> Verdict`.

Adding a cause: one rule with the evidence it needs in its docstring, one line in `choosing.RULES`, its sentences, one
row in docs/reference/causes.md, and a pair of cases (is, and is not) in tests/core.
"""

from holdfast.core.case import CaseRefused
from holdfast.core.verdict.explaining import Verdict, explain, judge

__all__ = ["CaseRefused", "Verdict", "explain", "judge"]
