"""What all tables share: their metadata, their types, and the column that leads every key of a tenant (G9, R30)."""

from typing import Any

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, MetaData

PII = {"pii": True}
"""Marks a column that holds personal data (G11): erasure knows it."""
metadata = MetaData()

Number = BigInteger().with_variant(Integer, "sqlite")
"""SQLite numbers rows by itself only in a column that is exactly INTEGER."""


def tenant_column() -> Column[Any]:
    """The first column of a tenant's own table, part of its primary key."""
    return Column("tenant_id", Number, ForeignKey("tenant.id"), primary_key=True)
