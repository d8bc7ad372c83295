"""Whether somebody showed a second factor: each proof is good once."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import timedelta

from clawback.database import Connection
from clawback.identity import passkeys, totp
from clawback.identity.factor import Challenge, Passkey, Purpose, Standing
from clawback.identity.passkeys import Credential
from clawback.identity.records import factors
from clawback.identity.seal import Seal
from clawback.identity.site import Site
from clawback.model.clock import Clock
from clawback.model.errors import UnavailableError

_CHALLENGE_LIFETIME = timedelta(minutes=5)


class TooManyChallengesError(UnavailableError):
    """Too many people sign in with a passkey at this moment. Try again in a few minutes."""

    code = "busy"


class Proofs:
    """Checks codes and passkeys, in the caller's transaction."""

    def __init__(
        self, *, seal: Seal, clock: Clock, randomness: Callable[[int], bytes] = secrets.token_bytes
    ) -> None:
        self._seal = seal
        self._clock = clock
        self._randomness = randomness

    def standing(self, connection: Connection, person_id: str) -> Standing:
        """Which second factors somebody has."""
        app = factors.totp(connection, person_id)
        return Standing(
            totp=app is not None and app.confirmed_at is not None,
            passkeys=tuple(factors.passkeys(connection, person_id)),
            recovery_left=factors.recovery_left(connection, person_id),
        )

    def code(
        self, connection: Connection, person_id: str, code: str, *, confirmed: bool = True
    ) -> bool:
        """Whether a code is the app's, now and for the first time."""
        app = factors.totp(connection, person_id)
        if app is None or (app.confirmed_at is not None) is not confirmed:
            return False
        secret = self._seal.open(app.secret, about=person_id)
        step = totp.used_step(secret, code, now=self._clock.now(), last=app.last_step)
        return step is not None and factors.use_step(connection, person_id, step)

    def recovery(self, connection: Connection, person_id: str, code: str) -> bool:
        """Whether a code is one of the recovery codes, which it then is no more."""
        digest = totp.recovery_digest(person_id, code)
        return digest is not None and factors.use_recovery(connection, person_id, digest)

    def challenge(self, connection: Connection, purpose: Purpose, session_id: str) -> bytes:
        """A new challenge for a session's browser.

        Raises:
            TooManyChallengesError: too many are not answered yet.
        """
        made = self._randomness(passkeys.CHALLENGE_BYTES)
        now = self._clock.now()
        if not factors.put_challenge(connection, self._kept(made, purpose, session_id), now):
            raise TooManyChallengesError
        return made

    def answered(
        self, connection: Connection, credential: Credential, purpose: Purpose, session_id: str
    ) -> bytes | None:
        """The challenge that a credential answers, used up; `None` when it was not ours to it."""
        told = passkeys.challenge_in(credential)
        kept = self._kept(told, purpose, session_id)
        return told if factors.take_challenge(connection, kept, self._clock.now()) else None

    def passkey(
        self,
        connection: Connection,
        credential: Credential,
        *,
        site: Site,
        purpose: Purpose,
        session_id: str,
    ) -> Passkey | None:
        """The passkey that signed our challenge; `None` when none of ours did."""
        challenge = self.answered(connection, credential, purpose, session_id)
        found = factors.passkey(connection, passkeys.id_in(credential))
        if challenge is None or found is None:
            return None
        try:
            count = passkeys.signed(credential, site=site, challenge=challenge, passkey=found)
        except passkeys.PasskeyRefusedError:
            return None
        factors.passkey_used(connection, found.id, count, self._clock.now())
        return found

    def _kept(self, challenge: bytes, purpose: Purpose, session_id: str) -> Challenge:
        return Challenge(
            digest=passkeys.challenge_digest(challenge),
            purpose=purpose,
            session=session_id,
            expires_at=self._clock.now() + _CHALLENGE_LIFETIME,
        )
