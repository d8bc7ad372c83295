"""What may be set about the event store."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from clawback.store.admission import Limits
from clawback.store.settings import StoreSettings


def test_limits_come_from_the_settings():
    """What is set is what holds; how many pages run at once goes by the processors."""
    set_so = StoreSettings(heavy_queries=2, waiting_queries=7, waiting_seconds=9)
    assert set_so.limits == Limits.of(2, 7, 9)
    assert StoreSettings().limits.waiting == 64


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"kind": "clickhouse"}, "either `store.url` or `store.chdb`"),
        ({"kind": "clickhouse", "url": "http://a", "chdb": "b"}, "either `store.url`"),
        ({"url": "clickhouse.example.org"}, "must begin with http"),
        ({"url": "ftp://clickhouse.example.org"}, "must begin with http"),
        ({"url": "http://me:secret@clickhouse.example.org"}, "own settings"),
        ({"url": "http://clickhouse.example.org/?user=me"}, "own settings"),
        ({"chdb": "events.chdb", "cluster": "main"}, "no cluster"),
        ({"database": "a b"}, "pattern"),
        ({"cluster": "a'b"}, "pattern"),
    ],
)
def test_what_cannot_be_a_clickhouse_is_told(given, said):
    """At once, and not when the first mail comes."""
    with pytest.raises(ValidationError, match=said):
        StoreSettings.model_validate(given)


@pytest.mark.parametrize(
    ("limit", "is_bytes"),
    [("512MB", 512_000_000), ("2 GiB", 2 << 30), ("1GB", 10**9), ("64MiB", 64 << 20)],
)
def test_memory_is_told_in_bytes(limit, is_bytes):
    """ClickHouse takes no units."""
    assert StoreSettings(memory_limit=limit).memory == is_bytes
