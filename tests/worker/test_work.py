"""The durable work of this server."""

from __future__ import annotations

import pytest
from tests.servers.state import open_state

from clawback.jobs.ledger import Ledger
from clawback.mailboxes.directory import Directory
from clawback.model.clock import SystemClock
from clawback.remediation.escrow import Escrow
from clawback.remediation.remediation import KIND
from clawback.remediation.seal import Seals
from clawback.remediation.warrant import Warrants
from clawback.store.memory import MemoryStore
from clawback.worker.work import executor


@pytest.fixture
def database(tmp_path):
    opened = open_state(tmp_path / "state.sqlite")
    yield opened
    opened.close()


def test_every_kind_of_job_has_somebody_to_do_it(database, tmp_path):
    """Remediations are carried out here, and stopping with nothing to do is quick."""
    work = executor(
        database=database,
        ledger=Ledger(database, boot="test"),
        store=MemoryStore(),
        servers=Directory([]),
        clock=SystemClock(),
        warrants=Warrants(Seals(b"k" * 32)),
        escrow=Escrow(tmp_path, database=database, clock=SystemClock()),
    )
    work.start()
    work.stop()
    assert set(work._handlers) == {KIND}
