"""The guard: who has which resource in which five minutes. One primary key on every engine (G1).

A claim with an end is a hold, a claim without one is booked. An expired hold is taken over in the very statement that
claims its cell: it neither blocks nor can be sold twice, and nobody needs to sweep (G3).

One multi-row upsert per transaction over the sorted union of cells, so two writers never wait in a circle;
releases lock their rows in the same order first (measured in design 4).
"""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime

import sqlalchemy as sa

from holdfast.core.availability import Busy, Occupation
from holdfast.core.interval import CellWindow
from holdfast.store.engine import TenantTx, to_ms, to_ms_or_none
from holdfast.store.fixed import Fixed

Cells = Sequence[tuple[str, int]]

_UPSERT = """
INSERT INTO claim (tenant_id, resource, cell, owner, expires_at)
SELECT :tenant, wanted.resource, wanted.cell, :owner, :expires_at
FROM {wanted} ORDER BY wanted.resource, wanted.cell
ON CONFLICT (tenant_id, resource, cell) DO UPDATE SET owner = excluded.owner, expires_at = excluded.expires_at
WHERE claim.expires_at <= :now OR (claim.owner = :own AND claim.expires_at IS NOT NULL)
RETURNING resource, cell
"""
_LOCK = """
SELECT claim.cell FROM {wanted} JOIN claim
  ON claim.tenant_id = :tenant AND claim.resource = wanted.resource AND claim.cell = wanted.cell
WHERE claim.owner = :owner ORDER BY claim.resource, claim.cell {lock}
"""
_DELETE = """
DELETE FROM claim WHERE tenant_id = :tenant AND owner = :owner
  AND (resource, cell) IN (SELECT wanted.resource, wanted.cell FROM {wanted})
"""
# Runs of neighbouring cells of one owner (held or booked, each by itself) become one row: cell minus its rank is the
# same all along a run.
_BUSY = """
SELECT resource, owner, booked, MIN(cell) AS first, MAX(cell) + 1 AS after FROM (
  SELECT resource, cell, owner, CASE WHEN expires_at IS NULL THEN 1 ELSE 0 END AS booked,
    cell - ROW_NUMBER() OVER (PARTITION BY resource, owner, expires_at IS NULL ORDER BY cell) AS run
  FROM claim
  WHERE tenant_id = :tenant AND resource IN (SELECT {name} FROM {names}) AND cell >= :first AND cell < :after
    AND (expires_at IS NULL OR expires_at > :now)
) AS claimed GROUP BY resource, owner, booked, run ORDER BY resource, first, owner
"""

_WANTED = {
    # {resource: [cell, …]}: taken apart by two walks, several times cheaper than looking into each pair.
    "sqlite": "(SELECT given.key AS resource, one.value AS cell"
    " FROM json_each(:cells) AS given, json_each(given.value) AS one WHERE true) AS wanted",
    "postgresql": "unnest(CAST(:resources AS text[]), CAST(:cells AS integer[])) AS wanted(resource, cell)",
}
_NAMES = {
    "sqlite": ("value", "json_each(:names)"),
    "postgresql": ("name", "unnest(CAST(:names AS text[])) AS given(name)"),
}


def _statement(template: str, dialect: str) -> Fixed:
    name, names = _NAMES[dialect]
    lock = "FOR UPDATE OF claim" if dialect == "postgresql" else ""
    return Fixed(sa.text(template.format(wanted=_WANTED[dialect], name=name, names=names, lock=lock)))


_STATEMENTS = {
    (template, dialect): _statement(template, dialect)
    for template in (_UPSERT, _LOCK, _DELETE, _BUSY)
    for dialect in _WANTED
}


def _cells_values(tx: TenantTx, cells: Cells) -> dict[str, object]:
    if tx.dialect == "sqlite":
        by_resource: dict[str, list[int]] = {}
        for resource, cell in cells:
            by_resource.setdefault(resource, []).append(cell)
        return {"cells": json.dumps(by_resource)}
    return {"resources": [resource for resource, _ in cells], "cells": [cell for _, cell in cells]}


def place(
    tx: TenantTx,
    cells: Cells,
    owner: str,
    expires_at: datetime | None,
    now: datetime,
    own: str | None = None,
    freed: Cells = (),
) -> bool:
    """Claim all `cells` for `owner`, until `expires_at` or (None) for good. Consuming and renewing are this too.

    `own` names whose live holds may be taken over (default: the owner's). `freed` are cells of theirs that are given
    back in exchange: locked by the same statement, so that two who exchange never wait in a circle. False when
    somebody else has one of the cells: some may then be written, so the caller must let the transaction roll back.
    """
    if not cells and not freed:
        return True
    assert list(cells) == sorted(set(cells)), "cells come sorted, none twice"
    rows = tx.run(
        _STATEMENTS[_UPSERT, tx.dialect],
        owner=owner,
        own=own or owner,
        expires_at=to_ms_or_none(expires_at),
        now=to_ms(now),
        **_cells_values(tx, sorted({*cells, *freed}) if freed else cells),
    ).fetchall()
    if not freed:
        return len(rows) == len(cells)
    ours = {(row.resource, row.cell) for row in rows}
    if spare := sorted(ours & set(freed) - set(cells)):
        tx.run(_STATEMENTS[_DELETE, tx.dialect], owner=owner, **_cells_values(tx, spare))
    return ours.issuperset(cells)


def release(tx: TenantTx, cells: Cells, owner: str) -> None:
    """Give back those of `cells` that `owner` has. In a transaction that also claims, `place(freed=…)` does it."""
    if not cells:
        return
    values = _cells_values(tx, cells)
    if tx.dialect != "sqlite":
        tx.run(_STATEMENTS[_LOCK, tx.dialect], owner=owner, **values).fetchall()
    tx.run(_STATEMENTS[_DELETE, tx.dialect], owner=owner, **values)


def busy(tx: TenantTx, resources: Iterable[str], window: CellWindow, now: datetime) -> tuple[Busy, ...]:
    """Everything that claims one of `resources` in the window at `now`, as runs of cells."""
    names = sorted(set(resources))
    rows = tx.run(
        _STATEMENTS[_BUSY, tx.dialect],
        names=json.dumps(names) if tx.dialect == "sqlite" else names,
        first=window.first,
        after=window.first + window.count,
        now=to_ms(now),
    )
    return tuple(
        Busy(r.resource, range(r.first, r.after), Occupation.VISIT if r.booked else Occupation.HOLD, r.owner)
        for r in rows
    )


_PURGE = sa.text("DELETE FROM claim WHERE tenant_id = :tenant AND cell < :before")


def forget_past(tx: TenantTx, before_cell: int) -> int:
    """Drop claims on times that are over; they guard nothing any more. Returns how many."""
    return tx.run(_PURGE, before=before_cell).rowcount
