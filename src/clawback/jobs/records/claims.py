"""Which blocks may be worked on now, and taking them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, and_, bindparam, delete, insert, or_, select, tuple_, update

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
    """A server that failed the last times it was tried."""

    failures: int
    closed_until: float


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


def candidates(
    connection: Connection, job_id: int, *, now: float, full: Collection[str], slots: int
) -> list[Candidate]:
    """At most `slots` blocks in order, of servers not `full` and accounts nobody holds."""
    asked = {"job": job_id, "now": now, "full": sorted(full), "slots": slots}
    return [Candidate(**row) for row in connection.execute(_CANDIDATES, asked).mappings()]


def open_items(
    connection: Connection, job_id: int, blocks: Sequence[Candidate], *, doubts_only: bool
) -> dict[int, tuple[Item, ...]]:
    """The items without an outcome of each block, by the block's first number."""
    spans = or_(*(item.c.seq.between(chosen.first, chosen.last) for chosen in blocks))
    wanted = (
        select(item.c.seq, payload.c.payload, item.c.attempt + 1, item.c.doubt)
        .join(payload, and_(payload.c.job == item.c.job, payload.c.seq == item.c.seq))
        .where(item.c.job == job_id, _open_item, spans)
        .order_by(item.c.seq)
    )
    rows = connection.execute(wanted.where(item.c.doubt == 1) if doubts_only else wanted)
    found = [Item(seq, text, count, doubt == 1) for seq, text, count, doubt in rows.all()]
    return _by_block(found, blocks)


def hold(
    connection: Connection, blocks: Sequence[Block], *, boot: str, now: float, until: float
) -> None:
    """Writes down who works on what, before anything happens."""
    spans = [_span(chosen) for chosen in blocks]
    connection.execute(_CLAIM_DOUBTS if blocks[0].settling else _CLAIM, spans)
    connection.execute(_UNREADY, [{"b_job": s["b_job"], "b_first": s["b_first"]} for s in spans])
    common = {"boot": boot}
    connection.execute(insert(lease), [{**_lease(b), **common, "until": until} for b in blocks])
    connection.execute(
        insert(attempt), [{**_attempt(b), **common, "began_at": now} for b in blocks]
    )


def unready(connection: Connection, blocks: Sequence[Candidate]) -> None:
    connection.execute(_UNREADY, [{"b_job": b.job, "b_first": b.first} for b in blocks])


def held_accounts(connection: Connection) -> list[tuple[str, str]]:
    rows = connection.execute(select(lease.c.server_key, lease.c.account))
    return [(row.server_key, row.account) for row in rows]


def live(connection: Connection, tokens: Collection[int]) -> set[int]:
    """Those of the tokens whose lease still stands."""
    if not tokens:
        return set()
    return set(connection.scalars(select(lease.c.token).where(lease.c.token.in_(sorted(tokens)))))


def drop_leases(connection: Connection, tokens: Collection[int]) -> None:
    connection.execute(delete(lease).where(lease.c.token.in_(sorted(tokens))))


def free(connection: Connection, *, now: float, other_than_boot: str | None = None) -> int:
    """Takes back leases that ran out, or all of other boots; their blocks are ready again."""
    over = lease.c.until <= now if other_than_boot is None else lease.c.boot != other_than_boot
    gone = connection.execute(select(lease.c.token, lease.c.job, lease.c.first).where(over)).all()
    if not gone:
        return 0
    keys = [(row.job, row.first) for row in gone]
    again = (tuple_(block.c.job, block.c.first).in_(keys), block.c.left > 0)
    connection.execute(update(block).where(*again).values(ready=1))
    drop_leases(connection, [row.token for row in gone])
    return len(gone)


def renew(connection: Connection, tokens: Collection[int], until: float) -> set[int]:
    """Makes leases last until then; returns the tokens that still had one."""
    standing = live(connection, tokens)
    if standing:
        mine = lease.c.token.in_(sorted(standing))
        connection.execute(update(lease).where(mine).values(until=until))
    return standing


def failing(connection: Connection) -> dict[str, Failing]:
    return {
        row.server_key: Failing(failures=row.failures, closed_until=row.closed_until)
        for row in connection.execute(select(server))
    }


def write_failing(connection: Connection, server_key: str, state: Failing | None) -> None:
    """Remembers, or with `None` forgets, that a server fails."""
    connection.execute(delete(server).where(server.c.server_key == server_key))
    if state is not None:
        values = {"failures": state.failures, "closed_until": state.closed_until}
        connection.execute(insert(server).values(server_key=server_key, **values))


def _by_block(items: Sequence[Item], blocks: Sequence[Candidate]) -> dict[int, tuple[Item, ...]]:
    found: dict[int, tuple[Item, ...]] = {}
    at = 0
    for chosen in sorted(blocks, key=lambda b: b.first):
        start = at
        while at < len(items) and items[at].seq <= chosen.last:
            at += 1
        found[chosen.first] = tuple(items[start:at])
    return found


def _span(chosen: Block) -> dict[str, object]:
    return {
        "b_job": chosen.job,
        "b_first": chosen.first,
        "b_last": chosen.last,
        "b_token": chosen.token,
    }


def _lease(chosen: Block) -> dict[str, object]:
    return {
        "server_key": chosen.server_key,
        "account": chosen.account,
        "token": chosen.token,
        "job": chosen.job,
        "first": chosen.first,
    }


def _attempt(chosen: Block) -> dict[str, object]:
    return {
        "token": chosen.token,
        "job": chosen.job,
        "first": chosen.first,
        "last": chosen.last,
        "items": len(chosen.items),
        "ended_items": 0,
        "fault": "",
        "told": 1,
    }
