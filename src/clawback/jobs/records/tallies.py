"""How many items ended how, counted as they end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, bindparam, delete, func, insert, select, text

from clawback.jobs.block import Done
from clawback.jobs.job import Tally
from clawback.jobs.records.tables import item, tally

_Key = tuple[int, str, str]  # job, server, outcome
_ADD = text(
    "INSERT INTO job_tally (job, server_key, outcome, count) "
    "VALUES (:job, :server_key, :outcome, :count) ON CONFLICT (job, server_key, outcome) "
    "DO UPDATE SET count = job_tally.count + excluded.count"
)
_READ = (
    select(tally.c.server_key, tally.c.outcome, tally.c["count"])
    .where(tally.c.job == bindparam("id"), tally.c["count"] != 0)
    .order_by(tally.c.server_key, tally.c.outcome)
)
_COUNTED = (
    select(item.c.job, item.c.server_key, item.c.outcome, func.count())
    .where(item.c.job == bindparam("id"))
    .group_by(item.c.job, item.c.server_key, item.c.outcome)
)
_RECOUNT = insert(tally).from_select([column.name for column in tally.c], _COUNTED)


def read(connection: Connection, job_id: int) -> list[Tally]:
    """By server and outcome, in order; together they are the job's total."""
    return [
        Tally(server_key=server_key, outcome=outcome, count=count)
        for server_key, outcome, count in connection.execute(_READ, {"id": job_id}).all()
    ]


def count_ended(connection: Connection, dones: Iterable[Done]) -> None:
    """These results were written: their items wait no longer."""
    changes: Counter[_Key] = Counter()
    for done in dones:
        key = done.block.job, done.block.server_key
        changes[*key, ""] -= len(done.results)
        for outcome, count in Counter(result.outcome for result in done.results).items():
            changes[*key, outcome] += count
    _add(connection, changes)


def recount(connection: Connection, job_id: int) -> None:
    """Counts the job's items, all of them."""
    connection.execute(delete(tally).where(tally.c.job == job_id))
    connection.execute(_RECOUNT, {"id": job_id})


def _add(connection: Connection, changes: Mapping[_Key, int]) -> None:
    rows = [
        {"job": job, "server_key": server_key, "outcome": outcome, "count": count}
        for (job, server_key, outcome), count in sorted(changes.items())
        if count
    ]
    if rows:
        connection.execute(_ADD, rows)
