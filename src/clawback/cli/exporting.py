"""`clawback export`: files that the server makes, for what is too much to wait for."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, TypeAlias

from cyclopts import App, Parameter

from clawback.cli.choices import Filter, Flag, Format, Moment, Several, SortField
from clawback.cli.connection import ANYWHERE, Where
from clawback.cli.failure import about
from clawback.cli.fetching import await_end, fetch
from clawback.cli.filter_text import filter_text
from clawback.cli.output import local_time, print_json
from clawback.cli.progress import progress
from clawback.cli.table import Column, print_table
from clawback.cli.terminal import harmless, say
from clawback.cli.viewing import ViewName
from clawback.client.exports import Export, Wish

app = App(name="export", help="Takes much away in files, made by the server.")
FileFormat: TypeAlias = Annotated[
    Literal["csv", "ndjson", "json", "xlsx", "parquet"], Parameter(name="--format")
]
_COLUMNS = (
    Column("id"),
    Column("what"),
    Column("state"),
    Column("lines", right=True),
    Column("bytes", right=True),
    Column("kept until"),
    Column("filter", shrinks=True),
)


@app.command
def start(
    *words: Filter,
    what: Literal["rows", "clicks", "histogram", "top", "groups", "affected"] = "rows",
    view: ViewName | None = None,
    since: Moment = None,
    until: Moment = None,
    form: FileFormat = "csv",
    columns: Several = (),
    sort: SortField = None,
    field: str = "",
    bucket: Literal["minute", "hour", "day", "week", "month"] = "day",
    limit: int | None = None,
    wait: Flag = False,
    output: Path | None = None,
    where: Where = ANYWHERE,
) -> None:
    """Has the server make a file; prints the export's id, or downloads it with --output.

    Args:
        words: The filter; none finds everything.
        what: Deliveries, clicks on links, how many there are over time, the most frequent values of
            a field, deliveries put together by a field's values, or every recipient with what they
            got, what lies in their inbox and how often they clicked.
        view: Only what this view shows, with the filter in its words; without it all mail, or all
            clicks. Clicks in a view of mail are those on the links of the mail that is found.
        since: Only mail received then or later: a date, a time, or a distance such as `-7d`.
        until: Only mail received before then.
        form: What the file is.
        columns: Fields of the rows or clicks, with commas between or each with its own --columns;
            none for all.
        sort: The field to sort rows by, from the least; with `-` in front, from the greatest.
        field: What a histogram, a top or groups count by.
        bucket: The width of a histogram's bars.
        limit: At most so many values of a top, or groups.
        wait: Ends when it is done.
        output: Waits, and downloads it to this file.
        where: Which server.
    """
    text = filter_text(words)
    wish = Wish(
        what=what,
        filter=text,
        view=view or "",
        since=since,
        until=until,
        format=form,
        columns=[name for several in columns for name in several.split(",") if name],
        sort=sort or "",
        field=field,
        bucket=bucket,
        limit=limit,
    )
    with where.connect() as server, about(text):
        export = server.exports.start(wish)
        if wait or output is not None:
            with progress() as told:
                export = await_end(server, export, told)
                if output is not None:
                    fetch(server, export, output, told)
    if output is None:
        print(export["id"])
    else:
        say(f"{export['written']:,} lines in {harmless(str(output))}.")


@app.command(name="list")
def list_(*, everybody: Flag = False, form: Format = "table", where: Where = ANYWHERE) -> None:
    """Prints your exports, newest first.

    Args:
        everybody: Those of everybody, for who looks after the server.
        form: `json` prints an array.
        where: Which server.
    """
    with where.connect() as server:
        found = server.exports.every(of_everybody=everybody)
    if form == "json":
        print_json(found)
    else:
        print_table(_COLUMNS, list(map(_line, found)))


@app.command
def show(export_id: str, /, *, form: Format = "table", where: Where = ANYWHERE) -> None:
    """Prints how far one of your exports is.

    Args:
        export_id: Its id.
        form: `json` prints an object.
        where: Which server.
    """
    with where.connect() as server:
        export = server.exports.find(export_id)
    if form == "json":
        print_json(export)
    else:
        print_table(_COLUMNS, [_line(export)])
        for sentence in _more(export):
            say(sentence)


@app.command
def download(export_id: str, /, *, output: Path | None = None, where: Where = ANYWHERE) -> None:
    """Downloads an export that is done; a download that broke off goes on where it was.

    Args:
        export_id: Its id.
        output: The file to write; by default it is named as the server calls it, in this folder.
        where: Which server.
    """
    with where.connect() as server, progress() as told:
        export = await_end(server, server.exports.find(export_id), told)
        target = output or Path(Path(export["file_name"]).name)
        fetch(server, export, target, told)
    say(f"{export['written']:,} lines in {harmless(str(target))}.")


@app.command
def cancel(export_id: str, /, *, form: Format = "table", where: Where = ANYWHERE) -> None:
    """Stops an export; nothing is left of it.

    Args:
        export_id: Its id.
        form: `json` prints an object.
        where: Which server.
    """
    with where.connect() as server:
        export = server.exports.cancel(export_id)
    if form == "json":
        print_json(export)
    else:
        say(f"The export {export['id']} is {export['state']}.")


@app.command
def delete(export_id: str, /, *, form: Format = "table", where: Where = ANYWHERE) -> None:
    """Forgets an export and its file.

    Args:
        export_id: Its id.
        form: `json` prints an object.
        where: Which server.
    """
    with where.connect() as server:
        server.exports.delete(export_id)
    if form == "json":
        print_json({"id": export_id, "deleted": True})
    else:
        say(f"The export {harmless(export_id)} is gone.")


def _line(export: Export) -> list[str]:
    total = export["total"]
    of = f" of {total:,}" if total is not None and total != export["written"] else ""
    return [
        export["id"],
        export["what"],
        export["state"],
        f"{export['written']:,}{of}",
        f"{export['size']:,}",
        local_time(export["expires_at"]),
        export["filter"] or "-",
    ]


def _more(export: Export) -> list[str]:
    left = export["seconds_left"]
    return [
        *([f"About {left:,.0f} seconds are left."] if left is not None else []),
        *([export["reason"]] if export["reason"] else []),
    ]
