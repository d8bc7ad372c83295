"""Sealing: leaves, subtrees, checkpoints."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import LargeBinary, bindparam, cast, func, inspect, select, update

from clawback.audit.merkle import HASH_BYTES, CompactRange, Completed
from clawback.audit.records.tables import checkpoint_table, cursor_table, entry_table, node_table
from clawback.database import Connection
from clawback.database.bulk import insert_rows

TILE = 8  # levels of the tree that one kept level stands for

_SEAL = (
    update(entry_table)
    .where(entry_table.c.id == bindparam("entry"))
    .values(leaf=bindparam("place"), leaf_hash=bindparam("digest"))
)
_nodes = node_table.c
_points = checkpoint_table.c


@dataclass(frozen=True, slots=True)
class KeptCheckpoint:
    """A checkpoint's row: the size, the hashes of its compact range in one, and the signed note."""

    size: int
    frontier: bytes
    note: str

    @property
    def tree(self) -> CompactRange:
        """The compact range; raises `ValueError` when the row is not what was written."""
        cut = range(0, len(self.frontier), HASH_BYTES)
        return CompactRange(self.size, [self.frontier[at : at + HASH_BYTES] for at in cut])


def exists(connection: Connection) -> bool:
    """Whether this database has an audit trail at all."""
    return inspect(connection).has_table(checkpoint_table.name)


def seal(connection: Connection, places: Sequence[tuple[int, int, bytes]]) -> None:
    """Gives entries (by id) their leaves and leaf hashes."""
    rows = [{"entry": entry, "place": leaf, "digest": digest} for entry, leaf, digest in places]
    connection.execute(_SEAL, rows)


def add_nodes(connection: Connection, completed: Sequence[Completed]) -> None:
    """Keeps subtrees."""
    insert_rows(connection, node_table, ("level", "number", "hash"), completed)


def add_checkpoint(connection: Connection, kept: KeptCheckpoint) -> None:
    insert_rows(
        connection,
        checkpoint_table,
        ("size", "frontier", "note"),
        [(kept.size, kept.frontier, kept.note)],
    )


def latest(connection: Connection) -> KeptCheckpoint | None:
    """The checkpoint of the largest tree."""
    asked = select(checkpoint_table).order_by(_points.size.desc()).limit(1)
    row = connection.execute(asked).one_or_none()
    return None if row is None else KeptCheckpoint(*row)


def covering(connection: Connection, size: int) -> KeptCheckpoint | None:
    """The first checkpoint of a tree that has at least so many leaves."""
    asked = select(checkpoint_table).where(_points.size >= size).order_by(_points.size).limit(1)
    row = connection.execute(asked).one_or_none()
    return None if row is None else KeptCheckpoint(*row)


def notes_after(connection: Connection, size: int, *, limit: int) -> list[str]:
    """The notes of larger trees, in order."""
    asked = select(_points.note).where(_points.size > size).order_by(_points.size).limit(limit)
    return list(connection.scalars(asked))


def every_checkpoint(connection: Connection) -> Iterator[KeptCheckpoint]:
    """Every checkpoint by its size, as it is found."""
    note = cast(_points.note, LargeBinary) if connection.dialect.name == "sqlite" else _points.note
    asked = select(_points.size, cast(_points.frontier, LargeBinary), note).order_by(_points.size)
    for size, frontier, text in connection.execution_options(yield_per=1000).execute(asked):
        said = text.decode("utf-8", "surrogateescape") if isinstance(text, bytes) else text
        yield KeptCheckpoint(size, bytes(frontier), said)


def every_node(connection: Connection) -> dict[tuple[int, int], bytes]:
    """Every kept subtree, by level and number."""
    asked = select(_nodes.level, _nodes.number, cast(_nodes.hash, LargeBinary))
    rows = connection.execute(asked)
    return {(level, number): bytes(digest) for level, number, digest in rows}


def hashes(connection: Connection, level: int, first: int, count: int) -> list[bytes]:
    """So many neighbouring hashes of a kept level (0, 8, 16 …), fewer where there are no more."""
    leaf = entry_table.c.leaf
    if level == 0:
        asked = select(entry_table.c.leaf_hash).where(leaf >= first, leaf < first + count)
        return [bytes(digest or b"") for digest in connection.scalars(asked.order_by(leaf))]
    number = _nodes.number
    asked = select(_nodes.hash).where(_nodes.level == level, number >= first)
    found = connection.scalars(asked.where(number < first + count).order_by(number))
    return [bytes(digest) for digest in found]


def next_for(connection: Connection, target: str) -> int:
    """The leaf that this target is sent next; 0 at first."""
    asked = select(cursor_table.c.next).where(cursor_table.c.target == target)
    return int(connection.scalar(asked) or 0)


def move_cursor(connection: Connection, target: str, leaf: int) -> None:
    """Everything before this leaf has reached the target."""
    moved = update(cursor_table).where(cursor_table.c.target == target).values(next=leaf)
    if not connection.execute(moved).rowcount:
        insert_rows(connection, cursor_table, ("target", "next"), [(target, leaf)])


def sealed_count(connection: Connection) -> int:
    """How many entries have been sealed."""
    return int(connection.scalar(select(func.max(entry_table.c.leaf))) or -1) + 1
