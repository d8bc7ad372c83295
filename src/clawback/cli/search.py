"""`clawback search`: the deliveries that a filter finds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

from cyclopts import Parameter

from clawback.cli.choices import Filter, Flag, Moment, SortField
from clawback.cli.connection import ANYWHERE, Where
from clawback.cli.failure import UsageError, about
from clawback.cli.fetching import make_and_fetch
from clawback.cli.filter_text import filter_text
from clawback.cli.output import local_time, print_json, print_json_lines, print_json_stream, text
from clawback.cli.progress import progress
from clawback.cli.receiving import receive
from clawback.cli.table import Column, print_table
from clawback.cli.terminal import say
from clawback.cli.viewing import MailView
from clawback.client.client import Asked, Client, Layout
from clawback.client.exports import Wish
from clawback.client.json import JsonObject, JsonValue

SearchFormat: TypeAlias = Annotated[
    Literal["table", "json", "ndjson", "csv", "xlsx", "parquet"], Parameter(name="--format")
]
_TABLE_ROWS = 50
_LARGE = 50_000  # deliveries; more are made on the server first
_FIELDS = (
    "time_received,sender_address,recipient,subject,delivery_action,latest_delivery_location,"
    "threat_type"
)
_COLUMNS = (
    Column("received"),
    Column("sender", shrinks=True),
    Column("recipient", shrinks=True),
    Column("subject", shrinks=True),
    Column("action"),
    Column("now in"),
    Column("threat"),
)


def search(
    *words: Filter,
    view: MailView | None = None,
    since: Moment = None,
    until: Moment = None,
    limit: int | None = None,
    sort: SortField = None,
    columns: str | None = None,
    count: Flag = False,
    form: SearchFormat = "table",
    output: Path | None = None,
    where: Where = ANYWHERE,
) -> None:
    """Prints the deliveries that a filter finds, newest first unless told otherwise.

    Args:
        words: The filter; several words are taken as one text, none finds everything.
        view: Only what this view shows; all mail without it.
        since: Only mail received then or later: a date, a time, or a distance such as `-7d`.
        until: Only mail received before then.
        limit: At most so many. A table shows 50 unless told otherwise, other formats show all.
        sort: The field to sort by, from the least; with `-` in front, from the greatest.
        columns: Names of the fields to print, with commas between. The fewer, the quicker.
        count: Prints the number of deliveries and nothing else.
        form: How they are printed.
        output: The file to write, instead of standard output.
        where: Which server.
    """
    _check(limit, form, output, counting=count)
    asked = Asked(filter=filter_text(words), since=since, until=until, view=view)
    layout = Layout(fields=columns, sort=sort)
    with where.connect() as server, about(asked.filter):
        if count:
            _count(server, asked, as_json=form == "json")
        elif form == "table":
            _table(server, asked, layout, limit or _TABLE_ROWS)
        elif limit is None and output is not None and _is_large(server, asked):
            _by_job(server, asked, layout, form, output)
        elif limit is None:
            blocks = server.export(asked, form, layout)
            receive(blocks, output, is_text=form not in {"xlsx", "parquet"})
        else:
            _some(server, asked, layout, limit, form)


def _check(limit: int | None, form: str, output: Path | None, *, counting: bool) -> None:
    if limit is None:
        return
    if limit < 1:
        raise UsageError("--limit takes a number from 1.")
    streamed = form in {"json", "ndjson"} and output is None
    if not (counting or form == "table" or streamed):
        raise UsageError(f"--limit does not go with a {form} file, which holds all of them.")


def _count(server: Client, asked: Asked, *, as_json: bool) -> None:
    found = server.count(asked)
    if as_json:
        print_json({"count": found})
    else:
        print(found)


def _table(server: Client, asked: Asked, layout: Layout, limit: int) -> None:
    wanted = layout if layout.fields else replace(layout, fields=_FIELDS)
    rows = list(server.search(asked, limit + 1, wanted))
    if layout.fields:
        _own_table(layout.fields, rows[:limit])
    else:
        print_table(_COLUMNS, [_line(row) for row in rows[:limit]])
    if len(rows) > limit:
        total = server.count(asked)
        say(f"{limit:,} of {total:,} deliveries. --limit shows more, --format csv all of them.")


def _is_large(server: Client, asked: Asked) -> bool:
    """Whether it is made on the server first."""
    return server.count(asked) > _LARGE


def _by_job(server: Client, asked: Asked, layout: Layout, form: str, output: Path) -> None:
    """What takes minutes: made on the server, with progress; goes on where a download breaks."""
    wish = Wish(
        filter=asked.filter,
        view=asked.view or "",
        since=asked.since,
        until=asked.until,
        sort=layout.sort or "",
        format=form,
    )
    if layout.fields:
        wish["columns"] = [name.strip() for name in layout.fields.split(",")]
    with progress() as told:
        make_and_fetch(server, wish, output, told)


def _own_table(fields: str, rows: Sequence[JsonObject]) -> None:
    names = list(rows[0]) if rows else fields.split(",")
    columns = [
        Column(name, shrinks=True, right=all(isinstance(row[name], int) for row in rows))
        for name in names
    ]
    print_table(columns, [[_cell(name, row[name]) for name in names] for row in rows])


def _cell(name: str, value: JsonValue) -> str:
    return local_time(value) if name == "time_received" else text(value)


def _some(server: Client, asked: Asked, layout: Layout, limit: int, form: str) -> None:
    rows = server.search(asked, limit, layout)
    if form == "json":
        print_json_stream(rows)
    else:
        print_json_lines(rows)


def _line(row: JsonObject) -> list[str]:
    return [
        local_time(row["time_received"]),
        text(row["sender_address"]),
        text(row["recipient"]),
        text(row["subject"]),
        text(row["delivery_action"]),
        text(row["latest_delivery_location"]),
        text(row["threat_type"]),
    ]
