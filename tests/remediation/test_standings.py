"""Remediations as they stand."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.remediation.conftest import GRACE

from clawback.model.errors import ConflictError
from clawback.remediation.policy import Policy
from clawback.remediation.remediation import JobMissingError
from clawback.remediation.standings import Standings


def test_a_remediation_without_its_work_is_told(world):
    """A job that somebody took out of the database is a sentence, with the id, and no crash."""
    world.deliver(1, "ada@example.org")
    made = world.remediations.draft(world.wish(), GRACE).remediation
    standings = Standings(
        database=world.database, ledger=world.ledger, clock=world.clock, policy=Policy()
    )
    assert [one.remediation.id for one in standings.of([made])] == [made.id]
    with pytest.raises(JobMissingError, match=f"{made.id} is gone from the database") as caught:
        standings.of([made, replace(made, job=10**6)])
    assert isinstance(caught.value, ConflictError)
