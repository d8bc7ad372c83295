"""One suite for both places where tokens are kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network

from clawback.audit.action import AuditAction
from clawback.identity.port import Note
from clawback.identity.role import Permission, Role
from clawback.identity.token import RANDOM_BYTES, Token, make_secret
from clawback.model.actor import SYSTEM
from clawback.model.scope import Scope

NOTE = Note(actor=SYSTEM, action=AuditAction.TOKEN_CREATE, subject="token:x")
NOW = datetime(2026, 11, 23, 12, 30, 15, 123456, tzinfo=UTC)


def _token(letter: bytes, created_at: datetime = NOW) -> Token:
    secret = make_secret(letter * RANDOM_BYTES)
    return Token(
        id=secret.id,
        name="Grüße",
        role=Role.RESPONDER,
        digest=secret.digest,
        created_at=created_at,
        created_by="somebody",
        expires_at=created_at + timedelta(days=90),
        owner="p1",
        only=frozenset({Permission.DELIVERIES_READ, Permission.LISTS_READ}),
        scope=Scope(frozenset({"example.org"}), frozenset({"VIP, board"})),
        networks=(ip_network("192.0.2.0/24"), ip_network("2001:db8::/32")),
    )


def test_a_token_comes_back_as_it_was(records):
    """Every value survives."""
    token = _token(b"a")
    records.add(token, NOTE)
    assert records.find(token.id) == token


def test_an_unknown_id_finds_nothing(records):
    """There is no error for an id that nobody has."""
    assert records.find("aaaaaaaa") is None


def test_tokens_are_listed_oldest_first(records):
    """The order is that of their making."""
    young, old = _token(b"a"), _token(b"b", NOW - timedelta(days=1))
    records.add(young, NOTE)
    records.add(old, NOTE)
    assert list(records.every()) == [old, young]


def test_the_first_revocation_stands(records):
    """Revoking again does not change when it was revoked."""
    token = _token(b"a")
    records.add(token, NOTE)
    records.revoke(token.id, NOW, NOTE)
    records.revoke(token.id, NOW + timedelta(hours=1), NOTE)
    assert records.find(token.id) == replace(token, revoked_at=NOW)


def test_the_last_use_is_kept(records):
    """The latest use is what is told."""
    token = _token(b"a")
    records.add(token, NOTE)
    records.used(token.id, NOW)
    records.used(token.id, NOW + timedelta(hours=1))
    assert records.find(token.id) == replace(token, last_used_at=NOW + timedelta(hours=1))
