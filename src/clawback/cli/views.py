"""`clawback views`: what the explorer can show."""

from __future__ import annotations

from clawback.cli.choices import Format
from clawback.cli.connection import ANYWHERE, Where
from clawback.cli.output import print_json
from clawback.cli.table import Column, print_table

_COLUMNS = (
    Column("view"),
    Column("shows", shrinks=True),
    Column("filter", shrinks=True),
    Column("charts by", shrinks=True),
    Column("tabs", shrinks=True),
)


def views(*, form: Format = "table", where: Where = ANYWHERE) -> None:
    """Lists the views: what each narrows to, what it is charted by, and its tabs.

    Args:
        form: `json` prints objects.
        where: Which server.
    """
    with where.connect() as server:
        found = server.views.views()
    if form == "json":
        print_json(found)
        return
    rows = [
        [
            view["name"],
            view["meaning"],
            view["filter"] or "-",
            ", ".join(pivot["field"] for pivot in view["pivots"]),
            ", ".join(tab["name"] for tab in view["tabs"]),
        ]
        for view in found
    ]
    print_table(_COLUMNS, rows)
