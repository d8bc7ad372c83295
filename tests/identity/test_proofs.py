"""Each proof is good once, and nothing is changed that the trail is not told."""

from __future__ import annotations

import pytest
from tests.making.house import HERE, PASSWORD

from clawback.audit.trail import Trail
from clawback.identity.factor import Purpose
from clawback.identity.person import Wanted
from clawback.identity.proofs import TooManyChallengesError
from clawback.identity.role import Role


def test_a_code_is_used_up_by_whoever_is_first(house):
    """Two requests with one code at the same moment: only one of them counts."""
    person = house.person("ann", Role.READER)
    secret, _ = house.enrolled("ann")
    with house.database.write() as connection:
        taken = [
            house.sign_in.proofs.code(connection, person.id, house.code(secret)) for _ in range(2)
        ]
    assert taken == [True, False]


def test_questions_that_wait_are_bounded(house, monkeypatch):
    """Strangers who ask and never answer cannot fill the table; their questions run out."""
    monkeypatch.setattr("clawback.identity.records.factors._MOST_CHALLENGES", 2)
    with house.database.write() as connection:
        for _ in range(2):
            house.sign_in.proofs.challenge(connection, Purpose.SIGN_IN, "")
        with pytest.raises(TooManyChallengesError):
            house.sign_in.proofs.challenge(connection, Purpose.SIGN_IN, "")
        house.clock.turn(minutes=5)
        assert house.sign_in.proofs.challenge(connection, Purpose.SIGN_IN, "")


def test_what_cannot_be_told_does_not_happen(house, monkeypatch):
    """When the trail fails, the change and the sign-in are undone with it."""
    person = house.person("ann", Role.READER)
    house.sessions.end_all(house.program, person.id)

    def fail(*_, **__):
        raise RuntimeError

    monkeypatch.setattr(Trail, "record", fail)
    for act in (
        lambda: house.people.create(
            house.program, Wanted(login="x", name="X", roles=frozenset({Role.READER}))
        ),
        lambda: house.people.disable(house.program, person.id),
        lambda: house.sign_in.with_password("ann", PASSWORD, HERE),
        lambda: house.tokens.create(name="x", role=Role.READER, by="x"),
    ):
        with pytest.raises(RuntimeError):
            act()
    assert [one.person for one in house.people.every()] == [house.people.find(person.id)]
    assert house.people.find(person.id).active
    assert house.sessions.of(person.id) == []
    assert house.tokens.every() == []
