"""How a token looks and what is kept of it."""

from __future__ import annotations

import string
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clawback.identity.role import Role
from clawback.identity.token import RANDOM_BYTES, Token, TokenState, make_secret, read_secret

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
    actor = _token().actor
    assert actor.id == f"token:{_token().id}"
    assert actor.may("deliveries.read")
    assert not actor.may("tokens.manage")


def test_too_little_randomness_is_refused():
    """A token is never made of fewer bytes than it should be."""
    with pytest.raises(ValueError, match="bytes"):
        make_secret(b"short")
