"""The demo's folder: Maildirs with a month of mail, and the settings of a server for them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeAlias

from clawback.demo.countries import FILE_NAME as COUNTRIES
from clawback.demo.countries import country_database
from clawback.demo.maildirs import Delivery, make_maildirs
from clawback.demo.month import DELIVERIES, month
from clawback.demo.organisation import DOMAIN, NAME
from clawback.demo.stage import set_stage
from clawback.model.clock import Clock
from clawback.model.errors import ConflictError
from clawback.settings import FILE_NAME

MAIL = "mail"
RECOVERABLE = "recoverable"
SERVER = "maildirs"  # how the settings name the mail server
_MARKER = "demo.json"
_VERSION = 3  # of what this release writes; another one is made anew

Report: TypeAlias = Callable[[str, int, int], None]


class NotADemoError(ConflictError):
    """The folder holds something else than a demo. Name an empty folder with --data."""

    code = "not_a_demo"


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """A demo folder that is complete.

    `imported` tells that its server knows all of its mail, `aftermath` that it knows what happened
    with it afterwards.
    """

    folder: Path
    made_at: datetime
    deliveries: int
    imported: bool = False
    aftermath: bool = False

    @property
    def mail(self) -> Path:
        return self.folder / MAIL


def build(
    folder: Path, clock: Clock, *, scale: float = 1.0, progress: Report = lambda *_: None
) -> World:
    """The world in this folder: the one that is there when it is complete, else a new one.

    `scale` is for the background mail; `progress` is told what is done, how much, of how much.

    Raises:
        NotADemoError: the folder holds something that we did not make.
        OSError: the folder cannot be written.
    """
    found = read(folder)
    if found:
        return found
    _clear(folder)
    stage = set_stage(clock.now())
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _mark(folder, complete=False)
    (folder / FILE_NAME).write_text(_settings(folder.resolve()), encoding="utf-8")
    (folder / COUNTRIES).write_bytes(country_database(stage.partners, stage.now))
    (folder / RECOVERABLE).mkdir(mode=0o700)
    make_maildirs(folder / MAIL, stage.organisation.accounts)
    delivery, written = Delivery(folder / MAIL), 0
    for mail in month(stage, scale=scale):
        delivery.put(mail)
        written += mail.deliveries
        progress("Writing mail", written, round(DELIVERIES * scale))
    world = World(folder=folder, made_at=stage.now, deliveries=written)
    keep(world)
    return world


def read(folder: Path) -> World | None:
    """The complete world in this folder, if there is one."""
    kept = _marker(folder)
    if not kept.get("complete") or kept.get("version") != _VERSION:
        return None
    return World(
        folder=folder,
        made_at=datetime.fromisoformat(str(kept["made_at"])),
        deliveries=int(str(kept["deliveries"])),
        imported=bool(kept["imported"]),
        aftermath=bool(kept["aftermath"]),
    )


def keep(world: World) -> None:
    """Writes down what is so far."""
    facts = asdict(world) | {"made_at": world.made_at.isoformat()}
    facts.pop("folder")
    _mark(world.folder, complete=True, **facts)


def _clear(folder: Path) -> None:
    """Removes a half-made demo; anything else is not ours to remove."""
    if not folder.exists() or not any(folder.iterdir()):
        return
    if not _marker(folder):
        raise NotADemoError(
            f"{folder} holds something else than a demo. Name an empty folder with --data."
        )
    shutil.rmtree(folder)


def _marker(folder: Path) -> dict[str, object]:
    try:
        kept = json.loads((folder / _MARKER).read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return {}
    return kept if isinstance(kept, dict) else {}


def _mark(folder: Path, *, complete: bool, **facts: object) -> None:
    """Replaces the marker in one step, so that it is never half written."""
    fresh = folder / f"{_MARKER}.new"
    kept = {"version": _VERSION, "complete": complete, **facts}
    fresh.write_text(json.dumps(kept), encoding="utf-8")
    fresh.replace(folder / _MARKER)


def _settings(folder: Path) -> str:
    """`clawback.toml`; JSON's strings are also TOML's."""
    pattern = "{domain}/{local}"
    return (
        f"# The settings of the demo: {NAME}, who do not exist.\n\n"
        "[ingest]\n"
        f'own_domains = ["{DOMAIN}"]\n\n'
        "[explorer]\n"
        "# Where the senders' networks lie; as invented as they are.\n"
        f"country_database = {json.dumps(str(folder / COUNTRIES))}\n\n"
        "[identity]\n"
        "# People who only look around need not find their phone first.\n"
        "require_second_factor = []\n\n"
        "[[mailboxes]]\n"
        f'name = "{SERVER}"\n'
        'kind = "maildir"\n'
        f'domains = ["{DOMAIN}"]\n'
        f"path = {json.dumps(f'{folder / MAIL}/{pattern}/Maildir')}\n"
        f"recoverable_root = {json.dumps(f'{folder / RECOVERABLE}/{pattern}')}\n"
    )
