"""How a token looks and what is kept of it."""

from __future__ import annotations

import string
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clawback.identity.role import Permission, Role
from clawback.identity.token import (
    RANDOM_BYTES,
    Owner,
    Token,
    TokenState,
    make_secret,
    narrowed,
    read_secret,
)
from clawback.model.actor import ActorKind
from clawback.model.scope import EVERYWHERE, Scope

NOW = datetime(2026, 11, 23, tzinfo=UTC)
RANDOMNESS = st.binary(min_size=RANDOM_BYTES, max_size=RANDOM_BYTES)


def _token(randomness: bytes = b"x" * RANDOM_BYTES) -> Token:
    secret = make_secret(randomness)
    return Token(
        id=secret.id,
        name="a test",
        role=Role.READER,
        digest=secret.digest,
        created_at=NOW,
        created_by="somebody",
        expires_at=NOW + timedelta(days=1),
    )


@given(RANDOMNESS)
def test_what_is_made_can_be_read(randomness):
    """Every token that is made is recognised, with its id."""
    secret = make_secret(randomness)
    assert len(secret.text) == 70
    assert read_secret(secret.text) == secret


@given(RANDOMNESS, st.integers(0, 69), st.sampled_from(string.printable))
def test_one_wrong_character_is_noticed(randomness, position, character):
    """A token with any one character changed is not one."""
    text = make_secret(randomness).text
    wrong = text[:position] + character + text[position + 1 :]
    assert wrong == text or read_secret(wrong) is None


@given(st.text())
def test_other_text_is_no_token(text):
    """Anything else is refused without an error."""
    assert read_secret(text) is None


def test_only_the_right_secret_fits():
    """A token's record fits its own secret and no other, even with the same id."""
    right = make_secret(b"x" * RANDOM_BYTES)
    other = make_secret(b"x" * 5 + b"y" * 32)
    assert right.id == other.id
    assert _token().fits(right)
    assert not _token().fits(other)


def test_a_secret_is_never_shown_by_accident():
    """Printing the values shows neither the secret nor its digest."""
    secret = make_secret(b"x" * RANDOM_BYTES)
    assert secret.text not in repr(secret)
    assert secret.digest not in repr(_token())


def test_a_token_ends():
    """A token is active until the moment it expires, and not after it was revoked."""
    token = _token()
    assert token.state(NOW) is TokenState.ACTIVE
    assert token.state(token.expires_at) is TokenState.EXPIRED
    assert replace(token, revoked_at=NOW).state(NOW) is TokenState.REVOKED


def test_its_actor_has_the_roles_permissions():
    """Whoever sends a token is an actor with its role's permissions."""
    actor = _token().actor()
    assert actor is not None
    assert actor.id == f"token:{_token().id}"
    assert actor.may("deliveries.read")
    assert not actor.may("tokens.manage")


def test_too_little_randomness_is_refused():
    """A token is never made of fewer bytes than it should be."""
    with pytest.raises(ValueError, match="bytes"):
        make_secret(b"short")


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("owner", ["", "somebody"])
def test_no_token_approves(role, owner):
    """Whatever its role and whoever owns it, a token is a program that cannot approve."""
    token = replace(_token(), role=role, owner=owner)
    actor = token.actor(
        Owner(person=owner, name="Ada", permissions=frozenset(Permission), scope=EVERYWHERE)
    )
    assert actor is not None
    assert actor.kind is ActorKind.PROGRAM
    assert actor.proved_at is None
    assert not actor.may(Permission.REMEDIATE_APPROVE)
    assert not actor.may(Permission.OWN_ACCOUNT)


def test_an_own_token_is_called_after_its_owner():
    """What it does shows whose it is, and which of theirs; a service's shows its name alone."""
    ada = Owner(person="p1", name="Ada", permissions=frozenset(Permission), scope=EVERYWHERE)
    named = replace(_token(), name="laptop")
    own, service = replace(named, owner="p1").actor(ada), named.actor()
    assert own is not None
    assert service is not None
    assert (own.name, service.name) == ("Ada (laptop)", "laptop")


def test_an_own_token_makes_no_accounts():
    """A stolen token of an administrator's cannot make people or tokens that outlive it."""
    token = replace(_token(), role=Role.ADMIN, owner="somebody")
    assert Permission.PEOPLE_MANAGE in replace(token, owner="").opens
    assert not token.opens & {Permission.PEOPLE_MANAGE, Permission.TOKENS_MANAGE}


@given(st.frozensets(st.sampled_from(Permission)), st.frozensets(st.sampled_from(Permission)))
def test_an_own_token_never_opens_more_than_its_owner(only, permissions):
    """Whatever it was made for, at the time of use its owner's permissions are the limit."""
    token = replace(_token(), role=Role.ADMIN, owner="somebody", only=only)
    actor = token.actor(
        Owner(person="somebody", name="Ada", permissions=permissions, scope=EVERYWHERE)
    )
    assert actor is not None
    assert actor.permissions <= {permission.value for permission in permissions}
    assert not only or actor.permissions <= {permission.value for permission in only}


_SCOPES = st.builds(
    Scope, st.frozensets(st.sampled_from("ab")), st.frozensets(st.sampled_from("xy"))
)


@given(_SCOPES, _SCOPES, st.sampled_from("abc"), st.frozensets(st.sampled_from("xy")))
def test_a_narrowed_scope_reaches_nobody_outside_either(outer, inner, domain, tags):
    """Whoever it covers is covered by both."""
    both = narrowed(outer, inner)
    if both is not None and both.covers(f"bob@{domain}", tags):
        assert outer.covers(f"bob@{domain}", tags)
        assert inner.covers(f"bob@{domain}", tags)


@pytest.mark.parametrize(
    ("address", "taken"),
    [
        ("192.0.2.9", True),
        ("::ffff:192.0.2.9", True),
        ("192.0.3.9", False),
        ("2001:db8::1", True),
        ("2001:db9::1", False),
        ("", False),
        ("testclient", False),
    ],
)
def test_a_token_bound_to_networks_is_good_only_there(address, taken):
    """An address outside, or none at all, opens nothing."""
    networks = (ip_network("192.0.2.0/24"), ip_network("2001:db8::/32"))
    assert replace(_token(), networks=networks).comes_from(address) is taken
