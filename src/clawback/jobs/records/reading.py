"""What people and the rest of the house ask of the ledger."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, and_, func, select

from clawback.jobs.block import Item, Result, Told
from clawback.jobs.job import Entry, Tally
from clawback.jobs.records.tables import attempt, block, evidence, item, job, payload


def tallies(connection: Connection, job_id: int) -> list[Tally]:
    keys = (item.c.server_key, item.c.outcome)
    wanted = select(*keys, func.count()).where(item.c.job == job_id).group_by(*keys).order_by(*keys)
    return [
        Tally(server_key=server_key, outcome=outcome, count=count)
        for server_key, outcome, count in connection.execute(wanted)
    ]


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
    wanted = (
        select(payload.c.payload)
        .where(payload.c.job == job_id, payload.c.seq.between(first, last))
        .order_by(payload.c.seq)
    )
    return list(connection.scalars(wanted).all())


def evidences(connection: Connection, job_id: int, seqs: Sequence[int]) -> dict[int, str]:
    wanted = select(evidence.c.seq, evidence.c.evidence).where(
        evidence.c.job == job_id,
        evidence.c.seq.between(min(seqs), max(seqs)),
    )
    found = {row.seq: row.evidence for row in connection.execute(wanted).all()}
    return {seq: found[seq] for seq in seqs if seq in found}


def untold(connection: Connection, before: float) -> Iterator[Told]:
    """Attempts that ended until then, and of which the rest of the house has yet to hear."""
    wanted = (
        select(attempt, job.c.kind, block.c.server_key, block.c.account)
        .join(job, job.c.id == attempt.c.job)
        .join(block, and_(block.c.job == attempt.c.job, block.c.first == attempt.c.first))
        .where(attempt.c.told == 0, attempt.c.ended_at <= before)
        .order_by(attempt.c.token)
    )
    for row in connection.execute(wanted).all():
        items = _ended_by(connection, row.job, row.first, row.last, row.token)
        yield Told(
            job=row.job,
            kind=row.kind,
            token=row.token,
            server_key=row.server_key,
            account=row.account,
            items=tuple(Item(i.seq, i.payload, i.attempt, False) for i in items),
            results=tuple(Result(i.seq, i.outcome, i.evidence) for i in items),
        )


def _ended_by(
    connection: Connection, job_id: int, first: int, last: int, token: int
) -> list[Entry]:
    ours = select(item.c.seq).where(
        item.c.job == job_id,
        item.c.seq.between(first, last),
        item.c.token == token,
        item.c.outcome != "",
    )
    mine = set(connection.scalars(ours))
    rows = entries(connection, job_id, after=first - 1, limit=last - first + 1, outcome=None)
    return [row for row in rows if row.seq in mine]
