"""A mail as its writer thinks of it, before it is bytes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A name with an address, as it stands in From, To or Cc."""

    name: str
    address: str

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """Something attached. `inline` is its Content-ID when the HTML shows it."""

    name: str
    type: str
    data: bytes
    inline: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One mail. `sent` carries the writer's own time zone; `html` may be empty."""

    sender: Mailbox
    to: tuple[Mailbox, ...]
    subject: str
    sent: datetime
    message_id: str
    text: str
    html: str = ""
    cc: tuple[Mailbox, ...] = ()
    reply_to: Mailbox | None = None
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    files: tuple[File, ...] = ()
    agent: str = ""  # X-Mailer
    headers: tuple[tuple[str, str], ...] = ()
    whole_type: str = ""  # `multipart/report; …` for a mail that is one thing in several parts

    def with_files(self, *files: File) -> Draft:
        return replace(self, files=(*self.files, *files))
