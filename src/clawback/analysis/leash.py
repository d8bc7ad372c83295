"""A parsing child held by its user: asked, and killed when it does not answer."""

from __future__ import annotations

import fcntl
import os
import select
import signal
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress

from clawback.analysis.child_settings import ChildSettings
from clawback.analysis.frames import FrameError, block, take_answer
from clawback.analysis.limits import Failure, Limit, limited
from clawback.model.codec import CodecError
from clawback.model.errors import UnavailableError
from clawback.model.message import Message
from clawback.model.native_codec import message_as_written

_SEND_SECONDS = 30.0
_END_SECONDS = 1.0
_KILL_SECONDS = 10.0
_CHUNK = 1024 * 1024
# While many answers are to come, the parent lets some gather: waking for each one costs both sides
# more than the pipe itself. The pipe holds all that gathers, so that the child never waits.
_NAP_SECONDS = 0.01
_NAP_SECONDS_PER_ANSWER = 0.0002


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

    def __init__(
        self, settings: ChildSettings, *, pid: int, pidfd: int, pipes: tuple[int, int]
    ) -> None:
        """Holds a process that lives; `pipes` lead to it and from it. All handles are ours now."""
        self._settings = settings
        self._pid, self._pidfd = pid, pidfd
        self._input, self._output = pipes
        self._buffer = bytearray()
        self.answered = 0
        os.set_blocking(self._input, False)
        for pipe in pipes:
            with suppress(OSError):  # a user may have used up what all pipes together may hold
                fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _CHUNK)

    @property
    def pid(self) -> int:
        """The child's process id."""
        return self._pid

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
        os.close(self._input)
        os.close(self._output)
        if not self._is_gone_after(_END_SECONDS):
            signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)
            self._is_gone_after(_KILL_SECONDS)
        os.close(self._pidfd)

    def kill(self) -> None:
        """End the child at once."""
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)
        self.end()

    def _is_gone_after(self, seconds: float) -> bool:
        return bool(select.select([self._pidfd], [], [], seconds)[0])

    def _send(self, data: bytes) -> None:
        deadline = time.monotonic() + _SEND_SECONDS
        rest = memoryview(data)
        while rest:
            try:
                rest = rest[os.write(self._input, rest[:_CHUNK]) :]
            except BlockingIOError:
                self._await_room(deadline)
            except OSError as error:
                raise _crash() from error

    def _await_room(self, deadline: float) -> None:
        left = max(0.0, deadline - time.monotonic())
        if not select.select([], [self._input], [], left)[1]:
            raise ChildLostError(limited([Limit.TIME]))

    def _next_answer(self, left: int) -> bytes:
        deadline = time.monotonic() + self._settings.wall_seconds
        try:
            while (data := take_answer(self._buffer)) is None:
                if left > 1:
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
