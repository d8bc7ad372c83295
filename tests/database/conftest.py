"""The database as the product opens it."""

from __future__ import annotations

import pytest
from tests.servers.haste import durable_disk


@pytest.fixture(autouse=True)
def _as_the_product_does():
    """Other rooms' tests do not wait for the disk; here the promise itself is proved."""
    with durable_disk():
        yield
