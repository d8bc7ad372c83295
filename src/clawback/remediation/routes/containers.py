"""Containers over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, status

from clawback.filters.parse import parse
from clawback.http.caller import Caller
from clawback.model.errors import BadInputError
from clawback.remediation.container import bounded, filter_of
from clawback.remediation.routes.asking import Cursor, Limit, RemediationsPart
from clawback.remediation.shapes import (
    ContainerOut,
    ContainersOut,
    NewAddition,
    NewContainer,
    PartToRemove,
    RemediationOut,
)
from clawback.remediation.shaping import container_out, remediation_out
from clawback.remediation.wishing import ReadNames, names_of

router = APIRouter(prefix="/remediation-containers", tags=["approval"])


@router.post("", status_code=status.HTTP_201_CREATED, operation_id="remediation_container_open")
def remediation_container_open(
    body: NewContainer, remediations: RemediationsPart, caller: Caller
) -> ContainerOut:
    """Opens a collection to which people add before it is proposed as one remediation."""
    return container_out(
        remediations.containers.open(
            caller,
            action=body.action,
            name=body.name,
            severity=body.severity,
            description=body.description,
        )
    )


@router.get("", operation_id="remediation_container_list")
def remediation_container_list(
    remediations: RemediationsPart,
    caller: Caller,
    closed: Annotated[bool, Query(description="Those proposed or discarded.")] = False,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> ContainersOut:
    """Containers, newest first."""
    found = remediations.containers.page(caller, limit=limit + 1, before=cursor, closed=closed)
    shown = [container_out(one) for one in found[:limit]]
    return ContainersOut(items=shown, next=shown[-1].id if len(found) > limit else None)


@router.get("/{container_id}", operation_id="remediation_container_get")
def remediation_container_get(
    container_id: str, remediations: RemediationsPart, caller: Caller
) -> ContainerOut:
    """One container, with who added what."""
    return container_out(remediations.containers.get(container_id, caller))


@router.post("/{container_id}/add", operation_id="remediation_container_add")
def remediation_container_add(
    container_id: str, body: NewAddition, remediations: RemediationsPart, caller: Caller
) -> ContainerOut:
    """Adds what a filter will find when the container is proposed, or what is named."""
    text = _added(body, remediations.names(caller))
    return container_out(remediations.containers.add(container_id, caller, text))


@router.post("/{container_id}/remove", operation_id="remediation_container_remove")
def remediation_container_remove(
    container_id: str, body: PartToRemove, remediations: RemediationsPart, caller: Caller
) -> ContainerOut:
    """Takes one part out again; it stays to be read."""
    return container_out(remediations.containers.remove(container_id, caller, body.number))


@router.delete("/{container_id}", operation_id="remediation_container_discard")
def remediation_container_discard(
    container_id: str, remediations: RemediationsPart, caller: Caller
) -> ContainerOut:
    """Throws a container away that nobody proposed; it stays to be read."""
    return container_out(remediations.containers.discard(container_id, caller))


@router.post("/{container_id}/propose", operation_id="remediation_container_propose")
def remediation_container_propose(
    container_id: str, remediations: RemediationsPart, caller: Caller
) -> RemediationOut:
    """Freezes what the container's filters find now, and proposes it."""
    return remediation_out(remediations.containers.propose(container_id, caller))


def _added(body: NewAddition, read: ReadNames) -> str:
    """The text of a filter that finds what is added."""
    if body.filter is None and body.only is None:
        raise BadInputError("Send a filter, or names, or both.")
    parse(body.filter or "")  # alone, so that a mistake is told where it stands
    names = names_of(body.only, read)
    named = "" if names is None else filter_of(names)
    asked = body.filter or ""
    both = f"({named}) ({asked})" if named and asked.strip() else named or asked
    return bounded(both, body.since, body.until)
