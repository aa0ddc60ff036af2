"""A call once more, offline: its tool requests against today's code and the recorded calendar, in virtual time.

Nothing leaves this process: the store is a scratch SQLite in memory, the calendar answers out of the case file, and
time is a number that jumps. The same case gives the same answers, byte for byte, for as long as the code is the same.
"""

from holdfast.testing.replay.running import Replay, Replayed, replay

__all__ = ["Replay", "Replayed", "replay"]
