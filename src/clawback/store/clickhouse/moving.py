"""Moves everything from a DuckDB file to ClickHouse, in pieces that go through Parquet.

What was moved is noted in a small file beside the DuckDB file after each piece, so that a move
that was cut short goes on where it stopped. At the end both sides are counted; where ClickHouse has
less, every piece is compared row by row, and what is missing is sent.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import duckdb

from clawback.model.errors import ConflictError
from clawback.store import schema
from clawback.store.clickhouse.schema import CLICK, DELIVERY, EVENT, MESSAGE, Columns
from clawback.store.clickhouse.server import Server
from clawback.store.connection import connect, in_words
from clawback.store.outbox import Outbox

PIECE = 100_000  # rows
NOTE = "store-move.json"

Tell: TypeAlias = Callable[[str, int, int], None]
"""Is told what is being moved, how many rows are there, and of how many."""


class MoveIncompleteError(ConflictError):
    """ClickHouse does not hold what the DuckDB file holds. Nothing was removed; move again."""

    code = "store_move_incomplete"


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """One table, and what tells its rows apart: in DuckDB, and in ClickHouse."""

    name: str
    many: str
    columns: Columns
    key: tuple[str, ...]


TABLES = (
    Moved(name="message", many="messages", columns=MESSAGE, key=("id",)),
    Moved(name="delivery", many="deliveries", columns=DELIVERY, key=("id", "recipient")),
    Moved(name="event", many="events", columns=EVENT, key=("event_id",)),
    Moved(name="click", many="clicks", columns=CLICK, key=("click_id",)),
)


# What stands for nothing in a column whose type begins so; times and NULLs stay what they are.
_EMPTY: Mapping[str, str] = {
    "Array": "[]",
    "String": "''",
    "LowCardinality(String)": "''",
    "Int64": "0",
    "Bool": "false",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """How many rows of one kind both stores hold now."""

    many: str
    rows: int


def move(path: Path, server: Server, tell: Tell, *, piece: int = PIECE) -> list[Told]:
    """Moves all that the file holds; nobody may write to it meanwhile.

    Raises:
        StoreLockedError: a server has the file open.
        MoveIncompleteError: the counts still differ after everything was compared.
    """
    _bring_up_to_date(path)
    note = _Note(path.parent / NOTE, f"{server.address.shown}/{server.address.database}")
    with in_words(), duckdb.connect(str(path), read_only=True) as source:
        each = [_Move(source, server, table, piece) for table in TABLES]
        return [_whole(one, note, tell) for one in each]


def _bring_up_to_date(path: Path) -> None:
    connection = connect(path, memory_limit="1GB", threads=2, outbox=Outbox.beside(path).folder)
    try:
        schema.migrate(connection)
    finally:
        connection.close()


def _whole(move: _Move, note: _Note, tell: Tell) -> Told:
    table = move.table
    there = move.there()
    first = note.mark(table.name)
    for rows in move.pieces(first):
        move.send(rows, check=rows.start == first)  # it may have gone before it was noted
        note.reached(table.name, rows.stop)
        tell(table.many, min(rows.stop, there), there)
    if move.arrived() < there:
        for rows in move.pieces(0):
            move.send(rows, check=True)
            tell(f"{table.many}, compared", min(rows.stop, there), there)
    arrived = move.arrived()
    if arrived < there:
        raise MoveIncompleteError(
            f"ClickHouse holds {arrived:,} of {there:,} {table.many}. Nothing was removed from the"
            " DuckDB file; move again, and if it stays so, tell us."
        )
    return Told(many=table.many, rows=there)


class _Note:
    """How far each table has been moved to one place, by the file's own numbers of rows."""

    def __init__(self, path: Path, target: str) -> None:
        self._path = path
        self._target = target
        self._marks: dict[str, int] = {}
        if path.exists():
            written = json.loads(path.read_text(encoding="utf-8"))
            if written.get("target") == target:
                self._marks = dict(written["marks"])

    def mark(self, table: str) -> int:
        return self._marks.get(table, 0)

    def reached(self, table: str, row: int) -> None:
        self._marks[table] = row
        beside = self._path.with_suffix(".new")
        beside.write_text(
            json.dumps({"target": self._target, "marks": self._marks}), encoding="utf-8"
        )
        beside.replace(self._path)


