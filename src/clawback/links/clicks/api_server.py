"""The server behind its API, as the click service sees it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from clawback.client.click_service import BookEntries, ClickServiceClient
from clawback.links.clicks.book import Change, Entry, Kind
from clawback.links.clicks.opened import Opened
from clawback.model.native_codec import write_json
from clawback.model.verdict import ThreatType


class ApiServer:
    """Speaks over one connection. Belongs to one thread."""

    def __init__(self, client: ClickServiceClient) -> None:
        self._client = client

    def record(self, opened: Sequence[Opened]) -> int:
        """As `Server.record`."""
        return self._client.record([_plain(one) for one in opened])

    def book(self, since: str) -> Change:
        """As `Server.book`."""
        told = self._client.book(since)
        return Change(
            since=told["since"],
            version=told["version"],
            put=tuple(entry for group in told["put"] for entry in _entries(group)),
            gone=tuple(told["gone"]),
        )


def _plain(opened: Opened) -> dict[str, Any]:  # Any: JSON
    plain: dict[str, Any] = json.loads(write_json(opened))
    return plain


def _entries(group: BookEntries) -> list[Entry]:
    until = None if group["until"] is None else datetime.fromisoformat(group["until"])
    return [
        Entry(
            kind=Kind(group["kind"]),
            what=what,
            blocks=group["blocks"],
            threat=None if group["threat"] is None else ThreatType(group["threat"]),
            own=group["own"],
            source=group["source"],
            until=until,
        )
        for what in group["what"]
    ]
