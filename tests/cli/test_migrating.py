"""`clawback migrate`."""

from __future__ import annotations

import pytest
from tests.making.deliveries import NOW, make_delivery, make_message
from tests.servers import clickhouse

from clawback.app.stores import open_clickhouse
from clawback.cli.exit_code import ExitCode
from clawback.database.lock import only_one
from clawback.database.migrate import head
from clawback.settings import load_settings
from clawback.store.duckdb import DuckdbStore
from clawback.store.port import Batch, Query
from clawback.worker.data_folder import DataFolder


def test_a_database_is_brought_to_this_release(clawback, tmp_path):
    """A dry run only says it; then it is done, and done again changes nothing."""
    asked = ("migrate", "--data", str(tmp_path))
    assert "would go from revision empty" in clawback(*asked, "--dry-run").err
    assert f"went from revision empty to {head()}" in clawback(*asked).err
    assert "as this release needs it" in clawback(*asked).err


def test_not_while_a_server_runs(clawback, tmp_path):
    """The folder's lock is respected."""
    with only_one(tmp_path):
        refused = clawback("migrate", "--data", str(tmp_path))
    assert refused.code is ExitCode.ERROR
    assert "Stop it first" in refused.err


def test_events_move_only_where_the_settings_say(clawback, tmp_path):
    """Without a ClickHouse, and without a file to move, it says so."""
    asked = ("migrate", "store", "--to", "clickhouse", "--data", str(tmp_path))
    assert "no `events.duckdb`" in clawback(*asked).err
    DuckdbStore.open(tmp_path / "events.duckdb").close()
    refused = clawback(*asked)
    assert refused.code is ExitCode.ERROR
    assert "Set `store.url` or `store.chdb` first" in refused.err
    assert clawback("migrate", "store", "--data", str(tmp_path)).code is ExitCode.USAGE


@pytest.mark.slow
def test_events_are_moved_to_clickhouse(clawback, tmp_path):
    """All of them are counted, and what to do next is said; again changes nothing."""
    store = DuckdbStore.open(tmp_path / "events.duckdb")
    rows = tuple(make_delivery(n) for n in range(7))
    store.append(Batch(messages=(make_message(1),), deliveries=rows))
    store.close()
    name = tmp_path.stem.replace("-", "_")
    (tmp_path / "clawback.toml").write_text(
        f'[store]\nchdb = "{clickhouse.engine_folder()}"\ndatabase = "moved_{name}"\n'
    )
    asked = ("migrate", "store", "--to", "clickhouse", "--data", str(tmp_path))
    for _ in range(2):
        moved = clawback(*asked)
        assert moved.code is ExitCode.DONE, moved.err
        assert "1 messages, 7 deliveries, 0 events, 0 clicks" in moved.err
        assert 'set kind = "clickhouse"' in moved.err
    settings = load_settings(tmp_path, file=None, environment=()).store
    there = open_clickhouse(settings, DataFolder(tmp_path))
    assert there.count(Query(now=NOW)) == 7
    there.close()
