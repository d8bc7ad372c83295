"""Many rows at once."""

from __future__ import annotations

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, select

from clawback.database import Database
from clawback.database.bulk import insert_rows
from clawback.database.tables import Exact

_pairs = Table("pair", MetaData(), Column("n", Integer, primary_key=True), Column("t", Exact))
_HOSTILE = ["'; DROP TABLE pair; --", "?", ":n", "%s", "nul\x00", ""]


@pytest.fixture
def database(tmp_path):
    opened = Database.open(tmp_path / "state.db")
    with opened.write() as connection:
        _pairs.create(connection)
    yield opened
    opened.close()


def test_values_are_bound(database):
    """Text that looks like SQL or like a placeholder comes back as it went in."""
    rows = list(enumerate(_HOSTILE))
    with database.write() as connection:
        insert_rows(connection, _pairs, ("n", "t"), rows)
    with database.read() as connection:
        assert [tuple(row) for row in connection.execute(select(_pairs))] == rows


def test_no_rows_are_no_statement(database):
    """Nothing to insert is not an error."""
    with database.write() as connection:
        insert_rows(connection, _pairs, ("n", "t"), [])


def test_columns_out_of_order_are_refused(database):
    """Values could land in the wrong column, so it is refused."""
    with database.write() as connection, pytest.raises(ValueError, match="order of the table"):
        insert_rows(connection, _pairs, ("t", "n"), [("a", 1)])
