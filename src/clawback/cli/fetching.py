"""Exports that the server makes: waited for, and taken away even over a line that breaks."""

from __future__ import annotations

import hashlib
import time
from pathlib import Path

from clawback.cli.failure import UsageError
from clawback.cli.progress import Progress
from clawback.cli.receiving import is_device
from clawback.client.client import Client
from clawback.client.exports import Export, Wish
from clawback.client.transport import UnreachableError
from clawback.model.errors import ConflictError, UnavailableError

_FIRST_PAUSE, _LONGEST_PAUSE, _GROWTH = 0.05, 1.0, 1.5  # seconds
_TRIES = 5
_BLOCK = 1 << 20


class ExportEndedError(ConflictError):
    """The export ended without a file."""

    code = "export_ended"


class DownloadDamagedError(UnavailableError):
    """The file that came is not the one that the server made. Download it again."""

    code = "download_damaged"


def make_and_fetch(server: Client, wish: Wish, output: Path, told: Progress) -> None:
    """Has the server make an export, waits, downloads it, and leaves nothing there.

    Raises:
        ExportEndedError: it failed, or somebody cancelled it.
        UsageError: the file cannot be written.
    """
    export = server.exports.start(wish)
    try:
        fetch(server, await_end(server, export, told), output, told)
    finally:
        server.exports.delete(export["id"])


def await_end(server: Client, export: Export, told: Progress) -> Export:
    """Waits until it is done. Raises `ExportEndedError` where it will not be."""
    pause = _FIRST_PAUSE
    while export["state"] in {"waiting", "running"}:
        told.tell("Writing", export["written"], export["total"] or 0)
        time.sleep(pause)
        pause = min(pause * _GROWTH, _LONGEST_PAUSE)
        export = server.exports.find(export["id"])
    if export["state"] != "done":
        why = export["reason"] or "Somebody cancelled it."
        raise ExportEndedError(f"The export {export['id']} ended without a file. {why}")
    return export


def fetch(server: Client, export: Export, output: Path, told: Progress) -> None:
    """Downloads it; goes on where an earlier download of the same export broke off.

    Raises:
        UsageError: the file cannot be written.
        DownloadDamagedError: what came is not what the server made.
        UnreachableError: the server does not answer, again and again.
    """
    if is_device(output):
        raise UsageError(f"{output} is not a file, and an export is fetched into one. Name a file.")
    part = output.with_name(f"{output.name}.{export['id']}.part")
    try:
        _gather(server, export, part, told)
        if _sha256(part) != export["sha256"]:
            part.unlink()
            raise DownloadDamagedError
        part.replace(output)
    except OSError as error:
        raise UsageError(f"{output} cannot be written: {error.strerror}.") from error


def _gather(server: Client, export: Export, part: Path, told: Progress) -> None:
    failures = 0
    with part.open("ab") as file:
        while (at := file.tell()) < export["size"]:
            try:
                for block in server.exports.download(export["id"], start=at):
                    file.write(block)
                    told.tell("Downloading", file.tell(), export["size"])
            except UnreachableError:
                failures += 1
                if failures == _TRIES:
                    raise
        file.flush()


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()
