"""What the room stands on."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from clawback.audit.action import AuditAction
from clawback.audit.entry import Detail, Result
from clawback.audit.trail import Trail
from clawback.database import Connection, Database
from clawback.model.actor import Actor
from clawback.model.clock import Clock
from clawback.model.tags import Tags
from clawback.quarantine.held import Held
from clawback.store.port import EventStore
from clawback.vault.files import SealedFiles
from clawback.vault.keys import VaultKeys

FOLDER = "quarantine"
KEY_FILE = "quarantine.key"
_FORM = b"clawback-quarantine-1\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """Parts of other rooms.

    `node` is the server whose folder holds the files; `keep` is how long mail is kept; `on_hold`
    gives the messages that must not be forgotten.
    """

    database: Database
    store: EventStore
    trail: Trail
    clock: Clock
    tags: Tags
    files: SealedFiles
    node: str
    keep: timedelta
    on_hold: Callable[[], frozenset[str]]

    def note(
        self,
        connection: Connection,
        actor: Actor,
        action: AuditAction,
        held: Held,
        *,
        result: Result = Result.DONE,
        code: str = "",
    ) -> None:
        """An entry of the audit trail, in the transaction of what it tells."""
        details: dict[str, Detail] = {
            "network_message_id": held.network_message_id,
            "recipient": held.recipient,
        }
        details |= {"attempt": held.attempt} if held.attempt else {}
        details |= {"code": code} if code else {}
        subject = f"quarantine:{held.id}"
        self.trail.record(connection, actor, action, subject, result=result, details=details)

    def sees(self, actor: Actor, held: Held) -> bool:
        """Whether somebody may see and act on it."""
        return actor.scope.covers(held.recipient, self.tags.of(held.recipient))


def sealed_files(data: Path) -> SealedFiles:
    """The sealed mails in a data folder."""
    return SealedFiles(data / FOLDER, VaultKeys(data / KEY_FILE), form=_FORM)


def owner_of(network_message_id: str) -> str:
    """To what a message's file is sealed."""
    return hashlib.sha256(network_message_id.encode("utf-8", "surrogatepass")).hexdigest()
