"""Makes one Parquet file of several, in an engine of its own, so that it takes nobody's turn."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from clawback.store.table_file import told_unmakeable

_MEMORY = "512MB"


def joined(parts: Sequence[Path], whole: Path) -> Path:
    """The file of all parts, in their order, which are gone then; a single part is the file.

    Raises:
        FileUnmakeableError: the engine could not make it.
    """
    if len(parts) == 1:
        return parts[0]
    with told_unmakeable(), duckdb.connect(config={"memory_limit": _MEMORY}) as engine:
        engine.execute("SET threads = 1")  # so that rows stay in order, and few are held
        engine.execute(f"SET temp_directory = '{_quoted(whole.parent)}'")
        engine.execute(
            f"COPY (SELECT * FROM read_parquet($parts)) TO '{_quoted(whole)}'"  # noqa: S608 - a path of ours
            " (FORMAT parquet, COMPRESSION zstd)",
            {"parts": [str(part) for part in parts]},
        )
    for part in parts:
        part.unlink()
    return whole


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
