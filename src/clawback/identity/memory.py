"""Tokens kept in memory, for tests and demonstrations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from threading import Lock

from clawback.identity.port import Note
from clawback.identity.token import Token


class MemoryTokenRecords:
    """Forgets everything when the process ends; `notes` is what a trail would have been told."""

    def __init__(self) -> None:
        self.notes: list[Note] = []
        self._tokens: dict[str, Token] = {}
        self._lock = Lock()

    def add(self, token: Token, note: Note) -> None:
        with self._lock:
            self._tokens[token.id] = token
            self.notes.append(note)

    def find(self, token_id: str) -> Token | None:
        return self._tokens.get(token_id)

    def every(self) -> Sequence[Token]:
        with self._lock:
            return sorted(self._tokens.values(), key=lambda token: (token.created_at, token.id))

    def revoke(self, token_id: str, at: datetime, note: Note) -> None:
        with self._lock:
            token = self._tokens[token_id]
            if token.revoked_at is None:
                self._tokens[token_id] = replace(token, revoked_at=at)
                self.notes.append(note)

    def used(self, token_id: str, at: datetime) -> None:
        with self._lock:
            self._tokens[token_id] = replace(self._tokens[token_id], last_used_at=at)
