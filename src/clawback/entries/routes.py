"""The allow/block list over HTTP; mounted by `api` under `/api/v1`."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, status

from clawback.entries.entries import Entries
from clawback.entries.shapes import (
    AddedOut,
    AllowBlockListOut,
    AllowBlockOut,
    EntryEdit,
    EntryIds,
    EntryPageQuery,
    NewEntries,
    NewEntry,
    RemovedOut,
    entry_out,
)
from clawback.http.caller import Caller
from clawback.http.part import part
from clawback.model.clock import Clock

router = APIRouter(prefix="/entries", tags=["allow/block list"])
EntriesPart = Annotated[Entries, Depends(part(Entries))]
Now = Annotated[Clock, Depends(part(Clock))]


Asked = Annotated[EntryPageQuery, Query()]


@router.get("", operation_id="entry_list")
def entry_list(
    entries: EntriesPart,
    clock: Now,
    asked: Asked,
) -> AllowBlockListOut:
    """What is blocked and allowed, newest first; expired entries where they are asked for."""
    wanted = asked.wanted()
    found = entries.page(wanted, limit=asked.limit + 1, before=asked.cursor)
    page, now = found[: asked.limit], clock.now()
    return AllowBlockListOut(
        items=[entry_out(one, now) for one in page],
        next=page[-1].id if len(found) > asked.limit else None,
        total=entries.count(wanted),
    )


@router.post("", status_code=status.HTTP_201_CREATED, operation_id="entry_add")
def entry_add(body: NewEntry, entries: EntriesPart, caller: Caller, clock: Now) -> AllowBlockOut:
    """Blocks or allows something; counts within a second, on all nodes."""
    return entry_out(entries.add(caller, body.wish()), clock.now())


@router.post("/bulk", status_code=status.HTTP_201_CREATED, operation_id="entry_add_many")
def entry_add_many(body: NewEntries, entries: EntriesPart, caller: Caller) -> AddedOut:
    """Blocks or allows several, all or none; what is known stays as it is."""
    wishes = [one.wish() for one in body.entries]
    added = entries.add_many(caller, wishes, origin="person", source="several at once")
    return AddedOut(
        added=[f"E-{number}" for number in added.new],
        known=[f"E-{number}" for number in added.known],
    )


@router.post("/remove", operation_id="entry_remove_many")
def entry_remove_many(body: EntryIds, entries: EntriesPart, caller: Caller) -> RemovedOut:
    """Takes several away, all or none."""
    return RemovedOut(removed=entries.remove(caller, body.ids))


@router.get("/{entry_id}", operation_id="entry_get")
def entry_get(entry_id: str, entries: EntriesPart, clock: Now) -> AllowBlockOut:
    """An entry, also one that has expired."""
    return entry_out(entries.get(entry_id), clock.now())


@router.patch("/{entry_id}", operation_id="entry_change")
def entry_change(
    entry_id: str, body: EntryEdit, entries: EntriesPart, caller: Caller, clock: Now
) -> AllowBlockOut:
    """Changes when an entry expires, its note, its direction or its places."""
    return entry_out(entries.change(caller, entry_id, body.change()), clock.now())


@router.delete("/{entry_id}", status_code=status.HTTP_204_NO_CONTENT, operation_id="entry_remove")
def entry_remove(entry_id: str, entries: EntriesPart, caller: Caller) -> None:
    """Takes an entry away; lists and verdicts alone count again."""
    entries.remove(caller, [entry_id])
