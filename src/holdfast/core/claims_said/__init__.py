"""What was said on the phone, as far as it was heard: claims about a wish, each with its words. Pure.

Rules with data tables, no model; precision first: questions, conditions, hedges, quotes of the caller and negated deeds
are no claims. Only the heard share of an interrupted line counts.
"""

from holdfast.core.claims_said.conversation import Heard, read_conversation
from holdfast.core.claims_said.reading import Claim, claims_in, says_yes

__all__ = ["Claim", "Heard", "claims_in", "read_conversation", "says_yes"]
