"""The one metadata object."""

from __future__ import annotations

from sqlalchemy import Column, MetaData, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import CreateTable

from clawback.database.tables import Exact, metadata

_table = Table("t", MetaData(), Column("x", Exact))


def test_exact_text_is_compared_byte_by_byte():
    """PostgreSQL is told to, SQLite does so anyway."""
    assert 'COLLATE "C"' in str(CreateTable(_table).compile(dialect=postgresql.dialect()))
    assert "COLLATE" not in str(CreateTable(_table).compile(dialect=sqlite.dialect()))


def test_constraints_have_names():
    """A constraint without a name could not be changed by a later migration."""
    assert set(metadata.naming_convention) == {"ix", "uq", "ck", "fk", "pk"}
