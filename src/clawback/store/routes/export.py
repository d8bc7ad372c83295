"""Deliveries as a file, however many there are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Annotated

from fastapi import APIRouter
from fastapi import Query as Parameter
from fastapi.responses import StreamingResponse

from clawback.model.delivery import Row
from clawback.store.export import Format, export
from clawback.store.routes.asking import Asked, Store

router = APIRouter(tags=["deliveries"])


@router.get(
    "/deliveries/export",
    operation_id="delivery_export",
    response_class=StreamingResponse,
    responses={200: {"content": {wanted.media_type: {} for wanted in Format}}},
)
def delivery_export(
    asked: Asked, store: Store, wanted: Annotated[Format, Parameter(alias="format")]
) -> StreamingResponse:
    """Every delivery the filter finds, as a file; there is no limit."""
    name = f"deliveries.{wanted.value}"
    return StreamingResponse(
        export(wanted, _begun(store.stream(asked.query))),
        media_type=wanted.media_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _begun(blocks: Iterator[Sequence[Row]]) -> Iterator[Sequence[Row]]:
    """The same blocks, the first already asked for: what goes wrong is said before any byte."""
    return chain([next(blocks, ())], blocks)
