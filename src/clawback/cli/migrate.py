"""`clawback migrate`: the database of a data folder, brought to this release."""

from __future__ import annotations

from clawback.cli.choices import Flag
from clawback.cli.folder import Folder


def migrate(folder: Folder, *, dry_run: Flag = False) -> None:
    """Brings the state database to this release; `serve` does so by itself at its start.

    Args:
        folder: The data folder and its settings.
        dry_run: Only says what would be done.
    """
    from clawback.cli.migrating import bring_up_to_date  # noqa: PLC0415 - slow to load, and a wrong option should be told at once

    bring_up_to_date(folder, dry_run=dry_run)
