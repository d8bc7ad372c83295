"""What may be set about the event store."""

from __future__ import annotations

from clawback.store.admission import Limits
from clawback.store.settings import StoreSettings


def test_limits_come_from_the_settings():
    """What is set is what holds; how many pages run at once goes by the processors."""
    set_so = StoreSettings(heavy_queries=2, waiting_queries=7, waiting_seconds=9)
    assert set_so.limits == Limits.of(2, 7, 9)
    assert StoreSettings().limits.waiting == 64
