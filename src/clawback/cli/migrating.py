"""What `clawback migrate` does."""

from __future__ import annotations

from clawback.app import open_database
from clawback.cli.folder import Folder
from clawback.cli.terminal import say
from clawback.database.lock import only_one
from clawback.database.migrate import current, head, upgrade


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
