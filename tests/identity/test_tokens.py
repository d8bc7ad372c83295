"""Giving out tokens, taking them back, telling who holds one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.making.house import PASSWORD, START

from clawback.identity.memory import MemoryTokenRecords
from clawback.identity.person import Edit
from clawback.identity.role import Permission, Role
from clawback.identity.tokens import (
    LastAdministratorError,
    Limits,
    TokenRefusedError,
    Tokens,
)
from clawback.model.errors import BadInputError, NotFoundError
from clawback.model.scope import Scope


@pytest.fixture
def tokens(records, clock):
    return Tokens(records, clock)


def test_a_token_tells_who_sent_it(tokens):
    """The secret of a new token opens what its role may do."""
    issued = tokens.create(name=" soar ", role=Role.RESPONDER, by="admin")
    actor = tokens.authenticate(issued.secret.text)
    assert (actor.name, actor.role) == ("soar", "responder")
    assert actor.may("remediate.start")


def test_a_token_expires_without_being_asked(tokens, clock):
    """After 90 days a token with the default lifetime opens nothing."""
    issued = tokens.create(name="soar", role=Role.READER, by="admin")
    clock.moment += timedelta(days=90)
    with pytest.raises(TokenRefusedError):
        tokens.authenticate(issued.secret.text)


def test_a_revoked_token_opens_nothing(tokens):
    """Revocation works at once."""
    issued = tokens.create(name="soar", role=Role.READER, by="admin")
    assert tokens.revoke(issued.token.id).revoked_at == START
    with pytest.raises(TokenRefusedError):
        tokens.authenticate(issued.secret.text)


@pytest.mark.parametrize("text", ["", "cb_", "cb_" + "a" * 67, "Bearer x", "ü" * 70])
def test_what_is_no_token_is_refused(tokens, text):
    """Nothing else opens anything."""
    with pytest.raises(TokenRefusedError):
        tokens.authenticate(text)


def test_a_well_formed_stranger_is_refused(tokens, clock):
    """A token of another installation has the right form and opens nothing."""
    stranger = Tokens(MemoryTokenRecords(), clock).create(name="x", role=Role.ADMIN, by="x")
    with pytest.raises(TokenRefusedError):
        tokens.authenticate(stranger.secret.text)


def test_use_is_noted_once_a_minute(tokens, clock):
    """The last use is kept, without a write for every request."""
    issued = tokens.create(name="soar", role=Role.READER, by="admin")
    for seconds in (10, 59, 80):
        clock.moment = START + timedelta(seconds=seconds)
        tokens.authenticate(issued.secret.text)
    assert tokens.every()[0].last_used_at == START + timedelta(seconds=80)
    clock.moment = START + timedelta(seconds=100)
    tokens.authenticate(issued.secret.text)
    assert tokens.every()[0].last_used_at == START + timedelta(seconds=80)


def test_the_last_administrator_stays(tokens):
    """Nobody can lock everybody out."""
    first = tokens.create(name="one", role=Role.ADMIN, by="x").token
    with pytest.raises(LastAdministratorError):
        tokens.revoke(first.id)
    tokens.create(name="two", role=Role.ADMIN, by="x")
    assert tokens.revoke(first.id).revoked_at is not None


def test_an_unknown_token_cannot_be_revoked(tokens):
    """The error names the token."""
    with pytest.raises(NotFoundError, match="nosuchid"):
        tokens.revoke("nosuchid")


@pytest.mark.parametrize(
    ("name", "days"), [("", 1), (" ", 1), ("x" * 201, 1), ("a\nb", 1), ("x", 0), ("x", 9999)]
)
def test_senseless_tokens_are_not_made(tokens, name, days):
    """A token has a name that can be printed, and ends."""
    with pytest.raises(BadInputError):
        tokens.create(name=name, role=Role.READER, by="x", lifetime=timedelta(days=days))
    assert not tokens.every()


def test_a_token_is_told_to_the_trail(house):
    """Making and revoking are written down with who did it, in the change's transaction."""
    admin = house.person("ann", Role.ADMIN)
    issued = house.tokens.create(name="soar", role=Role.READER, by=admin.actor(proved_at=START))
    house.tokens.revoke(issued.token.id, admin.actor(proved_at=START))
    house.tokens.revoke(issued.token.id, admin.actor(proved_at=START))
    told = house.told("token.create") + house.told("token.revoke")
    assert [(row["person"], row["subject"]) for row in told] == [
        (admin.id, f"token:{issued.token.id}")
    ] * 2


