"""What the organisation's own mail server adds on the way in: trace headers and a place to lie."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from clawback.demo.mail.render import header_date

GATEWAY = "mx1.tarnbeck.example"
STORE = "mail.tarnbeck.example"


class Folder(StrEnum):
    """Where a copy lies, as Maildir++ names its folders; the inbox has no name."""

    INBOX = ""
    JUNK = ".Junk"
    TRASH = ".Trash"
    SENT = ".Sent"
    ARCHIVE = ".Archive"


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """One mail in one mailbox.

    `account` is the mailbox, `recipient` its address, `addressed` the address the mail was sent to
    when that is another (a list, an alias). `flags` are Maildir letters in order, `seen` says that
    the owner's program has already listed it (`cur`, else `new`). `received` is aware.
    """

    account: str
    recipient: str
    received: datetime
    folder: Folder = Folder.INBOX
    addressed: str = ""
    flags: str = ""
    seen: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """How a mail reached us: the envelope, the host that brought it, and what our filters said.

    `notes` are whole header lines, such as Authentication-Results.
    """

    mail_from: str
    host: str
    ip: str
    queue_id: str
    internal: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One message with all its copies.

    `message` is what its sender handed over, `outside` the recipients it went out to.
    """

    message: bytes
    arrival: Arrival
    copies: tuple[Copy, ...]
    outside: tuple[str, ...] = ()

    @property
    def deliveries(self) -> int:
        """How many rows of the explorer it makes: what its sender kept is not one of them."""
        received = sum(copy.folder is not Folder.SENT for copy in self.copies)
        return received + len(self.outside)

    def bytes_of(self, copy: Copy) -> bytes:
        """The mail as it lies in that copy's mailbox; what its sender keeps has no trace."""
        if copy.folder is Folder.SENT:
            return self.message
        return _trace(self.arrival, copy).encode("ascii") + self.message


def _trace(arrival: Arrival, copy: Copy) -> str:
    """The headers in the order in which servers put them on top (RFC 5321 §4.4)."""
    addressed = copy.addressed or copy.recipient
    handed = header_date(copy.received)
    taken = header_date(copy.received - timedelta(seconds=1))
    protocol = "ESMTPSA" if arrival.internal else "ESMTPS"
    literal = f"IPv6:{arrival.ip}" if ":" in arrival.ip else arrival.ip
    stored = (
        f"Received: from {GATEWAY} ({GATEWAY} [10.20.0.25])\n\tby {STORE} with LMTP "
        f"id {arrival.queue_id.lower()}\n\tfor <{copy.recipient}>; {handed}"
    )
    brought = (
        f"Received: from {arrival.host} ({arrival.host} [{literal}])\n\tby {GATEWAY} (Postfix) "
        f"with {protocol} id {arrival.queue_id}\n\tfor <{addressed}>; {taken}"
    )
    lines = [f"Return-Path: <{arrival.mail_from}>", f"Delivered-To: {copy.recipient}"]
    if addressed != copy.recipient:
        lines.append(f"X-Original-To: {addressed}")
    lines += [stored, *arrival.notes, brought]
    return "\n".join(lines) + "\n"
