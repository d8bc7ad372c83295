"""`clawback entry feed`: feeds whose indicators become block entries."""

from __future__ import annotations

from cyclopts import App

from clawback.cli.choices import Format
from clawback.cli.connection import ANYWHERE, Where
from clawback.cli.output import local_time, print_json, text
from clawback.cli.table import Column, print_table
from clawback.cli.terminal import say
from clawback.client.entries import EntryFeed

app = App(name="feed", help="Tells how feeds stand, and has them pulled.")
_COLUMNS = (
    Column("name"),
    Column("kind"),
    Column("from", shrinks=True),
    Column("entries", right=True),
    Column("skipped", right=True),
    Column("pulled"),
    Column("trouble", shrinks=True),
)


@app.command(name="list")
def list_(*, form: Format = "table", where: Where = ANYWHERE) -> None:
    """Lists the feeds of the settings, and how each stands.

    Args:
        form: `json` prints a list of objects.
        where: Which server.
    """
    with where.connect() as server:
        found = server.entries.feeds()
    if form == "json":
        print_json(found)
    elif found:
        print_table(_COLUMNS, list(map(_line, found)))
    else:
        say("The settings have no feed. A table of entries.feeds makes one.")


@app.command
def pull(name: str, /, *, where: Where = ANYWHERE) -> None:
    """Has a feed pulled soon, whether it is due or not.

    Args:
        name: Its name.
        where: Which server.
    """
    with where.connect() as server:
        server.entries.pull(name)
    say(f"The feed {name} is pulled; `clawback entry feed list` tells how it went.")


def _line(one: EntryFeed) -> list[str]:
    return [
        one["name"],
        one["kind"],
        text(one["host"]),
        f"{one['entries']:,}",
        f"{one['skipped']:,}",
        local_time(one["pulled_at"]) if one["pulled_at"] else "-",
        text(one["trouble"]) or "-",
    ]
