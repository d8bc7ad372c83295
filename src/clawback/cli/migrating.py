"""What `clawback migrate` does."""

from __future__ import annotations

from clawback.app import move_to_clickhouse, open_database
from clawback.cli.folder import Folder
from clawback.cli.progress import progress
from clawback.cli.terminal import say
from clawback.database.lock import only_one
from clawback.database.migrate import current, head, upgrade
from clawback.store.settings import StoreKind
from clawback.worker.data_folder import DataFolder


def bring_up_to_date(folder: Folder, *, dry_run: bool) -> None:
    """Brings the database to this release, or only says what would be done."""
    with only_one(folder.data), open_database(folder.settings(), folder.data) as database:
        before = current(database) or "empty"
        if before == head():
            say(f"The state database is at revision {head()}, as this release needs it.")
        elif dry_run:
            say(f"The state database would go from revision {before} to {head()}.")
        else:
            upgrade(database)
            say(f"The state database went from revision {before} to {head()}.")


def move_events(folder: Folder) -> None:
    """Copies mail events to ClickHouse, and says how to go on."""
    settings = folder.settings().store
    with only_one(folder.data), progress() as shown:
        counts = move_to_clickhouse(settings, DataFolder(folder.data), shown.tell)
    said = [f"{rows:,} {many}" for many, rows in counts]
    say(f"ClickHouse holds all that the DuckDB file holds: {', '.join(said)}.")
    if settings.kind is not StoreKind.CLICKHOUSE:
        say('Now set kind = "clickhouse" under [store] and start the server.')
