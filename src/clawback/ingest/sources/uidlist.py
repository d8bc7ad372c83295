"""Dovecot's list of which UID a Maildir's file has (`dovecot-uidlist`, versions 1 and 3)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from clawback.ingest.sources.files import UnreadableError, regular_file

_VERSION_1 = re.compile(r"1 (\d{1,10}) \d{1,10}")
_VERSION_3 = re.compile(r"3(?: [A-Z]\S*)*? V(\d{1,10})(?: [A-Z]\S*)*")
_LINE_1 = re.compile(r"(\d{1,10}) (.+)")
_LINE_3 = re.compile(r"(\d{1,10})((?: [A-Z]\S*)*) :(.+)")
_GUID = re.compile(r" G(\S+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A mail's UID, and its GUID where that is not the file's name."""

    uid: int
    guid: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UidList:
    """UIDVALIDITY of a folder, and its mails by unique name."""

    validity: int = 0
    mails: Mapping[str, Listed] = field(default_factory=dict)


NOBODY = Listed(uid=0)


def read_uidlist(path: Path) -> UidList:
    """What the file tells; nothing when it is missing or not understood."""
    try:
        with regular_file(path) as (file, _):
            lines = file.read().decode("utf-8", "surrogateescape").splitlines()
    except (OSError, UnreadableError):
        return UidList()
    if not lines:
        return UidList()
    if first := _VERSION_3.fullmatch(lines[0]):
        return UidList(validity=int(first.group(1)), mails=_version_3(lines[1:]))
    if first := _VERSION_1.fullmatch(lines[0]):
        return UidList(validity=int(first.group(1)), mails=_version_1(lines[1:]))
    return UidList()


def _version_1(lines: list[str]) -> dict[str, Listed]:
    found = (_LINE_1.fullmatch(line) for line in lines)
    return {_unique(one.group(2)): Listed(uid=int(one.group(1))) for one in found if one}


def _version_3(lines: list[str]) -> dict[str, Listed]:
    mails = {}
    for line in lines:
        if one := _LINE_3.fullmatch(line):
            guid = _GUID.search(one.group(2))
            mails[_unique(one.group(3))] = Listed(
                uid=int(one.group(1)), guid=guid.group(1) if guid else ""
            )
    return mails


def _unique(file_name: str) -> str:
    return file_name.partition(":")[0]
