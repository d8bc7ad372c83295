"""A desk for each test."""

from __future__ import annotations

from contextlib import ExitStack

import pytest
from tests.links.clicks.desk import Desk


@pytest.fixture
def desk(tmp_path):
    """Opens a desk with what the test wants."""
    with ExitStack() as stack:

        def opened(**wanted):
            made = Desk(tmp_path, **wanted)
            stack.callback(made.close)
            return made

        yield opened
