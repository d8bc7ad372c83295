"""Processes to be killed again and again: forks of one that has loaded what they need.

A program that is killed twenty times need not import the same modules twenty times. What is forked
has no thread, connection or file of another; to the system it is a process like any other.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, sleep
from typing import Any, Self, TextIO

_IN, _OUT, _ERR = 0, 1, 2
_ROOT = Path(__file__).parents[2]


@dataclass(slots=True)
class Hatched:
    """A process, as `subprocess.Popen` has one; `stdout` is what it prints, if to no file."""

    pid: int
    _hatchery: Hatchery
    stdout: TextIO | None = None
    returncode: int | None = None

    def poll(self) -> int | None:
        """How it ended, as `Popen` says it: the exit code, or less than 0 for a signal."""
        if self.returncode is None:
            self.returncode = self._hatchery.ask(look=self.pid)
        return self.returncode

    def wait(self, timeout: float) -> int:
        """Waits for its end; seconds.

        Raises:
            TimeoutError: it goes on.
        """
        until = monotonic() + timeout
        while (code := self.poll()) is None:
            if monotonic() > until:
                raise TimeoutError(f"Process {self.pid} did not end within {timeout:g} seconds.")
            sleep(0.005)
        return code

    def send_signal(self, number: signal.Signals) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """Ends it as a power cut would."""
        self.send_signal(signal.SIGKILL)


class Hatchery:
    """Loads modules once and starts programs that are in them; `with` ends it and all of them."""

    def __init__(self, *modules: str) -> None:
        self._command = [sys.executable, "-m", __name__, *modules]
        self._started: list[Hatched] = []

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=_ROOT
        )
        self._answer()
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._started:
            process.kill()
            if process.stdout is not None:
                process.stdout.close()
        self._process.communicate()

    def start(self, program: str, *arguments: object, out: Path | None = None) -> Hatched:
        """Calls `module:function` in a process of its own, with these arguments in `sys.argv`.

        What it prints is appended to the file `out`; without one it can be read from `stdout`.
        """
        with TemporaryDirectory() as folder:
            fifo = Path(folder) / "out"
            os.mkfifo(fifo)
            pid = self.ask(
                start=program, arguments=[*map(str, arguments)], out=str(out or fifo.resolve())
            )
            # Both ends wait for the other to open it.
            process = Hatched(pid, self, None if out else fifo.open(encoding="utf-8"))
        self._started.append(process)
        return process

    def ask(self, **order: Any) -> Any:  # JSON of any shape
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self) -> Any:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("What processes are forked from has ended; see what it said.")
        return json.loads(line)


def _main(modules: Sequence[str]) -> None:
    for module in modules:
        import_module(module)
    if threading.active_count() > 1:
        raise SystemExit("A module starts threads when it is loaded; nothing can be forked.")
    gc.collect()
    gc.freeze()
    _say(None)
    program = _next_program()
    if program is not None:
        program()


def _next_program() -> Callable[[], None] | None:
    """Obeys; in a process that is started this gives what is to be done there."""
    for line in sys.stdin:
        order = json.loads(line)
        if "look" in order:
            _say(_ended(order["look"]))
        elif pid := os.fork():
            _say(pid)
        else:
            return _prepared(order)
    return None


def _prepared(order: dict[str, Any]) -> Callable[[], None]:
    with Path(os.devnull).open("rb") as nothing, Path(order["out"]).open("ab") as file:
        os.dup2(nothing.fileno(), _IN)
        os.dup2(file.fileno(), _OUT)
        os.dup2(file.fileno(), _ERR)
    module, _, name = order["start"].partition(":")
    sys.argv[1:] = order["arguments"]
    program: Callable[[], None] = getattr(import_module(module), name)
    return program


def _ended(pid: int) -> int | None:
    found, status = os.waitpid(pid, os.WNOHANG)
    return os.waitstatus_to_exitcode(status) if found else None


def _say(answer: object) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    _main(sys.argv[1:])
