"""Files of entries over HTTP; mounted by `api` under `/api/v1`."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse

from clawback.entries.bringing.brought import BadFileError
from clawback.entries.bringing.importing import Importing
from clawback.entries.bringing.shapes import ImportedOut, ImportQuery, imported_out
from clawback.entries.bringing.sheet import sheet
from clawback.entries.entries import Entries
from clawback.entries.shapes import EntryQuery
from clawback.http.caller import Caller
from clawback.http.part import part

LARGEST = 64 * 1024 * 1024  # bytes

router = APIRouter(prefix="/entries", tags=["allow/block list"])
EntriesPart = Annotated[Entries, Depends(part(Entries))]
ImportingPart = Annotated[Importing, Depends(part(Importing))]


@router.post(
    "/import",
    operation_id="entry_import",
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "text/csv": {"schema": {"type": "string"}},
                "application/stix+json": {"schema": {"type": "string"}},
            },
        }
    },
)
async def entry_import(
    request: Request,
    importing: ImportingPart,
    caller: Caller,
    asked: Annotated[ImportQuery, Query()],
) -> ImportedOut:
    """Keeps the entries of a CSV file, or of a STIX 2.1 bundle; what is known stays as it is.

    Where something is not understood, it is told by its line or id, and nothing is kept unless
    `partial` asks for the rest.
    """
    content = await _content(request.stream())
    found = await run_in_threadpool(
        importing.bring, caller, content, asked.format, asked.usual(), partial=asked.partial
    )
    return imported_out(found)


@router.get(
    "/export",
    operation_id="entry_export",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/csv": {}}}},
)
def entry_export(entries: EntriesPart, asked: Annotated[EntryQuery, Query()]) -> StreamingResponse:
    """All entries that are asked for as CSV, which can be imported again."""
    return StreamingResponse(
        sheet(entries.every(asked.wanted())),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="entries.csv"'},
    )


async def _content(stream: AsyncIterator[bytes]) -> bytes:
    content = bytearray()
    async for block in stream:
        content += block
        if len(content) > LARGEST:
            raise BadFileError(f"A file of entries can have {LARGEST >> 20} MB. Send it in parts.")
    return bytes(content)
