"""One writer, many readers, and what they promise, on either engine."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, func, insert, select, text

from clawback.database import Database, DatabaseUnavailableError

_numbers = Table("number", MetaData(), Column("n", Integer, primary_key=True))


@pytest.fixture
def database(empty_state_url):
    opened = Database.open(empty_state_url)
    with opened.write() as connection:
        _numbers.create(connection)
    yield opened
    opened.close()


@pytest.fixture
def in_a_file(tmp_path):
    opened = Database.open(tmp_path / "odd name %20?#.db")
    yield opened
    opened.close()


def _count(database):
    with database.read() as connection:
        return connection.scalar(select(func.count()).select_from(_numbers))


def test_written_rows_are_read_by_others(database):
    """What a write transaction leaves is seen by the next reader."""
    with database.write() as connection:
        connection.execute(insert(_numbers), [{"n": 1}, {"n": 2}])
    assert _count(database) == 2


def test_an_error_undoes_the_transaction(database):
    """A block that raises leaves nothing behind."""
    with contextlib.suppress(ZeroDivisionError), database.write() as connection:
        connection.execute(insert(_numbers).values(n=1))
        connection.execute(insert(_numbers).values(n=1 // 0))
    assert _count(database) == 0


def test_readers_cannot_write(database):
    """A reading connection refuses to change anything, whoever asks."""
    with (
        pytest.raises(DatabaseUnavailableError, match=r"read-?only"),
        database.read() as connection,
    ):
        connection.execute(insert(_numbers).values(n=1))
    assert _count(database) == 0


def test_the_file_is_opened_to_survive_power_loss(in_a_file):
    """The writer uses a write-ahead log with full synchronisation and checks foreign keys."""
    with in_a_file.write() as connection:
        found = [
            connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "wal_autocheckpoint")
        ]
    assert found == ["wal", 2, 1, 4000]


def test_readers_never_checkpoint(in_a_file):
    """Only the one writer does."""
    with in_a_file.read() as connection:
        assert connection.execute(text("PRAGMA wal_autocheckpoint")).scalar() == 0


def test_a_reader_sees_one_moment(database):
    """What is committed while a reader reads does not change what it sees."""
    with database.read() as reading:
        assert reading.scalar(select(func.count()).select_from(_numbers)) == 0
        with database.write() as writing:
            writing.execute(insert(_numbers).values(n=1))
        assert reading.scalar(select(func.count()).select_from(_numbers)) == 0
    assert _count(database) == 1


def test_writers_take_turns(database):
    """Threads that read and write back in one transaction lose no update."""

    def add():
        for _ in range(20):
            with database.write() as connection:
                top = connection.scalar(select(func.coalesce(func.max(_numbers.c.n), 0)))
                connection.execute(insert(_numbers).values(n=top + 1))

    threads = [threading.Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert _count(database) == 80


def test_a_write_inside_a_write_is_refused(database):
    """It would wait for itself for ever, so it raises at once, and the outer one goes on."""
    with database.write() as connection:
        with pytest.raises(RuntimeError, match="already open"), database.write():
            pass
        connection.execute(insert(_numbers).values(n=1))
    assert _count(database) == 1


def test_a_missing_folder_is_said_in_words(tmp_path):
    """Opening in a folder that does not exist names the file, not the path."""
    with pytest.raises(DatabaseUnavailableError, match=r"state\.db does not exist") as caught:
        Database.open(tmp_path / "nowhere" / "state.db")
    assert str(tmp_path) not in str(caught.value)


def test_an_unknown_kind_of_address_is_said_in_words():
    """An address nobody can open leads to what to write instead."""
    with pytest.raises(DatabaseUnavailableError, match="postgresql://user@host/name"):
        Database.open("oracle9://somewhere/x")


def test_a_url_may_name_a_file(tmp_path):
    """`sqlite:///path` opens the same as the path."""
    opened = Database.open(f"sqlite:///{tmp_path}/state.db")
    assert opened.dialect == "sqlite"
    assert opened.version().startswith("SQLite 3.")
    opened.close()


def test_a_full_disk_or_damaged_file_is_said_in_words(tmp_path):
    """A file that is no database is refused with a sentence."""
    path = tmp_path / "state.db"
    path.write_bytes(b"this is not a database, it is a letter" * 100)
    with pytest.raises(DatabaseUnavailableError, match="state database"):
        Database.open(path)


def test_what_was_committed_survives_a_kill(tmp_path):
    """A process killed right after a commit has lost nothing of it."""
    path = tmp_path / "state.db"
    program = (
        "import os, sys\n"
        "from clawback.database import Database\n"
        "database = Database.open(sys.argv[1])\n"
        "with database.write() as connection:\n"
        "    connection.exec_driver_sql('CREATE TABLE number (n INTEGER PRIMARY KEY)')\n"
        "    connection.exec_driver_sql('INSERT INTO number VALUES (7)')\n"
        "os.kill(os.getpid(), 9)\n"
    )
    ended = subprocess.run([sys.executable, "-c", program, str(path)], check=False)
    assert ended.returncode == -9
    database = Database.open(Path(path))
    with database.read() as connection:
        assert connection.scalar(select(_numbers.c.n)) == 7
    database.close()
