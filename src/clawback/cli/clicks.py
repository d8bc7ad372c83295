"""`clawback clicks`: clicks on links, by a filter about clicks or about mail."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Annotated, Literal, TypeAlias

from cyclopts import Parameter

from clawback.cli.choices import Filter, Flag, Moment
from clawback.cli.connection import ANYWHERE, Where
from clawback.cli.defanged import defanged
from clawback.cli.failure import UsageError, about
from clawback.cli.output import local_time, print_json, print_json_lines, print_json_stream, text
from clawback.cli.sheet import print_csv
from clawback.cli.table import Column, print_table
from clawback.cli.terminal import say
from clawback.cli.viewing import ViewName, viewed
from clawback.client.client import Client
from clawback.client.json import JsonObject
from clawback.client.views import Viewed
from clawback.filters.click_fields import CLICK_FIELDS

ClickFormat: TypeAlias = Annotated[
    Literal["table", "json", "ndjson", "csv"], Parameter(name="--format")
]
_TABLE_ROWS = 50
_COLUMNS = (
    Column("clicked"),
    Column("recipient", shrinks=True),
    Column("verdict"),
    Column("went on"),
    Column("by"),
    Column("from"),
    Column("threat"),
    Column("link", shrinks=True),
    Column("reason", shrinks=True),
)


def clicks(
    *words: Filter,
    view: ViewName = "url_clicks",
    since: Moment = None,
    until: Moment = None,
    limit: int | None = None,
    count: Flag = False,
    emails: Flag = False,
    form: ClickFormat = "table",
    where: Where = ANYWHERE,
) -> None:
    """Prints the clicks that a filter finds, newest first.

    Args:
        words: The filter, in words about clicks; in another view, in words about mail, and then
            clicks on the links of that mail are printed.
        view: Which view.
        since: Only clicks (in another view: mail) from then on: a date, a time, a distance.
        until: Only before then.
        limit: At most so many. A table shows 50 unless told otherwise, other formats show all.
        count: Prints the number of clicks and nothing else.
        emails: Prints a filter that finds all mail the clicks were on, for `clawback search`.
        form: How they are printed.
        where: Which server.
    """
    if count and emails:
        raise UsageError("--count and --emails do not go together.")
    asked = viewed(view, words, since, until, limit)
    with where.connect() as server, about(asked.filter):
        if count:
            _count(server, asked, as_json=form == "json")
        elif emails:
            _emails(server, asked, as_json=form == "json")
        elif form == "table":
            _table(server, asked, limit or _TABLE_ROWS)
        else:
            _print(server.views.clicks(asked, limit), form)


def _count(server: Client, asked: Viewed, *, as_json: bool) -> None:
    found = server.views.count_clicks(asked)
    if as_json:
        print_json({"count": found})
    else:
        print(found)


def _emails(server: Client, asked: Viewed, *, as_json: bool) -> None:
    found = server.views.emails(asked)
    if as_json:
        print_json(found)
        return
    if found["filter"]:
        print(found["filter"])
    else:
        say("No mail: of no click it is known which mail it was in.")
    if not found["complete"]:
        say(f"There are {found['messages']:,} messages; the filter has those with most clicks.")


def _print(rows: Iterator[JsonObject], form: str) -> None:
    if form == "json":
        print_json_stream(rows)
    elif form == "ndjson":
        print_json_lines(rows)
    else:
        names = list(CLICK_FIELDS)
        print_csv(names, ([row[name] for name in names] for row in rows))


def _table(server: Client, asked: Viewed, limit: int) -> None:
    rows = list(islice(server.views.clicks(asked, limit + 1), limit + 1))
    print_table(_COLUMNS, [_line(row) for row in rows[:limit]])
    if len(rows) > limit:
        total = server.views.count_clicks(asked)
        say(f"{limit:,} of {total:,} clicks. --limit shows more, --format csv all of them.")


def _line(row: JsonObject) -> list[str]:
    return [
        local_time(row["time_clicked"]),
        text(row["recipient"]),
        text(row["click_verdict"]),
        "yes" if row["clicked_through"] else "no",
        text(row["clicked_by"]),
        text(row["client_ip"]),
        text(row["threat_type"]),
        defanged(text(row["url"])),
        text(row["reason"]),
    ]
