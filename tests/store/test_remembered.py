"""What the engine remembers of the file stays small while rows come in."""

import duckdb
import pytest

from clawback.store import remembered as module
from clawback.store.remembered import Remembered

_BLOCKS = "SELECT memory_usage_bytes FROM duckdb_memory() WHERE tag = 'BASE_TABLE'"


@pytest.fixture
def connection(tmp_path):
    """A file whose blocks are all remembered: a dozen megabytes."""
    connection = duckdb.connect(str(tmp_path / "file"), config={"memory_limit": "500MB"})
    connection.execute("CREATE TABLE each AS SELECT md5(range::VARCHAR) AS text FROM range(600000)")
    connection.execute("CHECKPOINT")
    yield connection
    connection.close()


def blocks(connection):
    [(size,)] = connection.execute(_BLOCKS).fetchall()
    return size


def test_blocks_are_forgotten_every_few_appends(connection, monkeypatch):
    """Proves that blocks beyond the bound go, that the limit stays, and that all is still there."""
    monkeypatch.setattr(module, "MOST", 6 << 20)
    remembered = Remembered(connection, memory_limit="500MB")
    limit = connection.execute("SELECT current_setting('memory_limit')").fetchall()
    before = blocks(connection)
    remembered.appended()
    assert blocks(connection) == before
    for _ in range(module._EVERY):
        remembered.appended()
    assert blocks(connection) <= 6 << 20
    assert connection.execute("SELECT current_setting('memory_limit')").fetchall() == limit
    assert connection.execute("SELECT count(DISTINCT text) FROM each").fetchall() == [(600_000,)]


def test_nothing_is_forgotten_while_somebody_reads(connection, monkeypatch):
    """Proves that a reader keeps the whole memory, and that it is made up for afterwards."""
    monkeypatch.setattr(module, "MOST", 6 << 20)
    remembered = Remembered(connection, memory_limit="500MB")
    before = blocks(connection)
    with remembered.reader():
        for _ in range(2 * module._EVERY):
            remembered.appended()
        assert blocks(connection) == before
    remembered.appended()
    assert blocks(connection) <= 6 << 20
