"""What the click service asks over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from clawback.http.part import part
from clawback.links.clicks.books import Books
from clawback.links.clicks.recording import Recording
from clawback.links.clicks.shapes import BookOut, OpenedListIn, RecordedOut, book_out

router = APIRouter(prefix="/links", tags=["click service"])
"""Mounted by `api` under `/api/v1`."""

RecordingPart = Annotated[Recording, Depends(part(Recording))]
BooksPart = Annotated[Books, Depends(part(Books))]


@router.post("/clicks", operation_id="click_record")
def click_record(clicks: OpenedListIn, recording: RecordingPart) -> RecordedOut:
    """Keeps clicks of the click service, in order; one that comes again is kept once."""
    return RecordedOut(recorded=recording.record([one.opened() for one in clicks.clicks]))


@router.get("/book", operation_id="click_book")
def click_book(
    books: BooksPart,
    since: Annotated[str, Query(max_length=64, description="The version that one has.")] = "",
) -> BookOut:
    """What the click service judges by: all of it, or what has changed since a version."""
    return book_out(books.since(since))
