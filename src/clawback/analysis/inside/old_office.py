"""Documents of the formats before ZIP: macros, locks, and links by looking at the bytes.

The directory of an OLE file ([MS-CFB] §2.6.1) keeps names as UTF-16 in entries that no sector
divides, so that a name which is there can be seen without walking the file's chains.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from clawback.analysis.inside.budget import Budget
from clawback.analysis.inside.finds import Find, Mark, Text
from clawback.analysis.inside.passwords import Passwords
from clawback.model.attachment import FileMark

_MACROS = ("_VBA_PROJECT".encode("utf-16-le"), "Macros".encode("utf-16-le") + b"\0\0")
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_NARROW = re.compile(rb"https?://[\x21-\x7e\x80-\xff]{1,8192}", re.IGNORECASE)
_WIDE = re.compile(rb"h\0t\0t\0p\0(?:s\0)?:\0/\0/\0(?:[\x21-\x7e]\0){1,4096}", re.IGNORECASE)


def old_office_finds(content: bytes, _budget: Budget, _passwords: Passwords) -> Iterator[Find]:
    """Marks, and every address that stands in the bytes, as ASCII or as UTF-16."""
    if any(name in content for name in _MACROS):
        yield Mark(mark=FileMark.MACROS)
    if _LOCKED in content:
        yield Mark(mark=FileMark.ENCRYPTED)
    for found in _NARROW.finditer(content):
        yield Text(text=found[0].decode("latin-1"), weak=True)
    for found in _WIDE.finditer(content):
        yield Text(text=found[0].decode("utf-16-le", "replace"), weak=True)
