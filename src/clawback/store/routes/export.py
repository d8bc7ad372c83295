"""Deliveries as a file, however many there are."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from fastapi import Query as Parameter
from fastapi.responses import StreamingResponse

from clawback.store.delivery_table import delivery_table
from clawback.store.format import Format
from clawback.store.routes.asking import Asked, LaidOut, Store
from clawback.store.table_file import begun, table_file

router = APIRouter(tags=["deliveries"])


@router.get(
    "/deliveries/export",
    operation_id="delivery_export",
    response_class=StreamingResponse,
    responses={200: {"content": {wanted.media_type: {} for wanted in Format}}},
)
def delivery_export(
    asked: Asked,
    store: Store,
    layout: LaidOut,
    wanted: Annotated[Format, Parameter(alias="format")],
) -> StreamingResponse:
    """Every delivery the filter finds, as a file with the columns asked for; there is no limit."""
    table = delivery_table(store, asked.query, layout.columns, sort=layout.sort)
    return StreamingResponse(
        begun(table_file(wanted, table)),
        media_type=wanted.media_type,
        headers={"Content-Disposition": f'attachment; filename="deliveries.{wanted.value}"'},
    )
