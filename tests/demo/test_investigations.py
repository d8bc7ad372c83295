"""What investigations find in the demo's mail, of which it is known what each is."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.demo.conftest import NOW
from tests.demo.filling import filled
from tests.servers.state import open_state

from clawback.campaigns.campaign import Rule
from clawback.campaigns.grouping import Grouping
from clawback.demo.waves import hijack, invoice, malware, phish
from clawback.filters.parse import parse
from clawback.investigations.eyes import Eyes
from clawback.investigations.investigation import (
    Case,
    Investigation,
    Opener,
    Root,
    RootKind,
    Step,
    Threat,
)
from clawback.investigations.settings import InvestigationsSettings
from clawback.investigations.steps import STEPS
from clawback.model.clock import FixedClock
from clawback.store.memory import MemoryStore
from clawback.store.port import Query

ATTACKS = (phish.ATTACK, malware.CARRIERS, invoice.FRAUD, hijack.TAKEN_OVER)
CLERK = Opener(id="1", name="grace", role="admin", kind="program")


class _Placing(MemoryStore):
    """Puts mail to its like before it is stored, as intake does."""

    def __init__(self, database):
        super().__init__()
        self._grouping = Grouping(database, self, FixedClock(NOW), Rule())

    def append(self, batch):
        return super().append(self._grouping.place(batch))


@pytest.fixture(scope="module")
def store(tmp_path_factory, mails):
    with closing(open_state(tmp_path_factory.mktemp("state") / "state.sqlite")) as database:
        yield filled(mails, _Placing(database))


def _rows(store, text):
    query = Query(filter=parse(text), now=NOW)
    return [row for block in store.stream(query) for row in block]


def _keys(store, text):
    return {row.delivery.key for row in _rows(store, text)}


def _investigated(store, message):
    """The case after every step that looks."""
    eyes = Eyes(
        store=store,
        ask=lambda _, tree, since, until: Query(filter=tree, now=NOW, since=since, until=until),
        policy=InvestigationsSettings().policy(),
    )
    made = Investigation(
        id="V-1",
        root=Root(kind=RootKind.MESSAGE, value=message),
        playbook=eyes.policy.playbook.title,
        reason="",
        since=NOW - timedelta(days=31),
        at=NOW,
        opener=CLERK,
        changed_at=NOW,
    )
    case = Case(investigation=made)
    for name, look in STEPS.items():
        step = Step(name=name, at=NOW, seconds=0, findings=look(eyes, case))
        case = replace(case, steps=(*case.steps, step))
    return case


@pytest.mark.slow
@pytest.mark.parametrize("wave", [phish.ATTACK, malware.CARRIERS])
@pytest.mark.parametrize("caught", [True, False])
def test_a_wave_is_found_from_any_of_its_mail_and_no_clean_mail_with_it(store, wave, caught):
    """At least 98 % of it, from one that was recognised as from one that was not."""
    mine, bad = _rows(store, wave), set().union(*(_keys(store, one) for one in ATTACKS))
    root = next(row for row in mine if bool(row.latest.latest_threat_type) is caught)
    case = _investigated(store, root.delivery.network_message_id)
    malicious = [one for one in case.clusters if one.verdict is Threat.MALICIOUS]
    found = set().union(*(_keys(store, one.filter) for one in malicious))
    wanted = {row.delivery.key for row in mine}
    assert case.verdict is Threat.MALICIOUS
    assert len(found & wanted) >= 0.98 * len(wanted)
    assert not found - bad
