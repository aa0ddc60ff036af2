"""The tables of what was judged of calls: verdicts as a history, calls still to be judged, agents as they were seen.

Instants as in `holdfast.store.tables`.
"""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, SmallInteger, String, Table, Text

from holdfast.store.schema import PII, Number, metadata, tenant_column

verdict = Table(
    "verdict",
    metadata,
    Column("id", Number, primary_key=True, autoincrement=True),
    Column("tenant_id", Number, ForeignKey("tenant.id"), nullable=False),
    Column("call_id", String(128), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("confirmed_at", BigInteger, nullable=False, comment="when the same was concluded last"),
    Column("prompt", String(20), nullable=False, comment="what had the call judged"),
    Column("basis", String(24), nullable=False, comment="where the words come from"),
    Column("agree", Boolean, nullable=False),
    Column("said", String(12), nullable=False),
    Column("stored", String(12), nullable=False),
    Column("calendar", String(12), nullable=False),
    Column("independent", Boolean, nullable=False, comment="whether the calendar is a witness of its own"),
    Column("cause", String(30), nullable=False),
    Column("causes", Text, nullable=False, comment="every code that holds, with a space between"),
    Column("act", String(30), nullable=False, comment="what should be done"),
    Column("digest", String(32), nullable=False, comment="of what was concluded: another one is a change"),
    Column("document", Text, info=PII, comment="the whole verdict with its evidence, as in a case file"),
    Index("verdict_by_call", "tenant_id", "call_id", "id"),
    Index("verdict_by_time", "tenant_id", "at"),
)

to_judge = Table(
    "to_judge",
    metadata,
    tenant_column(),
    Column("call_id", String(128), primary_key=True),
    Column("due_at", BigInteger, nullable=False),
    Column("since", BigInteger, nullable=False),
    Column("prompt", String(20), nullable=False),
    Column("tries", SmallInteger, nullable=False),
    Index("to_judge_due", "due_at"),
)

agent_seen = Table(
    "agent_seen",
    metadata,
    tenant_column(),
    Column("agent_id", String(128), primary_key=True),
    Column("version", String(32), primary_key=True),
    Column("first_at", BigInteger, nullable=False),
    Column("first_call", String(128), nullable=False),
)
