"""What was sent: the content of one message as analysis read it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from clawback.model.address import Address
from clawback.model.attachment import Attachment
from clawback.model.authentication import Authentication
from clawback.model.url import Url
from clawback.model.verdict import Finding

PARSE_COMPLETE = "complete"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """The content of a message; equal for all its recipients.

    `internet_message_id` is the Message-ID header as it stands, with its angle brackets, or empty.
    `sent_at` is the Date header in UTC. `size` is in bytes and `raw_sha256` over the same bytes.
    `parse` is `complete`, or `limited:<which>[,<which>…]` when a limit cut something, or
    `failed:<why>` when only the envelope and the raw bytes are known. `return_path`, `sender_ip`,
    `delivered_to` come from the headers and are what they claim. `headers` are (name, decoded
    value) in order, cut by the byte guard. `text` is the readable body, at most 16,000 characters.
    `ambiguities` name the ways in which two readers of this mail could disagree.
    `written` is the JSON that the message was read from, when its reader kept it (see
    `native_codec.message_as_written`), so that it need not be written again; a changed message has
    none.
    """

    network_message_id: str
    header_fingerprint: str
    raw_sha256: str
    size: int
    parse: str = PARSE_COMPLETE
    internet_message_id: str = ""
    subject: str = ""
    sender: Address = Address()
    reply_to: tuple[Address, ...] = ()
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    sent_at: datetime | None = None
    return_path: str = ""
    sender_ip: str = ""
    delivered_to: tuple[str, ...] = ()
    authentication: Authentication = Authentication()
    findings: tuple[Finding, ...] = ()
    urls: tuple[Url, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    text: str = ""
    ambiguities: tuple[str, ...] = ()
    written: str = field(default="", init=False, compare=False, repr=False)
