"""What people change about their own account: password, codes, passkeys."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta

from clawback.audit.action import AuditAction
from clawback.audit.entry import Detail
from clawback.audit.trail import Trail
from clawback.database import Connection, Database
from clawback.identity import passkeys, totp
from clawback.identity.factor import Passkey, Purpose, Standing, Totp
from clawback.identity.guesses import Guesses
from clawback.identity.passkeys import Credential, Options, PasskeyNotTakenError
from clawback.identity.password import Passwords
from clawback.identity.person import checked_name
from clawback.identity.proofs import Proofs
from clawback.identity.records import factors, people
from clawback.identity.seal import Seal
from clawback.identity.session import Seen, Session, Stage
from clawback.identity.sessions import Sessions, Visit
from clawback.identity.settings import IdentitySettings
from clawback.identity.site import Site
from clawback.identity.step_up import FRESH, SignInNeededError, require_fresh_proof
from clawback.model.clock import Clock
from clawback.model.errors import BadInputError, ConflictError, ForbiddenError, NotFoundError

RECOVERY_CODES = 10
_MOST_PASSKEYS = 20
_ISSUER = "Clawback"


class WrongPasswordError(BadInputError):
    """The present password is not right."""

    code = "wrong_password"


class WrongCodeError(BadInputError):
    """The code is not the one that the app shows now. Check the clock of your device."""

    code = "wrong_code"


class LastFactorError(ConflictError):
    """Your role needs a second factor, and this is your last. Add another one first."""

    code = "last_factor"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTotp:
    """A secret for an app, also as the address that it reads from a QR code."""

    secret: str = field(repr=False)
    address: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """An account after a change: the session that goes on, and recovery codes if any were made."""

    session: Session
    recovery_codes: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One's own password and second factors. Every change ends all one's other sessions.

    What a stolen session must not be enough for takes a second factor shown in the last five
    minutes; from people who have none, a sign-in in the last five minutes.
    """

    database: Database
    trail: Trail
    clock: Clock
    sessions: Sessions
    passwords: Passwords
    proofs: Proofs
    guesses: Guesses
    seal: Seal
    settings: IdentitySettings
    randomness: Callable[[int], bytes] = secrets.token_bytes

    def standing(self, person_id: str) -> Standing:
        """Which second factors somebody has."""
        with self.database.read() as connection:
            return self.proofs.standing(connection, person_id)

    def change_password(self, session_id: str, present: str, new: str, seen: Seen) -> Changed:
        """Another password.

        Raises:
            WrongPasswordError: the present one is not right.
            WeakPasswordError: the new one is not good enough.
            StepUpNeededError: the second factor was shown too long ago.
            TooManyGuessesError: too many failed before.
        """
        with self.database.read() as connection:
            visit = self._sure(connection, session_id)
            kept = people.password(connection, visit.person.id)
        self.guesses.begin(visit.person.login, seen.address)
        if not self.passwords.fits(present, kept)[0]:
            raise WrongPasswordError
        self.guesses.succeeded(visit.person.login, seen.address)
        fresh = self.passwords.keep(new, login=visit.person.login)
        with self.database.write() as connection:
            visit = self._sure(connection, session_id)
            people.set_password(connection, visit.person.id, fresh)
            people.drop_links(connection, visit.person.id)
            return Changed(session=self._changed(connection, visit, AuditAction.PASSWORD_CHANGE))

    def begin_totp(self, session_id: str) -> NewTotp:
        """A secret for a new app, which opens nothing until `confirm_totp`.

        Raises:
            ConflictError: there is an app already.
            StepUpNeededError: it takes a fresh proof.
        """
        secret = totp.new_secret(self.randomness(totp.SECRET_BYTES))
        with self.database.write() as connection:
            visit = self._sure(connection, session_id, enrolling=True)
            if self.proofs.standing(connection, visit.person.id).totp:
                raise ConflictError("You have an app for codes already. Remove it first.")
            sealed = self.seal.close(secret, about=visit.person.id)
            fresh = Totp(secret=sealed, created_at=self.clock.now())
            factors.put_totp(connection, visit.person.id, fresh)
        shown = totp.address(secret, login=visit.person.login, issuer=_ISSUER)
        return NewTotp(secret=secret, address=shown)

    def confirm_totp(self, session_id: str, code: str, seen: Seen) -> Changed:
        """Makes the new app count, once it shows the right code.

        Raises:
            WrongCodeError: it does not.
            StepUpNeededError: it takes a fresh proof.
            TooManyGuessesError: too many failed before.
        """
        with self.database.read() as connection:
            login = self._sure(connection, session_id, enrolling=True).person.login
        self.guesses.begin(login, seen.address)
        with self.database.write() as connection:
            visit = self._sure(connection, session_id, enrolling=True)
            person = visit.person.id
            if not self.proofs.code(connection, person, code, confirmed=False):
                raise WrongCodeError
            factors.confirm_totp(connection, person, self.clock.now())
            changed = self._added(connection, visit, "totp")
        self.guesses.succeeded(login, seen.address)
        return changed

    def drop_totp(self, session_id: str) -> Changed:
        """Forgets the app.

        Raises:
            NotFoundError: there is none.
            LastFactorError: the role needs a second factor.
            StepUpNeededError: it takes a fresh proof.
        """
        with self.database.write() as connection:
            visit = self._sure(connection, session_id)
            if not factors.drop_totp(connection, visit.person.id):
                raise NotFoundError("You have no app for codes.")
            return Changed(session=self._dropped(connection, visit, "totp"))

    def passkey_options(self, session_id: str, site: Site) -> Options:
        """What the browser is asked to make a new passkey.

        Raises:
            StepUpNeededError: it takes a fresh proof.
        """
        with self.database.write() as connection:
            visit = self._sure(connection, session_id, enrolling=True)
            known = factors.passkeys(connection, visit.person.id)
            challenge = self.proofs.challenge(connection, Purpose.REGISTER, session_id)
        return passkeys.registration_options(site, visit.person, known, challenge)

    def add_passkey(
        self, session_id: str, credential: Credential, name: str, site: Site
    ) -> Changed:
        """Keeps the passkey that the browser made.

        Raises:
            PasskeyNotTakenError: it does not answer our question, or is known already.
            StepUpNeededError: it takes a fresh proof.
        """
        label = checked_name(name)
        with self.database.write() as connection:
            visit = self._sure(connection, session_id, enrolling=True)
            challenge = self.proofs.answered(connection, credential, Purpose.REGISTER, session_id)
            if challenge is None:
                raise PasskeyNotTakenError
            made = passkeys.registered(credential, site=site, challenge=challenge)
            many = len(factors.passkeys(connection, visit.person.id)) >= _MOST_PASSKEYS
            if many or factors.passkey(connection, made.id) is not None:
                raise PasskeyNotTakenError
            factors.add_passkey(
                connection,
                Passkey(
                    id=made.id,
                    person=visit.person.id,
                    name=label,
                    public_key=made.public_key,
                    sign_count=made.sign_count,
                    created_at=self.clock.now(),
                ),
            )
            return self._added(connection, visit, "passkey")

    def rename_passkey(self, session_id: str, passkey_id: str, name: str) -> None:
        """Gives a passkey another name.

        Raises:
            NotFoundError: there is none such.
        """
        label = checked_name(name)
        with self.database.write() as connection:
            visit = self._sure(connection, session_id)
            if not factors.rename_passkey(connection, visit.person.id, passkey_id, label):
                raise NotFoundError("You have no such passkey.")
            self._tell(connection, visit, AuditAction.FACTOR_RENAME, {"factor": "passkey"})

    def drop_passkey(self, session_id: str, passkey_id: str) -> Changed:
        """Forgets a passkey.

        Raises:
            NotFoundError: there is none such.
            LastFactorError: the role needs a second factor.
            StepUpNeededError: it takes a fresh proof.
        """
        with self.database.write() as connection:
            visit = self._sure(connection, session_id)
            if not factors.drop_passkey(connection, visit.person.id, passkey_id):
                raise NotFoundError("You have no such passkey.")
            return Changed(session=self._dropped(connection, visit, "passkey"))

    def new_recovery_codes(self, session_id: str) -> Changed:
        """Ten new recovery codes; those before open nothing any more.

        Raises:
            ConflictError: there is no second factor that they could stand in for.
            StepUpNeededError: it takes a fresh proof.
        """
        with self.database.write() as connection:
            visit = self._sure(connection, session_id)
            if not self.proofs.standing(connection, visit.person.id).any:
                raise ConflictError("Set a second factor up first.")
            made = self._recovery_codes(connection, visit.person.id)
            session = self._changed(connection, visit, AuditAction.FACTOR_RENEW)
        return Changed(session=session, recovery_codes=made)

    def _sure(self, connection: Connection, session_id: str, *, enrolling: bool = False) -> Visit:
        visit = self.sessions.visit(connection, session_id)
        has_factor = self.proofs.standing(connection, visit.person.id).any
        if visit.session.stage is not Stage.OPEN:
            if enrolling and visit.session.stage is Stage.ENROLMENT and not has_factor:
                return visit
            raise ForbiddenError("Complete the sign-in first.")
        now = self.clock.now()
        if has_factor:
            require_fresh_proof(visit.actor, now)
        elif not timedelta() <= now - visit.session.signed_in_at <= FRESH:
            raise SignInNeededError
        return visit

    def _added(self, connection: Connection, visit: Visit, factor: str) -> Changed:
        """A new second factor counts as shown; the first one comes with recovery codes."""
        made: tuple[str, ...] = ()
        if not factors.recovery_left(connection, visit.person.id):
            made = self._recovery_codes(connection, visit.person.id)
        whole = self.sessions.complete(connection, visit.session)
        after = replace(visit, session=whole)
        session = self._changed(connection, after, AuditAction.FACTOR_ADD, {"factor": factor})
        return Changed(session=session, recovery_codes=made)

    def _dropped(self, connection: Connection, visit: Visit, factor: str) -> Session:
        left = self.proofs.standing(connection, visit.person.id).any
        if not left:
            if self.settings.needs_second_factor(visit.person.roles):
                raise LastFactorError
            factors.put_recovery(connection, visit.person.id, ())
        return self._changed(connection, visit, AuditAction.FACTOR_REMOVE, {"factor": factor})

    def _recovery_codes(self, connection: Connection, person_id: str) -> tuple[str, ...]:
        made = tuple(totp.recovery_code(self.randomness(10)) for _ in range(RECOVERY_CODES))
        digests = [totp.recovery_digest(person_id, code) or "" for code in made]
        factors.put_recovery(connection, person_id, digests)
        return made

    def _changed(
        self,
        connection: Connection,
        visit: Visit,
        action: AuditAction,
        details: dict[str, Detail] | None = None,
    ) -> Session:
        self._tell(connection, visit, action, details or {})
        return self.sessions.alone(connection, visit.session)

    def _tell(
        self, connection: Connection, visit: Visit, action: AuditAction, details: dict[str, Detail]
    ) -> None:
        actor = visit.person.actor(proved_at=visit.session.proved_at)
        self.trail.record(connection, actor, action, f"person:{visit.person.id}", details=details)
