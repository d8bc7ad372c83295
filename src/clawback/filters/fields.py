"""Every field a filter can name: its type, its meaning, an example, and how a row answers.

The names are the reference product's, in snake_case, and are also the names in JSON, in exports
and of the store's columns. To add one, add it here; the language, the docs and the tests follow.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from operator import attrgetter
from types import MappingProxyType
from typing import Any, TypeAlias

from clawback.model.authentication import Composite, Dkim, Dmarc, Spf
from clawback.model.delivery import Row
from clawback.model.labelled import Labelled
from clawback.model.location import (
    AdditionalAction,
    DeliveryAction,
    DeliveryLocation,
    Directionality,
)
from clawback.model.url import UrlSource
from clawback.model.verdict import DetectionTechnology, PhishConfidence, ThreatType


class Kind(StrEnum):
    """What sort of value a field holds, and so which operators it takes."""

    TEXT = "text"
    URL = "url"  # text with forgiving URL matching
    IP = "ip"
    NUMBER = "number"
    SIZE = "size"  # a number of bytes; takes 1mb
    TIME = "time"
    CHOICE = "choice"  # one of an enumeration


Read: TypeAlias = Callable[[Any], object]  # Any: the row of the field's vocabulary


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of the filter language.

    `several` fields hold a list, of which one entry must fit. `joined` fields come from the
    overlay of later events, not from the stored delivery. `read` gives the row's value: a `str`,
    `int`, aware `datetime`, a `Labelled` member or `None`; a tuple of these when `several`.
    """

    name: str
    label: str
    kind: Kind
    meaning: str
    example: str
    read: Read
    several: bool = False
    joined: bool = False
    choices: type[Labelled] | None = None


def _one(
    kind: Kind,
    name: str,
    label: str,
    meaning: str,
    example: str,
    *,
    choices: type[Labelled] | None = None,
) -> Field:
    return Field(
        name=name,
        label=label,
        kind=kind,
        meaning=meaning,
        example=example,
        read=attrgetter(f"delivery.{name}"),
        choices=choices,
    )


def _several(field: Field) -> Field:
    return replace(field, several=True)


def _joined(field: Field) -> Field:
    return replace(field, joined=True, read=attrgetter(f"latest.{field.name}"))


def _text(name: str, label: str, meaning: str, example: str) -> Field:
    return _one(Kind.TEXT, name, label, meaning, f"{name}:{example}")


def _texts(name: str, label: str, meaning: str, example: str) -> Field:
    return _several(_text(name, label, meaning, example))


def _urls(name: str, label: str, meaning: str, example: str) -> Field:
    return _several(_one(Kind.URL, name, label, meaning, f"{name}:{example}"))


def _choice(name: str, label: str, meaning: str, choices: type[Labelled]) -> Field:
    example = f"{name}:{next(iter(choices)).value}"
    return _one(Kind.CHOICE, name, label, meaning, example, choices=choices)


def _choices(name: str, label: str, meaning: str, choices: type[Labelled]) -> Field:
    return _several(_choice(name, label, meaning, choices))


def _url_and_wrappers(row: Row) -> tuple[str, ...]:
    return row.delivery.url + row.delivery.url_wrapper


_PEOPLE = (
    _text("sender_address", "Sender address", "The visible From address.", "ceo@example.com"),
    _text(
        "sender_display_name", "Sender display name", "The visible From name.", '"Jane Doe (CEO)"'
    ),
    _text("sender_domain", "Sender domain", "Domain of the From address.", "example.com"),
    _text(
        "sender_mail_from_address",
        "Sender mail from address",
        "The envelope sender (SMTP MAIL FROM).",
        "*@bounces.example.com",
    ),
    _text(
        "sender_mail_from_domain",
        "Sender mail from domain",
        "Domain of the envelope sender.",
        "bounces.example.com",
    ),
    _text("return_path", "Return path", "The Return-Path header's address.", "a@example.com"),
    _text("return_path_domain", "Return path domain", "Domain of the Return-Path.", "example.com"),
    _texts("reply_to", "Reply to", "Addresses that an answer would go to.", "*@gmail.com"),
    _text("recipient", "Recipient", "The person it was delivered to.", "bob@example.org"),
    _text("recipient_domain", "Recipient domain", "Domain of the recipient.", "example.org"),
    replace(
        _texts("tags", "Tags", "Tags of the recipient, as the settings give them out.", "vip"),
        read=attrgetter("tags"),
    ),
    _one(
        Kind.IP,
        "sender_ip",
        "Sender IP",
        "Address of the server that handed the mail over.",
        "sender_ip:192.0.2.0/24",
    ),
)

