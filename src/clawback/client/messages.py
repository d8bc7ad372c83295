"""All that is known of single messages, as methods; errors as in `transport.py`.

Moments are ISO 8601 text in UTC, sizes in bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypedDict, cast

from clawback.client.explorer import Mailbox, Oddity, Vouching
from clawback.client.json import JsonObject
from clawback.client.transport import Query, Transport

_ROOT = "/api/v1/messages"


class NamedValue(TypedDict):
    """A value with its word for people."""

    code: str
    label: str


class Detection(TypedDict):
    """What was found, where it was put, and where it lies now."""

    original_threats: list[NamedValue]
    original_location: NamedValue | None
    latest_location: NamedValue | None
    folder: str
    delivery_action: NamedValue | None
    detection_technologies: list[NamedValue]
    phish_confidence_level: NamedValue | None
    malware_families: list[str]
    additional_actions: list[NamedValue]
    remediation_ids: list[str]


class Details(TypedDict):
    """Who sent it, how, and to whom."""

    sender: Mailbox
    sender_mail_from_address: str
    return_path: str
    reply_to: list[Mailbox]
    to: list[Mailbox]
    cc: list[Mailbox]
    sender_ip: str
    directionality: NamedValue | None
    connector: str
    transport_rules: list[str]
    source: str
    sent_at: str | None
    time_received: str | None
    size: int
    language: str


class Otherwise(TypedDict):
    """What the verdict would be without one thing that was said."""

    without: str
    sentence: str
    threats: list[NamedValue]
    phish_confidence_level: NamedValue | None
    wanted_action: NamedValue


class Judged(TypedDict):
    """What all findings together say, and what would change it."""

    sentence: str
    advice: str
    threats: list[NamedValue]
    detection_technologies: list[NamedValue]
    phish_confidence_level: NamedValue | None
    impersonated_users: list[str]
    impersonated_domains: list[str]
    override: str
    override_sources: list[NamedValue]
    policy_type: NamedValue | None
    wanted_action: NamedValue
    changes: list[Otherwise]
    remarks: list[str]


class Judgement(TypedDict):
    """One judge's word, with its evidence."""

    provider: str
    sentence: str
    threat: NamedValue | None
    technology: NamedValue | None
    confidence: NamedValue | None
    malware_family: str
    no_verdict: str
    score: float | None
    threshold: float | None
    primary: bool
    evidence: list[str]


class AttachedFile(TypedDict):
    """An attachment, or a file `inside` one, and the filter that finds the same file."""

    name: str
    extension: str
    declared_type: str
    file_type: str
    size: int
    sha256: str
    complete: bool
    inside: str
    marks: list[NamedValue]
    threats: list[NamedValue]
    filter: str


class LinkInMail(TypedDict):
    """A link, and the filter that finds links to the same place."""

    url: str
    written: str
    text: str
    domain: str
    registrable: str
    domain_and_path: str
    wrappers: list[str]
    source: NamedValue
    valid: bool
    weak: bool
    threats: list[NamedValue]
    filter: str


class RecipientOf(TypedDict):
    """One recipient, and how their delivery stands."""

    recipient: str
    tags: list[str]
    time_received: str
    delivery_action: NamedValue
    original_location: NamedValue
    latest_location: NamedValue
    folder: str
    additional_actions: list[NamedValue]
    remediation_ids: list[str]


class MessagePage(TypedDict):
    """Everything about one delivery of a message but its body."""

    delivery: JsonObject
    internet_message_id: str
    header_fingerprint: str
    parse: str
    content: bool
    detection: Detection
    details: Details
    verdict: Judged | None
    judgements: list[Judgement]
    authentication: Vouching
    oddities: list[Oddity]
    ambiguities: list[NamedValue]
    attachments: list[AttachedFile]
    links: list[LinkInMail]
    recipients: list[RecipientOf]
    recipient_count: int


class Moment(TypedDict):
    """One line of a timeline."""

    id: str
    at: str
    recipient: str
    source: NamedValue
    actor: str
    event: NamedValue
    result: str
    threats: list[NamedValue]
    location: NamedValue | None
    folder: str
    details: str
    remediation_id: str


class RelatedMail(TypedDict):
    """Deliveries that share one thing with a message."""

    kind: str
    label: str
    value: str
    filter: str
    deliveries: int
    messages: int
    recipients: int
    first: str | None
    last: str | None


class Contact(TypedDict):
    """Whether the recipient had mail from the sender before."""

    first: bool | None
    earlier: int
    sentence: str


class Relatives(TypedDict):
    """What shares something with a message, and whether its recipient knew the sender."""

    related: list[RelatedMail]
    contact: Contact


class SharedThing(TypedDict):
    """One thing that two messages share."""

    sign: str
    label: str
    points: int
    detail: str


class SimilarMail(TypedDict):
    """A message that is like the one asked about."""

    network_message_id: str
    score: int
    shared: list[SharedThing]
    time_received: str
    subject: str
    sender_address: str
    sender_ip: str
    recipient: str
    delivery_action: NamedValue
    latest_location: NamedValue
    threats: list[NamedValue]
    filter: str


class Likes(TypedDict):
    """Messages that are like one another, best first."""

    similar: list[SimilarMail]
    candidates: int
    filter: str


class MessagesClient:
    """What one server knows of single messages. `recipient` names one delivery."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def page(self, message_id: str, recipient: str | None = None) -> MessagePage:
        """Everything about one delivery but its body."""
        return cast("MessagePage", self._get(message_id, "page", {"recipient": recipient}))

    def timeline(
        self, message_id: str, recipient: str | None = None, text: str = ""
    ) -> list[Moment]:
        """What happened, oldest first; `text` are words that must stand in each line."""
        query: Query = {"recipient": recipient, "text": text}
        return cast("list[Moment]", self._get(message_id, "timeline", query)["events"])

    def timeline_file(
        self, message_id: str, recipient: str | None, text: str, form: str
    ) -> Iterator[bytes]:
        """The timeline as `csv` or `ndjson`, in blocks."""
        query: Query = {"recipient": recipient, "text": text, "format": form}
        path = f"{_ROOT}/{message_id}/timeline/export"
        return self._transport.blocks("GET", path, query=query)

    def related(self, message_id: str, recipient: str | None = None, days: int = 30) -> Relatives:
        """How many deliveries share something, within so many days before and after."""
        query: Query = {"recipient": recipient, "days": days}
        return cast("Relatives", self._get(message_id, "related", query))

    def similar(
        self, message_id: str, recipient: str | None = None, days: int = 30, limit: int = 20
    ) -> Likes:
        """Messages that are like it, best first."""
        query: Query = {"recipient": recipient, "days": days, "limit": limit}
        return cast("Likes", self._get(message_id, "similar", query))

    def _get(self, message_id: str, what: str, query: Query) -> JsonObject:
        return self._transport.json("GET", f"{_ROOT}/{message_id}/{what}", query=query)
