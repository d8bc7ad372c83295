"""The event store that the settings name."""

from __future__ import annotations

import builtins

import pytest
from tests.making.deliveries import NOW, make_delivery
from tests.servers import clickhouse

from clawback.app.stores import NoClickhouseError, open_clickhouse, open_store
from clawback.settings import Settings
from clawback.store.clickhouse.driver import StoreDriverMissingError
from clawback.store.duckdb import DuckdbStore
from clawback.store.port import Batch, Query
from clawback.store.settings import StoreSettings
from clawback.worker.data_folder import DataFolder


def test_by_default_it_is_a_file(tmp_path):
    """DuckDB needs no setting."""
    store = open_store(Settings(), DataFolder(tmp_path))
    assert isinstance(store, DuckdbStore)
    store.close()


@pytest.mark.slow
def test_it_can_be_clickhouse(tmp_path):
    """By its kind; what is stored is found again."""
    chosen = {"kind": "clickhouse", "chdb": str(clickhouse.engine_folder()), "database": "chosen"}
    settings = Settings.model_validate({"store": chosen})
    for stored in (1, 0):
        store = open_store(settings, DataFolder(tmp_path))
        batch = Batch(messages=(), deliveries=(make_delivery(1),))
        assert store.append(batch).stored == stored
        assert store.count(Query(now=NOW)) == 1
        store.close()


def test_without_an_address_there_is_none(tmp_path):
    """A move has nowhere to go then."""
    with pytest.raises(NoClickhouseError, match=r"store\.url"):
        open_clickhouse(StoreSettings(), DataFolder(tmp_path))


def test_a_missing_driver_is_told(tmp_path, monkeypatch):
    """It is an extra; the error says which to install."""
    real = builtins.__import__

    def without(name, *rest):
        if name.startswith("clawback.store.clickhouse.s"):
            raise ModuleNotFoundError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(StoreDriverMissingError, match=r"clawback\[clickhouse\]"):
        open_clickhouse(StoreSettings(url="http://127.0.0.1:1"), DataFolder(tmp_path))
