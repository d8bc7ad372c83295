"""Writing down how items ended, guarded by the token of the attempt that ended them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import Connection, bindparam, delete, update

from clawback.database.bulk import insert_rows
from clawback.jobs.block import Block, Done, Result, runs
from clawback.jobs.records import tallies
from clawback.jobs.records.tables import attempt, block, evidence, item, job


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """What becomes of a block that comes back."""

    done: Done
    ready: bool
    tries: int
    next_at: float


_EVIDENCE = ("job", "seq", "evidence")
_mine = (
    item.c.job == bindparam("b_job"),
    item.c.seq.between(bindparam("b_first"), bindparam("b_last")),
    item.c.outcome == "",
    item.c.token == bindparam("b_token"),
)
_END = update(item).where(*_mine).values(outcome=bindparam("b_outcome"), doubt=bindparam("b_doubt"))
_CLEAR_DOUBT = update(item).where(*_mine).values(doubt=0)
_DROP_EVIDENCE = delete(evidence).where(
    evidence.c.job == bindparam("b_job"),
    evidence.c.seq.between(bindparam("b_first"), bindparam("b_last")),
)
_RETURN = (
    update(block)
    .where(block.c.job == bindparam("b_job"), block.c.first == bindparam("b_first"))
    .values(
        left=block.c.left - bindparam("b_ended"),
        ready=bindparam("b_ready"),
        tries=bindparam("b_tries"),
        next_at=bindparam("b_next_at"),
    )
)
_CLOSE_ATTEMPT = (
    update(attempt)
    .where(attempt.c.token == bindparam("b_token"))
    .values(
        ended_at=bindparam("b_now"),
        ended_items=bindparam("b_ended"),
        fault=bindparam("b_fault"),
        told=bindparam("b_told"),
    )
)
_TELL = (
    update(attempt).where(attempt.c.token.in_(bindparam("tokens", expanding=True))).values(told=1)
)
_COUNT_DOWN = (
    update(job)
    .where(job.c.id == bindparam("b_job"))
    .values(
        left=job.c.left - bindparam("b_ended"),
        seen=job.c.seen + bindparam("b_ended"),
        surprises=job.c.surprises + bindparam("b_surprises"),
    )
)


def end_items(connection: Connection, dones: Sequence[Done]) -> int:
    """Gives items their outcome and evidence; returns how many were still this attempt's own."""
    spans = [span for done in dones for span in _outcome_spans(done)]
    if not spans:
        return 0
    ended = connection.execute(_END, spans).rowcount
    write_evidence(connection, [(done.block, done.results) for done in dones])
    tallies.count_ended(connection, dones)
    return int(ended)


def write_evidence(
    connection: Connection, proofs: Sequence[tuple[Block, Sequence[Result]]]
) -> None:
    """Puts evidence in place of what an earlier attempt may have left."""
    spans = [
        {"b_job": chosen.job, "b_first": first, "b_last": last}
        for chosen, results in proofs
        for first, last in runs(sorted(result.seq for result in results))
    ]
    rows: list[tuple[object, ...]] = [
        (chosen.job, result.seq, result.evidence)
        for chosen, results in proofs
        for result in results
    ]
    if rows:
        connection.execute(_DROP_EVIDENCE, spans)
        insert_rows(connection, evidence, _EVIDENCE, rows)


def clear_doubts(connection: Connection, dones: Sequence[Done]) -> None:
    """Items that come back untouched are as they were before the attempt."""
    spans = [
        {**_span(done, first, last)}
        for done in dones
        for first, last in runs([seq for seq in done.undone if seq not in done.doubtful])
    ]
    if spans:
        connection.execute(_CLEAR_DOUBT, spans)


def return_blocks(
    connection: Connection, returned: Sequence[Returned], surprises: Mapping[int, int], now: float
) -> None:
    """Closes the attempts, counts down blocks and jobs, and counts surprises by job."""
    connection.execute(_RETURN, [_block_values(r) for r in returned])
    connection.execute(_CLOSE_ATTEMPT, [_attempt_values(r.done, now) for r in returned])
    ended: dict[int, int] = {}
    for r in returned:
        ended[r.done.block.job] = ended.get(r.done.block.job, 0) + len(r.done.results)
    counted = [
        {"b_job": j, "b_ended": n, "b_surprises": surprises.get(j, 0)}
        for j, n in sorted(ended.items())
    ]
    connection.execute(_COUNT_DOWN, counted)


def mark_told(connection: Connection, tokens: Collection[int]) -> None:
    connection.execute(_TELL, {"tokens": sorted(tokens)})


def _outcome_spans(done: Done) -> list[dict[str, object]]:
    key = {"b_job": done.block.job, "b_token": done.block.token}
    ordered = sorted(done.results, key=_kind_and_seq)
    return [
        {**key, "b_first": first, "b_last": last, "b_outcome": outcome, "b_doubt": int(doubt)}
        for (outcome, doubt), group in groupby(ordered, key=_kind)
        for first, last in runs([result.seq for result in group])
    ]


def _kind(result: Result) -> tuple[str, bool]:
    return result.outcome, result.doubt


def _kind_and_seq(result: Result) -> tuple[str, bool, int]:
    return result.outcome, result.doubt, result.seq


def _span(done: Done, first: int, last: int) -> dict[str, object]:
    key = {"b_job": done.block.job, "b_token": done.block.token}
    return {**key, "b_first": first, "b_last": last}


def _block_values(returned: Returned) -> dict[str, object]:
    return {
        "b_job": returned.done.block.job,
        "b_first": returned.done.block.first,
        "b_ended": len(returned.done.results),
        "b_ready": int(returned.ready),
        "b_tries": returned.tries,
        "b_next_at": returned.next_at,
    }


def _attempt_values(done: Done, now: float) -> dict[str, object]:
    return {
        "b_token": done.block.token,
        "b_now": now,
        "b_ended": len(done.results),
        "b_fault": done.fault.sentence if done.fault else "",
        "b_told": int(not done.results),
    }
