"""PostgreSQL: writers take turns, readers see one moment, and trouble is said in words."""

from __future__ import annotations

import sys
import threading
import time
from contextlib import closing

import pytest
from sqlalchemy import Column, MetaData, Table, func, insert, select, text
from sqlalchemy.exc import ProgrammingError
from tests.servers.clawback import free_port

from clawback.database import Database, DatabaseUnavailableError, UnfitTextError
from clawback.database.migrate import upgrade
from clawback.database.tables import Exact

pytestmark = pytest.mark.server

_words = Table("word", MetaData(), Column("t", Exact, primary_key=True))


@pytest.fixture
def state_engine():
    return "postgresql"


@pytest.fixture
def database(empty_state_url):
    with closing(Database.open(empty_state_url)) as opened:
        with opened.write() as connection:
            _words.create(connection)
        yield opened


def _setting(connection, name):
    return connection.execute(text(f"SHOW {name}")).scalar()


def test_transactions_are_as_strict_as_on_sqlite(database):
    """Writers see what was committed before their turn; readers see one moment, and only read."""
    with database.write() as connection:
        assert _setting(connection, "transaction_isolation") == "read committed"
        assert _setting(connection, "transaction_read_only") == "off"
    with database.read() as connection:
        assert _setting(connection, "transaction_isolation") == "repeatable read"
        assert _setting(connection, "transaction_read_only") == "on"


def test_a_commit_is_on_the_disk(database):
    """The shared test server commits carelessly by default; our connections do not."""
    with database.write() as connection:
        assert _setting(connection, "synchronous_commit") == "on"
        assert _setting(connection, "lock_timeout") == "1min"
        assert _setting(connection, "idle_in_transaction_session_timeout") == "1min"


def test_writers_of_several_processes_take_turns(database, empty_state_url):
    """A second writer waits until the first has committed, and sees what it wrote."""
    begun, seen = threading.Event(), []

    def second():
        with closing(Database.open(empty_state_url)) as other:
            begun.set()
            with other.write() as connection:
                seen.append(connection.scalar(select(func.count()).select_from(_words)))

    with database.write() as connection:
        thread = threading.Thread(target=second)
        thread.start()
        begun.wait(20)
        _await_one_waiting(database)
        connection.execute(insert(_words).values(t="first"))
    thread.join(20)
    assert seen == [1]


def test_a_read_inside_a_write_never_waits_for_a_connection(database):
    """More threads than connections write, and each reads meanwhile: all come to their end."""
    errors = []

    def work(number):
        try:
            with database.write() as connection:
                connection.execute(insert(_words).values(t=str(number)))
                with database.read() as reading:
                    reading.scalar(select(func.count()).select_from(_words))
        except DatabaseUnavailableError as error:
            errors.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    with database.read() as connection:
        assert connection.scalar(select(func.count()).select_from(_words)) == 24


def test_text_is_ordered_by_its_bytes(database):
    """As on SQLite and in Python: capitals first, then small letters, then the rest."""
    words = ["ä", "b", "B", "a", "Z", "_", "z", "é"]
    with database.write() as connection:
        connection.execute(insert(_words), [{"t": word} for word in words])
        found = list(connection.scalars(select(_words.c.t).order_by(_words.c.t)))
    assert found == sorted(words)


def test_a_nul_is_refused_in_words(database):
    """The one character PostgreSQL cannot keep is bad input, not a fault."""
    with pytest.raises(UnfitTextError, match="NUL"), database.write() as connection:
        connection.execute(insert(_words).values(t="a\x00b"))
    with pytest.raises(UnfitTextError, match="NUL"), database.read() as connection:
        connection.execute(select(_words).where(_words.c.t == "a\x00b"))


def test_a_mistake_of_ours_stays_a_mistake(database):
    """Wrong SQL is not taken for a database that is away."""
    with pytest.raises(ProgrammingError), database.read() as connection:
        connection.execute(text("SELECT something FROM nowhere"))


