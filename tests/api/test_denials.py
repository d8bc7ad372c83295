"""Refusals of powers stand in the audit trail."""

from __future__ import annotations

import re

import pytest
from tests.making.visitors import API

from clawback.api import denials
from clawback.api.denials import POWERS, Denials
from clawback.api.operations import Operation
from clawback.audit.log import Log
from clawback.audit.records.entries import Wanted
from clawback.identity.role import Permission, Role
from clawback.model.actor import Actor
from clawback.model.errors import ForbiddenError


class _Trail:
    """Keeps what it is given."""

    def __init__(self):
        self.kept = []

    def record_alone(self, actor, action, subject, **_):
        self.kept.append((actor.id, action, subject))


@pytest.fixture
def trail():
    return _Trail()


@pytest.fixture
def noting(trail, clock):
    return Denials(trail, clock)


def _operation(name, needs=Permission.PEOPLE_MANAGE):
    methods, anything = frozenset({"POST"}), re.compile("")
    return Operation(id=name, needs=needs, methods=methods, path="/", pattern=anything)


def _note(noting, who, operation):
    noting.note(Actor(id=who, name=who, role="reader"), operation, ForbiddenError())


@pytest.mark.parametrize("needs", Permission)
def test_only_powers_are_noted(noting, trail, needs):
    """Approving, people, tokens and mail itself; a page that a role does not show is no attempt."""
    _note(noting, "eve", _operation("some", needs))
    expected = [("eve", "request.deny", "operation:some")] if needs in POWERS else []
    assert trail.kept == expected


def test_asking_again_does_not_fill_the_trail(noting, trail, clock):
    """One entry for an actor, an operation and a minute; others are noted meanwhile."""
    for _ in range(100):
        _note(noting, "eve", _operation("one"))
    _note(noting, "eve", _operation("two"))
    _note(noting, "mal", _operation("one"))
    assert [(who, subject) for who, _, subject in trail.kept] == [
        ("eve", "operation:one"),
        ("eve", "operation:two"),
        ("mal", "operation:one"),
    ]
    clock.turn(minutes=1)
    _note(noting, "eve", _operation("one"))
    assert len(trail.kept) == 4


def test_the_longest_unseen_is_forgotten(noting, monkeypatch):
    """Many tokens cannot fill the memory."""
    monkeypatch.setattr(denials, "_REMEMBERED", 3)
    for number in range(10):
        _note(noting, f"token:{number}", _operation("one"))
    assert [who for who, _ in noting._noted] == ["token:7", "token:8", "token:9"]


def test_who_knocks_at_the_gate_is_on_record(web, parts, bearer):
    """The entry tells who tried what; what is allowed, and strangers, leave none."""
    for _ in range(2):
        assert web.post(f"{API}/tokens", json={}, headers=bearer(Role.READER)).status_code == 403
    assert web.get(f"{API}/messages/x", headers=bearer(Role.READER)).status_code in {403, 404}
    assert web.post(f"{API}/tokens", json={}).status_code == 401
    assert web.post(f"{API}/tokens", json={}, headers=bearer(Role.ADMIN)).status_code == 422
    found = Log(parts.database).page(Wanted(action="request.deny"), limit=10)
    told = {(one.actor_name, one.subject, one.result) for one in found}
    assert ("reader", "operation:token_create", "denied") in told
    assert {name for name, _, _ in told} == {"reader"}
    facts = next(one.facts for one in found if one.subject == "operation:token_create")
    assert facts == {"needs": "tokens.manage", "code": "forbidden"}
