"""Every field a filter about clicks can name; `fields.py` says the same of deliveries.

The names are those of deliveries where they mean the same of the mail that the link was in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import attrgetter
from types import MappingProxyType
from typing import Any

from clawback.filters.fields import Field, Kind
from clawback.filters.vocabulary import Vocabulary
from clawback.model.click import ClickedBy, ClickThreat, ClickVerdict, Workload
from clawback.model.labelled import Labelled
from clawback.model.verdict import DetectionTechnology


def _field(
    kind: Kind,
    name: str,
    label: str,
    meaning: str,
    example: str,
    *,
    read: Callable[[Any], object] | None = None,  # Any: as `fields.Read`
    several: bool = False,
) -> Field:
    return Field(
        name=name,
        label=label,
        kind=kind,
        meaning=meaning,
        example=f"{name}:{example}",
        read=read or attrgetter(f"click.{name}"),
        several=several,
    )


def _choice(
    name: str,
    label: str,
    meaning: str,
    choices: type[Labelled],
    *,
    read: Callable[[Any], object] | None = None,  # Any: as `fields.Read`
    several: bool = False,
) -> Field:
    return Field(
        name=name,
        label=label,
        kind=Kind.CHOICE,
        meaning=meaning,
        example=f"{name}:{next(iter(choices)).value}",
        read=read or attrgetter(f"click.{name}"),
        several=several,
        choices=choices,
    )


_WHO = (
    Field(
        name="time_clicked",
        label="Time clicked",
        kind=Kind.TIME,
        meaning="When the link was clicked.",
        example="time_clicked>=-2d",
        read=attrgetter("click.at"),
    ),
    _field(Kind.TEXT, "recipient", "Recipient", "The person who clicked.", "bob@example.org"),
    _field(
        Kind.TEXT, "recipient_domain", "Recipient domain", "Domain of that person.", "example.org"
    ),
    _field(
        Kind.TEXT,
        "tags",
        "Tags",
        "Tags of that person, as the settings give them out.",
        "vip",
        read=attrgetter("tags"),
        several=True,
    ),
    _field(
        Kind.IP,
        "client_ip",
        "Client IP",
        "Address from which the link was clicked.",
        "198.51.100.0/24",
        read=attrgetter("click.ip"),
    ),
    _field(
        Kind.TEXT, "user_agent", "User agent", "What the browser calls itself.", '"*Windows NT*"'
    ),
    _choice("workload", "Workload", "From where the link was clicked.", Workload),
    _choice(
        "clicked_by",
        "Clicked by",
        "Whether a person opened the link, or a program that looks at links before people do.",
        ClickedBy,
    ),
)

_WHAT = (
    _field(
        Kind.TEXT,
        "click_id",
        "Click ID",
        "Our id of the click.",
        "018f2c4e-9a00-8abc-9def-0123456789ab",
        read=attrgetter("click.id"),
    ),
    _field(
        Kind.TEXT,
        "network_message_id",
        "Network message ID",
        "Our id of the message that the link was in.",
        "018f2c4e-9a00-8abc-9def-0123456789ab",
    ),
    _choice(
        "click_verdict",
        "Click verdict",
        "What became of the click.",
        ClickVerdict,
        read=attrgetter("click.verdict"),
    ),
    _field(
        Kind.BOOLEAN,
        "clicked_through",
        "Clicked through",
        "Whether the person went on past a warning.",
        "true",
    ),
    _choice(
        "threat_type",
        "Threat type",
        "What was known of the link when it was clicked.",
        ClickThreat,
        several=True,
    ),
    _choice(
        "detection_technology",
        "Detection technology",
        "How that was found.",
        DetectionTechnology,
        several=True,
    ),
    _field(Kind.TEXT, "reason", "Reason", "Why the click ended as it did.", '"*block list*"'),
)

_LINK = (
    _field(Kind.URL, "url", "URL", "The link, unwrapped.", "evil.example/login"),
    _field(Kind.URL, "url_domain", "URL domain", "Host of the link.", "*.evil.example"),
    _field(Kind.URL, "url_path", "URL path", "Path of the link.", "/wp-includes/*"),
    _field(
        Kind.URL,
        "url_domain_and_path",
        "URL domain and path",
        "Host and path of the link, without its query.",
        "evil.example/login",
    ),
    _field(
        Kind.URL,
        "url_chain",
        "URL chain",
        "A redirect that followed.",
        "evil.example/*",
        several=True,
    ),
)

CLICK_FIELDS: Mapping[str, Field] = MappingProxyType(
    {field.name: field for field in (*_WHO, *_WHAT, *_LINK)}
)

CLICK_ALIASES: Mapping[str, str] = MappingProxyType(
    {
        "action": "click_verdict",
        "click_action": "click_verdict",
        "clicked": "time_clicked",
        "domain": "url_domain",
        "id": "network_message_id",
        "ip": "client_ip",
        "recipients": "recipient",
        "tag": "tags",
        "technology": "detection_technology",
        "threat": "threat_type",
        "time": "time_clicked",
        "to": "recipient",
        "user": "recipient",
        "verdict": "click_verdict",
    }
)

CLICKS = Vocabulary(
    fields=CLICK_FIELDS,
    aliases=CLICK_ALIASES,
    words=("recipient", "url", "url_chain"),
    places="in the recipient or the URLs",
    listed_texts=("click_id", "network_message_id", "recipient"),
    listed_host="url_domain",
    listed_url="url",
    listed_ip="client_ip",
    one="click",
    many="clicks",
)
"""Clicks on the links of mail."""
