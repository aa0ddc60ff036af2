"""Calendars for the tests of adapters: a real CalDAV server, and every adapter in a calendar of its own."""

import shutil
from collections.abc import AsyncIterator, Iterator

import pytest

from holdfast.testing.radicale import Radicale, start_radicale
from tests.calendars.stages import (
    AnyStage,
    BuiltinStage,
    CalcomStage,
    CaldavStage,
    OutsideStage,
    RecordedStage,
    Stage,
    closing,
)

BUILTIN = ("builtin-sqlite", "builtin-postgres")
OUTSIDE = ("caldav-radicale", "calcom-fake", "calcom-recorded")


@pytest.fixture(scope="session")
def radicale() -> Iterator[Radicale]:
    """A Radicale server that lives as long as the test session, or as one worker of it."""
    with start_radicale() as server:
        yield server


@pytest.fixture(params=[*BUILTIN, *OUTSIDE])
async def stage(request: pytest.FixtureRequest) -> AsyncIterator[Stage]:
    """Every adapter in turn."""
    async with closing(_made(request)) as made:
        yield made


@pytest.fixture(params=OUTSIDE)
async def outside(request: pytest.FixtureRequest) -> AsyncIterator[OutsideStage]:
    """Every adapter of a calendar that is not ours."""
    made = _made(request)
    assert not isinstance(made, BuiltinStage)
    async with closing(made):
        yield made


@pytest.fixture
async def caldav(radicale: Radicale) -> AsyncIterator[CaldavStage]:
    """CalDAV alone."""
    made = CaldavStage(radicale)
    async with closing(made):
        yield made


def _made(request: pytest.FixtureRequest) -> AnyStage:
    match request.param:
        case "builtin-sqlite":
            file = request.getfixturevalue("sqlite_file")
            shutil.copyfile(request.getfixturevalue("sqlite_template"), file)
            return BuiltinStage(f"sqlite:///{file}")
        case "builtin-postgres":
            return BuiltinStage(request.getfixturevalue("postgres_copy"))
        case "caldav-radicale":
            return CaldavStage(request.getfixturevalue("radicale"))
        case "calcom-fake":
            return CalcomStage()
        case _:
            return RecordedStage()


@pytest.fixture
def postgres_copy(request: pytest.FixtureRequest) -> Iterator[str]:
    """A database of today's schema on PostgreSQL."""
    with request.getfixturevalue("postgres_databases").one() as url:
        yield url
