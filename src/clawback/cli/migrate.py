"""`clawback migrate`: a data folder brought to this release, and mail events to another store."""

from __future__ import annotations

from typing import Literal

from cyclopts import App

from clawback.cli.choices import Flag
from clawback.cli.folder import Folder

app = App(name="migrate", help="Brings a folder up to date, or mail to another store.")


@app.default
def migrate(folder: Folder, *, dry_run: Flag = False) -> None:
    """Brings the state database to this release; `serve` does so by itself at its start.

    Args:
        folder: The data folder and its settings.
        dry_run: Only says what would be done.
    """
    from clawback.cli.migrating import bring_up_to_date  # noqa: PLC0415 - slow to load, and a wrong option should be told at once

    bring_up_to_date(folder, dry_run=dry_run)


@app.command(name="store")
def move_store(folder: Folder, *, to: Literal["clickhouse"]) -> None:
    """Copies all mail events from the DuckDB file to the ClickHouse that the settings name.

    Nothing is removed from the file. Cut short, it goes on where it stopped when it is run again.

    Args:
        folder: The data folder and its settings; no server may run on it.
        to: Where to.
    """
    from clawback.cli.migrating import move_events  # noqa: PLC0415 - as above

    del to  # there is one place so far
    move_events(folder)
