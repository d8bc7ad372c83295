"""What was sent: the content of one message as analysis read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from clawback.model.address import Address
from clawback.model.attachment import Attachment
from clawback.model.authentication import Authentication
from clawback.model.handling import Handling
from clawback.model.imprint import NO_IMPRINT, Imprint
from clawback.model.url import Url
from clawback.model.verdict import Finding

PARSE_COMPLETE = "complete"


class _AsRead:
    """Room for the JSON that a message was read from; no field, so that no JSON can set it."""

    __slots__ = ("_written",)
    _written: str

    @property
    def written(self) -> str:
        """The JSON, when the reader kept it (`native_codec.message_as_written`), else empty.

        It need not be written again then. A message made by `dataclasses.replace` has none.
        """
        return getattr(self, "_written", "")

    def keep_written(self, text: str) -> None:
        """To be called by the reader alone, with the very text that holds this message."""
        object.__setattr__(self, "_written", text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message(_AsRead):
    """The content of a message; equal for all its recipients.

    `internet_message_id` is the Message-ID header as it stands, with its angle brackets, or empty.
    `sent_at` is the Date header in UTC. `size` is in bytes and `raw_sha256` over the same bytes.
    `parse` is `complete`, or `limited:<which>[,<which>…]` when a limit cut something, or
    `failed:<why>` when only the envelope and the raw bytes are known. `return_path`, `sender_ip`,
    `delivered_to` come from the headers and are what they claim. `headers` are (name, decoded
    value) in order, cut by the byte guard. `text` is the readable body, at most 16,000 characters.
    `handling` is `None` where the header tells nothing of it. `ambiguities` name the ways in which
    two readers of this mail could disagree. `imprint` is what it reads and looks like.
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
    handling: Handling | None = None
    urls: tuple[Url, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    text: str = ""
    ambiguities: tuple[str, ...] = ()
    imprint: Imprint = NO_IMPRINT
