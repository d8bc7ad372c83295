"""All of identity on one state database, with people in it, for tests."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pyotp
from sqlalchemy import text

from clawback.audit.trail import Trail
from clawback.database import Database
from clawback.identity.assembly import identity
from clawback.identity.password import Argon2id, Cost
from clawback.identity.person import Person, Wanted
from clawback.identity.role import Role
from clawback.identity.session import Seen, Session
from clawback.identity.settings import IdentitySettings
from clawback.model.actor import SYSTEM, Actor
from clawback.model.scope import EVERYWHERE, Scope

START = datetime(2026, 11, 23, 12, tzinfo=UTC)
PASSWORD = "correct horse battery"
HERE = Seen(address="192.0.2.7", agent="a browser")
KEY = b"k" * 32


class TurnedClock:
    """A clock that a test turns forward."""

    def __init__(self) -> None:
        self.moment = START

    def now(self) -> datetime:
        return self.moment

    def turn(self, **by: float) -> None:
        """Turns it forward: `turn(minutes=5)`."""
        self.moment += timedelta(**by)


class CountingHasher:
    """Argon2id with little work, which counts what it computes."""

    def __init__(self, cost: Cost | None = None) -> None:
        self.hashed = 0
        self.verified = 0
        self._argon2 = Argon2id(cost or Cost(memory=8, passes=1, lanes=1))

    def hash(self, password: str) -> str:
        self.hashed += 1
        return self._argon2.hash(password)

    def verify(self, password: str, kept: str) -> tuple[bool, str | None]:
        self.verified += 1
        return self._argon2.verify(password, kept)

    def nothing(self) -> str:
        return self._argon2.nothing()


class House:
    """All of identity; `program` stands for the token in `admin.token`."""

    program = SYSTEM

    def __init__(
        self,
        database: Database,
        clock: TurnedClock,
        hasher: CountingHasher,
        settings: IdentitySettings | None = None,
    ) -> None:
        self.database = database
        self.clock = clock
        self.hasher = hasher
        self.trail = Trail(database, clock)
        built = identity(
            database=database,
            trail=self.trail,
            clock=clock,
            settings=settings or IdentitySettings(),
            key=KEY,
            hasher=hasher,
        )
        self.identity = built
        self.people, self.sign_in, self.account = built.people, built.sign_in, built.account
        self.sessions, self.tokens, self.guesses = built.sessions, built.tokens, built.guesses

    def person(self, login: str, *roles: Role, scope: Scope = EVERYWHERE) -> Person:
        """Somebody with a password."""
        wanted = Wanted(login=login, name=login.title(), roles=frozenset(roles), scope=scope)
        person, link = self.people.create(SYSTEM, wanted)
        self.sign_in.set_up(link.token, PASSWORD, HERE)
        return self.people.find(person.id)

    def begun(self, login: str) -> Session:
        """A sign-in as far as the password brings it."""
        return self.sign_in.with_password(login, PASSWORD, HERE)

    def enrolled(self, login: str) -> tuple[str, Session]:
        """Sets an app up for somebody who has none: its secret, and the session that goes on."""
        session = self.begun(login)
        secret = self.account.begin_totp(session.id).secret
        changed = self.account.confirm_totp(session.id, self.code(secret), HERE)
        self.clock.turn(seconds=30)
        return secret, changed.session

    def code(self, secret: str, *, steps: int = 0) -> str:
        """What an app shows now, or some steps from now."""
        moment = self.clock.moment.timestamp() + 30 * steps
        return pyotp.TOTP(secret).at(moment)

    def actor(self, session: Session) -> Actor:
        """The person of a session, as they act."""
        return self.sessions.current(session.id).actor

    def told(self, action: str = "") -> list[dict[str, Any]]:
        """Entries of the trail, oldest first; details read (any JSON)."""
        with self.database.read() as connection:
            rows = connection.execute(text("SELECT * FROM audit_entry ORDER BY 1")).mappings().all()
        found = [{**row, "details": json.loads(row["details"])} for row in rows]
        return [row for row in found if not action or row["action"] == action]
