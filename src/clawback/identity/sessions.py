"""Opening, finding, renewing and ending sessions."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from clawback.audit.action import AuditAction
from clawback.audit.trail import Trail
from clawback.database import Connection, Database
from clawback.identity.address import network_of
from clawback.identity.person import Person
from clawback.identity.records import people, sessions
from clawback.identity.session import (
    TOKEN_BYTES,
    Seen,
    Session,
    Stage,
    Way,
    digest_of,
    make_token,
)
from clawback.identity.settings import IdentitySettings
from clawback.model.actor import Actor
from clawback.model.clock import Clock
from clawback.model.errors import NotFoundError, UnauthenticatedError

_UNFINISHED = timedelta(minutes=10)  # for somebody who is looking for their second factor
_NOTE_USE_EVERY = timedelta(minutes=1)
_AGENT_LIMIT = 200


class SessionRefusedError(UnauthenticatedError):
    """You are not signed in, or your session has ended. Sign in."""

    code = "session_refused"


@dataclass(frozen=True, slots=True)
class Visit:
    """A session with its person."""

    session: Session
    person: Person

    @property
    def actor(self) -> Actor:
        complete = self.session.stage is Stage.OPEN
        return self.person.actor(proved_at=self.session.proved_at, complete=complete)


class Sessions:
    """The sessions of this installation. Safe to call from several threads."""

    def __init__(
        self,
        *,
        database: Database,
        trail: Trail,
        clock: Clock,
        settings: IdentitySettings,
        randomness: Callable[[int], bytes] = secrets.token_bytes,
    ) -> None:
        self._database = database
        self._trail = trail
        self._clock = clock
        self._settings = settings
        self._randomness = randomness

    def find(self, token: str) -> Visit:
        """Whose session a browser showed; notes that it was used.

        Raises:
            SessionRefusedError: nobody's; the error does not tell why.
        """
        digest = digest_of(token)
        if digest is None:
            raise SessionRefusedError
        with self._database.read() as connection:
            visit = self._visit(connection, sessions.by_digest(connection, digest))
        now = self._clock.now()
        if now - visit.session.seen_at >= _NOTE_USE_EVERY:
            with self._database.write() as connection:
                sessions.seen(connection, visit.session.id, now)
        return visit

    def visit(self, connection: Connection, session_id: str) -> Visit:
        """The session of this id, as it is in this transaction.

        Raises:
            SessionRefusedError: it has ended.
        """
        return self._visit(connection, sessions.find(connection, session_id))

    def current(self, session_id: str) -> Visit:
        """The session of this id, now; raises as `visit` does."""
        with self._database.read() as connection:
            return self.visit(connection, session_id)

    def open(
        self,
        connection: Connection,
        person: Person,
        *,
        stage: Stage,
        way: Way,
        seen: Seen,
        proved: bool = False,
    ) -> Session:
        """Starts a session, with a token that no browser has seen before."""
        now = self._clock.now()
        idle_since = now - self._settings.session_idle
        sessions.sweep(connection, now=now, idle_since=idle_since)
        session = self._renewed(
            Session(
                id=self._randomness(8).hex(),
                person=person.id,
                stage=stage,
                way=way,
                digest="",
                signed_in_at=now,
                seen_at=now,
                ends_at=now + self._length(stage),
                proved_at=now if proved else None,
                network=network_of(seen.address),
                agent=_printable(seen.agent),
            )
        )
        sessions.add(connection, session)
        if stage is Stage.OPEN:
            people.signed_in(connection, person.id, now)
        return session

    def complete(self, connection: Connection, session: Session) -> Session:
        """The sign-in is complete, its second factor shown: renewed, with the full length."""
        now = self._clock.now()
        people.signed_in(connection, session.person, now)
        ends = session.signed_in_at + self._length(Stage.OPEN)
        return self.renew(
            connection, replace(session, stage=Stage.OPEN, proved_at=now, ends_at=ends)
        )

    def proved(self, connection: Connection, session: Session) -> Session:
        """A second factor was shown again."""
        return self.renew(connection, replace(session, proved_at=self._clock.now()))

    def renew(self, connection: Connection, session: Session) -> Session:
        """The same session under a new token; the one before opens nothing any more."""
        fresh = self._renewed(replace(session, seen_at=self._clock.now()))
        sessions.change(connection, fresh)
        return fresh

    def alone(self, connection: Connection, session: Session) -> Session:
        """Ends every session of its person, and goes on in this browser under a new one."""
        sessions.end_all(connection, session.person)
        fresh = self._renewed(replace(session, seen_at=self._clock.now()))
        sessions.add(connection, fresh)
        return fresh

    def of(self, person_id: str) -> Sequence[Session]:
        """A person's sessions that have not run out, newest first."""
        now = self._clock.now()
        with self._database.read() as connection:
            return [
                session
                for session in sessions.of(connection, person_id)
                if self._lives(session, now)
            ]

    def end(self, actor: Actor, person_id: str, session_id: str) -> None:
        """Ends one session of a person.

        Raises:
            NotFoundError: they have none such.
        """
        with self._database.write() as connection:
            found = sessions.find(connection, session_id)
            if found is None or found.person != person_id:
                raise NotFoundError(f"There is no session {session_id}. It may have ended.")
            sessions.end(connection, session_id)
            own = actor.person == person_id
            action = AuditAction.SESSION_SIGN_OUT if own else AuditAction.SESSION_REVOKE
            self._trail.record(
                connection, actor, action, f"person:{person_id}", details={"session": session_id}
            )

    def end_all(self, actor: Actor, person_id: str) -> int:
        """Ends every session of a person; how many there were."""
        with self._database.write() as connection:
            ended = sessions.end_all(connection, person_id)
            self._trail.record(
                connection,
                actor,
                AuditAction.SESSION_REVOKE,
                f"person:{person_id}",
                details={"sessions": ended},
            )
        return ended

    @property
    def now(self) -> datetime:
        """The moment against which sessions and links are told."""
        return self._clock.now()

    def _visit(self, connection: Connection, session: Session | None) -> Visit:
        if session is None or not self._lives(session, self._clock.now()):
            raise SessionRefusedError
        person = people.find(connection, session.person)
        if person is None or not person.active:
            raise SessionRefusedError
        return Visit(session, person)

    def _lives(self, session: Session, now: datetime) -> bool:
        return now < session.ends_at and now - session.seen_at < self._settings.session_idle

    def _length(self, stage: Stage) -> timedelta:
        return self._settings.session_length if stage is Stage.OPEN else _UNFINISHED

    def _renewed(self, session: Session) -> Session:
        token = make_token(self._randomness(TOKEN_BYTES))
        return replace(session, token=token, digest=digest_of(token) or "")


def _printable(agent: str) -> str:
    return "".join(character for character in agent if character.isprintable())[:_AGENT_LIMIT]
