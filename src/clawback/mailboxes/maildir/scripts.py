"""The rules that lie in an account's home, as Dovecot and Postfix find them there.

Owners may write there, so no link is followed but the one by which Dovecot marks the active script,
and that only to a script of the same home.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from clawback.mailboxes.maildir.tree import opened
from clawback.mailboxes.port import MailboxMissingError, RefusedError
from clawback.mailboxes.rules.port import LONGEST, Language, Script

_ACTIVE = ".dovecot.sieve"
_FOLDER, _SUFFIX = "sieve", ".sieve"
_FORWARD = ".forward"
_MOST = 100  # scripts
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


def scripts_in(trusted: Path, parts: tuple[str, ...]) -> tuple[Script, ...]:
    """The scripts of the home below a trusted folder.

    Raises:
        MailboxMissingError: there is no such home.
        RefusedError: what is there cannot be read.
    """
    try:
        with opened(trusted, parts) as home:
            return tuple(_scripts(home))
    except (FileNotFoundError, NotADirectoryError) as error:
        raise MailboxMissingError("The account has no home.") from error
    except OSError as error:
        raise RefusedError(f"The account's rules cannot be read: {error.strerror}.") from error


def _scripts(home: int) -> Iterator[Script]:
    active = _link(home)
    if active == "":
        yield from _script(home, _ACTIVE, _ACTIVE, active=True)
    for name in _names(home):
        title = name.removesuffix(_SUFFIX)
        with _folder(home) as folder:
            yield from _script(folder, name, title, active=name == active)
    for one in _script(home, _FORWARD, _FORWARD, active=True):
        yield Script(name=one.name, language=Language.FORWARD, active=True, text=one.text)


def _link(home: int) -> str | None:
    """The file that is active: empty for one in the home itself, `None` where there is none.

    Raises:
        RefusedError: the link leads elsewhere than to a script of this home.
    """
    try:
        target = PurePosixPath(os.readlink(_ACTIVE, dir_fd=home))
    except FileNotFoundError:
        return None
    except OSError as error:
        if error.errno == errno.EINVAL:  # no link
            return ""
        raise
    *folder, name = target.parts
    if folder != [_FOLDER] or name == "..":
        raise RefusedError("The active script is a link that leads out of the account's scripts.")
    return name


def _names(home: int) -> list[str]:
    try:
        with _folder(home) as folder:
            found = os.listdir(folder)  # noqa: PTH208 - a descriptor, not a path
    except (FileNotFoundError, NotADirectoryError):
        return []
    return sorted(one for one in found if one.endswith(_SUFFIX))[:_MOST]


@contextmanager
def _folder(home: int) -> Iterator[int]:
    held = os.open(
        _FOLDER, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=home
    )
    try:
        yield held
    finally:
        os.close(held)


def _script(folder: int, name: str, title: str, *, active: bool) -> Iterator[Script]:
    """The script in this file, where it is one."""
    try:
        held = os.open(name, _FILE, dir_fd=folder)
    except FileNotFoundError:
        return
    with os.fdopen(held, "rb") as file:
        if not stat.S_ISREG(os.fstat(held).st_mode):
            return
        data = file.read(LONGEST + 1)
    if len(data) > LONGEST:
        raise RefusedError(f"The script {title!r} is longer than {LONGEST:,} bytes.")
    yield Script(
        name=title, language=Language.SIEVE, active=active, text=data.decode("utf-8", "replace")
    )
