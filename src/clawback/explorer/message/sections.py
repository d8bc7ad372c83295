"""The sections of a message's page: plain values, each with its words for people."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from clawback.analysis.explained.authentication import Vouching
from clawback.analysis.explained.oddities import Oddity
from clawback.model.address import Address
from clawback.model.delivery import Row


@dataclass(frozen=True, slots=True)
class Named:
    """A value with its word for people."""

    code: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Detection:
    """What was found in the message, where it was put, and where it lies now."""

    original_threats: tuple[Named, ...] = ()
    original_location: Named | None = None
    latest_location: Named | None = None
    folder: str = ""
    delivery_action: Named | None = None
    detection_technologies: tuple[Named, ...] = ()
    phish_confidence_level: Named | None = None
    malware_families: tuple[str, ...] = ()
    additional_actions: tuple[Named, ...] = ()
    remediation_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """Who sent it, how, and to whom. `to` and `cc` are what the header says, at most 1,024 each.

    `size` is in bytes; `language` is an RFC 5646 tag, empty where the mail does not say.
    """

    sender: Address = Address()
    sender_mail_from_address: str = ""
    return_path: str = ""
    reply_to: tuple[Address, ...] = ()
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    sender_ip: str = ""
    directionality: Named | None = None
    connector: str = ""
    transport_rules: tuple[str, ...] = ()
    source: str = ""
    sent_at: datetime | None = None
    time_received: datetime | None = None
    size: int = 0
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Otherwise:
    """What the verdict would be without one thing that was said, made again without it."""

    without: str
    sentence: str
    threats: tuple[Named, ...]
    phish_confidence_level: Named | None
    wanted_action: Named


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What all judges, lists and servers together say of the message, in words.

    `wanted_action` is what that asks for, and `advice` says whether it was done. `override` is a
    sentence, empty without one. `changes` are what would make it another verdict, and `remarks`
    what no single change tells: who agrees, and how far scores are from their thresholds.
    """

    sentence: str
    advice: str
    threats: tuple[Named, ...]
    detection_technologies: tuple[Named, ...]
    phish_confidence_level: Named | None
    impersonated_users: tuple[str, ...]
    impersonated_domains: tuple[str, ...]
    override: str
    override_sources: tuple[Named, ...]
    policy_type: Named | None
    wanted_action: Named
    changes: tuple[Otherwise, ...]
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """One judge's word on the message, with its evidence; `primary` is the one that weighs most.

    `no_verdict` says why a judge that was asked gave none; it is empty where it gave one.
    """

    provider: str
    sentence: str
    no_verdict: str = ""
    threat: Named | None = None
    technology: Named | None = None
    confidence: Named | None = None
    malware_family: str = ""
    score: float | None = None
    threshold: float | None = None
    primary: bool = False
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """An attachment, or a file that was found in one: `inside` names it then.

    `threats` are those of judges whose evidence names the file or its hash.

    `filter` finds every delivery that carries the same file; empty for one whose hash nobody knows.
    """

    name: str
    extension: str
    declared_type: str
    file_type: str
    size: int
    sha256: str
    complete: bool
    inside: str
    marks: tuple[Named, ...]
    threats: tuple[Named, ...]
    filter: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link: as it is read, as it was written, and the links that were taken off it.

    `threats` are those of judges whose evidence names its host. `filter` finds every delivery with
    a link to the same place.
    """

    url: str
    written: str
    text: str
    domain: str
    registrable: str
    domain_and_path: str
    wrappers: tuple[str, ...]
    source: Named
    valid: bool
    weak: bool
    threats: tuple[Named, ...]
    filter: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """One recipient of the message, and how their delivery stands."""

    recipient: str
    tags: tuple[str, ...]
    time_received: datetime
    delivery_action: Named
    original_location: Named
    latest_location: Named
    folder: str
    additional_actions: tuple[Named, ...]
    remediation_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The page of one delivery, `row`; `recipients` are all deliveries of the message.

    `content` is false where only the row is known, because the message's content is not kept; then
    there is no `verdict`, for its reasons went with it.
    `ambiguities` say in which ways two readers of the mail could disagree.
    """

    row: Row
    internet_message_id: str
    header_fingerprint: str
    parse: str
    content: bool
    detection: Detection
    details: Details
    verdict: Judged | None = None
    judgements: tuple[Judgement, ...] = ()
    authentication: Vouching = field(default_factory=Vouching)
    oddities: tuple[Oddity, ...] = ()
    ambiguities: tuple[Named, ...] = ()
    attachments: tuple[File, ...] = ()
    links: tuple[Link, ...] = ()
    recipients: tuple[Recipient, ...] = ()
