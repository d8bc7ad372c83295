"""The durable work of this server."""

from __future__ import annotations

import pytest
from tests.servers.state import open_state

from clawback.jobs.crew import Crew
from clawback.jobs.ledger import Ledger
from clawback.mailboxes.directory import Directory
from clawback.model.clock import SystemClock
from clawback.remediation.escrow import Escrow
from clawback.remediation.remediation import KIND
from clawback.remediation.seal import Seals
from clawback.remediation.warrant import Warrants
from clawback.store.memory import MemoryStore
from clawback.worker.work import handlers, hearers


@pytest.fixture
def database(tmp_path):
    opened = open_state(tmp_path / "state.sqlite")
    yield opened
    opened.close()


def test_every_kind_of_job_has_somebody_to_do_it_and_to_hear_of_it(database, tmp_path):
    """Remediations are carried out and told, and stopping with nothing to do is quick."""
    clock = SystemClock()
    ledger = Ledger(database, boot="test")
    doing = handlers(
        database=database,
        ledger=ledger,
        servers=Directory([]),
        warrants=Warrants(Seals(b"k" * 32)),
        escrow=Escrow(tmp_path, database=database, clock=clock),
    )
    hearing = hearers(database=database, store=MemoryStore(), clock=clock)
    crew = Crew(ledger, doing, hearing)
    crew.start()
    crew.stop()
    assert set(doing) == set(hearing) == {KIND}
