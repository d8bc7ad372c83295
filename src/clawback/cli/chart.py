"""`clawback chart`: deliveries or clicks over time."""

from __future__ import annotations

import sys
from typing import Literal, TypeAlias

from clawback.cli.choices import Filter, Moment
from clawback.cli.connection import ANYWHERE, Where
from clawback.cli.failure import about
from clawback.cli.output import print_json
from clawback.cli.sheet import print_csv
from clawback.cli.sparkline import narrowed, sparkline
from clawback.cli.table import Column, print_table
from clawback.cli.terminal import say, terminal_width
from clawback.cli.viewing import ViewFormat, ViewName, viewed
from clawback.client.views import ChartShape, Drawing
from clawback.model.counted import counted

BucketName: TypeAlias = Literal["minute", "hour", "day", "week", "month"]
_WIDEST = 60  # columns of a line where there is no terminal
_BESIDE = 40  # columns that value and number may take


def chart(
    *words: Filter,
    view: ViewName = "all_email",
    tab: str | None = None,
    by: str | None = None,
    bucket: BucketName | None = None,
    zone: str | None = None,
    series: int | None = None,
    since: Moment = None,
    until: Moment = None,
    form: ViewFormat = "table",
    where: Where = ANYWHERE,
) -> None:
    """Draws the deliveries or clicks of a view over time, a line for each of the top values.

    Args:
        words: The filter, in the words of the view.
        view: Which view: in url_clicks the filter is one about clicks, else one about mail.
        tab: A tab of the view with a chart of its own, such as `url_clicks`.
        by: The field whose values are drawn; without it, the first that the view is charted by.
        bucket: The width of a bar; without it, as the range asks.
        zone: The time zone of the bars, such as `Europe/Berlin`; UTC without it.
        series: How many values have a line of their own; the rest is one line together.
        since: Only from then on: a date, a time, or a distance such as `-7d`.
        until: Only before then.
        form: `json` prints an object, `csv` a line for each bar.
        where: Which server.
    """
    asked = viewed(view, words, since, until)
    drawing = Drawing(tab=tab, pivot=by, bucket=bucket, zone=zone, series=series)
    with where.connect() as server, about(asked.filter):
        found = server.views.chart(asked, drawing)
    if form == "json":
        print_json(found)
    elif form == "csv":
        _sheet(found)
    else:
        _show(found)


def _sheet(found: ChartShape) -> None:
    columns = ["start", *(one["label"] for one in found["series"])]
    counts = zip(*(one["counts"] for one in found["series"]), strict=True)
    every = counts if found["series"] else (() for _ in found["starts"])
    print_csv(columns, ([at, *line] for at, line in zip(found["starts"], every, strict=True)))


def _show(found: ChartShape) -> None:
    if not found["starts"]:
        say(f"No {found['rows']}.")
        return
    available = (terminal_width(sys.stdout) or _WIDEST + _BESIDE) - _BESIDE
    lines = [narrowed(one["counts"], max(available, 1)) for one in found["series"]]
    highest = max((count for line in lines for count in line), default=0)
    columns = (
        Column(found["label"].lower(), shrinks=True),
        Column(found["rows"], right=True),
        Column("over time"),
    )
    rows = [
        [one["label"], f"{one['total']:,}", sparkline(line, highest)]
        for one, line in zip(found["series"], lines, strict=True)
    ]
    print_table(columns, rows)
    say(
        f"{counted(len(found['starts']), 'bar')}, one for each {found['bucket']}, {found['zone']}:"
        f" {found['starts'][0]} to {found['starts'][-1]}; the highest is {highest:,}."
    )
