"""The tables of what is owed to callers and operators: corrections, cases, repairs, alarms, and what leaves the house.

Instants as in `holdfast.store.tables`.
"""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, text

from holdfast.store.schema import PII, Number, metadata, tenant_column

correction = Table(
    "correction",
    metadata,
    Column("id", Number, primary_key=True, autoincrement=True),
    Column("tenant_id", Number, ForeignKey("tenant.id"), nullable=False),
    Column("call_id", String(128), nullable=False, comment="the call whose caller believes something untrue"),
    Column("visit_id", String(32)),
    Column("number", String(32), info=PII, comment="by which the caller is recognised; null: hidden"),
    Column("told", String(12), nullable=False, comment="what was heard"),
    Column("told_start", BigInteger, comment="for when it was heard, where that is known"),
    Column("sentence", Text, info=PII, comment="what to tell, where no visit says it"),
    Column("state", String(12), nullable=False),
    Column("opened_at", BigInteger, nullable=False),
    Column("handed_at", BigInteger),
    Column("handed_call", String(128), comment="the call whose agent was given the words"),
    Column("handed_words", Text, info=PII),
    Column("closed_at", BigInteger),
    Column("closed_how", String(20)),
    Index("correction_by_number", "tenant_id", "number", "state"),
    Index("correction_by_visit", "tenant_id", "visit_id"),
    Index("correction_by_call", "tenant_id", "call_id"),
    Index("correction_handed", "tenant_id", "handed_call"),
)

call_case = Table(
    "call_case",
    metadata,
    tenant_column(),
    Column("call_id", String(128), primary_key=True),
    Column("cause", String(24), nullable=False),
    Column("told_wrongly", Boolean, nullable=False),
    Column("happened_at", BigInteger, nullable=False, comment="when the caller heard it, or the call ended"),
    Column("opened_at", BigInteger, nullable=False, comment="when it was found"),
    Column("repaired_at", BigInteger),
    Column("closed_at", BigInteger),
    Column("closed_how", String(20)),
    Column("closed_by", String(80)),
    Column("why", Text, info=PII, comment="why a person waived it, in their words"),
    Index("call_case_open", "tenant_id", "closed_at", "opened_at"),
)

repair = Table(
    "repair",
    metadata,
    tenant_column(),
    Column("id", String(20), primary_key=True),
    Column("call_id", String(128), nullable=False),
    Column("visit_id", String(32)),
    Column("act", String(24), nullable=False),
    Column("state", String(12), nullable=False),
    Column("token", String(64), nullable=False, comment="of what was seen when it was decided"),
    Column("applied_by", String(80), nullable=False),
    Column("applied_at", BigInteger, nullable=False),
    Column("undone_at", BigInteger),
    Column("data", Text, nullable=False, comment="its steps, and what is needed to undo them"),
    Index("repair_by_call", "tenant_id", "call_id", "applied_at"),
)

alarm = Table(
    "alarm",
    metadata,
    tenant_column(),
    Column("identity", String(200), primary_key=True, comment="drift:REF, case:CALL or task:ID"),
    Column("kind", String(24), nullable=False),
    Column("since", BigInteger, nullable=False, comment="since when it is open"),
    Column("raised_at", BigInteger, nullable=False),
    Column("task_id", Number),
    Column("escalated_at", BigInteger),
    Column("mailed_at", BigInteger, comment="null: waits for the daily digest"),
    Column("closed_at", BigInteger),
    Index("alarm_open", "tenant_id", "closed_at"),
)

delivery = Table(
    "delivery",
    metadata,
    Column("id", Number, primary_key=True, autoincrement=True),
    Column("tenant_id", Number, ForeignKey("tenant.id"), nullable=False),
    Column("message_id", String(40), nullable=False, comment="the same for every attempt, so that it counts once"),
    Column("way", String(12), nullable=False, comment="webhook, mail or live"),
    Column("kind", String(40), nullable=False),
    Column("receiver", String(500), nullable=False, comment="an address of the salon or its operator"),
    Column("body", Text, nullable=False, info=PII),
    Column("state", String(12), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("due_at", BigInteger),
    Column("leased_until", BigInteger),
    Column("ended_at", BigInteger),
    Column("outcome", String(200), comment="of the last attempt: a status, or why it failed"),
    Index(
        "delivery_due",
        "due_at",
        postgresql_where=text("due_at IS NOT NULL"),
        sqlite_where=text("due_at IS NOT NULL"),
    ),
    Index("delivery_by_tenant", "tenant_id", "id"),
)
