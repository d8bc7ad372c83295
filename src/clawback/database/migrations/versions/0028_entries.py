"""The allow/block list; entries for the click become entries of it.

Revision ID: 0028
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from clawback.database.tables import Exact

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    op.create_table(
        "entry",
        sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("kind", Exact, nullable=False),
        sa.Column("text", Exact, nullable=False),
        sa.Column("action", Exact, nullable=False),
        sa.Column("direction", Exact, nullable=False),
        sa.Column("places", Exact, nullable=False),
        sa.Column("note", Exact, nullable=False),
        sa.Column("origin", Exact, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("by", Exact, nullable=False),
        sa.Column("by_name", Exact, nullable=False),
        sa.Column("changed_at", sa.BigInteger, nullable=False),
        sa.Column("changed_by", Exact, nullable=False),
        sa.Column("expires_at", sa.BigInteger),
        sa.Column("after_use", sa.Boolean, nullable=False),
        sa.Column("used_at", sa.BigInteger),
        sa.Column("gone_at", sa.BigInteger),
        sa.Column("edition", sa.BigInteger, nullable=False, index=True),
        sa.Column("gained", sa.BigInteger, nullable=False, index=True),
        sa.UniqueConstraint("text", "kind", "action"),
    )
    op.create_table(
        "entry_edition",
        sa.Column("one", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.Column("last", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "entry_seen",
        sa.Column("reader", Exact, primary_key=True),
        sa.Column("edition", sa.BigInteger, nullable=False),
        sa.Column("number", sa.BigInteger, nullable=False),
    )
    _feeds()
    _click_entries()


def _feeds() -> None:
    op.create_table(
        "entry_claim",
        sa.Column("feed", Exact, primary_key=True),
        sa.Column("event", Exact, primary_key=True),
        sa.Column("entry", sa.BigInteger, primary_key=True, autoincrement=False, index=True),
    )
    op.create_table(
        "entry_feed",
        sa.Column("name", Exact, primary_key=True),
        sa.Column("began_at", sa.BigInteger),
        sa.Column("pulled_at", sa.BigInteger),
        sa.Column("stamp", Exact, nullable=False),
        sa.Column("trouble", Exact, nullable=False),
        sa.Column("skipped", sa.Integer, nullable=False),
    )
    op.create_table(
        "entry_feed_event",
        sa.Column("feed", Exact, primary_key=True),
        sa.Column("event", Exact, primary_key=True),
        sa.Column("stamp", Exact, nullable=False),
    )


def _click_entries() -> None:
    """Moves them over: a host was for all below it, too, which `~` says."""
    connection = op.get_bind()
    asked = sa.text("SELECT * FROM click_entry ORDER BY id")
    number = 0
    for row in connection.execute(asked).mappings().all():
        number += 1
        kind = {"domain": "domain", "ip": "ip"}.get(row["what"], "url")
        text = {"domain": f"~{row['key']}", "ip": row["value"]}.get(row["what"], row["key"])
        connection.execute(
            sa.text(
                "INSERT INTO entry (number, kind, text, action, direction, places, note, origin,"
                ' at, "by", by_name, changed_at, changed_by, expires_at, after_use, edition,'
                " gained) VALUES "
                "(:number, :kind, :text, :action, 'both', 'click', :note, 'person', :at, :by, "
                ":by_name, :at, :by_name, :expires_at, :after_use, :number, :number)"
            ),
            {
                "number": number,
                "kind": kind,
                "text": text,
                "action": row["action"],
                "note": row["reason"],
                "at": row["at"],
                "by": row["by"],
                "by_name": row["by_name"],
                "expires_at": row["expires_at"],
                "after_use": False,
            },
        )
    connection.execute(
        sa.text("INSERT INTO entry_edition (one, number, last) VALUES (1, :number, :number)"),
        {"number": number},
    )
    op.drop_table("click_entry")
