"""A real engine that judges mail, for tests: a process in a folder of its own, never as root."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, sleep

from tests.servers.dovecot import give

_PATH = "/usr/sbin:/usr/bin:/sbin:/bin"
_END_SECONDS = 10.0


class EngineError(Exception):
    """The test's engine did not start."""


def missing(package: str, programs: Sequence[str]) -> str | None:
    """Why an engine cannot be had here, or `None` when it can."""
    if any(shutil.which(program, path=_PATH) is None for program in programs):
        return f"needs Debian's {package}"
    if os.geteuid() == 0 and shutil.which("setpriv", path=_PATH) is None:
        return f"needs setpriv: {package} is not run as root"
    return None


@dataclass(slots=True, kw_only=True)
class Engine:
    """One process, and how to tell that it answers."""

    folder: Path
    command: Sequence[str]
    answers: Callable[[], bool]
    patience: float = 60.0
    _process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def start(self) -> None:
        """Starts it and waits until it answers."""
        give(self.folder)
        with (self.folder / "said.log").open("ab") as log:
            self._process = subprocess.Popen(
                [*_as_nobody(), *self.command],
                stdout=log,
                stderr=log,
                cwd=self.folder,
                env=self._environment(),
                start_new_session=True,
            )
        until = monotonic() + self.patience
        while monotonic() < until and self._process.poll() is None:
            with suppress(OSError):
                if self.answers():
                    return
            sleep(0.02)
        said = (self.folder / "said.log").read_text(errors="replace")
        self.kill()
        raise EngineError(f"{self.command[0]} does not answer:\n{said[-4000:]}")

    def pause(self) -> None:
        """It takes calls, by way of the system, and answers none."""
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        self._signal(signal.SIGCONT)

    def kill(self) -> None:
        """Ends every process of it at once."""
        self._signal(signal.SIGKILL)
        if self._process is not None:
            self._process.wait(timeout=_END_SECONDS)
            self._process = None

    def _signal(self, which: signal.Signals) -> None:
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, which)

    def _environment(self) -> dict[str, str]:
        home = str(self.folder)
        return {"PATH": _PATH, "LANG": "C", "TZ": "UTC", "HOME": home, "TMPDIR": home}


def _as_nobody() -> list[str]:
    if os.geteuid() != 0:
        return []
    user = pwd.getpwnam("nobody")
    ids = [f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
    return ["setpriv", *ids, "--pdeathsig=KILL"]
