"""Which server a command talks to."""

from __future__ import annotations

import fcntl
import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from clawback.cli import kept_session, proof
from clawback.cli.failure import UsageError
from clawback.cli.kept_session import KeptSession
from clawback.client.client import Client
from clawback.client.credential import SessionCookie
from clawback.client.transport import Transport, origin_of
from clawback.model.errors import UnavailableError

ADDRESS_FILE = "http.address"
LOCK_FILE = "clawback.lock"
TOKEN_FILE = "admin.token"  # noqa: S105 - a file's name


class NoServerError(UnavailableError):
    """No server runs on this data folder."""

    code = "no_server"


@Parameter(name="*")
@dataclass(frozen=True, slots=True)
class Where:
    """Which server; the same for every command that talks to one.

    Attributes:
        data: The data folder of a server on this machine.
        url: The address of a server anywhere; sign in there, or have a token in CLAWBACK_TOKEN.
        session: The file of a session that `clawback login --session` keeps elsewhere than usual.
    """

    data: Annotated[Path | None, Parameter(env_var="CLAWBACK_DATA", group="Server")] = None
    url: Annotated[str | None, Parameter(env_var="CLAWBACK_URL", group="Server")] = None
    session: Annotated[Path | None, Parameter(env_var="CLAWBACK_SESSION", group="Server")] = None

    def connect(self) -> Client:
        """A connection to that server, as whoever signed in, or with a token.

        The session of a named file comes first, then CLAWBACK_TOKEN (not with a data folder), then
        the session that is kept for the server, then the data folder's own token.

        Raises:
            NoServerError: no server runs on the data folder.
            UsageError: no server is named, or nobody is signed in and there is no token.
            SessionFileError: a session is there and cannot be used.
        """
        url, file = self.address(), self.file()
        token = os.environ.get("CLAWBACK_TOKEN") if self.data is None else None
        if token and self.session is None:
            return Client.at(url, token)
        kept = kept_session.read(file)
        if kept is not None:
            return signed_in(kept, file)
        if self.session is None and self.data is not None:
            return Client.at(url, _token(self.data))
        raise UsageError(
            f"Nobody is signed in at {url}. Sign in with clawback login, or set CLAWBACK_TOKEN to "
            "an API token."
        )

    def address(self) -> str:
        """Where the server is; raises as `connect` does."""
        if self.data is not None:
            return _address(self.data)
        url = self.url or self._signed_in_at()
        if url is None:
            raise UsageError(
                "Which server? Name its data folder with --data or CLAWBACK_DATA, or its address "
                "with --url or CLAWBACK_URL, and sign in with clawback login or set CLAWBACK_TOKEN."
            )
        return url

    def file(self) -> Path:
        """Where the session at this server is kept."""
        return self.session or kept_session.place_of(origin_of(self.address()))

    def _signed_in_at(self) -> str | None:
        """The one server at which somebody is signed in."""
        files = [self.session] if self.session else list(kept_session.every())
        kept = kept_session.read(files[0]) if len(files) == 1 else None
        return None if kept is None else kept.url


ANYWHERE = Where()


def signed_in(kept: KeptSession, file: Path) -> Client:
    """A connection with a kept session, which is kept anew whenever the server renews it."""
    shown = kept.cookie

    def changed(cookie: str) -> None:
        nonlocal shown
        if cookie:
            kept_session.write(file, replace(kept, cookie=cookie))
        else:
            kept_session.forget(file, shown)
        shown = cookie

    session = SessionCookie(origin_of(kept.url), kept.cookie, changed)
    return Client(Transport(kept.url, session, prove=proof.prove))


def _address(folder: Path) -> str:
    try:
        address = (folder / ADDRESS_FILE).read_text(encoding="utf-8").strip()
        held = _held(folder / LOCK_FILE)
    except FileNotFoundError:
        held = False
        address = ""
    except OSError as error:
        raise NoServerError(f"{folder} cannot be read: {error.strerror}.") from error
    if not held:
        raise NoServerError(
            f"No server runs on {folder}. Start one with: clawback serve --data {folder}"
        )
    return address


def _held(lock: Path) -> bool:
    """Whether a server holds its folder.

    The address that a killed server left behind may be somebody else's by now, who must not be
    sent the token.
    """
    with lock.open("rb") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def _token(folder: Path) -> str:
    try:
        return (folder / TOKEN_FILE).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise NoServerError(
            f"The administrator's token in {folder / TOKEN_FILE} cannot be read: "
            f"{error.strerror}. Sign in with clawback login, or use CLAWBACK_URL and "
            "CLAWBACK_TOKEN with a token of your own."
        ) from error
