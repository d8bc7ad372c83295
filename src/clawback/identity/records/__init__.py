"""What identity keeps in the state database: people, sessions, second factors, tokens."""

from __future__ import annotations

from clawback.identity.records.tables import token_table
from clawback.identity.records.tokens import DatabaseTokenRecords

__all__ = ["DatabaseTokenRecords", "token_table"]
