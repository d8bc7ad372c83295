"""Lists against the mail there is, over HTTP."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from io import StringIO
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from fastapi.responses import StreamingResponse

from clawback.filters.entry_kind import EntryKind
from clawback.filters.lists import checked_name
from clawback.filters.parse import parse
from clawback.filters.tree import Filter
from clawback.http.caller import Caller
from clawback.http.part import part
from clawback.model.clock import Clock
from clawback.model.spreadsheet import harmless, visible
from clawback.queries.query import Span
from clawback.queries.shapes import EntryOut, UnmatchedOut
from clawback.queries.unmatched import ListSearch, Unmatched

router = APIRouter(tags=["lists"])
Searching = Annotated[ListSearch, Depends(part(ListSearch))]
Now = Annotated[Clock, Depends(part(Clock))]
WHEN = "ISO 8601, or told from now: `-7d`."
_BLOCK = 1000  # lines


class Form(StrEnum):
    """In which form the unmatched entries come."""

    JSON = "json"
    CSV = "csv"


@dataclass(frozen=True, slots=True)
class Among:
    """Which deliveries are looked at."""

    tree: Filter
    since: datetime | None
    until: datetime | None


def among(
    clock: Now,
    text: Annotated[str, Query(alias="filter", description="Deliveries that this finds.")] = "",
    since: Annotated[str, Query(max_length=40, description=f"Received then or later. {WHEN}")] = "",
    until: Annotated[str, Query(max_length=40, description=f"Received before. {WHEN}")] = "",
) -> Among:
    """Reads the parameters."""
    return Among(parse(text), *Span(since=since, until=until).at(clock.now()))


@router.get(
    "/lists/{name}/unmatched",
    operation_id="list_unmatched",
    response_model=UnmatchedOut,
    responses={200: {"content": {"text/csv": {}}}},
)
def list_unmatched(
    name: str,
    searching: Searching,
    caller: Caller,
    asked: Annotated[Among, Depends(among)],
    wanted: Annotated[Form, Query(alias="format")] = Form.JSON,
) -> UnmatchedOut | Response:
    """The entries of a list that find no delivery you may see, received in this time.

    As CSV, a file for spreadsheets in which nothing is run as a formula.
    """
    checked_name(name)
    found = searching.unmatched(caller, name, asked.tree, asked.since, asked.until)
    if wanted is Form.JSON:
        return _out(name, found)
    return StreamingResponse(
        _csv(found),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}-unmatched.csv"'},
    )


def _out(name: str, found: Unmatched) -> UnmatchedOut:
    return UnmatchedOut(
        name=name,
        entries=found.entries,
        matched=found.matched,
        unmatched=[EntryOut(value=one.value, kind=one.kind) for one in found.unmatched],
    )


def _csv(found: Unmatched) -> Iterator[bytes]:
    buffer = StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")  # RFC 4180 §2
    writer.writerow(("entry", "kind"))
    for number, one in enumerate(found.unmatched, start=1):
        writer.writerow((harmless(visible(one.value)), _label(one.kind)))
        if number % _BLOCK == 0:
            yield _taken(buffer)
    yield _taken(buffer)


def _label(kind: EntryKind | None) -> str:
    return kind.label if kind else ""


def _taken(buffer: StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode("utf-8", "replace")
