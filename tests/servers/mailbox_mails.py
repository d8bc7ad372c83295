"""Mails for the mailbox contract, and what Clawback knows of them."""

from __future__ import annotations

from dataclasses import replace

from clawback.mailboxes.port import Copy, Session, Wanted
from clawback.model.fingerprint import header_fingerprint, network_message_id
from clawback.model.location import MailboxRef


def mail(
    message_id: bytes | None = b"<one@sender.test>",
    *,
    subject: bytes = b"Invoice",
    body: bytes = b"Please pay.",
    extra: bytes = b"",
) -> bytes:
    """A small mail; a `message_id` of `None` leaves the field out."""
    field = b"" if message_id is None else b"Message-ID: " + message_id + b"\r\n"
    return (
        b"From: Mallory <mallory@sender.test>\r\n"
        + field
        + b"Date: Wed, 4 Mar 2026 05:06:07 +0000\r\nSubject: "
        + subject
        + b"\r\n"
        + extra
        + b"\r\n"
        + body
        + b"\r\n"
    )


def wanted(
    raw: bytes, *, message_id: str = "<one@sender.test>", hint: MailboxRef | None = None
) -> Wanted:
    """What the store knows of a mail."""
    return Wanted(
        network_message_id=network_message_id(raw),
        internet_message_id=message_id,
        header_fingerprint=header_fingerprint(raw),
        hint=hint,
    )


def find_one(session: Session, message: Wanted) -> Copy:
    """The only copy of a message."""
    (copy,) = session.find([message])[message]
    return copy


def hinted(message: Wanted, copy: Copy) -> Wanted:
    """The message, last seen where this copy is."""
    return replace(message, hint=copy.ref)
