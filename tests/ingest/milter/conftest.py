"""A milter at a socket of its own, with an acceptor that can be told to refuse or to wait."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from tests.ingest.acceptor import Acceptor
from tests.ingest.doubles import NOON

from clawback.ingest.freshness import Watch
from clawback.ingest.milter.deciding import Observing
from clawback.ingest.milter.receiver import MilterOptions, MilterReceiver
from clawback.ingest.milter.recorder import Recorder
from clawback.ingest.unrecorded import Unrecorded
from clawback.model.clock import FixedClock

CLOCK = FixedClock(NOON)


@pytest.fixture
def acceptor():
    return Acceptor()


@pytest.fixture
def notes(tmp_path):
    opened = Unrecorded(tmp_path / "unrecorded.log")
    yield opened
    opened.close()


@pytest.fixture
def socket():
    """A name short enough for a socket."""
    folder = Path(tempfile.mkdtemp(prefix="mt-", dir="/tmp"))
    yield folder / "milter"
    shutil.rmtree(folder)


@pytest.fixture
def recorder(acceptor, notes):
    return Recorder(acceptor, notes, Watch(CLOCK), CLOCK)


@pytest.fixture
def milter(acceptor, notes, socket):
    """Starts a receiver with these options, and stops it at the end."""

    @asynccontextmanager
    async def started(*, patience=10.0, deciding=Observing, **options):
        recorder = Recorder(acceptor, notes, Watch(CLOCK), CLOCK, patience=patience)
        receiver = MilterReceiver(
            recorder,
            deciding(recorder),
            options=MilterOptions(listen=socket, **options),
            clock=CLOCK,
        )
        await receiver.start()
        try:
            yield receiver
        finally:
            await receiver.stop()

    return started
