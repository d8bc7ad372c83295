"""Entries for the click over HTTP; mounted by `api` under `/api/v1`."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, status

from clawback.entries.at_click.entries import ClickEntries
from clawback.entries.at_click.shapes import (
    ClickAction,
    ClickEntriesOut,
    ClickEntryOut,
    NewClickEntry,
    entry_out,
)
from clawback.entries.entry import EntryAction
from clawback.http.caller import Caller
from clawback.http.part import part

router = APIRouter(prefix="/links/entries", tags=["click entries"])
EntriesPart = Annotated[ClickEntries, Depends(part(ClickEntries))]


@router.post("", status_code=status.HTTP_201_CREATED, operation_id="click_entry_put")
def click_entry_put(body: NewClickEntry, entries: EntriesPart, caller: Caller) -> ClickEntryOut:
    """Blocks a link or a host at the click, or lets it through; the last word on each counts."""
    return entry_out(entries.put(caller, body.wish()))


@router.get("", operation_id="click_entry_list")
def click_entry_list(
    entries: EntriesPart,
    kind: Annotated[ClickAction | None, Query(description="Only those that do this.")] = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    cursor: Annotated[str | None, Query(max_length=40)] = None,
) -> ClickEntriesOut:
    """What people block and let through at the click, newest first; what has expired is gone."""
    action = EntryAction(kind.value) if kind else None
    found = entries.page(limit=limit + 1, action=action, before=cursor)
    page = found[:limit]
    return ClickEntriesOut(
        items=[entry_out(one) for one in page],
        next=page[-1].id if len(found) > limit else None,
    )


@router.delete(
    "/{entry_id}", status_code=status.HTTP_204_NO_CONTENT, operation_id="click_entry_delete"
)
def click_entry_delete(entry_id: str, entries: EntriesPart, caller: Caller) -> None:
    """Blocks it no more, or lets it through no more; lists and verdicts count again."""
    entries.forget(caller, entry_id)
