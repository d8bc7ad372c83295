"""SQL by which the engine itself writes deliveries as a Parquet file, as `line_sql` shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from clawback.filters.fields import FIELDS, Field, Kind
from clawback.store.asking import condition_of, placed, sorted_rows
from clawback.store.fields import LINKS
from clawback.store.joins import source_for
from clawback.store.page_sql import NEWEST_FIRST, OLDEST_FIRST, order_sql
from clawback.store.port import Query
from clawback.store.query import Condition
from clawback.store.sorting import Sort
from clawback.store.table_file import type_of

_TEXTUAL = frozenset({Kind.TEXT, Kind.URL, Kind.IP})
_ALL = Condition(sql="TRUE", values={}, fields=frozenset())
_AMONG = "SELECT number FROM chosen WHERE place >= $first AND place < $last"
_GROUP = 20_000  # rows; the engine holds one such group for each thread


def column_sql(field: Field, spelled: str) -> str:
    """A field's value as `type_of` has it, under its name."""
    value = LINKS if field.name == "url" else spelled
    if field.several:
        value = f"coalesce({value}, [])"
    elif field.kind in _TEXTUAL:
        value = f"coalesce({value}, '')"
    elif field.kind is Kind.TIME:
        value = f"({value} AT TIME ZONE 'UTC')"
    return f'({value})::{type_of(field).value} AS "{field.name}"'


def chosen_sql(query: Query, sort: Sort) -> tuple[str, Mapping[str, object]]:
    """Settles which rows a file has, and their places in it, for this transaction; binds values."""
    condition = condition_of(query)
    order, values = _order(query, condition, sort)
    source = source_for({sort.field, *condition.fields})
    numbered = f"d.rowid AS number, row_number() OVER (ORDER BY {order}) - 1 AS place"
    found = f"SELECT {numbered} FROM {source} WHERE {condition.sql}"  # noqa: S608 - closed list, bound
    return f"CREATE OR REPLACE TEMP TABLE chosen AS {found}", {**condition.values, **values}


def part_sql(
    query: Query, fields: Sequence[str], path: Path, sort: Sort
) -> tuple[str, Mapping[str, object]]:
    """COPY of the chosen rows from place `$first` to before `$last`, and what else it binds."""
    values, columns = dict[str, object](), list[str]()
    for field in (FIELDS[name] for name in fields):
        place, more = placed(field, query, _ALL)
        values |= more
        columns.append(column_sql(field, place.spelled))
    order, more = _order(query, _ALL, sort)
    among = f"id IN (SELECT id FROM delivery WHERE rowid IN ({_AMONG}))"  # noqa: S608 - closed list
    source = source_for({*fields, sort.field}, among)
    where = f"d.rowid IN ({_AMONG})"
    return copy_sql(columns, source, where, order, path), {**values, **more}


def _order(query: Query, condition: Condition, sort: Sort) -> tuple[str, Mapping[str, object]]:
    if sort.by_time:
        return NEWEST_FIRST if sort.descending else OLDEST_FIRST, {}
    ordered, values = sorted_rows(query, condition, sort)
    return order_sql(ordered), values


def copy_sql(columns: Sequence[str], source: str, where: str, order: str, path: Path) -> str:
    """COPY of rows in an order into a file."""
    target = str(path).replace("'", "''")
    return (
        f"COPY (SELECT {', '.join(columns)} FROM {source} WHERE {where} ORDER BY {order})"  # noqa: S608 - closed list, bound
        f" TO '{target}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {_GROUP})"
    )
