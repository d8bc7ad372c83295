"""The tables of identity. Moments are seconds since 1970-01-01 UTC; lists are JSON arrays."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Double,
    ForeignKey,
    Index,
    LargeBinary,
    Table,
    UniqueConstraint,
)

from clawback.database import metadata
from clawback.database.tables import Exact


def _person() -> Column[str]:
    return Column("person", Exact, ForeignKey("person.id"), nullable=False)


token_table = Table(
    "token",
    metadata,
    Column("id", Exact, primary_key=True),
    Column("name", Exact, nullable=False),
    Column("role", Exact, nullable=False),
    Column("digest", Exact, nullable=False),
    Column("created_at", Double, nullable=False),
    Column("created_by", Exact, nullable=False),
    Column("expires_at", Double, nullable=False),
    Column("last_used_at", Double),
    Column("revoked_at", Double),
    Column("owner", Exact, nullable=False, server_default=""),
    Column("permissions", Exact, nullable=False, server_default="[]"),
    Column("domains", Exact, nullable=False, server_default="[]"),
    Column("tags", Exact, nullable=False, server_default="[]"),
    Column("networks", Exact, nullable=False, server_default="[]"),
)

person_table = Table(
    "person",
    metadata,
    Column("id", Exact, primary_key=True),
    Column("login", Exact, nullable=False),
    Column("name", Exact, nullable=False),
    Column("roles", Exact, nullable=False),
    Column("domains", Exact, nullable=False),
    Column("tags", Exact, nullable=False),
    Column("state", Exact, nullable=False),
    Column("password", Exact, nullable=False),  # Argon2id; empty for none
    Column("created_at", Double, nullable=False),
    Column("created_by", Exact, nullable=False),
    Column("disabled_at", Double),
    Column("disabled_by", Exact, nullable=False),
    Column("signed_in_at", Double),
    UniqueConstraint("login"),
)

external_table = Table(
    "person_external",
    metadata,
    Column("issuer", Exact, primary_key=True),
    Column("subject", Exact, primary_key=True),
    _person(),
)

link_table = Table(
    "person_link",
    metadata,
    Column("digest", Exact, primary_key=True),
    _person(),
    Column("expires_at", Double, nullable=False),
    Column("forget_factors", Boolean, nullable=False),
)

session_table = Table(
    "session",
    metadata,
    Column("id", Exact, primary_key=True),
    Column("digest", Exact, nullable=False),
    _person(),
    Column("stage", Exact, nullable=False),
    Column("way", Exact, nullable=False),
    Column("signed_in_at", Double, nullable=False),
    Column("seen_at", Double, nullable=False),
    Column("ends_at", Double, nullable=False),
    Column("proved_at", Double),
    Column("network", Exact, nullable=False),
    Column("agent", Exact, nullable=False),
    UniqueConstraint("digest"),
    Index("ix_session_person", "person"),
)

totp_table = Table(
    "person_totp",
    metadata,
    Column("person", Exact, ForeignKey("person.id"), primary_key=True),
    Column("secret", Exact, nullable=False),  # sealed
    Column("created_at", Double, nullable=False),
    Column("confirmed_at", Double),
    Column("last_step", BigInteger, nullable=False),
)

recovery_table = Table(
    "person_recovery",
    metadata,
    Column("person", Exact, ForeignKey("person.id"), primary_key=True),
    Column("digest", Exact, primary_key=True),
)

passkey_table = Table(
    "person_passkey",
    metadata,
    Column("id", Exact, primary_key=True),
    _person(),
    Column("name", Exact, nullable=False),
    Column("public_key", LargeBinary, nullable=False),
    Column("sign_count", BigInteger, nullable=False),
    Column("created_at", Double, nullable=False),
    Column("last_used_at", Double),
    Index("ix_person_passkey_person", "person"),
)

challenge_table = Table(
    "passkey_challenge",
    metadata,
    Column("digest", Exact, primary_key=True),
    Column("purpose", Exact, nullable=False),
    Column("session", Exact, nullable=False),  # empty before somebody signs in
    Column("expires_at", Double, nullable=False),
)
