"""The relational state: engine, unit of work, tables' one metadata, and migrations."""

from clawback.database.engine import Connection, Database
from clawback.database.failure import DatabaseUnavailableError, UnfitTextError
from clawback.database.tables import metadata

__all__ = ["Connection", "Database", "DatabaseUnavailableError", "UnfitTextError", "metadata"]
