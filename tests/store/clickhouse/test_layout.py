"""Tables for one server and for a cluster, and how the engine would ask a cluster."""

from __future__ import annotations

import pytest
from tests.making.deliveries import NOW
from tests.servers import clickhouse

from clawback.filters.tree import AnyOf, Contains, Everything, InList
from clawback.store.asking import condition_of
from clawback.store.clickhouse.asking import TABLES
from clawback.store.clickhouse.layout import ONE_SERVER, Layout
from clawback.store.clickhouse.schema import STEPS, version_table, views
from clawback.store.port import ClickQuery, Query

KEPT = Layout(cluster="main")
PLAIN = Layout(cluster=clickhouse.CLUSTER, keeper=False)


def statements(layout):
    made = [sql for step in STEPS for sql in step(layout)]
    return [*made, *views(layout), version_table(layout)]


def test_one_server_keeps_its_tables_itself():
    """Nothing is spread or replicated, and what is acknowledged is synced."""
    every = "\n".join(statements(ONE_SERVER))
    assert "Distributed" not in every
    assert "Replicated" not in every
    assert "ON CLUSTER" not in every
    assert "fsync_after_insert = 1" in every


def test_a_cluster_spreads_messages_and_replicates_them():
    """All of a message is on one shard, under every table that knows its id."""
    every = statements(KEPT)
    assert all("ON CLUSTER 'main'" in sql for sql in every)
    spread = [sql for sql in every if "Distributed(" in sql]
    tables = ("delivery", "message", "event")
    for name in tables:
        (one,) = [sql for sql in spread if f"EXISTS {name} " in sql]
        assert f"'{name}_local', cityHash64(id))" in one
    made = [sql for sql in every if "_local ON CLUSTER" in sql and "CREATE TABLE" in sql]
    assert len([sql for sql in made if "ENGINE = ReplicatedReplacingMergeTree " in sql]) == 4


@pytest.mark.slow
def test_the_engine_can_read_what_a_cluster_would_be_told():
    """No cluster runs here; that its statements are ClickHouse's SQL can be asked all the same."""
    store = clickhouse.new_chdb_store()
    for sql in statements(KEPT):
        store._server.ask(f"EXPLAIN AST {sql}")
    store.close()


@pytest.fixture(scope="module")
def planned():
    store = clickhouse.new_chdb_store(layout=PLAIN)
    yield store
    store.close()


@pytest.mark.slow
@pytest.mark.parametrize(
    "query",
    [
        Query(now=NOW),
        Query(now=NOW, filter=Contains("subject", "invoice 4711")),
        Query(now=NOW, filter=AnyOf("latest_delivery_location", ("inbox_folder",))),
        Query(now=NOW, filter=AnyOf("click_verdict", ("blocked",))),
        Query(now=NOW, filter=InList("bad"), lists={"bad": frozenset({"a.example"})}),
        ClickQuery(now=NOW, of=Query(now=NOW, filter=AnyOf("reported", (True,)))),
        ClickQuery(now=NOW, filter=Everything()),
    ],
    ids=range(7),
)
def test_shards_count_for_themselves(planned, query):
    """Also where later events and clicks are joined: servers send counts, and not rows."""
    condition = condition_of(query, TABLES)
    source = TABLES.of(query).source_for(condition.fields)
    plan = planned._server.ask(
        f"EXPLAIN SELECT count() FROM {source} WHERE {condition.sql}",  # noqa: S608 - bound
        condition.values,
    )
    steps = [step.strip().partition(" ")[0] for (step,) in plan]
    assert steps[-2:] == ["MergingAggregated", "ReadFromRemote"]
