"""What a Maildir's names say: unique part, flags, folders, Dovecot's list of UIDs."""

from __future__ import annotations

import os
import re
import socket
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from secrets import token_hex

from clawback.mailboxes.encoding import folder_bytes, folder_name

_FLAGS = {
    "D": "\\Draft",
    "F": "\\Flagged",
    "P": "$Forwarded",
    "R": "\\Answered",
    "S": "\\Seen",
    "T": "\\Deleted",
}
_LETTERS = {flag.lower(): letter for letter, flag in _FLAGS.items()}
_INFO = ":2,"
_UIDLIST_HEADER = re.compile(rb"3 V(\d+) ")
_UIDLIST_LINE = re.compile(rb"(\d+) (?:[A-Z][^ ]* )*:(.+)")


def unique_part(name: str) -> str:
    """What names a mail whatever its flags are, and wherever in the account it lies."""
    return name.partition(":")[0]


def flags_of(name: str) -> frozenset[str]:
    """System flags of a file name; letters a to z are a folder's own keywords and are left out."""
    _, _, letters = name.partition(_INFO)
    return frozenset(_FLAGS[letter] for letter in letters if letter in _FLAGS)


def new_name(flags: Iterable[str], size: int) -> str:
    """A name nobody has used, with these flags; keywords have no letter of their own."""
    now = time.time_ns()
    host = socket.gethostname().replace("/", "\\057").replace(":", "\\072")
    letters = sorted({_LETTERS[flag.lower()] for flag in flags if flag.lower() in _LETTERS})
    unique = f"{now // 10**9}.M{now // 1000 % 10**6}P{os.getpid()}R{token_hex(8)}.{host}"
    return f"{unique},S={size}{_INFO}{''.join(letters)}"


def folder_of(directory: str) -> str | None:
    """The folder behind a Maildir++ directory such as `.Archive.2026`; `None` for none."""
    parts = directory.removeprefix(".").split(".")
    if not directory.startswith(".") or not all(parts):
        return None
    return folder_name("/".join(parts).encode("utf-8", "surrogateescape"))


def directory_of(folder: str) -> str | None:
    """The Maildir++ directory of a folder's name; `None` when no directory can be called so."""
    parts = folder_bytes(folder).decode("ascii").split("/")
    if not all(parts) or any("." in part or "\0" in part for part in parts):
        return None
    return "." + ".".join(parts)


@dataclass(frozen=True, slots=True)
class Uids:
    """Dovecot's `dovecot-uidlist`: UIDVALIDITY and UIDs by unique part. Empty without the file."""

    uid_validity: int = 0
    uids: dict[str, int] = field(default_factory=dict)


def read_uids(text: bytes) -> Uids:
    """Reads a `dovecot-uidlist`, version 3; anything else tells nothing."""
    header, *lines = text.split(b"\n")
    found = _UIDLIST_HEADER.match(header + b" ")
    if not found:
        return Uids()
    uids: dict[str, int] = {}
    for line in lines:
        if entry := _UIDLIST_LINE.match(line):
            uids[unique_part(os.fsdecode(entry[2]))] = int(entry[1])
    return Uids(int(found[1]), uids)
