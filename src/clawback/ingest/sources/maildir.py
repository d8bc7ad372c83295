"""Mailboxes as folders of files: Maildir, with sub-folders as Maildir++ or as plain folders."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from clawback.ingest.folder_kind import kind_of, location_of
from clawback.ingest.intake import Envelope, Intake
from clawback.ingest.sources.arrival import received_at
from clawback.ingest.sources.files import Content, UnreadableError, whole_file
from clawback.ingest.sources.port import IMPORT, Found, Hints, Item, Skipped
from clawback.ingest.sources.uidlist import NOBODY, UidList, read_uidlist
from clawback.mailboxes.encoding import folder_name
from clawback.model.folding import fold
from clawback.model.location import MailboxRef

_BOXES = ("new", "cur")
_ADDRESS = re.compile(r"[^\s@/]+@[^\s@/]+\.[^\s@/]+")
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]+", re.IGNORECASE)
_INNER = {"maildir", ".maildir", "mail", "mdbox", "sdbox", "inbox"}


@dataclass(frozen=True, slots=True, kw_only=True)
class MaildirFolder:
    """One folder of one mailbox: its place on disk, and its name as IMAP gives it."""

    path: Path
    root: Path

    @property
    def name(self) -> str:
        if self.path == self.root:
            return "INBOX"
        parts = self.path.relative_to(self.root).parts
        plus = [piece for part in parts for piece in _pieces(part)]
        return folder_name("/".join(plus).encode("utf-8", "surrogateescape"))

    def sizes(self) -> Iterator[int]:
        """The bytes of each mail."""
        for path in self._files().values():
            try:
                yield os.lstat(path).st_size
            except FileNotFoundError:
                continue

    def items(self, hints: Hints) -> Iterator[Item]:
        """Every mail of the folder. Drafts were sent to nobody and are passed over."""
        kind = kind_of(self.name)
        uids = read_uidlist(self.path / "dovecot-uidlist")
        recipient = hints.recipient or recipient_of(self.root)
        files = self._files()
        for name in sorted(files):
            try:
                content = self._content(name, files)
            except UnreadableError as error:
                yield Skipped(path=files[name], reason=str(error))
                continue
            size = len(content.raw)
            if kind == "drafts" or "D" in _flags(files[name]):
                yield Skipped(path=files[name], reason="it is a draft", size=size)
                continue
            ref = self._ref(name, uids, recipient, hints)
            envelope = self._envelope(content, ref)
            if envelope.mailbox:  # its recipient's copy, not its sender's
                envelope = replace(envelope, read=_is_read(files[name]))
            yield Found(intake=Intake(raw=content.raw, envelope=envelope), size=size)

    def _files(self) -> dict[str, str]:
        """Each mail's file by its unique name; the mail server may rename it at any time."""
        return {
            unique_name(entry.name): entry.path
            for box in _BOXES
            if (self.path / box).is_dir()
            for entry in os.scandir(self.path / box)
            if not entry.name.startswith(".")
        }

    def _content(self, name: str, files: dict[str, str]) -> Content:
        try:
            return whole_file(files[name])
        except FileNotFoundError:
            moved = self._files()
        try:
            return whole_file(moved.get(name, files[name]))
        except FileNotFoundError:
            raise UnreadableError("it was moved or deleted meanwhile") from None

    def _ref(self, name: str, uids: UidList, recipient: str, hints: Hints) -> MailboxRef | None:
        if not recipient:
            return None
        listed = uids.mails.get(name, NOBODY)
        return MailboxRef(
            server=hints.server,
            account=fold(recipient),
            folder=self.name,
            uid_validity=uids.validity if listed.uid else 0,
            uid=listed.uid,
            guid=listed.guid or name,
        )

    def _envelope(self, content: Content, ref: MailboxRef | None) -> Envelope:
        arrived = received_at(content.raw, content.changed_at)
        if kind_of(self.name) == "sent":  # its owner's copy of what others received
            owner = ref.account if ref else None
            return Envelope(received_at=arrived, source=IMPORT, mail_from=owner)
        return Envelope(
            received_at=arrived,
            source=IMPORT,
            recipients=(ref.account,) if ref else (),
            mailbox=ref,
            location=location_of(self.name),
        )


def unique_name(file_name: str) -> str:
    """What names a mail for as long as it is in the mailbox: the file name without its flags."""
    return file_name.partition(":")[0]


def recipient_of(root: Path) -> str:
    """Whose mailbox lies there, by its path; empty when the path does not tell.

    `…/anna@example.org/Maildir` and `…/example.org/anna/Maildir` both are Anna's.
    """
    parts = [part for part in root.parts if part.lower() not in _INNER]
    for part in reversed(parts):
        if _ADDRESS.fullmatch(part):
            return part
    domain, person = parts[-2:] if len(parts) > 1 else ("", "")
    if _DOMAIN.fullmatch(domain) and not person.startswith("."):
        return f"{person}@{domain}"
    return ""


def _pieces(part: str) -> list[str]:
    return part[1:].split(".") if part.startswith(".") else [part]


def _is_read(path: str) -> bool:
    """Whether a mail program has shown it (the flag `S`); mail that is new has not been seen."""
    return "S" in _flags(path)


def _flags(path: str) -> str:
    return path.rpartition(os.sep)[2].partition(":2,")[2]
