"""Keeps the country database at hand, and takes a new one when the file is another."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TypeAlias

import structlog

from clawback.explorer.origin.atlas import Atlas, NoAtlasError

_log = structlog.get_logger(__name__)
_Seen: TypeAlias = tuple[int, int, int]  # when it was written, how large it is, which file it is

NO_DATABASE = (
    "There is no country database: set explorer.country_database to an MMDB file, such as"
    " GeoLite2-Country or DB-IP Country Lite."
)


class Countries:
    """The countries of addresses, as a file says; without a file none is known."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._turn = threading.Lock()
        self._seen: _Seen | None = None
        self._atlas: Atlas | None = None
        self._trouble = NO_DATABASE if path is None else ""

    def look(self) -> tuple[Atlas | None, str]:
        """The database, read again when its file has changed, and what is wrong with it, if so.

        A file that has become unreadable leaves the countries of the last one.
        """
        with self._turn:
            if self._path is not None:
                self._refresh(self._path)
            return self._atlas, self._trouble

    def _refresh(self, path: Path) -> None:
        seen = _seen(path)
        if seen == self._seen and seen is not None:
            return
        try:
            self._atlas, self._trouble = Atlas.open(path), ""
        except NoAtlasError as error:
            if str(error) != self._trouble:
                _log.warning("country_database", trouble=str(error))
            self._trouble = str(error)
        self._seen = seen


def _seen(path: Path) -> _Seen | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
