"""Mailboxes as their owners see them, for the contract of the mailbox port.

A `House` is one account on one server: the adapter under test, and beside it a way of its own to
put mail in, to look as the owner looks and to do what owners do.
"""

from __future__ import annotations

import imaplib
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from tests.servers.dovecot import Dovecot

from clawback.mailboxes.imap.server import ImapServer
from clawback.mailboxes.maildir.server import MaildirServer
from clawback.mailboxes.memory import MemoryServer
from clawback.mailboxes.port import MailServer
from clawback.mailboxes.settings import ImapSettings, MaildirSettings, Tls

DOMAIN = "house.test"
DATE = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
_LETTERS = {"\\Seen": "S", "\\Flagged": "F", "\\Answered": "R"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A mail as its owner sees it."""

    raw: bytes
    flags: frozenset[str]
    date: datetime


class House(Protocol):
    """One account, seen from both sides."""

    server: MailServer
    account: str
    keywords: bool  # whether mail can carry keywords such as `$Phishing`

    def put(
        self,
        raw: bytes,
        folder: str = "INBOX",
        *,
        flags: frozenset[str] = frozenset(),
        date: datetime = DATE,
    ) -> None:
        """A mail lies in a folder; the folder is made when missing."""

    def seen(self, folder: str = "INBOX") -> list[Seen]:
        """What the owner sees in a folder, in order of arrival; nothing when there is none."""

    def folders(self) -> set[str]:
        """The folders that the owner sees."""

    def owner_moves(self, place: int, folder: str, to: str) -> None:
        """The owner moves the mail at this place (from 0) of a folder."""

    def owner_copies(self, place: int, folder: str, to: str) -> None:
        """The owner copies it."""

    def owner_deletes(self, place: int, folder: str) -> None:
        """The owner deletes it for good."""

    def renumber(self, folder: str) -> None:
        """The folder gets another UIDVALIDITY."""


class MemoryHouse:
    """An account in memory; the owner sees all but the hidden folder."""

    keywords = True

    def __init__(self) -> None:
        self.memory = MemoryServer("memory", (DOMAIN,))
        self.server: MailServer = self.memory
        self.account = f"owner@{DOMAIN}"
        self.memory.add_account(self.account)

    def put(self, raw, folder="INBOX", *, flags=frozenset(), date=DATE) -> None:
        self.memory.deliver(self.account, raw, folder=folder, flags=flags, internal_date=date)

    def seen(self, folder="INBOX") -> list[Seen]:
        place = self.memory.folders(self.account).get(folder)
        if place is None or folder == "Recoverable":
            return []
        return [
            Seen(raw=mail.raw, flags=mail.flags, date=mail.internal_date)
            for mail in place.mails.values()
        ]

    def folders(self) -> set[str]:
        return set(self.memory.folders(self.account)) - {"Recoverable"}

    def owner_moves(self, place, folder, to) -> None:
        self.owner_copies(place, folder, to)
        self.owner_deletes(place, folder)

    def owner_copies(self, place, folder, to) -> None:
        mail = self.seen(folder)[place]
        self.put(mail.raw, to, flags=mail.flags, date=mail.date)

    def owner_deletes(self, place, folder) -> None:
        mails = self.memory.folders(self.account)[folder].mails
        del mails[sorted(mails)[place]]

    def renumber(self, folder) -> None:
        self.memory.renumber(self.account, folder)


class MaildirHouse:
    """An account that is a Maildir; the owner sees what lies below it."""

    keywords = False

    def __init__(self, root: Path) -> None:
        self.account = f"owner@{DOMAIN}"
        self.maildir = root / DOMAIN / "owner" / "Maildir"
        for name in ("cur", "new", "tmp"):
            (self.maildir / name).mkdir(parents=True)
        self.server: MailServer = MaildirServer(
            MaildirSettings(
                name="files", domains=(DOMAIN,), path=f"{root}/{{domain}}/{{local}}/Maildir"
            )
        )
        self._count = 0

    def put(self, raw, folder="INBOX", *, flags=frozenset(), date=DATE) -> None:
        place = self._directory(folder)
        for name in ("cur", "new", "tmp"):
            (place / name).mkdir(parents=True, exist_ok=True)
        self._count += 1
        letters = "".join(sorted(_LETTERS[flag] for flag in flags))
        path = place / "cur" / f"{1_700_000_000 + self._count}.M{self._count}P1.host:2,{letters}"
        path.write_bytes(raw)
        os.utime(path, (date.timestamp(), date.timestamp()))

    def seen(self, folder="INBOX") -> list[Seen]:
        names = {letter: flag for flag, letter in _LETTERS.items()}
        return [
            Seen(
                raw=path.read_bytes(),
                flags=frozenset(names[letter] for letter in path.name.partition(":2,")[2]),
                date=datetime.fromtimestamp(path.stat().st_mtime, UTC),
            )
            for path in self._files(folder)
        ]

    def folders(self) -> set[str]:
        names = (path.name for path in self.maildir.iterdir() if path.name.startswith("."))
        return {"INBOX", *(name[1:].replace(".", "/") for name in names)}

    def owner_moves(self, place, folder, to) -> None:
        path = self._files(folder)[place]
        target = self._directory(to) / "cur"
        target.mkdir(parents=True, exist_ok=True)
        (target.parent / "new").mkdir(exist_ok=True)
        path.rename(target / path.name)

    def owner_copies(self, place, folder, to) -> None:
        mail = self.seen(folder)[place]
        self.put(mail.raw, to, flags=mail.flags, date=mail.date)

    def owner_deletes(self, place, folder) -> None:
        self._files(folder)[place].unlink()

    def renumber(self, folder) -> None:
        names = (path.name.partition(":")[0] for path in self._files(folder))
        lines = "".join(f"{uid} :{name}\n" for uid, name in enumerate(names, start=1))
        text = f"3 V{int(time.time())} N99 Gabc\n{lines}"
        (self._directory(folder) / "dovecot-uidlist").write_text(text)

    def _directory(self, folder: str) -> Path:
        if folder == "INBOX":
            return self.maildir
        return self.maildir / f".{folder.replace('/', '.')}"

    def _files(self, folder: str) -> list[Path]:
        place = self._directory(folder)
        return sorted([*place.glob("cur/*"), *place.glob("new/*")], key=lambda path: path.name)


class DovecotHouse:
    """An account on a real Dovecot; the owner has an IMAP connection of his own."""

    keywords = True

    def __init__(self, dovecot: Dovecot, account: str) -> None:
        self.dovecot = dovecot
        self.account = account
        self.server: MailServer = ImapServer(imap_settings(dovecot))
        dovecot.prime([account])

    def put(self, raw, folder="INBOX", *, flags=frozenset(), date=DATE) -> None:
        with self._owner() as owner:
            owner.create(_quoted(folder))
            words = f"({' '.join(sorted(flags))})"
            moment = date.strftime('"%d-%b-%Y %H:%M:%S +0000"')
            _ok(owner.append(_quoted(folder), words, moment, raw))

    def seen(self, folder="INBOX") -> list[Seen]:
        with self._owner() as owner:
            if owner.select(_quoted(folder), readonly=True)[0] != "OK":
                return []
            _, found = owner.uid("FETCH", "1:*", "(UID FLAGS INTERNALDATE BODY.PEEK[])")
        return [_seen(item) for item in found if isinstance(item, tuple)]

    def folders(self) -> set[str]:
        with self._owner() as owner:
            _, lines = owner.list()
        found = (line for line in lines if isinstance(line, bytes))
        return {re.sub(rb'.* "/" "?|"$', b"", line).decode() for line in found}

    def owner_moves(self, place, folder, to) -> None:
        with self._owner() as owner:
            owner.create(_quoted(to))
            uid = _uid(owner, folder, place)
            _ok(owner.uid("MOVE", uid, _quoted(to)))

    def owner_copies(self, place, folder, to) -> None:
        with self._owner() as owner:
            owner.create(_quoted(to))
            uid = _uid(owner, folder, place)
            _ok(owner.uid("COPY", uid, _quoted(to)))

    def owner_deletes(self, place, folder) -> None:
        with self._owner() as owner:
            uid = _uid(owner, folder, place)
            _ok(owner.uid("STORE", uid, "+FLAGS.SILENT", "(\\Deleted)"))
            _ok(owner.uid("EXPUNGE", uid))

    def renumber(self, folder) -> None:
        validity = str(int(time.time()) + 1_000_000)
        self.dovecot.doveadm(
            "mailbox", "update", "-u", self.account, "--uid-validity", validity, folder
        )

    @contextmanager
    def _owner(self) -> Iterator[imaplib.IMAP4]:
        with imaplib.IMAP4(self.dovecot.host, self.dovecot.imap_port) as owner:
            owner.login(self.account, self.dovecot.users[self.account])
            yield owner


def imap_settings(dovecot: Dovecot, **changes) -> ImapSettings:
    """The settings for a test's Dovecot."""
    given = {
        "name": "dovecot",
        "domains": (DOMAIN,),
        "host": dovecot.host,
        "port": dovecot.imap_port,
        "tls": Tls.NONE,
        "master_user": dovecot.master,
        "master_password": dovecot.master_secret,
        "user": "{local}",
    }
    return ImapSettings.model_validate(given | changes)


def _quoted(folder: str) -> str:
    return f'"{folder}"'


def _ok(answer) -> None:
    assert answer[0] == "OK", answer


def _uid(owner: imaplib.IMAP4, folder: str, place: int) -> str:
    _ok(owner.select(_quoted(folder)))
    _, found = owner.uid("SEARCH", "ALL")
    return str(found[0].split()[place].decode())


def _seen(item) -> Seen:
    about, raw = item
    flags = _part(rb"FLAGS \(([^)]*)\)", about).split()
    date = _part(rb'INTERNALDATE "([^"]+)"', about)
    return Seen(
        raw=raw,
        flags=frozenset(flags) - {"\\Recent"},
        date=datetime.strptime(date.strip(), "%d-%b-%Y %H:%M:%S %z"),
    )


def _part(pattern: bytes, about: bytes) -> str:
    found = re.search(pattern, about)
    assert found, about
    return found[1].decode()
