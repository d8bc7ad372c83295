"""Signing in, step by step, and proving again who one is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NoReturn, TypeAlias

from clawback.audit.action import AuditAction
from clawback.audit.entry import Result
from clawback.audit.trail import Trail
from clawback.database import Connection, Database
from clawback.identity import link, passkeys, totp
from clawback.identity.address import network_of
from clawback.identity.factor import Passkey, Purpose
from clawback.identity.guesses import Guesses, TooManyGuessesError
from clawback.identity.passkeys import Credential, Options
from clawback.identity.password import Passwords
from clawback.identity.person import Person, PersonState, asked_login
from clawback.identity.proofs import Proofs
from clawback.identity.records import factors, people
from clawback.identity.records import sessions as kept_sessions
from clawback.identity.session import Seen, Session, Stage, Way
from clawback.identity.sessions import Sessions, Visit
from clawback.identity.settings import IdentitySettings
from clawback.identity.site import Site
from clawback.model.actor import Actor
from clawback.model.errors import ConflictError, UnauthenticatedError

NOBODY = Actor(id="nobody", name="Nobody who signed in", role="")
Proof: TypeAlias = Callable[[Connection, Visit], str | None]


class SignInRefusedError(UnauthenticatedError):
    """This did not work. Check the name, the password or the code, and try again."""

    code = "sign_in_refused"


class LinkRefusedError(UnauthenticatedError):
    """This setup link cannot be used: it is mistyped, used or too old. Ask for a new one."""

    code = "link_refused"


class WrongStepError(ConflictError):
    """The sign-in is not at this step. Begin again."""

    code = "wrong_step"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """The ways in. Safe to call from several threads.

    Every attempt leaves an entry in the trail. A refused one never tells why, and takes as long
    whether the account exists or not.
    """

    database: Database
    trail: Trail
    sessions: Sessions
    passwords: Passwords
    proofs: Proofs
    guesses: Guesses
    settings: IdentitySettings

    def with_password(self, login: str, password: str, seen: Seen) -> Session:
        """The first step of most people.

        Raises:
            SignInRefusedError: nobody has this name and password.
            TooManyGuessesError: too many failed before.
        """
        account = asked_login(login)
        self._begin(account, seen, "password")
        with self.database.read() as connection:
            person = people.by_login(connection, account)
            kept = people.password(connection, person.id) if person else ""
        fitting, fresh = self.passwords.fits(password, kept)
        if person is None or not fitting or not person.active:
            self._refuse("password", seen, person)
        with self.database.write() as connection:
            session = self._entered(connection, person, kept, fresh, seen)
        if session is None:
            self._refuse("password", seen, person)
        done = self.guesses.passed if session.stage is Stage.SECOND_FACTOR else self._succeeded
        done(account, seen.address)
        return session

    def with_code(self, session_id: str, code: str, seen: Seen) -> Session:
        """The second step, with a code of an app or a recovery code.

        Raises:
            SignInRefusedError: the code is not valid, or was used before.
            SessionRefusedError: the first step is too long ago.
            WrongStepError: no second step is awaited.
            TooManyGuessesError: too many failed before.
        """

        def proof(connection: Connection, visit: Visit) -> str | None:
            if totp.looks_like_code(code):
                return "totp" if self.proofs.code(connection, visit.person.id, code) else None
            known = self.proofs.recovery(connection, visit.person.id, code)
            return "recovery_code" if known else None

        return self._prove(session_id, Stage.SECOND_FACTOR, proof, seen)

    def step_up_with_code(self, session_id: str, code: str, seen: Seen) -> Session:
        """Proves again who one is, with an app's code; raises as `with_code`."""

        def proof(connection: Connection, visit: Visit) -> str | None:
            return "totp" if self.proofs.code(connection, visit.person.id, code) else None

        return self._prove(session_id, Stage.OPEN, proof, seen)

    def passkey_options(self, session_id: str, site: Site, purpose: Purpose) -> Options:
        """What the browser is asked: for the person of the session, or for whoever has a passkey.

        Raises:
            SessionRefusedError: the session has ended.
        """
        with self.database.write() as connection:
            known: tuple[Passkey, ...] = ()
            if session_id:
                visit = self.sessions.visit(connection, session_id)
                known = self.proofs.standing(connection, visit.person.id).passkeys
            challenge = self.proofs.challenge(connection, purpose, session_id)
        return passkeys.sign_in_options(site, known, challenge)

    def second_passkey(
        self, session_id: str, credential: Credential, site: Site, seen: Seen
    ) -> Session:
        """The second step, with a passkey; raises as `with_code`."""
        proof = self._passkey_proof(credential, site, Purpose.SIGN_IN)
        return self._prove(session_id, Stage.SECOND_FACTOR, proof, seen)

    def step_up_with_passkey(
        self, session_id: str, credential: Credential, site: Site, seen: Seen
    ) -> Session:
        """Proves again who one is, with a passkey; raises as `with_code`."""
        proof = self._passkey_proof(credential, site, Purpose.STEP_UP)
        return self._prove(session_id, Stage.OPEN, proof, seen)

    def with_passkey(self, credential: Credential, site: Site, seen: Seen) -> Session:
        """The only step of somebody whose device checked them: two factors in one.

        Raises:
            SignInRefusedError: the passkey is not known here, or did not sign our challenge.
            TooManyGuessesError: too many from this network failed before.
        """
        self._begin("", seen, "passkey")
        with self.database.write() as connection:
            found = self.proofs.passkey(
                connection, credential, site=site, purpose=Purpose.SIGN_IN, session_id=""
            )
            person = people.find(connection, found.person) if found else None
            session = None
            if person is not None and person.active:
                session = self.admit(
                    connection, person, stage=Stage.OPEN, way=Way.PASSKEY, seen=seen, proved=True
                )
        if session is None:
            self._refuse("passkey", seen, person)
        self._succeeded("", seen.address)
        return session

    def set_up(self, token: str, password: str, seen: Seen) -> Session:
        """Follows a setup link: sets the password, and signs in as far as that goes.

        Raises:
            LinkRefusedError: the link cannot be used (any more).
            WeakPasswordError: the password is not good enough; the link stays good.
            TooManyGuessesError: too many from this network failed before.
        """
        self._begin("", seen, "link")
        digest = link.digest_of(token)
        with self.database.read() as connection:
            now = self.sessions.now
            found = people.peek_link(connection, digest, now) if digest else None
            person = people.find(connection, found.person) if found else None
        if found is None or person is None or person.state is PersonState.DISABLED:
            self.deny("link", seen, person)
            raise LinkRefusedError
        kept = self.passwords.keep(password, login=person.login)
        with self.database.write() as connection:
            session = self._settled(connection, digest or "", found, kept, seen)
        self._succeeded("", seen.address)
        return session

    def stage_of(self, connection: Connection, person: Person) -> Stage:
        """How far a password alone brings somebody."""
        if self.proofs.standing(connection, person.id).any:
            return Stage.SECOND_FACTOR
        needed = self.settings.needs_second_factor(person.roles)
        return Stage.ENROLMENT if needed else Stage.OPEN

    def admit(
        self,
        connection: Connection,
        person: Person,
        *,
        stage: Stage,
        way: Way,
        seen: Seen,
        proved: bool = False,
    ) -> Session:
        """Opens a session for somebody who has shown who they are, and tells the trail."""
        session = self.sessions.open(
            connection, person, stage=stage, way=way, seen=seen, proved=proved
        )
        self._tell(connection, person, way.value, session)
        return session

    def _entered(
        self, connection: Connection, person: Person, kept: str, fresh: str | None, seen: Seen
    ) -> Session | None:
        """The session behind a right password; `None` when things changed in the meantime."""
        now = people.find(connection, person.id)
        if now is None or not now.active or people.password(connection, person.id) != kept:
            return None
        if fresh is not None:
            people.set_password(connection, person.id, fresh)
        stage = self.stage_of(connection, now)
        return self.admit(connection, now, stage=stage, way=Way.PASSWORD, seen=seen)

    def _settled(
        self, connection: Connection, digest: str, found: people.Link, kept: str, seen: Seen
    ) -> Session:
        person = people.find(connection, found.person)
        if person is None or not people.take_link(connection, digest):
            raise LinkRefusedError
        person = replace(person, state=PersonState.ACTIVE)
        people.change(connection, person)
        people.set_password(connection, person.id, kept)
        if found.forget_factors:
            factors.drop_all(connection, person.id)
        kept_sessions.end_all(connection, person.id)
        stage = self.stage_of(connection, person)
        self.trail.record(
            connection,
            person.actor(proved_at=None),
            AuditAction.PERSON_SET_UP,
            f"person:{person.id}",
            details={"forget_factors": found.forget_factors},
        )
        return self.admit(connection, person, stage=stage, way=Way.LINK, seen=seen)

    def _prove(self, session_id: str, stage: Stage, proof: Proof, seen: Seen) -> Session:
        visit = self.sessions.current(session_id)
        if visit.session.stage is not stage:
            raise WrongStepError
        action = AuditAction.SESSION_STEP_UP if stage is Stage.OPEN else AuditAction.SESSION_SIGN_IN
        self._begin(visit.person.login, seen, "second_factor")
        session = None
        with self.database.write() as connection:
            visit = self.sessions.visit(connection, session_id)
            shown = proof(connection, visit) if visit.session.stage is stage else None
            if shown is not None:
                renew = self.sessions.proved if stage is Stage.OPEN else self.sessions.complete
                session = renew(connection, visit.session)
                self._tell(connection, visit.person, shown, session, action)
        if session is None:
            self._refuse("second_factor", seen, visit.person, action)
        self._succeeded(visit.person.login, seen.address)
        return session

    def _passkey_proof(self, credential: Credential, site: Site, purpose: Purpose) -> Proof:
        def proof(connection: Connection, visit: Visit) -> str | None:
            found = self.proofs.passkey(
                connection,
                credential,
                site=site,
                purpose=purpose,
                session_id=visit.session.id,
            )
            return "passkey" if found is not None and found.person == visit.person.id else None

        return proof

    def _begin(self, account: str, seen: Seen, step: str) -> None:
        try:
            self.guesses.begin(account, seen.address)
        except TooManyGuessesError as error:
            if error.first:
                with self.database.read() as connection:
                    person = people.by_login(connection, account) if account else None
                self.deny(step, seen, person, AuditAction.SESSION_SLOW)
            raise

    def _succeeded(self, account: str, address: str) -> None:
        self.guesses.succeeded(account, address)

    def _refuse(
        self,
        step: str,
        seen: Seen,
        person: Person | None,
        action: AuditAction = AuditAction.SESSION_SIGN_IN,
    ) -> NoReturn:
        self.deny(step, seen, person, action)
        raise SignInRefusedError

    def deny(
        self,
        step: str,
        seen: Seen,
        person: Person | None,
        action: AuditAction = AuditAction.SESSION_SIGN_IN,
    ) -> None:
        """Leaves an entry for an attempt that was refused."""
        # The name that was typed is not told: people type passwords there.
        self.trail.record_alone(
            NOBODY,
            action,
            f"person:{person.id if person else 'unknown'}",
            result=Result.DENIED,
            details={"step": step, "network": network_of(seen.address)},
        )

    def _tell(
        self,
        connection: Connection,
        person: Person,
        step: str,
        session: Session,
        action: AuditAction = AuditAction.SESSION_SIGN_IN,
    ) -> None:
        self.trail.record(
            connection,
            person.actor(proved_at=session.proved_at),
            action,
            f"person:{person.id}",
            details={
                "step": step,
                "stage": session.stage.value,
                "session": session.id,
                "network": session.network,
            },
        )
