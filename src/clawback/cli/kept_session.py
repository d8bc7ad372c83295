"""The session of whoever signed in on this machine, kept in a file that nobody else can read."""

from __future__ import annotations

import json
import os
import re
import stat
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from clawback.model.errors import BadInputError

_FOLDER = Path("clawback") / "sessions"
_ODD = re.compile(r"[^a-z0-9.-]+")
_LARGEST = 4096  # bytes


class SessionFileError(BadInputError):
    """A session file cannot be used."""

    code = "session_file"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptSession:
    """Who is signed in where; `cookie` is what opens it, as `name=value`."""

    url: str
    login: str
    cookie: str = field(repr=False)


def place_of(origin: str) -> Path:
    """Where the session at one site is kept, after the XDG Base Directory Specification."""
    return _folder() / f"{_ODD.sub('_', origin.lower())}.json"


def every() -> Iterator[Path]:
    """All files of sessions at the usual place."""
    folder = _folder()
    yield from sorted(folder.glob("*.json")) if folder.is_dir() else ()


def read(file: Path) -> KeptSession | None:
    """The session in a file; `None` when there is none.

    Raises:
        SessionFileError: others could have read it, or it holds something else.
    """
    try:
        handle = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise SessionFileError(f"The session in {file} cannot be read: {error.strerror}.") from None
    try:
        _require_private(file, os.fstat(handle))
        return _session(file, os.read(handle, _LARGEST))
    finally:
        os.close(handle)


def write(file: Path, session: KeptSession) -> None:
    """Keeps a session, readable for its owner alone, in place of what was there.

    Raises:
        SessionFileError: it cannot be written there.
    """
    document = {"url": session.url, "login": session.login, "cookie": session.cookie}
    fresh = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh.unlink(missing_ok=True)
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as opened:
            json.dump(document, opened)
        fresh.replace(file)
    except OSError as error:
        with suppress(OSError):
            fresh.unlink()
        raise SessionFileError(f"The session cannot be kept in {file}: {error.strerror}.") from None


def forget(file: Path, cookie: str | None = None) -> None:
    """Removes a session; with `cookie`, only if that is still the one, as others may renew it."""
    if cookie is not None:
        kept = read(file)
        if kept is None or kept.cookie != cookie:
            return
    file.unlink(missing_ok=True)


def _folder() -> Path:
    state = os.environ.get("XDG_STATE_HOME", "")
    home = Path(state) if state.startswith("/") else Path.home() / ".local" / "state"
    return home / _FOLDER


def _require_private(file: Path, found: os.stat_result) -> None:
    if not stat.S_ISREG(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o077:
        raise SessionFileError(
            f"{file} could be read by others, so the session in it is not used. Remove the file "
            "and sign in again with: clawback login"
        )


def _session(file: Path, content: bytes) -> KeptSession:
    try:
        document = json.loads(content)
        return KeptSession(
            url=str(document["url"]), login=str(document["login"]), cookie=str(document["cookie"])
        )
    except (ValueError, KeyError, TypeError):
        raise SessionFileError(
            f"{file} holds no session. Remove the file and sign in again with: clawback login"
        ) from None
