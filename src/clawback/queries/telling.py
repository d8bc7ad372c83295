"""What the audit trail is told of saved queries."""

from __future__ import annotations

from clawback.audit.action import AuditAction
from clawback.audit.trail import Trail
from clawback.database import Connection
from clawback.model.actor import Actor
from clawback.queries.query import SavedQuery


def tell(
    trail: Trail, connection: Connection, actor: Actor, action: AuditAction, query: SavedQuery
) -> None:
    """Writes down what was done to a query, in the transaction of the change."""
    trail.record(
        connection,
        actor,
        action,
        f"query:{query.id}",
        details={"owner": query.owner, "shared": query.shared},
    )
