"""Looks whether a server's surroundings are as they should be, and says so in sentences."""

from __future__ import annotations

import shutil
import sqlite3
import stat
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib.metadata import version
from pathlib import Path

from clawback.analysis.providers.port import Kept, Provider
from clawback.database import Database
from clawback.database.migrate import current, head
from clawback.explorer.origin.atlas import Atlas, NoAtlasError
from clawback.mailboxes.port import Capabilities, MailServer
from clawback.model.errors import ClawbackError
from clawback.worker.data_folder import DataFolder

_PRIVATE = 0o077  # bits that others must not have
_LITTLE_ROOM = 1 << 30  # bytes free on the data folder's disk
_LIBRARIES = ("clawback", "duckdb", "sqlalchemy", "fastapi", "uvicorn")


class Mark(StrEnum):
    """How a thing was found."""

    GOOD = "good"
    DOUBTFUL = "doubtful"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at, and a sentence about it."""

    mark: Mark
    subject: str
    sentence: str


def versions() -> Finding:
    """What is installed, for a report."""
    python = ".".join(map(str, sys.version_info[:3]))
    parts = [f"Python {python}", f"SQLite {sqlite3.sqlite_version}"]
    parts += [f"{name} {version(name)}" for name in _LIBRARIES]
    return Finding(Mark.GOOD, "versions", ", ".join(parts) + ".")


def look_at_folder(folder: DataFolder) -> Iterator[Finding]:
    """The data folder: is it there, can it be written, who can read it, is there room."""
    try:
        folder.prepare()
    except ClawbackError as error:
        yield Finding(Mark.BAD, "data folder", str(error))
        return
    yield Finding(Mark.GOOD, "data folder", f"{folder.path} can be written.")
    yield from _private(folder.path, "data folder")
    yield from _private(folder.path / "admin.token", "admin.token")
    free = shutil.disk_usage(folder.path).free
    mark = Mark.DOUBTFUL if free < _LITTLE_ROOM else Mark.GOOD
    yield Finding(mark, "disk", f"{free / 1e9:.1f} GB are free.")


def look_at_database(database: Database) -> Finding:
    """The state database's engine and revision."""
    at = current(database)
    engine = database.version()
    if at == head():
        return Finding(Mark.GOOD, "state database", f"{engine}, revision {at}.")
    return Finding(
        Mark.DOUBTFUL,
        "state database",
        f"{engine} is at revision {at or 'none'}; the next start brings it to {head()}.",
    )


def look_at_spool(folder: DataFolder) -> Finding:
    """What lies in the spool's folder of things that could not be taken."""
    parked = list((folder.spool / "corrupt").glob("*"))
    if not parked:
        return Finding(Mark.GOOD, "spool", "Nothing had to be put aside.")
    return Finding(
        Mark.DOUBTFUL,
        "spool",
        f"{len(parked)} things could not be stored and lie in {folder.spool / 'corrupt'}.",
    )


def look_at_countries(path: Path | None) -> Iterator[Finding]:
    """The country database, where one is in the settings."""
    if path is None:
        return
    try:
        atlas = Atlas.open(path)
    except NoAtlasError as error:
        yield Finding(Mark.BAD, "country database", str(error))
    else:
        yield Finding(Mark.GOOD, "country database", f"{atlas.kind} of {atlas.built:%Y-%m-%d}.")


def look_at_mail_servers(servers: Iterable[MailServer]) -> Iterator[Finding]:
    """Each mail server: does it answer, does it let us in, what can it do."""
    found = list(servers)
    if not found:
        yield Finding(
            Mark.DOUBTFUL,
            "mail servers",
            "None is in the settings: mail can be searched and not be remediated.",
        )
    for server in found:
        try:
            capabilities = server.capabilities()
        except ClawbackError as error:
            yield Finding(Mark.BAD, server.name, str(error))
        else:
            yield _able(server.name, capabilities)


def look_at_engines(engines: Iterable[Provider]) -> Iterator[Finding]:
    """Each engine that judges mail: does it answer. Mail comes in without it, and unjudged."""
    for engine in engines:
        try:
            said = engine.greet()
        except ClawbackError as error:
            yield Finding(Mark.BAD, engine.name, str(error))
        else:
            trouble = engine.trouble() if isinstance(engine, Kept) else ""
            mark = Mark.DOUBTFUL if trouble else Mark.GOOD
            yield Finding(mark, engine.name, f"It answers: {said}. {trouble}".rstrip())
        if isinstance(engine, Kept):
            engine.close()


def look_at_lists(missing: Iterable[str]) -> Iterator[Finding]:
    """Lists that should block or allow, by the settings, and that nobody has made."""
    for name in missing:
        sentence = (
            f"The settings name the list {name}, and there is none: nothing is decided by it."
        )
        yield Finding(Mark.DOUBTFUL, "judges", sentence)


def _able(name: str, found: Capabilities) -> Finding:
    abilities = (
        ("moves mail at once", found.move),
        ("hides soft-deleted mail from its owner", found.hidden_recoverable),
        ("has ids that survive a move", found.stable_ids),
    )
    said = ", ".join(f"{words}: {'yes' if able else 'no'}" for words, able in abilities)
    mark = Mark.GOOD if all(able for _, able in abilities) else Mark.DOUBTFUL
    said += f", lets us read the rules of mailboxes: {'yes' if found.rules else 'no'}"
    return Finding(mark, name, " ".join([f"It answers; {said}.", *found.notes]))


def _private(path: Path, subject: str) -> Iterator[Finding]:
    if path.exists() and stat.S_IMODE(path.stat().st_mode) & _PRIVATE:
        yield Finding(
            Mark.BAD, subject, f"Others on this machine can read {path}. Run: chmod go= {path}"
        )
