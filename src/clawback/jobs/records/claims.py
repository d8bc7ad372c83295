"""Which blocks may be worked on now, and taking them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import (
    Connection,
    Row,
    and_,
    bindparam,
    delete,
    func,
    insert,
    select,
    tuple_,
    update,
)

from clawback.database.bulk import insert_rows
from clawback.jobs.block import Block, Item
from clawback.jobs.records.tables import attempt, block, item, lease, payload, server


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A block that nobody holds."""

    job: int
    first: int
    last: int
    server_key: str
    account: str
    tries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Failing:
    """A server that failed the last times it was tried, or asked for quiet until some moment."""

    failures: int
    closed_until: float
    asked_until: float = 0.0


_open_item = item.c.outcome == ""
_stretch = (
    item.c.job == bindparam("b_job"),
    item.c.seq.between(bindparam("b_first"), bindparam("b_last")),
    _open_item,
)
_CLAIM = (
    update(item)
    .where(*_stretch)
    .values(attempt=item.c.attempt + 1, doubt=1, token=bindparam("b_token"))
)
_CLAIM_DOUBTS = _CLAIM.where(item.c.doubt == 1)
_UNREADY = (
    update(block)
    .where(block.c.job == bindparam("b_job"), block.c.first == bindparam("b_first"))
    .values(ready=0)
)
_held = (
    select(lease.c.token)
    .where(lease.c.server_key == block.c.server_key, lease.c.account == block.c.account)
    .exists()
)
_CANDIDATES = (
    select(
        block.c.job,
        block.c.first,
        block.c.last,
        block.c.server_key,
        block.c.account,
        block.c.tries,
    )
    .where(
        block.c.job == bindparam("job"),
        block.c.ready == 1,
        block.c.next_at <= bindparam("now"),
        block.c.server_key.not_in(bindparam("full", expanding=True)),
        ~_held,
    )
    .order_by(block.c.first)
    .limit(bindparam("slots"))
)


# One block of each server after the other, so that a few blocks stand for all servers.
_turn = func.row_number().over(partition_by=block.c.server_key, order_by=block.c.first)
_SPREAD = _CANDIDATES.order_by(None).order_by(_turn, block.c.first)

_OPEN_ITEMS = (
    select(
        block.c.first, item.c.seq, payload.c.payload, (item.c.attempt + 1).label("n"), item.c.doubt
    )
    .select_from(block)
    .join(item, and_(item.c.job == block.c.job, item.c.seq.between(block.c.first, block.c.last)))
    .join(payload, and_(payload.c.job == item.c.job, payload.c.seq == item.c.seq))
    .where(
        block.c.job == bindparam("job"),
        block.c.first.in_(bindparam("firsts", expanding=True)),
        _open_item,
        item.c.doubt >= bindparam("doubt"),
    )
    .order_by(block.c.first, item.c.seq)
)
_TOKENS = select(lease.c.token)
_mine = lease.c.token == bindparam("b_token")
_DROP = delete(lease).where(_mine)
_RENEW = update(lease).where(_mine).values(until=bindparam("b_until"))
_HELD = select(lease.c.server_key, lease.c.account)
_ATTEMPT = tuple(column.name for column in attempt.c if column.name != "ended_at")
_LEASE = tuple(column.name for column in lease.c)
_FAILING = select(server)
_gone = select(lease.c.token, lease.c.job, lease.c.first)
_RAN_OUT = _gone.where(lease.c.until <= bindparam("now"))


def candidates(
    connection: Connection,
    job_id: int,
    *,
    now: float,
    full: Collection[str],
    slots: int,
    spread: bool = False,
) -> list[Candidate]:
    """At most `slots` blocks in order, of servers not `full` and accounts nobody holds.

    `spread` takes the servers in turn.
    """
    asked = {"job": job_id, "now": now, "full": sorted(full), "slots": slots}
    wanted = _SPREAD if spread else _CANDIDATES
    return [Candidate(**row) for row in connection.execute(wanted, asked).mappings()]


def open_items(
    connection: Connection, job_id: int, blocks: Sequence[Candidate], *, doubts_only: bool
) -> dict[int, tuple[Item, ...]]:
    """The items without an outcome of each block, by the block's first number."""
    asked = {
        "job": job_id,
        "firsts": [chosen.first for chosen in blocks],
        "doubt": int(doubts_only),
    }
    found: dict[int, list[Item]] = {chosen.first: [] for chosen in blocks}
    for first, seq, text, count, doubt in connection.execute(_OPEN_ITEMS, asked).all():
        found[first].append(Item(seq, text, count, doubt == 1))
    return {first: tuple(items) for first, items in found.items()}


