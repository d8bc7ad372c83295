"""`clawback versions`: what a server runs on."""

from __future__ import annotations

from clawback.cli.choices import Format
from clawback.cli.connection import ANYWHERE, Where
from clawback.cli.output import print_json
from clawback.cli.terminal import harmless

_NAMES = {
    "clawback": "Clawback",
    "python": "Python",
    "store": "mail events in",
    "database": "other state in",
}


def versions(*, form: Format = "table", where: Where = ANYWHERE) -> None:
    """Tells which Clawback, Python and engines a server runs on.

    The command's own version is told by `clawback --version`, and what is installed here by
    `clawback doctor`.

    Args:
        form: `json` prints an object.
        where: Which server.
    """
    with where.connect() as server:
        found = server.versions()
    if form == "json":
        print_json(found)
        return
    for name, value in found.items():
        print(f"{_NAMES[name]:14} {harmless(str(value or 'does not answer'))}")
