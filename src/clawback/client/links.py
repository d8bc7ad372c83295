"""Links through the API, as methods; errors as in `transport.py`. Moments are ISO 8601 in UTC."""

from __future__ import annotations

from typing import TypedDict, cast

from clawback.client.messages import NamedValue
from clawback.client.transport import Query, Transport


class Layer(TypedDict):
    """A link that was taken off another."""

    url: str
    vendor: str
    certain: bool


class DecodedLink(TypedDict):
    """A link taken apart."""

    given: str
    url: str
    domain: str
    registrable: str
    path: str
    query: str
    layers: list[Layer]
    opaque: str
    redirect: str


class CountedValue(TypedDict):
    """A value with its word, and how many have it."""

    code: str
    label: str
    count: int


class Spelling(TypedDict):
    """How the link was written in so many messages."""

    written: str
    url: str
    wrapped: bool
    messages: int


class Carrier(TypedDict):
    """A message that carried the link."""

    network_message_id: str
    time_received: str
    subject: str
    sender_address: str
    deliveries: int
    recipients: list[str]
    delivery_action: NamedValue
    threats: list[NamedValue]
    filter: str


class ShownClick(TypedDict):
    """One click."""

    id: str
    at: str
    recipient: str
    url: str
    verdict: NamedValue
    clicked_through: bool
    network_message_id: str
    ip: str
    user_agent: str
    workload: NamedValue
    threats: list[NamedValue]
    url_chain: list[str]
    clicked_by: NamedValue
    reason: str


class LinkClicks(TypedDict):
    """The clicks on a link, and who has not clicked."""

    total: int
    scanned: int
    clickers: int
    opened: int
    verdicts: list[CountedValue]
    newest: list[ShownClick]
    not_clicked: list[str]
    not_clicked_count: int
    complete: bool


class BroaderLink(TypedDict):
    """What is found when less of the link must be the same."""

    breadth: str
    label: str
    value: str
    filter: str
    deliveries: int
    messages: int


class LinkTrace(TypedDict):
    """Where a link went."""

    link: DecodedLink
    breadth: str
    label: str
    filter: str
    sentence: str
    deliveries: int
    message_count: int
    recipients: int
    first: str | None
    last: str | None
    actions: list[CountedValue]
    locations: list[CountedValue]
    threats: list[CountedValue]
    senders: list[CountedValue]
    sender_domains: list[CountedValue]
    spellings: list[Spelling]
    spellings_complete: bool
    messages: list[Carrier]
    clicks: LinkClicks
    broader: list[BroaderLink]


class LinksClient:
    """Links, as one server knows them."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def trace(
        self, url: str, match: str | None = None, since: str | None = None, until: str | None = None
    ) -> LinkTrace:
        """Which mails carried a link, who got it, who clicked."""
        query: Query = {"url": url, "match": match, "since": since, "until": until}
        return cast("LinkTrace", self._transport.json("GET", "/api/v1/urls/trace", query=query))

    def decode(self, url: str) -> DecodedLink:
        """A link taken apart."""
        query: Query = {"url": url}
        return cast("DecodedLink", self._transport.json("GET", "/api/v1/urls/decode", query=query))
