"""SQL by which the engine itself writes deliveries as a Parquet file, as `line_sql` shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from clawback.filters.fields import Field, Kind
from clawback.store.copy_sql import part_sql
from clawback.store.fields import LINKS
from clawback.store.port import Query
from clawback.store.sorting import Sort
from clawback.store.table_file import type_of

_TEXTUAL = frozenset({Kind.TEXT, Kind.URL, Kind.IP})
_GROUP = 20_000  # rows; the engine holds one such group for each thread
_OPTIONS = f"FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, ROW_GROUP_SIZE {_GROUP}"


def parquet_part_sql(
    query: Query, fields: Sequence[str], path: Path, sort: Sort
) -> tuple[str, Mapping[str, object]]:
    """COPY of the chosen rows from place `$first` to before `$last`, and what else it binds."""
    return part_sql(query, fields, path, sort, column_sql=column_sql, options=_OPTIONS)


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
