"""Takes rows away in files, block by block: as many as there are, in bounded memory."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import StrEnum
from itertools import chain
from pathlib import Path
from typing import TypeAlias

import duckdb

from clawback.filters.fields import FIELDS, Field, Kind
from clawback.store.port import Line
from clawback.store.sheets import csv_file, pieces, xlsx_file

Blocks: TypeAlias = Iterable[Sequence[Line]]

_MEMORY = "256MB"


class Format(StrEnum):
    """What an export can be."""

    CSV = "csv"
    NDJSON = "ndjson"
    JSON = "json"
    XLSX = "xlsx"
    PARQUET = "parquet"

    @property
    def media_type(self) -> str:
        return _MEDIA_TYPES[self]


_MEDIA_TYPES = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.NDJSON: "application/x-ndjson",
    Format.JSON: "application/json",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.PARQUET: "application/vnd.apache.parquet",
}


def export(wanted: Format, columns: Sequence[str], blocks: Blocks) -> Iterator[bytes]:
    """Lines of these columns as a file, in pieces.

    CSV (RFC 4180) and XLSX are for spreadsheets: text cannot become a formula there, and stands on
    one line. The other formats keep every character.
    """
    return _WRITERS[wanted](columns, blocks)


def _csv(columns: Sequence[str], blocks: Blocks) -> Iterator[bytes]:
    return csv_file(columns, chain.from_iterable(blocks))


def _xlsx(columns: Sequence[str], blocks: Blocks) -> Iterator[bytes]:
    return xlsx_file(columns, chain.from_iterable(blocks))


def _ndjson(columns: Sequence[str], blocks: Blocks) -> Iterator[bytes]:
    for block in blocks:
        yield "".join(f"{text}\n" for text in _objects(columns, block)).encode("ascii")


def _json(columns: Sequence[str], blocks: Blocks) -> Iterator[bytes]:
    before = "[\n"
    for block in blocks:
        yield (before + ",\n".join(_objects(columns, block))).encode("ascii")
        before = ",\n"
    yield b"[]\n" if before == "[\n" else b"\n]\n"


def _objects(columns: Sequence[str], block: Sequence[Line]) -> Iterator[str]:
    for line in block:
        yield json.dumps(dict(zip(columns, line, strict=True)), separators=(",", ":"))


def _parquet(columns: Sequence[str], blocks: Blocks) -> Iterator[bytes]:
    with tempfile.TemporaryDirectory(prefix="clawback-export-") as folder:
        path = Path(folder) / "deliveries.parquet"
        with duckdb.connect(f"{folder}/rows.duckdb", config={"memory_limit": _MEMORY}) as scratch:
            types = ", ".join(f"{name} {_parquet_type(FIELDS[name])}" for name in columns)
            scratch.execute(f"CREATE TABLE exported ({types})")
            for block in blocks:
                with scratch.appender("exported") as appender:
                    appender.append_rows([list(map(_sound, line)) for line in block])
            scratch.execute(f"COPY exported TO '{path}' (FORMAT parquet, COMPRESSION zstd)")
        yield from pieces(path)


def _sound(value: object) -> object:
    """Text that UTF-8 can hold."""
    match value:
        case str():
            return value if value.isascii() else value.encode("utf-8", "replace").decode("utf-8")
        case list():
            return [_sound(each) for each in value]
        case _:
            return value


def _parquet_type(field: Field) -> str:
    types = {
        Kind.NUMBER: "BIGINT",
        Kind.SIZE: "BIGINT",
        Kind.BOOLEAN: "BOOLEAN",
        Kind.TIME: "TIMESTAMP WITH TIME ZONE",
    }
    return types.get(field.kind, "VARCHAR") + ("[]" if field.several else "")


_WRITERS: dict[Format, Callable[[Sequence[str], Blocks], Iterator[bytes]]] = {
    Format.CSV: _csv,
    Format.NDJSON: _ndjson,
    Format.JSON: _json,
    Format.XLSX: _xlsx,
    Format.PARQUET: _parquet,
}
