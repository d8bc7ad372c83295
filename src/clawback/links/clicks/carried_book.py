"""The book as the click service carries it: fetched every second, and kept in a file."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from pathlib import Path

import structlog

from clawback.links.clicks.book import EMPTY, Book, Entry, changed
from clawback.links.clicks.server import Server
from clawback.model.codec import CodecError, from_json, to_json
from clawback.model.errors import ClawbackError
from clawback.spool.durable import write_durably

_EVERY = 0.5  # seconds
_LONGEST = 10.0  # between two looks when the server does not answer
_PATIENCE = 2.0  # seconds for what is under way at the end
_KEEP_EVERY = 5.0  # seconds between two writings of the file
_log = structlog.stdlib.get_logger("clawback.links")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    version: str
    entries: tuple[Entry, ...]


class CarriedBook:
    """Begins with what the file has, so that links are judged before the server answers."""

    def __init__(self, file: Path, server: Server) -> None:
        self._file = file
        self._server = server
        self._book = self._kept = _read(file)
        self._kept_at = 0.0
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="click-book", daemon=True)

    def now(self) -> Book:
        """The book that counts now."""
        return self._book

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Ends soon, and keeps the book."""
        self._stopping.set()
        self._thread.join(_PATIENCE)  # a server that is stopping, too, may not answer any more
        self._keep()

    def look(self) -> None:
        """Fetches what has changed. Raises `ClawbackError` when the server does not say."""
        told = self._server.book(self._book.version)
        if told.version and told.version != self._book.version:
            self._book = changed(self._book, told)
        if self._book is not self._kept and time.monotonic() - self._kept_at > _KEEP_EVERY:
            self._keep()

    def _run(self) -> None:
        pause = _EVERY
        while not self._stopping.wait(pause):
            try:
                self.look()
                pause = _EVERY
            except ClawbackError as error:
                if pause == _EVERY:
                    _log.warning("click_book_not_fetched", code=error.code)
                pause = min(pause * 2, _LONGEST)
            except Exception as error:  # noqa: BLE001 - the thread must live on
                _log.error("click_book_failed", exc_info=error)
                pause = _LONGEST

    def _keep(self) -> None:
        book = self._book
        if book is self._kept:
            return
        kept = _Kept(version=book.version, entries=tuple(book.entries.values()))
        try:
            write_durably(self._file, to_json(kept).encode())
        except OSError as error:
            _log.warning("click_book_not_kept", error=type(error).__name__)
        self._kept, self._kept_at = book, time.monotonic()


def _read(file: Path) -> Book:
    """What the file has; a book that cannot be read is fetched anew."""
    try:
        kept = from_json(_Kept, file.read_bytes())
    except (OSError, CodecError):
        return EMPTY
    return Book(version=kept.version, entries={one.key: one for one in kept.entries})
