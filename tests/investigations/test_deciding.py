"""What is concluded from counts."""

from __future__ import annotations

import pytest
from tests.making.deliveries import NOW

from clawback.investigations.deciding import judged, status_of, to_act_on, unusual
from clawback.investigations.investigation import Cluster, ClusterKind, Status, Threat
from clawback.investigations.playbook import read_playbook
from clawback.remediation.remediation import State

PLAYBOOK = read_playbook("mail")


def cluster(kind="file", *, deliveries=10, bad=0, spam=0):
    return Cluster(
        key=f"{kind}:x",
        kind=ClusterKind(kind),
        filter="subject:x" if kind == "file" else f"sender_ip:192.0.2.{deliveries}",
        at=NOW,
        deliveries=deliveries,
        messages=deliveries,
        bad=bad,
        spam=spam,
    )


@pytest.mark.parametrize(
    ("given", "verdict"),
    [
        (cluster(bad=5), Threat.MALICIOUS),
        (cluster(bad=4), Threat.SUSPICIOUS),
        (cluster(deliveries=1, bad=1), Threat.SUSPICIOUS),
        (cluster("sender_ip", bad=9), Threat.SUSPICIOUS),
        (cluster("sender_ip", bad=10), Threat.MALICIOUS),
        (cluster(spam=10), Threat.SUSPICIOUS),
        (cluster(bad=1), Threat.NONE),
    ],
)
def test_a_cluster_is_judged_by_its_share_and_number(given, verdict):
    """As the playbook has it for its kind, and the reason has the numbers."""
    found = judged(given, PLAYBOOK)
    assert found.verdict is verdict
    assert f"{given.bad} of {given.deliveries}" in found.reason


def test_mail_of_two_clusters_is_acted_on_once():
    """The second filter leaves out what the first finds."""
    made = [judged(one, PLAYBOOK) for one in (cluster(bad=9), cluster("sender_ip", bad=10))]
    first, second = (text for _, text in to_act_on(made, None))
    assert "NOT" not in first.upper().replace("-", "")
    assert "-subject:x" in second or "NOT subject:x" in second


@pytest.mark.parametrize(
    ("days", "told"),
    [([], False), ([50], False), ([2, 3, 2, 3, 40], True), ([20, 30, 25, 30], False)],
)
def test_a_burst_is_told_against_the_usual_day(days, told):
    """A history that is too short says nothing."""
    assert bool(unusual(days, 4.0)) is told


@pytest.mark.parametrize(
    ("states", "status"),
    [
        ([], Status.PARTIALLY_INVESTIGATED),
        ([State.PENDING, State.COMPLETED], Status.PENDING_ACTION),
        ([State.COMPLETED], Status.REMEDIATED),
        ([State.COMPLETED, State.REJECTED], Status.PARTIALLY_REMEDIATED),
        ([State.EXPIRED], Status.TERMINATED_BY_SYSTEM),
        ([State.REJECTED], Status.PARTIALLY_INVESTIGATED),
    ],
)
def test_a_status_follows_from_the_remediations(states, status):
    """As the reference product tells them."""
    assert status_of(Threat.MALICIOUS, states) is status
