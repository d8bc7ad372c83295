"""Writes mail into real Maildirs, as a mail server would have left them."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import UTC
from pathlib import Path

from clawback.demo.mail.envelope import STORE, Copy, Folder, Mail
from clawback.demo.organisation import DOMAIN

_PARTS = ("cur", "new", "tmp")


def make_maildirs(folder: Path, accounts: Iterable[str]) -> None:
    """Empty Maildirs with their sub-folders (Maildir++): `folder/<domain>/<account>/Maildir`."""
    for account in accounts:
        for place in Folder:
            inside = maildir(folder, account) / place
            for part in _PARTS:
                (inside / part).mkdir(parents=True)
            if place:
                (inside / "maildirfolder").touch()


def maildir(folder: Path, account: str) -> Path:
    """Where an account's Maildir is."""
    return folder / DOMAIN / account / "Maildir"


class Delivery:
    """Puts mails into the Maildirs below a folder; file names count up, so that each is unique."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._count = 0

    def put(self, mail: Mail) -> None:
        """Writes every copy of a mail."""
        for copy in mail.copies:
            self._count += 1
            self._write(copy, mail.bytes_of(copy))

    def _write(self, copy: Copy, raw: bytes) -> None:
        moment = copy.received.astimezone(UTC).timestamp()
        unique = f"{int(moment)}.M{self._count:06d}P2525.{STORE},S={len(raw)}"
        name = f"{unique}:2,{copy.flags}" if copy.seen else unique
        part = "cur" if copy.seen else "new"
        path = maildir(self._folder, copy.account) / copy.folder / part / name
        path.write_bytes(raw)
        os.utime(path, (moment, moment))
