"""The relational state: engine, unit of work, tables' one metadata, and migrations."""

from clawback.database.engine import Connection, Database, DatabaseUnavailableError
from clawback.database.tables import metadata

__all__ = ["Connection", "Database", "DatabaseUnavailableError", "metadata"]
