"""Reviews over HTTP: before a plan is kept, of a plan that is, and what can be taken away."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import StreamingResponse

from clawback.http.caller import Caller
from clawback.http.part import part
from clawback.remediation.operation import operation_of
from clawback.remediation.review import proof as proofs
from clawback.remediation.review.affected import COLUMNS, affected
from clawback.remediation.review.reviews import MOST_NAMED, Reviews
from clawback.remediation.review.shapes import ProofFormat, ReviewOut, SheetFormat, Sketch
from clawback.remediation.review.shaping import review_out, wish_of_sketch
from clawback.store.sheets import csv_file, ndjson_file, xlsx_file

router = APIRouter(prefix="/remediations", tags=["remediations"])
ReviewsPart = Annotated[Reviews, Depends(part(Reviews))]
Most = Annotated[
    int, Query(ge=1, le=MOST_NAMED, description="How many mailboxes and folders are named.")
]
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FILES: dict[str, tuple[Callable[..., Iterator[bytes]], str]] = {
    "csv": (csv_file, "text/csv; charset=utf-8"),
    "ndjson": (ndjson_file, "application/x-ndjson"),
    "xlsx": (xlsx_file, _XLSX),
}


@router.post("/review", operation_id="remediation_preview")
def remediation_preview(
    body: Sketch, reviews: ReviewsPart, caller: Caller, most: Most = 10
) -> ReviewOut:
    """Counts what a remediation would touch, and keeps nothing."""
    return review_out(
        reviews.preview(wish_of_sketch(body, reviews.names(caller)), caller, most=most)
    )


@router.get("/{remediation_id}/review", operation_id="remediation_review")
def remediation_review(
    remediation_id: str, reviews: ReviewsPart, caller: Caller, most: Most = 10
) -> ReviewOut:
    """What a plan touches as it was frozen, what cannot be undone, and who must agree."""
    return review_out(reviews.of(remediation_id, caller, most=most))


@router.get(
    "/{remediation_id}/affected",
    operation_id="remediation_affected_export",
    response_class=StreamingResponse,
    responses={200: {"content": {_FILES[each.value][1]: {} for each in SheetFormat}}},
)
def remediation_affected_export(
    remediation_id: str,
    reviews: ReviewsPart,
    caller: Caller,
    wanted: Annotated[SheetFormat, Query(alias="format")] = SheetFormat.CSV,
) -> StreamingResponse:
    """Every recipient that a plan touches, as a file; there is no limit."""
    kept, entries = reviews.entries(remediation_id, caller)
    operation = operation_of(kept.terms.action, kept.terms.undo_of)
    lines = (one.line for one in affected(kept.terms, operation, entries))
    return _file(wanted.value, f"{kept.id}-users", COLUMNS, lines)


@router.get(
    "/{remediation_id}/export",
    operation_id="remediation_items_export",
    response_class=StreamingResponse,
    responses={200: {"content": {_FILES[each.value][1]: {} for each in ProofFormat}}},
)
def remediation_items_export(
    remediation_id: str,
    reviews: ReviewsPart,
    caller: Caller,
    wanted: Annotated[ProofFormat, Query(alias="format")] = ProofFormat.CSV,
) -> StreamingResponse:
    """Every delivery with its outcome and evidence, as a file; there is no limit."""
    kept, entries = reviews.entries(remediation_id, caller)
    lines = (proofs.proof(entry) for entry in entries)
    return _file(wanted.value, f"{kept.id}-items", proofs.COLUMNS, lines)


def _file(
    wanted: str, name: str, columns: Sequence[str], lines: Iterable[Iterable[object]]
) -> StreamingResponse:
    write, media_type = _FILES[wanted]
    return StreamingResponse(
        write(columns, lines),
        media_type=media_type,
        headers={"Content-Disposition": f'attachment; filename="{name}.{wanted}"'},
    )
