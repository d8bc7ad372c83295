"""The two rules: who may let a plan go on, and whose agreement counts."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.making.deliveries import NOW
from tests.remediation.people import person, token

from clawback.identity.role import Role
from clawback.model.actor import SYSTEM
from clawback.model.scope import Scope
from clawback.remediation.approval import (
    Allowed,
    NeedsApproval,
    Refused,
    decide,
    decide_proposal,
    decide_vote,
)
from clawback.remediation.facts import Facts
from clawback.remediation.operation import Operation
from clawback.remediation.policy import Policy

FACTS = Facts(
    operation=Operation.SOFT_DELETE,
    deliveries=1,
    reach=frozenset({("example.org", frozenset({"sales"})), ("example.net", frozenset())}),
)
FINAL = replace(FACTS, operation=Operation.HARD_DELETE)
GRACE = person("grace")


def test_three_answers():
    """Allowed, needs approval with reasons and a quorum, refused with a sentence."""
    assert decide(FACTS, Policy(), GRACE, NOW) == Allowed()
    needs = decide(FINAL, Policy(quorum=2), GRACE, NOW)
    assert needs == NeedsApproval(("Hard delete always needs approval.",), 2)
    refused = decide(FACTS, Policy(), person("ann", Role.ANALYST), NOW)
    assert isinstance(refused, Refused)
    assert refused.sentence == (
        "This needs the permission remediate.start, which the role analyst does not have."
    )


def test_what_was_approved_still_takes_the_permission():
    """Clearance stands in for approval, not for a role or a scope."""
    assert decide(FINAL, Policy(), GRACE, NOW, cleared=True) == Allowed()
    ann = person("ann", Role.ANALYST)
    assert isinstance(decide(FINAL, Policy(), ann, NOW, cleared=True), Refused)


@pytest.mark.parametrize("operation", [Operation.UNDO, Operation.RESTORE])
def test_an_undo_has_its_own_permission(operation):
    """Who may start may not therefore undo."""
    undo = replace(FACTS, operation=operation)
    starter = replace(GRACE, permissions=frozenset({"remediate.start"}))
    refused = decide(undo, Policy(), starter, NOW)
    assert isinstance(refused, Refused)
    assert "remediate.undo" in str(refused.error)
    assert decide(FACTS, Policy(), starter, NOW) == Allowed()


def test_scopes_cover_every_recipient_or_nothing():
    """One recipient outside is enough to refuse; a tag or a domain lets each in."""
    for scope, allowed in (
        (Scope(domains=frozenset({"example.org"})), False),
        (Scope(domains=frozenset({"example.org", "example.net"})), True),
        (Scope(domains=frozenset({"example.net"}), tags=frozenset({"sales"})), True),
    ):
        scoped = replace(GRACE, scope=scope)
        assert isinstance(decide(FACTS, Policy(), scoped, NOW), Allowed) is allowed
        assert isinstance(decide_proposal(FACTS, scoped), Allowed) is allowed
        assert isinstance(decide_vote(FACTS, {"alan"}, scoped, NOW), Allowed) is allowed


def test_breaking_the_glass_tells_what_it_went_over():
    """Only where it is on, for an approver who has just proved who they are."""
    on = Policy(break_glass=True)
    broken = decide(FINAL, on, GRACE, NOW, emergency="It spreads.")
    assert broken == Allowed(over=("Hard delete always needs approval.",))
    for policy, actor in (
        (Policy(), GRACE),
        (on, person("rob", Role.RESPONDER)),
        (on, person("grace", proved_at=None)),
        (on, token("t", "grace")),
    ):
        assert isinstance(decide(FINAL, policy, actor, NOW, emergency="It spreads."), Refused)


_NAMES = st.sampled_from(["grace", "alan", "barbara", ""])


@given(st.frozensets(_NAMES, min_size=1), _NAMES, st.sampled_from(["person", "token", "system"]))
def test_only_another_known_person_counts(involved, name, kind):
    """Whoever had a hand, is nobody, or is no person, is refused; also where a hand is unknown."""
    actor = {
        "person": person(name, id="person:any"),
        "token": token("t", name),
        "system": SYSTEM,
    }[kind]
    allowed = isinstance(decide_vote(FACTS, involved, actor, NOW), Allowed)
    assert allowed == (kind == "person" and bool(name) and all(involved) and name not in involved)
