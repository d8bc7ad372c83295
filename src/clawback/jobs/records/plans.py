"""A job as it is written down, and the changes of its state."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, Connection, Row, case, func, insert, select, update

from clawback.database.bulk import insert_rows
from clawback.jobs.block import LARGEST_BLOCK, Planned, Settled
from clawback.jobs.job import Job, JobState
from clawback.jobs.records.tables import attempt, block, evidence, item, job, lease, payload

_BLOCK = tuple(column.name for column in block.c)
_ITEM = tuple(column.name for column in item.c)
_PAYLOAD = tuple(column.name for column in payload.c)
_EVIDENCE = tuple(column.name for column in evidence.c)
_READY = (1, 0, 0.0)  # ready, tries, next_at
_NEW = (0, 0, 0)  # attempt, doubt, token


def add_job(connection: Connection, *, kind: str, now: float, total: int, left: int) -> int:
    values = {"kind": kind, "state": JobState.DRAFT.value, "created_at": now}
    fresh = insert(job).values(total=total, left=left, note="", **values).returning(job.c.id)
    return int(connection.execute(fresh).scalar_one())


def add_blocks(connection: Connection, job_id: int, shares: Sequence[Planned], first: int) -> None:
    """Writes every share's items from number `first` on, one after the other."""
    blocks: list[tuple[object, ...]] = []
    items: list[tuple[object, ...]] = []
    payloads: list[tuple[object, ...]] = []
    for share in shares:
        server_key, account = share.server_key, share.account
        for at in range(0, len(share.payloads), LARGEST_BLOCK):
            part = share.payloads[at : at + LARGEST_BLOCK]
            left, last = len(part), first + len(part) - 1
            blocks.append((job_id, first, last, server_key, account, left, *_READY))
            items.extend((job_id, seq, server_key, *_NEW, "") for seq in range(first, last + 1))
            payloads.extend((job_id, seq, text) for seq, text in enumerate(part, first))
            first = last + 1
    insert_rows(connection, block, _BLOCK, blocks)
    insert_rows(connection, item, _ITEM, items)
    insert_rows(connection, payload, _PAYLOAD, payloads)


def add_settled(connection: Connection, job_id: int, settled: Sequence[Settled]) -> None:
    """Writes items that need no work, numbered from 0."""
    items = [(job_id, seq, "", *_NEW, one.outcome) for seq, one in enumerate(settled)]
    payloads = [(job_id, seq, one.payload) for seq, one in enumerate(settled)]
    proofs = [(job_id, seq, one.evidence) for seq, one in enumerate(settled)]
    insert_rows(connection, item, _ITEM, items)
    insert_rows(connection, payload, _PAYLOAD, payloads)
    insert_rows(connection, evidence, _EVIDENCE, proofs)


def read_job(connection: Connection, job_id: int) -> Job | None:
    row = connection.execute(select(job).where(job.c.id == job_id)).first()
    return None if row is None else as_job(row)


def read_state(connection: Connection, job_id: int) -> JobState | None:
    found = connection.scalar(select(job.c.state).where(job.c.id == job_id))
    return None if found is None else JobState(found)


def read_jobs(connection: Connection, ids: Collection[int]) -> list[Job]:
    rows = connection.execute(select(job).where(job.c.id.in_(sorted(ids))).order_by(job.c.id))
    return [as_job(row) for row in rows]


def jobs_in(connection: Connection, states: Collection[JobState]) -> list[Job]:
    wanted = job.c.state.in_([state.value for state in states])
    return [as_job(row) for row in connection.execute(select(job).where(wanted).order_by(job.c.id))]


def change_state(
    connection: Connection, job_id: int, *, found: Collection[JobState], to: JobState
) -> bool:
    """Puts the job into a state, if it is in one of those `found`."""
    return _change(connection, job_id, found, {"state": to.value})


def begin_job(connection: Connection, job_id: int, now: float) -> None:
    values: dict[str, object] = {
        "state": JobState.RUNNING.value,
        "started_at": func.coalesce(job.c.started_at, now),
    }
    _change(connection, job_id, [JobState.QUEUED], values)


def end_job(connection: Connection, job_id: int, to: JobState, now: float) -> None:
    connection.execute(
        update(job).where(job.c.id == job_id).values(state=to.value, ended_at=now, note="")
    )


def note_job(connection: Connection, job_ids: Collection[int], sentence: str) -> None:
    """Says what holds these jobs up; writes nothing where that is said already."""
    wanted = (job.c.id.in_(sorted(job_ids)), job.c.note != sentence)
    connection.execute(update(job).where(*wanted).values(note=sentence))


def keep_only_doubts(connection: Connection, job_id: int) -> None:
    """Of a job that is being cancelled, only blocks with an item in doubt stay ready."""
    doubts = select(item.c.seq).where(
        item.c.job == job_id,
        item.c.seq.between(block.c.first, block.c.last),
        item.c.outcome == "",
        item.c.doubt == 1,
    )
    mine = (block.c.job == job_id, block.c.ready == 1)
    connection.execute(update(block).where(*mine, ~doubts.exists()).values(ready=0))


def reopen_items(connection: Connection, job_id: int, outcomes: Collection[str], now: float) -> int:
    """Takes the outcome from items that had one of these; returns how many."""
    mine = (item.c.job == job_id, item.c.outcome.in_(sorted(outcomes)), item.c.server_key != "")
    reopened = connection.execute(update(item).where(*mine).values(outcome="")).rowcount
    if not reopened:
        return 0
    left = (
        select(func.count())
        .where(
            item.c.job == job_id,
            item.c.seq.between(block.c.first, block.c.last),
            item.c.outcome == "",
        )
        .scalar_subquery()
    )
    connection.execute(
        update(block)
        .where(block.c.job == job_id)
        .values(left=left, ready=_sign(left), tries=0, next_at=now)
    )
    values = {"left": reopened, "state": JobState.QUEUED.value, "ended_at": None}
    connection.execute(update(job).where(job.c.id == job_id).values(**values))
    return int(reopened)


def anything_left_to_settle(connection: Connection, job_id: int) -> bool:
    """Whether a job being cancelled still has a block to look at, or one in somebody's hands."""
    ready = select(block.c.first).where(block.c.job == job_id, block.c.ready == 1).limit(1)
    held = select(lease.c.token).where(lease.c.job == job_id).limit(1)
    return any(connection.execute(wanted).first() for wanted in (ready, held))


def anything_untold(connection: Connection, job_id: int) -> bool:
    wanted = select(attempt.c.token).where(attempt.c.job == job_id, attempt.c.told == 0).limit(1)
    return connection.execute(wanted).first() is not None


def as_job(row: Row[tuple[object, ...]]) -> Job:
    return Job(
        id=row.id,
        kind=row.kind,
        state=JobState(row.state),
        total=row.total,
        left=row.left,
        created_at=row.created_at,
        started_at=row.started_at,
        ended_at=row.ended_at,
        note=row.note,
    )


def _change(
    connection: Connection,
    job_id: int,
    found: Collection[JobState],
    values: dict[str, object],
) -> bool:
    wanted = (job.c.id == job_id, job.c.state.in_([state.value for state in found]))
    return connection.execute(update(job).where(*wanted).values(**values)).rowcount == 1


def _sign(count: ColumnElement[int]) -> ColumnElement[int]:
    return case((count > 0, 1), else_=0)
