"""The allow/block list through the API, as methods; errors as in `transport.py`.

Moments are ISO 8601 text in UTC, enumerations their codes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypedDict, cast
from urllib.parse import quote

from clawback.client.transport import Body, Query, Transport

_ROOT = "/api/v1/entries"
_PAGE = 1000


class Entry(TypedDict):
    """An entry, what it does, and whether it counts."""

    id: str
    kind: str
    kind_label: str
    value: str
    action: str
    action_label: str
    direction: str
    direction_label: str
    places: list[str]
    note: str
    origin: str
    standing: str
    standing_label: str
    expires_at: str | None
    after_use: bool
    used_at: str | None
    at: str
    by: str
    by_name: str
    changed_at: str
    changed_by: str


class EntryFault(TypedDict):
    """What of a file is no entry."""

    place: str
    text: str
    reason: str


class ImportedEntries(TypedDict):
    """What came of a file."""

    kept: bool
    added: int
    known: int
    not_understood: int
    faults: list[EntryFault]


class EntryFeed(TypedDict):
    """A feed and how it stands."""

    name: str
    kind: str
    kind_label: str
    host: str
    every_minutes: float
    entries: int
    skipped: int
    began_at: str | None
    pulled_at: str | None
    trouble: str


class EntriesClient:
    """The list of one server."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def newest(self, limit: int, asked: Query) -> list[Entry]:
        """So many of those that are asked for, newest first."""
        found: list[Entry] = []
        cursor: str | None = None
        while len(found) < limit:
            query: Query = {**asked, "limit": min(_PAGE, limit - len(found)), "cursor": cursor}
            page = self._transport.json("GET", _ROOT, query=query)
            found += cast("list[Entry]", page["items"])
            cursor = cast("str | None", page["next"])
            if cursor is None:
                break
        return found

    def add(self, wish: Mapping[str, object]) -> Entry:
        """Blocks or allows something."""
        return cast("Entry", self._transport.json("POST", _ROOT, body=Body.of(wish)))

    def change(self, entry_id: str, change: Mapping[str, object]) -> Entry:
        """Changes an entry."""
        path = f"{_ROOT}/{quote(entry_id, safe='')}"
        return cast("Entry", self._transport.json("PATCH", path, body=Body.of(change)))

    def remove(self, entry_ids: Sequence[str]) -> int:
        """Takes entries away, all or none; says how many."""
        body = Body.of({"ids": list(entry_ids)})
        return cast("int", self._transport.json("POST", f"{_ROOT}/remove", body=body)["removed"])

    def bring(self, content: bytes, asked: Query) -> ImportedEntries:
        """Keeps what a file brings."""
        body = Body(content, "application/octet-stream")
        answer = self._transport.json("POST", f"{_ROOT}/import", query=asked, body=body)
        return cast("ImportedEntries", answer)

    def exported(self, asked: Query) -> Iterator[bytes]:
        """All that are asked for as CSV, in blocks as they come."""
        return self._transport.blocks("GET", f"{_ROOT}/export", query=asked)

    def feeds(self) -> list[EntryFeed]:
        """The feeds of the settings."""
        return cast("list[EntryFeed]", self._transport.json("GET", f"{_ROOT}/feeds")["items"])

    def pull(self, name: str) -> None:
        """Has a feed pulled soon."""
        self._transport.json("POST", f"{_ROOT}/feeds/{quote(name, safe='')}/pull")
