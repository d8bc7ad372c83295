"""Sessions in the state database; one that has ended is gone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Row, delete, or_, select, update

from clawback.database import Connection
from clawback.identity.records.tables import session_table
from clawback.identity.records.values import aware, aware_or_none, seconds_or_none
from clawback.identity.session import Session, Stage, Way

_columns = session_table.c
_STAGES = {stage.value: stage for stage in Stage}
_WAYS = {way.value: way for way in Way}


def add(connection: Connection, session: Session) -> None:
    """Keeps a new session."""
    connection.execute(session_table.insert(), _row(session))


def change(connection: Connection, session: Session) -> None:
    """Keeps a session as it is now, under its new token."""
    row = _row(session)
    connection.execute(update(session_table).where(_columns.id == session.id).values(row))


def by_digest(connection: Connection, digest: str) -> Session | None:
    """The session whose token has this digest."""
    row = connection.execute(select(session_table).where(_columns.digest == digest)).first()
    return None if row is None else _session(row)


def find(connection: Connection, session_id: str) -> Session | None:
    """The session of this id."""
    row = connection.execute(select(session_table).where(_columns.id == session_id)).first()
    return None if row is None else _session(row)


def of(connection: Connection, person_id: str) -> Sequence[Session]:
    """A person's sessions, newest first."""
    wanted = (
        select(session_table)
        .where(_columns.person == person_id)
        .order_by(_columns.signed_in_at.desc(), _columns.id)
    )
    return [_session(row) for row in connection.execute(wanted)]


def seen(connection: Connection, session_id: str, at: datetime) -> None:
    """Notes that a session was used."""
    mine = _columns.id == session_id
    connection.execute(update(session_table).where(mine).values(seen_at=at.timestamp()))


def end(connection: Connection, session_id: str) -> bool:
    """Ends one; false when it had ended before."""
    return bool(connection.execute(delete(session_table).where(_columns.id == session_id)).rowcount)


def end_all(connection: Connection, person_id: str) -> int:
    """Ends every session of a person; how many there were."""
    return connection.execute(delete(session_table).where(_columns.person == person_id)).rowcount


def sweep(connection: Connection, *, now: datetime, idle_since: datetime) -> None:
    """Forgets those that have run out."""
    over = or_(_columns.ends_at <= now.timestamp(), _columns.seen_at <= idle_since.timestamp())
    connection.execute(delete(session_table).where(over))


def _row(session: Session) -> dict[str, object]:
    return {
        "id": session.id,
        "digest": session.digest,
        "person": session.person,
        "stage": session.stage.value,
        "way": session.way.value,
        "signed_in_at": session.signed_in_at.timestamp(),
        "seen_at": session.seen_at.timestamp(),
        "ends_at": session.ends_at.timestamp(),
        "proved_at": seconds_or_none(session.proved_at),
        "network": session.network,
        "agent": session.agent,
    }


def _session(row: Row[tuple[object, ...]]) -> Session:
    return Session(
        id=row.id,
        digest=row.digest,
        person=row.person,
        stage=_STAGES[row.stage],
        way=_WAYS[row.way],
        signed_in_at=aware(row.signed_in_at),
        seen_at=aware(row.seen_at),
        ends_at=aware(row.ends_at),
        proved_at=aware_or_none(row.proved_at),
        network=row.network,
        agent=row.agent,
    )
