"""The tables `[execution]` and `[escrow]`."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from clawback.remediation.execution_settings import EscrowSettings, ExecutionSettings
from clawback.remediation.surprise import Threshold


def test_defaults_are_those_of_the_rules():
    """Ten first, more than 5 % of at least 20; and no escrow."""
    assert ExecutionSettings().threshold == Threshold()
    assert EscrowSettings().days == 0


@pytest.mark.parametrize(
    "given", [{"canary": -1}, {"surprise_share": 0}, {"surprise_least": 0}, {"canaries": 3}]
)
def test_what_makes_no_sense_is_refused(given):
    """Mistakes are errors, never a silent default."""
    with pytest.raises(ValidationError):
        ExecutionSettings.model_validate(given)
