"""Saved and recent queries through the API, as methods; errors as in `transport.py`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypedDict, cast

from clawback.client.json import JsonValue
from clawback.client.transport import Body, Query, Transport

_ROOT = "/api/v1/queries"
_TRACKED = "/api/v1/tracked-queries"
_RECENT = "/api/v1/recent-queries"
_PAGE = 200


class SavedQuery(TypedDict):
    """A saved query; `problem` says why its filter cannot be read any more."""

    id: str
    name: str
    filter: str
    sentence: str
    problem: str
    since: str
    until: str
    time: str
    view: str
    sort: str
    columns: list[str]
    shared: bool
    author: str
    mine: bool
    may_change: bool
    tracking: str
    created_at: str
    edited_at: str
    edited_by: str
    executed_at: str | None


class Ran(TypedDict):
    """What a query asks for now."""

    query: SavedQuery
    filter: str
    since: str | None
    until: str | None


class Count(TypedDict):
    """What a query found."""

    rows: int
    messages: int


class DayCount(Count):
    """What it found of one day in UTC."""

    day: str
    counted_at: str


class Trend(TypedDict):
    """Deliveries of today so far against another day up to the same time of day."""

    before: int
    change: int
    percent: float | None


class Tracked(TypedDict):
    """A tracked query with its counts; `None` is what is not counted yet."""

    query: SavedQuery
    started_at: str
    reason: str
    trouble: str
    withheld: bool
    counted_at: str | None
    today: Count | None
    yesterday: Count | None
    against_yesterday: Trend | None
    against_last_week: Trend | None
    series: list[DayCount]


class RecentQuery(TypedDict):
    """A filter that one ran."""

    filter: str
    view: str
    since: str
    until: str
    ran_at: str


class Recents(TypedDict):
    """The last ones; `keeps` is how many are kept."""

    keeps: int
    items: list[RecentQuery]


class QueriesClient:
    """The queries of one server."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def every(self, wanted: Query) -> Iterator[SavedQuery]:
        """Newest first, fetched a page at a time; `wanted` may name `whose`, `name`, `text`."""
        cursor: str | None = None
        while True:
            query = {**wanted, "limit": _PAGE, "cursor": cursor}
            page = self._transport.json("GET", _ROOT, query=query)
            yield from cast("list[SavedQuery]", page["items"])
            cursor = cast("str | None", page["next"])
            if cursor is None:
                return

    def save(self, wanted: Mapping[str, JsonValue]) -> SavedQuery:
        """Keeps a new one."""
        return self._query("POST", "", Body.of(wanted))

    def get(self, query_id: str) -> SavedQuery:
        """One as it is kept."""
        return self._query("GET", f"/{query_id}")

    def edit(self, query_id: str, changes: Mapping[str, JsonValue]) -> SavedQuery:
        """Changes one."""
        return self._query("PATCH", f"/{query_id}", Body.of(changes))

    def copy(self, query_id: str, changes: Mapping[str, JsonValue]) -> SavedQuery:
        """Saves one as one's own, under another name."""
        return self._query("POST", f"/{query_id}/copy", Body.of(changes))

    def delete(self, query_id: str) -> None:
        """Forgets one."""
        self._transport.json("DELETE", f"{_ROOT}/{query_id}")

    def run(self, query_id: str) -> Ran:
        """What it asks for now."""
        return cast("Ran", self._transport.json("POST", f"{_ROOT}/{query_id}/run"))

    def tracked(self) -> Iterator[Tracked]:
        """Those that are counted in the background, newest first, fetched a page at a time."""
        cursor: str | None = None
        while True:
            query: Query = {"limit": _PAGE, "cursor": cursor}
            page = self._transport.json("GET", _TRACKED, query=query)
            yield from cast("list[Tracked]", page["items"])
            cursor = cast("str | None", page["next"])
            if cursor is None:
                return

    def counts(self, query_id: str, days: int) -> Tracked:
        """One of them with the counts of its last days."""
        path = f"{_ROOT}/{query_id}/counts"
        return cast("Tracked", self._transport.json("GET", path, query={"days": days}))

    def track(self, query_id: str, *, on: bool) -> Tracked:
        """Has it counted in the background, or no more."""
        path = f"{_ROOT}/{query_id}/{'track' if on else 'untrack'}"
        return cast("Tracked", self._transport.json("POST", path))

    def recent(self) -> Recents:
        """The last filters one ran."""
        return cast("Recents", self._transport.json("GET", _RECENT))

    def clear_recent(self) -> int:
        """Forgets them; how many there were."""
        return cast("int", self._transport.json("DELETE", _RECENT)["forgotten"])

    def _query(self, method: str, path: str, body: Body | None = None) -> SavedQuery:
        return cast("SavedQuery", self._transport.json(method, _ROOT + path, body=body))
