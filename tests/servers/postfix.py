"""A real Postfix for tests and benchmarks: own folder, free loopback ports, nothing in /etc.

Debian's package `postfix` and root are needed (its master starts as nobody else); `why_not` says in
one sentence what is missing. Two of them run side by side.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import smtplib
import socket
import ssl
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, sleep
from typing import Any, Self

from tests.making.certificates import write_certificate
from tests.servers.clawback import free_port
from tests.servers.postfix_config import (
    OWN_NAME,
    TLS_SETTINGS,
    Site,
    write_configuration,
)

_PATIENCE = 20.0
# Started as it is: the script `postfix start` looks through the installation for a second first.
_MASTER = "/usr/lib/postfix/sbin/master"
_PROGRAMS = (_MASTER, "postqueue", "postsuper")


class PostfixError(Exception):
    """The test's Postfix did not start, stop or get rid of its mail."""


def why_not() -> str | None:
    """Why a Postfix cannot be had here, or `None` when it can."""
    if any(shutil.which(program, path=_search_path()) is None for program in _PROGRAMS):
        return "needs Debian's postfix"
    return "needs root: Postfix starts as nobody else" if os.geteuid() != 0 else None


@dataclass(slots=True, kw_only=True)
class Postfix:
    """A running Postfix. On `port` it asks the milters of its settings, on `plain_port` none."""

    folder: Path
    port: int = field(default_factory=free_port)
    plain_port: int = field(default_factory=free_port)
    host: str = "127.0.0.1"
    _process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @classmethod
    @contextmanager
    def start(
        cls,
        *,
        domain: str = "example.org",
        recipients: Sequence[str] = (),
        transport: str = "discard:",
        settings: str = "",
        services: str = "",
        tls: bool = False,
    ) -> Iterator[Self]:
        """Starts a server for `recipients` (local parts) of `domain` and stops it at the end.

        Mail for them goes to `transport` (such as `lmtp:inet:127.0.0.1:PORT`), all other is thrown
        away. `settings` are further lines of main.cf, `services` of master.cf. With `tls` it offers
        STARTTLS.
        """
        folder = Path(tempfile.mkdtemp(prefix="pf-", dir="/tmp"))
        server = cls(folder=folder)
        site = Site(
            host=OWN_NAME,
            domain=domain,
            recipients=tuple(recipients),
            transport=transport,
            settings=f"{settings}\n{TLS_SETTINGS.format(dir=folder)}" if tls else settings,
            services=services,
        )
        smtp, plain = (f"{server.host}:{port}" for port in (server.port, server.plain_port))
        try:
            write_configuration(folder, site, smtp=smtp, plain=plain)
            if tls:
                write_certificate(folder / "etc", OWN_NAME)
            server.launch()
            yield server
        finally:
            server.stop()
            shutil.rmtree(folder, ignore_errors=True)

    @property
    def queue_folder(self) -> Path:
        """Where relative names of milter sockets begin."""
        return self.folder / "queue"

    @property
    def log(self) -> str:
        """All that Postfix has said."""
        return (self.folder / "log" / "mail.log").read_text(errors="replace")

    def tls_context(self) -> ssl.SSLContext:
        """What trusts this server's certificate, and no other."""
        context = ssl.create_default_context(cafile=str(self.folder / "etc" / "certificate.pem"))
        context.check_hostname = False  # it is reached by an address
        return context

    def launch(self) -> None:
        """Starts the processes and waits until SMTP answers."""
        with (self.folder / "log" / "start.log").open("ab") as log:
            self._process = subprocess.Popen(
                [_MASTER, "-c", str(self.folder / "etc"), "-s"],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=_environment(),
                start_new_session=True,
            )
        until = monotonic() + _PATIENCE
        while monotonic() < until and self._process.poll() is None:
            with (
                suppress(OSError),
                socket.create_connection((self.host, self.plain_port), 1) as end,
            ):
                if end.recv(3) == b"220":
                    return
            sleep(0.02)
        raise PostfixError((self.folder / "log" / "start.log").read_text(errors="replace"))

    def stop(self) -> None:
        """Asks Postfix to end, waits, and lets nothing of it live on."""
        if self._process is None:
            return
        self._process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=_PATIENCE)
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(timeout=_PATIENCE)
        self._process = None

    def send(
        self, sender: str, recipients: Sequence[str], raw: bytes, *, helo: str = "mail.away.example"
    ) -> None:
        """Hands over one mail in a session of its own; raises what `smtplib` raises."""
        with smtplib.SMTP(self.host, self.port, local_hostname=helo) as session:
            session.sendmail(sender, list(recipients), raw)

    def queue(self) -> list[dict[str, Any]]:
        """What lies in the queue, as `postqueue -j` tells it (any JSON)."""
        told = self.run("postqueue", "-j")
        return [json.loads(line) for line in told.splitlines()]

    def run(self, program: str, *arguments: str) -> str:
        """Runs one of Postfix's commands on this instance and gives what it printed.

        Raises:
            PostfixError: it ended with an error.
        """
        ended = subprocess.run(
            self._command(program, *arguments), capture_output=True, check=False, env=_environment()
        )
        if ended.returncode != 0:
            raise PostfixError(f"{program} {' '.join(arguments)}: {ended.stderr.decode()}")
        return ended.stdout.decode()

    def await_empty_queue(self) -> None:
        """Waits until everything was delivered or thrown away; held mail is not waited for."""
        until = monotonic() + _PATIENCE
        while waiting := [one for one in self.queue() if one["queue_name"] != "hold"]:
            if monotonic() > until:
                raise PostfixError(f"Mail stays in the queue: {waiting}\n{self.log}")
            sleep(0.02)

    def _command(self, program: str, *arguments: str) -> list[str]:
        return [program, "-c", str(self.folder / "etc"), *arguments]


def _search_path() -> str:
    return os.environ.get("PATH", "") + ":/usr/sbin:/usr/bin:/sbin:/bin"


def _environment() -> dict[str, str]:
    return {"PATH": _search_path(), "LANG": "C"}
