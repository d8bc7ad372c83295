"""All that is known of a message, a header or a link, as methods; errors as in `transport.py`.

Moments are ISO 8601 text in UTC, enumerations their codes.
"""

from __future__ import annotations

from typing import TypedDict, cast

from clawback.client.content import HeaderField, Hop
from clawback.client.transport import Body, Transport

_ROOT = "/api/v1"


class Mailbox(TypedDict):
    """One address of a header."""

    address: str
    display_name: str
    strict: bool


class Journey(TypedDict):
    """The way a mail came; durations in seconds."""

    hops: list[Hop]
    border: int | None
    first_untrusted: int | None
    seconds: int | None
    until_sent: int | None
    cut: bool


class Believed(TypedDict):
    """The results that Clawback goes by."""

    spf: str | None
    dkim: str | None
    dmarc: str | None
    composite: str | None


class Check(TypedDict):
    """One result of authentication, in words."""

    method: str
    name: str
    result: str
    meaning: str
    domain: str
    aligned: bool | None
    alignment: str
    said_by: str
    header: str
    believed: bool
    reference: str


class Signature(TypedDict):
    """A DKIM-Signature as it stands."""

    domain: str
    selector: str
    algorithm: str
    aligned: bool
    remarks: list[str]


class Seal(TypedDict):
    """One link of an ARC chain."""

    instance: int
    domain: str
    chain: str
    results: list[str]


class Vouching(TypedDict):
    """All that is said about who sent a mail."""

    results: Believed
    sentence: str
    checks: list[Check]
    signatures: list[Signature]
    seals: list[Seal]


class Word(TypedDict):
    """One thing that a filter wrote into a header."""

    provider: str
    header: str
    key: str
    value: str
    label: str
    meaning: str
    score: float | None
    believed: bool


class Oddity(TypedDict):
    """One odd thing about a header."""

    code: str
    weight: str
    sentence: str


class HeaderReport(TypedDict):
    """What a header says."""

    subject: str
    sender: Mailbox
    reply_to: list[Mailbox]
    return_path: str
    sent_at: str | None
    journey: Journey
    vouching: Vouching
    words: list[Word]
    oddities: list[Oddity]
    fields: list[HeaderField]
    cut: list[str]


class ExplorerClient:
    """What one server knows of single messages, headers and links."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def explain_header(self, text: str) -> HeaderReport:
        """What a pasted header says; the server keeps nothing of it."""
        body = Body.of({"header": text})
        answer = self._transport.json("POST", f"{_ROOT}/headers/explain", body=body)
        return cast("HeaderReport", answer)

    def headers(self, message_id: str) -> HeaderReport:
        """What the header of a stored message says."""
        answer = self._transport.json("GET", f"{_ROOT}/messages/{message_id}/headers")
        return cast("HeaderReport", answer)