def test_an_own_token_follows_its_owner(house):
    """It loses what its owner loses, and dies with the account."""
    person = house.person("ann", Role.RESPONDER)
    house.person("root", Role.ADMIN)
    text = house.tokens.create_own(
        name="mine", role=Role.RESPONDER, by=person.actor(proved_at=START)
    ).secret.text
    actor = house.tokens.authenticate(text)
    assert (actor.person, actor.may(Permission.REMEDIATE_START)) == (person.id, True)
    house.people.edit(house.program, person.id, Edit(roles=frozenset({Role.ANALYST})))
    assert not house.tokens.authenticate(text).may(Permission.REMEDIATE_START)
    house.people.disable(house.program, person.id)
    with pytest.raises(TokenRefusedError):
        house.tokens.authenticate(text)
    house.people.enable(house.program, person.id)
    assert house.tokens.authenticate(text).may(Permission.REMEDIATE_DRAFT)


def test_an_own_token_stays_in_its_owners_scope(house):
    """A wider scope is refused when it is made, and cut when its owner's shrinks."""
    person = house.person("ann", Role.READER, scope=Scope(frozenset({"a.example", "b.example"})))
    mine = person.actor(proved_at=START)
    for domains in ({"c.example"}, {"a.example", "c.example"}):
        with pytest.raises(BadInputError):
            house.tokens.create_own(
                name="x", role=Role.READER, by=mine, limits=Limits(scope=Scope(frozenset(domains)))
            )
    whole = house.tokens.create_own(name="x", role=Role.READER, by=mine).secret.text
    part = house.tokens.create_own(
        name="x", role=Role.READER, by=mine, limits=Limits(scope=Scope(frozenset({"a.example"})))
    ).secret.text
    assert house.tokens.authenticate(whole).scope == person.scope
    assert house.tokens.authenticate(part).scope == Scope(frozenset({"a.example"}))
    house.people.edit(house.program, person.id, Edit(scope=Scope(frozenset({"b.example"}))))
    assert house.tokens.authenticate(whole).scope == Scope(frozenset({"b.example"}))
    with pytest.raises(TokenRefusedError):
        house.tokens.authenticate(part)


def test_only_a_person_has_tokens_of_its_own(house):
    """A program cannot make itself another, and a token that opens nothing is not made."""
    with pytest.raises(BadInputError):
        house.tokens.create_own(name="x", role=Role.READER, by=house.program)
    auditor = house.person("ann", Role.AUDITOR).actor(proved_at=START)
    limits = Limits(only=frozenset({Permission.DELIVERIES_READ}))
    with pytest.raises(BadInputError, match="open nothing"):
        house.tokens.create_own(name="x", role=Role.READER, by=auditor, limits=limits)
    assert PASSWORD not in str(house.told())


def test_somebody_is_present_while_they_open_anything(house, clock):
    """A person while they are active; a service while its token holds; an own token is nobody."""
    scope = Scope(frozenset({"a.example"}))
    person = house.person("ann", Role.RESPONDER, scope=scope)
    house.person("root", Role.ADMIN)
    own = house.tokens.create_own(
        name="mine", role=Role.READER, by=person.actor(proved_at=START)
    ).token.id
    service = house.tokens.create(
        name="soar", role=Role.READER, by="admin", limits=Limits(scope=scope)
    ).token.id
    for owner, name in ((person.id, "Ann"), (f"token:{service}", "soar")):
        found = house.tokens.present(owner)
        assert (found.name, found.scope) == (name, scope)
        assert Permission.DELIVERIES_READ in found.permissions
    assert house.tokens.present(f"token:{own}") is None
    assert house.tokens.present("token:none") is None
    house.people.disable(house.program, person.id)
    clock.moment += timedelta(days=90)
    assert house.tokens.present(person.id) is None
    assert house.tokens.present(f"token:{service}") is None
