"""Second factors in the state database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Row, delete, func, select, union, update

from clawback.database import Connection
from clawback.identity.factor import Challenge, Passkey, Totp
from clawback.identity.records.tables import (
    challenge_table,
    passkey_table,
    recovery_table,
    totp_table,
)
from clawback.identity.records.values import aware, aware_or_none

_totp, _recovery = totp_table.c, recovery_table.c
_passkey, _challenge = passkey_table.c, challenge_table.c
_MOST_CHALLENGES = 10_000


def totp(connection: Connection, person_id: str) -> Totp | None:
    """A person's app, confirmed or not."""
    row = connection.execute(select(totp_table).where(_totp.person == person_id)).first()
    if row is None:
        return None
    return Totp(
        secret=row.secret,
        created_at=aware(row.created_at),
        confirmed_at=aware_or_none(row.confirmed_at),
        last_step=row.last_step,
    )


def put_totp(connection: Connection, person_id: str, kept: Totp) -> None:
    """Keeps a new app, not confirmed, in place of one before."""
    drop_totp(connection, person_id)
    row = {
        "person": person_id,
        "secret": kept.secret,
        "created_at": kept.created_at.timestamp(),
        "last_step": kept.last_step,
    }
    connection.execute(totp_table.insert(), row)


def confirm_totp(connection: Connection, person_id: str, at: datetime) -> None:
    """From now on the app's codes open something."""
    mine = _totp.person == person_id
    connection.execute(update(totp_table).where(mine).values(confirmed_at=at.timestamp()))


def use_step(connection: Connection, person_id: str, step: int) -> bool:
    """Uses a time step up; false when it, or a later one, was used before."""
    mine = (_totp.person == person_id, _totp.last_step < step)
    return bool(connection.execute(update(totp_table).where(*mine).values(last_step=step)).rowcount)


def drop_totp(connection: Connection, person_id: str) -> bool:
    """Forgets the app."""
    return bool(connection.execute(delete(totp_table).where(_totp.person == person_id)).rowcount)


def put_recovery(connection: Connection, person_id: str, digests: Iterable[str]) -> None:
    """Keeps recovery codes in place of those before."""
    connection.execute(delete(recovery_table).where(_recovery.person == person_id))
    rows = [{"person": person_id, "digest": digest} for digest in digests]
    if rows:
        connection.execute(recovery_table.insert(), rows)


def use_recovery(connection: Connection, person_id: str, digest: str) -> bool:
    """Uses a recovery code up; false when there is none such."""
    mine = (_recovery.person == person_id, _recovery.digest == digest)
    return bool(connection.execute(delete(recovery_table).where(*mine)).rowcount)


def recovery_left(connection: Connection, person_id: str) -> int:
    """How many recovery codes are not used."""
    wanted = select(func.count()).where(_recovery.person == person_id)
    return connection.execute(wanted).scalar_one()


def passkeys(connection: Connection, person_id: str) -> Sequence[Passkey]:
    """A person's passkeys, oldest first."""
    wanted = (
        select(passkey_table)
        .where(_passkey.person == person_id)
        .order_by(_passkey.created_at, _passkey.id)
    )
    return [_passkey_of(row) for row in connection.execute(wanted)]


def passkey(connection: Connection, passkey_id: str) -> Passkey | None:
    """The passkey of this id."""
    row = connection.execute(select(passkey_table).where(_passkey.id == passkey_id)).first()
    return None if row is None else _passkey_of(row)


def add_passkey(connection: Connection, kept: Passkey) -> None:
    """Keeps a new passkey."""
    row = {
        "id": kept.id,
        "person": kept.person,
        "name": kept.name,
        "public_key": kept.public_key,
        "sign_count": kept.sign_count,
        "created_at": kept.created_at.timestamp(),
    }
    connection.execute(passkey_table.insert(), row)


def passkey_used(connection: Connection, passkey_id: str, count: int, at: datetime) -> None:
    """Keeps the counter that a passkey told."""
    mine = _passkey.id == passkey_id
    values = {"sign_count": count, "last_used_at": at.timestamp()}
    connection.execute(update(passkey_table).where(mine).values(values))


def rename_passkey(connection: Connection, person_id: str, passkey_id: str, name: str) -> bool:
    """Gives a person's passkey another name; false when they have none such."""
    mine = (_passkey.id == passkey_id, _passkey.person == person_id)
    return bool(connection.execute(update(passkey_table).where(*mine).values(name=name)).rowcount)


def drop_passkey(connection: Connection, person_id: str, passkey_id: str) -> bool:
    """Forgets a person's passkey; false when they have none such."""
    mine = (_passkey.id == passkey_id, _passkey.person == person_id)
    return bool(connection.execute(delete(passkey_table).where(*mine)).rowcount)


def drop_all(connection: Connection, person_id: str) -> None:
    """Forgets every second factor of a person."""
    drop_totp(connection, person_id)
    connection.execute(delete(recovery_table).where(_recovery.person == person_id))
    connection.execute(delete(passkey_table).where(_passkey.person == person_id))


def people_with_one(connection: Connection) -> frozenset[str]:
    """The ids of people who have a second factor."""
    apps = select(_totp.person).where(_totp.confirmed_at.is_not(None))
    return frozenset(connection.execute(union(apps, select(_passkey.person))).scalars())


def put_challenge(connection: Connection, kept: Challenge, now: datetime) -> bool:
    """Keeps a challenge until it is answered; false when too many wait."""
    connection.execute(delete(challenge_table).where(_challenge.expires_at <= now.timestamp()))
    waiting = connection.execute(select(func.count()).select_from(challenge_table)).scalar_one()
    if waiting >= _MOST_CHALLENGES:
        return False
    row = {
        "digest": kept.digest,
        "purpose": kept.purpose.value,
        "session": kept.session,
        "expires_at": kept.expires_at.timestamp(),
    }
    connection.execute(challenge_table.insert(), row)
    return True


def take_challenge(connection: Connection, wanted: Challenge, now: datetime) -> bool:
    """Uses a challenge up; false when it was not made for this, was answered, or is too old."""
    mine = (
        _challenge.digest == wanted.digest,
        _challenge.purpose == wanted.purpose.value,
        _challenge.session == wanted.session,
        _challenge.expires_at > now.timestamp(),
    )
    return bool(connection.execute(delete(challenge_table).where(*mine)).rowcount)


def _passkey_of(row: Row[tuple[object, ...]]) -> Passkey:
    return Passkey(
        id=row.id,
        person=row.person,
        name=row.name,
        public_key=row.public_key,
        sign_count=row.sign_count,
        created_at=aware(row.created_at),
        last_used_at=aware_or_none(row.last_used_at),
    )
