"""What the calls of one version of an agent asked of us lately."""

import json
from datetime import datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from holdfast.core.agent_habits import Asked
from holdfast.store.engine import TenantTx, from_ms, to_ms
from holdfast.store.fixed import Fixed
from holdfast.store.tables import call, timeline

MOST_READ = 300
_ASKED = Fixed(
    sa.select(call.c.id, call.c.number, call.c.created_at, timeline.c.data, timeline.c.personal)
    .select_from(
        call.join(timeline, sa.and_(timeline.c.tenant_id == call.c.tenant_id, timeline.c.call_id == call.c.id))
    )
    .where(
        call.c.tenant_id == sa.bindparam("tenant"),
        call.c.agent_id == sa.bindparam("agent"),
        call.c.agent_version == sa.bindparam("version"),
        call.c.created_at >= sa.bindparam("since"),
        call.c.is_test.is_(False),
        timeline.c.kind == "tool_called",
        timeline.c.personal.is_not(None),
    )
    .order_by(call.c.created_at.desc(), timeline.c.id)
    .limit(MOST_READ)
)


def asked_by(tx: TenantTx, agent: str, version: str, since: datetime, zone: ZoneInfo) -> list[Asked]:
    """The newest tool calls of a version of an agent, test calls left out; those whose words are erased, too."""
    rows = tx.run(_ASKED, agent=agent, version=version, since=to_ms(since))
    return [
        Asked(
            row.id,
            row.number,
            from_ms(row.created_at).astimezone(zone).date(),
            str(json.loads(row.data).get("tool") or ""),
            json.loads(row.personal),
        )
        for row in rows
    ]
