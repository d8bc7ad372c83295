"""Mail over HTTP: taking an upload in, and telling how far it is stored."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, status
from pydantic import BaseModel, Field

from clawback.analysis.providers.panel import Panels
from clawback.audit.action import AuditAction
from clawback.audit.trail import Trail
from clawback.http.caller import Caller
from clawback.http.part import part
from clawback.ingest.configured import Configured
from clawback.ingest.content_filter.tally import Filtering
from clawback.ingest.entrance import Entrance
from clawback.ingest.fact_shapes import FactsIn, FactsTold
from clawback.ingest.gate.tally import Gatekeeping
from clawback.ingest.intake import Intake
from clawback.ingest.logs.past import PastLogs
from clawback.ingest.pipeline import Pipeline
from clawback.ingest.source_shapes import (
    Dismissal,
    DismissedOut,
    SourcesOut,
    UnrecordedPageOut,
    sources_out,
    unrecorded_out,
)
from clawback.ingest.sources.port import IMPORT
from clawback.ingest.sources_now import sources_now
from clawback.ingest.spool import Spool
from clawback.ingest.unrecorded import Unrecorded
from clawback.ingest.upload import MEDIA_TYPE, UploadError, decode
from clawback.model.clock import Clock
from clawback.store.port import EventStore

router = APIRouter(prefix="/imports", tags=["imports"])
sources_router = APIRouter(prefix="/sources", tags=["imports"])
routers = (router, sources_router)
SpoolPart = Annotated[Spool, Depends(part(Spool))]
PipelinePart = Annotated[Pipeline, Depends(part(Pipeline))]
EntrancePart = Annotated[Entrance, Depends(part(Entrance))]
TrailPart = Annotated[Trail, Depends(part(Trail))]
StorePart = Annotated[EventStore, Depends(part(EventStore))]
UnrecordedPart = Annotated[Unrecorded, Depends(part(Unrecorded))]
ConfiguredPart = Annotated[Configured, Depends(part(Configured))]
PanelsPart = Annotated[Panels, Depends(part(Panels))]
GatekeepingPart = Annotated[Gatekeeping, Depends(part(Gatekeeping))]
FilteringPart = Annotated[Filtering, Depends(part(Filtering))]
PastLogsPart = Annotated[PastLogs, Depends(part(PastLogs))]
Now = Annotated[Clock, Depends(part(Clock))]

_GROUP_MAILS = 500
_GROUP_BYTES = 4 << 20
_BODY = {
    "requestBody": {
        "required": True,
        "content": {MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}},
    }
}


class ImportAccepted(BaseModel):
    """What was taken in; it is on disk and will be stored, whatever happens to the server."""

    accepted: int = Field(description="Mails of this upload.")
    ticket: int = Field(description="Ask /imports/progress with it.")


class ImportProgress(BaseModel):
    """How far the server is. Counts are since it started, over all mail."""

    ticket: int
    searchable: bool = Field(description="Everything up to the ticket is stored.")
    settled: int = Field(description="The position up to which everything is stored.")
    waiting: int = Field(description="Mails in the spool, of all sources.")
    waiting_bytes: int
    oldest_waiting: datetime | None
    received: int = Field(description="Mails taken from the spool.")
    stored: int = Field(description="Deliveries that were new.")
    known: int = Field(description="Deliveries that were there already.")
    limited: int = Field(description="Mails that could not be read completely.")
    parked: int = Field(description="Things in the spool's folder `corrupt`.")


@router.post(
    "",
    status_code=status.HTTP_202_ACCEPTED,
    operation_id="import_upload",
    openapi_extra=_BODY,
)
async def import_upload(
    request: Request, spool: SpoolPart, entrance: EntrancePart
) -> ImportAccepted:
    """Takes mails in; answers when all of them are durable. Sending them again does no harm.

    The body is described in `clawback.ingest.upload`. When a record cannot be understood, those
    before it have been accepted.
    """
    accepted, ticket = 0, spool.backlog().last
    try:
        async for group in _groups(decode(request.stream())):
            ticket = await entrance.accept_soon(group)
            accepted += len(group)
    except UploadError as error:
        entrance.watch.stumbled(IMPORT, str(error))
        raise
    return ImportAccepted(accepted=accepted, ticket=ticket)


@router.get("/progress", operation_id="import_progress")
def import_progress(
    spool: SpoolPart,
    pipeline: PipelinePart,
    ticket: Annotated[int, Query(ge=0, lt=1 << 63, description="From an upload; 0 asks for all.")],
) -> ImportProgress:
    """How far the mails of an upload are."""
    backlog, progress = spool.backlog(), pipeline.progress()
    return ImportProgress(
        ticket=ticket,
        searchable=backlog.settled >= (ticket or backlog.last),
        settled=backlog.settled,
        waiting=backlog.depth,
        waiting_bytes=backlog.size,
        oldest_waiting=backlog.oldest,
        received=progress.received,
        stored=progress.stored,
        known=progress.known,
        limited=progress.limited,
        parked=backlog.parked,
    )


@router.post("/facts", operation_id="import_facts")
def import_facts(body: FactsIn, past: PastLogsPart) -> FactsTold:
    """Takes in what logs of before tell; sending it again does no harm.

    Deliveries that are stored have it in their timeline, and where it says otherwise than they do,
    it stands. `clawback import --logs` reads it out of files.
    """
    told = past.tell([one.fact for one in body.facts], server=body.server)
    return FactsTold(told=told.told, unknown=told.unknown)


@sources_router.get("", operation_id="source_list")
def source_list(  # noqa: PLR0917 - parts come by their types
    entrance: EntrancePart,
    spool: SpoolPart,
    store: StorePart,
    unrecorded: UnrecordedPart,
    configured: ConfiguredPart,
    panels: PanelsPart,
    gatekeeping: GatekeepingPart,
    filtering: FilteringPart,
    clock: Now,
) -> SourcesOut:
    """How fresh each source is, what waits, how engines, gate and content filter fare."""
    found = sources_now(
        entrance.watch, store, unrecorded, configured=configured.sources, now=clock.now()
    )
    gate = gatekeeping.tally.figures() if gatekeeping.tally else None
    return sources_out(found, spool.backlog(), panels.figures(), gate, filtering.tally)


@sources_router.get("/unrecorded", operation_id="unrecorded_list")
def unrecorded_list(
    unrecorded: UnrecordedPart, limit: Annotated[int, Query(ge=1, le=1000)] = 50
) -> UnrecordedPageOut:
    """Mail that passed, could not be recorded and has not come since; newest first."""
    return unrecorded_out(unrecorded.waiting(), limit)


@sources_router.post("/unrecorded/dismiss", operation_id="unrecorded_dismiss")
def unrecorded_dismiss(
    body: Dismissal, unrecorded: UnrecordedPart, trail: TrailPart, caller: Caller
) -> DismissedOut:
    """Dismisses notes, because their mail will not come any more or is not missed."""
    ids = [one.id for one in unrecorded.waiting()] if body.all else body.notes
    dismissed = unrecorded.settle(ids)
    if dismissed:
        trail.record_alone(
            caller,
            AuditAction.UNRECORDED_DISMISS,
            "unrecorded:all" if body.all else "unrecorded:some",
            details={"notes": dismissed},
        )
    return DismissedOut(dismissed=dismissed)


async def _groups(intakes: AsyncIterator[Intake]) -> AsyncIterator[list[Intake]]:
    """Pieces small enough for memory; what came whole before a mistake is given before it is told.

    An upload is an import, whatever its envelopes say: it may not pass for a journal copy, nor for
    what has been at the gate.
    """
    group: list[Intake] = []
    size = 0
    mistake: UploadError | None = None
    try:
        async for intake in intakes:
            group.append(_as_import(intake))
            size += len(intake.raw)
            if len(group) >= _GROUP_MAILS or size >= _GROUP_BYTES:
                yield group
                group, size = [], 0
    except UploadError as error:
        mistake = error
    if group:
        yield group
    if mistake:
        raise mistake


def _as_import(intake: Intake) -> Intake:
    envelope = intake.envelope
    if envelope.source == IMPORT and envelope.ruling is None:
        return intake
    return replace(intake, envelope=replace(envelope, source=IMPORT, ruling=None))