def test_it_says_which_server_it_is(database):
    """For `clawback doctor`: one name, one version."""
    assert database.version().startswith("PostgreSQL 1")
    assert database.shared


def test_a_restarted_server_is_found_again(own_postgresql):
    """Whoever is inside a transaction hears a sentence; the next one works; nothing is lost."""
    with (
        own_postgresql.database() as name,
        closing(Database.open(own_postgresql.url(name))) as database,
    ):
        with database.write() as connection:
            _words.create(connection)
            connection.execute(insert(_words).values(t="kept"))
        with pytest.raises(DatabaseUnavailableError, match="does not answer"):
            _write_until(database, own_postgresql.crash)
        with pytest.raises(DatabaseUnavailableError, match="does not answer"), database.read():
            pass
        own_postgresql.launch()
        with database.read() as connection:
            assert list(connection.scalars(select(_words.c.t))) == ["kept"]
        with database.write() as connection:
            connection.execute(insert(_words).values(t="more"))


def test_a_server_that_is_away_is_said_in_words():
    """Nobody listens there: one sentence, with the place and without the password."""
    with pytest.raises(DatabaseUnavailableError, match=r"does not answer.*127") as caught:
        Database.open(f"postgresql://u:hunter2@127.0.0.1:{free_port()}/x")
    assert "hunter2" not in str(caught.value)


def test_a_wrong_password_is_said_in_words(postgresql):
    """PostgreSQL's own sentence is passed on."""
    with pytest.raises(DatabaseUnavailableError, match="password authentication failed") as caught:
        Database.open(postgresql.network_url("postgres", password="hunter2"))
    assert "hunter2" not in str(caught.value)


def test_a_missing_database_is_said_in_words(postgresql):
    """So is that one."""
    with pytest.raises(DatabaseUnavailableError, match='database "nowhere" does not exist'):
        Database.open(postgresql.url("nowhere"))


def test_missing_rights_are_said_in_words(postgresql):
    """Since PostgreSQL 15 only its owner may make tables in a database's `public`."""
    with postgresql.database() as name:
        postgresql.sql("CREATE ROLE guest LOGIN")
        try:
            url = postgresql.url(name).replace("//clawback@", "//guest@")
            with (
                closing(Database.open(url)) as database,
                pytest.raises(DatabaseUnavailableError, match="refuses: permission denied"),
            ):
                upgrade(database)
        finally:
            postgresql.sql("DROP ROLE guest")


def test_a_database_without_unicode_is_refused(postgresql):
    """It could not keep every name."""
    postgresql.sql("CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1'")
    try:
        with pytest.raises(DatabaseUnavailableError, match=r"as LATIN1.*encoding UTF8"):
            Database.open(postgresql.url("latin"))
    finally:
        postgresql.sql("DROP DATABASE latin WITH (FORCE)")


def test_a_missing_driver_is_said_in_words(monkeypatch):
    """Who installed Clawback without its extra is told what to install."""
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(DatabaseUnavailableError, match=r"clawback\[postgresql\]"):
        Database.open("postgresql://u@h/n")


def test_an_address_may_say_how_to_connect(empty_state_url):
    """What stands in the address wins over our own way to connect."""
    url = f"{empty_state_url}&application_name=elsewhere"
    with closing(Database.open(url)) as database, database.read() as connection:
        assert _setting(connection, "application_name") == "elsewhere"


def _write_until(database, end):
    """A transaction whose server goes away before it ends."""
    with database.write() as connection:
        connection.execute(insert(_words).values(t="lost"))
        end()


def _await_one_waiting(database):
    """Waits until somebody waits for the writers' turn."""
    waiting = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
    limit = time.monotonic() + 20
    while True:
        with database.read() as connection:
            if connection.scalar(waiting):
                return
        assert time.monotonic() < limit, "nobody waits"
        threading.Event().wait(0.005)
