"""`clawback serve`: the server."""

from __future__ import annotations

from clawback.cli.folder import Folder
from clawback.cli.terminal import say


def serve(folder: Folder, *, http: str | None = None) -> None:
    """Runs the server until it is told to stop (SIGTERM or Ctrl-C).

    The first start makes the folder and leaves the administrator's token in it.

    Args:
        folder: The data folder and its settings.
        http: HOST:PORT to listen at, instead of the setting `http.listen`.
    """
    from clawback.app import serve_folder  # noqa: PLC0415 - slow to load, and a wrong option should be told at once

    serve_folder(folder.settings(), folder.data, http=http, say=say)
