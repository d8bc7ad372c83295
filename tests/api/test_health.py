"""Health, readiness, figures."""

from __future__ import annotations

import pytest

from clawback.api.health import Check, Checks
from clawback.model.errors import UnavailableError


def test_the_process_lives(web, troubles):
    """Health does not depend on anything that may be broken."""
    troubles.append("The spool is full.")
    assert web.get("/healthz").json() == {"status": "alive"}


def test_ready_names_what_was_looked_at(web):
    """A ready server says which checks held."""
    assert web.get("/readyz").json() == {"status": "ready", "checks": ["spool"]}


def test_not_ready_says_why(web, troubles):
    """503 with a sentence for each check that failed."""
    troubles.append("The spool is full.")
    answer = web.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"] == {"spool": "The spool is full."}


def test_a_check_may_raise():
    """A part that does not answer is a check that fails."""

    def fail():
        raise UnavailableError("Nobody answers.")

    assert Checks([Check("store", fail)]).failing() == {"store": "Nobody answers."}


@pytest.mark.parametrize(
    "line",
    [
        'clawback_ledger_items{state="done"} 3.0',
        "clawback_ingest_stored_total 7.0",
        'clawback_http_requests_total{operation="health",status="200"} 1.0',
    ],
)
def test_figures(admin, line):
    """What is counted and what is read are both told, in Prometheus's format."""
    admin.get("/healthz")
    assert line in admin.get("/metrics").text.splitlines()
