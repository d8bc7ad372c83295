"""The port to what changes the content of a mail that goes on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from clawback.ingest.gate.header import HeaderChange, changed, fields_of, places
from clawback.model.fingerprint import split
from clawback.model.first_name import FIELD
from clawback.model.location import Directionality
from clawback.model.message import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """A mail as it is recorded (lines ended by CRLF): judged and tagged, not yet marked.

    `message` is what was read of it, under the id by which it is stored. `mail_from` is the
    envelope's sender, `to` are those whom it goes on to, each with the direction if that is known.
    """

    raw: bytes = field(repr=False)
    message: Message
    mail_from: str
    to: Mapping[str, Directionality | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewriting:
    """Changes of the header, and another body; `None` leaves the body as it is.

    The record keeps the mail as it was.
    """

    header: tuple[HeaderChange, ...] = ()
    body: bytes | None = field(default=None, repr=False)


class Rewriter(Protocol):
    """Changes mails. Safe on many threads."""

    def rewrite(self, original: Original) -> Rewriting | None:
        """What is to be changed in a mail; `None` when nothing is.

        Whatever it raises costs the change and not the mail.
        """
        ...


def applied(raw: bytes, rewriting: Rewriting) -> bytes | None:
    """A whole mail after a rewriting, without what a stranger says of its links.

    Whoever looks for a copy in a mailbox believes that field. `None` where the header cannot be
    taken apart and put together again byte for byte; such a mail stays as it is.
    """
    head, body = split(raw)
    fields = fields_of(head + b"\r\n")
    if raw != b"".join(one.text for one in fields) + b"\r\n" + body:
        return None
    theirs = (HeaderChange(name=FIELD, place=at) for at in places(fields, FIELD))
    said = changed(head + b"\r\n", (*theirs, *rewriting.header))
    return said + b"\r\n" + (body if rewriting.body is None else rewriting.body)
