"""Writes a table as a file of any format, in pieces: as many lines as there are, bounded memory."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import chain, islice
from pathlib import Path

import duckdb

from clawback.filters.fields import FIELDS, Field, Kind
from clawback.model.errors import UnavailableError
from clawback.store.format import Format
from clawback.store.sheets import csv_file, ndjson_file, pieces, xlsx_file

_BLOCK = 1000  # lines
_MEMORY = "256MB"


class FileUnmakeableError(UnavailableError):
    """The file cannot be made. The disk for temporary files may be full."""

    code = "file_unmakeable"


class ColumnType(StrEnum):
    """What a column holds; what Parquet calls it."""

    TEXT = "VARCHAR"
    NUMBER = "BIGINT"
    TIME = "TIMESTAMP WITH TIME ZONE"
    TRUTH = "BOOLEAN"
    TEXTS = "VARCHAR[]"
    NUMBERS = "BIGINT[]"
    TIMES = "TIMESTAMP WITH TIME ZONE[]"


_TYPES = {
    Kind.NUMBER: ColumnType.NUMBER,
    Kind.SIZE: ColumnType.NUMBER,
    Kind.TIME: ColumnType.TIME,
    Kind.BOOLEAN: ColumnType.TRUTH,
}


def type_of(shown: Field) -> ColumnType:
    """The type of a field's column."""
    single = _TYPES.get(shown.kind, ColumnType.TEXT)
    return ColumnType(f"{single.value}[]") if shown.several else single


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Named columns, and lines of as many values: text, numbers, truth, `None`, lists of these.

    `made` are the same lines as files, where somebody makes them quicker than from lines. Nothing
    is begun before it is asked for.
    """

    columns: Mapping[str, ColumnType]
    lines: Iterable[Sequence[object]]
    made: Mapping[Format, Iterable[bytes]] = field(default_factory=dict)


def delivery_columns(names: Iterable[str]) -> Mapping[str, ColumnType]:
    """The columns of these fields of deliveries."""
    return {name: type_of(FIELDS[name]) for name in names}


def delivery_file(
    wanted: Format, names: Sequence[str], blocks: Iterable[Iterable[Sequence[object]]]
) -> Iterator[bytes]:
    """Blocks of lines of these fields of deliveries, as a file."""
    lines = chain.from_iterable(blocks)
    return table_file(wanted, Table(columns=delivery_columns(names), lines=lines))


def table_file(wanted: Format, table: Table, *, folder: Path | None = None) -> Iterator[bytes]:
    """The table as a file. What needs a file of its own to be made has it under `folder`.

    CSV (RFC 4180) and XLSX are for spreadsheets: text cannot become a formula there, and stands on
    one line. The other formats keep every character.
    """
    if wanted in table.made:
        return iter(table.made[wanted])
    names = tuple(table.columns)
    match wanted:
        case Format.CSV:
            return csv_file(names, table.lines)
        case Format.NDJSON:
            return ndjson_file(names, table.lines)
        case Format.JSON:
            return _json(names, table.lines)
        case Format.XLSX:
            return xlsx_file(names, table.lines, folder=folder)
        case Format.PARQUET:
            return _parquet(table, folder)


def begun(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The same pieces, the first already made: what goes wrong is said before any byte."""
    return chain([next(pieces, b"")], pieces)


def _json(names: Sequence[str], lines: Iterable[Sequence[object]]) -> Iterator[bytes]:
    texts = (
        json.dumps(dict(zip(names, line, strict=True)), separators=(",", ":")) for line in lines
    )
    before = "[\n"
    while block := list(islice(texts, _BLOCK)):
        yield (before + ",\n".join(block)).encode("ascii")
        before = ",\n"
    yield b"[]\n" if before == "[\n" else b"\n]\n"


def _parquet(table: Table, folder: Path | None) -> Iterator[bytes]:
    with tempfile.TemporaryDirectory(prefix="clawback-export-", dir=folder) as own:
        path, lines = Path(own) / "table.parquet", iter(table.lines)
        first = next(lines, None)  # so that what goes wrong is said before anything is made
        whole = chain([first] if first is not None else [], lines)
        with (
            told_unmakeable(),
            duckdb.connect(f"{own}/rows.duckdb", config={"memory_limit": _MEMORY}) as scratch,
        ):
            types = ", ".join(f'"{name}" {kind.value}' for name, kind in table.columns.items())
            scratch.execute(f"CREATE TABLE exported ({types})")
            while block := list(islice(whole, _BLOCK)):
                with scratch.appender("exported") as appender:
                    appender.append_rows([list(map(_sound, line)) for line in block])
            scratch.execute(f"COPY exported TO '{path}' (FORMAT parquet, COMPRESSION zstd)")
        yield from pieces(path)


@contextmanager
def told_unmakeable() -> Iterator[None]:
    """Raises `FileUnmakeableError` where the engine fails that makes a file."""
    try:
        yield
    except duckdb.Error as error:
        raise FileUnmakeableError from error


def _sound(value: object) -> object:
    """Text that UTF-8 can hold."""
    match value:
        case str():
            return value if value.isascii() else value.encode("utf-8", "replace").decode("utf-8")
        case list():
            return [_sound(each) for each in value]
        case _:
            return value