def hold(
    connection: Connection, blocks: Sequence[Block], *, boot: str, now: float, until: float
) -> None:
    """Writes down who works on what, before anything happens."""
    spans = [_span(chosen) for chosen in blocks]
    connection.execute(_CLAIM_DOUBTS if blocks[0].settling else _CLAIM, spans)
    connection.execute(_UNREADY, [{"b_job": b.job, "b_first": b.first} for b in blocks])
    insert_rows(connection, lease, _LEASE, [_lease(chosen, boot, until) for chosen in blocks])
    insert_rows(connection, attempt, _ATTEMPT, [_attempt(chosen, boot, now) for chosen in blocks])


def unready(connection: Connection, blocks: Sequence[Candidate]) -> None:
    connection.execute(_UNREADY, [{"b_job": b.job, "b_first": b.first} for b in blocks])


def held_accounts(connection: Connection) -> list[tuple[str, str]]:
    return [(server_key, account) for server_key, account in connection.execute(_HELD).all()]


def live(connection: Connection, tokens: Collection[int]) -> set[int]:
    """Those of the tokens whose lease still stands."""
    if not tokens:
        return set()
    return set(connection.scalars(_TOKENS)).intersection(tokens)  # of few leases


def drop_leases(connection: Connection, tokens: Collection[int]) -> None:
    connection.execute(_DROP, [{"b_token": token} for token in sorted(tokens)])


def free(connection: Connection, *, now: float) -> int:
    """Takes back leases that ran out; their blocks are ready again."""
    return _take_back(connection, connection.execute(_RAN_OUT, {"now": now}).all())


def void(connection: Connection, *, boot: str, like: str) -> int:
    """Takes back leases of other boots than this whose name begins with `like`."""
    others = lease.c.boot.startswith(like, autoescape=True)
    gone = connection.execute(_gone.where(lease.c.boot != boot, others)).all()
    return _take_back(connection, gone)


def renew(connection: Connection, tokens: Collection[int], until: float) -> set[int]:
    """Makes leases last until then; returns the tokens that still had one."""
    standing = live(connection, tokens)
    if standing:
        asked = [{"b_token": token, "b_until": until} for token in sorted(standing)]
        connection.execute(_RENEW, asked)
    return standing


def failing(connection: Connection) -> dict[str, Failing]:
    return {
        row.server_key: Failing(
            failures=row.failures, closed_until=row.closed_until, asked_until=row.asked_until
        )
        for row in connection.execute(_FAILING)
    }


def write_failing(connection: Connection, server_key: str, state: Failing | None) -> None:
    """Remembers, or with `None` forgets, that a server fails."""
    connection.execute(delete(server).where(server.c.server_key == server_key))
    if state is not None:
        values = {
            "failures": state.failures,
            "closed_until": state.closed_until,
            "asked_until": state.asked_until,
        }
        connection.execute(insert(server).values(server_key=server_key, **values))


def _take_back(connection: Connection, gone: Sequence[Row[int, int, int]]) -> int:
    if not gone:
        return 0
    keys = [(job, first) for _, job, first in gone]
    again = (tuple_(block.c.job, block.c.first).in_(keys), block.c.left > 0)
    connection.execute(update(block).where(*again).values(ready=1))
    drop_leases(connection, [token for token, _, _ in gone])
    return len(gone)


def _span(chosen: Block) -> dict[str, object]:
    """From its first item to its last; of a whole block, these are its open ones, too."""
    return {
        "b_job": chosen.job,
        "b_first": chosen.items[0].seq,
        "b_last": chosen.items[-1].seq,
        "b_token": chosen.token,
    }


def _lease(chosen: Block, boot: str, until: float) -> tuple[object, ...]:
    account = (chosen.server_key, chosen.account)
    return *account, chosen.token, chosen.job, chosen.first, boot, until


def _attempt(chosen: Block, boot: str, now: float) -> tuple[object, ...]:
    span = (chosen.job, chosen.first, chosen.last)
    return chosen.token, *span, len(chosen.items), 0, boot, now, "", 1
