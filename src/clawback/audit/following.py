"""The trail in the order of writing, for those who go on where they were."""

from __future__ import annotations

from clawback.audit.kept import KeptEntry
from clawback.audit.records import entries
from clawback.database import Connection


def newest(connection: Connection) -> int:
    """The id of the newest entry; 0 where there is none."""
    return entries.newest(connection)


def after(connection: Connection, entry_id: int, *, limit: int) -> list[KeptEntry]:
    """At most so many entries from behind this id on, oldest first."""
    return entries.after(connection, entry_id, limit=limit)
