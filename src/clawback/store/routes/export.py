"""Deliveries as a file, however many there are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Annotated

from fastapi import APIRouter
from fastapi import Query as Parameter
from fastapi.responses import StreamingResponse

from clawback.store.export import Format, export
from clawback.store.port import Line
from clawback.store.routes.asking import Asked, LaidOut, Store

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
    name = f"deliveries.{wanted.value}"
    lines = store.stream_lines(asked.query, layout.columns, sort=layout.sort)
    return StreamingResponse(
        export(wanted, layout.columns, _begun(lines)),
        media_type=wanted.media_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _begun(blocks: Iterator[Sequence[Line]]) -> Iterator[Sequence[Line]]:
    """The same blocks, the first already asked for: what goes wrong is said before any byte."""
    return chain([next(blocks, ())], blocks)
