"""A real Dovecot for tests and benchmarks: own folder, free loopback ports, never as root.

Debian's packages `dovecot-imapd dovecot-lmtpd dovecot-sieve` (Dovecot 2.3) are needed; `why_not`
says in one sentence what is missing. Settings follow `docs/guides/dovecot.md`.
"""

from __future__ import annotations

import imaplib
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, sleep
from typing import Literal, Self

from tests.servers.dovecot_config import Ports, write_configuration

MailFormat = Literal["maildir", "mdbox"]
MASTER = "clawback"
_PROGRAMS = ("dovecot", "doveadm")
_START_SECONDS = 20.0


class DovecotError(Exception):
    """The test's Dovecot did not start, or doveadm failed."""


def why_not() -> str | None:
    """Why a Dovecot cannot be had here, or `None` when it can."""
    path = _search_path()
    if any(shutil.which(program, path=path) is None for program in _PROGRAMS):
        return "needs Debian's dovecot-imapd, dovecot-lmtpd and dovecot-sieve"
    version = _output(["dovecot", "--version"]).split()[0]
    if not version.startswith("2.3."):
        return f"needs Dovecot 2.3; {version} has another configuration language"
    if os.geteuid() == 0 and shutil.which("setpriv") is None:
        return "needs setpriv: Dovecot does not serve mail as root"
    return None


@dataclass(slots=True, kw_only=True)
class Dovecot:
    """A running Dovecot. Passwords are per account in `users`; `master` may log in as anyone."""

    folder: Path
    mail_format: MailFormat
    users: dict[str, str]
    master_secret: str
    ports: Ports
    host: str = "127.0.0.1"
    master: str = MASTER
    _process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @classmethod
    @contextmanager
    def start(
        cls,
        folder: Path | None = None,
        *,
        accounts: Sequence[str],
        mail_format: MailFormat = "maildir",
        extra: str = "",
        lazy_expunge: bool = True,
        prime: bool = True,
    ) -> Iterator[Self]:
        """Starts a server for these accounts (local parts) and stops it at the end.

        `folder` must be short (UNIX socket paths end at 107 bytes) and must not exist or be empty;
        without one a folder under the system's temporary folder is made and removed.
        `extra` is appended to the configuration. `prime` opens every account once.
        """
        place = folder or Path(tempfile.mkdtemp(prefix="dc-", dir="/tmp"))
        server = cls(
            folder=place,
            mail_format=mail_format,
            users={name: secrets.token_hex(8) for name in accounts},
            master_secret=secrets.token_hex(16),
            ports=Ports(*_free_ports(2)),
        )
        try:
            write_configuration(server, _user(), extra=extra, lazy_expunge=lazy_expunge)
            server.launch()
            if prime:
                server.prime(accounts)
            yield server
        finally:
            server.kill()
            if folder is None:
                shutil.rmtree(place, ignore_errors=True)

    def prime(self, accounts: Sequence[str]) -> None:
        """Opens accounts once, so that Dovecot makes their folders.

        Two sessions that make the folders of a new account at the same time let Dovecot 2.3 panic
        ("Resource deadlock avoided").
        """
        for account in accounts:
            with imaplib.IMAP4(self.host, self.imap_port) as connection:
                connection.login(f"{account}*{self.master}", self.master_secret)
                connection.xatom("LIST", '""', '"*"', "RETURN (STATUS (MESSAGES))")

    @property
    def imap_port(self) -> int:
        return self.ports.imap

    @property
    def lmtp_port(self) -> int:
        return self.ports.lmtp

    def home(self, account: str) -> Path:
        """The folder that holds an account's `Maildir` or `mdbox`."""
        return self.folder / "mail" / account

    def launch(self) -> None:
        """Starts the processes and waits until IMAP answers."""
        log = (self.folder / "log" / "start.log").open("ab")
        command = [*_as_user(), "dovecot", "-F", "-c", str(self.folder / "dovecot.conf")]
        self._process = subprocess.Popen(
            command, stdout=log, stderr=log, env=_environment(), start_new_session=True
        )
        log.close()
        self._await_greeting()

    def stop(self) -> None:
        """Asks Dovecot to end and waits for it."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(timeout=_START_SECONDS)
            self._process = None

    def kill(self) -> None:
        """Ends every process at once, as a power cut would."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(timeout=_START_SECONDS)
            self._process = None
            (self.folder / "run" / "master.pid").unlink(missing_ok=True)

    def restart(self) -> None:
        """Stops and starts again on the same ports, with the same mail."""
        self.stop()
        self.launch()

    def doveadm(self, *arguments: str, input_bytes: bytes | None = None) -> str:
        """Runs doveadm as the mail user and gives what it printed.

        Raises:
            DovecotError: it ended with an error.
        """
        ended = subprocess.run(
            self.doveadm_command(*arguments),
            input=input_bytes,
            capture_output=True,
            check=False,
            env=_environment(),
        )
        if ended.returncode != 0:
            raise DovecotError(f"doveadm {' '.join(arguments)}: {ended.stderr.decode()}")
        return ended.stdout.decode()

    def doveadm_command(self, *arguments: str) -> list[str]:
        """The command line that `doveadm` runs."""
        return [*_as_user(), "doveadm", "-c", str(self.folder / "dovecot.conf"), *arguments]

    def _await_greeting(self) -> None:
        until = monotonic() + _START_SECONDS
        while monotonic() < until:
            if self._process is None or self._process.poll() is not None:
                break
            with suppress(OSError), socket.create_connection((self.host, self.imap_port), 1) as end:
                end.settimeout(5)
                if end.recv(4).startswith(b"* OK"):
                    return
            sleep(0.02)
        raise DovecotError((self.folder / "log" / "start.log").read_text(errors="replace"))


def mailbox_folder(server: Dovecot, account: str) -> Path:
    """Where an account's mail lies on the disk."""
    return server.home(account) / ("Maildir" if server.mail_format == "maildir" else "mdbox")


def give(path: Path) -> None:
    """Gives a folder and all in it to the user that Dovecot runs as."""
    if os.geteuid() == 0:
        user = _user()
        subprocess.run(["chown", "-R", f"{user.pw_uid}:{user.pw_gid}", str(path)], check=True)


def _user() -> pwd.struct_passwd:
    """Who reads the mail: ourselves, or `nobody` when we are root."""
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())


def _as_user() -> list[str]:
    if os.geteuid() != 0:
        return []
    user = _user()
    return ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]


def _search_path() -> str:
    return os.environ.get("PATH", "") + ":/usr/sbin:/usr/bin:/sbin:/bin"


def _environment() -> dict[str, str]:
    return {"PATH": _search_path(), "HOME": "/nonexistent", "LANG": "C"}


def _output(command: list[str]) -> str:
    ended = subprocess.run(command, capture_output=True, check=False, env=_environment())
    return ended.stdout.decode() or "unknown"


def _free_ports(count: int) -> list[int]:
    """Ports nobody listens on now; held open together so that they differ."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports: list[int] = [end.getsockname()[1] for end in sockets]
    for end in sockets:
        end.close()
    return ports
