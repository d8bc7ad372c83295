"""The audit trail of a server, as methods."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypedDict, cast

from clawback.client.json import JsonValue
from clawback.client.transport import Query, Transport

_ENTRIES = "/api/v1/audit/entries"
_EXPORT = "/api/v1/audit/export"
_PAGE = 1000


class AuditEntry(TypedDict):
    """One line of the trail; `number` is its place in the log, `None` until it is sealed."""

    id: int
    number: int | None
    at: str
    actor_id: str
    actor_name: str
    actor_kind: str
    actor_role: str
    person: str
    action: str
    subject: str
    result: str
    details: dict[str, JsonValue]


class AuditLog:
    """Reads the trail; raises as `Transport` does."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def entries(self, wanted: Query, limit: int) -> Iterator[AuditEntry]:
        """At most `limit` entries, newest first, fetched a page at a time.

        `wanted` may name `actor`, `person`, `action`, `subject`, `result`, `since`,
        `until` and `text`.
        """
        cursor: str | None = None
        while limit > 0:
            query = {**wanted, "limit": min(limit, _PAGE), "cursor": cursor}
            page = self._transport.json("GET", _ENTRIES, query=query)
            items = cast("list[AuditEntry]", page["items"])
            yield from items
            limit -= len(items)
            cursor = cast("str | None", page["next"])
            if cursor is None:
                return

    def export(self, wanted: Query, form: str) -> Iterator[bytes]:
        """Every entry as a file, `csv`, `ndjson` or `ocsf`, in blocks as they come."""
        return self._transport.blocks("GET", _EXPORT, query={**wanted, "format": form})
