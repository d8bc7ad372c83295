"""Mail is investigated: evidence, clusters, verdicts, and what is recommended, each once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.making.deliveries import NOW
from tests.remediation.conftest import GRACE, counts
from tests.remediation.people import person

from clawback.identity.role import Role
from clawback.investigations.graph import NodeKind, graph_of
from clawback.investigations.investigation import ClusterKind, Root, RootKind, Status, Threat
from clawback.investigations.investigations import (
    InvestigationMissingError,
    InvestigationOverError,
)
from clawback.investigations.roots import RootMissingError
from clawback.model.location import DeliveryLocation
from clawback.model.scope import Scope
from clawback.model.verdict import ThreatType
from clawback.remediation.policy import Policy
from clawback.remediation.remediation import Source, State

ADA, BOB, EVE = "ada@example.org", "bob@example.org", "eve@example.org"
PHISH = (ThreatType.PHISH,)
FILE = "f" * 64


def wave(office, *, bad=3, unseen=2):
    """Mail with one file, some of it held for phish, and one clean mail beside it."""
    for number in range(1, bad + unseen + 1):
        office.world.deliver(
            number,
            f"user{number}@example.org",
            attachment_sha256=(FILE,),
            attachment_filename=("invoice.pdf",),
            threat_type=PHISH if number <= bad else (),
            sender_address=f"a{number}@evil.example",
            subject=f"Invoice {number}",
            time_received=NOW - timedelta(hours=1),
        )
    office.world.deliver(
        90,
        ADA,
        sender_address="friend@partner.example",
        subject="Lunch",
        time_received=NOW - timedelta(hours=1),
    )


def message_of(office, number):
    return office.world.row(number, f"user{number}@example.org").delivery.network_message_id


def files(case):
    return next(one for one in case.clusters if one.kind is ClusterKind.FILE)


def test_a_clean_mail_of_a_bad_wave_is_found_out_and_all_is_proposed(office):
    """The root inherits the threat, the cluster says why, and there is one proposal."""
    office = office(Policy(required=True))
    wave(office)
    case = office.investigate("message", message_of(office, 5), person("ann", Role.ANALYST))
    found = files(case)
    assert (case.verdict, found.verdict) == (Threat.MALICIOUS, Threat.MALICIOUS)
    assert (found.deliveries, found.bad) == (5, 3)
    assert found.reason.startswith("3 of 5 deliveries are held for malware or phish")
    (action,) = case.actions
    standing = office.world.remediations.get(action.remediation, GRACE)
    assert (case.investigation.status, standing.state) == (Status.PENDING_ACTION, State.PENDING)
    assert (standing.remediation.source, standing.remediation.deliveries) == (
        Source.INVESTIGATION,
        5,
    )
    assert standing.remediation.author == person("ann", Role.ANALYST).person


def test_what_has_no_threat_ends_without_any(office):
    """Nothing is proposed, and the log says every step."""
    office = office()
    wave(office)
    case = office.investigate("sender", "friend@partner.example")
    assert (case.investigation.status, case.actions) == (Status.NO_THREATS_FOUND, ())
    assert [one.name.value for one in case.steps] == [
        "root",
        "rejudge",
        "clusters",
        "verdict",
        "clicks",
        "rules",
        "sending",
        "volume",
        "actions",
    ]


def test_policy_acts_by_itself_up_to_its_size_and_never_for_those_named(office):
    """A cluster of a named kind is started; a larger one is proposed."""
    office = office(act_on=("file",), act_on_at_most=5, never_for=())
    wave(office)
    case = office.investigate("recipient", "user1@example.org")
    ended = office.world.ended(case.actions[0].remediation)
    assert counts(ended) == {"success": 5}
    office.world.until(lambda: _location(office, 1) is DeliveryLocation.SOFT_DELETED)
    office.investigations.tend()
    status = office.investigations.get(case.investigation.id, GRACE).investigation.status
    assert status is Status.REMEDIATED


def _location(office, number):
    row = office.world.row(number, f"user{number}@example.org")
    return row.latest.latest_delivery_location


def test_mail_that_is_spared_is_counted_and_not_acted_on(office):
    """The settings' filter takes it out of the plan; the cluster says how much that is."""
    office = office(Policy(required=True), spare="recipient:user1@example.org")
    wave(office)
    case = office.investigate("message", message_of(office, 2))
    assert (files(case).spared, files(case).deliveries, case.actions[0].deliveries) == (1, 5, 4)
    assert case.spare == "recipient:user1@example.org"
    assert case.steps[-1].findings.sentence.endswith(
        "Of one cluster the settings spare 1 delivery."
    )
    root = office.investigate("message", message_of(office, 1))
    assert any("1 delivery of it left out" in one.reason for one in root.evidence)


