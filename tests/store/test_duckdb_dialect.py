"""DuckDB's words for what the compiler asks of every engine."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import duckdb
import pytest

from clawback.store.dialect import Bound
from clawback.store.duckdb_dialect import DUCKDB


@pytest.mark.parametrize(
    ("sort", "value", "kept"),
    [
        (Bound.TEXT, "a\ud800b", "a?b"),
        (Bound.NUMBER, 7, 7),
        (Bound.TIME, datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 1)),  # noqa: DTZ001 - as the engine keeps it
        (Bound.IP, "192.0.2.1", b"\x04\xc0\x00\x02\x01"),
        (
            Bound.ID,
            "018f2c4e-9a00-8abc-9def-0123456789AB",
            UUID(int=0x18F2C4E9A008ABC9DEF0123456789AB),
        ),
    ],
)
def test_values_are_bound_as_columns_hold_them(sort, value, kept):
    """And the type that is said with them is the type they come back in."""
    assert DUCKDB.kept(sort, value) == kept
    with duckdb.connect() as connection:
        asked = f"SELECT {DUCKDB.bound('v', sort)}, {DUCKDB.bound_list('w', sort)}"
        assert connection.execute(asked, {"v": kept, "w": [kept]}).fetchone() == (kept, [kept])


@pytest.mark.parametrize(
    ("condition", "answer"), [("true", False), ("false", True), ("NULL", True)]
)
def test_nothing_counts_as_false(condition, answer):
    """The opposite of what is not known is true."""
    with duckdb.connect() as connection:
        assert connection.execute(f"SELECT {DUCKDB.opposite(condition)}").fetchone() == (answer,)
