"""The door through which everything that people do comes into the audit trail."""

from __future__ import annotations

from collections.abc import Mapping

from clawback.audit.action import AuditAction
from clawback.audit.entry import Detail, Entry, Result
from clawback.audit.kept import row_of
from clawback.audit.records import entries
from clawback.database import Connection, Database
from clawback.model.actor import Actor
from clawback.model.clock import Clock


class Trail:
    """Writes entries, in the transaction of the change they tell. Safe on many threads."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def record(
        self,
        connection: Connection,
        actor: Actor,
        action: AuditAction,
        subject: str,
        *,
        result: Result = Result.DONE,
        details: Mapping[str, Detail] | None = None,
    ) -> None:
        """Adds an entry to a change: both are kept, or neither is."""
        entry = Entry(
            at=self._clock.now(),
            actor=actor,
            action=action,
            subject=subject,
            result=result,
            details=details or {},
        )
        entries.add(connection, row_of(entry))

    def record_alone(
        self,
        actor: Actor,
        action: AuditAction,
        subject: str,
        *,
        result: Result = Result.DONE,
        details: Mapping[str, Detail] | None = None,
    ) -> None:
        """Adds an entry for what changes nothing here: a look at a body, a refused attempt."""
        with self._database.write() as connection:
            self.record(connection, actor, action, subject, result=result, details=details)
