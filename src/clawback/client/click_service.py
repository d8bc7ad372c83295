"""What the click service asks of the server, as methods; errors as in `transport.py`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypedDict, cast

from clawback.client.transport import Body, Transport

_ROOT = "/api/v1/links"


class BookEntries(TypedDict):
    """Entries of the book that differ only in what they are for."""

    kind: str
    blocks: bool
    threat: str | None
    own: bool
    source: str
    until: str | None
    what: list[str]


class BookChange(TypedDict):
    """What makes one book of another."""

    since: str
    version: str
    put: list[BookEntries]
    gone: list[str]


class ClickServiceClient:
    """One server, for a click service."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def record(self, clicks: Sequence[dict[str, Any]]) -> int:  # Any: JSON
        """Hands clicks over; how many of them, from the first, are kept now."""
        body = Body.of({"clicks": list(clicks)})
        return cast("int", self._transport.json("POST", f"{_ROOT}/clicks", body=body)["recorded"])

    def book(self, since: str) -> BookChange:
        """What the book of now has beside that of a version."""
        told = self._transport.json("GET", f"{_ROOT}/book", query={"since": since or None})
        return cast("BookChange", told)
