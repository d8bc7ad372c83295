"""The port to what changes the content of a mail that goes on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from clawback.ingest.gate.header import HeaderChange
from clawback.model.message import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewriting:
    """Changes of the header, and another body; `None` leaves the body as it is."""

    header: tuple[HeaderChange, ...] = ()
    body: bytes | None = field(default=None, repr=False)


class Rewriter(Protocol):
    """Changes mails. Safe on many threads."""

    def rewrite(self, raw: bytes, message: Message) -> Rewriting | None:
        """What is to be changed in a mail (lines ended by CRLF) that was read as `message`.

        `None` when nothing is. Whatever it raises costs the change and not the mail.
        """
        ...
