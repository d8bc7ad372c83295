"""All that is known of one message. Nothing here shows a body but `message_get`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter
from fastapi import Query as Parameter
from fastapi.responses import StreamingResponse

from clawback.analysis.explained.report import HeaderReport
from clawback.explorer.header.stored import header_report, message_seen, withheld
from clawback.explorer.message.page import page_of
from clawback.explorer.message.related import contact_of, related_to
from clawback.explorer.message.shapes import MessagePageOut, RelatedOut, TimelineOut
from clawback.explorer.message.similar import Likes, similar_to
from clawback.explorer.message.timeline import COLUMNS, timeline_of
from clawback.explorer.pointer import having
from clawback.explorer.routes.asking import MessageId, Seen, Trusted
from clawback.explorer.sight import Sight
from clawback.model.delivery import Row
from clawback.model.message import Message
from clawback.store.sheets import csv_file, ndjson_file

router = APIRouter(prefix="/messages/{network_message_id}", tags=["messages"])

Recipient = Annotated[
    str | None,
    Parameter(max_length=1000, description="Whose delivery; without it the first by address."),
]
Only = Annotated[
    str | None, Parameter(max_length=1000, description="One delivery alone; without it all.")
]
Words = Annotated[
    str, Parameter(alias="text", max_length=500, description="Only lines with all these words.")
]
Days = Annotated[
    int, Parameter(ge=1, le=3650, description="How far before and after the mail is looked.")
]


class FileFormat(StrEnum):
    """What a timeline can be taken away as."""

    CSV = "csv"
    NDJSON = "ndjson"

    @property
    def media_type(self) -> str:
        return "text/csv; charset=utf-8" if self is FileFormat.CSV else "application/x-ndjson"


@router.get("", operation_id="message_get")
def message_get(network_message_id: MessageId, seen: Seen) -> Message:
    """The content of a message, as analysis read it."""
    return message_seen(seen, network_message_id)


@router.get("/page", operation_id="message_page")
def message_page(
    network_message_id: MessageId, seen: Seen, trust: Trusted, recipient: Recipient = None
) -> MessagePageOut:
    """Everything about one delivery but the body: verdicts, authentication, files, links.

    `recipients` are all whom the caller may see. The timeline, what is related and what is similar
    are asked for by themselves.
    """
    rows = seen.rows_of(network_message_id)
    row = _one(rows, seen, network_message_id, recipient)
    message = seen.store.message(network_message_id)
    shown = None if message is None else withheld(seen, message)
    everybody = seen.store.count(seen.query(having("network_message_id", network_message_id)))
    return MessagePageOut.of(page_of(row, rows, shown, trust), everybody)


@router.get("/headers", operation_id="message_headers")
def message_headers(network_message_id: MessageId, seen: Seen, trust: Trusted) -> HeaderReport:
    """Explains the header that analysis kept of a message.

    Recipients of the envelope whom the caller may not see are hidden in it.
    """
    return header_report(seen, network_message_id, trust)


@router.get("/timeline", operation_id="message_timeline")
def message_timeline(
    network_message_id: MessageId, seen: Seen, recipient: Only = None, text: Words = ""
) -> TimelineOut:
    """What happened to a message's deliveries, oldest first, beginning with their delivery."""
    rows = seen.chosen(network_message_id, recipient)
    return TimelineOut(events=list(timeline_of(rows, seen.store, text)))


@router.get(
    "/timeline/export",
    operation_id="message_timeline_export",
    response_class=StreamingResponse,
    responses={200: {"content": {wanted.media_type: {} for wanted in FileFormat}}},
)
def message_timeline_export(
    network_message_id: MessageId,
    seen: Seen,
    wanted: Annotated[FileFormat, Parameter(alias="format")] = FileFormat.CSV,
    recipient: Only = None,
    text: Words = "",
) -> StreamingResponse:
    """The timeline as a file; cells of a CSV cannot become formulas."""
    rows = seen.chosen(network_message_id, recipient)
    lines = [moment.cells() for moment in timeline_of(rows, seen.store, text)]
    write = csv_file if wanted is FileFormat.CSV else ndjson_file
    return StreamingResponse(
        write(COLUMNS, lines),
        media_type=wanted.media_type,
        headers={"Content-Disposition": f'attachment; filename="timeline.{wanted.value}"'},
    )


@router.get("/related", operation_id="message_related")
def message_related(
    network_message_id: MessageId, seen: Seen, recipient: Recipient = None, days: Days = 30
) -> RelatedOut:
    """How many deliveries share the sender, the links, the files …, with a filter for each."""
    row = _one(seen.chosen(network_message_id, recipient), seen, network_message_id, recipient)
    return RelatedOut(
        related=list(related_to(row.delivery, seen, timedelta(days=days))),
        contact=contact_of(row.delivery, seen),
    )


@router.get("/similar", operation_id="message_similar")
def message_similar(
    network_message_id: MessageId,
    seen: Seen,
    recipient: Recipient = None,
    days: Days = 30,
    limit: Annotated[int, Parameter(ge=1, le=200)] = 20,
) -> Likes:
    """Messages that are like this one, best first, each with what it shares and its points."""
    row = _one(seen.chosen(network_message_id, recipient), seen, network_message_id, recipient)
    message = seen.store.message(network_message_id)
    return similar_to(row, message, seen, around=timedelta(days=days), limit=limit)


def _one(rows: Sequence[Row], seen: Sight, network_message_id: str, recipient: str | None) -> Row:
    """The delivery that is asked about."""
    if recipient is None:
        return rows[0]
    found = (row for row in rows if row.delivery.recipient == recipient)
    return next(found, None) or seen.row(network_message_id, recipient)
