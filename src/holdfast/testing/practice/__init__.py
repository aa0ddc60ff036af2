"""A test call: a rule-based agent, and a sandbox copy of a salon on which it books through the real tools."""

from holdfast.testing.practice.picture import Agreement, Line, Picture, Speaker, Witnesses
from holdfast.testing.practice.salon import Engaged
from holdfast.testing.practice.sandbox import Mishap, Sandbox
from holdfast.testing.practice.sandboxes import Sandboxes

__all__ = ["Agreement", "Engaged", "Line", "Mishap", "Picture", "Sandbox", "Sandboxes", "Speaker", "Witnesses"]
