"""Containers, as they are written down."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import Row, and_, insert, not_, select, update

from clawback.database import Connection
from clawback.model.scope import Scope, read_scope, scope_text
from clawback.remediation.action import ACTIONS, SEVERITIES
from clawback.remediation.container import Addition, Container, Removal
from clawback.remediation.records.scopes import included
from clawback.remediation.records.tables import container as table
from clawback.remediation.records.tables import container_part as part
from clawback.remediation.remediation import Remediation

_columns = table.c


def add(connection: Connection, container: Container) -> None:
    """Writes an empty container down."""
    connection.execute(
        insert(table).values(
            id=container.id,
            action=container.action.value,
            name=container.name,
            severity=container.severity.value,
            description=container.description,
            created_at=container.created_at.timestamp(),
            author=container.author,
            created_by_name=container.created_by_name,
            scope=scope_text(container.scope),
        )
    )


def add_part(connection: Connection, grown: Container) -> None:
    """Adds a container's last part to it; the triggers refuse it once it was proposed."""
    addition = grown.parts[-1]
    connection.execute(
        insert(part).values(
            container=grown.id,
            number=len(grown.parts) - 1,
            filter=addition.filter,
            person=addition.person,
            added_by_name=addition.added_by_name,
            added_at=addition.added_at.timestamp(),
        )
    )
    mine = update(table).where(_columns.id == grown.id)
    connection.execute(mine.values(scope=scope_text(grown.scope)))


def remove_part(connection: Connection, less: Container, number: int) -> None:
    """Notes that a part was taken out; the triggers refuse it of one that is closed."""
    mine = update(part).where(part.c.container == less.id, part.c.number == number)
    connection.execute(mine.values(**_removal("removed", less.parts[number].removed)))
    whole = update(table).where(_columns.id == less.id)
    connection.execute(whole.values(scope=scope_text(less.scope)))


def discard(connection: Connection, container: Container) -> None:
    """Notes that nobody wants it any more; it is frozen from then on."""
    mine = update(table).where(_columns.id == container.id)
    connection.execute(mine.values(**_removal("discarded", container.discarded)))


def close(connection: Connection, container_id: str, became: Remediation) -> None:
    """Notes which remediation became of it; who sees the one sees the other."""
    mine = update(table).where(_columns.id == container_id)
    connection.execute(mine.values(remediation=became.id, scope=scope_text(became.terms.scope)))


def find(connection: Connection, container_id: str) -> Container | None:
    row = connection.execute(select(table).where(_columns.id == container_id)).first()
    return None if row is None else _containers(connection, [row])[0]


def page(
    connection: Connection, *, scope: Scope, limit: int, before: str | None, closed: bool
) -> list[Container]:
    """Newest first, of what this scope includes: those still open, or proposed or discarded."""
    is_open = and_(_columns.remediation.is_(None), _columns.discarded_at.is_(None))
    state = not_(is_open) if closed else is_open
    seen = included(connection, _columns.scope, scope)
    wanted = select(table).where(state, seen).order_by(_columns.id.desc()).limit(limit)
    if before is not None:
        wanted = wanted.where(_columns.id < before)
    return _containers(connection, connection.execute(wanted).all())


def _containers(connection: Connection, rows: Sequence[Row[tuple[object, ...]]]) -> list[Container]:
    parts: dict[str, list[Addition]] = {}
    mine = select(part).where(part.c.container.in_([row.id for row in rows]))
    for row in connection.execute(mine.order_by(part.c.container, part.c.number)):
        parts.setdefault(row.container, []).append(
            Addition(
                filter=row.filter,
                person=row.person,
                added_by_name=row.added_by_name,
                added_at=_moment(row.added_at),
                removed=_removed(row.removed_by, row.removed_by_name, row.removed_at),
            )
        )
    return [_container(row, parts.get(row.id, ())) for row in rows]


def _container(row: Row[tuple[object, ...]], parts: Sequence[Addition]) -> Container:
    return Container(
        id=row.id,
        action=ACTIONS[row.action],
        name=row.name,
        severity=SEVERITIES[row.severity],
        description=row.description,
        created_at=_moment(row.created_at),
        author=row.author,
        created_by_name=row.created_by_name,
        parts=tuple(parts),
        remediation=row.remediation,
        discarded=_removed(row.discarded_by, row.discarded_by_name, row.discarded_at),
        scope=read_scope(row.scope),
    )


def _removal(what: str, removal: Removal | None) -> dict[str, object]:
    if removal is None:
        return {}
    return {
        f"{what}_by": removal.person,
        f"{what}_by_name": removal.name,
        f"{what}_at": removal.at.timestamp(),
    }


def _removed(person: str | None, name: str | None, at: float | None) -> Removal | None:
    if person is None or name is None or at is None:
        return None
    return Removal(person=person, name=name, at=_moment(at))


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
