"""PostgreSQL by its address: writers that take turns, as on SQLite, and readers that cannot write.

One advisory lock, held to the end of a transaction, lets one write transaction run at a time,
whichever process asks. So what a room reads before it writes is still true when it writes, and no
two writers can wait for each other. Write transactions are short; readers never wait.

Writers and readers have pools of their own: whoever reads inside a write transaction cannot wait
for a connection that another writer holds.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import URL, Connection, Engine, create_engine, event, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from clawback.database.failure import DatabaseUnavailableError

_WRITERS = 4  # the writer whose turn it is, and the next ones, connected and ready
_READERS = 8
_TURN = "SELECT pg_advisory_xact_lock(7160228841)"  # any number; all of ours ask for this one
_ENCODING = text("SHOW server_encoding")
_CONNECTING = {
    "connect_timeout": "10",  # seconds
    # A server that vanished is noticed in less than a minute, not when TCP gives up.
    "keepalives_idle": "20",  # seconds
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "30000",  # milliseconds
}
# A writer that hangs gives its turn back; one that waits too long says so. What is committed is
# on the disk, whatever the server's default.
_PREPARE = """
    SELECT set_config('lock_timeout', '60s', false),
           set_config('idle_in_transaction_session_timeout', '60s', false),
           set_config('client_min_messages', 'error', false),
           set_config('synchronous_commit', CASE current_setting('synchronous_commit')
                      WHEN 'off' THEN 'on' ELSE current_setting('synchronous_commit') END, false)
"""


def writer_at(url: URL) -> Engine:
    """Connections that write, one transaction at a time over all processes."""
    engine = _engine(url, size=_WRITERS, isolation="READ COMMITTED")
    event.listen(engine, "begin", _take_turn)
    return engine


def reader_at(url: URL) -> Engine:
    """Connections whose transactions see one moment and cannot write."""
    engine = _engine(url, size=_READERS, isolation="REPEATABLE READ")
    event.listen(engine, "connect", _read_only)
    return engine


def require_unicode(connection: Connection) -> None:
    """Raises `DatabaseUnavailableError` when the database cannot keep every text."""
    found = connection.scalar(_ENCODING)
    if found != "UTF8":
        raise DatabaseUnavailableError(
            f"The state database keeps text as {found}, which has not every letter. Make another "
            "one: createdb --encoding UTF8 --template template0 NAME"
        )


def _engine(url: URL, *, size: int, isolation: str) -> Engine:
    engine = create_engine(
        url.set(drivername="postgresql+psycopg"),
        pool_size=size,
        max_overflow=0,
        pool_pre_ping=True,  # the server may have been restarted since
        isolation_level=isolation,
        connect_args=_connecting(url.query),
        use_native_hstore=False,  # we have none, and need not ask
    )
    event.listen(engine, "connect", _prepare)
    return engine


def _connecting(said: Mapping[str, object]) -> dict[str, str]:
    """Our way to connect, but for what the address says itself."""
    ours = {"application_name": "clawback", **_CONNECTING}
    return {name: value for name, value in ours.items() if name not in said}


def _prepare(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    cursor.execute(_PREPARE)
    cursor.close()
    connection.commit()


def _read_only(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    connection.read_only = True


def _take_turn(connection: Connection) -> None:
    connection.exec_driver_sql(_TURN)
