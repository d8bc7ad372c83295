"""Migrations make the tables that the rooms describe, and stop before a newer release's."""

from __future__ import annotations

import importlib
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

import clawback
from clawback.database import Database, metadata
from clawback.database.migrate import NewerSchemaError, current, head, known, upgrade
from clawback.jobs.ledger import Ledger

pytestmark = pytest.mark.slow


@pytest.fixture
def database(empty_state_url):
    opened = Database.open(empty_state_url)
    yield opened
    opened.close()


def test_an_empty_database_is_brought_to_the_head(database):
    """The first upgrade makes everything, and says that it did something."""
    assert current(database) is None
    assert upgrade(database) is True
    assert current(database) == head()


def test_a_second_upgrade_does_nothing(database):
    """An upgraded database is left alone."""
    upgrade(database)
    assert upgrade(database) is False


def test_revisions_are_numbered_without_a_gap():
    """`0001`, `0002`, … so that the newest is known without loading anything."""
    assert known() == [f"{number:04}" for number in range(1, len(known()) + 1)]


def test_tables_are_as_the_rooms_describe_them(database):
    """Every table of every room's records is what the migrations made, column by column."""
    _import_every_records()
    upgrade(database)
    with database.write() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, metadata)
    assert differences == []


def test_two_servers_that_start_at_once_migrate_once(empty_state_url):
    """Whoever comes second waits for the first, and finds nothing to do."""
    servers = [Database.open(empty_state_url) for _ in range(2)]
    failed: list[BaseException] = []

    def start(server):
        try:
            upgrade(server)
        except BaseException as error:  # noqa: BLE001 - told below, by the thread that tests
            failed.append(error)

    threads = [threading.Thread(target=start, args=(server,)) for server in servers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert [current(server) for server in servers] == [head(), head()]
    for server in servers:
        server.close()


def test_a_newer_database_is_refused(database):
    """A database that a newer release wrote is not touched, and the sentence says what to do."""
    upgrade(database)
    with database.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(NewerSchemaError, match=r"revision 9999.*newer release"):
        upgrade(database)


def test_a_migration_that_fails_leaves_nothing(database):
    """All revisions run in one transaction: half an upgrade does not exist."""
    with database.write() as connection:
        connection.execute(text("CREATE TABLE job_server (x INTEGER)"))
    with pytest.raises(Exception, match="already exists"):
        upgrade(database)
    with database.read() as connection:
        assert inspect(connection).get_table_names() == ["job_server"]


def test_alembic_is_not_loaded_when_there_is_nothing_to_do(empty_state_url):
    """A start on a current database does not pay for Alembic."""
    program = (
        "import sys\n"
        "from clawback.database import Database\n"
        "from clawback.database.migrate import upgrade\n"
        "upgrade(Database.open(sys.argv[1]))\n"
        "print('alembic' in sys.modules)\n"
    )
    command = [sys.executable, "-c", program, empty_state_url]
    said = [subprocess.run(command, check=True, capture_output=True).stdout for _ in range(2)]
    assert said == [b"True\n", b"False\n"]


def _import_every_records():
    root = Path(clawback.__file__).parent
    drawers = [*root.glob("**/records.py"), *root.glob("**/records/*.py")]
    assert len(drawers) >= 3
    for file in drawers:
        parts = file.relative_to(root).with_suffix("").parts
        importlib.import_module(".".join(("clawback", *parts)))


def test_items_of_an_older_release_are_counted(database, monkeypatch):
    """Jobs that were written before counts were kept have them after the upgrade."""
    monkeypatch.setattr("clawback.database.migrate._TO", "0010")
    upgrade(database)
    with database.write() as connection:
        for seq, outcome in enumerate(["success", "", "success"]):
            connection.execute(
                text("INSERT INTO job_item VALUES (1, :seq, 'main', 1, 0, 0, :outcome)"),
                {"seq": seq, "outcome": outcome},
            )
    monkeypatch.undo()
    upgrade(database)
    found = Ledger(database, boot="test").tallies(1)
    assert [(one.outcome, one.count) for one in found] == [("", 1), ("success", 2)]
