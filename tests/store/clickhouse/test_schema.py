"""Tables of ClickHouse, version by version."""

from __future__ import annotations

import pytest
from tests.making.deliveries import NOW, make_delivery, make_event
from tests.servers import clickhouse

from clawback.filters.fields import FIELDS, Origin
from clawback.filters.parse import parse
from clawback.model.location import DeliveryAction
from clawback.store import clicks, events
from clawback.store.clickhouse import schema
from clawback.store.clickhouse.places import place_of
from clawback.store.clickhouse.store import ClickhouseStore
from clawback.store.columns import STORED
from clawback.store.port import Batch, Query
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


# Columns of the oldest database are those of today without these.
_SINCE = {
    "event": (
        "threat_type",
        *(f"{name}{form}" for name in schema._CORRECTED for form in ("", "_lc")),
    ),
    "click": ("clicked_by", "reason", "reason_lc"),
}


def _made_old(server):
    """The database as its first version made it, with views of then and one of somebody's own."""
    for name in ("told", "corrected", "corrected_clicked", "clicked", "now"):
        server.tell(f"DROP VIEW IF EXISTS delivery_{name}")
    for table, columns in _SINCE.items():
        dropped = ", ".join(f"DROP COLUMN IF EXISTS {column}" for column in columns)
        server.tell(f"ALTER TABLE {table} {dropped} SETTINGS mutations_sync = 1")
    for name in ("told", "clicked", "now"):
        server.tell(f"CREATE VIEW delivery_{name} AS SELECT * FROM delivery")  # noqa: S608 - closed list
    server.tell(
        "CREATE MATERIALIZED VIEW own ENGINE = MergeTree ORDER BY id"
        " AS SELECT id, event_id FROM event"
    )
    server.tell("TRUNCATE TABLE schema_version SYNC")
    server.tell("INSERT INTO schema_version (version) VALUES (1)")


@pytest.mark.slow
def test_the_oldest_database_becomes_todays_with_all_that_is_in_it():
    """Its rows stay, views show what is new, and a materialised view of somebody's own goes on."""
    store = clickhouse.new_chdb_store()
    delivery = make_delivery(1, delivery_action=DeliveryAction.DELIVERED)
    store.append(Batch(messages=(), deliveries=(delivery,)))
    store.amend([make_event(delivery, 1)])
    _made_old(store._server)
    store.close()
    upgraded = ClickhouseStore.open(store._server.address)
    blocked = make_event(delivery, 2, delivery_action=DeliveryAction.BLOCKED)
    upgraded.amend([blocked])
    found = Query(filter=parse("delivery_action:blocked"), now=NOW)
    assert [row.delivery.recipient for row in upgraded.page(found, limit=9).rows] == [
        delivery.recipient
    ]
    assert len(upgraded.timeline(delivery.key)) == 2
    assert upgraded._server.ask("SELECT event_id FROM own") == [(blocked.id,)]
    versions = upgraded._server.ask("SELECT version FROM schema_version ORDER BY version")
    assert versions == [(each,) for each in range(1, len(schema.STEPS) + 1)]
    upgraded.close()
