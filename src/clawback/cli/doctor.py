"""`clawback doctor`: is everything as it should be?"""

from __future__ import annotations

from clawback.cli.choices import Format
from clawback.cli.exit_code import ExitCode
from clawback.cli.folder import Folder


def doctor(folder: Folder, *, form: Format = "table") -> ExitCode:
    """Looks at the data folder, the settings, the database, the spool and every mail server.

    Args:
        folder: The data folder and its settings.
        form: `json` prints objects with `mark`, `subject` and `sentence`.
    """
    from clawback.cli.examining import examine  # noqa: PLC0415 - slow to load, and a wrong option should be told at once

    return examine(folder, as_json=form == "json")
