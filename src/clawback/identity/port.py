"""What keeping tokens takes; `records` does it on the state database, `memory` without one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from clawback.audit.action import AuditAction
from clawback.audit.entry import Detail
from clawback.identity.token import Token
from clawback.model.actor import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What the audit trail is told of a change, in the change's own transaction."""

    actor: Actor
    action: AuditAction
    subject: str
    details: Mapping[str, Detail] = field(default_factory=dict)


class TokenRecords(Protocol):
    """Keeps tokens. Safe to call from several threads; every change is durable on return."""

    def add(self, token: Token, note: Note) -> None:
        """Keeps a new token."""
        ...

    def find(self, token_id: str) -> Token | None:
        """The token of this id."""
        ...

    def every(self) -> Sequence[Token]:
        """All tokens, oldest first, revoked ones too."""
        ...

    def revoke(self, token_id: str, at: datetime, note: Note) -> None:
        """Marks a token as revoked; one that already is keeps its first time, and no note."""
        ...

    def used(self, token_id: str, at: datetime) -> None:
        """Notes when a token was last used."""
        ...
