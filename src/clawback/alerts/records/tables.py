"""The tables of alerts. Times are in microseconds since 1970-01-01 UTC."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, Table

from clawback.database.tables import Exact, metadata

_Id = BigInteger().with_variant(Integer, "sqlite")  # SQLite numbers rows by INTEGER keys only

# A policy of people, or one that is shipped and was set otherwise; `body` is its JSON.
policy_table = Table(
    "alert_policy",
    metadata,
    Column("id", Exact, primary_key=True),
    Column("body", Exact, nullable=False),
    Column("edited_at", BigInteger, nullable=False),
    Column("edited_by_name", Exact, nullable=False),
)
alert_table = Table(
    "alert",
    metadata,
    Column("id", Exact, primary_key=True),
    Column("policy", Exact, nullable=False),
    Column("policy_name", Exact, nullable=False),
    Column("severity", Exact, nullable=False),
    Column("category", Exact, nullable=False),
    Column("counted_by", Exact, nullable=False),
    Column("summary", Exact, nullable=False),
    Column("opened_at", BigInteger, nullable=False),
    Column("tripped_at", BigInteger, nullable=False),
    Column("first_at", BigInteger, nullable=False),
    Column("last_at", BigInteger, nullable=False),
    Column("hits", Integer, nullable=False),
    Column("status", Exact, nullable=False),
    Column("assignee", Exact, nullable=False),
    Column("assignee_name", Exact, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
    Column("version", Integer, nullable=False),
    Index("ix_alert_policy_counted_by", "policy", "counted_by"),
    Index("ix_alert_status", "status"),
)
# What fitted, once for each policy. `alert` is empty while there is too little of it; `told` is 1
# when the delivery's timeline says that it is part of the alert.
hit_table = Table(
    "alert_hit",
    metadata,
    Column("policy", Exact, primary_key=True),
    Column("mark", Exact, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("counted_by", Exact, nullable=False),
    Column("network_message_id", Exact, nullable=False),
    Column("recipient", Exact, nullable=False),
    Column("summary", Exact, nullable=False),
    Column("alert", Exact, nullable=False),
    Column("told", Integer, nullable=False),
    Index("ix_alert_hit_policy_counted_by_at", "policy", "counted_by", "at"),
    Index("ix_alert_hit_alert", "alert"),
    Index("ix_alert_hit_told", "told"),
)
# The history of all alerts, numbered in the order of writing: what the feed gives out.
entry_table = Table(
    "alert_entry",
    metadata,
    Column("number", _Id, primary_key=True),
    Column("alert", Exact, nullable=False, index=True),
    Column("at", BigInteger, nullable=False),
    Column("what", Exact, nullable=False),
    Column("by", Exact, nullable=False),
    Column("by_name", Exact, nullable=False),
    Column("text", Exact, nullable=False),
    sqlite_autoincrement=True,  # a number that is gone never comes again
)
# What is to be sent, each once; `body` is the alert as it was opened, in JSON.
notice_table = Table(
    "alert_notice",
    metadata,
    Column("id", Exact, primary_key=True),
    Column("alert", Exact, nullable=False, index=True),
    Column("policy", Exact, nullable=False),
    Column("channel", Exact, nullable=False),
    Column("body", Exact, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("due", BigInteger, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("state", Exact, nullable=False),
    Column("trouble", Exact, nullable=False),
    Column("ended_at", BigInteger),
    Index("ix_alert_notice_channel_state_due", "channel", "state", "due"),
    Index("ix_alert_notice_policy_channel_at", "policy", "channel", "at"),
)
# How far something was heard that is read in order.
place_table = Table(
    "alert_place",
    metadata,
    Column("name", Exact, primary_key=True),
    Column("place", BigInteger, nullable=False),
)
