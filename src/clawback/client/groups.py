"""The shapes of groups of deliveries; moments are ISO 8601 text in UTC, enumerations codes."""

from __future__ import annotations

from typing import TypedDict


class ActionCount(TypedDict):
    """How many of a group's deliveries were treated so."""

    action: str
    label: str
    count: int


class Newest(TypedDict):
    """Which delivery of a group is its newest."""

    network_message_id: str
    recipient: str
    subject: str
    sender_address: str


class Group(TypedDict):
    """Deliveries that share a value; `filter` finds them."""

    value: str | None
    label: str
    filter: str
    deliveries: int
    messages: int
    recipients: int
    first: str
    last: str
    actions: list[ActionCount]
    newest: Newest
