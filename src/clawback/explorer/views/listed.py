"""The table of views as the API tells it, so that every console shows the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from clawback.explorer.views.charts import pivots_of
from clawback.explorer.views.values import ColumnName, FieldName, columns_of
from clawback.filters.describe import describe
from clawback.filters.views import VIEWS, Shows, Tab, View
from clawback.filters.write import write

_OPERATIONS = {
    Shows.TOP: "explorer_top",
    Shows.COUNTRIES: "explorer_origin",
    Shows.CAMPAIGNS: "explorer_campaigns",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownTab:
    """One tab. `operation` is the request that fills it; `rows` says what it is about."""

    name: str
    label: str
    shows: Shows
    rows: str
    operation: str
    field: str
    columns: Sequence[ColumnName]
    pivots: Sequence[FieldName]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownView:
    """One view: the filter that it adds to any other, what it is charted by, and its tabs.

    The first pivot and the first tab are what is shown at first. `rows` says whether its filter is
    one about deliveries or one about clicks.
    """

    name: str
    label: str
    meaning: str
    rows: str
    filter: str
    sentence: str
    pivots: Sequence[FieldName]
    tabs: Sequence[ShownTab]


def listed() -> tuple[ShownView, ...]:
    """Every view, in the order in which they are shown."""
    return tuple(map(_view, VIEWS.values()))


def _view(view: View) -> ShownView:
    return ShownView(
        name=view.name,
        label=view.label,
        meaning=view.meaning,
        rows=view.about.many,
        filter=write(view.filter, view.about),
        sentence=describe(view.filter, view.about),
        pivots=pivots_of(view.pivots, view.about),
        tabs=tuple(map(_tab, view.tabs)),
    )


def _tab(tab: Tab) -> ShownTab:
    return ShownTab(
        name=tab.name,
        label=tab.label,
        shows=tab.shows,
        rows=tab.about.many,
        operation=_OPERATIONS.get(tab.shows) or _rows_of(tab),
        field=tab.field,
        columns=columns_of(tab.split, tab.about),
        pivots=pivots_of(tab.pivots, tab.about),
    )


def _rows_of(tab: Tab) -> str:
    return "delivery_search" if tab.about.one == "delivery" else "explorer_clicks"
