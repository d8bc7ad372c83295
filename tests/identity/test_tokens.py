"""Giving out tokens, taking them back, telling who holds one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from clawback.identity.memory import MemoryTokenRecords
from clawback.identity.role import Role
from clawback.identity.tokens import LastAdministratorError, TokenRefusedError, Tokens
from clawback.model.errors import BadInputError, NotFoundError

START = datetime(2026, 11, 23, tzinfo=UTC)


class TurnedClock:
    """A clock that a test turns forward."""

    def __init__(self) -> None:
        self.moment = START

    def now(self) -> datetime:
        return self.moment


@pytest.fixture
def clock():
    return TurnedClock()


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
