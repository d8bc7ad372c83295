"""Brings the tables of a state database to what this release needs, and no further.

Alembic is loaded only when there is something to do: a start with nothing to do is quick.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from clawback.database.engine import Database
from clawback.model.errors import ConflictError

_FOLDER = Path(__file__).parent / "migrations"
_TO = "head"


class NewerSchemaError(ConflictError):
    """The state database was written by a newer release. Start that release instead."""

    code = "newer_schema"


def head() -> str:
    """The revision this release needs: the number of its newest migration, such as `0002`."""
    return known()[-1]


def known() -> list[str]:
    """Every revision of this release, oldest first."""
    return sorted(path.stem.partition("_")[0] for path in _versions())


def current(database: Database) -> str | None:
    """The revision the database is at; `None` when it is empty."""
    with database.read() as connection:
        return _revision(connection)


def upgrade(database: Database) -> bool:
    """Brings the database to `head`, in one transaction; true when there was something to do.

    Raises:
        NewerSchemaError: a newer release has already been here.
    """
    at = current(database)
    if at == head():
        return False
    if at is not None and at not in known():
        raise NewerSchemaError(
            f"The state database is at revision {at}; this release knows no further than "
            f"{head()}. Start the newer release, or restore the backup made before it."
        )
    with database.write() as connection:
        _run(connection)
    return True


def _versions() -> list[Path]:
    return [path for path in (_FOLDER / "versions").glob("*.py") if path.stem[0].isdigit()]


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


def _run(connection: Connection) -> None:
    from alembic import command  # noqa: PLC0415 - heavy, and seldom needed
    from alembic.config import Config  # noqa: PLC0415 - the same

    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, _TO)
