"""A mailbox as its owner sees it: plain IMAP with the owner's own password."""

from __future__ import annotations

import imaplib
import re
from dataclasses import dataclass
from typing import Self

from clawback.model.fingerprint import header_fingerprint

_LIST = re.compile(rb'\((?P<flags>[^)]*)\) "?[^" ]*"? (?P<name>.+)')
_FETCH = re.compile(
    rb'UID (?P<uid>\d+).*FLAGS \((?P<flags>[^)]*)\).*INTERNALDATE "(?P<date>[^"]+)"', re.DOTALL
)
_ITEMS = "(UID FLAGS INTERNALDATE BODY.PEEK[HEADER.FIELDS (MESSAGE-ID DATE FROM SUBJECT)])"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Seen:
    """One mail as its owner sees it."""

    folder: str
    fingerprint: str
    flags: tuple[str, ...]
    date: str
    uid: str


class Owner:
    """One connection; `with` closes it."""

    def __init__(self, host: str, port: int, user: str, password: str) -> None:
        self._imap = imaplib.IMAP4(host, port)
        self._imap.login(user, password)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._imap.logout()

    def folders(self) -> list[str]:
        """Every folder that LIST shows and that can be opened."""
        _, lines = self._imap.list()
        matches = [_LIST.match(line) for line in lines if isinstance(line, bytes)]
        return [
            match["name"].decode().strip('"')
            for match in matches
            if match and b"\\Noselect" not in match["flags"]
        ]

    def mails(self) -> list[Seen]:
        """Every mail in every folder."""
        return sorted(mail for folder in self.folders() for mail in self._in(folder))

    def flag(self, folder: str, uid: str, *flags: str) -> None:
        """Sets flags on one mail."""
        self._imap.select(f'"{folder}"')
        self._imap.uid("STORE", uid, "+FLAGS.SILENT", f"({' '.join(flags)})")

    def may_open(self, folder: str) -> bool:
        """Whether the owner can open a folder by naming it."""
        status, _ = self._imap.select(f'"{folder}"', readonly=True)
        return status == "OK"

    def _in(self, folder: str) -> list[Seen]:
        status, count = self._imap.select(f'"{folder}"', readonly=True)
        if status != "OK" or not int(count[0] or 0):
            return []
        _, parts = self._imap.uid("FETCH", "1:*", _ITEMS)
        return [_seen(folder, part) for part in parts if isinstance(part, tuple)]


def _seen(folder: str, part: tuple[bytes, bytes]) -> Seen:
    match = _FETCH.search(part[0])
    if match is None:
        raise AssertionError(f"unexpected FETCH answer: {part[0]!r}")
    flags = [flag for flag in match["flags"].decode().split() if flag != "\\Recent"]
    return Seen(
        folder=folder,
        fingerprint=header_fingerprint(part[1]),
        flags=tuple(sorted(flags)),
        date=match["date"].decode(),
        uid=match["uid"].decode(),
    )
