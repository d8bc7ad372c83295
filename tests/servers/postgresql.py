"""A real PostgreSQL for tests: own folder, own socket and loopback port, never as root.

Debian's package `postgresql` is needed; `why_not` says in one sentence what is missing.
"""

from __future__ import annotations

import itertools
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from time import monotonic, sleep
from typing import Self
from urllib.parse import quote

from tests.servers.clawback import free_port
from tests.servers.dovecot import give

ROLE = "clawback"
_START_SECONDS = 30.0
_CONNECTIONS = 60
# A plain test needs no disk: what is lost in a power cut is lost with the test.
_CARELESS = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


class PostgresqlError(Exception):
    """The test's PostgreSQL did not start or stop."""


def why_not() -> str | None:
    """Why a PostgreSQL cannot be had here, or `None` when it can."""
    if _programs() is None:
        return "needs Debian's postgresql"
    if find_spec("psycopg") is None:
        return "needs the Python package psycopg"
    if os.geteuid() == 0 and shutil.which("setpriv") is None:
        return "needs setpriv: PostgreSQL does not run as root"
    return None


@dataclass(slots=True, kw_only=True)
class Postgresql:
    """A running PostgreSQL; `ROLE` may log in to every database on it and make further ones."""

    folder: Path
    port: int
    durable: bool
    password: str
    _process: subprocess.Popen[bytes] | None = field(default=None, repr=False)
    _numbers: Iterator[int] = field(default_factory=itertools.count, repr=False)

    @classmethod
    @contextmanager
    def start(cls, *, durable: bool = False) -> Iterator[Self]:
        """Starts a server and stops it at the end; `durable` ones survive a power cut."""
        folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
        server = cls(
            folder=folder, port=free_port(), durable=durable, password=secrets.token_hex(8)
        )
        try:
            server._prepare()
            server.launch()
            yield server
        finally:
            server.crash()
            shutil.rmtree(folder, ignore_errors=True)

    @contextmanager
    def database(self, template: str = "template0") -> Iterator[str]:
        """A database of its own, copied from another; gives its name, and drops it at the end."""
        name = f"test{next(self._numbers)}"
        self.sql(f"CREATE DATABASE {name} TEMPLATE {template}")
        yield name
        self.sql(f"DROP DATABASE {name} WITH (FORCE)")

    def url(self, name: str) -> str:
        """Its address for Clawback, by way of the UNIX socket."""
        return (
            f"postgresql://{ROLE}@/{name}?host={quote(str(self.folder), safe='')}&port={self.port}"
        )

    def network_url(self, name: str, *, password: str | None = None) -> str:
        """Its address by way of TCP, with the role's password, or another."""
        return f"postgresql://{ROLE}:{password or self.password}@127.0.0.1:{self.port}/{name}"

    def sql(self, statement: str, name: str = "postgres") -> list[tuple[object, ...]]:
        """Runs one statement outside of a transaction; its rows."""
        import psycopg  # noqa: PLC0415 - this file must load where psycopg is missing

        with psycopg.connect(self.url(name), autocommit=True) as connection:
            # A statement of the test's own, so nothing has to be bound.
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    def launch(self) -> None:
        """Starts the processes and waits until a client is let in."""
        with (self.folder / "log").open("ab") as log:
            command = [*_dying_with_us(), self._program("postgres"), "-D", f"{self.folder}/data"]
            self._process = subprocess.Popen(
                command, stdout=log, stderr=log, env=_environment(), start_new_session=True
            )
        self._await_ready()

    def crash(self) -> None:
        """Ends every process at once and writes nothing; the next start recovers from the log."""
        self._end(signal.SIGQUIT)

    def stop(self) -> None:
        """Sends every client away and ends in good order."""
        self._end(signal.SIGINT)

    def restart(self) -> None:
        """Crashes, and starts again at the same address with what was committed."""
        self.crash()
        self.launch()

    def _prepare(self) -> None:
        data, secret = self.folder / "data", self.folder / "password"
        secret.write_text(self.password)
        give(self.folder)
        initdb = [self._program("initdb"), "--no-sync", "--no-locale", "--encoding=UTF8"]
        initdb += ["--auth-local=trust", "--auth-host=scram-sha-256", f"--username={ROLE}"]
        initdb += [f"--pwfile={secret}", "-D", str(data)]
        subprocess.run([*_as_user(), *initdb], check=True, capture_output=True, env=_environment())
        with (data / "postgresql.conf").open("a") as file:
            file.writelines(f"{name} = {value}\n" for name, value in self._settings().items())

    def _settings(self) -> dict[str, str]:
        settings = {
            "listen_addresses": "'127.0.0.1'",
            "port": str(self.port),
            "unix_socket_directories": f"'{self.folder}'",
            "max_connections": str(_CONNECTIONS),
            "shared_buffers": "64MB",
        }
        return settings if self.durable else settings | _CARELESS

    def _program(self, name: str) -> str:
        programs = _programs()
        if programs is None:
            raise PostgresqlError("PostgreSQL is not installed.")
        return str(programs / name)

    def _await_ready(self) -> None:
        import psycopg  # noqa: PLC0415 - as above

        until = monotonic() + _START_SECONDS
        while monotonic() < until:
            if self._process is None or self._process.poll() is not None:
                break
            with suppress(psycopg.OperationalError):
                self.sql("SELECT 1")
                return
            sleep(0.02)
        raise PostgresqlError((self.folder / "log").read_text(errors="replace"))

    def _end(self, how: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(timeout=_START_SECONDS)
            self._process = None


def _programs() -> Path | None:
    """The folder of the newest release that is installed."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return max(found, key=lambda folder: float(folder.parent.name), default=None)


def _as_user() -> list[str]:
    if os.geteuid() != 0:
        return []
    user = pwd.getpwnam("nobody")
    return ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]


def _dying_with_us() -> list[str]:
    """As `_as_user`, and ended by the system when the tests are killed."""
    prefix = _as_user()
    return [*prefix, "--pdeathsig=QUIT"] if prefix else []


def _environment() -> dict[str, str]:
    return {"PATH": "/usr/bin:/bin", "LANG": "C", "TZ": "UTC"}
