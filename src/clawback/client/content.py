"""Looking at mails through the API, as methods; errors as in `transport.py`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypedDict, cast

from clawback.client.transport import Body, Received, Transport

_ROOT = "/api/v1/messages"


class HeaderField(TypedDict):
    """One header field, decoded."""

    name: str
    value: str


class Hop(TypedDict):
    """What one server wrote when it took the mail; `delay` in seconds."""

    from_name: str
    from_host: str
    from_ip: str
    by: str
    protocol: str
    tls: str
    cipher: str
    queue_id: str
    recipient: str
    at: str | None
    delay: int | None
    believed: bool
    side: str
    remark: str


class Results(TypedDict):
    """What intake believed of a mail's authentication."""

    spf: str | None
    dkim: str | None
    dmarc: str | None
    composite: str | None
    sentence: str


class Link(TypedDict):
    """Where a link led, and the words it stood behind."""

    url: str
    text: str


class AttachedFile(TypedDict):
    """One attachment; `size` in bytes."""

    name: str
    declared_type: str
    file_type: str
    size: int
    sha256: str
    complete: bool


class MailPreview(TypedDict):
    """A mail made harmless; `size` in bytes."""

    source: str
    folder: str
    sha256: str
    size: int
    authentication: Results
    headers: list[HeaderField]
    hops: list[Hop]
    text: str
    html: str
    links: list[Link]
    attachments: list[AttachedFile]
    cut: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A file that was taken away; `password` is empty where it has none."""

    content: bytes = field(repr=False)
    password: str


class ContentClient:
    """The mails of one server. Every method needs a reason, which the audit trail keeps."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def preview(self, message_id: str, recipient: str, reason: str) -> MailPreview:
        """A mail to look at."""
        body = Body.of({"recipient": recipient, "reason": reason})
        answer = self._transport.json("POST", f"{_ROOT}/{message_id}/preview", body=body)
        return cast("MailPreview", answer)

    def download(self, message_id: str, recipient: str, reason: str, form: str) -> Taken:
        """The mail as a file, `eml` or `zip`."""
        body = Body.of({"recipient": recipient, "reason": reason, "form": form})
        return _taken(self._transport.file(f"{_ROOT}/{message_id}/download", body))

    def attachment(self, message_id: str, number: int, recipient: str, reason: str) -> Taken:
        """One attachment in a ZIP, counted from 0."""
        body = Body.of({"recipient": recipient, "reason": reason})
        path = f"{_ROOT}/{message_id}/attachments/{number}"
        return _taken(self._transport.file(path, body))


def _taken(received: Received) -> Taken:
    password = received.headers.get("x-archive-password", "")
    return Taken(content=received.content, password=password)
