"""Uploaded lists through the API, as methods; errors as in `transport.py`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypedDict, cast

from clawback.client.transport import Body, Query, Transport

_ROOT = "/api/v1/lists"


class KindCount(TypedDict):
    """How many entries of one kind a list has."""

    kind: str
    label: str
    entries: int


class ListFault(TypedDict):
    """A line of an uploaded list that is no entry."""

    line: int
    text: str
    reason: str


class KeptList(TypedDict):
    """A list that was kept, and what of the file is not among its entries."""

    name: str
    entries: int
    kinds: list[KindCount]
    duplicates: int
    empty: int
    not_understood: int
    faults: list[ListFault]
    column: str


class ListEntry(TypedDict):
    """An entry of a list."""

    value: str
    kind: str | None


class Unmatched(TypedDict):
    """Which entries of a list find nothing."""

    name: str
    entries: int
    matched: int
    unmatched: list[ListEntry]


class ListsClient:
    """The lists of one server."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def names(self) -> list[str]:
        """The names of all lists."""
        return cast("list[str]", self._transport.items(_ROOT))

    def entries(self, name: str) -> list[str]:
        """What a list holds."""
        blocks = self._transport.blocks("GET", f"{_ROOT}/{name}")
        return b"".join(blocks).decode().splitlines()

    def put(self, name: str, content: bytes, column: str = "", *, add: bool = False) -> KeptList:
        """Keeps a list: one value a line, or a column of CSV, by its name or its number.

        With `add` what it held stays too.
        """
        body = Body(content, "text/plain")
        query: Query = {"column": column, "add": "true" if add else "false"}
        kept = self._transport.json("PUT", f"{_ROOT}/{name}", query=query, body=body)
        return cast("KeptList", kept)

    def delete(self, name: str) -> None:
        """Forgets a list."""
        self._transport.json("DELETE", f"{_ROOT}/{name}")

    def unmatched(self, name: str, asked: Query) -> Unmatched:
        """Which entries find nothing; `asked` may name `filter`, `since` and `until`."""
        path = f"{_ROOT}/{name}/unmatched"
        return cast("Unmatched", self._transport.json("GET", path, query=asked))

    def unmatched_file(self, name: str, asked: Query) -> Iterator[bytes]:
        """The same as CSV, in blocks as they come."""
        query = {**asked, "format": "csv"}
        return self._transport.blocks("GET", f"{_ROOT}/{name}/unmatched", query=query)
