"""Giving out tokens, taking them back, and telling who holds one."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from clawback.identity.port import TokenRecords
from clawback.identity.role import Role
from clawback.identity.token import (
    RANDOM_BYTES,
    Secret,
    Token,
    TokenState,
    make_secret,
    read_secret,
)
from clawback.model.actor import Actor
from clawback.model.clock import Clock
from clawback.model.errors import (
    BadInputError,
    ConflictError,
    NotFoundError,
    UnauthenticatedError,
)

DEFAULT_LIFETIME = timedelta(days=90)
LONGEST_LIFETIME = timedelta(days=3660)
_NOTE_USE_EVERY = timedelta(minutes=1)
_NAME_LIMIT = 200

Randomness = Callable[[int], bytes]


class TokenRefusedError(UnauthenticatedError):
    """The API token is not valid: mistyped, unknown, expired or revoked. Ask for a new one."""

    code = "token_refused"


class LastAdministratorError(ConflictError):
    """This is the last token that may manage tokens. Create another one first."""

    code = "last_administrator"


@dataclass(frozen=True, slots=True)
class Issued:
    """A new token: what is kept, and the secret that is shown this once."""

    token: Token
    secret: Secret


class Tokens:
    """The tokens of this installation. Safe to call from several threads."""

    def __init__(
        self, records: TokenRecords, clock: Clock, randomness: Randomness = secrets.token_bytes
    ) -> None:
        self._records = records
        self._clock = clock
        self._randomness = randomness

    def create(
        self, *, name: str, role: Role, by: str, lifetime: timedelta = DEFAULT_LIFETIME
    ) -> Issued:
        """A new token that opens what its role may do until its lifetime is over.

        Raises:
            BadInputError: the name is empty or too long, or the lifetime is not sensible.
        """
        _check(name, lifetime)
        now = self._clock.now()
        secret = make_secret(self._randomness(RANDOM_BYTES))
        token = Token(
            id=secret.id,
            name=name.strip(),
            role=role,
            digest=secret.digest,
            created_at=now,
            created_by=by,
            expires_at=now + lifetime,
        )
        self._records.add(token)
        return Issued(token, secret)

    def authenticate(self, text: str) -> Actor:
        """Who sent this token.

        Raises:
            TokenRefusedError: nobody may use it; the error does not tell why.
        """
        secret = read_secret(text)
        token = None if secret is None else self._records.find(secret.id)
        now = self._clock.now()
        if secret is None or token is None or not token.fits(secret):
            raise TokenRefusedError
        if token.state(now) is not TokenState.ACTIVE:
            raise TokenRefusedError
        if token.last_used_at is None or now - token.last_used_at >= _NOTE_USE_EVERY:
            self._records.used(token.id, now)
        return token.actor

    def every(self) -> Sequence[Token]:
        """All tokens, oldest first, revoked and expired ones too."""
        return self._records.every()

    def revoke(self, token_id: str) -> Token:
        """Takes a token back at once; doing so again changes nothing.

        Raises:
            NotFoundError: there is no such token.
            LastAdministratorError: nobody could give out tokens any more.
        """
        token = self._records.find(token_id)
        if token is None:
            raise NotFoundError(f"There is no token {token_id}.")
        if self._last_administrator(token):
            raise LastAdministratorError
        self._records.revoke(token_id, self._clock.now())
        return self._records.find(token_id) or token

    def _last_administrator(self, token: Token) -> bool:
        now = self._clock.now()
        administrators = {
            other.id
            for other in self._records.every()
            if other.role is Role.ADMIN and other.state(now) is TokenState.ACTIVE
        }
        return administrators == {token.id}

    @property
    def now(self) -> datetime:
        """The moment against which a token's state is told."""
        return self._clock.now()


def _check(name: str, lifetime: timedelta) -> None:
    if not name.strip() or len(name) > _NAME_LIMIT or not name.isprintable():
        raise BadInputError(f"A token needs a name of 1 to {_NAME_LIMIT} printable characters.")
    if not timedelta() < lifetime <= LONGEST_LIFETIME:
        raise BadInputError(f"A token lives between 1 and {LONGEST_LIFETIME.days} days.")
