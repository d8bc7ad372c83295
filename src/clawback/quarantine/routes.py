"""The quarantine over HTTP. Its mail is looked at and taken away by the routes of messages."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi import Path as InPath

from clawback.filters.span import read_span
from clawback.http.caller import Caller
from clawback.http.part import part
from clawback.model.clock import Clock
from clawback.model.verdict import ThreatType
from clawback.quarantine.held import HeldState
from clawback.quarantine.quarantine import Quarantine
from clawback.quarantine.shapes import (
    ChosenHeld,
    EndedListOut,
    HeldMailOut,
    HeldPageOut,
    ended_out,
    held_out,
)
from clawback.quarantine.wanted import Mark, Wanted

router = APIRouter(prefix="/quarantine", tags=["quarantine"])
"""Mounted by `api` under `/api/v1`."""

QuarantinePart = Annotated[Quarantine, Depends(part(Quarantine))]
Now = Annotated[Clock, Depends(part(Clock))]
Part = Annotated[str, Query(max_length=320, description="A part of it; case does not matter.")]
States = Annotated[list[HeldState] | None, Query(description="Any of these; all without.")]
When = Annotated[
    str, Query(max_length=40, description="ISO 8601, or told from now: `-7d`; when it came.")
]


def wanted(
    clock: Now,
    *,
    state: States = None,
    recipient: Part = "",
    sender: Part = "",
    threat: ThreatType | None = None,
    message: Annotated[str, Query(max_length=200, description="A network message id.")] = "",
    text: Annotated[
        str,
        Query(max_length=200, description="Stands in addresses, subject, reason or id."),
    ] = "",
    since: When = "",
    until: When = "",
) -> Wanted:
    """Reads the filters of a list."""
    span = read_span(since, until, clock.now())
    return Wanted(
        states=tuple(state or ()),
        recipient=recipient,
        sender=sender,
        threat_type=threat.value if threat else "",
        message=message,
        text=text,
        since=span.since,
        until=span.until,
    )


@router.get("", operation_id="quarantine_list")
def quarantine_list(
    asked: Annotated[Wanted, Depends(wanted)],
    quarantine: QuarantinePart,
    caller: Caller,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    cursor: Annotated[str, Query(max_length=60)] = "",
) -> HeldPageOut:
    """Held mail and what became of it, a page at a time."""
    asked = replace(asked, after=Mark.read(cursor)) if cursor else asked
    found = quarantine.page(caller, asked, limit=limit)
    return HeldPageOut(
        items=[held_out(one) for one in found.items],
        next=found.next.text if found.next else None,
        counts={state: found.counts.get(state, 0) for state in HeldState},
        releases=quarantine.releases,
        keep_days=quarantine.keep_days,
    )


@router.get("/{held_id}", operation_id="quarantine_show")
def quarantine_show(
    held_id: Annotated[str, InPath(max_length=40)], quarantine: QuarantinePart, caller: Caller
) -> HeldMailOut:
    """One held mail, and for whom else the message is or was held."""
    held, others = quarantine.show(caller, held_id)
    return HeldMailOut(
        held=held_out(held),
        others=[held_out(one) for one in others],
        releases=quarantine.releases,
    )


@router.post("/release", operation_id="quarantine_release")
def quarantine_release(
    body: ChosenHeld, quarantine: QuarantinePart, caller: Caller
) -> EndedListOut:
    """Hands each to the mail server for its recipient, with its envelope; says what became of each.

    A mail that the mail server does not take stays held. One that is `unsure` stays held and may
    have been delivered.
    """
    return ended_out(quarantine.release(caller, body.ids))


@router.post("/delete", operation_id="quarantine_delete")
def quarantine_delete(body: ChosenHeld, quarantine: QuarantinePart, caller: Caller) -> EndedListOut:
    """Deletes each for good; says what became of each."""
    return ended_out(quarantine.delete(caller, body.ids))
