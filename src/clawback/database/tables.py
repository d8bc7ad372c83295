"""The one metadata object: each room's `records.py` hangs its tables on it.

A room that adds or changes a table also adds a migration (`migrations/versions/`, next number);
`tests/database/test_migrate.py` holds the two together.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import MetaData, types
from sqlalchemy.engine import Dialect

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Exact(types.TypeDecorator[str]):
    """Text compared byte by byte on every database, so that order and equality never differ.

    SQLite does so anyway; PostgreSQL needs to be told.
    """

    impl = types.Text
    cache_ok = True

    # SQLAlchemy's own signature: a type engine of any Python type.
    def load_dialect_impl(self, dialect: Dialect) -> types.TypeEngine[Any]:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(types.Text(collation="C"))
        return dialect.type_descriptor(types.Text())
