"""What people and the rest of the house ask of the ledger."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from sqlalchemy import Connection, Row, and_, bindparam, or_, select

from clawback.jobs.block import Item, Result, Told
from clawback.jobs.job import ENDED, Entry
from clawback.jobs.records.tables import attempt, block, evidence, item, job, payload

# A job with untold attempts has not ended, and few have not: the history is not looked through.
_UNTOLD = (
    select(
        attempt.c.job,
        attempt.c.first,
        attempt.c.last,
        attempt.c.token,
        job.c.kind,
        block.c.server_key,
        block.c.account,
    )
    .join(job, job.c.id == attempt.c.job)
    .join(block, and_(block.c.job == attempt.c.job, block.c.first == attempt.c.first))
    .where(
        job.c.state.not_in(bindparam("ended", expanding=True)),
        attempt.c.told == 0,
        attempt.c.ended_at.is_not(None),
        or_(
            attempt.c.boot.like(bindparam("node")),
            attempt.c.ended_at <= bindparam("forgotten"),
        ),
    )
    .order_by(attempt.c.token)
)
_ENDED_BY = (
    select(item.c.seq, payload.c.payload, item.c.attempt, item.c.outcome, evidence.c.evidence)
    .join(payload, and_(payload.c.job == item.c.job, payload.c.seq == item.c.seq))
    .outerjoin(evidence, and_(evidence.c.job == item.c.job, evidence.c.seq == item.c.seq))
    .where(
        item.c.job == bindparam("job"),
        item.c.seq.between(bindparam("first"), bindparam("last")),
        item.c.token == bindparam("token"),
        item.c.outcome != "",
    )
    .order_by(item.c.seq)
)
_PAYLOADS = (
    select(payload.c.payload)
    .where(
        payload.c.job == bindparam("job"),
        payload.c.seq.between(bindparam("first"), bindparam("last")),
    )
    .order_by(payload.c.seq)
)
_Attempt: TypeAlias = "Row[int, int, int, int, str, str, str]"


def entries(
    connection: Connection, job_id: int, *, after: int, limit: int, outcome: str | None
) -> list[Entry]:
    """Items with a number above `after`, in order; `outcome` may be empty text."""
    wanted = (
        select(item.c.seq, payload.c.payload, item.c.attempt, item.c.outcome, evidence.c.evidence)
        .join(payload, and_(payload.c.job == item.c.job, payload.c.seq == item.c.seq))
        .outerjoin(evidence, and_(evidence.c.job == item.c.job, evidence.c.seq == item.c.seq))
        .where(item.c.job == job_id, item.c.seq > after)
        .order_by(item.c.seq)
        .limit(limit)
    )
    if outcome is not None:
        wanted = wanted.where(item.c.outcome == outcome)
    return [
        Entry(seq=seq, payload=text, attempt=count, outcome=ended, evidence=proof or "")
        for seq, text, count, ended, proof in connection.execute(wanted).all()
    ]


def payloads(connection: Connection, job_id: int, first: int, last: int) -> list[str]:
    return list(connection.scalars(_PAYLOADS, {"job": job_id, "first": first, "last": last}).all())


def evidences(connection: Connection, job_id: int, seqs: Sequence[int]) -> dict[int, str]:
    wanted = select(evidence.c.seq, evidence.c.evidence).where(
        evidence.c.job == job_id,
        evidence.c.seq.between(min(seqs), max(seqs)),
    )
    found = {row.seq: row.evidence for row in connection.execute(wanted).all()}
    return {seq: found[seq] for seq in seqs if seq in found}


def untold(
    connection: Connection, *, node: str, forgotten: float, items: int | None
) -> Iterator[Told]:
    """Attempts of which the rest of the house has yet to hear, until they hold so many items.

    Of boots whose name begins with `node`, and any that ended before `forgotten`.
    """
    taken = 0
    asked = {"node": f"{node}%", "forgotten": forgotten, "ended": [state.value for state in ENDED]}
    for row in connection.execute(_UNTOLD, asked).all():
        if items is not None and taken >= items:
            return
        told = _told(row, connection.execute(_ENDED_BY, _span(row)).all())
        taken += len(told.results)
        yield told


def _span(row: _Attempt) -> dict[str, object]:
    return {"job": row.job, "first": row.first, "last": row.last, "token": row.token}


def _told(row: _Attempt, ended: Sequence[Row[int, str, int, str, str]]) -> Told:
    return Told(
        job=row.job,
        kind=row.kind,
        token=row.token,
        server_key=row.server_key,
        account=row.account,
        items=tuple(Item(seq, text, count, False) for seq, text, count, _, _ in ended),
        results=tuple(Result(seq, outcome, proof or "") for seq, _, _, outcome, proof in ended),
    )
