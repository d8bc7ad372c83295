"""The shapes in which the click service and the server speak over the API."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby

from pydantic import BaseModel, ConfigDict, Field

from clawback.links.clicks.book import Change, Entry, Kind
from clawback.links.clicks.opened import Opened
from clawback.model.click import ClickedBy, ClickThreat
from clawback.model.verdict import ClickVerdict, DetectionTechnology, ThreatType

MOST_CLICKS = 1000


class OpenedIn(BaseModel):
    """One use of a protected link, as the click service wrote it down."""

    model_config = ConfigDict(extra="forbid")

    id: str = Field(min_length=1, max_length=100)
    at: datetime
    url: str = Field(min_length=1, max_length=20_000)
    network_message_id: str = Field(max_length=200)
    recipient: str = Field(pattern="^[0-9a-f]{16}$", description="The blinded address.")
    key: int = Field(ge=0, lt=1 << 16, description="The number of the key it was blinded with.")
    verdict: ClickVerdict
    reason: str = Field(max_length=1000)
    clicked_by: ClickedBy = ClickedBy.PERSON
    clicked_through: bool = False
    threats: tuple[ClickThreat, ...] = ()
    technologies: tuple[DetectionTechnology, ...] = ()
    url_chain: tuple[str, ...] = Field(default=(), max_length=20)
    ip: str = Field(default="", max_length=100)
    user_agent: str = Field(default="", max_length=500)

    def opened(self) -> Opened:
        """The value."""
        return Opened(**dict(self))


class OpenedListIn(BaseModel):
    """Clicks, in the order in which they were made."""

    model_config = ConfigDict(extra="forbid")

    clicks: list[OpenedIn] = Field(max_length=MOST_CLICKS)


class RecordedOut(BaseModel):
    """How many, from the first, are kept now; it is too early to tell whose the others are."""

    recorded: int


class EntriesOut(BaseModel):
    """Entries of the book that differ only in what they are for."""

    kind: Kind
    blocks: bool
    threat: ThreatType | None
    own: bool = Field(description="Whether they stand on a list of your own.")
    source: str
    until: datetime | None
    what: list[str] = Field(description="Links, hosts, or numbers of messages.")


class BookOut(BaseModel):
    """What makes the book of `version` of that of `since`; an empty `since` begins with none."""

    since: str
    version: str
    put: list[EntriesOut]
    gone: list[str] = Field(description="Keys: the kind, `-` or `+`, and what it is for.")


def book_out(told: Change) -> BookOut:
    """All of it."""
    return BookOut(
        since=told.since, version=told.version, put=_grouped(told.put), gone=list(told.gone)
    )


def _grouped(entries: Iterable[Entry]) -> list[EntriesOut]:
    def alike(one: Entry) -> tuple[str, bool, str, bool, str, str]:
        until = one.until.isoformat() if one.until else ""
        return one.kind, one.blocks, one.threat or "", one.own, one.source, until

    out = []
    for _, group in groupby(sorted(entries, key=alike), alike):
        those = list(group)
        first = those[0]
        out.append(
            EntriesOut(
                kind=first.kind,
                blocks=first.blocks,
                threat=first.threat,
                own=first.own,
                source=first.source,
                until=first.until,
                what=[one.what for one in those],
            )
        )
    return out
