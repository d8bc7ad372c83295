"""The shapes of the API's answers; `tests/client` holds them to the OpenAPI document.

Moments are ISO 8601 text in UTC, enumerations their codes.
"""

from __future__ import annotations

from typing import TypedDict


class Scope(TypedDict):
    """Which recipients, by domain or by tag; empty in both means everybody."""

    domains: list[str]
    tags: list[str]


class Person(TypedDict):
    """Somebody with an account."""

    id: str
    login: str
    name: str
    roles: list[str]
    scope: Scope
    state: str
    external: bool
    second_factor: bool
    created_at: str
    created_by: str
    disabled_at: str | None
    disabled_by: str
    signed_in_at: str | None


class SetUp(TypedDict):
    """A person with the setup link that is shown this once."""

    person: Person
    link: str
    expires_at: str


class PersonSession(TypedDict):
    """A session of somebody."""

    id: str
    stage: str
    way: str
    signed_in_at: str
    seen_at: str
    ends_at: str
    network: str
    agent: str
    current: bool


class Role(TypedDict):
    """A role and what it may do."""

    role: str
    label: str
    permissions: list[str]


class Token(TypedDict):
    """An API token, without its secret."""

    id: str
    name: str
    role: str
    state: str
    owner: str
    permissions: list[str]
    scope: Scope
    networks: list[str]
    created_at: str
    created_by: str
    expires_at: str
    last_used_at: str | None
    revoked_at: str | None


class IssuedToken(TypedDict):
    """A new token with the secret that is shown this once."""

    token: Token
    secret: str


class Numbers(TypedDict):
    """What a remediation would touch."""

    deliveries: int
    messages: int
    mailboxes: int
    actionable: int
    already_there: int
    by_server: dict[str, int]
    not_actionable: dict[str, int]


class Counts(TypedDict):
    """Deliveries by outcome; with `pending` they add up to `total`."""

    total: int
    pending: int
    outcomes: dict[str, int]


class ServerProgress(Counts):
    """Deliveries on one mail server, with estimates of the work on it."""

    rate: float | None
    seconds_left: int | None


class Reason(TypedDict):
    """Deliveries that ended the same way for the same reason."""

    outcome: str
    reason: str
    deliveries: int


class Reasons(TypedDict):
    """Why deliveries did not end as a success; `others` have any other reason."""

    items: list[Reason]
    others: int


class MailServer(TypedDict):
    """How one mail server is worked with."""

    name: str
    sessions_used: int
    sessions: int
    rate: float | None
    failures: int
    closed_until: str | None
    asked: bool


class Vote(TypedDict):
    """What one person said to a proposal."""

    name: str
    choice: str
    reason: str
    at: str
    proved_at: str


class Proposal(TypedDict):
    """A request for other people's approval."""

    proposed_by: str
    proposed_at: str
    quorum: int
    approvals: int
    reasons: list[str]
    votes: list[Vote]
    expires_at: str
    remind_at: list[str]
    closed_at: str | None
    closed_by: str
    closed_reason: str


class Remediation(TypedDict):
    """A remediation as it stands."""

    id: str
    state: str
    action: str
    undo_of: str | None
    undone_by: list[str]
    name: str
    severity: str
    description: str
    filter: str
    since: str | None
    until: str | None
    sweep: bool
    senders_copy: bool
    unread_only: bool
    choice: str
    escrow_days: int
    plan_hash: str
    deliveries: int
    messages: int
    mailboxes: int
    counts: Counts
    by_server: dict[str, ServerProgress]
    hold_up: str
    sentence: str
    created_at: str
    created_by: str
    started_at: str | None
    started_by: str
    ended_at: str | None
    source: str
    edited_by: str
    proposal: Proposal | None
    ground: str | None
    decided_by: list[str]
    rate: float | None
    seconds_left: int | None


class Drift(TypedDict):
    """What has changed since a plan was frozen."""

    frozen_at: str
    looked_at: str
    unchanged: int
    new: int
    moved: int
    gone: int


class KeyOf(TypedDict):
    """One delivery."""

    network_message_id: str
    recipient: str


class Names(TypedDict):
    """Deliveries by name: certain ones, or ids one a line or in a table."""

    deliveries: list[KeyOf]
    text: str


class Wish(TypedDict):
    """A remediation to be made."""

    action: str
    filter: str
    since: str | None
    until: str | None
    name: str
    severity: str
    description: str
    sweep: bool
    senders_copy: bool
    unread_only: bool
    only: Names | None
    without: Names | None
    every_location: bool


class Change(TypedDict, total=False):
    """What is changed of a draft; what is left out stays."""

    name: str
    severity: str
    description: str
    without: Names


class Place(TypedDict):
    """Where a copy lies, in its server's own terms."""

    folder: str
    place: str | None
    uid_validity: int
    uid: int
    guid: str


class Copy(TypedDict):
    """One copy of a delivery, before and after."""

    before: Place
    after: Place | None
    flags: list[str]
    internal_date: str | None
    read_back: bool
    flags_kept: bool
    escrow: str


class Item(TypedDict):
    """One delivery of a remediation, and its proof."""

    network_message_id: str
    recipient: str
    internet_message_id: str
    server: str
    account: str
    location_when_frozen: str
    attempts: int
    outcome: str | None
    note: str
    copies: list[Copy]


class FactsTold(TypedDict):
    """How many facts of logs were told of a delivery, and how many have none."""

    told: int
    unknown: int


class Accepted(TypedDict):
    """What an upload brought in."""

    accepted: int
    ticket: int


class ImportProgress(TypedDict):
    """How far the server is with what was brought in."""

    ticket: int
    searchable: bool
    settled: int
    waiting: int
    waiting_bytes: int
    oldest_waiting: str | None
    received: int
    stored: int
    known: int
    limited: int
    parked: int


class Choice(TypedDict):
    """One value of a choice field."""

    code: str
    label: str


class Field(TypedDict):
    """One field of the filter language."""

    name: str
    aliases: list[str]
    label: str
    group: str
    kind: str
    several: bool
    joined: bool
    shown: bool
    meaning: str
    example: str
    takes: str
    choices: list[Choice]


class FilterPart(TypedDict):
    """One of the conditions of a filter that must all hold, and where in its text it stands."""

    start: int
    end: int
    filter: str
    contrary: str
    negated: bool
    field: str
    label: str
    says: str


class Explanation(TypedDict):
    """What a filter says, as a whole and condition by condition."""

    sentence: str
    filter: str
    lists: list[str]
    parts: list[FilterPart]
