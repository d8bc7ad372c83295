"""`clawback query track`: saved queries that are counted day by day."""

from __future__ import annotations

from cyclopts import App

from clawback.cli.choices import Flag, Format
from clawback.cli.connection import ANYWHERE, Where
from clawback.cli.failure import UsageError
from clawback.cli.naming_queries import query_named
from clawback.cli.output import local_time, print_json
from clawback.cli.sparkline import sparkline
from clawback.cli.table import Column, print_table
from clawback.cli.terminal import say
from clawback.client.queries import Count, DayCount, Tracked, Trend

_TRACKED = (
    Column("name", shrinks=True),
    Column("today", right=True),
    Column("yesterday", right=True),
    Column("to yesterday", right=True),
    Column("to last week", right=True),
    Column("days", shrinks=True),
    Column("counted"),
    Column("author", shrinks=True),
)


def add_to(app: App) -> None:
    """Adds the command to those of saved queries."""
    app.command(track)


def track(
    query: str | None = None,
    /,
    *,
    off: Flag = False,
    days: int | None = None,
    form: Format = "table",
    where: Where = ANYWHERE,
) -> None:
    """Has a saved query counted in the background; without one, lists those that are.

    Args:
        query: Its name or its id.
        off: Has it counted no more; its counts stay.
        days: Shows the counts of its last days, and changes nothing.
        form: `json` prints an array, or the one as an object.
        where: Which server.
    """
    if query is None and (off or days is not None):
        raise UsageError("Say which query.")
    with where.connect() as server:
        if query is None:
            _list(list(server.queries.tracked()), form)
            return
        query_id = query_named(server, query)["id"]
        if days is not None:
            _one(server.queries.counts(query_id, days), form)
            return
        changed = server.queries.track(query_id, on=not off)
    if form == "json":
        print_json(changed)
    else:
        name, state = changed["query"]["name"], "no more" if off else "from now on"
        say(f"The query {name} is counted {state}.")


def _list(found: list[Tracked], form: Format) -> None:
    if form == "json":
        print_json(found)
        return
    print_table(_TRACKED, [_row(one) for one in found])
    for one in found:
        _say_what_is_wrong(one)


def _one(found: Tracked, form: Format) -> None:
    if form == "json":
        print_json(found)
        return
    rows = "clicks" if found["query"]["view"] == "url_clicks" else "deliveries"
    columns = (Column("day"), Column(rows, right=True), Column("messages", right=True))
    print_table(columns, [_day(one) for one in found["series"]])
    _say_what_is_wrong(found)


def _say_what_is_wrong(one: Tracked) -> None:
    name = one["query"]["name"]
    if one["reason"]:
        say(f"{name} is counted no more: {one['reason']}")
    if one["trouble"]:
        say(f"{name} could not be counted: {one['trouble']}")
    if one["withheld"]:
        say(f"{name} is counted within its owner's scope, which is wider than yours.")


def _row(one: Tracked) -> list[str]:
    return [
        one["query"]["name"],
        _number(one["today"]),
        _number(one["yesterday"]),
        _trend(one["against_yesterday"]),
        _trend(one["against_last_week"]),
        _line([day["rows"] for day in one["series"]]),
        local_time(one["counted_at"]),
        one["query"]["author"],
    ]


def _line(counts: list[int]) -> str:
    return sparkline(counts, max(counts)) if counts else "-"


def _day(one: DayCount) -> list[str]:
    return [one["day"], f"{one['rows']:,}", f"{one['messages']:,}"]


def _number(count: Count | None) -> str:
    return "-" if count is None else f"{count['rows']:,}"


def _trend(trend: Trend | None) -> str:
    if trend is None:
        return "-"
    percent = trend["percent"]
    share = "" if percent is None else f" ({percent:+.0f} %)"
    return f"{trend['change']:+,}{share}"
