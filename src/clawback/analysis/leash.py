"""A parsing child held by its parent: started, asked, and killed when it does not answer."""

from __future__ import annotations

import fcntl
import os
import select
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from clawback.analysis.child_settings import ChildSettings
from clawback.analysis.frames import READY, FrameError, block, take_answer
from clawback.analysis.limits import Failure, Limit, limited
from clawback.model.codec import CodecError, to_json
from clawback.model.errors import UnavailableError
from clawback.model.message import Message
from clawback.model.native_codec import message_as_written

_PROGRAM = (sys.executable, "-P", "-m", "clawback.analysis.child")
_START_SECONDS = 30.0
_SEND_SECONDS = 30.0
_END_SECONDS = 1.0
_CHUNK = 1024 * 1024
# While many answers are to come, the parent lets some gather: waking for each one costs both sides
# more than the pipe itself. The pipe holds all that gathers, so that the child never waits.
_NAP_SECONDS = 0.01
_NAP_SECONDS_PER_ANSWER = 0.0002
_SOURCE = str(Path(__file__).parents[2])  # where the package lies, installed or not
_KEPT_ENVIRONMENT = ("LANG", "LC_ALL", "PATH", "SYSTEMROOT")  # no secrets for a child


class ChildStartError(UnavailableError):
    """The process that reads mails could not be started. Look at the log for why."""

    code = "analysis_child"


class ChildLostError(Exception):
    """The child hung, died, ran out of memory, or talked nonsense; `parse` is what to record."""

    def __init__(self, parse: str) -> None:
        super().__init__(parse)
        self.parse = parse

    @property
    def is_hang(self) -> bool:
        """Whether time ran out, so that a second try costs as much as the first."""
        return self.parse == limited([Limit.TIME])


class Leash:
    """One child. Not thread-safe: who holds it asks it alone."""

    def __init__(self, settings: ChildSettings) -> None:
        self._settings = settings
        self._buffer = bytearray()
        self.answered = 0
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [*_PROGRAM, to_json(settings)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
            bufsize=0,
        )
        if self._process.stdin is None or self._process.stdout is None:
            raise ChildStartError
        self._input, self._output = self._process.stdin.fileno(), self._process.stdout.fileno()
        os.set_blocking(self._input, False)
        with suppress(OSError):  # a user may have used up what all pipes together may hold
            fcntl.fcntl(self._output, fcntl.F_SETPIPE_SZ, _CHUNK)
        self._wait_until_ready()

    @property
    def pid(self) -> int:
        """The child's process id."""
        return self._process.pid

    def ask(self, raws: Sequence[bytes]) -> Iterator[Message]:
        """One message for each mail, in order, as they come.

        Raises:
            ChildLostError: at the mail whose answer did not come; the child must be killed.
        """
        self._send(block(raws))
        for left in range(len(raws), 0, -1):
            data = self._next_answer(left)
            if not data:
                raise ChildLostError(limited([Limit.MEMORY]))
            try:
                message = message_as_written(data)
            except CodecError as error:
                raise _crash() from error
            self.answered += 1
            yield message

    def end(self) -> None:
        """Let the child go; it ends when its input does."""
        self._close()
        try:
            self._process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """End the child at once."""
        self._process.kill()
        self._process.wait()
        self._close()

    def _close(self) -> None:
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + _START_SECONDS
        try:
            while len(self._buffer) < len(READY):
                self._receive(deadline)
        except ChildLostError:
            self.kill()
            raise ChildStartError from None
        if self._buffer != READY:
            self.kill()
            raise ChildStartError
        self._buffer.clear()

    def _send(self, data: bytes) -> None:
        deadline = time.monotonic() + _SEND_SECONDS
        rest = memoryview(data)
        while rest:
            _, writable, _ = select.select([], [self._input], [], deadline - time.monotonic())
            if not writable:
                raise ChildLostError(limited([Limit.TIME]))
            try:
                rest = rest[os.write(self._input, rest[:_CHUNK]) :]
            except OSError as error:
                raise _crash() from error

    def _next_answer(self, left: int) -> bytes:
        deadline = time.monotonic() + self._settings.wall_seconds
        try:
            while (data := take_answer(self._buffer)) is None:
                time.sleep(min(_NAP_SECONDS, (left - 1) * _NAP_SECONDS_PER_ANSWER))
                self._receive(deadline)
        except FrameError as error:
            raise _crash() from error
        return data

    def _receive(self, deadline: float) -> None:
        left = max(0.0, deadline - time.monotonic())
        readable, _, _ = select.select([self._output], [], [], left)
        if not readable:
            raise ChildLostError(limited([Limit.TIME]))
        data = os.read(self._output, _CHUNK)
        if not data:
            raise _crash()
        self._buffer += data


def _crash() -> ChildLostError:
    return ChildLostError(f"failed:{Failure.CRASH}")


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in _KEPT_ENVIRONMENT if name in os.environ}
    return {**kept, "PYTHONPATH": _SOURCE, "PYTHONDONTWRITEBYTECODE": "1"}
