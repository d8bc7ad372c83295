"""What is asked of mail in memory is what the store would answer."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.alerts.making import policy
from tests.making.deliveries import NOW, START, deliveries

from clawback.alerts.asked import Reader
from clawback.alerts.built_in import BUILT_IN
from clawback.alerts.fitting import Eyes, keys_of, rows_of
from clawback.alerts.policy import Condition
from clawback.filters.errors import FilterError
from clawback.filters.lists import FolderOfLists
from clawback.model.tags import Tags
from clawback.store.memory import MemoryStore
from clawback.store.overlay import at_delivery, latest_of
from clawback.store.port import Batch

FILTERS = [
    *(one.condition.filter for one in BUILT_IN if one.condition.signal is None),
    "-clicked:true latest_delivery_location:inbox_folder",
    "read:true OR tags:vip",
    "invoice",
]


def _no_query(_):
    raise FilterError("none")


@given(deliveries())
def test_a_delivery_to_which_nothing_happened(delivery):
    """The short way to how it stands at delivery says what the long one does."""
    assert at_delivery(delivery) == latest_of(delivery, ())


@given(st.lists(deliveries(), max_size=8), st.sampled_from(FILTERS))
@settings(max_examples=60)
def test_memory_and_store_agree(tmp_path_factory, rows, text):
    """A batch asked in memory gives the deliveries that the store finds after storing it."""
    store = MemoryStore()
    unique = {one.key: one for one in rows}
    batch = Batch(messages=(), deliveries=tuple(unique.values()))
    store.append(batch)
    tags = Tags.read({"vip": ["@example.org"]})
    lists = FolderOfLists(tmp_path_factory.getbasetemp() / "lists")
    reader = Reader(lists, tags, _no_query)
    asked, eyes = reader.asked(policy(condition=Condition(filter=text))), Eyes(store, reader)
    since = START - timedelta(days=1000)
    here = eyes.in_memory(asked, rows_of(batch, since), NOW)
    there = eyes.stored(asked, keys_of(unique.values()), NOW, since)
    assert {one.delivery.key for one in here} == {one.delivery.key for one in there}
