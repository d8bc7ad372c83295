"""`clawback query`: filters kept under a name, and the last ones that one ran."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

from cyclopts import App, Parameter

from clawback.cli import tracking
from clawback.cli.choices import Filter, Flag, Format, Moment
from clawback.cli.clicks import ClickFormat, clicks
from clawback.cli.connection import ANYWHERE, Where
from clawback.cli.failure import UsageError, about
from clawback.cli.filter_text import filter_text
from clawback.cli.naming_queries import query_named
from clawback.cli.output import local_time, print_json, text
from clawback.cli.search import SearchFormat, search
from clawback.cli.table import Column, print_table
from clawback.cli.terminal import harmless, say
from clawback.cli.viewing import NARROW, ViewName
from clawback.client.json import JsonValue
from clawback.client.queries import Ran, SavedQuery

app = App(name="query", help="Keeps filters under a name, and runs them again.")
tracking.add_to(app)
_CLICK_FORMS: Mapping[str, ClickFormat] = {
    "table": "table",
    "json": "json",
    "ndjson": "ndjson",
    "csv": "csv",
}
Columns: TypeAlias = Annotated[
    tuple[str, ...] | None, Parameter(negative="", consume_multiple=True)
]
Whose: TypeAlias = Literal["all", "mine", "others"]
Sort: TypeAlias = Annotated[str | None, Parameter(allow_leading_hyphen=True)]
_LIST = (
    Column("id"),
    Column("created"),
    Column("name", shrinks=True),
    Column("time"),
    Column("author", shrinks=True),
    Column("shared"),
    Column("tracked"),
    Column("last run"),
    Column("filter", shrinks=True),
)
_RECENT = (
    Column("last run"),
    Column("view"),
    Column("filter", shrinks=True),
    Column("since"),
    Column("until"),
)


@app.command
def save(
    name: str,
    /,
    *words: Filter,
    since: Moment = "",
    until: Moment = "",
    view: ViewName = "all_email",
    sort: Sort = "",
    columns: Columns = (),
    shared: Flag = False,
    form: Format = "table",
    where: Where = ANYWHERE,
) -> None:
    """Keeps a filter under a name.

    Args:
        name: What it is called; one owner has each name once.
        words: The filter; several words are taken as one text, none finds everything.
        since: Only mail received then or later: a date, a time, or a distance such as `-7d`, which
            is told anew each time the query runs.
        until: Only mail received before then.
        view: The view of the explorer that it belongs to.
        sort: The column it is sorted by, with a `-` in front when it descends.
        columns: The columns it shows.
        shared: Lets everybody who may search read and run it.
        form: `json` prints an object.
        where: Which server.
    """
    asked = filter_text(words)
    wanted: dict[str, JsonValue] = {
        "name": name,
        "filter": asked,
        "since": since,
        "until": until,
        "view": view,
        "sort": sort,
        "columns": list(columns or ()),
        "shared": shared,
    }
    with where.connect() as server, about(asked):
        _show(server.queries.save(wanted), form)


@app.command(name="list")
def list_queries(
    *,
    whose: Whose = "all",
    contains: str = "",
    form: Format = "table",
    where: Where = ANYWHERE,
) -> None:
    """Lists your saved queries and those that others share, newest first.

    Args:
        whose: All of them, only `mine`, or only those of `others`.
        contains: Only those with this in their name.
        form: `json` prints an array.
        where: Which server.
    """
    with where.connect() as server:
        found = list(server.queries.every({"whose": whose, "text": contains}))
    if form == "json":
        print_json(found)
        return
    print_table(_LIST, [_row(one) for one in found])
    broken = [one["name"] for one in found if one["problem"]]
    if broken:
        say(f"Cannot be read any more: {', '.join(broken)}. `clawback query show` says why.")


@app.command
def show(query: str, /, *, form: Format = "table", where: Where = ANYWHERE) -> None:
    """Shows a saved query, and what its filter says.

    Args:
        query: Its name or its id.
        form: `json` prints an object.
        where: Which server.
    """
    with where.connect() as server:
        _show(query_named(server, query), form)


@app.command
def run(
    query: str,
    /,
    *,
    limit: int | None = None,
    count: Flag = False,
    form: SearchFormat = "table",
    output: Path | None = None,
    where: Where = ANYWHERE,
) -> None:
    """Searches for what a saved query asks, as of now; finds what you yourself may see.

    Args:
        query: Its name or its id.
        limit: At most so many deliveries.
        count: Prints the number of deliveries and nothing else.
        form: How they are printed.
        output: The file to write, instead of standard output.
        where: Which server.
    """
    with where.connect() as server:
        kept = query_named(server, query)
        with about(kept["filter"]):
            ran = server.queries.run(kept["id"])
    if kept["view"] == "url_clicks":
        if form in {"xlsx", "parquet"} or output is not None:
            raise UsageError("Clicks are printed as table, json, ndjson or csv.")
        _clicks(ran, limit, count=count, form=form, where=where)
        return
    search(
        f" {ran['filter']}",  # a blank, because a filter is no option
        view=NARROW.get(kept["view"]),
        since=ran["since"],
        until=ran["until"],
        limit=limit,
        sort=kept["sort"] or None,
        columns=",".join(kept["columns"]) or None,
        count=count,
        form=form,
        output=output,
        where=where,
    )


@app.command
def edit(
    query: str,
    /,
    *,
    name: str | None = None,
    filter: Annotated[str | None, Parameter(allow_leading_hyphen=True)] = None,  # noqa: A002 - the option's name
    since: Moment = None,
    until: Moment = None,
    view: ViewName | None = None,
    sort: Sort = None,
    columns: Columns = None,
    shared: bool | None = None,
    form: Format = "table",
    where: Where = ANYWHERE,
) -> None:
    """Renames, shares or changes a saved query; what is not said stays as it is.

    Args:
        query: Its name or its id.
        name: What it is called from now on.
        filter: Another filter.
        since: Another beginning; empty for none.
        until: Another end; empty for none.
        view: Another view.
        sort: Another order.
        columns: Other columns.
        shared: Whether everybody who may search reads it; `--no-shared` takes it back.
        form: `json` prints an object.
        where: Which server.
    """
    changes = _changes(
        name=name,
        filter=filter,
        since=since,
        until=until,
        view=view,
        sort=sort,
        columns=None if columns is None else list(columns),
        shared=shared,
    )
    if not changes:
        raise UsageError("Say what to change.")
    with where.connect() as server, about(filter or ""):
        _show(server.queries.edit(query_named(server, query)["id"], changes), form)


@app.command
def copy(
    query: str,
    name: str,
    /,
    *,
    filter: Annotated[str | None, Parameter(allow_leading_hyphen=True)] = None,  # noqa: A002 - the option's name
    since: Moment = None,
    until: Moment = None,
    shared: Flag = False,
    form: Format = "table",
    where: Where = ANYWHERE,
) -> None:
    """Saves a query under another name, as your own.

    Args:
        query: The name or the id of the one that is copied, yours or shared.
        name: What the copy is called.
        filter: Another filter.
        since: Another beginning; empty for none.
        until: Another end; empty for none.
        shared: Lets everybody who may search read the copy.
        form: `json` prints an object.
        where: Which server.
    """
    changes = _changes(name=name, filter=filter, since=since, until=until, shared=shared)
    with where.connect() as server, about(filter or ""):
        _show(server.queries.copy(query_named(server, query)["id"], changes), form)


@app.command
def delete(query: str, /, *, form: Format = "table", where: Where = ANYWHERE) -> None:
    """Forgets a saved query.

    Args:
        query: Its name or its id.
        form: `json` prints an object.
        where: Which server.
    """
    with where.connect() as server:
        kept = query_named(server, query)
        server.queries.delete(kept["id"])
    if form == "json":
        print_json({"id": kept["id"], "deleted": True})
    else:
        say(f"The query {kept['name']} is gone.")


@app.command
def recent(*, clear: Flag = False, form: Format = "table", where: Where = ANYWHERE) -> None:
    """Lists the last filters that you ran, newest first; nobody else sees them.

    Args:
        clear: Forgets them.
        form: `json` prints an object.
        where: Which server.
    """
    with where.connect() as server:
        if clear:
            _cleared(server.queries.clear_recent(), form)
            return
        found = server.queries.recent()
    if form == "json":
        print_json(found)
    elif not found["keeps"]:
        say("None are kept: the settings say so, or your token has no person behind it.")
    else:
        print_table(
            _RECENT,
            [
                [
                    local_time(one["ran_at"]),
                    one["view"],
                    one["filter"],
                    text(one["since"]),
                    text(one["until"]),
                ]
                for one in found["items"]
            ],
        )


def _clicks(ran: Ran, limit: int | None, *, count: bool, form: SearchFormat, where: Where) -> None:
    clicks(
        f" {ran['filter']}",
        since=ran["since"],
        until=ran["until"],
        limit=limit,
        count=count,
        form=_CLICK_FORMS[form],
        where=where,
    )


def _cleared(forgotten: int, form: Format) -> None:
    if form == "json":
        print_json({"forgotten": forgotten})
    else:
        say(f"{forgotten} filters are forgotten.")


def _changes(**named: JsonValue) -> dict[str, JsonValue]:
    return {name: value for name, value in named.items() if value is not None}


def _row(query: SavedQuery) -> list[str]:
    return [
        query["id"],
        local_time(query["created_at"]),
        query["name"],
        query["time"],
        query["author"],
        "yes" if query["shared"] else "no",
        query["tracking"],
        local_time(query["executed_at"]),
        text(query["filter"]),
    ]


def _show(query: SavedQuery, form: Format) -> None:
    if form == "json":
        print_json(query)
        return
    told = {
        "id": query["id"],
        "name": query["name"],
        "filter": text(query["filter"]),
        "says": query["sentence"] or query["problem"],
        "time": _time(query),
        "view": query["view"],
        "sort": text(query["sort"]),
        "columns": text(query["columns"]),
        "author": query["author"] + (", shared" if query["shared"] else ", private"),
        "created": local_time(query["created_at"]),
        "changed": f"{local_time(query['edited_at'])} by {query['edited_by']}",
        "tracked": query["tracking"],
        "last run": local_time(query["executed_at"]),
    }
    for name, value in told.items():
        print(f"{name:<10}  {harmless(value)}")


def _time(query: SavedQuery) -> str:
    if query["time"] == "any":
        return "any time"
    return f"from {query['since'] or 'the first'} to {query['until'] or 'now'}"
