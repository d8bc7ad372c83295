"""What is blocked and let through at the click, as methods; errors as in `transport.py`.

Moments are ISO 8601 text in UTC, enumerations their codes.
"""

from __future__ import annotations

from typing import TypedDict, cast
from urllib.parse import quote

from clawback.client.transport import Body, Query, Transport

_ROOT = "/api/v1/links/entries"


class ClickEntry(TypedDict):
    """A link or a host that is blocked or let through at the click."""

    id: str
    kind: str
    kind_label: str
    value: str
    what: str
    what_label: str
    reason: str
    at: str
    by: str
    by_name: str
    expires_at: str | None


class ClickEntriesClient:
    """The entries of one server."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def put(
        self, kind: str, value: str, *, reason: str = "", expires_at: str | None = None
    ) -> ClickEntry:
        """Blocks a link or a host (`block`), or lets it through (`allow`)."""
        body = Body.of({"kind": kind, "value": value, "reason": reason, "expires_at": expires_at})
        return cast("ClickEntry", self._transport.json("POST", _ROOT, body=body))

    def newest(self, limit: int, *, kind: str | None = None) -> list[ClickEntry]:
        """Those that count, newest first."""
        query: Query = {"limit": limit, "kind": kind}
        return cast("list[ClickEntry]", self._transport.json("GET", _ROOT, query=query)["items"])

    def delete(self, entry_id: str) -> None:
        """Blocks or lets it through no more."""
        self._transport.json("DELETE", f"{_ROOT}/{quote(entry_id, safe='')}")
