"""The shapes in which the API shows how fresh sources are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from clawback.analysis.providers.seat import Figures
from clawback.ingest.content_filter.tally import FilterTally
from clawback.ingest.freshness import Lag
from clawback.ingest.gate.tally import GateFigures
from clawback.ingest.ruling import GateAction
from clawback.ingest.sources_now import SourceNow
from clawback.ingest.spool import Backlog
from clawback.ingest.unrecorded import Note, Reason


class LagOut(BaseModel):
    """Seconds from a mail's acknowledgement until it could be searched, since the start."""

    last: float
    median: float
    p95: float
    worst: float


class ReadFolderOut(BaseModel):
    """How far a folder of a mailbox was read; also from before the start."""

    folder: str
    read: int = Field(description="Mails that were read since its server last numbered it anew.")
    there: int = Field(description="These, and those in it that are still to be read.")


class SourceOut(BaseModel):
    """One source. Counts are mails since the server started; `lag` is null before the first.

    Of a log (`log:NAME`) they are facts: read, told of a delivery, waiting for theirs.
    """

    source: str
    newest: datetime | None = Field(
        description="When the newest delivery that can be searched was received."
    )
    newest_accepted: datetime | None = Field(
        description="When the newest mail accepted since the start was received."
    )
    accepted: int
    accepted_at: datetime | None
    stored: int
    stored_at: datetime | None
    waiting: int = Field(description="Accepted since the start, and not stored yet.")
    lag: LagOut | None
    unrecorded: int = Field(
        description="Mails that passed and could not be recorded, and have not come by another "
        "source since; also from before the start."
    )
    error: str = Field(description="What went wrong last, since the start.")
    error_at: datetime | None
    folders: list[ReadFolderOut] = Field(
        description="Of a mailbox that is read (`imap:NAME`), once it was looked into."
    )


class BacklogOut(BaseModel):
    """What waits in the spool, of all sources, also from before the start."""

    mails: int
    bytes: int
    oldest: datetime | None
    parked: int = Field(description="Things that could not be taken.")


class EngineOut(BaseModel):
    """An engine that judges mail while it comes in. Counts are mails since the server started."""

    name: str
    answered: int
    missing: int = Field(description="Went without its verdict, for whatever reason.")
    resting: bool = Field(description="It failed again and again, and is left alone for a while.")
    trouble: str = Field(description="Why it gave no verdict at last, since the start.")
    warning: str = Field(
        description="What is wrong with how it is set up, though it judges; such as rule files "
        "that it cannot use."
    )


class GateOut(BaseModel):
    """What the gate did. Counts are mails since the server started."""

    accepted: int = Field(description="Let through without a mark.")
    tagged: int
    junked: int
    quarantined: int
    rejected: int
    unjudged: int = Field(description="Of those let through: not judged, or not wholly, in time.")
    held_by_server: int = Field(
        description="Of the quarantined: those that lie in the mail server's own quarantine."
    )


class ContentFilterOut(BaseModel):
    """What the content filter did, in recipients of mails, since the server started."""

    rewritten: int = Field(description="Got the mail with its links changed.")
    left: int = Field(description="Got it as it came, because there was nothing to change.")
    unread: int = Field(description="Got it as it came, because it could not be read.")
    late: int = Field(description="Got it as it came, because there was no time left.")
    large: int = Field(description="Got it as it came, because it is too large.")
    failed: int = Field(description="Got it as it came, because Clawback stumbled over it.")
    taken: int = Field(description="For whom the next hop took the mail.")
    deferred: int = Field(description="For whom the mail server is to offer it again.")
    refused: int = Field(description="For whom the next hop refused it for good.")
    trouble: str = Field(description="Why the next hop was not reached the last time, or empty.")


class SourcesOut(BaseModel):
    """Every source by name, the spool they share, and the engines that judge what comes in.

    `gate` is null where the milter only observes, `content_filter` where there is none.
    """

    items: list[SourceOut]
    backlog: BacklogOut
    engines: list[EngineOut]
    gate: GateOut | None
    content_filter: ContentFilterOut | None


