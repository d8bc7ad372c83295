"""A spool in a folder of its own."""

from __future__ import annotations

from contextlib import ExitStack

import pytest
from tests.ingest.doubles import NOON

from clawback.ingest.spool import Spool
from clawback.model.clock import FixedClock
from clawback.spool.commit import SpoolLimits


@pytest.fixture
def open_spool(tmp_path):
    """Opens the spool of this test, again and again if wanted."""
    with ExitStack() as stack:

        def opened(folder=tmp_path / "spool", **limits):
            spool = Spool(
                folder, clock=FixedClock(NOON), limits=SpoolLimits(**{"reserve": 0, **limits})
            )
            stack.callback(spool.close)
            return spool

        yield opened
