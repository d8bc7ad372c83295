"""What an engine judges by, as a text that is another one whenever that has changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

_MOST_FILES = 10_000
_DIGITS = 16


def edition_of(told: str, folder: Path | None) -> str:
    """Of what the engine says of itself, and of the folder of its data, where it is known."""
    return f"{told} ({stamp_of(folder)})" if folder is not None else told


def stamp_of(folder: Path) -> str:
    """Another value whenever a file in the folder or below it came, went or was written."""
    digest = hashlib.sha256()
    for path in islice(sorted(folder.rglob("*")), _MOST_FILES):
        digest.update("\0".join((str(path), *_facts(path))).encode("utf-8", "surrogateescape"))
    return digest.hexdigest()[:_DIGITS]


def _facts(path: Path) -> Iterator[str]:
    try:
        seen = path.stat()
    except OSError:  # it went away meanwhile
        return
    if path.is_file():
        yield str(seen.st_size)
        yield str(seen.st_mtime_ns)
