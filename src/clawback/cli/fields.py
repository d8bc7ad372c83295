"""`clawback fields`: what a filter can name."""

from __future__ import annotations

from clawback.cli.choices import Format
from clawback.cli.connection import ANYWHERE, Where
from clawback.cli.output import print_json
from clawback.cli.table import Column, print_table
from clawback.cli.viewing import ViewName

_COLUMNS = (
    Column("field"),
    Column("kind"),
    Column("meaning", shrinks=True),
    Column("example", shrinks=True),
)


def fields(
    *, view: ViewName = "all_email", form: Format = "table", where: Where = ANYWHERE
) -> None:
    """Lists the fields a filter can name.

    Args:
        view: Which view; in `url_clicks` a filter is about clicks.
        form: `json` prints objects, with each field's choices.
        where: Which server.
    """
    with where.connect() as server:
        listed = server.fields(view)
    if form == "json":
        print_json(listed)
        return
    print_table(
        _COLUMNS,
        [[one["name"], one["kind"], one["meaning"], one["example"]] for one in listed],
    )
