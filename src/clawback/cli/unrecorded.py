"""`clawback unrecorded`: mail that passed the milter and could not be recorded."""

from __future__ import annotations

from cyclopts import App

from clawback.cli.choices import Flag, Format
from clawback.cli.connection import ANYWHERE, Where
from clawback.cli.failure import UsageError
from clawback.cli.output import local_time, print_json
from clawback.cli.table import Column, print_table
from clawback.cli.terminal import say

app = App(name="unrecorded", help="Lists mail that passed without a record, and dismisses notes.")
_COLUMNS = (
    Column("note"),
    Column("when"),
    Column("source"),
    Column("bytes", right=True),
    Column("it"),
)


@app.command(name="list")
def list_(*, limit: int = 50, form: Format = "table", where: Where = ANYWHERE) -> None:
    """Lists the notes of mail that could not be recorded and has not come since, newest first.

    Args:
        limit: How many at most.
        form: `json` prints an object.
        where: Which server.
    """
    with where.connect() as server:
        found = server.sources.unrecorded(limit)
    if form == "json":
        print_json(found)
    elif found["items"]:
        rows = [
            [
                one["id"],
                local_time(one["at"]),
                one["source"],
                f"{one['size']:,}",
                one["reason_label"],
            ]
            for one in found["items"]
        ]
        print_table(_COLUMNS, rows)
        say(f"{found['total']:,} in all. An import or another source fills them in.")
    else:
        say("Every mail that passed was recorded, or has come since.")


@app.command
def dismiss(
    *notes: str, all_: Flag = False, form: Format = "table", where: Where = ANYWHERE
) -> None:
    """Dismisses notes, because their mail will not come any more or is not missed.

    Args:
        notes: Which, as `list` names them.
        all_: Every note.
        form: `json` prints an object.
        where: Which server.
    """
    if bool(notes) == all_:
        raise UsageError("Name the notes to be dismissed, or say --all.")
    with where.connect() as server:
        found = server.sources.dismiss(None if all_ else notes)
    if form == "json":
        print_json(found)
    else:
        say(f"{found['dismissed']:,} dismissed.")