class _Move:
    """One table on its way."""

    def __init__(
        self, source: duckdb.DuckDBPyConnection, server: Server, table: Moved, piece: int
    ) -> None:
        self.table = table
        self._source = source
        self._server = server
        self._piece = piece

    def there(self) -> int:
        """How many rows the file has."""
        return self._number(f"SELECT count(*) FROM {self.table.name}")  # noqa: S608 - closed list

    def arrived(self) -> int:
        """How many different rows ClickHouse has."""
        keys = ", ".join(self.table.key)
        sql = f"SELECT uniqExact({keys}) FROM {self.table.name}"  # noqa: S608 - closed list
        return int(self._server.ask(sql)[0][0])

    def pieces(self, first: int) -> Iterable[range]:
        last = self._number(f"SELECT coalesce(max(rowid) + 1, 0) FROM {self.table.name}")  # noqa: S608 - closed list
        return (range(at, min(at + self._piece, last)) for at in range(first, last, self._piece))

    def send(self, rows: range, *, check: bool) -> None:
        """Rows of these numbers; with `check`, those that are not there."""
        where = f"rowid >= {rows.start} AND rowid < {rows.stop}"
        with tempfile.TemporaryDirectory(prefix="clawback-move-") as folder:
            if check:
                where += self._unknown(where)
            file = Path(folder) / "piece.parquet"
            chosen = ", ".join(_written(name, kind) for name, kind in self.table.columns.items())
            self._source.execute(
                f"COPY (SELECT {chosen} FROM {self.table.name} WHERE {where})"  # noqa: S608 - closed list, numbers
                f" TO '{file}' (FORMAT parquet, COMPRESSION zstd)"
            )
            self._server.insert_parquet(self.table.name, self.table.columns, file)

    def _unknown(self, where: str) -> str:
        """The end of a condition that leaves out what ClickHouse has already."""
        key = self.table.key
        shown = ", ".join(f"{name}::VARCHAR" for name in key)
        keys = self._source.execute(
            f"SELECT {shown} FROM {self.table.name} WHERE {where}"  # noqa: S608 - closed list, numbers
        ).fetchall()
        known = self._known([each[0] for each in keys])
        left = [list(column) for column in zip(*known, strict=True)] or [[] for _ in key]
        columns = [f"UNNEST(${n}::VARCHAR[])" for n in range(1, len(key) + 1)]
        self._source.execute(
            f"CREATE OR REPLACE TEMP TABLE known AS SELECT"
            f" {', '.join(f'{one} AS {name}' for one, name in zip(columns, key, strict=True))}",
            left,
        )
        return f" AND ({shown}) NOT IN (SELECT ({', '.join(key)}) FROM known)"  # noqa: S608 - closed list

    def _known(self, first_parts: list[str]) -> list[tuple[str, ...]]:
        key = self.table.key
        by_id = key[0] == "id"
        shown = ["UUIDNumToString(id)" if name == "id" else name for name in key]
        wanted = "{keys:Array(String)}"
        wanted = f"arrayMap(one -> UUIDStringToNum(one), {wanted})" if by_id else wanted
        sql = (
            f"SELECT DISTINCT {', '.join(shown)} FROM {self.table.name}"  # noqa: S608 - closed list
            f" WHERE {key[0]} IN (SELECT arrayJoin({wanted}))"
        )
        return self._server.ask(sql, {"keys": sorted(set(first_parts))})

    def _number(self, sql: str) -> int:
        found = self._source.execute(sql).fetchone()
        return int(found[0]) if found else 0


def _written(name: str, kind: str) -> str:
    """SQL of a column as ClickHouse keeps it: `columns.py` says the same of a row in memory."""
    return f"{_value(name, kind)} AS {name}"


def _value(name: str, kind: str) -> str:
    known = f"coalesce({name}, {name.removesuffix('_key')}_lc)" if name.endswith("_key") else name
    if kind.startswith("FixedString"):
        return f"unhex(coalesce(replace({name}::VARCHAR, '-', ''), '{'0' * 32}'))"
    if kind.startswith("Array(Tuple"):
        return f"CASE WHEN {name} IS NULL THEN [] ELSE [{name}] END"
    if name.endswith("_order"):
        return f"coalesce(lower(hex({name})), '')"
    empty = next((said for start, said in _EMPTY.items() if kind.startswith(start)), None)
    return known if empty is None else f"coalesce({known}, {empty})"
