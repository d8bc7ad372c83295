"""Exports over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query, status
from fastapi.responses import FileResponse, StreamingResponse

from clawback.exports.content import content
from clawback.exports.exports import Exports
from clawback.exports.shapes import ExportOut, ExportsOut, NewExport, export_out
from clawback.http.caller import Caller
from clawback.http.part import part
from clawback.model.clock import Clock
from clawback.store.format import Format
from clawback.store.table_file import begun, table_file

router = APIRouter(prefix="/exports", tags=["exports"])
"""Mounted by `api` under `/api/v1`."""

ExportsPart = Annotated[Exports, Depends(part(Exports))]
Now = Annotated[Clock, Depends(part(Clock))]
Limit = Annotated[int, Query(ge=1, le=500)]
Offset = Annotated[int, Query(ge=0, le=1_000_000)]
_FILES: dict[int | str, dict[str, object]] = {
    200: {"content": {one.media_type: {} for one in Format}},
    206: {"description": "The bytes that `Range` asked for (RFC 9110 §14)."},
}


@router.post("", status_code=status.HTTP_201_CREATED, operation_id="export_create")
def export_create(body: NewExport, exports: ExportsPart, caller: Caller, clock: Now) -> ExportOut:
    """Begins an export of rows, a chart, tops or affected users; there is no limit."""
    return export_out(exports.desk.ask(caller, body.wish(clock.now())), None)


@router.get("", operation_id="export_list")
def export_list(
    exports: ExportsPart, caller: Caller, limit: Limit = 100, offset: Offset = 0
) -> ExportsOut:
    """The caller's own exports, newest first, with their progress."""
    found = exports.desk.own(caller, limit=limit, offset=offset)
    shown = [export_out(one, exports.crew.progress(one.id)) for one in found]
    return ExportsOut(items=shown, used=exports.folder.used())


@router.get("/overview", operation_id="export_overview")
def export_overview(exports: ExportsPart, limit: Limit = 100, offset: Offset = 0) -> ExportsOut:
    """Everybody's exports, newest first; their files stay their owners'."""
    found = exports.desk.everybody(limit=limit, offset=offset)
    shown = [export_out(one, exports.crew.progress(one.id)) for one in found]
    return ExportsOut(items=shown, used=exports.folder.used())


@router.post(
    "/stream",
    operation_id="export_stream",
    response_class=StreamingResponse,
    responses={200: {"content": {one.media_type: {} for one in Format}}},
)
def export_stream(
    body: NewExport, exports: ExportsPart, caller: Caller, clock: Now
) -> StreamingResponse:
    """The same file at once, as it comes, without a job; nothing is kept."""
    export, query = exports.desk.hand_over(caller, body.wish(clock.now()))
    wish = export.wish
    pieces = table_file(wish.format, content(wish, query, exports.store))
    return StreamingResponse(
        begun(pieces),
        media_type=wish.format.media_type,
        headers={"Content-Disposition": f'attachment; filename="{wish.file_name}"'},
    )


@router.get("/{export_id}", operation_id="export_get")
def export_get(export_id: str, exports: ExportsPart, caller: Caller) -> ExportOut:
    """One of the caller's exports: how far it is, how long it will take, until when it is kept."""
    return export_out(exports.desk.find(caller, export_id), exports.crew.progress(export_id))


@router.post("/{export_id}/cancel", operation_id="export_cancel")
def export_cancel(export_id: str, exports: ExportsPart, caller: Caller) -> ExportOut:
    """Stops one that waits or runs; nothing is left of it. One that is over stays as it is."""
    return export_out(exports.desk.cancel(caller, export_id), None)


@router.delete("/{export_id}", status_code=status.HTTP_204_NO_CONTENT, operation_id="export_delete")
def export_delete(export_id: str, exports: ExportsPart, caller: Caller) -> None:
    """Forgets an export and its file."""
    exports.desk.delete(caller, export_id)


@router.get(
    "/{export_id}/file",
    operation_id="export_download",
    response_class=FileResponse,
    responses=_FILES,
)
def export_download(
    export_id: str,
    exports: ExportsPart,
    caller: Caller,
    range_: Annotated[str, Header(alias="Range", max_length=200)] = "",
) -> FileResponse:
    """The file of one that is done, whole or from where a download broke off (`Range`)."""
    export, path = exports.desk.take(caller, export_id, range_)
    return FileResponse(
        path, media_type=export.wish.format.media_type, filename=export.wish.file_name
    )
