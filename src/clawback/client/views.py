"""The explorer's views through the API, as methods; errors as in `transport.py`.

Moments are ISO 8601 text in UTC, enumerations their codes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypedDict, cast

from clawback.client.json import JsonObject
from clawback.client.transport import Query, Transport

_ROOT = "/api/v1/explorer"
_PAGE = 1000


class PivotName(TypedDict):
    """A field and its label; `rows` is `deliveries` or `clicks`."""

    field: str
    label: str
    rows: str


class TopColumn(TypedDict):
    """A column of a top."""

    code: str
    label: str


class ViewTab(TypedDict):
    """One tab of a view."""

    name: str
    label: str
    shows: str
    rows: str
    operation: str
    field: str
    columns: list[TopColumn]
    pivots: list[PivotName]


class ViewShape(TypedDict):
    """One view."""

    name: str
    label: str
    meaning: str
    rows: str
    filter: str
    sentence: str
    pivots: list[PivotName]
    tabs: list[ViewTab]


class ChartSeries(TypedDict):
    """One line of a chart; `value` is null for all values that are not shown."""

    value: str | None
    label: str
    total: int
    counts: list[int]
    filter: str


class ChartShape(TypedDict):
    """Counts over time, a bar for each of `starts`."""

    view: str
    pivot: str
    label: str
    rows: str
    bucket: str
    zone: str
    starts: list[str]
    series: list[ChartSeries]
    exact: bool
    sentence: str


class TopValue(TypedDict):
    """A value, how many have it, and of those how many in each column."""

    value: str
    label: str
    count: int
    parts: dict[str, int]
    filter: str


class TopsShape(TypedDict):
    """A page of the most frequent values."""

    view: str
    tab: str
    field: str
    label: str
    rows: str
    columns: list[TopColumn]
    top: list[TopValue]
    different: int
    next: str | None
    exact: bool
    sentence: str


class CampaignShape(TypedDict):
    """A campaign, as far as the view finds it."""

    campaign_id: str
    deliveries: int
    messages: int
    recipients: int
    first: str | None
    last: str | None
    clicks: int
    parts: dict[str, int]
    filter: str


class CampaignsShape(TypedDict):
    """A page of campaigns."""

    view: str
    columns: list[TopColumn]
    campaigns: list[CampaignShape]
    different: int
    next: str | None
    exact: bool
    sentence: str


class CountryDatabase(TypedDict):
    """Which country database answered, and when it was made."""

    kind: str
    built: str


class CountryShape(TypedDict):
    """Deliveries from one country."""

    code: str
    name: str
    deliveries: int
    addresses: int
    filter: str
    complete: bool


class OriginShape(TypedDict):
    """Where the mail of a view came from."""

    view: str
    countries: list[CountryShape]
    unknown: int
    private: int
    without: int
    database: CountryDatabase | None
    note: str
    exact: bool
    sentence: str


class ClickedEmails(TypedDict):
    """A filter that finds the mail that clicks were on."""

    filter: str
    messages: int
    complete: bool
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewed:
    """What is looked at: a view, a filter in its words, and bounds in time."""

    view: str
    filter: str = ""
    since: str | None = None
    until: str | None = None

    @property
    def query(self) -> Query:
        return {
            "view": self.view,
            "filter": self.filter,
            "since": self.since,
            "until": self.until,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """How a chart is drawn; what is left out the server chooses."""

    tab: str | None = None
    pivot: str | None = None
    bucket: str | None = None
    zone: str | None = None
    series: int | None = None

    @property
    def query(self) -> Query:
        return {
            "tab": self.tab,
            "pivot": self.pivot,
            "bucket": self.bucket,
            "zone": self.zone,
            "series": self.series,
        }


class ViewsClient:
    """The views of one server."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def views(self) -> list[ViewShape]:
        """The views there are."""
        return cast("list[ViewShape]", self._transport.items(f"{_ROOT}/views"))

    def chart(self, viewed: Viewed, drawing: Drawing) -> ChartShape:
        """Counts over time."""
        query = {**viewed.query, **drawing.query}
        return cast("ChartShape", self._get("chart", query))

    def top(self, viewed: Viewed, tab: str, limit: int) -> TopsShape:
        """The most frequent values of a tab, as many as asked for, from as many pages as it takes.

        The answer is the first page with the values of all; its `next` is that of the last.
        """
        page = cast("TopsShape", self._get("top", {**self._page(viewed, limit), "tab": tab}))
        top = page["top"]
        while page["next"] and len(top) < limit:
            asked = self._page(viewed, limit - len(top))
            following = self._get("top", {**asked, "tab": tab, "cursor": page["next"]})
            page["next"] = cast("TopsShape", following)["next"]
            top += cast("TopsShape", following)["top"]
        return page

    def campaigns(self, viewed: Viewed, limit: int) -> CampaignsShape:
        """The campaigns, as many as asked for; pages as of `top`."""
        page = cast("CampaignsShape", self._get("campaigns", self._page(viewed, limit)))
        found = page["campaigns"]
        while page["next"] and len(found) < limit:
            asked = self._page(viewed, limit - len(found))
            following = self._get("campaigns", {**asked, "cursor": page["next"]})
            page["next"] = cast("CampaignsShape", following)["next"]
            found += cast("CampaignsShape", following)["campaigns"]
        return page

    def origin(self, viewed: Viewed) -> OriginShape:
        """The countries that mail came from."""
        return cast("OriginShape", self._get("origin", viewed.query))

    def clicks(self, viewed: Viewed, limit: int | None = None) -> Iterator[JsonObject]:
        """Clicks, newest first, fetched a page at a time; at most so many."""
        cursor: str | None = None
        left = limit
        while left is None or left > 0:
            asked = self._page(viewed, _PAGE if left is None else left)
            page = self._get("clicks", {**asked, "cursor": cursor})
            rows = cast("list[JsonObject]", page["rows"])
            yield from rows
            left = None if left is None else left - len(rows)
            cursor = cast("str | None", page["next"])
            if cursor is None:
                return

    def count_clicks(self, viewed: Viewed) -> int:
        """How many clicks there are."""
        return cast("int", self._get("clicks/count", viewed.query)["count"])

    def emails(self, viewed: Viewed) -> ClickedEmails:
        """The mail that the clicks were on, as a filter."""
        return cast("ClickedEmails", self._get("clicks/emails", viewed.query))

    def _page(self, viewed: Viewed, limit: int) -> Query:
        return {**viewed.query, "limit": min(limit, _PAGE)}

    def _get(self, path: str, query: Query) -> JsonObject:
        return self._transport.json("GET", f"{_ROOT}/{path}", query=query)
