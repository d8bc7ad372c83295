"""`clawback versions`."""

from __future__ import annotations

import json
import platform

import pytest

from clawback.cli.exit_code import ExitCode
from clawback.client.versions import Versions


@pytest.mark.usefixtures("served")
def test_what_a_server_runs_on(clawback):
    """A line for each, or the object as the API gives it."""
    told = clawback("versions")
    assert told.code is ExitCode.DONE
    assert f"Python         {platform.python_version()}" in told.out
    assert "mail events in memory of this process" in told.out
    said = json.loads(clawback("versions", "--format", "json").out)
    assert set(said) == set(Versions.__annotations__)
