"""What a source hands over: the bytes of a mail, and what was known around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from clawback.ingest.ruling import Ruling
from clawback.model.errors import BadInputError
from clawback.model.location import DeliveryLocation, MailboxRef

MAIL_LIMIT = 50 * 1024 * 1024  # bytes; what a larger one would cost to read is not worth its news


class MailTooLargeError(BadInputError):
    """The mail is larger than 50 MB."""

    code = "mail_too_large"


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What is known of a mail besides its bytes.

    `received_at` is aware. `source` is which intake it came through (`lmtp`, `import`).
    `mail_from` is the envelope sender (RFC 5321 §4.1.1.2): empty for a bounce, `None` when nobody
    said. `recipients` are those of the envelope; none when only the headers can tell. `helo`, `tls`
    (version and cipher), `authenticated_user` and `queue_id` are what the mail server told of its
    transaction, each empty where it told nothing. `mailbox` and `location` are where the mail lies,
    when it was found in a mailbox, and `read` is whether it had been read there. `may_report` is
    whether whoever handed it over is believed in journal reports. `ruling` is what the gate did
    with it, where there is one.
    """

    received_at: datetime
    source: str
    mail_from: str | None = None
    recipients: tuple[str, ...] = ()
    client_ip: str = ""
    connector: str = ""
    helo: str = ""
    tls: str = ""
    authenticated_user: str = ""
    queue_id: str = ""
    mailbox: MailboxRef | None = None
    location: DeliveryLocation | None = None
    read: bool | None = None
    may_report: bool = False
    ruling: Ruling | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """One mail as it came in."""

    raw: bytes = field(repr=False)
    envelope: Envelope


class Acceptor(Protocol):
    """Takes responsibility for mail; the spool does."""

    async def accept_soon(self, intakes: Sequence[Intake]) -> int:
        """Returns the position of the last one when all are durable.

        Raises:
            UnavailableError: none of them was accepted. Offer them again later.
        """
        ...
