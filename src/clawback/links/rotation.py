"""Another key signs protected links from now on, and the audit trail says who wanted it."""

from __future__ import annotations

from clawback.audit.action import AuditAction
from clawback.audit.trail import Trail
from clawback.database import Database
from clawback.links.keys import LinkKey, LinkKeys
from clawback.model.actor import Actor


def rotate(keys: LinkKeys, database: Database, trail: Trail, actor: Actor) -> LinkKey:
    """Adds a key; what cannot be written down is not done. Raises `LinkKeysUnusableError`."""
    before = keys.known()
    with database.write() as connection:
        number = keys.next_number()
        followed = before.current.number if before.keys else 0
        trail.record(
            connection,
            actor,
            AuditAction.KEY_ROTATE,
            f"link_key:{number}",
            details={"followed": followed},
        )
        return keys.rotate()
