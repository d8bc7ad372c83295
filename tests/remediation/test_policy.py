"""What a policy asks of a plan."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from pydantic import ValidationError

from clawback.identity.role import Role
from clawback.remediation.facts import Facts
from clawback.remediation.operation import Operation
from clawback.remediation.policy import Policy, WorkingHours
from clawback.remediation.settings import ApprovalSettings

MONDAY = datetime(2026, 11, 23, 12, tzinfo=UTC)
PLAIN = {
    "operation": Operation.SOFT_DELETE,
    "deliveries": 1000,
    "reach": frozenset({("example.org", frozenset({"sales"}))}),
}
VIP = frozenset({("example.org", frozenset({"vip"})), ("example.net", frozenset())})


@pytest.mark.parametrize(
    ("policy", "facts", "words"),
    [
        (Policy(), {}, ""),
        (Policy(), {"operation": Operation.HARD_DELETE}, "Hard delete always needs approval"),
        (Policy(), {"operation": Operation.RESTORE}, "Restore always needs approval"),
        (Policy(), {"operation": Operation.UNDO}, ""),
        (
            Policy(operations=frozenset({Operation.UNDO})),
            {"operation": Operation.RESTORE},
            "Restore always needs approval",
        ),
        (Policy(), {"deliveries": 1001}, "1,001 deliveries, more than the 1,000"),
        (Policy(deliveries=None), {"deliveries": 10**6}, ""),
        (Policy(), {"reach": VIP}, "tagged vip"),
        (Policy(mailbox_share=0.05), {"largest_share": 0.05}, ""),
        (Policy(mailbox_share=0.05), {"largest_share": 0.06}, "6% of one mailbox"),
        (Policy(hours=WorkingHours(begins=8, ends=12)), {}, "outside working hours"),
        (Policy(hours=WorkingHours(begins=8, ends=12, zone="America/New_York")), {}, "outside"),
        (Policy(hours=WorkingHours(begins=8, ends=13)), {}, ""),
        (Policy(hours=WorkingHours(days=frozenset({5, 6}))), {}, "outside working hours"),
        (Policy(roles=frozenset({"responder"})), {}, "the role responder"),
        (Policy(required=False), {"operation": Operation.HARD_DELETE, "reach": VIP}, ""),
    ],
)
def test_reasons(policy, facts, words):
    """Each rule speaks for itself, at its own limit and not before."""
    reasons = policy.reasons(Facts(**PLAIN | facts), "responder", MONDAY)
    assert len(reasons) == bool(words)
    assert words in " ".join(reasons)


def test_several_reasons_are_all_told():
    """Whoever is asked sees everything that speaks for a second look."""
    facts = Facts(operation=Operation.HARD_DELETE, deliveries=5000, reach=VIP)
    assert len(Policy().reasons(facts, "admin", MONDAY)) == 3


def test_settings_become_the_policy():
    """The defaults are the policy's own; every setting arrives in it."""
    assert ApprovalSettings().policy() == Policy()
    policy = ApprovalSettings(
        operations=(Operation.UNDO,),
        mailbox_share=0.05,
        days=("mon", "fri"),
        hours_begin=8,
        hours_end=18,
        time_zone="Europe/Berlin",
        roles=(Role.ANALYST,),
        quorum=3,
        expires_hours=1.5,
    ).policy()
    assert policy.operations == {Operation.UNDO}
    assert policy.hours == WorkingHours(
        days=frozenset({0, 4}), begins=8, ends=18, zone="Europe/Berlin"
    )
    assert (policy.mailbox_share, policy.roles, policy.quorum) == (0.05, frozenset({"analyst"}), 3)
    assert policy.lifetime == timedelta(minutes=90)


@pytest.mark.parametrize(
    "wrong",
    [
        {"quorum": 0},
        {"quorum": 4},
        {"expires_hours": 0},
        {"time_zone": "Mars/Olympus"},
        {"hours_begin": 18, "hours_end": 8},
        {"operations": ("explode",)},
        {"tags": ("V I P",)},
        {"mailbox_share": 0},
        {"approvers": 2},
    ],
)
def test_settings_that_make_no_sense(wrong):
    """They are refused when the server starts, not when somebody needs them."""
    with pytest.raises(ValidationError):
        ApprovalSettings(**wrong)
