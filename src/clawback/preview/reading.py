"""Reading one mail in a process of its own, which is killed when it does not come back."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from clawback.model.codec import CodecError, from_json
from clawback.model.errors import NotFoundError, UnavailableError
from clawback.preview.shown import Shown, header_shown

_PROGRAM = (sys.executable, "-P", "-m", "clawback.preview.child")
_SECONDS = 8.0
_PATIENCE = 30.0  # seconds until a slot is free
_AT_ONCE = 2
_MOST_BYTES = 64 * 1024 * 1024  # more than any mail that is read can hold
_SOURCE = str(Path(__file__).parents[2])  # where the package lies, installed or not
_KEPT_ENVIRONMENT = ("LANG", "LC_ALL", "PATH", "SYSTEMROOT")  # no secrets for a child


class AttachmentMissingError(NotFoundError):
    """The mail has no attachment with this number, or it cannot be taken out safely."""

    code = "attachment_missing"


class ReaderBusyError(UnavailableError):
    """Too many mails are being looked at right now. Try again in a moment."""

    code = "reader_busy"


@dataclass(frozen=True, slots=True)
class _Said:
    """What the child wrote until it ended, or was ended; `finished` when it did so by itself."""

    output: bytes
    finished: bool


class Reader:
    """Reads mails for people, at most two at once. Safe to call from several threads."""

    def __init__(self) -> None:
        self._slots = threading.Semaphore(_AT_ONCE)

    def shown(self, raw: bytes) -> Shown:
        """What can be shown: of a mail that kills its reader, what was read before.

        Raises:
            ReaderBusyError: others are looked at, and that takes long.
        """
        lines = self._ask("shown", raw).output.split(b"\n")
        # Behind the last line end stands nothing, or a line that was not finished.
        for line in reversed(lines[:-1]):
            with suppress(CodecError):
                return from_json(Shown, line)
        return header_shown(raw)

    def attachment(self, raw: bytes, number: int) -> tuple[str, bytes]:
        """Name and content of an attachment, counted from 0.

        Raises:
            AttachmentMissingError: there is no such one, or reading it kills its reader.
            ReaderBusyError: as `shown`.
        """
        said = self._ask(str(number), raw)
        if not said.finished:
            raise AttachmentMissingError
        name, _, content = said.output.partition(b"\n")
        try:
            return str(json.loads(name)), content
        except ValueError:
            raise AttachmentMissingError from None

    def _ask(self, wanted: str, raw: bytes) -> _Said:
        with self._slot(), _child(wanted) as child:
            guard = threading.Timer(_SECONDS, child.kill)
            feeder = threading.Thread(target=_feed, args=(_pipe(child.stdin), raw))
            guard.start()
            feeder.start()
            try:
                output = _pipe(child.stdout).read(_MOST_BYTES + 1)
                if len(output) > _MOST_BYTES:
                    child.kill()
                code = child.wait()
            finally:
                child.kill()
                guard.cancel()
                guard.join()
                feeder.join()
        return _Said(output[:_MOST_BYTES], finished=code == 0)

    @contextmanager
    def _slot(self) -> Iterator[None]:
        if not self._slots.acquire(timeout=_PATIENCE):
            raise ReaderBusyError
        try:
            yield
        finally:
            self._slots.release()


def _child(wanted: str) -> subprocess.Popen[bytes]:
    kept = {name: os.environ[name] for name in _KEPT_ENVIRONMENT if name in os.environ}
    return subprocess.Popen(  # noqa: S603 - our own interpreter and module
        [*_PROGRAM, wanted],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**kept, "PYTHONPATH": _SOURCE, "PYTHONDONTWRITEBYTECODE": "1"},
    )


def _pipe(end: IO[bytes] | None) -> IO[bytes]:
    if end is None:  # both are asked for above
        raise ReaderBusyError
    return end


def _feed(pipe: IO[bytes], raw: bytes) -> None:
    """Hands the mail over; a child that was killed takes no more of it."""
    with suppress(OSError), pipe:
        pipe.write(raw)
