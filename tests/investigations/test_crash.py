"""A server that is killed again and again while it investigates does everything once."""

from __future__ import annotations

import threading
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from sqlalchemy import text
from tests.making.deliveries import make_delivery, make_message
from tests.remediation.people import person
from tests.servers.clawback import PRELOADED, Server
from tests.servers.hatchery import Hatchery
from tests.servers.state import open_state

from clawback.database import Database
from clawback.identity.role import Role
from clawback.investigations import records
from clawback.investigations.investigation import Investigation, Root, RootKind, StepName
from clawback.investigations.investigations import opener_of
from clawback.model.verdict import ThreatType
from clawback.store.duckdb import DuckdbStore
from clawback.store.port import Batch

_WAVES, _EACH, _KILLS = 20, 6, 8
_STEPS = _WAVES * len(StepName)
_SETTINGS = """
[[mailboxes]]
kind = "memory"
name = "memory"
domains = ["example.org"]
"""
_ANN = person("ann", Role.ANALYST)

pytestmark = pytest.mark.slow


def _fill(folder, now):
    """So many waves, each with a file of its own, half of it recognised."""
    with closing(DuckdbStore.open(folder / "events.duckdb")) as store:
        for wave in range(_WAVES):
            numbers = [wave * _EACH + one for one in range(_EACH)]
            rows = tuple(_mail(number, wave, now) for number in numbers)
            store.append(Batch(messages=tuple(map(make_message, numbers)), deliveries=rows))


def _mail(number, wave, now):
    return make_delivery(
        number,
        recipient=f"user{number}@example.org",
        header_fingerprint=f"{number:064x}",
        time_received=now - timedelta(hours=1),
        attachment_sha256=(f"{wave:064x}",),
        attachment_filename=("invoice.pdf",),
        threat_type=(ThreatType.PHISH,) if number % 2 else (),
        sender_address=f"a{number}@evil{wave}.example",
        sender_ip=f"198.51.100.{wave}",
        subject=f"Invoice {number}",
        cluster_id="",
    )


def _begun(database, now):
    """Each wave is to be investigated, as `begin` writes it down before it answers."""
    with database.write() as connection:
        for wave in range(_WAVES):
            root = make_delivery(wave * _EACH).network_message_id
            made = Investigation(
                id=f"V-{wave:013d}",
                root=Root(kind=RootKind.MESSAGE, value=root),
                playbook="mail@2",
                reason="",
                since=now - timedelta(days=30),
                at=now,
                opener=opener_of(_ANN),
                changed_at=now,
            )
            records.add(connection, made)


def _number(database, asked):
    with database.read() as connection:
        return int(connection.execute(text(asked)).scalar_one())


def _steps(database):
    return _number(database, "SELECT count(*) FROM investigation_step")


def _kill_at(server, database, point, random):
    """Kills it in the midst of the step that follows so many."""
    until = time.monotonic() + 20
    while _steps(database) < point:
        assert time.monotonic() < until, "the investigations do not go on"
        threading.Event().wait(0.001)
    threading.Event().wait(random.uniform(0, 0.03))
    server.kill()


def test_killed_at_random_every_investigation_ends_and_does_all_of_it_once(tmp_path):
    """Kill -9 at eight moments of twenty investigations: each step and proposal is there once."""
    now, random = datetime.now(UTC), Random(8)
    open_state(tmp_path / "state.sqlite").close()
    _fill(tmp_path, now)
    with (
        closing(Database.open(tmp_path / "state.sqlite")) as database,
        Hatchery(*PRELOADED) as hatchery,
    ):
        _begun(database, now)
        points = sorted(random.sample(range(_STEPS - 2), _KILLS))
        server = Server(tmp_path, settings=_SETTINGS, hatchery=hatchery)
        reached = []
        with server:
            for point in points:
                _kill_at(server, database, point, random)
                reached.append(_steps(database))
                server.start()
            until = time.monotonic() + 30
            while _number(database, "SELECT count(*) FROM investigation WHERE status = 'running'"):
                assert time.monotonic() < until, "the investigations do not end"
                threading.Event().wait(0.01)
        assert reached[0] < reached[-1] < _STEPS
        _require_once(database)


def _require_once(database):
    statuses = _rows(database, "SELECT status, trouble, count(*) FROM investigation GROUP BY 1, 2")
    assert statuses == [("pending_action", "", _WAVES)]
    assert _steps(database) == _STEPS
    actions = _rows(database, "SELECT remediation, trouble FROM investigation_action ORDER BY 1")
    drafted = _rows(database, "SELECT id, '' FROM remediation ORDER BY 1")
    assert (actions, len(actions)) == (drafted, _WAVES)
    stages = _rows(database, "SELECT stage, count(*) FROM remediation_proposal GROUP BY 1")
    assert stages == [("pending", _WAVES)]
    told = _rows(
        database,
        "SELECT action, count(*), count(DISTINCT subject) FROM audit_entry"
        " WHERE action LIKE 'remediation%' GROUP BY 1 ORDER BY 1",
    )
    assert told == [(what, _WAVES, _WAVES) for what in ("remediation.draft", "remediation.propose")]


def _rows(database, asked):
    with database.read() as connection:
        return [tuple(row) for row in connection.execute(text(asked))]
