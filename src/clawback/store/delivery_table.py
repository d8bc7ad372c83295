"""Deliveries as a table that can become a file of any format."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from clawback.store.format import Format
from clawback.store.port import EventStore, Line, Query
from clawback.store.sorting import NEWEST, Sort
from clawback.store.table_file import Table, delivery_columns

_BY_ENGINES = (Format.CSV, Format.PARQUET)


def delivery_table(
    store: EventStore, query: Query, columns: Sequence[str], *, sort: Sort = NEWEST
) -> Table:
    """Every delivery the query finds; nothing is asked of the store before it is needed."""
    return Table(
        columns=delivery_columns(columns),
        lines=_lines(store, query, columns, sort),
        made={wanted: _file(wanted, store, query, columns, sort) for wanted in _BY_ENGINES},
    )


def _lines(store: EventStore, query: Query, columns: Sequence[str], sort: Sort) -> Iterator[Line]:
    for block in store.stream_lines(query, columns, sort=sort):
        yield from block


def _file(
    wanted: Format, store: EventStore, query: Query, columns: Sequence[str], sort: Sort
) -> Iterator[bytes]:
    yield from store.file(wanted, query, columns, sort=sort)