def test_a_second_investigation_proposes_nothing_twice(office):
    """It takes up the remediation that already waits for the same cluster."""
    office = office(Policy(required=True))
    wave(office)
    first = office.investigate("message", message_of(office, 1))
    second = office.investigate("message", message_of(office, 4))
    assert [one.remediation for one in second.actions] == [one.remediation for one in first.actions]


def test_a_proposal_about_nothing_any_more_closes_itself(office):
    """When its mail has left the mailboxes it is withdrawn, and the investigation is remediated."""
    office = office(Policy(required=False))
    wave(office)
    ann = person("ann", Role.ANALYST)
    case = office.investigate("message", message_of(office, 1), ann)
    office.world.ended(office.world.remediate(text=f"attachment_sha256:{FILE}").remediation.id)
    office.world.until(lambda: _location(office, 5) is DeliveryLocation.SOFT_DELETED)
    office.investigations.tend()
    after = office.investigations.get(case.investigation.id, ann)
    assert after.investigation.status is Status.REMEDIATED
    assert after.remediations == {case.actions[0].remediation: "withdrawn"}


@pytest.mark.parametrize("lost", ["investigation_action", "investigation_step"])
def test_what_a_kill_broke_off_goes_on_and_nothing_is_proposed_twice(office, lost):
    """A crash after the draft, before it was written down: the draft is found and taken up."""
    office = office(Policy(required=True))
    wave(office)
    case = office.investigate("message", message_of(office, 1), person("ann", Role.ANALYST))
    database = office.world.database
    with database.write() as connection:
        connection.exec_driver_sql("DELETE FROM investigation_step WHERE name = 'actions'")
        if lost == "investigation_action":
            connection.exec_driver_sql("DELETE FROM investigation_action")
        connection.exec_driver_sql("UPDATE investigation SET status = 'running'")
    office.another().recover()
    again = office.ended(case.investigation.id)
    assert again.actions == case.actions
    assert len(office.world.remediations.newest(GRACE, limit=10)) == 1
    assert len({one.name for one in again.steps}) == len(again.steps) == 9


def test_one_that_runs_can_be_ended_and_one_that_is_over_cannot(office):
    """Its steps stop; a second time is said in words."""
    office = office()
    wave(office)
    door = office.investigations
    made = door.begin(Root(kind=RootKind.SENDER, value="friend@partner.example"), GRACE)
    ended = office.ended(made.investigation.id)
    with pytest.raises(InvestigationOverError):
        door.cancel(ended.investigation.id, GRACE)
    with office.world.database.write() as connection:
        connection.exec_driver_sql("UPDATE investigation SET status = 'running'")
    assert door.cancel(ended.investigation.id, GRACE).investigation.status is (
        Status.TERMINATED_BY_USER
    )


def test_mail_that_nobody_has_is_not_investigated(office):
    """Nothing is written down."""
    office = office()
    with pytest.raises(RootMissingError):
        office.investigations.begin(Root(kind=RootKind.SENDER, value="no@one.example"), GRACE)
    assert office.investigations.newest(GRACE, limit=5) == []


def test_whose_scope_is_narrower_does_not_see_it(office):
    """An investigation of all mail is not there for somebody with one domain."""
    office = office()
    wave(office)
    case = office.investigate("sender", "friend@partner.example")
    narrow = person("ann", Role.ANALYST, scope=Scope(domains=frozenset({"other.example"})))
    assert office.investigations.newest(narrow, limit=5) == []
    with pytest.raises(InvestigationMissingError):
        office.investigations.get(case.investigation.id, narrow)


def test_a_graph_leads_from_the_root_to_the_action(office):
    """Every edge joins two nodes, and the action hangs on its cluster."""
    office = office(Policy(required=True))
    wave(office)
    case = office.investigate("message", message_of(office, 1))
    graph = graph_of(case)
    ids = {one.id for one in graph.nodes}
    assert all({one.source, one.target} <= ids for one in graph.edges)
    action = next(one for one in graph.nodes if one.kind is NodeKind.ACTION)
    assert [one.source for one in graph.edges if one.target == action.id] == [
        f"cluster:file:{FILE}"
    ]
