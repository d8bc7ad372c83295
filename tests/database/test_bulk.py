"""Many rows at once."""

from __future__ import annotations

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, select
from sqlalchemy.exc import IntegrityError

from clawback.database import Database, UnfitTextError
from clawback.database.bulk import insert_rows
from clawback.database.tables import Exact

_pairs = Table("pair", MetaData(), Column("n", Integer, primary_key=True), Column("t", Exact))
_HOSTILE = [
    "'; DROP TABLE pair; --",
    "?",
    ":n",
    "%s",
    "%(n)s",
    "%%",
    "\\x00",
    "\N{SNOWMAN}",
    "\t\r\n\\N",
    "",
]


@pytest.fixture
def database(empty_state_url):
    opened = Database.open(empty_state_url)
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


def test_a_row_that_is_there_already_is_an_error_of_the_database(database):
    """Nothing of the whole is kept, and the error is that of any other insert."""
    rows = [(1, "a"), (2, "b"), (1, "c")]
    with pytest.raises(IntegrityError), database.write() as connection:
        insert_rows(connection, _pairs, ("n", "t"), rows)
    with database.read() as connection:
        assert connection.execute(select(_pairs)).all() == []


@pytest.mark.parametrize("state_engine", [pytest.param("postgresql", marks=pytest.mark.server)])
def test_a_nul_is_refused_in_words(database):
    """PostgreSQL cannot keep it, in one row or in many."""
    with pytest.raises(UnfitTextError, match="NUL"), database.write() as connection:
        insert_rows(connection, _pairs, ("n", "t"), [(1, "a\x00b")])


def test_no_rows_are_no_statement(database):
    """Nothing to insert is not an error."""
    with database.write() as connection:
        insert_rows(connection, _pairs, ("n", "t"), [])


def test_columns_out_of_order_are_refused(database):
    """Values could land in the wrong column, so it is refused."""
    with database.write() as connection, pytest.raises(ValueError, match="order of the table"):
        insert_rows(connection, _pairs, ("t", "n"), [("a", 1)])
