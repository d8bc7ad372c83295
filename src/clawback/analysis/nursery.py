"""Where parsing children come from: forked off one process that has everything loaded.

To load what a child needs takes ten times as long as to fork it, and a hostile mail may cost a
child. The process reads no mail itself; it only forks, and it ends when its socket does.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

from clawback.analysis.child_settings import ChildSettings
from clawback.analysis.frames import BIRTH, NUMBER, READY
from clawback.analysis.leash import ChildStartError, Leash
from clawback.model.codec import to_json

_PROGRAM = (sys.executable, "-P", "-m", "clawback.analysis.child")
_START_SECONDS = 30.0
_END_SECONDS = 1.0
_TRIES = 2  # it may have died since the last child
_SOURCE = str(Path(__file__).parents[2])  # where the package lies, installed or not
_KEPT_ENVIRONMENT = ("LANG", "LC_ALL", "PATH", "SYSTEMROOT")  # no secrets for a child


@dataclass(frozen=True, slots=True, kw_only=True)
class _Warm:
    """The process that forks, and the socket that it listens to."""

    process: subprocess.Popen[bytes]
    control: socket.socket


class Nursery:
    """Bears children; thread-safe. Its process starts with the first of them."""

    def __init__(self, settings: ChildSettings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._warm: _Warm | None = None

    def bear(self) -> Leash:
        """A new child.

        Raises:
            ChildStartError: it, or the process that bears it, cannot be started.
        """
        with self._lock:
            for _ in range(_TRIES):
                try:
                    return self._born(self._warm or self._start())
                except OSError:
                    self._end()
        raise ChildStartError

    def end(self) -> None:
        """Ends the process; children that live go on, and a next one starts it again."""
        with self._lock:
            self._end()

    def _start(self) -> _Warm:
        control, theirs = socket.socketpair()
        control.settimeout(_START_SECONDS)
        with theirs:
            process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                [*_PROGRAM, to_json(self._settings)],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=_environment(),
            )
        self._warm = _Warm(process=process, control=control)
        if control.recv(len(READY), socket.MSG_WAITALL) != READY:
            raise ConnectionAbortedError
        return self._warm

    def _born(self, warm: _Warm) -> Leash:
        """Hands two pipes over, and gets a handle on the process that has their other ends."""
        mails, to_child = os.pipe()
        from_child, answers = os.pipe()
        pidfds: list[int] = []
        try:
            socket.send_fds(warm.control, [BIRTH], [answers, mails])
            told, pidfds, _, _ = socket.recv_fds(warm.control, NUMBER, 1)
            if len(told) < NUMBER or not pidfds:
                raise ConnectionAbortedError
        except OSError:
            _close(to_child, from_child, *pidfds)
            raise
        finally:
            _close(mails, answers)
        pid = int.from_bytes(told, "big")
        return Leash(self._settings, pid=pid, pidfd=pidfds[0], pipes=(to_child, from_child))

    def _end(self) -> None:
        warm, self._warm = self._warm, None
        if warm is None:
            return
        warm.control.close()
        try:
            warm.process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            warm.process.kill()
            warm.process.wait()


def _close(*handles: int) -> None:
    for handle in handles:
        os.close(handle)


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in _KEPT_ENVIRONMENT if name in os.environ}
    return {**kept, "PYTHONPATH": _SOURCE, "PYTHONDONTWRITEBYTECODE": "1"}
