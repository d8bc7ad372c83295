"""A mail in a mailbox and its row, for tests of whoever brings and shows it."""

from __future__ import annotations

from tests.making.deliveries import make_delivery

from clawback.model.delivery import Latest, Row
from clawback.model.fingerprint import identify
from clawback.model.location import MailboxRef

OWNER = "ada@example.org"


def row_of(raw: bytes, ref: MailboxRef | None = None, recipient: str = OWNER) -> Row:
    """The row of a mail as intake would make it, last seen at `ref`."""
    message_id, fingerprint = identify(raw)
    delivery = make_delivery(
        network_message_id=message_id,
        header_fingerprint=fingerprint,
        internet_message_id="",
        recipient=recipient,
        recipient_domain=recipient.partition("@")[2],
        mailbox=ref,
    )
    return Row(delivery=delivery, latest=Latest(mailbox=ref))
