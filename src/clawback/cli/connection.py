"""Which server a command talks to."""

from __future__ import annotations

import fcntl
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from clawback.cli.failure import UsageError
from clawback.client.client import Client
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
        url: The address of a server anywhere; the token is in CLAWBACK_TOKEN.
    """

    data: Annotated[Path | None, Parameter(env_var="CLAWBACK_DATA", group="Server")] = None
    url: Annotated[str | None, Parameter(env_var="CLAWBACK_URL", group="Server")] = None

    def connect(self) -> Client:
        """A connection to that server.

        Raises:
            NoServerError: no server runs on the data folder.
            UsageError: neither a folder nor an address with a token is given.
        """
        if self.data is not None:
            return _on_folder(self.data)
        token = os.environ.get("CLAWBACK_TOKEN")
        if not self.url or not token:
            raise UsageError(
                "Which server? Name its data folder with --data or CLAWBACK_DATA, "
                "or set CLAWBACK_URL and CLAWBACK_TOKEN."
            )
        return Client.at(self.url, token)


ANYWHERE = Where()


def _on_folder(folder: Path) -> Client:
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
    return Client.at(address, _token(folder))


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
            f"{error.strerror}. Use CLAWBACK_URL and CLAWBACK_TOKEN with a token of your own."
        ) from error
