"""How Alembic runs here: on the connection `migrate.py` hands over, inside its transaction."""

from __future__ import annotations

from alembic import context

from clawback.database.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=False,  # the transaction is the caller's
)
context.run_migrations()
