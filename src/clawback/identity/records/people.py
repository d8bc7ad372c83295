"""People in the state database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, delete, func, select, update
from sqlalchemy.sql.elements import ColumnElement

from clawback.database import Connection
from clawback.identity.person import Person, PersonState
from clawback.identity.records.tables import external_table, link_table, person_table
from clawback.identity.records.values import (
    aware,
    aware_or_none,
    listed,
    scope_columns,
    scope_of,
    seconds_or_none,
    unlisted,
)
from clawback.identity.role import Role

_columns = person_table.c
_ROLES = {role.value: role for role in Role}
_STATES = {state.value: state for state in PersonState}


@dataclass(frozen=True, slots=True)
class Link:
    """A setup link that was followed: whose it is, and whether their second factors go."""

    person: str
    forget_factors: bool


def add(connection: Connection, person: Person) -> None:
    """Keeps a new person, without a password."""
    fixed = {
        "id": person.id,
        "created_at": person.created_at.timestamp(),
        "created_by": person.created_by,
        "password": "",
    }
    connection.execute(person_table.insert(), {**fixed, **_changing(person)})


def change(connection: Connection, person: Person) -> None:
    """Keeps a person as they are now; the password stays."""
    mine = _columns.id == person.id
    connection.execute(update(person_table).where(mine).values(_changing(person)))


def find(connection: Connection, person_id: str) -> Person | None:
    """The person of this id."""
    return _one(connection, _columns.id == person_id)


def by_login(connection: Connection, login: str) -> Person | None:
    """The person of this login name."""
    return _one(connection, _columns.login == login)


def every(connection: Connection) -> Sequence[Person]:
    """Everybody, by login name."""
    rows = connection.execute(select(person_table).order_by(_columns.login))
    return [person_of(row) for row in rows]


def password(connection: Connection, person_id: str) -> str:
    """What is kept of a password; empty for none."""
    wanted = select(_columns.password).where(_columns.id == person_id)
    return connection.execute(wanted).scalar() or ""


def set_password(connection: Connection, person_id: str, kept: str) -> None:
    """Keeps another password."""
    mine = _columns.id == person_id
    connection.execute(update(person_table).where(mine).values(password=kept))


def by_external(connection: Connection, issuer: str, subject: str) -> Person | None:
    """The person whom a provider knows by this subject."""
    wanted = select(external_table.c.person).where(
        external_table.c.issuer == issuer, external_table.c.subject == subject
    )
    found = connection.execute(wanted).scalar()
    return None if found is None else find(connection, found)


def tie(connection: Connection, person_id: str, issuer: str, subject: str) -> None:
    """Remembers by which subject a provider knows a person."""
    row = {"issuer": issuer, "subject": subject, "person": person_id}
    connection.execute(external_table.insert(), row)


def external_people(connection: Connection) -> frozenset[str]:
    """The ids of people who come from a provider."""
    return frozenset(connection.execute(select(external_table.c.person)).scalars())


def put_link(
    connection: Connection, person_id: str, digest: str, ends: datetime, *, forget_factors: bool
) -> None:
    """Keeps a setup link in place of any before."""
    drop_links(connection, person_id)
    row = {
        "digest": digest,
        "person": person_id,
        "expires_at": ends.timestamp(),
        "forget_factors": forget_factors,
    }
    connection.execute(link_table.insert(), row)


def peek_link(connection: Connection, digest: str, now: datetime) -> Link | None:
    """The link, when it can still be used."""
    wanted = select(link_table).where(
        link_table.c.digest == digest, link_table.c.expires_at > now.timestamp()
    )
    row = connection.execute(wanted).first()
    return None if row is None else Link(row.person, row.forget_factors)


def take_link(connection: Connection, digest: str) -> bool:
    """Uses a link up; false when somebody else just did."""
    return bool(
        connection.execute(delete(link_table).where(link_table.c.digest == digest)).rowcount
    )


def drop_links(connection: Connection, person_id: str) -> None:
    """Makes every setup link of a person worthless."""
    connection.execute(delete(link_table).where(link_table.c.person == person_id))


def signed_in(connection: Connection, person_id: str, at: datetime) -> None:
    """Notes when somebody last signed in."""
    mine = _columns.id == person_id
    connection.execute(update(person_table).where(mine).values(signed_in_at=at.timestamp()))


def count(connection: Connection) -> int:
    """How many people there are."""
    return connection.execute(select(func.count()).select_from(person_table)).scalar_one()


def person_of(row: Row[tuple[object, ...]]) -> Person:
    """The person in a row with the columns of `person`."""
    return Person(
        id=row.id,
        login=row.login,
        name=row.name,
        roles=frozenset(_ROLES[code] for code in unlisted(row.roles)),
        scope=scope_of(row.domains, row.tags),
        state=_STATES[row.state],
        created_at=aware(row.created_at),
        created_by=row.created_by,
        disabled_at=aware_or_none(row.disabled_at),
        disabled_by=row.disabled_by,
        signed_in_at=aware_or_none(row.signed_in_at),
    )


def _one(connection: Connection, which: ColumnElement[bool]) -> Person | None:
    row = connection.execute(select(person_table).where(which)).first()
    return None if row is None else person_of(row)


def _changing(person: Person) -> dict[str, object]:
    return {
        "login": person.login,
        "name": person.name,
        "roles": listed(role.value for role in person.roles),
        "state": person.state.value,
        "disabled_at": seconds_or_none(person.disabled_at),
        "disabled_by": person.disabled_by,
        **scope_columns(person.scope),
    }
