"""`clawback demo`, run as a person runs it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Self


class Demo:
    """A demo in a process of its own, from the moment when it invites to look at it."""

    def __init__(self, folder: Path) -> None:
        command = [sys.executable, "-m", "clawback", "demo", "--http", "127.0.0.1:0"]
        command += ["--data", str(folder)]
        self._folder = folder
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self.said = ""

    def __enter__(self) -> Self:
        assert self._process.stdout
        for line in self._process.stdout:
            self.said += line
            if "Stop with Ctrl-C" in line:
                return self
        self._process.wait()
        raise AssertionError("The demo ended before it was ready.")

    def __exit__(self, *_: object) -> None:
        assert self._process.stdout
        self._process.send_signal(signal.SIGTERM)
        self._process.stdout.close()
        assert self._process.wait(timeout=30) == 0

    @property
    def url(self) -> str:
        """Where it answers."""
        return self.said.partition("Address")[2].split()[0]

    def shell(self, line: str) -> str:
        """What a line typed in another terminal prints on standard output."""
        programs = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        environment = {**os.environ, "CLAWBACK_DATA": str(self._folder), "PATH": programs}
        done = subprocess.run(
            ["bash", "-c", line],
            cwd=self._folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"
        return done.stdout
