"""Learning in a process of its own: it takes a processor for seconds, and mail comes in."""

from __future__ import annotations

import os
import subprocess
import sys
from array import array
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from clawback.analysis.judges.linear import Example
from clawback.model.errors import UnavailableError

_PROGRAM = (sys.executable, "-P", "-m", "clawback.learning.child")
_SOURCE = str(Path(__file__).parents[2])  # where the package lies, installed or not
_KEPT_ENVIRONMENT = ("LANG", "LC_ALL", "PATH", "SYSTEMROOT")  # no secrets for a child
_SECONDS = 900.0
_HEAD = 2  # numbers before those of an example: how many there are, and whether it was bad


class LearningFailedError(UnavailableError):
    """The process that learns ended without a model. Try again; the old model holds until then."""

    code = "learning_failed"


class School:
    """Learns one model at a time."""

    def __init__(self, program: Sequence[str] = _PROGRAM) -> None:
        self._program = program
        self._process: subprocess.Popen[bytes] | None = None
        self._closed = False

    def learn(self, examples: Sequence[Example], moment: str) -> bytes:
        """A packed model of the examples, learnt at `moment`.

        Raises:
            LearningFailedError: the process did not give one.
        """
        kept = {name: os.environ[name] for name in _KEPT_ENVIRONMENT if name in os.environ}
        try:
            with subprocess.Popen(  # noqa: S603 - our own interpreter and module
                [*self._program, moment],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**kept, "PYTHONPATH": _SOURCE, "PYTHONDONTWRITEBYTECODE": "1"},
            ) as process:
                self._process = process
                if self._closed:
                    process.kill()
                return self._taught(process, b"".join(written(examples)))
        except (OSError, subprocess.SubprocessError) as error:
            raise LearningFailedError from error

    def close(self) -> None:
        """Ends what is under way, which then fails."""
        self._closed = True
        if self._process is not None:
            self._process.kill()

    def _taught(self, process: subprocess.Popen[bytes], examples: bytes) -> bytes:
        try:
            model, _ = process.communicate(examples, timeout=_SECONDS)
        finally:
            process.kill()
        if process.returncode:
            raise LearningFailedError
        return model


def written(examples: Iterable[Example]) -> Iterator[bytes]:
    """Examples for a pipe: 32-bit numbers of this machine."""
    for one in examples:
        yield array("I", (len(one.numbers), one.bad, *one.numbers)).tobytes()


def read(stream: BinaryIO) -> Iterator[Example]:
    """What `written` wrote."""
    while head := array("I", stream.read(_HEAD * 4)):
        count, bad = head
        yield Example(numbers=tuple(array("I", stream.read(count * 4))), bad=bool(bad))
