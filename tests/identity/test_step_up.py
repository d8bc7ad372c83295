"""Acts that a stolen session must not be enough for."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from clawback.identity.step_up import (
    FRESH,
    PersonNeededError,
    StepUpNeededError,
    require_fresh_proof,
)
from clawback.model.actor import SYSTEM, Actor, ActorKind

NOW = datetime(2026, 11, 23, tzinfo=UTC)
PERSON = Actor(id="person:p", name="Ann", role="approver", kind=ActorKind.PERSON, person="p")


@pytest.mark.parametrize("age", [timedelta(), FRESH])
def test_a_fresh_proof_passes(age):
    """Up to five minutes old."""
    require_fresh_proof(replace(PERSON, proved_at=NOW - age), NOW)


@pytest.mark.parametrize("age", [FRESH + timedelta(seconds=1), -timedelta(seconds=1), None])
def test_no_other_proof_does(age):
    """Too old, from the future, or none."""
    proved_at = None if age is None else NOW - age
    with pytest.raises(StepUpNeededError):
        require_fresh_proof(replace(PERSON, proved_at=proved_at), NOW)


@pytest.mark.parametrize(
    "actor", [SYSTEM, replace(PERSON, kind=ActorKind.PROGRAM), replace(PERSON, person="")]
)
def test_programs_never_pass(actor):
    """Not even with a proof and somebody behind them."""
    with pytest.raises(PersonNeededError):
        require_fresh_proof(replace(actor, proved_at=NOW), NOW)


def test_whoever_showed_no_factor_is_told_to_set_one_up():
    """Confirming with a code is no help to somebody who has none."""
    with pytest.raises(StepUpNeededError, match="Set one up"):
        require_fresh_proof(PERSON, NOW)
