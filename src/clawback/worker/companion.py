"""A process that stands beside the server as long as it runs: started, watched, started again."""

from __future__ import annotations

import os
import pickle
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import structlog

_SOURCE = str(Path(__file__).parents[2])  # where the package lies, installed or not
_END_SECONDS = 15.0  # for what is under way
_LIVED_SECONDS = 60.0  # who lived so long did not fail at the start
_LONGEST_PAUSE = 60.0  # seconds
_TROUBLED_AFTER = 3  # failures in a row
_log = structlog.get_logger(__name__)


class Companion:
    """One process of a program of ours, which is told its orders over a line.

    It inherits sockets that are bound already, so that who comes while it is started again waits.
    The line ends when it shall stop, and with this process.
    """

    def __init__(
        self, name: str, module: str, orders: object, sockets: Sequence[socket.socket]
    ) -> None:
        self._name = name
        self._module = module
        self._orders = pickle.dumps(orders)
        self._sockets = tuple(sockets)
        self._stopping = threading.Event()
        self._line: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._failures = 0
        self._thread = threading.Thread(target=self._run, name=f"{name}-watch", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Lets it finish what is under way, and waits for its end."""
        self._stopping.set()
        line = self._line
        if line is not None:
            line.close()
        self._thread.join()

    def trouble(self) -> str | None:
        """A sentence when the process does not stay alive."""
        if self._failures < _TROUBLED_AFTER:
            return None
        return (
            f"The process of the {self._name} has ended by itself {self._failures} times in a row. "
            "Look at the log, and restart the server."
        )

    @property
    def pid(self) -> int | None:
        """The process id, while there is one."""
        process = self._process
        return None if process is None else process.pid

    def _run(self) -> None:
        while not self._stopping.is_set():
            began = time.monotonic()
            try:
                code = self._live()
            except OSError:
                _log.exception("companion_not_started", companion=self._name)
                code = 1
            if not self._stopping.is_set():
                self._ended(code, time.monotonic() - began)

    def _live(self) -> int:
        ours, theirs = socket.socketpair()
        with theirs:
            given = [theirs.fileno(), *(one.fileno() for one in self._sockets)]
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                [sys.executable, "-P", "-m", self._module, *map(str, given)],
                stdin=subprocess.DEVNULL,
                pass_fds=given,
                env=_environment(),
            )
        with ours:
            self._line = ours
            with suppress(OSError):  # it has ended already, and its code says so
                ours.sendall(self._orders)
            if self._stopping.is_set():
                ours.close()
            return self._wait(self._process)

    def _wait(self, process: subprocess.Popen[bytes]) -> int:
        while True:
            try:
                return process.wait(_END_SECONDS)
            except subprocess.TimeoutExpired:
                if self._stopping.is_set():
                    process.kill()

    def _ended(self, code: int, seconds: float) -> None:
        self._failures = 1 if seconds > _LIVED_SECONDS else self._failures + 1
        pause = min(_LONGEST_PAUSE, float(1 << min(self._failures - 1, 6)))
        _log.error("companion_ended", companion=self._name, code=code, pause=pause)
        self._stopping.wait(pause)


def _environment() -> dict[str, str]:
    path = os.environ.get("PYTHONPATH")
    return {**os.environ, "PYTHONPATH": os.pathsep.join([_SOURCE, *([path] if path else [])])}
