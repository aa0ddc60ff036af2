"""The stage of the world, made once: every episode starts from it."""

import pytest

from holdfast.testing.world.episode import Stage, make_stage


@pytest.fixture(scope="session")
def stage() -> Stage:
    return make_stage()