def sources_out(
    found: Sequence[SourceNow],
    backlog: Backlog,
    engines: Sequence[Figures],
    gate: GateFigures | None,
    content_filter: FilterTally | None,
) -> SourcesOut:
    """All of it."""
    return SourcesOut(
        content_filter=None if content_filter is None else _content_filter_out(content_filter),
        gate=None if gate is None else _gate_out(gate),
        engines=[_engine_out(one) for one in engines],
        items=[_source_out(one) for one in found],
        backlog=BacklogOut(
            mails=backlog.depth, bytes=backlog.size, oldest=backlog.oldest, parked=backlog.parked
        ),
    )


def _source_out(one: SourceNow) -> SourceOut:
    fresh = one.freshness
    return SourceOut(
        source=fresh.source,
        newest=one.newest,
        newest_accepted=fresh.newest_accepted,
        accepted=fresh.accepted,
        accepted_at=fresh.accepted_at,
        stored=fresh.stored,
        stored_at=fresh.stored_at,
        waiting=fresh.waiting,
        unrecorded=one.unrecorded,
        lag=None if fresh.lag is None else _lag_out(fresh.lag),
        error=fresh.error,
        error_at=fresh.error_at,
        folders=[
            ReadFolderOut(folder=far.folder, read=far.read, there=far.there)
            for far in fresh.folders
        ],
    )


def _engine_out(one: Figures) -> EngineOut:
    return EngineOut(
        name=one.name,
        answered=one.answered,
        missing=one.missing,
        resting=one.resting,
        trouble=one.trouble,
        warning=one.warning,
    )


def _gate_out(gate: GateFigures) -> GateOut:
    return GateOut(
        accepted=gate.actions[GateAction.ACCEPT],
        tagged=gate.actions[GateAction.TAG],
        junked=gate.actions[GateAction.JUNK],
        quarantined=gate.actions[GateAction.QUARANTINE],
        rejected=gate.actions[GateAction.REJECT],
        unjudged=gate.unjudged,
        held_by_server=gate.held_by_server,
    )


def _content_filter_out(tally: FilterTally) -> ContentFilterOut:
    figures = tally.figures()
    counts = {one.value: count for one, count in figures.fates.items()}
    counts |= {one.value: count for one, count in figures.told.items()}
    return ContentFilterOut(**counts, trouble=tally.away)


def _lag_out(lag: Lag) -> LagOut:
    return LagOut(last=lag.last, median=lag.median, p95=lag.p95, worst=lag.worst)


class UnrecordedOut(BaseModel):
    """A mail that passed and could not be recorded. `size` is in bytes, as far as they came."""

    id: str = Field(description="By which it is dismissed.")
    source: str
    queue_id: str = Field(description="The mail server's; empty where it was not told.")
    at: datetime
    reason: Reason
    reason_label: str = Field(description="Ends a sentence that begins with `It`.")
    size: int


class UnrecordedPageOut(BaseModel):
    """The newest notes, and how many there are."""

    items: list[UnrecordedOut]
    total: int


class Dismissal(BaseModel):
    """Which notes: some, or all."""

    model_config = ConfigDict(extra="forbid")

    notes: list[str] = Field(default_factory=list, max_length=10_000)
    all: bool = False


class DismissedOut(BaseModel):
    """How many notes there were of those named."""

    dismissed: int


def unrecorded_out(notes: Sequence[Note], limit: int) -> UnrecordedPageOut:
    """The newest of these, which come oldest first."""
    return UnrecordedPageOut(
        total=len(notes),
        items=[
            UnrecordedOut(
                id=one.id,
                source=one.source,
                queue_id=one.queue_id,
                at=one.at,
                reason=one.reason,
                reason_label=one.reason.label,
                size=one.size,
            )
            for one in reversed(notes[-limit:])
        ],
    )
