"""What the engine remembers of the file stays small while rows come in."""

from __future__ import annotations

import duckdb
import pytest

from clawback.store import remembered as module
from clawback.store.remembered import EVERY, UNREAD, Remembered

_BLOCKS = "SELECT memory_usage_bytes FROM duckdb_memory() WHERE tag = 'BASE_TABLE'"
_LIMIT = "SELECT current_setting('memory_limit')"
_LITTLE = 1 << 20

pytestmark = pytest.mark.slow


class Hand:
    """A clock that stands until it is moved."""

    def __init__(self):
        self.at = 100.0

    def __call__(self):
        return self.at


@pytest.fixture
def connection(tmp_path):
    """A file whose blocks are all remembered: some megabytes."""
    connection = duckdb.connect(str(tmp_path / "file"), config={"memory_limit": "500MB"})
    connection.execute("CREATE TABLE each AS SELECT md5(range::VARCHAR) AS text FROM range(100000)")
    connection.execute("CHECKPOINT")
    yield connection
    connection.close()


@pytest.fixture
def _little(monkeypatch):
    monkeypatch.setattr(module, "MOST", _LITTLE)


def blocks(connection):
    [(size,)] = connection.execute(_BLOCKS).fetchall()
    return size


@pytest.mark.usefixtures("_little")
def test_blocks_are_forgotten_every_few_appends(connection):
    """Blocks beyond the bound go, the limit stays as it was told, and all rows are still there."""
    remembered = Remembered(memory_limit="500MB")
    limit, before = connection.execute(_LIMIT).fetchall(), blocks(connection)
    for _ in range(EVERY - 1):
        remembered.appended(connection)
    assert blocks(connection) == before > _LITTLE
    remembered.appended(connection)
    assert blocks(connection) <= _LITTLE
    assert connection.execute(_LIMIT).fetchall() == limit
    assert connection.execute("SELECT count(DISTINCT text) FROM each").fetchall() == [(100_000,)]


@pytest.mark.usefixtures("_little")
def test_nothing_is_forgotten_while_somebody_reads_or_has_just_read(connection):
    """A reader keeps what it looks at, and so does who asks again soon; then it is made up for."""
    hand = Hand()
    remembered = Remembered(memory_limit="500MB", seconds=hand)
    before = blocks(connection)
    with remembered.reader():
        hand.at += 2 * UNREAD
        for _ in range(2 * EVERY):
            remembered.appended(connection)
        assert blocks(connection) == before
    hand.at += UNREAD - 1
    remembered.appended(connection)
    assert blocks(connection) == before
    hand.at += 1
    remembered.appended(connection)
    assert blocks(connection) <= _LITTLE


def test_what_cannot_be_forgotten_leaves_the_limit_as_it_was(connection, monkeypatch):
    """Blocks that are in use stay, and the store may use as much memory as before."""
    monkeypatch.setattr(module, "MOST", -(400 << 20))
    remembered = Remembered(memory_limit="500MB")
    limit = connection.execute(_LIMIT).fetchall()
    remembered.rested(connection)
    assert connection.execute(_LIMIT).fetchall() == limit
