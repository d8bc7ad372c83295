"""What keeping tokens takes; `records` does it on the state database, `memory` without one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from clawback.identity.token import Token


class TokenRecords(Protocol):
    """Keeps tokens. Safe to call from several threads; every change is durable on return."""

    def add(self, token: Token) -> None:
        """Keeps a new token."""
        ...

    def find(self, token_id: str) -> Token | None:
        """The token of this id."""
        ...

    def every(self) -> Sequence[Token]:
        """All tokens, oldest first, revoked ones too."""
        ...

    def revoke(self, token_id: str, at: datetime) -> None:
        """Marks a token as revoked; one that already is keeps its first time."""
        ...

    def used(self, token_id: str, at: datetime) -> None:
        """Notes when a token was last used."""
        ...
