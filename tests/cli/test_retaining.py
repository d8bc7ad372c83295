"""`clawback retention`."""

from __future__ import annotations

import json

import pytest
from tests.making.deliveries import make_delivery

from clawback.cli.exit_code import ExitCode
from clawback.store.port import Batch


@pytest.fixture(autouse=True)
def _old_mail(served):
    plain = make_delivery(0)
    old = make_delivery(0, time_received=plain.time_received.replace(year=2020))
    served.store.append(Batch(messages=(), deliveries=(old,)))


def test_what_is_kept_how_long(clawback):
    """As a table with sentences, and as an object."""
    shown = clawback("retention", "show")
    assert "365 days" in shown.out
    assert "as long as deliveries" in shown.out
    assert "audit trail is kept for ever" in shown.err
    assert json.loads(clawback("retention", "show", "--format", "json").out)["kept"][0]["due"] == 1


def test_a_dry_run_forgets_nothing(clawback, served):
    """It says how much is old enough."""
    assert "Nothing was forgotten" in clawback("retention", "run", "--dry-run").err
    due = clawback("retention", "run", "--dry-run", "--format", "json").out
    assert json.loads(due) == {"rows": 1, "content": 0, "clicks": 0}
    assert len(served.store._deliveries) == 1


def test_a_run_forgets(clawback, served):
    """With --yes; where nobody can be asked it says so."""
    refused = clawback("retention", "run")
    assert refused.code is ExitCode.USAGE
    assert "--dry-run" in refused.err
    done = clawback("retention", "run", "--yes", "--wait")
    assert done.code is ExitCode.DONE, done.err
    assert "is done: 1 deliveries forgotten, 0 held" in done.err
    assert len(served.store._deliveries) == 0
    assert "is done" in clawback("retention", "show").err
    again = json.loads(clawback("retention", "run", "--yes", "--format", "json").out)
    assert again["by_name"] == "admin"
    served.retention.stop()
