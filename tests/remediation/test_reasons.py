"""Why deliveries did not end as a success."""

from __future__ import annotations

from tests.remediation.approval_api import GRACE, WISH, work

from clawback.jobs.block import Done, Fault, FaultKind
from clawback.jobs.job import Entry
from clawback.model.location import DeliveryLocation
from clawback.remediation import evidence
from clawback.remediation.evidence import Evidence
from clawback.remediation.reasons import MOST_REASONS, count


def _entry(outcome, note):
    proof = evidence.encode(Evidence(server="s", account="a", note=note))
    return Entry(seq=0, payload="", attempt=1, outcome=outcome, evidence=proof)


def test_reasons_are_counted_most_first():
    """By outcome and sentence; what is not among the most frequent is still counted."""
    entries = [_entry("failed", "No."), _entry("unknown", "No."), _entry("failed", "No.")]
    found = count(entries + [_entry("drifted", f"{n:03}") for n in range(MOST_REASONS)])
    first, *_ = found.top
    assert (first.outcome.value, first.sentence, first.deliveries) == ("failed", "No.", 2)
    assert len(found.top) == MOST_REASONS
    assert sum(one.deliveries for one in found.top) + found.others == len(entries) + MOST_REASONS


def test_the_api_tells_reasons(office, desk):
    """Each outcome but success with its sentence; a success needs none."""
    office.deliver(2, "bob@example.org", original_delivery_location=DeliveryLocation.QUARANTINE)
    made = desk.post(GRACE, "", **WISH | {"action": "soft_delete"}, start=True).json()
    work(office)
    with desk.of(GRACE) as api:
        found = api.get(f"/remediations/{made['remediation']['id']}/reasons").json()
    assert found["others"] == 0
    ((outcome, number),) = [(one["outcome"], one["deliveries"]) for one in found["items"]]
    assert (outcome, number) == ("not_actionable", 1)
    assert "quarantine" in found["items"][0]["reason"]


def test_the_api_tells_how_servers_stand(office, desk):
    """A server that asked to be left alone is told with its moment, and whose wish it was."""
    desk.post(GRACE, "", **WISH | {"action": "soft_delete"}, start=True)
    (block,) = office.ledger.exchange([], slots=1).blocks
    with desk.of(GRACE) as api:
        (busy,) = api.get("/mail-servers").json()["items"]
        fault = Fault(kind=FaultKind.UNAVAILABLE, sentence="Later.", wait=600.0)
        office.ledger.exchange([Done(block=block, results=(), fault=fault)], slots=0)
        (closed,) = api.get("/mail-servers").json()["items"]
    assert (busy["name"], busy["sessions_used"], busy["sessions"]) == ("main", 1, 8)
    assert (busy["failures"], busy["closed_until"], busy["asked"]) == (0, None, False)
    assert (closed["sessions_used"], closed["failures"], closed["asked"]) == (0, 1, True)
    assert closed["closed_until"] is not None
