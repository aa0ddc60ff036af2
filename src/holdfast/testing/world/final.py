"""The end of an episode: the outside has been quiet, everything has come to rest. What must then hold."""

import json
from collections.abc import Iterator
from datetime import datetime

from holdfast.store import tenants
from holdfast.store.engine import Tx, to_ms
from holdfast.testing.consistency import contradictions
from holdfast.testing.world.database import Database
from holdfast.testing.world.ledger import Ledger
from holdfast.testing.world.sometimes import Sometimes

Found = tuple[str, str | None]


def final_breaches(database: Database, ledger: Ledger, now: datetime) -> list[Found]:
    """Sentences, each with the visit it is about where there is one."""
    excused = _excused(database)
    found = [
        (sentence, visit)
        for sentence in database.look(lambda tx: _compared(tx, ledger, now))
        if (visit := _named(sentence)) not in excused
    ]
    return [*found, *_foreign_overlaps(database, ledger, excused), *_untold(database)]


def _excused(database: Database) -> set[str]:
    """Visits about which somebody has an open drift to see: the difference is known (G7)."""
    return {row[0] for row in database.rows("SELECT DISTINCT visit_id FROM drift WHERE state = 'open'")}


def _compared(tx: Tx, ledger: Ledger, now: datetime) -> list[str]:
    """The comparison of the built-in calendar, fed with what really stands; the transaction is undone afterwards."""
    for row in tenants.everyone(tx):
        for one in ledger.everything():
            if one.reference is None:
                continue
            values = (
                row.id, one.uid, one.reference, one.host,
                to_ms(one.interval.start), to_ms(one.interval.end), one.title, "", to_ms(now),
            )  # fmt: skip
            tx.connection.exec_driver_sql(
                "INSERT INTO calendar_entry (tenant_id, uid, reference, host, start_at, end_at, title, attendee,"
                " created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                values,
            )
    return contradictions(tx, now)


def _named(sentence: str) -> str | None:
    """The visit that a sentence names."""
    words = sentence.replace("/", " ").replace("'", " ").split()
    return next((word for word in words if word.startswith("v_")), None)


def _foreign_overlaps(database: Database, ledger: Ledger, excused: set[str]) -> Iterator[Found]:
    """Somebody else's entry over ours: found before the caller was told, ours would have yielded; later, a drift."""
    drifts = database.rows("SELECT host, start_at, end_at FROM drift WHERE state = 'open' AND start_at > 0")
    for one in ledger.everything():
        visit = None if one.reference is None else one.reference.partition("/")[0]
        if visit is None or visit in excused:
            continue
        for other in ledger.standing([one.host], one.interval):
            begin, end = to_ms(one.interval.start), to_ms(one.interval.end)
            known = any(host == one.host and first < end and last > begin for host, first, last in drifts)
            if other.reference is None and not known:
                yield f"{other.uid}, somebody else's, stands over {one.reference}, and no drift is open", visit


def _untold(database: Database) -> Iterator[Found]:
    """Undone by the calendar's "no": the caller heard it, or a task for a person is on record."""
    undone = database.rows("SELECT id, ref FROM visit WHERE state = 'undone'")
    for visit, ref in undone:
        if database.rows("SELECT 1 FROM task WHERE visit_id = ? LIMIT 1", visit):
            continue
        answers = database.rows("SELECT answer FROM request WHERE visit_id = ? AND answer IS NOT NULL", visit)
        if not any(json.loads(answer)["state"] == "refused" for (answer,) in answers):
            yield f"visit {visit} ({ref}) was undone, nobody was told and no task is on record", visit


_COUNTS = {
    "repeat joined": "SELECT count(*) FROM timeline WHERE kind = 'joined'",
    "overlap yielded": "SELECT count(*) FROM segment WHERE stage = 'undone' AND refusal = 'slot_taken'",
    "undone": "SELECT count(*) FROM visit WHERE state = 'undone'",
    "task for a person": "SELECT count(*) FROM task WHERE kind = 'person'",
    "follow-up on record": "SELECT count(*) FROM task WHERE kind = 'follow_up'",
    "follow-up closed": "SELECT count(*) FROM task WHERE kind = 'follow_up' AND state = 'done'",
}


def count_situations(database: Database, sometimes: Sometimes) -> None:
    """What the record of an episode tells of the situations that occurred."""
    for what, statement in _COUNTS.items():
        if times := database.rows(statement)[0][0]:
            sometimes[what] += times
    for kind, state, times in database.rows("SELECT kind, state, count(*) FROM drift GROUP BY kind, state"):
        sometimes[f"drift {state}: {kind}"] += times
