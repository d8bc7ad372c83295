"""How fresh sources are, as a method; errors as in `transport.py`.

Moments are ISO 8601 text in UTC.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict, cast

from clawback.client.transport import Body, Transport

_UNRECORDED = "/api/v1/sources/unrecorded"


class Lag(TypedDict):
    """Seconds from a mail's acknowledgement until it could be searched."""

    last: float
    median: float
    p95: float
    worst: float


class Folder(TypedDict):
    """How far a folder of a mailbox was read, in mails."""

    folder: str
    read: int
    there: int


class Source(TypedDict):
    """One source; counts are mails since the server started, of a log facts."""

    source: str
    newest: str | None
    newest_accepted: str | None
    accepted: int
    accepted_at: str | None
    stored: int
    stored_at: str | None
    waiting: int
    unrecorded: int
    lag: Lag | None
    error: str
    error_at: str | None
    folders: list[Folder]


class Backlog(TypedDict):
    """What waits in the spool, of all sources."""

    mails: int
    bytes: int
    oldest: str | None
    parked: int


class Engine(TypedDict):
    """An engine that judges mail; counts are mails since the server started."""

    name: str
    answered: int
    missing: int
    resting: bool
    trouble: str
    warning: str


class Gate(TypedDict):
    """What the gate did with mails, counted since the server started.

    `unjudged` are some of those let through, `held_by_server` some of the quarantined.
    """

    accepted: int
    tagged: int
    junked: int
    quarantined: int
    rejected: int
    unjudged: int
    held_by_server: int


class ContentFilter(TypedDict):
    """What the content filter did, in recipients of mails, since the server started.

    The first six are what became of the links, the next three what the mail server was told.
    `trouble` says why the next hop was not reached the last time.
    """

    rewritten: int
    left: int
    unread: int
    late: int
    large: int
    failed: int
    taken: int
    deferred: int
    refused: int
    trouble: str


class Sources(TypedDict):
    """Every source by name, the spool they share, and the engines that judge what comes in.

    `gate` is `None` where the milter only observes, `content_filter` where there is none.
    """

    items: list[Source]
    backlog: Backlog
    engines: list[Engine]
    gate: Gate | None
    content_filter: ContentFilter | None


class Unrecorded(TypedDict):
    """A mail that passed and could not be recorded; `size` is in bytes, as far as they came."""

    id: str
    source: str
    queue_id: str
    at: str
    reason: str
    reason_label: str
    size: int


class UnrecordedPage(TypedDict):
    """The newest notes, and how many there are."""

    items: list[Unrecorded]
    total: int


class Dismissed(TypedDict):
    """How many notes were dismissed."""

    dismissed: int


class SourcesClient:
    """Where one server's mail comes in."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def every(self) -> Sources:
        """How fresh each source is, what waits, and what went wrong last."""
        return cast("Sources", self._transport.json("GET", "/api/v1/sources"))

    def unrecorded(self, limit: int) -> UnrecordedPage:
        """Mail that passed and could not be recorded, newest first."""
        answer = self._transport.json("GET", _UNRECORDED, query={"limit": limit})
        return cast("UnrecordedPage", answer)

    def dismiss(self, notes: Sequence[str] | None) -> Dismissed:
        """Dismisses these notes; every one for `None`."""
        body = Body.of({"all": True} if notes is None else {"notes": list(notes)})
        return cast("Dismissed", self._transport.json("POST", f"{_UNRECORDED}/dismiss", body=body))
