"""`clawback links keys`: the keys that sign protected links, in a data folder of this machine."""

from __future__ import annotations

import os
import pwd
from datetime import datetime
from typing import TYPE_CHECKING, TypedDict

from cyclopts import App

from clawback.cli.choices import Format
from clawback.cli.failure import UsageError
from clawback.cli.folder import Folder
from clawback.cli.output import local_time, print_json
from clawback.cli.table import Column, print_table
from clawback.cli.terminal import say

if TYPE_CHECKING:
    from clawback.links.keys import Keyring, LinkKey, LinkKeys
    from clawback.model.actor import Actor

app = App(name="keys", help="Lists and rotates the keys that sign protected links.")
_COLUMNS = (Column("key", right=True), Column("made"), Column("followed"), Column("opens until"))


class KeyRow(TypedDict):
    """One key as JSON, without its secret."""

    key: int
    made_at: str
    followed_at: str | None
    opens_until: str | None
    signs: bool


@app.command(name="list")
def list_keys(folder: Folder, *, form: Format = "table") -> None:
    """Lists the keys, oldest first, and how long links of each still open.

    Args:
        folder: The data folder and its settings.
        form: `json` prints objects.
    """
    rows = _rows(_keys(folder).known())
    if form == "json":
        print_json(rows)
    elif rows:
        print_table(_COLUMNS, [_cells(row) for row in rows])
    else:
        say("There is no key yet. The first link that is protected makes one.")


@app.command
def rotate(folder: Folder, *, form: Format = "table") -> None:
    """Adds a key, which signs from now on, also in a server that runs.

    Links of the key before it open for as long as `links.key_overlap_days` says. The server's audit
    trail names the account of this machine that did it; a click service alone has no trail.

    Args:
        folder: The data folder and its settings.
        form: `json` prints the new key as an object.
    """
    keys = _keys(folder)
    fresh = _rotated(folder, keys)
    row = _rows(keys.known())[-1]
    if form == "json":
        print_json(row)
    else:
        say(f"Key {fresh.number} signs from now on. Back up links.key in the data folder.")


def _keys(folder: Folder) -> LinkKeys:
    from clawback.links.keys import LinkKeys  # noqa: PLC0415 - slow to load, and a wrong option should be told at once
    from clawback.model.clock import SystemClock  # noqa: PLC0415 - as above

    return LinkKeys(folder.data, SystemClock(), overlap=folder.settings().links.key_overlap)


def _rotated(folder: Folder, keys: LinkKeys) -> LinkKey:
    from clawback.app import open_database  # noqa: PLC0415 - slow to load, as what follows
    from clawback.audit.trail import Trail  # noqa: PLC0415
    from clawback.database.migrate import current, head  # noqa: PLC0415
    from clawback.links.rotation import rotate as rotate_on_record  # noqa: PLC0415
    from clawback.model.clock import SystemClock  # noqa: PLC0415
    from clawback.worker.data_folder import DataFolder  # noqa: PLC0415

    settings = folder.settings()
    if not settings.state.url.get_secret_value() and not DataFolder(folder.data).state.exists():
        return keys.rotate()
    with open_database(settings, folder.data) as database:
        if current(database) != head():
            raise UsageError("The state database is of another release: start this server first.")
        return rotate_on_record(keys, database, Trail(database, SystemClock()), _account())


def _account() -> Actor:
    """Whoever runs this command, as the machine knows them."""
    from clawback.model.actor import Actor  # noqa: PLC0415 - with the rest

    try:
        name = pwd.getpwuid(os.getuid()).pw_name
    except KeyError:  # an account without a name, as in containers
        name = f"account {os.getuid()}"
    return Actor(id=f"account:{os.getuid()}", name=name, role="account of the machine")


def _rows(ring: Keyring) -> list[KeyRow]:
    return [
        {
            "key": key.number,
            "made_at": key.made_at.isoformat(),
            "followed_at": _told(key.followed_at),
            "opens_until": _told(ring.good_until(key)),
            "signs": key.followed_at is None,
        }
        for key in ring.keys
    ]


def _cells(row: KeyRow) -> list[str]:
    return [
        str(row["key"]),
        local_time(row["made_at"]),
        "it signs" if row["signs"] else local_time(row["followed_at"]),
        local_time(row["opens_until"]) if row["opens_until"] else "-",
    ]


def _told(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
