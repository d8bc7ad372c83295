"""People, their sessions and second factors; tokens with owners.

Revision ID: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from clawback.database.tables import Exact

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    _people()
    _sessions()
    _factors()
    for name, before in (
        ("owner", ""),
        ("permissions", "[]"),
        ("domains", "[]"),
        ("tags", "[]"),
        ("networks", "[]"),
    ):
        op.add_column("token", sa.Column(name, Exact, nullable=False, server_default=before))


def _people() -> None:
    op.create_table(
        "person",
        sa.Column("id", Exact, primary_key=True),
        sa.Column("login", Exact, nullable=False),
        sa.Column("name", Exact, nullable=False),
        sa.Column("roles", Exact, nullable=False),
        sa.Column("domains", Exact, nullable=False),
        sa.Column("tags", Exact, nullable=False),
        sa.Column("state", Exact, nullable=False),
        sa.Column("password", Exact, nullable=False),
        sa.Column("created_at", sa.Double, nullable=False),
        sa.Column("created_by", Exact, nullable=False),
        sa.Column("disabled_at", sa.Double),
        sa.Column("disabled_by", Exact, nullable=False),
        sa.Column("signed_in_at", sa.Double),
        sa.UniqueConstraint("login"),
    )
    op.create_table(
        "person_external",
        sa.Column("issuer", Exact, primary_key=True),
        sa.Column("subject", Exact, primary_key=True),
        _person(),
    )
    op.create_table(
        "person_link",
        sa.Column("digest", Exact, primary_key=True),
        _person(),
        sa.Column("expires_at", sa.Double, nullable=False),
        sa.Column("forget_factors", sa.Boolean, nullable=False),
    )


def _sessions() -> None:
    op.create_table(
        "session",
        sa.Column("id", Exact, primary_key=True),
        sa.Column("digest", Exact, nullable=False),
        _person(),
        sa.Column("stage", Exact, nullable=False),
        sa.Column("way", Exact, nullable=False),
        sa.Column("signed_in_at", sa.Double, nullable=False),
        sa.Column("seen_at", sa.Double, nullable=False),
        sa.Column("ends_at", sa.Double, nullable=False),
        sa.Column("proved_at", sa.Double),
        sa.Column("network", Exact, nullable=False),
        sa.Column("agent", Exact, nullable=False),
        sa.UniqueConstraint("digest"),
    )
    op.create_index("ix_session_person", "session", ["person"])


def _factors() -> None:
    op.create_table(
        "person_totp",
        sa.Column("person", Exact, sa.ForeignKey("person.id"), primary_key=True),
        sa.Column("secret", Exact, nullable=False),
        sa.Column("created_at", sa.Double, nullable=False),
        sa.Column("confirmed_at", sa.Double),
        sa.Column("last_step", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "person_recovery",
        sa.Column("person", Exact, sa.ForeignKey("person.id"), primary_key=True),
        sa.Column("digest", Exact, primary_key=True),
    )
    op.create_table(
        "person_passkey",
        sa.Column("id", Exact, primary_key=True),
        _person(),
        sa.Column("name", Exact, nullable=False),
        sa.Column("public_key", sa.LargeBinary, nullable=False),
        sa.Column("sign_count", sa.BigInteger, nullable=False),
        sa.Column("created_at", sa.Double, nullable=False),
        sa.Column("last_used_at", sa.Double),
    )
    op.create_index("ix_person_passkey_person", "person_passkey", ["person"])
    op.create_table(
        "passkey_challenge",
        sa.Column("digest", Exact, primary_key=True),
        sa.Column("purpose", Exact, nullable=False),
        sa.Column("session", Exact, nullable=False),
        sa.Column("expires_at", sa.Double, nullable=False),
    )


def _person() -> sa.Column[str]:
    return sa.Column("person", Exact, sa.ForeignKey("person.id"), nullable=False)
