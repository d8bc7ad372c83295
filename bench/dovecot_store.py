"""A Dovecot with many full mailboxes, built in seconds, for benchmarks to stand on.

One mailbox is written mail by mail; the others are copies of its files. Every mailbox thus holds
the same mails with the same Message-IDs, UIDs and GUIDs (ids are an account's own affair).
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

from tests.servers.dovecot import Dovecot, MailFormat, give, mailbox_folder

DOMAIN = "bench.test"
WAVE = 250  # mails in a row that share a subject, where a bench does not say otherwise
_WORDS = [
    "invoice",
    "meeting",
    "project",
    "update",
    "report",
    "please",
    "find",
    "attached",
    "the",
    "for",
    "your",
    "review",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """Mailboxes with known mails in their INBOX; mail `n` (from 0) has UID `n + 1` everywhere.

    UIDVALIDITY and the GUIDs by UID are the same in each, as the mailboxes are copies of one.
    """

    server: Dovecot
    accounts: tuple[str, ...]
    mails: int
    wave: int
    uid_validity: int
    guids: dict[int, str]

    def message_id(self, number: int) -> str:
        """The Message-ID of a mail, with its angle brackets."""
        return f"<mail-{number}@sender{number % 17}.test>"

    def raw(self, number: int) -> bytes:
        """A mail as it was written."""
        return make_mail(number, self.wave)

    def subject(self, number: int) -> str:
        """What the subjects of this mail's wave, and no others, begin with."""
        return f"wave {number // self.wave}."

    @property
    def process(self) -> int:
        """The id of Dovecot's master process."""
        running = self.server._process  # noqa: SLF001 - only a bench counts a server's CPU
        return running.pid if running else 0


@contextmanager
def filled(
    *, mailboxes: int, mails: int, mail_format: MailFormat, wave: int = WAVE
) -> Iterator[Store]:
    """A running Dovecot with `mailboxes` accounts, each with `mails` mails of 5.7 KB on average.

    `wave` mails in a row share the beginning of their subject.
    """
    accounts = tuple(f"u{number:03d}" for number in range(mailboxes))
    folder = Path(tempfile.mkdtemp(prefix="db-", dir="/tmp"))
    try:
        with Dovecot.start(
            folder, accounts=accounts, mail_format=mail_format, prime=False
        ) as server:
            _fill_first(server, accounts[0], [make_mail(number, wave) for number in range(mails)])
            _copy_to_others(server, accounts)
            server.prime(accounts)
            _open_all(server)
            yield Store(
                server=server,
                accounts=accounts,
                mails=mails,
                wave=wave,
                uid_validity=_uid_validity(server, accounts[0]),
                guids=_guids(server, accounts[0]),
            )
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def make_mail(number: int, wave: int) -> bytes:
    """Mail `number`: the same bytes each time, 1 to 10 KB."""
    random = Random(number)
    subject = f"wave {number // wave}. {' '.join(random.choices(_WORDS, k=4))}"
    header = (
        f"Return-Path: <news@sender{number % 17}.test>\r\n"
        f"Received: from mx{number % 5}.test (mx.test [192.0.2.{number % 250}]) by m.{DOMAIN};\r\n"
        f"\tMon, 2 Nov 2026 10:{number % 60:02d}:00 +0000\r\n"
        f"Message-ID: <mail-{number}@sender{number % 17}.test>\r\n"
        f"Date: Mon, 2 Nov 2026 10:{number % 60:02d}:{number // 60 % 60:02d} +0000\r\n"
        f'From: "Sender {number}" <news@sender{number % 17}.test>\r\n'
        f"To: someone@{DOMAIN}\r\nSubject: {subject}\r\nMIME-Version: 1.0\r\n"
        "Content-Type: text/plain; charset=utf-8\r\n\r\n"
    )
    lines = [" ".join(random.choices(_WORDS, k=10)) for _ in range(random.randint(8, 150))]
    return (header + "\r\n".join(lines) + "\r\n").encode()


def _fill_first(server: Dovecot, account: str, mails: Sequence[bytes]) -> None:
    source = server.folder / "source"
    for name in ("cur", "new", "tmp"):
        (source / name).mkdir(parents=True)
    for number, raw in enumerate(mails):
        name = f"{1_790_000_000 + number}.M{number}P1.bench:2,S"
        (source / "cur" / name).write_bytes(raw)
    give(source)
    server.doveadm("import", "-u", account, f"maildir:{source}", "", "all")
    shutil.rmtree(source)


def _copy_to_others(server: Dovecot, accounts: tuple[str, ...]) -> None:
    first = mailbox_folder(server, accounts[0])
    for account in accounts[1:]:
        target = mailbox_folder(server, account)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(target, ignore_errors=True)
        subprocess.run(["cp", "-a", str(first), str(target)], check=True)
    give(server.folder / "mail")


def _open_all(server: Dovecot) -> None:
    """Opens every mailbox once, so that no contestant pays for the first look."""
    server.doveadm("search", "-A", "mailbox", "INBOX", "subject", "no such subject")


def _uid_validity(server: Dovecot, account: str) -> int:
    words = server.doveadm("mailbox", "status", "-u", account, "uidvalidity", "INBOX")
    return int(words.rpartition("=")[2])


def _guids(server: Dovecot, account: str) -> dict[int, str]:
    table = server.doveadm(
        "-f", "tab", "fetch", "-u", account, "uid guid", "mailbox", "INBOX", "all"
    )
    rows = (line.split("\t") for line in table.splitlines()[1:])
    return {int(uid): guid for uid, guid in rows}
