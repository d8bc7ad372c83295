"""Nothing in the database is believed because it is there."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from tests.remediation.approval_api import ALAN, GRACE, WISH, trail, work

from clawback.model.actor import SYSTEM


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE remediation SET action = 'soft_delete'",
        "UPDATE remediation SET facts = replace(facts, 'hard_delete', 'soft_delete')",
        "UPDATE remediation SET facts_seal = ''",
        "UPDATE remediation_leaf SET digest = 'x'",
        "UPDATE job_payload SET payload = replace(payload, 'ada@', 'bob@')",
        "UPDATE remediation_vote SET reason = 'other'",
        "UPDATE remediation_vote SET person = 'somebody'",
        "UPDATE remediation_vote SET at = at + 3600",
        "UPDATE remediation_vote SET seal = ''",
        "UPDATE remediation_proposal SET lifetime = 1000000",
        "DELETE FROM remediation_hand WHERE part = 'created'",
    ],
)
@pytest.mark.parametrize("state_engine", ["sqlite"])
def test_changed_on_disk(office, desk, proposed, change):
    """Plan, facts, votes or people changed behind our back: the start is refused, and told."""
    desk.approve(ALAN, proposed)
    _change(office, change)
    answer = desk.post(GRACE, f"/{proposed['id']}/start")
    assert answer.status_code == 409
    assert answer.json()["code"] in {"plan_mismatch", "seal_broken"}
    work(office)
    assert office.server.lies_in("ada@example.org")["INBOX"]
    assert trail(office)[-1] == "remediation.deny"


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE remediation_vote SET seal = ''",
        "UPDATE remediation_proposal SET seal = ''",
        "UPDATE remediation SET start_seal = ''",
        "UPDATE remediation SET started_by = 'somebody'",
        "DELETE FROM remediation_vote",
    ],
)
@pytest.mark.parametrize("state_engine", ["sqlite"])
def test_the_worker_looks_for_itself(office, desk, proposed, change):
    """After a lawful start the approval is changed on disk: the worker does nothing."""
    desk.approve(ALAN, proposed, start=True)
    _change(office, change)
    work(office)
    assert office.server.lies_in("ada@example.org")["INBOX"]
    assert office.remediations.get(proposed["id"], SYSTEM).state == "failed"


@pytest.mark.parametrize("state_engine", ["sqlite"])
def test_a_job_that_nobody_started(office, desk):
    """Somebody queues a job in the database: no warrant, no work."""
    draft = desk.post(GRACE, "", **WISH).json()["remediation"]
    _change(office, "UPDATE job SET state = 'queued'")
    work(office)
    assert office.server.lies_in("ada@example.org")["INBOX"]
    assert office.remediations.get(draft["id"], SYSTEM).state == "failed"


def _change(office, statement):
    with office.database.write() as connection:
        names = connection.scalars(
            text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        ).all()
        for name in names:
            connection.execute(text(f"DROP TRIGGER {name}"))
        connection.execute(text("PRAGMA defer_foreign_keys = ON"))
        connection.execute(text(statement))
