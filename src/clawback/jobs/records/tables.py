"""Tables of the ledger.

An item is three rows: `job_item` changes and is narrow, `job_payload` is frozen with the plan (a
trigger refuses changes), `job_evidence` is written when it ends. So a bulk job rewrites little.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Double, ForeignKey, Index, Integer, Table

from clawback.database.tables import Exact, metadata

Id = BigInteger().with_variant(Integer, "sqlite")  # SQLite numbers rows by INTEGER keys only

job = Table(
    "job",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", Exact, nullable=False),
    Column("state", Exact, nullable=False),
    Column("total", Integer, nullable=False),
    Column("left", Integer, nullable=False),
    Column("created_at", Double, nullable=False),
    Column("started_at", Double),
    Column("ended_at", Double),
    Column("note", Exact, nullable=False, server_default=""),
    Column("guard", Exact, nullable=False, server_default="off"),
    Column("seen", Integer, nullable=False, server_default="0"),
    Column("surprises", Integer, nullable=False, server_default="0"),
    Index("ix_job_state", "state"),
)

# At most 500 items of one account; `ready` is 0 while leased, and for good when nothing is left.
block = Table(
    "job_block",
    metadata,
    Column("job", Id, ForeignKey("job.id"), primary_key=True),
    Column("first", Integer, primary_key=True),
    Column("last", Integer, nullable=False),
    Column("server_key", Exact, nullable=False),
    Column("account", Exact, nullable=False),
    Column("left", Integer, nullable=False),
    Column("ready", Integer, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("next_at", Double, nullable=False),
    Index("ix_job_block_ready", "job", "ready", "first"),
    sqlite_with_rowid=False,
)

# `outcome` is empty until the item ends; `token` is the attempt that holds or ended it; `doubt` is
# 1 while an attempt may have had an effect that nobody has seen. No foreign key: 50,000 look-ups.
item = Table(
    "job_item",
    metadata,
    Column("job", Id, primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("server_key", Exact, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("doubt", Integer, nullable=False),
    Column("token", Id, nullable=False),
    Column("outcome", Exact, nullable=False),
    sqlite_with_rowid=False,
)

payload = Table(
    "job_payload",
    metadata,
    Column("job", Id, primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("payload", Exact, nullable=False),
    sqlite_with_rowid=False,
)

evidence = Table(
    "job_evidence",
    metadata,
    Column("job", Id, primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("evidence", Exact, nullable=False),
    sqlite_with_rowid=False,
)

# How many items of a job and server have an outcome (empty: none yet), kept in step with the items
# by whoever changes these: people look at a job's counts far more often than they change.
tally = Table(
    "job_tally",
    metadata,
    Column("job", Id, primary_key=True),
    Column("server_key", Exact, primary_key=True),
    Column("outcome", Exact, primary_key=True),
    Column("count", Integer, nullable=False),
    sqlite_with_rowid=False,
)

# One row per account that is being worked on, whatever the job: two at once could double mail.
lease = Table(
    "job_lease",
    metadata,
    Column("server_key", Exact, primary_key=True),
    Column("account", Exact, primary_key=True),
    Column("token", Id, nullable=False),
    Column("job", Id, nullable=False),
    Column("first", Integer, nullable=False),
    Column("boot", Exact, nullable=False),
    Column("until", Double, nullable=False),
    sqlite_with_rowid=False,
)

# `told` is 0 when the attempt ended items of which the rest of the house has yet to hear.
attempt = Table(
    "job_attempt",
    metadata,
    Column("token", Id, primary_key=True, autoincrement=False),
    Column("job", Id, ForeignKey("job.id"), nullable=False),
    Column("first", Integer, nullable=False),
    Column("last", Integer, nullable=False),
    Column("items", Integer, nullable=False),
    Column("ended_items", Integer, nullable=False),
    Column("boot", Exact, nullable=False),
    Column("began_at", Double, nullable=False),
    Column("ended_at", Double),
    Column("fault", Exact, nullable=False),
    Column("told", Integer, nullable=False),
    Index("ix_job_attempt_job_told", "job", "told"),
)

server = Table(
    "job_server",
    metadata,
    Column("server_key", Exact, primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("closed_until", Double, nullable=False),
    Column("asked_until", Double, nullable=False, server_default="0"),
    sqlite_with_rowid=False,
)

# A server with a rate: how many items it may be given (below 0: too many were), and when that was.
bucket = Table(
    "job_bucket",
    metadata,
    Column("server_key", Exact, primary_key=True),
    Column("level", Double, nullable=False),
    Column("filled_at", Double, nullable=False),
    sqlite_with_rowid=False,
)
