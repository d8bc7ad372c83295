"""Any filter over any deliveries and events: every engine says what the memory store says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.contracts.event_store.engines import ENGINES, STEPS, emptied_engine, new_engine
from tests.contracts.event_store.trees import LISTS, NAMED_HEADERS, TAGS, filters
from tests.making.clicks import assorted_clicks, clicks_on
from tests.making.deliveries import (
    NOW,
    START,
    deliveries,
    events,
    messages,
)
from tests.making.varied import varied_deliveries, varied_events, varied_messages

from clawback.filters.click_fields import CLICK_FIELDS, CLICKS
from clawback.filters.fields import FIELDS, Kind, Origin
from clawback.filters.tree import Compare, Filter, Not, Order, Present, Wildcard
from clawback.filters.values import ORDERED
from clawback.filters.vocabulary import DELIVERIES
from clawback.model.click import Click, ClickRow
from clawback.model.delivery import Delivery, Row
from clawback.model.event import DeliveryEvent
from clawback.model.message import Message
from clawback.store.chart import Bucket, Chart
from clawback.store.memory import MemoryStore
from clawback.store.port import Batch, ClickQuery, EventStore, Query
from clawback.store.ranking import Ranking

pytestmark = pytest.mark.slow


_ROWS = varied_deliveries(150)
_EVENTS = varied_events(_ROWS, 120)
_CLICKS = assorted_clicks(_ROWS, 90)
_MESSAGES = varied_messages(_ROWS)


@dataclass(kw_only=True)
class Pair:
    """An engine and the memory store, holding the same."""

    engine: EventStore
    memory: MemoryStore
    step: int = 1  # every how manieth of the combinations is asked about

    @classmethod
    def holding(
        cls,
        engine: EventStore,
        rows: Sequence[Delivery],
        overlay: Sequence[DeliveryEvent],
        clicks: Sequence[Click] = (),
        messages: Sequence[Message] = (),
    ) -> Pair:
        pair = cls(engine=engine, memory=MemoryStore())
        for store in (pair.engine, pair.memory):
            store.append(Batch(messages=tuple(messages), deliveries=tuple(rows)))
            store.amend(overlay)
            store.record_clicks(clicks)
        return pair

    def agree_on_chart(self, query: Query | ClickQuery, chart: Chart) -> None:
        assert self.engine.histogram(query, chart) == self.memory.histogram(query, chart)

    def agree_on_ranking(self, query: Query | ClickQuery, ranking: Ranking) -> None:
        assert self.engine.ranking(query, ranking) == self.memory.ranking(query, ranking)

    def agree_on(self, query: Query) -> None:
        expected = self.memory.page(query, limit=200)
        assert self.engine.page(query, limit=200) == expected
        assert self.engine.count(query) == len(expected.rows)


@pytest.fixture(scope="module", params=ENGINES)
def full(request: pytest.FixtureRequest) -> Iterator[Pair]:
    with new_engine(request.param) as engine:
        pair = Pair.holding(engine, _ROWS, _EVENTS, _CLICKS, _MESSAGES)
        pair.step = STEPS[request.param]
        yield pair


def _rows() -> list[Row]:
    memory = MemoryStore()
    memory.append(Batch(messages=(), deliveries=tuple(_ROWS)))
    memory.amend(_EVENTS)
    memory.record_clicks(_CLICKS)
    return list(memory.page(Query(now=NOW, tags=TAGS), limit=200).rows)


def _click_rows() -> list[ClickRow]:
    memory = MemoryStore()
    memory.record_clicks(_CLICKS)
    return list(memory.click_page(ClickQuery(now=NOW, tags=TAGS), limit=200).rows)


_UNHURRIED = [HealthCheck.too_slow, HealthCheck.nested_given]
_BOUNDS = st.none() | st.integers(0, 60).map(lambda hours: START + timedelta(hours=hours))


def test_engines_find_what_match_finds(full: Pair):
    """The compiled SQL and the oracle agree on every row, its order and its latest state."""

    @settings(max_examples=400 // full.step, deadline=None, suppress_health_check=_UNHURRIED)
    @given(part=filters(_rows()), since=_BOUNDS, until=_BOUNDS)
    def agree(part: Filter, since: datetime | None, until: datetime | None) -> None:
        asked = Query(filter=part, now=NOW, since=since, until=until, lists=LISTS, tags=TAGS)
        full.agree_on(asked)

    agree()


@pytest.mark.parametrize("kind", ENGINES)
def test_any_text_is_found_as_match_finds_it(kind: str):
    """The same, for deliveries, events, clicks and contents that hypothesis makes up."""

    @settings(max_examples=40 // STEPS[kind], deadline=None, suppress_health_check=_UNHURRIED)
    @given(made=st.lists(deliveries(), min_size=1, max_size=5), data=st.data())
    def agree(made: list[Delivery], data: st.DataObject) -> None:
        told = data.draw(st.lists(events(st.sampled_from([row.key for row in made])), max_size=3))
        clicked = data.draw(st.lists(clicks_on(made), max_size=3))
        contents = data.draw(st.lists(messages(), max_size=3))
        with emptied_engine(kind) as engine:
            pair = Pair.holding(engine, made, told, clicked, contents)
            part = data.draw(filters(pair.memory.page(Query(now=NOW, tags=TAGS), limit=9).rows))
            pair.agree_on(Query(filter=part, now=NOW, lists=LISTS, tags=TAGS))

    agree()


_COUNTED = sorted(name for name, one in FIELDS.items() if one.origin is not Origin.MESSAGE)


@pytest.mark.parametrize("field", _COUNTED)
def test_engines_count_what_the_memory_store_counts(full: Pair, field: str):
    """Histogram and ranking agree for every field, joined ones and those with several values."""
    for query in (Query(now=NOW, tags=TAGS), Query(now=NOW, tags=TAGS, filter=Present(field))):
        for bucket, series in list(product((None, *Bucket), (2, 100)))[:: full.step]:
            chart = Chart(field=field, bucket=bucket, series=series)
            if bucket is not Bucket.MINUTE:  # three days have too many
                full.agree_on_chart(query, chart)
        for bucket in list(Bucket)[:: full.step]:
            expected = list(full.memory.bars(query, bucket=bucket, field=field))
            assert list(full.engine.bars(query, bucket=bucket, field=field)) == expected
        for limit in (3, 500)[:: full.step]:
            full.agree_on_ranking(query, Ranking(field=field, limit=limit))
            ranking = Ranking(field=field, limit=limit, split="delivery_action", extents=True)
            full.agree_on_ranking(query, ranking)


@pytest.mark.parametrize("field", sorted(CLICK_FIELDS))
def test_engines_count_clicks_as_the_memory_store_does(full: Pair, field: str):
    """The same of clicks; of all, and of those on the links of some mail."""
    mail = Query(now=NOW, tags=TAGS, filter=Present("subject"))
    for query in (ClickQuery(now=NOW, tags=TAGS), ClickQuery(now=NOW, tags=TAGS, of=mail)):
        full.agree_on_chart(query, Chart(field=field, series=2))
        ranking = Ranking(field=field, limit=3, split="click_verdict", extents=True)
        full.agree_on_ranking(query, ranking)


def test_engines_find_the_clicks_that_match_finds(full: Pair):
    """The compiled SQL and the oracle agree about clicks too, and about whose mail they are of."""

    @settings(max_examples=150 // full.step, deadline=None, suppress_health_check=_UNHURRIED)
    @given(part=filters(_click_rows(), CLICKS), since=_BOUNDS, until=_BOUNDS, mail=filters(_rows()))
    def agree(part: Filter, since: datetime | None, until: datetime | None, mail: Filter) -> None:
        of = Query(now=NOW, filter=mail, lists=LISTS, tags=TAGS)
        for each in (None, of):
            query = ClickQuery(
                filter=part, now=NOW, since=since, until=until, lists=LISTS, tags=TAGS, of=each
            )
            expected = full.memory.click_page(query, limit=100)
            assert full.engine.click_page(query, limit=100) == expected
            assert full.engine.count(query) == len(expected.rows)

    agree()


@pytest.mark.parametrize("field", [*sorted(FIELDS), *NAMED_HEADERS])
def test_every_field_answers_by_itself(full: Pair, field: str):
    """No field is left out by chance: presence and order, and their opposites."""
    parts: list[Filter] = [Present(field)]
    if DELIVERIES.field(field).kind in ORDERED - {Kind.TIME}:
        parts += [Compare(field, order, 2) for order in Order]
    for part in parts:
        full.agree_on(Query(filter=part, now=NOW, tags=TAGS))
        full.agree_on(Query(filter=Not(part), now=NOW, tags=TAGS))


def test_a_nul_in_a_pattern_is_a_character_like_others(full):
    """A file name with a NUL is found by a pattern with one."""
    pattern = Wildcard(field="attachment_filename", pattern="nul\x00byte*")
    full.agree_on(Query(filter=pattern, now=NOW, lists=LISTS, tags=TAGS))