_MESSAGE = (
    _one(
        Kind.TIME,
        "time_received",
        "Time received",
        "When the mail was delivered.",
        "time_received>=-7d",
    ),
    _text("subject", "Subject", "The subject line.", '"Your invoice"'),
    _text(
        "network_message_id",
        "Network message ID",
        "Our id of the message, equal for all its recipients.",
        "018f2c4e-9a00-8abc-9def-0123456789ab",
    ),
    _text(
        "internet_message_id",
        "Internet message ID",
        "The Message-ID header; angle brackets may be left out.",
        "<a1b2@mail.example.com>",
    ),
    _text(
        "raw_sha256",
        "Message SHA256",
        "SHA-256 of the whole mail as it came in.",
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    ),
    _one(Kind.SIZE, "email_size", "Email size", "Size of the whole mail.", "email_size>1mb"),
    _choice("directionality", "Directionality", "Which way the mail went.", Directionality),
    _text("connector", "Connector", "Name of the connector it came through.", "partner*"),
    _texts(
        "transport_rule", "Exchange transport rule", "Mail flow rules that acted on it.", "*legal*"
    ),
    _text("source", "Source", "Which intake brought it to Clawback.", "lmtp"),
    _text(
        "parse",
        "Parse",
        "How well the mail could be read: complete, limited:… or failed:….",
        "limited*",
    ),
)

_DELIVERY = (
    _choice("delivery_action", "Delivery action", "What happened at delivery.", DeliveryAction),
    _choice(
        "original_delivery_location",
        "Original delivery location",
        "Where it was put at delivery.",
        DeliveryLocation,
    ),
    _joined(
        _choice(
            "latest_delivery_location",
            "Latest delivery location",
            "Where it lies now.",
            DeliveryLocation,
        )
    ),
    _joined(_text("folder", "Folder", "The mailbox folder it was last seen in.", "INBOX")),
    _joined(
        _choices(
            "additional_action",
            "Additional action",
            "What was done after delivery.",
            AdditionalAction,
        )
    ),
    _joined(
        _texts("remediation_id", "Remediation ID", "Remediations that touched it.", "01jd3x7k2m")
    ),
)

_VERDICT = (
    _choices("threat_type", "Threat type", "Threats found in the message.", ThreatType),
    _choices(
        "detection_technology",
        "Detection technology",
        "How the threats were found.",
        DetectionTechnology,
    ),
    _choice(
        "phish_confidence_level",
        "Phish confidence level",
        "How sure a phish verdict is.",
        PhishConfidence,
    ),
    _texts("malware_family", "Malware family", "Name of the malware found.", "*emotet*"),
    _choice("spf", "SPF", "Result of the SPF check.", Spf),
    _choice("dkim", "DKIM", "Result of the DKIM check.", Dkim),
    _choice("dmarc", "DMARC", "Result of the DMARC check.", Dmarc),
    _choice("composite_authentication", "Composite", "SPF, DKIM and DMARC in one word.", Composite),
)

_URLS = (
    replace(
        _urls(
            "url",
            "URL",
            "A link in the mail, unwrapped; a link that was wrapped around it matches too.",
            "evil.example/login",
        ),
        read=_url_and_wrappers,
    ),
    _urls("url_domain", "URL domain", "Host of a link.", "*.evil.example"),
    _urls("url_path", "URL path", "Path of a link.", "/wp-includes/*"),
    _urls(
        "url_domain_and_path",
        "URL domain and path",
        "Host and path of a link, without its query.",
        "evil.example/login",
    ),
    _urls(
        "url_wrapper",
        "URL wrapper",
        "A protected link that was taken off another link.",
        "*safelinks.protection.outlook.com*",
    ),
    _choices("url_source", "URL source", "Where in the mail a link stood.", UrlSource),
    _one(Kind.NUMBER, "url_count", "URL count", "Number of different links.", "url_count>10"),
)

_FILES = (
    _texts("attachment_filename", "Attachment filename", "Name of a file.", "*.iso"),
    _texts(
        "attachment_sha256",
        "Attachment SHA256",
        "SHA-256 of a file.",
        "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",
    ),
    _texts("file_type", "File type", "What a file's first bytes say it is.", "(exe OR iso)"),
    _texts("file_extension", "File extension", "Ending of a file's name, without the dot.", "zip"),
    _several(_one(Kind.SIZE, "file_size", "File size", "Size of a file.", "file_size:1mb..10mb")),
    _one(
        Kind.NUMBER,
        "attachment_count",
        "Attachment count",
        "Number of attached files.",
        "attachment_count:0",
    ),
)

FIELDS: Mapping[str, Field] = MappingProxyType(
    {field.name: field for field in (*_PEOPLE, *_MESSAGE, *_DELIVERY, *_VERDICT, *_URLS, *_FILES)}
)

ALIASES: Mapping[str, str] = MappingProxyType(
    {
        "action": "delivery_action",
        "attachment": "attachment_filename",
        "composite": "composite_authentication",
        "direction": "directionality",
        "domain": "sender_domain",
        "extension": "file_extension",
        "file": "attachment_filename",
        "filename": "attachment_filename",
        "from": "sender_address",
        "id": "network_message_id",
        "ip": "sender_ip",
        "location": "latest_delivery_location",
        "mail_from": "sender_mail_from_address",
        "message_id": "internet_message_id",
        "message_sha256": "raw_sha256",
        "name": "sender_display_name",
        "original_location": "original_delivery_location",
        "received": "time_received",
        "recipients": "recipient",
        "remediation": "remediation_id",
        "rule": "transport_rule",
        "sender": "sender_address",
        "sha256": "attachment_sha256",
        "size": "email_size",
        "tag": "tags",
        "technology": "detection_technology",
        "threat": "threat_type",
        "time": "time_received",
        "to": "recipient",
    }
)
