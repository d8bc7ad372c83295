"""Exports as methods; errors as in `transport.py`.

Moments are ISO 8601 text in UTC, enumerations their codes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypedDict, cast

from clawback.client.transport import Body, Transport

_ROOT = "/api/v1/exports"


class Wish(TypedDict, total=False):
    """What is to be exported; what is left out has the server's default."""

    what: str
    filter: str
    view: str
    since: str | None
    until: str | None
    format: str
    columns: list[str]
    sort: str
    field: str
    bucket: str
    limit: int | None


class Export(TypedDict):
    """An export as it stands; `size` in bytes."""

    id: str
    owner_name: str
    what: str
    filter: str
    view: str
    sentence: str
    since: str | None
    until: str | None
    format: str
    columns: list[str]
    sort: str
    field: str
    file_name: str
    state: str
    total: int | None
    written: int
    size: int
    seconds_left: float | None
    created_at: str
    started_at: str | None
    ended_at: str | None
    expires_at: str | None
    sha256: str
    reason: str


class ExportsClient:
    """The exports of one server."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def start(self, wish: Wish) -> Export:
        """Begins one."""
        return cast("Export", self._transport.json("POST", _ROOT, body=Body.of(wish)))

    def stream(self, wish: Wish) -> Iterator[bytes]:
        """The file at once, in blocks as they come, without a job."""
        return self._transport.blocks("POST", f"{_ROOT}/stream", body=Body.of(wish))

    def every(self, *, of_everybody: bool = False, limit: int = 100) -> list[Export]:
        """The newest ones: one's own, or everybody's for who looks after the server."""
        path = f"{_ROOT}/overview" if of_everybody else _ROOT
        page = self._transport.json("GET", path, query={"limit": limit})
        return cast("list[Export]", page["items"])

    def find(self, export_id: str) -> Export:
        """One as it stands."""
        return cast("Export", self._transport.json("GET", f"{_ROOT}/{export_id}"))

    def cancel(self, export_id: str) -> Export:
        """Stops it."""
        return cast("Export", self._transport.json("POST", f"{_ROOT}/{export_id}/cancel"))

    def delete(self, export_id: str) -> None:
        """Forgets it and its file."""
        self._transport.json("DELETE", f"{_ROOT}/{export_id}")

    def download(self, export_id: str, *, start: int = 0) -> Iterator[bytes]:
        """Its file from byte `start` on, in blocks as they come."""
        headers = {"Range": f"bytes={start}-"} if start else {}
        return self._transport.blocks("GET", f"{_ROOT}/{export_id}/file", headers=headers)
