"""Tables of ClickHouse, version by version."""

from __future__ import annotations

import pytest
from tests.servers import clickhouse

from clawback.filters.fields import FIELDS, Origin
from clawback.store import clicks, events
from clawback.store.clickhouse import schema
from clawback.store.clickhouse.places import place_of
from clawback.store.clickhouse.store import ClickhouseStore
from clawback.store.columns import STORED
from clawback.store.schema import StoreTooNewError


def test_every_column_of_the_file_has_one_here():
    """Who adds a column to DuckDB's tables adds it here, and a step that makes it."""
    assert set(STORED) == set(schema.DELIVERY)
    assert set(clicks.CLICK_STORED) == set(schema.CLICK)
    assert set(events.EVENT_STORED) == set(schema.EVENT)


def test_every_field_has_a_place():
    """But for those that the settings tell."""
    for field in FIELDS.values():
        if field.origin is not Origin.RECIPIENT:
            assert place_of(field).text


@pytest.mark.slow
def test_a_database_is_brought_up_to_date_once():
    """Opening it again changes nothing; a newer one is refused."""
    store = clickhouse.new_chdb_store()
    address = store._server.address
    again = ClickhouseStore.open(address)
    version = "SELECT count(), max(version) FROM schema_version"
    assert again._server.ask(version) == [(len(schema.STEPS), len(schema.STEPS))]
    again._server.tell("INSERT INTO schema_version (version) VALUES (99)")
    with pytest.raises(StoreTooNewError, match="newer Clawback"):
        ClickhouseStore.open(address)
    store.close()
    again.close()


@pytest.mark.slow
def test_steps_that_were_cut_short_are_finished():
    """Each statement can be said again."""
    store = clickhouse.new_chdb_store()
    store._server.tell("TRUNCATE TABLE schema_version SYNC")
    ClickhouseStore.open(store._server.address).close()
    store.close()
