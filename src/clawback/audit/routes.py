"""The audit trail over HTTP: entries, proofs, checkpoints, and files to take away."""

from __future__ import annotations

import base64
import re
from dataclasses import replace
from datetime import datetime
from itertools import chain
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from fastapi.responses import PlainTextResponse, StreamingResponse
from pydantic import BaseModel

from clawback.audit.entry import Detail, Result
from clawback.audit.kept import KeptEntry, leaf_bytes
from clawback.audit.log import Log, Proof
from clawback.audit.records.entries import Wanted
from clawback.audit.takeaway import Format, write
from clawback.filters.span import read_span
from clawback.http.part import part
from clawback.model.clock import Clock
from clawback.model.errors import BadInputError

LARGEST_PAGE = 1000
_LARGEST_ID = (1 << 63) - 1

router = APIRouter(prefix="/audit", tags=["audit"])
LogPart = Annotated[Log, Depends(part(Log))]
Now = Annotated[Clock, Depends(part(Clock))]
_WHEN = "ISO 8601, or told from now: `-7d`."
Word = Annotated[str | None, Query(max_length=2000)]
When = Annotated[str | None, Query(max_length=40, description=_WHEN)]


class BadAuditCursorError(BadInputError):
    """The cursor is not one of ours. Ask for the first page without one."""

    code = "bad_cursor"


class AuditEntryOut(BaseModel):
    """One line of the trail; `number` is its place in the log from 1, `null` until it is sealed."""

    id: int
    number: int | None
    at: datetime
    actor_id: str
    actor_name: str
    actor_kind: str
    actor_role: str
    person: str
    action: str
    subject: str
    result: str
    details: dict[str, Detail]


class AuditEntriesOut(BaseModel):
    """A page, newest first; `next` is the cursor of the next page, `null` at the end."""

    items: list[AuditEntryOut]
    next: str | None


class AuditProofOut(BaseModel):
    """Shows that an entry is in a signed checkpoint (RFC 9162 section 2.1.3).

    The leaf is hashed as SHA-256 of a zero byte and `leaf`. Hashes are base64.
    """

    leaf: str
    leaf_index: int
    tree_size: int
    hashes: list[str]
    checkpoint: str


class ProvedEntryOut(BaseModel):
    """An entry and its proof, which is `null` in the first second or two."""

    entry: AuditEntryOut
    proof: AuditProofOut | None


class ConsistencyOut(BaseModel):
    """Shows that a log only grew from one size to another (RFC 9162 section 2.1.4); base64."""

    old_size: int
    new_size: int
    hashes: list[str]


def wanted(
    *,
    clock: Now,
    actor: Word = None,
    person: Word = None,
    action: Annotated[
        str | None, Query(max_length=200, description="`remediation.*` finds all that begin so.")
    ] = None,
    subject: Word = None,
    result: Result | None = None,
    since: When = None,
    until: When = None,
    text: Annotated[
        str | None,
        Query(max_length=200, description="Stands in who did what to what, or in the details."),
    ] = None,
) -> Wanted:
    """Reads the filters that listing and export have in common."""
    span = read_span(since or "", until or "", clock.now())
    return Wanted(
        actor=actor,
        person=person,
        action=action,
        subject=subject,
        result=result.value if result else None,
        since=span.since,
        until=span.until,
        text=text,
    )


Asked = Annotated[Wanted, Depends(wanted)]


@router.get("/entries", operation_id="audit_entries")
def audit_entries(
    asked: Asked,
    log: LogPart,
    limit: Annotated[int, Query(ge=1, le=LARGEST_PAGE)] = 100,
    cursor: Annotated[str | None, Query(max_length=40)] = None,
) -> AuditEntriesOut:
    """Entries, newest first, a page at a time."""
    found = log.page(_below(asked, cursor), limit=limit + 1)
    more = str(found[limit - 1].id) if len(found) > limit else None
    return AuditEntriesOut(items=[_out(entry) for entry in found[:limit]], next=more)


@router.get("/entries/{entry_id}", operation_id="audit_entry")
def audit_entry(
    entry_id: Annotated[int, Path(ge=1, le=_LARGEST_ID)], log: LogPart
) -> ProvedEntryOut:
    """One entry, and the proof that it is in a signed checkpoint."""
    entry, proof = log.entry(entry_id)
    return ProvedEntryOut(entry=_out(entry), proof=_proof(entry, proof))


@router.get("/checkpoint", operation_id="audit_checkpoint", response_class=PlainTextResponse)
def audit_checkpoint(log: LogPart) -> PlainTextResponse:
    """The newest signed checkpoint, as a note. Keep it elsewhere: it holds the log to its past."""
    return PlainTextResponse(log.checkpoint())


@router.get("/consistency", operation_id="audit_consistency")
def audit_consistency(
    log: LogPart,
    old_size: Annotated[int, Query(ge=1, le=_LARGEST_ID)],
    new_size: Annotated[int, Query(ge=1, le=_LARGEST_ID)],
) -> ConsistencyOut:
    """Shows that the log of `new_size` entries begins with that of `old_size`."""
    hashes = log.consistency(old_size, new_size)
    return ConsistencyOut(
        old_size=old_size, new_size=new_size, hashes=[_base64(each) for each in hashes]
    )


@router.get(
    "/export",
    operation_id="audit_export",
    response_class=StreamingResponse,
    responses={200: {"content": {form.media_type: {} for form in Format}}},
)
def audit_export(
    asked: Asked, log: LogPart, form: Annotated[Format, Query(alias="format")]
) -> StreamingResponse:
    """Every entry that the filters find, newest first, as a file; there is no limit.

    OCSF is a line of JSON for each event, as SIEMs read them, of every entry that is sealed.
    """
    blocks = log.stream(asked)
    begun = chain([next(blocks, ())], blocks)  # what goes wrong is said before any byte
    return StreamingResponse(
        write(form, begun, origin=log.origin),
        media_type=form.media_type,
        headers={"Content-Disposition": f'attachment; filename="{form.file_name}"'},
    )


def _below(asked: Wanted, cursor: str | None) -> Wanted:
    if cursor is None:
        return asked
    if re.fullmatch("[0-9]{1,18}", cursor) is None:
        raise BadAuditCursorError
    return replace(asked, below=int(cursor))


def _out(entry: KeptEntry) -> AuditEntryOut:
    return AuditEntryOut(
        id=entry.id,
        number=None if entry.leaf is None else entry.leaf + 1,
        at=entry.moment,
        actor_id=entry.actor_id,
        actor_name=entry.actor_name,
        actor_kind=entry.actor_kind,
        actor_role=entry.actor_role,
        person=entry.person,
        action=entry.action,
        subject=entry.subject,
        result=entry.result,
        details=entry.facts,
    )


def _proof(entry: KeptEntry, proof: Proof | None) -> AuditProofOut | None:
    if proof is None or entry.leaf is None:
        return None
    return AuditProofOut(
        leaf=leaf_bytes(entry, entry.leaf).decode("ascii"),
        leaf_index=entry.leaf,
        tree_size=proof.size,
        hashes=[_base64(each) for each in proof.hashes],
        checkpoint=proof.checkpoint,
    )


def _base64(digest: bytes) -> str:
    return base64.b64encode(digest).decode("ascii")
