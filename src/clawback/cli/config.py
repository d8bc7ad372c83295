"""`clawback config`: the settings."""

from __future__ import annotations

from cyclopts import App

from clawback.cli.folder import Folder
from clawback.cli.output import print_json
from clawback.cli.terminal import say

app = App(name="config", help="Checks and shows the settings.")


@app.command
def check(folder: Folder) -> None:
    """Says whether the settings can be used, without starting anything.

    Args:
        folder: The data folder and its settings.
    """
    folder.settings()
    say("The settings can be used.")


@app.command
def show(folder: Folder) -> None:
    """Prints every setting that holds, as JSON, with secrets taken out.

    Args:
        folder: The data folder and its settings.
    """
    print_json(folder.settings().model_dump(mode="json"))
