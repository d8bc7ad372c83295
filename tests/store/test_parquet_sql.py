from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from clawback.filters.fields import FIELDS
from clawback.store.duckdb import DuckdbStore
from clawback.store.parquet_sql import column_sql, copy_sql


@pytest.mark.parametrize(
    ("name", "sql"),
    [
        ("subject", """(coalesce(v, ''))::VARCHAR AS "subject\""""),
        ("url_domain", """(coalesce(v, []))::VARCHAR[] AS "url_domain\""""),
        (
            "time_received",
            """((v AT TIME ZONE 'UTC'))::TIMESTAMP WITH TIME ZONE AS "time_received\"""",
        ),
        ("spf", """(v)::VARCHAR AS "spf\""""),
        ("clicked", """(v)::BOOLEAN AS "clicked\""""),
    ],
)
def test_a_column_has_the_type_of_its_field(name, sql):
    """Missing text is empty, missing lists are empty, and what is missing else is NULL."""
    assert column_sql(FIELDS[name], "v") == sql


def test_a_path_is_quoted():
    """A folder may be called anything."""
    sql = copy_sql(["a"], "t", "true", "a", Path("/it's/x.parquet"))
    assert "TO '/it''s/x.parquet' (FORMAT parquet" in sql


def test_the_engine_writes_nowhere_else(tmp_path):
    """Whatever SQL were run, it reaches its outbox and no other file."""
    store = DuckdbStore.open(tmp_path / "it's.duckdb")
    reader = store._connection.cursor()
    with store._outbox.file("x.parquet") as path:
        reader.execute(copy_sql(["1 AS a"], "delivery", "true", "1", path))
        assert path.exists()
    with pytest.raises(duckdb.PermissionException):
        reader.execute(copy_sql(["1 AS a"], "delivery", "true", "1", tmp_path / "x.parquet"))
    with pytest.raises(duckdb.InvalidInputException):
        reader.execute("SET allowed_directories = ['/']")
    with pytest.raises(duckdb.PermissionException):
        reader.execute("SELECT * FROM read_text('/etc/hostname')")
    store.close()
