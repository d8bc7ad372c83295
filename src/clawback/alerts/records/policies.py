"""Policies as they are written down: those of people, and shipped ones that were changed."""

from __future__ import annotations

from sqlalchemy import delete, select

from clawback.alerts.policy import KeptPolicy, Policy
from clawback.alerts.records.tables import policy_table
from clawback.database import Connection
from clawback.database.bulk import insert_rows
from clawback.model.codec import from_json, to_json
from clawback.model.microseconds import microseconds, moment_of

_columns = policy_table.c
_NAMES = tuple(_columns.keys())


def every(connection: Connection) -> list[KeptPolicy]:
    """All that are written down, by their ids."""
    rows = connection.execute(select(policy_table).order_by(_columns.id))
    return [
        KeptPolicy(
            policy=from_json(Policy, row.body),
            changed=True,
            edited_at=moment_of(row.edited_at),
            edited_by_name=row.edited_by_name,
        )
        for row in rows
    ]


def put(connection: Connection, kept: KeptPolicy) -> None:
    """Writes a policy down in place of what there was of its id."""
    remove(connection, kept.policy.id)
    at = microseconds(kept.edited_at) if kept.edited_at else 0
    row = (kept.policy.id, to_json(kept.policy), at, kept.edited_by_name)
    insert_rows(connection, policy_table, _NAMES, [row])


def remove(connection: Connection, policy_id: str) -> None:
    connection.execute(delete(policy_table).where(_columns.id == policy_id))
