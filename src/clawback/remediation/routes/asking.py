"""What the room's routes are given, and the parameters that several take."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Query

from clawback.filters.span import read_span
from clawback.http.part import part
from clawback.model.clock import Clock
from clawback.remediation.action import Action, Severity
from clawback.remediation.listing import Listing, Shelf
from clawback.remediation.remediation import Source, State
from clawback.remediation.remediations import Remediations

RemediationsPart = Annotated[Remediations, Depends(part(Remediations))]
Limit = Annotated[int, Query(ge=1, le=100)]
Cursor = Annotated[str | None, Query(max_length=40)]
_ATTENTION = "Only proposals that people were reminded of, and what paused itself."


def _who(did: str) -> object:
    return Query(max_length=200, description=f"Who {did}, by name or id.")


def _when(what: str) -> object:
    return Query(max_length=40, description=f"{what} ISO 8601, or told from now: `-7d`.")


def listing(
    *,
    clock: Annotated[Clock, Depends(part(Clock))],
    shelf: Annotated[Shelf | None, Query(description="Drafts, pending, running or over.")] = None,
    state: Annotated[State | None, Query(description="As one remediation tells it.")] = None,
    action: Action | None = None,
    severity: Severity | None = None,
    source: Source | None = None,
    created_by: Annotated[str, _who("made it")] = "",
    proposed_by: Annotated[str, _who("proposed it to others")] = "",
    approved_by: Annotated[str, _who("approved it")] = "",
    decided_by: Annotated[str, _who("approved or rejected it, or started it alone")] = "",
    text: Annotated[str, Query(max_length=200, description="In id, name or description.")] = "",
    since: Annotated[str, _when("Made then or later.")] = "",
    until: Annotated[str, _when("Made before.")] = "",
    attention: Annotated[bool, Query(description=_ATTENTION)] = False,
) -> Listing:
    """Reads which remediations are asked for."""
    made = read_span(since, until, clock.now())
    return Listing(
        shelf=shelf,
        state=state,
        action=action,
        severity=severity,
        source=source,
        created_by=created_by,
        proposed_by=proposed_by,
        approved_by=approved_by,
        decided_by=decided_by,
        text=text,
        since=made.since,
        until=made.until,
        attention=attention,
    )


Listed = Annotated[Listing, Depends(listing)]
