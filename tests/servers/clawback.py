"""A Clawback server in a folder of its own, and its command line, for benches and stories."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from tests.servers.dovecot import Dovecot
from tests.servers.hatchery import Hatched, Hatchery

PRELOADED = ("clawback.cli.main", "clawback.cli.serve", "clawback.app.serving")
_PATIENCE = 30.0


def free_port() -> int:
    """A TCP port on loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def settings(dovecot: Dovecot, domain: str) -> str:
    """A settings file for one Dovecot that holds the mailboxes of one domain, and an LMTP door."""
    return f"""
[ingest]
own_domains = ["{domain}"]
lmtp = "127.0.0.1:LMTP_PORT"

[[mailboxes]]
kind = "imap"
name = "dovecot"
domains = ["{domain}"]
host = "{dovecot.host}"
port = {dovecot.imap_port}
tls = "none"
user = "{{local}}"
master_user = "{dovecot.master}"
master_password = "{dovecot.master_secret}"
"""


@dataclass(slots=True)
class Server:
    """`clawback serve` on a data folder; `with` starts it and stops it in good order."""

    data: Path
    settings: str = ""
    port: int = field(default_factory=free_port)
    lmtp_port: int = field(default_factory=free_port)
    smtp_port: int = field(default_factory=free_port)
    hatchery: Hatchery | None = None  # forks it off `PRELOADED`, when it is started often
    python: str = sys.executable
    process: subprocess.Popen[bytes] | Hatched | None = None
    unready: str = ""  # what it said at last of why it is not

    def __enter__(self) -> Self:
        self.data.mkdir(parents=True, exist_ok=True)
        if self.settings:
            text = self.settings.replace("LMTP_PORT", str(self.lmtp_port))
            text = text.replace("SMTP_PORT", str(self.smtp_port))
            (self.data / "clawback.toml").write_text(text)
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def pid(self) -> int:
        if self.process is None:
            raise RuntimeError("The server is not running.")
        return self.process.pid

    def start(self) -> None:
        """Starts it and waits until it is ready."""
        self.process = self._launched()
        deadline = time.monotonic() + _PATIENCE
        while not self._ready():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.kill()
                raise RuntimeError(f"The server did not start: {self.unready}\n{self._said()}")
            time.sleep(0.02)

    def stop(self) -> None:
        """Asks it to stop and waits."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(timeout=_PATIENCE)

    def kill(self) -> None:
        """Ends it as a power cut would."""
        if self.process is not None:
            self.process.kill()
            self.process.wait(timeout=_PATIENCE)

    def cli(self, *arguments: str, codes: tuple[int, ...] = (0,)) -> str:
        """Runs the command line against it; what it printed."""
        command = [self.python, "-m", "clawback", *arguments, "--data", str(self.data)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode not in codes:
            raise RuntimeError(
                f"{arguments} ended with {done.returncode}:\n{done.stderr}{self._how_it_ended()}"
            )
        return done.stdout

    def json(self, *arguments: str, codes: tuple[int, ...] = (0,)) -> Any:
        """Runs the command line with `--format json`; what it printed, read (any JSON)."""
        return json.loads(self.cli(*arguments, "--format", "json", codes=codes))

    def await_count(self, expected: int, text: str = "") -> None:
        """Waits until so many deliveries are searchable, about a second after the last answer."""
        deadline = time.monotonic() + _PATIENCE
        while (found := int(self.cli("search", text, "--count"))) != expected:
            if time.monotonic() > deadline:
                raise RuntimeError(f"{found} instead of {expected} deliveries are searchable.")
            time.sleep(0.1)

    def _launched(self) -> subprocess.Popen[bytes] | Hatched:
        log = self.data / "serve.log"
        command = ["serve", "--data", str(self.data), "--http", f"127.0.0.1:{self.port}"]
        if self.hatchery is not None:
            return self.hatchery.start("clawback.__main__:main", *command, out=log)
        with log.open("ab") as file:
            command = [self.python, "-m", "clawback", *command]
            return subprocess.Popen(command, stdout=file, stderr=file)

    def _how_it_ended(self) -> str:
        """Why nobody answers, when the server is gone."""
        if self.process is None or (code := self.process.poll()) is None:
            return ""
        return f"The server had ended with {code}:\n{self._said()}"

    def _said(self) -> str:
        return (self.data / "serve.log").read_text(errors="replace")[-4000:]

    def _ready(self) -> bool:
        try:
            with urllib.request.urlopen(
                f"http://127.0.0.1:{self.port}/readyz", timeout=1
            ) as answer:
                return bool(answer.status == 200)
        except urllib.error.HTTPError as error:
            self.unready = error.read().decode(errors="replace")
            return False
        except (urllib.error.URLError, OSError):
            return False
