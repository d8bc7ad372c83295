"""The views: a chart and tabs for each, every one a request of its own that can be cancelled."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi import Query as Parameter

from clawback.explorer.routes.asking import KeptLists, Seen, Store
from clawback.explorer.views.asked import Asked, ask
from clawback.explorer.views.campaigns import ShownCampaigns, campaigns
from clawback.explorer.views.charts import ShownChart, chart
from clawback.explorer.views.clicks import (
    CountedClicks,
    EmailsOfClicks,
    ShownClicks,
    clicks,
    count_clicks,
    emails_of,
)
from clawback.explorer.views.listed import ShownView, listed
from clawback.explorer.views.tops import ShownTops, tops
from clawback.filters.span import read_span
from clawback.filters.views import view_named
from clawback.store.chart import Bucket

router = APIRouter(prefix="/explorer", tags=["explorer"])

_WHEN = "ISO 8601, or told from now: `-7d`."
_LARGEST_PAGE = 1000
ViewName = Annotated[str, Parameter(alias="view", max_length=64, description="Which view.")]
FilterText = Annotated[
    str,
    Parameter(
        alias="filter",
        description="Filter text in the words of the view, in addition to the view's own filter.",
    ),
]
Since = Annotated[str, Parameter(max_length=40, description=f"Then or later. {_WHEN}")]
Until = Annotated[str, Parameter(max_length=40, description=f"Before then. {_WHEN}")]
Limit = Annotated[int, Parameter(ge=1, le=_LARGEST_PAGE)]
PageMark = Annotated[
    str | None, Parameter(alias="cursor", max_length=8000, description="`next` of a page.")
]


def _mail(
    seen: Seen,
    lists: KeptLists,
    *,
    view: ViewName = "all_email",
    text: FilterText = "",
    since: Since = "",
    until: Until = "",
) -> Asked:
    return ask(view_named(view), text, read_span(since, until, seen.now), seen, lists)


def _clicks(
    seen: Seen,
    lists: KeptLists,
    *,
    view: ViewName = "url_clicks",
    text: FilterText = "",
    since: Since = "",
    until: Until = "",
) -> Asked:
    return ask(view_named(view), text, read_span(since, until, seen.now), seen, lists)


AskedMail = Annotated[Asked, Depends(_mail)]
AskedClicks = Annotated[Asked, Depends(_clicks)]


@router.get("/views", operation_id="explorer_views")
def explorer_views() -> tuple[ShownView, ...]:
    """The views there are: what each narrows to, its chart pivots and its tabs."""
    return listed()


@router.get("/chart", operation_id="explorer_chart")
def explorer_chart(
    asked: AskedMail,
    store: Store,
    *,
    tab: Annotated[
        str, Parameter(max_length=64, description="A tab with a chart of its own; else the view's.")
    ] = "",
    pivot: Annotated[
        str, Parameter(max_length=64, description="A field; without it, the first pivot.")
    ] = "",
    bucket: Annotated[
        Bucket | None, Parameter(description="The width of a bar; without it, as the range asks.")
    ] = None,
    zone: Annotated[
        str, Parameter(max_length=64, description="IANA name of the time zone of the bars.")
    ] = "UTC",
    series: Annotated[
        int, Parameter(ge=1, le=50, description="How many values have a series of their own.")
    ] = 10,
) -> ShownChart:
    """Counts over time for the most frequent values of a field, and for all the rest together.

    At most 10,000 bars, each there even when it is empty. Bounds that are left out are where the
    mail begins and ends; after a `since`, now.
    """
    return chart(asked, store, tab=tab, pivot=pivot, bucket=bucket, zone=zone, series=series)


@router.get("/top", operation_id="explorer_top")
def explorer_top(
    asked: AskedMail,
    store: Store,
    tab: Annotated[str, Parameter(max_length=64, description="A tab that shows a top.")],
    limit: Limit = 20,
    cursor: PageMark = None,
) -> ShownTops:
    """The most frequent values of a tab's field, any number of them, a page at a time."""
    return tops(asked, store, tab=tab, limit=limit, cursor=cursor)


@router.get("/campaigns", operation_id="explorer_campaigns")
def explorer_campaigns(
    asked: AskedMail, store: Store, limit: Limit = 20, cursor: PageMark = None
) -> ShownCampaigns:
    """The campaigns of the mail, with messages, recipients, first, last and clicks."""
    return campaigns(asked, store, limit=limit, cursor=cursor)


@router.get("/clicks", operation_id="explorer_clicks")
def explorer_clicks(
    asked: AskedClicks, store: Store, limit: Limit = 100, cursor: PageMark = None
) -> ShownClicks:
    """Clicks, newest first, a page at a time.

    In a view of mail, those on links of the mail that the filter finds.
    """
    return clicks(asked, store, limit=limit, cursor=cursor)


@router.get("/clicks/count", operation_id="explorer_clicks_count")
def explorer_clicks_count(asked: AskedClicks, store: Store) -> CountedClicks:
    """The exact number of clicks."""
    return count_clicks(asked, store)


@router.get("/clicks/emails", operation_id="explorer_clicks_emails")
def explorer_clicks_emails(asked: AskedClicks, store: Store) -> EmailsOfClicks:
    """A filter that finds all mail that the clicks were on."""
    return emails_of(asked, store)
