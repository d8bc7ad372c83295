"""What was read at the gate, kept until the mail is stored, so that it is not read twice.

A reading is found by the hash of all bytes that were read, so no other mail and no changed one ever
gets it. It lies in memory alone: after a crash, and where there is no room, mail is read again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Lock
from time import monotonic

from clawback.ingest.gate.judging import Reader
from clawback.ingest.prepare import Analyser
from clawback.model.message import PARSE_COMPLETE, Message

_MOST_BYTES = 16 << 20  # of messages as JSON; as objects they take two to three times that
_SECONDS = 60.0  # after which nobody is expected to ask: the mail was tagged, or not recorded


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    message: Message
    size: int
    until: float


class Readings:
    """Messages that were read, each to be taken once. Thread-safe."""

    def __init__(
        self, *, most_bytes: int = _MOST_BYTES, elapsed: Callable[[], float] = monotonic
    ) -> None:
        self._most_bytes = most_bytes
        self._elapsed = elapsed
        self._turn = Lock()
        self._kept: dict[bytes, _Reading] = {}  # the oldest first
        self._size = 0

    def keep(self, raw: bytes, message: Message) -> None:
        """Keeps what was read of `raw`, where there is room.

        What was not read completely is left out: who has more time may find more in it.
        """
        if message.parse != PARSE_COMPLETE:
            return
        name, size = _name(raw), len(message.written) or message.size
        with self._turn:
            self._forget()
            self._drop(name)
            if self._size + size <= self._most_bytes:
                until = self._elapsed() + _SECONDS
                self._kept[name] = _Reading(message=message, size=size, until=until)
                self._size += size

    def take(self, raw: bytes) -> Message | None:
        """What was read of just these bytes, if it is here."""
        if not self._kept:
            return None
        name = _name(raw)
        with self._turn:
            self._forget()
            found = self._drop(name)
        return found.message if found else None

    def _forget(self) -> None:
        now = self._elapsed()
        while self._kept and self._kept[oldest := next(iter(self._kept))].until < now:
            self._drop(oldest)

    def _drop(self, name: bytes) -> _Reading | None:
        found = self._kept.pop(name, None)
        self._size -= found.size if found else 0
        return found


class ReadAtTheGate:
    """A `Reader` that keeps what it reads."""

    def __init__(self, reader: Reader, readings: Readings) -> None:
        self._reader = reader
        self._readings = readings

    def analyse(self, raw: bytes) -> Message:
        """As `Reader` says."""
        message = self._reader.analyse(raw)
        self._readings.keep(raw, message)
        return message


class ReadBefore:
    """An `Analyser` that reads only what was not read at the gate, with the same settings."""

    def __init__(self, analyser: Analyser, readings: Readings) -> None:
        self._analyser = analyser
        self._readings = readings

    def analyse_many(self, raws: Sequence[bytes]) -> Sequence[Message]:
        """As `Analyser` says."""
        known = [self._readings.take(raw) for raw in raws]
        missing = [raw for raw, found in zip(raws, known, strict=True) if found is None]
        read = iter(self._analyser.analyse_many(missing) if missing else ())
        return [next(read) if found is None else found for found in known]


def _name(raw: bytes) -> bytes:
    return hashlib.sha256(raw).digest()
