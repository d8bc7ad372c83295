"""The shapes of reviews: what a remediation would touch, before anybody agrees to it."""

from __future__ import annotations

from typing import TypedDict

from clawback.client.shapes import Names


class Sketch(TypedDict):
    """A remediation that somebody thinks of."""

    action: str
    filter: str
    since: str | None
    until: str | None
    sweep: bool
    senders_copy: bool
    unread_only: bool
    only: Names | None
    without: Names | None
    every_location: bool


class NamedPart(TypedDict):
    """Names that deliveries were chosen by, and how many of them found something."""

    given: int
    met: int
    unmet: int
    digest: str
    shown: list[str]
    shown_unmet: list[str]
    lists: list[str]


class Chosen(TypedDict):
    """How deliveries were chosen from what a filter found."""

    sentence: str
    only: NamedPart | None
    without: NamedPart | None
    every_location: bool


class TopCount(TypedDict):
    """A mailbox or folder, and its deliveries."""

    name: str
    deliveries: int


class Largest(TypedDict):
    """The largest mailboxes or folders, and how many there are."""

    top: list[TopCount]
    others: int
    number: int


class ServerShare(TypedDict):
    """What would be done on one mail server."""

    name: str
    deliveries: int
    mailboxes: int
    notes: list[str]


class Sense(TypedDict):
    """An action, and for how many deliveries it makes sense."""

    action: str
    offered: bool
    sensible: int
    pointless: dict[str, int]


class Consent(TypedDict):
    """Who must agree, and why."""

    quorum: int
    reasons: list[str]
    refused: str
    vote_refused: str
    glass_refused: str


class Review(TypedDict):
    """What a plan touches."""

    operation: str
    deliveries: int
    messages: int
    recipients: int
    actionable: int
    already_there: int
    not_actionable: dict[str, int]
    effects: dict[str, int]
    by_location: dict[str, int]
    folders: Largest
    mailboxes: Largest
    largest_mailbox_share: float
    servers: list[ServerShare]
    by_tag: dict[str, int]
    untagged: int
    actions: list[Sense]
    consent: Consent
    chosen: Chosen
    escrow_days: int
    warnings: list[str]
    seconds: int | None
