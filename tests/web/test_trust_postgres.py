"""What of the pages' trust lies in the database, on PostgreSQL as well: sessions, roles, guessing, the audit."""

import pytest

from tests.web.test_trust import (
    test_a_link_works_once_and_not_for_long,
    test_guessing_is_slowed_down,
    test_nobody_gets_across,
    test_sessions_end_by_themselves,
    test_the_audit_refuses_to_be_rewritten,
    test_who_is_shut_out_is_out_at_once,
)

__all__ = [
    "test_a_link_works_once_and_not_for_long",
    "test_guessing_is_slowed_down",
    "test_nobody_gets_across",
    "test_sessions_end_by_themselves",
    "test_the_audit_refuses_to_be_rewritten",
    "test_who_is_shut_out_is_out_at_once",
]


@pytest.fixture
def database_url(postgres_database: str) -> str:
    """Here it is PostgreSQL."""
    return postgres_database
