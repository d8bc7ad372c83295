"""A saved query as people name it on a command line: by its id, or by its name."""

from __future__ import annotations

import re

from clawback.cli.failure import UsageError
from clawback.client.client import Client
from clawback.client.queries import SavedQuery

_ID = re.compile(r"Q-[0-9A-Z]{13}")


def query_named(server: Client, name: str) -> SavedQuery:
    """The query of this id or name: one's own before one that somebody shares.

    Raises:
        UsageError: there is none, or several people share one of this name.
    """
    if _ID.fullmatch(name):
        return server.queries.get(name)
    found = list(server.queries.every({"name": name}))
    mine = [one for one in found if one["mine"]]
    if len(mine or found) == 1:
        return (mine or found)[0]
    if not found:
        raise UsageError(f"There is no saved query {name!r}. `clawback query list` shows them.")
    ids = ", ".join(f"{one['id']} ({one['author']})" for one in found)
    raise UsageError(f"Several people share a query {name!r}; say which by its id: {ids}.")
