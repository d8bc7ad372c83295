"""A job as it is written down, and the changes of its state."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import count, repeat

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    and_,
    bindparam,
    case,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)

from clawback.database.bulk import insert_rows
from clawback.jobs.block import LARGEST_BLOCK, Planned, Settled
from clawback.jobs.caution import Guard
from clawback.jobs.job import ACTIVE, Job, JobState
from clawback.jobs.records import tallies
from clawback.jobs.records.tables import attempt, block, evidence, item, job, lease, payload

_BLOCK = tuple(column.name for column in block.c)
_ITEM = tuple(column.name for column in item.c)
_PAYLOAD = tuple(column.name for column in payload.c)
_EVIDENCE = tuple(column.name for column in evidence.c)
_READY = (1, 0, 0.0)  # ready, tries, next_at
_NEW = (0, 0, 0)  # attempt, doubt, token
_ONE = select(job).where(job.c.id == bindparam("id"))
_STATE = select(job.c.state).where(job.c.id == bindparam("id"))
_SEVERAL = select(job).where(job.c.id.in_(bindparam("ids", expanding=True))).order_by(job.c.id)
_ACTIVE = (
    select(job).where(or_(*(job.c.state == state.value for state in ACTIVE))).order_by(job.c.id)
)
_UNTOLD = (
    select(attempt.c.token).where(attempt.c.job == bindparam("id"), attempt.c.told == 0).limit(1)
)
_READY_BLOCK = (
    select(block.c.first).where(block.c.job == bindparam("id"), block.c.ready == 1).limit(1)
)
_HELD_BLOCK = select(lease.c.token).where(lease.c.job == bindparam("id")).limit(1)
_NOTE = (
    update(job)
    .where(
        job.c.id.in_(bindparam("ids", expanding=True)),
        job.c.note != bindparam("b_note"),
        job.c.guard != Guard.TRIPPED.value,  # what paused it stays to be read
    )
    .values(note=bindparam("b_note"))
)
_FILL_ITEMS = insert(item).from_select(
    [column.name for column in item.c],
    select(
        payload.c.job,
        payload.c.seq,
        block.c.server_key,
        *(literal(number) for number in _NEW),
        literal(""),
    )
    .select_from(block)
    .join(
        payload,
        and_(payload.c.job == block.c.job, payload.c.seq.between(block.c.first, block.c.last)),
    )
    .where(block.c.job == bindparam("id")),
)


def add_job(connection: Connection, *, kind: str, now: float, total: int, left: int) -> int:
    values = {"kind": kind, "state": JobState.DRAFT.value, "created_at": now}
    fresh = insert(job).values(total=total, left=left, note="", **values).returning(job.c.id)
    return int(connection.execute(fresh).scalar_one())


def add_blocks(connection: Connection, job_id: int, shares: Sequence[Planned], first: int) -> None:
    """Writes every share's items from number `first` on, one after the other."""
    blocks: list[tuple[object, ...]] = []
    payloads: list[tuple[object, ...]] = []
    for share in shares:
        server_key, account, texts = share.server_key, share.account, share.payloads
        payloads.extend(zip(repeat(job_id), count(first), texts))
        for at in range(0, len(texts), LARGEST_BLOCK):
            left = min(LARGEST_BLOCK, len(texts) - at)
            blocks.append((job_id, first, first + left - 1, server_key, account, left, *_READY))
            first += left
    insert_rows(connection, block, _BLOCK, blocks)
    insert_rows(connection, payload, _PAYLOAD, payloads)
    connection.execute(_FILL_ITEMS, {"id": job_id})


def add_settled(connection: Connection, job_id: int, settled: Sequence[Settled]) -> None:
    """Writes items that need no work, numbered from 0."""
    items = [(job_id, seq, "", *_NEW, one.outcome) for seq, one in enumerate(settled)]
    payloads = [(job_id, seq, one.payload) for seq, one in enumerate(settled)]
    proofs = [(job_id, seq, one.evidence) for seq, one in enumerate(settled)]
    insert_rows(connection, item, _ITEM, items)
    insert_rows(connection, payload, _PAYLOAD, payloads)
    insert_rows(connection, evidence, _EVIDENCE, proofs)


def read_job(connection: Connection, job_id: int) -> Job | None:
    row = connection.execute(_ONE, {"id": job_id}).first()
    return None if row is None else as_job(row)


def read_state(connection: Connection, job_id: int) -> JobState | None:
    found = connection.scalar(_STATE, {"id": job_id})
    return None if found is None else JobState(found)


def read_jobs(connection: Connection, ids: Collection[int]) -> list[Job]:
    return [as_job(row) for row in connection.execute(_SEVERAL, {"ids": sorted(ids)})]


def active_jobs(connection: Connection) -> list[Job]:
    return [as_job(row) for row in connection.execute(_ACTIVE).all()]


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
    connection.execute(_NOTE, {"ids": sorted(job_ids), "b_note": sentence})


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
    tallies.recount(connection, job_id)
    values = {"left": reopened, "state": JobState.QUEUED.value, "ended_at": None}
    connection.execute(update(job).where(job.c.id == job_id).values(**values))
    return int(reopened)


def anything_left_to_settle(connection: Connection, job_id: int) -> bool:
    """Whether a job being cancelled still has a block to look at, or one in somebody's hands."""
    asked = {"id": job_id}
    return any(connection.execute(wanted, asked).first() for wanted in (_READY_BLOCK, _HELD_BLOCK))


def anything_untold(connection: Connection, job_id: int) -> bool:
    return connection.execute(_UNTOLD, {"id": job_id}).first() is not None


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
        guard=Guard(row.guard),
        seen=row.seen,
        surprises=row.surprises,
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
