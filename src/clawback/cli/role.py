"""`clawback role`: what people and tokens can be here for."""

from __future__ import annotations

from cyclopts import App

from clawback.cli.choices import Format
from clawback.cli.connection import ANYWHERE, Where
from clawback.cli.output import print_json, text
from clawback.cli.table import Column, print_table

app = App(name="role", help="Shows the roles and what each may do.")
_COLUMNS = (Column("role"), Column("label"), Column("permissions", shrinks=True))


@app.command(name="list")
def list_roles(*, form: Format = "table", where: Where = ANYWHERE) -> None:
    """Lists every role with its permissions.

    Args:
        form: `json` prints objects.
        where: Which server.
    """
    with where.connect() as server:
        items = server.people.roles()
    if form == "json":
        print_json(items)
        return
    rows = [[item["role"], item["label"], text(item["permissions"])] for item in items]
    print_table(_COLUMNS, rows)
