"""Where the engine writes files, and where it cannot."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from clawback.store.copy_sql import copy_sql
from clawback.store.duckdb import DuckdbStore


def test_a_path_is_quoted():
    """A folder may be called anything."""
    sql = copy_sql("SELECT 1", Path("/it's/x.parquet"), "FORMAT parquet")
    assert "TO '/it''s/x.parquet' (FORMAT parquet)" in sql


def test_the_engine_writes_nowhere_else(tmp_path):
    """Whatever SQL were run, it reaches its outbox and no other file."""
    store = DuckdbStore.open(tmp_path / "it's.duckdb")
    reader = store._engine.connection.cursor()
    with store._outbox.file("x.parquet") as path:
        reader.execute(copy_sql("SELECT 1", path, "FORMAT csv"))
        assert path.exists()
    with pytest.raises(duckdb.PermissionException):
        reader.execute(copy_sql("SELECT 1", tmp_path / "x.parquet", "FORMAT csv"))
    with pytest.raises(duckdb.InvalidInputException):
        reader.execute("SET allowed_directories = ['/']")
    with pytest.raises(duckdb.PermissionException):
        reader.execute("SELECT * FROM read_text('/etc/hostname')")
    store.close()
