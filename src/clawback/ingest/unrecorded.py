"""Mail that passed and could not be recorded: noted, so that another source can fill it in.

The notes are lines of JSON in one file, apart from the spool and the database: what keeps these
from being written must not keep the note from it. A line is either a note or the queue ids of notes
that are settled. A note is in the file, though not yet on the disk, before the mail goes on: it
survives the end of this process, and a second later that of the machine. Room for some thousand
notes is there before they are needed: a disk that is full is a reason to write some.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Lock

import structlog

from clawback.ingest.roomy import ROOM, RoomyLines
from clawback.model.codec import CodecError, from_json, to_json
from clawback.model.labelled import Labelled
from clawback.spool.durable import write_durably

MOST_NOTES = 100_000  # beyond it, mails are only counted
_log = structlog.get_logger(__name__)


class Reason(Labelled):
    """Why a mail could not be recorded; the label ends a sentence that begins with `It`."""

    NO_ROOM = "no_room", "could not be written: the spool had no room or did not answer"
    TOO_SLOW = "too_slow", "was not on disk in time"
    TOO_LARGE = "too_large", "is larger than 50 MB"
    TOO_MANY_RECIPIENTS = "too_many_recipients", "has more than 10,000 recipients"
    NO_MEMORY = "no_memory", "came with too many other large mails at once"
    TURNED_AWAY = "turned_away", "came while all sessions were taken"
    INTERRUPTED = "interrupted", "was on its way in when the server stopped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A mail that passed unrecorded: nothing of its content, and by what it is found again.

    `queue_id` is the mail server's, empty where it was not told; `at` is aware; `size` is in bytes,
    as far as they came.
    """

    source: str
    queue_id: str
    at: datetime
    reason: Reason
    size: int

    @property
    def id(self) -> str:
        """What it is settled by; without a queue id, a name that no mail has."""
        return self.queue_id or f"@{self.at.isoformat()}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    note: Note | None = None
    settled: tuple[str, ...] = ()


class Unrecorded:
    """All notes that are open. Safe on many threads."""

    def __init__(self, path: Path, *, room: int = ROOM) -> None:
        """Reads the notes of earlier starts; what is settled is taken out of the file.

        `room` are bytes that are there before they are needed.
        """
        self._path = path
        self._turn = Lock()
        self._open: dict[str, Note] = {}
        self._since_start: Counter[str] = Counter()
        self._unwritten: list[bytes] = []
        self._dirty = False
        self._read()
        self._lines = RoomyLines(path, room=room)

    def note(self, note: Note) -> None:
        """Notes a mail. Never raises: what the disk refuses is tried again by `sync`."""
        _log.warning(
            "a mail passed unrecorded",
            source=note.source,
            queue_id=note.queue_id,
            reason=note.reason.value,
            size=note.size,
        )
        with self._turn:
            self._since_start[note.source] += 1
            if len(self._open) < MOST_NOTES:
                self._open[note.id] = note
                self._write(_Line(note=note))

    def settle(self, ids: Iterable[str]) -> int:
        """These have been recorded after all, or are not missed; how many of them had a note."""
        with self._turn:
            known = tuple(one for one in ids if one in self._open)
            for one in known:
                del self._open[one]
            if known:
                self._write(_Line(settled=known))
            return len(known)

    @property
    def any(self) -> bool:
        """Whether a note is open."""
        return bool(self._open)

    def waiting(self) -> Sequence[Note]:
        """Every open note, oldest first."""
        with self._turn:
            return sorted(self._open.values(), key=lambda one: one.at)

    def by_source(self) -> Mapping[str, int]:
        """How many notes are open for each source that has some."""
        with self._turn:
            return Counter(one.source for one in self._open.values())

    def since_start(self) -> Mapping[str, int]:
        """How many mails of each source passed unrecorded since this process started."""
        with self._turn:
            return dict(self._since_start)

    def sync(self) -> None:
        """Puts on the disk what was noted since the last time; to be called every second."""
        with self._turn:
            if not self._dirty and not self._unwritten:
                return
            self._dirty = False
            again, self._unwritten = self._unwritten, []
            for line in again:
                self._append(line)
            self._lines.make_room()
        self._lines.sync()

    def close(self) -> None:
        """The last `sync`, and the end."""
        self.sync()
        self._lines.close()

    def _write(self, line: _Line) -> None:
        self._append(_written(line))

    def _append(self, line: bytes) -> None:
        try:
            whole = self._lines.append(line)
        except OSError as error:
            _log.warning("a note of an unrecorded mail waits for the disk", error=error.strerror)
            whole = False
        if not whole:
            self._unwritten.append(line)
        self._dirty = True

    def _read(self) -> None:
        try:
            lines = [one for one in self._path.read_bytes().splitlines() if one]
        except FileNotFoundError:
            return
        for text in lines:
            try:
                self._take(from_json(_Line, text))
            except CodecError:  # torn by a crash
                _log.warning("a note of an unrecorded mail cannot be read")
        if len(lines) > len(self._open):
            kept = b"".join(_written(_Line(note=one)) for one in self._open.values())
            with suppress(OSError):  # a full disk: the file stays as it is, and says the same
                write_durably(self._path, kept)

    def _take(self, line: _Line) -> None:
        if line.note:
            self._open[line.note.id] = line.note
        for one in line.settled:
            self._open.pop(one, None)


def _written(line: _Line) -> bytes:
    return to_json(line).encode("ascii") + b"\n"
