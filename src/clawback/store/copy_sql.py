"""SQL by which the engine itself writes deliveries to files, part by part."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

from clawback.filters.fields import FIELDS, Field
from clawback.store.asking import condition_of, placed, sorted_rows
from clawback.store.joins import source_for
from clawback.store.page_sql import NEWEST_FIRST, OLDEST_FIRST, order_sql
from clawback.store.port import Query
from clawback.store.query import Condition
from clawback.store.sorting import Sort

WritePart: TypeAlias = Callable[
    [Query, Sequence[str], Path, Sort], tuple[str, Mapping[str, object]]
]
"""SQL by which a format's part is written, and what it binds besides `$first` and `$last`."""

_ALL = Condition(sql="TRUE", values={}, fields=frozenset())
_AMONG = "SELECT number FROM chosen WHERE place >= $first AND place < $last"


def chosen_sql(query: Query, sort: Sort) -> tuple[str, Mapping[str, object]]:
    """Settles which rows a file has, and their places in it, for this transaction; binds values."""
    condition = condition_of(query)
    order, values = _order(query, condition, sort)
    source = source_for({sort.field, *condition.fields})
    numbered = f"d.rowid AS number, row_number() OVER (ORDER BY {order}) - 1 AS place"
    found = f"SELECT {numbered} FROM {source} WHERE {condition.sql}"  # noqa: S608 - closed list, bound
    return f"CREATE OR REPLACE TEMP TABLE chosen AS {found}", {**condition.values, **values}


def part_sql(
    query: Query,
    fields: Sequence[str],
    path: Path,
    sort: Sort,
    *,
    column_sql: Callable[[Field, str], str],
    options: str,
) -> tuple[str, Mapping[str, object]]:
    """COPY of the chosen rows from place `$first` to before `$last`, and what else it binds.

    `column_sql` makes a column of a field and of SQL of its value as it was written.
    """
    values, columns = dict[str, object](), list[str]()
    for field in (FIELDS[name] for name in fields):
        place, more = placed(field, query, _ALL)
        values |= more
        columns.append(column_sql(field, place.spelled))
    order, more = _order(query, _ALL, sort)
    among = f"id IN (SELECT id FROM delivery WHERE rowid IN ({_AMONG}))"  # noqa: S608 - closed list
    source = source_for({*fields, sort.field}, among)
    rows = f"SELECT {', '.join(columns)} FROM {source} WHERE d.rowid IN ({_AMONG}) ORDER BY {order}"  # noqa: S608 - closed list, bound
    return copy_sql(rows, path, options), {**values, **more}


def copy_sql(rows: str, path: Path, options: str) -> str:
    """COPY of a SELECT into a file."""
    target = str(path).replace("'", "''")
    return f"COPY ({rows}) TO '{target}' ({options})"


def _order(query: Query, condition: Condition, sort: Sort) -> tuple[str, Mapping[str, object]]:
    if sort.by_time:
        return NEWEST_FIRST if sort.descending else OLDEST_FIRST, {}
    ordered, values = sorted_rows(query, condition, sort)
    return order_sql(ordered), values
